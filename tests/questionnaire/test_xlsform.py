"""XLSForm: pyxform takes it without a word, it says what the instrument says, and nothing in it runs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace

import openpyxl
import pytest

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Scale, ScaleLabel, Text
from govassess.questionnaire.compose import compose
from govassess.questionnaire.xlsform import to_xlsform
from tests.questionnaire.forms import CG, CHOICES, SKM, answers_of, folded, hostile, named, texts_of
from tests.questionnaire.xform import converted

LANGUAGES = {"en": "English (en)", "id": "Bahasa Indonesia (id)"}


def sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [dict(zip(head, row, strict=True)) for row in rows]
        for sheet in book
        for head, *rows in [[tuple(cell.value for cell in row) for row in sheet.iter_rows()]]
    }


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_pyxform_takes_the_form_without_a_warning(name, options, lang):
    form = converted(to_xlsform(compose(load_instrument(name), **options), lang))
    assert form.warnings == []
    assert form.default == LANGUAGES[lang]


@pytest.mark.parametrize("name", [CG, SKM])
def test_the_converter_as_people_run_it_ends_with_code_100(name, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(to_xlsform(compose(load_instrument(name), checklists=True), "en"))
    command = [
        sys.executable,
        "-m",
        "pyxform.xls2xform",
        str(path),
        str(tmp_path / "f.xml"),
        "--json",
        "--skip_validate",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads((ran.stdout or ran.stderr).splitlines()[-1])
    assert (said["code"], said["warnings"]) == (100, [])


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
def test_every_text_and_answer_is_the_instrument_s_in_both_languages(name, options):
    asked = compose(load_instrument(name), **options)
    form = converted(to_xlsform(asked, "en"))
    columns = {path[-1]: path for path in form.paths}
    for column, text in texts_of(asked).items():
        for lang, language in LANGUAGES.items():
            assert folded(form.label(columns[column], language)) == folded(text.in_language(lang)), column
    for column, answers in answers_of(asked).items():
        offered = [
            (code, folded(form.texts[LANGUAGES["en"]][text]), folded(form.texts[LANGUAGES["id"]][text]))
            for code, text in form.choices[form.lists[column]]
        ]
        assert offered == [(code, folded(en), folded(id_)) for code, en, id_ in answers], column


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
def test_the_questions_stand_in_the_order_composed(name, options):
    asked = compose(load_instrument(name), **options)
    ids = [item.id for item in asked.items()]
    columns = [path[-1] for path in converted(to_xlsform(asked, "en")).paths]
    assert [column for column in columns if column in set(ids)] == ids


def test_who_refuses_consent_sees_nothing_else():
    binds = converted(to_xlsform(compose(load_instrument(CG), checklists=True), "en")).binds
    asked = {
        path: bind for path, bind in binds.items() if path.split("/")[0] not in {"start", "end", "meta", "consent"}
    }
    top = {path.split("/")[0] for path in asked} - {"instructions"}
    assert all(binds[name]["relevant"] == " /data/consent  = '1'" for name in top)
    assert binds["consent"]["required"] == "true()"


def test_an_item_is_required_where_it_offers_dont_know_and_only_there():
    cg = load_instrument(CG)
    bare = replace(cg, scales={"agree5": replace(cg.scales["agree5"], missing=Scale(min=1, max=5).missing)})
    for instrument, required in ((cg, True), (bare, False)):
        binds = converted(to_xlsform(compose(instrument), "en")).binds
        assert (binds["RM/RM1a"].get("required") == "true()") is required
    assert "required" not in binds["gender"]  # optional in the instrument
    assert binds["role"]["required"] == "true()"


def test_numbers_have_limits_with_a_message_in_both_languages():
    rows = {row["name"]: row for row in sheets(to_xlsform(compose(load_instrument(CG)), "id"))["survey"]}
    row = rows["years_of_service"]
    assert (row["type"], row["constraint"]) == ("integer", ". >= 0 and . <= 50")
    assert row["constraint_message::English (en)"] == "Enter a number from 0 to 50."
    assert row["constraint_message::Bahasa Indonesia (id)"] == "Isikan angka dari 0 sampai 50."


def test_half_limits_and_decimal_ends():
    cg = load_instrument(CG)
    variable = next(each for each in cg.profile if each.id == "years_of_service")
    for low, high, kind, condition, message in (
        (None, 2.5, "decimal", ". <= 2.5", "Isikan angka yang tidak lebih dari 2,5."),
        (3.0, None, "integer", ". >= 3", "Isikan angka yang tidak kurang dari 3."),
        (None, None, "integer", None, None),
    ):
        changed = replace(cg, profile=(replace(variable, min=low, max=high),))
        rows = {row["name"]: row for row in sheets(to_xlsform(compose(changed), "id"))["survey"]}
        found = rows["years_of_service"]
        assert (found["type"], found["constraint"]) == (kind, condition)
        assert found["constraint_message::Bahasa Indonesia (id)"] == message


def test_a_block_is_a_table_and_an_item_alone_is_not():
    rows = sheets(to_xlsform(compose(load_instrument(CG)), "en"))["survey"]
    group = next(row for row in rows if row["name"] == "RM")
    assert (group["type"], group["appearance"]) == ("begin_group", "field-list table-list")
    rows = sheets(to_xlsform(compose(load_instrument(SKM)), "en"))["survey"]
    assert not [row for row in rows if row["type"] == "begin_group"]
    assert next(row for row in rows if row["name"] == "U1")["appearance"] == "likert"


def test_the_period_stands_for_instructions_that_are_not_there():
    cg = replace(load_instrument(CG), instructions=None)
    rows = {row["name"]: row for row in sheets(to_xlsform(compose(cg), "en"))["survey"]}
    assert (
        rows["instructions"]["label::Bahasa Indonesia (id)"] == "Jawablah untuk kurun waktu berikut: 12 bulan terakhir."
    )
    bare = sheets(to_xlsform(compose(replace(cg, reference_period=None)), "en"))["survey"]
    assert "note" not in {row["type"] for row in bare}


def test_without_consent_every_question_is_asked_of_everybody():
    form = converted(to_xlsform(compose(replace(load_instrument(CG), consent=None)), "en"))
    assert form.warnings == []
    assert not [path for path, bind in form.binds.items() if "relevant" in bind]


def test_a_long_scale_is_asked_as_a_number():
    cg = load_instrument(CG)
    percent = replace(cg, scales={"agree5": Scale(type="number", min=0, max=100)})
    rows = {row["name"]: row for row in sheets(to_xlsform(compose(percent), "en"))["survey"]}
    assert (rows["RM1a"]["type"], rows["RM1a"]["constraint"]) == ("integer", ". >= 0 and . <= 100")


def test_a_scale_and_a_variable_of_one_name_keep_their_own_answers():
    cg = load_instrument(CG)
    words = {point: ScaleLabel(text=Text(en=f"p{point}", id=f"t{point}")) for point in range(1, 6)}
    renamed = replace(cg, scales={"gender": replace(cg.scales["agree5"], labels=words)})
    form = converted(to_xlsform(compose(renamed), "en"))
    assert form.lists["gender"] != form.lists["RM1a"]
    assert [code for code, _ in form.choices[form.lists["gender"]]] == ["f", "m", "x"]
    assert [code for code, _ in form.choices[form.lists["RM1a"]]] == ["1", "2", "3", "4", "5", "99"]


def test_the_order_and_its_seed_can_be_read_from_the_form():
    cg = load_instrument(CG)
    forms = [converted(to_xlsform(compose(cg, order="random", seed=seed), "en")) for seed in (3, 4)]
    fixed = converted(to_xlsform(compose(cg), "en"))
    assert [form.id for form in forms] == ["cg_dps_smartcity_random3", "cg_dps_smartcity_random4"]
    assert fixed.id == "cg_dps_smartcity"
    assert len({form.version for form in (*forms, fixed)}) == 3
    assert all(form.version.isalnum() and form.version.isascii() for form in (*forms, fixed))


def test_a_changed_text_changes_the_version_and_the_language_does_not():
    cg = load_instrument(CG)
    version = converted(to_xlsform(compose(cg), "en")).version
    assert converted(to_xlsform(compose(cg), "id")).version == version
    changed = replace(cg, instructions=Text(en="Other", id="Lain"))
    assert converted(to_xlsform(compose(changed), "en")).version != version


def test_two_runs_give_the_same_bytes():
    asked = compose(load_instrument(CG), order="random", seed=5)
    assert to_xlsform(asked, "id") == to_xlsform(asked, "id")


def test_hostile_texts_stay_texts():
    asked = hostile()
    content = to_xlsform(asked, "id")
    form = converted(content)
    assert form.warnings == []
    columns = {path[-1]: path for path in form.paths}
    for column, text in texts_of(asked).items():
        for lang, language in LANGUAGES.items():
            assert folded(form.label(columns[column], language)) == folded(text.in_language(lang)), column
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
