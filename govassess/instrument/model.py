"""The instrument as frozen records: what can be answered, how it is scored, which levels and hypotheses it declares.

One file drives questionnaire, loader, scoring, levels, hypotheses and report; these records are that file
after parsing (``load.py``), and, written back, the canonical instrument inside every result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]

CodeMeaning = Literal["point", "missing", "invalid", "absent"] | int

CLOSED = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that a form or report prints, in both languages.

    A file may leave out a language that the instrument does not declare; reading it fills the gap from the other one.
    """

    __pydantic_config__ = CLOSED
    en: Annotated[str, Field(min_length=1)] = ""
    id: Annotated[str, Field(min_length=1)] = ""

    def in_language(self, lang: str) -> str:
        """Return the text in ``lang`` (``en`` or ``id``), or in the other language if it has no such text."""
        return (self.id or self.en) if lang == "id" else (self.en or self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lists of words in both languages (synonyms, words that mean a missing answer)."""

    __pydantic_config__ = CLOSED
    en: tuple[str, ...] = ()
    id: tuple[str, ...] = ()

    def in_language(self, lang: str) -> tuple[str, ...]:
        """Return the words in ``lang`` (``en`` or ``id``)."""
        return self.id if lang == "id" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLabel:
    """The words of one scale point."""

    __pydantic_config__ = CLOSED
    text: Text
    short: Text | None = None
    synonyms: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Codes and words that say "no answer"; ``written`` is the code that generated questionnaires write."""

    __pydantic_config__ = CLOSED
    codes: tuple[int, ...] = ()
    written: int | None = None
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A response scale of whole numbers from ``min`` to ``max``; ``labels`` may name some of its points.

    Attributes
    ----------
    direction : str
        ``up``: a higher number is a better answer; ``down``: a lower one is (1 = very satisfied). Labels stand at the
        numbers that the file and the questionnaire use; items of a scale that runs down are turned once, in scoring.
    codes : dict
        Further numbers that stand in files, and what each is: ``point`` of the scale (which then reaches so far),
        ``missing`` (no answer), ``invalid`` (an error), or the number of the point it stands for. ``absent`` takes a
        point out of a scale of words: those above it move down. A person answers here what a draft asks.
    """

    __pydantic_config__ = CLOSED
    type: Literal["likert", "binary", "number"] = "likert"
    min: int
    max: int
    direction: Literal["up", "down"] = "up"
    codes: Mapping[int, CodeMeaning] = field(default_factory=dict)
    labels: Mapping[int, ScaleLabel] = field(default_factory=dict)
    missing: Missing = field(default_factory=Missing)

    @property
    def points(self) -> range:
        """The scale's values, lowest first."""
        return range(self.min, self.max + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Codes and words of one possible answer."""

    __pydantic_config__ = CLOSED
    codes: tuple[int, ...] = ()
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The question whether somebody takes part; who refuses leaves the analysis, counted."""

    __pydantic_config__ = CLOSED
    id: Identifier
    text: Text
    required: bool = False
    accepted: Answers
    refused: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a profile variable or a multiple-choice question; ``synonyms`` are other words for it in files."""

    __pydantic_config__ = CLOSED
    code: str | int
    label: Text
    synonyms: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileVariable:
    """Something known about a respondent: agency, role, years of service; ``synonyms`` are other headings for it."""

    __pydantic_config__ = CLOSED
    id: Identifier
    type: Literal["text", "single", "ordinal", "number"]
    label: Text
    synonyms: Words = field(default_factory=Words)
    optional: bool = False
    min: float | None = None
    max: float | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice:
    """A question with several possible answers; not scored, shown as shares of respondents."""

    __pydantic_config__ = CLOSED
    id: Identifier
    type: Literal["multiple"] = "multiple"
    optional: bool = True
    source: Text | None = None
    text: Text
    options: Annotated[tuple[Option, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One entry of a checklist."""

    __pydantic_config__ = CLOSED
    id: Identifier
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Stages of named actions, scored apart from the survey and never mixed into it."""

    __pydantic_config__ = CLOSED
    id: Identifier
    source: Text | None = None
    answer: Annotated[Mapping[int, Text], Field(min_length=2)]
    evidence_required: bool = False
    index: Literal["pomp"] = "pomp"
    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1)]


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
