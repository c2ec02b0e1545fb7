"""What a whole run says, and does not say, for publication and of the few who are left out somewhere."""

from __future__ import annotations

import pytest

from govassess.assessment.assess import assess
from govassess.assessment.warnings import run_notices
from govassess.errors import NothingToScoreError
from govassess.report.html import render_html
from govassess.responses.read import read_responses
from govassess.result.codec import decode, encode
from govassess.run.plan import Plan, read_plan
from tests.hostile.material import an_instrument, put, some_rows, write_instrument, write_rows


@pytest.fixture
def read(tmp_path):
    """Read rows as a survey of the made-up instrument."""
    write_instrument(tmp_path / "i.yaml", an_instrument())

    def reading(rows):
        write_rows(tmp_path / "s.csv", rows)
        return read_responses(tmp_path / "s.csv", tmp_path / "i.yaml")

    return reading


def blanked(rows, columns, at):
    for column in columns:
        for row in at:
            rows = put(rows, column, row, "")
    return rows


def test_an_item_that_few_answered_is_not_published(read):
    rows = blanked(some_rows(n=40), ["a13"], range(2, 34))
    assert assess(read(rows), draws=0).items[2].n == 8
    with pytest.raises(NothingToScoreError, match="a13"):
        assess(read(rows), draws=0, disclosure="published")


@pytest.mark.parametrize(("lang", "word"), [("en", "suppressed"), ("id", "tidak ditampilkan")])
def test_a_constant_that_is_not_shown_is_called_suppressed_in_the_report(read, lang, word):
    rows = blanked(some_rows(n=40), ["a11", "a12", "a13", "a21", "a22", "a23"], (2, 3))
    result = assess(read(rows), draws=20)
    assert {each.where for each in result.unavailable if each.field == "intercept"} >= {"models.H1"}
    (model,) = [each for each in result.models if each.id == "H1"]
    assert [each.term for each in model.coefficients] == ["A"]
    page = render_html(decode(encode(result)), lang)
    table = page[page.index('id="model.H1"') :] if 'id="model.H1"' in page else page
    assert word in table


def test_few_who_are_left_out_as_careless_are_warned_of_where_the_report_is_published():
    from types import SimpleNamespace

    def codes(policy, count):
        result = SimpleNamespace(
            options=SimpleNamespace(
                disclosure=policy, min_group=10, conf_level=0.95, draws=5000, reproduce=None, exclude_careless=True
            ),
            funnel=[SimpleNamespace(code="careless_excluded", count=count, remaining=80)],
            screening=SimpleNamespace(
                missing_answers=0, straight_lining=0, careless=SimpleNamespace(n_used=90, flagged_twice=5)
            ),
            instrument=SimpleNamespace(
                validated=True, status="proposed", id="x", scoring=SimpleNamespace(denominator="answered")
            ),
            robustness=(), response_rate=None, study=SimpleNamespace(kind=None), hypotheses=(), items=(),
            reliability=(), validity=SimpleNamespace(n_used=80, pairs=()), scores=(), groups=(),
        )  # fmt: skip
        return {notice.code for notice in run_notices(result)}

    assert "few_left_out" in codes("published", 4)
    assert "few_left_out" not in codes("published", 10)
    assert "few_left_out" not in codes("internal", 4)


def test_a_plan_file_may_name_the_ledger(tmp_path):
    (tmp_path / "plan.yaml").write_text("ledger: kept.jsonl\n", encoding="utf-8")
    assert read_plan(tmp_path / "plan.yaml").ledger == "kept.jsonl"
    assert Plan().ledger is None
