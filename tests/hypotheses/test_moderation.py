"""Hypotheses of the kind moderation: the product term, the slopes, the region, and what refuses them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.hypotheses.made import hypothesis, register, result_of

MODERATION = hypothesis("moderation", "x", "y", moderator="w", controls=("m1",))


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


def test_slopes_region_and_product_are_those_of_r(agencies, by_r):
    want = by_r["moderation"]
    found = register([MODERATION], agencies[["x", "w", "m1", "y"]])
    (result,) = found.results
    assert (result.n_used, result.n_dropped, result.moderator) == (want["n"], len(agencies) - want["n"], "w")
    assert [each.at for each in result.slopes] == ["low", "middle", "high"]
    assert [each.moderator for each in result.slopes] == close(want["at"])
    assert [each.estimate for each in result.slopes] == close(want["effect"])
    assert [each.std_error for each in result.slopes] == close(want["se"])
    w = agencies.dropna(subset=["x", "w", "m1", "y"])["w"]
    inside = [root for root in want["roots"] if w.min() < root < w.max()]
    assert result.region.where == "partly"
    assert list(result.region.boundaries) == close(inside, 1e-7)
    assert list(result.region.shares) == [float((w < root).mean()) for root in inside]
    assert (result.region.low, result.region.high) == (w.min(), w.max())
    # f2 = F/df of the product, R2 change / (1 - R2)
    assert result.f_squared == close(want["F"] / (want["n"] - 5))
    assert result.f_squared == close(want["r2_change"] / (1 - result.r_squared))
    (model,) = found.models
    product = next(each for each in model.coefficients if each.term == "x:w")
    assert (product.estimate, product.std_error, product.p_value) == (result.estimate, result.std_error, result.p_value)


@pytest.mark.shared
def test_the_product_term_is_hayes_of_2013(shared):
    data = pd.read_csv(shared / "reference/data/globalwarm.csv")
    want = json.loads((shared / "reference/values/globalwarm.json").read_text())["moderation"]
    nodes = ["govact", "negemot", "age", "posemot", "ideology", "sex"]
    one = hypothesis("moderation", "negemot", "govact", moderator="age", controls=("posemot", "ideology", "sex"))
    found = result_of(one, data[nodes].astype(float))
    term = "negemot:age"
    assert found.estimate == close(want["raw"]["coef"][term])
    assert found.std_error == close(want["raw"]["se_HC3"][term])
    assert found.r_squared == close(want["raw"]["r2"])
    assert found.f_squared == close(want["interaction"]["F"] / want["interaction"]["df2"])
    assert found.region.where == "everywhere"
    assert found.region.boundaries == ()
    declared = result_of(one, data[nodes].astype(float), defaults={"vcov": "classical"})
    for slope, theirs in zip(declared.slopes, want["simple_slopes_p16_50_84"], strict=True):
        assert (slope.moderator, slope.estimate, slope.std_error) == close(
            (theirs["w"], theirs["effect"], theirs["se"])
        )
        assert slope.p_value == close(theirs["p"], 1e-6)
        assert [slope.conf_low, slope.conf_high] == close(theirs["ci95"])
    assert declared.p_value == close(want["interaction"]["p"], 1e-6)


@pytest.fixture
def values():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.normal(size=(200, 2)), columns=["x", "w"])
    return frame.assign(y=frame["x"] * (1 + frame["w"]) + rng.normal(size=200))


def test_the_product_decides_with_its_sign(values):
    one = hypothesis("moderation", "x", "y", moderator="w")
    assert result_of(one, values).verdict == "supported"
    assert result_of(hypothesis("moderation", "x", "y", moderator="w", expected="negative"), values).verdict == (
        "contradicted"
    )


def test_a_product_is_not_blamed_for_overlapping_with_its_factors(values):
    shifted = values.assign(x=values["x"] + 50, w=values["w"] + 50)
    found = register([hypothesis("moderation", "x", "y", moderator="w")], shifted)
    assert max(each.vif or 0 for each in found.models[0].coefficients) > 10
    assert found.notices == ()


def test_covariates_stand_beside_and_the_unadjusted_product_is_given(values):
    profile = pd.DataFrame({"years": np.random.default_rng(1).normal(size=200)})
    options = {"profile": profile, "kinds": {"years": "number"}, "defaults": {"covariates": ("years",)}}
    one = hypothesis("moderation", "x", "y", moderator="w")
    found = register([one], values, **options)
    assert [model.id for model in found.models] == ["P1", "P1.unadjusted"]
    assert found.results[0].unadjusted == close(result_of(one, values).estimate)
    assert found.results[0].covariates == ("years",)


def test_clusters_give_the_product_their_errors(values):
    clusters = np.array([f"c{row % 15}" for row in range(200)], dtype=object)
    found = result_of(hypothesis("moderation", "x", "y", moderator="w"), values, clusters=clusters)
    assert (found.vcov, found.p_wild is None) == ("CR2", False)
    assert found.df < 14


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"w": 3.0}, "constant_predictor"),
        ({"y": 1.0}, "constant_outcome"),
        ({"x": 2.0}, "constant_predictor"),
    ],
)
def test_a_constant_leaves_it_not_tested(values, change, code):
    found = result_of(hypothesis("moderation", "x", "y", moderator="w"), values.assign(**change))
    assert (found.verdict, found.code, found.slopes, found.region) == ("not_tested", code, (), None)


def test_a_moderator_that_was_not_measured_is_named(values):
    found = result_of(hypothesis("moderation", "x", "y", moderator="v"), values)
    assert (found.code, found.values) == ("not_measured", {"nodes": "v"})
