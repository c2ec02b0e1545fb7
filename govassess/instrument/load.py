"""Load an instrument by name from the shelf, or from a file of one's own."""

from __future__ import annotations

from pathlib import Path

from govassess.errors import InstrumentError, Problem
from govassess.files.cells import printable
from govassess.files.limits import Limits
from govassess.instrument import shelf
from govassess.instrument.model import Instrument
from govassess.instrument.parse import CODE, canonical, parse_instrument, read_instrument, sha256_of

LONGEST_NAME = 255  # characters; asking for a longer one is an error of the file system

__all__ = ["canonical", "check", "load_instrument", "parse_instrument", "sha256_of"]


def load_instrument(name_or_path: str | Path, *, limits: Limits | None = None) -> Instrument:
    """Load an instrument from the shelf or from a YAML file.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a shipped instrument (``govassess instruments list``), or the path of a file. A text that
        is no shipped name is taken for a path if it ends in ``.yaml`` or ``.yml``, holds a folder, or names a
        file.
    limits : Limits, optional
        Sizes of the file, and the most items.

    Returns
    -------
    Instrument

    Raises
    ------
    PlanError
        No instrument has this name.
    InstrumentError
        The file is no valid instrument: every fault by line and key path. An official instrument cannot be
        changed under its own id either; a changed copy takes another id.

    Examples
    --------
    >>> instrument = load_instrument("cg-dps-smartcity")
    >>> len(list(instrument.items())), instrument.validated
    (64, False)
    """
    path = Path(name_or_path)
    is_file = isinstance(name_or_path, Path) or len(path.parts) > 1 or path.suffix.lower() in {".yaml", ".yml"}
    if not is_file and str(name_or_path) not in shelf.names():
        is_file = len(path.name) <= LONGEST_NAME and path.is_file()
    return check(path, limits) if is_file else read_instrument(shelf.path_of(str(name_or_path)))


def check(path: Path | str, limits: Limits | None = None) -> Instrument:
    """Read an instrument file and raise all its problems; return the instrument if there is none."""
    instrument = read_instrument(path, limits)
    if instrument.id in shelf.names():
        original = read_instrument(shelf.path_of(instrument.id))
        if original.status == "official" and canonical(original) != canonical(instrument):
            raise InstrumentError(
                [
                    Problem(
                        code=CODE,
                        reason="instrument.locked",
                        file=Path(path).name,
                        path="id",
                        value=printable(instrument.id, 80),
                    )
                ]
            )
    return instrument
