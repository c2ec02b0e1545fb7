"""Parquet files, read by DuckDB column by column: no limit of rows, nothing fetched from anywhere."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.responses.formats.cell_texts import number_text
from govassess.responses.formats.content import Content
from govassess.responses.table import Column, Encoder, Table, check_fields, refusal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    IntArray = NDArray[np.int32]

MAGIC = b"PAR1"
ENCRYPTED_MAGIC = b"PARE"
FEW = 10_000  # distinct contents up to which DuckDB numbers them itself; beyond, that takes longer than reading them
CHUNK = 50_000  # cells held as texts at a time
BLOCK = 1 << 20
_PLAIN = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR", "UUID", "DATE", "TIME", "TIME WITH TIME ZONE", "TIMESTAMP", "TIMESTAMP_S",
    "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "INTERVAL",
}  # fmt: skip
_DECIMAL = re.compile(r"DECIMAL\(\d+,\d+\)")
_GLOB = frozenset("*?[")
_SINCE = (1, 2)  # the first version that can be confined to one file


def read_parquet(content: Content, *, limits: Limits) -> Table:
    """Read a Parquet file as a table of texts.

    Parameters
    ----------
    content : Content
        The file, of any size.
    limits : Limits
        Columns and fields; rows are not limited.

    Returns
    -------
    Table
        Without a header row; rows are numbered from 1. NULL and NaN are empty cells, dates are written as ISO 8601,
        times with a zone in UTC.

    Raises
    ------
    DataError
        E109 a limit is passed; E110 damaged, or DuckDB is not installed; E205 columns that hold no single values.
    """
    try:
        import duckdb

        version = tuple(map(int, duckdb.__version__.split(".")[:2]))
    except ImportError:
        version = (0, 0)
    if version < _SINCE:
        raise refusal("E110", "no_duckdb", content.file)
    try:
        with content.on_disk() as path, _opened(path) as engine:
            table = _table(engine, content, limits)
    except (duckdb.Error, UnicodeError):
        raise refusal("E110", "damaged_data_file", content.file) from None
    check_fields(table, limits)
    return table


@contextmanager
def _opened(path: Path) -> Iterator[DuckDBPyConnection]:
    """Give a database in memory that sees this file as ``survey``, and no other file, extension or network."""
    import duckdb

    with _literally(path.absolute()) as name, duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False, "autoload_known_extensions": False, "temp_directory": "",
            "memory_limit": "4GB",
        },
    ) as engine:  # fmt: skip
        engine.execute(f"SET allowed_paths = [{_text(name)}]")
        engine.execute("SET enable_external_access = false")
        engine.execute("SET lock_configuration = true")
        source = f"read_parquet({_text(name)}, hive_partitioning = false, binary_as_string = true)"
        engine.execute(f"CREATE VIEW survey AS SELECT * FROM {source}")  # noqa: S608 - quoted just above
        yield engine


@contextmanager
def _literally(path: Path) -> Iterator[str]:
    """Give a name of the file that means no other one: DuckDB takes ``*``, ``?`` and ``[`` for patterns."""
    name = str(path)
    if not _GLOB.intersection(name) and name.isprintable():
        yield name
        return
    with tempfile.TemporaryDirectory(prefix="govassess-") as folder:
        link = Path(folder) / "survey"
        link.symlink_to(path)
        yield str(link)


def _text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _name(column: str) -> str:
    """Return the name of a column as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def _table(engine: DuckDBPyConnection, content: Content, limits: Limits) -> Table:
    described = [(str(name), str(kind)) for name, kind, *_ in engine.execute("DESCRIBE survey").fetchall()]
    if len(described) > limits.columns:
        raise refusal("E109", "too_many_columns", content.file, found=len(described), limit=limits.columns)
    nested = [(name, kind) for name, kind in described if kind not in _PLAIN and not _DECIMAL.fullmatch(kind)]
    if nested:
        raise DataError([_refused(content.file, name, kind) for name, kind in nested])
    counts = ", ".join(f"approx_count_distinct({_name(name)})" for name, _ in described)
    rows, *distinct = engine.execute(f"SELECT count(*), {counts} FROM survey").fetchall()[0]  # noqa: S608 - quoted
    columns = []
    for at, (name, kind) in enumerate(described):
        cells = f"({_name(name)} AT TIME ZONE 'UTC')" if kind == "TIMESTAMP WITH TIME ZONE" else _name(name)
        read = _few if distinct[at] <= FEW else _many
        columns.append(read(engine, f"{cells}::VARCHAR", _text_of(kind), at))
    return Table(
        file=content.file, sha256=_sha256(content), format="parquet", header_row=0, header_rows=0,
        headings=tuple(name.strip() for name, _ in described), columns=tuple(columns), numbers=range(1, rows + 1),
    )  # fmt: skip


def _refused(file: str, column: str, kind: str) -> Problem:
    values = {"kind": printable(kind)}
    return Problem(code="E205", reason="nested_column", file=file, column=printable(column), values=values)


def _sha256(content: Content) -> str:
    digest = hashlib.sha256()
    with content.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _text_of(kind: str) -> Callable[[str], str]:
    """Return how DuckDB's text of a value of a type becomes the cell's."""
    if kind in {"FLOAT", "DOUBLE"}:
        return lambda text: number_text(float(text))
    if kind.startswith("DECIMAL"):
        return lambda text: text.rstrip("0").rstrip(".") if "." in text else text
    return str.upper if kind == "BOOLEAN" else str


def _few(engine: DuckDBPyConnection, cells: str, text: Callable[[str], str], at: int) -> Column:
    """Return a column of few distinct contents: DuckDB numbers them, and only the numbers are fetched."""
    found = f"SELECT DISTINCT v FROM (SELECT {cells} AS v FROM survey) WHERE v IS NOT NULL"  # noqa: S608 - quoted
    engine.execute(f"CREATE TYPE contents{at} AS ENUM ({found})")
    stored = engine.execute(f"SELECT enum_range(NULL::contents{at})").fetchall()[0][0]
    codes = f"coalesce(enum_code(({cells})::contents{at})::INTEGER, {len(stored)})"
    fetched: Any = engine.execute(f"SELECT {codes} AS c FROM survey").fetchnumpy()["c"]  # noqa: S608 - quoted
    engine.execute(f"DROP TYPE contents{at}")
    return _in_order([*map(text, stored), ""], fetched)


def _in_order(texts: Sequence[str], codes: IntArray) -> Column:
    """Return a column whose contents are distinct and stand in the order of their first appearance."""
    met: dict[int, None] = {}
    standing = np.count_nonzero(np.bincount(codes))
    for start in range(0, len(codes), CHUNK):
        met |= dict.fromkeys(codes[start : start + CHUNK].tolist())
        if len(met) == standing:
            break
    places: dict[str, int] = {}
    known = np.zeros(len(texts), np.min_scalar_type(len(texts)))
    for code in met:
        known[code] = places.setdefault(texts[code], len(places))
    return Column(tuple(places), known[codes])


def _many(engine: DuckDBPyConnection, cells: str, text: Callable[[str], str], _: int) -> Column:
    """Return a column of many distinct contents, fetched as texts chunk by chunk."""
    encoder = Encoder()
    fetching = engine.execute(f"SELECT {cells} FROM survey")  # noqa: S608 - quoted
    while rows := fetching.fetchmany(CHUNK):
        encoder.add(["" if cell is None else text(cell) for (cell,) in rows])
    return encoder.column()
