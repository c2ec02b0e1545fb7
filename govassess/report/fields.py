"""One declaration a column: which field of a record it shows, how that is printed, and why it may not be there.

A table of the report is a list of records and a list of fields. Header, value, format, the address by which the value
is checked, and what stands where there is none follow from the declaration; nothing of it is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from govassess.report.formats import Kind
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import Numbers
from govassess.result.address import Steps, ident_of


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table of records.

    Attributes
    ----------
    name : str
        The field of the record, and the key of the column in frames and files.
    kind : str
        How its values are printed; of an interval ``ci``: its ends are ``<name>_low`` and ``<name>_high``.
    header : str
        The header, by its key below ``table.column``; without one it is ``name``.
    heading : str, optional
        The header itself, where it is no sentence of the catalogue's columns.
    decimals, thresholds, bound
        As of :class:`~govassess.report.table.Column`.
    of : str or tuple
        What it shows, where that is not the field ``name``; of words, what they stand for.
    part : str
        Which record, in a row of several.
    reasons : tuple of str
        Fields under which it is stored why a value is not there.
    missing : str
        Sentence that stands where there is no value.
    words : callable, optional
        Record -> what is printed in place of the value.
    cell : callable, optional
        Record -> the cell, where none of this says it.
    flag : callable, optional
        Record -> whether the value has a dagger.
    places : callable, optional
        Record -> decimals, where they differ from row to row.
    indent : callable, optional
        Of the first column: record -> the depth of its row.
    """

    name: str
    kind: Kind = "text"
    header: str = ""
    _: KW_ONLY
    heading: str | None = None
    decimals: int | None = None
    thresholds: tuple[float, ...] = ()
    bound: Kind | None = None
    of: Steps = ""
    part: str = ""
    reasons: tuple[str, ...] = ()
    missing: str = ""
    words: Callable[[Any], str | None] | None = None
    cell: Callable[[Any], Cell] | None = None
    flag: Callable[[Any], bool] | None = None
    places: Callable[[Any], int | None] | None = None
    indent: Callable[[Any], int] | None = None

    def column(self, view: Numbers) -> Column:
        """Return the column of a table."""
        header = self.heading
        if header is None:
            header = view.say(f"table.column.{self.header or self.name}", confidence=view.confidence())
        return Column(
            key=self.name,
            header=header,
            kind=self.kind,
            decimals=self.decimals,
            bound_kind=self.bound,
            thresholds=self.thresholds,
        )

    def cell_of(self, view: Numbers, row: Any, where: str) -> Cell:
        """Return the cell of a record, or of one record of a row of several; ``where`` is what reasons are about."""
        record = row[self.part] if self.part else row
        field = self.of or self.name
        if record is None or (self.missing and view.value(record, field) is None):
            return view.nothing(self.missing or "table.none")
        if self.cell is not None:
            return self.cell(record)
        flag = self.flag is not None and self.flag(record)
        if self.words is not None:
            return view.words(self.words(record), record, *([self.of] if self.of else []), flag=flag)
        decimals = None if self.places is None else self.places(record)
        if self.kind == "ci":
            return view.interval(record, str(self.of) or self.name.removesuffix("_ci"), decimals)
        return view.cell(record, field, reasons=self.reasons, where=where, decimals=decimals, flag=flag)


N = Field("n", "n")
N_USED = Field("n_used", "n", "n")
MEAN = Field("mean", "est")
SD = Field("sd", "est")
CONF = Field("conf", "ci", "ci")
STD_ERROR = Field("std_error", "se", "se_plain")
STATISTIC = Field("statistic", "est", "t")
BETA = Field("beta", "beta")
P_VALUE = Field("p_value", "p", "p")


def name_of(view: Numbers, header: str = "name", key: str = "id") -> Field:
    """Return the first column of a table of nodes: what each is called."""
    return Field(key, header=header, words=lambda record: view.name(record.id))


def records_table(
    view: Numbers,
    name: str,
    fields: Sequence[Field],
    records: Iterable[Any],
    *,
    notes: Notes,
    title: str | None = None,
    anchor: Callable[[Any], str] = lambda _: "",
    where: Callable[[Any], str] = lambda record: ident_of(record) or "",
) -> Table:
    """Return the table of some records, a row each, by the fields that it shows.

    Parameters
    ----------
    view : Numbers
        The result in a language.
    name : str
        The name of the table; without a ``title`` its title is the sentence ``table.title.<name>``.
    fields : sequence of Field
        The columns.
    records : iterable
        Records of the result; mappings of part to record for rows of several; rows that head others as they are.
    notes, title, anchor
        Those of the table and of its rows.
    where : callable
        Record -> the place that reasons name.

    Returns
    -------
    Table
    """

    def row(record: Any) -> Row:
        if isinstance(record, Row):
            return record
        about = where(record)
        return Row(
            cells=tuple(field.cell_of(view, record, about) for field in fields),
            anchor=anchor(record),
            indent=0 if fields[0].indent is None else fields[0].indent(record),
        )

    return Table(
        name=name,
        title=view.say(f"table.title.{name}") if title is None else title,
        columns=tuple(field.column(view) for field in fields),
        rows=tuple(map(row, records)),
        notes=notes,
        number_format=view.number_format,
    )


def head(text: str, source: str = "", marks: tuple[int, ...] = ()) -> Row:
    """Return a row that heads the rows below it."""
    return Row(cells=(Cell(value=text, source=source, marks=marks),), group=True)


def under_heads(records: Iterable[Any], by: Callable[[Any], Any], heading: Callable[[Any], Row]) -> Iterable[Any]:
    """Yield records in their order, and before the first of each run of one kind the row that heads it.

    Examples
    --------
    >>> rows = under_heads([1, 1, 2], lambda value: value, lambda kind: head(f"kind {kind}"))
    >>> [row.cells[0].value if isinstance(row, Row) else row for row in rows]
    ['kind 1', 1, 1, 'kind 2', 2]
    """
    above = None
    for record in records:
        if (kind := by(record)) != above:
            above = kind
            yield heading(kind)
        yield record


def present(fields: Iterable[Field], records: Sequence[Any]) -> tuple[Field, ...]:
    """Return the fields that some record holds a value of.

    Examples
    --------
    >>> from govassess.result.descriptive import ResponseRate
    >>> rate = ResponseRate(invited=10, analysed=5, rate=0.5, fpc=None)
    >>> [field.name for field in present((Field("rate", "pct"), Field("fpc", "est")), [rate])]
    ['rate']
    """
    return tuple(field for field in fields if any(_holds(field, record) for record in records))


def _holds(field: Field, record: Any) -> bool:
    record = record.get(field.part) if isinstance(record, Mapping) and field.part else record
    name = field.name.removesuffix("_ci") + "_low" if field.kind == "ci" else field.name
    return getattr(record, name, None) is not None
