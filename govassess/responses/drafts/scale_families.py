"""The answer words that surveys use again and again, in order, and the words and codes that say "no answer".

Only for proposals. A file is read through the words of its own instrument: ``kurang`` and ``cukup`` stand at other
places on four and on five points, and ``N`` is neutral in one file and no in another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from govassess.instrument.model import Text
from govassess.instrument.wording import normalised
from govassess.responses.value_labels import NO_ANSWER

MISSING_CODES = frozenset({8, 9, 88, 98, 99, 888, 999, -1, -9, -99})

_SYMBOLS = frozenset({"-"})


@dataclass(frozen=True, slots=True)
class Level:
    """One rank of a family: its words in both languages, the first of each the usual one, and its abbreviations."""

    en: tuple[str, ...]
    id: tuple[str, ...]
    short: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The usual words."""
        return Text(en=self.en[0], id=self.id[0])


@dataclass(frozen=True, slots=True)
class Family:
    """Answer words in order, the lowest first, and the complete scales that questionnaires make of them.

    ``bare`` are words that belong to the family only beside its other ones (``very`` for ``very important``).
    """

    name: str
    levels: tuple[Level, ...]
    scales: tuple[tuple[int, ...], ...]
    bare: tuple[str, ...] = ()


_BOTH_SIDES = (
    (0, 1, 5, 6), (1, 2, 5, 6), (0, 1, 3, 5, 6), (0, 1, 4, 5, 6), (0, 1, 2, 5, 6), (0, 2, 3, 5, 6), (0, 2, 3, 4, 6),
    (0, 2, 4, 5, 6), (1, 2, 4, 5, 6), (1, 2, 3, 5, 6), (0, 1, 2, 4, 5, 6), (0, 1, 2, 3, 5, 6), (0, 1, 2, 3, 4, 5, 6),
)  # fmt: skip

