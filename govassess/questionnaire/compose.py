"""What a questionnaire asks, and in which order: the one source of every form that is written from an instrument."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from govassess.errors import PlanError
from govassess.instrument.load import sha256_of
from govassess.instrument.model import Construct, Instrument, Item, Scale, Text, items_under

Form = Literal["full", "short"]
Order = Literal["fixed", "random"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Items asked together: neighbours in one dimension (or construct without dimensions) that share an answer scale.

    ``node`` is the id of that dimension; ``id`` is the same, with ``_2``, ``_3`` where its items change the scale.
    """

    id: str
    node: str
    title: Text
    scale_name: str
    scale: Scale
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """All that is asked of one respondent, in order: consent, profile, the blocks, multiple choice, checklists.

    Attributes
    ----------
    instrument : Instrument
        Gives consent, profile and multiple-choice questions their texts; checklists are asked only if ``checklists``.
    sha256 : str
        Of the canonical instrument, so that a form says what it was made from.
    form, modules, order, seed
        How it was composed; ``seed`` is None where the order is the instrument's.
    blocks : tuple of Block
    checklists : bool
    """

    instrument: Instrument
    sha256: str
    form: Form
    modules: tuple[str, ...]
    order: Order
    seed: int | None
    blocks: tuple[Block, ...]
    checklists: bool = False

    def items(self) -> Iterator[Item]:
        """Yield every item in the order asked."""
        for block in self.blocks:
            yield from block.items

    @property
    def scales(self) -> dict[str, Scale]:
        """The scales in use by name, in the order of their first use."""
        return {block.scale_name: block.scale for block in self.blocks}


def compose(
    instrument: Instrument,
    *,
    form: Form = "full",
    modules: Sequence[str] | None = None,
    order: Order = "fixed",
    seed: int | None = None,
    checklists: bool = False,
) -> Questionnaire:
    """Choose what is asked and in which order.

    Parameters
    ----------
    instrument : Instrument
        What can be asked.
    form : {"full", "short"}
        Which items; ``short`` only where the instrument has that form.
    modules : sequence of str, optional
        Which modules; all by default. Constructs of no module are always asked.
    order : {"fixed", "random"}
        The instrument's order, or blocks shuffled within each construct and items within each block. Constructs keep
        their order: what is meant to lead is asked first.
    seed : int, optional
        Of the shuffling (1 by default); the same seed, the same order. Not allowed with a fixed order.
    checklists : bool
        Whether the checklists are asked too; they are meant for one informed person, not for all respondents.

    Returns
    -------
    Questionnaire

    Raises
    ------
    PlanError
        No such form or module, or a seed without a random order.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> asked = compose(load_instrument("cg-dps-smartcity"), form="short", modules=["core"])
    >>> len(list(asked.items())), [block.id for block in asked.blocks]
    (20, ['RM', 'IR', 'OD', 'TR', 'EX'])
    """
    if form not in instrument.forms:
        raise PlanError("choice", name="form", found=form, allowed=", ".join(instrument.forms))
    if order not in ("fixed", "random"):
        raise PlanError("choice", name="order", found=order, allowed="fixed, random")
    if seed is not None and order == "fixed":
        raise PlanError("questionnaire_seed")
    chosen = tuple(instrument.modules) if modules is None else tuple(dict.fromkeys(modules))
    for name in chosen:
        if name not in instrument.modules:
            allowed = ", ".join(instrument.modules)
            raise PlanError("choice", name="modules", found=name, allowed=allowed)
    if order == "random" and seed is None:
        seed = 1
    blocks = [_blocks(instrument, construct, form) for construct in constructs_of(instrument, chosen)]
    if seed is not None:
        chance = random.Random(seed)  # noqa: S311 - an order of questions, no secret
        blocks = [_shuffled(several, chance) for several in blocks]
    return Questionnaire(
        instrument=instrument, sha256=sha256_of(instrument), form=form, modules=chosen, order=order, seed=seed,
        blocks=tuple(block for several in blocks for block in several), checklists=checklists,
    )  # fmt: skip


def constructs_of(instrument: Instrument, modules: Sequence[str]) -> list[Construct]:
    """Return the constructs of ``modules`` and those of none, in the order of the instrument."""
    in_modules = {name for module in instrument.modules.values() for name in module.constructs}
    wanted = {name for module in modules for name in instrument.modules[module].constructs}
    return [each for each in instrument.constructs if each.id in wanted or each.id not in in_modules]


def _blocks(instrument: Instrument, construct: Construct, form: Form) -> list[Block]:
    found = []
    for node in construct.dimensions or (construct,):
        asked = [item for item in items_under(node) if form == "full" or item.short]
        for place, (scale_name, items) in enumerate(groupby(asked, instrument.scale_name), start=1):
            found.append(
                Block(
                    id=node.id if place == 1 else f"{node.id}_{place}", node=node.id, title=node.name,
                    scale_name=scale_name, scale=instrument.scales[scale_name], items=tuple(items),
                )
            )  # fmt: skip
    return found


def _shuffled(blocks: Sequence[Block], chance: random.Random) -> list[Block]:
    order = [replace(block, items=tuple(chance.sample(block.items, len(block.items)))) for block in blocks]
    return chance.sample(order, len(order))
