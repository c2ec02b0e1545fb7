"""A refusal says what to do, and says it once: sheets, headers, short rows, alike faults, what is no survey."""

from __future__ import annotations

import random
import re

import pytest

from govassess.errors import DataError, Problem
from govassess.instrument.load import load_instrument
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from govassess.responses.wording import same_sense
from tests.hostile.packages import package, sheet
from tests.responses.made_surveys import AGREE, block, survey_rows, worded

HEAD = ["TR1", "TR2", "TR3", "TR4"]
STATEMENTS = ("Mitra saling percaya", "Data dibagikan", "Peran jelas", "Anggaran cukup")


def problems(path, instrument=None):
    with pytest.raises(DataError) as caught:
        read_responses(path, instrument)
    for lang in ("en", "id"):
        assert "{" not in caught.value.message(lang)
    return caught.value


def test_the_sheets_of_a_workbook_are_listed_with_their_shapes_and_how_to_choose(write):
    rows = survey_rows(block(STATEMENTS, n=30))
    content = package(
        {"Baca dulu": sheet([["Petunjuk"], ["x"]]), "Jawaban": sheet(rows), "Kode": sheet([["a", "b"], [1, 2]])}
    )
    error = problems(write(content, "survey.xlsx"))
    for lang in ("en", "id"):
        text = error.message(lang)
        assert '"Baca dulu" (1 x 1), "Jawaban" (30 x 4), "Kode" (1 x 2)' in text
        assert '--sheet "Jawaban"' in text
    assert inspect_file(write(content, "survey.xlsx"), sheet="Jawaban").rows == 30


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("answers", ["numbers", "words"])
def test_a_second_header_row_is_offered_and_the_offer_works(write, trust, named, answers):
    columns = block(HEAD, n=30)
    rows = survey_rows(worded(columns, AGREE) if answers == "words" else columns)
    rows.insert(1, list(STATEMENTS))
    path = write(rows)
    found = inspect_file(path, trust if named else None)
    (problem,) = [each for each in found.problems if each.reason not in {"no_instrument", "candidate"}]
    assert (problem.reason, problem.row, problem.values["header_rows"]) == ("second_header", 2, 2)
    assert found.next_steps == ("mend_file",)
    read = inspect_file(path, trust if named else None, header_rows=2)
    assert (read.rows, [each for each in read.problems if each.reason == "second_header"]) == (30, [])
    if named:
        assert len(read_responses(path, trust, header_rows=2).items) == 30


@pytest.mark.parametrize("seed", range(30))
def test_a_first_respondent_who_answers_otherwise_is_no_header(write, trust, seed):
    draw = random.Random(seed)
    rows = [[draw.choice(AGREE) for _ in HEAD] for _ in range(draw.randint(1, 12))]
    assert len(read_responses(write([HEAD, *rows]), trust).items) == len(rows)


def test_short_rows_name_the_way_to_fill_them_up(write, trust):
    some = problems(write("TR1,TR2,TR3,TR4\n1,2,3,4\n1,2,3\n"), trust)
    every = problems(write("TR1,TR2,TR3,TR4\n1,2,3\n1,2,3\n1,2,3\n"), trust)
    for error in (some, every):
        assert error.problems[0].code == "E104"
        assert "pad_short_rows: true" in error.message("en")
        assert "pad_short_rows: true" in error.message("id")


def test_a_refusal_that_repeats_over_a_hundred_items_is_said_once_with_a_count(write):
    instrument = load_instrument("cg-dps-smartcity")
    ids = [item.id for item in instrument.items()]
    rows = [ids, *[[3] * len(ids) for _ in range(6)], [7] * len(ids)]
    error = problems(write(rows), instrument)
    assert len(error.problems) == len(ids)
    for lang in ("en", "id"):
        text = error.message(lang)
        assert text.count("E202") == 1
        assert str(len(ids) - 1) in text
        assert len(text.splitlines()) < 8


