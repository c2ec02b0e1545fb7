"""What a workbook says of itself: its sheets, the texts that their cells share, and which of its numbers are dates."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from govassess.files.cells import printable
from govassess.responses.formats.parts import DamagedError, Part, read_part, relations
from govassess.responses.formats.sheet import Dates, shared_strings
from govassess.responses.personal import named

GENERAL = "General"
LISTED = 20  # sheets named in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: the name on its tab, its part of the archive, and whether the tab is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook whose cells are still to be read."""

    sheets: tuple[Sheet, ...]
    strings: Sequence[str]
    dates: Dates

    def listed(self, shapes: Mapping[str, tuple[int, int]]) -> str:
        """Return the names of the sheets as a message lists them, each with its rows and columns."""
        names = ", ".join(
            f'"{printable(named(sheet.name))}" ({" x ".join(map(str, shapes.get(sheet.name, (0, 0))))})'
            for sheet in self.sheets[:LISTED]
        )
        return names + (", ..." if len(self.sheets) > LISTED else "")


def opened(archive: zipfile.ZipFile) -> Book | None:
    """Return what the workbook in an archive says of itself; None where the archive holds no workbook.

    Raises
    ------
    DamagedError
        A part is missing, or is none that a spreadsheet would have written.
    """
    main = next((each.part for each in relations(archive, "").values() if each.kind == "officeDocument"), "")
    if not main.startswith("xl/") or main not in archive.namelist():
        return None
    listed = _Listed()
    read_part(archive, main, listed)
    known = relations(archive, main)
    parts = {each.kind: each.part for each in known.values()}
    strings: Sequence[str] = ()
    if parts.get("sharedStrings") in archive.namelist():
        with archive.open(parts["sharedStrings"]) as stream:
            strings = shared_strings(stream)
    styles = _Styles()
    if parts.get("styles") in archive.namelist():
        read_part(archive, parts["styles"], styles)
    sheets = tuple(
        Sheet(name=name, part=known[key].part, hidden=state != "visible")
        for name, key, state in listed.sheets
        if key in known and known[key].kind == "worksheet"
    )
    if any(sheet.part not in archive.namelist() for sheet in sheets):
        raise DamagedError("a sheet is missing")
    return Book(sheets=sheets, strings=strings, dates=styles.dates(since_1904=listed.since_1904))


class _Listed(Part):
    """The list of sheets: name, id of the relation, state."""

    def __init__(self) -> None:
        super().__init__({"sheet": self._sheet, "workbookPr": self._properties}, {})
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False

    def _sheet(self, attributes: dict[str, str]) -> None:
        key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        self.sheets.append((attributes["name"], key, attributes.get("state", "visible")))

    def _properties(self, attributes: dict[str, str]) -> None:
        self.since_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}


class _Styles(Part):
    """The number formats of the cells, in the order in which the cells point to them."""

    def __init__(self) -> None:
        super().__init__({"numFmt": self._format, "cellXfs": self._begin, "xf": self._style}, {"cellXfs": self._finish})
        self._formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self._of_styles: list[int] = []
        self._of_cells = False

    def _format(self, attributes: dict[str, str]) -> None:
        self._formats[int(attributes["numFmtId"])] = attributes.get("formatCode", GENERAL)

    def _begin(self, _: dict[str, str]) -> None:
        self._of_cells = True

    def _finish(self) -> None:
        self._of_cells = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self._of_cells:
            self._of_styles.append(int(attributes.get("numFmtId", "0")))

    def dates(self, *, since_1904: bool) -> Dates:
        """Return which styles show numbers as dates or times."""
        used = {number: self._formats.get(number, GENERAL) for number in set(self._of_styles)}
        dated = {number for number, code in used.items() if is_date_format(code)}
        lasting = {number for number in dated if is_timedelta_format(used[number])}
        return Dates(
            styles=frozenset(str(at) for at, number in enumerate(self._of_styles) if number in dated),
            durations=frozenset(str(at) for at, number in enumerate(self._of_styles) if number in lasting),
            epoch=MAC_EPOCH if since_1904 else WINDOWS_EPOCH,
        )
