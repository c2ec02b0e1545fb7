"""Counts: the funnel, the response rate, profile, missing answers, choices, checklists, sizes of groups."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govassess.verification.recomputing.recomputed import Recomputed, follows

if TYPE_CHECKING:
    from govassess.result.assessment import Assessment


def counted(result: Assessment) -> Iterator[Recomputed]:
    """Yield every count and share of a result that follows from other counts.

    Notes
    -----
    In publications counts of some respondents are rounded to five, and what they add up to is not checked.
    """
    n = result.funnel[-1].remaining
    yield from _funnel(result)
    yield from _response_rate(result, n)
    yield from _profile(result, n)
    yield from _groups(result, n)
    yield from _choices(result, n)
    if result.options.disclosure == "internal":
        yield from _checklists(result)
    yield from _missing_codes(result)
    if result.items:
        yield from follows(result.screening, "answers", sum(item.n for item in result.items))
        yield from follows(result.screening, "missing_answers", sum(item.missing for item in result.items))


def _missing_codes(result: Assessment) -> Iterator[Recomputed]:
    """Yield how often each code or word that declares no answer was met, over all items."""
    met: Counter[str] = Counter()
    for item in result.items:
        met.update(item.missing_codes)
    for word in result.screening.missing_codes:
        yield from follows(result.screening, ("missing_codes", word), met[word])


def _funnel(result: Assessment) -> Iterator[Recomputed]:
    left = result.funnel[0].count
    for place, step in enumerate(result.funnel):
        if step.code == "analysed":
            yield from follows(step, "count", left)
        elif place:
            left -= step.count
        yield from follows(step, "remaining", left)


def _response_rate(result: Assessment, n: int) -> Iterator[Recomputed]:
    rate, invited = result.response_rate, result.study.invited
    if rate is None:
        return
    yield from follows(rate, "analysed", n)
    yield from follows(rate, "invited", invited)
    if rate.invited:
        yield from follows(rate, "rate", rate.analysed / rate.invited)
        left = 1 - rate.analysed / rate.invited
        if left >= 0:
            yield from follows(rate, "fpc", math.sqrt(left), within=1e-9)


def _profile(result: Assessment, n: int) -> Iterator[Recomputed]:
    exact = result.options.disclosure == "internal"
    for summary in result.profile:
        counts_blank = any(not value.value for value in summary.values)
        everyone = summary.n  # also in results of earlier versions, whose shares leave out who gave no value
        if counts_blank:
            everyone = n if exact else (n + 2) // 5 * 5
        if exact:
            yield from follows(summary, "missing", n - summary.n)
        for value in summary.values:
            if everyone:
                yield from follows(value, "share", value.n / everyone)
        if exact and summary.values and not summary.suppressed:
            yield from follows(summary, "n", sum(value.n for value in summary.values if value.value))


def _groups(result: Assessment, n: int) -> Iterator[Recomputed]:
    """Yield the sizes of groups as the profile has them, and what they add up to where none is hidden or rounded."""
    sizes = {
        (summary.id, value.value): value.n for summary in result.profile for value in summary.values if value.value
    }
    for group in result.groups:
        yield from follows(group, "n", sizes.get((group.by, group.value)))
    for by in result.options.by:
        parts = [group.n for group in result.groups if group.by == by]
        known = [part for part in parts if part is not None]
        if parts and len(known) == len(parts) and result.options.disclosure == "internal":
            yield from follows(result, ("groups", by), n, printed=sum(known))


def _choices(result: Assessment, n: int) -> Iterator[Recomputed]:
    for question in result.multiple_choice:
        if result.options.disclosure == "internal":
            yield from follows(question, "skipped", n - question.n)
        for choice in question.options:
            if choice.count is not None and question.n:
                yield from follows(choice, "share", choice.count / question.n)


def _checklists(result: Assessment) -> Iterator[Recomputed]:
    stages = {checklist.id: checklist.answer for checklist in result.instrument.checklists}
    for found in result.checklists:
        answers = stages.get(found.id)
        total = sum(found.answered.values())
        if not answers or not total or max(answers) == min(answers):
            continue
        low, high = min(answers), max(answers)
        stage = sum(mean * found.answered.get(entry, 0) for entry, mean in found.entries.items())
        index = 100 * (stage - low * total) / ((high - low) * total)
        yield from follows(found, "index", index, within=1e-7)
