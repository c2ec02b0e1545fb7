from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from govassess.errors import NotEstimable
from govassess.stats.draws import make_draws
from govassess.stats.intervals import percentile_levels
from govassess.stats.mediation import mediate
from govassess.stats.regression import fit_ols

SIMPLE = {"predictor": "trust", "mediators": ["reach"], "outcome": "value"}


def effects(found):
    return found.to_frame().set_index("effect")


@pytest.fixture
def data():
    rng = np.random.default_rng(12)
    frame = pd.DataFrame({"x": rng.normal(size=70)})
    frame["m"] = 0.5 * frame["x"] + rng.normal(size=70)
    frame["l"] = 0.3 * frame["x"] + rng.normal(size=70)
    frame["y"] = 0.4 * frame["m"] - 0.3 * frame["l"] + 0.2 * frame["x"] + rng.normal(size=70)
    frame["office"] = rng.choice(["b", "a", "c"], size=70)
    return frame


XMY = {"predictor": "x", "mediators": ["m"], "outcome": "y"}
XMLY = {"predictor": "x", "mediators": ["m", "l"], "outcome": "y"}


def test_effects_are_those_of_r(scores, r_values):
    want = r_values["mediation"]
    found = mediate(scores, **SIMPLE, covariates=["age", "office"], draws=0)
    table = effects(found)
    for name in ("a", "b", "direct", "total", "indirect", "indirect_standardised"):
        assert table.loc[name, "estimate"] == pytest.approx(want[name], rel=1e-10)
    assert (found.n_used, found.n_dropped) == (want["n"], 120 - want["n"])


def test_the_percentile_interval_is_that_of_r_within_its_monte_carlo_error(scores, r_values):
    want = r_values["mediation"]
    row = effects(mediate(scores, **SIMPLE, covariates=["age", "office"])).loc["indirect"]
    for end, value, error in zip(("conf_low", "conf_high"), want["percentile"], want["mc_se"], strict=True):
        assert abs(row[end] - value) < 4 * error
    assert row["p_value"] < 0.01


def plain_effects(rows, mediators, covariates):
    def slopes(y, columns):
        X = np.column_stack([np.ones(len(rows)), *columns])
        return np.linalg.lstsq(X, y, rcond=None)[0][1:]

    C = [(rows["office"] == level).to_numpy(float) for level in ("b", "c")] if covariates else []
    M = [rows[name].to_numpy() for name in mediators]
    x, y = rows["x"].to_numpy(), rows["y"].to_numpy()
    a = np.array([slopes(m, [x, *C])[0] for m in M])
    last = slopes(y, [x, *M, *C])
    b = last[1 : 1 + len(M)]
    return {
        "direct": last[0],
        "total": slopes(y, [x, *C])[0],
        "indirect": a @ b,
        "indirect_standardised": a @ b * x.std() / y.std(),
        **({f"indirect_{name}": a[j] * b[j] for j, name in enumerate(mediators)} if len(M) > 1 else {}),
        **({"indirect_m-indirect_l": a[0] * b[0] - a[1] * b[1]} if len(M) > 1 else {"a": a[0], "b": b[0]}),
    }


@pytest.mark.parametrize("names", [XMY, XMLY], ids=["simple", "parallel"])
@pytest.mark.parametrize("covariates", [(), ("office",)])
@pytest.mark.parametrize("clusters", [None, np.arange(70) % 15], ids=["rows", "clusters"])
def test_batched_effects_equal_a_plain_loop_with_the_same_counts(data, names, covariates, clusters):
    draws = make_draws(70, count=250, clusters=clusters)
    found = effects(mediate(data, **names, covariates=covariates, draws=draws))
    loop = []
    for weights in draws.row_weights():
        rows = data.iloc[np.repeat(np.arange(70), weights.astype(int))]
        loop.append(plain_effects(rows, names["mediators"], covariates))
    plain = pd.DataFrame(loop)
    whole = plain_effects(data, names["mediators"], covariates)
    low, high = percentile_levels(draws, 0.95)
    for name in plain:
        assert found.loc[name, "estimate"] == pytest.approx(whole[name], rel=1e-9)
        assert found.loc[name, "conf_low"] == pytest.approx(np.quantile(plain[name], low, method="weibull"), abs=1e-10)
        assert found.loc[name, "conf_high"] == pytest.approx(
            np.quantile(plain[name], high, method="weibull"), abs=1e-10
        )
        share = min(0.5, (min((plain[name] <= 0).sum(), (plain[name] >= 0).sum()) + 1) / 251)
        if clusters is not None:
            share = scipy_stats.t(14).cdf(scipy_stats.norm.ppf(share) * np.sqrt(14 / 15))
        assert found.loc[name, "p_value"] == pytest.approx(2 * share, rel=1e-12)


