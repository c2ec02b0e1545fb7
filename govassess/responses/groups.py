"""The groups that a profile variable makes, as they are counted, compared and named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from govassess.responses.profile import other_code

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from govassess.responses.model import Responses


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
