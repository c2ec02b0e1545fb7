"""What must hold between the parts of an instrument; types alone are the schema's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govassess.files.limits import Limits
from govassess.instrument.checks import hypotheses, levels, names, placeholders, scales, tree
from govassess.instrument.checks.fault import Fault
from govassess.instrument.model import Instrument

__all__ = ["Fault", "faults"]

CHECKS: tuple[Callable[[Instrument], Iterator[Fault]], ...] = (
    names.duplicate_names,
    names.unknown_names,
    names.modules,
    names.forms,
    tree.children,
    tree.weights,
    tree.minimums,
    tree.one_scale_range,
    scales.scales,
    scales.consent,
    scales.profile,
    levels.index_fits,
    levels.bands,
    hypotheses.hypotheses,
    placeholders.placeholders,
)


def faults(instrument: Instrument, limits: Limits) -> list[Fault]:
    """Return every contradiction in an instrument, in the order of the checks."""
    return [
        *tree.too_many_items(instrument, limits.items),
        *(found for check in CHECKS for found in check(instrument)),
    ]
