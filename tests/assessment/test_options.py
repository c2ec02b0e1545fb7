"""Options given in a notebook are held to the schema of a plan file, in one place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import govassess as ga
from govassess.errors import PlanError
from govassess.run.plan import Plan, PlanFileError, read_plan, with_options
from tests.conftest import ROOT

WRONG = {
    "by": 5,
    "cluster": 4,
    "draws": True,
    "seed": -1,
    "conf_level": 7,
    "ci": "normal",
    "disclosure": "secret",
    "min_group": "5",
    "ledger": 3,
    "reproduce": [1],
    "study": "mine",
    "hypotheses": [1],
    "instrument": 1,
    "lang": "xx",
    "mapping": 2,
    "sheet": 3,
    "encoding": 8,
    "delimiter": ";;",
    "header_row": 0,
    "header_rows": 9,
    "tool": 1,
    "on_invalid": "skip",
    "duplicates": "drop",
    "partial": "some",
    "exclude_careless": "false",
    "leading_zero": "never",
    "csv_dialect": "d",
    "pad_short_rows": "yes",
    "tcr_categories": "sugiyono",
    "limits": 5,
    "file": 6,
}
"""A value of each option that is none; every option of the plan is here."""


@pytest.mark.parametrize("option", [option.name for option in fields(Plan)])
def test_each_option_is_refused_by_its_name_with_what_was_found(option):
    for given in ({"plan": None, option: WRONG[option]}, {"plan": Plan(**{option: WRONG[option]})}):
        with pytest.raises(PlanError) as refused:
            with_options(**given)
        english, indonesian = refused.value.message("en"), refused.value.message("id")
        assert english.startswith(option) and indonesian.startswith(option) and english != indonesian
        assert "{" not in english + indonesian
        shown = WRONG[option][0] if isinstance(WRONG[option], list) else WRONG[option]
        assert str(shown) in english


@pytest.mark.parametrize("text", ["conf_level: 7", "disclosure: secret", "draws: 0.5", "delimiter: ;;", "lang: xx"])
def test_a_plan_file_and_a_notebook_refuse_the_same(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text + "\n")
    with pytest.raises(PlanFileError):
        read_plan(path)
    name, value = text.split(": ")
    with pytest.raises(PlanError):
        with_options(None, **{name: float(value) if value.replace(".", "").isdigit() else value})


def test_an_assessment_does_not_begin_with_wrong_options():
    survey = ga.read_responses(ROOT / "examples/simulated-survey.csv")
    for option in ("conf_level", "disclosure"):
        with pytest.raises(PlanError, match=f"^{option}"):
            ga.assess(survey, draws=0, **{option: WRONG[option]})


def test_what_means_the_same_in_python_is_taken():
    given = with_options(
        None, draws=np.int64(50), conf_level=np.float64(0.9), mapping=Path("m.yaml"), by="role", hypotheses=[]
    )
    assert given == Plan(draws=50, conf_level=0.9, mapping="m.yaml", by=("role",), hypotheses=())
    assert with_options(given, by=["role", "agency"], seed=0).by == ("role", "agency")
    assert with_options(given) == given
