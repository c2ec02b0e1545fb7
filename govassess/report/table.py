"""One table: raw values with their kinds and sources; every output draws it from here, in the look of APA 7."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from govassess.report.formats import Kind, Value, places_beside, printed
from govassess.result.address import around, place_of_all, shortened
from govassess.text.numbers import NumberFormat

DASH = "–"
"""What is printed where there is no number, in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``key`` is its name in frames and files, ``header`` what a reader sees."""

    key: str
    header: str
    kind: Kind
    decimals: int | None = None
    bound_kind: Kind | None = None  # of an interval: the kind of its two ends
    thresholds: tuple[float, ...] = ()  # of a mark, verdict or level: on which side its values lie must show


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value as stored.

    ``source`` is the dotted path of the value in the JSON of the result: names of fields, then ``id`` (or position)
    of an entry of a list; an interval has two paths, parted by a space. ``instead`` is printed where the value is
    ``None``: a short word or the reason. ``marks`` are numbers of warnings that concern it; ``flag`` prints a dagger,
    whose meaning (a convention) stands in the notes. ``decimals`` stands for those of the column. ``shown`` is read in
    place of a long text that stands in another table of the report; files of values hold the text itself.
    """

    value: Value = None
    source: str = ""
    instead: str = ""
    marks: tuple[int, ...] = ()
    strong: bool = False
    flag: bool = False
    decimals: int | None = None
    shown: str = ""

    @property
    def dashed(self) -> bool:
        """Whether it shows by a dash that it prints nothing."""
        return self.value is None and self.instead in ("", DASH) and not (self.marks or self.flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``anchor`` is its name for links, ``indent`` its depth, ``group`` a row that heads the rows below it."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    indent: int = 0
    group: bool = False

    @property
    def said_once(self) -> bool:
        """Whether it says one and the same word in every cell but the first: that is printed once, across them all."""
        first, *others = self.cells[1:] or (Cell(),)
        said = (cell.value is None and cell.instead == first.instead for cell in (first, *others))
        return bool(others) and bool(first.instead) and all(said)

    @property
    def of(self) -> str:
        """Return the place in the JSON within which the numbers of this row are named, ``""`` if nothing is saved.

        It is the one that makes their paths shortest; two, parted by a space, where its numbers are those of two
        entries.
        """
        paths = [path for cell in self.cells if cell.value is not None for path in cell.source.split()]
        return place_of_all(paths, ' data-of=""')


def decimals_of(cell: Cell, column: Column) -> int | None:
    """Return the decimals of a cell: its own, else those of its column, more where rounding would cross a threshold."""
    decimals = column.decimals if cell.decimals is None else cell.decimals
    if not column.thresholds or cell.value is None or isinstance(cell.value, str):
        return decimals
    return places_beside(cell.value, column.bound_kind or column.kind, column.thresholds, decimals)


Traced = tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str | None, ...]], ...]]
"""The place of the table; of each column its path; of each row its place and what its cells say themselves."""


