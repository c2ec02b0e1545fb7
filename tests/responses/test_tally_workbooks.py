"""Satisfaction surveys as Indonesian agencies keep them: element names as headings, everyday words, tallied rows."""

from __future__ import annotations

import pytest

from govassess.errors import DataError
from govassess.responses.drafts.text import draft_mapping
from govassess.responses.inspect import inspect_file
from govassess.responses.mapping import load_mapping
from govassess.responses.read import read_responses
from tests.responses.test_workbooks import workbook

SKM = "skm-permenpanrb-14-2017"
CODES = [f"U{place}" for place in range(1, 10)]
NAMES = [
    "Persyaratan", "Sistem, Mekanisme dan Prosedur", "Waktu Penyelesaian", "Biaya/Tarif",
    "Produk Spesifikasi Jenis Pelayanan", "Kompetensi Pelaksana", "Perilaku Pelaksana", "Sarana dan Prasarana",
    "Penanganan Pengaduan, Saran dan Masukan",
]  # fmt: skip
PEOPLE = ["No", "Jenis Kelamin (L/P)", "Umur", "Pendidikan terakhir", "Pekerjaan (utama)"]


def people(*answers, count=12):
    """Rows of respondents with everyday words, all with the same answers."""
    return [[place, "Pria" if place % 2 else "Wanita", 30 + place, "SLTA", "ASN", *answers] for place in range(count)]


def refused(path, **options) -> list:
    with pytest.raises(DataError) as caught:
        read_responses(path, **options)
    for lang in ("en", "id"):
        caught.value.message(lang)
    return list(caught.value.problems)


def test_element_names_and_usual_headings_are_matched(write):
    responses = read_responses(write([PEOPLE + NAMES, *people(*[3] * 9)]))
    assert list(responses.items) == CODES
    assert list(responses.profile) == ["gender", "age", "education", "occupation"]
    assert not [notice for notice in responses.issues if notice.code == "unlisted_values"]


@pytest.mark.parametrize(
    ("variable", "word", "code"),
    [
        ("gender", "Wanita", "P"), ("gender", "pria", "L"), ("education", "SLTP", 2), ("education", "SLTA", 3),
        ("education", "D3", 4), ("education", "Sarjana", 5), ("occupation", "ASN", "pns"),
        ("occupation", "Karyawan", "private"), ("occupation", "Pelajar/Mahasiswa", "other"),
    ],
)  # fmt: skip
def test_everyday_words_of_the_profile_are_understood(write, variable, word, code):
    responses = read_responses(write([[variable, *CODES], [word, *[3] * 9]]), SKM)
    assert responses.profile[variable].tolist() == [code]


def test_a_question_s_own_column_outranks_one_headed_by_its_element(write):
    responses = read_responses(write([[*CODES, "Persyaratan"], [*[3] * 9, 1]]), SKM)
    assert responses.items["U1"].tolist() == [3]


def test_an_element_s_short_name_is_proposed_and_never_decides(write):
    path = write([[CODES[0], "Prosedur", *CODES[2:], "Saran"], *[[3] * 9 + [f"bagus {place}"] for place in range(6)]])
    (problem,) = refused(path, instrument=SKM)
    assert (problem.reason, problem.item, problem.values["heading"]) == ("item_missing_alike", "U2", "Prosedur")


@pytest.mark.parametrize(
    "write_code", [str.lower, lambda code: f"{code[0]}-{code[1]}", lambda code: f"{code[0]} {code[1]}"]
)
def test_codes_in_another_spelling_are_proposed_at_once(write, write_code):
    problems = refused(write([[write_code(code) for code in CODES], [3] * 9]))
    (alike,) = [problem for problem in problems if problem.reason == "columns_alike"]
    assert (alike.values["instrument"], alike.values["count"]) == (SKM, 9)
    assert f'"{write_code("U1")}" = U1' in alike.values["pairs"]


def test_free_text_is_proposed_for_no_element(write):
    path = write([["Saran", "Lain"], *[[f"bagus sekali {place}", place] for place in range(12)]])
    assert {problem.reason for problem in refused(path)} == {"no_survey"}


