"""Spoiled survey files: each fault is told by file, row, column, value and remedy, in both languages; nothing is changed
in silence, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from govassess.cli import main
from tests.hostile.material import (
    FAST,
    Rows,
    an_instrument,
    as_csv,
    put,
    some_rows,
    with_column,
    without,
    write_instrument,
)
from tests.hostile.packages import DATE, MAIN, cell, package, row, sheet

ROWS = some_rows(n=24)
HEAD, BODY = ROWS[0], ROWS[1:]
TEXT = as_csv(ROWS)
ONE_TO_FIVE = ("1 to 5", "1 sampai 5")


@dataclass(frozen=True)
class Refused:
    """What must be told of a file: the problems (code, row, line, column, cell, value), and words of both languages."""

    make: Callable[[], bytes | str]
    problems: list[tuple]
    english: tuple[str, ...]
    indonesian: tuple[str, ...]
    name: str = "s.csv"
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """A file that is read, with what is said of it: the funnel, and words of both languages."""

    make: Callable[[], bytes | str]
    funnel: dict[str, int]
    english: tuple[str, ...] = ()
    indonesian: tuple[str, ...] = ()
    name: str = "s.csv"
    options: tuple[str, ...] = ()
    same_scores: bool = True  # as the file without the fault


def csv_with(column: str, text: str, at: int = 5) -> Callable[[], str]:
    return lambda: as_csv(put(ROWS, column, at, text))


def typed(rows: Rows) -> list[list[object]]:
    """The rows as a spreadsheet holds them: digits are numbers."""
    return [[int(text) if text.isdecimal() else text for text in each] for each in rows]


def book_with(column: str, content: object, at: int = 5, *, style: str = "0") -> Callable[[], bytes]:
    """A workbook with one cell changed."""

    def make() -> bytes:
        rows = typed(ROWS)
        position = HEAD.index(column)
        rows[at - 1][position] = "here"
        return package(
            {"Answers": sheet(rows).replace(cell(at, position, "here"), cell(at, position, content, style=style))}
        )

    return make


def on_the_scale(text: str, code: str, fix: tuple[str, str], expected: tuple[str, str] = ONE_TO_FIVE) -> Refused:
    """A text in an item column of a CSV file that is no answer."""
    return Refused(
        csv_with("a12", text), [(code, 5, None, "a12", "B5", text)], (expected[0], fix[0]), (expected[1], fix[1])
    )


def no_answer(content: object, shown: str | None, words: tuple[str, str], style: str = "0") -> Refused:
    """A cell of a workbook's item column that is no answer."""
    make = book_with("a12", content, style=style)
    return Refused(make, [("E205", 5, None, "a12", "B5", shown)], (words[0],), (words[1],), "s.xlsx")


def quoted_before() -> str:
    """A cell that holds a line break, above a wrong answer."""
    return as_csv(put(put(ROWS, "agency", 3, "Dinas\nKesehatan"), "a11", 7, "9"))


def decimal_commas() -> str:
    """Answers with decimal commas, unquoted, in a file divided by commas."""
    rows = [[text + ",0" if at in (3, 9) else text for at, text in enumerate(each)] for each in BODY]
    return ",".join(HEAD) + "\r\n" + "".join(",".join(each) + "\r\n" for each in rows)


def merged_header() -> bytes:
    """Three item headings lost in one merged cell."""
    rows = typed(ROWS)
    rows[0][1] = rows[0][2] = ""
    return package({"Answers": sheet(rows, after='<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>')})


LABELS = ("Strongly disagree, Disagree", "Sangat tidak setuju, Tidak setuju")
CORRECT = ("--on-invalid missing (in 1 row: 5)", "--on-invalid missing (ditemukan pada 1 baris: 5)")
TITLES = [["Survei 2026"], [""], *typed(ROWS)]

