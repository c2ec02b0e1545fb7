"""The equations with classical errors and Sobel's test, as they are stored, against R (tests/stats/reference)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.hypotheses.made import hypothesis, register, result_of


@pytest.fixture(scope="module")
def classical(root):
    return json.loads((root / "tests" / "stats" / "reference" / "classical.json").read_text())


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


def test_an_equation_carries_its_classical_errors_and_checks(agencies, classical):
    data = agencies.assign(coarse=np.round(agencies["x"] * 2) / 2)[["coarse", "w", "m1", "y"]]
    (model,) = register([hypothesis("direct", "coarse", "y", controls=("w", "m1"))], data).models
    found = model.classical
    assert [model.n_used] == classical["n"]
    assert [each.term for each in found.terms] == ["(Intercept)", "coarse", "w", "m1"]
    assert [each.std_error for each in found.terms] == close(classical["std_error"])
    assert [each.statistic for each in found.terms] == close(classical["statistic"])
    assert [each.p_value for each in found.terms] == close(classical["p_value"], 1e-6)
    assert [each.tolerance for each in found.terms[1:]] == close(classical["tolerance"])
    assert [each.glejser_t for each in found.terms[1:]] == close(classical["glejser_t"])
    for ours, theirs in (
        (found.r, "r"), (found.std_error, "sigma"), (found.f_statistic, "f"), (found.critical_t, "critical_t"),
        (found.critical_f, "critical_f"), (found.lilliefors, "lilliefors"), (found.durbin_watson, "durbin_watson"),
    ):  # fmt: skip
        assert [ours] == close(classical[theirs])
    coarse = found.terms[1]
    assert [coarse.deviation_f, coarse.deviation_df1, coarse.deviation_df2, coarse.deviation_p] == close(
        classical["deviation"], 1e-7
    )


def test_the_indirect_path_carries_sobels_test_and_nothing_else_does(agencies, classical):
    found = result_of(hypothesis("mediation", "x", "y", mediators=("m1",)), agencies[["x", "m1", "y"]])
    effects = {each.effect: each for each in found.effects}
    indirect = effects.pop("indirect")
    assert [indirect.sobel_se, indirect.sobel_z, indirect.sobel_p] == close(classical["sobel"], 1e-7)
    assert all(each.sobel_z is None for each in effects.values())


@pytest.mark.parametrize("more", [{}, {"serial": True}])
def test_direct_and_indirect_paths_add_up_to_the_total(agencies, more):
    nodes = agencies[["x", "m1", "m2", "y"]]
    found = result_of(hypothesis("mediation", "x", "y", mediators=("m1", "m2"), **more), nodes)
    effects = {each.effect: each for each in found.effects}
    assert found.effects_sum == close(effects["total"].estimate)
    single = [name for name in effects if name.startswith("indirect_") and "-" not in name]
    assert sum(effects[name].estimate for name in single) == close(effects["indirect"].estimate)
    assert all(effects[name].sobel_z is not None for name in single)
    assert effects["indirect"].sobel_z is None  # a sum of chains is no product


def test_the_first_order_test_of_a_chain_is_that_of_its_three_paths(agencies):
    nodes = agencies[["x", "m1", "m2", "y"]]
    serial = hypothesis("mediation", "x", "y", mediators=("m1", "m2"), serial=True)
    tested = register([serial], nodes)
    errors = {model.id: {each.term: each.std_error for each in model.classical.terms} for model in tested.models}
    effects = {each.effect: each for each in tested.results[0].effects}
    a, d, b = (effects[name].estimate for name in ("a_m1", "d_m1>m2", "b_m2"))
    sa, sd, sb = errors["P1.m1"]["x"], errors["P1.m2"]["m1"], errors["P1.outcome"]["m2"]
    want = np.sqrt((sa * d * b) ** 2 + (a * sd * b) ** 2 + (a * d * sb) ** 2)
    assert effects["indirect_m1>m2"].sobel_se == close(want)


def test_the_equation_without_covariates_has_none(agencies):
    profile = agencies[["w"]].rename(columns={"w": "years"})
    tested = register(
        [hypothesis("direct", "x", "y", covariates=("years",))],
        agencies[["x", "y"]],
        profile=profile,
        kinds={"years": "number"},
    )
    assert {model.id: model.classical is None for model in tested.models} == {"P1": False, "P1.unadjusted": True}
