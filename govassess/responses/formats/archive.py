"""A ZIP before anything in it is parsed: sizes declared and real, number of parts; in a workbook no DOCTYPE."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from govassess.errors import DataError
from govassess.files.limits import Limits
from govassess.responses.table import refusal

CHUNK = 1 << 20
WORKBOOK_PART = "xl/workbook.xml"
SMALL = 1_000_000  # the ratio says nothing about parts that are small when unpacked


def check_archive(content: bytes, file: str, limits: Limits) -> None:
    """Check the archive of a workbook.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its base name, for messages.
    limits : Limits
        Largest unpacked size, ratio of packing and number of parts.

    Raises
    ------
    DataError
        E109 a limit is passed; E110 it is no workbook, is damaged, encrypted, or declares a document type.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, file, limits)
    except DataError:
        raise
    except Exception:  # noqa: BLE001 - each way of packing fails in its own way on damaged bytes
        raise refusal("E110", "damaged_workbook", file) from None


def _check(archive: zipfile.ZipFile, file: str, limits: Limits) -> None:
    for _, seen in unpacked(archive, file, limits):
        if b"<!DOCTYPE" in seen or b"<\0!\0D\0O\0C\0" in seen or b"\0<\0!\0D\0O\0C" in seen:
            raise refusal("E110", "doctype", file)


def unpacked(archive: zipfile.ZipFile, file: str, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Unpack every part of an archive once and give its bytes piece by piece, the end of the piece before with each.

    Parameters
    ----------
    archive : ZipFile
        The opened archive.
    file : str
        Its base name, for messages.
    limits : Limits
        Largest unpacked size, ratio of packing and number of parts; counted while unpacking, whatever is declared.

    Raises
    ------
    DataError
        E109 a limit is passed; E110 a part is encrypted.
    BadZipFile
        Two parts have one name, or the archive is damaged.
    """
    parts = archive.infolist()
    if len(parts) > limits.xlsx_parts:
        raise refusal("E109", "too_many_parts", file, found=len(parts), limit=limits.xlsx_parts)
    inflates = refusal("E109", "inflates", file, limit=f"{limits.xlsx_bytes / 1e6:g}")
    if sum(part.file_size for part in parts) > limits.xlsx_bytes:
        raise inflates
    if len({part.filename for part in parts}) < len(parts):
        raise zipfile.BadZipFile("two parts of one name")  # each program would read another of the two
    total = 0
    for part in parts:
        if part.flag_bits & 1:
            raise refusal("E110", "encrypted_file", file)
        size, tail = 0, b""
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > limits.xlsx_bytes or (
                    size > SMALL and size > limits.xlsx_ratio * max(part.compress_size, 1)
                ):
                    raise inflates
                yield part.filename, tail + chunk
                tail = chunk[-16:]
