"""What a page prints against the same page drawn anew from the data it carries, text by text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from govassess.files.carried import IDENT
from govassess.verification.findings import Finding, Kind, Tally
from govassess.verification.page_tree import UNSEEN, Element
from govassess.verification.places import cut, place_of

NUMBER = re.compile(r"[−-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)")
SPOKEN = ("aria-label", "title", "alt")
"""Attributes that a reader hears or sees."""

MOST_ALIGNED = 500
"""Children of one element that are aligned where some were added or removed; of more the first ones are compared."""


def compare(printed: Element, expected: Element) -> Iterator[Finding]:
    """Yield every difference of a page from the one expected, in the order of the page.

    Parameters
    ----------
    printed, expected : Element
        Two pages, or the same element of both.

    Yields
    ------
    Finding
        Texts with the numbers that differ, elements that were added or removed, attributes (of drawings: what is
        drawn). White space is of no account, and so is the block of data, which has checks of its own.
    """
    yield from _children(printed, expected, [expected])


def numbers_of(page: Element) -> int:
    """Return how many numbers a page prints, in texts and in what is read aloud."""
    return sum(_numbers_in(element, deep=False) for element in page.elements())


def tally(found: Sequence[Finding], page: Element) -> Tally:
    """Return how many numbers of a page were compared, and how many of them do not hold."""
    return Tally(checked=numbers_of(page), differing=sum(one.numbers for one in found))


def _children(printed: Element, expected: Element, chain: list[Element]) -> Iterator[Finding]:
    here, there = printed.children, expected.children
    if [_kind(child) for child in here] == [_kind(child) for child in there]:
        for one, other in zip(here, there, strict=True):
            yield from _pair(one, other, chain)
        return
    for first, last, start, end in _stretches(here, there):
        for one, other in zip(here[first:last], there[start:end], strict=False):
            if _kind(one) == _kind(other):
                yield from _pair(one, other, chain)
            else:
                yield _lone("added", one, chain)
                yield _lone("removed", other, chain)
        both = min(last - first, end - start)
        for one in here[first + both : last]:
            yield _lone("added", one, chain)
        for other in there[start + both : end]:
            yield _lone("removed", other, chain)


def _stretches(here: list[Element | str], there: list[Element | str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches into which two lists of children are aligned, those alike too: attributes may differ."""
    if max(len(here), len(there)) > MOST_ALIGNED:
        yield 0, len(here), 0, len(there)
        return
    matcher = SequenceMatcher(None, list(map(_signature, here)), list(map(_signature, there)), autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        yield first, last, start, end


def _pair(one: Element | str, other: Element | str, chain: list[Element]) -> Iterator[Finding]:
    if isinstance(one, str) or isinstance(other, str):
        if one != other:
            yield _text(str(one), str(other), chain)
        return
    if other.attributes.get("id") == IDENT:
        return
    inner = [*chain, other]
    if one.attributes != other.attributes:
        yield from _attributes(one, other, inner)
    if other.tag in ("style", "script"):
        if one.text != other.text:
            yield Finding(check="page", kind="attribute", place=place_of(inner), printed=f"<{other.tag}>")
        return
    yield from _children(one, other, inner)


def _text(one: str, other: str, chain: list[Element]) -> Finding:
    numbers = _differing(one, other)
    printed, expected = _around(one, other)
    kind: Kind = "number" if numbers else "text"
    return Finding(check="page", kind=kind, place=place_of(chain), printed=printed, expected=expected, numbers=numbers)


def _attributes(one: Element, other: Element, chain: list[Element]) -> Iterator[Finding]:
    for name in dict.fromkeys((*other.attributes, *one.attributes)):
        printed, expected = one.attributes.get(name, ""), other.attributes.get(name, "")
        if (name in one.attributes) != (name in other.attributes) or printed != expected:
            numbers = _differing(printed, expected) if name in SPOKEN else 0
            told = [cut(f'{name}="{value}"') for value in _around(printed, expected)]
            yield Finding(
                check="page",
                kind="number" if numbers else "attribute",
                place=place_of(chain),
                printed=told[0],
                expected=told[1],
                numbers=numbers,
            )


def _lone(kind: Kind, child: Element | str, chain: list[Element]) -> Finding:
    """Return the finding of an element or text that only one of the pages has."""
    text = child if isinstance(child, str) else child.attributes["text"] if child.tag == UNSEEN else _opening(child)
    numbers = len(NUMBER.findall(child)) if isinstance(child, str) else _numbers_in(child, deep=True)
    place = place_of(chain if isinstance(child, str) else [*chain, child])
    told = {"printed": cut(text)} if kind == "added" else {"expected": cut(text)}
    return Finding(check="page", kind=kind, place=place, numbers=numbers, **told)


def _opening(child: Element) -> str:
    return f"<{child.tag}> {child.text}"


def _differing(one: str, other: str) -> int:
    """Return how many numbers of a text are not those expected."""
    here, there = NUMBER.findall(one), NUMBER.findall(other)
    if len(here) == len(there):
        return sum(a != b for a, b in zip(here, there, strict=True))
    return max(len(here), len(there)) - (Counter(here) & Counter(there)).total()


def _around(one: str, other: str) -> tuple[str, str]:
    """Return both texts from the word on in which they begin to differ."""
    if max(len(one), len(other)) <= 60:
        return cut(one), cut(other)
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, one.rfind(" ", 0, max(at - 20, 0)) + 1)
    lead = "…" if start else ""
    return cut(lead + one[start : start + 80]), cut(lead + other[start : start + 80])


def _numbers_in(element: Element, *, deep: bool) -> int:
    if element.tag in ("style", "script"):
        return 0
    if deep:
        return sum(_numbers_in(each, deep=False) for each in element.elements())
    texts = [child for child in element.children if isinstance(child, str)]
    texts += [element.attributes[name] for name in SPOKEN if name in element.attributes]
    return sum(len(NUMBER.findall(text)) for text in texts)


def _kind(child: Element | str) -> str:
    return "" if isinstance(child, str) else child.tag


def _signature(child: Element | str) -> tuple[str, str]:
    if isinstance(child, str):
        return "", child
    return child.tag, f"{child.attributes.get('id', '')} {child.attributes.get('text', '')} {child.text}"
