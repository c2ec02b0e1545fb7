from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import cfa, fornell_larcker, one_factor
from govassess.stats.confirmatory import fornell_larcker_of
from govassess.stats.correlated_factors import fit_factor_model, implied
from tests.stats.factor_data import FACTOR_SCALES, factor_answers, factor_values, with_correlations

# lavaan stops at a relative change of 1e-10 of the function, near 1e-6 of the parameters
LAVAAN = 2e-5


@pytest.fixture(scope="module")
def data():
    return factor_answers()


@pytest.fixture(scope="module")
def want():
    return factor_values()["cfa"]


@pytest.fixture(scope="module")
def found(data):
    return cfa(data, FACTOR_SCALES)


def test_the_fit_block_is_that_of_lavaan(found, want):
    fit = want["fit"]
    pairs = {
        "chisq": found.fit.chi2,
        "df": found.fit.df,
        "pvalue": found.fit.p_value,
        "cfi": found.fit.cfi,
        "tli": found.fit.tli,
        "rmsea.ci.lower": found.fit.rmsea_low,
        "rmsea.ci.upper": found.fit.rmsea_high,
        "srmr_bentler_nomean": found.fit.srmr,
        "aic": found.fit.aic,
        "bic": found.fit.bic,
        "logl": found.fit.log_likelihood,
        "baseline.chisq": found.fit.baseline_chi2,
        "baseline.df": found.fit.baseline_df,
        "npar": found.fit.n_parameters,
    }
    assert pairs == pytest.approx({key: fit[key] for key in pairs}, rel=1e-6)
    # RMSEA is the root of a difference near zero here: T - df = .06
    assert found.fit.rmsea == pytest.approx(fit["rmsea"], rel=1e-4)
    assert found.admissible
    assert found.flags == ()


def test_loadings_with_standard_errors_are_those_of_lavaan(found, want):
    frame = found.to_frame().set_index("term")
    for item, row in want["loadings"].items():
        ours = frame.loc[item]
        assert ours["estimate"] == pytest.approx(row["est"], rel=LAVAAN)
        assert ours["std_error"] == pytest.approx(row["se"], rel=LAVAAN)
        assert ours["statistic"] == pytest.approx(row["z"], rel=LAVAAN)
        assert ours["conf_low"] == pytest.approx(row["low"], rel=LAVAAN)
        assert ours["conf_high"] == pytest.approx(row["high"], rel=LAVAAN)
        assert ours["standardised"] == pytest.approx(row["std"], rel=LAVAAN)
        assert ours["n_used"] == 233


def test_factor_correlations_with_standard_errors_are_those_of_lavaan(found, want):
    frame = found.correlations.set_index(["a", "b"])
    assert len(frame) == len(want["correlations"])
    for row in want["correlations"]:
        ours = frame.loc[(row["a"], row["b"])]
        assert ours["estimate"] == pytest.approx(row["est"], rel=LAVAAN)
        assert ours["std_error"] == pytest.approx(row["se"], rel=LAVAAN)
        assert ours["conf_low"] == pytest.approx(row["low"], rel=LAVAAN)
        assert ours["conf_high"] == pytest.approx(row["high"], rel=LAVAAN)


def test_cr_and_ave_come_from_the_same_model(found, want):
    assert found.composite_reliability == pytest.approx(want["CR"], rel=LAVAAN)
    assert found.ave == pytest.approx(want["AVE"], rel=LAVAAN)
    assert found.source == "joint_cfa"


