"""Random-intercept models against lme4 and lmerTest (reference/multilevel.R), closed forms and dense matrices."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from govassess.errors import NotEstimable
from govassess.stats.agreement import icc
from govassess.stats.random_intercept import multilevel, random_intercept
from govassess.stats.regression import fit_ols

HERE = Path(__file__).parent / "reference"
OPTIMISED = 2e-6  # lme4 searches; here the score equation is solved


@pytest.fixture(scope="module")
def agencies():
    data = pd.read_csv(HERE / "agencies.csv")
    return data.assign(size=data.groupby("unit")["x"].transform("size"))


@pytest.fixture
def small():
    rng = np.random.default_rng(5)
    codes = np.sort(rng.integers(0, 12, size=60))
    data = pd.DataFrame({"x": rng.normal(size=60) + rng.normal(size=12)[codes], "agency": [f"a{g}" for g in codes]})
    data["y"] = 0.5 * data["x"] + rng.normal(size=12)[codes] + rng.normal(size=60)
    return data


def dense(data):
    """Design, outcome and membership of the model y ~ x within + x between."""
    codes = pd.factorize(data["agency"], sort=True)[0]
    means = data.groupby("agency")["x"].transform("mean")
    X = np.column_stack([np.ones(len(data)), data["x"] - means, means])
    return X, data["y"].to_numpy(), np.equal.outer(codes, codes).astype(float)


def restricted_deviance(X, y, same, sigma2, tau2):
    """Minus twice the restricted log-likelihood, by its definition with n x n matrices."""
    V = sigma2 * np.eye(len(y)) + tau2 * same
    inverse = np.linalg.inv(V)
    A = X.T @ inverse @ X
    e = y - X @ np.linalg.solve(A, X.T @ inverse @ y)
    return np.linalg.slogdet(V)[1] + np.linalg.slogdet(A)[1] + e @ inverse @ e, np.linalg.inv(A)


@pytest.mark.parametrize(
    ("model", "outcome", "predictors", "groups"),
    [
        ("empty", "y", [], "agency"),
        ("both", "y", ["x", "w"], "agency"),
        ("of_units", "y", ["x", "size"], "unit"),
        ("no_variance", "w", ["x"], "unit"),
    ],
)
def test_the_models_of_simulated_agencies_are_those_of_lmertest(agencies, model, outcome, predictors, groups):
    want = json.loads((HERE / "multilevel.json").read_text())[model]
    fit = multilevel(agencies, outcome, predictors, groups)
    assert (fit.n_used, fit.n_dropped, fit.n_groups) == (want["n"], 320 - want["n"], want["G"])
    assert fit.tau2 == pytest.approx(want["tau2"], rel=OPTIMISED)
    assert fit.sigma2 == pytest.approx(want["sigma2"], rel=OPTIMISED)
    assert fit.icc == pytest.approx(want["tau2"] / (want["tau2"] + want["sigma2"]), rel=OPTIMISED)
    assert fit.flags == (("no_group_variance",) if want["singular"] else ())
    table = fit.to_frame()
    if predictors:
        names = [term.replace(" (", "_").rstrip(")") for term in table["term"][1:]]
        assert names == list(want["estimate"])[1:]
    for ours, theirs, rel in (("estimate", "estimate", 1e-6), ("std_error", "se", 1e-6), ("df", "df", 1e-5)):
        values = want[theirs].values() if isinstance(want[theirs], dict) else want[theirs]
        assert table[ours].tolist() == pytest.approx(list(values), rel=rel)
    p = want["p"].values() if isinstance(want["p"], dict) else want["p"]
    assert table["p_value"].tolist() == pytest.approx(list(p), rel=1e-5)


@pytest.mark.shared
def test_the_variances_of_a_public_survey_are_those_of_nlme(shared):
    data = pd.read_csv(shared / "reference/data/bh1996.csv")
    values = json.loads((shared / "reference/values/cohesion_bh1996.json").read_text())["bh1996"]
    for name, want in values.items():
        fit = multilevel(data, name, [], "GRP")
        # seven digits are printed
        assert fit.tau2 == pytest.approx(want["ICC1_lme_reml"]["tau2"], rel=1e-5)
        assert fit.sigma2 == pytest.approx(want["ICC1_lme_reml"]["sigma2"], rel=1e-5)
        assert (fit.n_groups, fit.n_used) == (99, 7382)
    assert len(values) == 4
    assert multilevel(data, "WBEING", [], "GRP").tau2 == pytest.approx(0.0358008, abs=5e-8)
    assert multilevel(data, "WBEING", [], "GRP").sigma2 == pytest.approx(0.7894973, abs=5e-8)


def test_equal_groups_give_the_mean_squares():
    rng = np.random.default_rng(1)
    codes = np.repeat(np.arange(15), 6)
    data = pd.DataFrame({"y": rng.normal(size=15)[codes] + rng.normal(size=90), "g": codes})
    anova = icc(data["y"], data["g"])
    fit = multilevel(data, "y", [], "g")
    assert fit.sigma2 == pytest.approx(anova.msw, rel=1e-12)
    assert fit.tau2 == pytest.approx((anova.msb - anova.msw) / 6, rel=1e-11)
    assert fit.icc == pytest.approx(anova.estimate, rel=1e-11)
    row = fit.to_frame().iloc[0]
    assert row["std_error"] == pytest.approx(np.sqrt(anova.msb / 90), rel=1e-11)
    assert row["df"] == pytest.approx(14, rel=1e-9)


def test_the_estimate_solves_the_likelihood_written_with_dense_matrices(small):
    X, y, same = dense(small)
    fit = multilevel(small, "y", ["x"], "agency")
    best, cov = restricted_deviance(X, y, same, fit.sigma2, fit.tau2)
    for move in ((1e-4, 0), (-1e-4, 0), (0, 1e-4), (0, -1e-4), (1e-4, -1e-4)):
        assert restricted_deviance(X, y, same, fit.sigma2 + move[0], fit.tau2 + move[1])[0] > best
    assert fit.to_frame()["std_error"].tolist() == pytest.approx(np.sqrt(np.diag(cov)).tolist(), rel=1e-9)


def test_the_degrees_of_freedom_are_those_of_numerical_derivatives(small):
    X, y, same = dense(small)
    fit = multilevel(small, "y", ["x"], "agency")
    at, h = np.array([fit.sigma2, fit.tau2]), 1e-4
    steps = h * np.eye(2)

    def deviance(theta):
        return restricted_deviance(X, y, same, *theta)[0]

    H = np.array(
        [
            [
                (deviance(at + i + j) - deviance(at + i - j) - deviance(at - i + j) + deviance(at - i - j)) / (4 * h**2)
                for j in steps
            ]
            for i in steps
        ]
    )
    cov = restricted_deviance(X, y, same, *at)[1]
    gradient = np.stack(
        [
            (
                np.diag(restricted_deviance(X, y, same, *(at + i))[1])
                - np.diag(restricted_deviance(X, y, same, *(at - i))[1])
            )
            / (2 * h)
            for i in steps
        ]
    )
    spread = 2 * np.linalg.inv(H)
    df = 2 * np.diag(cov) ** 2 / np.einsum("ak,ab,bk->k", gradient, spread, gradient)
    # finite differences of a figure near 100 leave some five digits
    assert fit.to_frame()["df"].tolist() == pytest.approx(df.tolist(), rel=1e-4)


def test_without_variance_between_groups_it_is_the_regression_of_rows(agencies):
    fit = multilevel(agencies, "w", ["x"], "unit")
    rows = agencies.dropna(subset=["w", "x"])
    means = rows.groupby("unit")["x"].transform("mean")
    split = rows.assign(within=rows["x"] - means, between=means)
    plain = fit_ols(split, "w", ["within", "between"], vcov="classical")
    assert fit.tau2 == 0 and fit.icc == 0
    for column in ("estimate", "std_error", "df", "p_value", "conf_low", "conf_high"):
        assert fit.to_frame()[column].tolist() == pytest.approx(plain.to_frame()[column].tolist(), rel=1e-9)


def test_a_predictor_has_only_the_parts_that_vary(small):
    small["size"] = small.groupby("agency")["x"].transform("size")
    small["centred"] = small["x"] - small.groupby("agency")["x"].transform("mean")
    terms = multilevel(small, "y", ["size", "centred"], "agency").to_frame()["term"].tolist()
    assert terms == ["(Intercept)", "size (between)", "centred (within)"]


def test_units_offsets_labels_and_the_order_of_rows_change_nothing(small):
    one = multilevel(small, "y", ["x"], "agency")
    turned = small.assign(x=small["x"] * 1000 + 5e6, y=small["y"] * 10 - 3e4, agency="z" + small["agency"])
    other = multilevel(turned.sample(frac=1, random_state=2), "y", ["x"], "agency")
    assert other.icc == pytest.approx(one.icc, rel=1e-8)
    assert other.tau2 == pytest.approx(100 * one.tau2, rel=1e-8)
    for column in ("statistic", "df", "p_value"):
        assert other.to_frame()[column].tolist()[1:] == pytest.approx(one.to_frame()[column].tolist()[1:], rel=1e-7)


def test_rows_with_gaps_are_dropped_and_counted(small):
    want = multilevel(small.drop(index=[2, 9, 30]), "y", ["x"], "agency")
    small.loc[2, "agency"] = None
    small.loc[9, "x"] = np.nan
    small.loc[30, "y"] = np.nan
    found = multilevel(small, "y", ["x"], "agency")
    assert (found.n_used, found.n_dropped) == (57, 3)
    assert found.to_frame()["estimate"].tolist() == want.to_frame()["estimate"].tolist()
    assert "ICC" in repr(found)


def rows(n, groups, **columns):
    rng = np.random.default_rng(n)
    return pd.DataFrame({"y": rng.normal(size=n), "x": rng.normal(size=n), "g": np.arange(n) % groups, **columns})


@pytest.mark.parametrize(
    ("data", "predictors", "code"),
    [
        (rows(60, 9), ["x"], "too_few_groups"),
        (rows(40, 40), ["x"], "groups_of_one"),
        (rows(60, 12, y=1.0), ["x"], "constant_outcome"),
        (rows(60, 12, y=1.0), [], "constant_outcome"),
        (rows(60, 12, x=1.0), ["x"], "constant_predictor"),
        (rows(60, 12, y=1e200), [], "not_finite"),
        (rows(60, 12, y=np.arange(60) % 12), [], "perfect_fit"),
        (rows(60, 12).assign(z=lambda d: d["x"]), ["x", "z"], "collinear"),
        (rows(60, 12).assign(z=lambda d: d["x"] - d.groupby("g")["x"].transform("mean")), ["x", "z"], "collinear"),
        (rows(24, 12).assign(**{f"v{j}": np.sin(np.arange(24) * (j + 1)) for j in range(11)}),
         [f"v{j}" for j in range(11)], "more_terms_than_clusters"),
        (rows(3, 3).head(2), [], "too_few_rows"),
        (rows(3, 3).head(3), ["x"], "too_few_rows"),
    ],
)  # fmt: skip
def test_what_has_no_answer_says_why(data, predictors, code):
    with pytest.raises(NotEstimable) as refused:
        multilevel(data, "y", predictors, "g")
    assert (refused.value.what, refused.value.code) == ("multilevel", code)
    assert refused.value.message("id") != refused.value.message("en")


def test_text_and_unknown_columns_are_mistakes(small):
    with pytest.raises(ValueError, match="numbers"):
        multilevel(small.assign(x="a"), "y", ["x"], "agency")
    with pytest.raises(ValueError, match="not in the data"):
        multilevel(small, "y", ["z"], "agency")
    with pytest.raises(ValueError, match="twice"):
        multilevel(small, "y", ["x", "x"], "agency")


def test_a_group_of_one_among_others_counts():
    data = rows(61, 12)
    data.loc[60, "g"] = 99
    assert multilevel(data, "y", ["x"], "g").group_sizes == (1, 5)


def test_nearly_all_variance_between_groups_is_found():
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(20), 5)
    y = 1000 * rng.normal(size=20)[codes] + rng.normal(size=100)
    fit = random_intercept((y - y.mean()) / y.std(), np.empty((100, 0)), codes)
    means = y.reshape(20, 5).mean(axis=1)
    within = ((y - means[codes]) ** 2).sum() / 80
    assert fit.tau2 * y.var() == pytest.approx(means.var(ddof=1) - within / 5, rel=1e-9)


def test_beside_statsmodels():
    rng = np.random.default_rng(0)
    codes = np.sort(rng.integers(0, 25, size=250))
    x = rng.normal(size=250)
    y = x + rng.normal(size=25)[codes] + rng.normal(size=250)
    theirs = MixedLM(y, np.column_stack([np.ones(250), x]), codes).fit(reml=True)
    ours = random_intercept(y - y.mean(), (x - x.mean())[:, None], codes)
    assert ours.sigma2 == pytest.approx(theirs.scale, rel=1e-4)
    assert ours.tau2 == pytest.approx(float(theirs.cov_re[0, 0]), rel=1e-3)
    assert ours.estimate[1] == pytest.approx(theirs.params[1], rel=1e-5)
