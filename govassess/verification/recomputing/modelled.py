"""Path models: reliability from loadings, adjusted R2, total effects from paths, p of the fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from govassess.verification.recomputing.recomputed import Recomputed, follows, in_two_digits, p_of_chi2

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment
    from govassess.result.hypotheses import PathEstimate, PathModel


Found = Mapping[tuple[str, str, str], float]
"""(kind, target, term) -> estimate."""


def modelled(result: Assessment) -> Iterator[Recomputed]:
    """Yield the estimates of path models that follow from loadings, R2 and paths.

    Notes
    -----
    Composite reliability and AVE as Fornell and Larcker (1981) have them, of composites' loadings.
    """
    n, few = result.funnel[-1].remaining, in_two_digits(result)
    for model in result.path_models:
        yield from follows(model, "n_dropped", n - model.n_used)
        if f"path_models.{model.id}" in few:
            continue
        found: Found = {(each.kind, each.target, each.term): each.estimate for each in model.estimates}
        for each in model.estimates:
            expected = _expected(each, model, found)
            yield from follows(each, "estimate", expected, 1e-8)
        if model.fit is not None:
            yield from p_of_chi2(model.fit, "p_value", model.fit.chi_squared, model.fit.df)


def _expected(each: PathEstimate, model: PathModel, found: Found) -> float | None:
    """Return what an estimate must be, from others of the same model; nothing where they do not tell."""
    if each.kind == "total" and all(("path", y, x) in found for y, xs in model.paths.items() for x in xs):
        return _total(each.term, each.target, model.paths, found)
    if each.kind == "adj_r2" and ("r2", each.target, each.term) in found:
        n, k = model.n_used, len(model.paths.get(each.target, ()))
        return 1 - (1 - found["r2", each.target, each.term]) * (n - 1) / (n - k - 1) if n > k + 1 else None
    if each.kind not in ("composite_reliability", "ave"):
        return None
    loadings = [value for (kind, target, _), value in found.items() if kind == "loading" and target == each.target]
    if len(loadings) < 2:
        return None
    common, squares = sum(loadings) ** 2, sum(value**2 for value in loadings)
    return squares / len(loadings) if each.kind == "ave" else common / (common + len(loadings) - squares)


def _total(start: str, end: str, paths: Mapping[str, tuple[str, ...]], found: Found, depth: int = 0) -> float:
    """Return the sum over all ways from ``start`` to ``end`` of the products of their paths."""
    if depth > len(paths):  # a circle, which no path model has
        return 0.0
    return sum(
        found["path", end, x] * (1.0 if x == start else _total(start, x, paths, found, depth + 1))
        for x in paths.get(end, ())
    )
