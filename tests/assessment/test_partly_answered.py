"""Means of a construct that a few answered in part only: rounded as far as it takes, and all that follows with them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.assessment.priorities import standing_out
from govassess.report.html import render_html
from govassess.result.codec import decode, encode
from govassess.scoring.scores import score
from govassess.verification.data_check import recomputed
from tests.disclosure.designs import small_instrument
from tests.surveys import answers, responses


@pytest.fixture(scope="module")
def instrument(tmp_path_factory):
    return small_instrument(tmp_path_factory.mktemp("attacked"))


def survey(instrument, skipping, n=60):
    """Agencies of 30 and 30; the respondents of these rows did not answer dimension P2."""
    frame = answers(instrument, n, seed=1)
    frame.loc[skipping, ["P2a", "P2b"]] = np.nan
    profile = pd.DataFrame({"agency": np.repeat(["a", "b"], n // 2).astype(object)})
    return responses(frame, instrument, profile=profile)


def means(result):
    whole = {("", score.id): score.mean for score in result.scores}
    return whole | {(group.value, score.id): score.mean for group in result.groups for score in group.scores}


def test_one_who_skipped_a_dimension_is_not_what_the_construct_leaves_of_its_parts(instrument):
    read = survey(instrument, [3])
    result = assess(read, by=("agency",), draws=0)
    exact = score(read).values
    shown = means(result)
    assert abs(shown["", "P"] - exact["P"].mean()) > 1e-4
    told = 60 * shown["", "P"] - 0.5 * (60 * shown["", "P1"] + 59 * shown["", "P2"])
    assert abs(told / 0.5 - exact.loc[3, "P"]) > 0.4  # half of a point of what the exact means would tell
    assert shown["a", "P"] != pytest.approx(exact["P"][:30].mean(), abs=1e-4)
    assert shown["b", "P"] == pytest.approx(exact["P"][30:].mean())
    assert shown["", "P1"] == pytest.approx(exact["P1"].mean())
    assert shown["", "Q"] == pytest.approx(exact["Q"].mean())
    codes = {(notice.code, notice.where) for notice in result.warnings if notice.code.startswith("rounded")}
    assert codes == {("rounded_score", "scores.P"), ("rounded_group_scores", "groups.P")}


def test_where_many_skipped_it_nothing_is_rounded(instrument):
    result = assess(survey(instrument, [*range(6), *range(40, 46)]), by=("agency",), draws=0)
    assert not [notice for notice in result.warnings if notice.code.startswith("rounded")]


def test_index_level_distance_pairs_and_report_follow_from_the_rounded_mean(instrument):
    result = assess(survey(instrument, [3, 40]), by=("agency",), draws=50)
    found = decode(encode(result))
    assert [each for each in recomputed(found) if not each.holds] == []
    (P,) = [each for each in found.scores if each.id == "P"]
    assert P.index == pytest.approx(25 * (P.mean - 1))
    assert P.mean_low <= P.mean <= P.mean_high
    for lang, word in (("en", "rounded to a multiple"), ("id", "dibulatkan ke kelipatan")):
        assert word in render_html(found, lang)


def test_no_equation_gives_back_a_mean_that_is_rounded(instrument):
    read = survey(instrument, [3])
    result = assess(read, by=("agency",), draws=0)
    shown = means(result)
    for model in result.models:
        slopes = {each.term: each.estimate for each in model.coefficients}
        constant = slopes.pop("(Intercept)", None)
        if "P" in (model.outcome, *slopes):  # with the constant the exact mean of P were the one unknown
            assert constant is None, model.id
            assert model.condition_number is None
            assert model.residuals is None or not model.residuals.by_fitted
            assert ("models." + model.id, "intercept") in {(gap.where, gap.field) for gap in result.unavailable}
    assert any("P" in (model.outcome, *(each.term for each in model.coefficients)) for model in result.models)
    complete = assess(survey(instrument, []), by=("agency",), draws=0)
    plain = next(model for model in complete.models if model.id == "H1")
    slope, constant = (
        next(each.estimate for each in plain.coefficients if each.term == term) for term in ("P", "(Intercept)")
    )
    solved = (means(complete)["", "Q"] - constant) / slope
    assert solved == pytest.approx(means(complete)["", "P"])  # the attack, where nothing is to be hidden
    assert shown["", "P"] != pytest.approx(score(read).values["P"].mean(), abs=1e-4)


def test_parts_that_stand_out_differ_as_the_means_do_that_are_shown(instrument):
    basis = SimpleNamespace(scores=score(survey(instrument, [])), draws=None)
    exact = standing_out(basis)
    rounded = standing_out(basis, {exact.strongest: 4.0, exact.weakest: 1.5})
    assert rounded.difference == pytest.approx(2.5)
    assert exact.difference != pytest.approx(2.5)
