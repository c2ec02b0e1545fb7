"""What a report discloses about which respondents, and whether earlier reports in the ledger rule it out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.ledger import (
    MOST_TOLD,
    Near,
    PublishedCell,
    PublishedReport,
    keyed,
    near_cells,
    parse_ledger,
    with_report,
)
from govassess.errors import DataError, PlanError, Problem
from govassess.files.cells import printable
from govassess.files.reading import first_bytes, why_unreadable
from govassess.notices import Notice
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP
from govassess.responses.groups import group_labels
from govassess.responses.repeats import answered, identities
from govassess.result.descriptive import GroupResult
from govassess.run.basis import Basis, Sensitivity
from govassess.scoring.rules import Rules
from govassess.text.catalogue import LANGUAGES, say

KEY_BYTES = 32
LARGEST = 500_000_000
"""Bytes of a ledger; a report about 10,000 respondents by 20 groups is about 0.5 MB."""

ANSWERS_DIGITS = 8
"""Hexadecimal digits of the hash of what a respondent answered to a construct: whether it is the same as before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Publication:
    """One report on its way out, and the ledger that is to hold it."""

    ledger: Path
    key: bytes
    held: str  # the text of the ledger before
    report: PublishedReport

    def files(self) -> dict[Path, str | bytes]:
        """Return what is to be written together with the report: the ledger and its key."""
        return {self.ledger: with_report(self.held, self.report), key_file(self.ledger): self.key}


def key_file(ledger: Path) -> Path:
    """Return where the key of a ledger stands: in the same folder.

    Examples
    --------
    >>> key_file(Path("out/ledger.jsonl")).name
    'ledger.jsonl.key'
    """
    return ledger.with_name(f"{ledger.name}.key")


def publication(
    ledger: Path,
    basis: Basis,
    groups: Sequence[GroupResult],
    sensitivity: Sensitivity | None,
    alone: tuple[str, Sequence[str]] | None = None,
) -> Publication:
    """Return the report that a run is about to give out.

    Parameters
    ----------
    ledger : Path
        The ledger; it need not be there yet.
    basis : Basis
        The respondents analysed.
    groups : sequence of GroupResult
        What is shown of their groups.
    sensitivity : Sensitivity, optional
        The other sample of which results are shown.
    alone : tuple of str and sequence of str, optional
        A profile variable, and its groups that get a report of their own in the same run.

    Raises
    ------
    DataError
        The ledger cannot be read, or is none.
    PlanError
        Its key is missing, or the file that should be the key is none.
    """
    held, key = _read(ledger)
    names = _named(basis, key)
    cells = list(_cells(basis, groups, names))
    if sensitivity is not None:
        cells += _whole(sensitivity.basis, names, basis.scores.rules.instrument.headline)
    if alone is not None:
        cells += _alone(basis, names, *alone)
    return Publication(
        ledger=ledger,
        key=key,
        held=held,
        report=PublishedReport(
            survey=basis.responses.source.sha256,
            instrument=basis.responses.instrument.id,
            disclosure=basis.rule.policy,
            minimum=basis.rule.minimum,
            cells=tuple(cells),
        ),
    )


def notices_of(ready: Publication) -> tuple[Notice, ...]:
    """Return a warning for each cell that together with earlier ones discloses too few; with ``published`` refuse them.

    Raises
    ------
    PlanError
        ``ledger_refused``: the report is for publication, and there are such cells.
    """
    earlier = parse_ledger(ready.held, ready.ledger.name)
    minimum = ready.report.minimum
    near = near_cells(ready.report.cells, [cell for report in earlier for cell in report.cells], minimum)
    listed_cells = list(dict.fromkeys(_cell_names(each) for each in near))
    if listed_cells and ready.report.disclosure == "published":
        more = len(listed_cells) - MOST_TOLD
        listed = {
            f"cells_{lang}": "; ".join(
                say("ledger.pair", lang, cell=pair[f"cell_{lang}"], earlier=pair[f"earlier_{lang}"])
                for pair in map(dict, listed_cells[:MOST_TOLD])
            )
            + (f"; + {more}" if more > 0 else "")
            for lang in LANGUAGES
        }
        raise PlanError("ledger_refused", file=ready.ledger.name, minimum=minimum, **listed)
    return tuple(
        Notice(code="ledger_near", where=_place(each.cell), values=dict(_cell_names(each)) | {"minimum": minimum})
        for each in {_cell_names(each): each for each in near}.values()
    )


def _place(cell: PublishedCell) -> str:
    return f"groups.{cell.by}" if cell.by else "scores"


def _cell_names(near: Near) -> tuple[tuple[str, str], ...]:
    """Return the names of a cell and of the earlier ones, in both languages."""
    return tuple(
        (f"{which}_{lang}", ", ".join(dict.fromkeys(_name(cell, lang) for cell in cells)))
        for which, cells in (("cell", (near.cell,)), ("earlier", near.earlier))
        for lang in LANGUAGES
    )


