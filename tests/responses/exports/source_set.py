"""One set of invented respondents of the small instrument: what every export below must give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument

INSTRUMENT = Path(__file__).parent.parent / "instruments" / "trust.yaml"
ITEMS = ("TR1", "TR2", "TR3", "TR4", "DA1", "DA2")
CHECKS = ("CK1", "CK2")
AGENCIES = ("Dinas Kominfo", 'Badan "Satu Data"; Kota', "Bappeda, Kabupaten", "Dinas Kesehatan")
DONT_KNOW = 99
FIRST = datetime.fromisoformat("2026-04-05 09:00:00")


@dataclass(frozen=True)
class Respondent:
    number: int
    items: dict[str, int | None]
    agency: str
    role: str | None
    sector: str
    education: int
    years: float | None
    needs: frozenset[str] | None
    media: frozenset[str] | None
    checks: dict[str, int]
    start: datetime
    seconds: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


def instrument() -> Instrument:
    return load_instrument(INSTRUMENT)


def respondents(n: int = 18, *, seed: int = 20260401) -> list[Respondent]:
    """Answers of every kind: skipped ones, "don't know", decimals, several choices, names that hold delimiters."""
    rng = np.random.default_rng(seed)

    def choose(options: tuple[str, ...]) -> frozenset[str] | None:
        ticked = frozenset(option for option in options if rng.random() < 0.5)
        return ticked or None

    found = []
    for number in range(1, n + 1):
        answers: dict[str, int | None] = {name: int(rng.integers(1, 6)) for name in ITEMS}
        answers[str(rng.choice(ITEMS))] = None if number % 3 == 0 else DONT_KNOW
        found.append(
            Respondent(
                number=number,
                items=answers,
                agency=AGENCIES[number % len(AGENCIES)],
                role=(None, "leader", "staff")[int(rng.integers(0, 3))],
                sector=("public", "other")[int(rng.integers(0, 2))],
                education=int(rng.integers(1, 3)),
                years=(None, 2.5, 12.0, 0.0, 31.0)[int(rng.integers(0, 5))],
                needs=choose(("trust", "news", "radio")),
                media=choose(("tv", "web")),
                checks={name: int(rng.integers(0, 3)) for name in CHECKS},
                start=FIRST + timedelta(days=number, seconds=int(rng.integers(0, 3600))),
                seconds=int(rng.integers(60, 3000)),
            )
        )
    return found


def items_of(people: list[Respondent]) -> pd.DataFrame:
    """Items as they must be read: "don't know" is missing."""
    rows = [[np.nan if r.items[name] in {None, DONT_KNOW} else r.items[name] for name in ITEMS] for r in people]
    return pd.DataFrame(rows, columns=list(ITEMS), dtype=float)


def profile_of(people: list[Respondent]) -> pd.DataFrame:
    names = ("agency", "role", "sector", "education", "years")
    frame = pd.DataFrame([[getattr(r, name) for name in names] for r in people], columns=list(names), dtype=object)
    return frame.astype({"years": float})


def choices_of(people: list[Respondent], question: str, codes: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for person in people:
        ticked = getattr(person, question)
        rows.append([np.nan] * len(codes) if ticked is None else [float(code in ticked) for code in codes])
    return pd.DataFrame(rows, columns=list(codes), dtype=float)


def checks_of(people: list[Respondent]) -> pd.DataFrame:
    return pd.DataFrame([[r.checks[name] for name in CHECKS] for r in people], columns=list(CHECKS), dtype=float)
