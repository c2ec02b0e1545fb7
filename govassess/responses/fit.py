"""Whether an instrument fits the columns of a file: modules, forms, and the items that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item, items_under

Form = Literal["full", "short", "mixed"]
Node = Construct | Dimension | Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How far the matched items cover one instrument.

    Attributes
    ----------
    fits : bool
        At least one required module is whole in one of its forms.
    near : bool
        It does not fit, but half of the items of a required module are there: the file is meant for it.
    form : str
        ``full``, ``short`` or ``mixed``.
    needed, found : int
        Items of the form that the file seems to hold, in the required modules, and how many of them are there.
    missing : tuple of Item
        Items that should be there and are not.
    """

    instrument: Instrument
    fits: bool
    near: bool
    form: Form
    needed: int
    found: int
    missing: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Module:
    required: bool
    whole: bool
    full: bool
    needed: int
    found: int
    extras: int
    missing: tuple[Item, ...]


def fit_of(instrument: Instrument, matched: Collection[str], absent: Collection[str] = ()) -> Fit:
    """Return how far ``matched`` items cover ``instrument``; ``absent`` ones were left out on purpose.

    Parameters
    ----------
    instrument : Instrument
        The candidate.
    matched : collection of str
        Ids of the items that a column holds.
    absent : collection of str
        Ids of items that the mapping declares absent.

    Returns
    -------
    Fit

    Notes
    -----
    A module is taken for the full form when at least half of the items that only the full form has are there, else
    for the short one. In an optional module a block (a node of the measurement level) without any column was not
    measured; in a block with some, every item of the form must be there.
    """
    modules = [
        _module(instrument, constructs, required, matched, absent) for constructs, required in _modules(instrument)
    ]
    present = [module for module in modules if module.found]
    required = [module for module in modules if module.required]
    fits = any(module.whole for module in required)
    counted = [module for module in required if module.found] or required
    half = any(module.found * 2 >= module.needed for module in required if module.found)
    missing = tuple(item for module in (present or required) for item in module.missing)
    forms = {"full" if module.full else ("mixed" if module.extras else "short") for module in present}
    form: Form = "full"
    if len(forms) == 1:
        form = "short" if "short" in forms else ("mixed" if "mixed" in forms else "full")
    elif forms:
        form = "mixed"
    return Fit(
        instrument=instrument, fits=fits, near=half and not fits, form=form,
        needed=sum(module.needed for module in counted), found=sum(module.found for module in counted), missing=missing,
    )  # fmt: skip


def _modules(instrument: Instrument) -> Iterator[tuple[tuple[Construct, ...], bool]]:
    """Yield the constructs of each module and whether it is required; constructs of no module are optional."""
    listed: set[str] = set()
    for module in instrument.modules.values():
        listed.update(module.constructs)
        yield tuple(c for c in instrument.constructs if c.id in module.constructs), module.required
    rest = tuple(construct for construct in instrument.constructs if construct.id not in listed)
    if rest:
        yield rest, False


def _module(
    instrument: Instrument,
    constructs: tuple[Construct, ...],
    required: bool,
    matched: Collection[str],
    absent: Collection[str],
) -> _Module:
    every = [item for construct in constructs for item in items_under(construct)]
    extras = [item for item in every if not item.short and item.id not in absent]
    there = sum(item.id in matched for item in extras)
    has_short = "short" in instrument.forms and any(item.short for item in every)
    full = not has_short or there * 2 >= max(len(extras), 1)
    wanted = [item for item in every if (full or item.short) and item.id not in absent]
    missing: list[Item] = []
    whole = bool(wanted)
    for block in _blocks(instrument, constructs):
        inside = [item for item in items_under(block) if item in wanted]
        gone = [item for item in inside if item.id not in matched]
        whole = whole and not gone
        if gone and (required or len(gone) < len(inside)):
            missing.extend(gone)
    found = sum(item.id in matched for item in wanted)
    return _Module(required, whole, full, len(wanted), found, there, tuple(missing))


def _blocks(instrument: Instrument, constructs: tuple[Construct, ...]) -> Iterator[Node]:
    """Yield the nodes of the measurement level, or constructs that have none."""
    for construct in constructs:
        inner: list[Node] = []
        if instrument.measurement_level == "dimension":
            inner.extend(construct.dimensions)
        elif instrument.measurement_level == "indicator":
            inner.extend(i for d in construct.dimensions for i in d.indicators)
            inner.extend(construct.indicators)
        yield from inner or [construct]


def block_of(instrument: Instrument, item: Item) -> Node:
    """Return the node of the measurement level (or the construct) above an item."""
    return next(block for block in _blocks(instrument, instrument.constructs) if item in items_under(block))
