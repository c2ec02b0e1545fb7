"""What must be the same before results are compared, and what differs where it is not."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item, children_of, items_under
from govassess.notices import Notice
from govassess.responses.personal import named
from govassess.result.assessment import Assessment

CODE = "E112"

FEW_ITEMS = 4
"""On fewer items samples drawn apart agree by chance."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Named:
    """A result with the name of the file that it was read from."""

    file: str
    result: Assessment


def scoring_of(instrument: Instrument) -> dict[str, Any]:
    """Return what of an instrument decides about numbers: items, keys, scales, weights, index, bands. No wording.

    Missing rule: the shares of answers that scores need are part of it.
    """
    levels, scoring = instrument.levels, instrument.scoring
    return {
        "scoring": {
            "aggregate": scoring.aggregate,
            "weights": scoring.weights,
            "min_answered": str(scoring.min_answered),
            "denominator": scoring.denominator,
            "index": scoring.index,
        },
        "levels": {
            "rule": levels.rule,
            "basis": levels.basis,
            "closed": levels.closed,
            "decimals": levels.decimals,
            "nodes": list(levels.nodes),
            "bands": {str(band.level): {"min": float(band.min), "max": float(band.max)} for band in levels.bands},
        },
        "scales": {
            name: {"min": scale.min, "max": scale.max, "missing": list(scale.missing.codes)}
            for name, scale in instrument.scales.items()
        },
        "nodes": {construct.id: _node(construct, instrument) for construct in instrument.constructs},
        "overall": None
        if instrument.overall is None
        else {key: str(weight) for key, weight in instrument.overall.weights.items()},
    }


def _node(node: Construct | Dimension | Indicator | Item, instrument: Instrument) -> dict[str, Any]:
    weight = None if node.weight is None else str(node.weight)
    if isinstance(node, Item):
        return {"weight": weight, "reverse": instrument.turned(node), "scale": instrument.scale_name(node)}
    return {
        "kind": type(node).__name__.lower(),
        "weight": weight,
        "min_answered": None if node.min_answered is None else str(node.min_answered),
        "parts": {part.id: _node(part, instrument) for part in children_of(node)},
    }


