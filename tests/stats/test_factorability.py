from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import chdtrc

from govassess.errors import NotEstimable
from govassess.stats import bartlett, kmo, make_draws, parallel_analysis
from govassess.stats.factorability import adequacy
from govassess.stats.moments import leave_one_out, moments
from tests.stats.factor_data import ALL_ITEMS, FACTOR_SCALES, factor_answers, factor_values, with_correlations

PRINTED = [[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]]


@pytest.fixture(scope="module")
def data():
    return factor_answers()


@pytest.fixture(scope="module")
def want():
    return factor_values()


def test_kmo_and_bartlett_of_the_printed_matrix():
    items = with_correlations(PRINTED, n=100)
    assert kmo(items).estimate == pytest.approx(0.66884, abs=5e-6)
    tested = bartlett(items)
    assert tested.statistic == pytest.approx(55.0463, abs=5e-5)
    assert tested.df == 3
    assert tested.p_value == pytest.approx(chdtrc(3, 55.0463), rel=1e-4)


def test_kmo_and_bartlett_are_those_of_psych(data, want):
    blocks = {name: (data[FACTOR_SCALES[name]], want["scales"][name]) for name in ("lead", "staff", "data")}
    blocks["joint"] = (data[ALL_ITEMS], want["joint"])
    for items, values in blocks.values():
        found, tested = kmo(items), bartlett(items)
        assert found.estimate == pytest.approx(values["kmo"]["overall"], rel=1e-9)
        assert dict(zip(found.items, found.by_item, strict=True)) == pytest.approx(values["kmo"]["items"], rel=1e-9)
        assert found.n_used == tested.n_used == values["n"]
        assert tested.statistic == pytest.approx(values["bartlett"]["chisq"], rel=1e-9)
        assert tested.df == values["bartlett"]["df"]
        assert tested.p_value == pytest.approx(values["bartlett"]["p"], rel=1e-6)


def test_partial_correlations_are_those_of_residuals(data):
    complete = data[FACTOR_SCALES["data"]].dropna()
    R = np.corrcoef(complete, rowvar=False)
    q = []
    for j, other, third in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        r = (R[j, other] - R[j, third] * R[other, third]) / np.sqrt((1 - R[j, third] ** 2) * (1 - R[other, third] ** 2))
        q.append(r**2)
    r = R[np.triu_indices(3, 1)] ** 2
    assert kmo(complete).estimate == pytest.approx(r.sum() / (r.sum() + sum(q)), rel=1e-10)


def test_adequacy_of_draws_is_that_of_each_and_of_rows_left_out(data):
    complete = data[FACTOR_SCALES["lead"]].dropna()
    draws = make_draws(len(complete), count=25)

    def r_of(cov):
        sd = np.sqrt(np.diagonal(cov, axis1=-2, axis2=-1))
        return cov / (sd[..., :, None] * sd[..., None, :])

    overall, by_item = adequacy(r_of(moments(complete, draws).cov))
    for b, weights in enumerate(draws.row_weights()):
        rows = complete.iloc[np.repeat(np.arange(len(complete)), weights.astype(int))]
        assert overall[b] == pytest.approx(kmo(rows).estimate, rel=1e-10)
        np.testing.assert_allclose(by_item[b], kmo(rows).by_item, rtol=1e-10)
    without, _ = adequacy(r_of(leave_one_out(complete).cov))
    for i in (0, 7, len(complete) - 1):
        assert without[i] == pytest.approx(kmo(complete.drop(index=complete.index[i])).estimate, rel=1e-10)


def test_units_and_order_change_neither(data):
    items = data[FACTOR_SCALES["staff"]]
    turned = (items * [1, 10, 0.1, 3] + 7).sample(frac=1, random_state=1)[list(items.columns[::-1])]
    np.testing.assert_allclose(kmo(turned).by_item[::-1], kmo(items).by_item, rtol=1e-10)
    assert bartlett(turned).statistic == pytest.approx(bartlett(items).statistic, rel=1e-10)


