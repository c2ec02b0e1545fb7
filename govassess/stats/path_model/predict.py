"""PLSpredict: how well the model predicts the answers of people it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments
from govassess.stats.draws import SEED, Draws, FloatArray, IntArray, WeightArray
from govassess.stats.moments import UnitSums
from govassess.stats.path_model.algorithm import FAILURES, Scheme, Solution, fit_composites
from govassess.stats.path_model.equations import draws_last, regress
from govassess.stats.path_model.model import Blocks, PathModel, Paths, stages
from govassess.stats.path_model.sample import drawn_correlations, fit_sample, model_rows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlsPredict:
    """Out-of-sample prediction of every indicator of an outcome, beside the training mean and a linear model."""

    indicators: pd.DataFrame
    folds: int
    repeats: int
    scheme: Scheme
    seed: int
    n_used: int
    n_dropped: int
    antecedents: str = "direct"
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row an indicator of an outcome.

        Columns: ``target, term, q2_predict, rmse, mae, rmse_lm, mae_lm, reason, n_used, n_dropped``. With the
        reason ``lm_not_estimable`` there is no linear model to compare with.
        """
        return self.indicators.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"PlsPredict({len(self.indicators)} indicators, {self.folds} folds x {self.repeats}, "
            f"n={self.n_used}, {self.n_dropped} dropped)"
        )


def pls_predict(
    items: pd.DataFrame,
    blocks: Blocks,
    paths: Paths,
    *,
    scheme: Scheme = "path",
    folds: int = 10,
    repeats: int = 10,
    seed: int = SEED,
) -> PlsPredict:
    """Predict the indicators of every outcome for rows left out of the estimation.

    Parameters
    ----------
    items : DataFrame (n, k)
        Scale points, already reverse-keyed, NaN = not answered; rows complete over all items of the model are
        used.
    blocks, paths, scheme
        As for ``pls``; without higher-order constructs.
    folds : int
        Parts, each left out once; the number of complete rows leaves out one row at a time.
    repeats : int
        Times the rows are dealt anew.
    seed : int
        Seed of the dealing.

    Returns
    -------
    PlsPredict

    Raises
    ------
    NotEstimable
        As ``pls``, in the sample or in a training part; ``too_few_rows`` (fewer rows than folds).
    ValueError
        Fewer than 2 folds or no repeat; the model contradicts itself.

    Notes
    -----
    Everything is estimated on the training part: means and standard deviations, weights, paths. An outcome's
    score is predicted from the scores of its direct antecedents, and an indicator from that by its loading.
    Q2_predict = 1 - SSE / SSE of the training mean; RMSE and MAE over all folds and repeats, on the items' own
    scale. The linear model is a regression of the indicator on all indicators of the exogenous constructs.

    References
    ----------
    Shmueli, G., Ray, S., Velasquez Estrada, J. M. & Chatla, S. B. (2016). The elephant in the room: predictive
    performance of PLS models. *Journal of Business Research*, 69, 4552-4564.
    Shmueli, G. et al. (2019). Predictive model assessment in PLS-SEM. *European J. of Marketing*, 53,
    2322-2347.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(100, 1))
    >>> answers = pd.DataFrame(np.hstack([trust] * 4) + rng.normal(size=(100, 4)), columns=["t1", "t2", "v1", "v2"])
    >>> found = pls_predict(answers, {"trust": ["t1", "t2"], "value": ["v1", "v2"]}, {"value": ["trust"]})
    >>> bool((found.to_frame()["q2_predict"] > 0).all())
    True
    """
    check_arguments(items=items, blocks=blocks, paths=paths, folds=folds, repeats=repeats, seed=seed)
    if folds < 2 or repeats < 1:
        raise ValueError(f"at least 2 folds and 1 repeat are needed, got {folds} and {repeats}")
    plan = stages(blocks, paths, None)
    rows = model_rows(items, plan, "pls_predict")
    n, model = len(rows.values), plan.final
    if n < folds:
        raise NotEstimable("pls_predict", "too_few_rows", needed=folds, found=n, rows=len(items))
    whole = fit_sample(rows.R, plan, scheme, "pls_predict")[0].solution
    part = _dealt(n, folds, repeats, seed)
    training: WeightArray = np.concatenate([part[r] != np.arange(folds)[:, None] for r in range(repeats)]).astype(
        np.uint16
    )
    drawn = Draws(seed=seed, kind="rows", units=n, count=len(training), codes=None, weights=training)
    errors = np.zeros((3, repeats * n, len(model.items)))  # of the model, the linear model, the mean
    linear = True
    first = 0
    for piece in drawn_correlations(UnitSums.of(rows.centred, drawn)):
        solution = fit_composites(piece.R, model, scheme, start=whole.weights[0])
        _refuse_failed(piece.R, solution, model)
        for f in range(len(piece.n)):
            fold = piece.draws.start + f
            left_out = rows.centred[training[fold] == 0]
            at = slice(first, first + len(left_out))
            z = (left_out - piece.mean[f]) / piece.sd[f]
            errors[0, at] = (z - _predicted(z, solution, f, model)) * piece.sd[f]
            errors[2, at] = left_out - piece.mean[f]
            found = _linear(z, piece.R[f], model, n_training=int(piece.n[f]))
            linear &= found is not None
            errors[1, at] = np.nan if found is None else (z - found) * piece.sd[f]
            first += len(left_out)
    return PlsPredict(
        indicators=_table(errors, model, linear=linear),
        folds=folds,
        repeats=repeats,
        scheme=scheme,
        seed=seed,
        n_used=n,
        n_dropped=len(items) - n,
    )


