"""The check of one report: its block of data, its page, its data in themselves, and the survey where it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from govassess.errors import DataError, PlanError, Problem
from govassess.files.carried import Carried, NotCarriedError, carried, checksum, is_page
from govassess.files.cells import printable
from govassess.report.audiences import Audience
from govassess.report.html import render_html
from govassess.result.assessment import Assessment
from govassess.result.codec import decode, plain, read_result, read_text
from govassess.text.catalogue import LANGUAGES
from govassess.verification.findings import MOST, Finding, Note, Place, Tally, Verification
from govassess.verification.page_check import compare, numbers_of, tally
from govassess.verification.page_tree import Element, NotAReportPageError, tree_of
from govassess.verification.printed_values import check_sources
from govassess.version import VERSION

REPORT, RESULT = "-report.html", "-result.json"
LATER = frozenset({"previous", "benchmark", "warnings", "versions", "govassess", "schema_version"})
"""Parts of a result that a report may be given after the run that wrote it."""

LARGEST_PAGE = 20_000_000
LARGEST_DATA = 20_000_000
"""Bytes: a report of 64 items is about 0.6 MB, its data unpacked 0.3 MB."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """A report as it was read: page, data, and how the page was drawn from them."""

    file: str
    html: str
    page: Element
    block: Carried
    data: Any
    result: Assessment
    lang: str
    audience: Audience
    date: str | None
    version: str


def verify_report(
    report: str | Path,
    survey: str | Path | None = None,
    *,
    plan: str | Path | None = None,
    mapping: str | Path | None = None,
) -> Verification:
    """Check a published report: recompute what it prints from what it carries, and that from the survey.

    Parameters
    ----------
    report : str or path
        The HTML report.
    survey : str or path, optional
        The survey file it was made from; without it what rests on single answers cannot be recomputed.
    plan, mapping : str or path, optional
        The files the run was given, where it was given any that decide about the result.

    Returns
    -------
    Verification

    Raises
    ------
    DataError
        The file cannot be read, is no report, or does not carry its data whole.
    PlanError
        The survey was given, but not the plan or mapping file that the run had.

    Examples
    --------
    >>> import tempfile, govassess as ga
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = ga.read_result("examples/simulated-survey-result.json")
    ...     found = verify_report(result.to_html(Path(folder) / "report.html"))
    >>> found.holds, found.page.differing
    (True, 0)
    """
    published = published_report(report)
    findings, page, notes = page_findings(published)
    unlike, data, left = _consistent(published)
    kept, again = [*_block_findings(published), *_beside(published, Path(report)), *findings, *unlike], None
    if survey is not None:
        from govassess.verification.survey_check import check_survey

        files = {name: None if file is None else Path(file) for name, file in (("plan", plan), ("mapping", mapping))}
        differing, again, told = check_survey(published.result, published.data, Path(survey), **files)
        kept += differing
        notes += told
    return Verification(
        file=published.file,
        lang=published.lang,
        findings=tuple(kept[:MOST]),
        page=page,
        data=data,
        survey=again,
        open=left,
        notes=notes,
    )


def published_report(report: str | Path) -> Published:
    """Read a report with its data.

    Raises
    ------
    DataError
        As ``verify_report``.
    """
    file = Path(report)
    html = read_text(file, largest=LARGEST_PAGE)
    if not is_page(html):
        raise _refused("no_report", file)
    try:
        block = carried(html, at_most=LARGEST_DATA)
        page = tree_of(html)
    except NotCarriedError as fault:
        raise _refused(fault.code, file, most=LARGEST_DATA // 1_000_000) from None
    except NotAReportPageError:
        raise _refused("page_damaged", file) from None
    result = decode(block.text, file=file.name)
    told = block.attributes
    if told.get("lang") not in LANGUAGES or told.get("for") not in get_args(Audience):
        raise _refused("carried_attributes", file)
    return Published(
        file=file.name,
        html=html,
        page=page,
        block=block,
        data=json.loads(block.text),
        result=result,
        lang=told["lang"],
        audience=told["for"],  # type: ignore[arg-type]  # one of them, as was just seen
        date=told.get("date") or None,
        version=told.get("version", ""),
    )


def page_findings(published: Published) -> tuple[list[Finding], Tally, tuple[Note, ...]]:
    """Return where a page is not the one that its data give, and how many numbers were compared.

    A page that another version drew differently is checked by the paths that its numbers carry, which a note says.
    """
    try:
        drawn = render_html(published.result, published.lang, date=published.date, audience=published.audience)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        # it fits the schema, but its parts contradict each other: nothing that analyze writes does
        raise _refused("result_inconsistent", Path(published.file)) from None
    if drawn == published.html:
        return [], Tally(checked=numbers_of(published.page)), ()
    findings = list(islice(compare(published.page, tree_of(drawn)), MOST))
    if findings and published.version != VERSION:
        found, counted = check_sources(published.page, published.data, published.lang)
        left = max(numbers_of(published.page) - counted.checked, 0)
        values: Mapping[str, str | int] = {"drawn": printable(published.version, 20) or "?", "here": VERSION}
        return found, replace(counted, open=left), (Note(code="other_version", values={**values, "count": left}),)
    return findings, tally(findings, published.page), ()


def _consistent(published: Published) -> tuple[list[Finding], Tally, Mapping[str, tuple[str, ...]]]:
    """Return what of the data does not follow from the rest of them."""
    from govassess.verification.data_check import check_data

    try:
        return check_data(published.result)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError, PlanError):
        raise _refused("result_inconsistent", Path(published.file)) from None


def _block_findings(published: Published) -> list[Finding]:
    """Return the finding that the data are not those whose checksum stands beside them."""
    if published.block.whole:
        return []
    printed = printable(published.block.attributes.get("sha256", ""), 64)
    return [
        Finding(
            check="block",
            kind="value",
            place=Place(path="data-sha256"),
            printed=printed,
            expected=checksum(published.block.text),
        )
    ]


def _beside(published: Published, file: Path) -> list[Finding]:
    """Return the finding that the result file of the same name is not that of the report: files of two runs."""
    result = file.with_name(file.name.removesuffix(REPORT) + RESULT)
    if not file.name.endswith(REPORT) or not result.is_file():
        return []
    try:
        other = read_result(result)
    except DataError:  # it is not what is checked here
        return []
    there = plain(other)
    if all(there.get(name) == published.data.get(name) for name in {*there, *published.data} - LATER):
        return []
    return [Finding(check="beside", kind="value", place=Place(path=printable(result.name, 80)))]


def _refused(reason: str, file: Path, **values: int) -> DataError:
    return DataError([Problem(code="E110", reason=reason, file=file.name, values=values)])
