"""Read a survey export: the public door to the stages from file to responses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from govassess.errors import DataError, PlanError
from govassess.files.limits import Limits
from govassess.instrument import shelf
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument
from govassess.notices import FunnelStep
from govassess.responses.mapping import ColumnMapping, load_mapping
from govassess.responses.model import Responses, Source
from govassess.responses.personal import named
from govassess.responses.source import HowToRead
from govassess.responses.survey import HowToTreat, Survey, read_survey
from govassess.responses.tools import TOOLS

if TYPE_CHECKING:
    from os import PathLike

OnInvalid = Literal["error", "missing"]
Duplicates = Literal["report", "first", "last", "error"]
Partial = Literal["keep", "drop"]


def read_responses(  # noqa: PLR0913 - fixed by the design; all but two are keyword-only
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None = None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    header_rows: int | None = None,
    tool: str | None = None,
    on_invalid: OnInvalid = "error",
    duplicates: Duplicates = "report",
    partial: Partial = "keep",
    pad_short_rows: bool = False,
    limits: Limits | None = None,
) -> Responses:
    """Read a survey export (CSV, TSV, XLSX, SPSS, Stata, Parquet, ZIP of ODK) and recode it by an instrument.

    Parameters
    ----------
    path : str or path
        The file.
    instrument : Instrument, str or path, optional
        The instrument, the name of a shipped one, or an instrument file. None: the shipped one whose required module
        is whole in the file's columns.
    mapping : ColumnMapping, str or path, optional
        A person's decisions about this file; ``govassess inspect`` drafts one.
    sheet : str, optional
        Sheet of a workbook, or file of an archive; None: the one whose header matches items.
    encoding : str, optional
        Of a text, SPSS or Stata file; None: found out.
    delimiter : str, optional
        Of a text file; None: found out.
    header_row : int, optional
        Number of the first header row as a spreadsheet shows it.
    header_rows : int, optional
        How many header rows there are (1); the first holds the headings, the others are tried where it matches nothing.
    tool : str, optional
        Survey tool whose own columns are in the file; None or ``auto``: recognised by them.
    on_invalid : {"error", "missing"}
        Stop at answers that are not on the scale, or blank and count them.
    duplicates : {"report", "first", "last", "error"}
        What to do with several responses of one id (or equal rows): keep and count, keep the first or the last, stop.
    partial : {"keep", "drop"}
        What to do with unfinished responses.
    pad_short_rows : bool
        Fill up rows of a text file that are shorter than its header, and count them, instead of refusing the file.
    limits : Limits, optional
        Sizes checked before the costly step.

    Returns
    -------
    Responses

    Raises
    ------
    DataError
        All problems of the file at once, each with file, row, column, value, what was expected and how to mend it.
    PlanError
        An option has an unknown value, or no instrument has that name.
    InstrumentError
        The instrument file is not valid.

    Examples
    --------
    >>> read_responses("examples/simulated-survey.csv")
    Responses(317 respondents, 64 items of cg-dps-smartcity, from simulated-survey.csv)
    """
    survey, known = open_survey(
        path, instrument, mapping=mapping, how=HowToRead(
            sheet=sheet, encoding=encoding, delimiter=delimiter, header_row=header_row, header_rows=header_rows,
            tool=tool, pad_short_rows=pad_short_rows,
        ),
        treat=HowToTreat(on_invalid=on_invalid, duplicates=duplicates, partial=partial), limits=limits or Limits(),
    )  # fmt: skip
    if survey.problems or survey.chosen is None or survey.answers is None or survey.screened is None:
        raise DataError(survey.problems, lang=survey.lang)
    import pandas as pd

    table, answers = survey.table, survey.answers
    return Responses(
        instrument=known or survey.chosen.fit.instrument,
        items=answers.items, profile=answers.profile, choices=answers.choices, checklists=answers.checklists,
        columns={name: match.heading for name, match in survey.chosen.matching.items.items()},
        page_order=tuple(match.target.id for match in survey.chosen.matching.of_kind("item")),
        form=survey.chosen.fit.form, funnel=_added_up(survey.screened.funnel, len(answers.items)),
        issues=survey.notices, ids=survey.ids, seconds=None if survey.seconds is None else pd.Series(survey.seconds),
        source=Source(
            file=table.file, sha256=table.sha256, tool=survey.tool, format=table.format, encoding=table.encoding,
            delimiter=table.delimiter, sheet=table.sheet and named(table.sheet),
            header_row=table.header_row or None, lang=survey.lang,
            on_invalid=on_invalid, duplicates=duplicates, partial=partial, pad_short_rows=pad_short_rows,
        ),
    )  # fmt: skip


def open_survey(
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None,
    how: HowToRead,
    treat: HowToTreat,
    limits: Limits,
) -> tuple[Survey, Instrument | None]:
    """Check the options, load instrument and mapping, and take the file through all stages."""
    for option, value, allowed in (
        ("on_invalid", treat.on_invalid, get_args(OnInvalid)),
        ("duplicates", treat.duplicates, get_args(Duplicates)),
        ("partial", treat.partial, get_args(Partial)),
        ("tool", how.tool or "auto", ("auto", *TOOLS)),
    ):
        if value not in allowed:
            raise PlanError("option_value", option=option, value=value, allowed=", ".join(allowed))
    known = instrument if isinstance(instrument, Instrument) else None
    if instrument is not None and known is None:
        known = load_instrument(str(instrument), limits=limits)
    shipped = [load_instrument(name) for name in shelf.names()] if known is None else [known]
    file = ""
    if mapping is None:
        mapping = ColumnMapping()
    elif not isinstance(mapping, ColumnMapping):
        file = Path(mapping).name
        mapping = load_mapping(Path(mapping), limits=limits)
    survey = read_survey(
        Path(path),
        shipped,
        how=_completed(how, mapping),
        treat=treat,
        mapping=mapping,
        mapping_file=file,
        limits=limits,
    )
    return survey, known


def _completed(how: HowToRead, mapping: ColumnMapping) -> HowToRead:
    """Return the options, those that were not given taken from the mapping."""
    named = ("sheet", "encoding", "delimiter", "header_row", "header_rows", "tool")
    return replace(how, **{name: getattr(mapping, name) for name in named if getattr(how, name) is None})


def _added_up(funnel: tuple[FunnelStep, ...], left: int) -> tuple[FunnelStep, ...]:
    """Return the funnel after checking that its steps add up to what was read."""
    gone = sum(step.count for step in funnel[1:])
    if funnel[0].count - gone != left or funnel[-1].remaining != left:
        raise RuntimeError(f"the funnel does not add up: {funnel[0].count} - {gone} is not {left}")
    return funnel
