from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.draws import Draws, make_draws
from govassess.stats.factor import average_variance_extracted, composite_reliability, one_factor
from govassess.stats.intervals import percentile_levels
from govassess.stats.moments import moments
from govassess.stats.one_factor_ml import close_start, maximise, maximise_nearby, nearby_start
from tests.stats.factor_data import FACTOR_SCALES, factor_answers, factor_values, with_correlations


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


def plain_statistics(rows):
    """CR, AVE and omega of lists of rows, each fitted alone."""
    found = one_factor(rows)
    return [*found.loadings, found.composite_reliability, found.ave, found.omega]


@pytest.mark.parametrize("clusters", [None, np.arange(260) % 23])
def test_intervals_of_draws_are_those_of_a_plain_loop(clusters):
    items = factor_answers()[FACTOR_SCALES["staff"]]
    mask = items.notna().all(axis=1).to_numpy()
    draws = make_draws(260, count=150, clusters=clusters)
    found = one_factor(items, draws=draws)
    loop = [
        plain_statistics(items[mask].iloc[np.repeat(np.arange(mask.sum()), weights.astype(int))])
        for weights in draws.row_weights()[:, mask]
    ]
    levels = percentile_levels(draws.take(mask), 0.95)
    low, high = (np.quantile(loop, level, axis=0, method="weibull") for level in levels)
    np.testing.assert_allclose([*found.loadings_low, *ends(found, "low")], low, rtol=1e-10)
    np.testing.assert_allclose([*found.loadings_high, *ends(found, "high")], high, rtol=1e-10)
    assert (found.draws, found.draws_failed) == (150, 0)


def ends(found, side):
    return [getattr(found, f"{name}_{side}") for name in ("composite_reliability", "ave", "omega")]


def test_the_same_code_leaves_rows_out():
    items = factor_answers()[FACTOR_SCALES["lead"]].dropna().head(120)
    n = len(items)
    weights = (1 - np.eye(n)).astype(np.uint16)
    without = Draws(seed=0, kind="rows", units=n, count=n, codes=None, weights=weights)
    found = one_factor(items, draws=without)
    loop = np.array([plain_statistics(items.drop(index=name)) for name in items.index])
    low = np.quantile(loop, 0.025, axis=0, method="weibull")
    np.testing.assert_allclose([*found.loadings_low, *ends(found, "low")], low, rtol=1e-10)


@pytest.mark.parametrize("name", ["lead", "staff", "data"])
def test_intervals_are_those_of_a_bootstrap_in_r(name):
    want = factor_values()["scales"][name]["boot"]
    found = one_factor(factor_answers()[FACTOR_SCALES[name]], draws=make_draws(260, count=5000))
    for statistic, figures in want.items():
        for side, limit, error in zip(("low", "high"), figures["ends"], figures["mc_se"], strict=True):
            assert getattr(found, f"{statistic}_{side}") == pytest.approx(limit, abs=4 * error)


def test_more_draws_begin_with_the_same_ones_and_one_thread_or_block_changes_nothing():
    items = factor_answers()[FACTOR_SCALES["staff"]].dropna()
    values = items.to_numpy()
    stacks = [moments(values, make_draws(len(values), count=count)).cov for count in (700, 100)]
    solved = []
    for cov in stacks:
        S = np.ascontiguousarray(np.moveaxis(cov, 0, -1))
        centre = np.cov(values, rowvar=False)
        first = maximise(centre[:, :, None], *close_start(centre))
        solved.append(maximise(S, *nearby_start(S, centre[:, :, None], first)).loadings)
    np.testing.assert_allclose(solved[0][:, :100], solved[1], rtol=1e-10)


