"""The charts of a report: each finds its table, says its finding, and is a file of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from govassess.report.charts.intervals import DotRow, parted
from govassess.report.lean import lean
from govassess.report.singly import chart_files
from govassess.report.whole import Report, build, figures, tables
from govassess.result.hypotheses import ResidualGroup, Residuals
from tests.report.a_result import a_result
from tests.report.pages import as_json, resolve, written

GROUPS = tuple(
    ResidualGroup(n=26, at=2.5 + at / 4, residual=(-1) ** at * 0.1, conf_low=-0.4, conf_high=0.3) for at in range(8)
)
SIZES = tuple(ResidualGroup(n=26, at=-1.6 + at * 0.46, residual=-1.5 + at * 0.43) for at in range(8))
FOLDED = ("level_shares", "radar.A", "correlations", "residual_groups.H1", "robustness")


def with_residuals(result: Any) -> Any:
    residuals = Residuals(
        tests=(), cook_max=0.03, cook_limit=0.02, cook_count=3, leverage_max=0.1, by_fitted=GROUPS, by_size=SIZES
    )
    first, *others = result.models
    return replace(result, models=(replace(first, residuals=residuals), *others))


@pytest.fixture(scope="module")
def made() -> Any:
    return with_residuals(a_result(dimensions=5))


@pytest.fixture(scope="module", params=["en", "id"])
def report(request: pytest.FixtureRequest, made: Any) -> Report:
    return build(made, request.param)


def test_every_chart_has_a_table_with_its_numbers_and_a_name_of_its_own(report: Report) -> None:
    every = [figure for section in report.sections for figure in section.figures]
    assert len({figure.name for figure in every}) == len(every)
    assert [name for name, figure in figures(report).items() if figure.table not in tables(report)] == []


def test_the_charts_of_a_report_are_all_there(report: Report) -> None:
    names = list(figures(report))
    assert names[:3] == ["ladder.A", "ladder.B", "scores"]
    assert set(FOLDED) <= set(names)


def test_every_chart_says_what_it_is_and_what_it_shows(report: Report) -> None:
    for name, figure in figures(report).items():
        root = fromstring(str(figure.svg))
        title, desc = root[0].text, root[1].text
        assert title, name
        assert desc, name
        assert desc != title, name
        assert re.search(r"\d", desc), (name, desc)  # the finding


def numbers(table: Any) -> list[str]:
    return [
        table.text(cell, column) for row in table.rows for cell, column in zip(row.cells, table.columns, strict=False)
    ]


def test_the_shares_of_a_chart_are_those_of_its_table(report: Report, made: Any) -> None:
    table = tables(report)["level_shares"]
    paths = [path for row in table.rows for cell in row.cells for path in cell.source.split()]
    assert len(paths) == 5 * len(table.rows)
    document = as_json(made)
    assert {resolve(document, path) for path in paths} >= {0.62, 0.38}
    said = written(str(figures(report)["level_shares"].svg))
    assert {"3 · 62%", "4 · 38%"} <= set(said)


@pytest.mark.parametrize(
    ("share", "said"), [(1.0, "100.0%"), (0.9998, "99.98%"), (0.0, "0.0%"), (0.0002, "0.02%"), (0.15, "15.0%")]
)
def test_a_share_of_the_table_is_never_all_or_none_unless_it_is(made: Any, share: float, said: str) -> None:
    first, *others = made.scores
    scores = (replace(first, level_share={"3": share, "4": 1 - share}), *others)
    table = tables(build(replace(made, scores=scores), "en"))["level_shares"]
    assert table.text(table.rows[0].cells[3], table.columns[3]) == said


def test_the_groups_of_the_residuals_are_in_their_table(report: Report) -> None:
    table = tables(report)["residual_groups.H1"]
    assert len(table.rows) == 8
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_results_without_groups_of_residuals_have_no_such_chart() -> None:
    assert "residual_groups.H1" not in figures(build(a_result(), "en"))


def test_a_construct_of_two_dimensions_has_no_radar() -> None:
    assert not [name for name in figures(build(a_result(), "en")) if name.startswith("radar")]


def test_items_without_loadings_are_shown_beside_the_rest_of_their_scale(made: Any) -> None:
    plain = replace(made, reliability=tuple(replace(entry, loadings={}) for entry in made.reliability))
    found = figures(build(plain, "en"))
    assert [name for name in found if name.startswith("item_rest.")]
    assert not [name for name in found if name.startswith("loadings.")]
    assert not [name for name in figures(build(made, "en")) if name.startswith("item_rest.")]


def test_charts_singly_are_whole_files_in_the_order_of_the_report(report: Report) -> None:
    files = chart_files(report)
    assert list(files) == sorted(files)
    assert len(files) == len(figures(report))
    assert next(iter(files)) == "01-ladder-a.svg"
    for name, content in files.items():
        assert content.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg width="'), name
        root: Element = fromstring(content)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert [root.get("width"), root.get("height")] == (root.get("viewBox") or "").split()[2:]
        assert "<style" not in content


def test_charts_singly_are_the_same_twice(report: Report) -> None:
    assert chart_files(report) == chart_files(report)


def test_what_takes_no_rows_out_has_a_dash_in_the_chart_as_in_the_table(report: Report) -> None:
    table = tables(report)["funnel"]
    column = next(place for place, column in enumerate(table.columns) if column.key == "count")
    dashes = sum(table.text(row.cells[column], table.columns[column]) == "–" for row in table.rows)
    assert written(str(figures(report)["funnel"].svg)).count("–") == dashes > 0


@pytest.mark.parametrize(("count", "label", "parts"), [(0, "A", 1), (40, "A", 1), (60, "Dinas " * 10, 3), (64, "A", 2)])
def test_many_groups_come_in_parts_that_fit_a_page(count: int, label: str, parts: int) -> None:
    rows = [DotRow(label=f"{label} {at}", estimate=3.0) for at in range(count)]
    found = parted(rows)
    assert [row for part in found for row in part] == rows
    assert len(found) == parts
    assert max(map(len, found)) - min(map(len, found)) <= parts


def test_the_page_spares_the_ends_of_cells_and_nothing_else() -> None:
    table = "<table><thead><tr><th>a</th>\n<th>b</th>\n</tr></thead><tbody><tr><td>1</td><td><b>2</b></td></tr></tbody></table>"
    assert lean(table) == "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td><b>2</b></table>"
    assert lean("<p>&lt;/td&gt;</p> <p></p>") == "<p>&lt;/td&gt;</p> <p></p>"
