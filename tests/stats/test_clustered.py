from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import fractional_matrix_power

from govassess.errors import NotEstimable
from govassess.stats.clustered import cluster_covariance, rule_of, wild_cluster_p
from govassess.stats.mediation import mediate
from govassess.stats.regression import fit_ols


@pytest.fixture
def data():
    rng = np.random.default_rng(8)
    codes = np.sort(rng.integers(0, 15, size=90))
    frame = pd.DataFrame({"x": rng.normal(size=90) + rng.normal(size=15)[codes], "z": rng.normal(size=90)})
    frame["y"] = 0.2 * frame["x"] + rng.normal(size=15)[codes] + rng.normal(size=90)
    frame["agency"] = [f"a{code}" for code in codes]
    return frame


def bell_mccaffrey(X, y, labels, c):
    """CR2 and Satterthwaite's df by the definition, with n x n matrices."""
    n = len(y)
    M = np.linalg.inv(X.T @ X)
    H = X @ M @ X.T
    e = y - H @ y
    V, columns = 0, []
    for label in np.unique(labels):
        at = labels == label
        A = fractional_matrix_power(np.eye(at.sum()) - H[np.ix_(at, at)], -0.5).real
        score = X[at].T @ A @ e[at]
        V = V + np.outer(score, score)
        columns.append((np.eye(n) - H)[:, at] @ A @ X[at] @ M @ c)
    P = np.stack(columns, axis=1)
    values = np.linalg.eigvalsh(P.T @ P)
    return np.sqrt(c @ M @ V @ M @ c), values.sum() ** 2 / (values**2).sum()


def test_cr2_and_its_degrees_of_freedom_are_those_of_the_definition(data):
    fit = fit_ols(data, "y", ["x", "z"], cluster="agency").to_frame()
    X = np.column_stack([np.ones(90), data[["x", "z"]]])
    for j in range(3):
        se, df = bell_mccaffrey(X, data["y"].to_numpy(), data["agency"].to_numpy(), np.eye(3)[j])
        assert fit["std_error"][j] == pytest.approx(se, rel=1e-9)
        assert fit["df"][j] == pytest.approx(df, rel=1e-9)


def test_cr2_of_a_mean_of_equal_clusters_is_the_one_known_by_hand():
    # cluster means 1, 2, 6: their variance 7 over 3 is the squared standard error, with 2 degrees of freedom
    means = np.repeat([1.0, 2.0, 6.0], 4)
    found = cluster_covariance(np.ones((12, 1)), means - 3, np.repeat([0, 1, 2], 4), np.ones((1, 1)), "CR2")
    assert found.cov[0, 0] == pytest.approx(7 / 3, rel=1e-12)
    assert found.df[0] == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize(
    ("n_clusters", "rule"), [(2, None), (9, None), (10, "CR2"), (40, "CR2"), (499, "CR2"), (500, "CR1")]
)
def test_the_rule_follows_the_number_of_clusters(n_clusters, rule):
    assert rule_of(n_clusters) == rule
    rng = np.random.default_rng(n_clusters)
    data = pd.DataFrame(rng.normal(size=(1000, 2)), columns=["x", "y"]).assign(g=np.arange(1000) % n_clusters)
    fit = fit_ols(data, "y", ["x"], cluster="g")
    assert fit.vcov == (rule or "HC3")
    assert ("few_clusters" in fit.flags) == (rule is None)
    assert ("p_wild" in fit.to_frame()) == (rule is not None)
    assert (fit.wild_draws, fit.wild_seed) == ((0, None) if rule is None else (4999, 20231031))
    assert (fit.n_clusters, fit.vcov_asked) == (n_clusters, "cluster")
    if rule is None:
        pd.testing.assert_frame_equal(fit.to_frame(), fit_ols(data, "y", ["x"]).to_frame())


def test_the_wild_bootstrap_is_a_loop_of_refits(data):
    X = np.column_stack([np.ones(90), data[["x", "z"]]])
    y, codes = data["y"].to_numpy(), pd.factorize(data["agency"])[0]
    found = wild_cluster_p(X, y, codes, np.eye(3)[[1]], count=199, seed=4)
    from govassess.stats.clustered import _wild_weights

    def t(outcome):
        b, *_ = np.linalg.lstsq(X, outcome, rcond=None)
        e = outcome - X @ b
        scores = np.stack([X[codes == g].T @ e[codes == g] for g in range(15)])
        M = np.linalg.inv(X.T @ X)
        return b[1] / np.sqrt((M @ scores.T @ scores @ M)[1, 1])

    free = X[:, [0, 2]]
    fitted = free @ np.linalg.lstsq(free, y, rcond=None)[0]
    drawn = np.array([t(fitted + v[codes] * (y - fitted)) for v in _wild_weights(15, 199, 4)])
    assert found[0] == pytest.approx((np.sum(np.abs(drawn) >= abs(t(y)) * (1 - 1e-9)) + 1) / 200, rel=1e-12)


