"""The scale behind the answers of a block: its points in order, and what of it a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from govassess.instrument.model import Missing, Scale, ScaleLabel, Text, Words
from govassess.instrument.wording import normalised
from govassess.responses.drafts.contents import Contents, Legend, legend_of
from govassess.responses.drafts.doubts import Doubt
from govassess.responses.drafts.headings import tidied
from govassess.responses.drafts.number_ranges import LEAST_POINTS, MOST_POINTS, NumberRange, Why, number_range
from govassess.responses.drafts.scale_families import (
    MISSING_CODES,
    Family,
    complete_scale,
    direction_of,
    families_of,
    is_sure_no_answer,
    missing_language,
    ranks_of,
)
from govassess.responses.personal import shown
from govassess.responses.profile import NAMED_FROM

__all__ = [
    "LEAST_POINTS", "MOST_POINTS", "SLIDER_TOP", "FoundScale", "Levels", "family_scale", "levels_met", "number_scale",
    "numbered", "numbered_scale", "range_of", "slider_scale", "two_point_scale", "word_group",
    "word_scale",
]  # fmt: skip

Levels = tuple[int, ...]  # places in a family, the lowest first

SLIDER_TOP = 100
TWO = 2  # points of a question with yes and no
OF_TWO = {
    "direction": "direction_two", "direction_labelled": "direction_two_labelled", "order": "order_two",
}  # fmt: skip
"""Question -> the one about two answers: ticks, and facts about the respondent, have two as well."""

MOSTLY_NUMBERED = 0.9  # share of the answers in words that bear a number
CODE_CHOICES = ("point", "missing", "invalid")
CODE_QUESTIONS: Mapping[Why, str] = {
    "code": "code_code", "label": "code_label", "gap": "code_gap", "rare": "code_rare", "unmet": "code_unmet",
    "higher": "code_higher",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundScale:
    """A scale as far as the answers show it.

    Attributes
    ----------
    kind : str
        ``numbers``, ``slider`` (from 0 to 100), the name of a family of words, or ``words``: known to no family.
    scale : Scale
        The points that are sure; its labels may name numbers that are asked about.
    doubts : tuple of Doubt
        What a person has to decide; places are below the scale (``direction``, ``codes[9]``, ``labels``).
    met : dict
        Number -> how often it was chosen, those that are asked about too.
    unlisted : int
        Answers that are not on the scale, or too rare to be named.
    """

    kind: str
    scale: Scale
    doubts: tuple[Doubt, ...] = ()
    met: Mapping[int, int]
    unlisted: int = 0

    @property
    def ordered(self) -> bool:
        """Whether the order of the points is known."""
        return all(doubt.place != "labels" for doubt in self.doubts)

    @property
    def of_two(self) -> bool:
        """Whether it has two points, as far as is known."""
        return self.scale.max - self.scale.min + 1 == TWO

    @property
    def directed(self) -> bool:
        """Whether it is known which end is the better one."""
        return all(doubt.place != "direction" for doubt in self.doubts)


def range_of(columns: Sequence[Contents], *, least: int = LEAST_POINTS) -> NumberRange | None:
    """Return the range that columns of numbers share; None if they share none of ``least`` points."""
    return number_range(_numbers(columns), _labels(columns), _declared(columns), _legend(columns), least=least)


def number_scale(
    columns: Sequence[Contents], *, higher: int | None = None, least: int = LEAST_POINTS
) -> FoundScale | None:
    """Return the scale of columns of numbers; None if they are on none.

    Parameters
    ----------
    columns : sequence of Contents
        One block.
    higher : int, optional
        A higher point that other columns of the file reach and that may be one here.
    least : int
        Fewest points of a scale.

    Returns
    -------
    FoundScale or None
    """
    found = range_of(columns, least=least)
    if found is None:
        return None
    labels, legend = _labels(columns), _legend(columns)
    listed = {at: text for at, label in labels.items() if (text := tidied(label))}
    known = bool(legend) or any(found.low <= at <= found.high for at in listed)
    if higher is not None and higher > found.reach[1] and not known:
        found = replace(found, doubtful={**found.doubtful, higher: "higher"})
    written = {point: ScaleLabel(text=Text(en=text, id=text)) for point, text in listed.items()}
    if legend and not written:
        written = {point: ScaleLabel(text=Text(en=text, id=text)) for point, text in legend.words.items()}
    return _found("numbers", columns, found, written, _numbers(columns))


def numbered_scale(
    columns: Sequence[Contents], family: Family | None, *, least: int = LEAST_POINTS
) -> FoundScale | None:
    """Return the scale of columns of words with their numbers (``1 - Agree``); None if the numbers make none.

    ``family`` is the one that knows the words. Words of no family that fewer than five answers hold are not named.
    """
    counts: Counter[tuple[int, str]] = Counter()
    for column in columns:
        counts.update({(column.beside[key], key): times for key, times in column.words.items() if key in column.beside})
    ranks = ranks_of(family) if family else {}
    spelled = _spellings(columns)
    said = {number: word for column in columns for word, number in column.missing_beside.items()}
    numbers: Counter[int] = _numbers(columns)
    words: dict[int, list[str]] = {}
    for (number, key), count in counts.most_common():
        if key in ranks or (count >= NAMED_FROM and shown(key) != "***"):
            words.setdefault(number, []).append(spelled[key])
            numbers[number] += count
    for column in columns:
        numbers.update({at: column.missing[word] for word, at in column.missing_beside.items()})
    labels = {number: spellings[0] for number, spellings in words.items()}
    found = number_range(numbers, {**labels, **said}, _declared(columns), _legend(columns), listed=False, least=least)
    if found is None:
        return None
    written = {
        number: ScaleLabel(text=Text(en=first, id=first), synonyms=Words(en=tuple(others)))
        for number, (first, *others) in words.items()
    }
    if family is not None:
        found, written = _completed(found, family, labels, written)
    for number, word in said.items():
        if number in found.doubtful:
            written[number] = ScaleLabel(text=Text(en=word, id=word))
    return _found(family.name if family else "words", columns, found, written, numbers)


def _completed(
    found: NumberRange, family: Family, labels: Mapping[int, str], written: dict[int, ScaleLabel]
) -> tuple[NumberRange, dict[int, ScaleLabel]]:
    """Return range and labels with the levels that the family has and nobody chose, if its words fit the numbers."""
    ranks = ranks_of(family)
    met = {number: ranks[key] for number, label in labels.items() if (key := normalised(label)) in ranks}
    asked = complete_scale(family, set(met.values()))
    low = 0 if found.low == 0 else 1
    for levels in (asked, asked[::-1]):
        points = {place: low + at for at, place in enumerate(levels)}
        if not met or any(points.get(place) != number for number, place in met.items()):
            continue
        texts = {points[place]: family.levels[place].text for place in levels if points[place] not in met}
        doubtful = {at: why for at, why in found.doubtful.items() if why not in {"unmet", "rare", "gap"}}
        ends = [at for at in texts if not min(met) <= at <= max(met)]
        low, high = min(met), max(met)
        doubtful = {at: why for at, why in doubtful.items() if not low <= at <= high}
        doubtful.update(dict.fromkeys(ends, "unmet"))
        named = {at: replace(label, text=_usual(label.text, family, ranks)) for at, label in written.items()}
        named |= {at: ScaleLabel(text=text) for at, text in texts.items()}
        return replace(found, low=low, high=high, doubtful=dict(sorted(doubtful.items()))), named
    return found, written


def _usual(text: Text, family: Family, ranks: Mapping[str, int]) -> Text:
    """Return the words of a file in both languages, where the family knows them as its usual ones."""
    key = normalised(text.en)
    usual = family.levels[ranks[key]].text if key in ranks else text
    return usual if key in {normalised(usual.en), normalised(usual.id)} else text


def _found(
    kind: str,
    columns: Sequence[Contents],
    found: NumberRange,
    written: Mapping[int, ScaleLabel],
    met: Counter[int],
) -> FoundScale:
    """Return a scale of numbers with what has to be asked about it."""
    reach = range(found.low, found.high + 1)
    kept = {at: label for at, label in written.items() if at in reach or at in found.doubtful}
    texts = {at: label.text.en for at, label in kept.items() if at in reach}
    known = direction_of(texts) or _direction_in_headings(columns, found)
    shown_counts = {at: met[at] for at in sorted({*reach, *found.doubtful}) if met[at]}
    doubts = [] if known else [_which_way(found, shown_counts, texts)]
    doubts += [_which_code(code, why, found, kept, met) for code, why in found.doubtful.items()]
    said = Counter({label.text.en: met[at] for at, label in written.items() if at in found.codes})
    for column in columns:
        said.update(column.missing)
    missing, open_words, hidden = _missing(found.codes, said)
    scale = Scale(
        min=found.low, max=found.high, direction=known or "up", labels=dict(sorted(kept.items())), missing=missing
    )
    unlisted = hidden + _unlisted(columns, sum(shown_counts.values()) + sum(met[code] for code in found.codes))
    return FoundScale(
        kind=kind, scale=scale, doubts=(*doubts, *_about_words(open_words)), met=shown_counts,
        unlisted=unlisted,
    )  # fmt: skip


def _direction_in_headings(columns: Sequence[Contents], found: NumberRange) -> Literal["up", "down"] | None:
    legend = _legend(columns)
    return direction_of(legend.words) if legend and (legend.low, legend.high) == (found.low, found.high) else None


def _which_way(found: NumberRange, met: Mapping[int, int], texts: Mapping[int, str]) -> Doubt:
    """Return the question which end of a scale is the better one."""
    low, high = texts.get(found.low, ""), texts.get(found.high, "")
    named = bool(low and high)
    question = "direction_labelled" if named else "direction"
    if found.high - found.low + 1 == TWO:
        question = OF_TWO[question]
    values: dict[str, str | int] = {"low": found.low, "high": found.high}
    return Doubt(
        place="direction", question=question, choices=("up", "down"),
        counts={str(point): count for point, count in met.items()},
        values={**values, "low_label": low, "high_label": high} if named else values,
    )  # fmt: skip


def _which_code(
    code: int, why: Why, found: NumberRange, written: Mapping[int, ScaleLabel], met: Mapping[int, int]
) -> Doubt:
    """Return the question what a number is."""
    choices = CODE_CHOICES if met.get(code) or why == "label" else ("point", "invalid")
    if code > found.high + 1 and why in {"gap", "label"}:
        choices = (*choices, str(found.high + 1))
    end = found.high if code > found.high else found.low
    counts = {str(point): met.get(point, 0) for point in sorted({end, code})}
    values: dict[str, str | int] = {"code": code, "low": found.low, "high": found.high, "next": found.high + 1}
    if code in written:
        values["label"] = written[code].text.en
    question = "code_label_unmet" if why == "label" and not met.get(code) else CODE_QUESTIONS[why]
    return Doubt(
        place=f"codes[{code}]", question=question, choices=choices, counts=counts,
        values={**values, "count": met.get(code, 0), "label": values.get("label", "")},
    )  # fmt: skip


def slider_scale(columns: Sequence[Contents]) -> FoundScale:
    """Return the scale of columns of whole numbers from 0 to 100, as sliders write them."""
    met = _numbers(columns)
    on_it = {number: count for number, count in sorted(met.items()) if 0 <= number <= SLIDER_TOP}
    codes = tuple(sorted(number for number in met if number not in on_it and number in MISSING_CODES))
    labels = {
        point: ScaleLabel(text=Text(en=text, id=text))
        for point, label in sorted(_labels(columns).items()) if point in on_it and (text := tidied(label))
    }  # fmt: skip
    found = NumberRange(low=0, high=SLIDER_TOP, codes=codes)
    return _found("slider", columns, found, labels, met)


def family_scale(columns: Sequence[Contents], family: Family, asked: Levels) -> FoundScale:
    """Return the scale of columns of words of a family, of which ``asked`` are the levels of the questionnaire."""
    ranks = ranks_of(family)
    spelled = _spellings(columns)
    met_levels = levels_met(columns, family)
    labels: dict[int, ScaleLabel] = {}
    doubts: list[Doubt] = []
    met: Counter[int] = Counter()
    codes, said = _outside(columns, len(asked))
    short = any(normalised(word) in spelled for level in family.levels for word in level.short)
    for point, place in enumerate(asked, start=1):
        level = family.levels[place]
        labels[point] = ScaleLabel(text=level.text, synonyms=_synonyms(level.text, spelled, ranks, place))
        if short:
            labels[point] = replace(labels[point], synonyms=Words(id=level.short))
        met[point] = met_levels.get(place, 0) + sum(column.numbers.get(point, 0) for column in columns)
        if not met[point]:
            values: dict[str, str | int] = {"code": point, "label": level.text.en, "count": 0}
            doubts.append(
                Doubt(place=f"codes[{point}]", question="word_unmet", choices=("point", "absent"), values=values)
            )
    missing, open_words, hidden = _missing(codes, said)
    scale = Scale(min=1, max=len(asked), labels=labels, missing=missing)
    return FoundScale(
        kind=family.name, scale=scale, doubts=(*doubts, *_about_words(open_words)),
        met={point: count for point, count in met.items() if count},
        unlisted=hidden + _unlisted(columns, met.total() + sum(_numbers(columns)[code] for code in codes)),
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


def numbered(columns: Sequence[Contents]) -> bool:
    """Tell whether the words of columns bear their numbers: ``1 - Agree``."""
    words = sum(count for column in columns for count in column.words.values())
    with_number = sum(count for column in columns for key, count in column.words.items() if key in column.beside)
    return words > 0 and with_number >= MOSTLY_NUMBERED * words


def word_scale(columns: Sequence[Contents]) -> FoundScale:
    """Return the scale of columns of words that no family knows: in the order they appear, each to be confirmed.

    Words that fewer than five answers hold are not named: they may be somebody's own.
    """
    counts: Counter[str] = Counter()
    grouped: dict[str, list[str]] = {}
    for column in columns:
        for key, count in column.words.items():
            counts[word_group(key)] += count
            if key not in grouped.setdefault(word_group(key), []):
                grouped[word_group(key)].append(key)
    spelled = _spellings(columns)
    named = [group for group in grouped if counts[group] >= NAMED_FROM and shown(group) != "***"]
    points = dict(enumerate(named, start=1))
    labels = {}
    for point, group in points.items():
        first, *others = (spelled[key] for key in grouped[group])
        labels[point] = ScaleLabel(text=Text(en=first, id=first), synonyms=Words(en=tuple(others)))
    codes, said = _outside(columns, max(points))
    missing, open_words, hidden = _missing(codes, said)
    order = Doubt(
        place="labels", question=OF_TWO["order"] if len(points) == TWO else "order", choices=tuple(map(str, points)),
        counts={label.text.en: counts[points[at]] for at, label in labels.items()},
    )  # fmt: skip
    return FoundScale(
        kind="words", scale=Scale(min=1, max=len(points), labels=labels, missing=missing),
        doubts=(order, *_about_words(open_words)), met={point: counts[group] for point, group in points.items()},
        unlisted=hidden + _unlisted(columns, sum(counts[group] for group in named)),
    )  # fmt: skip


def two_point_scale(columns: Sequence[Contents], whole: Iterable[tuple[str, Levels]] = ()) -> FoundScale | None:
    """Return the scale of columns with two answers; None if they are on none.

    ``whole`` are scales of families that are complete elsewhere in the file: two known words may be two of theirs.
    """
    words = {key for column in columns for key, count in column.words.items() if count >= NAMED_FROM}
    if not words:
        return number_scale(columns, least=TWO)
    family = next(iter(families_of(words)), None)
    if numbered(columns):
        return numbered_scale(columns, family, least=TWO)
    if family is None:
        return word_scale(columns) if len(set(map(word_group, words))) == TWO else None
    known = sorted(levels for name, levels in whole if name == family.name)
    return family_scale(columns, family, complete_scale(family, levels_met(columns, family), known))


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


def _legend(columns: Sequence[Contents]) -> Legend | None:
    return legend_of(text for column in columns for text in column.asked)


def _outside(columns: Sequence[Contents], high: int) -> tuple[tuple[int, ...], Counter[str]]:
    """Return the codes that lie outside a scale of words, and the words that say "no answer"."""
    missing: Counter[str] = Counter()
    for column in columns:
        missing.update(column.missing)
    codes = {code for code in _numbers(columns) if code in MISSING_CODES and not 1 <= code <= high}
    return tuple(sorted(codes)), missing


def _missing(codes: Iterable[int], words: Mapping[str, int]) -> tuple[Missing, dict[str, int], int]:
    """Return codes and words that say "no answer", how often those were met that only read so, and what is not named.

    Words that only read so and that fewer than five answers hold are not named: they may be somebody's own.
    """
    by_language: dict[str, dict[str, str]] = {"en": {}, "id": {}}
    counts: Counter[str] = Counter()
    for word, times in words.items():
        counts[normalised(word)] += times
    for word in words:
        if is_sure_no_answer(word) or counts[normalised(word)] >= NAMED_FROM:
            by_language[missing_language(word) or "en"].setdefault(normalised(word), word)
    listed = {word: counts[key] for found in by_language.values() for key, word in found.items()}
    found = Missing(
        codes=tuple(codes), words=Words(en=tuple(by_language["en"].values()), id=tuple(by_language["id"].values()))
    )
    open_words = {word: times for word, times in listed.items() if not is_sure_no_answer(word)}
    return found, open_words, sum(words.values()) - sum(listed.values())


def _about_words(counts: Mapping[str, int]) -> tuple[Doubt, ...]:
    """Return the question whether words that read like "no answer" are none."""
    return (Doubt(place="missing.words", question="no_answer_word", counts=counts),) if counts else ()


def _unlisted(columns: Sequence[Contents], listed: int) -> int:
    """Return how many answers are neither points nor declared as no answer."""
    return max(0, sum(column.answered for column in columns) - listed)
