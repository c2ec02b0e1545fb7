"""SPSS files (.sav, .zsav): formats of dates, user-missing values, value labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from govassess.responses.formats.cell_texts import (
    Variable,
    date_text,
    duration_text,
    labels_of,
    moment_text,
    number_text,
)

if TYPE_CHECKING:
    from pyreadstat import metadata_container

    from govassess.responses.formats.content import Content
    from govassess.responses.options import ReadingOptions
    from govassess.responses.table import Table

MAGIC = (b"$FL2", b"$FL3")
_ENCRYPTED = b"ENCRYPTEDSAV"
_EPOCH = datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS knows no time zones
_SECOND = timedelta(seconds=1)
_DATES = {"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"}
_MOMENTS = {"DATETIME", "YMDHMS"}
_DURATIONS = {"TIME", "DTIME", "MTIME"}


def read_spss(content: Content, options: ReadingOptions) -> Table:
    """Read an SPSS file as a table of texts, with its labels.

    Parameters
    ----------
    content : Content
        The file.
    options : ReadingOptions
        Encoding, None: as the file says; limits of bytes, rows, columns, cells, fields.

    Returns
    -------
    Table
        Variable labels are its ``labels``. Rows are numbered as SPSS numbers cases.

    Raises
    ------
    DataError
        The file is damaged, not decodable, or too large.
    """
    from govassess.responses.formats.labelled import read_labelled  # the process that decodes a file needs none of it

    return read_labelled(content, kind="sav", encoding=options.encoding, limits=options.sizes)


def is_encrypted(head: bytes) -> bool:
    """Tell whether a file begins as SPSS files do that a password protects."""
    return head[8 : 8 + len(_ENCRYPTED)] == _ENCRYPTED


def spss_variables(meta: metadata_container) -> list[Variable]:
    """Return the variables of a file by what pyreadstat says of it."""
    found = []
    for name in meta.column_names:
        text = _text_of(str(meta.original_variable_types.get(name)))
        found.append(
            Variable(
                name=name, label=meta.column_names_to_labels.get(name) or "", text=text,
                value_labels=labels_of(meta.variable_value_labels.get(name), text),
                declared=_declared(meta.missing_ranges.get(name) or ()),
            )
        )  # fmt: skip
    return found


def _text_of(spss_format: str) -> Callable[[Any], str]:
    """Return how values with a print format such as ``F8.2``, ``DATETIME20`` or ``A11`` read as text."""
    letters = re.match(r"[A-Z]*", spss_format)
    kind = letters[0] if letters else ""

    def text(value: Any) -> str:
        if isinstance(value, str):
            return value
        if kind in _DATES:
            return date_text(value, _EPOCH, _SECOND)
        if kind in _MOMENTS:
            return moment_text(value, _EPOCH, _SECOND)
        return duration_text(value) if kind in _DURATIONS else number_text(value)

    return text


def _declared(ranges: Sequence[Any]) -> Callable[[Any], bool]:
    """Return whether a value lies in one of the declared ranges, both ends included."""

    def declared(value: Any) -> bool:
        alike = [each for each in ranges if isinstance(each["lo"], str) == isinstance(value, str)]
        return any(each["lo"] <= value <= each["hi"] for each in alike)

    return declared
