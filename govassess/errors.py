"""What can go wrong: errors by stage, each holding codes and values; the sentences are the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from govassess.text.catalogue import say

type_of_value = str | int | float

MOST_ALIKE = 5  # problems that differ in nothing but their place and are listed one by one
LISTED_PLACES = 20
PLACES = frozenset(
    {
        "id", "node", "text_en", "text_id", "row", "rows", "count", "cell", "column", "columns", "heading", "headings",
        "last", "line", "item", "variable", "first",
    }
)  # fmt: skip
"""Fields of a problem's sentences that say where it is, or how often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a file: where it is, what was found, and which sentences explain it.

    ``reason`` names the catalogue keys ``problem.<reason>.expected`` and ``problem.<reason>.fix``; ``values`` are
    the named fields of those sentences. ``value`` is what stands in the cell, already cut and masked.
    """

    code: str
    reason: str
    file: str = ""
    row: int | None = None
    line: int | None = None
    column: str | None = None
    cell: str | None = None
    item: str | None = None
    variable: str | None = None
    path: str | None = None
    value: str | None = None
    values: Mapping[str, type_of_value] = field(default_factory=dict)


HIDDEN_VALUE = "***"
"""What stands for a content that may be about one person."""


def _place(problem: Problem, lang: str) -> str:
    """Return where the problem is: file, row or line, cell, column, item, key path."""
    parts = [problem.file] if problem.file else []
    for kind in ("row", "line", "cell", "column", "item", "variable", "path"):
        found = getattr(problem, kind)
        if found is not None:
            parts.append(say(f"problem.place.{kind}", lang, **{kind: found}))
    return " ".join(parts)


def problem_text(problem: Problem, lang: str) -> str:
    """Return the block of lines that a person reads about one problem."""
    values = dict(problem.values)
    expected = say(f"problem.{problem.reason}.expected", lang, **values)
    lines = [f"{problem.code} {_place(problem, lang)}".rstrip()]
    if problem.value is not None:
        key = "problem.found_hidden" if problem.value == HIDDEN_VALUE else "problem.found"
        lines.append("     " + say(key, lang, value=problem.value, expected=expected))
    else:
        lines.append("     " + expected)
    lines.append("     " + say("problem.fix", lang, fix=say(f"problem.{problem.reason}.fix", lang, **values)))
    return "\n".join(lines)


class GovassessError(Exception):
    """Base of all errors a user can meet; ``exit_code`` is what the command line ends with."""

    exit_code = 3

    def message(self, lang: str = "en") -> str:
        """Return the sentence for a person who reads ``lang``."""
        return say("error.internal", lang, detail=" ".join(str(part) for part in self.args))

    def __str__(self) -> str:
        return self.message("en")


class CodedError(GovassessError):
    """An error whose sentence is one catalogue entry, ``error.<code>``."""

    def __init__(self, code: str, **values: type_of_value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def message(self, lang: str = "en") -> str:
        """Return the catalogue's sentence with the values filled in."""
        return say(f"error.{self.code}", lang, **self.values)


class ProblemsError(GovassessError):
    """All problems of one file, collected before anything is done with it."""

    def __init__(self, problems: Sequence[Problem], *, lang: str | None = None, unfinished: bool = False) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)
        self.lang = lang  # the language in which the file itself speaks, where that is known
        self.unfinished = unfinished  # whether these problems kept further checks from being made

    def message(self, lang: str = "en", *, at_most: int = 50) -> str:
        """Return the first ``at_most`` problems, one block each, and a count per code for the rest.

        A problem that is met in many places is listed once, with a count.
        """
        groups = self._alike()
        shown = [_block(group, lang) for group in groups[:at_most]]
        rest = groups[at_most:]
        if rest:
            counts: dict[str, int] = {}
            for group in rest:
                counts[group[0].code] = counts.get(group[0].code, 0) + len(group)
            listed = ", ".join(f"{code}: {count}" for code, count in sorted(counts.items()))
            shown.append(say("problem.more", lang, count=sum(counts.values()), listed=listed))
        if self.unfinished:
            shown.append(say("problem.further_checks", lang))
        return "\n".join(shown)

    def _alike(self) -> list[list[Problem]]:
        """Return the problems in their order, those together that differ in nothing but their place."""
        groups: dict[object, list[Problem]] = {}
        for problem in self.problems:
            groups.setdefault(_kind(problem), []).append(problem)
        few = {id(one): [one] for group in groups.values() if len(group) <= MOST_ALIKE for one in group}
        return [few.get(id(one), groups[_kind(one)]) for one in self.problems if id(one) in few or _first(one, groups)]


def _first(problem: Problem, groups: Mapping[object, Sequence[Problem]]) -> bool:
    return groups[_kind(problem)][0] is problem


def _kind(problem: Problem) -> object:
    """Return what problems share that are one and the same, met in several places."""
    values = tuple(sorted((name, value) for name, value in problem.values.items() if name not in PLACES))
    return problem.code, problem.reason, problem.file, problem.value, values


def _block(group: Sequence[Problem], lang: str) -> str:
    """Return the text of a problem, and where else it is met."""
    text = problem_text(group[0], lang)
    if len(group) == 1:
        return text
    others = [one.item or one.variable or one.cell or one.column or one.path or one.row or one.line for one in group]
    places = list(dict.fromkeys(str(place) for place in others[1:] if place is not None))
    listed = ", ".join(places[:LISTED_PLACES]) + (", ..." if len(places) > LISTED_PLACES else "")
    alike = say("problem.alike", lang, count=len(group) - 1, listed=listed or "-")
    return f"{text}\n     {alike}"


class InstrumentError(ProblemsError):
    """The instrument file is not one: every fault by line and key path."""


class DataError(ProblemsError):
    """The survey, mapping or result file cannot be taken as it is: every fault by row and column."""


class PlanError(CodedError):
    """An option or a plan file asks for what cannot be done."""

    exit_code = 2


class OutputError(CodedError):
    """A file cannot be written, or standard output takes nothing."""

    exit_code = 2


class NotEnoughMemoryError(CodedError):
    """The memory of the machine does not suffice for a file."""


class NothingToScoreError(CodedError):
    """Nobody, or nothing, is left to be scored."""

    exit_code = 1


class NotEstimable(GovassessError):  # noqa: N818 - the field's word, fixed by the design
    """A statistic is undefined here; ``what`` names it, ``code`` the reason, ``values`` the figures of the reason."""

    exit_code = 1

    def __init__(self, what: str, code: str, **values: type_of_value) -> None:
        super().__init__(what, code)
        self.what = what
        self.code = code
        self.values = values

    def message(self, lang: str = "en") -> str:
        """Return ``statistic: reason`` in ``lang``."""
        why = reason(self.code, lang, self.values)
        return say("not_estimable", lang, what=say(f"statistic.{self.what}", lang), reason=why)


def reason(code: str, lang: str, values: Mapping[str, type_of_value]) -> str:
    """Return the catalogue's sentence for a reason ``code`` (keys ``reason.<code>``)."""
    return say(f"reason.{code}", lang, **values)


class GovassessWarning(UserWarning):
    """Something a user can act on; raised by notebook functions only, the command line prints the result's own list."""