def test_parallel_analysis_has_the_eigenvalues_and_thresholds_of_r(data, want):
    found = parallel_analysis(data[ALL_ITEMS])
    values = want["joint"]
    np.testing.assert_allclose(found.eigenvalues, values["eigenvalues"], rtol=1e-10)
    # 95th percentiles of 1,000 copies against 4,000 of R: their standard error is near 2.1 sd/sqrt(B) each
    error = 2.1 * np.array(values["parallel"]["sd"]) * np.sqrt(1 / 1000 + 1 / 4000)
    assert (np.abs(found.thresholds - values["parallel"]["quantile95"]) < 4 * error).all()
    assert found.n_factors == 3
    assert found.to_frame()["kept"].tolist() == [True] * 3 + [False] * 11
    assert (found.copies, found.quantile, found.n_used) == (1000, 0.95, 233)


def test_parallel_analysis_keeps_nothing_of_noise_and_repeats_with_its_seed():
    noise = pd.DataFrame(np.random.default_rng(3).integers(1, 6, size=(150, 6)).astype(float))
    one, again = parallel_analysis(noise, copies=200), parallel_analysis(noise, copies=200)
    other = parallel_analysis(noise, copies=200, seed=5)
    assert one.n_factors == 0
    assert one.thresholds.tolist() == again.thresholds.tolist()
    assert one.thresholds.tolist() != other.thresholds.tolist()


def test_more_copies_begin_with_the_same_ones():
    from govassess.stats.factorability import _shuffled_eigenvalues

    values = np.random.default_rng(3).normal(size=(40, 4))
    few, many = _shuffled_eigenvalues(values, 1, 100), _shuffled_eigenvalues(values, 1, 130)
    assert few.tolist() == many[:100].tolist()
    np.testing.assert_allclose(many.sum(axis=1), 4, rtol=1e-12)


def test_two_factors_are_counted():
    rng = np.random.default_rng(1)
    items = pd.DataFrame(np.repeat(rng.normal(size=(300, 2)), 3, axis=1) + rng.normal(size=(300, 6)))
    assert parallel_analysis(items, copies=100).n_factors == 2


NORMAL = pd.DataFrame(np.random.default_rng(8).normal(size=(30, 4)), columns=list("abcd"))


@pytest.mark.parametrize("statistic", [kmo, bartlett, parallel_analysis])
@pytest.mark.parametrize(
    ("items", "code", "values"),
    [
        (NORMAL.head(4), "too_few_rows", {"needed": 5, "found": 4, "rows": 4}),
        (NORMAL.assign(b=NORMAL["b"].where(NORMAL.index < 3)), "too_few_rows", {"needed": 5, "found": 3, "rows": 30}),
        (NORMAL.assign(b=1, d=2), "constant_items", {"item": "b, d"}),
        (NORMAL.assign(d=-NORMAL["b"]), "duplicate_items", {"item_a": "b", "item_b": "d"}),
        (NORMAL.assign(d=NORMAL["a"] + NORMAL["b"]), "singular", {}),
        (NORMAL.assign(a=NORMAL["a"] * 1e200), "not_finite", {"variable": "a"}),
    ],
)
def test_what_cannot_be_factored_says_why(statistic, items, code, values):
    with np.errstate(over="ignore"), pytest.raises(NotEstimable) as refused:
        statistic(items)
    assert (refused.value.what, refused.value.code, refused.value.values) == (statistic.__name__, code, values)
    assert refused.value.message("en")
    assert refused.value.message("id")


@pytest.mark.parametrize(("statistic", "k"), [(kmo, 2), (parallel_analysis, 2), (bartlett, 1)])
def test_too_few_items_are_refused(statistic, k):
    with pytest.raises(NotEstimable) as refused:
        statistic(NORMAL.iloc[:, :k])
    assert refused.value.code == "too_few_items"


def test_too_few_copies_are_a_mistake():
    with pytest.raises(ValueError, match="at least 100"):
        parallel_analysis(NORMAL, copies=10)
