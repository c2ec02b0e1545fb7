"""Index and level of every node, with what the draws say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.digits import SMALL, shares_as_printed
from govassess.files.stored import at_least, significant, to_step
from govassess.instrument.model import IndexName, Instrument, Levels
from govassess.result.assessment import NodeScore
from govassess.run.sampling import Sampling
from govassess.scoring.index import index_slope, re_express
from govassess.scoring.levels import leading_levels, level_of, level_shares, next_band
from govassess.scoring.rules import Branch, Rules
from govassess.stats.differences import standard_error
from govassess.stats.draws import Draws
from govassess.stats.intervals import interval
from govassess.stats.moments import weighted_means

if TYPE_CHECKING:
    import pandas as pd


UNKNOWN = ("mean", "mean_low", "mean_high", "sd", "index", "conf_low", "conf_high", "tcr", "level")


ENDS = ("mean_low", "mean_high", "conf_low", "conf_high")


ERRORS = ("std_error", "mean_std_error", "df")


FROM_MEAN = ("level", "to_next", "to_next_mean")


def node_scores(
    values: pd.DataFrame,
    rules: Rules,
    draws: Draws | None,
    sampling: Sampling,
    *,
    kinds: Sequence[str] = ("overall", "construct", "dimension", "indicator"),
    coarse: bool = False,
) -> tuple[NodeScore, ...]:
    """Return index, interval and level of each measured node over the rows of ``values`` (n, nodes).

    Without ``draws`` (a single respondent) there is no interval and no level share. With a finite-population
    correction the draws are drawn towards the estimate by sqrt(1 - n/N) before intervals and shares are taken.

    With ``coarse`` what the draws say is rounded as it is printed. Below 30 respondents it always is, and does not
    depend on the order of the rows: the draws of respondents weigh the scores of each node in the order of their size.
    """
    branches = [branch for branch in rules.branches if branch.kind in kinds]
    x = values[[branch.id for branch in branches]].to_numpy(float)
    if len(x) < SMALL:
        coarse = True
        if draws is not None and draws.kind == "rows":
            x = np.sort(x, axis=0)  # NaN last
    n = (~np.isnan(x)).sum(axis=0)
    means = np.divide(np.nansum(x, axis=0), n, out=np.full(len(branches), np.nan), where=n > 0)
    drawn = None
    if draws is not None:
        drawn = weighted_means(x, draws)
        if sampling.fpc is not None:
            drawn = means + (drawn - means) * sampling.fpc
    return tuple(
        _node_score(
            branch,
            rules,
            x[:, place],
            float(means[place]),
            None if drawn is None or draws is None else (drawn[:, place], draws),
            sampling.conf_level,
            coarse=coarse,
        )
        for place, branch in enumerate(branches)
    )


def _node_score(
    branch: Branch,
    rules: Rules,
    x: NDArray[Any],
    mean: float,
    drawn: tuple[NDArray[Any], Draws] | None,
    conf_level: float,
    *,
    coarse: bool,
) -> NodeScore:
    """Return one node's score; a node that nobody scored on keeps only its n of 0."""
    name, levels = rules.instrument.scoring.index, rules.instrument.levels
    share = rules.share(branch.id)
    known = x[~np.isnan(x)]
    fixed: dict[str, Any] = dict.fromkeys(UNKNOWN) | {
        "id": branch.id,
        "kind": branch.kind,
        "parent": branch.parent,
        "weight": None if share is None else str(share),
        "n": int(known.size),
        "index_name": name,
    }
    if known.size == 0:
        return NodeScore(**fixed)
    index = re_express(mean, name, branch.low, branch.high)
    low = high = None
    failed = 0
    shares: dict[int, float] = {}
    errors: dict[str, float | None] = {}
    if drawn is not None and known.size > 1:
        bounds = interval(drawn[0], conf_level=conf_level, draws=drawn[1])
        failed = int(bounds.failed)
        if not np.isnan(bounds.low):
            errors = _errors(
                drawn[0], drawn[1], ~np.isnan(x), index_slope(name, branch.low, branch.high), coarse=coarse
            )
            low, high = float(bounds.low), float(bounds.high)
            basis = drawn[0] if levels.basis == "mean" else re_express(drawn[0], name, branch.low, branch.high)
            shares = level_shares(basis, levels) if branch.has_level else {}
    if coarse:
        low, high = (None if end is None else _end_as_printed(end, branch, rules) for end in (low, high))
        shares = shares_as_printed(shares)
    found = {
        "mean": mean,
        "mean_low": low,
        "mean_high": high,
        "sd": float(np.std(known, ddof=1)) if known.size > 1 else None,
        "index": index,
        "conf_low": None if low is None else re_express(low, name, branch.low, branch.high),
        "conf_high": None if high is None else re_express(high, name, branch.low, branch.high),
        "tcr": re_express(mean, "tcr", branch.low, branch.high),
        "contribution": None if share is None else float(share) * index,
        "draws_failed": failed,
    }
    return NodeScore(**(fixed | found | errors | _level(branch, levels, mean, index, shares, name)))


