"""What the report says: official grades first, conventions marked, every question of a section answered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from govassess.instrument.model import Study, Text
from govassess.notices import Notice, Unavailable
from govassess.report.html import render_html
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.report.wording import hypothesis_sentence, level_cell
from govassess.result.assessment import Assessment
from govassess.result.measures import Validity
from tests.report.a_result import a_coefficient, a_hypothesis, a_result, a_score, pair
from tests.report.pages import Page


def an_official_result(leading: tuple[int, ...] = (3,), **changes: object) -> Assessment:
    """Levels on the index, read off at two decimals; the estimate lies in level 3."""
    made = a_result(hypotheses=(), models=(), **changes)
    instrument = made.instrument
    bands = tuple(
        replace(band, min=low, max=high, name=pair(f"{grade} (Grade)", f"{grade} (Mutu)"))
        for band, grade, low, high in zip(
            instrument.levels.bands, "DCBA", (25.0, 65.0, 76.61, 88.31), (65.0, 76.61, 88.31, 100.0), strict=False
        )
    )
    levels = replace(instrument.levels, basis="index", decimals=2, bands=bands)
    shares = {"1": 0.0, "2": 0.0, "3": 0.48, "4": 0.52} if len(leading) > 1 else {"3": 0.97, "4": 0.03}
    score = replace(
        a_score("A", "construct", None, 3.52, shares=shares, leading=leading), index=88.3049, conf_low=87.9, conf_high=88.8, to_next=0.0051,
    )  # fmt: skip
    return replace(
        made, scores=(score, *made.scores[1:]), instrument=replace(instrument, status="official", levels=levels)
    )


def text_of(result: Assessment, lang: str) -> str:
    return Page(render_html(result, lang)).text


def test_an_official_grade_is_said_first_and_its_share_after_it():
    near = an_official_result(leading=(3, 4))
    title = build(near, "id").first.title.striptags()
    assert title == "Gagasan pertama: B (Mutu) menurut peraturan, pada 48% penarikan ulang; A (Mutu) pada 52%"
    card = build(near, "en").first.cards[0]
    assert card.level.striptags() == "B (Grade)"
    assert card.share.striptags() == "by the rule, in 48% of resamples; A (Grade) in 52%"
    view = seen(near, "en")
    assert level_cell(view, near.scores[0]) == "B (Grade),\u00a048%; A (Grade),\u00a052%"


def test_a_level_in_a_table_has_its_name():
    made = a_result()
    assert level_cell(seen(made, "en"), made.scores[0]) == "3\u00a0Developing\u00a0(99%)"
    assert level_cell(seen(made, "en"), made.scores[0], named=False) == "3\u00a0(99%)"


def test_the_index_has_the_decimals_by_which_levels_are_read_off():
    report = build(an_official_result(), "id")
    assert report.first.cards[0].index.striptags() == "88,30"
    assert "0,01 poin lagi untuk mencapai A (Mutu)" in report.first.cards[0].below.striptags()
    index = next(column for column in tables(report)["constructs"].columns if column.key == "index")
    assert index.decimals == 2
    assert build(a_result(), "id").first.cards[0].index.striptags() == "53,1"


def test_levels_of_rounded_values_end_one_unit_below_the_next():
    ends = [row["max"] for row in tables(build(an_official_result(), "en"))["levels"].records()]
    assert ends == [64.99, 76.6, 88.3, 100.0]
    assert tables(build(a_result(), "en"))["levels"].records()[0]["max"] == pytest.approx(1.8)


def test_a_reproduced_weight_stands_on_the_first_screen_and_in_the_rules():
    made = an_official_result(
        warnings=(Notice(code="reproduced_weight", where="scores", values={"weight": "0.11"}),),
    )
    made = replace(made, options=replace(made.options, reproduce="0.11"))
    report = build(made, "id")
    assert report.first.cards[0].marks == (1,)
    assert ["0,11" in text for text, _ in report.first.cautions] == [True]
    text = text_of(made, "id")
    assert "Setiap bagian berbobot 0,11" in text
    assert "0.11" not in text
    assert "berbobot sama" not in text


def test_a_weight_in_hundredths_is_a_decimal_and_a_ninth_stays_exact():
    made = a_result()
    scores = tuple(replace(score, weight=str(Fraction(11, 100))) if score.parent else score for score in made.scores)
    rows = tables(build(replace(made, scores=scores), "id"))["dimensions"].records()
    assert {row["weight"] for row in rows} == {"0,11"}
    assert {row["weight"] for row in tables(build(made, "id"))["dimensions"].records()} == {"1/3"}


def test_page_and_title_name_instrument_study_period_and_population():
    study = Study(name="City survey", population="Staff", frame="Payroll", mode="paper", kind="sample", start="2026-01-05")  # fmt: skip
    html = render_html(a_result(study=study), "id")
    assert "<title>Instrumen buatan – City survey</title>" in html
    said = [part.striptags() for part, _ in build(a_result(study=study), "id").first.meta]
    assert said[:4] == ["Instrumen buatan", "City survey", "5 Januari 2026", "populasi: Staff"]
    text = Page(html).text
    for words in ("Kerangka sampel Payroll", "Cara pengumpulan paper", "Jenis sampel"):
        assert words in text


def test_the_command_holds_what_decided_how_the_file_was_read():
    made = a_result()
    source = replace(made.source, format="xlsx", encoding=None, delimiter=None, sheet="Data SKM", header_row=4)
    options = replace(made.options, plan="plan.yaml", mapping="columns.yaml")
    command = build(replace(made, source=source, options=options), "en").command
    assert "--plan plan.yaml --mapping columns.yaml --sheet 'Data SKM' --header-row 4" in command
    tabs = build(replace(made, source=replace(made.source, delimiter="\t")), "en").command
    assert "--delimiter tab" in tabs


def test_a_group_without_a_value_is_not_stated():
    made = a_result()
    groups = (replace(made.groups[0], value=""), made.groups[1])
    table = tables(build(replace(made, groups=groups), "id"))["groups.role"]
    assert table.rows[0].cells[0].value == "Tidak diisi"


def test_what_the_result_does_not_use_is_not_explained():
    bare = replace(
        an_official_result(),
        warnings=(),
        validity=Validity(n_used=201, pairs=()),
        estimators=(),
        path_models=(),
        comparisons=(),
        aggregation=(),
        unavailable=(
            Unavailable(where="validity", field="htmt", code="too_few_blocks", values={"found": 1, "needed": 2}),
        ),
    )
    text = text_of(bare, "en")
    for unused in ("HC3", "VIF", "Holm", "MacKinnon", "Henseler", "told apart"):
        assert unused not in text, unused
    assert text.count("The instrument declares no hypotheses") == 1
    full = text_of(a_result(), "en")
    for used in ("HC3", "VIF", "Holm", "MacKinnon", "Henseler", "told apart"):
        assert used in full, used


def test_the_section_answers_whether_the_scales_are_told_apart():
    report = build(a_result(), "en")
    section = next(section for section in report.sections if section.name == "measurement")
    assert "1 of 2 pairs is not clearly told apart" in section.finding.striptags()
    flags = {row.cells[0].value: row.cells[3].flag for row in tables(report)["htmt"].rows}
    assert flags == {"Trait D1 – Trait D2": False, "Trait D1 – Trait E1": False, "Trait D2 – Trait E1": True}


def test_what_passes_a_convention_is_marked_and_the_mark_explained():
    report = build(a_result(), "en")
    reliability = tables(report)["reliability"]
    assert all(row.cells[-1].flag for row in reliability.rows)  # AVE .445
    assert any("AVE below .50" in note for note in map(str, reliability.notes))
    made = a_result()
    items = (replace(made.items[0], floor=0.151, ceiling=0.15), *made.items[1:])
    row = tables(build(replace(made, items=items), "en"))["missing"].rows[0]
    assert (row.cells[4].flag, row.cells[5].flag) == (True, False)
    assert "15.1%†" in render_html(replace(made, items=items), "en").replace('<span class="flagmark">', "")


def test_a_hypothesis_is_printed_as_its_author_words_it_without_quotation_marks():
    made = a_result(hypotheses=(a_hypothesis("H1", text=Text(en="My own words.", id="Kata saya.")),))
    text = text_of(made, "en")
    assert "Hypothesis as stated: My own words." in text
    assert "“My own words" not in text


def test_flagged_checks_are_named_and_none_is_never_called_met():
    table = tables(build(a_result(), "en"))["hypotheses"]
    found = {row.cells[0].value: row.cells[-2].value for row in table.rows if not row.group}
    assert found["H1"] == "VIF"
    assert found["H4"] == "nothing flagged"


def test_the_category_that_others_are_compared_with_is_named():
    notes = [note.striptags() for note in tables(build(a_result(), "en"))["model.H1"].notes]
    assert "Categories are compared with: Role: Staff." in notes


def test_one_equation_is_printed_once():
    made = a_result()
    again = replace(made.models[0], id="H4", hypothesis="H4", coefficients=tuple(reversed(made.models[0].coefficients)))
    other = replace(made.models[0], id="H2", hypothesis="H2", coefficients=(a_coefficient("A", 0.1),))
    report = build(replace(made, models=(*made.models, other, again)), "en")
    assert [name for name in tables(report) if name.startswith("model.")] == ["model.H1", "model.H2"]
    assert "is the one printed under H1" in text_of(replace(made, models=(*made.models, again)), "en")


def test_families_and_modules_have_labels():
    made = a_result()
    modules = {**made.instrument.modules, "core": replace(made.instrument.modules["core"], name=pair("Core", "Inti"))}
    instrument = replace(made.instrument, families={"primary": pair("Main", "Utama")}, modules=modules)
    report = build(replace(made, instrument=instrument), "id")
    heads = [row.cells[0].value for row in tables(report)["hypotheses"].rows if row.group]
    assert heads[0] == "Utama (m = 3)"
    assert "Modul yang diukur Inti" in text_of(replace(made, instrument=instrument), "id")


def test_widened_percentiles_are_said_and_usual_ones_are_not():
    made = a_result()
    assert "1.88%" in text_of(made, "en")
    usual = replace(made, options=replace(made.options, percentile_low=0.025, percentile_high=0.975))
    assert "Widened" not in text_of(usual, "en")


@pytest.mark.parametrize(("estimate", "words"), [(0.5, "goes with 0.50 points more"), (-0.5, "a difference of −0.50")])
def test_an_association_is_told_in_points(estimate, words):
    hypothesis = a_hypothesis("H1", estimate=estimate)
    sentence = hypothesis_sentence(seen(a_result(hypotheses=(hypothesis,)), "en"), hypothesis).striptags()
    assert sentence.startswith("There is an association between First idea and Second idea")
    assert words in sentence


def test_a_priority_that_reached_its_level_names_no_distance():
    made = a_result()
    reached = replace(made, priorities=(replace(made.priorities[0], gap=0.0),))
    assert build(reached, "id").first.steps[0].figures.striptags() == "rerata 2,90 dari 5"
    line = build(made, "id").first.steps[0].figures.striptags()
    assert (
        line == "rerata 2,90 dari 5 · perlu naik 0,50 untuk mencapai tingkat 4, tingkat berikutnya bagi Gagasan pertama"
    )


def test_options_that_were_not_set_are_not_listed():
    assert "Weight of an old report" not in text_of(a_result(), "en")
