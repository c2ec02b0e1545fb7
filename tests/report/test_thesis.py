"""What supervisors of theses ask for: there, named with its limit, and claimed no further than it goes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from govassess.assessment.assess import assess
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.report import notebook
from govassess.report.formats import printed
from govassess.report.html import render_html
from govassess.report.sections.sources import sources
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.result.codec import decode, encode
from govassess.text.numbers import NumberFormat
from tests.report.a_result import an_old_result
from tests.report.guarded_words import FORBIDDEN, foreign, found
from tests.report.pages import Page, as_json, resolve
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
OWN = ("achievement", "instrument_tests", "assumptions", "regressions", "decomposition")


def stored(result):
    return decode(encode(result))


@pytest.fixture(scope="module")
def result():
    return stored(assess(responses(answers(CG, 80), CG), draws=200, tcr_categories="equal_intervals"))


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def text_of_own(result, lang):
    html = render_html(result, lang, audience="thesis")
    parts = [re.search(rf'<section id="?{name}[" ].*?</section>', html, re.DOTALL) for name in OWN]
    return Page(" ".join(part.group() for part in parts if part)).text


def own_tables(result, lang="en"):
    report = build(result, lang, audience="thesis")
    return {t.name: t for section in report.sections if section.name in OWN for t in section.tables}


def test_every_printed_number_holds_the_value_that_its_path_leads_to(result, lang):
    document = as_json(result)
    compared = 0
    for table in own_tables(result, lang).values():
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=False):
                if cell.value is None or not cell.source or isinstance(cell.value, str):
                    continue
                found = [resolve(document, path) for path in cell.source.split()]
                assert list(cell.value) == found if isinstance(cell.value, tuple) else cell.value == found[0]
                assert table.text(cell, column) == printed(
                    cell.value,
                    (column.bound_kind or "est") if isinstance(cell.value, tuple) else column.kind,
                    NumberFormat(lang),
                    column.decimals,
                )
                compared += 1
    assert compared > 400
    for paths, text in Page(render_html(result, lang, audience="thesis")).printed:
        for path in paths.split():
            assert resolve(document, path) is not None, (path, text)


def test_everything_that_is_asked_for_has_its_table(result):
    assert [name for name in own_tables(result) if not name.startswith("regression.")] == [
        "achievement", "achievement_items", "tcr_categories", "item_total", "alpha_omega", "normality", "collinearity",
        "spread", "glejser", "linearity", "reset", "order", "decomposition",
    ]  # fmt: skip
    assert [name for name in own_tables(result) if name.startswith("regression.")] == [
        "regression.H1", "regression.H1a", "regression.H2", "regression.H3",
    ]  # fmt: skip


def test_an_equation_that_several_hypotheses_rest_on_is_printed_once_and_names_them(result):
    title = own_tables(result)["regression.H2"].title
    assert "(H2, H4)" in title


def test_two_equations_of_one_outcome_are_told_apart_by_their_predictors(result, lang):
    titles = [t.title.rpartition(" (")[0] for name, t in own_tables(result, lang).items() if "regression." in name]
    assert len(set(titles)) == len(titles) == 4
    labels = [row.cells[0].value.rpartition(" (")[0] for row in own_tables(result, lang)["normality"].rows]
    assert len(set(labels)) == len(labels) == 4


def test_fits_on_one_page_across(result):
    assert max(len(table.columns) for table in own_tables(result).values()) <= 9


def test_the_regression_note_gives_r_f_and_the_critical_values(result):
    model = next(model for model in result.models if model.id == "H1")
    note = str(own_tables(result)["regression.H1"].notes.general.striptags())
    classical = model.classical
    for part in (
        f"n = {model.n_used}",
        f"R = {printed(classical.r, 'r', NumberFormat('en'))}",
        f"R² = {printed(model.r_squared, 'r', NumberFormat('en'))}",
        f"F({classical.f_df1}, {classical.f_df2}) = {printed(classical.f_statistic, 'est', NumberFormat('en'))}",
        f"t({classical.f_df2}) = {printed(classical.critical_t, 'est', NumberFormat('en'), 3)}",
        "HC3 =",
        "SE = standard error",
    ):
        assert part in note
    assert model.r_squared == pytest.approx(classical.r**2, rel=1e-8)


def test_direct_and_indirect_paths_add_up_in_print(result):
    (hypothesis,) = [each for each in result.hypotheses if each.effects]
    effects = {each.effect: each.estimate for each in hypothesis.effects}
    assert hypothesis.effects_sum == pytest.approx(effects["direct"] + effects["indirect"], rel=1e-8)
    assert hypothesis.effects_sum == pytest.approx(effects["total"], rel=1e-8)
    made = own_tables(result)["decomposition"]
    sobel = [row for row in made.rows if not row.group and row.cells[-1].value is not None]
    assert len(sobel) == 1  # of the indirect path alone


def test_an_indirect_path_names_its_interval_and_has_the_spread_of_its_draws_as_error(result, lang):
    (hypothesis,) = [each for each in result.hypotheses if each.effects]
    indirect = next(each for each in hypothesis.effects if each.effect == "indirect")
    assert 0 < indirect.std_error < indirect.conf_high - indirect.conf_low
    assert hypothesis.std_error == indirect.std_error
    note = str(own_tables(result, lang)["decomposition"].notes.general.striptags())
    assert {"en": "bootstrap percentile interval", "id": "interval persentil bootstrap"}[lang] in note
    assert {"en": "standard deviation of the draws", "id": "simpangan baku hasil penarikan ulang"}[lang] in note


def test_an_item_is_compared_with_the_critical_r_of_its_own_rows(result):
    table = own_tables(result)["item_total"]
    for row in table.rows:
        if row.group:
            continue
        n, df, r, critical = (cell.value for cell in row.cells[1:5])
        assert df == n - 2
        assert (row.cells[5].value == "above") == (r > critical)


def test_each_customary_statistic_stands_with_its_limit_and_what_serves_better(result):
    text = text_of_own(result, "en")
    for sentence in (
        "no evidence of what an item measures",
        "Better: the correlation with the rest of the scale",
        "Better: omega",
        "does not show that residuals are normal",
        "the order of the rows is arbitrary",
        "without critical values",
        "better is the bootstrap interval",
        "Better than choosing errors by a test",
    ):
        assert sentence in text
    assert text_of_own(result, "id").count("ang lebih baik") >= 6


def test_it_claims_no_more_than_it_can(result, lang):
    text = text_of_own(result, lang)
    assert re.findall(FORBIDDEN[lang], text, re.IGNORECASE) == []
    assert re.findall(r"\b(valid|reliabel|reliable|signifikan|significant)\b", text, re.IGNORECASE) == []


def test_it_speaks_one_language(result, lang):
    assert found(foreign(lang), text_of_own(result, lang).splitlines()) == {}


def test_no_number_is_printed_as_no_reader_expects_it(result, lang):
    text = text_of_own(result, lang)
    assert re.findall(r"\b(nan|NaN|inf|None|\d+e[+-]\d+)\b", text) == []
    assert re.findall(r"\bp = 0?[.,]0+\b", text) == []


def test_without_a_table_of_categories_none_is_taken_in_silence(result):
    bare = replace(result, options=replace(result.options, tcr_categories=None))
    found = own_tables(bare)
    assert "tcr_categories" not in found
    assert "category" not in [column.key for column in found["achievement"].columns]
    assert "none is taken in silence" in str(found["achievement"].notes.specific)


def test_sources_of_what_supervisors_ask_for_are_listed_for_them_alone(result):
    view = seen(result, "en")
    more = set(sources(view, "thesis")) - set(sources(view))
    assert {entry.split(",")[0] for entry in more} == {
        "Durbin", "Glejser", "Godfrey", "Lilliefors", "Maxwell", "Razali", "Sobel",
    }  # fmt: skip


def test_a_notebook_finds_the_tables_that_stand_in_the_report_for_a_thesis_alone(result, lang):
    asked = own_tables(result, lang)["decomposition"]
    assert notebook.table(result, "decomposition", lang) == asked
    assert notebook.table(result, "hypotheses", lang) == tables(build(result, lang))["hypotheses"]
    with pytest.raises(PlanError, match=r"item_total"):
        notebook.table(result, "nothing", lang)


def test_who_is_cited_for_errors_that_hold_either_way_is_listed_where_those_of_clusters_are_used(result):
    clustered = replace(result, models=tuple(replace(model, vcov="CR2") for model in result.models))
    assert any(entry.startswith("Long,") for entry in sources(seen(clustered, "en"), "thesis"))


def test_a_result_that_an_earlier_version_stored_is_drawn_and_says_what_it_lacks(result, lang):
    document = json.loads(encode(result))
    for model in document["models"]:
        del model["classical"]
    for hypothesis in document["hypotheses"]:
        del hypothesis["effects_sum"]
        for effect in hypothesis["effects"]:
            for name in ("sobel_se", "sobel_z", "sobel_p"):
                del effect[name]
    for item in document["items"]:
        for name in ("item_total_n", "item_total_df", "critical_r", "tcr", "tcr_category"):
            del item[name]
    for score in document["scores"]:
        del score["tcr_category"]
    del document["options"]["tcr_categories"]
    old = decode(json.dumps(document))
    sections = {s.name: s for s in build(old, lang, audience="thesis").sections}
    older = seen(old, lang).say("report.classical.older")
    for name in ("assumptions", "regressions", "decomposition"):
        assert older in str(sections[name].finding)
    assert older in str(sections["instrument_tests"].finding)
    assert len(tables(build(old, lang, audience="thesis"))) >= len(tables(build(old, lang)))
    render_html(old, lang, audience="thesis")


def test_a_made_up_result_of_the_first_version_is_drawn(lang):
    assert "achievement" in render_html(an_old_result(), lang, audience="thesis")


@pytest.mark.parametrize("audience", ["agency", "thesis"])
def test_two_respondents_give_a_report_that_says_what_is_missing(audience, lang):
    few = stored(assess(responses(answers(CG, 2), CG), draws=50))
    page = Page(render_html(few, lang, audience=audience))
    if audience == "thesis":
        said = seen(few, lang).say("report.classical.no_model")
        assert page.text.count(said) == 2


def test_an_outcome_that_never_varies_leaves_its_equations_out_and_the_rest_in(lang):
    items = answers(CG, 60)
    constant = [item.id for construct in CG.constructs if construct.id == "DPS" for item in CG.items()
                if item.id[:2] in ("TR", "EX")]  # fmt: skip
    assert constant
    items[constant] = 4.0
    for item in CG.items():
        if item.id in constant and item.reverse:
            items[item.id] = 2.0
    found = stored(assess(responses(items, CG), draws=50))
    printed_tables = own_tables(found, lang)
    assert "regression.H3" in printed_tables  # of another outcome
    assert not any(name.startswith("regression.H1") for name in printed_tables)
    assert re.findall(r"\bnan\b", text_of_own(found, lang)) == []
