"""Names in a draft instrument: ids of items, nodes and scales, and the wordings of the questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count
from string import ascii_lowercase

from govassess.responses.drafts.block_scales import FoundScale
from govassess.responses.drafts.blocks import Block
from govassess.responses.drafts.columns import shared_parts, text_of
from govassess.responses.drafts.headings import LONGEST_CODE, code_of, plain_text, wording_of
from govassess.responses.personal import shown
from govassess.responses.table import Table
from govassess.responses.wording import heading_key

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
