"""Fit a PLS path model and its bootstrap draws; one record holds every estimate with its interval."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from govassess.stats.arguments import check_arguments
from govassess.stats.draws import SEED, Draws, FloatArray, IntArray, as_draws
from govassess.stats.intervals import MOST_FAILED, bootstrap_p, interval
from govassess.stats.path_model.algorithm import FAILURES, Scheme, fit_composites
from govassess.stats.path_model.equations import SINGULAR, draws_last, regress
from govassess.stats.path_model.evaluate import Label, estimates, htmt_ratios, labels, mean_correlations
from govassess.stats.path_model.model import Blocks, Paths, stages
from govassess.stats.path_model.sample import EXACT, StageFit, draw_stages, fit_sample, model_rows

Costly = Literal["htmt", "f2_refit"]
EFFECTS = ("path", "total", "indirect", "specific_indirect")  # these are tested against zero


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pls:
    """A PLS path model: weights, loadings, paths, effects and quality of measurement, each with its interval.

    Attributes
    ----------
    estimates : DataFrame
        See ``to_frame``.
    cross_loadings : DataFrame (items, constructs)
    correlations : DataFrame (constructs, constructs)
        Of the scores; with the AVE this is the Fornell-Larcker table.
    blocks, paths : dict
        Construct -> items, outcome -> predictors; for higher-order constructs those of the second stage.
    first_stage : Pls or None
        The model of the dimensions, where there are higher-order constructs.
    failures : dict
        Why draws failed as a whole -> how many: ``constant_items``, ``collinear``, ``no_convergence``.
    flags : tuple of str
        ``negative_weight``, ``rho_a_above_one``.
    """

    estimates: pd.DataFrame
    cross_loadings: pd.DataFrame
    correlations: pd.DataFrame
    blocks: Mapping[str, tuple[str, ...]]
    paths: Mapping[str, tuple[str, ...]]
    first_stage: Pls | None
    scheme: Scheme
    rounds: int
    draws: int
    failures: Mapping[str, int]
    flags: tuple[str, ...]
    seed: int | None
    n_used: int
    n_dropped: int
    conf_level: float = 0.95
    mode: str = "A"
    source: str = "pls"
    interval: str = "percentile"
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an estimate.

        Columns: ``kind, target, term, estimate, std_error, conf_low, conf_high, p_value, draws_failed, reason,
        reason_block, n_used, n_dropped``. Kinds: ``weight``, ``loading`` (target construct, term item), ``path``,
        ``vif``, ``f2`` (scores held fixed), ``f2_refit`` (model without the path), ``total``, ``indirect`` (sum
        over all chains), ``specific_indirect`` (target outcome, term predictor or chain), ``r2``, ``adj_r2``,
        ``rho_a``, ``composite_reliability``, ``ave`` (target and term construct), ``htmt`` (a pair;
        ``conf_high`` is the one-sided upper bound of its size). ``std_error`` is the standard deviation of
        the draws.
        """
        return self.estimates.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        paths = sum(len(predictors) for predictors in self.paths.values())
        return (
            f"Pls({len(self.blocks)} constructs, {paths} paths, scheme {self.scheme}, {self.draws} draws, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def pls(  # noqa: PLR0913 - options of the estimation
    items: pd.DataFrame,
    blocks: Blocks,
    paths: Paths,
    *,
    scheme: Scheme = "path",
    higher_order: Blocks | None = None,
    draws: int | Draws = 0,
    seed: int = SEED,
    conf_level: float = 0.95,
    leave_out: Collection[Costly] = (),
) -> Pls:
    """Estimate a path model of composites by partial least squares, mode A.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the model are
        used.
    blocks : mapping of str to sequence of str
        Construct -> its columns; no column in two constructs.
    paths : mapping of str to sequence of str
        Outcome -> its predictors; every construct has a path, and they do not go round in a circle.
    scheme : "path" or "factor"
        Inner weights: predecessors by regression and successors by correlation, or all by correlation.
    higher_order : mapping of str to sequence of str, optional
        Higher-order construct -> the blocks that are its dimensions. ``paths`` name the construct.
    draws : int or Draws
        Number of resamples, or resamples of the rows of ``items`` (before dropping); 0: no intervals.
    seed : int
        Seed where ``draws`` is a number.
    conf_level : float
        Two-sided level of the intervals, above .5; the bound of HTMT is the upper one at this level.
    leave_out : collection of "htmt", "f2_refit"
        Kinds of estimates that are not wanted: these two take a tenth of the time.

    Returns
    -------
    Pls
        An estimate that is undefined is NaN with a code in ``reason``: ``single_item_block``,
        ``nonpositive_within_r``, ``single_predictor``, ``zero_weights``, ``no_convergence``, ``perfect_fit``; with
        ``too_many_failed`` (over 5 % of draws) only the interval is missing.

    Raises
    ------
    NotEstimable
        ``too_few_rows`` (n < p + 2 in an equation), ``constant_items``, ``collinear`` (scores of predictors),
        ``no_convergence``.
    ValueError
        The model contradicts itself, or a column is absent.

    Notes
    -----
    Items are standardised (n - 1); a weight is the correlation of the item with its construct's proxy, scaled
    to a score of variance 1; iteration stops when no weight changes by 1e-7 (1e-11 for the sample). Everything
    comes from the items' correlations, so all draws of a block are iterated together. The sign makes a
    construct's loadings add up to more than zero, once a fit; no parameter of a draw is turned on its own.
    Higher-order constructs take the disjoint two-stage approach: ``first_stage`` holds the dimensions, their
    scores are the construct's indicators, and other constructs keep their items; each draw runs both stages.
    f2 has no interval: its draws are never negative.

    References
    ----------
    Lohmöller, J.-B. (1989). *Latent Variable Path Modeling with Partial Least Squares*. Physica-Verlag.
    Dijkstra, T. K. & Henseler, J. (2015). Consistent partial least squares path modeling. *MIS Quarterly*, 39,
    297-316.
    Sarstedt, M. et al. (2019). How to specify, estimate, and validate higher-order constructs in PLS-SEM.
    *Australasian Marketing Journal*, 27, 197-211.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(100, 1))
    >>> value = trust + rng.normal(size=(100, 1))
    >>> answers = pd.DataFrame(np.hstack([trust, trust, value, value]) + rng.normal(size=(100, 4)))
    >>> answers.columns = ["t1", "t2", "v1", "v2"]
    >>> found = pls(answers, {"trust": ["t1", "t2"], "value": ["v1", "v2"]}, {"value": ["trust"]}, draws=200)
    >>> found
    Pls(2 constructs, 1 paths, scheme path, 200 draws, n=100, 0 dropped)
    >>> bool(found.to_frame().query("kind == 'path'")["conf_low"].item() > 0)
    True
    """
    check_arguments(
        items=items,
        blocks=blocks,
        paths=paths,
        higher_order=higher_order,
        draws=draws,
        seed=seed,
        conf_level=conf_level,
    )
    if scheme not in get_args(Scheme):
        raise ValueError(f"scheme must be one of {', '.join(get_args(Scheme))}, got {scheme!r}")
    if unknown := set(leave_out).difference(get_args(Costly)):
        raise ValueError(f"leave_out may hold {', '.join(get_args(Costly))}, got {', '.join(sorted(unknown))}")
    plan = stages(blocks, paths, higher_order)
    rows = model_rows(items, plan, "pls")
    n = len(rows.values)
    fits = fit_sample(rows.R, plan, scheme, "pls")
    resamples = as_draws(draws, len(items), seed).take(rows.mask) if draws != 0 else None
    if resamples is not None and resamples.count == 0:
        resamples = None
    drawn = None
    if resamples is not None:
        starts = [fit.solution.weights[0] for fit in fits]
        drawn = draw_stages(rows.centred, resamples, plan, scheme, starts, htmt="htmt" not in leave_out)
    record: Pls | None = None
    for stage, fit in enumerate(fits):
        values = None if drawn is None else drawn.values[stage]
        table = _table(fit, n, scheme, values, resamples, conf_level, leave_out)
        solution, names = fit.solution, fit.model.constructs
        record = Pls(
            estimates=table,
            cross_loadings=pd.DataFrame(solution.cross[0].T, index=fit.model.items, columns=names),
            correlations=pd.DataFrame(solution.correlations[0], index=names, columns=names),
            blocks=fit.model.blocks,
            paths=fit.model.paths,
            first_stage=record,
            scheme=scheme,
            rounds=int(solution.rounds[0]),
            draws=0 if resamples is None else resamples.count,
            failures={} if drawn is None else _failures(drawn.failed[stage]),
            flags=_flags(table),
            seed=None if resamples is None else resamples.seed,
            n_used=n,
            n_dropped=len(items) - n,
            conf_level=conf_level,
        )
    return cast("Pls", record)


