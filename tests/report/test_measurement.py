"""What the report says of the measurement and of careless answering: sentences, flags, tables, and what is absent."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govassess.notices import Notice, Unavailable
from govassess.report.blocks import Folded, Heading, Paragraph, Section, unfolded
from govassess.report.cautions import numbered
from govassess.report.sections.quality import screening
from govassess.report.table import Table
from govassess.report.view import seen
from govassess.report.whole import build, figures, tables
from govassess.result.assessment import Assessment
from govassess.text.catalogue import say
from tests.report import measurement_results as made
from tests.report.a_result import a_result, an_old_result

LATER = (
    "reliability_more",
    "eigenvalues",
    "factor_model",
    "fornell_larcker",
    "common_method",
    "aggregation.agency",
    "careless",
    "robustness",
)
"""Tables that the first version did not have."""


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def with_validity(**changes: object) -> Assessment:
    base = a_result()
    return replace(base, validity=replace(base.validity, **changes))


def with_careless(**changes: object) -> Assessment:
    base = a_result()
    return replace(base, screening=replace(base.screening, careless=made.carelessness(**changes)))


def section(result: Assessment, name: str, lang: str = "en") -> Section:
    return next(section for section in build(result, lang).sections if section.name == name)


def said(result: Assessment, name: str, lang: str = "en") -> str:
    """The paragraphs of a section that stand open, as they read."""
    blocks = section(result, name, lang).blocks
    return " ".join(block.text.striptags() for block in blocks if isinstance(block, Paragraph))


def table(result: Assessment, name: str, lang: str = "en") -> Table:
    return tables(build(result, lang))[name]


def cells(found: Table, row: int) -> list[str]:
    """One row as it is printed."""
    return [
        found.text(cell, column) + ("†" if cell.flag else "")
        for cell, column in zip(found.rows[row].cells, found.columns, strict=True)
    ]


def test_an_old_result_has_no_table_of_what_came_later(lang):
    names = set(tables(build(an_old_result(), lang)))
    assert names.isdisjoint(LATER[1:])
    assert {column.key for column in table(an_old_result(), "reliability_more").columns} == {"id", "alpha_standardised"}
    assert "omega_ci" not in {column.key for column in table(an_old_result(), "reliability").columns}
    assert "own_r" not in {column.key for column in table(an_old_result(), "items").columns}
    assert names | set(LATER) == set(tables(build(a_result(), lang))) - {
        name for name in tables(build(a_result(), lang)) if name.split(".")[0] in TESTED
    }


TESTED = (
    "estimators",
    "paths",
    "importance",
    "composites",
    "loadings",
    "comparisons",
    "comparisons_more",
    "pairs",
    "slopes",
    "compared",
)
"""First words of the names of tables that stand beside the tests."""


def test_omega_stands_with_its_interval_and_ordinal_alpha_behind_a_line(lang):
    first, more = (table(a_result(), name, lang) for name in ("reliability", "reliability_more"))
    assert len(first.columns) <= 10  # more do not fit a page of paper
    assert cells(first, 0)[6:8] == ([".70", "[.61, .78]"] if lang == "en" else ["0,70", "[0,61; 0,78]"])
    assert cells(more, 0)[1:] == (
        [".70", ".73", "[.62, .78]", "[.36, .54]"] if lang == "en" else ["0,70", "0,73", "[0,62; 0,78]", "[0,36; 0,54]"]
    )
    folds = [block for block in section(a_result(), "measurement", lang).blocks if isinstance(block, Folded)]
    assert more.name in {inner.name for fold in folds for inner in unfolded(fold.blocks) if isinstance(inner, Table)}


def test_an_item_that_goes_as_closely_with_another_scale_is_named_and_flagged():
    assert "1 of 9 items goes at least as closely with another scale as with its own: D11." in said(
        a_result(), "measurement"
    )
    rows = [row for row in table(a_result(), "items").rows if not row.group]
    assert [row.cells[9].flag for row in rows] == [True] + [False] * 8
    assert [row.cells[10].value for row in rows[:4]] == ["Trait D2", "Trait D2", "Trait D2", "Trait D1"]


def test_items_that_go_with_their_scales_only_are_said_to():
    items = tuple(replace(item, other_r=0.1) for item in a_result().items)
    words = said(replace(a_result(), items=items), "measurement")
    assert "All 9 items have an item–rest r of .30 or more." in words
    assert "Every item goes more closely with its own scale than with any other." in words
    weak = tuple(replace(item, item_rest_r=0.29) for item in items)
    assert "9 of 9 items have an item–rest r below .30: D11, D12, D13, D21, D22, D23 and 3 more." in said(
        replace(a_result(), items=weak), "measurement"
    )


@pytest.mark.parametrize(
    ("factors", "english", "indonesian"),
    [
        (2, "finds 2 factors where the instrument declares 3 scales: answers to different scales", "menemukan 2 faktor, sedangkan instrumen menetapkan 3 skala: sebagian jawaban pada skala yang berbeda cenderung searah"),
        (3, "finds 3 factors, as many as the instrument declares", "menemukan 3 faktor, sama dengan jumlah skala"),
        (4, "finds 4 factors where the instrument declares 3 scales: within a scale", "menemukan 4 faktor, sedangkan instrumen menetapkan 3 skala: sebagian jawaban di dalam satu skala tidak searah"),
    ],
)  # fmt: skip
def test_factors_found_are_set_beside_those_declared(factors, english, indonesian):
    result = with_validity(factorability=made.factorability(factors=factors))
    assert english in said(result, "measurement")
    assert indonesian in said(result, "measurement", "id")


def test_fit_is_told_by_three_conventions_with_their_figures():
    words = said(a_result(), "measurement")
    assert (
        "2 of 3 conventions on the fit of the declared structure are met (n = 187): CFI .961 (.95 or more), "
        "RMSEA .062 (.06 or less), SRMR .046 (.08 or less)."
    ) in words
    close = with_validity(factor_model=made.factor_model(rmsea=0.06, cfi=0.95, srmr=0.08))
    assert "3 of 3 conventions" in said(close, "measurement")
    row = cells(table(a_result(), "factor_model"), 0)
    assert row == ["9 items, 3 factors", "187", "41.2", "24", ".016", ".961", ".942", ".062", "[.027, .093]", ".046", "4,321", "4,392"]  # fmt: skip


def test_a_model_without_degrees_of_freedom_says_nothing_of_fit():
    bare = dict.fromkeys(("chi_squared", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr"))
    words = said(with_validity(factor_model=made.factor_model(df=0, **bare)), "measurement")
    assert "nothing can be said about its fit" in words
    assert "conventions on the fit of the declared structure" not in words


def test_an_inadmissible_solution_is_called_so_before_its_figures(lang):
    words = said(with_validity(factor_model=made.inadmissible()), "measurement", lang)
    first, second = ("inadmissible", "of 3 conventions") if lang == "en" else ("tidak layak", "Dari 3 konvensi")
    assert words.index(first) < words.index(second)
    notes = " ".join(str(note) for note in table(with_validity(factor_model=made.inadmissible()), "factor_model").notes)
    assert "D11" in notes
    assert "Third idea" not in notes
    assert "F1" in notes


def test_pairs_have_htmt2_and_the_factors_correlation():
    row = cells(table(a_result(), "htmt"), 0)
    assert row == ["Trait D1 – Trait D2", "201", ".71", ".83", ".71", ".70", ".71", "0", ".55", "211"]


def test_fornell_and_larcker_are_counted_and_shown():
    assert "does not hold for 2 of 3 scales" in said(a_result(), "measurement")
    assert cells(table(a_result(), "fornell_larcker"), 0) == ["Trait D1", ".44", ".67", ".71", "Trait D2", "no"]
    holding = tuple(replace(entry, holds=True) for entry in made.fornell_larcker())
    assert "criterion holds for all 3 scales" in said(with_validity(fornell_larcker=holding), "measurement")


def test_a_shared_source_is_never_ruled_out(lang):
    words = said(a_result(), "measurement", lang)
    caution = (
        "No check of this kind can show that the shared source plays no part."
        if lang == "en"
        else "Pemeriksaan semacam ini tidak dapat memastikan bahwa kesamaan sumber tidak berperan."
    )
    assert caution in words
    assert (
        "VIF is 3.4 (Trait D2)" if lang == "en" else "VIF kolinearitas penuh terbesar adalah 3,4 (Sifat D2)"
    ) in words
    bare = with_validity(common_method=made.common_method(harman=None, vif={}, smallest_r=None, changed=None))
    assert caution in said(bare, "measurement", lang)
    assert "common_method" not in tables(build(bare, lang))


def test_a_high_vif_is_flagged_and_its_warning_stands_beside_it():
    rows = table(a_result(), "common_method").rows
    assert [row.cells[1].flag for row in rows] == [False, True, False]
    number = next(place for place, notice in numbered(seen(a_result(), "en")) if notice.code == "vif_collinear")
    assert [row.cells[0].marks for row in rows] == [(), (number,), ()]


@pytest.mark.parametrize(
    ("justified", "english", "indonesian"),
    [
        ((False, True, False), "by the conventions 1 of 3 scales may be averaged", "1 dari 3 skala boleh diringkas"),
        ((False, False, False), "by the conventions no scale may be averaged", "tidak ada skala yang boleh diringkas"),
        ((True, True, True), "by the conventions all 3 scales may be averaged", "semua skala (3) boleh diringkas"),
    ],
)
def test_whether_answers_may_be_averaged_is_said_for_each_variable(justified, english, indonesian):
    entries = tuple(replace(entry, justified=found) for entry, found in zip(made.aggregation(), justified, strict=True))
    assert f"Agency: {english}" in said(a_result(aggregation=entries), "measurement")
    assert indonesian in said(a_result(aggregation=entries), "measurement", "id")
    verdicts = [row.cells[-1].value for row in table(a_result(aggregation=entries), "aggregation.agency").rows]
    assert verdicts == ["yes" if found else "no" for found in justified]


def test_agreement_that_is_undefined_says_why():
    reason = Unavailable(where="aggregation.agency.E1", field="rwg", code="one_rater")
    result = a_result(unavailable=(reason,))
    found = table(result, "aggregation.agency")
    assert cells(found, 2)[8:11] == ["not computed"] * 3
    assert any("Agency – Trait E1" in str(note) for note in found.notes)


def test_nobody_is_said_to_be_removed(lang):
    words = said(a_result(), "quality", lang)
    assert ("nobody was removed" if lang == "en" else "tidak ada yang dikeluarkan") in words
    assert re.search(r"\b9\b.*\b211\b.*\b21\b", words)


def test_a_sign_that_was_not_looked_for_says_why():
    found = table(a_result(), "careless")
    assert cells(found, 0) == ["One answer to at least half of the items in a row (a blank breaks the row)", "11", "0"]
    assert cells(found, 3)[1:] == ["not computed"] * 2
    assert any("fewer than three pairs of items" in str(note) for note in found.notes)


def test_without_a_reversed_item_equal_answers_can_be_meant(lang):
    words = "No item is reversed" if lang == "en" else "Survei ini tidak memuat butir negatif."
    assert words not in said(a_result(), "quality", lang)
    assert words in said(with_careless(reversed_present=False), "quality", lang)


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("few_flagged", {"minimum": 5}, "too few respondents (under 5)"),
        ("nobody_flagged", {}, "no respondent shows two or more signs"),
    ],
)
def test_results_without_flagged_respondents_are_shown_or_it_is_said_why_not(code, values, words):
    assert cells(table(a_result(), "robustness"), 0) == ["First idea", "53.1", "202", "52.7", "[50.1, 55.4]", "−0.4", "unchanged"]  # fmt: skip
    assert cells(table(a_result(), "robustness"), 1)[-1] == "4 instead of 3"
    assert "largest difference of an index is 1.2 points (Second idea); 1 of 2 headline constructs keeps" in said(
        a_result(), "quality"
    )
    absent = Unavailable(where="robustness", field="unflagged", code=code, values=values)
    hidden = replace(with_careless(flagged=4, flagged_twice=2), robustness=(), unavailable=(absent,))
    assert words in said(hidden, "quality")
    assert "robustness" not in tables(build(hidden, "en"))


def test_signs_that_were_not_looked_for_at_all_say_why():
    base = a_result(
        robustness=(),
        unavailable=(
            Unavailable(where="screening", field="careless", code="few_alike_items", values={"found": 4, "needed": 10}),
        ),
    )
    bare = replace(base, screening=replace(base.screening, careless=None))
    heads = [block.anchor for block in section(bare, "quality").blocks if isinstance(block, Heading)]
    assert "careless" in heads
    assert "Not computed" in said(bare, "quality")


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("kmo", "factorability"),
        ("cfa", "factor_model"),
        ("common_method", "common_method"),
    ],
)
def test_a_part_that_was_not_computed_says_why(field, part):
    gap = Unavailable(where="validity", field=field, code="too_few_rows", values={"found": 12, "needed": 65})
    absent = made.factorability(kmo=None) if part == "factorability" else None
    result = replace(with_validity(**{part: absent}), unavailable=(gap,))
    assert "65 complete rows" in said(result, "measurement")


@pytest.mark.parametrize(
    ("code", "anchor", "values"),
    [
        ("inadmissible", "structure", {"items": "D11"}),
        ("factors_overlap", "structure", {}),
        ("harman_high", "common-method", {"share": 0.61}),
        ("factors_differ", "factorability", {"found": 2, "declared": 3}),
        ("fornell_larcker_fails", "htmt", {"count": 2, "of": 3}),
        ("few_complete_rows", "htmt", {"n": 92, "of": 317}),
    ],
)
def test_a_warning_on_structure_marks_the_heading_of_its_part(code, anchor, values):
    result = a_result(warnings=(Notice(code=code, where="validity", values=values),))
    heads = {block.anchor: block.marks for block in section(result, "measurement").blocks if isinstance(block, Heading)}
    assert {name for name, marks in heads.items() if marks} == {anchor}


@pytest.mark.parametrize(("lang", "words"), [("en", "fewer than 10"), ("id", "kurang dari 10")])
def test_a_publication_prints_no_rounded_count_below_its_minimum(lang, words):
    few = with_careless(flagged=10, flagged_twice=5)
    result = replace(few, options=replace(few.options, disclosure="published", min_group=10))
    assert f"{words.capitalize()} " in said(result, "quality", lang)
    found = table(result, "careless", lang)
    signs = [sign for sign in result.screening.careless.signs if sign.code is None]
    assert any(sign.flagged < 10 for sign in signs)
    shown = [cell.value for row in found.rows for cell in row.cells[1:] if cell.value is not None]
    assert all(value == words or value >= 10 for value in shown)
    assert say("table.note.rounded", lang) in found.notes
    assert say("table.note.rounded", lang) not in table(few, "careless", lang).notes


@pytest.mark.parametrize(("lang", "words"), [("en", "Fewer than 10 of"), ("id", "Kurang dari 10 dari")])
def test_a_count_rounded_up_to_the_minimum_of_a_publication_is_not_told_beside_that_it_is_fewer(lang, words):
    base = with_careless(flagged=40, flagged_twice=10)
    why = Unavailable(where="robustness", field="unflagged", code="few_flagged", values={"minimum": 10})
    result = replace(
        base,
        options=replace(base.options, disclosure="published", min_group=10),
        robustness=(),
        unavailable=(why,),
        screening=replace(base.screening, straight_lining=5),
        warnings=(
            Notice(code="careless_not_excluded", where="screening", values={"count": 10, "n": 211}),
            Notice(code="straight_lining", where="screening", values={"count": 5, "n": 211}),
        ),
    )
    view = seen(result, lang)
    assert words in said(result, "quality", lang)
    assert all(view.warning(notice).startswith(words) for notice in result.warnings)
    entries = dict(screening(view).entries)
    assert words.split(" 10")[0].lower() in entries[say("report.screening.straight_lining", lang)]


@pytest.mark.parametrize(("lang", "words"), [("en", "10 of 211"), ("id", "10 dari 211")])
def test_that_few_of_those_in_a_path_model_are_flagged_says_nothing_of_all_who_are(lang, words):
    base = with_careless(flagged=40, flagged_twice=10)
    why = Unavailable(where="path_models.pls.construct", field="unflagged", code="few_flagged", values={"minimum": 10})
    notice = Notice(code="careless_flagged", where="screening", values={"count": 10, "n": 211})
    options = replace(base.options, disclosure="published", min_group=10)
    result = replace(base, options=options, unavailable=(why,), warnings=(notice,))
    assert seen(result, lang).warning(notice).startswith(words)


def test_the_cut_offs_of_careless_answering_stand_below_the_table():
    notes = " ".join(str(note) for note in table(a_result(), "careless").notes)
    for words in ("half of the items in one run", "1% of the spread", "even-odd below 0", ".60 or more", "p &lt; .001"):
        assert words in notes


def test_means_and_correlations_stand_in_one_matrix_as_articles_print_them():
    result = a_result()
    report = build(result, "en")
    found = tables(report)["correlations"]
    pairs = {frozenset((pair.a, pair.b)): pair.r for pair in result.validity.pairs}
    scores = {score.id: score for score in result.scores}
    order = [column.key.removeprefix("r_") for column in found.columns[4:]]
    last = (set().union(*pairs) - set(order)).pop()
    for row, ident in zip(found.rows, [*order, last], strict=True):
        assert [cell.value for cell in row.cells[1:4]] == [scores[ident].n, scores[ident].mean, scores[ident].sd]
        for other, cell in zip(order, row.cells[4:], strict=True):
            below = cell.source.endswith(".r")
            assert cell.value == (pairs[frozenset((ident, other))] if below else None)
    assert sum(cell.value is not None for row in found.rows for cell in row.cells[4:]) == len(pairs)
    assert figures(report)["correlations"].table == "correlations"
