"""What stands beside the regressions: other methods, path models, slopes, groups, residuals; numbers and words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from govassess.assessment.result import Assessment, ImportanceMap, Unavailable
from govassess.report.blocks import Folded, Paragraph, Section, unfolded
from govassess.report.formats import printed
from govassess.report.html import render_html
from govassess.report.sections.estimators import agreement
from govassess.report.sections.group_tests import comparison_finding, difference
from govassess.report.sections.hypotheses import hypotheses_section
from govassess.report.sections.moderation import region_sentence
from govassess.report.sections.paths import paths_section
from govassess.report.view import seen
from govassess.report.whole import build, figures, tables
from govassess.report.wording import hypothesis_sentence, hypothesis_tail
from govassess.text.catalogue import has, say
from tests.report import path_results as made
from tests.report.a_result import a_hypothesis, a_result
from tests.report.pages import Page, as_json, resolve
from tests.report.test_html import ENGLISH, FORBIDDEN, INDONESIAN
from tests.report.test_page_in_a_browser import A4, CUT, OUTSIDE, PAPER, SPILLED, browser, opened  # noqa: F401 - a fixture is found by its name

SECTIONS = ("hypotheses", "paths", "groups")
TABLES = {
    "hypotheses", "estimators", "model.H1", "residuals.H1", "effects.H2", "slopes.H5", "compared.H6", "compared.H7",
    "paths.pls.construct", "paths.sem.construct", "importance.pls.construct", "composites.pls.construct",
    "composites.sem.construct", "loadings.pls.construct", "loadings.sem.construct", "groups.role", "comparisons.role", "pairs.role",
}  # fmt: skip


def complete(**changes: object) -> Assessment:
    """The made-up result with everything that can stand beside its regressions."""
    bare = a_result()
    first, second, third, fourth = bare.hypotheses[:4]
    hypotheses = (
        replace(first, vcov="CR2", p_wild=0.0246),
        second,
        third,
        replace(fourth, fragile=True, fragile_because=("classical", "unflagged")),
        made.moderated(a_hypothesis("H5", estimate=0.1212, conf_low=0.0123, conf_high=0.2301)),
        made.grouped(a_hypothesis("H6")),
        made.grouped(a_hypothesis("H7", verdict="inconclusive", p_holm=0.2), groups=3),
    )
    found = {
        "hypotheses": hypotheses,
        "models": (made.with_diagnostics(bare.models[0]),),
        "estimators": made.estimators(),
        "path_models": made.path_models(),
        "comparisons": made.comparisons(),
    }
    return replace(bare, **(found | changes))


def without() -> Assessment:
    """The same with nothing beside its regressions, and without their details."""
    return replace(a_result(), estimators=(), path_models=(), comparisons=(), models=(), hypotheses=a_result().hypotheses[:4])  # fmt: skip


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def section_of(result: Assessment, lang: str, name: str) -> Section:
    return next(section for section in build(result, lang).sections if section.name == name)


def text_of(result: Assessment, lang: str, *names: str) -> str:
    """The visible text of some sections, without the hypotheses as their authors word them."""
    html = render_html(result, lang)
    parts = [re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL) for name in names]
    text = Page(" ".join(part.group() for part in parts if part)).text
    for hypothesis in result.hypotheses:
        text = text.replace(hypothesis.text.in_language(lang), "")
    return text


def said_in(result: Assessment, name: str) -> str:
    """The English paragraphs of a section, folded ones too, as they read."""
    blocks = unfolded(section_of(result, "en", name).blocks)
    return " ".join(block.text.striptags() for block in blocks if isinstance(block, Paragraph))


def numbers_of(result: Assessment, lang: str) -> list[tuple[str, object, str]]:
    """Table name, stored value and printed text of every number in the tables of the three sections."""
    document = as_json(result)
    found = []
    for name, table in tables(build(result, lang)).items():
        if name not in TABLES:
            continue
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=False):
                if isinstance(cell.value, int | float | tuple) and cell.source:
                    stored = [resolve(document, path) for path in cell.source.split()]
                    assert pytest.approx(stored, rel=1e-9) == (
                        list(cell.value) if isinstance(cell.value, tuple) else [cell.value]
                    )
                    found.append((name, cell.value, table.text(cell, column)))
    return found


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_every_table_is_there_and_shows_the_stored_numbers(lang):
    assert set(tables(build(complete(), lang))) >= TABLES
    found = numbers_of(complete(), lang)
    assert {name for name, _, _ in found} == TABLES
    assert len(found) > 250


def test_every_number_in_the_page_leads_to_its_value(lang):
    result = complete()
    document = as_json(result)
    printed_there = Page(render_html(result, lang)).printed
    new = [
        (paths, text)
        for paths, text in printed_there
        if paths.startswith(("estimators.", "path_models.", "comparisons."))
    ]
    assert len(new) > 150
    for paths, _ in printed_there:
        for path in paths.split():
            assert resolve(document, path) is not None, path


@pytest.mark.parametrize(
    ("path", "kind", "value"),
    [
        ("estimators.4.estimate", "beta", 0.5123),
        ("path_models.0.estimates.0.estimate", "beta", 0.4321),
        ("path_models.0.map.rows.1.performance", "one", 47.91),
        ("comparisons.0.p_holm", "p", 0.0216),
        ("hypotheses.H5.region.boundaries.0", "est", 2.3456),
        ("hypotheses.H6.omega_squared", "three", 0.0319),
        ("models.0.residuals.cook_max", "three", 0.0812),
        ("models.0.largest_cluster", "n", 31),
    ],
)
def test_a_stored_value_reads_as_the_language_writes_it(path, kind, value, lang):
    decimals = {"one": 1, "three": 3}.get(kind)
    expected = printed(value, "est" if decimals else kind, lang, decimals)
    assert {text for source, text in Page(render_html(complete(), lang)).printed if source == path} == {expected}


def test_the_smallest_p_is_printed_as_a_bound(lang):
    texts = [text for _, value, text in numbers_of(complete(), lang) if value == made.SMALLEST]
    assert len(texts) == 2
    assert set(texts) == {"< .001" if lang == "en" else "< 0,001"}


# -- words -------------------------------------------------------------------------------------------------------------


def test_no_key_and_no_code_is_visible(lang):
    text = text_of(complete(), lang, *SECTIONS)
    assert re.findall(r"\b(?:table|report|method|verdict|decision|reason|warning|statistic)\.[a-z]", text) == []
    assert re.findall(r"\b[a-z]+_[a-z_]+\b|\b(?:pls|sem)\.|[{}]", text) == []


def test_the_sections_claim_no_more_than_their_tests(lang):
    assert re.findall(FORBIDDEN[lang], text_of(complete(), lang, *SECTIONS), re.IGNORECASE) == []


def test_each_language_keeps_to_itself():
    assert re.findall(ENGLISH, text_of(complete(), "id", *SECTIONS)) == []
    assert re.findall(INDONESIAN, text_of(complete(), "en", *SECTIONS)) == []


def test_what_is_empty_says_why_or_nothing(lang):
    text = text_of(without(), lang, *SECTIONS)
    section = section_of(without(), lang, "paths")
    assert section.blocks == ()
    assert ("Not computed" if lang == "en" else "Tidak dihitung") in section.finding.striptags()
    assert ("not tested here" if lang == "en" else "tidak diuji di sini") in text
    for unused in ("PLS", "CFA-SEM", "Johnson", "Games", "Shapiro", "wild"):
        assert unused not in text, unused


def test_every_new_table_says_how_it_was_made(lang):
    for name, table in tables(build(complete(), lang)).items():
        assert table.notes.general, name


# -- decisions ---------------------------------------------------------------------------------------------------------


def test_a_hypothesis_without_a_sign_has_a_dash_for_it():
    table = tables(build(complete(), "en"))["hypotheses"]
    row = next(row for row in table.rows if row.cells[0].value == "H6")
    assert table.text(row.cells[2], table.columns[2]) == "–"
    assert row.cells[3].value == "Welch"


def test_a_fragile_verdict_says_for_which_reasons():
    table = tables(build(complete(), "en"))["hypotheses"]
    row = next(row for row in table.rows if row.cells[0].value == "H4")
    assert row.cells[-1].value == "inconclusive (fragile: standard errors and flagged respondents)"
    text = text_of(complete(), "en", "hypotheses")
    assert "Fragile: with classical standard errors the verdict would differ." in text
    assert "Fragile: without the respondents flagged" in text


def test_a_fragile_verdict_of_an_earlier_version_was_about_standard_errors():
    result = a_result(hypotheses=(a_hypothesis("H1", fragile=True),))
    text = text_of(result, "id", "hypotheses")
    assert "dengan galat baku klasik" in text
    assert "tanpa responden yang ditandai karena" not in text


@pytest.mark.parametrize("verdict", ["supported", "contradicted", "not_supported", "inconclusive"])
@pytest.mark.parametrize("kind", ["moderation", "group"])
def test_every_verdict_of_the_new_kinds_has_a_sentence(verdict, kind, lang):
    hypothesis = a_hypothesis("H1", verdict=verdict)
    changed = made.moderated(hypothesis) if kind == "moderation" else made.grouped(hypothesis)
    view = seen(complete(), lang)
    sentence = hypothesis_sentence(view, changed).striptags()
    assert view.name(changed.outcome) in sentence
    assert view.name("D1" if kind == "moderation" else "role") in sentence


def test_several_groups_have_a_sentence_without_a_difference(lang):
    several = made.grouped(a_hypothesis("H7"), groups=3)
    view = seen(complete(), lang)
    assert (
        hypothesis_sentence(view, several).striptags().endswith(("p after Holm < .001).", "p setelah Holm < 0,001)."))
    )
    assert hypothesis_tail(view, several) == ""
    said = difference(view, several).striptags()
    assert said.startswith(("Welch’s F(2, 61.2) = 7.89", "F Welch(2; 61,2) = 7,89"))
    assert ("less" if lang == "en" else "dikurangi") not in said


def test_two_groups_are_told_as_second_less_first():
    said = difference(seen(complete(), "en"), complete().hypotheses[5]).striptags()
    assert "Staff less Leader: −0.29 points, 95% CI [−0.48, −0.10]." in said
    assert "Omega squared 0.032" in said
    assert "Groups too small to be compared: 1." in said


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("everywhere", "Over the whole observed range of Trait D1 (1.12 to 4.89)"),
        ("partly", "this changes at 2.35 (31% of the respondents lie below)"),
        ("nowhere", "Nowhere in the observed range of Trait D1 (1.12 to 4.89)"),
    ],
)
def test_the_region_of_a_slope_is_told_in_each_case(where, words):
    hypothesis = made.moderated(a_hypothesis("H5"), where)
    assert words in region_sentence(seen(complete(), "en"), hypothesis, hypothesis.region).striptags()


def test_details_of_a_hypothesis_are_folded_and_its_sentence_is_not():
    blocks = hypotheses_section(seen(complete(), "en")).blocks
    folded = [block for block in blocks if isinstance(block, Folded)]
    inside = {getattr(block, "name", "") for fold in folded for block in unfolded(fold.blocks)}
    assert inside >= {"estimators", "model.H1", "residuals.H1", "effects.H2"}
    outside = {getattr(block, "name", "") for block in blocks}
    assert outside >= {"hypotheses", "slopes.H5", "compared.H6"}


# -- estimators --------------------------------------------------------------------------------------------------------


def test_the_first_sentence_counts_the_hypotheses_on_which_all_methods_agree():
    said = agreement(seen(complete(), "en")).striptags()
    assert said.startswith("All methods agree on 1 of 2 hypotheses")
    assert said.endswith("H4: Regression (ranks) without flagged respondents and PLS path model.")


def test_methods_that_all_agree_leave_nobody_to_name():
    result = complete(estimators=tuple(each for each in made.estimators() if each.agrees is not False))
    said = agreement(seen(result, "en")).striptags()
    assert "2 of 2" in said
    assert "Another conclusion" not in said


def test_points_without_a_p_are_not_judged():
    result = complete(estimators=(made.estimators()[0], made.estimators()[5]))
    assert "cannot be compared" in agreement(seen(result, "en"))
    (first, second) = [row for row in tables(build(result, "en"))["estimators"].rows if not row.group]
    assert first.cells[-1].value == "compared with this"
    assert second.cells[-1].value is None


def test_a_row_says_over_whom_its_conclusion_differs():
    rows = [row for row in tables(build(complete(), "en"))["estimators"].rows if not row.group]
    assert [(row.cells[-1].value, row.cells[-1].flag) for row in rows] == [
        ("yes", False),
        ("yes", False),
        ("yes", False),
        ("yes", False),
        ("yes", False),
        ("no, without flagged", True),
        ("no", True),
    ]


def test_without_an_unflagged_sample_there_are_no_empty_columns_but_a_reason():
    alone = tuple(each for each in made.estimators() if each.sample == "all")
    why = Unavailable(where="robustness", field="unflagged", code="too_few_rows", values={"found": 3, "needed": 10})
    result = complete(estimators=alone, unavailable=(why,))
    table = tables(build(result, "en"))["estimators"]
    assert not any("flagged" in column.header for column in table.columns)
    assert any(say("reason.too_few_rows", "en", found=3, needed=10) in str(note) for note in table.notes)


def test_what_is_not_given_is_told_once_a_reason_and_names_whom_it_concerns():
    few = {"code": "few_flagged", "values": {"minimum": 5}}
    why = (
        Unavailable(where="estimators.H1", field="unflagged", **few),
        Unavailable(where="estimators.H4", field="unflagged", **few),
        Unavailable(where="estimators.H4", field="rank", code="no_variance"),
        Unavailable(where="path_models.sem.construct", field="estimate", code="heywood", values={"item": "D11, D12"}),
    )
    notes = [
        getattr(note, "striptags", note.__str__)()
        for note in tables(build(complete(unavailable=why), "en"))["estimators"].notes
    ]
    told = [note for note in notes if "not given" in note]
    assert [note.split(";")[0] for note in told] == [
        "H1 and H4 (without flagged respondents): not given",
        "H4 (regression on ranks): not given",
        "CFA-SEM, constructs as predictors (estimate): not given",
    ]
    assert "D11, D12" in told[2]


def test_what_is_missing_is_listed_by_the_names_of_models_and_hypotheses():
    view = seen(complete(), "en")
    assert view.name("path_models.pls.construct") == "PLS, constructs as predictors"
    assert view.name("path_models.sem.dimension") == "CFA-SEM, dimensions as predictors"
    assert view.name("estimators.H1") == "H1"


# -- equations ---------------------------------------------------------------------------------------------------------


def test_an_equation_over_clusters_names_them_and_adds_the_p_of_the_wild_bootstrap():
    table = tables(build(complete(), "en"))["model.H1"]
    assert "p (wild)" in [column.header for column in table.columns]
    assert "Standard errors: CR2. They allow for likeness within 14 clusters of 6 to 31 respondents" in table.notes.general.striptags()  # fmt: skip
    model = complete().models[0]
    terms = tuple(replace(each, p_wild=None) for each in model.coefficients)
    unclustered = replace(
        model, vcov="HC3", n_clusters=None, smallest_cluster=None, largest_cluster=None, coefficients=terms
    )
    plain = tables(build(complete(models=(unclustered,)), "en"))["model.H1"]
    assert "p (wild)" not in [column.header for column in plain.columns]
    assert "clusters" not in plain.notes.general


def test_residual_tests_inform_and_say_why_one_is_undefined():
    table = tables(build(complete(), "en"))["residuals.H1"]
    notes = [str(getattr(note, "striptags", lambda note=note: note)()) for note in table.notes]
    assert "no row was left out" in notes[0]
    assert notes[1] == "Largest Cook’s distance 0.081; rows above 4/n = 0.019: 7. Largest leverage 0.123."
    assert notes[2] == "White: no test; too few rows for the terms of the test."
    assert len(table.rows) == 5


def test_influence_that_is_undefined_leaves_the_leverage():
    result = complete()
    model = replace(result.models[0], residuals=made.residuals(cook_max=None))
    notes = " ".join(map(str, tables(build(replace(result, models=(model,)), "en"))["residuals.H1"].notes))
    assert "Largest leverage" in notes
    assert "Cook" not in notes


def test_a_product_term_is_named_by_its_factors():
    result = complete()
    terms = (replace(result.models[0].coefficients[1], term="A:D1"),)
    model = replace(result.models[0], coefficients=terms)
    assert (
        tables(build(replace(result, models=(model,)), "en"))["model.H1"].rows[0].cells[0].value
        == "First idea × Trait D1"
    )


# -- path models -------------------------------------------------------------------------------------------------------


def rows_under(result: Assessment, name: str) -> dict[str, list[str]]:
    """The first cells of a table's rows under the headings that they stand below."""
    found: dict[str, list[str]] = {}
    heading = ""
    for row in tables(build(result, "en"))[name].rows:
        if row.group:
            heading = str(row.cells[0].value)
        else:
            found.setdefault(heading, []).append(str(row.cells[0].value))
    return found


