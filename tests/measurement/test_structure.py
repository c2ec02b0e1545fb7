"""The structure of the answers: found in data made with a known one, and equal to the definitions worked by hand."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from govassess.instrument.load import load_instrument
from govassess.measurement.scales import reliabilities, validity
from govassess.measurement.structure import structure_notices
from govassess.result.measures import CommonMethod, FactorModel, Reliability, Validity
from govassess.scoring.scores import score
from govassess.stats.draws import make_draws
from govassess.stats.factor import one_factor
from tests.surveys import responses

CG = load_instrument("cg-dps-smartcity")
DIMENSIONS = ("RM", "IR", "OD")
ITEMS = {name: [item.id for item in CG.items() if item.id.startswith(name)] for name in DIMENSIONS}
TURNED = {item.id for item in CG.items() if item.reverse}
LOADING = 0.8


def made(n, *, r, seed=1, loading=LOADING, cuts=(-1.5, -0.5, 0.5, 1.5)):
    """Answers of three dimensions whose factors correlate ``r``, every item loading alike; as asked."""
    rng = np.random.default_rng(seed)
    factors = np.sqrt(r) * rng.normal(size=(n, 1)) + np.sqrt(1 - r) * rng.normal(size=(n, 3))
    columns = {}
    for place, name in enumerate(DIMENSIONS):
        for item in ITEMS[name]:
            latent = loading * factors[:, place] + np.sqrt(1 - loading**2) * rng.normal(size=n)
            keyed = 1.0 + np.digitize(latent, cuts)
            columns[item] = 6 - keyed if item in TURNED else keyed
    return pd.DataFrame(columns)


def scored(frame):
    return score(responses(frame, CG))


@pytest.fixture(scope="module")
def three():
    scores = scored(made(700, r=0.3))
    found, absent = validity(scores, None, seed=1)
    return scores, found, absent


def test_three_factors_are_found_where_three_were_made_and_the_declared_model_fits(three):
    _, found, absent = three
    assert absent == ()
    assert (found.factorability.factors, found.factorability.declared, found.factorability.copies) == (3, 3, 1000)
    assert len(found.factorability.eigenvalues) == len(found.factorability.thresholds) == 3 + 3
    above = [a > b for a, b in zip(found.factorability.eigenvalues, found.factorability.thresholds, strict=True)]
    assert above == [True] * 3 + [False] * 3
    model = found.factor_model
    assert (model.items, model.factors, model.n_used, model.n_dropped) == (24, 3, 700, 0)
    assert model.df == 24 * 25 // 2 - (2 * 24 + 3)
    assert model.cfi > 0.98
    assert model.rmsea_low <= model.rmsea <= model.rmsea_high < 0.05
    assert model.srmr < 0.04
    assert model.admissible
    for pair in found.pairs:
        assert pair.factor_r == pytest.approx(0.3, abs=0.1)
        assert pair.htmt == pytest.approx(0.3, abs=0.1)
    for each in found.fornell_larcker:
        assert each.holds
        assert each.root_ave == pytest.approx(np.sqrt(each.ave))
        assert (
            0.8 * LOADING**2 < each.ave < LOADING**2 + 0.03
        )  # five categories hold a little less than the latent answers
    assert structure_notices(found, ()) == ()


def test_adequacy_bartlett_and_harman_are_their_definitions(three):
    scores, found, _ = three
    x = scores.keyed.to_numpy(float)
    n, k = x.shape
    R = np.corrcoef(x, rowvar=False)
    inverse = np.linalg.inv(R)
    partial = -inverse / np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    off = ~np.eye(k, dtype=bool)
    structure = found.factorability
    assert structure.kmo == pytest.approx((R[off] ** 2).sum() / ((R[off] ** 2).sum() + (partial[off] ** 2).sum()))
    statistic = -(n - 1 - (2 * k + 5) / 6) * np.log(np.linalg.det(R))
    assert structure.bartlett == pytest.approx(statistic)
    assert structure.bartlett_df == k * (k - 1) // 2
    assert structure.bartlett_p > 0
    eigenvalues = np.sort(np.linalg.eigvals(R).real)[::-1]
    assert structure.eigenvalues == pytest.approx(eigenvalues[:6])
    assert found.common_method.harman == pytest.approx(eigenvalues[0] / k)


def test_collinearity_and_the_marker_are_their_definitions(three):
    scores, found, _ = three
    means = pd.DataFrame({name: scores.keyed[ITEMS[name]].mean(axis=1) for name in DIMENSIONS})
    n = len(means)
    for name in DIMENSIONS:
        others = np.column_stack([np.ones(n), means.drop(columns=name)])
        fitted = others @ np.linalg.lstsq(others, means[name], rcond=None)[0]
        share = np.var(fitted) / np.var(means[name])
        assert found.common_method.vif[name] == pytest.approx(1 / (1 - share))
    r = {pair: np.corrcoef(means[pair[0]], means[pair[1]])[0, 1] for pair in itertools.combinations(DIMENSIONS, 2)}
    marker = min(value for value in r.values() if value > 0)
    assert found.common_method.smallest_r == pytest.approx(marker)
    changed = 0
    for value in r.values():
        adjusted = (value - marker) / (1 - marker)
        before = stats.t.sf(abs(value) * np.sqrt((n - 2) / (1 - value**2)), n - 2)
        after = stats.t.sf(abs(adjusted) * np.sqrt((n - 3) / (1 - adjusted**2)), n - 3)
        changed += 2 * before < 0.05 <= 2 * after
    assert (found.common_method.changed, found.common_method.correlations) == (changed, 3)
    assert changed >= 1  # the smallest itself is nothing without itself


def test_htmt2_is_made_of_geometric_means_and_missing_pairs_are_counted_once(three):
    scores, found, _ = three
    R = scores.keyed.corr()
    for pair in found.pairs:
        a, b = ITEMS[pair.a], ITEMS[pair.b]
        within = [
            np.exp(np.mean([np.log(R.loc[i, j]) for i, j in itertools.combinations(names, 2)])) for names in (a, b)
        ]
        between = np.exp(np.mean([np.log(R.loc[i, j]) for i in a for j in b]))
        assert pair.htmt2 == pytest.approx(between / np.sqrt(within[0] * within[1]))
        assert pair.negative_r == 0
    loose, absent = validity(scored(made(60, r=0.0)), None, seed=1)
    without = [pair for pair in loose.pairs if pair.htmt2 is None]
    assert without
    assert all(pair.negative_r for pair in without)
    entries = [(each.where, each.code, each.values) for each in absent if each.field == "htmt2"]
    assert entries == [("validity", "nonpositive_pairs", {"count": len(without), "of": 3})]


def test_one_factor_behind_all_items_is_told_in_every_way():
    found, _ = validity(scored(made(500, r=0.98)), None, seed=1)
    notices = {notice.code: notice for notice in structure_notices(found, ())}
    assert notices["factors_differ"].values == {"found": 1, "declared": 3}
    assert notices["harman_high"].values["share"] > 0.5
    assert notices["fornell_larcker_fails"].values == {"count": 3, "of": 3}
    collinear = {n.where: n.values["vif"] for n in structure_notices(found, ()) if n.code == "vif_collinear"}
    assert set(collinear) == {f"validity.{name}" for name in DIMENSIONS}
    assert min(collinear.values()) > 3.3


def test_factors_that_cannot_correlate_as_estimated_are_called_inadmissible():
    seen = set()
    for seed in range(6):
        found, _ = validity(scored(made(120, r=0.97, seed=seed)), None, seed=1)
        R = np.eye(3)
        for pair in found.pairs:
            i, j = DIMENSIONS.index(pair.a), DIMENSIONS.index(pair.b)
            R[i, j] = R[j, i] = pair.factor_r
        told = "factors_overlap" in {notice.code for notice in structure_notices(found, ())}
        assert told == (np.linalg.eigvalsh(R)[0] <= 0)
        assert found.factor_model.admissible == (not told)
        seen.add(told)
    assert seen == {True, False}


def test_a_model_that_misfits_beyond_all_numbers_has_a_p_that_is_not_zero():
    frame = made(2000, r=0.0)
    swapped = {"RM1a": "IR1a", "IR1a": "RM1a", "RM2a": "OD2a", "OD2a": "RM2a", "IR3a": "OD3a", "OD3a": "IR3a"}
    found, _ = validity(scored(frame.rename(columns=swapped)[list(frame)]), None, seed=1)
    assert found.factor_model.p_value == 5e-324
    assert found.factor_model.cfi < 0.9


def test_negative_variances_name_their_items():
    parts = {field.name: None for field in dataclasses.fields(FactorModel)}
    model = FactorModel(
        **parts
        | {"flags": ("negative_variance",), "negative_variances": ("RM1a", "IR2b"), "n_used": 50, "parameters": 9}
    )
    found = structure_notices(Validity(n_used=50, pairs=(), factor_model=model), ())
    assert [(each.code, each.where, each.values) for each in found] == [
        ("inadmissible", "validity", {"items": "RM1a, IR2b"})
    ]


@pytest.mark.parametrize(("harman", "vif", "codes"), [(0.5, 3.3, []), (0.51, 3.31, ["harman_high", "vif_collinear"])])
def test_conventions_of_common_method_are_passed_only_above_them(harman, vif, codes):
    method = CommonMethod(n_used=50, harman=harman, vif={"RM": vif}, smallest_r=0.1, changed=0, correlations=1)
    found = structure_notices(Validity(n_used=50, pairs=(), common_method=method), ())
    assert [each.code for each in found] == codes


def test_failed_draws_are_told_where_there_is_an_interval_that_they_were_left_out_of():
    parts = {field.name: None for field in dataclasses.fields(Reliability)}
    few = Reliability(**parts | {"id": "RM", "factor_draws_failed": 3, "omega_low": 0.6})
    many = Reliability(**parts | {"id": "IR", "factor_draws_failed": 300})
    none = Reliability(**parts | {"id": "OD", "factor_draws_failed": 0, "omega_low": 0.6})
    found = structure_notices(Validity(n_used=50, pairs=()), (few, many, none))
    assert [(each.code, each.where, each.values) for each in found] == [
        ("factor_draws_failed", "reliability.RM", {"node": "RM", "count": 3})
    ]


def test_a_correlation_far_below_zero_beside_a_large_marker_is_no_fault():
    rng = np.random.default_rng(3)
    base = rng.normal(size=40)
    columns = {}
    for name, sign in zip(DIMENSIONS, (1, 1, -1), strict=True):
        for item in ITEMS[name]:
            keyed = np.clip(np.round(3 + sign * base + 0.3 * rng.normal(size=40)), 1, 5)
            columns[item] = 6 - keyed if item in TURNED else keyed
    found, _ = validity(scored(pd.DataFrame(columns)), None, seed=1)
    assert found.common_method.smallest_r > 0.5
    assert found.common_method.changed in (0, 1)


def test_above_a_thousand_complete_rows_fewer_copies_are_shuffled_and_above_ten_thousand_none():
    frame = made(2000, r=0.3)
    found, _ = validity(scored(frame), None, seed=1)
    assert (found.factorability.copies, found.factorability.factors) == (500, 3)
    large = pd.concat([frame] * 6, ignore_index=True)
    found, absent = validity(scored(large), None, seed=1)
    assert (found.factorability.factors, found.factorability.copies) == (None, None)
    entries = [(each.code, each.values) for each in absent if each.field == "parallel_analysis"]
    assert entries == [("too_many_to_shuffle", {"n": 12_000, "limit": 10_000})]
    assert found.factorability.kmo is not None


def test_with_equal_loadings_omega_and_its_interval_are_those_of_alpha():
    scores = scored(made(400, r=0.3))
    draws = make_draws(400, seed=1, count=2000)
    for scale in reliabilities(scores, draws, conf_level=0.95)[0]:
        assert scale.omega == pytest.approx(scale.alpha, abs=0.005)
        assert scale.omega_low == pytest.approx(scale.alpha_low, abs=0.012)  # Feldt's limits are exact here
        assert scale.omega_high == pytest.approx(scale.alpha_high, abs=0.012)
        assert scale.composite_reliability_low < scale.composite_reliability < scale.composite_reliability_high
        assert scale.ave_low < scale.ave < scale.ave_high
        assert list(scale.loadings_low) == list(scale.loadings_high) == list(scale.loadings) == ITEMS[scale.id]
        for item, loading in scale.loadings.items():
            assert scale.loadings_low[item] < loading < scale.loadings_high[item]
        assert scale.factor_draws_failed == 0


def test_intervals_are_percentiles_of_the_model_fitted_to_each_resample_by_itself():
    frame = made(120, r=0.3)
    draws = make_draws(120, seed=1, count=40)
    scores = scored(frame)
    scale = reliabilities(scores, draws, conf_level=0.90)[0][0]
    keyed = scores.keyed[ITEMS[scale.id]]
    repeated = [keyed.iloc[np.repeat(np.arange(120), row.astype(int))] for row in draws.row_weights()]
    fits = [one_factor(rows.reset_index(drop=True)) for rows in repeated]
    low, high = np.quantile([fit.loadings for fit in fits], [0.05, 0.95], axis=0, method="weibull")
    assert list(scale.loadings_low.values()) == pytest.approx(low, abs=1e-6)
    assert list(scale.loadings_high.values()) == pytest.approx(high, abs=1e-6)
    for name in ("omega", "composite_reliability", "ave"):
        low, high = np.quantile([getattr(fit, name) for fit in fits], [0.05, 0.95], method="weibull")
        assert (getattr(scale, f"{name}_low"), getattr(scale, f"{name}_high")) == pytest.approx((low, high), abs=1e-6)


def test_a_wider_level_gives_wider_intervals():
    scores = scored(made(200, r=0.3))
    draws = make_draws(200, seed=1, count=1000)
    narrow, wide = (reliabilities(scores, draws, conf_level=level)[0][0] for level in (0.80, 0.99))
    for name in ("omega", "composite_reliability", "ave"):
        assert getattr(wide, f"{name}_low") < getattr(narrow, f"{name}_low")
        assert getattr(wide, f"{name}_high") > getattr(narrow, f"{name}_high")


def test_ordinal_alpha_sees_through_two_categories_where_alpha_does_not():
    scores = scored(made(3000, r=0.3, cuts=(-9.0, 0.0, 9.0, 10.0)))  # every answer is 2 or 3
    behind = 8 * LOADING**2 / (1 + 7 * LOADING**2)
    for scale in reliabilities(scores, None, conf_level=0.95)[0]:
        assert scale.ordinal_alpha == pytest.approx(behind, abs=0.012)
        assert scale.alpha < behind - 0.05
