"""Codes as survey tools that are stricter than an instrument file write them."""

from __future__ import annotations

import re

LIMESURVEY_LONGEST = 20  # characters of a question or subquestion code


def limesurvey_code(code: str) -> str:
    """Return a code as LimeSurvey has it: letters and digits only, at most 20 of them.

    Examples
    --------
    >>> limesurvey_code("agency_type"), limesurvey_code("collaboration_attributes")
    ('agencytype', 'collaborationattribu')
    """
    return re.sub(r"[^A-Za-z0-9]", "", code)[:LIMESURVEY_LONGEST]
