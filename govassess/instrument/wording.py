"""Words made comparable, as people, tools and spreadsheets rewrite them, and codes as strict survey tools have them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)


@lru_cache(maxsize=20_000)
def normalised(text: str) -> str:
    r"""Return ``text`` for comparing: NFKC, one kind of quote and dash, case folded, spaces single, no dot at the end.

    Examples
    --------
    >>> normalised("  Sangat\u00a0Setuju. ")
    'sangat setuju'
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    return " ".join(plain.split()).rstrip(". ")


LIMESURVEY_LONGEST = 20  # characters of a question or subquestion code


def limesurvey_code(code: str) -> str:
    """Return a code as LimeSurvey has it: letters and digits only, at most 20 of them.

    Examples
    --------
    >>> limesurvey_code("agency_type"), limesurvey_code("collaboration_attributes")
    ('agencytype', 'collaborationattribu')
    """
    return re.sub(r"[^A-Za-z0-9]", "", code)[:LIMESURVEY_LONGEST]
