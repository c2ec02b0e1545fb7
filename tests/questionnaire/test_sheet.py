"""The data-entry sheet: heads that load, codes and nothing else, the codebook in both languages."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from govassess.instrument.load import load_instrument
from govassess.questionnaire.compose import compose
from govassess.questionnaire.sheet import to_entry_csv, to_sheet
from tests.questionnaire.forms import CG, CHOICES, answers_of, folded, hostile, named, texts_of


def opened(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book.worksheets


def rules_of(entry, codebook):
    """Head -> the rule of its column; of a list, the codes that it points to."""
    found = {}
    heads = {cell.column_letter: cell.value for cell in entry[1]}
    for rule in entry.data_validations.dataValidation:
        (area,) = rule.sqref.ranges
        letter = str(area).split(":", maxsplit=1)[0].rstrip("0123456789")
        codes = None
        if rule.type == "list":
            sheet, cells = rule.formula1.split("!")
            assert sheet == f"'{codebook.title}'"
            codes = [
                cell.value
                for row in codebook[cells.replace("$", "")]
                for cell in (row if isinstance(row, tuple) else (row,))
            ]
        found[heads[letter]] = (rule, codes)
    return found


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
def test_each_column_takes_the_codes_of_the_instrument_and_dont_know(name, options):
    asked = compose(load_instrument(name), **options)
    entry, codebook = opened(to_sheet(asked, "en"))
    rules = rules_of(entry, codebook)
    heads = [cell.value for cell in entry[1]]
    assert list(rules) == heads and len(set(heads)) == len(heads)
    for column, answers in answers_of(asked).items():
        rule, codes = rules[column]
        assert codes == [code for code, _, _ in answers]
        assert rule.showErrorMessage and rule.errorStyle in {None, "stop"} and rule.allow_blank
    for item in asked.items():
        assert rules[item.id][1][-1] == "99"


def test_numbers_have_their_limits_and_ticks_are_one_or_zero():
    entry, codebook = opened(to_sheet(compose(load_instrument(CG)), "id"))
    rules = rules_of(entry, codebook)
    years, _ = rules["years_of_service"]
    assert (years.type, years.operator, years.formula1, years.formula2) == ("whole", None, "0", "50")  # None: between
    assert years.error == "Isikan angka dari 0 sampai 50."
    assert rules["collaboration_attributes/trust"][1] == ["1", "0"]
    assert rules["agency"][0].type is None


@pytest.mark.parametrize(
    ("low", "high", "rule"),
    [
        (None, 2.5, ("decimal", "lessThanOrEqual", "2.5", None)),
        (3.0, None, ("whole", "greaterThanOrEqual", "3", None)),
        (None, None, (None, None, None, None)),
    ],
)
def test_half_limits(low, high, rule):
    cg = load_instrument(CG)
    variable = next(each for each in cg.profile if each.id == "years_of_service")
    asked = compose(replace(cg, profile=(replace(variable, min=low, max=high),)))
    found, _ = rules_of(*opened(to_sheet(asked, "en")))["years_of_service"]
    assert (found.type, found.operator, found.formula1, found.formula2) == rule


def test_columns_of_codes_are_texts_the_head_stays_in_sight_and_nothing_is_filled_in():
    entry, _ = opened(to_sheet(compose(load_instrument(CG)), "en"))
    columns = {cell.value: cell.column for cell in entry[1]}
    formats = {
        column: group.number_format
        for group in entry.column_dimensions.values()
        for column in range(group.min, group.max + 1)
    }
    assert formats[columns["RM1a"]] == "@"
    assert columns["years_of_service"] not in formats
    assert entry.freeze_panes == "A2"
    assert entry.max_row == 1


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_codebook_says_every_question_and_answer_in_both_languages(lang):
    asked = compose(load_instrument(CG), form="short", checklists=True)
    _, codebook = opened(to_sheet(asked, lang))
    rows = [row[:6] for row in codebook.iter_rows(min_row=2, values_only=True)]
    questions = {row[0]: (row[2], row[4]) for row in reversed(rows) if row[2]}
    for column, text in texts_of(asked).items():
        if column in questions:
            assert questions[column] == (folded(text.en), folded(text.id))
    for column, answers in answers_of(asked).items():
        assert column in questions
        assert [(row[1], row[3], row[5]) for row in rows if row[0] == column] == answers


def test_both_files_have_the_same_heads_and_say_the_order():
    asked = compose(load_instrument(CG), order="random", seed=6)
    entry, codebook = opened(to_sheet(asked, "en"))
    (head,) = csv.reader(io.StringIO(to_entry_csv(asked)))
    assert head == [cell.value for cell in entry[1]]
    ids = [item.id for item in asked.items()]
    assert [column for column in head if column in set(ids)] == ids
    assert codebook["H1"].value.startswith("Form: cg-dps-smartcity-random6, version 000100r6x")


def test_two_runs_give_the_same_bytes():
    asked = compose(load_instrument(CG))
    assert to_sheet(asked, "id") == to_sheet(asked, "id")


def test_hostile_texts_stay_texts():
    asked = hostile()
    entry, codebook = opened(to_sheet(asked, "en"))
    cells = [cell for sheet in (entry, codebook) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    shown = {row[0]: row[2] for row in codebook.iter_rows(min_row=2, values_only=True) if row[2]}
    for item in asked.items():
        assert folded(shown[item.id]) == folded(item.text.en)
    for rule in entry.data_validations.dataValidation:
        assert len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32