def _said(source: str, of: str, way: str) -> str | None:
    """Return what a cell says of its source beside the place of its row and the path of its column."""
    if of and way:
        return None if source == way else source
    return source or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What stands below a table, in this order: the general note, the specific ones, the one on probabilities."""

    general: str | Markup = ""
    specific: tuple[str | Markup, ...] = ()
    probability: str | Markup = ""

    def __iter__(self) -> Iterator[str | Markup]:
        """Yield the notes that say something, in their order."""
        return (note for note in (self.general, *self.specific, self.probability) if note)


ENGLISH = NumberFormat("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in one language: number, title, columns, rows and notes; the first column is the stub.

    Attributes
    ----------
    name : str
        What ``result.table(name)`` calls it.
    number : int
        Its number in the report; 0 before the report has numbered it.
    title : str
        The title, in the language of ``number_format``.
    columns, rows, notes
        What it holds; values are as stored, formats are the columns'.
    number_format : NumberFormat
        The language of title, headers and texts, and how numbers are written.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: Notes = field(default_factory=Notes)
    number_format: NumberFormat = ENGLISH
    number: int = 0

    @property
    def lang(self) -> str:
        """The language of title, headers and texts."""
        return self.number_format.lang

    def traced(self) -> Traced:
        """Return how the page says where each number stands in the JSON, so that no path is written twice.

        Returns
        -------
        Traced
            The place in which most places of rows are (``""``: none; those within begin with a dot); of each column
            the path that leads on from the place of a row (``""`` where they differ); of each row its place (``""``:
            none) and what each cell has to say beside the two: nothing, its own path, or ``""`` where it prints no
            number and does not show that by a dash.
        """
        places = [row.of for row in self.rows]
        sources = [
            [shortened(cell.source, of) if cell.value is not None else "" for cell in row.cells]
            for row, of in zip(self.rows, places, strict=True)
        ]
        found: list[Counter[str]] = [Counter() for _ in self.columns]
        for own in sources:
            for source, counted in zip(own, found, strict=False):
                counted.update([source] if source.startswith(".") else ())
        ways = tuple(counted.most_common(1)[0][0] if counted else "" for counted in found)
        whole = around(places)
        return (
            whole,
            ways,
            tuple(
                (
                    shortened(of, whole),
                    tuple(
                        None if cell.dashed else _said(source, of, way)
                        for cell, source, way in zip(row.cells, own, ways, strict=False)
                    ),
                )
                for row, of, own in zip(self.rows, places, sources, strict=True)
            ),
        )

    def worded(self) -> tuple[int, ...]:
        """Return the columns of words but the stub, counted from 1: the style sheet sets their cells to the left."""
        return tuple(at for at, column in enumerate(self.columns, start=1) if column.kind == "text" and at > 1)

    def text(self, cell: Cell, column: Column) -> str:
        """Return what is printed in one cell."""
        if cell.shown:
            return cell.shown
        if cell.value is None and cell.instead:
            return cell.instead
        kind = (column.bound_kind or "est") if isinstance(cell.value, tuple) else column.kind
        return printed(cell.value, kind, self.number_format, decimals_of(cell, column))

    def records(self) -> list[dict[str, str | int | float | None]]:
        """Return one dict a row, keyed by column, values as stored; an interval gives ``_low`` and ``_high``.

        Returns
        -------
        list of dict
            Rows that only head others are left out.
        """
        found = []
        for row in self.rows:
            if row.group:
                continue
            record: dict[str, str | int | float | None] = {}
            for column, cell in zip(self.columns, row.cells, strict=True):
                if column.kind == "ci":
                    low, high = cell.value if isinstance(cell.value, tuple) else (None, None)
                    record |= {f"{column.key}_low": low, f"{column.key}_high": high}
                elif not isinstance(cell.value, tuple):
                    record[column.key] = cell.value
            found.append(record)
        return found

    def to_frame(self) -> Any:
        """Return the values as stored, one row a row, columns by key.

        Returns
        -------
        DataFrame
        """
        from govassess.assessment.frames import table_frame

        records = self.records()
        keys = list(dict.fromkeys(key for record in records for key in record))
        return table_frame(keys, [[record.get(key) for key in keys] for record in records])

    def to_html(self) -> str:
        """Return the table as an HTML fragment without styles.

        Returns
        -------
        str
        """
        from govassess.report.page import render

        return render("table.html.j2", self.lang, table=self)

    def to_csv(self) -> str:
        """Return the values as stored as the text of a CSV file, one row a row, columns by key."""
        from govassess.report.csv_tables import csv

        return csv(self)

    def to_markdown(self) -> str:
        """Return the table as Markdown, captioned, with its notes."""
        from govassess.report.markdown import markdown

        return markdown(self)

    def to_latex(self) -> str:
        """Return the table as LaTeX (array, booktabs, longtable), captioned, with its notes."""
        from govassess.report.latex import latex

        return latex(self)

    def _repr_markdown_(self) -> str:
        """Return the table as a notebook without HTML shows it."""
        return self.to_markdown()

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it."""
        from govassess.report.page import scoped

        return scoped(self.to_html(), self.lang)
