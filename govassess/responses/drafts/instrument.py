"""A draft of an instrument for a file that no instrument fits: blocks with ids, texts and scales, and a profile.

It names items, nodes and scales, and takes the wordings of the questions from the headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from string import ascii_lowercase
from typing import TYPE_CHECKING

from govassess.instrument.model import (
    Band,
    Construct,
    Instrument,
    Item,
    Levels,
    Module,
    Option,
    ProfileVariable,
    Text,
)  # fmt: skip
from govassess.responses.drafts.attached import Why, correlation
from govassess.responses.drafts.block_scales import FoundScale
from govassess.responses.drafts.blocks import Block, FoundBlocks, find_blocks
from govassess.responses.drafts.columns import groups_of, left_out, no_items, shared_parts, text_of
from govassess.responses.drafts.doubts import Doubt
from govassess.responses.drafts.headings import LONGEST_CODE, code_of, plain_text, wording_of
from govassess.responses.drafts.profile import DraftConsent, DraftVariable, draft_consent, draft_profile
from govassess.responses.personal import shown
from govassess.responses.recode import answer_words, judge_column
from govassess.responses.survey import Survey, match_table
from govassess.responses.table import Table, column_ranges, letters, place_of
from govassess.responses.targets import targets_of
from govassess.responses.wording import heading_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]


LEAST_ROWS = 10  # complete ones; fewer tell nothing about a correlation
MOST_ROWS = 100_000  # more would take long and tell the same
LEAST_AGAINST = -0.005  # nearer to 0 no two decimals show


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """A question of a block: its column, its text, and its item-rest correlation where that is negative.

    ``doubtful`` tells whether that is no accident, so that a person is asked; ``found`` whether its column is found by
    its id or text alone, without a mapping file.
    """

    id: str
    column: str
    heading: str
    text: str
    negative: float | None = None
    doubtful: bool = False
    found: bool = True

    @property
    def position(self) -> int:
        """Where the column stands, from 0."""
        return place_of(self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """Questions answered on one scale; which construct they are about, only a person can say."""

    id: str
    group: str | None
    scale: str
    items: tuple[DraftItem, ...]

    @property
    def columns(self) -> str:
        """The columns of the items as ranges: ``A-C, F``."""
        return column_ranges([item.position for item in self.items])


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAside:
    """A column that fits a scale and was left out of the blocks, and why; ``block`` is the place of the nearest one."""

    id: str
    column: str
    heading: str
    text: str
    why: Why
    block: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DraftInstrument:
    """What a file tells about the instrument it was surveyed with.

    Attributes
    ----------
    blocks : tuple of DraftBlock
        In the order of the columns; none: nothing can be drafted.
    scales : dict
        Name -> scale of at least one block.
    profile : tuple of DraftVariable
        What is asked about the respondents themselves.
    lang : str or None
        The language of the file, where it is known.
    ranked : tuple of str
        Columns (letters) that hold ranks, and are left out.
    consent : DraftConsent or None
        The column that seems to ask whether somebody takes part.
    doubts : tuple of Doubt
        What only a person can decide: each is a ``?`` in the file.
    asides : tuple of DraftAside
        Columns that fit a scale and are in no block.
    """

    blocks: tuple[DraftBlock, ...]
    scales: Mapping[str, FoundScale]
    profile: tuple[DraftVariable, ...]
    ranked: tuple[str, ...]
    consent: DraftConsent | None = None
    lang: str | None = None
    doubts: tuple[Doubt, ...] = ()
    asides: tuple[DraftAside, ...] = ()

    @property
    def unfound(self) -> tuple[DraftItem, ...]:
        """The items whose columns only a mapping file can name."""
        return tuple(item for block in self.blocks for item in block.items if not item.found)


def draft_instrument(survey: Survey) -> DraftInstrument:
    """Return what can be said about the instrument behind a file.

    Parameters
    ----------
    survey : Survey
        The file, matched with whatever instruments there are.

    Returns
    -------
    DraftInstrument
        Nothing that fewer than five respondents said, and nothing personal, is in it.
    """
    table = survey.table
    allowed = [at for at in range(len(table.columns)) if not left_out(survey, at)]
    against = no_items(survey, allowed)
    found = find_blocks(table, allowed, groups_of(table), against)
    used = {position for block in found.blocks for position in block.positions}
    others = [
        at for at in allowed
        if at not in used and at not in found.ranked and against.get(at) not in {"personal", "name"}
    ]  # fmt: skip
    draft = _drafted(survey, found, others)
    misled = {item.position for block in draft.blocks for item in block.items if not item.found}
    again = _drafted(survey, found, others, without=misled) if misled else draft
    return again if len(again.unfound) < len(draft.unfound) else draft


def _drafted(
    survey: Survey, found: FoundBlocks, others: Sequence[int], *, without: Collection[int] = ()
) -> DraftInstrument:
    """Return the draft with names for all; items in ``without`` are not named by the codes of their headings."""
    table = survey.table
    used = {position for block in found.blocks for position in block.positions}
    ids, coded = item_ids(table, sorted(used), without)
    texts = item_texts(table, found.blocks, coded)
    names = scale_names(found.blocks)
    nodes = node_ids(table, found.blocks, set(ids.values()))
    asked = [text_of(table, at) for at in range(len(table.headings))]
    profile = draft_profile(table, others, taken={*ids.values(), *nodes}, texts=asked)
    taken = {*ids.values(), *nodes, *(variable.id for variable in profile)}
    blocks = [
        DraftBlock(
            id=node, group=block.group and shared_by(table, block), scale=names[block.scale],
            items=tuple(_items(table, block, ids, texts)),
        )
        for node, block in zip(nodes, found.blocks, strict=True)
    ]  # fmt: skip
    draft = DraftInstrument(
        blocks=tuple(blocks), scales={name: scale for scale, name in names.items()}, profile=profile,
        ranked=tuple(map(letters, found.ranked)), consent=draft_consent(table, others, taken=taken, texts=asked),
        lang=survey.lang,
        doubts=tuple(_doubts(blocks, {name: scale for scale, name in names.items()})),
        asides=tuple(_asides(table, found, taken)),
    )  # fmt: skip
    return _with_matches(draft, survey)


def _doubts(blocks: Sequence[DraftBlock], scales: Mapping[str, FoundScale]) -> Iterator[Doubt]:
    """Yield every question of a draft with its place in the file."""
    for name, found in scales.items():
        for doubt in found.doubts:
            yield replace(doubt, place=f"scales.{name}.{doubt.place}")
    for at, block in enumerate(blocks):
        for number, item in enumerate(block.items):
            if item.doubtful and item.negative is not None:
                yield Doubt(
                    place=f"constructs[{at}].items[{number}].reverse", question="reverse", choices=("true", "false"),
                    values={"item": item.id, "column": item.column, "r": f"{item.negative:.2f}"},
                )  # fmt: skip


def _asides(table: Table, found: FoundBlocks, taken: Collection[str]) -> Iterator[DraftAside]:
    """Yield the columns that fit a scale and are in no block, with the block they stand at."""
    used = {name.casefold() for name in taken}
    for number, aside in enumerate(found.asides, start=1):
        at = next((at for at, block in enumerate(found.blocks) if aside.near in block.positions), None)
        code = code_of(table.headings[aside.position]) or ""
        name = code if code and code.casefold() not in used else f"LEFT{number}"
        used.add(name.casefold())
        yield DraftAside(
            id=name, column=letters(aside.position), heading=table.headings[aside.position],
            text=text_of(table, aside.position) or name, why=aside.why, block=at,
        )  # fmt: skip


def _items(table: Table, block: Block, ids: Mapping[int, str], texts: Mapping[int, str]) -> Iterator[DraftItem]:
    """Yield the questions of a block, those that run against the others with their correlation."""
    against = _negative(table, block)
    for position in block.positions:
        yield DraftItem(
            id=ids[position], column=letters(position), heading=table.headings[position],
            text=texts[position] or ids[position],
            negative=against[position][0] if position in against else None,
            doubtful=position in against and against[position][1],
        )  # fmt: skip


def _negative(table: Table, block: Block) -> dict[int, tuple[float, bool]]:
    """Return the columns whose answers run against the rest of the block: the correlation, whether it is no accident.

    It is that of the answers with the mean of the other ones, over the rows that hold the answer and half of these; it
    is no accident where it is below -1.5 / sqrt(n).
    """
    import numpy as np

    words = answer_words("draft", block.scale.scale)
    columns = [judge_column(table.columns[at].taken(slice(0, MOST_ROWS)), words).values for at in block.positions]
    values = np.column_stack(columns)
    if not block.scale.ordered:
        values = _placed(values)
    given = ~np.isnan(values)
    sums, counts = np.nansum(values, axis=1), given.sum(axis=1)
    found: dict[int, tuple[float, bool]] = {}
    for at, position in enumerate(block.positions):
        others = counts - given[:, at]
        rows = given[:, at] & (2 * others >= len(columns) - 1) & (others > 0)
        n = int(rows.sum())
        if n < LEAST_ROWS:
            continue
        own = values[rows, at]
        rest = (sums[rows] - own) / others[rows]
        r = correlation(own, rest)
        if r is not None and r <= LEAST_AGAINST:
            found[position] = (r, r < -1.5 / n**0.5)
    return found


def _placed(values: FloatArray) -> FloatArray:
    """Return answers in words of unknown order by where their words stand, in the median of the items.

    For each item on its own, the first axis of multiple correspondence analysis places its words; few items that ask
    the other way round do not move their medians. Which end is the better one is not known, and not needed for a
    sign against the rest (Greenacre, M. (2017). Correspondence Analysis in Practice, 3rd ed., chapter 18. CRC Press).
    """
    import numpy as np

    points = np.unique(values[~np.isnan(values)])
    chosen = np.stack([values == point for point in points], axis=2).astype(float)  # persons, items, points
    table = chosen.reshape(len(values), -1)
    table = table[table.sum(axis=1) > 0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    met = table.sum(axis=0) > 0
    residuals = (table - expected)[:, met] / np.sqrt(expected[:, met])
    _, _, axes = np.linalg.svd(residuals, full_matrices=False)
    places = np.zeros(table.shape[1])
    places[met] = axes[0] / np.sqrt(table.sum(axis=0)[met])
    counts = chosen.sum(axis=0)
    each = np.where(counts > 0, places.reshape(counts.shape), np.nan)
    middle = np.nanmedian(each, axis=0)
    found = np.full(values.shape, np.nan)
    for point, place in zip(points, np.argsort(np.argsort(middle)), strict=True):  # ranks: rare words stand far out
        found[values == point] = place
    return found


def _with_matches(draft: DraftInstrument, survey: Survey) -> DraftInstrument:
    """Return the draft with what a reading of the file by it would find without a mapping file.

    An item whose shortened text finds nothing gets the whole heading, which may.
    """
    if not draft.blocks:
        return replace(draft, profile=())
    variables = draft.profile
    draft = replace(
        draft, profile=tuple(each for each in variables if each.sure)
    )  # the others are comments in the file
    found = _found(draft, survey)
    texts = {
        item.id: plain_text(item.heading) for block in draft.blocks for item in block.items
        if found.get(item.id) != item.column and plain_text(item.heading) and shown(item.heading) != "***"
    }  # fmt: skip
    if texts:
        draft = replace(draft, blocks=tuple(_with_texts(block, texts) for block in draft.blocks))
        found = _found(draft, survey)
    blocks = tuple(
        replace(block, items=tuple(replace(item, found=found.get(item.id) == item.column) for item in block.items))
        for block in draft.blocks
    )
    found |= {name: at for name, at in _found(replace(draft, profile=variables), survey).items() if name not in found}
    profile = tuple(variable for variable in variables if found.get(variable.id) == variable.column)
    return replace(draft, blocks=blocks, profile=profile)


def _with_texts(block: DraftBlock, texts: Mapping[str, str]) -> DraftBlock:
    return replace(block, items=tuple(replace(item, text=texts.get(item.id, item.text)) for item in block.items))


def _found(draft: DraftInstrument, survey: Survey) -> dict[str, str]:
    """Return id -> column (letters) of everything in a draft that the headings of the file lead to."""
    instrument = _skeleton(draft)
    matching = match_table(survey.table, instrument, targets_of(instrument), survey.tool)
    return {
        match.target.id: letters(match.position) for match in matching.found if match.target.name not in matching.rivals
    }


def _skeleton(draft: DraftInstrument) -> Instrument:
    """Return an instrument with the ids and texts of a draft, to match columns with."""
    any_text = Text(en="?", id="?")
    constructs = tuple(
        Construct(
            id=block.id, name=any_text,
            items=tuple(
                Item(id=item.id, text=Text(en=item.text, id=item.text), scale=block.scale) for item in block.items
            ),
        )
        for block in draft.blocks
    )  # fmt: skip
    return Instrument(
        schema_version=1, id="draft", version="0", status="proposed", validated=False, title=any_text, citation="?",
        modules={"core": Module(constructs=tuple(construct.id for construct in constructs))},
        headline=(constructs[0].id,), measurement_level="construct",
        scales={name: scale.scale for name, scale in draft.scales.items()}, constructs=constructs,
        levels=Levels(
            basis="index", source=any_text, closed="left", bands=(Band(level=1, min=0, max=100, name=any_text),)
        ),
        profile=tuple(
            ProfileVariable(
                id=each.id, type=each.type, label=Text(en=each.text, id=each.text),
                options=tuple(
                    Option(code=option.code, label=Text(en=option.label, id=option.label)) for option in each.options
                ),
            )
            for each in draft.profile
        ),
    )  # fmt: skip


LONGEST_NODE = 20  # characters of a shared heading that can name a node

_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def item_ids(table: Table, positions: Sequence[int], without: Collection[int] = ()) -> tuple[dict[int, str], set[int]]:
    """Return an id for each column, and which of them are codes of headings; else a number that no heading holds.

    Columns in ``without`` get a number, whatever code their headings bear.
    """
    coded = {at: code for at in positions if at not in without and (code := code_of(table.headings[at]))}
    times = Counter(code.casefold() for code in coded.values())
    for at, code in coded.items():
        if times[code.casefold()] > 1:
            coded[at] = "_".join(_WORD.findall(table.headings[at]))
    times = Counter(code.casefold() for code in coded.values())
    ids = {at: code for at, code in coded.items() if times[code.casefold()] == 1 and len(code) <= LONGEST_CODE}
    taken = {word.casefold() for row in (table.headings, *table.labels) for text in row for word in _WORD.findall(text)}
    taken.update(code.casefold() for code in ids.values())
    rest = [at for at in positions if at not in ids]
    numbered = (
        {at: f"{before}{number}" for number, at in enumerate(rest, start=1)} for before in _beginnings("Q", "ITEM")
    )
    made = next(names for names in numbered if not taken.intersection(name.casefold() for name in names.values()))
    return {**ids, **made}, set(ids)


def node_ids(table: Table, blocks: Sequence[Block], taken: Collection[str]) -> list[str]:
    """Return an id for each block: the code that its headings share, else C1, C2, ..."""
    ids: list[str] = []
    for at, block in enumerate(blocks, start=1):
        code = _code_shared(table, block) or ""
        used = {*taken, *ids}
        fits = _WORD.fullmatch(code) and len(code) <= LONGEST_NODE and code not in used
        ids.append(code if fits else next(name for c in _beginnings("C", "BLOCK") if (name := f"{c}{at}") not in used))
    return ids


def _beginnings(*first: str) -> Iterator[str]:
    """Yield what names may begin with, without end."""
    return chain(first, (f"{first[-1]}{at}_" for at in count(2)))


def scale_names(blocks: Sequence[Block]) -> dict[FoundScale, str]:
    """Return a name for each scale: what kind it is and how many points it has."""
    names: dict[FoundScale, str] = {}
    for block in blocks:
        if block.scale in names:
            continue
        scale = block.scale.scale
        name = (
            f"points_{scale.min}_{scale.max}".replace("-", "minus")
            if block.scale.kind == "numbers"
            else f"{block.scale.kind}{len(scale.points)}"
        )
        same = sum(other == name or other.startswith(f"{name}_") for other in names.values())
        names[block.scale] = f"{name}_{ascii_lowercase[same % 26]}" if same else name
    return names


def item_texts(table: Table, blocks: Sequence[Block], coded: Collection[int]) -> dict[int, str]:
    """Return the wording of each question: what tells it from its neighbours, or all of it where that is not enough.

    A column in ``coded`` is found by its code: its wording may stand in another block too.
    """
    whole = {at: text_of(table, at) for block in blocks for at in block.positions}
    alone = {at: wording_of(text) for at, text in whole.items()}
    for block in blocks:
        asked = _question([whole[at] for at in block.positions])
        alone.update({at: whole[at].removeprefix(asked) for at in block.positions if asked})
    others = [at for at in range(len(table.headings)) if at not in whole]
    elsewhere = Counter(heading_key(wording_of(text_of(table, at))) for at in others)
    counts = Counter(map(heading_key, alone.values())) + elsewhere
    for block in blocks:
        own = Counter(heading_key(alone[at]) for at in block.positions) + elsewhere
        for at in block.positions:
            same = own if at in coded else counts
            whole[at] = alone[at] if same[heading_key(alone[at])] == 1 else whole[at]
    return whole


def _question(texts: Sequence[str]) -> str:
    """Return the common question of texts like ``Question - statement``, with the dash; nothing if they have none."""
    first, last = min(texts), max(texts)  # what these share, all between them share
    same = next((at for at, sign in enumerate(first) if last[at : at + 1] != sign), len(first))
    question, dash, _ = first[:same].rpartition(" - ")
    return question + dash


def shared_by(table: Table, block: Block) -> str | None:
    """Return what the headings of a block share, as the file writes it; None where that looks personal."""
    asked = _question([text_of(table, at) for at in block.positions]).removesuffix(" - ")
    if asked:
        return asked
    return _code_shared(table, block)


def _code_shared(table: Table, block: Block) -> str | None:
    text = plain_text(shared_parts(table)[block.positions[-1]] or "") if block.group else ""
    return None if shown(text) == "***" or not text else text
