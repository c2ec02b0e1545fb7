"""What is counted rather than scored: who answered, multiple-choice questions, checklists, the state of the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.minimum import DISTRIBUTION, Disclosure, suppressed_groups
from govassess.instrument.model import ProfileVariable
from govassess.notices import Unavailable
from govassess.responses.groups import group_labels
from govassess.responses.model import Responses
from govassess.responses.profile import OTHER
from govassess.result.descriptive import (
    Carelessness,
    ChecklistResult,
    Choice,
    MultipleChoiceResult,
    ProfileSummary,
    ProfileValue,
    Screening,
)
from govassess.run.sampling import Sampling
from govassess.stats.draws import Draws
from govassess.stats.intervals import interval
from govassess.stats.moments import weighted_means

if TYPE_CHECKING:
    import pandas as pd


STRAIGHT_LINE = 10
"""So many equal answers, a reversed item among them, cannot all be meant (Curran, 2016)."""


def profile_summaries(
    declared: Sequence[ProfileVariable],
    profile: pd.DataFrame,
    rule: Disclosure,
    hidden: Mapping[str, Collection[str]],
) -> tuple[ProfileSummary, ...]:
    """Return the respondents by profile variable: numbers, and those that are counted, without what is hidden.

    Parameters
    ----------
    declared : sequence of ProfileVariable
        The instrument's.
    profile : DataFrame (n, p)
        Their values; missing = NaN/None.
    rule : Disclosure
        How counts are printed.
    hidden : mapping
        Counted variable -> its values that are hidden, as ``hidden_counts`` returns them.
    """
    found = []
    for variable in declared:
        if variable.type == "number" and variable.id in profile:
            found.append(_of_number(variable, profile[variable.id], rule))
        elif variable.id in hidden:
            found.append(_of_category(variable, profile[variable.id], rule, hidden[variable.id]))
    return tuple(found)


def _of_number(variable: ProfileVariable, column: pd.Series[Any], rule: Disclosure) -> ProfileSummary:
    known = column.dropna().astype(float)
    shown = len(known) >= DISTRIBUTION
    return ProfileSummary(
        id=variable.id,
        n=rule.shown_count(len(known)),
        missing=rule.shown_count(int(column.isna().sum())),
        values=(),
        suppressed=0,
        mean=float(known.mean()) if shown else None,
        sd=float(known.std(ddof=1)) if shown else None,
    )


def _of_category(
    variable: ProfileVariable, column: pd.Series[Any], rule: Disclosure, hidden: Collection[str]
) -> ProfileSummary:
    """Return counts by value, in the order of the options, then the largest first, then those who gave none.

    Shares are of all respondents, as both are printed.
    """
    values = group_labels(column)
    sizes = {str(name): int(count) for name, count in values.value_counts().items()}
    missing = sizes.pop("", 0)
    n, everyone = rule.shown_count(len(column) - missing), rule.shown_count(len(column))
    blank = rule.shown_count(missing)
    declared = [str(option.code) for option in variable.options]
    order = [name for name in declared if name in sizes]
    order += sorted(
        (name for name in sizes if name not in declared), key=lambda name: (name == OTHER, -sizes[name], name)
    )
    return ProfileSummary(
        id=variable.id,
        n=n,
        missing=blank,
        values=(
            *(
                ProfileValue(value=name, n=shown, share=shown / everyone)
                for name, shown in ((name, rule.shown_count(sizes[name])) for name in order if name not in hidden)
            ),
            *((ProfileValue(value="", n=blank, share=blank / everyone),) if blank else ()),
        ),
        suppressed=sum(1 for name in hidden if name),
    )


def multiple_choice_results(
    responses: Responses, kept: NDArray[np.bool_], draws: Draws | None, sampling: Sampling, rule: Disclosure
) -> tuple[MultipleChoiceResult, ...]:
    """Return the share of respondents who chose each option, of those who answered the question.

    In a census the intervals are narrowed as those of the scores are. For publication counts are rounded, and an
    option is suppressed that fewer than the minimum chose, or did not.
    """
    found = []
    for question in responses.instrument.multiple_choice:
        if question.id not in responses.choices:
            continue
        frame = responses.choices[question.id].loc[kept]
        x = frame.to_numpy(float)
        n = int((~np.isnan(x)).all(axis=1).sum())
        low = high = np.full(x.shape[1], np.nan)
        if draws is not None and n > 1:
            drawn = weighted_means(x, draws)
            if sampling.fpc is not None:
                shares = np.nansum(x, axis=0) / n
                drawn = shares + (drawn - shares) * sampling.fpc
            bounds = interval(drawn, conf_level=sampling.conf_level, draws=draws)
            low, high = bounds.low, bounds.high
        hidden = _hidden_options(x, rule)
        counts, of = [rule.shown_count(int(count)) for count in np.nansum(x, axis=0)], rule.shown_count(n)
        found.append(
            MultipleChoiceResult(
                id=question.id,
                n=of,
                skipped=rule.shown_count(len(x) - n),
                interval="percentile",
                options=tuple(
                    Choice(code=str(code), count=None, share=None, conf_low=None, conf_high=None)
                    if hidden[place]
                    else Choice(
                        code=str(code),
                        count=counts[place],
                        share=counts[place] / of if of else None,
                        conf_low=None if np.isnan(low[place]) else float(low[place]),
                        conf_high=None if np.isnan(high[place]) else float(high[place]),
                    )
                    for place, code in enumerate(frame.columns)
                ),
            )
        )
    return tuple(found)


def _hidden_options(x: NDArray[np.float64], rule: Disclosure) -> NDArray[np.bool_]:
    """Return which options are suppressed: none but for publication, for the whole sample is no group.

    Where everybody chose one option, the options are a partition, and one that is hidden is never alone.
    """
    x = x[~np.isnan(x).any(axis=1)]
    if rule.policy == "internal":
        return np.zeros(x.shape[1], dtype=bool)
    chosen = x.sum(axis=0).astype(int)
    left = len(x) - chosen
    few = (chosen > 0) & (chosen < rule.minimum) | (left > 0) & (left < rule.minimum)
    if len(x) and (x.sum(axis=1) == 1).all():
        sizes = {str(place): int(count) for place, count in enumerate(chosen) if count}
        hidden = suppressed_groups(sizes, rule.minimum)
        few |= np.array([str(place) in hidden for place in range(len(few))])
    return np.asarray(few | (0 < len(x) < rule.minimum))


def checklist_results(
    responses: Responses, kept: NDArray[np.bool_], rule: Disclosure
) -> tuple[tuple[ChecklistResult, ...], tuple[Unavailable, ...]]:
    """Return each checklist's index, 100 sum(stage - lowest) / ((highest - lowest) x answers), and mean stages.

    For publication an entry that fewer than the minimum answered is suppressed, and with it the index, of which the
    other entries are the rest.
    """
    found, absent = [], []
    for checklist in responses.instrument.checklists:
        entries = [item.id for item in checklist.items if item.id in responses.checklists]
        if not entries:
            continue
        frame = responses.checklists.loc[kept, entries]
        x = frame.to_numpy(float)
        counts = frame.notna().sum().to_dict()
        least = rule.minimum if rule.policy == "published" else 0
        hidden = [name for name in entries if 0 < counts[name] < least]
        absent += [Unavailable(where=name, field="mean", code="suppressed") for name in hidden]
        answered = int((~np.isnan(x)).sum())
        low, high = min(checklist.answer), max(checklist.answer)
        index = 100 * float(np.nansum(x - low)) / ((high - low) * answered) if answered else None
        if hidden:
            index = None
            absent.append(Unavailable(where=checklist.id, field="index", code="suppressed"))
        shown = [name for name in entries if name not in hidden]
        found.append(
            ChecklistResult(
                id=checklist.id,
                n=rule.shown_count(int((~np.isnan(x)).any(axis=1).sum())),
                index=index,
                entries={name: float(frame[name].mean()) for name in shown if counts[name]},
                answered={name: rule.shown_count(int(counts[name])) for name in shown},
            )
        )
    return tuple(found), tuple(absent)


def screening(
    responses: Responses, kept: NDArray[np.bool_], turned: frozenset[str], *, careless: Carelessness | None = None
) -> Screening:
    """Return what was found in the data and left in it: counts only, nobody is removed."""
    counts = {notice.code: notice.values for notice in responses.issues}
    codes: dict[str, int] = {}
    blanked = 0
    for notice in responses.issues:
        if notice.code == "missing_code":
            word = str(notice.values["code"])
            codes[word] = codes.get(word, 0) + int(notice.values["count"])
        elif notice.code in {"invalid_blanked", "invalid_declared"}:
            blanked += int(notice.values["count"])
    answers = responses.items.loc[kept]
    missing = int(answers.isna().to_numpy().sum())
    return Screening(
        partial_kept=int(counts.get("partial_kept", {}).get("count", 0)),
        duplicates_kept=int(counts.get("duplicates_kept", {}).get("count", 0)),
        invalid_blanked=blanked,
        missing_answers=missing,
        answers=int(answers.size) - missing,
        straight_lining=_straight_lining(answers, turned),
        missing_codes=dict(sorted(codes.items())),
        careless=careless,
    )


def _straight_lining(answers: pd.DataFrame, turned: frozenset[str]) -> int:
    """Count respondents who gave one and the same answer throughout, where that contradicts itself.

    Without a reversed item the same answer throughout is legitimate, and nobody is counted.
    """
    if not turned & set(answers.columns):
        return 0
    x = answers.to_numpy(float)
    enough = (~np.isnan(x)).sum(axis=1) >= STRAIGHT_LINE
    spread = np.fmax.reduce(x, axis=1) - np.fmin.reduce(x, axis=1)
    met_reversed = answers[[name for name in answers if name in turned]].notna().to_numpy().any(axis=1)
    return int((enough & (spread == 0) & met_reversed).sum())
