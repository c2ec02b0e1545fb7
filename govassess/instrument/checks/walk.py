"""Walks over an instrument in which every part comes with its key path in the file."""

from __future__ import annotations

from collections.abc import Iterator

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item

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
