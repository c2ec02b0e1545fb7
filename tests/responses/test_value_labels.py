"""Value labels and declared missing values: what a file says about its codes, beside the instrument."""

from __future__ import annotations

import pandas as pd
import pytest

from govassess.errors import problem_text
from govassess.responses.mapping import ColumnMapping, DeclaredMissing
from govassess.responses.value_labels import NO_ANSWER, FileLabels, relabelled
from tests.responses.statistics_files import AGREE5, data_file

ANSWERS = {"TR1": [1.0, 5.0, 3.0], "TR2": [2.0, 2.0, 4.0], "TR3": [3.0, 3.0, 5.0], "TR4": [4.0, 4.0, 1.0]}


@pytest.fixture
def labelled(read):
    """Read a ``.sav`` of four items and further columns with labels."""

    def _labelled(columns=None, *, labels=None, missing=None, **options):
        content = data_file(
            ".sav", {**ANSWERS, **(columns or {})}, variable_value_labels=labels or {}, missing_ranges=missing or {}
        )
        return read(content, name="survey.sav", **options)

    return _labelled


@pytest.fixture
def problems(labelled):
    """Return the problems that a ``.sav`` ends with, each in both languages."""
    from govassess.errors import DataError

    def _problems(*given, **options):
        with pytest.raises(DataError) as caught:
            labelled(*given, **options)
        for lang in ("en", "id"):
            caught.value.message(lang)
        return caught.value.problems

    return _problems


def met(responses) -> list[dict[str, object]]:
    return [dict(issue.values) for issue in responses.issues if issue.code == "missing_code"]


def floats(labels: dict[int, str]) -> dict[float, str]:
    return {float(code): text for code, text in labels.items()}


def test_codes_declared_missing_are_no_answers_and_are_counted_with_their_labels(labelled, problems):
    columns = {"TR1": [-7.0, 5.0, -7.0], "TR2": [97.0, 2.0, 4.0]}
    labels = {"TR1": {-7.0: "Menolak menjawab"}}
    responses = labelled(columns, labels=labels, missing={"TR1": [-7.0], "TR2": [{"lo": 90.0, "hi": 98.0}]})
    assert responses.items["TR1"].isna().tolist() == [True, False, True]
    assert responses.items["TR2"].isna().tolist() == [True, False, False]
    assert met(responses) == [
        {"item": "TR1", "code": "-7", "count": 2, "label": "Menolak menjawab"},
        {"item": "TR2", "code": "97", "count": 1},
    ]
    assert {(each.code, each.item) for each in problems(columns, labels=labels)} == {("E202", "TR1"), ("E202", "TR2")}


def test_a_code_declared_missing_on_the_scale_is_no_answer_because_the_file_says_so(labelled):
    responses = labelled(labels={"TR3": {3.0: "Tidak tahu"}}, missing={"TR3": [3.0]})
    assert responses.items["TR3"].isna().tolist() == [True, True, False]
    assert met(responses) == [{"item": "TR3", "code": "3", "count": 2, "label": "Tidak tahu"}]


@pytest.mark.parametrize(
    "label", ["Tidak menjawab", "Prefer not to say", "Don’t know.", "99 - Tidak relevan", "N/A", "TJ"]
)
def test_a_code_off_the_scale_whose_label_says_no_answer_is_one_and_is_counted(labelled, label):
    responses = labelled({"TR1": [88.0, 88.0, 3.0]}, labels={"TR1": {88.0: label, 1.0: "Sangat tidak setuju"}})
    assert responses.items["TR1"].fillna(0).tolist() == [0, 0, 3]
    assert met(responses) == [{"item": "TR1", "code": "88", "count": 2, "label": label}]