def test_a_model_that_holds_exactly_is_recovered_and_fits():
    loadings = np.array([0.9, 0.7, 0.5, 0.8, 0.6])
    factor_of = np.array([0, 0, 0, 1, 1])
    phi = np.array([[1, 0.4], [0.4, 1]])
    R = implied(factor_of, loadings, 1 - loadings**2, phi)
    found = cfa(with_correlations(R), {"one": ["i1", "i2", "i3"], "two": ["i4", "i5"]})
    np.testing.assert_allclose(found.loadings["standardised"], loadings, rtol=1e-7)
    assert found.factor_r.loc["one", "two"] == pytest.approx(0.4, rel=1e-7)
    assert found.fit.chi2 == pytest.approx(0, abs=1e-8)
    assert found.fit.df == 4
    assert found.fit.cfi == 1
    assert (found.fit.rmsea, found.fit.rmsea_low) == (0, 0)
    assert found.fit.srmr == pytest.approx(0, abs=1e-7)


def test_one_scale_of_three_items_has_no_degree_of_freedom_and_no_fit(data):
    found = cfa(data, {"data": FACTOR_SCALES["data"]})
    assert found.fit.df == 0
    assert {found.fit.cfi, found.fit.tli, found.fit.rmsea, found.fit.srmr, found.fit.p_value} == {None}
    single = one_factor(data[FACTOR_SCALES["data"]])
    np.testing.assert_allclose(found.loadings["standardised"], single.loadings, rtol=1e-7)


def test_a_scale_of_one_item_is_left_out_and_named(data, found):
    other = cfa(data, {**FACTOR_SCALES, "alone": ["marker"]})
    assert other.left_out == ("alone",)
    assert other.fit.chi2 == pytest.approx(found.fit.chi2, rel=1e-9)
    assert other.n_used == found.n_used


def test_units_and_order_change_nothing_but_the_unstandardised_loadings(data, found):
    items = [name for members in FACTOR_SCALES.values() for name in members]
    turned = cfa(
        data.sample(frac=1, random_state=1)[items] * 20 - 7,
        {name: FACTOR_SCALES[name][::-1] for name in ("use", "data", "staff", "lead")},
    )
    assert turned.fit.chi2 == pytest.approx(found.fit.chi2, rel=1e-7)
    assert turned.factor_r.loc["lead", "data"] == pytest.approx(found.factor_r.loc["lead", "data"], rel=1e-6)
    ours, theirs = (each.to_frame().set_index("term") for each in (found, turned))
    np.testing.assert_allclose(theirs["standardised"].reindex(ours.index), ours["standardised"], rtol=1e-6)
    np.testing.assert_allclose(theirs["estimate"].reindex(ours.index), 20 * ours["estimate"], rtol=1e-6)


def test_a_factor_keyed_the_wrong_way_is_turned(data, found):
    turned = data.assign(**{name: 6 - data[name] for name in FACTOR_SCALES["use"]})
    other = cfa(turned, FACTOR_SCALES)
    assert (other.to_frame().set_index("term").loc[FACTOR_SCALES["use"], "estimate"] > 0).all()
    assert other.factor_r.loc["lead", "use"] == pytest.approx(-found.factor_r.loc["lead", "use"], rel=1e-7)
    np.testing.assert_allclose(other.correlations["std_error"], found.correlations["std_error"], rtol=1e-6)


def test_the_likelihood_is_at_its_maximum_there(found, data):
    items = [name for members in FACTOR_SCALES.values() for name in members]
    R = np.corrcoef(data[items].dropna(), rowvar=False)
    factor_of = np.repeat(np.arange(4), [5, 4, 3, 2])
    model = fit_factor_model(R, factor_of)

    def discrepancy(loadings):
        sigma = implied(factor_of, loadings, model.unique, model.phi)
        return np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, R))

    best = discrepancy(model.loadings)
    for step in np.eye(14) * 1e-4:
        assert discrepancy(model.loadings + step) > best
        assert discrepancy(model.loadings - step) > best


