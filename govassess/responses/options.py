"""The options of reading a survey: one record for the command line, the plan file, the notebook and every reader.

What a field declares is all there is: its bounds are those of the plan file and of the command line, ``help`` makes a
flag of it, ``choices`` are the words it takes. Nothing heavy is imported here, so that ``--help`` stays fast.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from annotated_types import Ge, Le, Len

from govassess.files.limits import Limits
from govassess.responses.tools import TOOLS

if TYPE_CHECKING:
    from govassess.responses.mapping import ColumnMapping

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How a survey file is read. An option that is None is found out from the file.

    Attributes
    ----------
    sheet : str, optional
        Sheet of a workbook, or file of an archive; None: the one whose header matches items.
    encoding : str, optional
        Of a text, SPSS or Stata file.
    delimiter : str, optional
        Of a text file: one character.
    header_row : int, optional
        Number of the first header row as a spreadsheet shows it.
    header_rows : int, optional
        How many header rows there are (1); the first holds the headings, the others are tried where it matches nothing.
    tool : str, optional
        Survey tool whose own columns are in the file; None or ``auto``: recognised by them.
    on_invalid : {"error", "missing"}
        Stop at answers that are not on the scale, or blank and count them.
    duplicates : {"report", "first", "last", "error"}
        What to do with several responses of one id (or equal rows): keep and count, keep the first or the last, stop.
    partial : {"keep", "drop"}
        What to do with unfinished responses.
    pad_short_rows : bool
        Fill up rows of a text file that are shorter than its header, and count them, instead of refusing the file.
    limits : Limits, optional
        Sizes checked before the costly step, in place of the usual ones.

    Examples
    --------
    >>> ReadingOptions(delimiter=";").duplicates
    'report'
    """

    sheet: str | None = field(default=None, metadata={"help": "Sheet of a workbook, or file in a ZIP archive."})
    encoding: str | None = field(default=None, metadata={"help": "Encoding of a CSV, SPSS or Stata file."})
    delimiter: Annotated[str, Len(1, 1)] | None = field(
        default=None, metadata={"help": "Delimiter of a CSV file: one character, or `tab`."}
    )
    header_row: Annotated[int, Ge(1)] | None = field(
        default=None, metadata={"help": "Row of the headings, counted from 1."}
    )
    header_rows: Annotated[int, Ge(1), Le(5)] | None = field(
        default=None, metadata={"help": "How many header rows there are: 1, or more where a tool writes several."}
    )
    tool: str | None = field(
        default=None,
        metadata={"help": "Survey tool that wrote the file; default: recognised.", "choices": ("auto", *TOOLS)},
    )
    on_invalid: Literal["error", "missing"] = field(
        default="error",
        metadata={"help": "An answer that is not on the scale stops the run (default) or is blanked and counted."},
    )
    duplicates: Literal["report", "first", "last", "error"] = field(
        default="report",
        metadata={"help": "Repeated rows: report and keep (default), keep the first or last, or stop."},
    )
    partial: Literal["keep", "drop"] = field(
        default="keep", metadata={"help": "Unfinished rows: keep and count (default), or drop."}
    )
    pad_short_rows: bool = False
    limits: Limits | None = None

    @property
    def sizes(self) -> Limits:
        """The limits in force: those given, else the usual ones."""
        return self.limits or Limits()


DECISIONS = tuple(option.name for option in fields(ReadingOptions) if option.default is not None)
"""Options that nothing in a file answers; the result stores them as they were given."""


def completed(options: ReadingOptions, mapping: ColumnMapping) -> ReadingOptions:
    """Return the options, those that were not given taken from the mapping file."""
    shared = {entry.name for entry in fields(mapping)} & {entry.name for entry in fields(ReadingOptions)}
    return replace(options, **{name: getattr(mapping, name) for name in shared if getattr(options, name) is None})


def takes_reading_options(function: Function) -> Function:
    """Show each reading option as a parameter of a function that takes all of them as keywords.

    ``help()`` and the completion of a notebook then list the options, though only the record declares them.
    """
    shown = inspect.signature(function)
    options = [
        inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=option.type)
        for option in fields(ReadingOptions)
    ]
    own = [each for each in shown.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    function.__signature__ = shown.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
    return function
