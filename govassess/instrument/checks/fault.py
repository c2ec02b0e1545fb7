"""One contradiction inside an instrument, before it is given a file and a line, and the key paths of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from govassess.errors import type_of_value
from govassess.files.cells import printable
from govassess.files.safe_yaml import KeyPath
from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong (the sentences are ``problem.instrument.<reason>``) and at which key path."""

    reason: str
    path: KeyPath
    value: str | None = None
    values: Mapping[str, type_of_value] = field(default_factory=dict)


def fault(reason: str, path: KeyPath, value: object = None, **values: type_of_value) -> Fault:
    """Return a fault whose value and texts are fit to be printed."""
    safe = {name: printable(found, 200) if isinstance(found, str) else found for name, found in values.items()}
    return Fault(reason=reason, path=path, value=None if value is None else printable(str(value)), values=safe)


Node = Construct | Dimension | Indicator


def node_paths(instrument: Instrument) -> Iterator[tuple[KeyPath, Node]]:
    """Yield every node with its path, parents first, also where a node has two kinds of children."""
    for at, construct in enumerate(instrument.constructs):
        yield from _below(("constructs", at), construct)


def _below(path: KeyPath, node: Node) -> Iterator[tuple[KeyPath, Node]]:
    yield path, node
    for kind in ("dimensions", "indicators"):
        for at, child in enumerate(getattr(node, kind, ())):
            yield from _below((*path, kind, at), child)


def item_paths(instrument: Instrument) -> Iterator[tuple[KeyPath, Item]]:
    """Yield every item with its path, in the order of the file."""
    for path, node in node_paths(instrument):
        for at, item in enumerate(node.items):
            yield (*path, "items", at), item


def child_paths(path: KeyPath, node: Node) -> Iterator[tuple[KeyPath, Dimension | Indicator | Item]]:
    """Yield the parts of a node one level down, with their paths."""
    for kind in ("dimensions", "indicators", "items"):
        for at, child in enumerate(getattr(node, kind, ())):
            yield (*path, kind, at), child