def test_with_few_clusters_p_and_interval_say_the_same_of_every_effect(data):
    said = []
    for seed in range(12):
        found = mediate(data, **XMLY, draws=make_draws(70, count=399, seed=seed, clusters=np.arange(70) % 14))
        assert found.p_method == "bootstrap, widened"
        table = effects(found)
        outside = (table["conf_low"] > 0) | (table["conf_high"] < 0)
        assert outside[table["p_value"] < 0.05].all()
        assert (table.loc[outside, "p_value"] < 0.05 + 4 / 400).all()  # what lies between two draws
        said += outside.tolist()
    assert set(said) == {True, False}
    assert mediate(data, **XMLY, draws=20).p_method == "bootstrap"


@pytest.mark.parametrize("names", [XMY, XMLY])
def test_the_total_is_direct_plus_indirect(data, names):
    found = effects(mediate(data, **names, covariates=["office"], draws=0))["estimate"]
    assert found["total"] == pytest.approx(found["direct"] + found["indirect"], abs=1e-10)


def test_the_b_shown_is_the_b_of_the_product(data):
    found = mediate(data, **XMY, draws=0)
    table = effects(found)["estimate"]
    terms = {name: fit.to_frame().set_index("term")["estimate"] for name, fit in found.paths.items()}
    assert set(found.paths) == {"total", "outcome", "m"}
    assert table["a"] == terms["m"]["x"]
    assert table["b"] == terms["outcome"]["m"]
    assert table["indirect"] == terms["m"]["x"] * terms["outcome"]["m"]


def test_one_mask_serves_all_equations(data):
    gappy = data.copy()
    gappy.loc[2, "y"] = np.nan
    gappy.loc[9, "m"] = np.nan
    found = mediate(gappy, **XMY, draws=make_draws(70, count=60))
    assert {fit.n_used for fit in found.paths.values()} == {68}
    assert {fit.n_dropped for fit in found.paths.values()} == {2}
    alone = fit_ols(gappy.drop([2, 9]), "m", ["x"]).to_frame()
    np.testing.assert_array_equal(found.paths["m"].to_frame()["estimate"], alone["estimate"])


def test_the_choice_of_covariance_changes_the_paths_and_not_the_bootstrap(data):
    one, other = (mediate(data, **XMY, draws=99, vcov=vcov) for vcov in ("HC3", "classical"))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert one.paths["m"].to_frame().loc[1, "std_error"] != other.paths["m"].to_frame().loc[1, "std_error"]


def test_units_scale_the_effects(data):
    one = effects(mediate(data, **XMY, draws=99))
    other = effects(mediate(data.assign(x=data["x"] * 10, m=data["m"] * 3, y=data["y"] * 2 + 5), **XMY, draws=99))
    factor = {"a": 0.3, "b": 2 / 3, "direct": 0.2, "total": 0.2, "indirect": 0.2, "indirect_standardised": 1}
    for name, by in factor.items():
        for column in ("estimate", "conf_low", "conf_high"):
            assert other.loc[name, column] == pytest.approx(by * one.loc[name, column], rel=1e-9)


def test_without_draws_there_is_an_estimate_and_a_reason(data):
    found = mediate(data, **XMY, draws=0).to_frame()
    assert found["estimate"].notna().all()
    assert found["conf_low"].isna().all()
    assert set(found["reason"]) == {"no_draws"}


def test_singular_draws_are_counted_and_too_many_leave_no_interval():
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"x": [0.0] * 28 + [1.0, 1.0], "m": rng.normal(size=30), "y": rng.normal(size=30)})
    draws = make_draws(30, count=500)
    without = int((draws.weights[:, 28:].sum(axis=1) == 0).sum())
    found = mediate(data, **XMY, draws=draws)
    assert without > 25
    assert found.draws_failed == without
    table = found.to_frame()
    assert set(table["reason"]) == {"failed_draws"}
    assert table[["conf_low", "conf_high", "p_value"]].isna().all().all()
    assert table["estimate"].notna().all()


