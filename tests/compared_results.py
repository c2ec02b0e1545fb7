"""Small results to set beside each other: surveys that the tests make, assessed with few resamples."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from govassess.assessment.assess import assess
from govassess.instrument.model import Indicator, Instrument, Study
from govassess.result.assessment import Assessment
from govassess.result.codec import decode, encode
from tests.report.a_result import an_instrument, pair
from tests.surveys import answers, responses


def an_index(dimensions: int = 2) -> Instrument:
    """Two constructs of dimensions and a third one, without hypotheses; the first dimension has two indicators."""
    instrument = replace(an_instrument(dimensions, 4), hypotheses=())
    first, *others = instrument.constructs
    split, *rest = first.dimensions
    halves = tuple(
        Indicator(id=f"I{place}", name=pair(f"Sign {place}", f"Tanda {place}"), items=split.items[at : at + 2])
        for place, at in ((1, 0), (2, 2))
    )
    split = replace(split, items=(), indicators=halves)
    return replace(instrument, constructs=(replace(first, dimensions=(split, *rest)), *others))


INDEX = an_index()


def a_survey(
    seed: int,
    *,
    n: int = 80,
    shift: float = 0.0,
    instrument: Instrument = INDEX,
    study: Study | None = None,
    columns: tuple[str, ...] | None = None,
    **options: object,
) -> Assessment:
    """One assessed survey; ``shift`` is the share of answers that are one point higher than they would be."""
    frame = answers(instrument, n, seed=seed)
    higher = np.random.default_rng(1000 + seed).random(frame.shape) < abs(shift)
    keys = np.array([-1 if item.reverse else 1 for item in instrument.items()])
    frame = (frame + higher * keys * np.sign(shift)).clip(1, 5)
    if columns is not None:
        frame = frame[list(columns)]
    read = responses(frame, instrument)
    sha256 = hashlib.sha256(f"{seed} {n} {shift} {columns}".encode()).hexdigest()
    read = replace(read, source=replace(read.source, sha256=sha256, file=f"survey {seed}.csv"))
    found = assess(read, **{"draws": 200, "study": study or Study(), **options})
    return decode(encode(found))
