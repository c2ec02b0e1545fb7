"""Files that no tool should write and some do: each ends as documented, with words that help, and writes nothing."""

from __future__ import annotations

import copy
import io
import json
import random
import time
import zipfile

import pytest
from openpyxl import Workbook

from tests.hostile.material import (
    FAST,
    an_instrument,
    as_csv,
    items_of,
    put,
    some_rows,
    with_column,
    without,
    write_instrument,
    write_rows,
)

ROWS = some_rows(n=24)
TEXT = as_csv(ROWS)
LONGEST = 10  # seconds
GOOD, NOBODY, USAGE, INVALID = 0, 1, 2, 3


def workbook(rows, **sheets) -> bytes:
    """A workbook of the rows, and of other sheets by name."""
    book = Workbook()
    for name, content in {"Answers": rows, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append([None if cell is None or cell == "" else cell for cell in row])
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, part: str, change) -> bytes:
    """The archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def spoilt(seed: int, content: bytes) -> bytes:
    """The bytes with a few of them changed, cut or doubled."""
    draw = random.Random(seed)
    found = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(found))
        match draw.randrange(4):
            case 0:
                found[at] = draw.randrange(256)
            case 1:
                del found[at : at + draw.randint(1, 40)]
            case 2:
                found[at:at] = found[at : at + draw.randint(1, 40)]
            case _:
                found[at:at] = bytes(draw.randrange(256) for _ in range(3))
    return bytes(found)


def cells(column: str, row: int, text: str) -> str:
    return as_csv(put(ROWS, column, row, text))


CSV = {
    # name: (content, exit code, words of the message)
    "empty": ("", INVALID, ["s.csv"]),
    "only a byte-order mark": (b"\xef\xbb\xbf", INVALID, ["s.csv"]),
    "only blank lines": ("\n\n\n", INVALID, ["s.csv"]),
    "only commas": (",,,\n,,,\n", INVALID, ["s.csv"]),
    "a heading without rows": (as_csv(ROWS[:1]), INVALID, ["s.csv"]),
    "a heading and blank rows": (as_csv([ROWS[0], *[[""] * len(ROWS[0])] * 50]), INVALID, ["s.csv"]),
    "no heading": (as_csv(ROWS[1:]), INVALID, ["s.csv"]),
    "an answer off the scale": (cells("a11", 2, "7"), INVALID, ["s.csv", "row 2", "a11", '"7"', "1 to 5"]),
    "a misspelt word": (cells("a12", 4, "Setujuu"), INVALID, ["row 4", "a12", "Setujuu", "Setuju"]),
    "infinity": (cells("a11", 2, "inf"), INVALID, ["row 2", "inf"]),
    "not a number": (cells("a11", 2, "NaN"), INVALID, ["row 2", "NaN"]),
    "an undeclared missing code": (cells("a11", 2, "999"), INVALID, ["row 2", "999"]),
    "half a point": (cells("a11", 2, "3.7"), INVALID, ["row 2", "3.7"]),
    "an exponent": (cells("a11", 2, "1e0"), INVALID, ["row 2", "1e0"]),
    "hexadecimal": (cells("a11", 2, "0x3"), INVALID, ["row 2"]),
    "an underscore": (cells("a11", 2, "0_3"), INVALID, ["row 2"]),
    "digits of another script": (cells("a11", 2, "๓"), INVALID, ["row 2"]),
    "a formula": (cells("a11", 2, "=1+1"), INVALID, ["row 2", "=1+1"]),
    "a number of 400 digits": (cells("a11", 2, "4" * 400), INVALID, ["row 2"]),
    "a date": (cells("a11", 2, "2026-03-04"), INVALID, ["row 2"]),
    "a logical value": (cells("a11", 2, "TRUE"), INVALID, ["row 2", "TRUE"]),
    "years off their range": (cells("years", 3, "-4"), INVALID, ["row 3", "years"]),
    "years in words": (cells("years", 3, "tiga"), INVALID, ["row 3", "years"]),
    "years without end": (cells("years", 3, "1e400"), INVALID, ["row 3", "years"]),
    "one missing item": (as_csv(without(ROWS, "b22")), INVALID, ["s.csv", "b22"]),
    "an item twice": (as_csv(with_column(ROWS, "a11", ["3"])), INVALID, ["s.csv", "a11"]),
    "an item in two ways": (as_csv(with_column(ROWS, "Question a11", ["3"])), INVALID, ["s.csv", "a11"]),
    "headings in capitals": (TEXT.replace("a11", "A11", 1), INVALID, ["A11", "a11"]),
    "no item at all": ("x,y\n1,2\n3,4\n", INVALID, ["s.csv", "a11"]),
    "a short row": (TEXT + "1,2,3\r\n", INVALID, ["s.csv", "row 26"]),
    "a long row": (TEXT + "1," * 30 + "\r\n", INVALID, ["s.csv", "row 26"]),
    "every row one field too long": (TEXT.replace("\r\n", ",x\r\n").replace(",x", "", 1), INVALID, ["s.csv"]),
    "a quote that never closes": (TEXT + '"1,2,3', INVALID, ["s.csv"]),
    "a NUL": (TEXT.replace("leader", "lea\0der", 1), INVALID, ["s.csv"]),
    "bytes of no encoding": (TEXT.encode().replace(b"leader", b"\x81\x8d\x8f", 1), INVALID, ["s.csv"]),
    "half a UTF-16": (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00", INVALID, ["s.csv"]),
    "UTF-16 with its mark": (TEXT.encode("utf-16"), GOOD, []),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + TEXT.encode(), GOOD, []),
    "old line ends": (TEXT.replace("\r\n", "\r"), GOOD, []),
    "semicolons": (as_csv(ROWS, delimiter=";"), None, []),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), INVALID, ["s.csv"]),
    "a page": ("<html><body><table><tr><td>a11</td></tr></table></body></html>", INVALID, ["s.csv"]),
    "a JSON file": (json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]), INVALID, ["s.csv"]),
    "a field of 40,000 characters": (cells("agency", 2, "a" * 40_000), None, []),
    "a word of 30,000 letters as agency": (cells("agency", 2, "a" * 30_000), GOOD, []),
    "two agencies alike of 30,000 letters": (
        as_csv(put(put(ROWS, "agency", 2, "ab" * 15_000), "agency", 3, "ab" * 14_999 + "ac")), GOOD, []),
    "2,500 columns": (as_csv([row + ["x"] * 2_500 for row in ROWS]), INVALID, ["s.csv"]),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, INVALID, ["s.csv"]),
    "an archive": (b"PK\x03\x04" + b"\0" * 100, INVALID, ["s.csv"]),
}  # fmt: skip


def _plain_book() -> bytes:
    return workbook(ROWS)


XLSX = {
    "text": (lambda: b"a11,a12\n1,2\n", None, []),
    "half of it": (lambda: _plain_book()[:2000], INVALID, ["s.xlsx"]),
    "a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, INVALID, ["s.xlsx"]),
    "an archive of something else": (lambda: repacked(_plain_book(), "xl/workbook.xml", lambda _: b"x"), INVALID, ["s.xlsx"]),
    "a document type": (lambda: repacked(_plain_book(), "xl/worksheets/sheet1.xml", lambda part: part.replace(
        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)), INVALID, ["s.xlsx"]),
    "a part that inflates": (lambda: repacked(_plain_book(), "docProps/core.xml", lambda part: part + b" " * 60_000_000),
                             INVALID, ["s.xlsx"]),
    "a formula": (lambda: workbook(put(ROWS, "a11", 2, "=1+1")), INVALID, ["s.xlsx", "a11", "A2"]),
    "a logical value": (lambda: workbook([ROWS[0], [True, *ROWS[1][1:]], *ROWS[2:]]), INVALID, ["s.xlsx", "a11"]),
    "two sheets that fit": (lambda: workbook(ROWS, Second=ROWS), INVALID, ["Answers", "Second", "--sheet"]),
    "an empty sheet": (lambda: workbook([]), INVALID, ["s.xlsx"]),
    "a cell in the last corner": (lambda: repacked(_plain_book(), "xl/worksheets/sheet1.xml", lambda part: part.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', 1)), None, []),
}  # fmt: skip


def bent(change) -> str:
    import yaml

    tree = copy.deepcopy(an_instrument())
    change(tree)
    return yaml.safe_dump(tree, sort_keys=False)


def _hole(tree) -> None:
    tree["levels"]["bands"][1]["min"] += 1


def _weights(tree) -> None:
    tree["scoring"]["weights"] = "declared"
    for construct in tree["constructs"]:
        for dimension in construct["dimensions"]:
            dimension["weight"] = "1/3"


def _deep() -> str:
    return "a: " + "[" * 3_000 + "]" * 3_000


def _billion() -> str:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{at}: &a{at} {{<<: [*a{at - 1}, *a{at - 1}, *a{at - 1}]}}" for at in range(1, 20)]
    return "\n".join(lines)


INSTRUMENTS = {
    "empty": (lambda: "", ["i.yaml"]),
    "a list": (lambda: "- 1\n- 2\n", ["i.yaml", "line 1"]),
    "a misspelt key": (lambda: bent(lambda t: t.update(headlin=t.pop("headline"))), ["headlin", '"headline"']),
    "a duplicate id": (lambda: bent(lambda t: t["constructs"][0]["dimensions"][1].update(id="A1")), ["A1", "line"]),
    "weights that do not sum": (lambda: bent(_weights), ["line", "weight"]),
    "a band with a hole": (lambda: bent(_hole), ["levels.bands[1].min"]),
    "a key twice": (lambda: bent(lambda _: None) + "\nid: other\n", ["id", "line"]),
    "merge keys that multiply": (_billion, ["i.yaml", "line"]),
    "three thousand brackets": (_deep, ["i.yaml"]),
    "a tag": (lambda: "title: !!python/object/apply:os.system ['true']\n", ["i.yaml", "line 1"]),
    "two documents": (lambda: bent(lambda _: None) + "\n---\na: 1\n", ["i.yaml"]),
    "bytes": (lambda: bytes(range(256)), ["i.yaml"]),
    "more than a megabyte": (lambda: "# " + "x" * 1_100_000, ["i.yaml"]),
    "a scale upside down": (lambda: bent(lambda t: t["scales"]["five"].update(min=5, max=1)), ["scales.five"]),
    "a scale of a million points": (lambda: bent(lambda t: t["scales"]["five"].update(max=1_000_000)), None),
    "an unknown headline": (lambda: bent(lambda t: t.update(headline=["Z"])), ["headline", "Z"]),
    "a number for a text": (lambda: bent(lambda t: t["title"].update(en=3)), ["title", "3"]),
    "an unfinished code point": (lambda: 'title: {en: "\\uD800", id: x}', ["i.yaml", "line 1"]),
    "an id with markup": (lambda: bent(lambda t: t.update(id="<b>")), ["id"]),
    "a weight without end": (lambda: bent(lambda t: t["constructs"][0].update(weight="1e999999999")), ["weight"]),
    "a weight through zero": (lambda: bent(lambda t: t["constructs"][0].update(weight="1/0")), ["weight"]),
    "600 items": (lambda: bent(lambda t: t["constructs"][0]["dimensions"][0].update(
        items=[{"id": f"q{at}", "text": {"en": f"Q {at}", "id": f"P {at}"}} for at in range(600)])), None),
}  # fmt: skip


@pytest.fixture
def ends(run, tmp_path, contents):
    """Run a command in both languages: how it ends, in time, with nothing written unless it ended well."""

    def check(arguments, code, words):
        said = []
        for lang in ("en", "id"):
            before, started = contents(), time.monotonic()
            ended = run(*arguments, "--lang", lang)
            assert time.monotonic() - started < LONGEST
            if code is not None:
                assert ended.exit_code == code, ended.stderr[:2000]
            if ended.exit_code == GOOD:
                continue
            assert contents() == before
            assert ended.stdout == ""
            assert "Traceback" not in ended.stderr
            assert len(ended.stderr) < 20_000
            assert not set(ended.stderr) & {*map(chr, range(10)), "\x1b", "\x7f"}
            said.append(ended.stderr)
        for word in words:
            assert word in said[0]
        if said and code == INVALID:
            assert "fix:" in said[0]
            assert "cara memperbaiki:" in said[1]
        return said

    return check


@pytest.mark.parametrize("name", CSV)
def test_a_hostile_text_file_ends_as_it_should(ends, tmp_path, name):
    content, code, words = CSV[name]
    (tmp_path / "s.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    write_instrument(tmp_path / "i.yaml", an_instrument())
    ends(["analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--by", "agency", *FAST], code, words)


@pytest.mark.parametrize("name", XLSX)
def test_a_hostile_workbook_ends_as_it_should(ends, tmp_path, name):
    made, code, words = XLSX[name]
    (tmp_path / "s.xlsx").write_bytes(made())
    write_instrument(tmp_path / "i.yaml", an_instrument())
    ends(["analyze", "s.xlsx", "-i", "i.yaml", "-o", "out", *FAST], code, words)


@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("command", ["analyze", "check"])
def test_a_hostile_instrument_ends_as_it_should(ends, tmp_path, name, command):
    made, words = INSTRUMENTS[name]
    content = made()
    (tmp_path / "i.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    write_rows(tmp_path / "s.csv", ROWS)
    arguments = ["analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST]
    ends(
        arguments if command == "analyze" else ["instruments", "check", "i.yaml"],
        INVALID if words else None,
        words or [],
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_spoilt_bytes_is_refused_or_read_but_never_half(ends, tmp_path, seed):
    import yaml

    write_rows(tmp_path / "s.csv", ROWS)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    spoil = ("s.csv", "i.yaml", "s.xlsx")[seed % 3]
    whole = {"s.csv": TEXT.encode(), "i.yaml": yaml.safe_dump(an_instrument()).encode(), "s.xlsx": _plain_book()}[spoil]
    (tmp_path / spoil).write_bytes(spoilt(seed, whole))
    survey = "s.xlsx" if spoil == "s.xlsx" else "s.csv"
    ends(["check", survey, "-i", "i.yaml"], None, [])


def test_all_faults_of_a_file_are_told_at_once(run, tmp_path):
    rows = put(put(put(ROWS, "a11", 2, "7"), "a12", 5, "Setujuu"), "years", 9, "90")
    write_rows(tmp_path / "s.csv", rows)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    problems = json.loads(run("analyze", "s.csv", "-i", "i.yaml", "--json", "--lang", "en").stderr)["problems"]
    assert [(p["file"], p["row"], p["column"], p["value"]) for p in problems] == [
        ("s.csv", 2, "a11", "7"), ("s.csv", 5, "a12", "Setujuu"), ("s.csv", 9, "years", "90"),
    ]  # fmt: skip
    assert all(problem["expected"] and problem["fix"] for problem in problems)


PLANS = {
    "a weight in words": ("reproduce: abc", USAGE), "a weight through zero": ('reproduce: "1/0"', USAGE),
    "a weight without end": ("reproduce: .inf", USAGE), "a huge weight": ('reproduce: "1e99"', USAGE),
    "no weight": ("reproduce: 0", USAGE), "two weights": ("reproduce: [0.1, 0.2]", INVALID),
    "a codec that is no encoding": ("encoding: hex", INVALID), "a codec for names": ("encoding: punycode", INVALID),
    "a codec that always fails": ("encoding: undefined", INVALID), "a NUL in a name": ('encoding: "a\\0b"', INVALID),
    "two delimiters": ('delimiter: ";;"', INVALID), "no delimiter": ('delimiter: ""', INVALID),
    "a row before the first": ("header_row: 0", INVALID), "a row far below": ("header_row: 99999", INVALID),
    "a mapping with a NUL": ('mapping: "a\\0b"', INVALID), "a mapping that is a folder": ("mapping: .", INVALID),
    "a negative count": ("draws: -1", INVALID), "a group smaller than allowed": ("min_group: -4", USAGE),
    "an escape in a name": ('by: ["\\e[31m"]', USAGE), "a list in a list": ("by: [[role]]", INVALID),
    "a hypothesis about itself": (("hypotheses: [{id: X, family: f, kind: direct, predictor: B, outcome: B, expected: positive, "
                                  "text: {en: a, id: b}}]"), INVALID),
    "a part that predicts its whole": (("hypotheses: [{id: X, family: f, kind: direct, predictor: B1, outcome: B, "
                                       "expected: positive, text: {en: a, id: b}}]"), INVALID),
    "a way without a middle": (("hypotheses: [{id: X, family: f, kind: mediation, predictor: A, outcome: B, "
                               "expected: positive, text: {en: a, id: b}}]"), INVALID),
    "a start as its own middle": (("hypotheses: [{id: X, family: f, kind: mediation, predictor: A1, mediators: [A1], outcome: B, "
                                  "expected: positive, text: {en: a, id: b}}]"), INVALID),
    "fewer invited than came": ("study: {invited: 3}", USAGE), "an anchor": ("by: &a [role]", INVALID),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_a_hostile_plan_ends_as_it_should(ends, tmp_path, name):
    text, code = PLANS[name]
    write_rows(tmp_path / "s.csv", ROWS)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    ends(["analyze", "s.csv", "-i", "i.yaml", "-o", "out", "--plan", "p.yaml", *FAST], code, [])


@pytest.mark.parametrize("name", ["a" * 5_000, "../" * 50 + "x.yaml", "\x1b[31m", "con", "."])
def test_an_instrument_that_does_not_exist_is_named_and_cut(ends, tmp_path, name):
    write_rows(tmp_path / "s.csv", ROWS)
    (said, _) = ends(["analyze", "s.csv", "-i", name, *FAST], None, [])
    assert len(said) < 600


def test_every_item_column_of_the_small_instrument_is_asked_once():
    assert ROWS[0][:12] == [each["id"] for each in items_of(an_instrument())]
