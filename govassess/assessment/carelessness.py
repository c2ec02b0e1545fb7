"""Signs of careless answering in one survey, and whether results without those flagged may be shown beside the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.assessment.result import Carelessness, CarelessSign, GroupResult, Unavailable
from govassess.disclosure.across import gives_away
from govassess.disclosure.minimum import Disclosure, Suppression
from govassess.responses.model import Responses
from govassess.scoring.rules import Rules
from govassess.scoring.scores import Scores
from govassess.stats.carelessness import INDICES, Careless, careless

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ITEMS = 10
"""A pattern in fewer answers can be chance, and equal ones can all be meant (Curran, 2016)."""

FEWEST_LEFT = 30
"""With fewer respondents left, results without those flagged would be noise."""

FLAGGED = 2
"""From so many signs on a respondent is left out in results "without those flagged"."""

EQUAL_ANSWERS = ("longstring", "irv")
"""Signs that mean something only where an item is reversed: else equal answers can all be meant."""


def carelessness(
    responses: Responses,
    scores: Scores,
    rule: Disclosure,
    partitions: Mapping[str, NDArray[Any]],
    groups: Sequence[GroupResult],
) -> tuple[Carelessness | None, NDArray[np.bool_] | None, tuple[Unavailable, ...]]:
    """Look for signs of careless answering, over the largest set of items that share one answer scale.

    Parameters
    ----------
    responses : Responses
        Answers as asked.
    scores : Scores
        Who was analysed, and their scores.
    rule : Disclosure
        What may be shown.
    partitions : mapping of arrays (n,)
        Grouping variable -> value of each respondent analysed, ``""`` for none.
    groups : sequence of GroupResult
        What is shown of these groups.

    Returns
    -------
    Carelessness or None
        Counts; None with fewer than 10 such items.
    array (n,) of bool or None
        Respondents analysed who have fewer than two signs; None where there is nothing to show without the others:
        nobody has two signs, fewer than 30 would be left, or answers of fewer than the minimum would be given away,
        by themselves or beside the total and the groups shown.
    tuple of Unavailable
        Why there are no counts (``few_alike_items``) and no mask (that, ``nobody_flagged``, ``few_flagged``,
        ``few_unflagged``, ``flagged_recognisable``).

    Notes
    -----
    Nobody is removed. The signs and where they begin: ``govassess.stats.careless``; the scales of even-odd are the
    nodes of the measurement level. Where no item is reversed, long runs and little variation are no signs.
    """
    names = _alike(scores.rules)
    if len(names) < FEWEST_ITEMS:
        values: dict[str, str | int | float] = {"found": len(names), "needed": FEWEST_ITEMS}
        return (
            None,
            None,
            (
                Unavailable(where="screening", field="careless", code="few_alike_items", values=values),
                Unavailable(where="robustness", field="unflagged", code="few_alike_items", values=values),
            ),
        )
    found = _sought(responses.items.loc[scores.kept, names], scores.rules)
    signs = [name for name in INDICES if name not in _senseless(found)]
    count = found.to_frame()[[f"flag_{name}" for name in signs]].to_numpy().sum(axis=1)
    flagged = count >= FLAGGED
    told = Carelessness(
        n_used=found.n_used,
        items=len(names),
        signs=tuple(_sign(name, found, rule) for name in INDICES if found.reasons.get(name) != "no_times"),
        flagged=rule.shown_count(int((count >= 1).sum())),
        flagged_twice=rule.shown_count(int(flagged.sum())),
        reversed_present=found.reversed_present,
    )
    why = _why_not(flagged, scores, rule, partitions, groups)
    if why is None:
        return told, ~flagged, ()
    code, limit = why
    return told, None, (Unavailable(where="robustness", field="unflagged", code=code, values=limit),)


def _alike(rules: Rules) -> list[str]:
    """Return the measured items of the answer scale that most of them share, in the order they are asked."""
    instrument = rules.instrument
    sets: dict[str, list[str]] = {}
    for item in instrument.items():
        if item.id in rules.items:
            sets.setdefault(instrument.scale_name(item), []).append(item.id)
    return max(sets.values(), key=len)


def _sought(answers: pd.DataFrame, rules: Rules) -> Careless:
    """Return the signs in the answers as asked."""
    names = [str(name) for name in answers]
    scale = rules.instrument.scale_of(next(item for item in rules.instrument.items() if item.id == names[0]))
    nodes = {
        branch.id: [name for name in rules.items_under(branch.id) if name in answers]
        for branch in rules.of_kind(rules.instrument.measurement_level)
    }
    return careless(
        answers,
        bounds=(scale.min, scale.max),
        reversed_items=[name for name in names if name in rules.turned],
        scales=nodes,
    )


def _senseless(found: Careless) -> tuple[str, ...]:
    """Return the signs that mean nothing in these answers."""
    return () if found.reversed_present else EQUAL_ANSWERS


def _sign(name: str, found: Careless, rule: Disclosure) -> CarelessSign:
    """Return one sign: how many it flags, or why it is not looked for."""
    code = "no_reversed_item" if name in _senseless(found) else found.reasons.get(name)
    if code is not None:
        return CarelessSign(sign=name, flagged=None, undefined=None, code=code)
    return CarelessSign(
        sign=name,
        flagged=rule.shown_count(found.counts[name]),
        undefined=rule.shown_count(found.undefined[name]),
    )


def _why_not(
    flagged: NDArray[np.bool_],
    scores: Scores,
    rule: Disclosure,
    partitions: Mapping[str, NDArray[Any]],
    groups: Sequence[GroupResult],
) -> tuple[str, Mapping[str, str | int | float]] | None:
    """Return the reason for which no result may be shown without those flagged; None if it may."""
    if not flagged.any():
        return "nobody_flagged", {}
    if flagged.sum() < rule.minimum:
        return "few_flagged", {"minimum": rule.minimum}
    if (~flagged).sum() < FEWEST_LEFT:
        return "few_unflagged", {"least": FEWEST_LEFT}
    for scored, hidden in _tables(scores, rule, partitions, groups):
        inside = {by: labels[scored] for by, labels in partitions.items()}
        if gives_away(inside, hidden, flagged[scored], rule.minimum):
            return "flagged_recognisable", {"minimum": rule.minimum}
    for node in _headline(scores.rules):
        known = scores.values[node].to_numpy(float)[flagged]
        known = known[~np.isnan(known)]
        if len(known) > 1 and np.ptp(known) == 0:
            return "flagged_recognisable", {"minimum": rule.minimum}
    return None


def _headline(rules: Rules) -> list[str]:
    return [node for node in rules.instrument.headline if rules.measures(node)]


def _tables(
    scores: Scores, rule: Disclosure, partitions: Mapping[str, NDArray[Any]], groups: Sequence[GroupResult]
) -> Iterator[tuple[NDArray[np.bool_], dict[str, dict[str, Suppression]]]]:
    """Yield for each headline node who scored on it and which groups are hidden there; equal ones once."""
    known: set[tuple[bytes, str]] = set()
    for node in _headline(scores.rules):
        scored = scores.values[node].notna().to_numpy()
        hidden: dict[str, dict[str, Suppression]] = {by: {} for by in partitions}
        for group in groups:
            if group.suppressed is not None:
                hidden[group.by][group.value] = group.suppressed
            elif not any(score.id == node and score.mean is not None for score in group.scores):
                size = int((scored & (partitions[group.by] == group.value)).sum())
                hidden[group.by][group.value] = "minimum" if size < rule.minimum else "secondary"
        key = (scored.tobytes(), repr(hidden))
        if key not in known:
            known.add(key)
            yield scored, hidden