def _name(cell: PublishedCell, lang: str) -> str:
    if cell.by:
        return f"{printable(cell.by)} = {printable(cell.value, 80) or '–'}"
    return say(f"ledger.sample.{cell.value}", lang)


Names = Mapping[str, NDArray[Any]]
"""Construct -> the respondents, each with what they answered to its items; "" -> the respondents themselves."""


def _named(basis: Basis, key: bytes) -> Names:
    """Return the keyed hash of each respondent, and for each construct with the hash of the answers to it.

    Respondents without an id are known by their answers already.
    """
    responses, rules = basis.responses, basis.scores.rules
    own_ids = identities(responses)
    persons = keyed(own_ids, key)
    found = {"": np.array(persons, dtype=object)}
    for construct in dict.fromkeys(_construct(rules, branch.id) for branch in rules.branches):
        own = found[""]
        if responses.ids is not None:
            given = answered(responses, _items(rules, construct))
            answers = keyed([one + two for one, two in zip(own_ids, given, strict=True)], key)
            pairs = zip(persons, answers, strict=True)
            own = np.array([f"{name}.{each[:ANSWERS_DIGITS]}" for name, each in pairs], dtype=object)
        found[construct] = own
    return found


def _construct(rules: Rules, node: str) -> str:
    """Return the construct of which a node is a part; the node itself where it is none."""
    branch = rules.branch(node)
    return node if branch.kind == "construct" or branch.parent is None else _construct(rules, branch.parent)


def _items(rules: Rules, node: str) -> list[str]:
    """Return the measured items below a node."""
    parts = rules.branch(node).children
    return [item for part in parts for item in ([part] if part in rules.items else _items(rules, part))]


def _cells(basis: Basis, groups: Sequence[GroupResult], names: Names) -> Iterator[PublishedCell]:
    """Yield the whole sample and each shown group, by the scores that are shown of it."""
    yield from _whole(basis, names, _shown_nodes(basis))
    for group in groups:
        if group.suppressed is None:
            inside = basis.partitions[group.by] == group.value
            nodes = [score.id for score in group.scores if score.mean is not None]
            yield from _of(basis, names, inside, nodes, {"by": group.by, "value": group.value})


def _shown_nodes(basis: Basis) -> list[str]:
    return [branch.id for branch in basis.scores.rules.branches if branch.kind in SHOWN_BY_GROUP]


def _whole(basis: Basis, names: Names, nodes: Sequence[str]) -> list[PublishedCell]:
    everyone = np.ones(len(basis.scores.values), dtype=bool)
    measured = [node for node in nodes if basis.scores.rules.measures(node)]
    return list(_of(basis, names, everyone, measured, {"by": "", "value": basis.sample}))


def _alone(basis: Basis, names: Names, variable: str, values: Sequence[str]) -> Iterator[PublishedCell]:
    """Yield the groups that get a report of their own: each is the whole sample of its report."""
    labels = group_labels(basis.profile[variable]).to_numpy()
    for value in values:
        yield from _of(basis, names, labels == value, _shown_nodes(basis), {"by": variable, "value": value})


def _of(
    basis: Basis, names: Names, inside: NDArray[np.bool_], nodes: Sequence[str], place: Mapping[str, str]
) -> Iterator[PublishedCell]:
    """Yield some respondents once for each set of them who scored on one node or more, construct by construct."""
    sets: dict[tuple[str, bytes], list[str]] = {("", inside.tobytes()): [""]}
    for node in nodes:
        scored = inside & basis.scores.values[node].notna().to_numpy()
        rests_on = _construct(basis.scores.rules, node) if basis.responses.ids is not None else ""
        sets.setdefault((rests_on, scored.tobytes()), []).append(node)
    for (construct, mask), rest_on in sets.items():
        own = names[construct][basis.scores.kept]
        members = frozenset(own[np.frombuffer(mask, dtype=bool)].tolist())
        if members:
            yield PublishedCell(nodes=tuple(rest_on), members=members, **place)


def _read(ledger: Path) -> tuple[str, bytes]:
    """Return the text of a ledger and its key; of one that is not there yet, nothing and a new key."""
    try:
        content = first_bytes(ledger, LARGEST) if ledger.exists() else b""
        if len(content) > LARGEST:
            raise DataError([Problem(code="E110", reason="ledger_too_large", file=ledger.name, values={"most": 500})])
        held = content.decode("utf-8")
        own = key_file(ledger)
        key = first_bytes(own, KEY_BYTES) if own.exists() else b""
    except UnicodeDecodeError:
        raise DataError([Problem(code="E110", reason="not_a_ledger", file=ledger.name, line=1)]) from None
    except (OSError, ValueError) as fault:
        raise DataError([Problem(code="E110", reason=why_unreadable(fault), file=ledger.name)]) from None
    if held and not key:
        parse_ledger(held, ledger.name)  # of another kind of file no key was ever there
        raise PlanError("ledger_key_missing", file=ledger.name, key=own.name)
    if key and len(key) != KEY_BYTES:
        raise PlanError("ledger_key_wrong", key=own.name)
    return held, key or secrets.token_bytes(KEY_BYTES)
