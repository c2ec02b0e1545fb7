"""What a report can be written as: one line a format; each is drawn from the same built report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govassess.report.whole import Report

Drawn = str | bytes | Mapping[str, str | bytes]
"""One file, or several: name within their folder -> content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One format: the function that draws it, imported when it is asked for, and how its file or folder is named."""

    module: str
    function: str
    ending: str  # follows the name of the survey; without a dot it is a folder
    needs: str = ""  # function of the module that raises where something is not installed

    @property
    def draw(self) -> Callable[[Report], Drawn]:
        """Return the function that draws this format from a built report."""
        found: Callable[[Report], Drawn] = getattr(import_module(self.module), self.function)
        return found

    def ready(self) -> None:
        """Raise ``OutputError`` if what this format needs is not installed: before the work, not after it."""
        if self.needs:
            getattr(import_module(self.module), self.needs)()


OUTPUTS: Mapping[str, Output] = {
    "html": Output(module="govassess.report.html", function="page", ending="-report.html"),
    "pdf": Output(module="govassess.report.pdf", function="pdf", ending="-report.pdf", needs="printer"),
    "xlsx": Output(module="govassess.report.xlsx", function="workbook", ending="-tables.xlsx"),
    "csv": Output(module="govassess.report.csv_tables", function="folder", ending="-tables"),
    "md": Output(module="govassess.report.markdown", function="document", ending="-tables.md"),
    "tex": Output(module="govassess.report.latex", function="document", ending="-tables.tex"),
    "docx": Output(module="govassess.report.word.document", function="draw", ending="-report.docx"),
}
"""Name of a format -> how it is drawn; ``json``, the result itself, is no drawing of it."""
