"""Each hypothesis by every method: how far they agree, and what is not given."""

from __future__ import annotations

from govassess.report.sections.estimators import agreement
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.result.assessment import Unavailable
from govassess.text.catalogue import say
from tests.report import path_results as made
from tests.report.a_result import a_hypothesis
from tests.report.beside_the_tests import complete


def test_the_first_sentence_counts_the_hypotheses_on_which_all_methods_agree():
    said = agreement(seen(complete(), "en")).striptags()
    assert said.startswith("All methods come to the same conclusion on 1 of 2 hypotheses that two or more methods")
    assert "H4: Regression (ranks) without flagged respondents and PLS path model." in said


def test_hypotheses_of_one_method_are_counted_apart_and_those_on_groups_not_at_all():
    tested = (a_hypothesis("H1"), a_hypothesis("H2"), made.grouped(a_hypothesis("H3")))
    estimators = (
        *(each for each in made.estimators() if each.hypothesis == "H1"),
        made.an_estimate("H2", "ols"),
        made.an_estimate("H2", "ols", sample="unflagged", agrees=False),
    )
    said = agreement(seen(complete(hypotheses=tested, estimators=estimators), "en")).striptags()
    assert "on 1 of 1 hypotheses" in said
    assert "H2: Regression (OLS) without flagged respondents." in said
    assert said.endswith("1 hypothesis is judged by one method only.")


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
