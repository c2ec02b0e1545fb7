"""What the hostile tests are made of: a small instrument as a tree that can be bent, and answers for it."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, Any]
FAST = ("--draws", "60")


def pair(english: str, indonesian: str | None = None) -> dict[str, str]:
    return {"en": english, "id": indonesian or english}


def item(name: str, **more: Any) -> Tree:
    return {"id": name, "text": pair(f"Question {name}", f"Pertanyaan {name}"), **more}


def bands(low: float, high: float, names: Sequence[str] = ("Low", "Middle", "High")) -> list[Tree]:
    """As many equal intervals from ``low`` to ``high`` as there are names."""
    ends = [low + (high - low) * at / len(names) for at in range(len(names))] + [high]
    return [
        {"level": at + 1, "min": ends[at], "max": ends[at + 1], "name": pair(name)} for at, name in enumerate(names)
    ]


def an_instrument(**changes: Any) -> Tree:
    """Two constructs of two dimensions, 3 items each; three hypotheses; every kind of profile variable."""
    made: Tree = {
        "schema_version": 1,
        "id": "made-up",
        "version": "1.0.0",
        "status": "proposed",
        "validated": False,
        "title": pair("Made-up instrument", "Instrumen rekaan"),
        "citation": "Written for the tests.",
        "modules": {"all": {"constructs": ["A", "B"]}},
        "headline": ["A", "B"],
        "measurement_level": "dimension",
        "respondent": {"group_by": ["agency", "role"]},
        "scales": {"five": {"min": 1, "max": 5, "labels": {
            1: {"text": pair("Strongly disagree", "Sangat tidak setuju")}, 2: {"text": pair("Disagree", "Tidak setuju")},
            3: {"text": pair("Neutral", "Netral")}, 4: {"text": pair("Agree", "Setuju")},
            5: {"text": pair("Strongly agree", "Sangat setuju")}}}},
        "scoring": {"weights": "equal", "index": "pomp"},
        "levels": {"basis": "index", "source": pair("For the tests", "Untuk pengujian"), "closed": "left",
                   "bands": bands(0, 100)},
        "constructs": [
            {"id": "A", "name": pair("Alpha"), "dimensions": [
                {"id": "A1", "name": pair("First"), "items": [item("a11"), item("a12"), item("a13", reverse=True)]},
                {"id": "A2", "name": pair("Second"), "items": [item("a21"), item("a22"), item("a23")]}]},
            {"id": "B", "name": pair("Beta"), "dimensions": [
                {"id": "B1", "name": pair("Third"), "items": [item("b11"), item("b12"), item("b13")]},
                {"id": "B2", "name": pair("Fourth"), "items": [item("b21"), item("b22"), item("b23")]}]},
        ],
        "hypotheses": [
            {"id": "H1", "family": "main", "kind": "direct", "predictor": "A", "outcome": "B", "expected": "positive",
             "text": pair("A goes with B.", "A sejalan dengan B.")},
            {"id": "H2", "family": "parts", "kind": "direct", "predictor": "A1", "outcome": "B", "controls": ["A2"],
             "expected": "positive", "text": pair("A1 goes with B.", "A1 sejalan dengan B.")},
            {"id": "H3", "family": "way", "kind": "mediation", "predictor": "A1", "outcome": "B2", "mediators": ["B1"],
             "expected": "positive", "text": pair("A1 and B2 through B1.", "A1 dan B2 melalui B1.")},
        ],
        "profile": [
            {"id": "agency", "type": "text", "label": pair("Agency", "Instansi")},
            {"id": "role", "type": "single", "label": pair("Role", "Jabatan"),
             "options": [{"code": "leader", "label": pair("Leader", "Pimpinan")}, {"code": "staff", "label": pair("Staff", "Staf")}]},
            {"id": "years", "type": "number", "min": 0, "max": 50, "label": pair("Years of service", "Masa kerja")},
        ],
        "multiple_choice": [
            {"id": "needs", "text": pair("What is needed?", "Apa yang dibutuhkan?"),
             "options": [{"code": "money", "label": pair("Money", "Dana")}, {"code": "people", "label": pair("People", "Orang")},
                         {"code": "other", "label": pair("Other", "Lainnya")}]},
        ],
    }  # fmt: skip
    return made | changes


def items_of(instrument: Tree) -> list[Tree]:
    """Every item of a tree, in the order of the file."""
    found: list[Tree] = []

    def walk(node: Tree) -> None:
        found.extend(node.get("items", []))
        for child in (*node.get("dimensions", []), *node.get("indicators", [])):
            walk(child)

    for construct in instrument["constructs"]:
        walk(construct)
    return found


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: the loader takes no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_instrument(path: Path, tree: Tree) -> Path:
    path.write_text(yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


Rows = list[list[str]]


def some_rows(instrument: Tree | None = None, n: int = 60, *, seed: int = 7, agencies: Sequence[str] = ()) -> Rows:
    """Heading and ``n`` records: correlated answers as codes, agency, role, years, needs, where the instrument asks."""
    tree = instrument or an_instrument()
    draw = random.Random(seed)
    names = agencies or [f"Agency {letter}" for letter in "ABCD"]
    asked = [name for name in ("agency", "role", "years") if name in {each["id"] for each in tree.get("profile", [])}]
    asked += [each["id"] for each in tree.get("multiple_choice", [])]
    found = [[each["id"] for each in items_of(tree)] + asked]
    scales = tree["scales"]
    first = next(iter(scales))
    for at in range(n):
        general = draw.gauss(0, 1)
        row = []
        for each in items_of(tree):
            scale = scales[each.get("scale", first)]
            low, high = scale["min"], scale["max"]
            point = (low + high) / 2 + (high - low) / 4 * (0.7 * general + 0.7 * draw.gauss(0, 1))
            point = min(high, max(low, round(point)))
            row.append(str(low + high - point if each.get("reverse") else point))
        others = {"agency": names[at % len(names)], "role": ("leader", "staff")[at % 3 == 0],
                  "years": str(draw.randint(0, 30))}  # fmt: skip
        row += [others.get(name, ("money", "people", "money;people")[at % 3]) for name in asked]
        found.append(row)
    return found


def as_csv(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> str:
    """The text of a CSV file exactly as a careless tool writes it: nothing is guarded."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_rows(path: Path, rows: Rows, **how: Any) -> Path:
    path.write_text(as_csv(rows, **how), encoding="utf-8", newline="")
    return path


def put(rows: Rows, column: str, row: int, text: str) -> Rows:
    """The rows with one cell changed; ``row`` counts as a spreadsheet does, the heading being row 1."""
    changed = [list(each) for each in rows]
    changed[row - 1][changed[0].index(column)] = text
    return changed


def without(rows: Rows, column: str) -> Rows:
    at = rows[0].index(column)
    return [row[:at] + row[at + 1 :] for row in rows]


def with_column(rows: Rows, heading: str, cells: Sequence[str]) -> Rows:
    """The rows with one more column; the cells are repeated down the file."""
    return [[*rows[0], heading], *([*row, cells[at % len(cells)]] for at, row in enumerate(rows[1:]))]
