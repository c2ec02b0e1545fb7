"""Hypotheses about one equation share its fit, each with its own terms first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.hypotheses import regressions
from govassess.hypotheses.design import Covariates, HypothesisDesign
from govassess.stats.ordinal import rank_regression
from govassess.stats.regression import fit_ols


@pytest.fixture
def setting():
    rng = np.random.default_rng(8)
    data = pd.DataFrame(rng.normal(size=(60, 3)), columns=["x", "z", "y"])
    data["y"] += data["x"]
    data["kind"] = rng.choice(["a", "b", "c"], size=60)
    return HypothesisDesign(
        data=data,
        rows=data,
        covariates=Covariates(frame=data[["kind"]], names=("kind",), notices=()),
        draws=None,
        vcov="HC3",
        conf_level=0.95,
    )


@pytest.mark.parametrize(
    ("name", "direct", "covariates"),
    [("adjusted", fit_ols, ("kind",)), ("unadjusted", fit_ols, ()), ("by_ranks", rank_regression, ("kind",))],
)
def test_an_equation_in_another_order_is_the_same_fit_with_its_terms_in_that_order(
    setting, monkeypatch, name, direct, covariates
):
    fitted = getattr(regressions, name)
    first = fitted(setting, "y", ["x", "z"])
    monkeypatch.setattr(regressions, "fit_ols", None)  # what is fitted already is not fitted again
    monkeypatch.setattr(regressions, "rank_regression", None)
    found = fitted(setting, "y", ["z", "x"])
    want = direct(setting.data, "y", ["z", "x"], covariates=covariates)
    assert first.coefficients["term"].tolist()[:3] == ["(Intercept)", "x", "z"]
    pd.testing.assert_frame_equal(found.coefficients, want.coefficients, rtol=1e-10)
    np.testing.assert_allclose(found.covariance, want.covariance, rtol=1e-10)
    assert found.r2 == pytest.approx(want.r2, rel=1e-12)


def test_other_rows_share_nothing(setting):
    whole = regressions.adjusted(setting, "y", ["x", "z"])
    part = replace(setting, data=setting.data.iloc[:40], rows=setting.rows.iloc[:40])
    assert regressions.adjusted(part, "y", ["x", "z"]).n_used == 40
    assert whole.n_used == 60
