"""Hypotheses of every kind, and what keeps a regression from being shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.hypotheses.design import covariates
from govassess.instrument.load import load_instrument
from govassess.report.html import render_html
from govassess.result.codec import settled
from govassess.run.plan import Plan
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
MEDIATION = next(each for each in CG.hypotheses if each.kind == "mediation")


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("serial", [False, True])
def test_several_mediators_are_tested_and_named_in_the_report(serial, lang):
    hypothesis = replace(MEDIATION, mediators=("DPS", "SG"), outcome="SN", serial=serial)
    result = assess(responses(answers(CG, 120), CG), plan=Plan(hypotheses=(hypothesis,)), draws=60)
    (found,) = result.hypotheses
    effects = {each.effect: each.estimate for each in found.effects}
    parts = ["indirect_DPS", "indirect_SG"] + (["indirect_DPS>SG"] if serial else [])
    assert effects["indirect"] == pytest.approx(sum(effects[name] for name in parts), rel=1e-10)
    assert effects["indirect"] + effects["direct"] == pytest.approx(effects["total"], rel=1e-10)
    assert ("d_DPS>SG" in effects) == serial
    page = render_html(settled(result), lang)
    assert "indirect_" not in page and "DPS&gt;SG" not in page


def test_fewer_than_ten_residual_degrees_of_freedom_give_no_test():
    direct = replace(next(each for each in CG.hypotheses if each.kind == "direct"), covariates=())
    plan = Plan(hypotheses=(direct,))
    assert assess(responses(answers(CG, 11), CG), plan=plan, draws=20).hypotheses[0].values == {
        "found": 11,
        "needed": 12,
    }
    assert assess(responses(answers(CG, 12), CG), plan=plan, draws=20).hypotheses[0].verdict != "not_tested"


def test_categories_are_counted_over_the_rows_that_the_regression_uses():
    n = 60
    profile = pd.DataFrame({"agency_type": ["gov_city"] * 30 + ["private"] * 24 + ["ngo"] * 6, "years_service": 3.0})
    profile["years_service"] = np.arange(n, dtype=float)
    profile.loc[56:, "years_service"] = np.nan
    complete = pd.Series([True] * n)
    found = covariates(profile, CG.profile, ["agency_type", "years_service"], complete, 5)
    alone = covariates(profile, CG.profile, ["agency_type"], complete, 5)
    assert "ngo" in set(alone.frame["agency_type"])
    assert "ngo" not in set(found.frame["agency_type"])
