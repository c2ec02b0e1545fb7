"""The instruments that come with the package: where they lie, what they are, whether a file is one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from govassess.errors import PlanError
from govassess.files.cells import printable
from govassess.files.closed_schema import did_you_mean
from govassess.instrument.model import Instrument, Text
from govassess.instrument.parse import read_instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One line of the list of shipped instruments."""

    id: str
    version: str
    status: str
    validated: bool
    title: Text
    items: int
    short_items: int


def folder() -> Path:
    """Return the folder of the shipped instruments: inside the package, else beside it in a checkout."""
    package = Path(str(files("govassess")))
    installed = package / "_instruments"
    return installed if installed.is_dir() else package.parent / "instruments"


def names() -> tuple[str, ...]:
    """Return the names of the shipped instruments, sorted.

    Examples
    --------
    >>> names()
    ('cg-dps-smartcity', 'skm-permenpanrb-14-2017')
    """
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))


def path_of(name: str) -> Path:
    """Return the file of a shipped instrument.

    Raises
    ------
    PlanError
        No instrument has this name (``instrument_unknown``, or ``instrument_misspelt`` where one is close).
    """
    known = names()
    if name in known:
        return folder() / f"{name}.yaml"
    meant = did_you_mean(name, known)
    listed, name = ", ".join(known), printable(name, 80)
    if meant:
        raise PlanError("instrument_misspelt", name=name, meant=meant, known=listed)
    raise PlanError("instrument_unknown", name=name, known=listed)


def shipped() -> tuple[Shipped, ...]:
    """Return what the shelf holds, one record an instrument."""
    return tuple(_line(read_instrument(path_of(name))) for name in names())


def _line(instrument: Instrument) -> Shipped:
    items = tuple(instrument.items())
    return Shipped(
        id=instrument.id,
        version=instrument.version,
        status=instrument.status,
        validated=instrument.validated,
        title=instrument.title,
        items=len(items),
        short_items=sum(item.short for item in items) if "short" in instrument.forms else 0,
    )
