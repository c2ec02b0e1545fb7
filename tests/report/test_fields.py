"""Tables of records and fields: what follows from one declaration."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import govassess.report
from govassess.report.fields import CONF, P_VALUE, Field, N, head, present, records_table, under_heads
from govassess.report.table import Cell, Notes
from govassess.report.view import seen
from govassess.text.catalogue import catalogue
from tests.report.a_result import a_result, a_score

TREES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in Path(govassess.report.__file__).parent.rglob("*.py")
}


def table(*fields, records=None, lang="en", **wishes):
    view = seen(a_result(), lang)
    records = view.result.scores if records is None else records(view)
    return records_table(view, "constructs", fields, records, title="Title", notes=Notes(), **wishes)


def test_value_header_format_and_address_follow_from_the_name_of_a_field():
    made = table(Field("mean", "est"), N, lang="id")
    (mean, n), first = made.rows[0].cells, a_result().scores[0]
    assert [column.header for column in made.columns] == ["M", "n"]
    assert (mean.value, mean.source) == (first.mean, f"scores.{first.id}.mean")
    assert (n.value, n.source) == (first.n, f"scores.{first.id}.n")
    assert made.text(mean, made.columns[0]) == f"{first.mean:.2f}".replace(".", ",")


def test_an_interval_is_one_field_with_two_addresses():
    (cell,) = table(CONF).rows[0].cells
    assert cell.source == "scores.A.conf_low scores.A.conf_high"
    assert isinstance(cell.value, tuple)


def test_a_value_within_a_record_has_the_address_of_its_steps():
    (cell,) = table(Field("share", "pct", heading="Share", of=("level_share", "3"))).rows[0].cells
    assert cell.source == "scores.A.level_share.3"
    assert cell.value == a_score("A", "construct", None, 3.0).level_share["3"]


def test_a_value_that_is_not_there_says_whether_a_reason_is_stored():
    def pairs(view):
        return view.result.validity.pairs[1:2]

    known, unknown = (
        table(Field("htmt", "r", reasons=reasons), records=pairs, where=lambda pair: f"{pair.a}.{pair.b}")
        .rows[0]
        .cells[0]
        for reasons in (("htmt",), ())
    )
    assert (known.instead, unknown.instead) == ("not computed", "–")
    assert known.source == unknown.source == ""


def test_a_hidden_value_says_that_it_is_hidden():
    cells = [
        row.cells[0]
        for row in table(replace(N, missing="table.suppressed"), records=lambda view: view.result.groups).rows
    ]
    assert [cell.instead for cell in cells] == ["", "suppressed"]


def test_words_carry_the_address_of_what_they_stand_for_and_no_other():
    level, name = (
        table(
            Field("level", of="level", words=lambda score: f"level {score.level}"),
            Field("id", header="name", words=lambda score: score.id),
        )
        .rows[0]
        .cells
    )
    assert (level.value, level.source) == ("level 3", "scores.A.level")
    assert (name.value, name.source) == ("A", "")


def test_a_row_of_several_records_takes_each_field_from_its_part():
    def rows(view):
        first, second, *_ = view.result.scores
        return [{"one": first, "other": second}, {"one": first, "other": None}]

    both, alone = table(replace(N, part="one"), Field("m", "n", heading="m", of="n", part="other"), records=rows).rows
    assert [cell.source for cell in both.cells] == ["scores.A.n", "scores.B.n"]
    assert (alone.cells[1].value, alone.cells[1].instead) == (None, "–")


def test_flag_decimals_and_depth_follow_the_record():
    fields = (
        Field(
            "mean",
            "est",
            flag=lambda score: score.id == "A",
            places=lambda score: 4,
            indent=lambda score: score.id == "B",
        ),
    )
    first, second = table(*fields).rows[:2]
    assert (first.cells[0].flag, second.cells[0].flag) == (True, False)
    assert (first.indent, second.indent) == (0, 1)
    assert first.cells[0].decimals == 4


def test_heads_stand_before_each_run_and_are_no_records():
    rows = list(under_heads([1, 1, 2, 1], lambda value: value, lambda kind: head(str(kind))))
    assert [row.cells[0].value if not isinstance(row, int) else row for row in rows] == ["1", 1, 1, "2", 2, "1", 1]
    made = table(N, records=lambda view: [head("Head"), *view.result.scores])
    assert (made.rows[0].group, made.rows[1].group) == (True, False)


def test_a_field_that_no_record_holds_is_not_present():
    scores = a_result().scores
    fields = (N, Field("tcr", "est"), Field("tcr_category", "text"), CONF)
    assert [field.name for field in present(fields, scores)] == ["n", "tcr", "conf"]


def test_every_declared_header_is_a_sentence_of_the_catalogue():
    declared = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field"):
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            header = given.get("header") or (node.args[2] if len(node.args) > 2 else None) or node.args[0]
            if "heading" not in given and isinstance(header, ast.Constant):
                declared.add(f"table.column.{header.value}")
    assert len(declared) > 80
    assert declared <= set(catalogue("en"))


def test_no_address_is_written_by_hand():
    """A text such as ``scores.A.index`` is printed by an address alone; sections name records and fields."""
    lists = {
        "scores",
        "items",
        "hypotheses",
        "models",
        "reliability",
        "validity",
        "options",
        "path_models",
        "estimators",
    }
    written = [
        (path.name, node.value)
        for path, tree in TREES.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SOURCED
        for node in ast.walk(call)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.partition(".")[0] in lists
        and "." in node.value
    ]
    assert written == []


SOURCED = {"number", "ends", "element", "share", "code", "cell", "interval", "words", "source"}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_number_in_a_sentence_has_the_look_and_address_of_its_field(lang):
    view = seen(a_result(), lang)
    hypothesis = view.result.hypotheses[0]
    said = view.number(hypothesis, "p_holm", "p", thresholds=(0.05,))
    assert f'data-id="hypotheses.{hypothesis.id}.p_holm"' in said
    assert view.cell(hypothesis, P_VALUE.name) == Cell(
        value=hypothesis.p_value, source=f"hypotheses.{hypothesis.id}.p_value"
    )
