"""Survey responses after reading, matching and recoding: what every later step starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.instrument.model import Instrument
from govassess.notices import FunnelStep, Notice

if TYPE_CHECKING:
    import pandas as pd

    from govassess.responses.table import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that was read, and how. ``lang`` is the language in which its wording or answers matched, if one did.

    The last four are the reading options that decided about rows and cells, as they were given.
    """

    file: str
    sha256: str
    tool: str
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = 1  # None: a data file, whose rows are all records
    lang: str | None = None
    on_invalid: str = "error"
    duplicates: str = "report"
    partial: str = "keep"
    pad_short_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Responses:
    """One survey: the answers as given (before reverse keys are turned), who gave them, and how they were read.

    Attributes
    ----------
    items : DataFrame (n, k), float
        One row a respondent left in the analysis, one column an item that the file holds (its id), scale points as
        asked, NaN = not answered. Rows keep the order of the file; the index counts 0, 1, 2, ...
    profile : DataFrame (n, p)
        One column a declared profile variable that the file holds: codes for ``single`` and ``ordinal``, text
        for ``text`` (spaces folded), floats for ``number``; missing = NaN/None.
    choices : dict of DataFrame (n, options), float
        Per multiple-choice question: 1 chosen, 0 not chosen, a row of NaN for a respondent who skipped it.
    checklists : DataFrame (n, entries), float
        Stages of checklist entries that the file holds.
    columns : dict
        Item id -> heading of the column it was read from.
    page_order : tuple of str
        Item ids in the order of the file's columns: the order in which a survey tool showed them.
    seconds : Series (n,), optional
        Time spent on the questionnaire where the survey tool logged it; NaN = not logged. None: nowhere logged.
    ids : Column, optional
        The id that the survey tool gave each response; None where it gave none. Never printed.
    form : str
        ``full``, ``short`` or ``mixed``: which form of the items the file holds.
    funnel, issues, source
        The ledger of rows, the notices met while reading, the file.
    """

    instrument: Instrument
    items: pd.DataFrame
    profile: pd.DataFrame
    choices: Mapping[str, pd.DataFrame]
    checklists: pd.DataFrame
    columns: Mapping[str, str]
    form: str
    funnel: tuple[FunnelStep, ...]
    issues: tuple[Notice, ...]
    source: Source
    page_order: tuple[str, ...] = ()
    seconds: pd.Series[float] | None = None
    ids: Column | None = None

    def __repr__(self) -> str:
        n, k = self.items.shape
        return f"Responses({n} respondents, {k} items of {self.instrument.id}, from {self.source.file})"
