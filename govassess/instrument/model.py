"""The instrument as frozen records: what is asked, how it is scored, which levels and hypotheses it declares.

One file drives questionnaire, loader, scoring, levels, hypotheses and report; these records are that file
after parsing (``load.py``), and, written back, the canonical instrument inside every result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from govassess.instrument.answers import (
    CLOSED,
    Answers,
    Checklist,
    ChecklistItem,
    Consent,
    Identifier,
    Missing,
    MultipleChoice,
    Option,
    ProfileVariable,
    Scale,
    ScaleLabel,
    Text,
    Words,
)

__all__ = [
    "CLOSED",
    "Answers", "Band", "Checklist", "ChecklistItem", "Consent", "Construct", "Dimension",
    "ExactFraction", "Hypothesis", "HypothesisDefaults", "HypothesisKind", "Identifier",
    "IndexName", "Indicator", "Instrument", "Item", "Levels", "Measurement", "Missing", "Module",
    "MultipleChoice", "NodeKind", "Option", "Overall", "ProfileVariable", "Respondent", "Scale",
    "ScaleLabel", "Scoring", "Study", "Text", "Words", "children_of", "items_under", "kind_of",
]  # fmt: skip

NodeKind = Literal["overall", "construct", "dimension", "indicator"]
IndexName = Literal["none", "pomp", "tcr", "times_25"]
HypothesisKind = Literal["direct", "total", "mediation", "moderation", "group"]


# digits bounded: 1e999999999 would fill the memory; what the canonical text writes is read again
_FRACTION = re.compile(r"-?(?:[0-9]{1,40}(?:/[0-9]{1,40})?|[0-9]{1,18}\.[0-9]{1,18})")


def _to_fraction(written: object) -> Fraction:
    """Read ``1/9``, ``0.25`` or ``2`` as the exact fraction it says, and nothing else.

    Anything else is refused here: some versions of the validator would try to read it, and ``1e999999999`` would
    then fill the memory.
    """
    if isinstance(written, Fraction):
        return written
    readable = isinstance(written, str | int | float) and not isinstance(written, bool)
    if readable and _FRACTION.fullmatch(str(written)):
        try:
            return Fraction(str(written))
        except (ValueError, ZeroDivisionError):
            pass
    raise PydanticCustomError("fraction", "not a fraction")


ExactFraction = Annotated[
    Fraction,
    BeforeValidator(_to_fraction),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^\d+(/\d+|\.\d+)?$"}, {"type": "number", "minimum": 0}]}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How answers become scores and scores an index."""

    __pydantic_config__ = CLOSED
    aggregate: Literal["mean"] = "mean"
    weights: Literal["equal", "declared"] = "equal"
    min_answered: ExactFraction = Fraction(1, 2)
    denominator: Literal["answers", "respondents"] = "answers"
    index: IndexName = "pomp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An interval of the index (or of the mean) and the level it stands for."""

    __pydantic_config__ = CLOSED
    level: int
    min: float
    max: float
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The rule that turns an index into a level; ``nodes`` names the kinds of node that get one."""

    __pydantic_config__ = CLOSED
    rule: Literal["bands"] = "bands"
    basis: Literal["mean", "index"]
    source: Text
    closed: Literal["left", "right"]
    decimals: Annotated[int, Field(ge=0, le=10)] | None = None
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    nodes: tuple[NodeKind, ...] = ("overall", "construct", "dimension")
    caution: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. ``short`` marks items of the short form; ``reverse`` a key turned once, in scoring."""

    __pydantic_config__ = CLOSED
    id: Identifier
    text: Text
    short: bool = False
    reverse: bool = False
    scale: str | None = None
    weight: ExactFraction | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One or more items that ask about the same thing; ``next_steps`` are actions a report may offer."""

    __pydantic_config__ = CLOSED
    id: Identifier
    name: Text
    items: tuple[Item, ...]
    scope: str | None = None
    note: str | None = None
    weight: ExactFraction | None = None
    min_answered: ExactFraction | None = None
    next_steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A part of a construct, made of indicators or directly of items (one of the two)."""

    __pydantic_config__ = CLOSED
    id: Identifier
    name: Text
    definition: Text | None = None
    rubric: Mapping[int, Text] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    items: tuple[Item, ...] = ()
    note: str | None = None
    weight: ExactFraction | None = None
    min_answered: ExactFraction | None = None
    next_steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """What is assessed, made of dimensions, of indicators, or directly of items (one of the three)."""

    __pydantic_config__ = CLOSED
    id: Identifier
    name: Text
    definition: Text | None = None
    rubric: Mapping[int, Text] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    items: tuple[Item, ...] = ()
    note: str | None = None
    weight: ExactFraction | None = None
    min_answered: ExactFraction | None = None
    next_steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """One index over all constructs; exists only where an instrument declares it."""

    __pydantic_config__ = CLOSED
    id: Identifier = "overall"
    name: Text
    weights: Mapping[str, ExactFraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Constructs surveyed together; a survey that lacks an optional module simply did not measure it."""

    __pydantic_config__ = CLOSED
    name: Text | None = None
    constructs: Annotated[tuple[str, ...], Field(min_length=1)]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Whether the parts of a kind of node reflect it or make it up."""

    __pydantic_config__ = CLOSED
    dimension: Literal["reflective", "composite"] = "reflective"
    construct: Literal["reflective", "composite"] = "composite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """Who answers, in which clusters, and by which profile variables results may be grouped."""

    __pydantic_config__ = CLOSED
    unit_of_analysis: str = "individual"
    audience: Text | None = None
    cluster: str | None = None
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One hypothesised relationship: enums and names of nodes, never a formula."""

    __pydantic_config__ = CLOSED
    id: Identifier
    family: str
    kind: HypothesisKind
    predictor: str  # a node; of kind group a profile variable
    outcome: str
    mediators: tuple[str, ...] = ()
    serial: bool = False
    moderator: str | None = None  # of kind moderation: a node
    controls: tuple[str, ...] = ()
    covariates: tuple[str, ...] | None = None  # None: those of hypothesis_defaults
    expected: Literal["positive", "negative"] | None = None  # of every kind but group, which has no sign
    smallest_effect: float | None = None  # smallest effect of interest, in units of the coefficient
    origin: Literal["paper", "inferred"] | None = None
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisDefaults:
    """What every hypothesis of the register uses unless it says otherwise."""

    __pydantic_config__ = CLOSED
    alpha: float = 0.05
    vcov: Literal["HC3", "HC4", "HC2", "HC1", "HC0", "classical"] = "HC3"
    adjust: Literal["holm", "bh"] = "holm"
    covariates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """How the survey was carried out; usually from the plan file."""

    __pydantic_config__ = CLOSED
    name: str | None = None
    population: str | None = None
    frame: str | None = None
    invited: Annotated[int, Field(gt=0)] | None = None
    mode: str | None = None
    start: str | None = None
    end: str | None = None
    kind: Literal["census", "sample", "open_link"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """The whole instrument file."""

    __pydantic_config__ = CLOSED
    schema_version: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
    version: str
    status: Literal["proposed", "published", "official"]
    validated: bool
    title: Text
    languages: Annotated[tuple[Literal["en", "id"], ...], Field(min_length=1)] = ("en", "id")
    citation: str
    modules: Mapping[str, Module]
    forms: tuple[Literal["full", "short"], ...] = ("full",)
    entry: tuple[Literal["responses"], ...] = ("responses",)
    headline: Annotated[tuple[str, ...], Field(min_length=1)]
    overall: Overall | None = None
    measurement_level: NodeKind
    measurement: Measurement = field(default_factory=Measurement)
    respondent: Respondent = field(default_factory=Respondent)
    reference_period: Text | None = None
    instructions: Text | None = None
    limits: tuple[Text, ...] = ()
    scales: Annotated[Mapping[str, Scale], Field(min_length=1)]
    scoring: Scoring = field(default_factory=Scoring)
    levels: Levels
    constructs: Annotated[tuple[Construct, ...], Field(min_length=1)]
    families: Mapping[str, Text] = field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    hypothesis_defaults: HypothesisDefaults = field(default_factory=HypothesisDefaults)
    consent: Consent | None = None
    profile: tuple[ProfileVariable, ...] = ()
    multiple_choice: tuple[MultipleChoice, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    study: Study | None = None

    def items(self) -> Iterator[Item]:
        """Yield every item in the order of the file."""
        for node in self.nodes():
            yield from node.items

    def scale_of(self, item: Item) -> Scale:
        """Return the item's scale; the first declared one serves every item that names none."""
        return self.scales[item.scale] if item.scale else next(iter(self.scales.values()))

    def scale_name(self, item: Item) -> str:
        """Return the name of the item's scale."""
        return item.scale or next(iter(self.scales))

    def turned(self, item: Item) -> bool:
        """Tell whether scoring turns an item's answers: it is reversed or its scale runs down, not both."""
        return item.reverse != (self.scale_of(item).direction == "down")

    def nodes(self) -> Iterator[Construct | Dimension | Indicator]:
        """Yield every node, parents before children, in the order of the file."""
        for construct in self.constructs:
            yield construct
            for dimension in construct.dimensions:
                yield dimension
                yield from dimension.indicators
            yield from construct.indicators

    def node(self, node_id: str) -> Construct | Dimension | Indicator:
        """Return the node named ``node_id``; ``KeyError`` if there is none."""
        for node in self.nodes():
            if node.id == node_id:
                return node
        raise KeyError(node_id)


def kind_of(node: Construct | Dimension | Indicator | Overall) -> NodeKind:
    """Return the kind of a node as the instrument file calls it."""
    kinds: dict[type, NodeKind] = {
        Construct: "construct",
        Dimension: "dimension",
        Indicator: "indicator",
        Overall: "overall",
    }
    return kinds[type(node)]


def children_of(node: Construct | Dimension | Indicator) -> tuple[Dimension | Indicator | Item, ...]:
    """Return the parts of a node, one level down: dimensions, indicators or items."""
    if isinstance(node, Construct):
        return node.dimensions or node.indicators or node.items
    if isinstance(node, Dimension):
        return node.indicators or node.items
    return node.items


def items_under(node: Construct | Dimension | Indicator) -> tuple[Item, ...]:
    """Return all items below a node, in the order of the file."""
    found: list[Item] = []
    for child in children_of(node):
        if isinstance(child, Item):
            found.append(child)
        else:
            found.extend(items_under(child))
    return tuple(found)
