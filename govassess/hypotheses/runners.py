"""The test of a regression coefficient, and which runner tests which kind of hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scipy.special import fdtrc

from govassess.errors import NotEstimable
from govassess.hypotheses.design import HypothesisDesign, Tested
from govassess.hypotheses.equations import TESTED, equation, fit_notices, rows_of
from govassess.hypotheses.mediation import through_mediators
from govassess.hypotheses.moderation import with_moderator
from govassess.hypotheses.regressions import adjusted, classical, residuals, unadjusted
from govassess.instrument.model import Hypothesis
from govassess.stats.recorded import recorded_p


def run(hypothesis: Hypothesis, design: HypothesisDesign) -> Tested:
    """Test one hypothesis about scores.

    Raises
    ------
    NotEstimable
        The test is undefined on these rows; the reason is the record's code and values.
    """
    runners: Mapping[str, Callable[[Hypothesis, HypothesisDesign], Tested]] = {
        "direct": _regression,
        "total": _regression,
        "mediation": through_mediators,
        "moderation": with_moderator,
    }
    return runners[hypothesis.kind](hypothesis, design)


def _regression(hypothesis: Hypothesis, design: HypothesisDesign) -> Tested:
    """Test the predictor's coefficient, with the declared controls and covariates (t, n - p df).

    With clusters t has the degrees of freedom of CR1 or CR2; that p decides, the wild bootstrap's is reported too.
    """
    predictors = [hypothesis.predictor, *hypothesis.controls]
    fit = adjusted(design, hypothesis.outcome, predictors)
    row = rows_of(fit)[hypothesis.predictor]
    if row["p_value"] is None:
        raise NotEstimable("regression", "cluster_decides", variable=hypothesis.predictor)
    about = design, hypothesis.outcome, predictors
    models = [equation(hypothesis.id, hypothesis.id, fit, residuals(*about), classical(*about))]
    without = None
    if design.covariates.names:
        plain = unadjusted(design, hypothesis.outcome, predictors)
        models.append(equation(f"{hypothesis.id}.unadjusted", hypothesis.id, plain))
        without = rows_of(plain)[hypothesis.predictor]["estimate"]
    return Tested(
        fields={name: row.get(name) for name in TESTED}
        | {
            "f_squared": row["f2"],
            "r_squared": fit.r2,
            "n_used": fit.n_used,
            "n_dropped": fit.n_dropped,
            "vcov": fit.vcov,
            "interval": "t",
            "unadjusted": without,
        },
        p_classical=recorded_p(fdtrc(1, fit.df2, row["f2"] * fit.df2)),  # f2 is t2 of classical errors over their df
        models=tuple(models),
        notices=fit_notices(hypothesis.id, fit),
    )
