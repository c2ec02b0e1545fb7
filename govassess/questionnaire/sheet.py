"""The data-entry sheet for paper forms: one row a form, one column a question, only codes that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govassess.files.cells import csv_text, workbook_bytes, write_row
from govassess.instrument.model import Text
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version
from govassess.questionnaire.questions import Offered, Question, limits_text, questions
from govassess.questionnaire.texts import one_line, shortened
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 1_048_576  # of a sheet
LONGEST_PROMPT = 255  # characters that a spreadsheet shows beside a cell
WIDTHS = (24, 14, 60, 30, 60, 30)  # of the codebook's columns, in characters
TICKS = (
    Offered(code="1", label=Text(en="Chosen", id="Dipilih")),
    Offered(code="0", label=Text(en="Not chosen", id="Tidak dipilih")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of the sheet; ``question`` says whether it holds a number, codes or free text."""

    head: str
    text: Text
    question: Question
    answers: tuple[Offered, ...]


def to_sheet(questionnaire: Questionnaire, lang: str) -> bytes:
    """Return the data-entry workbook (.xlsx): a sheet to fill in, and the codebook in both languages.

    Parameters
    ----------
    questionnaire : Questionnaire
    lang : {"en", "id"}
        Language of the sheets' names and of what is shown beside a cell.

    Returns
    -------
    bytes
        The heads are the codes of the instrument, so that the filled-in sheet loads without a mapping; the same
        questionnaire gives the same bytes. Form and version stand beside the codebook's headings.

    Notes
    -----
    Columns of codes are formatted as texts, for a spreadsheet turns ``3/4`` into a date, and take the codes of the
    codebook only. The code of "don't know" is one of them; what was not answered stays empty.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.properties.title = form_name(questionnaire)
    workbook.properties.version = form_version(questionnaire)
    entry = workbook.worksheets[0]
    entry.title = say("questionnaire.sheet.entry", lang)
    codebook = workbook.create_sheet(say("questionnaire.sheet.codebook", lang))
    columns = list(_columns(questionnaire))
    heads = write_row(entry, 1, [column.head for column in columns])
    codes = _write_codebook(codebook, columns, lang)
    for place, column in enumerate(columns):
        _restrict(entry, heads[place].column_letter, column, codes[place], lang)
    made_from = say(
        "questionnaire.sheet.made_from", lang, form=form_name(questionnaire), version=form_version(questionnaire)
    )
    note = codebook.cell(1, len(WIDTHS) + 2, made_from)
    for cell in (*heads, *next(codebook.iter_rows(max_row=1))):
        cell.font = Font(bold=cell is not note)
    entry.freeze_panes = codebook.freeze_panes = "A2"
    return workbook_bytes(workbook)


def to_entry_csv(questionnaire: Questionnaire) -> str:
    """Return the head of the data-entry sheet as a CSV file, for those who type into another program."""
    return csv_text([[column.head for column in _columns(questionnaire)]])


def _columns(questionnaire: Questionnaire) -> Iterator[_Column]:
    for question in questions(questionnaire):
        if question.kind == "battery":
            for part in question.parts:
                yield _Column(head=part.id, text=part.text, question=question, answers=question.answers)
        elif question.kind == "multiple":
            for option in question.answers:
                text = Text(en=f"{question.text.en} [{option.label.en}]", id=f"{question.text.id} [{option.label.id}]")
                yield _Column(head=f"{question.id}/{option.code}", text=text, question=question, answers=TICKS)
        else:
            yield _Column(head=question.id, text=question.text, question=question, answers=question.answers)


def _write_codebook(sheet: Worksheet, columns: list[_Column], lang: str) -> list[str]:
    """Write what each column holds, a row a code, and return where the codes of each column stand."""
    names = ("column", "code", "question_en", "answer_en", "question_id", "answer_id")
    write_row(sheet, 1, [say(f"questionnaire.sheet.{name}", lang) for name in names])
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    places, number = [], 2
    for column in columns:
        limits = limits_text(column.question) or Text(en="", id="")
        answers = column.answers or (Offered(code="", label=limits),)
        for answer in answers:
            asked = column.text if answer is answers[0] else Text(en="", id="")
            texts = (column.head, answer.code, asked.en, answer.label.en, asked.id, answer.label.id)
            write_row(sheet, number, [one_line(text) for text in texts])
            number += 1
        places.append(f"'{sheet.title}'!$B${number - len(answers)}:$B${number - 1}")
    return places


def _restrict(sheet: Worksheet, letter: str, column: _Column, codes: str, lang: str) -> None:
    """Let a column take only what it may hold, and show the question beside its cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    number = column.question.kind == "number"
    limits = limits_text(column.question)
    rule = DataValidation(
        allow_blank=True, showInputMessage=True, showErrorMessage=True, promptTitle=shortened(column.head, 32),
        prompt=shortened(one_line(column.text.in_language(lang)), LONGEST_PROMPT),
    )  # fmt: skip
    if column.answers:
        rule.type, rule.formula1 = "list", codes
        rule.error = say("questionnaire.sheet.only_codes", lang)
    elif number and limits is not None:
        low, high = column.question.min, column.question.max
        rule.type = "whole" if column.question.whole else "decimal"
        rule.operator = (
            "between" if None not in (low, high) else "lessThanOrEqual" if low is None else "greaterThanOrEqual"
        )
        ends = [f"{end:.15g}" for end in (low, high) if end is not None]
        rule.formula1, rule.formula2 = ends[0], ends[1] if len(ends) > 1 else None
        rule.error = limits.in_language(lang)
    if not number:
        sheet.column_dimensions[letter].number_format = "@"
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)
