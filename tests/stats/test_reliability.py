from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.draws import make_draws
from govassess.stats.factor import one_factor
from govassess.stats.reliability import (
    average_r,
    bonett_interval,
    cronbach_alpha,
    feldt_interval,
    mcdonald_omega,
    raw_alpha,
    standardised_alpha,
)

TRIAD = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])


def test_alpha_of_the_printed_matrix():
    # mean r = .45: 3 x .45 / (1 + 2 x .45) = .710526
    assert standardised_alpha(TRIAD) == pytest.approx(0.710526, abs=5e-7)
    assert raw_alpha(TRIAD) == pytest.approx(0.710526, abs=5e-7)
    assert average_r(TRIAD) == pytest.approx(0.45)


def test_feldt_limits_are_the_printed_ones():
    assert feldt_interval(0.80, 100, 5, 0.95) == pytest.approx((0.7306, 0.8559), abs=5e-5)


def test_bonett_limits_are_the_printed_ones():
    assert bonett_interval(0.80, 100, 5, 0.95) == pytest.approx((0.7265, 0.8538), abs=5e-5)
    assert bonett_interval(0.80, 100, 5, 0.95, adjusted=True) == pytest.approx((0.7292, 0.8552), abs=5e-5)


@pytest.mark.parametrize(("interval", "adjusted"), [("bonett", False), ("bonett_adjusted", True)])
def test_bonett_is_given_when_asked_for_and_named(answers, interval, adjusted):
    items = answers[["r1", "r2", "r3"]]
    usual, found = cronbach_alpha(items), cronbach_alpha(items, interval=interval, conf_level=0.9)
    assert (usual.interval, found.interval, found.estimate) == ("feldt", interval, usual.estimate)
    want = bonett_interval(found.estimate, found.n_used, 3, 0.9, adjusted=adjusted)
    assert (found.conf_low, found.conf_high) == want
    assert found.conf_low < found.estimate < found.conf_high
    with pytest.raises(ValueError, match="bonett"):
        cronbach_alpha(items, interval="normal")


def test_alpha_is_that_of_psych(answers, r_values, scales):
    for name, items in scales.items():
        want = r_values["scales"][name]
        found = cronbach_alpha(answers[items])
        assert found.estimate == pytest.approx(want["alpha"], rel=1e-12)
        assert found.standardised == pytest.approx(want["standardised"], rel=1e-12)
        assert found.average_r == pytest.approx(want["average_r"], rel=1e-12)
        assert (found.conf_low, found.conf_high) == pytest.approx(want["feldt"], rel=1e-10)
        assert (found.conf_low, found.conf_high) == pytest.approx(want["feldt_by_qf"], rel=1e-10)
        assert found.n_used == want["n"]
        assert found.n_dropped == 120 - want["n"]


def test_two_items_have_spearman_brown_and_more_have_not(answers, r_values):
    r = r_values["scales"]["value"]["average_r"]
    assert cronbach_alpha(answers[["v1", "v2"]]).spearman_brown == pytest.approx(2 * r / (1 + r), rel=1e-12)
    assert cronbach_alpha(answers[["r1", "r2", "r3"]]).spearman_brown is None


def test_draws_of_alpha_equal_a_plain_loop(answers):
    items = answers[["r1", "r2", "r3"]]
    mask = items.notna().all(axis=1).to_numpy()
    draws = make_draws(120, count=400)
    found = cronbach_alpha(items, draws=draws)
    rows = items[mask].to_numpy()
    loop = []
    for weights in draws.row_weights()[:, mask]:
        drawn = np.repeat(rows, weights.astype(int), axis=0)
        total = drawn.sum(axis=1).var(ddof=1)
        loop.append(3 / 2 * (1 - drawn.var(axis=0, ddof=1).sum() / total))
    assert found.boot_low == pytest.approx(np.quantile(loop, 0.025, method="weibull"), rel=1e-10)
    assert found.boot_high == pytest.approx(np.quantile(loop, 0.975, method="weibull"), rel=1e-10)
    assert found.draws == 400
    assert found.draws_failed == 0


def test_a_constant_item_is_named_and_alpha_is_given_without_it(answers):
    items = answers[["r1", "r2", "r3"]].assign(same=4.0)
    found = cronbach_alpha(items, draws=make_draws(120, count=50))
    assert found.constant_items == ("same",)
    assert found.without_constant == pytest.approx(cronbach_alpha(answers[["r1", "r2", "r3"]]).estimate, rel=1e-12)
    assert found.estimate < found.without_constant
    assert found.standardised is None
    assert found.average_r is None
    assert found.boot_low is not None


def test_alpha_may_be_negative():
    found = cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [4, 5, 3, 2, 2]}))
    assert found.estimate < 0


def test_identical_answers_give_exactly_one():
    found = cronbach_alpha(pd.DataFrame({"a": [1, 2, 3, 5], "b": [1, 2, 3, 5], "c": [1, 2, 3, 5]}))
    assert found.estimate == pytest.approx(1, abs=1e-12)


def test_order_and_shift_of_rows_and_items_change_nothing(one_factor_data):
    want = cronbach_alpha(one_factor_data).estimate
    turned = one_factor_data.sample(frac=1, random_state=1)[list("edcba")] * 3 + 100
    assert cronbach_alpha(turned).estimate == pytest.approx(want, rel=1e-12)


