"""Path models: paths and effects, the sentence of a model, its diagram."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import replace

import pytest

from govassess.hypotheses import path_models
from govassess.notices import Unavailable
from govassess.report.formats import printed
from govassess.report.sections.path_measurement import fit_blocks
from govassess.report.sections.paths import paths_section
from govassess.report.view import seen
from govassess.report.whole import build, figures, tables
from govassess.result.assessment import Assessment
from govassess.result.hypotheses import ModelFit
from govassess.stats import confirmatory, structural
from govassess.stats.path_model import fit
from govassess.text.catalogue import catalogue, say
from govassess.text.numbers import NumberFormat
from tests.report import path_results as made
from tests.report.beside_the_tests import complete, said_in, text_of
from tests.report.pages import written


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


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


def flags_in_the_code() -> set[str]:
    """What the fits raise, and what a path model adds to it."""
    found: set[str] = set()
    for module in (fit, structural, confirmatory):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "raised":
                found |= set(re.findall(r"'(\w+)':", ast.unparse(node.value)))
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(path_models._flags)))):
        if isinstance(node, ast.Tuple):
            found |= {
                part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return found


def test_every_flag_of_a_path_model_has_words_and_no_others_have():
    with_words = {key.rpartition(".")[2] for key in catalogue("en") if key.startswith("report.paths.flag.")}
    assert flags_in_the_code() == with_words


def test_a_model_that_was_refused_says_why(lang):
    why = Unavailable(
        where="path_models.sem.construct", field="path", code="too_few_respondents", values={"found": 12, "needed": 30}
    )
    result = complete(path_models=(), unavailable=(why,))
    text = text_of(result, lang, "paths")
    assert say("reason.too_few_respondents", lang, found=12, needed=30) in text
    assert "CFA-SEM" in text
    assert paths_section(seen(result, lang)).finding.striptags().startswith(("No path model", "Tidak satu pun"))


def test_paths_of_composites_are_open_and_those_of_factors_folded():
    blocks = paths_section(seen(complete(), "en")).blocks
    outside = [getattr(block, "name", "") for block in blocks]
    assert "paths.pls.construct" in outside
    assert "importance.pls.construct" in outside
    assert "paths.sem.construct" not in outside


def test_the_diagram_shows_every_path_with_the_number_of_the_table(lang):
    report = build(complete(), lang)
    found = written(figures(report)["paths.pls.construct"].svg)
    for each in made.estimates():
        if each.kind == "path":
            assert printed(each.estimate, "beta", NumberFormat(lang)) in found
        if each.kind == "r2":
            assert f"R² {printed(each.estimate, 'r', NumberFormat(lang))}" in found
    assert "paths.sem.construct" not in figures(report)


def test_a_model_too_large_for_a_picture_says_so_and_keeps_its_table():
    names = [f"D{place}" for place in range(1, 10)]
    estimates = tuple(made.a_path("path", "E1", name, 0.1) for name in names)
    model = made.a_path_model(paths={"E1": tuple(names)}, higher_order=(), estimates=estimates, map=None, flags=())
    result = replace(complete(), path_models=(model,))
    assert "paths.pls.construct" not in figures(build(result, "en"))
    assert "too large for a picture" in said_in(result, "paths")
    assert len(tables(build(result, "en"))["paths.pls.construct"].rows) == 10


def test_the_fit_of_a_model_of_factors_is_one_line_and_what_is_unknown_is_left_out(lang):
    fit = ModelFit(chi_squared=312.46, df=129, p_value=2e-9, cfi=0.9412, tli=None, rmsea=0.0614, srmr=0.0523)
    model = made.a_path_model(id="sem.construct", method="sem", draws=0, map=None, fit=fit)
    ((line,), none) = (
        fit_blocks(seen(complete(path_models=(each,)), lang), each) for each in (model, replace(model, fit=None))
    )
    text = line.text.striptags()
    mark, zero = (".", "") if lang == "en" else (",", "0")
    assert f"χ²(129) = 312{mark}46, p < {zero}{mark}001; CFI {zero}{mark}941; RMSEA {zero}{mark}061; SRMR" in text
    assert "TLI 0" not in text
    assert "TLI ." not in text
    assert none == []


def test_resampled_clusters_are_named_below_the_paths_and_so_are_widened_percentiles():
    plain = complete()
    options = replace(
        plain.options, resampled="clusters", units=14, cluster="role", percentile_low=0.018, percentile_high=0.982
    )
    found = tables(build(replace(plain, options=options), "en"))
    for name in ("paths.pls.construct", "reliability"):
        note = str(found[name].notes.general)
        assert "14" in note
        assert "Widened percentiles" in note


def test_composites_say_that_their_ave_is_not_that_of_the_scale_by_itself():
    notes = " ".join(str(note) for note in tables(build(complete(), "en"))["composites.pls.construct"].notes)
    assert "differ" in notes
