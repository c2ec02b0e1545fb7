"""Random surveys with hidden agencies, for the attacks: a small instrument, groups in groups, blanks that disclose."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument
from govassess.responses.model import Responses
from tests.surveys import answers, responses

VARIABLES = ("agency", "kind", "role")

HEAD = """
schema_version: 1
id: attacked
version: 1.0.0
status: proposed
validated: false
title: {en: "Attacked (test)", id: "Diserang (uji)"}
citation: "Written for the tests of govassess."
modules: {all: {constructs: [P, Q, R], required: true}}
headline: [P, Q, R]
measurement_level: dimension
respondent: {group_by: [agency, kind, role]}
scales:
  five:
    {min: 1, max: 5, labels: {1: {text: {en: A, id: A}}, 2: {text: {en: B, id: B}}, 3: {text: {en: C, id: C}}, 4: {text: {en: D, id: D}}, 5: {text: {en: E, id: E}}}}
scoring: {weights: equal, index: pomp}
levels:
  rule: bands
  basis: index
  source: {en: "for tests", id: "untuk pengujian"}
  closed: left
  bands: [{level: 1, min: 0, max: 50, name: {en: Low, id: Rendah}}, {level: 2, min: 50, max: 100, name: {en: High, id: Tinggi}}]
families: {f: {en: Family, id: Keluarga}}
hypothesis_defaults: {covariates: [kind, years]}
hypotheses:
  - {id: H1, family: f, kind: direct, predictor: P, outcome: Q, expected: positive, text: {en: One, id: Satu}}
  - {id: H2, family: f, kind: direct, predictor: Q, controls: [P], outcome: R, expected: positive, text: {en: Two, id: Dua}}
  - {id: H3, family: f, kind: total, predictor: P, outcome: R, expected: positive, text: {en: Three, id: Tiga}}
profile:
  - {id: agency, type: text, label: {en: Agency, id: Instansi}}
  - {id: kind, type: text, label: {en: Kind, id: Jenis}}
  - {id: role, type: text, label: {en: Role, id: Peran}}
  - {id: years, type: number, label: {en: Years, id: Tahun}}
constructs:
"""


def _constructs() -> str:
    lines = []
    for construct in "PQR":
        lines.append(f"  - id: {construct}\n    name: {{en: {construct}x, id: {construct}x}}\n    dimensions:\n")
        for dimension in "12":
            name = construct + dimension
            items = ", ".join(
                f"{{id: {name}{item}, text: {{en: About {name}{item}, id: Tentang {name}{item}}}}}" for item in "ab"
            )
            lines.append(f"      - {{id: {name}, name: {{en: {name}x, id: {name}x}}, items: [{items}]}}\n")
    return "".join(lines)


def small_instrument(folder) -> Instrument:
    """Three constructs of two dimensions of two items, three hypotheses with two covariates."""
    path = folder / "attacked.yaml"
    path.write_text(HEAD + _constructs(), encoding="utf-8")
    return load_instrument(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A survey, and what was made of it on purpose."""

    read: Responses
    by: tuple[str, ...]
    hidden: tuple[str, ...]  # agencies under the minimum
    policy: str


def a_design(instrument: Instrument, seed: int, *, blank: bool, skipped: bool, nested: bool = True) -> Design:
    """One to three agencies under the minimum among larger ones, each agency of one kind, roles across them.

    With ``blank`` one to four respondents stated no years, so that equations leave them out. With ``skipped`` a small
    agency, or one person, did not answer a dimension.
    """
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    policy = ("internal", "published")[seed % 2]
    minimum = (5, 10)[seed % 2]
    small = [draw.randint(1, minimum - 1) for _ in range(draw.randint(1, 3))]
    large = [draw.randint(minimum + 2, 3 * minimum) for _ in range(draw.randint(3, 6))]
    sizes = small + large
    names = [f"a{place}" for place in range(len(sizes))]
    agency = np.repeat(names, sizes).astype(object)
    n = len(agency)
    kinds = {name: f"k{place % 2}" for place, name in enumerate(names)}
    kind = np.array([kinds[name] for name in agency], dtype=object)
    role = np.array([f"r{min(rng.integers(3), rng.integers(4))}" for _ in range(n)], dtype=object)
    years = rng.integers(0, 30, n).astype(float)
    frame = answers(instrument, n, seed=seed)
    if blank:
        years[rng.choice(n, draw.randint(1, min(4, minimum - 1)), replace=False)] = np.nan
    if skipped:
        rows = agency == draw.choice(names[: len(small)]) if draw.random() < 0.7 else np.arange(n) == rng.integers(n)
        gone = draw.choice(("P2", "Q1", "R2"))
        frame.loc[rows, [name for name in frame if name.startswith(gone)]] = np.nan
    columns = {"agency": agency, "kind": kind, "role": role, "years": years}
    by = draw.choice([("agency",), ("agency", "kind"), ("agency", "role"), ("agency", "kind", "role")])
    return Design(
        read=responses(frame, instrument, profile=pd.DataFrame(columns)),
        by=by if nested else by[:1],
        hidden=tuple(names[: len(small)]),
        policy=policy,
    )
