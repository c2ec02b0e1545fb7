"""What a heading tells of its question: the code in it, and which headings belong together.

For files that no instrument fits: here one code has to be settled on without a list of codes to compare with.
``responses/headings.py`` lists all codes that a heading may hide, for the instrument to say which is one of its own.
"""

from __future__ import annotations

import html
import re
import unicodedata

from govassess.instrument.wording import normalised
from govassess.responses.wording import heading_key

LONGEST_CODE = 64

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+", re.ASCII)
_BRACKETED = re.compile(r"(.*\S)\s*\[([^\[\]]*)\](\.\d+)?", re.DOTALL)
_PATH = re.compile(r"(\w[\w.\-]*(?:/\w[\w.\-]*)*)/(\S.*)", re.DOTALL)
_CODE_FIRST = re.compile(
    r"[\[(]?([A-Za-z_]\w*?\d\w*(?:\.\d\w*)?)[\])]?\s*[.:)\]\-\u2013]+\s+(\S.*)", re.ASCII | re.DOTALL
)
_CODE_AND_SPACE = re.compile(r"([A-Za-z]{1,4}\d+(?:\.\d+)*[a-z]?)\s+\S.*", re.ASCII | re.DOTALL)
_CODE_LAST = re.compile(r"(?P<before>.*\S)\s*[\[(](?P<code>[A-Za-z_]\w*?\d\w*)[\])]", re.ASCII | re.DOTALL)
_NUMBERED = re.compile(r"(.*?[^\W\d])[._\-]?\d+[A-Za-z]?|(.*[^\W_])[._\-]\d+[A-Za-z]?", re.ASCII)
_WORDS_NUMBERED = re.compile(  # Perceived value 1, Trust 2: they share, A.1. they share
    r"([^\W\d_][^\W\d_ .\-]*(?:[ .\-][^\W\d_][^\W\d_ .\-]*){0,4})[ .\-]{1,2}\d{1,3}[a-z]?(?:\s*[.:)\-\u2013]+\s+\S.*)?",
    re.DOTALL,
)
_SECTION = re.compile(r"([A-Za-z]{1,5}|\d{1,2})[.\-]\d{1,3}[a-z]?[.):]?\s+\S.*", re.ASCII | re.DOTALL)  # 1.2 they share
_SAYS_NOTHING = re.compile(
    r"(?:[a-z]|item|var|variable|col|column|kolom|soal|butir|pertanyaan|pernyataan|question|statement|nomor|no)?\W*"
)


def plain_text(heading: str) -> str:
    """Return a heading as a person would write it: HTML resolved, spaces single, nothing invisible.

    Examples
    --------
    >>> plain_text("<b>Partners</b> share&nbsp;data ")
    'Partners share data'
    """
    return tidied(re.sub(r"<[^<>]{1,200}>", " ", html.unescape(heading)))


def tidied(text: str) -> str:
    r"""Return a text with single spaces and without signs that cannot be seen, its letters as they are.

    Examples
    --------
    >>> tidied("  Sangat\u00a0setuju\u200b ")
    'Sangat setuju'
    """
    plain = (" " if unicodedata.category(sign) in {"Cc", "Zs", "Zl", "Zp"} else sign for sign in text)
    return " ".join("".join(sign for sign in plain if unicodedata.category(sign)[0] != "C").split())


def code_of(heading: str) -> str | None:
    """Return the code that a heading bears, as an identifier; None if it bears none.

    Examples
    --------
    >>> [code_of(text) for text in ("RM1a", "trust/RM1a", "G1[RM1a]", "RM1a. Partners share data", "X1.1")]
    ['RM1a', 'RM1a', 'RM1a', 'RM1a', 'X1_1']
    >>> code_of("X1.1 Partners share data"), code_of("How satisfied are you?"), code_of("1. How satisfied are you?")
    ('X1_1', None, None)
    """
    heading = heading.strip()
    if found := _PATH.fullmatch(heading):
        return code_of(found[2])
    if (found := _BRACKETED.fullmatch(heading)) and _IDENTIFIER.fullmatch(found[1]) and not found[3]:
        return _as_code(found[2])
    return _as_code(_marked(heading)[0] or heading)


def wording_of(heading: str) -> str:
    """Return what a heading asks without its code, path or the common question of a grid.

    Examples
    --------
    >>> wording_of("RM1a. Partners share data"), wording_of("How far do you agree? [Partners share data]")
    ('Partners share data', 'Partners share data')
    """
    heading = heading.strip()
    if found := _PATH.fullmatch(heading):
        return wording_of(found[2])
    if (found := _BRACKETED.fullmatch(heading)) and not _IDENTIFIER.fullmatch(found[1]) and not found[3]:
        return plain_text(found[2]) or plain_text(heading)
    return plain_text(_marked(heading)[1])


def _marked(heading: str) -> tuple[str | None, str]:
    """Return the code that stands before or behind a wording, and the wording."""
    if found := _CODE_FIRST.fullmatch(heading):
        return found[1], found[2]
    if found := _CODE_LAST.fullmatch(heading):
        return found["code"], found["before"]
    if found := _CODE_AND_SPACE.fullmatch(heading):
        return found[1], heading  # whole: without a sign between them the code is no code to a reader of columns
    return None, heading


def _as_code(text: str) -> str | None:
    code = text.replace(".", "_") if _DOTTED.fullmatch(text) else text
    return code if _IDENTIFIER.fullmatch(code) and len(code) <= LONGEST_CODE else None


def group_of(heading: str) -> str | None:
    """Return what a heading shares with its neighbours: group path, question of a grid, code without its number.

    Examples
    --------
    >>> [group_of(text) for text in ("trust/RM1a", "Q2[SQ1]", "How far? [Partners share]", "legitimacy_1_4", "RM1a")]
    ['trust', 'q2', 'how far?', 'legitimacy_1', 'rm']
    >>> group_of("Gender") is None
    True
    """
    shared = shared_part(heading)
    if shared is None:
        return None
    found = _BRACKETED.fullmatch(heading.strip())
    return normalised(shared) + (found[3] or "" if found else "")


def shared_part(heading: str) -> str | None:
    """Return what ``group_of`` compares, as the heading writes it.

    Examples
    --------
    >>> shared_part("Ease of procedure (RM1a)"), shared_part("How far? [Partners share].1")
    ('RM', 'How far?')
    >>> shared_part("Perceived value 1"), shared_part("2.1 Partners share"), shared_part("Trust 2: they share")
    ('Perceived value', '2', 'Trust')
    """
    heading = heading.strip()
    for pattern in (_PATH, _BRACKETED):
        if found := pattern.fullmatch(heading):
            return found[1]
    code = _marked(heading)[0] or heading
    numbered = None if " " in code else _NUMBERED.fullmatch(code)
    if numbered:
        return (numbered[1] or numbered[2]).rstrip("._-")
    found = _WORDS_NUMBERED.fullmatch(heading) or _SECTION.fullmatch(heading)
    return found[1] if found else None


def says_nothing(shared: str) -> bool:
    """Tell whether what headings share numbers them only: ``Q``, ``V``, ``item``.

    Examples
    --------
    >>> says_nothing("Q"), says_nothing("item_"), says_nothing("PV")
    (True, True, False)
    """
    return _SAYS_NOTHING.fullmatch(heading_key(shared).replace("_", " ").strip()) is not None
