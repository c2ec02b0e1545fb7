"""The page of methods: what every number is, by which formula, after whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from govassess.report.definitions import GROUPS, Definition, definition
from govassess.report.page import whole_page
from govassess.text.catalogue import say

FILE = "govassess-methods.html"
"""What reports call the page: it lies beside them."""

CODE = re.compile(r"``(.+?)``")
TITLE = re.compile(r"(?<![\w*])\*(?!\s)([^*]+?)(?<!\s)\*(?![\w*])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One function on the page: its name in the language of the page, and what its docstring says."""

    anchor: str
    title: str
    name: str
    summary: Markup
    notes: tuple[Markup, ...]
    inputs: tuple[tuple[Markup, Markup], ...]
    results: tuple[tuple[Markup, Markup], ...]
    references: tuple[Markup, ...]


def methods_page(lang: str) -> str:
    """Return the page that defines every number.

    Parameters
    ----------
    lang : str
        ``en`` or ``id``: of names and headings. Formulas and definitions are those of the docstrings, in English.

    Returns
    -------
    str
        One HTML file without scripts that fetches nothing.
    """
    from govassess.version import VERSION

    parts = [
        (group, say(f"methods.part.{group}", lang), [_entry(definition(place), lang) for place in places])
        for group, places in GROUPS.items()
    ]
    return whole_page("methods.html.j2", lang, parts=parts, version=VERSION)


def _entry(found: Definition, lang: str) -> Entry:
    said = {title: tuple(_markup(text) for text in texts) for title, texts in found.parts.items()}
    return Entry(
        anchor=found.name.replace("_", "-"),
        title=say(f"methods.{found.name}", lang),
        name=f"{found.module}.{found.name}",
        summary=_markup(found.summary),
        notes=(*said.get("", ()), *said.get("Notes", ())),
        inputs=tuple(map(_term, found.parts.get("Parameters", ()))),
        results=tuple(map(_term, found.parts.get("Returns", ()))),
        references=said.get("References", ()),
    )


def _term(entry: str) -> tuple[Markup, Markup]:
    """Return name and kind, and what is said of it."""
    head, _, rest = entry.partition("\n")
    return _markup(head), _markup(rest)


def _markup(text: str) -> Markup:
    """Return running text of a docstring: its lines joined, double backticks as code, single stars as italics."""
    coded = CODE.sub(r"<code>\1</code>", str(escape(" ".join(text.split()))))
    return Markup(TITLE.sub(r"<i>\1</i>", coded))  # noqa: S704 - escaped first
