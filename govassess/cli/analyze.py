"""``govassess analyze``: read, assess, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govassess.cli import options
from govassess.cli.ending import WARNED, ending, warnings_of
from govassess.cli.language import KEY, spoken, told_language
from govassess.cli.outputs import (
    allow,
    charts_line,
    contents_of,
    index_file,
    ready,
    report_date,
    result_files,
    write_into,
    written_line,
)
from govassess.cli.progress import progress
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.compare.split import Split
    from govassess.report.audiences import Audience
    from govassess.report.whole import Report, Template
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment
    from govassess.run.plan import Plan


@click.command(
    short_help="From a survey file to a report and a result file.",
    epilog="\b\nExample:  govassess analyze survey.csv --by agency_type -o out",
)
@options.survey_argument
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Profile variable to report by (id or label); may be given several times.",
)
@click.option(
    "--cluster",
    metavar="COLUMN",
    help="Profile variable whose values are resampled whole; `none`: respondents.",
)
@options.folder_option
@options.format_option("html,json")
@options.audience_option
@click.option(
    "--split-by",
    metavar="COLUMN",
    help="Also write one report per value of a profile variable, and a page that leads to them.",
)
@options.template_option
@options.charts_option
@options.lang_option
@click.option("--draws", type=click.IntRange(0, 100_000), help="Bootstrap resamples; default 5000.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    help="Seed of the resamples; a fixed default, printed in the report.",
)
@click.option(
    "--disclosure",
    type=click.Choice(["internal", "published"]),
    help="Rules for small groups; default internal.",
)
@click.option(
    "--min-group", type=click.IntRange(min=1), help="Smallest group shown: 3 at the least, 10 in `published`."
)
@options.beside_options
@click.option(
    "--ledger",
    type=options.FILE,
    help="File of what was given out before, to be compared and added to; its key stands beside it.",
)
@options.reading_options
@options.cleaning_options
@options.date_option
@options.fail_on_option
@options.force_option
@options.json_option
@click.pass_context
def analyze(
    ctx: click.Context,
    /,
    *,
    survey: Path,
    output: Path,
    formats: tuple[str, ...],
    audience: Audience,
    split_by: str | None,
    template: Template,
    charts: Path | None,
    plan_file: Path | None,
    previous: Path | None,
    benchmark: Path | None,
    date: datetime | None,
    fail_on: str | None,
    force: bool,
    as_json: bool,
    max_messages: int,
    **given: Any,
) -> None:
    """From a survey file to a report and a result file.

    SURVEY is an export as CSV, XLSX, SPSS, Stata or Parquet file. Writes <survey>-report.html and
    <survey>-result.json, and ends with the levels, their intervals and what to beware of.
    """
    options.refuse_unheeded(template, formats)
    with progress(told_language(ctx)) as run:
        ready(formats)
        run.stage("reading")
        plan = options.plan_of(plan_file, **given)
        ctx.meta.setdefault(KEY, plan.lang)
        responses = options.responses_of(survey, plan)
        lang = ctx.meta[KEY] = spoken(plan.lang, found=responses.source.lang)
        run.lang = lang
        targets = result_files(survey.name, output, formats)
        parts = parts_of(responses, split_by, plan, folder=output, formats=formats) if split_by is not None else None

        def allowed() -> None:
            allow(targets, responses.source.sha256, force=force, charts=charts)
            if parts is not None:
                parts.allow(responses.source.sha256, force=force)

        allowed()
        options.require_beside(responses, previous, benchmark)

        run.stage("assessing")
        from govassess.assessment.assess import run as assessed
        from govassess.result.codec import encode, settled

        alone = None if parts is None else (parts.split.variable, parts.split.shown)
        found = assessed(responses, plan, alone)
        result = settled(options.set_beside(found.result, previous, benchmark))  # what is drawn is what is stored
        encoded = encode(result)

        run.stage("writing")

        def report(drawn: Assessment = result) -> Report:
            from govassess.report.whole import build

            return build(drawn, lang, date=report_date(date), audience=audience, template=template)

        contents = contents_of(targets, encoded, report, charts)
        if parts is not None:
            run.stage("part")
            contents |= parts.contents(result, targets.get("html"), lang, report)
            if "json" in targets:  # the last to get its name, see ``contents_of``
                contents[targets["json"]] = contents.pop(targets["json"])
        private = {} if found.publication is None else found.publication.files()
        write_into(output, contents, private=private, allow=allowed)

    for line in warnings_of(result, lang, at_most=max_messages):
        click.echo(line, err=True)
    lines = [
        *ending(result, lang, targets.values()),
        *([charts_line(charts, contents, lang)] if charts else ()),
        *(parts.lines(lang) if parts else ()),
    ]
    click.echo(encoded if as_json else "\n".join(lines), nl=not as_json)
    if fail_on == "warning" and result.warnings:
        ctx.exit(WARNED)


Contents = dict[Path, str | bytes]
Draw = Callable[["Assessment"], "Report"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """The reports of the groups of one survey: which files they are, what they hold, what is said of them."""

    responses: Responses
    plan: Plan
    folder: Path
    split: Split
    index: Path
    targets: Mapping[str, Mapping[str, Path]]  # group -> format -> file

    def allow(self, source_sha256: str, *, force: bool) -> None:
        """Refuse to overwrite what was not made from the same survey file."""
        for targets in self.targets.values():
            allow(targets, source_sha256, force=force)

    def contents(self, whole: Assessment, whole_report: Path | None, lang: str, draw: Draw) -> Contents:
        """Return path -> content of all reports of groups and of the page that leads to them."""
        from govassess.compare.benchmark import with_other_groups
        from govassess.compare.split import assess_group
        from govassess.report.index import index_page
        from govassess.result.codec import encode, settled

        alone = [settled(assess_group(self.responses, self.split.variable, value, self.plan)) for value in self.targets]
        parts = [settled(part) for part in with_other_groups(alone)]
        found: Contents = {}
        for part, targets in zip(parts, self.targets.values(), strict=True):
            found |= contents_of(targets, encode(part), partial(draw, part))
        links = {value: _first(targets) for value, targets in self.targets.items()}
        if whole_report is not None:
            links[""] = whole_report.name
        found[self.index] = index_page(whole, parts, self.split.suppressed, lang, links=links, least=self.split.least)
        return found

    def lines(self, lang: str) -> list[str]:
        """Return what is said of them at the end of a run."""
        said = [
            written_line(self.index, lang),
            say("cli.written_parts", lang, count=len(self.targets), folder=self.folder),
        ]
        if self.split.suppressed:
            said.append(say("cli.parts_withheld", lang, count=len(self.split.suppressed)))
        return said


def parts_of(responses: Responses, variable: str, plan: Plan, *, folder: Path, formats: tuple[str, ...]) -> Parts:
    """Return the reports that the groups of ``variable`` get."""
    from govassess.compare.split import split_of

    split = split_of(responses, variable, plan)
    survey = responses.source.file
    numbered = enumerate(split.shown, start=1)
    return Parts(
        responses=responses,
        plan=plan,
        folder=folder,
        split=split,
        index=index_file(survey, folder),
        targets={value: result_files(survey, folder, formats, part=number) for number, value in numbered},
    )


def _first(targets: Mapping[str, Path]) -> str:
    """Return the file of a report that a page leads to: the HTML one, else the first of the others."""
    return (targets.get("html") or next(iter(targets.values()))).name