def _table(
    fit: StageFit,
    n: int,
    scheme: Scheme,
    drawn: FloatArray | None,
    draws: Draws | None,
    conf_level: float,
    leave_out: Collection[Costly],
) -> pd.DataFrame:
    """Return one row an estimate, with interval where there are draws and a reason where it is undefined."""
    found = labels(fit.model, htmt="htmt" not in leave_out)
    ratios = np.empty((1, 0)) if "htmt" in leave_out else htmt_ratios(fit.R, fit.model)
    table = pd.DataFrame(
        {
            "kind": [label.kind for label in found],
            "target": [label.target for label in found],
            "term": [label.term for label in found],
            "estimate": estimates(fit.solution, ratios, np.array([float(n)]), fit.model)[0],
        }
    )
    reasons = _reasons(found, table["estimate"].to_numpy(), fit)
    table["std_error"], table["conf_low"], table["conf_high"], table["p_value"] = np.nan, np.nan, np.nan, np.nan
    table["draws_failed"] = 0
    if drawn is not None and draws is not None:
        defined = table["estimate"].notna().to_numpy()
        failed = _add_intervals(table, drawn, draws, defined, conf_level)
        reasons = [
            ("too_many_failed", None) if code is None and failing > MOST_FAILED * draws.count else (code, at)
            for (code, at), failing in zip(reasons, failed, strict=True)
        ]
    # As objects: a column of text would turn None into NaN.
    table["reason"] = pd.Series([code for code, _ in reasons], dtype=object)
    table["reason_block"] = pd.Series([at for _, at in reasons], dtype=object)
    return pd.concat([table, _effect_sizes(fit, scheme, refit="f2_refit" not in leave_out)], ignore_index=True)


