"""Who a respondent is, from one run to the next: the survey tool's id of the response, else the answers themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from govassess.responses.column import Column
from govassess.responses.groups import group_labels
from govassess.responses.tools import Tool, columns_of

if TYPE_CHECKING:
    from govassess.responses.model import Responses
    from govassess.responses.table import Table

NOT_ANSWERED = -32768


def response_ids(table: Table, tool: Tool, kept: Sequence[int]) -> Column | None:
    """Return the id of each kept record; None where the file has no column of ids that is filled throughout."""
    for position in columns_of(tool, table.headings, tool.ids):
        found = table.columns[position].taken(kept)
        if sum(found.filled().values()) == len(found):
            return found
    return None


def identities(responses: Responses) -> tuple[bytes, ...]:
    """Return what tells each respondent from the others, the same whenever the same answers are read.

    Parameters
    ----------
    responses : Responses
        n respondents.

    Returns
    -------
    tuple of bytes
        The id of the response where the survey tool gives one; else the answers to the items, as asked. Respondents
        who share that are numbered, in the order of their profiles: so that a profile variable which is read in one
        run and not in the other makes nobody somebody else.

    Notes
    -----
    Raw: they are hashed with a key before they leave the program (``govassess.disclosure.ledger``).
    """
    n = len(responses.items)
    if responses.ids is not None:
        own = [b"id:" + each.strip().encode() for each in responses.ids]
    else:
        own = list(answered(responses, list(map(str, responses.items))))
    profile = [group_labels(responses.profile[name]) for name in sorted(map(str, responses.profile))]
    described = list(zip(*profile, strict=True)) or [()] * n
    seen: Counter[bytes] = Counter()
    found = [b""] * n
    for row in sorted(range(n), key=lambda at: described[at]):
        found[row] = own[row] + b"#%d" % seen[own[row]]
        seen[own[row]] += 1
    return tuple(found)


def answered(responses: Responses, items: Sequence[str]) -> tuple[bytes, ...]:
    """Return what each respondent answered to some items, as asked.

    Raw, as ``identities`` are.
    """
    names = sorted(items)
    coded = np.nan_to_num(responses.items[names].to_numpy(float), nan=NOT_ANSWERED).astype("<i2")
    start = b"answers:" + ",".join(names).encode() + b":"
    return tuple(start + row.tobytes() for row in coded)
