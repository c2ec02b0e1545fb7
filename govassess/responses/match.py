"""Which column holds which item: exact rules in a fixed order; likeness only proposes, it never decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from govassess.responses.table import place_of
from govassess.responses.targets import Target, Targets, option_key
from govassess.responses.wording import heading_key, without_numbering

Step = Literal["mapping", "code", "path", "subquestion", "code_in_text", "wording", "name", "row"]

_SUBQUESTION = re.compile(r"\s*([^\[\]]+?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)
_ROW = re.compile(r"\s*(.*?)\s*\[([^\[\]]+)\]\s*(?:\.\d+)?", re.DOTALL)
_CODE_FIRST = re.compile(r"\s*[\[(]?([A-Za-z_][\w.\[\]]*)[\])]?\s*[.:)\]\-\u2013]+\s+\S", re.ASCII)
_COLUMN = re.compile(r"\s*(?:column|kolom)\s+([A-Za-z]{1,3}|\d{1,5})\s*", re.ASCII | re.IGNORECASE)
_CODE_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z_]\w*)\s*[)\]]", re.ASCII)


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
    metadata: Collection[str] = (),
    mapped: Mapping[str, str] | None = None,
    ignored: Collection[str] = (),
    empty: Collection[int] = (),
) -> Matching:
    """Match every column by the first rule that applies.

    Parameters
    ----------
    headings : sequence of str
        The header row.
    targets : Targets
        What the columns can hold.
    labels : sequence of sequences of str
        Further header rows; a column that no heading matched is tried by them.
    metadata : collection of str
        Comparable headings of the tool's own columns: matched by exact code only.
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
        if heading in ignored or not heading:
            unmatched.append(position)
            continue
        only_code = heading_key(heading) in metadata or heading.casefold() in metadata
        names = (heading, *(row[position] for row in labels if row[position]))
        found = next(filter(None, (_match(name, targets, only_code=only_code) for name in names)), None)
        if found is None or found[0].name in decided:
            unmatched.append(position)
            key = heading_key(heading)
            if found is None and key in targets.unclear:
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


def _match(heading: str, targets: Targets, *, only_code: bool) -> tuple[Target, Step, str | None] | None:
    """Return the target of one heading, the step that found it, and the language."""
    if heading in targets.codes:
        return targets.codes[heading], "code", None
    if only_code:
        return None
    for step, candidate in _coded(heading):
        target = targets.codes.get(candidate)
        if target is not None and (step != "path" or target.kind in {"item", "checklist"} or "/" in heading):
            return target, step, None
    return _worded(heading, targets)


def _coded(heading: str) -> Iterator[tuple[Step, str]]:
    """Yield the codes that may be hidden in a heading, most telling first."""
    for at, mark in enumerate(heading):
        if mark in "/-._":
            yield "path", heading[at + 1 :]
    yield "path", heading.replace(".", "_")
    if found := _SUBQUESTION.fullmatch(heading):
        yield "subquestion", f"{found[1]}_{found[2]}"
        yield "subquestion", found[2]
    if found := _CODE_FIRST.match(heading):
        yield "code_in_text", found[1]
        if inner := _SUBQUESTION.fullmatch(found[1]):
            yield "code_in_text", f"{inner[1]}_{inner[2]}"
            yield "code_in_text", inner[2]
    for code in _CODE_IN_BRACKETS.findall(heading):
        yield "code_in_text", code


def _worded(heading: str, targets: Targets) -> tuple[Target, Step, str | None] | None:
    key = heading_key(heading)
    plain = without_numbering(key)
    for candidate in (key, plain, key.replace("_", " "), *_after_slashes(heading)):
        if candidate in targets.wordings:
            step: Step = "name" if candidate in targets.names else "wording"
            return (targets.wordings[candidate][0], step, targets.wordings[candidate][1])
    for question, option in _parts(heading):
        for candidate in (option_key(question, option), option_key(without_numbering(question), option)):
            if candidate in targets.wordings:
                return (targets.wordings[candidate][0], "row", targets.wordings[candidate][1])
    if found := _ROW.fullmatch(heading):
        row = heading_key(found[2])
        for candidate in (row, without_numbering(row)):
            if candidate in targets.wordings:
                return (targets.wordings[candidate][0], "row", targets.wordings[candidate][1])
        code = _CODE_FIRST.match(found[2])
        if code and code[1] in targets.codes:
            return targets.codes[code[1]], "row", None
    return None


def _after_slashes(heading: str) -> Iterator[str]:
    """Yield the comparable text after each slash: group paths go before the question."""
    for at, mark in enumerate(heading):
        if mark == "/":
            key = heading_key(heading[at + 1 :])
            yield key
            yield without_numbering(key)


def _parts(heading: str) -> Iterator[tuple[str, str]]:
    """Yield the possible pairs of question and option in ``Question/Option`` and ``Question [Option]``."""
    for at, mark in enumerate(heading):
        if mark == "/":
            before = heading[:at]
            for start in (before, before.rsplit("/", 1)[-1]):
                yield heading_key(start), heading_key(heading[at + 1 :])
    if found := _ROW.fullmatch(heading):
        yield heading_key(found[1]), heading_key(found[2])


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

    A question's own wording outranks a name declared beside it; of a profile variable an exact code outranks all.
    """
    kept = [match for match in alive if match.step != "name"] or alive
    if kept and kept[0].target.kind != "item":
        exact = [match for match in kept if match.step in {"code", "mapping"}]
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
        if likeness >= least and (best is None or likeness > best.likeness):
            best = Proposal(position=position, heading=heading, target=target, likeness=likeness)
    return best


def _part_of(have: str, name: str) -> bool:
    """Tell whether a heading of a word or more is part of a short name (``prosedur``), not of a whole question."""
    return len(have) >= 4 and len(name.split()) <= 8 and re.search(rf"\b{re.escape(have)}\b", name) is not None