FAMILIES: tuple[Family, ...] = (
    Family(
        "agreement",
        (
            Level(
                ("Strongly disagree", "Completely disagree", "Totally disagree"), ("Sangat tidak setuju",),
                ("STS", "SD"),
            ),
            Level(("Disagree",), ("Tidak setuju",), ("TS", "D")),
            Level(
                ("Somewhat disagree", "Slightly disagree"),
                ("Kurang setuju", "Cukup tidak setuju", "Agak tidak setuju"), ("KS", "CTS"),
            ),
            Level(("Neither agree nor disagree", "Neutral", "Undecided"), ("Netral", "Ragu-ragu"), ("N", "RR")),
            Level(("Somewhat agree", "Slightly agree"), ("Cukup setuju", "Agak setuju"), ("CS",)),
            Level(("Agree",), ("Setuju",), ("S", "A")),
            Level(("Strongly agree", "Completely agree", "Totally agree"), ("Sangat setuju",), ("SS", "SA")),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "satisfaction",
        (
            Level(("Very dissatisfied", "Very unsatisfied"), ("Sangat tidak puas",)),
            Level(("Dissatisfied", "Unsatisfied"), ("Tidak puas",)),
            Level(("Somewhat dissatisfied",), ("Kurang puas", "Agak tidak puas")),
            Level(("Neither satisfied nor dissatisfied", "Neutral"), ("Netral",)),
            Level(("Somewhat satisfied", "Fairly satisfied"), ("Cukup puas", "Agak puas")),
            Level(("Satisfied",), ("Puas",)),
            Level(("Very satisfied",), ("Sangat puas",)),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "quality",
        (
            Level(("Very poor", "Very bad"), ("Sangat tidak baik", "Sangat buruk")),
            Level(("Poor", "Bad", "Not good"), ("Tidak baik", "Buruk")),
            Level(("Below average", "Less good"), ("Kurang baik", "Kurang")),
            Level(("Fair", "Average"), ("Cukup baik", "Cukup")),
            Level(("Good",), ("Baik",)),
            Level(("Very good",), ("Sangat baik",)),
            Level(("Excellent",), ("Istimewa",)),
        ),
        (
            (1, 2, 4, 5), (1, 3, 4, 5), (2, 3, 4, 5), (1, 3, 4, 6), (0, 1, 4, 5), (0, 1, 3, 4, 5), (1, 2, 3, 4, 5),
            (1, 3, 4, 5, 6), (0, 1, 2, 4, 5), (0, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (0, 1, 3, 4, 5, 6),
            (0, 1, 2, 3, 4, 5, 6),
        ),
    ),
    Family(
        "frequency",
        (
            Level(("Never",), ("Tidak pernah",)),
            Level(("Rarely", "Seldom"), ("Jarang",)),
            Level(("Sometimes", "Occasionally"), ("Kadang-kadang", "Kadang kadang", "Kadang")),
            Level(("Often", "Frequently"), ("Sering",)),
            Level(("Always",), ("Selalu",)),
        ),
        ((0, 2, 3, 4), (0, 1, 3, 4), (0, 1, 2, 4), (0, 1, 2, 3, 4)),
    ),
    Family(
        "importance",
        (
            Level(("Very unimportant",), ("Sangat tidak penting",)),
            Level(("Unimportant", "Not important"), ("Tidak penting",)),
            Level(("Somewhat unimportant",), ("Kurang penting", "Agak tidak penting")),
            Level(("Neither important nor unimportant", "Neutral"), ("Netral",)),
            Level(("Somewhat important", "Fairly important"), ("Cukup penting", "Agak penting")),
            Level(("Important",), ("Penting",)),
            Level(("Very important",), ("Sangat penting",)),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "importance_degree",
        (
            Level(("Not at all important", "Not at all"), ("Tidak penting sama sekali",)),
            Level(("Slightly important", "Slightly"), ("Sedikit penting",)),
            Level(("Moderately important", "Moderately"), ("Cukup penting",)),
            Level(("Very important", "Very"), ("Sangat penting",)),
            Level(("Extremely important", "Extremely"), ("Teramat penting",)),
        ),
        ((0, 1, 2, 3, 4),),
        ("not at all", "slightly", "moderately", "very", "extremely"),
    ),
)  # fmt: skip


@cache
def ranks_of(family: Family) -> Mapping[str, int]:
    """Return each comparable word and abbreviation of a family with the place of its level, from 0."""
    return {
        normalised(word): place
        for place, level in enumerate(family.levels)
        for word in (*level.en, *level.id, *level.short)
    }


def families_of(words: Collection[str]) -> tuple[Family, ...]:
    """Return the families that know every one of these words, the likeliest first.

    Abbreviations count only together, and only if one of them is of two letters (``A``, ``B``, ``N`` may be grades).

    Examples
    --------
    >>> [family.name for family in families_of(["setuju", "sangat setuju", "netral"])]
    ['agreement']
    >>> families_of(["a", "n", "d"]), families_of(["ya", "tidak"])
    ((), ())
    """
    keys = {normalised(word) for word in words}
    return tuple(family for family in FAMILIES if keys and keys <= ranks_of(family).keys() and _tells(family, keys))


def _tells(family: Family, keys: Collection[str]) -> bool:
    """Tell whether the words do not belong to the family by chance."""
    short = {normalised(word) for level in family.levels for word in level.short}
    if any(key in short for key in keys):
        return all(key in short for key in keys) and any(len(key) > 1 for key in keys)
    return not all(key in family.bare for key in keys)


def complete_scale(family: Family, met: Collection[int], known: Iterable[tuple[int, ...]] = ()) -> tuple[int, ...]:
    """Return the levels of the scale that was asked, of which ``met`` were answered.

    Parameters
    ----------
    family : Family
    met : collection of int
        Places of the levels that were met.
    known : iterable of tuple of int
        Scales of this family that are whole elsewhere in the file: they are tried first.

    Returns
    -------
    tuple of int
        Exactly what was met, if that is a scale; else one that holds it, the shortest; else all levels.

    Examples
    --------
    >>> agreement = FAMILIES[0]
    >>> complete_scale(agreement, {0, 1, 5, 6}), complete_scale(agreement, {1, 3, 5, 6})
    ((0, 1, 5, 6), (0, 1, 3, 5, 6))
    """
    wanted = frozenset(met)
    if tuple(sorted(wanted)) in family.scales:
        return tuple(sorted(wanted))
    holding = [scale for scale in known if wanted <= set(scale)]
    holding += sorted((scale for scale in family.scales if wanted <= set(scale)), key=len)
    return holding[0] if holding else tuple(range(len(family.levels)))


def missing_language(text: str) -> str | None:
    """Return the language of words that say "no answer" (``en`` for a mere sign); None for anything else.

    Examples
    --------
    >>> [missing_language(text) for text in ("Unfamiliar (N/A)", "Tidak tahu / tidak relevan", "Tidak setuju")]
    ['en', 'id', None]
    """
    key = normalised(text)
    if key in _SYMBOLS:
        return "en"
    for part in (key, *_parts(key)):
        for lang, words in NO_ANSWER.items():
            if part in words:
                return lang if part == key or all(map(missing_language, _parts(key))) else None
    return None


def _parts(key: str) -> list[str]:
    """Return the parts of ``a / b`` and ``a (b)``; nothing if there is only one."""
    parts = [part.strip() for part in re.split(r"\s/\s|[()]", key) if part.strip()]
    return parts if len(parts) > 1 else []
