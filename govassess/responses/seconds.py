"""How long each respondent took: logged by the survey tool, or from the times of beginning and end (rule L18).

Times are read only where their order of day and month is certain: written year first, told by a person, or proven by a
part above 12 in the same column. The result serves the screening of careless answers and is never stored per person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from govassess.responses.table import Column, Table
from govassess.responses.tools import Tool, columns_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

LONGEST = 24 * 3600.0  # seconds; a form left open for longer was not being answered
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d+)?", re.ASCII)
_TIME = re.compile(
    r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2,4}),?[ T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}(?:[.,]\d+)?))?"
    r"(?: ?([AP])\.?M\.?)?(?: ?(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?)?(?: ?(GMT|UTC|Z))?",
    re.ASCII | re.IGNORECASE,
)


def time_spent(
    table: Table, tool: Tool, records: Sequence[int], *, dayfirst: bool | None = None
) -> tuple[FloatArray | None, bool]:
    """Return the seconds that the respondents of some records spent on the questionnaire.

    Parameters
    ----------
    table : Table
        The file.
    tool : Tool
        Knows the columns of the time spent, or of beginning and end.
    records : sequence of int
        Records of the respondents.
    dayfirst : bool, optional
        Whether the day stands before the month, as a person said.

    Returns
    -------
    (array (records,) or None, bool)
        NaN = not logged, negative or more than a day; None where no record has a time. And whether there are times
        that nothing tells the order of day and month of.
    """
    import numpy as np

    for position in columns_of(tool, table.headings, tool.logged):
        column = table.columns[position]
        found = _plausible(column.values({text: _number(text) for text in column.contents}), records)
        if not np.isnan(found).all():
            return found, False
    for names in tool.times:
        start, end = (columns_of(tool, table.headings, (name,)) for name in names)
        if start and end:
            return _between(table.columns[start[0]], table.columns[end[0]], records, dayfirst)
    return None, False


def _between(
    start: Column, end: Column, records: Sequence[int], dayfirst: bool | None
) -> tuple[FloatArray | None, bool]:
    """Return the seconds from one column of times to the other."""
    import numpy as np

    texts = (*start.contents, *end.contents)
    order = day_first(texts) if dayfirst is None else dayfirst
    moments = {text: moment(text, dayfirst=order) for text in texts}
    began, ended = start.values(moments), end.values(moments)
    found = _plausible([_difference(one, two) for one, two in zip(began, ended, strict=True)], records)
    unclear = order is None and any(_year_last(text) for text in texts)
    return (None if np.isnan(found).all() else found), unclear


def _plausible(values: Iterable[float | None], records: Sequence[int]) -> FloatArray:
    import numpy as np

    seconds = np.array([np.nan if value is None else value for value in values])[list(records)]
    return np.where((seconds >= 0) & (seconds <= LONGEST), seconds, np.nan)


def _number(text: str) -> float | None:
    return float(text.strip().replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def _difference(start: datetime | None, end: datetime | None) -> float | None:
    """Return the seconds between two times; None if one is not known, or only one has an offset from UTC."""
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return (end - start).total_seconds()


def day_first(texts: Iterable[str]) -> bool | None:
    """Tell whether times written with the year last have the day first, by a part above 12; None if nothing tells.

    Examples
    --------
    >>> day_first(["4/2/2020 14:51:32", "28/2/2020 9:00:00"]), day_first(["4/2/2020 14:51:32"])
    (True, None)
    """
    told = set()
    for text in texts:
        if found := _year_last(text):
            first, second = int(found[1]), int(found[2])
            told |= {True} if first > 12 else set()
            told |= {False} if second > 12 else set()
    return told.pop() if len(told) == 1 else None


def moment(text: str, *, dayfirst: bool | None) -> datetime | None:
    """Return the time that a text says; None if it says none, or not which part is the day.

    Examples
    --------
    >>> moment("2026-04-05T10:00:00+07:00", dayfirst=None).isoformat()
    '2026-04-05T10:00:00+07:00'
    >>> moment("04/05/2026 10:00 PM", dayfirst=True).isoformat(), moment("04/05/2026 10:00", dayfirst=None)
    ('2026-05-04T22:00:00', None)
    """
    text = text.strip()
    try:
        if text[4:5] == "-" and ":" in text:
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # written much like ISO 8601
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        if len(found[1]) == 4:
            year, month, day = int(found[1]), int(found[2]), int(found[3])
        elif dayfirst is None:
            return None
        else:
            first, second = int(found[1]), int(found[2])
            day, month = (first, second) if dayfirst else (second, first)
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        hour, seconds = int(found[4]), float((found[6] or "0").replace(",", "."))
        if found[7]:
            hour = hour % 12 + (12 if found[7].upper() == "P" else 0)
        minute = datetime(year, month, day, hour, int(found[5]), tzinfo=_offset(found))
        return minute + timedelta(seconds=seconds)
    except ValueError:
        return None


def _year_last(text: str) -> re.Match[str] | None:
    text = text.strip()
    found = None if text[:4].isdigit() else _TIME.fullmatch(text)
    return found if found and len(found[1]) <= 2 else None


def _offset(found: re.Match[str]) -> timezone | None:
    if not found[8]:
        return UTC if found[11] else None
    minutes = int(found[9]) * 60 + int(found[10] or 0)
    return timezone(timedelta(minutes=minutes if found[8] == "+" else -minutes))
