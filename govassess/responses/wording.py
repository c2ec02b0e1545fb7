"""Texts made comparable: headings and answer words as people, tools and spreadsheets rewrite them."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from govassess.instrument.wording import normalised

_LEADING = re.compile(r"\(?([+-]?\d+)\)?\s*[-\u2010-\u2015.:)=]\s*(\S.*)", re.ASCII | re.DOTALL)
_LEADING_PARENTHESES = re.compile(r"[(\[]([+-]?\d+)[)\]]\s*(\S.*)", re.ASCII | re.DOTALL)
_TRAILING = re.compile(r"(.*\S)\s*[(\[=]\s*([+-]?\d+)\s*[)\]]?", re.ASCII | re.DOTALL)
_ALONE = re.compile(r"[(\[]\s*([+-]?\d+)\s*[)\]]", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NUMBERING = re.compile(r"(?:[a-z]{0,2}\d{1,3}[a-z]?|[a-z])[.)]\s+(?=\S)")


@lru_cache(maxsize=20_000)
def heading_key(text: str) -> str:
    """Return a heading for comparing with a question's wording: HTML resolved, required marks and end signs removed.

    Characters that cannot be seen make no difference.

    Examples
    --------
    >>> heading_key("What&#39;s your role?  *")
    "what's your role"
    """
    plain = re.sub(r"<[^<>]{1,200}>", " ", html.unescape(text))
    plain = _UNSEEN.sub("", _CONTROL.sub(" ", plain))
    return normalised(plain).rstrip(" .:?*").strip()


def without_numbering(key: str) -> str:
    """Return a comparable heading without a leading ``12.``, ``a)``, ``q3.`` or ``q3a.``.

    Examples
    --------
    >>> without_numbering("12. partners share data")
    'partners share data'
    """
    return _NUMBERING.sub("", key, count=1) if _NUMBERING.match(key) else key


def split_number(text: str) -> tuple[int, str] | None:
    """Return the number and the words of ``4 - Agree``, ``(4) Agree``, ``Agree (4)`` or ``(4)``; None if there is none.

    Examples
    --------
    >>> split_number("4 - Agree"), split_number("Agree (4)"), split_number("(5)"), split_number("Agree")
    ((4, 'Agree'), (4, 'Agree'), (5, ''), None)
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _ALONE.fullmatch(text):
        return _small(found[1], "")
    for pattern in (_LEADING, _LEADING_PARENTHESES):
        if found := pattern.fullmatch(text):
            return _small(found[1], found[2])
    if found := _TRAILING.fullmatch(text):
        return _small(found[2], found[1])
    return None


def _small(digits: str, words: str) -> tuple[int, str] | None:
    """Return the pair unless the number is too long to be a code."""
    return (int(digits), words) if len(digits) <= 9 else None
