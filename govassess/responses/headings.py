"""What a heading may mean: codes hidden in it, wordings after a path, a question with its row or option."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Literal

from govassess.responses.wording import heading_key, without_numbering

MOST_PLACES = 40  # of a sign in one heading that are tried; more is no heading but an attack
LONGEST_CODE = 200  # characters of a code with the names of its question and option
CodeStep = Literal["path", "subquestion", "code_in_text"]

_SUBQUESTION = re.compile(r"\s*([^\[\]]+?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)
_CODE_FIRST = re.compile(r"\s*[\[(]?([A-Za-z_][\w.\[\]]*)[\])]?\s*[.:)\]\-\u2013]+\s+\S", re.ASCII)
_CODE_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z_]\w*)\s*[)\]]", re.ASCII)
_CHOICE = re.compile(r"(.*\S)\s*\(choice=(.+)\)", re.DOTALL)
_AGAIN = re.compile(r"(.*\D)\.?\d{1,3}", re.DOTALL)
_SPECIFY = re.compile(r"[\s(,:;\-]{1,5}(?:please |mohon |harap )?(?:specify|describe|sebutkan|tuliskan|jelaskan)\b.*")
_SELECTED = " - selected choice"  # Qualtrics writes it where an option lets people write their own


def codes_in(heading: str) -> Iterator[tuple[CodeStep, str, str]]:
    """Yield the codes that may be hidden in a heading, most telling first: step, code, and the sign before it.

    Examples
    --------
    >>> [code for _, code, _ in codes_in("G01Q01[TR1]")]
    ['G01Q01[TR1]', 'G01Q01_TR1', 'TR1', 'TR1']
    """
    for at in range(max(len(heading) - LONGEST_CODE, 0), len(heading)):
        if heading[at] in "/-._":
            yield "path", heading[at + 1 :], heading[at]
    yield "path", heading.replace(".", "_"), "."
    if found := _SUBQUESTION.fullmatch(heading):
        yield "subquestion", f"{found[1]}_{found[2]}", "["
        yield "subquestion", found[2], "["
    if found := _CODE_FIRST.match(heading):
        yield "code_in_text", found[1], ""
        if inner := _SUBQUESTION.fullmatch(found[1]):
            yield "code_in_text", f"{inner[1]}_{inner[2]}", "["
            yield "code_in_text", inner[2], "["
    for code in _CODE_IN_BRACKETS.findall(heading):
        yield "code_in_text", code, "("


def wordings_in(heading: str) -> Iterator[str]:
    """Yield the comparable wordings that a whole heading, or what follows the groups of a path, may be.

    Examples
    --------
    >>> list(wordings_in("Trust/3. Partners meet."))
    ['trust/3. partners meet', '3. partners meet', 'partners meet']
    """
    for text in _unfolded(heading):
        for start in (0, *(at + 1 for at in _places("/", text))):
            yield from question_keys(text[start:])


def rows_in(heading: str, *, dashes: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Yield the pairs of question and row (or option) that a heading may hold, as they stand.

    Parameters
    ----------
    heading : str
        ``Question [Row]``, ``Question/Option``, ``Question (choice=Option)``.
    dashes : bool
        Whether ``Question - Row`` is one too; Qualtrics writes it in its second header row.

    Yields
    ------
    (str, str, bool)
        Question, row, and whether the row alone may be a question's wording.

    Examples
    --------
    >>> list(rows_in("Trust [Our agency [Dinas] shares]"))[0]
    ('Trust', 'Our agency [Dinas] shares', True)
    """
    for text in _unfolded(heading):
        plain = re.sub(r"\]\.\d{1,3}$", "]", text.strip())
        if plain.endswith("]"):
            for at in _places("[", plain):
                yield plain[:at].strip(), plain[at + 1 : -1].strip(), True
        if dashes:
            for found in islice(re.finditer(" [-\u2013] ", text), MOST_PLACES):
                yield text[: found.start()], text[found.end() :], True
        if found_choice := _CHOICE.fullmatch(text.strip()):
            yield found_choice[1], found_choice[2], False
        for at in _places("/", text):
            before = text[:at]
            for start in dict.fromkeys((before, before.rsplit("/", 1)[-1])):
                yield start, text[at + 1 :], False


def question_keys(question: str) -> tuple[str, ...]:
    """Return the comparable forms of a question: with and without its number."""
    key = heading_key(heading_key(question).removesuffix(_SELECTED))
    return tuple(dict.fromkeys((key, without_numbering(key))))


def row_keys(row: str) -> tuple[str, ...]:
    """Return the comparable forms of a row or option: also without its number, or without a request to say more.

    Examples
    --------
    >>> row_keys("Other (please specify)")
    ('other (please specify)', 'other')
    """
    key = heading_key(row)
    return tuple(dict.fromkeys((key, without_numbering(key), _SPECIFY.sub("", key))))


def met_before(heading: str, others: Collection[str]) -> str | None:
    """Return the heading without a number that a program added because it had met it before; None if it did not.

    Examples
    --------
    >>> met_before("Partners meet..1", {"Partners meet."}), met_before("RM12", {"RM1"})
    ('Partners meet.', None)
    """
    found = _AGAIN.fullmatch(heading)
    if found is None or " " not in found[1].strip():
        return None
    return next((text for text in (found[1], found[1].removesuffix(".")) if text in others), None)


def _places(mark: str, text: str) -> Iterator[int]:
    """Yield where a sign stands, as far as it makes sense to look."""
    return islice((at for at, sign in enumerate(text) if sign == mark), MOST_PLACES)


def _unfolded(heading: str) -> tuple[str, ...]:
    """Return a heading, and with spaces where a tool wrote underscores instead."""
    if "_" in heading and " " not in heading.strip():
        return heading, heading.replace("_", " ")
    return (heading,)