def _add_intervals(
    table: pd.DataFrame, drawn: FloatArray, draws: Draws, defined: npt.NDArray[np.bool_], conf_level: float
) -> IntArray:
    """Fill in standard errors, intervals and p values in place; return how many draws failed."""
    kind = table["kind"].to_numpy()
    ratio = kind == "htmt"
    two_sided = interval(drawn[:, ~ratio], conf_level=conf_level, draws=draws)
    failed = np.empty(len(table), dtype=np.int64)
    failed[~ratio] = two_sided.failed
    low, high, error, p = (np.full(len(table), np.nan) for _ in range(4))
    low[~ratio], high[~ratio] = two_sided.low, two_sided.high
    if ratio.any():
        one_sided = interval(np.abs(drawn[:, ratio]), conf_level=2 * conf_level - 1, draws=draws)
        failed[ratio], high[ratio] = one_sided.failed, one_sided.high
    failed[~defined] = 0
    usable = defined & (failed <= MOST_FAILED * draws.count)
    error[usable] = np.nanstd(drawn[:, usable], axis=0, ddof=1) if draws.count > 1 else np.nan
    tested = usable & np.isin(kind, EFFECTS)
    p[tested] = bootstrap_p(drawn[:, tested], draws=draws)
    for name, values in {"std_error": error, "conf_low": low, "conf_high": high, "p_value": p}.items():
        table[name] = np.where(usable, values, np.nan)
    table["draws_failed"] = failed
    return failed