def test_the_paths_come_first_and_a_total_stands_only_where_it_is_more_than_the_path():
    assert rows_under(complete(), "paths.pls.construct") == {
        "Paths": ["First idea → Second idea", "First idea → Trait E1", "Second idea → Trait E1"],
        "Indirect, through other scales": ["First idea → Trait E1"],
        "Total: path and indirect together": ["First idea → Trait E1"],
        "Share of variance that goes with the predictors": [
            "R² of Second idea",
            "R² of Trait E1",
            "Adjusted R² of Second idea",
        ],
    }


def test_a_chain_is_written_with_every_node():
    chain = made.a_path("specific_indirect", "E1", "A -> B", 0.11)
    model = made.a_path_model(estimates=(*made.estimates(), chain))
    found = rows_under(complete(path_models=(model,)), "paths.pls.construct")
    assert found["Indirect, through other scales"][-1] == "First idea → Second idea → Trait E1"


def test_f_squared_and_vif_stand_beside_their_own_path():
    records = tables(build(complete(), "en"))["paths.pls.construct"].records()
    assert [record["f2"] for record in records] == [0.2295, *[None] * 7]
    assert [record["vif"] for record in records] == [None, 1.2345, *[None] * 6]
    assert "f2" not in tables(build(complete(), "en"))["paths.sem.construct"].records()[0]


