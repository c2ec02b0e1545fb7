"""Respondents' scores on every measured node: keys turned once, weighted means of what is answered, no rounding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from govassess.errors import NothingToScoreError
from govassess.files.cells import printable
from govassess.instrument.model import Instrument
from govassess.notices import FunnelStep
from govassess.responses.model import Responses
from govassess.scoring.rules import Branch, Rules, scoring_rules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Scores of one survey.

    Attributes
    ----------
    values : DataFrame (n, nodes), float
        One row a respondent analysed, one column a measured node (parents before children), item-scale points,
        NaN = too little answered.
    keyed : DataFrame (n, k), float
        The answers with reverse keys turned: what alpha and the correlations are made of.
    kept : array (rows of the responses,), bool
        Which rows of the responses were analysed.
    funnel : tuple of FunnelStep
        The responses' funnel with its last three steps: too much missing, left out as careless, analysed.
    """

    rules: Rules
    values: pd.DataFrame
    keyed: pd.DataFrame
    kept: NDArray[np.bool_]
    funnel: tuple[FunnelStep, ...]

    @property
    def instrument(self) -> Instrument:
        """The instrument that declares the rules."""
        return self.rules.instrument

    def to_frame(self) -> pd.DataFrame:
        """Return the scores as a fresh frame, one column a node."""
        return self.values.copy()

    def __repr__(self) -> str:
        n, nodes = self.values.shape
        return f"Scores({n} respondents, {nodes} nodes of {self.instrument.id})"


def score(responses: Responses, *, reproduce: str | None = None) -> Scores:
    """Score every respondent on every measured node.

    Parameters
    ----------
    responses : Responses
        Answers as asked, NaN = not answered.
    reproduce : str, optional
        The printed weight of an old report (``"0.11"``), to recompute what it printed; never a default.

    Returns
    -------
    Scores

    Raises
    ------
    NothingToScoreError
        No respondent is left, or nobody answered enough for any node.

    Notes
    -----
    A reversed answer x becomes min + max - x. A node's score is sum(w x) / sum(w) over its answered children if at
    least ceil(f k) of its k measured children are answered (f: ``min_answered``), else missing. With
    ``denominator: respondents`` (SKM) it is sum(w x) over all children, an unanswered one adding nothing, so that a
    node's mean is the sum of answers over the number of questionnaires (PermenPANRB 14/2017). Respondents leave
    only if no node can be scored.

    References
    ----------
    Newman, D. A. (2014). Missing data: Five practical guidelines. Organizational Research Methods, 17, 372-411.

    Examples
    --------
    >>> import govassess as ga
    >>> survey = ga.read_responses("examples/simulated-survey.csv")
    >>> score(survey)
    Scores(317 respondents, 52 nodes of cg-dps-smartcity)
    """
    import pandas as pd

    rules = scoring_rules(responses.instrument, responses.items.columns, reproduce=reproduce)
    keyed = turned(responses.items[list(rules.items)], rules)
    columns = {name: keyed[name].to_numpy(float) for name in keyed.columns}
    by_respondent = responses.instrument.scoring.denominator == "respondents"
    took_part = keyed.notna().any(axis=1).to_numpy() if by_respondent else None
    for branch in reversed(rules.branches):
        columns[branch.id] = _score(branch, columns, took_part)
    values = pd.DataFrame({branch.id: columns[branch.id] for branch in rules.branches}, index=keyed.index)
    kept = np.asarray(values.notna().any(axis=1), dtype=bool)
    if not kept.any():  # also where there are no rows at all
        raise _nothing(responses.funnel, len(values), printable(responses.source.file, 200))
    return Scores(
        rules=rules,
        values=values.loc[kept].reset_index(drop=True),
        keyed=keyed.loc[kept].reset_index(drop=True),
        kept=kept,
        funnel=_funnel(responses.funnel, int((~kept).sum())),
    )


def without(scores: Scores, left_out: NDArray[np.bool_]) -> Scores:
    """Return the scores of the respondents who are not left out (n,); the funnel is that of all."""
    kept = scores.kept.copy()
    kept[scores.kept] = ~left_out
    rows = {name: getattr(scores, name).loc[~left_out].reset_index(drop=True) for name in ("values", "keyed")}
    return replace(scores, kept=kept, **rows)


def without_careless(scores: Scores, careless: NDArray[np.bool_]) -> Scores:
    """Return the scores of the others; the funnel counts who was left out as careless.

    Raises
    ------
    NothingToScoreError
        ``all_careless``: nobody is left.
    """
    if careless.all():
        raise NothingToScoreError("all_careless", n=len(careless))
    *steps, missing, _, _ = scores.funnel
    return replace(without(scores, careless), funnel=_funnel(tuple(steps), missing.count, careless=int(careless.sum())))


def _nothing(steps: tuple[FunnelStep, ...], rows: int, file: str) -> NothingToScoreError:
    """Return the error that says what became of the rows: nobody is left, nobody consented, or nobody answered."""
    if rows:
        return NothingToScoreError("nothing_scored", count=rows, file=file)
    left = {step.code: step.count for step in steps}
    read, refused = left.pop("read", 0), left.get("no_consent", 0)
    if refused:
        others = sum(left.values()) - refused
        return NothingToScoreError("nobody_consented", file=file, read=read, refused=refused, others=others)
    empty = left.get("empty", 0)
    return NothingToScoreError("nobody_left", file=file, read=read, empty=empty, others=read - empty)


def turned(items: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return a copy of ``items`` (n, k) with reverse keys turned: min + max - x, once."""
    keyed = items.astype(float)
    for name, ends in rules.turned.items():
        keyed[name] = ends - keyed[name]
    return keyed


def _score(
    branch: Branch, columns: dict[str, NDArray[np.float64]], took_part: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """Return one node's scores (n,); ``took_part`` is given where every respondent counts in the denominator."""
    x = np.column_stack([columns[child] for child in branch.children])
    weights = np.array([float(weight) for weight in branch.weights])
    answered = ~np.isnan(x)
    total = np.where(answered, x, 0.0) @ weights
    if took_part is not None:
        return np.where(took_part, total, np.nan)
    counted = answered @ weights
    if abs(weights.sum() - 1) > 1e-12:  # the printed weight of an old report is taken as printed, not made to sum to 1
        counted = counted / weights.sum()
    enough = answered.sum(axis=1) >= branch.needed
    found: NDArray[np.float64] = np.divide(total, counted, out=np.full_like(total, np.nan), where=enough)
    return found


def _funnel(steps: tuple[FunnelStep, ...], missing: int, *, careless: int = 0) -> tuple[FunnelStep, ...]:
    """Append the last three steps and check that the ledger adds up."""
    place, before = steps[-1].step, steps[-1].remaining
    scored, analysed = before - missing, before - missing - careless
    full = (
        *steps,
        FunnelStep(step=place + 1, code="too_many_missing", count=missing, remaining=scored),
        FunnelStep(step=place + 2, code="careless_excluded", count=careless, remaining=analysed),
        FunnelStep(step=place + 3, code="analysed", count=analysed, remaining=analysed),
    )
    left = sum(step.count for step in full[1:-1])
    if full[0].count - left != full[-1].count:
        raise RuntimeError(f"the funnel does not add up: {full}")
    return full