def _end_as_printed(mean: float, branch: Branch, rules: Rules) -> float:
    """Return an end of an interval, on the item scale, such that its index has the decimals that are printed."""
    name = rules.instrument.scoring.index
    zero, slope = re_express(0.0, name, branch.low, branch.high), index_slope(name, branch.low, branch.high)
    return (to_step(re_express(mean, name, branch.low, branch.high), last_digit(rules.instrument)) - zero) / slope


def last_digit(instrument: Instrument) -> float:
    """Return the last digit of an index that is printed: 0.1, or that by which the levels are read off."""
    levels = instrument.levels
    if instrument.scoring.index == "none":
        return 0.01
    return 10.0 ** -(1 if levels.decimals is None or levels.basis != "index" else levels.decimals)


def _errors(
    drawn: NDArray[Any], draws: Draws, scored: NDArray[np.bool_], slope: float, *, coarse: bool
) -> dict[str, float | None]:
    """Return the standard errors of mean and index and their df, over the units that hold a score."""
    units = draws.take(scored).units_present if draws.codes is not None else int(scored.sum())
    error = standard_error(drawn, units)
    error = significant(error) if coarse and error is not None else error
    return {
        "std_error": None if error is None else error * abs(slope),
        "mean_std_error": error,
        "df": None if error is None else float(units - 1),
    }


def _level(
    branch: Branch, levels: Levels, mean: float, index: float, shares: Mapping[int, float], name: IndexName
) -> dict[str, Any]:
    """Return level, level shares and the distance to the next level."""
    if not branch.has_level:
        return {"level": None}
    value = mean if levels.basis == "mean" else index
    level = level_of(value, levels)
    above = next_band(level, levels)
    points = None if above is None else above.min - value
    slope = index_slope(name, branch.low, branch.high)
    to_mean = points if points is None or levels.basis == "mean" else points / slope
    return {
        "level": level,
        "level_share": {str(key): share for key, share in shares.items()},
        "leading": leading_levels(shares) if shares else (),
        "to_next": None if to_mean is None else to_mean * slope,
        "to_next_mean": to_mean,
    }


def restated(score: NodeScore, mean: float, rules: Rules) -> NodeScore:
    """Return a score with another mean and all that follows from it."""
    branch, name, levels = rules.branch(score.id), rules.instrument.scoring.index, rules.instrument.levels
    index, share = re_express(mean, name, branch.low, branch.high), rules.share(score.id)
    return replace(
        score,
        mean=mean,
        index=index,
        tcr=re_express(mean, "tcr", branch.low, branch.high),
        contribution=None if share is None else float(share) * index,
        **{key: each for key, each in _level(branch, levels, mean, index, {}, name).items() if key in FROM_MEAN},
    )


def finest(rules: Rules, node: str) -> float:
    """Return by how much a respondent's score on a node moves at least if one answer moves by one point."""
    if node in rules.item_parent:
        return 1.0
    branch = rules.branch(node)
    weights = zip(branch.children, branch.weights, strict=True)
    return min((float(weight) * finest(rules, child) for child, weight in weights if weight), default=1.0)


def ends_in_steps(score: NodeScore, rules: Rules, distance: float) -> dict[str, Any]:
    """Return the ends of an interval in steps of at least a distance on the item scale."""
    branch, name = rules.branch(score.id), rules.instrument.scoring.index
    zero, slope = re_express(0.0, name, branch.low, branch.high), index_slope(name, branch.low, branch.high)
    step = at_least(distance * slope, last_digit(rules.instrument))
    lowest, highest = (re_express(float(end), name, branch.low, branch.high) for end in (branch.low, branch.high))
    found: dict[str, Any] = {}
    for end, mean in (("conf_low", "mean_low"), ("conf_high", "mean_high")):
        value = getattr(score, end)
        rounded = None if value is None else min(max(to_step(value, step), lowest), highest)
        found |= {end: rounded, mean: None if rounded is None else (rounded - zero) / slope}
    return found