def test_words_of_the_mapping_say_no_answer_in_labels_too(labelled, problems):
    columns, labels = {"TR1": [88.0, 5.0, 3.0]}, {"TR1": {88.0: "No sabe"}}
    assert problems(columns, labels=labels)[0].code == "E202"
    mapping = ColumnMapping(missing=DeclaredMissing(words=("No sabe",)))
    assert met(labelled(columns, labels=labels, mapping=mapping)) == [
        {"item": "TR1", "code": "88", "count": 1, "label": "No sabe"}
    ]


def test_a_missing_code_of_the_instrument_is_counted_with_the_file_s_label(labelled):
    responses = labelled({"TR1": [99.0, 99.0, 3.0]}, labels={"TR1": {99.0: "Entah"}})
    assert met(responses) == [{"item": "TR1", "code": "99", "count": 2, "label": "Entah"}]


def test_every_usual_word_is_known_in_both_languages():
    assert {
        "tidak tahu",
        "tidak menjawab",
        "tidak ada jawaban",
        "tj",
        "don't know",
        "refused",
        "no answer",
    } <= set().union(*NO_ANSWER.values())


def test_any_other_code_off_the_scale_is_an_error_that_names_its_label(problems):
    (problem,) = problems({"TR1": [88.0, 5.0, 88.0]}, labels={"TR1": {88.0: "Lihat catatan"}})
    assert (problem.code, problem.reason, problem.item, problem.row) == ("E202", "off_scale_labelled", "TR1", 1)
    assert (problem.values["label"], problem.values["count"]) == ("Lihat catatan", 2)


def test_a_label_that_says_no_answer_on_the_scale_is_an_error(problems):
    (problem,) = problems(labels={"TR3": {3.0: "Tidak tahu", 5.0: "Sangat setuju"}})
    assert (problem.code, problem.reason, problem.value) == ("E203", "missing_label_on_scale", "3")
    assert (problem.values["label"], problem.values["rows"]) == ("Tidak tahu", "1, 2")


def test_labels_that_agree_with_the_scale_change_nothing(labelled):
    with_labels = labelled(labels={name: floats(AGREE5) for name in ANSWERS})
    pd.testing.assert_frame_equal(with_labels.items, labelled().items)
    assert with_labels.source.lang == "id"
    assert met(with_labels) == []


def test_a_label_whose_rank_is_another_than_its_code_is_an_error_that_names_both(problems):
    turned = {float(6 - code): text for code, text in AGREE5.items()}
    found = problems(labels={"TR1": turned})
    assert {(each.code, each.item, each.reason) for each in found} >= {("E203", "TR1", "label_conflict")}
    first = next(each for each in found if each.value == "1")
    assert (first.values["label"], first.values["rank"], first.values["number"]) == ("Sangat setuju", 5, "1")
    (near,) = problems(labels={"TR2": {4.0: "4 - Sangat setuju"}})
    assert (near.value, near.values["rank"], near.row) == ("4", 5, 3)


def test_end_labels_of_codes_that_nobody_chose_show_a_scale_that_runs_the_other_way(problems, labelled):
    columns = {"TR1": [2.0, 4.0, 3.0]}
    found = problems(columns, labels={"TR1": {1.0: "Sangat setuju", 5.0: "Sangat tidak setuju"}})
    assert [(each.code, each.reason, each.item, each.value, each.row) for each in found] == [
        ("E203", "label_conflict_unused", "TR1", "1", None),
        ("E203", "label_conflict_unused", "TR1", "5", None),
    ]
    assert labelled(columns, labels={"TR1": {1.0: "Sangat tidak setuju", 5.0: "Sangat setuju"}}).items.shape == (3, 4)


@pytest.mark.parametrize("follows", [True, False])
def test_an_item_that_the_file_has_turned_may_keep_its_labels_or_turn_them_too(labelled, problems, follows):
    labels = {float(6 - code) if follows else float(code): text for code, text in AGREE5.items()}
    mapping = ColumnMapping(reversed_in_file=("TR4",))
    responses = labelled(labels={"TR4": labels}, mapping=mapping)
    assert responses.items["TR4"].tolist() == [2, 2, 5]
    if follows:
        found = problems(labels={"TR4": labels})
        assert {each.code for each in found} == {"E203"}
        assert all("reversed_in_file" in problem_text(each, "en") for each in found)


