"""What a check of a report found: places, printed and expected values, and how many numbers were looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Check = Literal["block", "page", "data", "survey", "beside"]
Kind = Literal["number", "text", "added", "removed", "attribute", "value"]

MOST = 5_000
"""Findings that are kept; a page of another survey would give one for each of its numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: in words of the page, or by its path in the data.

    Attributes
    ----------
    section : str
        Title of the section.
    table : str
        Number and title of the table, or the caption of the chart.
    row, column : str
        Heads of row and column.
    text : str
        The sentence, where it stands in none of these; for an attribute its element and name.
    path : str
        Path of the value in the data.
    """

    section: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    text: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not hold: ``printed`` is what is there, ``expected`` what should be, both as read."""

    check: Check
    kind: Kind
    place: Place
    printed: str = ""
    expected: str = ""
    numbers: int = 0  # how many numbers of it do not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many numbers were checked, and how many of them do not hold; ``open`` could not be recomputed."""

    checked: int = 0
    differing: int = 0
    open: int = 0

    @property
    def holding(self) -> int:
        """How many hold."""
        return self.checked - self.differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a reader of the outcome must know: sentence ``verify.note.<code>`` with its values."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All that the check of one report found.

    Attributes
    ----------
    file, lang : str
        The report, and the language it speaks.
    findings : tuple of Finding
        What does not hold, at most 5,000.
    page, data : Tally
        Numbers printed on the page against those its data give; numbers of the data that follow from others of them.
    survey : Tally, optional
        Stored values against those of a new run; None where no survey was given.
    open : mapping
        Part of the data -> names of the fields that cannot be recomputed from the report alone.
    notes : tuple of Note
        What limited the check.
    """

    file: str
    lang: str
    findings: tuple[Finding, ...]
    page: Tally
    data: Tally
    survey: Tally | None = None
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything that was checked holds."""
        return not self.findings

    @property
    def total(self) -> Tally:
        """All checks together; what could not be recomputed is so no more where the survey was there."""
        parts = (self.page, self.data, *(() if self.survey is None else (self.survey,)))
        return Tally(
            checked=sum(part.checked for part in parts),
            differing=sum(part.differing for part in parts),
            open=self.page.open + (0 if self.survey is not None else self.data.open),
        )
