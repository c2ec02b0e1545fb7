"""The tree of nodes: what each is made of, how its parts are weighted, which scale they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, child_paths, fault, item_paths, node_paths
from govassess.instrument.model import Instrument, items_under, kind_of

WHOLE = (Fraction(1), Fraction(100))  # weights are shares of one or of a hundred


def children(instrument: Instrument) -> Iterator[Fault]:
    """Find nodes of two kinds of parts or of none, and a measurement level without nodes."""
    for path, node in node_paths(instrument):
        kinds = [kind for kind in ("dimensions", "indicators", "items") if getattr(node, kind, ())]
        if len(kinds) > 1:
            yield fault("mixed_children", (*path, kinds[1]), node.id, kinds=", ".join(kinds))
        elif not kinds:
            yield fault("no_children", path, node.id)
    kinds_of_nodes = {kind_of(node) for _, node in node_paths(instrument)}
    if instrument.measurement_level not in kinds_of_nodes:
        found = ", ".join(sorted(kinds_of_nodes))
        yield fault("no_such_level", ("measurement_level",), instrument.measurement_level, found=found)


def too_many_items(instrument: Instrument, most: int) -> Iterator[Fault]:
    """Find more items than are allowed."""
    count = sum(1 for _ in item_paths(instrument))
    if count > most:
        yield fault("too_many_items", ("constructs",), count, limit=most)


def weights(instrument: Instrument) -> Iterator[Fault]:
    """Find weights at some siblings only, not positive, idle, or not summing exactly to 1 or to 100."""
    declared = instrument.scoring.weights == "declared"
    any_weight = False
    for path, node in node_paths(instrument):
        if path[-2] == "constructs" and node.weight is not None:
            yield fault("construct_weight", (*path, "weight"), node.weight)
        siblings = [(child_path, child.weight) for child_path, child in child_paths(path, node)]
        given = [(child_path, weight) for child_path, weight in siblings if weight is not None]
        any_weight = any_weight or bool(given)
        if not declared:
            for child_path, weight in given:
                yield fault("weight_but_equal", (*child_path, "weight"), weight)
            continue
        if given and len(given) < len(siblings):
            missing = next(child_path for child_path, weight in siblings if weight is None)
            yield fault("weight_missing", missing, None, node=node.id, given=len(given), of=len(siblings))
            continue
        yield from _sum(path, node.id, given)
    if instrument.overall:
        yield from _overall_weights(instrument)
        any_weight = any_weight or bool(instrument.overall.weights)
    if declared and not any_weight:
        yield fault("no_weights", ("scoring", "weights"), "declared")


def _overall_weights(instrument: Instrument) -> Iterator[Fault]:
    overall = instrument.overall
    if overall is None or not overall.weights:
        return
    path: KeyPath = ("overall", "weights")
    known = [construct.id for construct in instrument.constructs]
    if instrument.scoring.weights == "equal":
        yield fault("weight_but_equal", path, ", ".join(overall.weights))
        return
    for name in overall.weights:
        if name not in known:
            yield fault("unknown_name", (*path, name), name, known=", ".join(known))
    for name in known:
        if name not in overall.weights:
            yield fault("weight_missing", path, None, node=overall.id, given=len(overall.weights), of=len(known))
            return
    yield from _sum(path, overall.id, [((*path, name), weight) for name, weight in overall.weights.items()])


def _sum(path: KeyPath, node_id: str, given: Sequence[tuple[KeyPath, Fraction | None]]) -> Iterator[Fault]:
    numbers = [(child_path, weight) for child_path, weight in given if weight is not None]
    bad = [(child_path, weight) for child_path, weight in numbers if weight <= 0]
    for child_path, weight in bad:
        yield fault("weight_not_positive", child_path, weight)
    total = sum((weight for _, weight in numbers), Fraction(0))
    if numbers and not bad and total not in WHOLE:
        shown = f"{total} = {float(total):.6g}" if total.denominator > 1 else str(total)
        yield fault("weight_sum", path, shown, node=node_id, parts=" + ".join(str(weight) for _, weight in numbers))


def minimums(instrument: Instrument) -> Iterator[Fault]:
    """Find shares to be answered that are not above 0 and at most 1."""
    found: list[tuple[KeyPath, Fraction | None]] = [(("scoring", "min_answered"), instrument.scoring.min_answered)]
    found += [((*path, "min_answered"), node.min_answered) for path, node in node_paths(instrument)]
    for path, share in found:
        if share is not None and not 0 < share <= 1:
            yield fault("min_answered", path, share)


def one_scale_range(instrument: Instrument) -> Iterator[Fault]:
    """Find items that enter one index (construct or overall) from scales with different ends."""
    first: tuple[int, int] | None = None
    for at, construct in enumerate(instrument.constructs):
        if not instrument.overall:
            first = None
        for item in items_under(construct):
            if item.scale is not None and item.scale not in instrument.scales:
                continue  # reported as an unknown name
            scale = instrument.scale_of(item)
            first = first or (scale.min, scale.max)
            if (scale.min, scale.max) != first:
                found, expected = f"{scale.min}–{scale.max}", f"{first[0]}–{first[1]}"
                yield fault("mixed_ranges", ("constructs", at), item.id, found=found, first=expected)
                break
