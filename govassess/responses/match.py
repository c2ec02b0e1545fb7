"""Which column holds which item: exact rules in a fixed order; likeness only proposes, it never decides.

Several items may have one wording (the same statement before and after a training), and a comment may stand below the
heading of the rating it explains. Such columns are distinguished by what they hold: columns that no item could have
been answered in are no rivals; as many columns as items with one wording are taken in their order, with a notice that
says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from govassess.responses.table import place_of
from govassess.responses.targets import Target, Targets, option_key
from govassess.responses.tools import TOOLS, Tool, is_own
from govassess.responses.wording import (
    codes_in,
    heading_key,
    met_before,
    question_keys,
    row_keys,
    rows_in,
    same_sense,
    wordings_in,
)

_COLUMN = re.compile(r"\s*(?:column|kolom)\s+([A-Za-z]{1,3}|\d{1,5})\s*", re.ASCII | re.IGNORECASE)
_CODE_FIRST = re.compile(r"\s*[\[(]?([A-Za-z_][\w.]*)[\])]?\s*[.:)\]\-\u2013]+\s+\S", re.ASCII)
Step = Literal["mapping", "code", "path", "subquestion", "code_in_text", "wording", "name", "row", "order"]

GENERIC = TOOLS["generic"]
CODED = frozenset({"item", "checklist"})  # kinds whose codes are found after any sign of a path
LONGEST = 2_000  # characters of a heading that are searched for codes and rows: its end
PART = 0.8  # likeness of a heading that is a whole part of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One column that holds one target, by which step it was found, and in which language its wording matched."""

    position: int
    heading: str
    target: Target
    step: Step
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A column that might hold a target; for a person to decide."""

    position: int
    heading: str
    target: Target
    likeness: float
    case_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """All columns of a file against one instrument.

    Attributes
    ----------
    found : tuple of Match
        One per target that a column holds.
    rivals : dict
        Target name -> positions, where several columns fit one target.
    unclear : dict
        Heading -> names of the targets that it fits equally well.
    dead : tuple of str
        Headings of wholly empty twins of a matched column, left aside.
    unmatched : tuple of int
        Positions of the columns that fit nothing.
    """

    found: tuple[Match, ...]
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dead: tuple[str, ...] = ()
    unmatched: tuple[int, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Match, ...]:
        """Return the matches whose targets are of these kinds."""
        return tuple(match for match in self.found if match.target.kind in kinds)

    @property
    def items(self) -> dict[str, Match]:
        """The matched items by id."""
        return {match.target.id: match for match in self.of_kind("item")}


def match_columns(
    headings: Sequence[str],
    targets: Targets,
    *,
    labels: Sequence[Sequence[str]] = (),
    tool: Tool = GENERIC,
    mapped: Mapping[str, str] | None = None,
    ignored: Collection[str] = (),
    empty: Collection[int] = (),
) -> Matching:
    """Match every column by the first rule that applies.

    Parameters
    ----------
    headings : sequence of str
        The row that names the columns.
    targets : Targets
        What the columns can hold.
    labels : sequence of sequences of str
        What else the header says; a column that no heading matched is tried by it.
    tool : Tool
        The survey tool: its own columns are matched by exact code only, and it has its way of writing names.
    mapped : dict, optional
        Target id -> heading or ``column BW``, decided by a person; such a target is looked for nowhere else.
    ignored : collection of str
        Headings to leave alone.
    empty : collection of int
        Positions of wholly empty columns; as twins of a column that holds answers they are left aside.

    Returns
    -------
    Matching

    Notes
    -----
    Order: exact code; last part of a path; ``Q[SQ]``; a code before a dot or in brackets; the exact normalised
    wording in either language, or a name that the instrument declares beside it; the row part of ``Question [Row]``.
    """
    search = _Search(headings=headings, targets=targets, labels=labels, tool=tool)
    decided = dict(mapped or {})
    matches: list[Match] = []
    unmatched: list[int] = []
    unclear: dict[str, tuple[str, ...]] = {}
    taken: dict[int, str] = {}
    for name, said in decided.items():
        for position in positions_of(said, headings):
            taken.setdefault(position, name)
    for position, heading in enumerate(headings):
        if taken.get(position) in targets.codes:
            matches.append(
                Match(position=position, heading=heading, target=targets.codes[taken[position]], step="mapping")
            )
            continue
        worded = heading or any(row[position] for row in labels)  # below a common question a heading may be empty
        found = None if heading in ignored or not worded else search.target(position)
        if found is None or found[0].name in decided:
            unmatched.append(position)
            key = heading_key(heading)
            if found is None and heading not in ignored and key in targets.unclear:
                unclear[heading] = targets.unclear[key]
            continue
        matches.append(Match(position=position, heading=heading, target=found[0], step=found[1], lang=found[2]))
    return _one_column_each(matches, unmatched, unclear, empty)


def positions_of(said: str, headings: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that a mapping file means: by heading, or as ``column BW``, ``kolom BW``, ``column 75``.

    Examples
    --------
    >>> positions_of("column C", ["A1", "same", "same"]), positions_of("same", ["A1", "same", "same"])
    ((2,), (1, 2))
    """
    named = tuple(position for position, heading in enumerate(headings) if heading == said)
    found = _COLUMN.fullmatch(said)
    if named or not found:
        return named
    position = int(found[1]) - 1 if found[1].isdigit() else place_of(found[1])
    return (position,) if 0 <= position < len(headings) else ()


