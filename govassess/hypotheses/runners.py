"""One runner per kind of hypothesis: from respondents' scores to an estimate with its interval and p."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from govassess.errors import NotEstimable
from govassess.hypotheses.covariates import Covariates
from govassess.hypotheses.model import Coefficient, Effect, Model
from govassess.instrument.model import Hypothesis
from govassess.responses.model import Notice
from govassess.stats.draws import Draws
from govassess.stats.mediation import Mediation, mediate
from govassess.stats.regression import OlsFit, Vcov, fit_ols

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """What every runner needs: scores and covariates side by side, the draws of the same rows, the defaults."""

    data: pd.DataFrame  # (n, nodes + covariates)
    covariates: Covariates
    draws: Draws | None
    vcov: Vcov
    conf_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What a runner found: the fields of a hypothesis result, the equations behind it, what to know about them."""

    fields: Mapping[str, Any]
    p_classical: float | None
    models: tuple[Model, ...]
    notices: tuple[Notice, ...]


def run(hypothesis: Hypothesis, setting: Setting) -> Tested:
    """Test one hypothesis.

    Raises
    ------
    NotEstimable
        The test is undefined on these rows; the reason is the record's code and values.
    """
    runners = {"direct": _regression, "total": _regression, "mediation": _mediation}
    return runners[hypothesis.kind](hypothesis, setting)


def _regression(hypothesis: Hypothesis, setting: Setting) -> Tested:
    """Test the predictor's coefficient, with the declared controls and covariates (t, n - p df)."""
    predictors = [hypothesis.predictor, *hypothesis.controls]
    wanted: dict[str, Any] = {"vcov": setting.vcov, "conf_level": setting.conf_level}
    fit = fit_ols(setting.data, hypothesis.outcome, predictors, covariates=setting.covariates.names, **wanted)
    rows = setting.data.dropna(subset=[hypothesis.outcome, *predictors, *setting.covariates.names])
    models = [equation(hypothesis.id, hypothesis.id, fit)]
    plain = fit
    if setting.covariates.names:
        plain = fit_ols(rows, hypothesis.outcome, predictors, **wanted)
        models.append(equation(f"{hypothesis.id}.unadjusted", hypothesis.id, plain))
    classical = fit_ols(rows, hypothesis.outcome, predictors, covariates=setting.covariates.names, vcov="classical")
    row = _row(fit, hypothesis.predictor)
    fields = {name: row[name] for name in ("estimate", "std_error", "statistic", "df", "conf_low", "conf_high")}
    return Tested(
        fields=fields
        | {
            "p_value": row["p_value"],
            "beta": row["beta"],
            "f_squared": row["f2"],
            "r_squared": fit.r2,
            "n_used": fit.n_used,
            "n_dropped": fit.n_dropped,
            "vcov": fit.vcov,
            "interval": "t",
            "unadjusted": _row(plain, hypothesis.predictor)["estimate"] if setting.covariates.names else None,
        },
        p_classical=_row(classical, hypothesis.predictor)["p_value"],
        models=tuple(models),
        notices=_fit_notices(hypothesis.id, fit),
    )


def _mediation(hypothesis: Hypothesis, setting: Setting) -> Tested:
    """Test the indirect effect: its bootstrap p is the one that enters the family."""
    if setting.draws is None:
        raise NotEstimable("mediation", "no_draws")
    covariates = (*hypothesis.controls, *setting.covariates.names)
    names: dict[str, Any] = {
        "predictor": hypothesis.predictor,
        "mediators": hypothesis.mediators,
        "outcome": hypothesis.outcome,
        "serial": hypothesis.serial,
        "vcov": setting.vcov,
        "conf_level": setting.conf_level,
    }
    found = mediate(setting.data, covariates=covariates, draws=setting.draws, **names)
    drawn: dict[str, Mapping[Any, Any]] = {str(row["effect"]): row for row in found.to_frame().to_dict("records")}
    indirect = drawn["indirect"]
    if _known(indirect["p_value"]) is None:
        raise NotEstimable("mediation", "failed_draws", count=found.draws_failed, of=found.draws)
    unadjusted = None
    if setting.covariates.names:
        rows = setting.data.dropna(
            subset=[hypothesis.predictor, *hypothesis.mediators, hypothesis.outcome, *covariates]
        )
        plain = mediate(rows, covariates=hypothesis.controls, draws=0, **names).to_frame().set_index("effect")
        unadjusted = float(plain["estimate"].to_dict()["indirect"])
    return Tested(
        fields={
            "estimate": float(indirect["estimate"]),
            "conf_low": _known(indirect["conf_low"]),
            "conf_high": _known(indirect["conf_high"]),
            "p_value": _known(indirect["p_value"]),
            "beta": float(drawn["indirect_standardised"]["estimate"]),
            "r_squared": found.paths["outcome"].r2,
            "n_used": found.n_used,
            "n_dropped": found.n_dropped,
            "vcov": found.paths["outcome"].vcov,
            "interval": found.interval,
            "unadjusted": unadjusted,
            "effects": _effects(hypothesis, found, drawn),
            "draws_failed": found.draws_failed,
        },
        p_classical=None,  # the bootstrap does not depend on the covariance of the coefficients
        models=tuple(equation(f"{hypothesis.id}.{name}", hypothesis.id, fit) for name, fit in found.paths.items()),
        notices=_fit_notices(hypothesis.id, found.paths["outcome"]),
    )


