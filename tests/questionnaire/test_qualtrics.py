"""Qualtrics' text format: the help page's grammar, the numbers used in scoring, a mapping that loads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Missing, Scale
from govassess.questionnaire.compose import compose
from govassess.questionnaire.qualtrics import qualtrics_mapping, to_qualtrics
from govassess.responses.mapping import load_mapping
from tests.questionnaire import qualtrics_file
from tests.questionnaire.forms import CG, CHOICES, SKM, answers_of, folded, hostile, named, texts_of


def mapping_of(asked, tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_text(qualtrics_mapping(asked), encoding="utf-8")
    return load_mapping(path)


def columns_of(questions):
    """Head in an export -> (text, recode value -> answer)."""
    found = {}
    for name, asked in questions.items():
        if asked.type == "Matrix":
            found |= {f"{name}_{n}": (text, asked.answers) for n, text in enumerate(asked.statements, start=1)}
        else:
            found[name] = ("\n".join(asked.text), asked.choices)
    return found


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_file_follows_the_grammar_and_the_mapping_finds_every_item(name, options, lang, tmp_path):
    asked = compose(load_instrument(name), **options)
    questions, _ = qualtrics_file.read(to_qualtrics(asked, lang))
    columns = columns_of(questions)
    heads = mapping_of(asked, tmp_path).items
    for column, text in texts_of(asked).items():
        found, _ = columns[heads.get(column, column)]
        assert folded(found) == folded(text.in_language(lang)), column
    scored = {item.id for item in asked.items()} | {"consent"}
    for column, answers in answers_of(asked).items():
        _, found = columns[heads.get(column, column)]
        assert list(found.values()) == [en if lang == "en" else id_ for _, en, id_ in answers]
        if column in scored:
            assert list(found) == [code for code, _, _ in answers], "the numbers used in scoring"


@pytest.mark.parametrize(("name", "options"), CHOICES, ids=named)
def test_the_items_stand_in_the_order_composed(name, options, tmp_path):
    asked = compose(load_instrument(name), **options)
    heads = mapping_of(asked, tmp_path).items
    ids = [heads.get(item.id, item.id) for item in asked.items()]
    columns = columns_of(qualtrics_file.read(to_qualtrics(asked, "en"))[0])
    assert [column for column in columns if column in set(ids)] == ids


def test_options_whose_codes_are_no_numbers_are_counted_and_explained(tmp_path):
    asked = compose(load_instrument(CG))
    options = mapping_of(asked, tmp_path).options
    assert options["gender"] == {"1": "f", "2": "m", "3": "x"}
    assert options["collaboration_attributes"]["10"] == "other"
    assert "education" not in options and "consent" not in options


def test_the_place_of_dont_know_is_declared_only_where_it_is_no_point(tmp_path):
    cg = load_instrument(CG)
    assert mapping_of(compose(cg), tmp_path).missing.codes == (6, 99)
    six = {"agree5": cg.scales["agree5"], "six": Scale(min=1, max=6)}
    assert mapping_of(compose(replace(cg, scales=six)), tmp_path).missing.codes == (99,)
    from_zero = replace(cg.scales["agree5"], min=0, labels={})
    assert mapping_of(compose(replace(cg, scales={"agree5": from_zero})), tmp_path).missing.codes == (99,)
    none = replace(cg.scales["agree5"], missing=Missing())
    assert mapping_of(compose(replace(cg, scales={"agree5": none})), tmp_path).missing.codes == ()


def test_form_and_order_are_embedded_and_head_the_mapping():
    asked = compose(load_instrument(SKM), order="random", seed=4)
    _, embedded = qualtrics_file.read(to_qualtrics(asked, "id"))
    assert embedded["govassess_form"] == "skm-permenpanrb-14-2017-random4"
    assert embedded["govassess_version"].startswith("010000r4x")
    assert qualtrics_mapping(asked).startswith("# skm-permenpanrb-14-2017-random4 (010000r4x")


def test_hostile_texts_stay_texts(tmp_path):
    asked = hostile()
    for lang in ("en", "id"):
        columns = columns_of(qualtrics_file.read(to_qualtrics(asked, lang))[0])
        heads = mapping_of(asked, tmp_path).items
        for column, text in texts_of(asked).items():
            assert folded(columns[heads.get(column, column)][0]) == folded(text.in_language(lang)), column
