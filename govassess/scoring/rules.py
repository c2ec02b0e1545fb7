"""The scoring rules of one instrument for the columns that one survey holds: keys, weights and minima as data."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from govassess.errors import PlanError
from govassess.files.cells import printable
from govassess.instrument.model import (
    Construct,
    Dimension,
    Indicator,
    Instrument,
    Item,
    NodeKind,
    children_of,
    kind_of,
)

Node = Construct | Dimension | Indicator

ROUNDED_AWAY = Fraction(1, 20)
"""How far the printed weights of a construct may be from summing to 1: 0.11 for nine elements gives 0.99."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """How one node is made from its measured parts.

    ``weights`` are exact and belong to ``children`` (item ids or node ids); ``needed`` of the children must be
    answered; ``low`` and ``high`` are the ends of the item scale below the node.
    """

    id: str
    kind: NodeKind
    parent: str | None
    children: tuple[str, ...]
    weights: tuple[Fraction, ...]
    needed: int
    low: int
    high: int
    has_level: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All branches, parents before children, and the keys of the measured items."""

    instrument: Instrument
    branches: tuple[Branch, ...]
    items: tuple[str, ...]
    turned: Mapping[str, int]  # reversed item -> min + max of its scale
    item_parent: Mapping[str, str]
    printed_weight: Fraction | None

    def branch(self, node_id: str) -> Branch:
        """Return the branch of a measured node; ``KeyError`` if it is not measured."""
        for branch in self.branches:
            if branch.id == node_id:
                return branch
        raise KeyError(node_id)

    def measures(self, node_id: str) -> bool:
        """Tell whether any column of the survey answers below ``node_id``."""
        return any(branch.id == node_id for branch in self.branches)

    def share(self, node_id: str) -> Fraction | None:
        """Return the node's exact weight within its parent; ``None`` at the top."""
        parent = self.branch(node_id).parent
        if parent is None:
            return None
        above = self.branch(parent)
        return above.weights[above.children.index(node_id)]

    def items_under(self, node_id: str) -> tuple[str, ...]:
        """Return the measured items below a node, in the order of the instrument."""
        found: list[str] = []
        nodes = {branch.id: branch for branch in self.branches}
        for child in nodes[node_id].children:
            found.extend(self.items_under(child) if child in nodes else [child])
        return tuple(found)

    def of_kind(self, kind: NodeKind) -> tuple[Branch, ...]:
        """Return the measured branches of one kind."""
        return tuple(branch for branch in self.branches if branch.kind == kind)


def scoring_rules(instrument: Instrument, columns: Collection[str], *, reproduce: str | None = None) -> Rules:
    """Return the rules for the items in ``columns``; a node below which none lies is not measured, and absent.

    Weights are those of the measured children, rescaled to sum to 1: equal ones are exactly 1/k. ``reproduce`` is the
    printed weight of an old report, such as ``"0.11"``, put unscaled in place of each equal weight of a construct.
    """
    measured = set(columns)
    printed = None if reproduce is None else _printed_weight(reproduce)
    if printed is not None and instrument.scoring.weights != "equal":
        raise PlanError("reproduce_needs_equal", instrument=instrument.id)
    branches: list[Branch] = []
    for construct in instrument.constructs:
        _grow(construct, None, instrument, measured, branches)
    if instrument.overall is not None:
        branches = _with_overall(instrument, branches)
    if printed is not None:
        _refuse_implausible(printed, branches, instrument)
        branches = [_printed(branch, printed) if branch.kind == "construct" else branch for branch in branches]
    items = tuple(item for item in instrument.items() if item.id in measured)
    parents = {child: branch.id for branch in branches for child in branch.children}
    return Rules(
        instrument=instrument,
        branches=tuple(branches),
        items=tuple(item.id for item in items),
        turned={
            item.id: instrument.scale_of(item).min + instrument.scale_of(item).max
            for item in items
            if instrument.turned(item)
        },
        item_parent={item.id: parents[item.id] for item in items},
        printed_weight=printed,
    )


def _printed_weight(written: str) -> Fraction:
    """Return a printed weight as the fraction it says; PlanError if it is none above 0 and up to 1."""
    if re.fullmatch(r"\d{1,3}(?:/\d{1,3}|\.\d{1,18})?", written, re.ASCII) and not re.search(r"/0+$", written):
        weight = Fraction(written)
        if 0 < weight <= 1:
            return weight
    raise PlanError("reproduce_weight", found=printable(written))


def _grow(node: Node, parent: str | None, instrument: Instrument, measured: set[str], out: list[Branch]) -> bool:
    """Append the branch of ``node`` and those below it; False if nothing below was measured."""
    place = len(out)
    children: list[Node | Item] = []
    scales = []
    for child in children_of(node):
        if isinstance(child, Item):
            if child.id in measured:
                children.append(child)
                scales.append(instrument.scale_of(child))
        elif _grow(child, node.id, instrument, measured, out):
            children.append(child)
    if not children:
        return False
    below = out[place:]
    out.insert(
        place,
        Branch(
            id=node.id,
            kind=kind_of(node),
            parent=parent,
            children=tuple(child.id for child in children),
            weights=_rescaled([child.weight for child in children]),
            needed=_needed(node.min_answered or instrument.scoring.min_answered, len(children)),
            low=min([scale.min for scale in scales] + [branch.low for branch in below]),
            high=max([scale.max for scale in scales] + [branch.high for branch in below]),
            has_level=kind_of(node) in instrument.levels.nodes,
        ),
    )
    return True


def _with_overall(instrument: Instrument, branches: list[Branch]) -> list[Branch]:
    """Put the declared overall node above the measured constructs."""
    overall = instrument.overall
    tops = [branch for branch in branches if branch.parent is None]
    if overall is None or not tops:
        return branches
    chosen = [branch for branch in tops if not overall.weights or branch.id in overall.weights]
    head = Branch(
        id=overall.id,
        kind="overall",
        parent=None,
        children=tuple(branch.id for branch in chosen),
        weights=_rescaled([overall.weights.get(branch.id) for branch in chosen]),
        needed=_needed(instrument.scoring.min_answered, len(chosen)),
        low=min(branch.low for branch in chosen),
        high=max(branch.high for branch in chosen),
        has_level="overall" in instrument.levels.nodes,
    )
    inside = {branch.id for branch in chosen}
    return [
        head,
        *(replace(branch, parent=overall.id) if branch.id in inside else branch for branch in branches),
    ]


def _rescaled(written: list[Fraction | None]) -> tuple[Fraction, ...]:
    """Return weights that sum to 1: equal where none is written."""
    weights = [Fraction(1) if weight is None else weight for weight in written]
    total = sum(weights, Fraction(0))
    return tuple(weight / total for weight in weights)


def _needed(share: Fraction, count: int) -> int:
    """Return how many of ``count`` children must be answered: the share, rounded up, in integers."""
    return max(1, math.ceil(share * count))


def _refuse_implausible(weight: Fraction, branches: list[Branch], instrument: Instrument) -> None:
    """Refuse a printed weight that is no rounding of 1/k: it would give an index off the scale."""
    for branch in branches:
        k = len(branch.children)
        if branch.kind == "construct" and abs(weight * k - 1) > ROUNDED_AWAY:
            raise PlanError(
                "reproduce_weight_off", weight=str(float(weight)), count=k, exact=f"1/{k}", instrument=instrument.id
            )


def _printed(branch: Branch, weight: Fraction) -> Branch:
    return replace(branch, weights=tuple(weight for _ in branch.children))
