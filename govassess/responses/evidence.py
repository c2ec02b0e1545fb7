"""Which survey tool wrote a file: told by its headings, and by what else stands above the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govassess.responses.tools import TOOLS, Tool
from govassess.responses.wording import heading_key

SHOWN = 6  # headings given as evidence
_QUALTRICS_ID = re.compile(r"QID\d+\w*", re.ASCII)
_LIMESURVEY_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*\[[A-Za-z0-9_]+\](?:\[[12]\])?(?:\. .*)?", re.ASCII | re.DOTALL)
_DICTIONARY = frozenset({"variable / field name", "field type", "field label"})
SINGLE_ANSWER = frozenset({"response", "open-ended response", "respons", "tanggapan"})  # under a SurveyMonkey question


def recognise_tool(headings: Sequence[str], labels: Iterable[Sequence[str]] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the survey tool that wrote a file, and what in its header says so.

    Parameters
    ----------
    headings : sequence of str
        The row that names the columns.
    labels : iterable of sequences of str
        Further header rows.

    Returns
    -------
    (str, tuple of str)
        Name of the tool (``generic``: none) and the headings, or cells below them, that gave it away.

    Examples
    --------
    >>> recognise_tool(["Timestamp", "RM1a"])
    ('google_forms', ('Timestamp',))
    >>> recognise_tool(["record_id", "rm1a", "survey_complete"])
    ('redcap', ('record_id', 'survey_complete'))
    >>> recognise_tool(["RM1a", "RM1b"])
    ('generic', ())
    """
    best, proof = "generic", tuple[str, ...]()
    keys = [heading_key(heading).replace(" ", "_") for heading in headings]
    for name, tool in TOOLS.items():
        found = _proof(tool, headings, keys)
        if len(found) > len(proof):
            best, proof = name, found
    below = [cell for row in labels for cell in row]
    coded = tuple(cell for cell in below if _QUALTRICS_ID.fullmatch(cell))
    if coded:
        best, proof = "qualtrics", (*(proof if best == "qualtrics" else ()), *coded)
    if best == "generic":
        answers = tuple(cell for cell in below if heading_key(cell) in SINGLE_ANSWER)
        codes = tuple(heading for heading in headings if _LIMESURVEY_CODE.fullmatch(heading.strip()))
        if answers:
            best, proof = "surveymonkey", answers[:1]
        elif len(codes) >= 3:
            best, proof = "limesurvey", codes[:3]
    return best, proof[:SHOWN]


def _proof(tool: Tool, headings: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    """Return the headings that give one tool away, nothing if they are too few."""
    marks = {mark.replace(" ", "_") for mark in tool.marks}
    alone = {mark.replace(" ", "_") for mark in tool.alone}
    found = [heading for heading, key in zip(headings, keys, strict=True) if key in marks | alone]
    single = [heading for heading, key in zip(headings, keys, strict=True) if key in alone]
    for hint in tool.hints:
        found += [heading for heading in headings if re.fullmatch(hint, heading.strip(), re.DOTALL)][:1]
    return tuple(found if len(found) >= 2 else single)


def is_data_dictionary(headings: Sequence[str]) -> bool:
    """Tell whether a file lists the questions of a REDCap project instead of answers to them.

    Examples
    --------
    >>> is_data_dictionary(["Variable / Field Name", "Form Name", "Field Type", "Field Label"])
    True
    """
    return _DICTIONARY.issubset(map(heading_key, headings))
