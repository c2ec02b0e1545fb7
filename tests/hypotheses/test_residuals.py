"""What the residuals of an equation say: the tests of R, no row named, nothing undefined without its reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.hypotheses.made import hypothesis, register

DIRECT = hypothesis("direct", "x", "y", controls=("w", "m1"))
TESTS = ("breusch_pagan", "white", "reset", "jarque_bera", "shapiro_wilk")


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


def test_the_tests_are_those_of_lmtest_and_car(agencies, by_r):
    want = by_r["diagnostics"]
    found = register([DIRECT], agencies[["x", "w", "m1", "y"]]).models[0].residuals
    tests = {each.test: each for each in found.tests}
    assert tuple(tests) == TESTS
    for ours, theirs in (("breusch_pagan", "bp"), ("white", "white"), ("reset", "reset"), ("shapiro_wilk", "shapiro")):
        assert tests[ours].statistic == close(want[theirs])
    for ours, theirs in (("breusch_pagan", "bp_p"), ("reset", "reset_p"), ("shapiro_wilk", "shapiro_p")):
        assert tests[ours].p_value == close(want[theirs], 1e-6)
    assert [tests[name].df1 for name in TESTS] == [3, 9, 2, 2, None]
    assert {each.code for each in found.tests} == {None}
    assert found.cook_max == close(want["cook_max"])
    assert found.cook_count == want["cook_over"]
    assert found.cook_limit == 4 / by_r["cluster"]["n"]


def test_every_equation_of_a_mediation_has_its_own(agencies):
    nodes = agencies[["x", "m1", "m2", "y"]]
    serial = hypothesis("mediation", "x", "y", mediators=("m1", "m2"), serial=True)
    models = {model.id: model for model in register([serial], nodes).models}
    assert set(models) == {"P1.total", "P1.outcome", "P1.m1", "P1.m2"}
    alone = {
        "P1.total": hypothesis("direct", "x", "y"),
        "P1.outcome": hypothesis("direct", "x", "y", controls=("m1", "m2")),
        "P1.m1": hypothesis("direct", "x", "m1"),
        "P1.m2": hypothesis("direct", "x", "m2", controls=("m1",)),
    }
    rows = nodes.dropna()
    for name, one in alone.items():
        assert models[name].residuals == register([one], rows).models[0].residuals


def test_the_equation_without_covariates_is_shown_without_tests(agencies):
    found = register(
        [DIRECT],
        agencies[["x", "w", "m1", "y"]],
        profile=agencies[["region"]],
        kinds={"region": "text"},
        defaults={"covariates": ("region",)},
    )
    assert [(model.id, model.residuals is None) for model in found.models] == [("P1", False), ("P1.unadjusted", True)]


def test_what_is_undefined_has_a_reason_and_no_figures():
    rng = np.random.default_rng(5)
    values = pd.DataFrame(rng.normal(size=(24, 7)), columns=[*"abcdef", "y"])
    (model,) = register([hypothesis("direct", "a", "y", controls=tuple("bcdef"))], values).models
    white = next(each for each in model.residuals.tests if each.test == "white")
    assert (white.code, white.statistic, white.p_value) == ("too_many_terms", None, None)


def test_no_p_is_zero():
    rng = np.random.default_rng(6)
    x = rng.normal(size=4000)
    values = pd.DataFrame({"x": x, "y": x * 50 + rng.standard_t(2, size=4000) * np.exp(x)})
    found = register([hypothesis("direct", "x", "y")], values)
    (result,), (model,) = found.results, found.models
    every = [each.p_value for each in model.residuals.tests] + [each.p_value for each in model.coefficients]
    every += [result.p_value, result.p_holm, result.p_bh, model.f_p_value]
    assert min(every) > 0
    assert 5e-324 in every


def test_the_groups_of_an_equation_hold_ten_rows_at_the_least_and_all_of_them(agencies):
    nodes = agencies[["x", "w", "m1", "y"]]
    model = register([DIRECT], nodes).models[0]
    rows = nodes.dropna()
    design = np.column_stack([np.ones(len(rows)), rows[["x", "w", "m1"]]])
    fitted = design @ np.linalg.lstsq(design, rows["y"], rcond=None)[0]
    left = (rows["y"] - fitted) / np.sqrt(((rows["y"] - fitted) ** 2).sum() / (len(rows) - 4))
    for groups in (model.residuals.by_fitted, model.residuals.by_size):
        assert sum(group.n for group in groups) == model.n_used == len(rows)
        assert min(group.n for group in groups) >= 10
        assert [group.at for group in groups] == sorted(group.at for group in groups)
    lowest = np.argsort(fitted)[: model.residuals.by_fitted[0].n]
    assert model.residuals.by_fitted[0].at == close(fitted[lowest].mean())
    assert model.residuals.by_fitted[0].residual == close(left.iloc[lowest].mean())
    assert model.residuals.by_size[-1].residual == close(
        left.sort_values().iloc[-model.residuals.by_size[-1].n :].mean()
    )
