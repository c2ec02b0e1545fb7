"""The pages of a form that is filled in by hand: what each asks, with which answers, and what may be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from govassess.errors import PlanError
from govassess.instrument.model import Answers, Consent, Option, ProfileVariable, Scale, Text
from govassess.questionnaire.compose import Block, Questionnaire
from govassess.text.catalogue import LANGUAGES, say

MOST_BOXES = 11  # points that a person can overlook as boxes; a longer scale is answered by writing a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and the column it fills.

    Attributes
    ----------
    needed : bool
        Whether the page can be left without an answer.
    options : tuple of Option
        What can be ticked; with ``number`` only what may be ticked instead of writing one.
    several : bool
        Whether several options may be ticked.
    number : str
        ``whole`` or ``decimal`` where a number is written, between ``low`` and ``high`` (empty = no limit).
    """

    id: str
    text: Text
    needed: bool
    options: tuple[Option, ...] = ()
    several: bool = False
    number: str = ""
    low: str = ""
    high: str = ""
    hint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Questions of a page that are answered in the same way.

    Where they share an answer scale, ``scale`` is its class in the page (``s0``, ``s1``, ...; of a checklist ``c0``),
    ``boxes`` shows its codes, and ``key`` holds its points and "don't know" where it is first used.
    """

    questions: tuple[Question, ...]
    scale: str = ""
    key: tuple[Option, ...] = ()
    boxes: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one screen asks: a dimension's items (``block``), or what else belongs together."""

    title: Text
    parts: tuple[Part, ...]
    block: bool = False
    first_block: bool = False


def words(key: str, **values: object) -> Text:
    """Return a sentence of the catalogue in both languages."""
    english, indonesian = (say(key, lang, **values) for lang in LANGUAGES)
    return Text(en=english, id=indonesian)


def consent_of(consent: Consent) -> Question:
    """Return the question of consent with its two answers; the first accepts.

    Raises
    ------
    PlanError
        An answer has neither a code nor a word, so that nothing can be written for it.
    """
    answers = (("form.yes", consent.accepted), ("form.no", consent.refused))
    return Question(
        id=consent.id, text=consent.text, needed=True, options=tuple(_consent_option(*each) for each in answers)
    )


def _consent_option(key: str, answers: Answers) -> Option:
    said: list[str | int] = [*answers.codes, *answers.words.en, *answers.words.id]
    if not said:
        raise PlanError("form_consent")
    shown = words(key)
    label = Text(en=next(iter(answers.words.en), shown.en), id=next(iter(answers.words.id), shown.id))
    return Option(code=said[0], label=label)


def pages_of(questionnaire: Questionnaire) -> tuple[Page, ...]:
    """Return the pages after the first: profile, one page a dimension, multiple choice, one page a checklist.

    Notes
    -----
    An item must be answered where its scale declares a code for "don't know" (``missing.written``): whoever has no
    opinion then has an answer too. Without that code an item may be left out, and so may the entries of a checklist;
    forcing an answer would make one up.
    """
    instrument = questionnaire.instrument
    pages = []
    if instrument.profile:
        asked = tuple(_profile_question(variable) for variable in instrument.profile)
        pages.append(Page(title=words("form.profile"), parts=(Part(questions=asked),)))
    pages.extend(_blocks(questionnaire))
    if instrument.multiple_choice:
        asked = tuple(
            Question(id=each.id, text=each.text, needed=not each.optional, options=each.options, several=True)
            for each in instrument.multiple_choice
        )
        pages.append(Page(title=words("form.choices"), parts=(Part(questions=asked),)))
    if questionnaire.checklists:
        pages.extend(_checklists(questionnaire))
    return tuple(pages)


def _blocks(questionnaire: Questionnaire) -> Iterator[Page]:
    known: dict[str, str] = {}
    for place, (_, several) in enumerate(groupby(questionnaire.blocks, lambda block: block.node)):
        blocks = tuple(several)
        parts = tuple(_part(block, known) for block in blocks)
        yield Page(title=blocks[0].title, parts=parts, block=True, first_block=place == 0)