def test_labels_in_unknown_words_are_ignored(labelled):
    labels = {"TR1": {1.0: "Totalmente en desacuerdo", 5.0: "Totalmente de acuerdo", 3.0: "x"}}
    assert labelled(labels=labels).items["TR1"].tolist() == [1, 5, 3]


def test_codes_that_are_no_numbers_are_read_by_their_labels(labelled):
    responses = labelled(
        {"TR1": ["A1", "A5", "A1"]}, labels={"TR1": {"A1": "Sangat tidak setuju", "A5": "Sangat setuju"}}
    )
    assert responses.items["TR1"].tolist() == [1, 5, 1]


def test_words_in_the_cells_outrank_labels_beside_them(labelled):
    responses = labelled({"TR1": ["Setuju", "4", "3"]}, labels={"TR1": {"Setuju": "Netral"}})
    assert responses.items["TR1"].tolist() == [4, 4, 3]


def test_a_word_that_two_points_share_is_no_guess(labelled):
    """The mapping calls 1 what the scale calls 5: the word means neither, the codes rule."""
    mapping = ColumnMapping(synonyms={"agree5": {"Sangat setuju": 1}})
    labels = {"TR1": {1.0: "Sangat setuju", 5.0: "Sangat tidak setuju sekali"}}
    assert labelled(labels=labels, mapping=mapping).items["TR1"].tolist() == [1, 5, 3]


def test_contradictions_can_be_blanked_and_are_counted(labelled):
    responses = labelled(labels={"TR2": {4.0: "Sangat setuju"}}, on_invalid="missing")
    assert responses.items["TR2"].isna().tolist() == [False, False, True]
    assert {each.where: each.values["count"] for each in responses.issues if each.code == "invalid_blanked"} == {
        "TR2": 1
    }


def test_a_last_case_without_any_answer_is_no_row_of_sums(labelled):
    """All its codes are off the scale; in a spreadsheet such a row would be a total."""
    columns = {name: [cells[0], cells[1], 999.0] for name, cells in ANSWERS.items()}
    responses = labelled(columns, missing={name: [999.0] for name in ANSWERS})
    assert responses.items.isna().all(axis=1).tolist() == [False, False, True]


def test_options_are_read_by_code_else_by_label(labelled):
    columns = {"role": [1.0, 2.0, 7.0], "education": [2.0, 1.0, 2.0], "sector": ["public", "1", "2"]}
    labels = {
        "role": {1.0: "Pimpinan", 2.0: "Staff", 7.0: "Dukun"},
        "education": {1.0: "Sekolah", 2.0: "University"},
        "sector": {"1": "Publik", "2": "Wartawan"},
    }
    responses = labelled(columns, labels=labels)
    assert responses.profile["role"].tolist() == ["leader", "staff", "other"]
    assert responses.profile["education"].tolist() == [2, 1, 2]
    assert responses.profile["sector"].tolist() == ["public", "public", "other"]


def test_an_option_s_code_with_another_option_s_label_is_an_error(problems, labelled):
    columns, labels = {"education": [1.0, 2.0, 2.0]}, {"education": {1.0: "Universitas", 2.0: "Sekolah"}}
    found = problems(columns, labels=labels)
    assert [(each.code, each.variable, each.value, each.values["rank"], each.row) for each in found] == [
        ("E203", "education", "1", "2", 1),
        ("E203", "education", "2", "1", 2),
    ]
    blanked = labelled(columns, labels=labels, on_invalid="missing")
    assert blanked.profile["education"].isna().all()
    assert [each.values["count"] for each in blanked.issues if each.code == "invalid_blanked"] == [3]