@pytest.mark.parametrize(("n", "k"), [(25, 3), (25, 4), (60, 6), (200, 8)])
def test_the_short_way_from_a_near_start_ends_where_the_long_one_does(n, k):
    """Small samples hold draws without a solution and Heywood cases: both ways must fail the same ones."""
    rng = np.random.default_rng(n + k)
    values = rng.normal(size=(n, 1)) * rng.uniform(0.4, 1, k) + rng.normal(size=(n, k))
    S = np.ascontiguousarray(np.moveaxis(moments(values, make_draws(n, count=400)).cov, 0, -1))
    centre = np.cov(values, rowvar=False)
    start = nearby_start(S, centre[:, :, None], maximise(centre[:, :, None], *close_start(centre)))
    short, long = maximise_nearby(S, *start), maximise(S, *start)
    assert (short.admissible == long.admissible).all()
    assert short.admissible.any()
    same = (np.abs(short.loadings - long.loadings) < 1e-8).all(axis=0)[long.admissible]
    assert same.mean() > (0.99 if n < 60 else 0.9999)  # among noise a few draws have two summits


def test_newton_and_any_start_end_at_the_same_place():
    R = np.corrcoef(factor_answers()[FACTOR_SCALES["lead"]].dropna(), rowvar=False)[:, :, None]
    want = maximise(R, *close_start(R[:, :, 0]))
    rng = np.random.default_rng(6)
    S = np.repeat(R, 40, axis=2)
    found = maximise(S, rng.uniform(0.2, 0.9, size=(5, 40)), rng.uniform(0.2, 0.9, size=(5, 40)))
    assert found.converged.all()
    np.testing.assert_allclose(found.loadings, np.repeat(want.loadings, 40, axis=1), rtol=1e-9)
    np.testing.assert_allclose(found.unique, np.repeat(want.unique, 40, axis=1), rtol=1e-9)


def test_a_matrix_without_a_solution_spoils_no_other_in_the_stack():
    good = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.45, 0.4], [0.4, 0.45, 1, 0.5], [0.3, 0.4, 0.5, 1]])
    singular = np.ones((4, 4))
    missing = np.full((4, 4), np.nan)
    constant = good.copy()
    constant[0] = constant[:, 0] = 0
    S = np.stack([good, singular, missing, constant, good], axis=2)
    alone = maximise(good[:, :, None], *close_start(good))
    found = maximise(S, *nearby_start(S, good[:, :, None], alone))
    assert found.admissible.tolist() == [True, False, False, False, True]
    np.testing.assert_allclose(found.loadings[:, [0, 4]], np.repeat(alone.loadings, 2, axis=1), rtol=1e-10)


def test_failed_draws_are_counted_and_too_many_leave_no_interval():
    # nearly a Heywood case: many resamples are one
    loadings = np.array([0.99, 0.5, 0.5])
    R = np.outer(loadings, loadings)
    np.fill_diagonal(R, 1)
    found = one_factor(with_correlations(R, n=40), draws=make_draws(40, count=300))
    assert found.draws_failed > 15
    assert ends(found, "low") == [None, None, None]
    assert found.loadings_low is None
    assert found.to_frame()["conf_low"].isna().all()


def test_a_nearly_constant_item_fails_some_draws_which_are_counted():
    rng = np.random.default_rng(7)
    factor = rng.normal(size=(60, 1))
    items = pd.DataFrame(factor + rng.normal(size=(60, 4)) * 0.7, columns=list("abcd"))
    items["d"] = (np.arange(60) < 3).astype(float)
    draws = make_draws(60, count=400)
    found = one_factor(items, draws=draws)
    constant = (draws.row_weights()[:, :3].sum(axis=1) == 0).sum()
    assert constant > 0
    assert found.draws_failed >= constant


def test_without_draws_there_are_no_intervals(one_factor_data):
    found = one_factor(one_factor_data)
    assert ends(found, "low") == ends(found, "high") == [None, None, None]
    assert (found.draws, found.draws_failed) == (0, 0)
    assert one_factor(one_factor_data, draws=make_draws(200, count=0)).draws == 0


def test_intervals_widen_with_their_level(one_factor_data):
    draws = make_draws(200, count=300)
    narrow, wide = (one_factor(one_factor_data, draws=draws, conf_level=level) for level in (0.8, 0.95))
    assert wide.ave_low < narrow.ave_low < narrow.ave_high < wide.ave_high
    with pytest.raises(ValueError, match="conf_level"):
        one_factor(one_factor_data, conf_level=95)
