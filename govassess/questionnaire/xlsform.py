"""The questionnaire as an XLSForm: the workbook from which KoboToolbox and ODK make their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.files.cells import workbook_bytes, write_row
from govassess.instrument.model import Text
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version
from govassess.questionnaire.questions import (
    Offered,
    Question,
    consent_condition,
    introduction,
    limits_text,
    questions,
)
from govassess.questionnaire.texts import lines, widened
from govassess.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

LANGUAGE_NAMES: Mapping[str, str] = {"en": "English (en)", "id": "Bahasa Indonesia (id)"}
INTRODUCTION = "instructions"
OWN_NAMES = ("start", "end", INTRODUCTION, "meta")  # questions of the form itself, beside those of the instrument

_LABELS = tuple(f"label::{LANGUAGE_NAMES[lang]}" for lang in LANGUAGES)
_MESSAGES = tuple(f"constraint_message::{LANGUAGE_NAMES[lang]}" for lang in LANGUAGES)
SURVEY = ("type", "name", *_LABELS, "required", "relevant", "appearance", "constraint", *_MESSAGES)
CHOICES = ("list_name", "name", *_LABELS)
SETTINGS = ("form_title", "form_id", "version", "default_language")


def to_xlsform(questionnaire: Questionnaire, lang: str) -> bytes:
    """Return the questionnaire as an XLSForm workbook (.xlsx).

    Parameters
    ----------
    questionnaire : Questionnaire
    lang : {"en", "id"}
        Language in which the form opens; it holds both.

    Returns
    -------
    bytes
        The same questionnaire gives the same bytes. The order of the questions is the questionnaire's, its seed part
        of ``form_id`` and ``version``.

    Notes
    -----
    The name of an answer is the number used in scoring, "don't know" included, so that an export of XML values needs
    no mapping. Items keyed the other way are not turned here: scoring turns them, once. Who refuses consent sees no
    further question.

    References
    ----------
    https://xlsform.org/en/
    """
    asked = list(questions(questionnaire))
    lists = _lists(asked)
    title = _text(questionnaire.instrument.title.in_language(lang))
    form_id = re.sub(r"\W", "_", form_name(questionnaire))
    settings = (title, form_id, form_version(questionnaire), LANGUAGE_NAMES[lang])
    sheets: dict[str, list[tuple[str, ...]]] = {
        "survey": [SURVEY, *(row.cells() for row in _survey(questionnaire, asked, lists))],
        "choices": [CHOICES, *_choices(lists)],
        "settings": [SETTINGS, settings],
    }

    def fill(workbook: Workbook) -> None:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                write_row(sheet, number, row)
            sheet.freeze_panes(1, 0)

    return workbook_bytes(fill, title=form_name(questionnaire))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of the sheet ``survey``."""

    type: str
    name: str = ""
    label: Text | None = None
    required: bool = False
    relevant: str = ""
    appearance: str = ""
    constraint: str = ""
    message: Text | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the row as texts in the order of the headings."""
        return (
            self.type, self.name, *_pair(self.label), "yes" if self.required else "", self.relevant, self.appearance,
            self.constraint, *_pair(self.message),
        )  # fmt: skip


Lists = dict[tuple[str, tuple[Offered, ...]], str]
"""What the answers of a question are called, and the answers -> the name of their list in the form."""


def _survey(questionnaire: Questionnaire, asked: list[Question], lists: Lists) -> Iterator[_Row]:
    yield _Row(type="start", name="start")
    yield _Row(type="end", name="end")
    intro = introduction(questionnaire)
    if intro is not None:
        yield _Row(type="note", name=INTRODUCTION, label=intro)
    condition = consent_condition(questionnaire)
    for question in asked:
        relevant = ""
        if condition is not None and question.id != condition[0]:
            relevant = f"${{{condition[0]}}} = '{condition[1]}'"
        yield from _rows(question, lists, relevant)


def _rows(question: Question, lists: Lists, relevant: str) -> Iterator[_Row]:
    """Yield the rows of one question; the condition of a battery is its group's."""
    if question.kind == "battery":
        yield _Row(
            type="begin_group", name=question.id, label=question.text, relevant=relevant,
            appearance="field-list table-list",
        )  # fmt: skip
        select = f"select_one {lists[question.answers_name, question.answers]}"
        for part in question.parts:
            yield _Row(type=select, name=part.id, label=part.text, required=question.required)
        yield _Row(type="end_group")
        return
    kind: str = question.kind
    appearance = ""
    if kind in {"single", "multiple"}:
        offered = lists[question.answers_name, question.answers]
        kind = f"select_one {offered}" if kind == "single" else f"select_multiple {offered}"
        if any(answer.point is not None for answer in question.answers):
            appearance = "likert"
    if question.kind == "number":
        kind = "integer" if question.whole else "decimal"
    yield _Row(
        type=kind, name=question.id, label=question.text, required=question.required, relevant=relevant,
        appearance=appearance, constraint=_limits(question), message=limits_text(question),
    )  # fmt: skip


def _limits(question: Question) -> str:
    """Return the condition that a number must fulfil; empty if every number will do."""
    ends = [(sign, end) for sign, end in ((">=", question.min), ("<=", question.max)) if end is not None]
    return " and ".join(f". {sign} {end:.15g}" for sign, end in ends)


def _lists(asked: list[Question]) -> Lists:
    """Return the lists of answers in the order of their first use, each under a name that no other list has."""
    found: Lists = {}
    for question in asked:
        key = (question.answers_name, question.answers)
        if question.answers and key not in found:
            name = re.sub(r"\W", "_", question.answers_name, flags=re.ASCII)
            while name in found.values():
                name += "_"
            found[key] = name
    return found


def _choices(lists: Lists) -> Iterator[tuple[str, ...]]:
    for (_, answers), name in lists.items():
        for answer in answers:
            yield name, answer.code, *_pair(answer.label)


def _pair(text: Text | None) -> tuple[str, str]:
    return ("", "") if text is None else (_text(text.en), _text(text.id))


def _text(text: str) -> str:
    """Return a text as a cell of the form holds it; what would be a reference to a question stays a text."""
    return widened("\n".join(lines(text)), "${")
