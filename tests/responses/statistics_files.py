"""SPSS and Stata files made on the spot, as the programs' users would have them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

AGREE5 = {1: "Sangat tidak setuju", 2: "Tidak setuju", 3: "Netral", 4: "Setuju", 5: "Sangat setuju"}


def data_file(suffix: str, columns: Mapping[str, Sequence[Any]], **how: Any) -> bytes:
    """Return the bytes of a ``.sav``, ``.zsav`` or ``.dta`` of these columns; ``how`` goes to pyreadstat."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"survey{suffix}"
        frame = pd.DataFrame(dict(columns))
        if suffix == ".dta":
            pyreadstat.write_dta(frame, path, **how)
        else:
            pyreadstat.write_sav(frame, path, compress=suffix == ".zsav", **how)
        return path.read_bytes()


def columns_of(rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return rows under a header as columns of floats and texts; an empty cell of a column of numbers is missing."""
    found: dict[str, list[Any]] = {}
    for heading, *cells in zip(*rows, strict=True):
        try:
            found[str(heading)] = [float(cell) if cell != "" else float("nan") for cell in cells]
        except ValueError:
            found[str(heading)] = [str(cell) for cell in cells]
    return found
