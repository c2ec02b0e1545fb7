"""An assessment that draws its own reports, tables and charts: what notebooks and scripts work with."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from govassess.result.assessment import Assessment as Record

if TYPE_CHECKING:
    from govassess.report.table import Table
    from govassess.responses.model import Responses
    from govassess.run.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart; a notebook shows it, and ``svg`` is its source."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Assessment(Record):
    """All that one run found out, with its reports: what is drawn are the numbers as they are stored.

    Examples
    --------
    >>> import govassess as ga
    >>> result = ga.read_result("examples/simulated-survey-result.json")
    >>> result.table("reliability", lang="en").name
    'reliability'
    """

    def _repr_html_(self) -> str:
        from govassess.report.notebook import fragment

        return fragment(self._drawn(), self._language(None))

    def to_json(self, path: str | Path) -> Path:
        """Write the canonical JSON of this assessment; ``govassess report`` draws every report from it."""
        from govassess.files.writing import write_all
        from govassess.result.codec import encode

        write_all({Path(path): encode(self)})
        return Path(path)

    def to_html(
        self,
        path: str | Path,
        *,
        lang: str | None = None,
        date: str | None = None,
        audience: Literal["agency", "research", "thesis"] = "research",
    ) -> Path:
        """Write the report in ``lang`` (``en`` or ``id``; default: the language of the survey) for an audience."""
        from govassess.files.writing import write_all
        from govassess.report.html import render_html

        page = render_html(self._drawn(), self._language(lang), date=date, audience=audience)
        write_all({Path(path): page})
        return Path(path)

    def table(self, name: str, *, lang: str | None = None) -> Table:
        """Return a table of the report by name, such as ``hypotheses``; an unknown name lists them all."""
        from govassess.report.notebook import table

        return table(self._drawn(), name, self._language(lang))

    def chart(self, name: str, *, lang: str | None = None) -> Drawing:
        """Return a chart of the report by name, such as ``scores``; an unknown name lists them all."""
        from govassess.report.notebook import chart

        return Drawing(svg=chart(self._drawn(), name, self._language(lang)))

    def _drawn(self) -> Record:
        from govassess.result.codec import settled

        return settled(self)

    def _language(self, lang: str | None) -> str:
        return lang or self.source.lang or "en"


def assess(responses: Responses, *, plan: Plan | None = None, **options: object) -> Assessment:
    """Assess one survey: scores, levels, measurement, hypotheses, groups.

    Parameters
    ----------
    responses : Responses
        What ``read_responses`` returned.
    plan : Plan, optional
        Options of the run, such as ``read_plan`` returns.
    **options
        Single options in place of the plan's: ``by`` (a name or several), ``cluster``, ``draws``, ``seed``,
        ``disclosure``, ``min_group``, ``ledger``, ``study``, ``reproduce``, ``exclude_careless``, ...

    Returns
    -------
    Assessment
        Codes and values, without any respondent's answers.

    Raises
    ------
    NothingToScoreError
        Nobody is left, nothing can be scored, or ``published`` refuses a sample under its minimum; with
        ``exclude_careless`` everybody looks careless.
    PlanError
        An option names a profile variable that the survey does not hold, or asks for what cannot be done; or the
        ledger holds a report that together with this one discloses too few.

    Notes
    -----
    One set of bootstrap draws serves every table. It resamples the clusters that the instrument or ``cluster`` names
    if there are 10 or more, else respondents (above 5,000 rows, 2,000 random shards of them).

    ``exclude_careless`` leaves out respondents with two or more indicators of careless answering, as the last step of
    the funnel: the result is that of a survey without these rows, with indices and hypotheses of everyone as
    sensitivity analysis. Without it nobody is left out, and the sensitivity analysis is without these respondents.

    ``ledger`` names a file of what was given out before: groups that differ from an earlier one by fewer respondents
    than the minimum are refused in ``published`` and warned of in ``internal``. It is only read here; the command
    line writes it together with the report.

    Examples
    --------
    >>> import govassess as ga
    >>> result = ga.assess(ga.read_responses("examples/simulated-survey.csv"), draws=200, seed=1)
    >>> [each.id for each in result.scores if each.kind == "construct"]
    ['CG', 'DPS', 'SC']
    """
    from govassess.assessment import assess as steps

    return _drawing(steps.assess(responses, plan=plan, **options))


def read_result(path: str | Path) -> Assessment:
    """Read a result that ``analyze`` wrote: its file, or the HTML report, which carries it.

    Parameters
    ----------
    path : str or Path
        A result file (JSON) or a report (HTML).

    Returns
    -------
    Assessment
        The same as the run that wrote the file had, numbers as rounded there.

    Raises
    ------
    DataError
        The file cannot be read, is too large, or is not a result.

    Examples
    --------
    >>> from govassess import read_result
    >>> read_result("examples/simulated-survey-result.json").instrument.id
    'cg-dps-smartcity'
    """
    from govassess.result import codec

    return _drawing(codec.read_result(path))


def _drawing(record: Record) -> Assessment:
    return Assessment(**{entry.name: getattr(record, entry.name) for entry in dataclasses.fields(record)})