REFUSED = {
    "ragged rows": Refused(
        lambda: as_csv([*ROWS[:4], [*ROWS[4], "x"], *ROWS[5:9], ROWS[9][:-2], *ROWS[10:]]),
        [("E104", 5, None, None, None, None), ("E104", 10, None, None, None, None)],
        ("17 cells, the header has 16", "surplus delimiter", "14 cells", "pad_short_rows: true"),
        ("17 sel", "pemisah yang berlebih", "14 sel", "pad_short_rows: true"),
    ),
    "all rows one field too long": Refused(
        lambda: as_csv([HEAD, *([*each, "x"] for each in BODY)]), [("E104", 1, None, None, None, None)],
        ("header has 16 cells", "has 17", "missing heading"), ("berisi 16", "17", "judul"),
    ),
    "decimal commas in a file divided by commas": Refused(
        decimal_commas, [("E104", 1, None, None, None, None)], ("has 18",), ("18",),
    ),
    "a NUL": Refused(
        lambda: TEXT.replace("leader", "lea\0der", 1), [("E101", None, 3, None, None, None)],
        ("NUL", "--encoding"), ("NUL", "--encoding"),
    ),
    "UTF-16 without its mark": Refused(
        lambda: TEXT.encode("utf-16-le"), [("E101", None, 1, None, None, None)], ("NUL", "--encoding"), ("--encoding",),
    ),
    "the wrong encoding": Refused(
        lambda: TEXT.replace("Agency B", "Badan “B”", 1).encode("cp1252"), [("E101", None, 3, None, None, "0x93")],
        ("encoding utf-8", "CSV (UTF-8)"), ("utf-8", "CSV (UTF-8)"), options=("--encoding", "utf-8"),
    ),
    "a quote that never closes": Refused(
        lambda: TEXT.replace("Agency C", '"Agency C', 1), [("E103", None, 4, None, None, None)],
        ("quotation marks do not pair up", "correct the quotation marks"), ("Tanda kutip", "perbaiki"),
    ),
    "a header named in an empty row": Refused(
        lambda: "\r\n" + TEXT, [("E105", 1, None, None, None, None)], ("no header in this row", "--header-row"),
        ("Tidak ada judul", "--header-row"), options=("--header-row", "1"),
    ),
    "two delimiters that fit": Refused(
        lambda: "a,b;c\n1,2;3\n", [("E102", None, None, None, None, None)], (", ;", "--delimiter"), ("--delimiter",)
    ),
    "infinity": on_the_scale("inf", "E201", CORRECT, LABELS),
    "a number without end": on_the_scale("1e400", "E201", CORRECT, LABELS),
    "a logical value": on_the_scale("TRUE", "E201", CORRECT, LABELS),
    "an underscore in a number": on_the_scale("1_0", "E201", CORRECT, LABELS),
    "a digit of another script": on_the_scale("٣", "E201", CORRECT, LABELS),
    "half a point with a comma": on_the_scale("3,5", "E201", ("fractions", "pecahan")),
    "half a point with a point": on_the_scale("3.5", "E201", ("fractions", "pecahan")),
    "thousands or decimals": on_the_scale("1.234", "E204", ("1.234", "1.234")),
    "a number off the scale": on_the_scale("9", "E202", ("missing: codes", "missing: codes")),
    "a wrong answer below a line break": Refused(
        quoted_before, [("E202", 7, 8, "a11", "A7", "9")], ("row 7 line 8", "in 1 row: 7"), ("baris 7 baris teks 8",)
    ),
    "a wrong answer below a line that names the separator": Refused(
        lambda: "sep=;\r\n" + as_csv(put(ROWS, "a11", 7, "9"), delimiter=";"), [("E202", 8, None, "a11", "A8", "9")],
        ("row 8",), ("baris 8",),
    ),
    "a wrong answer below blank lines": Refused(
        lambda: as_csv(put(ROWS, "a11", 7, "9")).replace("\r\n", "\r\n\r\n", 2), [("E202", 9, None, "a11", "A9", "9")],
        ("row 9",), ("baris 9",),
    ),
    "a cell of 40,000 characters": Refused(
        csv_with("agency", "a" * 40_000), [("E109", 5, None, "agency", None, None)],
        ("more than 32767 characters", "shorten"), ("32767", "persingkat"),
    ),
    "an item twice": Refused(
        lambda: as_csv(with_column(ROWS, "a11", ["3"])), [("E107", None, None, None, None, None)],
        ("columns A, Q", "mapping file"), ("A, Q", "berkas pencocokan kolom"),
    ),
    "an item left out": Refused(
        lambda: as_csv(without(ROWS, "b22")), [("E106", None, None, None, None, None)], ("b22",), ("b22",)
    ),
    "a title above the header, on a line of its own": Refused(
        lambda: "Survei 2026\r\n" + TEXT, [("E106", 2, None, None, None, None)], ("--header-row 2",), ("--header-row 2",),
    ),
    "title rows in a text file": Refused(
        lambda: "Survei 2026" + "," * 15 + "\r\n" + TEXT, [("E106", 2, None, None, None, None)],
        ("--header-row 2",), ("--header-row 2",),
    ),
    "more wrong contents than anybody would read": Refused(
        lambda: as_csv([[*HEAD[:-1], HEAD[-1]], *([f"x{at}", *each[1:]] for at, each in enumerate(BODY * 5))]),
        [("E201", 2, None, "a11", "A2", "x0")], ("120 different contents", "mapping file"), ("120 isi berbeda",),
    ),
    "3/4 become a date": no_answer(45_385, "2024-04-03 00:00:00", ("was it 3/4?", "apakah semula 3/4?"), DATE),
    "a logical value of a workbook": no_answer(True, "TRUE", ("true or false", "benar atau salah")),
    "an error cell": no_answer("#N/A", "#N/A", ("error of the spreadsheet", "pesan kesalahan")),
    "a formula without a result": no_answer("=1+1", None, ("formula without a stored result", "rumus tanpa hasil")),
    "a number stored as 3.5": Refused(
        book_with("a12", 3.5), [("E201", 5, None, "a12", "B5", "3.5")], ("fractions",), ("pecahan",), "s.xlsx"
    ),
    "a row of formulas without results": Refused(
        lambda: package({"Answers": sheet(typed(ROWS[:4]), row(5, ["=1"] * 12) + row(6, BODY[4]))}),
        [("E205", 5, None, name, f"{'ABCDEFGHIJKL'[at]}5", None) for at, name in enumerate(HEAD[:12])],
        ("formula",), ("rumus",), "s.xlsx",
    ),
    "a merged header": Refused(
        merged_header, [("E106", None, None, None, None, None)] * 2, ("a12", "a13"), ("a12", "a13"), "s.xlsx"
    ),
    "title rows above the header": Refused(
        lambda: package({"Answers": sheet(TITLES)}), [("E106", 3, None, None, None, None)],
        ("row 3 holds the questions", "--header-row 3"), ("baris 3", "--header-row 3"), "s.xlsx",
    ),
    "two sheets that fit": Refused(
        lambda: package({"2025": sheet(typed(ROWS)), "2026": sheet(typed(ROWS))}),
        [("E108", None, None, None, None, None)], ('"2026" (', '--sheet "2025"'), ('"2026" (', '--sheet "2025"'), "s.xlsx",
    ),
    "a sheet that is not there": Refused(
        lambda: package({"2025": sheet(typed(ROWS))}), [("E108", None, None, None, None, "2026")], ('"2025"', "--sheet"),
        ('"2025"',), "s.xlsx", ("--sheet", "2026"),
    ),
    "a password": Refused(
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, [("E110", None, None, None, None, None)],
        ("protected by a password", "without a password"), ("kata sandi",), "s.xlsx",
    ),
    "an external entity": Refused(
        lambda: package({"A": sheet(typed(ROWS)).replace(
            "<worksheet", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet')}),
        [("E110", None, None, None, None, None)], ("document type", "save it again"), ("simpan",), "s.xlsx",
    ),
    "a shared text from the end": Refused(
        lambda: package({"A": sheet(typed(ROWS), '<row r="90"><c r="A90" t="s"><v>-1</v></c></row>')}, strings=f'<sst xmlns="{MAIN}"><si><t>3</t></si></sst>'),
        [("E110", None, None, None, None, None)], ("damaged",), ("rusak",), "s.xlsx",
    ),
    "rows out of order": Refused(
        lambda: package({"A": sheet(typed(ROWS), row(3, ROWS[3]))}), [("E110", None, None, None, None, None)],
        ("damaged",), ("rusak",), "s.xlsx",
    ),
}  # fmt: skip

ACCEPTED = {
    "headers repeated among the answers": Accepted(
        lambda: as_csv([*ROWS[:5], HEAD, *ROWS[5:], HEAD]), {"read": 26, "header_copies": 2},
        ("headers repeated among the answers: 2",), ("baris judul yang berulang di antara jawaban: 2",),
    ),
    "empty rows and blank lines": Accepted(
        lambda: as_csv([*ROWS[:5], *[[""] * 16] * 7, *ROWS[5:]]).replace("\r\n", "\r\n\r\n", 3),
        {"read": 34, "empty": 10}, ("empty rows: 10",), ("baris kosong: 10",),
    ),
    "an encoding that had to be guessed": Accepted(
        lambda: TEXT.replace("Agency B", "Badan “B”").encode("cp1252"), {"read": 24}, ("0x93", "line 3"), ("0x93",)
    ),
    "lines quoted whole by a spreadsheet": Accepted(
        lambda: as_csv([[line] for line in as_csv([[f'"{text}"' for text in each] for each in ROWS], delimiter=";")
                        .replace('"""', '"').splitlines()]), {"read": 24}, ("one quoted cell",), ("berkutip",)
    ),
    "a line that names the separator": Accepted(lambda: "sep=;\n" + as_csv(ROWS, delimiter=";"), {"read": 24}),
    "both decimal signs": Accepted(
        lambda: as_csv([HEAD, *([f"{each[0]},0", f"{each[1]}.0", *each[2:]] for each in BODY)]), {"read": 24}
    ),
    "trailing blank lines": Accepted(lambda: TEXT + "\r\n" * 30, {"read": 24}),
    "numbers stored as texts": Accepted(lambda: package({"A": sheet(ROWS)}), {"read": 24}, name="s.xlsx"),
    "a sheet that is hidden": Accepted(
        lambda: package({"Notes": sheet([["x"]]), "Answers": sheet(typed(ROWS))}, hidden=["Answers"]), {"read": 24},
        ('sheet "Answers", which is hidden',), ('lembar "Answers" yang disembunyikan',), name="s.xlsx",
    ),
    "styles that a workbook library cannot read": Accepted(
        lambda: package({"A": sheet(typed(ROWS))}, styles=f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills></styleSheet>'),
        {"read": 24}, name="s.xlsx",
    ),
    "empty rows among the rows of a workbook": Accepted(
        lambda: package({"A": sheet([*typed(ROWS[:5]), *[[""] * 16] * 4, *typed(ROWS[5:])])}), {"read": 28, "empty": 4},
        ("empty rows: 4",), ("baris kosong: 4",), name="s.xlsx",
    ),
    "faults that a person had blanked": Accepted(
        csv_with("a21", "3,5", 8), {"read": 24}, ("a21",), ("a21",), options=("--on-invalid", "missing"), same_scores=False
    ),
}  # fmt: skip


@pytest.fixture
def spoiled(tmp_path):
    """Write a spoiled file and the instrument; return the arguments that analyse it."""

    def write(case: Refused | Accepted) -> list[str]:
        content = case.make()
        (tmp_path / case.name).write_bytes(content if isinstance(content, bytes) else content.encode())
        write_instrument(tmp_path / "i.yaml", an_instrument())
        return [case.name, "-i", "i.yaml", *case.options]

    return write


def figures(result: dict) -> list[tuple]:
    """What a fault could change in silence."""
    return [(score["id"], score["n"], score["index"]) for score in result["scores"]]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> list[tuple]:
    """The figures of the file without any fault."""
    folder = tmp_path_factory.mktemp("plain")
    write_instrument(folder / "i.yaml", an_instrument())
    (folder / "s.csv").write_bytes(TEXT.encode())
    arguments = ["analyze", str(folder / "s.csv"), "-i", str(folder / "i.yaml"), "-o", str(folder), "--draws", "0"]
    return figures(json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout))


@pytest.mark.parametrize("name", REFUSED)
def test_a_spoiled_file_is_refused_with_place_value_and_remedy(run, spoiled, contents, name):
    case = REFUSED[name]
    arguments = spoiled(case)
    before = contents()
    told = json.loads(run("analyze", *arguments, *FAST, "--json", "--lang", "en").stderr)["problems"]
    found = [tuple(each[key] for key in ("code", "row", "line", "column", "cell", "value")) for each in told]
    assert found == case.problems
    assert all(each["file"] == case.name and each["expected"] and each["fix"] for each in told)
    for lang, words in (("en", case.english), ("id", case.indonesian)):
        ended = run("analyze", *arguments, *FAST, "--lang", lang)
        assert ended.exit_code == 3
        assert ended.stdout == ""
        assert "Traceback" not in ended.stderr
        assert [word for word in (case.name, *words) if word not in ended.stderr] == []
    assert contents() == before


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_with_harmless_faults_is_read_whole_and_they_are_counted(run, spoiled, plain, name):
    case = ACCEPTED[name]
    arguments = spoiled(case)
    for lang, words in (("en", case.english), ("id", case.indonesian)):
        ended = run("check", *arguments, "--lang", lang)
        assert ended.exit_code == 0, ended.stderr
        assert [word for word in words if word not in ended.stdout + ended.stderr] == []
    ended = run("analyze", *arguments, "--draws", "0", "--json", "-o", "out")
    assert ended.exit_code == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert {step["code"]: step["count"] for step in result["funnel"] if step["count"]} == {
        **case.funnel,
        "analysed": 24,
    }
    assert (figures(result) == plain) == case.same_scores


def test_a_plan_that_fills_up_short_rows_and_changes_limits_is_told_in_result_and_report(run, spoiled, tmp_path):
    from tests.report.pages import Page

    arguments = spoiled(Accepted(lambda: as_csv([*ROWS[:4], ROWS[4][:-2], *ROWS[5:]]), {}))
    (tmp_path / "p.yaml").write_text("pad_short_rows: true\nlimits: {rows: 300000}\n", encoding="utf-8")
    ended = run("analyze", *arguments, "--plan", "p.yaml", *FAST, "--lang", "en")
    assert ended.exit_code == 0, ended.stderr
    assert "1 row was shorter" in ended.stderr
    result = json.loads((tmp_path / "s-result.json").read_text(encoding="utf-8"))
    assert result["source"]["pad_short_rows"] is True
    assert result["options"]["limits"] == {"rows": 300_000}
    assert run("report", "s-result.json", "--lang", "id", "-o", "id").exit_code == 0
    page = Page((tmp_path / "s-report.html").read_text(encoding="utf-8")).text
    assert "short rows filled up with empty cells (pad_short_rows)" in page
    assert "rows: 300,000" in page
    page = Page((tmp_path / "id" / "s-report.html").read_text(encoding="utf-8")).text
    assert "dilengkapi dengan sel kosong (pad_short_rows)" in page
    assert "rows: 300.000" in page


def test_a_limit_of_the_plan_lets_a_larger_workbook_in(run, spoiled, tmp_path):
    arguments = spoiled(Accepted(lambda: package({"A": sheet(typed(ROWS))}), {}, name="s.xlsx"))
    plan = tmp_path / "p.yaml"
    for size, code in ((1_000, 3), (10_000_000, 0)):
        plan.write_text(f"limits: {{xlsx_bytes: {size}}}\n", encoding="utf-8")
        ended = run("check", *arguments, "--plan", "p.yaml", "--lang", "en")
        assert ended.exit_code == code, ended.stderr
        assert ("0.001 MB" in ended.stderr) == (code == 3)
