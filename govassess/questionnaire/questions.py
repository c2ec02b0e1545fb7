"""The questions of a questionnaire one after the other, in the few kinds that every survey tool knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from govassess.instrument.model import Checklist, Consent, MultipleChoice, Option, ProfileVariable, Scale, Text
from govassess.questionnaire.compose import Block, Questionnaire
from govassess.text.catalogue import say
from govassess.text.numbers import decimal

Kind = Literal["single", "multiple", "text", "number", "battery"]
MOST_OFFERED = 11  # points of a scale that are offered one by one; a longer scale is asked as a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One answer to choose; ``point`` is its value on a scale, None where it has none ("don't know", an option)."""

    code: str
    label: Text
    point: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of a battery: an item of a block, an entry of a checklist."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as it is put to a respondent.

    Attributes
    ----------
    id : str
        Name of its column; of a battery, of the block.
    kind : str
        ``single`` and ``multiple`` offer answers, ``text`` and ``number`` take what is written, a ``battery`` offers
        the same answers to each of its ``parts``.
    text : Text
    section : Text
        Heading of the page it stands on; neighbours may share one.
    required : bool
        A scale that offers "don't know" asks for an answer, so that nothing is skipped by accident; any other allows
        skipping, for that is then the only way to say so.
    answers_name : str
        What the answers are called: the name of their scale, or the id of the question whose own they are.
    answers : tuple of Offered
        Lowest point first, "don't know" last.
    parts : tuple of Part
    min, max : float, optional
        Ends of a number.
    """

    id: str
    kind: Kind
    text: Text
    section: Text
    required: bool = False
    answers_name: str = ""
    answers: tuple[Offered, ...] = ()
    parts: tuple[Part, ...] = ()
    min: float | None = None
    max: float | None = None

    @property
    def whole(self) -> bool:
        """Whether a number is a whole one: its ends are."""
        return all(end is None or float(end).is_integer() for end in (self.min, self.max))


def said(key: str, **values: Text) -> Text:
    """Return a sentence of the catalogue as a text in both languages; ``values`` fill its fields."""
    en, id_ = ({name: text.in_language(lang) for name, text in values.items()} for lang in ("en", "id"))
    return Text(en=say(key, "en", **en), id=say(key, "id", **id_))


def questions(questionnaire: Questionnaire) -> Iterator[Question]:
    """Yield the questions in the order asked: consent, profile, blocks, multiple choice, checklists.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> from govassess.questionnaire.compose import compose
    >>> asked = list(questions(compose(load_instrument("skm-permenpanrb-14-2017"))))
    >>> [(each.id, each.kind) for each in asked][-2:], [answer.code for answer in asked[-1].answers]
    ([('U8', 'single'), ('U9', 'single')], ['1', '2', '3', '4', '99'])
    """
    instrument = questionnaire.instrument
    if instrument.consent is not None:
        yield _consent(instrument.consent)
    for variable in instrument.profile:
        yield _profile(variable)
    for block in questionnaire.blocks:
        yield from _block(block)
    for question in instrument.multiple_choice:
        yield _multiple(question)
    for checklist in instrument.checklists if questionnaire.checklists else ():
        yield _checklist(checklist)


def limits_text(question: Question) -> Text | None:
    """Return the sentence that says which numbers a question takes; None if it takes all."""
    ends = {name: end for name, end in (("low", question.min), ("high", question.max)) if end is not None}
    if not ends:
        return None
    keys = {("low", "high"): "questionnaire.from_to", ("low",): "questionnaire.from", ("high",): "questionnaire.up_to"}
    shown = {name: Text(en=_number(end, "en"), id=_number(end, "id")) for name, end in ends.items()}
    return said(keys[tuple(ends)], **shown)


def _number(end: float, lang: str) -> str:
    return decimal(end, len(f"{end:.15g}".partition(".")[2]), lang)


def introduction(questionnaire: Questionnaire) -> Text | None:
    """Return what a respondent reads first: the instructions, else the period the answers are about."""
    instrument = questionnaire.instrument
    if instrument.instructions is not None or instrument.reference_period is None:
        return instrument.instructions
    return said("questionnaire.period", period=instrument.reference_period)


def consent_condition(questionnaire: Questionnaire) -> tuple[str, str] | None:
    """Return the column and the code that let a respondent go on to the questions; None where nobody is asked."""
    consent = questionnaire.instrument.consent
    return None if consent is None or not consent.accepted.codes else (consent.id, str(consent.accepted.codes[0]))


def scale_answers(scale: Scale) -> tuple[Offered, ...]:
    """Return the points of a scale, lowest first, and last "don't know" if the scale has a code for it.

    A point without a label is called by its number; ``written`` is the code and the first word of "don't know".
    """
    points = [
        Offered(
            code=str(point), point=point,
            label=scale.labels[point].text if point in scale.labels else Text(en=str(point), id=str(point)),
        )
        for point in scale.points
    ]  # fmt: skip
    missing = scale.missing
    if missing.written is not None:
        points.append(
            Offered(code=str(missing.written), label=Text(en=_first(missing.words.en), id=_first(missing.words.id)))
        )
    return tuple(points)


def _first(words: tuple[str, ...]) -> str:
    return words[0] if words else ""  # what is empty is refused before a form is written


def _consent(consent: Consent) -> Question:
    offered = [
        Offered(
            code=_first(tuple(map(str, answers.codes))),
            label=Text(en=_first(answers.words.en), id=_first(answers.words.id)),
        )
        for answers in (consent.accepted, consent.refused)
    ]
    return Question(
        id=consent.id, kind="single", text=consent.text, section=said("questionnaire.section.consent"), required=True,
        answers_name=consent.id, answers=tuple(offered),
    )  # fmt: skip


def _options(options: Iterable[Option]) -> tuple[Offered, ...]:
    return tuple(Offered(code=str(option.code), label=option.label) for option in options)


def _profile(variable: ProfileVariable) -> Question:
    kind: Kind = "number" if variable.type == "number" else "single" if variable.options else "text"
    return Question(
        id=variable.id, kind=kind, text=variable.label, section=said("questionnaire.section.profile"),
        required=not variable.optional, answers_name=variable.id if variable.options else "",
        answers=_options(variable.options), min=variable.min, max=variable.max,
    )  # fmt: skip


def _block(block: Block) -> Iterator[Question]:
    """Yield a block as one battery; an item that stands alone, or is answered by a number, as a question of its own."""
    scale = block.scale
    required = scale.missing.written is not None
    if len(scale.points) > MOST_OFFERED:
        for item in block.items:
            yield Question(id=item.id, kind="number", text=item.text, section=block.title, min=scale.min, max=scale.max)
    elif len(block.items) == 1:
        yield Question(
            id=block.items[0].id, kind="single", text=block.items[0].text, section=block.title, required=required,
            answers_name=block.scale_name, answers=scale_answers(scale),
        )  # fmt: skip
    else:
        yield Question(
            id=block.id, kind="battery", text=said("questionnaire.battery", title=block.title), section=block.title,
            required=required, answers_name=block.scale_name, answers=scale_answers(scale),
            parts=tuple(Part(id=item.id, text=item.text) for item in block.items),
        )  # fmt: skip


def _multiple(question: MultipleChoice) -> Question:
    return Question(
        id=question.id, kind="multiple", text=question.text, section=said("questionnaire.section.further"),
        required=not question.optional, answers_name=question.id, answers=_options(question.options),
    )  # fmt: skip


def _checklist(checklist: Checklist) -> Question:
    section = said("questionnaire.section.checklist")
    return Question(
        id=checklist.id, kind="battery", text=said("questionnaire.battery", title=section), section=section,
        answers_name=checklist.id,
        answers=tuple(
            Offered(code=str(stage), label=text, point=stage) for stage, text in sorted(checklist.answer.items())
        ),
        parts=tuple(Part(id=entry.id, text=entry.text) for entry in checklist.items),
    )  # fmt: skip