def _reasons(found: Sequence[Label], values: FloatArray, fit: StageFit) -> list[tuple[str | None, str | None]]:
    """Return why each estimate is undefined, and the construct to blame; nothing where it is defined."""
    names = fit.model.constructs
    single = {name for name, size in zip(names, fit.model.sizes, strict=True) if size == 1}
    within = dict(zip(names, mean_correlations(fit.R, fit.model)[0][0], strict=True))
    reasons: list[tuple[str | None, str | None]] = []
    for label, value in zip(found, values, strict=True):
        alone = next((name for name in (label.term, label.target) if name in single), None)
        if not np.isnan(value):
            reasons.append((None, None))
        elif label.kind == "vif":
            reasons.append(("single_predictor", None))
        elif alone is not None:
            reasons.append(("single_item_block", alone))
        elif label.kind == "htmt":
            reasons.append(("nonpositive_within_r", label.target if within[label.term] > 0 else label.term))
        else:
            reasons.append(("zero_weights", label.target))
    return reasons


def _effect_sizes(fit: StageFit, scheme: Scheme, *, refit: bool) -> pd.DataFrame:
    """Return f2 of every path, with the scores held fixed and, if wanted, the model fitted anew without the path."""
    model, C = fit.model, draws_last(fit.solution.correlations)
    refitted = _refitted_r2(fit, scheme) if refit else {}
    rows = []
    for y, xs in model.equations:
        whole = regress(C, [y], xs)[0].r2[0]
        for x in xs:
            others = tuple(other for other in xs if other != x)
            fixed = regress(C, [y], others)[0].r2[0] if others else 0.0
            lost = {"f2": fixed} | ({"f2_refit": refitted[x, y] if others else 0.0} if refit else {})
            for kind, left in lost.items():
                perfect = 1 - whole < SINGULAR
                rows.append(
                    {
                        "kind": kind,
                        "target": model.constructs[y],
                        "term": model.constructs[x],
                        "estimate": np.nan if perfect else (whole - left) / (1 - whole),
                        "draws_failed": 0,
                        "reason": "perfect_fit" if perfect else "no_convergence" if np.isnan(left) else None,
                    }
                )
    table = pd.DataFrame(rows)
    return table.astype({"reason": object}).assign(
        **dict.fromkeys(("std_error", "conf_low", "conf_high", "p_value"), np.nan), reason_block=None
    )


def _refitted_r2(fit: StageFit, scheme: Scheme) -> dict[tuple[int, int], float]:
    """Return R2 of the outcome in the model without each path that leaves it another predictor, fitted together."""
    predictors = dict(fit.model.equations)
    omitted = [(x, y) for y, xs in fit.model.equations if len(xs) > 1 for x in xs]
    if not omitted:
        return {}
    R = np.broadcast_to(fit.R, (len(omitted), *fit.R.shape[1:]))
    solution = fit_composites(
        R, fit.model, scheme, start=fit.solution.weights[0], tolerance=EXACT, omitted=np.array(omitted)
    )
    C = draws_last(solution.correlations)
    left = {(x, y): tuple(other for other in predictors[y] if other != x) for x, y in omitted}
    return {path: float(regress(C[..., i, None], [path[1]], left[path])[0].r2[0]) for i, path in enumerate(omitted)}


def _failures(failed: IntArray) -> dict[str, int]:
    """Count the draws that failed as a whole, by reason."""
    return {code: int((failed == number).sum()) for number, code in FAILURES.items() if (failed == number).any()}


def _flags(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the codes of what a reader must know about the fit."""
    value = {kind: part["estimate"] for kind, part in table.groupby("kind")}
    raised = {
        "negative_weight": bool((value["weight"] < 0).any()),
        "rho_a_above_one": bool((value["rho_a"] > 1).any()),
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)
