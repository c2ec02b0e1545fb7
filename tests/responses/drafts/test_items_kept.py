"""What belongs to a block, and what is left out of it by name: nothing that fits leaves the middle without a word."""

from __future__ import annotations

import random

import pytest

from govassess.cli.inspect import inspection_lines
from govassess.responses.drafts.no_items import about_the_respondent, labels_about_the_respondent, names_a_field, states
from govassess.responses.drafts.text import instrument_text
from govassess.responses.inspect import inspect_file
from tests.responses.made_surveys import AGREE, block, survey_rows, worded
from tests.responses.statistics_files import data_file

N = 60


def statements(n: int = 8) -> list[str]:
    return [f"Pernyataan tentang hal {chr(97 + at)}" for at in range(n)]


def coded(points: int, seed: int) -> list[int]:
    draw = random.Random(seed)
    return [draw.randint(1, points) for _ in range(N)]


@pytest.fixture
def draft_of(write):
    return lambda columns: inspect_file(write(survey_rows(columns))).draft


def blocks_of(draft):
    return [(part.id, part.columns) for part in draft.blocks]


def asides_of(draft):
    return [(aside.column, aside.why, aside.block) for aside in draft.asides]


# -- few different answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 4, 7])
@pytest.mark.parametrize("answers", [[4, 5], [5], [3, 4], [2, 3], [4]])
def test_an_item_of_one_or_two_points_stays_in_its_block(draft_of, at, answers):
    columns = block(statements(), n=N)
    columns[statements()[at]] = (answers * N)[:N]
    draft = draft_of(columns)
    assert [part.columns for part in draft.blocks] == ["A-H"]
    assert draft.asides == ()


