from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.block_regression import f2_limits, hierarchical
from govassess.stats.moderation import moderate

XWY = {"predictor": "x", "moderator": "w", "outcome": "y"}


@pytest.fixture
def data():
    rng = np.random.default_rng(21)
    frame = pd.DataFrame(rng.normal(size=(150, 3)), columns=["x", "w", "z"])
    frame["y"] = 0.4 * frame["x"] + 0.4 * frame["x"] * frame["w"] + rng.normal(size=150)
    return frame.assign(g=np.arange(150) % 15, c=rng.choice(["u", "v"], 150))


@pytest.mark.parametrize("options", [{}, {"vcov": "classical"}, {"cluster": "g"}])
def test_a_slope_is_just_significant_at_a_boundary(data, options):
    found = moderate(data, **XWY, **options)
    from govassess.stats.moderation import _Line

    assert found.boundaries
    slopes = _Line(found.fit, "x", found.term, 0).slopes(np.array([root for root, _ in found.boundaries]), 0.95)
    assert slopes["p_value"].tolist() == pytest.approx([0.05] * len(slopes), rel=1e-8)


def test_centring_and_units_change_neither_slopes_nor_the_product(data):
    one, centred = moderate(data, **XWY), moderate(data, **XWY, centred=True)
    pd.testing.assert_frame_equal(one.to_frame(), centred.to_frame(), rtol=1e-8)
    other = moderate(data.assign(w=data["w"] * 10 + 500), **XWY)
    assert other.to_frame()["estimate"].tolist() == pytest.approx(one.to_frame()["estimate"].tolist(), rel=1e-7)
    assert other.r2_change == pytest.approx(one.r2_change, rel=1e-7)


def test_delta_r2_is_the_difference_of_two_fits(data):
    found = moderate(data, **XWY, covariates=["z", "c"])
    steps = hierarchical(data.assign(p=data["x"] * data["w"]), "y", [["x", "w", "z", "c"], ["p"]]).to_frame()
    for ours, theirs in (("r2_change", "r2_change"), ("statistic", "statistic"), ("p_value", "p_value"), ("f2", "f2")):
        assert getattr(found, ours) == pytest.approx(steps[theirs][1], rel=1e-8)
    assert (found.f2_low, found.f2_high) == pytest.approx((steps["conf_low"][1], steps["conf_high"][1]), rel=1e-6)


def test_no_root_inside_means_everywhere_or_nowhere(data):
    strong = data.assign(y=data["y"] + 20 * data["x"])
    assert moderate(strong, **XWY).significant == "everywhere"
    nothing = data.assign(y=np.random.default_rng(3).normal(size=150))
    assert moderate(nothing, **XWY).significant == "nowhere"


def test_a_constant_moderator_is_refused(data):
    with pytest.raises(NotEstimable) as refused:
        moderate(data.assign(w=3.0), **XWY)
    assert (refused.value.what, refused.value.code) == ("moderation", "constant_predictor")
    with pytest.raises(ValueError, match="probe"):
        moderate(data, **XWY, probe="sd")


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_too_few_rows_are_that_whatever_their_values(data, n):
    for rows in (data.iloc[:n], data.iloc[:n].assign(w=1.0)):
        with pytest.raises(NotEstimable) as refused:
            moderate(rows, **XWY)
        assert (refused.value.what, refused.value.code) == ("moderation", "too_few_rows")
        assert (refused.value.values["found"], refused.value.values["needed"]) == (n, 6)


def test_all_blocks_use_the_rows_of_the_last(data):
    data.loc[[1, 7], "z"] = np.nan
    found = hierarchical(data, "y", ["x", ["w", "c"], "z"])
    assert (found.n_used, found.n_dropped) == (148, 2)
    assert {fit.n_used for fit in found.fits} == {148}
    assert found.to_frame()["added"].tolist() == ["x", "w + c", "z"]


@pytest.mark.parametrize(
    ("blocks", "error"), [([], ValueError), ([[]], ValueError), ("xw", TypeError), (["x", "x"], ValueError)]
)
def test_blocks_that_are_none_are_mistakes(data, blocks, error):
    with pytest.raises(error):
        hierarchical(data, "y", blocks)


def test_a_block_that_follows_from_an_earlier_one_is_refused(data):
    with pytest.raises(NotEstimable) as refused:
        hierarchical(data.assign(twice=data["x"] * 2), "y", ["x", "twice"])
    assert (refused.value.what, refused.value.code) == ("hierarchical", "collinear")


def test_the_limits_of_f2_put_f_at_its_quantiles():
    from scipy.stats import ncf

    low, high = f2_limits(6.0, 3, 90, 94, 0.95)
    assert ncf.cdf(6.0, 3, 90, low * 94) == pytest.approx(0.975, rel=1e-6)
    assert ncf.cdf(6.0, 3, 90, high * 94) == pytest.approx(0.025, rel=1e-6)
    assert f2_limits(0.5, 3, 90, 94, 0.95)[0] == 0
    assert f2_limits(0.001, 3, 90, 94, 0.95) == (0, 0)
