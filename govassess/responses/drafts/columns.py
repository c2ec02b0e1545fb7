"""Which columns of a file may hold answers, and what their headings say of them."""

from __future__ import annotations

import re

from govassess.responses.drafts.headings import group_of, plain_text
from govassess.responses.drafts.profile import about_the_respondent
from govassess.responses.personal import any_personal, personal_heading, shown
from govassess.responses.survey import Survey
from govassess.responses.table import Table
from govassess.responses.tools import TOOLS, is_own
from govassess.responses.wording import heading_key

SEARCHED_CONTENTS = 2_000  # distinct ones; a column of identifiers shows itself much earlier

_TIMING = re.compile(r".*[_ ](?:first click|last click|page submit|click count)|.* - (?:parent )?topics", re.IGNORECASE)
_EXPRESSION = re.compile(r"\{.*\}", re.DOTALL)  # a value the survey tool computed
_NAME = re.compile(r"\b(?:nama|names?|siapa)\b")
_OF_A_BODY = re.compile(
    r"\b(?:instansi|organisasi|unit|lembaga|perusahaan|dinas|opd|kantor|kota|kabupaten|kecamatan|desa|layanan"
    r"|agency|organi[sz]ation|company|institution|office|city|district|service|department)\b"
)
_NO_TEXT = re.compile(r"\{.*\}|response|open-ended response", re.IGNORECASE | re.DOTALL)


def left_out(survey: Survey, position: int) -> bool:
    """Tell whether a column is the survey tool's own, personal, or about how a page was looked at."""
    table, tool = survey.table, TOOLS[survey.tool]
    heading = table.headings[position]
    if is_own(tool, heading) or heading in survey.metadata or heading in survey.personal:
        return True
    if _TIMING.fullmatch(heading) or _EXPRESSION.fullmatch(heading):
        return True
    if personal_heading(heading) or _names_people(heading):
        return True
    return any_personal(list(table.columns[position].filled())[:SEARCHED_CONTENTS])


def _names_people(heading: str) -> bool:
    """Tell whether a column asks for names of people: of a superior, of colleagues."""
    key = heading_key(heading)
    return _NAME.search(key) is not None and _OF_A_BODY.search(key) is None


def respondents_own(survey: Survey) -> set[int]:
    """Return the columns about who answers: any instrument knows them as such, or their headings say so."""
    kinds = ("profile", "consent", "choice", "option")
    known = {match.position for one in survey.candidates for match in one.matching.of_kind(*kinds)}
    return known | {at for at, heading in enumerate(survey.table.headings) if about_the_respondent(heading)}


def groups_of(table: Table) -> list[str | None]:
    """Return what the heading of each column shares with others; below a common question, its wording."""
    questions = filled_right(table)
    common = {question for question, heading in zip(questions, table.headings, strict=True) if question != heading}
    return [heading_key(question) if question in common else group_of(question) for question in questions]


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