def test_two_such_items_at_the_edge_both_stay(draft_of):
    columns = block(statements(), n=N)
    columns |= {name: [4, 5] * (N // 2) for name in statements()[:2]}
    assert [part.columns for part in draft_of(columns).blocks] == ["A-H"]


def test_an_item_of_two_words_stays_in_a_block_of_unknown_words(draft_of):
    words = ["Berat sebelah", "Agak timpang", "Cukup adil", "Adil benar"]
    columns = worded(block(statements(6), n=N, high=4), words)
    columns[statements(6)[3]] = words[2:] * (N // 2)
    assert [part.columns for part in draft_of(columns).blocks] == ["A-F"]


def test_two_codes_as_of_yes_and_no_are_left_out_and_named(draft_of):
    columns = block(statements(), n=N)
    columns[statements()[3]] = [1, 2] * (N // 2)
    draft = draft_of(columns)
    assert blocks_of(draft) == [("C1", "A-C, E-H")]
    assert asides_of(draft) == [("D", "two_codes", 0)]


def test_questions_with_two_points_throughout_are_named(draft_of):
    draft = draft_of({f"A{at}": coded(2, at) for at in range(1, 8)})
    assert draft.blocks == ()
    assert {why for _, why, _ in asides_of(draft)} == {"two_unrelated"}
    assert len(draft.asides) == 7


# -- headings that look personal, or ask about the respondent ----------------------------------------------------------


LOOK_PERSONAL = [
    "Nama petugas tertera jelas di loket", "Usia tidak menghalangi saya memakai layanan",
    "No. HP petugas mudah dihubungi", "Umur bukan kendala memakai aplikasi", "Alamat kantor mudah ditemukan warga",
    "Pekerjaan saya sesuai dengan keahlian saya", "My age does not matter to the staff",
]  # fmt: skip


@pytest.mark.parametrize("words", [None, AGREE])
def test_statements_that_begin_like_personal_data_are_items(write, words):
    names = [statements()[0], *LOOK_PERSONAL, statements()[1]]
    columns = block(names, n=N) if words is None else worded(block(names, n=N), words)
    found = inspect_file(write(survey_rows(columns)))
    assert [part.columns for part in found.draft.blocks] == ["A-I"]
    assert found.personal == ()
    assert found.draft.asides == ()


def test_rows_of_a_grid_are_items_whatever_they_are_called(write):
    rows = ["Telepon", "Whatsapp", "Email", "GPS", "Alamat", "Accuracy", "Nama", "Usia"]
    found = inspect_file(write(survey_rows(block([f"Seberapa puas Anda dengan ini? [{row}]" for row in rows], n=N))))
    assert [part.columns for part in found.draft.blocks] == ["A-H"]
    assert found.personal == ()


def test_words_of_answers_make_an_item_of_any_heading(draft_of):
    names = ["Pendidikan", "Lokasi", "Kesehatan", "Whatsapp", "Pekerjaan"]
    words = ["Sangat tidak puas", "Tidak puas", "Puas", "Sangat puas"]
    assert [part.columns for part in draft_of(worded(block(names, n=N, high=4), words)).blocks] == ["A-E"]


def test_contents_decide_where_a_heading_says_more_than_the_name_of_a_field(draft_of):
    names = [*statements(3), "Usia pengurus di sini", *statements(6)[3:]]
    together = block(names, n=N)
    assert [part.columns for part in draft_of(together).blocks] == ["A-G"]
    apart = together | {names[3]: coded(5, 3)}
    draft = draft_of(apart)
    assert [part.columns for part in draft.blocks] == ["A-C, E-G"]
    assert asides_of(draft) == [("D", "respondent", 0)]


@pytest.mark.parametrize(
    ("heading", "cells", "personal"),
    [
        ("Nama lengkap", [f"Orang {at}" for at in range(N)], True),
        ("Nama atasan langsung", ["Ani Suryani", "Budi Santoso", "Citra Lestari"] * 20, False),
        ("No. HP yang mudah dihubungi", [f"0812345678{at:02d}" for at in range(N)], True),
        ("No HP", list(range(1, N + 1)), True),
        ("Nama", [1, 2, 3, 4, 5] * 12, True),
        ("Kontak [Whatsapp]", [f"0812345678{at:02d}" for at in range(N)], True),
        ("Usia Anda saat ini", [20 + at % 40 for at in range(N)], False),
    ],
)
def test_what_is_personal_stays_so(write, heading, cells, personal):
    columns = block(statements(6), n=N)
    names = list(columns)
    columns = (
        {name: columns[name] for name in names[:3]} | {heading: cells} | {name: columns[name] for name in names[3:]}
    )
    found = inspect_file(write(survey_rows(columns)))
    assert [part.columns for part in found.draft.blocks] == ["A-C, E-G"]
    assert (heading in found.personal) == personal
    text = instrument_text(found.draft, file="s.csv")
    assert not any(str(cell) in text for cell in cells if not isinstance(cell, int))


def test_what_is_left_out_of_the_middle_is_named_in_the_draft_and_by_inspect(write):
    columns = block(statements(6), n=N)
    names = list(columns)
    between = {"Usia": coded(5, 1), "Nama": coded(5, 2)}
    path = write(
        survey_rows({name: columns[name] for name in names[:3]} | between | {name: columns[name] for name in names[3:]})
    )
    found = inspect_file(path)
    assert asides_of(found.draft) == [("D", "respondent", 0), ("E", "personal", 0)]
    text = instrument_text(found.draft, file="s.csv")
    assert '#- {id: LEFT1, text: {en: "Usia"}}  # column D: it seems to ask about the respondent' in text
    assert '#- {id: Nama, text: {en: "Nama"}}  # column E: its heading looks personal' in text
    for lang in ("en", "id"):
        lines = "\n".join(inspection_lines(found, lang, survey=path, asked={}))
        assert "D Usia" in lines
        assert "E Nama" in lines


def test_a_line_that_was_left_out_can_be_taken_in(write):
    from govassess.responses.read import read_responses
    from tests.responses.drafts.filling import hurried

    columns = block(statements(6), n=N)
    columns[statements(6)[3]] = [1, 2] * (N // 2)
    path = write(survey_rows(columns))
    found = inspect_file(path)
    text = hurried(instrument_text(found.draft, file="s.csv")).replace("      #- {", "      - {")
    assert read_responses(path, write(text, "own.yaml")).items.shape == (N, 6)


# -- blocks ------------------------------------------------------------------------------------------------------------


def test_a_shared_prefix_beats_the_neighbourhood(draft_of):
    assert blocks_of(draft_of(block(["PV1", "SI1", "PV2", "SI2", "PV3", "SI3"], n=N))) == [
        ("PV", "A, C, E"),
        ("SI", "B, D, F"),
    ]
    columns = block(["PV1", "PV2", "PV3", "TR1", "RISK", "SI1", "SI2", "SI3"], n=N)
    draft = draft_of(columns)
    assert blocks_of(draft) == [("PV", "A-C"), ("SI", "F-H")]
    assert asides_of(draft) == [("D", "alone", None), ("E", "alone", None)]


def test_a_prefix_is_found_again_behind_other_questions(draft_of):
    columns = block(["PV1", "PV2", "SI1", "SI2", "SI3", "PV3"], n=N)
    remark = [f"catatan {at}" for at in range(N)]
    apart = (
        {name: columns[name] for name in list(columns)[:5]}
        | {f"r{at}": remark for at in "abcdef"}
        | {"PV3": columns["PV3"]}
    )
    assert blocks_of(draft_of(apart)) == [("PV", "A-B, L"), ("SI", "C-E")]


@pytest.mark.parametrize(
    "heads",
    [
        ["PV1", "PV2", "PV3", "SI1", "SI2", "SI3"],
        ["PV_1", "PV_2", "PV_3", "SI_1", "SI_2", "SI_3"],
        ["Perceived value 1", "Perceived value 2", "Perceived value 3", "Norm 1", "Norm 2", "Norm 3"],
        ["1.1 Mudah", "1.2 Cepat", "1.3 Murah", "2.1 Aman", "2.2 Jelas", "2.3 Ramah"],
        ["A.1 Mudah", "A.2 Cepat", "A.3 Murah", "B.1 Aman", "B.2 Jelas", "B.3 Ramah"],
        ["Trust: they come", "Trust: they share", "Trust: they tell", "Risk: it is slow", "Risk: lost", "Risk: open"],
        ["PV1 - useful", "PV2 - quick", "PV3 - cheap", "SI1 - friends", "SI2 - family", "SI3 - boss"],
    ],
)
def test_prefixes_of_every_kind_part_blocks(draft_of, heads):
    assert [part.columns for part in draft_of(block(heads, n=N)).blocks] == ["A-C", "D-F"]


def test_the_codes_of_labels_part_the_numbered_variables_of_a_file(write):
    columns = {f"V{at}": values for at, values in enumerate(block(list("abcdef"), n=N).values(), start=1)}
    labels = [
        "PV1. useful to me",
        "PV2. quick to use",
        "PV3. cheap to use",
        "SI1. friends use it",
        "SI2. family",
        "SI3. boss",
    ]
    content = data_file(
        ".sav", {name: [float(cell) for cell in cells] for name, cells in columns.items()},
        column_labels=dict(zip(columns, labels, strict=True)),
    )  # fmt: skip
    assert [part.columns for part in inspect_file(write(content, "s.sav")).draft.blocks] == ["A-C", "D-F"]


DEMOGRAPHICS = {"AGE": 5, "EDU": 4, "INC": 5, "TENURE": 3, "gender": 2}
WORDED = {
    "Kelompok umur": 5,
    "Tingkat pendidikan": 4,
    "Penghasilan per bulan": 5,
    "Masa kerja": 3,
    "Status pernikahan": 3,
}


@pytest.mark.parametrize(
    "kinds", [DEMOGRAPHICS, WORDED, {f"{name.lower()}_cat": top for name, top in DEMOGRAPHICS.items()}]
)
@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_recodes_of_demographics_are_no_headline_constructs(write, kinds, place):
    asked = {name: coded(top, at) for at, (name, top) in enumerate(kinds.items(), start=1)}
    first, second = block(["PV1", "PV2", "PV3"], n=N), block(["SI1", "SI2", "SI3"], n=N, seed=2)
    parts = {"before": [asked, first, second], "between": [first, asked, second], "behind": [first, second, asked]}[
        place
    ]
    found = inspect_file(write(survey_rows({name: cells for part in parts for name, cells in part.items()})))
    assert [part.id for part in found.draft.blocks] == ["PV", "SI"]
    assert "headline: [PV, SI]" in instrument_text(found.draft, file="s.csv")
    assert len(found.draft.profile) == len(kinds)


def test_codes_of_different_questions_are_no_block_although_they_share_a_prefix(draft_of):
    asked = {"D1": coded(5, 1), "D2": coded(4, 2), "D3": coded(6, 3)}
    draft = draft_of(asked | block(["PV1", "PV2", "PV3"], n=N))
    assert blocks_of(draft) == [("PV", "D-F")]
    assert [(aside.column, aside.why) for aside in draft.asides] == [("A", "unlike"), ("B", "unlike"), ("C", "unlike")]


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_labelled_demographics_join_no_unlabelled_block(write, suffix):
    asked = {"a1": coded(4, 1), "b1": coded(4, 2)}
    labels = {
        "a1": {1: "18-25", 2: "26-35", 3: "36-50", 4: "> 50"}, "b1": {1: "Utara", 2: "Selatan", 3: "Timur", 4: "Barat"},
    }  # fmt: skip
    items = block(["trust", "share", "meet", "inform"], n=N)
    columns = {"a1": asked["a1"], **items, "b1": asked["b1"]}
    content = data_file(
        suffix, {name: [float(cell) for cell in cells] for name, cells in columns.items()}, variable_value_labels=labels
    )
    assert [part.columns for part in inspect_file(write(content, f"s{suffix}")).draft.blocks] == ["B-E"]


def test_one_item_labelled_in_other_spelling_stays_in_its_block(write):
    labels = {1: "Rendah", 2: "Sedang", 3: "Tinggi", 4: "Tinggi sekali"}
    columns = block(["V1", "V2", "V3", "V4"], n=N, high=4)
    other = {1: "rendah ", 2: "Sedang.", 3: "tinggi", 4: "Tinggi sekali", 9: "Tidak tahu"}
    content = data_file(
        ".sav", {name: [float(cell) for cell in cells] for name, cells in columns.items()},
        variable_value_labels={"V1": labels, "V2": other, "V4": labels},
    )  # fmt: skip
    assert [part.columns for part in inspect_file(write(content, "s.sav")).draft.blocks] == ["A-D"]


# -- headings and labels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "asks"),
    [
        ("Berapa usia Anda saat ini?", True), ("Kelompok umur", True), ("age_group", True), ("EDU", True),
        ("income_cat", True), ("Q3. Pendidikan terakhir", True), ("Lama bekerja (tahun)", True), ("AgeGroup", True),
        ("Layanan pendidikan baik", False), ("Agency", False), ("average", False), ("page_1", False),
        ("language", False), ("Usia pegawai menentukan mutu", False), ("Incentives are fair here", False),
    ],
)  # fmt: skip
def test_headings_that_ask_about_the_respondent(heading, asks):
    assert about_the_respondent(heading) == asks


@pytest.mark.parametrize(
    ("heading", "sentence", "field"),
    [
        ("Nama petugas mudah dikenali", True, False), ("Nama petugas yang melayani Anda", False, False),
        ("No. HP", False, True), ("What is your age?", False, True), ("Usia Anda saat ini", False, True),
    ],
)  # fmt: skip
def test_sentences_and_names_of_fields(heading, sentence, field):
    assert (states(heading), names_a_field(heading)) == (sentence, field)


@pytest.mark.parametrize(
    ("labels", "asks"),
    [
        (["18-25", "26-35", "> 35"], True), (["< 1 tahun", "1-5 tahun", "lebih dari 5 tahun"], True),
        (["Rp 1.000.000 - 2.000.000", "> Rp 2.000.000"], True), (["SD", "SMP", "SMA/SMK", "S1"], True),
        (["Male", "Female"], True), (["Perempuan", "Laki-laki"], True), (["High school", "Bachelor degree", "Master"], True),
        (["Low", "Middle", "High"], False), (["1", "2", "3"], False), (["Never", "1-2 times", "Often"], False),
        (["Sangat tidak setuju", "Sangat setuju"], False), ([], False),
    ],
)  # fmt: skip
def test_labels_that_are_bands_schools_or_sexes(labels, asks):
    assert labels_about_the_respondent(dict(enumerate(labels, start=1))) == asks
