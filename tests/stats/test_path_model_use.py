"""What a fitted path model is used for: importance-performance map, prediction, two groups."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import compare_paths, ipma, micom, pls, pls_predict

HERE = Path(__file__).parent / "reference"
TWO = {"lead": ["lead1", "lead2", "lead3", "lead4"], "digi": ["digi1", "digi2", "digi3", "digi4", "digi5"]}


@pytest.fixture(scope="module")
def peer():
    return json.loads((HERE / "pls_seminr.json").read_text())


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(HERE / "pls_answers.csv")


@pytest.fixture(scope="module")
def complete(data):
    return data.dropna().reset_index(drop=True)


# --- importance and performance ---------------------------------------------------------------------------------------


def weighted_scores(rows, fit):
    """0-100 scores of each construct from its standardised weights, row by row."""
    weights = fit.to_frame().query("kind == 'weight'").set_index(["target", "term"])["estimate"]
    scores = {}
    for name, items in fit.blocks.items():
        raw = np.array([weights[name, item] / rows[item].std(ddof=1) for item in items])
        scores[name] = rows[list(items)] @ (raw / raw.sum())
    return pd.DataFrame(scores)


def test_importance_is_a_regression_of_unstandardised_scores(complete, peer):
    fit = pls(complete, peer["blocks"], peer["paths"])
    found = ipma(complete, fit, target="digi", scale=(1, 5)).to_frame().set_index(["level", "term"])
    scores = weighted_scores((complete.drop(columns="region") - 1) * 25, fit)
    X = np.column_stack([np.ones(len(scores)), scores[["lead", "trust"]]])
    b = np.linalg.lstsq(X, scores["digi"], rcond=None)[0]
    assert found.loc[("construct", "trust"), "importance"] == pytest.approx(b[2], rel=1e-9)
    X = np.column_stack([np.ones(len(scores)), scores[["lead", "rule"]]])
    c = np.linalg.lstsq(X, scores["trust"], rcond=None)[0]
    X = np.column_stack([np.ones(len(scores)), scores["lead"]])
    d = np.linalg.lstsq(X, scores["rule"], rcond=None)[0]
    total = b[1] + b[2] * (c[1] + c[2] * d[1])
    assert found.loc[("construct", "lead"), "importance"] == pytest.approx(total, rel=1e-9)
    for name in ("lead", "rule", "trust"):
        assert found.loc[("construct", name), "performance"] == pytest.approx(scores[name].mean(), rel=1e-10)
    assert set(found.loc["construct"].index) == {"lead", "rule", "trust"}
    assert (found["n_used"] == 170).all()


def test_indicators_share_their_construct_s_importance(complete, peer):
    fit = pls(complete, peer["blocks"], peer["paths"])
    record = ipma(complete, fit, target="serv", scale=dict.fromkeys(complete.columns, (1, 5)))
    found = record.to_frame()
    whole = found.query("level == 'construct'").set_index("construct")["importance"]
    parts = found.query("level == 'indicator'").groupby("construct")["importance"].sum()
    pd.testing.assert_series_equal(whole.sort_index(), parts.sort_index(), check_names=False, rtol=1e-12)
    row = found.set_index(["level", "term"]).loc[("indicator", "rule2")]
    assert row["performance"] == pytest.approx((complete["rule2"].mean() - 1) * 25, rel=1e-12)
    assert 0 < record.target_performance < 100


def test_the_dimensions_of_a_higher_order_construct_are_its_indicators(data, complete, peer):
    fit = pls(data, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"])
    record = ipma(data, fit, target="digi", scale=(1, 5))
    found = record.to_frame().set_index(["level", "term"])
    first = weighted_scores((complete.drop(columns="region") - 1) * 25, fit.first_stage)
    assert found.loc[("indicator", "trust"), "performance"] == pytest.approx(first["trust"].mean(), rel=1e-10)
    score = weighted_scores(first.assign(**(complete.drop(columns="region") - 1) * 25), fit)
    slope = np.polyfit(score["CG"], score["digi"], 1)[0]
    assert found.loc[("construct", "CG"), "importance"] == pytest.approx(slope, rel=1e-9)
    assert (record.n_used, record.n_dropped) == (170, 10)


def test_a_map_does_not_confuse_a_construct_with_an_item_of_the_same_name(data, peer):
    renamed = data.rename(columns={"digi2": "digi"})
    blocks = {name: [item if item != "digi2" else "digi" for item in items] for name, items in peer["blocks"].items()}
    found, want = (
        ipma(
            rows,
            pls(rows, own, peer["second_paths"], higher_order=peer["higher_order"]),
            target="serv",
            scale=(1, 5),
        ).to_frame()
        for rows, own in ((renamed, blocks), (data, peer["blocks"]))
    )
    np.testing.assert_allclose(found["performance"], want["performance"], rtol=1e-10)
    np.testing.assert_allclose(found["importance"], want["importance"], rtol=1e-9)


def test_a_map_that_makes_no_sense_is_refused(complete):
    other = complete.assign(lead4=6 - complete["lead4"])
    fit = pls(other, TWO, {"digi": ["lead"]})
    with pytest.raises(NotEstimable) as refused:
        ipma(other, fit, target="digi", scale=(1, 5))
    assert refused.value.code == "negative_weight"
    assert "lead4" in refused.value.message("en")
    assert "lead4" in refused.value.message("id")
    fit = pls(complete, TWO, {"digi": ["lead"]})
    with pytest.raises(ValueError, match="no outcome"):
        ipma(complete, fit, target="lead", scale=(1, 5))
    with pytest.raises(ValueError, match="scale from 1 to 4"):
        ipma(complete, fit, target="digi", scale=(1, 4))
    with pytest.raises(ValueError, match="fitted to 170"):
        ipma(complete.iloc[:50], fit, target="digi", scale=(1, 5))


# --- prediction -------------------------------------------------------------------------------------------------------


def test_leaving_one_row_out_predicts_as_the_peer_does(data, peer):
    blocks = {name: peer["blocks"][name] for name in ("lead", "trust", "digi")}
    rows = data.drop(columns="region").dropna()
    record = pls_predict(rows, blocks, peer["one_outcome"], folds=len(rows), repeats=1)
    found = record.to_frame().set_index("term")
    assert list(found.index) == blocks["digi"]
    for item, want in peer["left_out"]["pls"].items():
        for measure in ("rmse", "mae"):
            # Weights stop changing at 1e-7 in training parts.
            assert found.loc[item, measure] == pytest.approx(want[measure], rel=1e-7)
            assert found.loc[item, f"{measure}_lm"] == pytest.approx(peer["left_out"]["lm"][item][measure], rel=1e-9)
        y = rows[item].to_numpy()
        n = len(y)
        of_the_mean = ((y - (y.sum() - y) / (n - 1)) ** 2).sum()
        assert found.loc[item, "q2_predict"] == pytest.approx(1 - n * want["rmse"] ** 2 / of_the_mean, rel=1e-6)


def test_folds_are_dealt_by_the_seed(complete):
    one, same, other = (
        pls_predict(complete, TWO, {"digi": ["lead"]}, repeats=3, seed=seed).to_frame() for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, same)
    assert (one["q2_predict"] != other["q2_predict"]).all()
    np.testing.assert_allclose(one["q2_predict"], other["q2_predict"], atol=0.03)


def test_noise_is_not_predicted(complete):
    rng = np.random.default_rng(8)
    noise = pd.DataFrame(rng.integers(1, 6, size=(170, 6)).astype(float), columns=list("abcdef"))
    found = pls_predict(noise, {"A": list("abc"), "B": list("def")}, {"B": ["A"]}).to_frame()
    assert (found["q2_predict"] < 0.02).all()


def test_only_outcomes_are_predicted_and_each_from_its_direct_antecedents(complete, peer):
    found = pls_predict(complete, peer["blocks"], peer["paths"], repeats=1).to_frame()
    assert set(found["target"]) == set(peer["paths"])
    alone = pls_predict(complete, peer["blocks"], peer["paths"], repeats=1).to_frame()
    pd.testing.assert_frame_equal(found, alone)


def test_a_linear_model_with_too_many_indicators_is_left_out_and_says_so(complete):
    few = complete.iloc[:12]
    wide = few.assign(**{f"x{j}": np.random.default_rng(j).normal(size=12) for j in range(12)})
    found = pls_predict(
        wide, {"X": [f"x{j}" for j in range(12)], "trust": ["trust1", "trust2"]}, {"trust": ["X"]}, folds=4, repeats=1
    ).to_frame()
    assert set(found["reason"]) == {"lm_not_estimable"}
    assert found[["rmse_lm", "mae_lm"]].isna().all(axis=None)
    assert found["rmse"].notna().all()


def test_prediction_that_cannot_be_had_says_why(complete):
    rare = complete.assign(lead1=3.0)
    rare.loc[0, "lead1"] = 4.0
    with pytest.raises(NotEstimable) as refused:
        pls_predict(rare, TWO, {"digi": ["lead"]})
    assert refused.value.code == "constant_items"
    assert "lead1" in refused.value.message("en")
    with pytest.raises(NotEstimable) as refused:
        pls_predict(complete.iloc[:8], TWO, {"digi": ["lead"]})
    assert refused.value.code == "too_few_rows"
    with pytest.raises(ValueError, match="2 folds"):
        pls_predict(complete, TWO, {"digi": ["lead"]}, folds=1)


# --- two groups -------------------------------------------------------------------------------------------------------


def scores_by(weights, z, blocks):
    return {name: z[list(items)] @ np.array([weights[name, item] for item in items]) for name, items in blocks.items()}


def weights_of(rows, peer):
    record = pls(rows, peer["blocks"], peer["paths"]).to_frame()
    return record.query("kind == 'weight'").set_index(["target", "term"])["estimate"]


def test_the_steps_of_micom_are_those_of_separate_fits(data, complete, peer):
    record = micom(data, data["region"], peer["blocks"], peer["paths"], permutations=40)
    found = record.to_frame()
    assert record.groups == ("east", "west")
    assert (record.n_used, record.n_dropped) == (170, 10)
    items = complete.drop(columns="region")
    east = (complete["region"] == "east").to_numpy()
    z = (items - items.mean()) / items.std(ddof=1)
    pooled = scores_by(weights_of(items, peer), z, peer["blocks"])
    own = {g: scores_by(weights_of(items[m], peer), z, peer["blocks"]) for g, m in (("east", east), ("west", ~east))}
    got = found.set_index(["kind", "term", "group"])["estimate"]
    step3 = found.query("kind != 'composition'").set_index(["kind", "term"])
    checked = 0
    for name in peer["blocks"]:
        for group, scores in own.items():
            want = np.corrcoef(scores[name], pooled[name])[0, 1]
            assert got["composition", name, group] == pytest.approx(want, abs=1e-9)
        between = np.corrcoef(own["east"][name], own["west"][name])[0, 1]
        assert step3.loc[("composition_between", name), "estimate"] == pytest.approx(between, abs=1e-9)
        if step3.loc[("mean", name), "reason"] is None:
            a, b = pooled[name][east], pooled[name][~east]
            assert step3.loc[("mean", name), "estimate"] == pytest.approx(a.mean() - b.mean(), abs=1e-9)
            want = np.log(a.var(ddof=1)) - np.log(b.var(ddof=1))
            assert step3.loc[("log_variance", name), "estimate"] == pytest.approx(want, abs=1e-9)
            checked += 1
    assert checked >= 3


def test_paths_of_groups_are_those_of_separate_fits(data, peer):
    found = compare_paths(data, data["region"], peer["blocks"], peer["paths"], permutations=60).to_frame()
    for group, column in (("east", "first"), ("west", "second")):
        alone = pls(data[data["region"] == group], peer["blocks"], peer["paths"]).to_frame()
        want = alone.query("kind == 'path'").set_index(["target", "term"])["estimate"]
        got = found.set_index(["target", "term"])[column]
        np.testing.assert_allclose(got, want.loc[got.index], atol=1e-6)  # stops at 1e-7, not at 1e-11
    np.testing.assert_allclose(found["estimate"], found["first"] - found["second"], rtol=1e-12)
    assert found["p_value"].between(1 / 61, 1).all()


def two_groups(loadings, slope):
    """150 rows each; the second has these loadings of A, this slope of B on A, and a mean of C higher by 1."""
    rng = np.random.default_rng(33)
    n = 150
    frames = []
    for own_loadings, own_slope, shift in (((0.9, 0.9, 0.3), 0.6, 0.0), (loadings, slope, 1.0)):
        a = rng.normal(size=(n, 1))
        b = own_slope * a + 0.7 * rng.normal(size=(n, 1))
        c = a + 0.7 * rng.normal(size=(n, 1)) + shift
        items = a * np.array(own_loadings) + rng.normal(size=(n, 3)) * 0.6
        frames.append(np.hstack([items, b + 0.5 * rng.normal(size=(n, 2)), c]))
    data = pd.DataFrame(np.vstack(frames), columns=["a1", "a2", "a3", "b1", "b2", "c"])
    return data, ["north"] * n + ["south"] * n


BLOCKS = {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"], "C": ["c"]}


def test_micom_sees_a_composite_that_differs_and_a_mean_that_differs():
    data, groups = two_groups((0.3, 0.9, 0.9), 0.6)
    blocks = {name: BLOCKS[name] for name in ("A", "C")}
    found = micom(data, groups, blocks, {"C": ["A"]}, permutations=400).to_frame()
    composition = found.query("kind == 'composition'").groupby("term")["holds"].all()
    assert not composition["A"]
    assert composition["C"]  # a single item is the same thing everywhere
    later = found[found["kind"].isin(["mean", "log_variance"])].set_index(["kind", "term"])
    assert later.loc[("mean", "A"), "reason"] == "composition_differs"
    assert np.isnan(later.loc[("mean", "A"), "estimate"])
    row = later.loc[("mean", "C")]
    assert row["holds"] is False
    assert row["p_value"] == pytest.approx(1 / 401)
    assert row["estimate"] < row["conf_low"]


def test_paths_that_differ_are_seen_and_equal_ones_are_not():
    data, groups = two_groups((0.9, 0.9, 0.3), -0.6)
    record = compare_paths(data, groups, BLOCKS, {"C": ["A"], "B": ["A"]}, permutations=400)
    row = record.to_frame().set_index("target")
    assert row.loc["B", "p_value"] == pytest.approx(1 / (401 - record.permutations_failed))
    assert row.loc["B", "estimate"] > 0.8
    assert row.loc["C", "p_value"] > 0.05


def test_permutations_depend_on_the_seed_alone(data, peer):
    one, same, other = (
        compare_paths(data, data["region"], peer["blocks"], peer["paths"], permutations=30, seed=seed).to_frame()
        for seed in (3, 3, 4)
    )
    pd.testing.assert_frame_equal(one, same)
    assert (one["conf_low"] != other["conf_low"]).any()


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        (["a"] * 170, "two_groups_needed"),
        (["a"] * 80 + ["b"] * 80 + ["c"] * 10, "two_groups_needed"),
        (["a"] * 161 + ["b"] * 9, "group_too_small"),
        (["a"] * 60 + [None] * 101 + ["b"] * 9, "group_too_small"),
    ],
)
def test_groups_that_cannot_be_compared_say_why(complete, groups, code):
    for compare in (micom, compare_paths):
        with pytest.raises(NotEstimable) as refused:
            compare(complete, groups, TWO, {"digi": ["lead"]}, permutations=5)
        assert refused.value.code == code
        for lang in ("en", "id"):
            assert str(refused.value.values["found"]) in refused.value.message(lang)


def test_an_item_without_variance_in_one_group_is_named(complete):
    groups = np.array(["a"] * 85 + ["b"] * 85)
    flat = complete.copy()
    flat.loc[:84, "digi2"] = 3.0
    with pytest.raises(NotEstimable) as refused:
        micom(flat, groups, TWO, {"digi": ["lead"]}, permutations=5)
    assert refused.value.code == "constant_items"
    assert refused.value.values["item"] == "digi2"


def test_permutations_that_fail_too_often_leave_no_test(complete):
    rare = complete.assign(digi2=3.0)
    rare.loc[[0, 100], "digi2"] = 4.0
    groups = np.array(["a"] * 85 + ["b"] * 85)
    with pytest.raises(NotEstimable) as refused:
        compare_paths(rare, groups, TWO, {"digi": ["lead"]}, permutations=50)
    assert refused.value.code == "too_many_failed"


def test_a_small_group_is_flagged(complete):
    groups = ["a"] * 150 + ["b"] * 20
    assert micom(complete, groups, TWO, {"digi": ["lead"]}, permutations=20).flags == ("small_group",)
    assert micom(complete, ["a", "b"] * 85, TWO, {"digi": ["lead"]}, permutations=20).flags == ()
    with pytest.raises(ValueError, match="1 permutation"):
        micom(complete, groups, TWO, {"digi": ["lead"]}, permutations=0)