# -- sums and means below the answers --------------------------------------------------------------------------------


def tallied(*rows) -> bytes:
    return workbook([PEOPLE + CODES, *people(3, 4, 3, 4, 3, 4, 3, 4, 3), *rows])


def summary(word, *figures):
    return [word, None, None, None, None, *figures]


def test_each_row_of_sums_is_one_problem_that_says_to_delete_it(write):
    content = tallied(
        summary("Jumlah", *[36, 48] * 4, 36), summary("NRR", *[3.147] * 9), summary("NRR tertimbang", *[0.349] * 9),
        summary("IKM Unit Pelayanan", 78.61), [], [None, "Kepala Dinas"],
    )  # fmt: skip
    problems = refused(write(content, "skm.xlsx"))
    assert [(p.code, p.reason, p.row) for p in problems] == [("E201", "summary_row", row) for row in (14, 15, 16, 17)]


@pytest.mark.parametrize(
    "row",
    [
        summary("Rata-rata", *[3] * 9), summary("Nilai rata-rata", *[3.2] * 9), summary(None, *[36] * 9),
        summary("TOTAL", *["=SUM(F2:F13)"] * 9), summary(None, *[3.25] * 9),
    ],
)  # fmt: skip
def test_rounded_means_unnamed_sums_and_formulas_are_recognised(write, row):
    assert [(p.reason, p.row) for p in refused(write(tallied(row), "skm.xlsx"))] == [("summary_row", 14)]


def test_a_respondent_with_one_slip_in_the_last_row_is_told_of_the_slip(write):
    rows = [["service", *CODES], *[["KTP", *[3] * 9]] * 6, ["Jumlah Raya", 7, *[3] * 8]]
    (problem,) = refused(write(rows), instrument=SKM)
    assert (problem.reason, problem.item) == ("off_scale", "U1")


def test_rows_of_answers_alone_that_are_off_the_scale_are_slips(write):
    problems = refused(write([CODES, *[[3] * 9] * 4, [5] * 9]), instrument=SKM)
    assert {problem.reason for problem in problems} == {"off_scale"}


def test_a_mean_in_a_cell_is_not_to_be_written_without_its_mark(write):
    (problem,) = refused(write([CODES, ["3,147", *[3] * 8], [3] * 9]), instrument=SKM)
    assert (problem.code, problem.reason) == ("E204", "thousands_on_scale")


# -- sheets and headers ------------------------------------------------------------------------------------------------


def test_the_sheet_and_row_that_look_like_the_survey_are_named(write):
    titled = [["PENGOLAHAN DATA"], [], PEOPLE + CODES, *people(*[3] * 9)]
    path = write(workbook(None, sheets={"Petunjuk": [["Cara mengisi"]], "Data": titled}), "skm.xlsx")
    (problem,) = refused(path)
    assert (problem.code, problem.reason) == ("E108", "sheet_likely_below")
    assert (problem.values["sheet"], problem.values["header"]) == ("Data", 3)
    assert len(read_responses(path, sheet="Data", header_row=3).items) == 12


# -- columns with the same heading ---------------------------------------------------------------------------------------


def test_equal_headings_are_told_by_letters_and_settled_by_a_letter_or_a_number(write, tmp_path):
    path = write([[*CODES, "U3"], [*[3] * 9, 1]])
    (problem,) = refused(path, instrument=SKM)
    assert (problem.reason, problem.values["columns"]) == ("several_columns", "C, J")
    for said in ("column J", "kolom j", "column 10"):
        (tmp_path / "mapping.yaml").write_text(f'items: {{U3: "{said}"}}\n')
        assert read_responses(path, SKM, mapping=tmp_path / "mapping.yaml").items["U3"].tolist() == [1]


def test_a_column_beyond_the_last_one_is_a_fault_of_the_mapping(write, tmp_path):
    (tmp_path / "mapping.yaml").write_text('items: {U3: "column ZZ"}\n')
    problems = refused(write([CODES, [3] * 9]), instrument=SKM, mapping=tmp_path / "mapping.yaml")
    assert "mapping_heading_unlike" in {problem.reason for problem in problems}