def test_a_negative_variance_is_flagged_with_its_item_and_not_hidden():
    # within the first block l1^2 = .8 x .8 / .5 = 1.28
    R = np.array(
        [
            [1, 0.8, 0.8, 0.3, 0.3],
            [0.8, 1, 0.5, 0.2, 0.2],
            [0.8, 0.5, 1, 0.2, 0.2],
            [0.3, 0.2, 0.2, 1, 0.6],
            [0.3, 0.2, 0.2, 0.6, 1],
        ]
    )
    blocks = {"one": ["i1", "i2", "i3"], "two": ["i4", "i5"]}
    found = cfa(with_correlations(R), blocks)
    assert not found.admissible
    assert "negative_variance" in found.flags
    assert found.negative_variances == ("i1",)
    assert found.to_frame().loc[0, "standardised"] > 1
    assert "inadmissible" in repr(found)
    assert not fornell_larcker(with_correlations(R), blocks).admissible


def test_factors_that_correlate_beyond_one_are_flagged():
    R = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    R[0, 1] = R[1, 0] = R[2, 3] = R[3, 2] = 0.4
    found = cfa(with_correlations(R), {"one": ["i1", "i2"], "two": ["i3", "i4"]})
    assert found.factor_r.loc["one", "two"] == pytest.approx(1.25, rel=1e-6)
    assert found.smallest_eigenvalue == pytest.approx(-0.25, rel=1e-5)
    assert found.flags == ("factors_not_positive_definite",)


def test_fornell_larcker_uses_loadings_and_correlations_of_one_model(data, found):
    criterion = fornell_larcker(data, FACTOR_SCALES)
    frame = criterion.to_frame().set_index("term")
    for name in FACTOR_SCALES:
        others = found.factor_r.loc[name].drop(name).abs()
        assert frame.loc[name, "sqrt_ave"] == pytest.approx(np.sqrt(found.ave[name]), rel=1e-12)
        assert frame.loc[name, "largest_r"] == pytest.approx(others.max(), rel=1e-12)
        assert frame.loc[name, "largest_with"] == others.idxmax()
        assert frame.loc[name, "passed"] == (np.sqrt(found.ave[name]) > others.max())
    assert criterion.n_used == 233
    assert fornell_larcker_of(found).to_frame().equals(criterion.to_frame())


def blocks_of(rows, columns=("a", "b", "c", "d")):
    rng = np.random.default_rng(2)
    shared = rng.normal(size=(rows, 1))
    return pd.DataFrame(shared + rng.normal(size=(rows, 4)), columns=list(columns))


TWO = {"one": ["a", "b"], "two": ["c", "d"]}


@pytest.mark.parametrize(
    ("items", "blocks", "code"),
    [
        (blocks_of(50), {"one": ["a"], "two": ["b"]}, "too_few_blocks"),
        (blocks_of(50), {"one": ["a", "b"]}, "too_few_items"),
        (blocks_of(4), TWO, "too_few_rows"),
        (blocks_of(50).assign(b=3.0), TWO, "constant_items"),
        (blocks_of(50).assign(d=lambda x: x["a"] * 2), TWO, "duplicate_items"),
        (blocks_of(50).assign(d=lambda x: x["a"] + x["b"] + x["c"]), TWO, "singular"),
    ],
)
def test_a_model_that_is_undefined_says_why(items, blocks, code):
    with pytest.raises(NotEstimable) as refused:
        cfa(items, blocks)
    assert (refused.value.what, refused.value.code) == ("cfa", code)
    assert refused.value.message("en")
    assert refused.value.message("id")


def test_fornell_larcker_needs_two_scales_of_several_items():
    with pytest.raises(NotEstimable) as refused:
        fornell_larcker(blocks_of(50), {"one": ["a", "b", "c"], "two": ["d"]})
    assert (refused.value.what, refused.value.code) == ("fornell_larcker", "too_few_blocks")


def test_a_column_in_two_scales_or_nowhere_is_a_mistake():
    with pytest.raises(ValueError, match="two scales"):
        cfa(blocks_of(50), {"one": ["a", "b"], "two": ["b", "c"]})
    with pytest.raises(ValueError, match="not in the data: x"):
        cfa(blocks_of(50), {"one": ["a", "b"], "two": ["x", "c"]})