def _effects(hypothesis: Hypothesis, found: Mediation, drawn: Mapping[str, Mapping[str, Any]]) -> tuple[Effect, ...]:
    """Return paths, direct and total effect from the fits (t intervals), indirect effects from the draws."""
    several = len(hypothesis.mediators) > 1
    terms = [(f"a_{each}" if several else "a", each, hypothesis.predictor) for each in hypothesis.mediators]
    if hypothesis.serial:
        terms += [(f"d_{first}>{later}", later, first) for first, later in combinations(hypothesis.mediators, 2)]
    terms += [(f"b_{each}" if several else "b", "outcome", each) for each in hypothesis.mediators]
    terms += [("direct", "outcome", hypothesis.predictor), ("total", "total", hypothesis.predictor)]
    effects = []
    for name, path, term in terms:
        row = _row(found.paths[path], term)
        kept = ("estimate", "std_error", "conf_low", "conf_high", "p_value")
        effects.append(
            Effect(
                effect=name,
                standardised=row["beta"],
                interval=found.paths[path].vcov,
                **{field: row[field] for field in kept},
            )
        )
    for name, each in drawn.items():
        if name.startswith("indirect") and name != "indirect_standardised":
            standardised = drawn["indirect_standardised"]["estimate"] if name == "indirect" else None
            effects.append(
                Effect(
                    effect=name,
                    estimate=float(each["estimate"]),
                    std_error=None,
                    conf_low=_known(each["conf_low"]),
                    conf_high=_known(each["conf_high"]),
                    p_value=_known(each["p_value"]),
                    standardised=standardised,
                    interval=found.interval,
                )
            )
    return tuple(effects)


def equation(name: str, hypothesis: str, fit: OlsFit) -> Model:
    """Return one fitted equation as a record."""
    return Model(
        id=name,
        hypothesis=hypothesis,
        outcome=fit.outcome,
        vcov=fit.vcov,
        n_used=fit.n_used,
        n_dropped=fit.n_dropped,
        r_squared=fit.r2,
        adj_r_squared=fit.adj_r2,
        f_statistic=fit.wald_f,
        f_df1=fit.df1,
        f_df2=fit.df2,
        f_p_value=fit.wald_p,
        condition_number=fit.condition,
        references=dict(fit.references),
        coefficients=tuple(
            Coefficient(**{field: _known(row[field]) for field in Coefficient.__dataclass_fields__})
            for row in fit.to_frame().to_dict("records")
        ),
    )


def _row(fit: OlsFit, term: str) -> dict[str, Any]:
    """Return the row of one term, undefined figures as ``None``."""
    frame = fit.to_frame().set_index("term")
    return {str(name): _known(value) for name, value in frame.loc[term].to_dict().items()}


def _known(value: Any) -> Any:
    """Return a plain number, ``None`` for NaN; text as it is."""
    if isinstance(value, str) or value is None:
        return value
    return None if value != value else float(value)  # noqa: PLR0124 - only NaN differs from itself


def _fit_notices(name: str, fit: OlsFit) -> tuple[Notice, ...]:
    """Return what a reader must know about one fit."""
    notices = []
    where = f"hypotheses.{name}"
    if "vif_high" in fit.flags:
        worst = fit.to_frame().set_index("term")["vif"].idxmax()
        vif = float(fit.to_frame()["vif"].max())
        notices.append(Notice(code="vif_high", where=where, values={"term": str(worst), "vif": vif}))
    if "condition_high" in fit.flags:
        notices.append(Notice(code="condition_high", where=where, values={"value": fit.condition}))
    if "n_below_5p" in fit.flags:
        notices.append(Notice(code="n_below_5p", where=where, values={"n": fit.n_used, "p": fit.df1 + 1}))
    if "leverage" in fit.flags:
        notices.append(Notice(code="high_leverage", where=where, values={"count": len(fit.leverage_rows)}))
    return tuple(notices)
