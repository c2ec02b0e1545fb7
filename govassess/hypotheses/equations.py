"""Fitted equations as records, and what a reader must know about a fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govassess.notices import Notice, Unavailable
from govassess.result.hypotheses import Classical, Coefficient, Model, Residuals
from govassess.stats.recorded import recorded, recorded_p
from govassess.stats.regression import INTERCEPT, OlsFit

if TYPE_CHECKING:
    import pandas as pd


TESTED = ("estimate", "std_error", "statistic", "df", "conf_low", "conf_high", "p_value", "p_wild", "beta")
"""What the record of a hypothesis takes from the row of its coefficient."""


def equation(
    name: str,
    hypothesis: str,
    fit: OlsFit,
    residuals: Residuals | None = None,
    classical: Classical | None = None,
) -> Model:
    """Return one fitted equation as a record."""
    smallest, largest = (None, None) if fit.cluster_sizes is None else fit.cluster_sizes
    return Model(
        id=name,
        hypothesis=hypothesis,
        outcome=fit.outcome,
        vcov=fit.vcov,
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
        r_squared=fit.r2,
        adj_r_squared=fit.adj_r2,
        f_statistic=known(fit.wald_f),
        f_df1=float(fit.df1),
        f_df2=float(fit.wald_df2),
        f_p_value=recorded_p(fit.wald_p),
        condition_number=fit.condition,
        references=dict(fit.references),
        coefficients=tuple(map(_coefficient, rows_of(fit).values())),
        residuals=residuals,
        classical=classical,
        n_clusters=fit.n_clusters,
        smallest_cluster=smallest,
        largest_cluster=largest,
    )


def _coefficient(row: Mapping[str, Any]) -> Coefficient:
    fields: dict[str, Any] = {name: row.get(name) for name in Coefficient.__dataclass_fields__}
    return Coefficient(**fields)


def rows_of(fit: OlsFit) -> dict[str, dict[str, Any]]:
    """Return the rows of a fit by term, undefined figures as ``None``."""
    return records(fit.coefficients, "term")


def records(frame: pd.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a frame by the text in ``key``: undefined figures as ``None``, no p zero."""
    # by column: DataFrame.to_dict takes ten times as long, and dozens of small frames come through here
    columns = {
        str(name): [(recorded_p if str(name).startswith("p_") else known)(value) for value in frame[name].tolist()]
        for name in frame
    }
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return {str(row[names.index(key)]): dict(zip(names, row, strict=True)) for row in rows}


def known(value: Any) -> Any:
    """Return a number as a record keeps it; text as it is."""
    return value if isinstance(value, str) else recorded(value)


def fit_notices(name: str, fit: OlsFit, *, product: bool = False) -> tuple[Notice, ...]:
    """Return what a reader must know about one fit.

    Parameters
    ----------
    name : str
        The hypothesis.
    fit : OlsFit
        The equation that its test rests on.
    product : bool
        Whether it holds a product term: that one overlaps with its factors by construction, which neither a VIF
        nor a condition number should then blame.
    """
    notices = []
    where = f"hypotheses.{name}"
    if "vif_high" in fit.flags and not product:
        worst = max(rows_of(fit).values(), key=lambda row: row["vif"] or 0)
        notices.append(Notice(code="vif_high", where=where, values={"term": worst["term"], "vif": worst["vif"]}))
    if "condition_high" in fit.flags and not product:
        notices.append(Notice(code="condition_high", where=where, values={"value": fit.condition}))
    if "n_below_5p" in fit.flags:
        notices.append(Notice(code="n_below_5p", where=where, values={"n": fit.n_used, "p": fit.df1 + 1}))
    if "leverage" in fit.flags:
        notices.append(Notice(code="high_leverage", where=where, values={"count": len(fit.leverage_rows)}))
    return (*notices, *_decided_by_one_cluster(fit))


def without_errors(models: Sequence[Model]) -> tuple[Unavailable, ...]:
    """Return why coefficients have no standard error: one a variable of each equation, for dummies of it alike."""
    found: dict[tuple[str, str], None] = {}
    for model in models:
        for coefficient in model.coefficients:
            if coefficient.std_error is None and coefficient.term != INTERCEPT:
                found[model.id, _owner(coefficient.term, model.references)] = None
    return tuple(
        Unavailable(where=f"models.{ident}", field="std_error", code="cluster_decides", values={"variable": name})
        for ident, name in found
    )


def _owner(term: str, references: Iterable[str]) -> str:
    """Return the variable that a term is a dummy of, or the term."""
    return next((name for name in references if term.startswith(f"{name}=")), term)


def _decided_by_one_cluster(fit: OlsFit) -> list[Notice]:
    """Return a notice for every variable of which a coefficient has no standard error: one cluster decides it alone."""
    if "cluster_leverage" not in fit.flags:
        return []
    found: dict[str, None] = {}
    for term, row in rows_of(fit).items():
        if row["std_error"] is None and term != INTERCEPT:
            found[_owner(term, fit.references)] = None
    return [Notice(code="cluster_leverage", where=name, values={"variable": name}) for name in found]
