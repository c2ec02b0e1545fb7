"""``--split-by``: one report per group of a survey, and the page that leads to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from govassess.cli.outputs import allow, contents_of, index_file, result_files, written_line
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.compare.split import Split
    from govassess.report.whole import Report
    from govassess.responses.model import Responses
    from govassess.result.assessment import Assessment
    from govassess.run.plan import Plan

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
