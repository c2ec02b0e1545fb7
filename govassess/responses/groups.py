"""The groups that a profile variable makes, the variable named as people name it, and one group as a survey."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from govassess.instrument.model import Instrument, ProfileVariable
from govassess.instrument.wording import normalised
from govassess.notices import FunnelStep
from govassess.responses.model import Responses
from govassess.responses.profile import other_code

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def profile_variable(instrument: Instrument, name: str) -> ProfileVariable | None:
    """Return the profile variable that ``name`` means; None if there is none, or several.

    Parameters
    ----------
    instrument : Instrument
        Declares the variables.
    name : str
        An id, as it stands; or a label or declared heading in either language, in any capitals.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> profile_variable(load_instrument("cg-dps-smartcity"), "Jenis kelamin").id
    'gender'
    """
    exact = [variable for variable in instrument.profile if variable.id == name]
    if exact:
        return exact[0]
    key = normalised(name)
    for words_of in (_own_words, _headings):
        found = [variable for variable in instrument.profile if key in map(normalised, words_of(variable))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_words(variable: ProfileVariable) -> tuple[str, ...]:
    return (variable.id, variable.label.en, variable.label.id)


def _headings(variable: ProfileVariable) -> tuple[str, ...]:
    return (*variable.synonyms.en, *variable.synonyms.id)


def listed_variables(instrument: Instrument, ids: Iterable[str], lang: str) -> str:
    """Return variables as a message lists them: label and id.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> listed_variables(load_instrument("cg-dps-smartcity"), ["gender", "unit"], "id")
    'Jenis kelamin (gender), Unit/bidang (unit)'
    """
    wanted = list(ids)
    labels = {each.id: each.label.in_language(lang) for each in instrument.profile}
    return ", ".join(f"{labels[name]} ({name})" for name in wanted if name in labels) or "-"


def group_labels(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values of a profile column as text, ``""`` where there is none; whole numbers without decimals."""

    def label(value: object) -> str:
        if value is None or value != value:  # noqa: PLR0124 - the test for NaN that also takes text
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    first = column[~column.duplicated()]  # each different value is put into words once
    codes, _ = column.factorize(use_na_sentinel=False)
    named = first.map(label).take(codes)
    named.index = column.index
    return named


def rare_as_other(responses: Responses, kept: NDArray[np.bool_], minimum: int) -> Responses:
    """Return the responses with every unlisted value that is held by too few counted as ``other``.

    Parameters
    ----------
    responses : Responses
        A survey; the values of variables with options are the options' codes and what else was written.
    kept : array (n,), bool
        The rows analysed, over which values are counted.
    minimum : int
        Respondents of whom a value that is none of the options may be named.

    Returns
    -------
    Responses
    """
    profile = responses.profile.copy()
    for variable in responses.instrument.profile:
        if not variable.options or variable.id not in profile:
            continue
        labels = group_labels(profile[variable.id])
        declared = {"", *(str(option.code) for option in variable.options)}
        counts = labels[kept].value_counts()
        rare = [name for name in set(labels) - declared if counts.get(name, 0) < minimum]
        if rare:
            column = profile[variable.id].astype(object)
            profile[variable.id] = column.where(~labels.isin(rare), other_code(variable))
    return replace(responses, profile=profile)


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
