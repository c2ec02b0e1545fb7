"""How large an input may be before it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar

from annotated_types import Ge, Le

MEGABYTE = 1_000_000

Count = Annotated[int, Ge(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes checked before the costly step; a plan file and ``read_responses`` take others.

    Attributes
    ----------
    file_bytes, rows, columns, cells, field_characters : int
        Of a survey file. Of text and Parquet files, whatever their size, only columns and fields are limited, and the
        blank lines of text, which may not outnumber the others by more than ``rows``.
    xlsx_bytes, xlsx_ratio, xlsx_parts : int
        Of a workbook or ZIP archive once unpacked: bytes, how many times its packed size, number of parts.
    yaml_bytes, yaml_depth : int
        Of an instrument, plan or mapping file.
    items, groups : int
        Of an instrument, and of the values of one grouping column.

    Examples
    --------
    >>> Limits().rows
    200000
    """

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "strict": True}
    file_bytes: Count = 50 * MEGABYTE
    rows: Count = 200_000
    columns: Count = 2_000
    cells: Count = 20_000_000
    field_characters: Annotated[int, Ge(1), Le(131_072)] = 32_767  # the parser of text files takes no more
    xlsx_bytes: Count = 200 * MEGABYTE
    xlsx_ratio: Count = 100
    xlsx_parts: Count = 1_000
    yaml_bytes: Count = MEGABYTE
    yaml_depth: Count = 20
    items: Count = 500
    groups: Count = 1_000

    @property
    def line_characters(self) -> int:
        """Of one line of a text file: as many columns as there may be, of 2,000 characters, and one of the longest."""
        return 2_000 * self.columns + self.field_characters


def changed(limits: Limits) -> dict[str, int]:
    """Return the limits that are not the usual ones.

    Examples
    --------
    >>> changed(Limits(rows=500_000))
    {'rows': 500000}
    """
    names = (entry.name for entry in fields(Limits))
    return {name: getattr(limits, name) for name in names if getattr(limits, name) != getattr(Limits(), name)}
