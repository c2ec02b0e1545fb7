"""ZIP archives: checked before anything in them is parsed, and the one that ODK Central exports.

Sizes declared and real, the number of parts, and in a workbook no DOCTYPE are checked. ODK Central zips a CSV of the
submissions and one for each repeated group; other tools zip a single CSV, which is read the same way.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from govassess.errors import DataError
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.instrument.wording import normalised
from govassess.notices import Notice
from govassess.responses.formats.content import HEAD, Content
from govassess.responses.formats.csv_text import CountMatches, read_csv
from govassess.responses.options import ReadingOptions
from govassess.responses.personal import named, shown
from govassess.responses.table import Table, refusal

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


_PARENT = "parent_key"
_MEDIA = "media/"  # attachments of the submissions
_MACOS = "__MACOSX/"


def holds_workbook(content: bytes) -> bool:
    """Tell whether a ZIP is a workbook; one that cannot be opened is left to the workbook's reader to refuse."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except Exception:  # noqa: BLE001 - each damaged archive fails in its own way
        return True
    return WORKBOOK_PART in names or not any(_is_csv(name) for name in names)


def read_archive(content: Content, options: ReadingOptions, *, count_matches: CountMatches) -> Table:
    """Read the submissions of an archive as a table of texts.

    Parameters
    ----------
    content : Content
        The ZIP.
    options : ReadingOptions
        ``sheet`` is the name of the CSV in it, where a person named one; what is known about the text; sizes of the
        archive, columns, fields.
    count_matches : callable
        How many columns of a header match; decides where several files hold submissions.

    Returns
    -------
    Table
        Its ``sheet`` is the name of the CSV that was read; files of repeated groups, which have a column
        ``PARENT_KEY``, are named in a notice.

    Raises
    ------
    DataError
        The archive is damaged, too large, has names that lead out of it, or holds several files of submissions.
    """
    whole = content.whole(options.sizes)
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            _check_names(archive, content.file)
            for _ in unpacked(archive, content.file, options.sizes):
                pass
            parts = {name: archive.read(name) for name in archive.namelist() if _is_csv(name)}
    except DataError:
        raise
    except Exception:  # noqa: BLE001 - each way of packing fails in its own way on damaged bytes
        raise refusal("E110", "damaged_archive", content.file) from None
    headers = {name: _header(part) for name, part in parts.items()}
    repeats = [name for name, header in headers.items() if _PARENT in map(normalised, header)]
    roots = {name: header for name, header in headers.items() if name not in repeats}
    name = _chosen(content.file, options.sheet, parts, roots, count_matches)
    inside = replace(content, size=len(parts[name]), head=parts[name][:HEAD], held=parts[name])
    table = read_csv(inside, options, count_matches=count_matches)
    left = [each for each in repeats if each != name]
    listed = ", ".join(printable(named(each)) for each in left)
    told = (Notice(code="repeats_ignored", values={"count": len(left), "files": listed}),) if left else ()
    return replace(
        table, sha256=hashlib.sha256(whole).hexdigest(), format="zip", sheet=name, notices=(*table.notices, *told)
    )


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith((_MEDIA, _MACOS))


def _check_names(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse names that lead out of the archive, and tables in folders: no survey tool writes either."""
    for name in archive.namelist():
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
            raise refusal("E110", "archive_names", file, value=printable(named(name)))
        if _is_csv(name) and len(parts) > 1:
            raise refusal("E110", "archive_folders", file, value=printable(named(name)))


def _header(part: bytes) -> tuple[str, ...]:
    """Return the headings of one CSV, as far as they can be read."""
    first = part[:HEAD].decode("utf-8-sig", "replace").splitlines()
    try:
        return tuple(next(csv.reader(first), ()))
    except csv.Error:
        return ()


def _chosen(
    file: str,
    sheet: str | None,
    parts: Mapping[str, bytes],
    roots: Mapping[str, Sequence[str]],
    count_matches: CountMatches,
) -> str:
    """Return the name of the CSV to be read."""
    listed = ", ".join(f'"{printable(named(name))}"' for name in parts)
    if sheet is not None:
        if sheet not in parts:
            raise refusal("E108", "sheet_unknown", file, value=shown(sheet), sheets=listed)
        return sheet
    if len(roots) == 1:
        return next(iter(roots))
    fitting = [name for name, header in roots.items() if count_matches(header)]
    if len(fitting) == 1:
        return fitting[0]
    raise refusal("E108", "archive_several", file, files=listed)