def test_the_sentence_of_a_model_tells_paths_r_squared_rows_draws_and_flags():
    text = said_in(complete(), "paths")
    for words in (
        "The 95% intervals of 2 of 3 paths leave out 0.",
        "R²: .19 for Second idea and .25 for Trait E1.",
        "n = 187 with complete data for the model (24 left out).",
        "3 of 5,000 resamples gave no value.",
        "An item has a negative weight",
    ):
        assert words in text, words
    note = tables(build(complete(), "en"))["paths.pls.construct"].notes.general.striptags()
    assert note.endswith("Made of their dimensions, in two stages: First idea.")


def test_a_model_without_draws_has_points_only():
    model = made.a_path_model(draws=0, draws_failed=0, flags=(), estimates=made.estimates(spread=None))
    text = text_of(complete(path_models=(model,)), "en", "paths")
    assert "3 paths were estimated, without intervals." in text
    assert "without resamples there are no intervals" in text
    assert "gave no value" not in text


@pytest.mark.parametrize(
    "flag",
    [
        "negative_weight",
        "rho_a_above_one",
        "too_many_failed",
        "negative_variance",
        "factors_not_positive_definite",
        "no_standard_errors",
        "beyond_one",
    ],
)
def test_every_flag_of_a_path_model_has_words(flag):
    assert has(f"report.paths.flag.{flag}")


