"""Scales, consent and profile: every answer that can stand in a cell means one thing."""

from __future__ import annotations

from collections.abc import Iterator

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, fault
from govassess.instrument.model import Instrument, Scale, ScaleLabel, Words
from govassess.instrument.wording import normalised

MOST_POINTS = 1_001  # 0 to 1000; more is a measurement, not a response scale


def scales(instrument: Instrument) -> Iterator[Fault]:
    """Find ends out of order, labels outside, missing codes inside, words with two meanings."""
    for name, scale in instrument.scales.items():
        path: KeyPath = ("scales", name)
        if scale.min >= scale.max:
            yield fault("scale_ends", (*path, "max"), scale.max, min=scale.min)
            continue
        if scale.max - scale.min >= MOST_POINTS:
            yield fault("scale_too_long", (*path, "max"), scale.max, most=MOST_POINTS)
        if scale.type == "binary" and (scale.min, scale.max) != (0, 1):
            yield fault("binary_ends", (*path, "type"), f"{scale.min}–{scale.max}")
        for point in scale.labels:
            if not scale.min <= point <= scale.max:
                yield fault("label_outside", (*path, "labels", point), point, min=scale.min, max=scale.max)
        yield from _missing(path, scale)
        yield from _words(path, scale)


def _missing(path: KeyPath, scale: Scale) -> Iterator[Fault]:
    codes = scale.missing.codes
    for at, code in enumerate(codes):
        here = (*path, "missing", "codes", at)
        if scale.min <= code <= scale.max:
            yield fault("missing_inside", here, code, min=scale.min, max=scale.max)
        if code in codes[:at]:
            yield fault("named_twice", here, code)
    if scale.missing.written is not None and scale.missing.written not in codes:
        listed = ", ".join(map(str, codes)) or "–"
        yield fault("written_undeclared", (*path, "missing", "written"), scale.missing.written, codes=listed)


def _words(path: KeyPath, scale: Scale) -> Iterator[Fault]:
    meanings: dict[str, str] = {}
    found = [
        ((*path, "labels", point, *steps), word, str(point))
        for point, label in scale.labels.items()
        for steps, word in _label_words(label)
    ]
    found += [((*path, "missing", "words", *steps), word, "–") for steps, word in _listed(scale.missing.words)]
    for here, word, meaning in found:
        before = meanings.setdefault(normalised(word), meaning)
        if not normalised(word):
            yield fault("empty_word", here)
        elif before != meaning:
            yield fault("word_twice", here, word, first=before, second=meaning)


def _label_words(label: ScaleLabel) -> Iterator[tuple[KeyPath, str]]:
    for key in ("text", "short"):
        pair = getattr(label, key)
        if pair is not None:
            yield (key, "en"), pair.en
            yield (key, "id"), pair.id
    for steps, word in _listed(label.synonyms):
        yield ("synonyms", *steps), word


def _listed(words: Words) -> Iterator[tuple[KeyPath, str]]:
    for lang in ("en", "id"):
        for at, word in enumerate(getattr(words, lang)):
            yield (lang, at), word


def consent(instrument: Instrument) -> Iterator[Fault]:
    """Find codes and words that mean both accepting and refusing."""
    if instrument.consent is None:
        return
    accepted, refused = instrument.consent.accepted, instrument.consent.refused
    words = {normalised(word) for _, word in _listed(accepted.words)}
    for at, code in enumerate(refused.codes):
        if code in accepted.codes:
            yield fault("consent_both", ("consent", "refused", "codes", at), code)
    for steps, word in _listed(refused.words):
        if normalised(word) in words:
            yield fault("consent_both", ("consent", "refused", "words", *steps), word)


def profile(instrument: Instrument) -> Iterator[Fault]:
    """Find choices that are missing or idle, labels of two codes, limits out of order."""
    for at, variable in enumerate(instrument.profile):
        path: KeyPath = ("profile", at)
        chosen = variable.type in {"single", "ordinal"}
        if chosen and len(variable.options) < 2:
            yield fault("options_missing", path, variable.type, name=variable.id)
        if not chosen and variable.options:
            yield fault("options_unused", (*path, "options"), variable.type, name=variable.id)
        if variable.type != "number" and (variable.min is not None or variable.max is not None):
            yield fault("limits_unused", path, variable.type, name=variable.id)
        if variable.min is not None and variable.max is not None and variable.min >= variable.max:
            yield fault("scale_ends", (*path, "max"), f"{variable.max:g}", min=f"{variable.min:g}")
    options = [(("profile", at, "options"), variable.options) for at, variable in enumerate(instrument.profile)]
    options += [
        (("multiple_choice", at, "options"), each.options) for at, each in enumerate(instrument.multiple_choice)
    ]
    for path, choices in options:
        meanings: dict[str, str] = {}
        for place, option in enumerate(choices):
            for lang in ("en", "id"):
                word, code = getattr(option.label, lang), str(option.code)
                before = meanings.setdefault(normalised(word), code)
                if before != code:
                    yield fault("word_twice", (*path, place, "label", lang), word, first=before, second=code)