def test_below_twelve_clusters_the_weights_are_webbs_six():
    from govassess.stats.clustered import _wild_weights

    assert len(np.unique(np.round(_wild_weights(11, 500, 1), 9))) == 6
    assert set(np.unique(_wild_weights(12, 500, 1))) == {-1.0, 1.0}


def test_units_and_the_order_of_rows_change_nothing(data):
    one = fit_ols(data, "y", ["x", "z"], cluster="agency").to_frame().set_index("term")
    turned = data.assign(x=data["x"] * 1000 + 5e6).sample(frac=1, random_state=1)
    other = fit_ols(turned, "y", ["x", "z"], cluster="agency").to_frame().set_index("term")
    for column in ("statistic", "df", "p_value", "p_wild"):
        assert other.loc[["x", "z"], column].tolist() == pytest.approx(one.loc[["x", "z"], column].tolist(), rel=1e-7)


def test_a_term_that_one_cluster_decides_is_flagged(data):
    alone = data.assign(only=(data["agency"] == "a3").astype(float))
    assert "cluster_leverage" in fit_ols(alone, "y", ["x", "only"], cluster="agency").flags
    assert "cluster_leverage" not in fit_ols(data, "y", ["x"], cluster="agency").flags


def test_more_terms_than_clusters_are_refused():
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.normal(size=(60, 13)), columns=[*"abcdefghijkl", "y"]).assign(unit=np.arange(60) % 11)
    with pytest.raises(NotEstimable) as refused:
        fit_ols(data, "y", list("abcdefghijkl"), cluster="unit")
    assert refused.value.code == "more_terms_than_clusters"
    assert refused.value.message("id")


def test_rows_without_a_cluster_are_dropped_and_counted(data):
    data.loc[[3, 5], "agency"] = None
    fit = fit_ols(data, "y", ["x"], cluster="agency")
    assert (fit.n_used, fit.n_dropped) == (88, 2)


def test_covariances_that_do_not_go_together_are_mistakes(data):
    with pytest.raises(ValueError, match="needs cluster"):
        fit_ols(data, "y", ["x"], vcov="CR2")
    with pytest.raises(ValueError, match="independent"):
        fit_ols(data, "y", ["x"], vcov="classical", cluster="agency")


def test_mediation_resamples_clusters_and_below_ten_of_them_rows(data):
    names = {"predictor": "x", "mediators": ["z"], "outcome": "y", "draws": 200}
    found = mediate(data, **names, cluster="agency", ci="bca")
    assert (found.resampled, found.flags) == ("clusters", ())
    assert {fit.vcov for fit in found.paths.values()} == {"CR2"}
    few = mediate(data.assign(agency=np.arange(90) % 6), **names, cluster="agency")
    assert (few.resampled, few.flags) == ("rows", ("few_clusters",))
    pd.testing.assert_frame_equal(few.to_frame(), mediate(data, **names).to_frame())


def test_what_one_cluster_decides_alone_has_no_error_and_there_is_no_joint_test(data):
    alone = data.assign(only=(data["agency"] == "a3").astype(float), half=(data["z"] > 0).astype(float))
    for vcov in ("CR1", "CR2"):
        fit = fit_ols(alone, "y", ["x", "only", "half"], cluster="agency", vcov=vcov)
        table = fit.to_frame().set_index("term")
        undefined = ["std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "p_wild"]
        assert table.loc["only", undefined].isna().all()
        assert table.drop(index=["only", "(Intercept)"])[undefined].notna().all().all()
        assert np.isfinite(table["estimate"]).all()
        assert np.isnan(fit.wald_f)
        assert np.isnan(fit.wald_p)


def test_a_joint_test_of_a_singular_covariance_is_undefined():
    from govassess.stats.regression import wald_f

    assert np.isnan(wald_f(np.ones(2), np.ones((2, 2))))
    assert np.isnan(wald_f(np.ones(2), np.diag([1.0, 0.0])))