def test_a_model_that_was_refused_says_why(lang):
    why = Unavailable(
        where="path_models.sem.construct", field="path", code="too_few_respondents", values={"found": 12, "needed": 30}
    )
    result = complete(path_models=(), unavailable=(why,))
    text = text_of(result, lang, "paths")
    assert say("reason.too_few_respondents", lang, found=12, needed=30) in text
    assert "CFA-SEM" in text
    assert paths_section(seen(result, lang)).finding.striptags().startswith(("None of", "Tidak satu pun"))


def test_paths_of_composites_are_open_and_those_of_factors_folded():
    blocks = paths_section(seen(complete(), "en")).blocks
    outside = [getattr(block, "name", "") for block in blocks]
    assert "paths.pls.construct" in outside
    assert "importance.pls.construct" in outside
    assert "paths.sem.construct" not in outside


# -- the diagram -------------------------------------------------------------------------------------------------------


def test_the_diagram_shows_every_path_with_the_number_of_the_table(lang):
    report = build(complete(), lang)
    found = written(figures(report)["paths.pls.construct"].svg)
    for each in made.estimates():
        if each.kind == "path":
            assert printed(each.estimate, "beta", lang) in found
        if each.kind == "r2":
            assert f"R² {printed(each.estimate, 'r', lang)}" in found
    assert "paths.sem.construct" not in figures(report)


