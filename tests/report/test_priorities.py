"""The section of priorities: ten actions with blanks, the map, the arithmetic; and levels never without a share."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.report.blocks import Figure, Paragraph
from govassess.report.html import render_html
from govassess.report.whole import build, figures, tables
from govassess.result.assessment import Assessment, Opportunities, Opportunity
from govassess.result.codec import settled
from tests.report.a_result import a_result
from tests.report.pages import Page
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


def opportunity(ident: str, importance: float | None, gap: float, **changes: object) -> Opportunity:
    made = Opportunity(id=ident, importance=importance, mean=3.4 - gap, performance=25 * (2.4 - gap), weight=1 / 3, per_point=8.3333, gap=gap, gain=8.3333 * gap, together=None)  # fmt: skip
    return replace(made, **changes)


def planned(*rows: Opportunity, **changes: object) -> Assessment:
    """The made-up result with the arithmetic of its leading construct."""
    made = Opportunities(node="A", level=4, lacking=6.9, sufficing=2, importance_kind="correlation", outcome="B", rows=rows)  # fmt: skip
    return a_result(opportunities=replace(made, **changes))


THREE = (opportunity("D1", 0.33, 0.5, together=4.17), opportunity("D2", 0.3, 0.4, together=7.5), opportunity("E1", 0.5, 0.0))  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Assessment:
    return settled(assess(responses(answers(CG, 60), CG), draws=40))


def test_ten_actions_with_the_texts_of_the_instrument_and_blanks_to_fill_in(found):
    table = tables(build(found, "en"))["actions"]
    assert len(table.rows) == 10
    for row, entry in zip(table.rows, found.priorities, strict=False):
        node = next(each for each in CG.nodes() if each.id == entry.node)
        assert row.cells[0].value == f"{entry.rank}. {node.name.en}"
        assert node.next_steps[0].en in row.cells[1].value
        assert {cell.instead for cell in row.cells[2:]} == {"…… …… ……"}
    assert [column.header for column in table.columns[2:]] == ["Owner", "Deadline", "Evidence"]
    assert "importance × distance to the next level" in str(table.notes.general)


def test_an_action_without_a_text_is_a_blank():
    row = tables(build(planned(*THREE), "en"))["actions"].rows[1]
    assert (row.cells[0].value, row.cells[1].value, row.cells[1].instead) == ("2. Trait D2", None, "…… …… ……")


def test_the_arithmetic_stands_in_a_table_and_a_sentence(found):
    report = build(found, "en")
    table = tables(report)["opportunities"]
    assert [row.cells[0].value for row in table.rows[:3]] == [report.view.name(e.node) for e in found.priorities[:3]]
    text = Page(render_html(found, "en")).text
    assert "arithmetic about these answers, not a forecast; no score changes by it" in text
    assert "hitungan atas jawaban yang ada, bukan ramalan" in Page(render_html(found, "id")).text


def test_the_map_numbers_its_points_as_the_table_does(found):
    report = build(found, "en")
    figure = figures(report)["opportunities"]
    assert figure.table == "opportunities"
    assert [row.cells[1].value for row in tables(report)["opportunities"].rows] == [str(n) for n in range(1, 13)]


@pytest.mark.parametrize(
    ("rows", "kind", "words"),
    [
        (THREE[:2], "correlation", "needs at least 3 parts"),
        ((*THREE[:2], opportunity("E1", None, 0.0)), "correlation", "needs at least 3 parts"),
        (tuple(replace(row, importance=1 / 3) for row in THREE), "weight", "all parts weigh the same"),
    ],
)
def test_a_map_that_would_say_nothing_is_not_drawn(rows, kind, words):
    section = next(s for s in build(planned(*rows, importance_kind=kind), "en").sections if s.name == "priorities")
    assert not [block for block in section.blocks if isinstance(block, Figure)]
    assert any(words in block.text.striptags() for block in section.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sufficing": 1}, "If the mean of the first part of the table stood at level 4"),
        ({"sufficing": 2}, "If the means of the first 2 parts of the table stood at level 4"),
        ({"sufficing": None}, "Even with every part at level 4"),
        ({"lacking": 0.0, "sufficing": None}, "lacks nothing of level 4"),
    ],
)
def test_how_many_parts_would_do_is_said(changes, words):
    assert words in Page(render_html(planned(*THREE, **changes), "en")).text


def test_a_result_without_the_arithmetic_keeps_the_section():
    section = next(s for s in build(a_result(), "en").sections if s.name == "priorities")
    assert [table.name for table in section.tables] == ["actions"]
    empty = next(s for s in build(a_result(priorities=()), "en").sections if s.name == "priorities")
    assert empty.blocks == () and empty.finding.striptags().startswith("Nothing is listed")


# -- R2: three planted surveys ------------------------------------------------------------------------------------


def planted(values: list[int]) -> Assessment:
    """One construct; each respondent gives one and the same answer to everything, turned items turned."""
    construct = CG.constructs[0]
    items = [item for item in CG.items() if item.id.startswith(tuple(each.id for each in construct.dimensions))]
    frame = pd.DataFrame({item.id: [6 - v if item.reverse else v for v in values] for item in items}, dtype=float)
    return settled(assess(responses(frame, CG), draws=2000, seed=1))


@pytest.mark.parametrize(
    ("values", "english", "indonesian"),
    [
        ([3] * 40 + [2, 4] * 5, "stands at level 3, Developing, in 100% of resamples", "pada tingkat 3, Berkembang, pada 100% penarikan ulang"),
        ([3] * 60 + [4] * 40, "stands between level 3, Developing (4", "di antara tingkat 3, Berkembang (4"),
        ([1, 2, 3, 4, 5] * 2, "stands on one of these levels: level 2, Emerging (1", "pada salah satu tingkat berikut: tingkat 2, Membangun (1"),
    ],
    ids=["within a level", "on a border", "over three levels"],
)  # fmt: skip
def test_three_planted_surveys_get_a_level_with_its_share(values, english, indonesian):
    result = planted(values)
    shares = next(score for score in result.scores if score.id == "CG").level_share
    assert sum(shares.values()) == pytest.approx(1)
    for lang, words in (("en", english), ("id", indonesian)):
        first = build(result, lang).first
        assert words in first.title.striptags()
        card = first.cards[0]
        for level, share in shares.items():
            if share >= 0.1:
                name = build(result, lang).view.level_name(int(level))
                assert name in card.level.striptags() + card.share.striptags()
        assert "%" in card.share.striptags()
