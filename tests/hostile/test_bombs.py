"""Files made to take all time or memory: each ends as it should in a process of its own, within 15 seconds and 700 MB."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.material import FAST, an_instrument, as_csv, some_rows, write_instrument
from tests.hostile.packages import MAIN, package, row, sheet

SECONDS, MEGABYTES = 15, 700  # of processor time, and at the peak
HANG = 180  # seconds after which a process is given up; other work may go on beside it
ROWS = some_rows(n=24)
HEAD, BODY = ROWS[0], ROWS[1:]
NUMBERS = [HEAD, *([*map(int, each[:12]), *each[12:]] for each in BODY)]
TEXT = as_csv(ROWS).encode()
MORE = as_csv(BODY).encode()
EMPTY = as_csv([[""] * 16]).encode()

# Run by a small process of its own: the peak of a child begins with the memory of the one that starts it.
MEASURE = """
import json, os, subprocess, sys
with open("stdout", "wb") as out, open("stderr", "wb") as err:
    process = subprocess.Popen(sys.argv[1:], stdout=out, stderr=err)
    _, status, usage = os.wait4(process.pid, 0)
code = process.returncode = os.waitstatus_to_exitcode(status)
unit = 1e6 if sys.platform == "darwin" else 1e3
print(json.dumps([code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit]))
"""


@dataclass(frozen=True)
class Bomb:
    """A file and how it ends: the exit code, and words of the message or of the lines at the end."""

    name: str
    make: Callable[[], bytes | Iterable[bytes]]
    code: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """A process that came to its end."""

    code: int
    seconds: float
    megabytes: float
    stdout: str
    stderr: str


def run(folder: Path, *arguments: str) -> Ended:
    """Run the command in a process of its own and measure it."""
    measured = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, sys.executable, "-m", "govassess", *arguments], cwd=folder, check=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, timeout=HANG,
    )  # fmt: skip
    files = [folder / name for name in ("stdout", "stderr")]
    ended = Ended(*json.loads(measured.stdout), *(file.read_text(encoding="utf-8") for file in files))
    for file in files:
        file.unlink()
    return ended


def archive(*parts: tuple[str, bytes, int, int]) -> bytes:
    """A ZIP of parts that are already packed: name, packed bytes, the size that is claimed, and how often to list it."""
    found, listed, count = bytearray(), bytearray(), 0
    for name, packed, size, times in parts:
        at, encoded = len(found), name.encode()
        claim = min(size, 0xFFFFFFFF)
        found += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 45, 0, 8, 0, 33, 0, len(packed), claim, len(encoded), 0)
        found += encoded + packed
        extra = struct.pack("<HHQ", 1, 8, size) if size > claim else b""
        entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 45, 45, 0, 8, 0, 33, 0, len(packed), claim, len(encoded),
                            len(extra), 0, 0, 0, 0, at)  # fmt: skip
        listed += (entry + encoded + extra) * times
        count += times
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(listed), len(found), 0)
    return bytes(found + listed + end)


def packed_zeros(megabytes: int) -> bytes:
    """As many megabytes of zeros, packed a thousand to one: one packed megabyte, many times over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(b"0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return one * megabytes + packer.flush()


def zeros(claimed: int, megabytes: int, times: int = 1) -> bytes:
    """A workbook whose sheet is made of zeros and claims a size."""
    return archive(("xl/worksheets/sheet1.xml", packed_zeros(megabytes), claimed, times))


def book(more: str = "", **how: object) -> bytes:
    return package({"Answers": sheet(NUMBERS, more)}, **how)  # type: ignore[arg-type]


def shared(texts: Iterable[str]) -> str:
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{each}</t></si>" for each in texts) + "</sst>"


def rows_from_100(count: int, cells: Callable[[int], str]) -> str:
    return "".join(f'<row r="{at}">{cells(at)}</row>' for at in range(100, 100 + count))


def first_text(at: int) -> str:
    """A cell that points to the first shared text."""
    return f'<c r="A{at}" t="s"><v>0</v></c>'


def formatted(at: int) -> str:
    return "".join(f'<c r="{name}{at}" s="1"/>' for name in "ABCD")


def garbage(count: int) -> Iterable[bytes]:
    yield as_csv([HEAD]).encode()
    for at in range(count):
        yield as_csv([[f"x{at}y{column}" for column in range(16)]]).encode()


def styles() -> str:
    formats = "".join(f'<xf numFmtId="{at}"/>' for at in range(100_000))
    return f'<styleSheet xmlns="{MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>'


WORKBOOKS = {
    "10 GB of zeros that say so": Bomb("s.xlsx", lambda: zeros(10_000_000_000, 10_000), 3, ("unpacked",)),
    "10 GB of zeros that claim 100 MB": Bomb("s.xlsx", lambda: zeros(100_000_000, 10_000), 3, ("s.xlsx",)),
    "300 MB of zeros that claim 150": Bomb("s.xlsx", lambda: zeros(150_000_000, 300), 3, ("unpacked",)),
    "one part listed 900 times": Bomb("s.xlsx", lambda: zeros(1_000_000, 1, times=900), 3, ("unpacked",)),
    "2,000 parts": Bomb(
        "s.xlsx", lambda: book(parts={f"xl/media/{at}.png": b"x" for at in range(2_000)}), 3, ("2006 parts", "xlsx_parts:")
    ),
    "a text of 32,000 letters in 50,000 cells": Bomb(
        "s.xlsx", lambda: book(rows_from_100(50_000, first_text), strings=shared([" " + "x" * 32_000])), 3,
        ("a11", "row 100", "in 50000 rows"),
    ),
    "a text of 1,000,000 letters in 50,000 cells": Bomb(
        "s.xlsx", lambda: book(rows_from_100(50_000, first_text), strings=shared([os.urandom(500_000).hex()])), 3,
        ("cell A100", "more than 32767 characters"),
    ),
    "half a million shared texts": Bomb(
        "s.xlsx", lambda: book(strings=shared(f"{at:x}" for at in range(500_000))), 0
    ),
    "one cell in the last corner": Bomb(
        "s.xlsx", lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), 3, ("16384 columns",)
    ),
    "one cell in the last row": Bomb(
        "s.xlsx", lambda: book('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), 3, ("1048576 rows",)
    ),
    "200,000 blank formatted rows": Bomb("s.xlsx", lambda: book(rows_from_100(200_000, formatted)), 0),
    "200,000 blank cells in the last column": Bomb(
        "s.xlsx", lambda: book(rows_from_100(200_000, lambda at: f'<c r="XFD{at}" s="1"/>')), 0
    ),
    "50,000 rows of errors": Bomb(
        "s.xlsx", lambda: book("".join(row(at, ["#N/A"] * 12) for at in range(100, 50_100))), 3,
        ("#N/A", "cell A100", "in 50000 rows"),
    ),
    "a row of 1,000,000 cells": Bomb(
        "s.xlsx", lambda: book('<row r="100">' + "<c><v>1</v></c>" * 1_000_000 + "</row>", packing=zipfile.ZIP_STORED), 3,
        ("1000000 columns",),
    ),
    "a hundred thousand styles": Bomb("s.xlsx", lambda: book(styles=styles(), packing=zipfile.ZIP_STORED), 0),
}  # fmt: skip

TEXTS = {
    "200,000 empty rows": Bomb("s.csv", lambda: (TEXT, EMPTY * 200_000, MORE), 0),
    "50 MB of blank lines": Bomb(
        "s.csv", lambda: (TEXT, b"\n" * 49_000_000, b"1"), 3, ("blank rows outnumber", "row 2000", "rows: under limits:")
    ),
    "50 MB of blank lines above the header": Bomb("s.csv", lambda: (b"\n" * 49_000_000, TEXT), 3, ("no header",)),
    "50 MB of empty rows": Bomb("s.csv", lambda: (TEXT, EMPTY * 2_700_000), 3, ("blank rows outnumber",)),
    "50 MB in one line": Bomb("s.csv", lambda: (TEXT, b"," * 49_000_000), 3, ("line 26", "4032767 characters")),
    "a header of 50 MB": Bomb("s.csv", lambda: (b"x;" * 24_000_000, TEXT), 3, ("line 1", "4032767 characters")),
    "a header of a million cells, divided by two signs": Bomb(
        "s.csv", lambda: (b"x;y," * 1_000_000, b"\r\n", TEXT), 3, ("--delimiter",)
    ),
    "a quote that never closes, 10 MB above the end": Bomb(
        "s.csv", lambda: (TEXT, b'"', MORE * 8_000), 3, ("line 26", "mark that closes it is missing")
    ),
    "a quote that never closes, 10 MB below the beginning": Bomb(
        "s.csv", lambda: (TEXT, MORE * 8_000, b'1,"2'), 3, ("line 192026", "do not pair up")
    ),
    "a million rows too long": Bomb(
        "s.csv", lambda: (TEXT, b"1,2,3,4,5,6,7,8,1,2,3,4,5,6,7,8,9\r\n" * 1_000_000), 3, ("not a table", "has 16")
    ),
    "10,000 words in every column": Bomb(
        "s.csv", lambda: garbage(10_000), 3, ("a11", "10000 different contents", "row 2 ")
    ),
    "a wrong answer at the end of 60 MB, streamed": Bomb(
        "s.csv", lambda: (TEXT, MORE * 52_000, b"9" + b"," * 15), 3, ('value "9"', "row 1248026")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [*WORKBOOKS, *TEXTS])
def test_a_bomb_ends_in_time_and_memory_with_words_that_help(tmp_path, name):
    bomb = (WORKBOOKS | TEXTS)[name]
    write_instrument(tmp_path / "i.yaml", an_instrument())
    with (tmp_path / bomb.name).open("wb") as stream:
        content = bomb.make()
        stream.writelines([content] if isinstance(content, bytes) else content)
    ended = run(tmp_path, "analyze", bomb.name, "-i", "i.yaml", "-o", "out", "--lang", "en", *FAST)
    print(f"{name}: {ended.seconds:.1f} s, {ended.megabytes:.0f} MB")
    assert ended.code == bomb.code, ended.stderr[:2000]
    assert ended.seconds <= SECONDS
    assert ended.megabytes <= MEGABYTES
    assert "Traceback" not in ended.stdout + ended.stderr
    assert [word for word in bomb.words if word not in ended.stderr] == []
    if ended.code:
        assert ended.stdout == ""
        assert bomb.name in ended.stderr
        assert "fix:" in ended.stderr
        assert {path.name for path in tmp_path.iterdir()} == {bomb.name, "i.yaml"}
    else:
        result = json.loads((tmp_path / "out" / "s-result.json").read_text(encoding="utf-8"))
        found = {step["code"]: step["count"] for step in result["funnel"]}
        assert found["analysed"] == found["read"] - found["empty"]
        assert found["empty"] == (200_000 if bomb.name == "s.csv" else 0)