def test_codes_of_a_free_text_are_names_of_their_labels(labelled):
    columns = {"agency": [1.0, 2.0, 1.0]}
    responses = labelled(columns, labels={"agency": {1.0: "Dinas Kesehatan", 2.0: "Bappeda"}})
    assert responses.profile["agency"].tolist() == ["Dinas Kesehatan", "Bappeda", "Dinas Kesehatan"]


def test_codes_of_a_profile_variable_that_are_no_answer_are_blank_and_counted(labelled):
    columns = {"role": ["leader", "staff", "9"], "years": [3.0, 999.0, 98.0], "agency": [1.0, 9.0, 1.0]}
    labels = {"role": {"9": "Tidak menjawab"}, "years": {98.0: "No answer"}, "agency": {1.0: "Bappeda", 9.0: "TT"}}
    responses = labelled(columns, labels=labels, missing={"years": [999.0]})
    assert responses.profile["role"].tolist() == ["leader", "staff", None]
    assert responses.profile["years"].fillna(-1).tolist() == [3, -1, -1]
    assert responses.profile["agency"].tolist() == ["Bappeda", None, "Bappeda"]
    told = {
        (each.where, each.values["code"], each.values["count"]) for each in responses.issues if "code" in each.values
    }
    assert told == {
        ("role", "9 (Tidak menjawab)", 1), ("years", "999", 1), ("years", "98 (No answer)", 1), ("agency", "9 (TT)", 1),
    }  # fmt: skip


def test_numbers_that_are_names_of_bands_are_no_numbers(labelled):
    """Years of service as 1 = "under 5 years": read as numbers they would be wrong in silence."""
    rows = 6
    columns = {name: [3.0] * rows for name in ANSWERS}
    bands = {1.0: "under 5 years", 2.0: "5 to 10 years", 3.0: "more than 10 years"}
    responses = labelled({**columns, "years": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]}, labels={"years": bands})
    assert "years" not in responses.profile
    assert [each.values["count"] for each in responses.issues if each.code == "number_as_groups"] == [6]
    few = labelled({**columns, "years": [0.0, 7.0, 8.0, 9.0, 10.0, 11.0]}, labels={"years": {0.0: "less than a year"}})
    assert few.profile["years"].tolist() == [0, 7, 8, 9, 10, 11]


def test_ticks_and_single_choices_are_read_by_code_else_by_label(labelled, problems):
    columns = {"media_tv": [1.0, 2.0, 2.0], "media_web": [2.0, 1.0, 9.0]}
    labels = {"media_tv": {1.0: "Ya", 2.0: "Tidak"}, "media_web": {1.0: "Internet", 2.0: "No", 9.0: "Tidak tahu"}}
    frame = labelled(columns, labels=labels).choices["media"]
    assert frame["tv"].tolist() == [1, 0, 0]
    assert frame["web"].tolist() == [0, 1, 0]
    (clash,) = problems({"media_tv": [1.0, 0.0, 0.0]}, labels={"media_tv": {1.0: "Tidak"}})
    assert (clash.code, clash.reason, clash.values["rank"]) == ("E203", "label_conflict", "0")
    joined = labelled({"needs": [1.0, 2.0, 1.0]}, labels={"needs": {1.0: "Kepercayaan", 2.0: "Koran, lokal"}})
    assert joined.choices["needs"]["trust"].tolist() == [1, 0, 1]
    assert joined.choices["needs"]["news"].tolist() == [0, 1, 0]


def test_consent_is_read_by_code_else_by_label(labelled, problems):
    responses = labelled({"consent": [5.0, 6.0, 1.0]}, labels={"consent": {5.0: "Bersedia", 6.0: "Tidak bersedia"}})
    assert {step.code: step.count for step in responses.funnel}["no_consent"] == 1
    assert responses.items.shape[0] == 2
    (problem,) = problems({"consent": [5.0, 1.0, 1.0]}, labels={"consent": {5.0: "Mungkin"}})
    assert (problem.code, problem.reason, problem.value) == ("E201", "consent", "5")


