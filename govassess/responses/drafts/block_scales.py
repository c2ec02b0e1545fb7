"""The scale behind the answers of a block: its points in order, and what of it a person has to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from govassess.instrument.model import Missing, Scale, ScaleLabel, Text, Words
from govassess.instrument.wording import normalised
from govassess.responses.drafts.contents import Contents
from govassess.responses.drafts.headings import tidied
from govassess.responses.drafts.scale_families import (
    MISSING_CODES,
    Family,
    missing_language,
    ranks_of,
)
from govassess.responses.personal import shown
from govassess.responses.profile import NAMED_FROM

Doubt = Literal["unmet", "order", "gap", "code_or_point", "rare", "top"]
Levels = tuple[int, ...]  # places in a family, the lowest first

LEAST_POINTS = 3
MOST_POINTS = 11  # 0 to 10
SLIDER_TOP = 100
ENOUGH_PER_POINT = 20  # answers; with as many, a point that nobody chose is no accident
ENOUGH = 100
SLIPS = 0.01  # share of the answers that may be slips of a hand
SELDOM_ENDS = frozenset({0, 6, 8, 9})  # a scale seldom ends there: hardly any answers there may be slips or codes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundScale:
    """A scale as far as the answers tell it.

    Attributes
    ----------
    kind : str
        ``numbers``, ``slider`` (from 0 to 100), the name of a family of words, or ``words``: known to no family.
    scale : Scale
        Its points and words.
    doubts : dict
        Point -> why a person has to confirm it: ``unmet`` nobody chose it, ``order`` its place is not known, ``gap``
        a smaller point is not met, ``code_or_point`` it may say "no answer", ``rare`` hardly anybody chose it and a
        scale seldom ends there, ``top`` the highest that others reach.
    met : dict
        Point -> how often it was chosen.
    unlisted : int
        Answers that are not on the scale, or too rare to be named.
    """

    kind: str
    scale: Scale
    doubts: Mapping[int, Doubt]
    met: Mapping[int, int]
    unlisted: int = 0

    @property
    def ordered(self) -> bool:
        """Whether the order of the points is known."""
        return "order" not in self.doubts.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """From where to where numbers reach, which codes lie outside, and which may be points or codes."""

    low: int
    high: int
    codes: tuple[int, ...]
    doubtful: tuple[int, ...]


def number_range(met: Mapping[int, int], labels: Mapping[int, str], declared: Iterable[int] = ()) -> NumberRange | None:
    """Return the range of the scale that these numbers are on; None if they are on none.

    Parameters
    ----------
    met : dict
        Number -> how often.
    labels : dict
        Number -> label; a label that says "no answer" makes its number a code, any other one a point.
    declared : iterable of int
        Numbers that the file declares to be no answer.

    Examples
    --------
    >>> number_range({1: 5, 2: 9, 3: 20, 5: 4, 9: 2, 99: 1}, {})
    NumberRange(low=1, high=5, codes=(9, 99), doubtful=())
    >>> number_range({2: 9, 3: 20, 7: 4, 8: 2}, {}).doubtful, number_range({18: 3, 25: 2, 31: 1}, {})
    ((8,), None)
    """
    codes = {*declared, *(code for code, label in labels.items() if missing_language(label))}
    points = {code for code in labels if code not in codes}
    left = {number for number in met if number not in codes}
    core = (left - MISSING_CODES) | points
    if not core:
        return None
    low, high = min(core), max(core)
    doubtful = []
    for code in sorted(left & MISSING_CODES - points, key=abs):
        if low <= code <= high:
            continue
        if code == high + 1 and high > 1:
            high = code
            doubtful.append(code)
        elif code == low - 1 and high == -code:
            low = code  # from -1 to 1
        else:
            codes.add(code)
    low = 1 if 1 < low <= LEAST_POINTS + 1 and not points else low
    fits = 0 <= low <= 1 or low == -high
    if not fits or not LEAST_POINTS <= high - low + 1 <= MOST_POINTS:
        return None
    return NumberRange(low=low, high=high, codes=tuple(sorted(codes)), doubtful=tuple(sorted(doubtful)))


def range_of(columns: Sequence[Contents]) -> NumberRange | None:
    """Return the range that columns of numbers share, slips far outside it left aside; None if they share none."""
    met, labels, declared = _numbers(columns), _labels(columns), _declared(columns)
    found = number_range(met, labels, declared)
    if found is not None:
        return found
    slips = max(1, int(SLIPS * met.total()))
    near = {number: count for number, count in met.items() if number in MISSING_CODES or abs(number) < MOST_POINTS}
    if met.total() - sum(near.values()) > slips:
        return None
    return number_range(near, labels, declared)


def number_scale(columns: Sequence[Contents], *, top: int | None = None, doubtful: bool = False) -> FoundScale:
    """Return the scale of columns of numbers.

    Parameters
    ----------
    columns : sequence of Contents
        Columns for which ``range_of`` finds one.
    top : int, optional
        A higher point that like columns of the file reach.
    doubtful : bool
        Whether these columns hold so many answers that the top may be no point of theirs.

    Returns
    -------
    FoundScale
    """
    met, labels = _numbers(columns), _labels(columns)
    found = range_of(columns)
    if found is None:
        raise ValueError("no scale")
    high = max(found.high, top or found.high)
    doubts = _doubts(found, met, labelled=bool(labels))
    if high > found.high and doubtful:
        doubts[high] = "top"
    texts = {point: tidied(labels[point]) for point in range(found.low, high + 1) if point in labels}
    written = {point: ScaleLabel(text=Text(en=text, id=text)) for point, text in texts.items() if text}
    for point in doubts:
        written.setdefault(point, ScaleLabel(text=Text(en=str(point), id=str(point))))
    missing = (word for column in columns for word in column.missing)
    scale = Scale(min=found.low, max=high, labels=dict(sorted(written.items())), missing=_missing(found.codes, missing))
    on_it = {point: met[point] for point in range(found.low, high + 1) if met[point]}
    return FoundScale(
        kind="numbers", scale=scale, doubts=dict(sorted(doubts.items())), met=on_it,
        unlisted=_unlisted(columns, sum(on_it.values()) + sum(met[code] for code in found.codes)),
    )  # fmt: skip


def slider_scale(columns: Sequence[Contents]) -> FoundScale:
    """Return the scale of columns of whole numbers from 0 to 100, as sliders write them."""
    met = _numbers(columns)
    on_it = {number: count for number, count in sorted(met.items()) if 0 <= number <= SLIDER_TOP}
    codes = [number for number in met if number not in on_it and number in MISSING_CODES]
    labels = {
        point: ScaleLabel(text=Text(en=text, id=text))
        for point, label in sorted(_labels(columns).items()) if point in on_it and (text := tidied(label))
    }  # fmt: skip
    missing = (word for column in columns for word in column.missing)
    scale = Scale(min=0, max=SLIDER_TOP, labels=labels, missing=_missing(sorted(codes), missing))
    return FoundScale(
        kind="slider", scale=scale, doubts={}, met=on_it,
        unlisted=_unlisted(columns, sum(on_it.values()) + sum(met[code] for code in codes)),
    )  # fmt: skip


def _doubts(found: NumberRange, met: Mapping[int, int], *, labelled: bool) -> dict[int, Doubt]:
    """Return the points of a range that may be none; labels of the file leave no doubt about points."""
    doubts: dict[int, Doubt] = dict.fromkeys(found.doubtful, "code_or_point")
    points = range(found.low, found.high + 1)
    answers = sum(met.get(point, 0) for point in points)
    if labelled:
        return doubts
    gaps = [point for point in points if not met.get(point) and any(met.get(low) for low in range(found.low, point))]
    if gaps and answers >= max(ENOUGH, ENOUGH_PER_POINT * len(points)):
        doubts.update({point: "gap" for point in points if point > min(gaps) and met.get(point)})
    for end in (found.low, found.high):
        if end in SELDOM_ENDS and answers >= ENOUGH and met.get(end, 0) <= SLIPS * answers:
            doubts.setdefault(end, "rare")
    return doubts


def family_scale(columns: Sequence[Contents], family: Family, asked: Levels) -> FoundScale:
    """Return the scale of columns of words of a family, of which ``asked`` are the levels of the questionnaire."""
    ranks = ranks_of(family)
    spelled = _spellings(columns)
    met_levels = levels_met(columns, family)
    labels: dict[int, ScaleLabel] = {}
    doubts: dict[int, Doubt] = {}
    met: Counter[int] = Counter()
    codes, missing = _outside(columns, len(asked))
    short = any(normalised(word) in spelled for level in family.levels for word in level.short)
    for point, place in enumerate(asked, start=1):
        level = family.levels[place]
        labels[point] = ScaleLabel(text=level.text, synonyms=_synonyms(level.text, spelled, ranks, place))
        if short:
            labels[point] = replace(labels[point], synonyms=Words(id=level.short))
        met[point] = met_levels.get(place, 0) + sum(column.numbers.get(point, 0) for column in columns)
        if not met[point]:
            doubts[point] = "unmet"
    scale = Scale(min=1, max=len(asked), labels=labels, missing=_missing(codes, missing))
    return FoundScale(
        kind=family.name, scale=scale, doubts=doubts, met={point: count for point, count in met.items() if count},
        unlisted=_unlisted(columns, met.total() + sum(_numbers(columns)[code] for code in codes)),
    )  # fmt: skip


def levels_met(columns: Sequence[Contents], family: Family) -> dict[int, int]:
    """Return place of a level of the family -> how often it was met."""
    ranks = ranks_of(family)
    met: Counter[int] = Counter()
    for column in columns:
        for key, count in column.words.items():
            if key in ranks:
                met[ranks[key]] += count
    return dict(met)


def word_scale(columns: Sequence[Contents]) -> FoundScale:
    """Return the scale of columns of words that no family knows: in the order they appear, each to be confirmed.

    Words that fewer than five answers hold are not named: they may be somebody's own.
    """
    counts: Counter[str] = Counter()
    grouped: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for column in columns:
        for key, count in column.words.items():
            counts[word_group(key)] += count
            if key not in grouped.setdefault(word_group(key), []):
                grouped[word_group(key)].append(key)
        numbers |= {word_group(key): number for key, number in column.beside.items()}
    spelled = _spellings(columns)
    named = [group for group in grouped if counts[group] >= NAMED_FROM and shown(group) != "***"]
    numbered = len({numbers.get(group) for group in named} - {None}) == len(named)
    points = {numbers[group] if numbered else at: group for at, group in enumerate(named, start=1)}
    labels = {}
    for point, group in sorted(points.items()):
        first, *others = (spelled[key] for key in grouped[group])
        labels[point] = ScaleLabel(text=Text(en=first, id=first), synonyms=Words(en=tuple(others)))
    codes, missing = _outside(columns, max(points))
    scale = Scale(min=min(points), max=max(points), labels=labels, missing=_missing(codes, missing))
    return FoundScale(
        kind="words", scale=scale, doubts=dict.fromkeys(sorted(points), "order"),
        met={point: counts[group] for point, group in points.items()},
        unlisted=_unlisted(columns, sum(counts[group] for group in named)),
    )  # fmt: skip


def word_group(key: str) -> str:
    """Return a comparable word with its parts sorted: ``no, not rude at all`` is ``no, not at all rude``."""
    return " ".join(sorted(key.replace(",", " ").split()))


def _spellings(columns: Sequence[Contents]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        for key, spelling in column.spelled.items():
            found.setdefault(key, spelling)
    return found


def _synonyms(text: Text, spelled: Mapping[str, str], ranks: Mapping[str, int], place: int) -> Words:
    """Return the spellings that the file uses for a level beside its usual words."""
    usual = {normalised(text.en), normalised(text.id)}
    return Words(
        en=tuple(spelling for key, spelling in spelled.items() if ranks.get(key) == place and key not in usual)
    )


def _numbers(columns: Sequence[Contents]) -> Counter[int]:
    met: Counter[int] = Counter()
    for column in columns:
        met.update(column.numbers)
    return met


def _labels(columns: Sequence[Contents]) -> dict[int, str]:
    return {number: label for column in columns for number, label in column.labels.items()}


def _declared(columns: Sequence[Contents]) -> set[int]:
    return {number for column in columns for number in column.declared}


def _outside(columns: Sequence[Contents], high: int) -> tuple[tuple[int, ...], Counter[str]]:
    """Return the codes that lie outside a scale of words, and the words that say "no answer"."""
    missing: Counter[str] = Counter()
    for column in columns:
        missing.update(column.missing)
    codes = {code for code in _numbers(columns) if code in MISSING_CODES and not 1 <= code <= high}
    return tuple(sorted(codes)), missing


def _missing(codes: Iterable[int], words: Iterable[str]) -> Missing:
    by_language: dict[str, dict[str, str]] = {"en": {}, "id": {}}
    for word in words:
        by_language[missing_language(word) or "en"].setdefault(normalised(word), word)
    return Missing(
        codes=tuple(codes), words=Words(en=tuple(by_language["en"].values()), id=tuple(by_language["id"].values()))
    )


def _unlisted(columns: Sequence[Contents], listed: int) -> int:
    """Return how many answers are neither points nor declared as no answer."""
    return sum(column.answered for column in columns) - listed
