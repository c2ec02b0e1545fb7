"""Words made comparable: answers, labels and headings as people, tools and spreadsheets rewrite them."""

from __future__ import annotations

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
