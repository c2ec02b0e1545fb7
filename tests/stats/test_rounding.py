"""What counts as equal depends on the spread and on floating point, never on the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from govassess.stats import (
    assumptions,
    bartlett,
    careless,
    cfa,
    common_method,
    compare_groups,
    cronbach_alpha,
    cross_loadings,
    fit_ols,
    htmt,
    icc,
    item_analysis,
    kmo,
    mediate,
    multilevel,
    ordinal_logit,
    pls,
    polychoric,
    rank_regression,
)
from govassess.stats.differences import standard_error
from govassess.stats.rounding import constant_columns, is_constant, settled

SHIFTS = [2.0**20, 1e9, -1e9]
BLOCKS = {"A": ["a", "b", "c"], "B": ["d", "e", "f"]}
AT_THE_MEAN = ("mean", "median", "minimum", "maximum", "conf_low", "conf_high")


@pytest.fixture(scope="module")
def data():
    """120 rows of answers in quarter points, so that a shift loses no digit; agencies, and scores of them."""
    rng = np.random.default_rng(8)
    agency = np.arange(120) % 12
    shared = rng.normal(size=(120, 1)) + rng.normal(size=(12, 1))[agency]
    answers = (
        np.round(4 * (3 + np.repeat(shared + rng.normal(size=(120, 2)), 3, axis=1) / 2 + rng.normal(size=(120, 6)))) / 4
    )
    frame = pd.DataFrame(answers, columns=list("abcdef"))
    return frame.assign(agency=agency, x=frame["a"] + frame["b"], m=frame["c"] + frame["d"], y=frame["e"] + frame["f"])


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_comparison_of_groups_is_the_same_after_a_shift(data, shift):
    for groups in (data["agency"] % 2, data["agency"] % 3):
        plain, moved = (compare_groups(values, groups) for values in (data["x"], data["x"] + shift))
        assert_frame_equal(moved.tests, plain.tests, rtol=1e-12)
        assert_frame_equal(moved.effects, plain.effects, rtol=1e-12)
        assert_frame_equal(moved.pairs, plain.pairs, rtol=1e-9)  # a difference of two means near the shift
        assert moved.reasons == plain.reasons
        levels = plain.groups.assign(
            **{name: plain.groups[name] + shift for name in AT_THE_MEAN if name in plain.groups}
        )
        assert_frame_equal(moved.groups, levels, rtol=1e-14)


@pytest.mark.parametrize("shift", SHIFTS)
def test_reasons_stay_after_a_shift(shift):
    groups = np.repeat(["a", "b"], 20)
    half = np.append(np.zeros(20), np.tile([0.25, 0.5, 1, 2], 5))
    ends = np.tile([0.0, 1.0], 20)
    for values in (half, ends, np.ones(40)):
        plain, moved = compare_groups(values, groups), compare_groups(values + shift, groups)
        assert moved.reasons == plain.reasons
    assert icc(half + shift, groups).estimate == pytest.approx(icc(half, groups).estimate, rel=1e-12)


RUNS = {
    "alpha": lambda data: cronbach_alpha(data[list("abcdef")]).to_frame(),
    "item_analysis": lambda data: item_analysis(data[list("abcdef")]).to_frame(),
    "kmo": lambda data: kmo(data[list("abcdef")]).to_frame(),
    "bartlett": lambda data: bartlett(data[list("abcdef")]).to_frame(),
    "cfa": lambda data: cfa(data, BLOCKS).to_frame(),
    "htmt": lambda data: htmt(data, BLOCKS).to_frame(),
    "cross_loadings": lambda data: cross_loadings(data, BLOCKS).to_frame(),
    "common_method": lambda data: common_method(data, BLOCKS).to_frame(),
    "pls": lambda data: pls(data, BLOCKS, {"B": ["A"]}).to_frame(),
    "polychoric": lambda data: polychoric(data[list("abc")].round()).to_frame(),
    "careless": lambda data: careless(
        data[list("abcdef")], bounds=(float(data["a"].min()) - 9, float(data["a"].max()) + 9)
    ).to_frame(),
    "fit_ols": lambda data: fit_ols(data, "y", ["x", "m"]).to_frame().iloc[1:],
    "by clusters": lambda data: fit_ols(data, "y", ["x", "m"], cluster="agency").to_frame().iloc[1:],
    "assumptions": lambda data: assumptions(data, "y", ["x", "m"]).to_frame().iloc[1:],
    "multilevel": lambda data: multilevel(data, "y", ["x"], "agency").to_frame().iloc[1:],
    "mediate": lambda data: mediate(data, predictor="x", mediators=["m"], outcome="y", draws=50).to_frame(),
    "rank_regression": lambda data: rank_regression(data, "y", ["x", "m"]).to_frame(),
    "ordinal_logit": lambda data: ordinal_logit(data.assign(y=data["y"].round()), "y", ["x"]).to_frame(),
}


@pytest.mark.parametrize("shift", SHIFTS[:2])
@pytest.mark.parametrize("name", RUNS)
def test_a_shift_changes_nothing(data, name, shift):
    run = RUNS[name]
    moved = data.assign(**{column: data[column] + shift for column in [*"abcdef", "x", "m", "y"]})
    found, want = (table.select_dtypes("number") for table in (run(moved), run(data)))
    assert list(found) == list(want) and len(found.columns)
    assert_frame_equal(found, want, rtol=1e-6, atol=1e-7, check_dtype=False)


def test_equal_values_seen_through_rounding_are_constant():
    rough = np.array([0.3, 0.1 + 0.2] * 10)
    assert is_constant(rough) and is_constant(rough + 1e9) and is_constant(np.array([]))
    assert constant_columns(np.column_stack([rough, np.arange(20.0), np.full(20, np.inf)])).tolist() == [
        True,
        False,
        False,
    ]
    assert not is_constant(np.array([1e12, 1e12 + 0.1])) and not is_constant(np.array([1e-200, 2e-200]))


def test_values_on_both_sides_of_a_rounded_digit_are_one():
    value = 0.0000000000005  # np.round would part this from the next float at twelve digits
    below = np.nextafter(value + 1, 0)
    assert len(set(settled([value + 1, below, 3.0]).tolist())) == 2


@pytest.mark.parametrize("base", [0.0, 60.0, 1e9])
def test_draws_that_differ_keep_their_standard_error_whatever_the_mean(base):
    draws = base + np.tile([0.0, 0.5], 50)
    assert standard_error(draws, 30) == pytest.approx(standard_error(draws - base, 30), rel=1e-12)
    assert standard_error(np.full(100, base + 0.1) * (1 + 1e-16), 30) == 0
