"""A draft of an instrument for a file that no instrument fits: blocks with ids, texts and scales, and a profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from string import ascii_lowercase

from govassess.errors import NotEstimable
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
from govassess.responses.block_scales import FoundScale
from govassess.responses.blocks import Block, find_blocks
from govassess.responses.draft_profile import DraftVariable, about_the_respondent, draft_profile
from govassess.responses.heading_codes import code_of, group_of, plain_text, shared_part, wording_of
from govassess.responses.match import match_columns
from govassess.responses.personal import any_personal, personal_heading, shown
from govassess.responses.recode import answer_words, judge_column
from govassess.responses.survey import Survey
from govassess.responses.table import Table, letters
from govassess.responses.targets import targets_of
from govassess.responses.tools import TOOLS
from govassess.responses.wording import heading_key

SEARCHED_CONTENTS = 2_000  # distinct ones; a column of identifiers shows itself much earlier
LEAST_ROWS = 10  # complete ones; fewer tell nothing about a correlation
MOST_ROWS = 100_000  # more would take long and tell the same
LEAST_AGAINST = -0.005  # nearer to 0 no two decimals show
LONGEST_NODE = 20  # characters of a shared heading that can name a node

_TIMING = re.compile(r".*[_ ](?:first click|last click|page submit|click count)|.* - (?:parent )?topics", re.IGNORECASE)
_EXPRESSION = re.compile(r"\{.*\}", re.DOTALL)  # a value the survey tool computed
_NO_TEXT = re.compile(r"\{.*\}|response|open-ended response", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NODE = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """A question of a block: its column, its text, and its item-rest correlation where that is negative.

    ``found`` tells whether its column is found by its id or text alone, without a mapping file.
    """

    id: str
    column: str
    heading: str
    text: str
    negative: float | None = None
    found: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """Questions answered on one scale; which construct they are about, only a person can say."""

    id: str
    group: str | None
    scale: str
    items: tuple[DraftItem, ...]


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
    ranked : tuple of str
        Columns (letters) that hold ranks, and are left out.
    """

    blocks: tuple[DraftBlock, ...]
    scales: Mapping[str, FoundScale]
    profile: tuple[DraftVariable, ...]
    ranked: tuple[str, ...]

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
    groups = _groups(table)
    allowed = [at for at in range(len(table.columns)) if not _left_out(survey, at)]
    known = _respondents_own(survey)
    found = find_blocks(table, [at for at in allowed if at not in known], groups)
    used = {position for block in found.blocks for position in block.positions}
    ids, coded = _ids(table, sorted(used))
    texts = _texts(table, found.blocks, coded)
    names = _scale_names(found.blocks)
    nodes = _node_ids(found.blocks, table, set(ids.values()))
    profile = draft_profile(
        table,
        [at for at in allowed if at not in used and at not in found.ranked],
        taken={*ids.values(), *nodes},
        texts=[_text(table, at) for at in range(len(table.headings))],
    )
    blocks = [
        DraftBlock(
            id=node, group=block.group and _shared(table, block), scale=names[block.scale],
            items=tuple(_items(table, block, ids, texts)),
        )
        for node, block in zip(nodes, found.blocks, strict=True)
    ]  # fmt: skip
    draft = DraftInstrument(
        blocks=tuple(blocks), scales={name: scale for scale, name in names.items()}, profile=profile,
        ranked=tuple(map(letters, found.ranked)),
    )  # fmt: skip
    return _with_matches(draft, survey)


def _left_out(survey: Survey, position: int) -> bool:
    """Tell whether a column is the survey tool's own, personal, or about how a page was looked at."""
    table, tool = survey.table, TOOLS[survey.tool]
    heading = table.headings[position]
    own = heading_key(heading) in tool.metadata or heading.casefold() in tool.metadata
    if own or heading in survey.metadata or heading in survey.personal:
        return True
    if personal_heading(heading) or _TIMING.fullmatch(heading) or _EXPRESSION.fullmatch(heading):
        return True
    return any_personal(list(table.columns[position].filled())[:SEARCHED_CONTENTS])


def _respondents_own(survey: Survey) -> set[int]:
    """Return the columns about who answers: any instrument knows them as such, or their headings say so."""
    kinds = ("profile", "consent", "choice", "option")
    known = {match.position for one in survey.candidates for match in one.matching.of_kind(*kinds)}
    return known | {at for at, heading in enumerate(survey.table.headings) if about_the_respondent(heading)}


def _groups(table: Table) -> list[str | None]:
    """Return what the heading of each column shares with others; below a common question, its wording."""
    questions = _filled_right(table)
    common = {question for question, heading in zip(questions, table.headings, strict=True) if question != heading}
    return [heading_key(question) if question in common else group_of(question) for question in questions]


def _filled_right(table: Table) -> list[str]:
    """Return the headings, an empty one below which a label stands being the one on its left."""
    found: list[str] = []
    for at, heading in enumerate(table.headings):
        labelled = any(row[at] for row in table.labels)
        found.append(found[-1] if found and not heading and labelled else heading)
    return found


def _shared(table: Table, block: Block) -> str | None:
    """Return what the headings of a block share, as the file writes it; None where that looks personal."""
    asked = _question([_text(table, at) for at in block.positions]).removesuffix(" - ")
    if asked:
        return asked
    return _code_shared(table, block)


def _code_shared(table: Table, block: Block) -> str | None:
    question = _filled_right(table)[block.positions[-1]]
    text = plain_text(shared_part(question) or question) if block.group else ""
    return None if shown(text) == "***" or not text else text