def test_a_rare_category_of_a_covariate_does_not_fail_the_draws_without_it(data):
    rare = data.assign(office=["only"] + ["rest"] * 69)
    found = mediate(rare, **XMY, covariates=["office"], draws=300, vcov="HC1")
    assert found.draws_failed == 0
    alone = effects(mediate(rare.iloc[1:], **XMY, draws=0))
    assert effects(found).loc["indirect", "estimate"] == pytest.approx(alone.loc["indirect", "estimate"], rel=1e-9)


@pytest.mark.parametrize(
    ("change", "code", "values"),
    [
        ({"m": 1.0}, "constant_predictor", {"variable": "m"}),
        ({"m": lambda d: d["x"]}, "collinear", {"variable": "x, m"}),
        ({"y": 2.0}, "constant_outcome", {"outcome": "y"}),
        ({"y": lambda d: d["x"] + d["m"]}, "perfect_fit", {"outcome": "y"}),
    ],
)
def test_mediation_without_an_answer_says_why(data, change, code, values):
    with pytest.raises(NotEstimable) as refused:
        mediate(data.assign(**change), **XMY, draws=10)
    assert (refused.value.what, refused.value.code, refused.value.values) == ("mediation", code, values)
    assert refused.value.message("id")


@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_mediation_of_too_few_rows_is_refused(data, n):
    with pytest.raises(NotEstimable) as refused:
        mediate(data.iloc[:n], **XMY, draws=10)
    assert refused.value.code == "too_few_rows"


def test_mediation_needs_a_mediator_and_draws_of_its_rows(data):
    with pytest.raises(ValueError, match="mediator"):
        mediate(data, predictor="x", mediators=[], outcome="y")
    with pytest.raises(ValueError, match="70"):
        mediate(data, **XMY, draws=make_draws(69, count=2))


@pytest.mark.shared
def test_sobels_test_is_that_of_the_public_values(shared):
    data = pd.read_csv(shared / "reference/data/mobi.csv")
    values = json.loads((shared / "reference/values/mobi.json").read_text())["mediation"]["simple"]
    columns = {"Image": "IMAG", "Satisfaction": "CUSA", "Loyalty": "CUSL"}
    means = {name: data[[c for c in data.columns if c.startswith(stem)]].mean(axis=1) for name, stem in columns.items()}
    names = {"predictor": values["x"], "mediators": [values["m"]], "outcome": values["y"]}
    found = mediate(pd.DataFrame(means), **names, draws=0, sobel=True, vcov="classical")
    row = effects(found).loc["indirect"]
    for ours, theirs in (("std_error", "sobel_se"), ("statistic", "sobel_z"), ("p_value", "sobel_p")):
        assert row[f"sobel_{ours}"] == pytest.approx(values["sobel"][theirs], rel=1e-8)
    assert found.sobel == "first-order"


def test_sobels_test_is_given_only_when_asked_for_and_for_products_only(data):
    plain = mediate(data, **XMY, draws=0)
    assert plain.sobel is None
    assert not [column for column in plain.to_frame() if column.startswith("sobel")]
    names = {"predictor": "x", "mediators": ["m", "w"], "outcome": "y", "draws": 0, "sobel": True}
    both = data.assign(w=data["m"] + np.random.default_rng(4).normal(size=len(data)))
    for serial in (False, True):
        table = effects(mediate(both, **names, serial=serial))
        shown = list(table.index[table["sobel_std_error"].notna()])
        assert shown == ["indirect_m", "indirect_w", *(["indirect_m>w"] if serial else [])]


def test_sobels_standard_error_of_a_chain_is_that_of_the_delta_method(data):
    both = data.assign(w=data["m"] + np.random.default_rng(4).normal(size=len(data)))
    found = mediate(both, predictor="x", mediators=["m", "w"], outcome="y", serial=True, draws=0, sobel=True)
    links = [("m", "x"), ("w", "m"), ("outcome", "w")]
    rows = [found.paths[equation].to_frame().set_index("term").loc[term] for equation, term in links]
    a, d, b = (row["estimate"] for row in rows)
    se_a, se_d, se_b = (row["std_error"] for row in rows)
    want = np.sqrt((d * b * se_a) ** 2 + (a * b * se_d) ** 2 + (a * d * se_b) ** 2)
    row = effects(found).loc["indirect_m>w"]
    assert row["sobel_std_error"] == pytest.approx(want, rel=1e-12)
    assert row["sobel_statistic"] == pytest.approx(row["estimate"] / want, rel=1e-12)