Found = tuple[Target, Step, str | None]  # the target of a heading, the step that found it, and the language


class _Search:
    """The rules, applied to one column after the other of one header."""

    def __init__(
        self, *, headings: Sequence[str], targets: Targets, labels: Sequence[Sequence[str]], tool: Tool
    ) -> None:
        self.headings, self.targets, self.labels, self.tool = headings, targets, labels, tool
        self.all = frozenset(headings)
        self.folded = {code.casefold(): target for code, target in targets.codes.items()} if tool.folds_case else {}

    def target(self, position: int) -> Found | None:
        """Return what a column holds: by its heading, else by what else the header says of it."""
        heading = self.headings[position]
        below = [row[position] for row in self.labels if row[position]]
        if heading in self.targets.codes:
            return self._spoken((self.targets.codes[heading], "code", None), below)
        if is_own(self.tool, heading):
            return None
        again = met_before(heading, self.all)
        found = self._named(heading) or (self._named(again) if again else None)
        for text in below:
            found = found or self._named(text, dashes=True)
        return self._spoken(found, [heading.partition(". ")[2], *below]) if found else None

    def _spoken(self, found: Found, texts: Sequence[str]) -> Found:
        """Add the language, where a column found by a code has its wording beside the code or below."""
        for text in texts if found[2] is None else ():
            worded = self._worded(text) or self._row(text, dashes=True)
            if worded and worded[0] == found[0]:
                return found[0], found[1], worded[2]
        return found

    def _named(self, text: str, *, dashes: bool = False) -> Found | None:
        if target := self._code(text):
            return target, "code", None
        if len(text) > LONGEST:
            if whole := self._worded(text):
                return whole
            text = text[-LONGEST:]
        for step, code, mark in codes_in(text):
            target = self._code(code)
            if target and (step != "path" or target.kind in CODED or mark in self.tool.path or "/" in text):
                return target, step, None
        return self._worded(text) or self._row(text, dashes=dashes)

    def _code(self, code: str) -> Target | None:
        return self.targets.codes.get(code) or self.folded.get(code.casefold())

    def _worded(self, text: str) -> Found | None:
        for key in wordings_in(text):
            if found := self.targets.wordings.get(key):
                return found[0], "name" if key in self.targets.names else "wording", found[1]
        return None

    def _row(self, text: str, *, dashes: bool) -> Found | None:
        """Return what a question's row holds: one of its options, or a question of its own."""
        wordings = self.targets.wordings
        pairs = tuple(rows_in(text, dashes=dashes))
        for question, row, _ in pairs:
            for key in question_keys(question):
                for option in row_keys(row):
                    if found := wordings.get(option_key(key, option)):
                        return found[0], "row", found[1]
        for row in (row for _, row, alone in pairs if alone):
            for key in row_keys(row):
                if found := wordings.get(key):
                    return found[0], "row", found[1]
            code = _CODE_FIRST.match(row)
            if code and (target := self._code(code[1])):
                return target, "row", None
        return None