def _items(table: Table, block: Block, ids: Mapping[int, str], texts: Mapping[int, str]) -> Iterator[DraftItem]:
    """Yield the questions of a block, those that run against the others with their correlation."""
    against = _negative(table, block)
    for position in block.positions:
        yield DraftItem(
            id=ids[position], column=letters(position), heading=table.headings[position],
            text=texts[position] or ids[position],
            negative=against.get(position),
        )  # fmt: skip


def _texts(table: Table, blocks: Sequence[Block], coded: Collection[int]) -> dict[int, str]:
    """Return the wording of each question: what tells it from its neighbours, or all of it where that is not enough.

    A column in ``coded`` is found by its code: its wording may stand in another block too.
    """
    whole = {at: _text(table, at) for block in blocks for at in block.positions}
    alone = {at: wording_of(text) for at, text in whole.items()}
    for block in blocks:
        asked = _question([whole[at] for at in block.positions])
        alone.update({at: whole[at].removeprefix(asked) for at in block.positions if asked})
    counts = Counter(map(heading_key, alone.values()))
    for block in blocks:
        own = Counter(heading_key(alone[at]) for at in block.positions)
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


def _text(table: Table, position: int) -> str:
    """Return the label of a column where there is one, else its heading; nothing if it looks personal."""
    labels = [plain_text(row[position]) for row in table.labels]
    told = [label for label in labels if label and not _NO_TEXT.fullmatch(label)]
    text = told[0] if told else plain_text(table.headings[position])
    return "" if shown(text) == "***" else text


def _ids(table: Table, positions: Sequence[int]) -> tuple[dict[int, str], set[int]]:
    """Return an id for each column, and which of them are codes of headings; else a number that no heading holds."""
    coded = {at: code for at in positions if (code := code_of(table.headings[at]))}
    several = {
        code for code in coded.values() if [each.casefold() for each in coded.values()].count(code.casefold()) > 1
    }
    for at, code in coded.items():
        if code in several:
            coded[at] = "_".join(_WORD.findall(table.headings[at]))
    names = [name.casefold() for name in coded.values()]
    ids = {at: name for at, name in coded.items() if names.count(name.casefold()) == 1 and len(name) <= 64}
    words = {word.casefold() for row in (table.headings, *table.labels) for text in row for word in _WORD.findall(text)}
    words.update(name.casefold() for name in ids.values())
    rest = [at for at in positions if at not in ids]
    for letters_ in chain(("Q", "ITEM"), (f"ITEM{at}_" for at in count(2))):
        made = {at: f"{letters_}{number}" for number, at in enumerate(rest, start=1)}
        if not words.intersection(name.casefold() for name in made.values()):
            return {**ids, **made}, set(ids)
    raise AssertionError  # the letters never end


def _scale_names(blocks: Sequence[Block]) -> dict[FoundScale, str]:
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


def _node_ids(blocks: Sequence[Block], table: Table, taken: set[str]) -> list[str]:
    """Return an id for each block: the code that its headings share, else C1, C2, ..."""
    ids: list[str] = []
    for at, block in enumerate(blocks, start=1):
        name = (_code_shared(table, block) or "").replace(" ", "") if block.group else ""
        fits = _NODE.fullmatch(name) and len(name) <= LONGEST_NODE and name not in taken and name not in ids
        fallback = next(f"{letter}{at}" for letter in ("C", "BLOCK", "NODE") if f"{letter}{at}" not in {*taken, *ids})
        ids.append(name if fits else fallback)
    return ids


def _negative(table: Table, block: Block) -> dict[int, float]:
    """Return the columns whose answers run against those of the rest of the block, with the correlation."""
    import pandas as pd

    from govassess.stats.describe import item_analysis

    if not block.scale.ordered:
        return {}
    words = answer_words("draft", block.scale.scale)
    first = slice(0, MOST_ROWS)
    values = {at: judge_column(table.columns[at].taken(first), words).values for at in block.positions}
    try:
        found = item_analysis(pd.DataFrame(values))
    except NotEstimable:
        return {}
    if found.n_used < LEAST_ROWS:
        return {}
    rest = dict(zip(block.positions, found.statistics["item_rest_r"].tolist(), strict=True))
    return {position: r for position, r in rest.items() if r <= LEAST_AGAINST}


def _with_matches(draft: DraftInstrument, survey: Survey) -> DraftInstrument:
    """Return the draft with what a reading of the file by it would find without a mapping file.

    An item whose shortened text finds nothing gets the whole heading, which may.
    """
    if not draft.blocks:
        return replace(draft, profile=())
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
    profile = tuple(variable for variable in draft.profile if found.get(variable.id) == variable.column)
    return replace(draft, blocks=blocks, profile=profile)


def _with_texts(block: DraftBlock, texts: Mapping[str, str]) -> DraftBlock:
    return replace(block, items=tuple(replace(item, text=texts.get(item.id, item.text)) for item in block.items))


def _found(draft: DraftInstrument, survey: Survey) -> dict[str, str]:
    """Return id -> column (letters) of everything in a draft that the headings of the file lead to."""
    table = survey.table
    matching = match_columns(
        table.headings, targets_of(_skeleton(draft)), labels=table.labels, metadata=TOOLS[survey.tool].metadata
    )
    return {
        match.target.id: letters(match.position) for match in matching.found if match.target.name not in matching.rivals
    }


def _skeleton(draft: DraftInstrument) -> Instrument:
    """Return an instrument with the ids and texts of a draft, to match columns with."""
    any_text = Text(en="?", id="?")
    constructs = tuple(
        Construct(
            id=block.id, name=any_text,
            items=tuple(Item(id=item.id, text=Text(en=item.text, id=item.text)) for item in block.items),
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
