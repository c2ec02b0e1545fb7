"""Fit a PLS path model and its bootstrap draws; one record holds every estimate with its interval."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.draws import BLOCK, SEED, Draws, FloatArray, IntArray, as_draws
from govassess.stats.intervals import MOST_FAILED, bootstrap_p, interval
from govassess.stats.moments import DrawnBlock, centred_columns, complete_values, drawn_moments
from govassess.stats.path_model.algorithm import FAILURES, Scheme, Solution, fit_composites
from govassess.stats.path_model.evaluate import Label, estimates, labels
from govassess.stats.path_model.model import Blocks, PathModel, Paths, Stages, path_model, second_stage, stages

EXACT = 1e-11  # largest change of a weight where the sample itself is fitted
PIECE = 64  # draws iterated together: their correlations stay in the processor's cache
WORKERS = 2
EFFECTS = ("path", "total", "indirect", "specific_indirect")
CONSTRUCT = ("rho_a", "composite_reliability", "ave")


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
        ``conf_high`` is the one-sided upper 95 % bound of its size). ``std_error`` is the standard deviation of
        the draws.
        """
        return self.estimates.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Pls({len(self.blocks)} constructs, {len(self.estimates.query('kind == \"path\"'))} paths, scheme "
            f"{self.scheme}, {self.draws} draws, n={self.n_used}, {self.n_dropped} dropped)"
        )


def pls(
    items: pd.DataFrame,
    blocks: Blocks,
    paths: Paths,
    *,
    scheme: Scheme = "path",
    higher_order: Blocks | None = None,
    draws: int | Draws = 0,
    seed: int = SEED,
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

    Returns
    -------
    Pls
        An estimate that is undefined is NaN with a code in ``reason``: ``single_item_block``,
        ``nonpositive_within_r``, ``single_predictor``, ``undefined``, ``no_convergence``; with
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
    Lohmoeller, J.-B. (1989). *Latent Variable Path Modeling with Partial Least Squares*. Physica.
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
    if scheme not in get_args(Scheme):
        raise ValueError(f"scheme must be one of {', '.join(get_args(Scheme))}, got {scheme!r}")
    plan = stages(blocks, paths, higher_order)
    rows = model_rows(items, plan, "pls")
    fits = fit_sample(rows.R, plan, scheme, "pls", len(rows.values))
    resamples = as_draws(draws, len(items), seed).take(rows.mask) if draws != 0 else None
    drawn = None
    if resamples is not None and resamples.count:
        drawn = draw_stages(rows.values, resamples, plan, scheme, [fit.solution.weights[0] for fit in fits])
    record: Pls | None = None
    for stage, fit in enumerate(fits):
        table = _table(fit, None if drawn is None else drawn.values[stage], resamples, scheme)
        record = Pls(
            estimates=table,
            cross_loadings=pd.DataFrame(fit.solution.cross[0], index=fit.model.items, columns=fit.model.constructs),
            correlations=pd.DataFrame(
                fit.solution.correlations[0], index=fit.model.constructs, columns=fit.model.constructs
            ),
            blocks=fit.model.blocks,
            paths=fit.model.paths,
            first_stage=record,
            scheme=scheme,
            rounds=int(fit.solution.rounds[0]),
            draws=0 if resamples is None else resamples.count,
            failures={} if drawn is None else _failures(drawn.failed[stage]),
            flags=_flags(table),
            seed=None if resamples is None else resamples.seed,
            n_used=len(rows.values),
            n_dropped=len(items) - len(rows.values),
        )
    assert record is not None
    return record
