"""Questions and answers of the source set as tools word them, and rows as the bytes of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import openpyxl

from govassess.instrument.model import Instrument, items_under
from tests.responses.exports.source_set import CHECKS, DONT_KNOW, ITEMS, Respondent

PROFILE = ("agency", "role", "sector", "education", "years")
SINGLE = ("consent", *PROFILE, *ITEMS, *CHECKS)
MULTIPLE = {"needs": ("trust", "news", "radio"), "media": ("tv", "web")}
Cell = str | int | float | datetime | None


def question(survey: Instrument, name: str, lang: str) -> str:
    """The wording of anything that is asked."""
    if name == "consent" and survey.consent:
        return survey.consent.text.in_language(lang)
    texts = {item.id: item.text for item in survey.items()}
    texts |= {variable.id: variable.label for variable in survey.profile}
    texts |= {each.id: each.text for each in survey.multiple_choice}
    texts |= {entry.id: entry.text for checklist in survey.checklists for entry in checklist.items}
    return texts[name].in_language(lang)


def group(survey: Instrument, name: str, lang: str | None) -> str:
    """The group of a question: its construct, by name or (lang None) by code."""
    for construct in survey.constructs:
        if name in {item.id for item in items_under(construct)}:
            return construct.name.in_language(lang) if lang else construct.id
    return {"en": "About you", "id": "Tentang Anda", None: "about"}[lang]


def option(survey: Instrument, name: str, code: str, lang: str) -> str:
    options = next(each.options for each in survey.multiple_choice if each.id == name)
    return next(each.label for each in options if str(each.code) == code).in_language(lang)


def coded(person: Respondent, name: str, *, decimal: str = ".") -> str:
    """An answer as a code."""
    if name == "consent":
        return "1"
    value = person.items[name] if name in ITEMS else person.checks.get(name, getattr(person, name, None))
    if isinstance(value, float):
        return f"{value:g}".replace(".", decimal)
    return "" if value is None else str(value)


def worded(survey: Instrument, person: Respondent, name: str, lang: str) -> str:
    """An answer in words."""
    value = coded(person, name)
    if name == "consent" and survey.consent:
        return survey.consent.accepted.words.in_language(lang)[0]
    if name in ITEMS:
        scale = survey.scales["agree5"]
        if value == str(DONT_KNOW):
            return scale.missing.words.in_language(lang)[0]
        return scale.labels[int(value)].text.in_language(lang) if value else ""
    if name in CHECKS:
        return survey.checklists[0].answer[int(value)].in_language(lang)
    variable = next(each for each in survey.profile if each.id == name)
    labels = {str(each.code): each.label.in_language(lang) for each in variable.options}
    return labels.get(value, value)


def ticked(person: Respondent, name: str) -> list[str] | None:
    """Codes of the options that were chosen, in the order of the form; None: skipped."""
    chosen = getattr(person, name)
    return None if chosen is None else [code for code in MULTIPLE[name] if code in chosen]


def joined(person: Respondent, name: str, sign: str, survey: Instrument | None = None, lang: str = "en") -> str:
    """Chosen options in one cell, by code or (with the instrument) by label."""
    return sign.join(option(survey, name, code, lang) if survey else code for code in ticked(person, name) or [])


def ticks(person: Respondent, name: str, yes: str = "1", no: str = "0", skipped: str = "") -> list[str]:
    """A cell for each option."""
    chosen = ticked(person, name)
    return [skipped if chosen is None else yes if code in chosen else no for code in MULTIPLE[name]]


def labels(survey: Instrument, person: Respondent, name: str, lang: str) -> list[str]:
    """A cell for each option: its label where it was chosen, else nothing."""
    chosen = ticked(person, name) or []
    return [option(survey, name, code, lang) if code in chosen else "" for code in MULTIPLE[name]]


def text(
    rows: Sequence[Sequence[str]],
    delimiter: str = ",",
    *,
    encoding: str = "utf-8",
    quoted: bool = False,
    newline: str = "\r\n",
    first: str = "",
    last: str = "",
) -> bytes:
    """Rows as delimited text."""
    out = io.StringIO(newline="")
    out.write(first)
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=newline).writerows(rows)
    return (out.getvalue() + last).encode(encoding)


def wrapped(content: bytes) -> bytes:
    """A text file whose lines a spreadsheet of another locale saved as one quoted cell each."""
    lines = content.decode("utf-8-sig").splitlines()
    return "".join('"' + line.replace('"', '""') + '"\r\n' for line in lines).encode()


def workbook(rows: Sequence[Sequence[Cell]], sheet: str, *, formatted: int = 0) -> bytes:
    """Rows as a workbook: whole numbers as numbers, times as date cells; below them rows that hold only a format."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append([int(cell) if isinstance(cell, str) and cell.isdigit() else cell or None for cell in row])
    for extra in range(formatted):
        book.active.cell(row=len(rows) + 1 + extra, column=1).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