def test_draws_that_fail_leave_no_bootstrap_interval():
    items = pd.DataFrame({"a": [1.0] * 9 + [2.0], "b": [1.0] * 9 + [3.0]})
    found = cronbach_alpha(items, draws=make_draws(10, count=200))
    assert found.draws_failed > 10
    assert found.boot_low is None
    assert found.boot_high is None


@pytest.mark.parametrize(
    ("items", "code", "values"),
    [
        ({"a": [1, 2, 3]}, "too_few_items", {"needed": 2, "found": 1}),
        ({"a": [], "b": []}, "too_few_rows", {"needed": 3, "found": 0, "rows": 0}),
        ({"a": [1.0], "b": [2]}, "too_few_rows", {"needed": 3, "found": 1, "rows": 1}),
        ({"a": [1, 2, None], "b": [1, 2, 3]}, "too_few_rows", {"needed": 3, "found": 2, "rows": 3}),
        ({"a": [2, 2, 2], "b": [1, 1, 1]}, "constant_total", {}),
        ({"a": [1, 2, 3], "b": [3, 2, 1]}, "constant_total", {}),
    ],
)
def test_alpha_that_is_undefined_says_why(items, code, values):
    with pytest.raises(NotEstimable) as refused:
        cronbach_alpha(pd.DataFrame(items, dtype=float))
    assert (refused.value.what, refused.value.code, refused.value.values) == ("alpha", code, values)
    assert "alpha" in refused.value.message("en")


def test_the_line_of_alpha_reads_well(answers):
    text = repr(cronbach_alpha(answers[["t1", "t2", "t3", "t4"]]))
    assert text == "Alpha(0.75 [0.67, 0.82], 4 items, n=116, 4 dropped)"


def test_the_frame_of_alpha_holds_plain_numbers(answers):
    row = cronbach_alpha(answers[["t1", "t2", "t3", "t4"]]).to_frame().iloc[0]
    assert row["n_used"] == 116
    assert {"estimate", "conf_low", "conf_high", "standardised", "n_dropped"} <= set(row.index)


def test_omega_is_that_of_lavaan(answers, r_values, scales):
    for name in ("trust", "reach"):
        found = mcdonald_omega(answers[scales[name]])
        # lavaan's optimiser stops at a relative change of 1e-10 of the function, near 1e-6 of the parameters
        assert found.estimate == pytest.approx(r_values["scales"][name]["omega"], rel=5e-6)
        assert found.n_used == r_values["scales"][name]["n"]


def test_omega_of_two_items_is_not_estimable(answers):
    with pytest.raises(NotEstimable) as refused:
        mcdonald_omega(answers[["v1", "v2"]])
    assert (refused.value.what, refused.value.code) == ("omega", "too_few_items")


def test_the_interval_of_omega_is_that_of_the_one_factor_model_and_of_a_plain_loop(answers):
    items = answers[["t1", "t2", "t3", "t4"]]
    draws = make_draws(120, count=200)
    found = mcdonald_omega(items, draws=draws)
    factor = one_factor(items, draws=draws)
    assert (found.conf_low, found.conf_high) == (factor.omega_low, factor.omega_high)
    assert found.estimate == factor.omega
    mask = items.notna().all(axis=1).to_numpy()
    loop = [
        mcdonald_omega(items[mask].iloc[np.repeat(np.arange(mask.sum()), weights.astype(int))]).estimate
        for weights in draws.row_weights()[:, mask]
    ]
    want = np.quantile(loop, [0.025, 0.975], method="weibull")
    np.testing.assert_allclose([found.conf_low, found.conf_high], want, rtol=1e-10)
    assert (found.draws, found.draws_failed, found.interval) == (200, 0, "percentile")
    assert repr(found).startswith(f"Omega({found.estimate:.2f} [{found.conf_low:.2f}, ")


def test_omega_without_draws_has_no_interval(answers):
    found = mcdonald_omega(answers[["t1", "t2", "t3", "t4"]])
    assert (found.conf_low, found.conf_high, found.draws) == (None, None, 0)


def test_what_was_resampled_can_be_drawn_again(one_factor_data):
    draws = make_draws(200, seed=7, count=100)
    alpha, omega, factor = (f(one_factor_data, draws=draws) for f in (cronbach_alpha, mcdonald_omega, one_factor))
    assert (alpha.seed, omega.seed, factor.seed) == (7, 7, 7)
    assert (cronbach_alpha(one_factor_data).seed, mcdonald_omega(one_factor_data).seed) == (None, None)


def test_omega_of_three_items_says_that_the_model_cannot_fail(one_factor_data):
    assert mcdonald_omega(one_factor_data[["a", "b", "c"]]).exact
    assert not mcdonald_omega(one_factor_data).exact


def test_missing_answers_of_any_kind_of_column_are_dropped_alike(one_factor_data):
    items = (one_factor_data * 10).round()
    items.iloc[3, 1] = np.nan
    want = cronbach_alpha(items)
    for dtype in ("Int64", "Float64", object):
        found = cronbach_alpha(items.astype(dtype))
        assert (found.estimate, found.n_used, found.n_dropped) == (pytest.approx(want.estimate), 199, 1)
