"""Reports of many kinds, made from simulated surveys: sizes, languages, plans, rules; for checks that must not alarm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govassess.assessment.assess import assess
from govassess.files.cells import csv_text
from govassess.questionnaire.simulate import simulate
from govassess.report.html import render_html
from govassess.responses.read import read_responses
from govassess.result.assessment import Assessment
from govassess.result.codec import compact, decode
from govassess.run.plan import read_plan

CG, SKM = "cg-dps-smartcity", "skm-permenpanrb-14-2017"
PLAN = Path(__file__).parents[2] / "examples" / "plan-hypotheses.yaml"

Kind = dict[str, Any]
"""Wishes of one report: those of ``simulate``, and ``options`` of the run, ``lang``, ``audience``, ``date``."""

SIZES = (70, 130, 1, 2, 12, 34, 90)
WAYS: tuple[Kind, ...] = (
    {"options": {"by": ("agency_type",)}},
    {"modules": ("core",), "form": "short", "options": {"exclude_careless": True}},
    {"missing": 0.0, "options": {"by": ("agency_type",), "disclosure": "published"}},
    {"options": {"study": {"kind": "census", "invited": 500}, "conf_level": 0.9}},
    {"careless": 0.2, "options": {"exclude_careless": True, "by": ("agency",)}},
    {"missing": 0.25, "options": {"cluster": "none", "ci": "bca"}},
    {"instrument": SKM, "words": "codes"},
    {"plan": PLAN},
    {"instrument": SKM, "words": "codes", "missing": 0.0, "careless": 0.0, "options": {"reproduce": "0.11"}},
    {"instrument": SKM, "words": "codes", "missing": 0.1, "options": {"study": {"invited": 400}}},
)


def kinds(count: int) -> Iterator[Kind]:
    """Yield the wishes of so many reports, no two alike."""
    for place in range(count):
        way = WAYS[place % len(WAYS)]
        size = SIZES[(place + place // len(WAYS)) % len(SIZES)]
        published = way.get("options", {}).get("disclosure") == "published"
        yield {
            "instrument": CG,
            "n": max(size, 30) if published else size,  # fewer may not be published
            "seed": place,
            "words": ("id", "en", "codes")[place % 3],
            "clusters": (12, 4, 14)[place % 3],
            "lang": ("en", "id")[place % 2],
            "audience": ("research", "agency", "thesis")[place % 3],
            "date": (None, "2026-11-23")[place % 2],
        } | way


def write_survey(kind: Kind, path: Path) -> Path:
    """Write the survey of one kind."""
    wishes = {name: kind[name] for name in ("form", "modules", "words", "missing", "careless", "seed") if name in kind}
    survey = simulate(kind["instrument"], kind["n"], clusters=min(kind["clusters"], kind["n"]), **wishes)
    path.write_text(csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)]), encoding="utf-8")
    return path


def assessed(kind: Kind, survey: Path, *, draws: int = 40) -> Assessment:
    """The result of one kind as it is stored."""
    plan = read_plan(kind["plan"]) if "plan" in kind else None
    responses = read_responses(survey, kind["instrument"])
    return decode(compact(assess(responses, plan=plan, **{"draws": draws, "seed": 7} | kind.get("options", {}))))


def report_of(kind: Kind, result: Assessment) -> str:
    """The page of one kind."""
    return render_html(result, kind["lang"], date=kind["date"], audience=kind["audience"])
