"""From where to where the numbers of a block reach: what is a point, what is no answer, what has to be asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from govassess.responses.drafts.contents import Legend
from govassess.responses.drafts.scale_families import (
    MISSING_CODES,
    is_answer_word,
    missing_language,
    reads_like_no_answer,
)

Why = Literal["code", "label", "gap", "rare", "unmet", "higher"]
"""Why a number is asked about: it usually is a code; its label leaves it open; a smaller number is not met; hardly
anybody chose it; nobody chose it, but few chose the one before; other questions of the file reach it."""

LEAST_POINTS = 3
MOST_POINTS = 11  # 0 to 10
FEW = 50  # answers; of fewer, one answer is no error of typing yet
ERRORS = 0.01  # share of the answers that may be errors of typing
EXPECTED = 3.0  # answers at the next point; with as many, nobody at all is no accident
LONGEST_TAIL = 2  # points after a gap that are asked about; more are points
FAR = 3  # numbers between the scale and a code that is no point for sure


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """The points that are sure, from ``low`` to ``high``; ``codes`` are no answers, ``doubtful`` is asked about."""

    low: int
    high: int
    codes: tuple[int, ...] = ()
    doubtful: Mapping[int, Why] = field(default_factory=dict)

    @property
    def reach(self) -> tuple[int, int]:
        """The ends if every number that is asked about is a point."""
        points = (self.low, self.high, *self.doubtful)
        return min(points), max(points)


def number_range(
    met: Mapping[int, int],
    labels: Mapping[int, str],
    declared: Iterable[int] = (),
    legend: Legend | None = None,
    *,
    listed: bool = True,
    least: int = LEAST_POINTS,
) -> NumberRange | None:
    """Return the range of the scale that these numbers are on; None if they are on none.

    Parameters
    ----------
    met : dict
        Number -> how often.
    labels : dict
        Number -> label.
    declared : iterable of int
        Numbers that the file declares to be no answer.
    legend : Legend, optional
        What the headings state.
    listed : bool
        Whether the labels are those of all points, or of both ends: a list of the file, not words met in cells.
    least : int
        Fewest points of a scale.

    Returns
    -------
    NumberRange or None

    Notes
    -----
    Sure are the numbers of the legend, the labelled numbers whose label is no "do not know", and else the numbers that
    more than 1 % of the answers are, up to a gap; a scale that begins at 2, 3 or 4 begins at 1. Of the other numbers
    those that are far from the scale and usual codes are no answers, those near it are asked about, and the rest are
    errors. Without labels and legend the number after the last one is asked about where so few chose the last one that
    nobody at the next is no surprise.

    Examples
    --------
    >>> number_range({1: 9, 2: 9, 3: 20, 5: 4, 9: 2, 99: 1}, {})
    NumberRange(low=1, high=5, codes=(9, 99), doubtful={})
    >>> found = number_range({1: 20, 2: 30, 5: 20}, {1: "Bad", 5: "Good", 9: "NS/NR"})
    >>> found.high, found.doubtful
    (5, {9: 'label'})
    >>> number_range({18: 3, 25: 2, 31: 1}, {}) is None
    True
    """
    none = {*declared, *(code for code, label in labels.items() if _far_and_none(code, label, labels))}
    labels = {code: label for code, label in labels.items() if code not in none}
    open_ = {code for code, label in labels.items() if reads_like_no_answer(label)}
    named = {code for code in labels if code not in open_} if listed else set()
    counts = Counter({number: count for number, count in met.items() if number not in none})
    stated = set(range(legend.low, legend.high + 1)) if legend else set()
    frequent = _frequent(counts) - open_
    if named:
        frequent = {code for code in frequent if min(named) <= code <= max(named)}
    sure = stated or {code for code in named | frequent if _near_zero(code)}
    if not stated:
        sure -= _usual_codes(sure, labels)
        sure -= _tail(sure, named, counts, labels)
    if not sure:
        return None
    low, high = min(sure), max(sure)
    known = bool(named or stated)
    lowest = min((number for number in counts if 0 < number < low), default=low)
    low = 1 if low > 1 and lowest <= LEAST_POINTS + 1 and not known else low
    codes, doubtful = _sorted_out(low, high, counts, labels, known=known)
    if not known and _strange(low, high, counts, {*codes, *doubtful}):
        return None
    if not known:
        doubtful |= dict.fromkeys(_further(low, high, doubtful, counts), "unmet")
    found = NumberRange(
        low=low, high=high, codes=tuple(sorted({*codes, *none})), doubtful=dict(sorted(doubtful.items()))
    )
    return found if _is_scale(found, least) else None


def _far_and_none(code: int, label: str, labels: Mapping[int, str]) -> bool:
    """Tell whether a label says "no answer" in sure words, and its number is a usual code or stands apart."""
    if missing_language(label) is None:
        return False
    others = {other for other, text in labels.items() if not reads_like_no_answer(text)}
    return bool(others) and not {code - 1, code + 1} & others and code not in range(min(others), max(others))


def _frequent(counts: Counter[int]) -> set[int]:
    """Return the numbers that are no errors of typing."""
    total = counts.total()
    errors = max(1, int(ERRORS * total)) if total >= FEW else 0
    return {number for number, count in counts.items() if count > errors}


def _near_zero(code: int) -> bool:
    return abs(code) < MOST_POINTS


def _usual_codes(sure: set[int], labels: Mapping[int, str]) -> set[int]:
    """Return 8, 9 and -1 beyond which no other number lies, unless their label is a known answer."""
    plain = {code for code in sure if code not in MISSING_CODES or is_answer_word(labels.get(code, ""))}
    if not plain:
        return set()
    inside = range(min(plain), max(plain) + 1)
    return {code for code in sure - plain if code not in inside and not (code < -1 and code == -max(plain))}


def _tail(sure: Collection[int], named: Collection[int], counts: Counter[int], labels: Mapping[int, str]) -> set[int]:
    """Return one or two numbers at the top that stand apart: between them and the others nothing is met or named.

    One whose label is a known answer does not stand apart.
    """
    points = sorted(sure)
    for at in range(len(points) - 1, 0, -1):
        if points[at] - points[at - 1] > 1:
            tail, head = set(points[at:]), points[:at]
            seen = tail <= set(named) or counts.total() >= FEW
            seen = seen and not any(is_answer_word(labels.get(code, "")) for code in tail)
            return tail if seen and len(tail) <= LONGEST_TAIL and len(head) >= LEAST_POINTS else set()
    return set()


def _sorted_out(
    low: int, high: int, counts: Counter[int], labels: Mapping[int, str], *, known: bool
) -> tuple[set[int], dict[int, Why]]:
    """Return which numbers outside a range are codes, and which are asked about; ``known``: the ends are stated."""
    codes: set[int] = set()
    doubtful: dict[int, Why] = {}
    frequent = _frequent(counts)
    reach_low, reach_high = low, high
    last = max((code for code in labels if _near_zero(code)), default=high)  # what lies below may be inside
    outside = {number for number in (*counts, *labels) if not low <= number <= high}
    for number in sorted(outside, key=lambda number: max(number - high, low - number)):
        apart = max(number - reach_high, reach_low - number)
        usual = number in MISSING_CODES
        sure = known or apart > FAR or not _near_zero(number) or (number < 0 and (low, high) != (0, 1))
        if number in labels:
            doubtful[number] = "label"
        elif usual and sure and not high < number < last:
            codes.add(number)
        elif usual:
            doubtful[number] = "code"  # -1, 0, 1 is a scale too
        elif number in frequent and _near_zero(number):
            doubtful[number] = "gap"
        elif 0 <= number < MOST_POINTS and apart <= LONGEST_TAIL and not known:
            doubtful[number] = "rare"
        if number in doubtful and _near_zero(number):
            reach_low, reach_high = min(reach_low, number), max(reach_high, number)
    return codes, doubtful


def _strange(low: int, high: int, counts: Counter[int], explained: Collection[int]) -> bool:
    """Tell whether too many answers are neither points nor codes for them to be errors of typing."""
    rest = sum(count for number, count in counts.items() if not low <= number <= high and number not in explained)
    return rest > max(1, int(2 * ERRORS * counts.total()))


def _further(low: int, high: int, doubtful: Mapping[int, Why], counts: Counter[int]) -> list[int]:
    """Return the points that may follow on an end although nobody chose them: few chose the end itself."""
    found = []
    top = high
    while top + 1 in doubtful:
        top += 1
    fades = _fades(counts[high], counts[high - 1])
    fades |= doubtful.get(top) in {"code", "gap"} and _fades(counts[top], counts[top - 1])
    if fades and top < MOST_POINTS - 1:
        found.append(top + 1)
    if low == 1 and 0 not in doubtful and _fades(counts[1], counts[2]):
        found.append(0)
    return found


def _fades(end: int, before: int) -> bool:
    """Tell whether the counts fall so fast towards an end that none are to be expected beyond it."""
    return end * min(1.0, end / max(before, 1)) < EXPECTED


def _is_scale(found: NumberRange, least: int) -> bool:
    low, high = found.reach
    points = high - low + 1
    fits = found.low in {0, 1} or found.low == -found.high
    return fits and points >= least and found.high - found.low < MOST_POINTS
