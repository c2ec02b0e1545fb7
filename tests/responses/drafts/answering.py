"""A person who answers what a draft asks, and nothing else, from what is known about a file."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import yaml

from govassess.instrument.wording import normalised
from govassess.responses.drafts.instrument import DraftInstrument
from govassess.responses.drafts.text import instrument_text
from tests.responses.drafts.random_surveys import RandomSurvey, Truth


def completed(draft: DraftInstrument, survey: RandomSurvey) -> tuple[str, int]:
    """Return the draft with its questions answered from the truth, and how many questions there were."""
    data = yaml.safe_load(instrument_text(draft, file=survey.name))
    data["title"] = {"en": "A survey", "id": "Sebuah survei"}
    data["citation"] = "Ourselves"
    for construct in data["constructs"]:
        construct["name"] = {"en": construct["id"], "id": construct["id"]}
    asked = 0
    for name, scale in data["scales"].items():
        headings = [item.heading for block in draft.blocks if block.scale == name for item in block.items]
        truth = survey.block_of(headings[0])
        doubts = draft.scales[name].doubts
        asked += len({"order"} & set(doubts.values())) + sum(why != "order" for why in doubts.values())
        if truth is not None:
            _settle(scale, doubts, truth)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False), asked


def _settle(scale: dict[str, Any], doubts: Mapping[int, str], truth: Truth) -> None:
    labels = scale.get("labels", {})
    for label in labels.values():
        label["text"] = {lang: text.removeprefix("? ") for lang, text in label["text"].items()}
    if "order" in doubts.values():
        _order(scale, labels, truth)
        return
    for point in doubts:
        if not truth.low <= point <= truth.high:
            labels.pop(point, None)
            scale["min"] = max(scale["min"], truth.low)
            scale["max"] = min(scale["max"], truth.high)
            if point in truth.codes:
                scale.setdefault("missing", {}).setdefault("codes", []).append(point)


def _order(scale: dict[str, Any], labels: dict[int, Any], truth: Truth) -> None:
    places = {normalised(word): point for point, word in enumerate(truth.words, start=truth.low)}
    kept = {}
    for label in labels.values():
        word = normalised(label["text"]["en"])
        if word in places:
            kept[places[word]] = label
        elif word in map(normalised, truth.no_answer):
            missing = scale.setdefault("missing", {}).setdefault("words", {"en": [], "id": []})
            missing["en"].append(label["text"]["en"])
    scale["labels"] = dict(sorted(kept.items()))
    if kept:
        scale["min"], scale["max"] = min(kept), max(kept)


def same(first: float | None, second: float | None) -> bool:
    """Tell whether two means are the same but for the last digits of the arithmetic."""
    if first is None or second is None or isnan(second):
        return first is None
    return abs(first - second) <= 1e-9 * max(1.0, abs(second))
