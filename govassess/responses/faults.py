"""Faulty cells as problems: one for each distinct content of a column, with the rows that hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from govassess.errors import HIDDEN_VALUE, Problem, type_of_value
from govassess.instrument.wording import normalised
from govassess.responses.personal import shown
from govassess.responses.profile import NAMED_FROM
from govassess.responses.recode import Verdict
from govassess.responses.table import Table, letters
from govassess.responses.targets import Target
from govassess.responses.value_labels import says_no_answer

LISTED_ROWS = 10
_FIGURES = re.compile(r"(?=.*\d)[\d\s.,/:%+\-()_eExX=*]{1,12}|\W{1,3}")
_OF_PROGRAMS = frozenset({"true", "false", "yes", "no", "ya", "tidak", "na", "nan", "inf", "-inf", "null", "none"})
MOST_CONTENTS = 50  # distinct ones told of one column; a column with more is not what it was taken for


def safe_value(text: str, count: int, verdict: Verdict | None = None) -> str:
    """Return a cell's content as a message or list may print it; hidden where it may be about one person.

    Parameters
    ----------
    text : str
        The content.
    count : int
        How many respondents gave it.
    verdict : Verdict, optional
        What it was taken for. Words of the scale, also misspelt, are printed, whoever gave them; so are figures, words
        that programs write, and those that say "no answer".

    Examples
    --------
    >>> safe_value("7", 1), safe_value("pak Ani dari loket dua", 1), safe_value("Mantap", 5)
    ('7', '***', 'Mantap')
    """
    plain = text.strip()
    known = verdict is not None and (verdict.code in {None, "E203"} or _misspelt(plain, verdict))
    common = count >= NAMED_FROM or normalised(plain) in _OF_PROGRAMS or says_no_answer(plain)
    return shown(text) if known or common or _FIGURES.fullmatch(plain) else HIDDEN_VALUE


def _misspelt(text: str, verdict: Verdict) -> bool:
    """Tell whether a text is a word of the scale with a slip in it, and says no more than that."""
    meant = str(verdict.values.get("meant", ""))
    return verdict.reason == "misspelt_answer" and len(text.split()) <= len(meant.split())


def cell_problem(
    table: Table,
    records: Sequence[int],
    position: int,
    *,
    code: str,
    reason: str,
    target: Target,
    value: str | None,
    values: Mapping[str, type_of_value],
) -> Problem:
    """Return the problem of one content of a column.

    Parameters
    ----------
    table : Table
        The file.
    records : sequence of int
        Records that hold the content, at least one.
    position : int
        The column.
    code, reason
        As in ``Problem``.
    target : Target
        What the column holds: an item, or a variable or question.
    value : str or None
        The content as it may be printed; None for free text, of which only the place is told.
    values : dict
        Fields of the reason's sentences; ``count`` and ``rows`` are added here.

    Returns
    -------
    Problem
        Placed at the first of the rows.
    """
    place = table.place(records[0], position)
    rows = ", ".join(str(table.numbers[record]) for record in records[:LISTED_ROWS])
    if len(records) > LISTED_ROWS:
        rows += ", ..."
    return Problem(
        code=code,
        reason=reason,
        file=table.file,
        row=cast("int", place["row"]),
        line=cast("int | None", place.get("line")),
        column=cast("str", place["column"]),
        cell=cast("str | None", place.get("cell")),
        item=target.id if target.kind == "item" else None,
        variable=None if target.kind == "item" else target.id,
        value=value,
        values={**values, "count": len(records), "rows": rows},
    )


def crowd_problem(
    table: Table, contents: Mapping[str, Sequence[int]], position: int, *, code: str, target: Target, free_text: bool
) -> Problem:
    """Return the one problem of a column in which too many different contents are wrong to tell each of them.

    Parameters
    ----------
    table : Table
        The file.
    contents : dict
        Each content that is wrong -> the records that hold it.
    position, target
        As for ``cell_problem``.
    code : str
        Of the problem.
    free_text : bool
        Whether the contents are a person's own words, of which none is told.
    """
    first = min(contents, key=lambda content: contents[content][0])
    records = sorted(record for equal in contents.values() for record in equal)
    return cell_problem(
        table, records, position, code=code, reason="many_contents", target=target,
        value=None if free_text else safe_value(first, len(contents[first])), values={"distinct": len(contents)},
    )  # fmt: skip


def fault_problems(table: Table, position: int, records: Sequence[int], target: Target) -> list[Problem]:
    """Return a problem for each distinct cell of a column that a workbook holds as formula, error, boolean or date."""
    alike: dict[tuple[str, str], list[int]] = {}
    for record in records:
        content = table.columns[position][record]
        alike.setdefault((table.faults[position][record], content), []).append(record)
    if len(alike) > MOST_CONTENTS:
        contents = {content: equal for (_, content), equal in alike.items()}
        return [crowd_problem(table, contents, position, code="E205", target=target, free_text=False)]
    found = []
    for (kind, content), equal in alike.items():
        day_month = _day_month(content) if kind == "cell_date" else None
        found.append(
            cell_problem(
                table, equal, position, code="E205", target=target,
                reason="cell_time" if kind == "cell_date" and day_month is None else kind,
                value=None if kind == "cell_formula" else shown(content),
                values={
                    "cell": f"{letters(position)}{table.numbers[equal[0]]}",
                    **({} if day_month is None else {"day_month": day_month}),
                },
            )
        )  # fmt: skip
    return found


def _day_month(content: str) -> str | None:
    """Return ``3/4`` for a date that a spreadsheet made of that text, None for a time without a date."""
    found = re.match(r"\d{4}-(\d{2})-(\d{2})", content)
    return f"{int(found[2])}/{int(found[1])}" if found else None
