"""Which columns of a file may hold answers, and what their headings say of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from govassess.responses.drafts.contents import numbered_labels
from govassess.responses.drafts.headings import group_of, plain_text, says_nothing, shared_part
from govassess.responses.drafts.no_items import Against, against, answered_on_a_scale
from govassess.responses.personal import any_personal, shown
from govassess.responses.survey import Survey
from govassess.responses.table import Table
from govassess.responses.tools import TOOLS, is_own
from govassess.responses.wording import heading_key

SEARCHED_CONTENTS = 2_000  # distinct ones; a column of identifiers shows itself much earlier

_TIMING = re.compile(r".*[_ ](?:first click|last click|page submit|click count)|.* - (?:parent )?topics", re.IGNORECASE)
_EXPRESSION = re.compile(r"\{.*\}", re.DOTALL)  # a value the survey tool computed
_BEGINNING = re.compile(r"([^:]{2,60}?)(?::| [-\u2013])\s+\S.*", re.DOTALL)  # Trust: they share; Trust - they share
_NO_TEXT = re.compile(r"\{.*\}|response|open-ended response", re.IGNORECASE | re.DOTALL)


def left_out(survey: Survey, position: int) -> bool:
    """Tell whether a column holds no answers: the survey tool's own, of personal contents, or about page views."""
    table, tool = survey.table, TOOLS[survey.tool]
    heading = table.headings[position]
    if is_own(tool, heading) or heading in survey.metadata:
        return True
    if _TIMING.fullmatch(heading) or _EXPRESSION.fullmatch(heading):
        return True
    return any_personal(list(table.columns[position].filled())[:SEARCHED_CONTENTS])


def no_items(survey: Survey, positions: Iterable[int]) -> dict[int, Against]:
    """Return the columns whose headings or labels speak against a question of a block, with what they are.

    A heading that looks personal says nothing of a column that was answered on a scale all the same. What an
    instrument knows as part of the profile is about the respondent.
    """
    table = survey.table
    known: dict[int, str] = {}
    for one in survey.candidates:
        matches = one.matching.of_kind("profile", "consent", "choice", "option")
        known |= {match.position: match.target.kind for match in matches}
    found: dict[int, Against] = {}
    for at in positions:
        why = against(table, at, labels=numbered_labels(table, at))
        if why is None:
            why = "respondent" if at in known else "personal" if table.headings[at] in survey.personal else None
        fixed = known.get(at, "profile") != "profile"
        if why is not None and (fixed or not answered_on_a_scale(table, at)):
            found[at] = why
    return found


def groups_of(table: Table) -> list[str | None]:
    """Return what the heading of each column shares with others, made comparable; see ``shared_parts``."""
    questions = filled_right(table)
    found: list[str | None] = []
    for question, shared in zip(questions, shared_parts(table), strict=True):
        own = shared is not None and shared == shared_part(question)
        found.append(group_of(question) if own else shared and heading_key(shared))
    return found


def shared_parts(table: Table) -> list[str | None]:
    """Return what the heading of each column shares with others, as it stands there.

    That is the wording of a common question, a path or a code without its number (also that of a worded label, where
    the headings are only numbered), or the words before ``: `` or `` - `` that other headings begin with too.
    """
    questions = filled_right(table)
    common = {question for question, heading in zip(questions, table.headings, strict=True) if question != heading}
    begun = [_beginning(question) for question in questions]
    times = Counter(heading_key(text) for text in begun if text)
    found: list[str | None] = []
    for at, question in enumerate(questions):
        own = question if question in common else shared_part(question)
        if own is None or says_nothing(own):
            below = (shared_part(row[at]) for row in table.labels if " " in row[at].strip())
            own = next((part for part in below if part and not says_nothing(part)), own)
        start = begun[at]
        found.append(start if own is None and start and times[heading_key(start)] > 1 else own)
    return found


def _beginning(heading: str) -> str | None:
    """Return the words of a heading before a colon or a dash."""
    found = _BEGINNING.fullmatch(heading.strip())
    return found[1] if found else None


def filled_right(table: Table) -> list[str]:
    """Return the headings, an empty one below which a label stands being the one on its left."""
    found: list[str] = []
    for at, heading in enumerate(table.headings):
        labelled = any(row[at] for row in table.labels)
        found.append(found[-1] if found and not heading and labelled else heading)
    return found


def text_of(table: Table, position: int) -> str:
    """Return the label of a column where there is one, else its heading; nothing if it looks personal."""
    labels = [plain_text(row[position]) for row in table.labels]
    told = [label for label in labels if label and not _NO_TEXT.fullmatch(label)]
    text = told[0] if told else plain_text(table.headings[position])
    return "" if shown(text) == "***" else text
