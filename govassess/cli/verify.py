"""``govassess verify``: check a published report against its own data and against the survey."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.faults import OUTCOME_KEY
from govassess.cli.language import KEY, spoken, told_language
from govassess.cli.progress import progress
from govassess.text import numbers
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.verification.findings import Finding, Place, Tally, Verification


FALSE = 3


@click.command(
    short_help="Check a published report against its data and the survey.",
    epilog="\b\nExample:  govassess verify survey-report.html survey.csv",
)
@click.argument("report", type=options.FILE, callback=options.remember_files)
@click.argument("survey", type=options.FILE, required=False, callback=options.remember_files)
@click.option("--plan", "plan_file", type=options.FILE, help="Plan file that the run was given, if it was given one.")
@click.option("--mapping", type=options.FILE, help="Mapping file that the run was given, if it was given one.")
@options.lang_option
@options.max_messages_option
@options.json_option
@click.pass_context
def verify(
    ctx: click.Context,
    /,
    *,
    report: Path,
    survey: Path | None,
    plan_file: Path | None,
    mapping: Path | None,
    lang: str | None,
    max_messages: int,
    as_json: bool,
) -> None:
    """Check a published report against its data and the survey.

    REPORT is a page that `analyze` or `report` wrote. It carries the result it was drawn from: every number it
    prints is compared with that result, every number of the result that follows from others is recomputed, and with
    SURVEY, the file that was assessed, the whole run is made again. Lists what does not hold, with place, printed and
    expected value. Ends with exit code 3 if something does not hold.
    """
    from govassess.verification.verify import verify_report

    with progress(told_language(ctx)) as run:
        run.stage("assessing")
        found = verify_report(report, survey, plan=plan_file, mapping=mapping)
    lang = ctx.meta[KEY] = spoken(lang, found=found.lang)
    if not found.holds:
        ctx.meta[OUTCOME_KEY] = FALSE  # also where it cannot be printed
    if as_json:
        click.echo(json.dumps(as_record(found, lang), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(lines_of(found, lang, at_most=max_messages)))
    if not found.holds:
        ctx.exit(FALSE)


NOTHING = "–"


def lines_of(found: Verification, lang: str, *, at_most: int) -> list[str]:
    """Return the outcome of a check, the first ``at_most`` findings one line each.

    Parameters
    ----------
    found : Verification
        What the check found.
    lang : str
        ``en`` or ``id``.
    at_most : int
        Findings told one by one.

    Returns
    -------
    list of str
    """
    lines = [finding_line(finding, lang) for finding in found.findings[:at_most]]
    if len(found.findings) > at_most:
        lines.append(say("cli.more_lines", lang, count=len(found.findings) - at_most))
    lines += [say(f"verify.note.{note.code}", lang, **note.values) for note in found.notes]
    lines += [_counted("page", found.page, lang), _counted("data", found.data, lang)]
    if found.survey is not None:
        lines.append(_counted("survey", found.survey, lang))
    else:
        lines += [say("verify.open", lang, part=part, fields=", ".join(fields)) for part, fields in found.open.items()]
    total = found.total
    lines.append(say("verify.total", lang, **_values(total, lang), open=numbers.integer(total.open, lang)))
    lines.append(say("verify.holds" if found.holds else "verify.holds_not", lang, file=found.file))
    return lines


def finding_line(finding: Finding, lang: str) -> str:
    """Return the sentence of one finding."""
    values = {
        "place": place_text(finding.place, lang, of_page=finding.check == "page"),
        "printed": finding.printed or NOTHING,
        "expected": finding.expected or NOTHING,
    }
    key: str = finding.check
    if finding.check == "page" and finding.kind in ("added", "removed", "attribute"):
        key = finding.kind
    return say(f"verify.finding.{key}", lang, **values)


def place_text(place: Place, lang: str, *, of_page: bool) -> str:
    """Return where a finding is: section, table or chart, row, column or sentence; of data their path."""
    if not of_page:
        return place.path
    parts = [place.section, place.table]
    parts += [
        say(f"verify.place.{name}", lang, text=getattr(place, name))
        for name in ("row", "column", "text")
        if getattr(place, name)
    ]
    return ", ".join(part for part in parts if part) or NOTHING


def as_record(found: Verification, lang: str) -> dict[str, Any]:
    """Return the outcome of a check as JSON types, each finding with its sentence."""
    record = dataclasses.asdict(found)
    for entry, finding in zip(record["findings"], found.findings, strict=True):
        entry["message"] = finding_line(finding, lang)
    total = found.total
    return {
        "holds": found.holds,
        **record,
        "total": dataclasses.asdict(total) | {"holding": total.holding},
    }


def _counted(check: str, tally: Tally, lang: str) -> str:
    return say(f"verify.counted.{check}", lang, **_values(tally, lang))


def _values(tally: Tally, lang: str) -> dict[str, str]:
    return {
        "checked": numbers.integer(tally.checked, lang),
        "holding": numbers.integer(tally.holding, lang),
        "differing": numbers.integer(tally.differing, lang),
    }
