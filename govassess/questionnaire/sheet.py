"""The data-entry sheet for paper forms: one row a form, one column a question, only codes that exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govassess.files.cells import csv_text, workbook_bytes, write_row
from govassess.instrument.model import Text
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version
from govassess.questionnaire.questions import Offered, Question, limits_text, questions
from govassess.questionnaire.texts import one_line, shortened
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_575  # of a sheet, counted from 0
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
    columns = list(_columns(questionnaire))

    def fill(workbook: Workbook) -> None:
        bold, plain_text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        entry = workbook.add_worksheet(say("questionnaire.sheet.entry", lang))
        codebook = workbook.add_worksheet(say("questionnaire.sheet.codebook", lang))
        write_row(entry, 0, [column.head for column in columns], bold)
        for place, (column, codes) in enumerate(
            zip(columns, _write_codebook(codebook, columns, lang, bold), strict=True)
        ):
            if column.question.kind != "number":
                entry.set_column(place, place, None, plain_text)
            entry.data_validation(1, place, LAST_ROW, place, _rule(column, codes, lang))
        codebook.write_string(0, len(WIDTHS) + 1, made_from)
        entry.freeze_panes(1, 0)
        codebook.freeze_panes(1, 0)

    names = {"form": form_name(questionnaire), "version": form_version(questionnaire)}
    made_from = say("questionnaire.sheet.made_from", lang, **names)
    return workbook_bytes(fill, title=" ".join(names.values()))


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


def _write_codebook(sheet: Worksheet, columns: list[_Column], lang: str, bold: Format) -> list[str]:
    """Write what each column holds, a row a code, and return where the codes of each column stand."""
    names = ("column", "code", "question_en", "answer_en", "question_id", "answer_id")
    write_row(sheet, 0, [say(f"questionnaire.sheet.{name}", lang) for name in names], bold)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    places, number = [], 1
    for column in columns:
        limits = limits_text(column.question) or Text(en="", id="")
        answers = column.answers or (Offered(code="", label=limits),)
        for answer in answers:
            asked = column.text if answer is answers[0] else Text(en="", id="")
            texts = (column.head, answer.code, asked.en, answer.label.en, asked.id, answer.label.id)
            write_row(sheet, number, [one_line(text) for text in texts])
            number += 1
        places.append(f"='{sheet.get_name()}'!$B${number - len(answers) + 1}:$B${number}")
    return places


def _rule(column: _Column, codes: str, lang: str) -> dict[str, Any]:
    """Return what a column may hold, with the question shown at its cells."""
    limits = limits_text(column.question)
    shown = {
        "validate": "any",
        "input_title": shortened(column.head, 32),
        "input_message": shortened(one_line(column.text.in_language(lang)), LONGEST_PROMPT),
    }
    if column.answers:
        error = say("questionnaire.sheet.only_codes", lang)
        return shown | {"validate": "list", "source": codes, "error_message": error}
    if column.question.kind != "number" or limits is None:
        return shown
    low, high = (None if end is None else f"{end:.15g}" for end in (column.question.min, column.question.max))
    limit = (
        {"criteria": "between", "minimum": low, "maximum": high}
        if None not in (low, high)
        else {"criteria": "<=", "value": high}
        if low is None
        else {"criteria": ">=", "value": low}
    )
    kind = "integer" if column.question.whole else "decimal"
    return shown | limit | {"validate": kind, "error_message": limits.in_language(lang)}
