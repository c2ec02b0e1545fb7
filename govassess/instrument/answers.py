"""What can be answered: texts, scales, profile variables, choices, checklists, consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

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