def _one_column_each(
    matches: Sequence[Match], unmatched: list[int], unclear: Mapping[str, tuple[str, ...]], empty: Collection[int]
) -> Matching:
    """Keep one column a target; several that hold answers are rivals, which a person must settle."""
    by_target: dict[str, list[Match]] = {}
    for match in matches:
        by_target.setdefault(match.target.name, []).append(match)
    found: list[Match] = []
    rivals: dict[str, tuple[int, ...]] = {}
    dead: list[str] = []
    for name, several in by_target.items():
        alive = [match for match in several if match.position not in empty] or several[:1]
        if len(several) > len(alive):
            dead.extend(match.heading for match in several if match not in alive)
        alive, outranked = _outranking(alive)
        unmatched.extend(outranked)
        if len(alive) > 1:
            rivals[name] = tuple(match.position for match in alive)
        found.append(alive[0])
    return Matching(
        found=tuple(sorted(found, key=lambda match: match.position)), rivals=rivals, unclear=unclear, dead=tuple(dead),
        unmatched=tuple(sorted(unmatched)),
    )  # fmt: skip


def _outranking(alive: list[Match]) -> tuple[list[Match], list[int]]:
    """Return the columns that are left for a target, and the positions of those that another outranks.

    A question's own wording outranks a name declared beside it; of what is no item an exact code outranks all, and a
    whole heading the row of another question.
    """
    kept = [match for match in alive if match.step != "name"] or alive
    if kept and kept[0].target.kind != "item":
        for steps in ({"code", "mapping"}, {"wording"}):
            exact = [match for match in kept if match.step in steps]
            kept = exact if len(exact) == 1 else kept
    return kept, [match.position for match in alive if match not in kept]


def propose(
    headings: Sequence[str], positions: Sequence[int], missing: Sequence[Target], *, least: float = 0.75
) -> tuple[Proposal, ...]:
    """Propose columns for targets that none was found for; the likest heading each, if it is like enough.

    Parameters
    ----------
    headings : sequence of str
        The header row.
    positions : sequence of int
        Columns that may be proposed.
    missing : sequence of Target
        What no column was found for.
    least : float
        Likeness (0 to 1, ``difflib``) below which nothing is proposed.

    Returns
    -------
    tuple of Proposal
    """
    found: list[Proposal] = []
    free = [(position, headings[position], heading_key(headings[position])) for position in positions]
    free = [entry for entry in free if entry[2]][:300]
    for target in missing:
        best = _written_otherwise(target, free)
        texts = [target.text, *([target.also] if target.also else [])]
        for wanted in (text.in_language(lang) for text in texts for lang in ("en", "id")):
            best = best if best and best.case_only else _likest(target, heading_key(wanted), free, best, least)
        if best:
            found.append(best)
    return tuple(found)


def _written_otherwise(target: Target, free: Sequence[tuple[int, str, str]]) -> Proposal | None:
    """Propose a column headed by the code in other capitals or with other signs: ``u1``, ``U-1``.

    Codes differ by one character from their neighbours: any other likeness of theirs says nothing.
    """
    code = _bare(target.id)
    for position, heading, _ in free:
        if _bare(heading) == code:
            return Proposal(position=position, heading=heading, target=target, likeness=1.0, case_only=True)
    return None


def _bare(code: str) -> str:
    return re.sub(r"[\W_]+", "", code).casefold()


def _likest(
    target: Target, key: str, free: Sequence[tuple[int, str, str]], best: Proposal | None, least: float
) -> Proposal | None:
    """Return the column whose heading is most like one wording, if it is more so than ``best``."""
    matcher = SequenceMatcher(b=key, autojunk=False)
    for position, heading, have in free:
        floor = max(least, best.likeness if best else 0.0)
        if _part_of(have, key):
            likeness = PART
        else:
            if 2 * min(len(have), len(key)) / (len(have) + len(key)) < floor:
                continue
            matcher.set_seq1(have)
            likeness = matcher.ratio() if matcher.quick_ratio() >= floor else 0.0
        if likeness >= floor and not same_sense(have, key):
            continue
        if likeness >= least and (best is None or likeness > best.likeness):
            best = Proposal(position=position, heading=heading, target=target, likeness=likeness)
    return best