def _dealt(n: int, folds: int, repeats: int, seed: int) -> IntArray:
    """Deal the rows to folds whose sizes differ by at most one, once a repeat: (repeats, n)."""
    children = np.random.SeedSequence(seed).spawn(repeats)
    return np.stack([np.random.default_rng(child).permutation(np.arange(n) % folds) for child in children])


def _refuse_failed(R: FloatArray, solution: Solution, model: PathModel) -> None:
    """Refuse when a training part has no solution."""
    failed = solution.failed[solution.failed > 0]
    if not len(failed):
        return
    code = FAILURES[int(failed[0])]
    if code == "constant_items":
        flat = np.isnan(np.einsum("bii->bi", R)).any(axis=0)
        raise NotEstimable(
            "pls_predict",
            code,
            item=", ".join(name for name, is_flat in zip(model.items, flat, strict=True) if is_flat),
        )
    raise NotEstimable("pls_predict", "no_convergence")


def _predicted(z: FloatArray, solution: Solution, f: int, model: PathModel) -> FloatArray:
    """Return standardised predictions of outcomes' items from the scores of direct antecedents; 0 for others."""
    scores = np.add.reduceat(z * solution.weights[f], model.starts, axis=1)
    C = draws_last(solution.correlations[f : f + 1])
    found = np.zeros_like(z)
    for y, xs in model.equations:
        own = np.flatnonzero(model.block == y)
        outcome = scores[:, list(xs)] @ regress(C, [y], xs)[0].b[:, 0]
        found[:, own] = outcome[:, None] * solution.loadings[f, own]
    return found


def _linear(z: FloatArray, R: FloatArray, model: PathModel, *, n_training: int) -> FloatArray | None:
    """Return standardised predictions from all items of exogenous constructs; None where they are too many."""
    outcomes = [y for y, _ in model.equations]
    exogenous = np.flatnonzero(~np.isin(model.block, outcomes))
    if n_training < len(exogenous) + 2 or np.linalg.eigvalsh(R[np.ix_(exogenous, exogenous)])[0] < 1e-10:
        return None
    return np.asarray(z[:, exogenous] @ np.linalg.solve(R[np.ix_(exogenous, exogenous)], R[exogenous]))


def _table(errors: FloatArray, model: PathModel, *, linear: bool) -> pd.DataFrame:
    """Return the measures of every outcome's indicator."""
    squares, sizes = (errors**2).mean(axis=1), np.abs(errors).mean(axis=1)
    outcomes = {y for y, _ in model.equations}
    chosen = [i for i, block in enumerate(model.block) if int(block) in outcomes]
    table = pd.DataFrame(
        {
            "target": [model.constructs[model.block[i]] for i in chosen],
            "term": [model.items[i] for i in chosen],
            "q2_predict": 1 - squares[0, chosen] / squares[2, chosen],
            "rmse": np.sqrt(squares[0, chosen]),
            "mae": sizes[0, chosen],
            "rmse_lm": np.sqrt(squares[1, chosen]),
            "mae_lm": sizes[1, chosen],
        }
    )
    table["reason"] = pd.Series([None if linear else "lm_not_estimable"] * len(chosen), dtype=object)
    return table
