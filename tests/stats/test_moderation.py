from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.block_regression import f2_limits, hierarchical
from govassess.stats.moderation import moderate
from govassess.stats.regression import fit_ols

XWY = {"predictor": "x", "moderator": "w", "outcome": "y"}


@pytest.fixture
def data():
    rng = np.random.default_rng(21)
    frame = pd.DataFrame(rng.normal(size=(150, 3)), columns=["x", "w", "z"])
    frame["y"] = 0.4 * frame["x"] + 0.4 * frame["x"] * frame["w"] + rng.normal(size=150)
    return frame.assign(g=np.arange(150) % 15, c=rng.choice(["u", "v"], 150))


def slope_at(data, found, value, **options):
    """The slope at a value of the moderator is the predictor's coefficient once the moderator is measured from there."""
    moved = data.assign(w=data["w"] - value)
    fit = fit_ols(moved.assign(p=moved["x"] * moved["w"]), "y", ["x", "w", "p"], **options)
    return fit.coefficients.set_index("term").loc["x"]


@pytest.mark.parametrize("options", [{}, {"vcov": "classical"}, {"cluster": "g"}, {"cluster": "g", "vcov": "CR1"}])
def test_a_slope_is_just_significant_at_a_boundary(data, options):
    found = moderate(data, **XWY, **options)
    assert found.boundaries
    for at, below in found.boundaries:
        assert slope_at(data, found, at, **options)["p_value"] == pytest.approx(0.05, rel=1e-6)
        assert below == (data["w"] < at).mean()


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("options", [{}, {"cluster": "g"}, {"cluster": "g", "vcov": "CR1"}])
def test_every_slope_has_the_error_and_the_degrees_of_freedom_of_its_own_contrast(data, options, centred):
    data["w"] += 40
    table = moderate(data, **XWY, **options, centred=centred).slopes
    for row in table.to_dict("records"):
        want = slope_at(data, None, row["moderator"], **options)
        for name in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high"):
            assert row[name] == pytest.approx(want[name], rel=1e-6), name
    assert table["df"].nunique() == (3 if options == {"cluster": "g"} else 1)


@pytest.mark.parametrize("options", [{}, {"vcov": "classical"}, {"cluster": "g"}])
def test_centring_the_moderator_changes_neither_slopes_nor_where_they_differ_from_zero(data, options):
    one = moderate(data, **XWY, **options)
    others = [
        (moderate(data, **XWY, **options, centred=True), 0.0),
        (moderate(data.assign(w=data["w"] - data["w"].mean()), **XWY, **options), -data["w"].mean()),
        (moderate(data.assign(w=data["w"] + 100), **XWY, **options), 100.0),
    ]
    for other, shift in others:
        pd.testing.assert_frame_equal(
            one.slopes.assign(moderator=one.slopes["moderator"] + shift), other.slopes, rtol=1e-7
        )
        moved = [(at + shift, share) for at, share in one.boundaries]
        assert np.ravel(other.boundaries) == pytest.approx(np.ravel(moved), abs=1e-7)
        ranges = np.ravel(one.significant_ranges) + shift
        assert np.ravel(other.significant_ranges) == pytest.approx(ranges, abs=1e-7)
        assert (other.significant, len(other.significant_ranges)) == (one.significant, len(one.significant_ranges))
        assert other.beta == pytest.approx(one.beta, rel=1e-9)


@pytest.mark.parametrize("options", [{}, {"cluster": "g"}])
def test_the_ranges_are_where_the_slope_differs_from_zero(data, options):
    found = moderate(data, **XWY, **options)
    low, high = found.moderator_range
    assert (found.significant, low, high) == ("partly", data["w"].min(), data["w"].max())
    ends = {end for stretch in found.significant_ranges for end in stretch}
    assert {at for at, _ in found.boundaries} == ends - {low, high}
    for value in np.linspace(low, high, 60):
        inside = any(start <= value <= stop for start, stop in found.significant_ranges)
        assert inside == (slope_at(data, found, value, **options)["p_value"] < 0.05)


@pytest.mark.parametrize("options", [{}, {"cluster": "g"}])
def test_a_narrow_strip_about_a_slope_of_zero_is_found(data, options):
    exact = data.assign(y=data["x"] * (data["w"] - 0.3) + 0.02 * data["z"])
    found = moderate(exact, **XWY, **options)
    (before, _), (after, _) = found.boundaries
    assert before < 0.3 < after < before + 0.01
    assert found.significant_ranges == ((found.moderator_range[0], before), (after, found.moderator_range[1]))


def test_the_beta_of_the_product_is_that_of_standardised_factors(data):
    import statsmodels.formula.api as smf

    data = data.assign(w=3 * data["w"] + 7, x=data["x"] + 2)
    z = (data[["x", "w", "y", "z"]] - data[["x", "w", "y", "z"]].mean()) / data[["x", "w", "y", "z"]].std()
    want = smf.ols("y ~ x * w + z + C(c)", z.assign(c=data["c"])).fit().params["x:w"]
    for centred in (False, True):
        found = moderate(data, **XWY, covariates=["z", "c"], centred=centred)
        assert found.beta == pytest.approx(want, rel=1e-9)
        assert found.fit.to_frame().set_index("term").loc["x:w", "beta"] == found.beta


def test_a_slope_that_one_cluster_decides_is_refused(data):
    with pytest.raises(NotEstimable) as refused:
        moderate(data.assign(x=data["x"].where(data["g"] == 3, 0.0)), **XWY, cluster="g")
    assert (refused.value.what, refused.value.code) == ("moderation", "cluster_decides")
    assert refused.value.message("en") and refused.value.message("id")


def test_the_line_printed_speaks_of_the_slope_and_not_of_the_product(data):
    assert "slope differs from 0 partly" in repr(moderate(data, **XWY))


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
    assert moderate(strong, **XWY).significant_ranges == (moderate(strong, **XWY).moderator_range,)
    nothing = data.assign(y=np.random.default_rng(3).normal(size=150))
    for options in ({}, {"cluster": "g"}):
        found = moderate(nothing, **XWY, **options)
        assert (found.significant, found.significant_ranges, found.boundaries) == ("nowhere", (), ())


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
