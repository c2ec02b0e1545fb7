"""Files of statistics programs, read in a process of their own: columns, questions, value labels."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from govassess.errors import DataError
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.responses.formats.content import Content
from govassess.responses.table import Column, Table, check_fields, refusal

SECONDS = 120  # a file at the limits takes a few
_PROCESS = "govassess.responses.formats.labelled_process"
_CODES = {
    "too_many_rows": "E109", "too_many_columns": "E109", "too_many_cells": "E109", "damaged_data_file": "E110",
    "unknown_encoding": "E101", "undecodable_data_file": "E101",
}  # fmt: skip


def read_labelled(
    content: Content, *, kind: str, encoding: str | None, limits: Limits, known_encoding: str | None = None
) -> Table:
    """Read a file whose variables have labels.

    Parameters
    ----------
    content : Content
        The file; larger ones than ``limits`` allow are refused.
    kind : str
        ``sav`` or ``dta``.
    encoding : str, optional
        Said by the user; it wins over what the file says.
    limits : Limits
        Bytes, rows, columns, cells, fields.
    known_encoding : str, optional
        What the file's version implies, where the file itself does not say.

    Returns
    -------
    Table
        Without a header row; rows are numbered from 1.

    Raises
    ------
    DataError
        E101 not decodable; E105 nothing in it; E109 a limit is passed; E110 damaged.
    """
    sha256 = hashlib.sha256(content.whole(limits)).hexdigest()
    codec = _codec(encoding, content.file) if encoding is not None else None
    with content.on_disk() as path:
        answer = _answer(path, content.file, kind, codec, limits)
    try:
        table = _table(answer, content.file, kind, encoding)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal("E110", "damaged_data_file", content.file) from None
    said = encoding or table.encoding or known_encoding
    table = replace(table, sha256=sha256, encoding=said.lower() if said else None)
    check_fields(table, limits)
    return table


def _codec(encoding: str, file: str) -> str:
    """Return the name of an encoding as the C library knows it (E101 if there is none)."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise refusal("E101", "unknown_encoding", file, value=printable(encoding)) from None
    return "utf-8" if name == "utf-8-sig" else name


def _answer(path: Path, file: str, kind: str, codec: str | None, limits: Limits) -> bytes:
    """Start the process and return what it wrote."""
    asked = {
        "path": str(path.absolute()), "kind": kind, "encoding": codec, "rows": limits.rows, "columns": limits.columns,
        "cells": limits.cells,
    }  # fmt: skip
    roots = [str(Path(root).absolute()) for root in sys.path]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots), "OPENBLAS_NUM_THREADS": "1"}
    try:
        ended = subprocess.run(  # noqa: S603 - this Python, a module of ours, and data as JSON
            [sys.executable or "python3", "-P", "-m", _PROCESS, json.dumps(asked)],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise refusal("E109", "reading_takes_too_long", file, limit=SECONDS) from None
    except OSError:
        raise refusal("E110", "no_process", file) from None
    if ended.returncode != 0:
        raise refusal("E110", "damaged_data_file", file)
    return ended.stdout


def _table(answer: bytes, file: str, kind: str, encoding: str | None) -> Table:
    """Return the table that the process wrote; what does not add up raises a ``ValueError`` or its like."""
    end = answer.index(b"\n") + 1
    header: Mapping[str, Any] = json.loads(answer[:end])
    if "reason" in header:
        raise _refused(dict(header), file, encoding)
    columns: list[Column] = []
    for contents, size in zip(header["contents"], header["sizes"], strict=True):
        codes = np.frombuffer(answer, np.dtype(size), header["records"], end)
        end += codes.nbytes
        if codes.max(initial=0) >= max(len(contents), 1):
            raise ValueError(size)
        columns.append(Column(tuple(contents), codes))
    if not columns:
        raise refusal("E105", "empty_file", file)
    return Table(
        file=file, sha256="", format=kind, header_row=0, header_rows=0, encoding=header["encoding"],
        headings=tuple(name.strip() for name in header["headings"]),
        labels=(tuple(" ".join(label.split()) for label in header["labels"]),),
        columns=tuple(columns), numbers=range(1, header["records"] + 1),
        value_labels={at: labels for at, labels in enumerate(header["value_labels"]) if labels},
        declared_missing={at: frozenset(texts) for at, texts in enumerate(header["declared"]) if texts},
    )  # fmt: skip


def _refused(answer: dict[str, Any], file: str, encoding: str | None) -> DataError:
    """Return the refusal that the process asks for."""
    reason = str(answer.pop("reason"))
    if reason == "unknown_encoding":
        answer["value"] = printable(encoding or "")
    return refusal(_CODES[reason], reason, file, **answer)
