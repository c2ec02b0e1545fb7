"""Reports as they were drawn: whatever survey, plan, language and reader they are for, nothing of them is alarming."""

from __future__ import annotations

import pytest

from govassess.verification.verify import verify_report
from tests.verification.reports import assessed, kinds, report_of, write_survey

FEW = (3, 6, 16, 18, 9)
"""Of a census, of the instrument for public services, of two respondents, by printed weights: the quick ones."""


def check(kind, folder):
    survey = write_survey(kind, folder / "survey.csv")
    report = folder / "report.html"
    report.write_text(report_of(kind, assessed(kind, survey)), encoding="utf-8", newline="")
    alone = verify_report(report)
    assert alone.findings == ()
    assert alone.notes == ()
    assert alone.page.checked > 300
    assert alone.data.checked > 100
    return survey, report


@pytest.mark.parametrize("place", FEW)
def test_an_untouched_report_holds_and_so_does_a_new_run_over_its_survey(place, tmp_path):
    kind = list(kinds(50))[place]
    survey, report = check(kind, tmp_path)
    found = verify_report(report, survey, plan=kind.get("plan"))
    assert found.findings == ()
    assert found.survey is not None and found.survey.checked > 1000


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=[] if place % 5 == 0 else pytest.mark.long) for place in range(50) if place not in FEW],
)
def test_no_alarm_on_any_of_fifty_reports(place, tmp_path):
    check(list(kinds(50))[place], tmp_path)