def test_consent_codes_with_the_other_label_are_an_error(labelled, problems):
    columns, labels = {"consent": [1.0, 2.0, 1.0]}, {"consent": {1.0: "Tidak", 2.0: "Ya"}}
    found = problems(columns, labels=labels)
    assert [(each.code, each.reason, each.value, each.values["count"]) for each in found] == [
        ("E203", "label_conflict", "1", 2),
        ("E203", "label_conflict", "2", 1),
    ]


def test_consent_that_the_file_declares_missing_is_none(labelled):
    responses = labelled({"consent": [1.0, 8.0, 1.0]}, missing={"consent": [8.0]})
    assert {step.code: step.count for step in responses.funnel}["no_consent"] == 1


def test_stages_of_a_checklist_follow_their_labels(labelled, problems):
    assert labelled({"CK1": [0.0, 1.0, 8.0]}, labels={"CK1": {1.0: "Berjalan", 8.0: "No answer"}}).checklists[
        "CK1"
    ].fillna(-1).tolist() == [0, 1, -1]
    (problem,) = problems({"CK1": [0.0, 1.0, 1.0]}, labels={"CK1": {1.0: "Terlaksana"}})
    assert (problem.code, problem.variable, problem.values["rank"]) == ("E203", "CK1", 2)


def test_extended_missing_values_of_stata_are_no_answers_with_their_labels(read):
    columns = {name: pd.Series([1, 5, 3], dtype="int32") for name in ANSWERS}
    columns["TR1"] = pd.Series([1, "a", "b"], dtype=object)
    labels = {"TR1": {"a": "Menolak"}}
    content = data_file(".dta", columns, missing_user_values={"TR1": ["a", "b"]}, variable_value_labels=labels)
    responses = read(content, name="survey.dta")
    assert responses.items["TR1"].fillna(0).tolist() == [1, 0, 0]
    assert met(responses) == [
        {"item": "TR1", "code": ".a", "count": 1, "label": "Menolak"},
        {"item": "TR1", "code": ".b", "count": 1},
    ]


def test_a_label_that_looks_personal_is_masked(labelled):
    responses = labelled({"TR1": [88.0, 5.0, 3.0]}, labels={"TR1": {88.0: "ani@example.org"}}, missing={"TR1": [88.0]})
    assert met(responses) == [{"item": "TR1", "code": "88", "count": 1, "label": "***"}]


def test_replaced_codes_are_listed_once():
    from govassess.responses.column import Column

    column = Column.of(["1", "Ya", "1", "9", ""])
    found = relabelled(column, FileLabels(labels={"1": "Ya", "9": "TJ"}), {"Ya": True}.get)
    assert list(found.column) == ["Ya", "Ya", "Ya", "", ""]
    assert found.column.contents == ("Ya", "")
    assert dict(found.missing) == {"9": 1}


@pytest.mark.parametrize(("lang", "told"), [("en", "Taken as no answer"), ("id", "tidak menjawab")])
def test_check_prints_each_missing_code_with_its_label(labelled, tmp_path, root, lang, told):
    from click.testing import CliRunner

    from govassess.cli import main

    path = tmp_path / "survey.sav"
    path.write_bytes(
        data_file(".sav", {**ANSWERS, "TR1": [88.0, 88.0, 3.0]}, variable_value_labels={"TR1": {88.0: "TT"}})
    )
    instrument = root / "tests" / "responses" / "instruments" / "trust.yaml"
    for command in ("check", "inspect"):
        ended = CliRunner().invoke(main, [command, str(path), "-i", str(instrument), "--lang", lang])
        assert ended.exit_code == 0, ended.output
        line = next(line for line in ended.stdout.splitlines() if '"88" = TT (2)' in line)
        assert told.casefold() in line.casefold()
        assert "row 0" not in ended.output