def test_two_items_cannot_share_a_column_by_heading_and_by_letter(write, tmp_path):
    (tmp_path / "mapping.yaml").write_text('items: {U3: "column C", U4: "U3"}\n')
    problems = refused(write([CODES, [3] * 9]), instrument=SKM, mapping=tmp_path / "mapping.yaml")
    assert "mapping_twice" in {problem.reason for problem in problems}


def test_the_draft_names_repeated_columns_by_letter_and_reads_the_file(write, tmp_path):
    path = write([[*CODES, "U3"], [*[3] * 9, 1]])
    draft = tmp_path / "mapping.yaml"
    text = draft_mapping(inspect_file(path, SKM), "id")
    draft.write_text(text.replace('#U3: "kolom C"', 'U3: "kolom C"'), encoding="utf-8")
    assert load_mapping(draft).items["U3"] == "kolom C"
    assert read_responses(path, SKM, mapping=draft).items["U3"].tolist() == [3]


def test_a_wrong_cell_of_a_text_file_is_named_as_a_spreadsheet_names_it(write):
    (problem,) = refused(write([CODES, [3] * 9, [3, 3, "x", *[3] * 6]]), instrument=SKM)
    assert problem.cell == "C3"


# -- a draft for a file that fits nothing --------------------------------------------------------------------------------


STRANGE = [
    ["No", "Pertanyaan satu", "Pertanyaan dua", "Prosedur", "Saran"],
    *[[place, 3, "Setuju", 4, f"bagus {place}"] for place in range(6)],
]


@pytest.mark.parametrize("instrument", [None, SKM])
def test_a_draft_never_ignores_columns_that_hold_answers(write, instrument):
    found = inspect_file(write(STRANGE), instrument)
    ignored = draft_mapping(found).splitlines()[-1]
    assert not any(heading in ignored for heading in ("Pertanyaan", "Prosedur"))
    assert '#?: "Pertanyaan satu"' in draft_mapping(found)
    assert "Saran" in ignored


def test_a_named_instrument_is_the_only_one_spoken_of(write):
    found = inspect_file(write(STRANGE), SKM)
    assert [candidate.id for candidate in found.candidates] == [SKM]
    assert {problem.values["instrument"] for problem in found.problems} == {SKM}
    assert '#U2: "Prosedur"' in draft_mapping(found)


# -- what is left of a profile -----------------------------------------------------------------------------------------


def noticed(responses) -> dict:
    return {notice.code: notice.values for notice in responses.issues if notice.where in ("occupation", "age")}


def test_common_unlisted_words_are_named_and_rare_or_personal_ones_only_counted(write):
    common = [["Ojek", *[3] * 9]] * 5
    assert noticed(read_responses(write([["occupation", *CODES], *common]), SKM))["unlisted_words"]["words"] == '"Ojek"'
    for rare in ([["Dukun", *[3] * 9]], [["0812 3456 7890", *[3] * 9]] * 5):
        found = noticed(read_responses(write([["occupation", *CODES], *common, *rare]), SKM))
        assert "unlisted_words" not in found
        assert found["unlisted_values"]["count"] == 5 + len(rare)


def test_age_bands_are_no_ages_and_are_said_to_be_left_out(write):
    responses = read_responses(write([["Usia", *CODES], *[["21-30", *[3] * 9]] * 6]), SKM)
    assert "age" not in responses.profile
    assert noticed(responses)["number_as_groups"]["count"] == 6


def test_a_number_may_bear_the_word_years(write):
    assert read_responses(write([["Usia", *CODES], ["34 tahun", *[3] * 9]]), SKM).profile["age"].tolist() == [34]


def test_a_column_that_only_looks_like_a_variable_is_told_how_to_be_used(write):
    responses = read_responses(write([["GENDER_", "UNIT", *CODES], ["L", "A", *[3] * 9]]), SKM)
    assert responses.profile["unit"].tolist() == ["A"]
