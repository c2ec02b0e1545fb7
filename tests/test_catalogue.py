"""The catalogue: both languages say the same, nothing is missing, nothing is left over."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import govassess
from govassess.text.catalogue import LANGUAGES, catalogue, say

PACKAGE = Path(govassess.__file__).parent
TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
}
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("templates/*.j2")}

SPEAKERS = {"say", "phrase", "has"}
"""Functions whose first argument is a key."""

CODED = {
    "PlanError": ("error.{}",),
    "PlanFileError": (),
    "OutputError": ("error.{}",),
    "NothingToScoreError": ("error.{}",),
    "FunnelStep": ("funnel.{}",),
    "Notice": ("warning.{}",),
    "Problem": ("problem.{}.expected", "problem.{}.fix"),
}
"""Records that hold a code -> the keys which that code must have."""

CODE_ARGUMENT = {"Problem": "reason"}


def called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def constant(node: ast.AST | None) -> list[str]:
    """The texts that an expression can be: a literal, or either end of ``a if c else b``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return constant(node.body) + constant(node.orelse)
    return []


CALLS = [(module, node) for module, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
LITERALS = {
    node.value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
} | {
    word
    for text in TEMPLATES.values()
    for pair in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'", text)
    for word in pair
    if word
}
HEADS = {
    part.values[0].value
    for tree in TREES.values()
    for part in ast.walk(tree)
    if isinstance(part, ast.JoinedStr) and part.values and isinstance(part.values[0], ast.Constant)
}
"""The first constant part of every f-string: ``warning.`` of ``f"warning.{code}"``."""


def declared_words() -> set[str]:
    """Words of the closed sets in the records (levels, kinds, verdicts): keys may end in them."""
    words = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
                words |= {part.value for part in ast.walk(node.slice) if isinstance(part, ast.Constant)}
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words.add(node.target.id)
    return {str(word) for word in words}


PARTS = {part for literal in LITERALS for part in re.split("[.:]", literal)} | declared_words()


def fields(text: str, lang: str) -> set[str]:
    """The named fields; one that ends in the language (``text_en``, ``text_id``) counts as the same in both."""
    return {name.removesuffix(f"_{lang}") for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_hold_the_same_keys_in_order():
    english, indonesian = (list(catalogue(lang)) for lang in LANGUAGES)
    assert english == indonesian == sorted(english)


def test_both_languages_name_the_same_fields():
    different = {}
    for key, english in catalogue("en").items():
        forms = english if isinstance(english, dict) else {"other": english}
        assert set(forms) in ({"other"}, {"one", "other"}), key
        indonesian = catalogue("id")[key]
        assert isinstance(indonesian, str), f"{key}: Indonesian has one form"
        wanted = fields(forms["other"], "en")
        if fields(indonesian, "id") != wanted or not fields(forms.get("one", ""), "en") <= wanted:
            different[key] = (wanted, fields(indonesian, "id"))
        if "one" in forms:
            assert "count" in wanted, f"{key}: two forms are chosen by the field count"
    assert different == {}


def test_no_sentence_was_left_untranslated():
    same = [key for key, text in catalogue("en").items() if text == catalogue("id")[key] and len(str(text).split()) > 4]
    assert same == []


def test_no_key_is_missing():
    wanted = [
        (key, module)
        for module, node in CALLS
        if called(node) in SPEAKERS and node.args
        for key in constant(node.args[0])
        if "." in key
    ]
    assert len(wanted) > 50
    assert [found for found in wanted if found[0] not in catalogue("en")] == []


def test_every_code_in_the_records_has_its_sentences():
    missing = []
    for module, node in CALLS:
        if called(node) not in CODED:
            continue
        name = CODE_ARGUMENT.get(called(node), "code")
        given = next(
            (keyword.value for keyword in node.keywords if keyword.arg == name),
            node.args[0] if node.args else None,
        )
        missing += [
            (key.format(code), module)
            for code in constant(given)
            for key in CODED[called(node)]
            if key.format(code) not in catalogue("en")
        ]
    assert missing == []


def test_every_reason_of_a_statistic_that_is_not_estimable_has_its_sentences():
    raised = [(module, node) for module, node in CALLS if called(node) == "NotEstimable" and len(node.args) == 2]
    assert raised
    missing = []
    for module, node in raised:
        missing += [
            (f"statistic.{what}", module)
            for what in constant(node.args[0])
            if f"statistic.{what}" not in catalogue("en")
        ]
        missing += [
            (f"reason.{code}", module) for code in constant(node.args[1]) if f"reason.{code}" not in catalogue("en")
        ]
    assert missing == []


def test_no_key_is_left_over():
    """A key is used if it is a literal, or if an f-string begins like it and the rest is made of known words."""
    unused = []
    for key in catalogue("en"):
        if key in LITERALS:
            continue
        heads = [head for head in HEADS if head and key.startswith(head) and "." in head]
        tails = [
            part
            for head in heads
            for part in [key[len(head) :]]
            if all(p in PARTS or p.isdigit() for p in part.split("."))
        ]
        if not tails:
            unused.append(key)
    assert unused == []


def test_an_unknown_key_and_an_unknown_language_are_errors():
    with pytest.raises(KeyError):
        say("no.such.key", "en")
    with pytest.raises(ValueError, match="fr"):
        say("words.and", "fr")


def test_english_chooses_the_form_by_count():
    one, many = (say("cli.check.items", "en", count=count, form="") for count in (1, 2))
    assert one.startswith("1 item ")
    assert many.startswith("2 items ")
