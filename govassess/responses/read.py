"""Read a survey export: the public door to the stages from file to responses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from govassess.errors import DataError
from govassess.files.closed_schema import with_options
from govassess.instrument import shelf
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument
from govassess.notices import FunnelStep
from govassess.responses.mapping import ColumnMapping, load_mapping
from govassess.responses.model import Responses, Source
from govassess.responses.options import DECISIONS, ReadingOptions, completed, takes_reading_options
from govassess.responses.personal import named
from govassess.responses.survey import RecodedSurvey, Survey, read_survey

if TYPE_CHECKING:
    from os import PathLike


@takes_reading_options
def read_responses(
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None = None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None = None,
    options: ReadingOptions | None = None,
    **given: Any,
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
    options : ReadingOptions, optional
        How the file is read, such as the ``Plan`` of a run.
    **given
        Options by name, such as ``sheet`` or ``on_invalid``, in place of those of ``options``: the fields of
        ``ReadingOptions``, which describes them.

    Returns
    -------
    Responses

    Raises
    ------
    DataError
        All problems of the file at once, each with file, row, column, value, what was expected and how to mend it.
    PlanError
        An option has an unknown name or value, or no instrument has that name.
    InstrumentError
        The instrument file is not valid.

    Examples
    --------
    >>> read_responses("examples/simulated-survey.csv")
    Responses(317 respondents, 64 items of cg-dps-smartcity, from simulated-survey.csv)
    """
    chosen = with_options(options or ReadingOptions(), given)
    survey, known = open_survey(path, instrument, mapping=mapping, options=chosen)
    if survey.problems or not isinstance(survey, RecodedSurvey):
        raise DataError(survey.problems, lang=survey.lang)
    import pandas as pd

    table, answers, matching = survey.table, survey.answers, survey.chosen.matching
    return Responses(
        instrument=known or survey.chosen.fit.instrument,
        items=answers.items, profile=answers.profile, choices=answers.choices, checklists=answers.checklists,
        columns={name: match.heading for name, match in matching.items.items()},
        page_order=tuple(match.target.id for match in matching.of_kind("item")),
        form=survey.chosen.fit.form, funnel=_added_up(survey.screened.funnel, len(answers.items)),
        issues=survey.notices, ids=survey.ids, seconds=None if survey.seconds is None else pd.Series(survey.seconds),
        source=Source(
            file=table.file, sha256=table.sha256, tool=survey.tool, format=table.format, encoding=table.encoding,
            delimiter=table.delimiter, sheet=table.sheet and named(table.sheet),
            header_row=table.header_row or None, lang=survey.lang,
            **{name: getattr(chosen, name) for name in DECISIONS},
        ),
    )  # fmt: skip


def open_survey(
    path: str | PathLike[str],
    instrument: Instrument | str | PathLike[str] | None,
    *,
    mapping: ColumnMapping | str | PathLike[str] | None,
    options: ReadingOptions,
) -> tuple[Survey, Instrument | None]:
    """Load instrument and mapping, and take the file through all stages."""
    known = instrument if isinstance(instrument, Instrument) else None
    if instrument is not None and known is None:
        known = load_instrument(str(instrument), limits=options.sizes)
    shipped = [load_instrument(name) for name in shelf.names()] if known is None else [known]
    file = ""
    if mapping is None:
        mapping = ColumnMapping()
    elif not isinstance(mapping, ColumnMapping):
        file = Path(mapping).name
        mapping = load_mapping(Path(mapping), limits=options.sizes)
    found = read_survey(Path(path), shipped, completed(options, mapping), mapping=mapping, mapping_file=file)
    return found, known


def _added_up(funnel: tuple[FunnelStep, ...], left: int) -> tuple[FunnelStep, ...]:
    """Return the funnel after checking that its steps add up to what was read."""
    gone = sum(step.count for step in funnel[1:])
    if funnel[0].count - gone != left or funnel[-1].remaining != left:
        raise RuntimeError(f"the funnel does not add up: {funnel[0].count} - {gone} is not {left}")
    return funnel
