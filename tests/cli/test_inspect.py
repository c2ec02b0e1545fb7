"""``inspect`` as a person uses it: a table, the next step, drafts that are never written over anything."""

from __future__ import annotations

import json
import shlex

import pytest

from govassess.files.cells import csv_text
from tests.responses.made_surveys import AGREE, block, survey_rows, worded

SKM = "skm-permenpanrb-14-2017"
STATEMENTS = ["Mitra menepati janjinya", "Mitra membagikan datanya", "Mitra hadir dalam rapat", "Mitra memberi kabar"]
CODES = [f"U{at}" for at in range(1, 10)]


@pytest.fixture
def strange(tmp_path):
    """A survey of no shipped instrument: four questions in Indonesian words, and who answered them."""
    columns = {"Nama": [f"Orang {at}" for at in range(40)], "Jenis kelamin": ["L", "P"] * 20}
    columns |= worded(block(STATEMENTS, n=40), AGREE)
    (tmp_path / "survei kami.csv").write_text(csv_text(survey_rows(columns)), encoding="utf-8", newline="")
    return "survei kami.csv"


@pytest.fixture
def skm(tmp_path):
    """Write a survey of the shipped instrument of nine elements."""

    def _skm(rows, headings=CODES):
        (tmp_path / "s.csv").write_text(csv_text([headings, *rows]), encoding="utf-8", newline="")
        return "s.csv"

    return _skm


def last(ended) -> str:
    return next(
        line for line in reversed(ended.stdout.splitlines()) if line.startswith(("Next", "Nothing", "Selanjut"))
    )


def typed(sentence: str, command: str) -> list[str]:
    """The arguments of the command that a sentence tells to type."""
    return shlex.split(sentence[sentence.index(f"govassess {command}") :])[1:]


# -- the table ---------------------------------------------------------------------------------------------------------


def test_the_table_says_for_each_item_where_how_what_and_what_is_wrong(run, skm):
    rows = [[at % 4 + 1, *[3] * 8] for at in range(12)] + [[7, *[3] * 8], ["", *[3] * 8], [9, *[3] * 8]]
    ended = run("inspect", skm(rows), "--lang", "en")
    lines = ended.stdout.splitlines()
    (head,) = [line for line in lines if line.startswith("  Item ")]
    (first,) = [line for line in lines if line.startswith("  U1 ")]
    (second,) = [line for line in lines if line.startswith("  U2 ")]
    assert head.split("  ")[1:] and first.index("E202") == head.index("Problems") == second.index("-")
    assert first[head.index("Column") :].split()[0] == "A"
    assert first.endswith("7 (1) <!>, 1 (3), 2 (3), 3 (3), 4 (3), empty (1), 9 (1)")
    assert second.endswith("  -         3 (15)")


def test_the_table_needs_no_column_of_problems_where_there_are_none(run, skm):
    head = next(
        line for line in run("inspect", skm([[3] * 9] * 5), "--lang", "id").stdout.splitlines() if "Butir" in line
    )
    assert head.split() == [
        "Butir",
        "Kolom",
        "Judul",
        "kolom",
        "Cocok",
        "menurut",
        *["Jawaban", "(frekuensi;", "<!>", "tidak", "ada", "pada", "skala)"],
    ]


def test_an_item_without_a_column_is_in_the_table_too(run, skm):
    ended = run("inspect", skm([[3] * 8] * 5, CODES[:8]), "--lang", "en")
    assert "  U9    -       (no column)  -           E106\n" in ended.stdout


def test_json_holds_the_same_table(run, skm):
    found = json.loads(run("inspect", skm([[7, *[3] * 8], *[[3] * 9] * 4]), "--json").stdout)
    first = found["matched"][0]
    assert (first["target"], first["column"], first["heading"], first["step"]) == ("U1", "A", "U1", "code")
    assert first["problems"] == ["E202"]
    assert first["values"] == [
        {"text": "7", "count": 1, "value": None, "off_scale": True}, {"text": "3", "count": 4, "value": 3, "off_scale": False},
    ]  # fmt: skip
    assert found["next_steps"] == ["settle_answers"]
    assert found["draft"] is None


def test_json_holds_the_blocks_of_a_file_that_nothing_fits(run, strange):
    draft = json.loads(run("inspect", strange, "--json").stdout)["draft"]
    assert [[item["text"] for item in part["items"]] for part in draft["blocks"]] == [STATEMENTS]
    assert draft["scales"]["agreement5"]["scale"]["labels"]["5"]["text"]["id"] == "Sangat setuju"
    assert "Orang" not in json.dumps(draft)


# -- what to do next ---------------------------------------------------------------------------------------------------


