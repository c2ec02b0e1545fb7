"""Header rows: how many there are, which of them names the columns, what the others say (rule L5)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from govassess.responses.table import Row
from govassess.responses.tools import SINGLE_ANSWER, TOOLS, is_own
from govassess.responses.wording import heading_key

MOST_ROWS = 5  # header rows that are ever looked at
LEAST_MATCHES = 2  # items in a row from which on it looks like the header
LEAST_TOLD = 3  # columns of a tool that a second row must name to be a header row
_DATED = frozenset(
    {"startdate", "enddate", "recordeddate", "progress", "duration (in seconds)"}
)  # never without digits
_VV_CODES = frozenset({"id", "token", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The headings, what else is written above the data by column, and the rows as they stand in the file."""

    headings: Row
    labels: tuple[Row, ...] = ()
    written: tuple[Row, ...]

    @property
    def rows(self) -> int:
        """How many rows the header takes."""
        return len(self.written)


def header_of(first: Sequence[Sequence[str]], rows: int | None = None) -> Header:
    """Return the header at the top of some rows.

    Parameters
    ----------
    first : sequence of rows
        The (first) header row and up to four rows below it.
    rows : int, optional
        How many header rows there are, said by the user; None: found out.

    Returns
    -------
    Header
        All rows as wide as the first.

    Notes
    -----
    Qualtrics writes tags, question texts and ids as JSON (three rows; two in old exports, or where somebody deleted
    one). LimeSurvey's VV file writes texts above codes. SurveyMonkey writes a question once above all its columns and
    the choice or row below it, or a word for "one answer": such columns are headed by the question, the others by
    ``Question [Row]``. What the user says wins: a layout that has another number of rows is then none.

    Examples
    --------
    >>> found = header_of([["Q1", "Q2"], ["How old?", "Why?"], ['{"ImportId":"QID1"}', '{"ImportId":"QID2"}']])
    >>> found.rows, found.headings, found.labels[1]
    (3, ('Q1', 'Q2'), ('QID1', 'QID2'))
    >>> header_of([["Respondent ID", "Trust?", "", "Role"], ["", "Partners", "Staff", "Response"]]).headings
    ('Respondent ID', 'Trust? [Partners]', 'Trust? [Staff]', 'Role')
    """
    width = len(first[0])
    texts = [tuple(cell.strip() for cell in fitted(row, width)) for row in first]
    for layout in (_qualtrics, _limesurvey_vv, _surveymonkey, _qualtrics_of_two):
        found = layout(texts)
        if found is not None and rows in {None, found.rows}:
            return found
    rows = rows or 1
    if rows == 2 <= len(texts) and any(below and not cell for cell, below in zip(*texts[:2], strict=True)):
        return _question_above_rows(texts)
    return Header(headings=texts[0], labels=tuple(texts[1:rows]), written=tuple(texts[:rows]))


def fitted(record: Sequence[str], width: int) -> Row:
    """Return a record cut or filled to ``width``: only for header rows, and for rows that are refused anyway."""
    return (*record[:width], *[""] * (width - len(record)))


def _qualtrics(texts: Sequence[Row]) -> Header | None:
    """Return the header above and with the row of ids as JSON."""
    at = next((at for at, row in enumerate(texts[1:3], start=1) if _import_ids(row)), None)
    if at is None:
        return None
    ids = tuple(_import_id(cell) or "" for cell in texts[at])
    return Header(headings=texts[0], labels=(*texts[1:at], ids), written=tuple(texts[: at + 1]))


def _import_id(cell: str) -> str | None:
    """Return the stable id that Qualtrics writes as JSON in the last header row."""
    if not cell.startswith("{"):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return str(found["ImportId"]) if isinstance(found, dict) and "ImportId" in found else None


def _import_ids(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return bool(cells) and all(_import_id(cell) for cell in cells)


def _qualtrics_of_two(texts: Sequence[Row]) -> Header | None:
    """Return a header of tags and texts: the second row names the tool's columns again, in whatever language."""
    if len(texts) < 2:
        return None
    tool = TOOLS["qualtrics"]
    top, below = texts[:2]
    told = [
        at
        for at, (cell, under) in enumerate(zip(top, below, strict=True))
        if is_own(tool, under) and (heading_key(cell) == heading_key(under) or re.fullmatch(r"V\d+", cell))
    ]
    dated = [under for cell, under in zip(top, below, strict=True) if heading_key(cell) in _DATED]
    words = len(dated) >= LEAST_TOLD and all(under and not re.search(r"\d", under) for under in dated)
    if len(told) < LEAST_TOLD and not words:
        return None
    headings = tuple(below[at] if at in told else cell for at, cell in enumerate(top))  # V1 to V10 say nothing
    return Header(headings=headings, labels=(below,), written=(top, below))


def _limesurvey_vv(texts: Sequence[Row]) -> Header | None:
    """Return a header of texts above codes."""
    if len(texts) < 2:
        return None
    top, codes = texts[:2]
    told = _VV_CODES.intersection(codes)
    if len(told) < LEAST_TOLD or len(_VV_CODES.intersection(top)) >= len(told):
        return None
    return Header(headings=codes, labels=(top,), written=(top, codes))


def _surveymonkey(texts: Sequence[Row]) -> Header | None:
    """Return a header of questions above choices, if both rows can be nothing else."""
    if len(texts) < 2:
        return None
    tool = TOOLS["surveymonkey"]
    top, below = texts[:2]
    own = {at for at, cell in enumerate(top) if cell and is_own(tool, cell)}
    asked = [under for at, under in enumerate(below) if at not in own]
    single = sum(heading_key(cell) in SINGLE_ANSWER for cell in below)
    continued = sum(not cell and bool(under) for cell, under in zip(top, below, strict=True))
    if any(below[at] for at in own) or not (single or continued) or not top[0]:
        return None
    whole = all(asked) and (single == len(asked) or (single and continued))
    return _question_above_rows(texts) if whole or (own and single) or (own and all(asked)) else None


def _question_above_rows(texts: Sequence[Row]) -> Header:
    """Fill the questions to the right and join them with what stands below."""
    top, below = texts[:2]
    headings, alone = [], []
    question = ""
    for at, (cell, under) in enumerate(zip(top, below, strict=True)):
        question = cell or question
        if not under:
            headings.append(cell)
        elif heading_key(under) in SINGLE_ANSWER:
            headings.append(question)
        else:
            headings.append(f"{question} [{under}]" if question else under)
        ends = at + 1 == len(top) or bool(top[at + 1])
        alone.append(cell if under and ends else "")
    return Header(headings=tuple(headings), labels=(tuple(alone), below), written=(top, below))
