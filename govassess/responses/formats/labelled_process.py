"""The process that reads one file of a statistics program and hands it on as texts.

The program library behind pyreadstat is written in C and dies of some damaged files: it must not take the caller with
it. Nothing is executed that comes back: one line of JSON, then the codes of the columns as bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from govassess.responses.formats.cell_texts import Variable
from govassess.responses.formats.spss import spss_variables
from govassess.responses.formats.stata import stata_variables

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyreadstat import metadata_container

MEMORY = 4 << 30  # bytes of addresses; an honest file within the limits needs a tenth
CHUNK_CELLS = 1_000_000  # read at a time: every chunk of a compressed file is looked for from its start


class _RefusedError(Exception):
    """The file is not read: a reason of the catalogue and the fields of its sentence."""

    def __init__(self, reason: str, **values: int | str) -> None:
        super().__init__(reason)
        self.answer = {"reason": reason, **values}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the caller wants read; limits as in ``Limits``."""

    path: str
    kind: str
    encoding: str | None
    rows: int
    columns: int
    cells: int


class _Cells(dict[Any, int]):
    """Stored value of one variable -> place of its text among the distinct ones; each value is settled once."""

    def __init__(self, variable: Variable) -> None:
        super().__init__()
        self.variable = variable
        self.contents: dict[str, int] = {}
        self.declared: dict[str, None] = {}  # texts that the file declares to be no answer
        self._chunks: list[NDArray[Any]] = []

    def __missing__(self, value: Any) -> int:
        nothing = value is None or value != value  # noqa: PLR0124 - NaN
        text = "" if nothing else self.variable.text(value)
        if not nothing and self.variable.declared(value):
            self.declared[text] = None
        place = self.contents.setdefault(text, len(self.contents))
        if value == value:  # noqa: PLR0124 - every NaN would be another key
            self[value] = place
        return place

    def add(self, values: Sequence[Any]) -> None:
        """Take the values of the next cases."""
        codes = np.fromiter(map(self.__getitem__, values), np.int32, len(values))
        self._chunks.append(codes.astype(self._size()))

    def codes(self) -> NDArray[Any]:
        """Return the places (cases,) of all that was taken."""
        return np.concatenate([np.empty(0, np.uint8), *self._chunks]).astype(self._size(), copy=False)

    def _size(self) -> np.dtype[Any]:
        return np.min_scalar_type(max(len(self.contents) - 1, 0))


def main(arguments: list[str]) -> None:
    """Read the file that the first argument (JSON) asks for and write what it holds to stdout."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever the library prints is no part of the answer
    _bound()
    try:
        _answer(out, _Asked(**json.loads(arguments[0])))
    except _RefusedError as refused:
        out.write(json.dumps(refused.answer).encode() + b"\n")
    out.flush()


def _bound() -> None:
    """Limit what a hostile file can take, where the system knows such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no copy of anybody's answers on the disk
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _answer(out: BinaryIO, asked: _Asked) -> None:
    meta = _read(asked, metadataonly=True)[1]
    if not all(meta.column_names) or len(set(meta.column_names)) < len(meta.column_names):
        raise _RefusedError("damaged_data_file")
    variables = spss_variables(meta) if asked.kind == "sav" else stata_variables(meta)
    count = _within_limits(asked, meta, len(variables))
    cells = [_Cells(variable) for variable in variables]
    records = _taken(asked, cells, count)
    codes = [each.codes() for each in cells]
    header = {
        "headings": [variable.name for variable in variables],
        "labels": [variable.label for variable in variables],
        "value_labels": [variable.value_labels for variable in variables],
        "declared": [list(each.declared) for each in cells],
        "contents": [list(each.contents) for each in cells],
        "sizes": [each.dtype.str for each in codes],
        "records": records,
        "encoding": meta.file_encoding,
    }
    out.write(json.dumps(header).encode() + b"\n")
    out.writelines(each.tobytes() for each in codes)


def _within_limits(asked: _Asked, meta: metadata_container, columns: int) -> int | None:
    """Return the number of rows the file claims, None if it does not say; refuse what passes a limit."""
    rows = meta.number_rows if isinstance(meta.number_rows, int) and meta.number_rows >= 0 else None
    for name, found, limit in (
        ("too_many_columns", columns, asked.columns),
        ("too_many_rows", rows or 0, asked.rows),
        ("too_many_cells", columns * (rows or 0), asked.cells),
    ):
        if found > limit:
            raise _RefusedError(name, found=found, limit=limit)
    return rows


def _taken(asked: _Asked, cells: list[_Cells], count: int | None) -> int:
    """Read the cases chunk by chunk and return how many there are."""
    step = max(CHUNK_CELLS // max(len(cells), 1), 1)
    read = 0
    while cells and (count is None or read < count):
        values = _read(asked, row_offset=read, row_limit=step)[0]
        for each in cells:
            each.add(values[each.variable.name])
        taken = len(values[cells[0].variable.name])
        read += taken
        if read > asked.rows:
            raise _RefusedError("too_many_rows", found=read, limit=asked.rows)
        if read * len(cells) > asked.cells:
            raise _RefusedError("too_many_cells", found=read * len(cells), limit=asked.cells)
        if taken < step:
            break
    if count is not None and read != count:
        raise _RefusedError("damaged_data_file")
    return read


def _read(asked: _Asked, **how: Any) -> tuple[dict[str, list[Any]], metadata_container]:
    """Read the file by pyreadstat; its complaints become reasons."""
    import pyreadstat

    reader: Any = pyreadstat.read_sav if asked.kind == "sav" else pyreadstat.read_dta
    try:
        cells, meta = reader(
            asked.path, encoding=asked.encoding, user_missing=True, disable_datetime_conversion=True,
            output_format="dict", **how,
        )  # fmt: skip
    except Exception as fault:  # noqa: BLE001 - foreign bytes make it raise anything
        told = str(fault)
        if "character set" in told:
            raise _RefusedError("unknown_encoding" if asked.encoding else "undecodable_data_file") from None
        reason = "undecodable_data_file" if "convert string" in told else "damaged_data_file"
        raise _RefusedError(reason) from None
    return cells, meta


if __name__ == "__main__":
    main(sys.argv[1:])