def test_when_nothing_is_to_settle_the_command_to_type_runs(run, skm):
    sentence = last(
        run("inspect", skm([[3, 4, 2, 1, 3, 4, 2, 1, 3], *[[3] * 9] * 30]), "--delimiter", ",", "--lang", "en")
    )
    assert sentence.startswith("Nothing to settle.")
    arguments = typed(sentence, "analyze")
    assert arguments == ["analyze", "s.csv", "--delimiter", ","]
    assert run(*arguments, "--draws", "50").exit_code == 0


def test_answers_off_the_scale_can_be_declared_in_the_mapping_that_is_told_of(run, skm, tmp_path):
    file = skm([[98, *[3] * 8], *[[3] * 9] * 30])
    assert "govassess inspect s.csv -o mapping.yaml" in last(run("inspect", file, "--lang", "en"))
    sentence = last(run("inspect", file, "-o", "mapping.yaml", "--lang", "en"))
    mapping = tmp_path / "mapping.yaml"
    assert "#missing: {codes: [98]}  # 1 x 98" in mapping.read_text(encoding="utf-8")
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("#missing:", "missing:"), encoding="utf-8")
    assert run(*typed(sentence, "analyze"), "--draws", "50").exit_code == 0


def test_with_a_mapping_the_next_command_names_it(run, skm):
    file = skm([[3] * 9] * 5)
    run("inspect", file, "-o", "m.yaml")
    assert typed(last(run("inspect", file, "--mapping", "m.yaml", "--lang", "en")), "analyze") == [
        "analyze", "s.csv", "--mapping", "m.yaml",
    ]  # fmt: skip


def test_each_instrument_says_what_it_lacks_and_what_may_be_meant(run, skm):
    ended = run("inspect", skm([[3, 4, 2]] * 9, ["U1", "U2", "Waktu penyelesain"]), "--lang", "en")
    first, second = ended.stdout.splitlines()[4:6]
    assert first.startswith(f"  {SKM}: does not fit: 2 of 9 items found; missing U3, U4, ")
    assert first.endswith("may be meant for it: C Waktu penyelesain = U3")
    assert second == "  cg-dps-smartcity: does not fit: none of 20 items found"
    assert "E106" not in ended.stderr  # it is on stdout already


def test_what_stdout_lists_is_no_warning_as_well(run, strange):
    ended = run("inspect", strange, "--lang", "en")
    assert "Personal columns, not carried over: Nama" in ended.stdout
    assert ended.stderr == ""


# -- the draft instrument ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "offer"), [("en", "have one drafted"), ("id", "buat rancangannya")])
def test_a_draft_is_offered_written_completed_and_used(run, strange, tmp_path, lang, offer):
    offered = run("inspect", strange, "--lang", lang)
    assert offered.exit_code == 0
    assert offer in last(offered)
    written = run(*typed(last(offered), "inspect"), "--lang", lang)
    assert written.exit_code == 0, written.output
    draft = tmp_path / "draft.yaml"
    checked = run("instruments", "check", "draft.yaml", "--lang", lang)
    assert checked.exit_code == 3
    assert checked.stderr.count("E301 draft.yaml") == 3  # title, citation, one construct
    text = draft.read_text(encoding="utf-8").replace('"?"', '"Kepercayaan"')
    draft.write_text(text, encoding="utf-8")
    assert run("instruments", "check", "draft.yaml").exit_code == 0
    *_, then = [line for line in written.stdout.splitlines() if "govassess analyze" in line]
    arguments = typed(then, "analyze")
    ended = run(*arguments, "--draws", "50", "--by", "jenis_kelamin", "--lang", lang)
    assert ended.exit_code == 0, ended.output
    assert "Kepercayaan" in ended.stdout
    result = json.loads((tmp_path / "survei-kami-result.json").read_text(encoding="utf-8"))
    assert [score["id"] for score in result["scores"]] == ["C1"]
    assert result["scores"][0]["level"] in range(1, 6)


