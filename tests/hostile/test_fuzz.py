"""Bytes changed at random: a reader refuses the file, or yields exactly the cells that an independent parser finds."""

from __future__ import annotations

import io
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from govassess.errors import DataError
from govassess.files.limits import Limits
from govassess.responses.formats import csv_text, encoding, workbook
from govassess.responses.formats.content import content_of
from govassess.responses.formats.csv_text import read_csv
from govassess.responses.formats.workbook import read_workbook
from govassess.responses.options import ReadingOptions
from govassess.responses.table import Table
from tests.hostile.material import as_csv, some_rows
from tests.hostile.packages import DATE, STYLES, cell, package, sheet

VARIANTS = 200  # of each file
LONGEST = 10  # seconds a file
LINE_END = re.compile(r"\r\n|\r|\n")
ROWS = some_rows(n=12)
TEXT = as_csv(ROWS)


def strictly(text: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Cut a text into records, each with the line it ends in, by the rules of the format and nothing else.

    A quotation mark that begins a cell opens it; a doubled one inside is one mark; a single one closes it, and only a
    delimiter or a line end may follow. Elsewhere it is a character like any other. A line of nothing is no cell.
    """
    at = line = 0
    while at < len(text):
        begin, cells = at, [""]
        while True:
            if text.startswith('"', at):
                closing = re.compile(r'((?:[^"]|"")*)"(?!")').match(text, at + 1)
                if closing is None:
                    raise ValueError("a quotation mark is not closed")
                cells[-1], at = closing[1].replace('""', '"'), closing.end()
                if text[at : at + 1] not in ("", delimiter, "\r", "\n"):
                    raise ValueError("something follows a closing quotation mark")
            else:
                plain = re.compile(f"[^{re.escape(delimiter)}\r\n]*").match(text, at)
                cells[-1], at = plain[0], plain.end()
            if not text.startswith(delimiter, at):
                break
            at += 1
            cells.append("")
        blank = at == begin
        end = LINE_END.match(text, at)
        at = end.end() if end else at
        line += len(LINE_END.findall(text[begin:at])) + (end is None)
        yield ([] if blank else cells), line


def assert_as_strictly_read(table: Table, content: bytes) -> None:
    """Compare a table with what the strict parser finds in the same bytes."""
    text = content.decode(table.encoding or "").removeprefix("\ufeff")
    sep = re.match(r'"?sep=[^\r\n"]"?(\r\n|\r|\n|$)', text, re.IGNORECASE)
    skipped = 1 if sep else 0
    found = list(strictly(text[sep.end() :] if sep else text, table.delimiter or ""))
    at = table.header_row - 1 - skipped
    header, width = found[at][0], len(table.headings)
    assert table.headings == tuple(each.strip() for each in header)
    assert not any(any(each.strip() for each in record) for record, _ in found[:at])
    below = found[at + table.header_rows :]
    while below and not below[-1][0]:
        below.pop()
    odd = [row for row, (record, _) in enumerate(below, at + 1 + table.header_rows + skipped)
           if len(record) != width and any(each.strip() for each in record)]  # fmt: skip
    assert [problem.row for problem in table.problems] == odd
    rows = [tuple([*record, *[""] * width][:width]) for record, _ in below]
    assert [table.row(record) for record in range(len(table))] == rows
    assert list(table.numbers) == [at + 1 + table.header_rows + skipped + record for record in range(len(rows))]
    assert list(table.lines or table.numbers) == [line + skipped for _, line in below]


BASES = {
    "plain": TEXT.encode(),
    "quotes and line breaks": as_csv(
        [[f'{text}"\r\n,;' if at == 12 else text for at, text in enumerate(row)] for row in ROWS], delimiter=";"
    ).encode(),
    "blank lines and old line ends": (TEXT[:300] + "\r\n\r\n\r\n" + TEXT[300:].replace("\r\n", "\r") + "\r\r").encode(),
    "a line that names the separator": ("sep=|\n\n" + as_csv(ROWS, delimiter="|")).encode("utf-8-sig"),
    "sixteen bits": as_csv([[f"{text}é" for text in row] for row in ROWS], delimiter="\t").encode("utf-16"),
    "ragged": (TEXT + "1,2,3\r\n" + ",\r\n" + TEXT[200:]).encode(),
}
SIGNS = [b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b'"\n"', b"sep=;\n", b"\xe9", b"\xff\xfe", b"\0", b'"x', b" "]


def changed(seed: int, content: bytes) -> bytes:
    """The bytes with one to three places overwritten, cut, doubled, or given a sign that means something."""
    draw = random.Random(seed)
    found = bytearray(content)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(found) + 1)
        match draw.randrange(5):
            case 0:
                found[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del found[at : at + draw.randint(1, 60)]
            case 2:
                found[at:at] = found[max(at - draw.randint(1, 60), 0) : at]
            case _:
                found[at:at] = draw.choice(SIGNS)
    return bytes(found)


def told(error: DataError) -> None:
    """Both languages have every field of every sentence."""
    assert all(error.message(lang) for lang in ("en", "id"))


@pytest.fixture
def in_small_pieces(monkeypatch):
    """Records and bytes are taken a few at a time, so that every border is met."""
    monkeypatch.setattr(csv_text, "CHUNK", 3)
    monkeypatch.setattr(workbook, "CHUNK", 3)
    monkeypatch.setattr(encoding, "CHUNK", 11)


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("base", BASES)
def test_a_text_file_with_changed_bytes_is_refused_or_read_as_the_strict_parser_reads_it(tmp_path, base):
    path = Path(tmp_path / "s.csv")
    read = 0
    for seed in range(VARIANTS):
        content = changed(seed, BASES[base]) if seed else BASES[base]
        path.write_bytes(content)
        started = time.monotonic()
        try:
            table = read_csv(
                content_of(path, Limits()), ReadingOptions(), count_matches=lambda row: len({*row} & {*ROWS[0]})
            )
        except DataError as refused:
            told(refused)
            continue
        assert time.monotonic() - started < LONGEST
        if any(notice.code == "whole_line_quotes" for notice in table.notices):
            continue
        read += 1
        assert_as_strictly_read(table, content)
    assert read >= VARIANTS / 4  # or nothing was compared


def test_the_strict_parser_itself_keeps_the_rules():
    assert list(strictly('a,"b""\r\nc"\r\n\r\nd"e,\r"",f', ",")) == [
        (["a", 'b"\r\nc'], 2), ([], 3), (['d"e', ""], 4), (["", "f"], 5),
    ]  # fmt: skip
    for torn in ('a,"b', 'a,"b"c', '"a""'):
        with pytest.raises(ValueError, match="quotation mark"):
            list(strictly(torn, ","))


def drawn(draw: random.Random) -> object:
    """What may stand in a cell."""
    return draw.choice(
        [
            None,
            draw.randint(-9, 99),
            draw.random() * 10,
            True,
            "#N/A",
            "=1+1",
            "Setuju",
            " a\n<b>&\"' ",
            "é_x000D_",
            0.1 + 0.2,
        ]
    )


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("seed", range(12))
def test_the_cells_of_a_workbook_are_those_that_a_workbook_library_reads(seed):
    draw = random.Random(seed)
    width = draw.randint(2, 9)
    rows = [["head", *(f"h{at}" for at in range(width - 1))]]
    rows += [[drawn(draw) for _ in range(draw.randint(0, width))] for _ in range(draw.randint(8, 40))]
    rows += [[1] * width]
    content = package({"A": sheet(rows)})
    table = read_workbook(content, ReadingOptions(), file="s.xlsx", count_matches=len)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["A"]
    assert (len(table), len(table.headings)) == (len(rows) - 1, width)
    for record, number in enumerate(table.numbers):
        for position in range(width):
            there = book.cell(row=number, column=position + 1).value
            ours = table.columns[position][record]
            if isinstance(there, bool):
                assert ours == str(there).upper()
            elif isinstance(there, int | float):
                assert float(ours) == pytest.approx(there, rel=1e-14)
            else:
                assert ours == (there or "").replace("_x000D_", "\r")
            faults = table.faults.get(position)
            written = rows[number - 1][position] if position < len(rows[number - 1]) else None
            fault = {"#N/A": "cell_error", "=1+1": "cell_formula", True: "cell_boolean"}.get(
                written if isinstance(written, str | bool) else ""
            )
            assert (faults[record] if faults else "") == (fault or "")


@pytest.mark.parametrize("where", ["the archive", "the sheet", "the styles"])
def test_a_workbook_with_changed_bytes_is_refused_or_read(where):
    styled = sheet(ROWS).replace(cell(3, 1, ROWS[2][1]), cell(3, 1, 45_000, style=DATE))
    whole = package({"A": styled})
    read = 0
    for seed in range(VARIANTS):
        if where == "the archive":
            content = changed(seed, whole) if seed else whole
        elif where == "the sheet":
            content = package({"A": changed(seed, styled.encode()).decode("utf-8", "replace")})
        else:
            content = package({"A": styled}, styles=changed(seed, STYLES.encode()).decode("utf-8", "replace"))
        started = time.monotonic()
        try:
            table = read_workbook(content, ReadingOptions(), file="s.xlsx", count_matches=len)
        except DataError as refused:
            told(refused)
            continue
        finally:
            assert time.monotonic() - started < LONGEST
        read += 1
        assert len(table.headings) == len(table.columns)
        assert {len(column) for column in table.columns} == {len(table)}
    assert read
