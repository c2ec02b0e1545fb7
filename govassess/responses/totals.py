"""Rows of sums and means below the answers, as a spreadsheet leaves them: no respondents, and told as one problem each.

Indonesian satisfaction surveys are tallied in a workbook whose last rows read Jumlah, NRR, NRR tertimbang, IKM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govassess.errors import Problem
from govassess.instrument.wording import normalised
from govassess.responses.faults import safe_value
from govassess.responses.personal import shown
from govassess.responses.recode import AnswerWords, judge
from govassess.responses.table import Row, Table, is_blank

MOST = 50  # rows; where more at the end look like sums, they are something else
_WORDS = re.compile(
    r"(?:sub ?)?(?:jumlah|total|sum|rata ?- ?rata|rerata|mean|average|nrr|ikm|skm|indeks|index|konversi|mutu"
    r"|nilai (?:rata|indeks|ikm|skm|per unsur|unsur|konversi|interval|tertimbang|total|mutu)|kinerja unit)\b.*",
    re.ASCII,
)
_CERTAIN = re.compile(
    r"jumlah(?: nilai)?(?: per unsur)?|total|rata ?- ?rata|rerata|mean|average"
    r"|(?:nrr|nilai rata ?- ?rata)(?: tertimbang)?(?: per unsur)?",
    re.ASCII,
)  # nobody's answer to anything, also where the figures are rounded to points of the scale
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*", re.ASCII)


def summary_rows(table: Table, words: Mapping[int, AnswerWords]) -> tuple[int, ...]:
    """Return the records at the end of a table that hold sums or means of the answers above.

    Parameters
    ----------
    table : Table
        The file.
    words : dict
        Position of each item's column -> the words of its scale.

    Returns
    -------
    tuple of int
        Records, in the order of the file.

    Notes
    -----
    Looked for from the end up to the last record that answers an item otherwise. A record is one of them if its first
    cell says so and half of its item cells or more are no answers; or if it holds nothing but such figures in the item
    columns, although the other columns are filled above or no answer could be that large or have decimals.
    """
    others = [at for at in range(len(table.headings)) if at not in words]
    alone = all(table.columns[at].taken(slice(len(table) // 2)).blank().all() for at in others)
    found: list[int] = []
    for record in range(len(table) - 1, -1, -1):
        row = table.row(record)
        faulty = {at for at, faults in table.faults.items() if faults[record]}
        asked = [at for at in words if row[at].strip() or at in faulty]
        if is_blank(row) and not asked:
            continue
        off = [at for at in asked if at in faulty or judge(row[at], words[at]).code]
        first = normalised(next((cell for cell in row if cell.strip()), ""))
        mostly_off = 2 * len(off) >= len(asked)
        named = _CERTAIN.fullmatch(first) or (_WORDS.fullmatch(first) and mostly_off)
        figures = mostly_off and _only_figures(row, asked, others)
        if named or (figures and (not alone or _no_answers(row, off, words))):
            found.append(record)
            if len(found) > MOST:
                return ()
        elif asked:
            break
    return tuple(reversed(found))


def _only_figures(row: Row, asked: Sequence[int], others: Sequence[int]) -> bool:
    """Tell whether a row holds numbers (or formulas) in two item columns or more and nothing elsewhere."""
    figures = all(not row[at].strip() or _NUMBER.fullmatch(row[at].strip()) for at in asked)
    return len(asked) > 1 and figures and not any(row[at].strip() for at in others)


def _no_answers(row: Row, off: Sequence[int], words: Mapping[int, AnswerWords]) -> bool:
    """Tell whether figures off the scale are too large or have decimals, so that none is a slip of the keyboard."""
    cells = [(row[at].strip(), words[at].scale.max) for at in off]
    return all(not cell.isdigit() or int(cell[:9]) > 9 * highest for cell, highest in cells)


def summary_problems(table: Table, records: tuple[int, ...]) -> list[Problem]:
    """Return one problem a record of sums or means: it is to be deleted."""
    problems = []
    for record in records:
        first = next((cell.strip() for cell in table.row(record) if cell.strip()), "")
        label = shown(first) if _WORDS.fullmatch(normalised(first)) else safe_value(first, 1)
        number = table.numbers[record]
        line = table.lines[record] if table.lines else None
        problems.append(
            Problem(
                code="E201", reason="summary_row", file=table.file, row=number,
                line=line if line != number else None, values={"row": number, "first": label or "-"},
            )
        )  # fmt: skip
    return problems
