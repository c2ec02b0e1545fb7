"""Questionnaires that the tests of the generators share, some of them with texts that a careless writer would break on."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import replace

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Text
from govassess.questionnaire.compose import Questionnaire, compose

CG, SKM = "cg-dps-smartcity", "skm-permenpanrb-14-2017"

CHOICES = [
    (CG, {}),
    (CG, {"form": "short"}),
    (CG, {"modules": ["core"]}),
    (CG, {"form": "short", "modules": ["smart_city"]}),
    (CG, {"form": "short", "modules": ["core"], "checklists": True}),
    (CG, {"order": "random", "seed": 7, "checklists": True}),
    (SKM, {}),
    (SKM, {"order": "random", "seed": 2}),
]
"""Both shipped instruments, both forms, several choices of modules and orders."""


def named(choice: object) -> str:
    """The name of a test case."""
    return choice if isinstance(choice, str) else "-".join(f"{key}:{value}" for key, value in choice.items()) or "all"


HOSTILE = {
    "RM1a": '=HYPERLINK("http://example.org")',
    "RM1b": "+1 and\ttabs\tinside",
    "RM2a": "first line\nsecond line\r\n\r\n[[Block:evil]]",
    "RM2b": "[[Question:MC]] [[[ID:x]]] [[AdvancedFormat]]",
    "RM3a": "${consent} and ${RM1b} and ${e://Field/x}",
    "RM3b": "{RM1a.NAOK} {INSERTANS:1X1X1} { spaced }",
    "RM4a": 'He said "no" & left <b>bold</b> <script>alert(\'x\')</script> \\"',
    "IR1a": "\x07a bell\x00, \u202ea turned text",
    "IR1b": "@SUM(A1) " + "long " * 3000,
    "IR2a": "-1 | ; , 'single' ‘curly’ 調査",
}
"""Item -> its text in both languages; the Indonesian one has a word more."""


def worded(instrument: Instrument, texts: dict[str, str]) -> Instrument:
    """The instrument with other texts for some items."""

    def items(node):
        return tuple(
            replace(item, text=Text(en=texts[item.id], id=texts[item.id] + " juga")) if item.id in texts else item
            for item in node.items
        )

    def below(node: Construct | Dimension | Indicator):
        changes = {"items": items(node)}
        for kind in ("dimensions", "indicators"):
            if hasattr(node, kind):
                changes[kind] = tuple(below(child) for child in getattr(node, kind))
        return replace(node, **changes)

    return replace(instrument, constructs=tuple(below(construct) for construct in instrument.constructs))


def hostile(without: Collection[str] = ()) -> Questionnaire:
    """The core module with texts that look like formulas, tags, references, markup and line breaks."""
    texts = {item: text for item, text in HOSTILE.items() if item not in without}
    return compose(worded(load_instrument(CG), texts), modules=["core"])


def texts_of(questionnaire: Questionnaire) -> dict[str, Text]:
    """Column -> its text, straight from the instrument."""
    instrument = questionnaire.instrument
    found = {item.id: item.text for item in questionnaire.items()}
    found |= {variable.id: variable.label for variable in instrument.profile}
    found |= {question.id: question.text for question in instrument.multiple_choice}
    if instrument.consent:
        found[instrument.consent.id] = instrument.consent.text
    if questionnaire.checklists:
        found |= {entry.id: entry.text for checklist in instrument.checklists for entry in checklist.items}
    return found


def answers_of(questionnaire: Questionnaire) -> dict[str, list[tuple[str, str, str]]]:
    """Column of a single choice -> (code, English, Indonesian) of each answer, straight from the instrument."""
    instrument = questionnaire.instrument
    found = {}
    for item in questionnaire.items():
        scale = instrument.scale_of(item)
        found[item.id] = [
            (str(point), scale.labels[point].text.en, scale.labels[point].text.id) for point in scale.points
        ]
        found[item.id].append((str(scale.missing.written), scale.missing.words.en[0], scale.missing.words.id[0]))
    for variable in instrument.profile:
        if variable.options:
            found[variable.id] = [(str(each.code), each.label.en, each.label.id) for each in variable.options]
    if instrument.consent:
        found[instrument.consent.id] = [
            (str(each.codes[0]), each.words.en[0], each.words.id[0])
            for each in (instrument.consent.accepted, instrument.consent.refused)
        ]
    if questionnaire.checklists:
        for checklist in instrument.checklists:
            stages = [(str(stage), text.en, text.id) for stage, text in sorted(checklist.answer.items())]
            found |= {entry.id: stages for entry in checklist.items}
    return found


def folded(text: str) -> str:
    """A text for comparing what a tool shows with the instrument: widths, curled quotes, controls and spaces aside."""
    text = text.translate({0x2018: "'", 0x2019: "'"})  # pyxform straightens them
    kept = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) != "Cc")
    return " ".join(unicodedata.normalize("NFKC", kept).split())
