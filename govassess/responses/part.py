"""One group of a survey as a survey of its own: the rows of the others leave, and are counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govassess.notices import FunnelStep
from govassess.responses.groups import group_labels
from govassess.responses.model import Responses

if TYPE_CHECKING:
    import pandas as pd


def part_of(responses: Responses, variable: str, value: str) -> Responses:
    """Return the responses of one group.

    Parameters
    ----------
    responses : Responses
        The whole survey.
    variable : str
        Id of a profile variable that the survey holds.
    value : str
        The group, as ``group_labels`` names it.

    Returns
    -------
    Responses
        Rows keep their order and are counted from 0 again; the funnel has one step more, ``other_groups``.

    Examples
    --------
    >>> import govassess as ga
    >>> survey = ga.read_responses("examples/simulated-survey.csv")
    >>> part_of(survey, "role", "leader").items.shape
    (107, 64)
    """
    rows = group_labels(responses.profile[variable]) == value
    last = responses.funnel[-1]
    kept = int(rows.sum())
    step = FunnelStep(step=last.step + 1, code="other_groups", count=last.remaining - kept, remaining=kept)

    def own(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.loc[rows].reset_index(drop=True)

    return replace(
        responses,
        items=own(responses.items),
        profile=own(responses.profile),
        choices={question: own(frame) for question, frame in responses.choices.items()},
        checklists=own(responses.checklists),
        seconds=None if responses.seconds is None else responses.seconds.loc[rows].reset_index(drop=True),
        funnel=(*responses.funnel, step),
    )
