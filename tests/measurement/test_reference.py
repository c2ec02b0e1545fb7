"""Structure, discriminant validity and ordinal alpha of two public data sets, as R computed them (psych, lavaan)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import govassess as ga
from govassess.measurement.scales import reliabilities, validity
from govassess.scoring.scores import score

INSTRUMENTS = Path(__file__).resolve().parent.parent / "instruments"
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module", params=["mobi", "bfi"])
def run(request):
    shared = request.getfixturevalue("shared")
    name = request.param
    values = json.loads((shared / "reference" / "values" / f"{name}.json").read_text(encoding="utf-8"))
    scores = score(ga.read_responses(shared / "reference" / "data" / f"{name}.csv", INSTRUMENTS / f"{name}.yaml"))
    return values, scores, *validity(scores, None, seed=1)


def test_adequacy_bartlett_and_eigenvalues_agree(run):
    values, _, found, _ = run
    expected, structure = values["joint"], found.factorability
    assert structure.n_used == expected["n_complete"]
    assert structure.kmo == pytest.approx(expected["kmo"]["overall"], rel=1e-8)
    assert structure.bartlett == pytest.approx(expected["bartlett"]["chisq"], rel=1e-8)
    assert structure.bartlett_df == expected["bartlett"]["df"]
    assert 0 < structure.bartlett_p < 1e-12
    shown = len(structure.eigenvalues)
    assert shown == structure.factors + 3
    assert structure.eigenvalues == pytest.approx(expected["eigenvalues"][:shown], rel=1e-8)
    assert expected["bartlett"]["p"] == 0


def test_the_confirmatory_model_agrees(run):
    values, _, found, _ = run
    expected, model = values["joint"]["cfa_ml"], found.factor_model
    fit = expected["fit"]
    assert model.chi_squared == pytest.approx(fit["chisq"], rel=1e-4)
    assert model.df == fit["df"]
    assert 0 < model.p_value < 1e-12
    assert fit["pvalue"] == 0
    for ours, theirs in (
        *(("cfi", "cfi"), ("tli", "tli"), ("rmsea", "rmsea"), ("srmr", "srmr")),
        *(("rmsea_low", "rmsea.ci.lower"), ("rmsea_high", "rmsea.ci.upper")),
    ):
        assert getattr(model, ours) == pytest.approx(fit[theirs], abs=1e-4), ours
    assert (model.aic, model.bic) == pytest.approx((fit["aic"], fit["bic"]), rel=1e-6)
    assert model.admissible == expected["admissible"]


def test_factor_correlations_and_the_fornell_larcker_criterion_agree(run):
    values, _, found, absent = run
    expected = values["joint"]["cfa_ml"]
    compared = 0
    for pair in found.pairs:
        if pair.factor_r is None:
            assert {each.where for each in absent if each.field == "factor_r"} & {
                f"validity.{pair.a}",
                f"validity.{pair.b}",
            }
            continue
        assert pair.factor_r == pytest.approx(expected["factor_correlations"][pair.a][pair.b], abs=1e-4)
        compared += 1
    assert compared == len(expected["AVE"]) * (len(expected["AVE"]) - 1) // 2
    assert {each.id: each.holds for each in found.fornell_larcker} == expected["fornell_larcker_ok"]
    for each in found.fornell_larcker:
        assert each.ave == pytest.approx(expected["AVE"][each.id], abs=1e-4)
        assert each.root_ave == pytest.approx(expected["sqrt_AVE"][each.id], abs=1e-4)
        others = expected["factor_correlations"][each.id]
        largest = max((name for name in others if name != each.id), key=lambda name, others=others: abs(others[name]))
        assert (each.nearest, each.largest_r) == (largest, pytest.approx(abs(others[largest]), abs=1e-4))


def test_htmt2_agrees_where_every_correlation_is_positive(run):
    values, _, found, absent = run
    expected = values["joint"]["htmt"]["htmt2_geometric"]
    compared = 0
    for pair in found.pairs:
        if pair.htmt2 is not None:
            assert pair.htmt2 == pytest.approx(expected[pair.a][pair.b], rel=1e-8)
            compared += 1
    without = sum(pair.htmt is not None and pair.htmt2 is None for pair in found.pairs)
    assert [each.values["count"] for each in absent if each.field == "htmt2"] == ([without] if without else [])
    assert compared + without == len(expected) * (len(expected) - 1) // 2
    assert compared


def test_ordinal_alpha_agrees(run):
    values, scores, _, _ = run
    compared = 0
    for scale in reliabilities(scores, None, conf_level=0.95)[0]:
        expected = values["scales"][scale.id].get("polychoric", {}).get("ordinal_alpha")
        if expected is not None and scale.ordinal_alpha is not None:
            assert scale.ordinal_alpha == pytest.approx(expected, abs=2e-3)
            compared += 1
    assert compared >= 4
