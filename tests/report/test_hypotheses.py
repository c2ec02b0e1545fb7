"""Hypotheses and the equations behind them: decisions, slopes, groups, residuals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.report.blocks import Folded, unfolded
from govassess.report.sections.group_hypothesis import difference
from govassess.report.sections.hypotheses import hypotheses_section
from govassess.report.sections.moderation import region_sentence
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.report.wording import hypothesis_sentence, hypothesis_tail
from tests.report import path_results as made
from tests.report.a_result import a_hypothesis, a_result
from tests.report.beside_the_tests import complete, said_in, text_of


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


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
    view = seen(complete(hypotheses=(changed,)), lang)
    sentence = hypothesis_sentence(view, changed).striptags()
    assert view.name(changed.outcome) in sentence
    assert view.name("D1" if kind == "moderation" else "role") in sentence


def test_several_groups_have_a_sentence_without_a_difference(lang):
    several = made.grouped(a_hypothesis("H7"), groups=3)
    view = seen(complete(hypotheses=(several,)), lang)
    assert (
        hypothesis_sentence(view, several).striptags().endswith(("p after Holm < .001).", "p setelah Holm < 0,001)."))
    )
    assert hypothesis_tail(view, several) == ""
    said = difference(view, several).striptags()
    assert said.startswith(("Welch’s F(2, 61.2) = 7.89", "F Welch(2; 61,2) = 7,89"))
    assert ("minus" if lang == "en" else "dikurangi") not in said


def test_two_groups_are_told_as_second_minus_first():
    result = complete()
    said = difference(seen(result, "en"), result.hypotheses[5]).striptags()
    assert "Staff minus Leader: −0.29 points, 95% CI [−0.48, −0.10]." in said
    assert "Omega squared 0.032" in said
    assert "(the classical one, of the one-way analysis of variance)" in said
    assert "Groups not compared, because they are small or hidden with a small one: 1." in said


def test_a_product_is_not_said_to_be_free_of_overlap():
    rows = tables(build(complete(hypotheses=(made.moderated(a_hypothesis("H5")),)), "en"))["hypotheses"].rows
    assert rows[-1].cells[-2].value == "not judged: product term"


def test_respondents_outside_the_compared_groups_are_not_called_missing_values():
    result = complete(hypotheses=(made.grouped(a_hypothesis("H6", n_used=295, n_dropped=22)),))
    text = said_in(result, "hypotheses")
    assert "n = 295; 22 respondents are in groups that are not compared, or gave no group or answer." in text
    assert "left out for missing values" not in text


def test_a_fragile_verdict_on_groups_is_about_the_analysis_of_variance(lang):
    fragile = replace(made.grouped(a_hypothesis("H6")), fragile=True, fragile_because=("classical",))
    text = text_of(complete(hypotheses=(fragile,)), lang, "hypotheses")
    assert ("with the classical analysis of variance" if lang == "en" else "analisis varians klasik") in text
    assert ("standard errors the verdict" if lang == "en" else "galat baku klasik putusannya") not in text


def test_the_stretches_in_which_a_slope_differs_from_zero_are_named():
    moderated = made.moderated(a_hypothesis("H5"), "partly")
    region = replace(moderated.region, significant=((1.1211, 2.16), (4.75, 4.8922)))
    moderated = replace(moderated, region=region)
    said = region_sentence(seen(complete(hypotheses=(moderated,)), "en"), moderated, region).striptags()
    assert "differs from 0 between 1.12 and 2.16 and between 4.75 and 4.89" in said


def test_degrees_of_freedom_stand_after_t_and_have_a_decimal_only_where_they_need_one():
    result = complete()
    name = f"model.{result.models[0].id}"
    for df, printed in ((204.0, "204"), (11.36, "11.4")):
        held = tuple(replace(each, df=df) for each in result.models[0].coefficients)
        table = tables(build(replace(result, models=(replace(result.models[0], coefficients=held),)), "en"))[name]
        place = [column.key for column in table.columns].index("statistic") + 1
        assert table.columns[place].header == "df"
        assert table.text(table.rows[0].cells[place], table.columns[place]) == printed


def test_the_w_of_shapiro_and_wilk_has_three_decimals():
    table = tables(build(complete(), "en"))[f"residuals.{complete().models[0].id}"]
    (row,) = [row for row in table.rows if row.cells[0].value.startswith("Shapiro")]
    assert len(table.text(row.cells[2], table.columns[2]).partition(".")[2]) == 3


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
    view = seen(complete(hypotheses=(hypothesis,)), "en")
    assert words in region_sentence(view, hypothesis, hypothesis.region).striptags()


def test_details_of_a_hypothesis_are_folded_and_its_sentence_is_not():
    blocks = hypotheses_section(seen(complete(), "en")).blocks
    folded = [block for block in blocks if isinstance(block, Folded)]
    inside = {getattr(block, "name", "") for fold in folded for block in unfolded(fold.blocks)}
    assert inside >= {"estimators", "model.H1", "residuals.H1", "effects.H2"}
    outside = {getattr(block, "name", "") for block in blocks}
    assert outside >= {"hypotheses", "slopes.H5", "compared.H6"}


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
