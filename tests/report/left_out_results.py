"""The made-up result of a run that was asked to leave out who looks careless: the same the other way round."""

from __future__ import annotations

from dataclasses import replace

from govassess.result.assessment import Assessment, FunnelStep, Notice, RobustScore, Unavailable
from tests.report.a_result import a_result

LEFT_OUT, LEFT = 9, 202
SWAPPED = {"all": "unflagged", "unflagged": "all"}


def left_out(**changes: object) -> Assessment:
    """Nine of 211 respondents were left out; everyone stands beside."""
    made = a_result()
    read, refused, _ = made.funnel
    funnel = (
        read,
        refused,
        FunnelStep(step=2, code="careless_excluded", count=LEFT_OUT, remaining=LEFT),
        FunnelStep(step=3, code="analysed", count=LEFT, remaining=LEFT),
    )
    robustness = (
        RobustScore(id="A", sample="all", n=211, index=53.4951, conf_low=50.1, conf_high=56.2, level=3, difference=0.41),
        RobustScore(id="B", sample="all", n=211, index=58.0679, conf_low=55.3, conf_high=61.1, level=4, difference=-1.18),
    )  # fmt: skip
    estimates = [replace(each, sample=SWAPPED[each.sample]) for each in made.estimators]
    last = replace(made.hypotheses[3], fragile=True, fragile_because=("all",))
    found = {
        "options": replace(made.options, exclude_careless=True),
        "funnel": funnel,
        "robustness": robustness,
        "estimators": tuple(estimates),
        "hypotheses": (*made.hypotheses[:3], last, *made.hypotheses[4:]),
        "warnings": (
            *(notice for notice in made.warnings if notice.code != "careless_flagged"),
            Notice(code="careless_excluded", where="screening", values={"count": LEFT_OUT, "n": 211}),
        ),
    }
    return replace(made, **(found | changes))


def withheld() -> Assessment:
    """The same where so few were left out that everyone beside would tell their answers."""
    made = left_out()
    notice = Notice(code="careless_excluded_alone", where="screening", values={"count": LEFT_OUT, "n": 211})
    return replace(
        made,
        robustness=(),
        estimators=tuple(each for each in made.estimators if each.sample == "unflagged"),
        unavailable=(
            *made.unavailable,
            Unavailable(where="robustness", field="all", code="few_flagged", values={"minimum": 10}),
        ),
        warnings=(*made.warnings[:-1], notice),
    )