@pytest.mark.parametrize(
    "made",
    [
        [Problem(code="E106", reason="item_missing", item=f"Q{at}", values={"id": f"Q{at}", "node": "A", "text_en": "x", "text_id": "y"}) for at in range(100)],
        [Problem(code="E104", reason="row_too_short", row=at, values={"found": 3, "needed": 4}) for at in range(100)],
        [Problem(code="E201", reason="not_a_number", item=f"Q{at}", value="x", values={"scale": "s", "min": 1, "max": 5, "count": at, "rows": "2"}) for at in range(100)],
    ],
)  # fmt: skip
def test_every_kind_of_fault_is_grouped_by_what_it_is(made):
    text = DataError(made).message("en")
    assert text.count(made[0].code) == 1
    assert "the same in 99 more" in text


def test_faults_that_differ_are_told_one_by_one(write, trust):
    error = problems(write([HEAD, [7, 8, 9, 6], [6, 7, 8, 9]]), trust)
    assert len(re.findall("^E202", error.message("en"), re.MULTILINE)) == len(error.problems)


@pytest.mark.parametrize(("one", "two"), [
    ("agree", "disagree"), ("strongly agree", "strongly disagree"), ("satisfied", "dissatisfied"),
    ("setuju", "tidak setuju"), ("sangat puas", "sangat tidak puas"), ("likely", "unlikely"),
    ("important", "unimportant"), ("kurang setuju", "cukup setuju"), ("agre", "disagree"), ("disagre", "agree"),
    ("tidk setuju", "setuju"), ("disatisfied", "satisfied"), ("stongly disagree", "strongly agree"),
    ("effective", "ineffective"), ("possible", "impossible"), ("sesuai", "tidak sesuai"),
])  # fmt: skip
def test_opposites_are_known(one, two):
    assert not same_sense(one, two)
    assert not same_sense(two, one)


@pytest.mark.parametrize(("one", "two"), [
    ("setujuu", "setuju"), ("disagre", "disagree"), ("strongly agre", "strongly agree"), ("tdk setuju", "tidak setuju"),
    ("sangat tdak setuju", "sangat tidak setuju"), ("disatisfied", "dissatisfied"), ("unlikley", "unlikely"),
    ("neither agre nor disagree", "neither agree nor disagree"), ("tidak pernh", "tidak pernah"),
])  # fmt: skip
def test_a_slip_is_no_opposite(one, two):
    assert same_sense(one, two)


@pytest.mark.parametrize(
    ("word", "scale"),
    [("Disagree", ("Agree", "Strongly agree")), ("Satisfied", ("Dissatisfied", "Very dissatisfied")),
     ("Tidak puas", ("Puas", "Sangat puas")), ("Tidak setuju sekali", ("Setuju sekali", "Netral"))],
)  # fmt: skip
def test_the_opposite_end_of_a_scale_is_never_suggested(word, scale):
    from govassess.instrument.model import Scale, ScaleLabel, Text
    from govassess.responses.recode import answer_words, judge

    labels = {at: ScaleLabel(text=Text(en=label, id=label)) for at, label in enumerate(scale, 1)}
    verdict = judge(word, answer_words("s", Scale(min=1, max=2, labels=labels)))
    assert (verdict.code, verdict.values.get("meant")) == ("E201", None)


PROSE = "\n".join(
    f"Ini paragraf ke-{at} dari laporan kegiatan, yang tidak memuat jawaban; lihat lampiran {at}." for at in range(60)
)
LOG = "\n".join(
    f"2026-01-{1 + at % 28:02d} 10:{at % 60:02d}:00, INFO, worker {at}" + ", extra" * (at % 4) for at in range(80)
)
PRICES = "\n".join(["Produk;Satuan;Harga"] + [f"Barang {at};buah;{1000 + 137 * at}" for at in range(40)])
WORDS = "\n".join(["kata,arti"] + [f"kata{at},arti dari kata nomor {at}" for at in range(40)])


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "content",
    [PROSE, LOG, PRICES, WORDS, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"BM" + bytes(range(256)) * 20,
     b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(range(256)) * 20],
    ids=["prose", "log", "prices", "words", "png", "bmp", "webp"],
)  # fmt: skip
def test_a_file_that_is_no_survey_is_refused_in_one_sentence(write, trust, named, content):
    error = problems(write(content), trust if named else None)
    assert len(error.problems) == 1
    assert len(error.message("en").splitlines()) <= 3
