"""A person who answers what a draft asks, and nothing else, from what is known about a file."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import yaml

from govassess.instrument.wording import normalised
from govassess.responses.drafts.doubts import Doubt
from govassess.responses.drafts.instrument import DraftInstrument
from govassess.responses.drafts.text import instrument_text
from tests.responses.drafts.random_surveys import RandomSurvey, Truth


def completed(draft: DraftInstrument, survey: RandomSurvey) -> str:
    """Return the draft with its texts filled in and its questions answered from the truth."""
    data = yaml.safe_load(instrument_text(draft, file=survey.name))
    data["title"] = {"en": "A survey", "id": "Sebuah survei"}
    data["citation"] = "Ourselves"
    for construct in data["constructs"]:
        construct["name"] = {"en": construct["id"], "id": construct["id"]}
    for doubt in draft.doubts:
        if found := re.fullmatch(r"constructs\[(\d+)\]\.items\[(\d+)\]\.reverse", doubt.place):
            block, item = map(int, found.groups())
            heading = draft.blocks[block].items[item].heading
            truth = survey.block_of(heading)
            data["constructs"][block]["items"][item]["reverse"] = truth is not None and heading in truth.negative
        else:
            _, name, place = doubt.place.split(".", 2)
            heading = next(item.heading for block in draft.blocks if block.scale == name for item in block.items)
            truth = survey.block_of(heading)
            if truth is not None:
                _settle(data["scales"][name], place, doubt, truth)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _settle(scale: dict[str, Any], place: str, doubt: Doubt, truth: Truth) -> None:
    """Answer one question about a scale; every answer but an order and a word is one of its choices."""
    labels = scale.get("labels", {})
    if place == "direction":
        scale["direction"] = "down" if truth.down else "up"
    elif place.startswith("codes["):
        code = int(place.removeprefix("codes[").removesuffix("]"))
        scale["codes"][code] = _meaning(code, doubt, truth)
        assert scale["codes"][code] in doubt.choices, doubt
    elif place == "labels":
        _order(scale, labels, truth)
    elif place == "missing.words":
        for words in scale["missing"]["words"].values():
            words[:] = [word.removeprefix("? ") for word in words]
    else:
        raise ValueError(place)


def _meaning(code: int, doubt: Doubt, truth: Truth) -> str:
    if doubt.question == "word_unmet" and truth.words:
        known = {normalised(word) for word in truth.words}
        return "point" if normalised(str(doubt.values["label"])) in known else "absent"
    if truth.low <= code <= truth.high:
        return "point"
    return "missing" if code in truth.codes and "missing" in doubt.choices else "invalid"


def _order(scale: dict[str, Any], labels: dict[int, Any], truth: Truth) -> None:
    """Number words as the questionnaire does, those that nobody chose too."""
    places = {normalised(word): point for point, word in enumerate(truth.words, start=truth.low)}
    kept: dict[int, Any] = {}
    for label in labels.values():
        label["text"] = {lang: text.removeprefix("? ") for lang, text in label["text"].items()}
        if normalised(label["text"]["en"]) in places:
            kept[places[normalised(label["text"]["en"])]] = label
    for word, point in places.items():
        kept.setdefault(point, {"text": {"en": word, "id": word}})
    scale["labels"] = dict(sorted(kept.items()))
    scale["min"], scale["max"] = min(kept), max(kept)


def same(first: float | None, second: float | None) -> bool:
    """Tell whether two means are the same but for the last digits of the arithmetic."""
    if first is None or second is None or isnan(second):
        return first is None
    return abs(first - second) <= 1e-9 * max(1.0, abs(second))
