from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.factor import average_variance_extracted, composite_reliability, one_factor


def with_correlations(R, n=100):
    """Rows whose correlations are exactly R."""
    R = np.asarray(R)
    raw = np.random.default_rng(5).normal(size=(n, len(R)))
    white, _ = np.linalg.qr(raw - raw.mean(axis=0))
    return pd.DataFrame(white @ np.linalg.cholesky(R).T, columns=[f"i{j}" for j in range(1, len(R) + 1)])


def test_composite_reliability_and_ave_of_printed_loadings():
    loadings = np.array([0.8, 0.7, 0.6])
    assert composite_reliability(loadings) == pytest.approx(0.7449, abs=5e-5)
    assert average_variance_extracted(loadings) == pytest.approx(0.4967, abs=5e-5)


def test_loadings_are_those_of_lavaan(answers, r_values, scales):
    for name in ("trust", "reach"):
        want = r_values["scales"][name]
        found = one_factor(answers[scales[name]])
        # lavaan's optimiser stops near 1e-6
        assert dict(zip(found.items, found.loadings, strict=True)) == pytest.approx(want["loadings"], rel=5e-6)
        assert found.composite_reliability == pytest.approx(want["composite_reliability"], rel=5e-6)
        assert found.ave == pytest.approx(want["ave"], rel=5e-6)
        assert found.n_used == want["n"]


def test_a_model_that_holds_exactly_is_recovered():
    loadings = np.array([0.9, 0.7, 0.5, 0.3, 0.6])
    R = np.outer(loadings, loadings)
    np.fill_diagonal(R, 1)
    found = one_factor(with_correlations(R))
    np.testing.assert_allclose(found.loadings, loadings, rtol=1e-8)
    assert not found.exact


def test_three_items_have_the_closed_form():
    found = one_factor(with_correlations([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]]))
    want = np.sqrt([0.5 * 0.4 / 0.45, 0.5 * 0.45 / 0.4, 0.4 * 0.45 / 0.5])
    np.testing.assert_allclose(found.loadings, want, rtol=1e-8)
    assert found.exact


def test_scale_shift_and_order_of_items_change_no_loading(one_factor_data):
    want = one_factor(one_factor_data)
    found = one_factor((one_factor_data * [1, 10, 0.1, 3, 1] + 7)[list("edcba")])
    np.testing.assert_allclose(found.loadings[::-1], want.loadings, rtol=1e-8)


def test_the_sum_of_loadings_is_positive(one_factor_data):
    found = one_factor(-one_factor_data)
    assert found.loadings.sum() > 0


def test_an_item_keyed_the_wrong_way_loads_negatively(one_factor_data):
    found = one_factor(one_factor_data.assign(a=-one_factor_data["a"]))
    assert found.loadings[0] < 0
    assert (found.loadings[1:] > 0).all()


def test_a_heywood_case_names_the_item():
    # l1^2 = .8 x .8 / .5 = 1.28
    with pytest.raises(NotEstimable) as refused:
        one_factor(with_correlations([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]))
    assert (refused.value.code, refused.value.values) == ("heywood", {"item": "i1"})
    assert "i1" in refused.value.message("en")


def test_a_duplicated_item_is_named_with_its_twin(one_factor_data):
    with pytest.raises(NotEstimable) as refused:
        one_factor(one_factor_data.assign(f=one_factor_data["b"] * 2))
    assert refused.value.code == "duplicate_items"
    assert refused.value.values == {"item_a": "b", "item_b": "f"}


def test_an_item_that_is_the_sum_of_others_is_refused(one_factor_data):
    with pytest.raises(NotEstimable) as refused:
        one_factor(one_factor_data.assign(f=one_factor_data[["a", "b", "c"]].sum(axis=1)))
    assert refused.value.code == "singular"


def test_constant_items_are_named(one_factor_data):
    with pytest.raises(NotEstimable) as refused:
        one_factor(one_factor_data.assign(a=1, c=4))
    assert (refused.value.code, refused.value.values) == ("constant_items", {"item": "a, c"})


@pytest.mark.parametrize(
    ("rows", "items", "code"), [(200, 2, "too_few_items"), (5, 5, "too_few_rows"), (0, 3, "too_few_rows")]
)
def test_too_few_items_or_rows_are_refused(one_factor_data, rows, items, code):
    with pytest.raises(NotEstimable) as refused:
        one_factor(one_factor_data.iloc[:rows, :items])
    assert refused.value.code == code


@pytest.mark.parametrize("seed", range(30))
def test_noise_ends_with_loadings_or_a_reason(seed):
    noise = pd.DataFrame(np.random.default_rng(seed).normal(size=(40, 4)), columns=list("abcd"))
    try:
        found = one_factor(noise)
    except NotEstimable as refused:
        assert refused.code in ("heywood", "no_convergence")  # noqa: PT017 - either end is right, a wrong code is not
    else:
        assert (np.abs(found.loadings) < 1).all()