def _part_of(have: str, name: str) -> bool:
    """Tell whether a heading of a word or more is part of a short name (``prosedur``), not of a whole question."""
    return len(have) >= 4 and len(name.split()) <= 8 and re.search(rf"\b{re.escape(have)}\b", name) is not None


Reads = Callable[[Target, int], bool]


def told_apart(
    matching: Matching,
    targets: Targets,
    reads: Reads,
    *,
    headings: Sequence[str],
    labels: Sequence[Sequence[str]] = (),
) -> Matching:
    """Return a matching in which items and columns of one wording are matched where that can be told.

    Parameters
    ----------
    matching : Matching
        From ``match_columns``.
    targets : Targets
        What the columns can hold.
    reads : callable
        Whether the answers in a column (position) can be those to an item.
    headings, labels : sequences
        The header, as ``match_columns`` had it.

    Returns
    -------
    Matching
        What was settled is in ``found`` (by the step ``order``) and no longer among ``rivals`` or ``unclear``.
    """
    return _in_order(_answered_only(matching, reads, headings), targets, reads, headings, labels)


def _answered_only(matching: Matching, reads: Reads, headings: Sequence[str]) -> Matching:
    """Drop rivals of an item in which it cannot have been answered, if one column is left."""
    found = {match.target.name: match for match in matching.found}
    rivals = dict(matching.rivals)
    unmatched = set(matching.unmatched)
    for name, positions in matching.rivals.items():
        target = found[name].target
        answered = [at for at in positions if target.kind == "item" and reads(target, at)]
        if len(answered) == 1:
            found[name] = replace(found[name], position=answered[0], heading=headings[answered[0]])
            unmatched |= {at for at in positions if at != answered[0]}
            del rivals[name]
    return replace(
        matching, found=_sorted(found.values()), rivals=rivals, unmatched=tuple(sorted(unmatched))
    )  # fmt: skip


def _in_order(
    matching: Matching, targets: Targets, reads: Reads, headings: Sequence[str], labels: Sequence[Sequence[str]]
) -> Matching:
    """Match the items of one wording with as many columns of that wording, the first with the first."""
    held = {match.target.name for match in matching.found}
    columns: dict[tuple[str, ...], list[int]] = {}
    for position in matching.unmatched:
        names = _unclear_names(position, targets, headings, labels)
        if names:
            columns.setdefault(names, []).append(position)
    found = list(matching.found)
    unclear = dict(matching.unclear)
    for names, positions in columns.items():
        wanted = [targets.codes[name] for name in names if name in targets.codes and name not in held]
        if not wanted or any(target.kind != "item" for target in wanted):
            continue
        answered = [at for at in positions if reads(wanted[0], at)]
        if len(answered) != len(wanted):
            continue
        found += [
            Match(position=at, heading=headings[at], target=target, step="order")
            for at, target in zip(answered, wanted, strict=True)
        ]
        unclear = {heading: each for heading, each in unclear.items() if each != names}
    taken = {match.position for match in found}
    unmatched = tuple(at for at in matching.unmatched if at not in taken)
    return replace(matching, found=_sorted(found), unclear=unclear, unmatched=unmatched)


def _unclear_names(
    position: int, targets: Targets, headings: Sequence[str], labels: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """Return the names of the targets that share the wording of a column; nothing if it has no such wording."""
    if not targets.unclear:
        return ()
    heading = headings[position]
    again = met_before(heading, headings)
    below = [row[position] for row in labels if row[position]]
    texts = [heading, *([again] if again else []), *below]
    keys = (key for text in texts for key in _keys(text, dashes=text in below))
    return next((targets.unclear[key] for key in keys if key in targets.unclear), ())


def _keys(text: str, *, dashes: bool) -> Iterator[str]:
    """Yield the wordings that a heading may be, whole or as the row of a question."""
    yield from wordings_in(text)
    yield from (key for _, row, alone in rows_in(text, dashes=dashes) if alone for key in row_keys(row))


def _sorted(found: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(found, key=lambda match: match.position))
