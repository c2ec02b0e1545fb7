"""Small surveys that the tests make for themselves: frames and CSV files in the shape of an instrument."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument, items_under
from govassess.notices import FunnelStep
from govassess.responses.model import Responses, Source


def answers(
    instrument: Instrument, n: int = 120, *, seed: int = 1, form: str = "full", missing: float = 0.0
) -> pd.DataFrame:
    """Whole-number answers with one factor a dimension, correlated across constructs; reversed items as asked."""
    rng = np.random.default_rng(seed)
    general = rng.normal(size=n)
    columns = {}
    for construct in instrument.constructs:
        own = 0.6 * general + 0.8 * rng.normal(size=n)
        for dimension in construct.dimensions or (construct,):
            factor = 0.8 * own + 0.6 * rng.normal(size=n)
            for item in items_under(dimension):
                if form == "short" and not item.short:
                    continue
                scale = instrument.scale_of(item)
                middle, spread = (scale.min + scale.max) / 2, (scale.max - scale.min) / 4
                x = np.round(middle + spread * (0.8 * factor + 0.7 * rng.normal(size=n)))
                x = np.clip(x, scale.min, scale.max)
                if item.reverse:
                    x = scale.min + scale.max - x
                x[rng.random(n) < missing] = np.nan
                columns[item.id] = x
    return pd.DataFrame(columns)


def responses(
    items: pd.DataFrame,
    instrument: Instrument | str = "cg-dps-smartcity",
    *,
    profile: pd.DataFrame | None = None,
) -> Responses:
    """Responses as ``read_responses`` would return them for these answers."""
    if isinstance(instrument, str):
        instrument = load_instrument(instrument)
    n = len(items)
    return Responses(
        instrument=instrument,
        items=items.astype(float).reset_index(drop=True),
        profile=pd.DataFrame(index=range(n)) if profile is None else profile.reset_index(drop=True),
        choices={},
        checklists=pd.DataFrame(index=range(n)),
        columns={name: name for name in items},
        form="full",
        funnel=(FunnelStep(step=1, code="read", count=n, remaining=n),),
        issues=(),
        source=Source(file="survey.csv", sha256="0" * 64, tool="generic", format="csv", lang="en"),
    )


def with_total(total: int, n: int, *, low: int = 1, high: int = 4) -> list[int]:
    """``n`` answers between ``low`` and ``high`` that add up to ``total``."""
    each, rest = divmod(total, n)
    found = [each + 1] * rest + [each] * (n - rest)
    if sum(found) != total or min(found) < low or max(found) > high:
        raise ValueError(f"{n} answers from {low} to {high} cannot add up to {total}")
    return found


def to_csv(frame: pd.DataFrame, path: Path, *, sep: str = ",") -> Path:
    """Write answers as whole numbers, blanks where nothing was answered."""
    text = frame.map(
        lambda value: (
            "" if value is None or value != value else f"{value:g}" if isinstance(value, float) else str(value)
        )
    )
    path.write_text(text.to_csv(index=False, sep=sep), encoding="utf-8")
    return path