def test_no_draft_is_written_over_a_file_without_force(run, strange, tmp_path):
    (tmp_path / "draft.yaml").write_text("mine", encoding="utf-8")
    ended = run("inspect", strange, "--write-instrument", "draft.yaml", "-o", "mapping.yaml")
    assert ended.exit_code == 2
    assert (tmp_path / "draft.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "mapping.yaml").exists()
    assert run("inspect", strange, "--write-instrument", "draft.yaml", "--force").exit_code == 0
    assert (tmp_path / "draft.yaml").read_text(encoding="utf-8") != "mine"


def test_the_survey_itself_and_one_name_for_two_files_are_refused(run, strange, tmp_path):
    before = (tmp_path / strange).read_bytes()
    assert run("inspect", strange, "--write-instrument", strange).exit_code == 2
    ended = run("inspect", strange, "--write-instrument", "one.yaml", "-o", "one.yaml", "--lang", "id")
    assert ended.exit_code == 2
    assert "dua berkas" in ended.stderr
    assert not (tmp_path / "one.yaml").exists()
    assert (tmp_path / strange).read_bytes() == before


def test_where_an_instrument_fits_no_draft_is_made(run, skm, tmp_path):
    ended = run("inspect", skm([[3] * 9] * 5), "--write-instrument", "draft.yaml", "--lang", "en")
    assert ended.exit_code == 2
    assert f"{SKM} fits" in ended.stderr
    assert not (tmp_path / "draft.yaml").exists()


@pytest.mark.parametrize(("lang", "said"), [("en", "No instrument can be drafted"), ("id", "tidak dapat dibuat")])
def test_without_blocks_there_is_nothing_to_draft(run, tmp_path, lang, said):
    (tmp_path / "s.csv").write_text("Nama,Saran\n" + "".join(f"Orang {at},bagus {at}\n" for at in range(20)))
    ended = run("inspect", "s.csv", "--write-instrument", "d.yaml", "-o", "m.yaml", "--lang", lang)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert not (tmp_path / "d.yaml").exists()
    assert not (tmp_path / "m.yaml").exists()


@pytest.mark.parametrize(("lang", "said"), [("en", "begin at 0 or 1"), ("id", "mulai dari 0 atau 1")])
def test_codes_that_are_no_points_are_not_called_no_answers(run, tmp_path, lang, said):
    """Qualtrics may number the points of a scale from 21 to 25."""
    rows = "".join(f"{21 + at % 5},{21 + (at + at // 5) % 5},{21 + at // 7 % 5}\n" for at in range(40))
    (tmp_path / "s.csv").write_text("Q5_1,Q5_2,Q5_3\n" + rows)
    ended = run("inspect", "s.csv", "--write-instrument", "d.yaml", "--lang", lang)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert not (tmp_path / "d.yaml").exists()


TITLED = [
    ["Hasil survei 2024", "", "", "", "", ""], ["Dinas Contoh", "", "", "", "", ""], [""] * 6,
    ["No", "Usia", "X1", "X2", "X3", "X4"],
]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "row"),
    [
        (TITLED, 4), (TITLED[2:], None),  # the first row that is not blank is the header
        ([["Pertanyaan 1", "", "", "", "", ""], *TITLED[3:]], None),  # two header rows, which is another offer
        ([*TITLED[:2], ["", "", "Data", "dari", "pusat", ""]], None),  # no row of headings
    ],
)  # fmt: skip
def test_a_header_below_a_title_is_named(run, tmp_path, above, row):
    rows = [
        *above,
        *[[str(at), str(at % 4 + 1), *(str((at + k * at // 3) % 5 + 1) for k in range(4))] for at in range(30)],
    ]
    (tmp_path / "s.csv").write_text("".join(",".join(cells) + "\n" for cells in rows))
    ended = run("inspect", "s.csv", "--lang", "en")
    assert (ended.exit_code == 3) == (row is not None)
    assert ("--header-row " in ended.stderr and f"--header-row {row}" in ended.stderr) == (row is not None)
    assert run("inspect", "s.csv", "--header-row", "1").exit_code == 0  # who names the row knows


def test_with_a_draft_the_mapping_is_the_one_for_it(run, strange, tmp_path):
    ended = run("inspect", strange, "--write-instrument", "d.yaml", "-o", "m.yaml", "--lang", "en")
    assert "govassess analyze 'survei kami.csv' -i d.yaml --mapping m.yaml" in ended.stdout
    draft = tmp_path / "d.yaml"
    draft.write_text(draft.read_text(encoding="utf-8").replace('"?"', '"Kepercayaan"'), encoding="utf-8")
    checked = run("check", strange, "-i", "d.yaml", "--mapping", "m.yaml", "--json")
    assert checked.exit_code == 0, checked.output
    assert 'Q1: "Mitra menepati janjinya"' in (tmp_path / "m.yaml").read_text(encoding="utf-8")


def test_the_same_file_gives_the_same_drafts(run, strange, tmp_path):
    texts = set()
    for at in range(2):
        run("inspect", strange, "--write-instrument", f"{at}/d.yaml", "-o", f"{at}/m.yaml")
        (tmp_path / str(at)).mkdir()
        ended = run("inspect", strange, "--write-instrument", f"{at}/d.yaml", "-o", f"{at}/m.yaml")
        assert ended.exit_code == 0, ended.output
        texts.add(tuple((tmp_path / str(at) / name).read_bytes() for name in ("d.yaml", "m.yaml")))
    assert len(texts) == 1


def test_json_and_a_draft_go_together(run, strange, tmp_path):
    ended = run("inspect", strange, "--write-instrument", "d.yaml", "--json")
    assert json.loads(ended.stdout)["next_steps"] == ["draft_instrument"]
    assert ended.stderr == ""
    assert (tmp_path / "d.yaml").exists()
