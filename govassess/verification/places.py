"""Where something stands on a page, in words of the page itself: section, table or chart, row, column, sentence."""

from __future__ import annotations

from collections.abc import Sequence

from govassess.result.address import in_full
from govassess.verification.findings import Place
from govassess.verification.page_tree import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SENTENCES = ("p", "li", "dd", "dt", "figcaption", "caption", "summary", "desc", "title", *HEADINGS)
LONGEST = 90
DASH = "–"
"""What stands where there is no number, in every language."""


def place_of(chain: Sequence[Element]) -> Place:
    """Return the place of what stands in the last of ``chain``, the elements from the root on.

    Examples
    --------
    >>> from govassess.verification.page_tree import tree_of
    >>> page = tree_of('<section><h2>Scores</h2><p>Index <b data-id="scores.A.index">61</b></p></section>')
    >>> section = page.children[0]
    >>> place_of([page, section, section.children[1], section.children[1].children[1]])
    Place(section='Scores', table='', row='', column='', text='Index 61', path='scores.A.index')
    """
    tags = [element.tag for element in chain]
    table = _last(chain, "table")
    caption = None if table is None else table.first("caption")
    figure = _last(chain, "figure")
    legend = None if figure is None else figure.first("figcaption")
    shown = caption or legend
    row = _last(chain, "tr")
    in_cell = row is not None and table is not None and {"td", "th"} & set(tags)
    sentence = next((element for element in reversed(chain) if element.tag in SENTENCES), chain[-1])
    return Place(
        section=cut(_section(chain)),
        table=cut(shown.text) if shown else "",
        row=cut(_head(row)) if row is not None and in_cell else "",
        column=cut(_column(table, row, chain)) if table is not None and row is not None and in_cell else "",
        text="" if in_cell else cut(sentence.text),
        path=source_of(chain),
    )


def source_of(chain: Sequence[Element]) -> str:
    """Return the path, or paths, of the value that the last of ``chain`` prints; "" where it says none.

    Outside tables ``data-id`` is the path. In a table ``data-of`` of the row and ``data-way`` of the column's head
    make it up, unless the cell says otherwise or shows by a dash that it prints nothing; the place of a row that
    begins with a dot is within that of its table. A row may have two: a path with two dots is within the second.
    """
    for element in reversed(chain):
        if "data-id" in element.attributes:
            return _within(element.attributes["data-id"], chain)
        if element.tag in ("td", "th"):
            silent = "colspan" in element.attributes or element.text == DASH
            return "" if silent else _within(_way(element, chain), chain)
    return ""


def cut(text: str) -> str:
    """Return a text as a message may hold it: controls shown as escapes, cut where it is long."""
    from govassess.files.cells import printable

    return printable(text, LONGEST)


def _within(paths: str, chain: Sequence[Element]) -> str:
    """Return paths in full: from the places of the row, which are within that of its table."""
    row, table = _last(chain, "tr"), _last(chain, "table")
    whole = "" if table is None else table.attributes.get("data-of", "")
    return in_full(paths, "" if row is None else in_full(row.attributes.get("data-of", ""), whole))


def _way(cell: Element, chain: Sequence[Element]) -> str:
    """Return the path that the column's head gives, if the row has a place of its own."""
    row, table = _last(chain, "tr"), _last(chain, "table")
    if row is None or table is None or not row.attributes.get("data-of"):
        return ""
    head = _heads(table)
    at = next((place for place, each in enumerate(row.children) if each is cell), len(head))
    return head[at].attributes.get("data-way", "") if at < len(head) else ""


def _heads(table: Element) -> list[Element]:
    head = table.first("thead")
    return [] if head is None else [found for found in head.elements() if found.tag == "th"]


def _column(table: Element, row: Element, chain: Sequence[Element]) -> str:
    heads = _heads(table)
    at = next((place for place, cell in enumerate(row.children) if any(cell is each for each in chain)), len(heads))
    return heads[at].text if at < len(heads) else ""


def _head(row: Element) -> str:
    return next((cell.text for cell in row.children if isinstance(cell, Element)), "")


def _section(chain: Sequence[Element]) -> str:
    for element in reversed(chain):
        if element.tag in ("section", "nav", "aside") and (heading := element.first(*HEADINGS)):
            return heading.text
        if element.tag in ("footer", "head"):
            return element.tag
    return ""


def _last(chain: Sequence[Element], tag: str) -> Element | None:
    return next((element for element in reversed(chain) if element.tag == tag), None)
