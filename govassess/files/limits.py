"""How large an input may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes checked before the costly step; ``read_responses`` takes others.

    Attributes
    ----------
    file_bytes, rows, columns, cells, field_characters : int
        Of a survey file. Of text and Parquet files, whatever their size, only columns and fields are limited.
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

    file_bytes: int = 50 * MEGABYTE
    rows: int = 200_000
    columns: int = 2_000
    cells: int = 20_000_000
    field_characters: int = 32_767
    xlsx_bytes: int = 200 * MEGABYTE
    xlsx_ratio: int = 100
    xlsx_parts: int = 1_000
    yaml_bytes: int = MEGABYTE
    yaml_depth: int = 20
    items: int = 500
    groups: int = 1_000