def _part(block: Block, known: dict[str, str]) -> Part:
    """Return a block as part of its page; ``known`` are the classes of the scales met so far."""
    scale, needed = block.scale, block.scale.missing.written is not None
    if len(scale.points) > MOST_BOXES:
        asked = tuple(_wide_question(item.id, item.text, scale, needed=needed) for item in block.items)
        return Part(questions=asked, optional=not needed)
    options = scale_options(scale)
    first = block.scale_name not in known
    return Part(
        questions=tuple(Question(id=item.id, text=item.text, needed=needed) for item in block.items),
        scale=known.setdefault(block.scale_name, f"s{len(known)}"), key=options if first else (),
        boxes=_boxes(options), optional=not needed,
    )  # fmt: skip


def scale_options(scale: Scale) -> tuple[Option, ...]:
    """Return the points of a scale and, last, its "don't know", as what can be ticked.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> scale = load_instrument("cg-dps-smartcity").scales["agree5"]
    >>> [(option.code, option.label.id) for option in scale_options(scale)][-2:]
    [(5, 'Sangat setuju'), (99, 'Tidak tahu / tidak relevan')]
    """
    points = [point for point in scale.points if len(scale.points) <= MOST_BOXES]
    labels = {point: label.text for point, label in scale.labels.items()}
    options = [Option(code=point, label=labels.get(point) or Text(en=str(point), id=str(point))) for point in points]
    if scale.missing.written is not None:
        said, shown = scale.missing.words, words("form.dont_know")
        label = Text(en=next(iter(said.en), shown.en), id=next(iter(said.id), shown.id))
        options.append(Option(code=scale.missing.written, label=label))
    return tuple(options)


def _boxes(options: tuple[Option, ...]) -> str:
    return " ".join(f"☐{option.code}" for option in options)


def _wide_question(item: str, text: Text, scale: Scale, *, needed: bool) -> Question:
    return Question(
        id=item, text=text, needed=needed, options=scale_options(scale), number="whole", low=str(scale.min),
        high=str(scale.max), hint=_limits(scale.min, scale.max),
    )  # fmt: skip


def _profile_question(variable: ProfileVariable) -> Question:
    if variable.type != "number":
        return Question(id=variable.id, text=variable.label, needed=not variable.optional, options=variable.options)
    return Question(
        id=variable.id, text=variable.label, needed=not variable.optional, number="decimal",
        low=_digits(variable.min), high=_digits(variable.max), hint=_limits(variable.min, variable.max),
    )  # fmt: skip


def _limits(low: float | None, high: float | None) -> Text | None:
    """Return the sentence that says which numbers are allowed."""
    if low is None and high is None:
        return None
    key = "form.at_most" if low is None else "form.at_least" if high is None else "form.between"
    english = say(key, "en", low=_digits(low), high=_digits(high))
    indonesian = say(key, "id", low=_digits(low).replace(".", ","), high=_digits(high).replace(".", ","))
    return Text(en=english, id=indonesian)


def _digits(limit: float | None) -> str:
    """Return a limit in digits alone: whoever copies a thousands separator from the page would be misread."""
    if limit is None:
        return ""
    return str(int(limit)) if limit == int(limit) else repr(limit)


def _checklists(questionnaire: Questionnaire) -> Iterator[Page]:
    for place, checklist in enumerate(questionnaire.instrument.checklists):
        stages = tuple(Option(code=stage, label=label) for stage, label in sorted(checklist.answer.items()))
        asked = tuple(Question(id=entry.id, text=entry.text, needed=False) for entry in checklist.items)
        part = Part(questions=asked, scale=f"c{place}", key=stages, boxes=_boxes(stages), optional=True)
        yield Page(title=words("form.checklist"), parts=(part,))


def columns_of(pages: tuple[Page, ...], consent: Question | None) -> tuple[str, ...]:
    """Return the columns that the questions fill, in the order asked."""
    first = (consent.id,) if consent else ()
    return (*first, *(question.id for page in pages for part in page.parts for question in part.questions))
