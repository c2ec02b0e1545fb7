"""What is computed beyond the tables of groups must not tell what those hide: agreement, group hypotheses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Hypothesis, Text
from govassess.run.plan import Plan
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


def survey(frame, **profile):
    columns = {name: pd.Series(values, dtype=object) for name, values in profile.items()}
    return responses(frame, CG, profile=pd.DataFrame(columns))


def differs(by, outcome):
    text = Text(en="They differ.", id="Berbeda.")
    return Hypothesis(id="G", family="f", kind="group", predictor=by, outcome=outcome, text=text)


@pytest.mark.parametrize(("sizes", "shown"), [((4, 56), 0), ((3, 57), 0), ((*[10] * 11, 2, 7), 11)])
def test_agreement_and_reliability_of_means_rest_on_groups_that_are_shown(sizes, shown):
    """Variances between and within groups beside the total would be solved for the size and mean of a hidden pair."""
    n = sum(sizes)
    agency = np.repeat([f"a{place:02d}" for place in range(len(sizes))], sizes)
    frame = answers(CG, n, seed=3)
    found = assess(survey(frame, agency=agency), cluster="agency", draws=0).aggregation
    assert {each.groups for each in found} == ({shown} if shown else set())
    assert {each.n_used for each in found} == ({10 * shown} if shown else set())
    changed = frame.copy()
    hidden = np.isin(agency, [f"a{place:02d}" for place, size in enumerate(sizes) if size < 8])
    changed.loc[hidden] = 6 - changed.loc[hidden]
    if shown:  # whatever the hidden ones answer, nothing of it is told
        assert assess(survey(changed, agency=agency), cluster="agency", draws=0).aggregation == found


def test_a_few_without_a_group_are_not_what_the_total_leaves_over():
    frame = answers(CG, 92, seed=4)
    gender = np.array(["f"] * 44 + ["m"] * 44 + [None] * 4, dtype=object)
    last = [item for item in frame if item.startswith("S")]  # smart city: two of the four did not answer it
    frame.loc[[90, 91], last] = np.nan
    plan = Plan(hypotheses=(differs("gender", "SC"),), draws=0)
    (result,) = assess(survey(frame, gender=gender), plan=plan).hypotheses
    assert (result.verdict, result.code, result.groups) == ("not_tested", "too_few_groups", ())


def test_a_group_that_is_withheld_at_one_node_is_not_compared_there():
    frame = answers(CG, 66, seed=5)
    agency = np.repeat(["a", "b", "c", "d"], [17, 15, 17, 17])
    last = [item for item in frame if item.startswith("S")]
    frame.loc[range(2, 17), last] = np.nan  # two of agency a answered on smart city
    plan = Plan(hypotheses=(differs("agency", "SC"),), draws=0)
    result = assess(survey(frame, agency=agency), plan=plan)
    table = {group.value: {score.id: score.mean for score in group.scores} for group in result.groups}
    compared = {group.value for group in result.hypotheses[0].groups}
    assert table["a"]["SC"] is None
    assert all(table[name]["SC"] is not None for name in compared)
    assert len(compared) == 2
