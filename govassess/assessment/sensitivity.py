"""Indicators of careless answering in one survey, and results with and without the respondents flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govassess.disclosure.across import gives_away
from govassess.disclosure.minimum import Disclosure, Suppression
from govassess.responses.model import Responses
from govassess.result.assessment import Carelessness, CarelessSign, GroupResult, NodeScore, RobustScore, Unavailable
from govassess.run.basis import Basis, Sensitivity, basis_without
from govassess.run.node_scores import node_scores
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

LIMITS = {
    "longstring": "longstring",
    "irv": "irv_low",
    "even_odd": "even_odd",
    "synonyms": "synonyms",
    "antonyms": "antonyms",
    "mahalanobis": "mahalanobis",
    "seconds_per_item": "seconds",
}
"""Sign -> its limit; both tails of the spread within a person are equally long."""

TOO_SHORT = "few_alike_items"
"""The reason for which no signs are looked for."""

Values = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Searched:
    """What was found of careless answering among the respondents who can be scored; nobody is removed by it.

    Attributes
    ----------
    items : int
        How many items share the answer scale that most items have.
    signs : array (n,) of int
        How many signs each respondent shows; none where too few items share a scale.
    found : Careless or None
        The signs themselves; None with fewer than 10 such items.
    """

    items: int
    signs: NDArray[np.int_]
    found: Careless | None

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Who shows two signs or more."""
        return self.signs >= FLAGGED


def search(responses: Responses, scores: Scores) -> Searched:
    """Look for signs of careless answering, over the largest set of items that share one answer scale.

    Parameters
    ----------
    responses : Responses
        Answers as asked; the order in which the items were shown, and the time spent on them, where these are known.
    scores : Scores
        Who can be scored, n respondents.

    Notes
    -----
    The signs and where they begin: ``govassess.stats.careless``; the scales of even-odd are the nodes of the
    measurement level. Where no item is reversed, long runs and little variation are no signs. The time is that spent
    on the whole questionnaire, over all its items that were answered; one that is not above zero was not logged.
    """
    names = _alike(responses, scores.rules)
    if len(names) < FEWEST_ITEMS:
        return Searched(items=len(names), signs=np.zeros(len(scores.values), dtype=int), found=None)
    asked = responses.items.loc[scores.kept]
    found = _signs_in(asked[names], asked, scores, responses.seconds)
    flags = [f"flag_{name}" for name in INDICES if name not in _senseless(found)]
    return Searched(items=len(names), signs=found.to_frame()[flags].to_numpy().sum(axis=1), found=found)


def carelessness(searched: Searched, rule: Disclosure) -> tuple[Carelessness | None, tuple[Unavailable, ...]]:
    """Return how many respondents each indicator flags, as counts are printed; or why there are no counts."""
    found = searched.found
    if found is None:
        return None, (Unavailable(where="screening", field="careless", code=TOO_SHORT, values=_short(searched)),)
    counted = Carelessness(
        n_used=found.n_used,
        items=searched.items,
        signs=tuple(_sign(name, found, rule) for name in INDICES),
        flagged=rule.shown_count(int((searched.signs >= 1).sum())),
        flagged_twice=rule.shown_count(int(searched.flagged.sum())),
        reversed_present=found.reversed_present,
    )
    return counted, ()


def sensitivity_sample(
    basis: Basis, everyone: Basis, searched: Searched, groups: Sequence[GroupResult]
) -> tuple[Sensitivity | None, tuple[Unavailable, ...]]:
    """Return the respondents of the sensitivity analysis, or why there is none.

    Parameters
    ----------
    basis : Basis
        The respondents analysed.
    everyone : Basis
        The same with those who were left out as careless.
    searched : Searched
        Who of everyone is flagged.
    groups : sequence of GroupResult
        What is shown of groups of the respondents analysed.

    Returns
    -------
    Sensitivity or None
        Those not flagged; where these are who is analysed, everyone. None where nobody has two signs, where fewer
        than 30 would be left, or where answers of fewer than the minimum would be given away, by
        themselves or together with the total and the groups shown.
    tuple of Unavailable
        The reason (``few_alike_items``, ``nobody_flagged``, ``few_flagged``, ``few_unflagged``,
        ``flagged_recognisable``): ``robustness``, field ``unflagged`` or ``all``.

    Notes
    -----
    Where the flagged are left out, all groups shown are without them. What the results of everyone add to these is
    one sum, that over all flagged: no combination tells that of some of them, so that groups need no look.
    """
    left_out = basis.sample == "unflagged"
    field = "all" if left_out else "unflagged"
    if searched.found is None:
        why: tuple[str, Values] | None = (TOO_SHORT, _short(searched))
    elif left_out:
        why = _why_not(searched.flagged, everyone.scores, basis.rule, {}, (), least=0)
    else:
        why = _why_not(searched.flagged, basis.scores, basis.rule, basis.partitions, groups, least=FEWEST_LEFT)
    if why is not None:
        code, values = why
        return None, (Unavailable(where="robustness", field=field, code=code, values=values),)
    sensitivity = everyone if left_out else basis_without(basis, searched.flagged)
    return Sensitivity(basis=sensitivity, flagged=searched.flagged), ()