def scoring_sha256(instrument: Instrument) -> str:
    """Return the sha256 of ``scoring_of``: the same for two files that differ in wording, labels or language only."""
    text = json.dumps(scoring_of(instrument), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def settings_of(result: Assessment) -> dict[str, str]:
    """Return the options of a run on which its numbers rest, apart from the instrument."""
    options = result.options
    return {
        "conf_level": f"{options.conf_level:g}",
        "reproduce": options.reproduce or "",
        "exclude_careless": str(options.exclude_careless).lower(),
    }


def items_by_node(result: Assessment) -> dict[str, tuple[str, ...]]:
    """Return the items by which each node was measured, in the order of the instrument."""
    asked = {item.id for item in result.items}
    found = {
        node.id: tuple(item.id for item in items_under(node) if item.id in asked) for node in result.instrument.nodes()
    }
    if result.instrument.overall is not None:
        found[result.instrument.overall.id] = tuple(item.id for item in result.instrument.items() if item.id in asked)
    return found


def require_comparable(results: Sequence[Named]) -> None:
    """Refuse results whose numbers cannot be compared.

    Raises
    ------
    DataError
        Another instrument or version, other items, keys, scales, weights or bands, other options on which numbers
        rest, a survey file that is there twice, or two published results of nearly the same people: every difference
        from the first result.
    """
    problems = [problem for other in results[1:] for problem in differences(results[0], other)]
    for one, other in combinations(results, 2):
        values: dict[str, str | int | float] = {"first": named(one.file)}
        if one.result.source.sha256 == other.result.source.sha256:
            problems.append(_problem("compare_same_source", other, values=values))
        elif published([one, other]) and nearly_the_same(one.result, other.result):
            limit = max(one.result.options.min_group, other.result.options.min_group)
            problems.append(_problem("compare_nearly_the_same", other, values=values | {"minimum": limit}))
    if problems:
        raise DataError(problems)


def differences(first: Named, other: Named) -> Iterator[Problem]:
    """Yield every difference of instrument and options on which numbers rest."""
    one, two = first.result.instrument, other.result.instrument
    values: dict[str, str | int | float] = {"first": named(first.file)}
    if (one.id, one.version) != (two.id, two.version):
        known = {"known": f"{one.id} {one.version}"}
        yield _problem("compare_instrument", other, value=f"{two.id} {two.version}", values=values | known)
        if one.id != two.id:
            return  # every item would differ
    ours, theirs = _flat(scoring_of(one)), _flat(scoring_of(two))
    for path in dict.fromkeys((*ours, *theirs)):
        if ours.get(path) != theirs.get(path):
            yield _problem(
                "compare_scoring",
                other,
                path=path,
                value=theirs.get(path, "–"),
                values=values | {"known": ours.get(path, "–")},
            )
    for option, found in settings_of(other.result).items():
        known_value = settings_of(first.result)[option]
        if found != known_value:
            given = {"option": option, "known": known_value or "–"}
            yield _problem("compare_option", other, path=f"options.{option}", value=found or "–", values=values | given)


def published(results: Sequence[Named]) -> bool:
    """Tell whether one of the results is a publication: what is made of it is one too."""
    return any(each.result.options.disclosure == "published" for each in results)


def nearly_the_same(one: Assessment, other: Assessment) -> bool:
    """Tell whether one sample may be the other, but for the answers of fewer people than may be shown.

    Notes
    -----
    If so, what these few answered, or by how much they changed it, follows by subtraction. They came, left, corrected
    or skipped something: at every item that both asked, or at every item of one node, no more than they account for the
    difference of the counts. Samples drawn apart can be as close by chance where they are small; other than in sheer
    numbers, they are taken as the same people only if they are twice as close as samples drawn apart are on average.
    """
    least = max(one.options.min_group, other.options.min_group)
    theirs = {item.id: item.counts for item in other.items}
    shared = {item.id: _distance(item.counts, theirs[item.id]) for item in one.items if item.id in theirs}
    if not shared or len(shared) < min(FEW_ITEMS, len(one.items), len(theirs)):
        return False
    by_few = {item for item, each in shared.items() if each.people < least}
    if by_few == shared.keys():
        every = shared.values()
        return all(each.counts < least for each in every) or 2 * sum(each.counts for each in every) <= sum(
            each.by_chance for each in every
        )
    close = {item for item in by_few if 2 * shared[item].counts <= shared[item].by_chance}
    measured = ([item for item in items if item in shared] for items in items_by_node(one).values())
    return any(len(items) >= FEW_ITEMS and close.issuperset(items) for items in measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Distance:
    """By how much the answers to one item differ in two samples."""

    counts: int  # all counts together
    people: int  # the fewest people who account for it: they came or left, or changed from one answer to another
    by_chance: float  # what ``counts`` is on average in two samples drawn apart


def _distance(ours: Mapping[str, int], theirs: Mapping[str, int]) -> _Distance:
    pairs = [(ours.get(point, 0), theirs.get(point, 0)) for point in {*ours, *theirs}]
    more, fewer = (sum(max(0, sign * (second - first)) for first, second in pairs) for sign in (1, -1))
    by_chance = sum(math.sqrt(2 / math.pi * (first + second)) for first, second in pairs)
    return _Distance(counts=more + fewer, people=max(more, fewer), by_chance=by_chance)


def rewordings(results: Sequence[Named]) -> tuple[Notice, ...]:
    """Return a notice where the wording of items differs under one and the same version."""
    texts = [{item.id: (item.text.en, item.text.id) for item in each.result.instrument.items()} for each in results]
    changed = [ident for ident in texts[0] if any(other.get(ident) != texts[0][ident] for other in texts[1:])]
    if not changed:
        return ()
    values: dict[str, str | int | float] = {"count": len(changed), "items": ", ".join(changed[:10])}
    return (Notice(code="items_reworded", where="comparison", values=values),)


def _flat(value: object, path: str = "") -> dict[str, str]:
    """Return a tree as path -> value."""
    if isinstance(value, Mapping):
        found: dict[str, str] = {} if value else {path: "{}"}
        for key, entry in value.items():
            found |= _flat(entry, f"{path}.{key}" if path else str(key))
        return found
    return {path: printable(json.dumps(value), 80)}


def _problem(
    reason: str,
    other: Named,
    *,
    path: str | None = None,
    value: str | None = None,
    values: Mapping[str, str | int | float],
) -> Problem:
    return Problem(code=CODE, reason=reason, file=named(other.file), path=path, value=value, values=values)
