"""Questions a draft leaves open, outside its texts: a ``?`` where a person has to choose, and what the choice does."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, fault
from govassess.instrument.checks.placeholders import OPEN
from govassess.instrument.model import Instrument, Missing, Scale, ScaleLabel, Words

DIRECTIONS = ("up", "down")
MEANINGS = ("point", "missing", "invalid", "absent")
REVERSES = ("true", "false")


def open_questions(data: Any) -> tuple[Any, list[Fault]]:
    """Return the data of an instrument file with a stand-in for each open question, and the questions as faults.

    Parameters
    ----------
    data
        Of the YAML document.

    Returns
    -------
    tuple
        A copy of the data that the schema accepts there, and one fault for each ``?``.

    Examples
    --------
    >>> data = {"scales": {"s": {"min": 1, "max": 5, "direction": "?"}}}
    >>> filled, (open_,) = open_questions(data)
    >>> filled["scales"]["s"]["direction"], open_.path, open_.values
    ('up', ('scales', 's', 'direction'), {'choices': 'up, down'})
    """
    found = [
        *_of_scales(data.get("scales") if isinstance(data, dict) else None),
        *(
            (path, False, "open_reverse", REVERSES)
            for path, item in _mappings((), data)
            if path and path[-1] == "reverse" and item == OPEN
        ),
    ]
    if not found:
        return data, []
    filled = copy.deepcopy(data)
    for path, stand_in, _, _ in found:
        place = filled
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = stand_in
    return filled, [fault(reason, path, OPEN, choices=", ".join(choices)) for path, _, reason, choices in found]


def _of_scales(scales: Any) -> Iterator[tuple[KeyPath, object, str, tuple[str, ...]]]:
    for name, scale in scales.items() if isinstance(scales, dict) else ():
        if not isinstance(scale, dict):
            continue
        if scale.get("direction") == OPEN:
            yield ("scales", name, "direction"), "up", "open_direction", DIRECTIONS
        codes = scale.get("codes")
        for code, meaning in codes.items() if isinstance(codes, dict) else ():
            if meaning == OPEN:
                yield ("scales", name, "codes", code), "invalid", "open_code", MEANINGS


def _mappings(path: KeyPath, part: Any) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every value of the constructs below ``part`` with its key path."""
    if isinstance(part, dict):
        for key, value in part.items():
            if path or key == "constructs":
                yield (*path, key), value
                yield from _mappings((*path, key), value)
    elif isinstance(part, list):
        for at, value in enumerate(part):
            yield from _mappings((*path, at), value)


def code_faults(instrument: Instrument) -> Iterator[Fault]:
    """Find codes that a scale explains and that are points of it, or stand for a point that it does not have."""
    for name, scale in instrument.scales.items():
        low, high = _reach(scale)
        for code, meaning in scale.codes.items():
            path: KeyPath = ("scales", name, "codes", code)
            if meaning == "absent" and not low <= code <= high:
                yield fault("code_of_no_point", path, meaning, code=code, min=low, max=high)
            elif meaning not in {"point", "absent"} and low <= code <= high:
                yield fault("code_inside", path, meaning, code=code, min=low, max=high)
            elif isinstance(meaning, int) and not low <= meaning <= high:
                yield fault("code_of_no_point", path, meaning, code=code, min=low, max=high)


def settled(scale: Scale) -> Scale:
    """Return a scale with its ``codes`` where they belong: in its ends, its labels and its missing codes.

    Parameters
    ----------
    scale : Scale
        As the file declares it.

    Returns
    -------
    Scale
        Its ``codes`` are those that are errors; a label of a number that is no point is gone.

    Examples
    --------
    >>> from govassess.instrument.model import Scale
    >>> one = settled(Scale(min=1, max=4, codes={5: "point", 9: "missing", 7: "invalid"}))
    >>> one.min, one.max, one.missing.codes, one.codes
    (1, 5, (9,), {7: 'invalid'})
    """
    if not scale.codes:
        return scale
    scale = _without_absent(scale)
    low, high = _reach(scale)
    labels = {point: label for point, label in scale.labels.items() if scale.codes.get(point, "point") == "point"}
    for code, meaning in scale.codes.items():
        if isinstance(meaning, int):
            labels[meaning] = _with_synonym(labels.get(meaning) or scale.labels.get(code), meaning, code)
    codes = [code for code, meaning in scale.codes.items() if meaning == "missing"]
    invalid = {code: meaning for code, meaning in scale.codes.items() if meaning == "invalid"}
    missing = replace(scale.missing, codes=tuple(dict.fromkeys((*scale.missing.codes, *codes))))
    return replace(
        scale, min=low, max=high, codes=invalid, labels=dict(sorted(labels.items())),
        missing=_with_words(missing, [scale.labels[code] for code in codes if code in scale.labels]),
    )  # fmt: skip


def _without_absent(scale: Scale) -> Scale:
    """Take out points that the questionnaire does not have; those above them move down."""
    gone = sorted(code for code, meaning in scale.codes.items() if meaning == "absent")

    def place(point: int) -> int:
        return point - sum(other < point for other in gone)

    labels = {place(at): label for at, label in scale.labels.items() if at not in gone}
    codes = {place(at): meaning for at, meaning in scale.codes.items() if at not in gone}
    return replace(scale, max=scale.max - len(gone), labels=labels, codes=codes)


def _reach(scale: Scale) -> tuple[int, int]:
    """Return the ends of a scale with the codes that are points, or stand for the point next to an end."""
    points = [scale.min, scale.max, *(code for code, meaning in scale.codes.items() if meaning == "point")]
    low, high = min(points), max(points)
    stands_for = [meaning for meaning in scale.codes.values() if isinstance(meaning, int)]
    return min(low, *(at for at in stands_for if at == low - 1), low), max(
        high, *(at for at in stands_for if at == high + 1), high
    )


def _with_synonym(label: ScaleLabel | None, point: int, code: int) -> ScaleLabel:
    from govassess.instrument.model import Text

    label = label or ScaleLabel(text=Text(en=str(point), id=str(point)))
    if label.text.en == str(code):
        label = replace(label, text=Text(en=str(point), id=str(point)))
    return replace(label, synonyms=Words(en=(*label.synonyms.en, str(code)), id=label.synonyms.id))


def _with_words(missing: Missing, labels: list[ScaleLabel]) -> Missing:
    """Add the labels of codes to the words that say "no answer"."""
    words: Mapping[str, tuple[str, ...]] = {
        lang: tuple(
            dict.fromkeys((*missing.words.in_language(lang), *(label.text.in_language(lang) for label in labels)))
        )
        for lang in ("en", "id")
    }
    return replace(missing, words=Words(en=words["en"], id=words["id"]))
