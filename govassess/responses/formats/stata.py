"""Stata files (.dta): versions, dates, extended missing values, value labels."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from govassess.responses.formats.cell_texts import (
    DIGITS,
    Variable,
    date_text,
    labels_of,
    moment_text,
    nothing_declared,
    number_text,
)

if TYPE_CHECKING:
    from pyreadstat import metadata_container

    from govassess.responses.formats.content import Content
    from govassess.responses.options import ReadingOptions
    from govassess.responses.table import Table

_OLD = re.compile(rb"[\x68-\x73][\x01\x02]\x01", re.DOTALL)  # formats 104 to 115: Stata 4 to 12
_NEW = re.compile(rb"<stata_dta><header><release>(\d+)</release>")
_UNICODE_SINCE = 118  # Stata 14
_EPOCH = datetime(1960, 1, 1)  # noqa: DTZ001 - Stata knows no time zones
_FLOAT_DIGITS = 7  # significant digits of a number of four bytes


def is_stata(head: bytes) -> bool:
    """Tell whether a file begins as a Stata file does.

    Examples
    --------
    >>> is_stata(b"<stata_dta><header>"), is_stata(bytes([114, 2, 1, 0])), is_stata(b"rM1,RM2")
    (True, True, False)
    """
    return head.startswith(b"<stata_dta>") or _OLD.match(head) is not None


def read_stata(content: Content, options: ReadingOptions) -> Table:
    """Read a Stata file as a table of texts, with its labels.

    Parameters
    ----------
    content : Content
        The file.
    options : ReadingOptions
        Encoding, None: UTF-8 since Stata 14, before it Windows-1252, as the format has no field for it; limits of
        bytes, rows, columns, cells, fields.

    Returns
    -------
    Table
        Variable labels are its ``labels``. Rows are numbered as Stata numbers observations.

    Raises
    ------
    DataError
        The file is damaged, not decodable, or too large.
    """
    from govassess.responses.formats.labelled import read_labelled  # the process that decodes a file needs none of it

    release = _NEW.match(content.head)
    known = "utf-8" if release and int(release[1]) >= _UNICODE_SINCE else "windows-1252"
    return read_labelled(content, kind="dta", encoding=options.encoding, limits=options.sizes, known_encoding=known)


def stata_variables(meta: metadata_container) -> list[Variable]:
    """Return the variables of a file by what pyreadstat says of it."""
    found = []
    for name in meta.column_names:
        kind = str(meta.readstat_variable_types.get(name))
        numeric = not kind.startswith("string")
        text = _text_of(str(meta.original_variable_types.get(name)), kind) if numeric else str
        found.append(
            Variable(
                name=name, label=meta.column_names_to_labels.get(name) or "", text=text,
                value_labels=labels_of(meta.variable_value_labels.get(name), text),
                declared=_extended if numeric else nothing_declared,
            )
        )  # fmt: skip
    return found


def _extended(value: object) -> bool:
    """Tell whether a value of a numeric variable is ``.a`` to ``.z``, which pyreadstat gives as a letter."""
    return isinstance(value, str)


def _text_of(stata_format: str, kind: str) -> Callable[[Any], str]:
    """Return how numbers with a display format such as ``%9.0g`` or ``%td`` read as text."""
    shown = re.match(r"%-?(td|d|tc|tC)", stata_format)
    instant = shown[1] if shown else ""
    digits = _FLOAT_DIGITS if kind == "float" else DIGITS

    def text(value: Any) -> str:
        if isinstance(value, str):
            return f".{value}"
        if instant in {"td", "d"}:
            return date_text(value, _EPOCH, timedelta(days=1))
        return moment_text(value, _EPOCH, timedelta(milliseconds=1)) if instant else number_text(value, digits)

    return text
