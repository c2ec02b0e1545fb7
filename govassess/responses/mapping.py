"""The mapping file: what a person decided about a file that could not be read without questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from govassess.errors import DataError, Problem
from govassess.files.cells import printable
from govassess.files.closed_schema import did_you_mean, to_record
from govassess.files.limits import Limits
from govassess.files.safe_yaml import read_yaml
from govassess.instrument.model import CLOSED, Instrument, Option, Words
from govassess.responses.match import positions_of
from govassess.responses.targets import Targets

UNLIKE = {
    "mapping_heading": "mapping_heading_unlike",
    "mapping_id": "mapping_id_unlike",
    "mapping_option": "mapping_option_unlike",
    "mapping_scale": "mapping_scale_unlike",
}  # what is said where nothing is like the value
WHOLE = 300  # characters of a heading that is to be copied


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMissing:
    """Further codes and words that mean "no answer" in this file."""

    __pydantic_config__ = CLOSED
    codes: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """How one survey file is to be read.

    Attributes
    ----------
    tool, encoding, delimiter, sheet, header_row, header_rows
        As the options of ``read_responses``, which win; ``auto`` or None: found out.
    id_column : str, optional
        Heading of the column that identifies a response.
    dayfirst : bool, optional
        Whether the day stands before the month in the times of beginning and end; None: only where the file proves it.
    items : dict
        Id of an item, profile variable, consent or multiple-choice question -> heading of its column, or the column
        itself as a spreadsheet names it (``column BW``, ``kolom BW``) or counted from 1 (``column 75``), where several
        columns have the same heading.
    synonyms : dict
        Name of a scale -> further answer words and their values.
    options : dict
        Id of a profile variable or multiple-choice question -> further words for its options and their codes.
    missing : DeclaredMissing
        Further codes and words for "no answer".
    absent : tuple of str
        Items left out of the survey on purpose.
    reversed_in_file : tuple of str
        Items whose key the file has turned already; they are turned back on reading.
    personal, ignore : tuple of str
        Headings of columns that hold personal data, and of columns to leave alone.
    """

    __pydantic_config__ = CLOSED
    mapping_version: Literal[1] = 1
    tool: str = "auto"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    id_column: str | None = None
    dayfirst: bool | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    missing: DeclaredMissing = field(default_factory=DeclaredMissing)
    absent: tuple[str, ...] = ()
    reversed_in_file: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def load_mapping(path: Path | str, *, limits: Limits | None = None) -> ColumnMapping:
    """Read a mapping file (YAML, closed schema).

    Parameters
    ----------
    path : Path or str
        The file.
    limits : Limits, optional
        Largest size and depth.

    Returns
    -------
    ColumnMapping

    Raises
    ------
    DataError
        The file is no mapping; all faults at once, code E302.
    """
    document = read_yaml(Path(path), error=DataError, code="E302", limits=limits)
    return to_record(TypeAdapter(ColumnMapping), document, error=DataError, code="E302")


def mapping_problems(
    mapping: ColumnMapping, instrument: Instrument, targets: Targets, headings: Sequence[str], file: str
) -> list[Problem]:
    """Return what in a mapping speaks of things that neither the instrument nor the survey file has.

    Parameters
    ----------
    mapping : ColumnMapping
        The mapping.
    instrument, targets
        The instrument of the survey, and what its columns can hold.
    headings : sequence of str
        Headings of the survey file.
    file : str
        Base name of the mapping file.

    Returns
    -------
    list of Problem
    """
    ids = {item.id for item in instrument.items()}
    listed = (("personal", mapping.personal), ("ignore", mapping.ignore), ("id_column", (mapping.id_column,)))
    complaints = [
        *(("mapping_id", f"items.{name}", name, targets.codes) for name in mapping.items if name not in targets.codes),
        *(
            ("mapping_heading", f"items.{name}", head, headings)
            for name, head in mapping.items.items()
            if not positions_of(head, headings)
        ),
        *(("mapping_twice", f"items.{name}", mapping.items[name], ()) for name in _repeated(mapping, headings)),
        *(("mapping_id", "absent", name, ids) for name in mapping.absent if name not in ids),
        *(("mapping_id", "reversed_in_file", name, ids) for name in mapping.reversed_in_file if name not in ids),
        *(
            ("mapping_heading", key, head, headings)
            for key, heads in listed
            for head in heads
            if head and head not in headings
        ),
        *_scale_complaints(mapping, instrument),
        *_option_complaints(mapping, instrument),
    ]
    return [_complaint(reason, file, path, value, known) for reason, path, value, known in complaints]


def _complaint(reason: str, file: str, path: str, value: str, known: Collection[str]) -> Problem:
    """Return a complaint as a problem, with what was probably meant where something is like it."""
    meant = did_you_mean(value, sorted(known))
    return Problem(
        code="E302", reason=reason if meant else UNLIKE.get(reason, reason), file=file, path=path,
        value=printable(value), values={"meant": printable(meant, WHOLE)} if meant else {},
    )  # fmt: skip


def _repeated(mapping: ColumnMapping, headings: Sequence[str]) -> Iterator[str]:
    """Yield the ids whose column another id of the mapping has claimed before."""
    seen: set[int] = set()
    for name, said in mapping.items.items():
        columns = positions_of(said, headings)
        if seen.intersection(columns):
            yield name
        seen.update(columns)


def with_options(instrument: Instrument, mapping: ColumnMapping) -> Instrument:
    """Return the instrument with the words that the mapping adds to the options of its questions.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> mapping = ColumnMapping(options={"gender": {"A1": "f"}})
    >>> known = with_options(load_instrument("cg-dps-smartcity"), mapping)
    >>> next(each for each in known.profile if each.id == "gender").options[0].synonyms.en
    ('Woman', 'A1')
    """

    def worded(name: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
        return (
            tuple(_worded(option, mapping.options[name]) for option in options) if name in mapping.options else options
        )

    return replace(
        instrument,
        profile=tuple(replace(each, options=worded(each.id, each.options)) for each in instrument.profile),
        multiple_choice=tuple(
            replace(each, options=worded(each.id, each.options)) for each in instrument.multiple_choice
        ),
    )


def _worded(option: Option, words: Mapping[str, str | int]) -> Option:
    """Return one option with its further words, in both languages: a code is of neither."""
    said = tuple(word for word, code in words.items() if str(code) == str(option.code))
    synonyms = Words(en=(*option.synonyms.en, *said), id=(*option.synonyms.id, *said))
    return replace(option, synonyms=synonyms)


def _option_complaints(
    mapping: ColumnMapping, instrument: Instrument
) -> Iterator[tuple[str, str, str, Collection[str]]]:
    """Yield words of variables without options, and of options that do not exist."""
    known = {variable.id: variable.options for variable in instrument.profile if variable.options}
    known |= {question.id: question.options for question in instrument.multiple_choice}
    for name, words in mapping.options.items():
        if name not in known:
            yield "mapping_id", f"options.{name}", name, known
            continue
        codes = {str(option.code) for option in known[name]}
        for word, code in words.items():
            if str(code) not in codes:
                yield "mapping_option", f"options.{name}.{word}", str(code), codes


def _scale_complaints(
    mapping: ColumnMapping, instrument: Instrument
) -> Iterator[tuple[str, str, str, Collection[str]]]:
    """Yield synonyms of unknown scales or points, and missing codes that are points of a scale."""
    for name, words in mapping.synonyms.items():
        scale = instrument.scales.get(name)
        if scale is None:
            yield "mapping_scale", f"synonyms.{name}", name, instrument.scales
            continue
        for word, point in words.items():
            if point not in scale.points:
                yield "mapping_point", f"synonyms.{name}.{word}", str(point), ()
    for code in mapping.missing.codes:
        if any(code in scale.points for scale in instrument.scales.values()):
            yield "mapping_missing_on_scale", "missing.codes", str(code), ()