def test_a_model_too_large_for_a_picture_says_so_and_keeps_its_table():
    names = [f"D{place}" for place in range(1, 10)]
    estimates = tuple(made.a_path("path", "E1", name, 0.1) for name in names)
    model = made.a_path_model(paths={"E1": tuple(names)}, higher_order=(), estimates=estimates, map=None, flags=())
    result = replace(complete(), path_models=(model,))
    assert "paths.pls.construct" not in figures(build(result, "en"))
    assert "too large for a picture" in said_in(result, "paths")
    assert len(tables(build(result, "en"))["paths.pls.construct"].rows) == 10


# -- the map -----------------------------------------------------------------------------------------------------------


def written(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in fromstring(svg).iter() if node.tag.endswith("text")]


def test_the_map_numbers_its_points_as_the_table_does(lang):
    report = build(complete(), lang)
    found = written(figures(report)["importance.pls.construct"].svg)
    rows = tables(report)["importance.pls.construct"].records()
    assert [row["number"] for row in rows] == ["1", "2"]
    for row in rows:
        assert found.count(row["number"]) == 2  # beside its point and in the key
        assert found.index(row["id"]) > found.index(row["number"])
    assert any(words.startswith(("Dashed lines", "Garis putus-putus")) for words in found)


def test_a_map_of_one_construct_has_no_lines_of_means():
    alone = ImportanceMap(target="E1", performance=50.0, rows=made.a_map().rows[:1])
    report = build(complete(path_models=(made.a_path_model(map=alone),)), "en")
    svg = figures(report)["importance.pls.construct"].svg
    assert "stroke-dasharray" not in svg
    assert "One point only, so no lines of means are drawn." in written(svg)


