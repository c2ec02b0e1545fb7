from __future__ import annotations

import numpy as np
import pytest

from govassess.stats.fit_indices import fit_indices, rmsea_interval

S = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])


@pytest.mark.parametrize(
    ("chi2", "df", "n", "limits"),
    [
        (521.6460769, 215, 250, (0.0673093, 0.0838027)),  # lavaan 0.6-19
        (4165.4674362, 265, 2436, (0.0756591, 0.0798223)),
        (71.0623407, 71, 233, (0, 0.0380883)),
    ],
)
def test_the_limits_of_rmsea_are_those_of_lavaan(chi2, df, n, limits):
    assert rmsea_interval(chi2, df, n) == pytest.approx(limits, abs=6e-8)


def test_a_fit_better_than_chance_has_zero_at_both_ends():
    assert rmsea_interval(0.1, 20, 100) == (0, 0)


def test_the_model_of_no_correlation_fits_as_the_baseline():
    fit = fit_indices(S, np.eye(3), n_parameters=3, n=100)
    assert fit.chi2 == pytest.approx(-100 * np.log(np.linalg.det(S)), rel=1e-12)
    assert fit.chi2 == pytest.approx(fit.baseline_chi2, rel=1e-12)
    assert fit.df == fit.baseline_df == 3
    assert fit.cfi == pytest.approx(0, abs=1e-12)
    assert fit.tli == pytest.approx(0, abs=1e-12)
    assert fit.srmr == pytest.approx(np.sqrt((0.5**2 + 0.4**2 + 0.45**2) / 6), rel=1e-12)


def test_logl_is_the_sum_of_normal_densities():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(40, 3)) @ np.linalg.cholesky(S).T
    X -= X.mean(axis=0)
    own = X.T @ X / 40
    fit = fit_indices(own, S, n_parameters=6, n=40)
    plain = -0.5 * (3 * np.log(2 * np.pi) + np.log(np.linalg.det(S)) + np.einsum("ij,jk,ik->i", X, np.linalg.inv(S), X))
    assert fit.log_likelihood == pytest.approx(plain.sum(), rel=1e-12)
    assert fit.aic == pytest.approx(-2 * plain.sum() + 12, rel=1e-12)
    assert fit.bic == pytest.approx(-2 * plain.sum() + 6 * np.log(40), rel=1e-12)


def test_without_degrees_of_freedom_there_are_no_indices():
    fit = fit_indices(S, S, n_parameters=6, n=100)
    assert (fit.chi2, fit.df) == (0, 0)
    assert {fit.p_value, fit.cfi, fit.tli, fit.rmsea, fit.rmsea_low, fit.rmsea_high, fit.srmr} == {None}
    assert fit.to_frame().loc[0, "n_used"] == 100