def _short(searched: Searched) -> Values:
    return {"found": searched.items, "needed": FEWEST_ITEMS}


def _alike(responses: Responses, rules: Rules) -> list[str]:
    """Return the measured items of the answer scale that most of them share, in the order of the page."""
    instrument = rules.instrument
    sets: dict[str, list[str]] = {}
    for item in instrument.items():
        if item.id in rules.items:
            sets.setdefault(instrument.scale_name(item), []).append(item.id)
    alike = max(sets.values(), key=len)
    place = {name: at for at, name in enumerate(responses.page_order)}
    return sorted(alike, key=lambda name: place.get(name, len(place)))


def _signs_in(answers: pd.DataFrame, asked: pd.DataFrame, scores: Scores, seconds: pd.Series[float] | None) -> Careless:
    """Return the signs in the answers, which are some of those to all items ``asked``."""
    rules, names = scores.rules, [str(name) for name in answers]
    scale = rules.instrument.scale_of(next(item for item in rules.instrument.items() if item.id == names[0]))
    under = {branch.id: rules.items_under(branch.id) for branch in rules.of_kind(rules.instrument.measurement_level)}
    logged = None if seconds is None else seconds.loc[scores.kept].astype(float)
    return careless(
        answers,
        bounds=(scale.min, scale.max),
        reversed_items=[name for name in names if name in rules.turned],
        scales={node: [name for name in names if name in items] for node, items in under.items()},
        seconds=None if logged is None else logged.where(logged > 0).to_numpy(),
        timed=asked.notna().sum(axis=1).to_numpy(float),
    )


def _senseless(found: Careless) -> tuple[str, ...]:
    """Return the signs that mean nothing in these answers."""
    return () if found.reversed_present else EQUAL_ANSWERS


def _sign(name: str, found: Careless, rule: Disclosure) -> CarelessSign:
    """Return one sign: how many it flags, or why it is not looked for."""
    limit = getattr(found.limits, LIMITS[name])
    code = "no_reversed_item" if name in _senseless(found) else found.reasons.get(name)
    if code is not None:
        return CarelessSign(sign=name, flagged=None, undefined=None, code=code, limit=limit)
    return CarelessSign(
        sign=name,
        flagged=rule.shown_count(found.counts[name]),
        undefined=rule.shown_count(found.undefined[name]),
        limit=limit,
    )


def _why_not(
    flagged: NDArray[np.bool_],
    scores: Scores,
    rule: Disclosure,
    partitions: Mapping[str, NDArray[Any]],
    groups: Sequence[GroupResult],
    *,
    least: int,
) -> tuple[str, Values] | None:
    """Return the reason for which no result may be shown both with and without those flagged; None if it may."""
    if not flagged.any():
        return "nobody_flagged", {}
    if flagged.sum() < rule.minimum:
        return "few_flagged", {"minimum": rule.minimum}
    if (~flagged).sum() < least:
        return "few_unflagged", {"least": least}
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


def robust_scores(sensitivity: Sensitivity | None, node_results: Sequence[NodeScore]) -> tuple[RobustScore, ...]:
    """Return index, interval and level of the headline nodes over other respondents than those analysed.

    Parameters
    ----------
    sensitivity : Sensitivity, optional
        These respondents, as ``sensitivity_sample`` returns them; None: nothing may be shown, and nothing is returned.
    node_results : sequence of NodeScore
        The same nodes over the respondents analysed.
    """
    if sensitivity is None:
        return ()
    basis = sensitivity.basis
    rules = basis.scores.rules
    headline = [node for node in rules.instrument.headline if rules.measures(node)]
    kinds = sorted({rules.branch(node).kind for node in headline})
    # one who is flagged may be the only one of a cluster: the error tells of the difference
    coarse = basis.clusters is not None
    found_of = node_scores(basis.scores.values, rules, basis.draws, basis.sampling, kinds=kinds, coarse=coarse)
    others = {score.id: score for score in found_of}
    proper = {score.id: score for score in node_results}
    found = []
    for node in headline:
        score, whole = others[node], proper[node]
        if score.index is None or whole.index is None:  # nobody scored on it; its score says so
            continue
        found.append(
            RobustScore(
                id=node,
                sample=basis.sample,
                n=basis.rule.shown_count(score.n),
                index=score.index,
                conf_low=score.conf_low,
                conf_high=score.conf_high,
                level=score.level,
                difference=score.index - whole.index,
            )
        )
    return tuple(found)