def test_a_map_that_could_not_be_drawn_says_why():
    why = Unavailable(where="path_models.pls.construct", field="ipma", code="negative_weight", values={"node": "D1", "item": "D11"})  # fmt: skip
    result = complete(path_models=(made.a_path_model(map=None),), unavailable=(why,))
    assert "importance.pls.construct" not in figures(build(result, "en"))
    assert "Importance–performance map: not drawn; D11 has a negative weight" in text_of(result, "en", "paths")


# -- groups ------------------------------------------------------------------------------------------------------------


def test_the_sentence_on_groups_names_the_scores_that_differ():
    view = seen(complete(), "en")
    placed = list(enumerate(view.result.comparisons))
    said = comparison_finding(view, "role", placed).striptags()
    assert said.endswith("adjusted p below .05): First idea.")
    assert "1 of the 2 scores tested" in said
    assert "no clear evidence" in comparison_finding(view, "role", placed[1:2])
    assert "not tested" in comparison_finding(view, "role", placed[2:])


def test_a_comparison_without_a_test_says_why_and_every_one_says_what_was_not_tested():
    notes = " ".join(str(note) for note in tables(build(complete(), "en"))["comparisons.role"].notes)
    assert "Trait D1: no test; a group has fewer than 10 respondents" in notes
    assert "Measurement invariance was not tested" in notes
    assert "2</span> scores tested" in notes


def test_several_groups_have_no_column_for_two():
    several = tuple(replace(each, hedges_g=None, hedges_g_low=None, hedges_g_high=None) for each in made.comparisons())
    headers = [column.key for column in tables(build(complete(comparisons=several), "en"))["comparisons.role"].columns]
    assert "hedges_g" not in headers


def test_pairs_are_folded_and_read_as_second_less_first():
    section = section_of(complete(), "en", "groups")
    folds = [block for block in section.blocks if isinstance(block, Folded)]
    assert [fold.summary.striptags() for fold in folds] == [
        "By Role: 1 pair of groups, with the difference and its interval"
    ]
    rows = tables(build(complete(), "en"))["pairs.role"].rows
    assert [row.cells[0].value for row in rows] == ["First idea", "Staff less Leader"]


def test_groups_without_comparisons_are_said_to_be_described_only(lang):
    table = tables(build(without(), lang))["groups.role"]
    notes = " ".join(map(str, table.notes))
    assert ("not tested" if lang == "en" else "tidak diuji") in notes
    assert "comparisons.role" not in tables(build(without(), lang))


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_cut_off_on_a_screen_when_everything_is_unfolded(browser: Any, lang: str, width: int):  # noqa: F811
    page = opened(browser, render_html(complete(), lang), width)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(SPILLED) == []
    page.close()


@pytest.mark.browser
def test_nothing_is_wider_than_paper(browser: Any, lang: str):  # noqa: F811
    page = opened(browser, render_html(complete(), lang), A4["width"], A4["height"], "print")
    assert page.evaluate(PAPER) == []
    page.close()
