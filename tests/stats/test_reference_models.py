"""Blocks, moderation, mediation, diagnostics, groups and agreement against the public reference data."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from govassess.stats.agreement import icc, rwg
from govassess.stats.block_regression import hierarchical
from govassess.stats.diagnostics import diagnose
from govassess.stats.groups import compare_groups
from govassess.stats.mediation import mediate
from govassess.stats.moderation import moderate
from govassess.stats.regression import INTERCEPT

pytestmark = pytest.mark.shared

CLOSED = 1e-9
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


class Value(NamedTuple):
    name: str
    found: float
    want: float
    rel: float = CLOSED
    absolute: float = 1e-12


def check(values: list[Value], at_least: int) -> None:
    far = [v for v in values if not math.isclose(v.found, v.want, rel_tol=v.rel, abs_tol=v.absolute)]
    assert not far, far[:10]
    print(f"{len(values)} values compared")
    assert len(values) >= at_least


def load(shared, name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    data = pd.read_csv(shared / f"reference/data/{name}.csv")
    values = "cohesion_bh1996" if name in ("cohesion", "bh1996") else name
    reference = json.loads((shared / f"reference/values/{values}.json").read_text())
    if name == "bfi":
        data[REVERSED] = 7 - data[REVERSED]
    for scale, block in reference.get("scales", {}).items() if name in ("mobi", "bfi") else ():
        items = [block["items"]] if isinstance(block["items"], str) else block["items"]
        data[scale] = data[items].mean(axis=1, skipna=False)
    return data, reference


def as_list(names) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


OUTCOME = {"mobi": "Loyalty", "bfi": "Neuro", "globalwarm": "govact"}


@pytest.mark.parametrize(("name", "at_least"), [("mobi", 40), ("bfi", 20), ("globalwarm", 40)])
def test_blocks(shared, name, at_least):
    data, reference = load(shared, name)
    steps = reference["hierarchical"]["steps"]
    found = hierarchical(data, OUTCOME[name], [as_list(step["added"]) for step in steps])
    frame = found.to_frame()
    values = [Value("n", found.n_used, reference["hierarchical"]["n"])]
    keys = {
        "r2": "r2",
        "adj_r2": "adj_r2",
        "r2_change": "r2_change",
        "F_change": "statistic",
        "df1": "df1",
        "df2": "df2",
    }
    for i, step in enumerate(steps):
        values += [Value(f"{i}.{key}", frame[ours][i], step[key]) for key, ours in keys.items()]
        values.append(Value(f"{i}.p", frame["p_value"][i], step["p_change"], 1e-6))
        table = found.fits[i].to_frame().set_index("term")
        values += [Value(f"{i}.{term}", table.loc[term, "estimate"], want) for term, want in step["coef"].items()]
        values += [Value(f"{i}.{term}.beta", table.loc[term, "beta"], want) for term, want in step["std_beta"].items()]
    check(values, at_least)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("mobi", {"predictor": "Satisfaction", "moderator": "Image", "outcome": "Loyalty"}),
        (
            "globalwarm",
            {
                "predictor": "negemot",
                "moderator": "age",
                "outcome": "govact",
                "covariates": ["posemot", "ideology", "sex"],
            },
        ),
    ],
)
@pytest.mark.parametrize("centred", [False, True])
def test_moderation(shared, name, model, centred):
    data, reference = load(shared, name)
    want = reference["moderation"]
    found = moderate(data, **model, vcov="classical", centred=centred)
    table = found.fit.to_frame().set_index("term")
    names = {"(Intercept)": INTERCEPT, f"{model['predictor']}:{model['moderator']}": found.term}
    block = want["mean_centred" if centred else "raw"]
    values = [Value("n", found.n_used, want["n"]), Value("r2", found.fit.r2, want["raw"]["r2"])]
    for key, column in (("coef", "estimate"), ("se", "std_error")):
        values += [Value(f"{key}.{t}", table.loc[names.get(t, t), column], v, 1e-8) for t, v in block[key].items()]
    if not centred:
        robust = moderate(data, **model).fit.to_frame().set_index("term")["std_error"]
        values += [Value(f"HC3.{t}", robust[names.get(t, t)], v, 1e-8) for t, v in block["se_HC3"].items()]
    inter = want["interaction"]
    values += [
        Value("r2_change", found.r2_change, inter["r2_change"], 1e-8),
        Value("F", found.statistic, inter["F"], 1e-8),
        Value("df2", found.df2, inter["df2"]),
        Value("p", found.p_value, inter["p"], 1e-6),
    ]
    by_sd = moderate(data, **model, vcov="classical", probe="mean_sd", centred=centred).to_frame()
    pairs = [(found.to_frame().iloc[i], row) for i, row in enumerate(want["simple_slopes_p16_50_84"])]
    pairs += [(by_sd.iloc[i], want["simple_slopes_mean_pm_sd"][key]) for i, key in enumerate(("low", "mean", "high"))]
    for row, slope in pairs:
        keys = {"w": "moderator", "effect": "estimate", "se": "std_error", "t": "statistic"}
        values += [Value(key, row[ours], slope[key], 1e-8) for key, ours in keys.items()]
        values += [Value("p", row["p_value"], slope["p"], 1e-6), Value("low", row["conf_low"], slope["ci95"][0], 1e-8)]
        values.append(Value("high", row["conf_high"], slope["ci95"][1], 1e-8))
    low, high = want["johnson_neyman"]["w_range"]
    values += [Value("range", a, b) for a, b in zip(found.moderator_range, (low, high), strict=True)]
    check(values, 50)
    assert not [root for root in want["johnson_neyman"]["roots"] if low < root < high]
    assert (found.boundaries, found.significant) == ((), "everywhere")


def test_the_roots_of_johnson_and_neyman(shared):
    from govassess.stats.moderation import _Line

    for name, model in (
        ("mobi", ("Satisfaction", "Image", "Loyalty", [])),
        ("globalwarm", ("negemot", "age", "govact", ["posemot", "ideology", "sex"])),
    ):
        data, reference = load(shared, name)
        x, w, y, c = model
        found = moderate(data, predictor=x, moderator=w, outcome=y, covariates=c, vcov="classical")
        roots = _Line(found.fit, x, found.term, 0, partial(np.full_like, fill_value=found.df2)).roots(0.95)
        assert roots == pytest.approx(reference["moderation"]["johnson_neyman"]["roots"], rel=1e-8)


RENAMED = {"ind": "indirect", "ind_total": "indirect", "direct": "direct", "total": "total", "a": "a", "b": "b"}


def our_name(kind: str, key: str, m: list[str]) -> str:
    if kind == "serial":
        serial = {
            "a1": f"a_{m[0]}",
            "a2": f"a_{m[-1]}",
            "d21": f"d_{'>'.join(m)}",
            "b1": f"b_{m[0]}",
            "b2": f"b_{m[-1]}",
        }
        serial |= {"ind1": f"indirect_{m[0]}", "ind2": f"indirect_{m[-1]}", "ind12": f"indirect_{'>'.join(m)}"}
        if key in serial:
            return serial[key]
    if key == "ind_diff":
        return f"indirect_{m[0]}-indirect_{m[1]}"
    return RENAMED.get(key, key.replace("ind_", "indirect_"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mobi", "simple"),
        ("mobi", "parallel"),
        ("mobi", "serial"),
        ("globalwarm", "simple"),
        ("globalwarm", "parallel"),
        ("bfi", "simple"),
    ],
)
@pytest.mark.parametrize("ci", ["percentile", "bca"])
def test_mediation(shared, name, kind, ci):
    data, reference = load(shared, name)
    want = reference["mediation"][kind]
    m = as_list(want["m"])
    found = mediate(
        data,
        predictor=want["x"],
        mediators=m,
        outcome=want["y"],
        covariates=as_list(want["covariates"]),
        serial=kind == "serial",
        ci=ci,
    )
    table = found.to_frame().set_index("effect")
    values = [Value("n", found.n_used, want["n"])]
    for key, effect in want["effects"].items():
        row = table.loc[our_name(kind, key, m)]
        errors = effect["mc_se_of_difference_percentile_endpoints_vs_B5000"]
        times = 4 if ci == "percentile" else 6
        values += [
            Value(f"{key}.{end}", row[end], at, 0, times * error)
            for end, at, error in zip(
                ("conf_low", "conf_high"), effect[f"{ci.replace('bca', 'bca')}95"], errors, strict=True
            )
        ]
        values += [Value(key, row["estimate"], effect["estimate"], 1e-9, 1e-12)]
        values += [Value(f"{key}.se", row["std_error"], effect["boot_se"], 0.05)]
        if ci == "bca":
            values.append(Value(f"{key}.a", row["acceleration"], effect["acceleration"], 1e-7, 1e-10))
    if kind == "simple":
        std = want["standardised"]
        names = {"indirect": "ind_completely_std", "direct": "direct_std", "total": "total_std"}
        values += [Value(key, table.loc[ours, "standardised"], std[key]) for ours, key in names.items()]
    check(values, 20)


@pytest.mark.parametrize("name", ["mobi", "bfi", "globalwarm", "bh1996"])
def test_diagnostics(shared, name):
    data, reference = load(shared, name)
    models = {"bh1996_regression": reference["bh1996_regression"]} if name == "bh1996" else reference["regression"]
    values = []
    for want in models.values():
        outcome, right = want["formula"].split(" ~ ")
        # The reference file codes bfi's gender and globalwarm's party as factors only where it says so.
        predictors = [part for part in right.split(" + ") if "(" not in part]
        if len(predictors) < right.count("+") + 1 or "durbin_watson" not in want:
            continue
        found = diagnose(data, outcome, predictors, ordered=True)
        table = found.to_frame().set_index("term")
        tests = {
            "breusch_pagan": ("breusch_pagan_koenker", "stat"),
            "white": ("white_full", "stat"),
            "reset": ("reset_fitted_2_3", "F"),
            "durbin_watson": ("durbin_watson", "stat"),
            "jarque_bera": ("jarque_bera_residuals", "stat"),
            "shapiro": ("shapiro_residuals", "W"),
        }
        for ours, (theirs, statistic) in tests.items():
            block = want.get(theirs)
            if not block:
                continue
            # scipy's and R's Shapiro-Wilk use one algorithm; its weights carry about 7 digits of the p.
            values.append(Value(f"{ours}", table.loc[ours, "statistic"], block[statistic], 1e-8))
            if ours != "durbin_watson":
                values.append(
                    Value(
                        f"{ours}.p", table.loc[ours, "p_value"], block["p"], 1e-5 if ours == "shapiro" else 1e-6, 1e-12
                    )
                )
            if "df" in block:
                values.append(Value(f"{ours}.df", table.loc[ours, "df1"], block["df"]))
        influence = want["influence"]
        values.append(Value("cook", found.cook_max, influence["max_cooks_d"], 1e-8))
        values.append(Value("over", len(found.cook_rows), influence["n_cooks_gt_4_over_n"]))
        values.append(Value("leverage", found.leverage_max, influence["max_leverage"], 1e-8))
    check(values, {"mobi": 30, "bfi": 15, "globalwarm": 15, "bh1996": 12}[name])


def group_values(found, want) -> list[Value]:
    groups = found.groups.set_index("group")
    values = [Value("n", found.n_used, want["n"])]
    for name, block in want["groups"].items():
        values += [Value(f"{name}.{key}", groups.loc[name, key], block[key]) for key in ("n", "mean", "sd", "median")]
        ends = zip(("conf_low", "conf_high"), block["mean_ci95"], strict=True)
        values += [Value(f"{name}.{end}", groups.loc[name, end], at) for end, at in ends]
    tests = found.to_frame().set_index("term")
    for ours, theirs, statistic in (
        ("anova", "anova", "F"),
        ("welch", "welch", "F"),
        ("kruskal", "kruskal", "H"),
        ("levene", "levene_mean", "F"),
        ("brown_forsythe", "levene_median", "F"),
    ):
        block = want[theirs]
        values.append(Value(ours, tests.loc[ours, "statistic"], block[statistic], 1e-8))
        values.append(Value(f"{ours}.p", tests.loc[ours, "p_value"], block["p"], 1e-6, 1e-12))
        dfs = {"df1": "df1", "df2": "df2", "df": "df1"}
        values += [Value(f"{ours}.{k}", tests.loc[ours, v], block[k], 1e-8) for k, v in dfs.items() if k in block]
    effects = found.effects.set_index("term")["estimate"]
    values += [Value(key, effects[key], want["anova"][key], 1e-8) for key in ("eta2", "omega2")]
    values.append(Value("epsilon2", effects["epsilon2"], want["kruskal"]["epsilon2"], 1e-8))
    return values


@pytest.mark.parametrize(("name", "at_least"), [("bfi", 120), ("globalwarm", 60)])
def test_groups(shared, name, at_least):
    data, reference = load(shared, name)
    values = []
    for want in reference["groups"].values():
        labels = data[want["group"]].astype("Int64").astype(object).where(data[want["group"]].notna(), None)
        found = compare_groups(data[want["y"]], labels)
        values += group_values(found, want)
        pairs = found.pairs.set_index(["method", "group_1", "group_2"])
        for block in want["games_howell_exact"]:
            row = pairs.loc["games_howell", block["g1"], block["g2"]]
            values += [
                Value("diff", row["estimate"], block["diff_g2_minus_g1"]),
                Value("df", row["df"], block["df"]),
                Value("p", row["p_value"], block["p"], 0, 1e-6),
                Value("low", row["conf_low"], block["ci95"][0], 0, 1e-6),
                Value("high", row["conf_high"], block["ci95"][1], 0, 1e-6),
            ]
        for block in want["dunn_holm"]:
            row = pairs.loc["dunn_holm", block["g1"], block["g2"]]
            values += [
                Value("z", row["statistic"], block["z"]),
                Value("p", row["p_value"], block["p_holm"], 1e-6, 1e-12),
            ]
        if "two_groups" in want:
            effects = found.effects.set_index("term")["estimate"]
            values.append(Value("g", effects["hedges_g"], want["two_groups"]["hedges_g_exact"]))
            values.append(Value("rb", effects["rank_biserial"], want["two_groups"]["rank_biserial"]))
    check(values, at_least)


def test_analysis_of_variance_of_nist(shared):
    data = pd.read_csv(shared / "reference/data/anova_sirstv.csv")
    want = json.loads((shared / "reference/values/nist_shown.json").read_text())["datasets"]["anova_sirstv"]
    # Its groups of five are too small for this library to give a p; an ICC shows the same mean squares.
    found = icc(data["y"], data["group"])
    values = [
        Value("F", found.statistic, want["certified"]["F"]),
        Value("msb", found.msb, want["certified"]["ms_between"]),
        Value("msw", found.msw, want["certified"]["ms_within"]),
        Value("icc1", found.estimate, want["exact"]["icc1"]),
        Value("F exact", found.statistic, want["exact"]["F"]),
    ]
    check(values, 5)


def test_agreement_of_cohesion(shared):
    data, reference = load(shared, "cohesion")
    items = [f"COH0{j}" for j in range(1, 6)]
    data["PLATOON"] = data["UNIT"].astype(str) + " " + data["PLATOON"].astype(str)
    values = []
    for key, column in (("by_unit", "UNIT"), ("by_platoon", "PLATOON")):
        want = reference["cohesion"][key]
        complete = data.dropna(subset=items)
        values += icc_values(complete[items].mean(axis=1), complete[column], want)
        found = rwg(data[items], data[column], points=5)
        table = found.to_frame().set_index("group")
        assert found.n_dropped == 1
        for group, at in want["rwg_j_lindell_star"]["by_group"].items():
            values.append(Value(f"{group}.star", table.loc[group, "r_star"], at, 1e-8))
        for group, at in want["own_rwgj_uniform_untruncated"].items():
            values.append(Value(f"{group}.uniform", table.loc[group, "rwg"], at, 1e-8))
        for group, at in want["own_rwgj_slight_skew_untruncated"]["by_group"].items():
            if at > 1:
                assert table.loc[group, "reason_skewed"] == "beyond_null"
            else:
                values.append(Value(f"{group}.skew", table.loc[group, "rwg_skewed"], at, 1e-8))
    check(values, 40)


def icc_values(scores, groups, want) -> list[Value]:
    by_n0, by_mean, by_reml = (icc(scores, groups, estimator=name) for name in ("anova_n0", "mean_size", "reml"))
    return [
        Value("n", by_n0.n_used, want["n"]),
        Value("G", by_n0.n_groups, want["n_groups"]),
        Value("msb", by_n0.msb, want["msb"]),
        Value("msw", by_n0.msw, want["msw"]),
        Value("F", by_n0.statistic, want["F"]),
        Value("p", by_n0.p_value, want["p"], 1e-6, 1e-12),
        Value("n0", by_n0.size_used, want["n0_unbalanced"]),
        Value("n0.icc1", by_n0.estimate, want["ICC1_n0"], 1e-8),
        Value("mean.icc1", by_mean.estimate, want["ICC1_multilevel_mean_k"], 1e-8),
        Value("icc2", by_n0.icc2, want["ICC2_multilevel"], 1e-8),
        Value("low", by_n0.conf_low, want["ICC1_ci95_F_n0"][0], 1e-8),
        Value("high", by_n0.conf_high, want["ICC1_ci95_F_n0"][1], 1e-8),
        Value("mean.low", by_mean.conf_low, want["ICC1_ci95_F_nbar"][0], 1e-8),
        Value("mean.high", by_mean.conf_high, want["ICC1_ci95_F_nbar"][1], 1e-8),
        # lme stops early: its own tolerance on variances is 1e-5, on their ratio the same.
        Value("reml", by_reml.estimate, want["ICC1_lme_reml"]["icc"], 2e-5),
    ]


def test_iccs_of_99_companies(shared):
    data, reference = load(shared, "bh1996")
    values = []
    for name, want in reference["bh1996"].items():
        values += icc_values(data[name], data["GRP"], want)
    check(values, 60)


def test_99_groups(shared):
    data, reference = load(shared, "bh1996")
    want = reference["bh1996_anova"]
    check(group_values(compare_groups(data[want["y"]], data[want["group"]]), want), 600)
