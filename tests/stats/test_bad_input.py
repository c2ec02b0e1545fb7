"""Bad input, case by case: refused, flagged or not estimable with the reason; nothing undefined passes for a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from govassess.errors import NotEstimable
from govassess.stats import (
    adjust,
    bartlett,
    careless,
    cfa,
    common_method,
    compare_groups,
    cronbach_alpha,
    cross_loadings,
    describe_items,
    diagnose,
    efa,
    fit_ols,
    fornell_larcker,
    hierarchical,
    htmt,
    icc,
    interval,
    ipma,
    item_analysis,
    kmo,
    make_draws,
    may_aggregate,
    mcdonald_omega,
    mediate,
    micom,
    moderate,
    multilevel,
    one_factor,
    ordinal_alpha,
    ordinal_logit,
    parallel_analysis,
    pls,
    polychoric,
    rank_regression,
    rwg,
    sem,
    standardised_effect,
    weighted_means,
)
from govassess.stats.moments import moments
from govassess.text.numbers import p_value

BLOCKS = {"A": ["a", "b", "c"], "B": ["d", "e", "f"]}
PATHS = {"B": ["A"]}
DRAWS = 200

Run = Callable[[pd.DataFrame], Any]

FACTOR_MODELS: dict[str, Run] = {
    "kmo": kmo,
    "bartlett": bartlett,
    "parallel_analysis": lambda items: parallel_analysis(items, copies=100),
    "efa": efa,
    "one_factor": one_factor,
    "omega": mcdonald_omega,
    "cfa": lambda items: cfa(items, BLOCKS),
    "fornell_larcker": lambda items: fornell_larcker(items, BLOCKS),
}
SCALE_FIGURES: dict[str, Run] = {
    "alpha": cronbach_alpha,
    "item_analysis": item_analysis,
    "htmt": lambda items: htmt(items, BLOCKS),
    "cross_loadings": lambda items: cross_loadings(items, BLOCKS),
    "common_method": lambda items: common_method(items, BLOCKS),
    "pls": lambda items: pls(items, BLOCKS, PATHS),
}
ORDINAL: dict[str, Run] = {"polychoric": polychoric, "ordinal_alpha": ordinal_alpha}
REGRESSIONS: dict[str, Run] = {
    "fit_ols": lambda data: fit_ols(data, "y", ["x", "m"]),
    "by clusters": lambda data: fit_ols(data, "y", ["x", "m"], cluster="agency"),
    "hierarchical": lambda data: hierarchical(data, "y", [["x"], ["m"]]),
    "diagnose": lambda data: diagnose(data, "y", ["x", "m"]),
    "moderate": lambda data: moderate(data, predictor="x", moderator="m", outcome="y"),
    "mediate": lambda data: mediate(data, predictor="x", mediators=["m"], outcome="y", draws=DRAWS),
    "ordinal_logit": lambda data: ordinal_logit(data, "level", ["x", "m"]),
}
MULTILEVEL: Run = lambda data: multilevel(data, "y", ["x"], "agency")  # noqa: E731 - one row of a table
DAYS = pd.Series(pd.date_range("2024-01-01", periods=120))
RANKS: dict[str, Run] = {"rank_regression": lambda data: rank_regression(data, "y", ["x", "m"])}


def each(*groups: dict[str, Run]) -> Any:
    """Run a test once for each function of the groups."""
    found = {name: run for group in groups for name, run in group.items()}
    return pytest.mark.parametrize("run", found.values(), ids=found)


@pytest.fixture
def likert() -> pd.DataFrame:
    """120 rows of six items from 1 to 5, two correlated scales of three."""
    rng = np.random.default_rng(11)
    shared = rng.normal(size=(120, 1))
    scales = np.repeat(0.6 * shared + 0.8 * rng.normal(size=(120, 2)), 3, axis=1)
    return pd.DataFrame(np.clip(np.round(3 + scales + 0.8 * rng.normal(size=(120, 6))), 1, 5), columns=list("abcdef"))


@pytest.fixture
def model() -> pd.DataFrame:
    """120 rows of predictor, mediator, outcome and its four categories, in 20 agencies."""
    rng = np.random.default_rng(12)
    data = pd.DataFrame(rng.normal(size=(120, 2)), columns=["x", "m"])
    data["m"] += 0.5 * data["x"]
    data["y"] = 0.3 * data["x"] + 0.4 * data["m"] + rng.normal(size=120)
    return data.assign(level=np.digitize(data["y"], [-1, 0, 1]), agency=np.repeat(np.arange(20), 6))


def refused(run: Run, data: pd.DataFrame, code: str, **values: object) -> None:
    """Check that a statistic is not estimable for this reason, with these values."""
    with pytest.raises(NotEstimable) as caught:
        run(data)
    assert caught.value.code == code
    assert {name: caught.value.values.get(name) for name in values} == values
    assert caught.value.message("en") and caught.value.message("id")


def assert_sound(frame: pd.DataFrame, *, undefined: tuple[str, ...] = ()) -> None:
    """Check a table: no infinity, no p of zero, and NaN only with a reason in its row or in a column named."""
    reasoned = frame["reason"].notna() if "reason" in frame else pd.Series(data=False, index=frame.index)
    for name, column in frame.select_dtypes("number").items():
        assert not np.isinf(column).any(), name
        assert "p_" not in str(name) or not (column == 0).any(), name
        assert name in undefined or (column.notna() | reasoned).all(), name


# value out of range, infinity, text ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [999.0, 0.0])
def test_an_answer_outside_the_scale_is_refused_where_the_scale_is_known(likert: pd.DataFrame, value: float) -> None:
    likert.loc[3, "a"] = value
    for run in (
        lambda: describe_items(likert, scale=(1, 5)),
        lambda: careless(likert, bounds=(1, 5)),
        lambda: rwg(likert, np.repeat(np.arange(12), 10), points=5),
    ):
        with pytest.raises(ValueError, match="outside"):
            run()


@each(FACTOR_MODELS, SCALE_FIGURES)
def test_infinity_in_an_item_is_refused(run: Run, likert: pd.DataFrame) -> None:
    likert.loc[3, "a"] = np.inf
    with pytest.raises((NotEstimable, ValueError)) as caught:
        run(likert)
    assert isinstance(caught.value, ValueError) or caught.value.code == "not_finite"


@each(ORDINAL)
def test_infinity_is_no_category(run: Run, likert: pd.DataFrame) -> None:
    likert.loc[3, "a"] = np.inf
    with pytest.raises((NotEstimable, ValueError)):
        run(likert)


def test_infinity_is_outside_every_scale(likert: pd.DataFrame) -> None:
    likert.loc[3, "a"] = np.inf
    with pytest.raises(ValueError, match="outside"):
        careless(likert, bounds=(1, 5))
    with pytest.raises(ValueError, match="outside"):
        rwg(likert, np.repeat(np.arange(12), 10), points=5)


@pytest.mark.parametrize("scale", [None, (1, 5)])
def test_infinity_is_not_described(likert: pd.DataFrame, scale: tuple[int, int] | None) -> None:
    likert.loc[3, "a"] = np.inf
    with pytest.raises((NotEstimable, ValueError)):
        describe_items(likert, scale=scale)


@each(REGRESSIONS)
def test_infinity_in_a_regression_is_refused_by_name(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(x=model["x"].where(model.index > 0, np.inf)), "not_finite", variable="x")


@each(RANKS)
def test_infinity_has_no_rank(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(x=model["x"].where(model.index > 0, np.inf)), "not_finite", variable="x")


def test_infinity_in_grouped_scores_is_refused() -> None:
    values, groups = [1.0, 2.0, np.inf, 4.0], list("aabb")
    refused(lambda _: icc(values, groups), pd.DataFrame(), "not_finite")
    refused(lambda _: compare_groups(values, groups), pd.DataFrame(), "not_finite")


OTHER_ITEMS: dict[str, Run] = {
    "describe_items": describe_items,
    "careless": lambda items: careless(items, bounds=(1, 5)),
    "rwg": lambda items: rwg(items, np.repeat(np.arange(12), 10), points=5),
    "moments": moments,
    "weighted_means": lambda items: weighted_means(items, make_draws(len(items), count=2)),
    "sem": lambda items: sem(items, BLOCKS, PATHS),
    "micom": lambda items: micom(items, np.repeat(["u", "v"], 60), BLOCKS, PATHS, permutations=19),
}
GROUPED: dict[str, Run] = {
    "compare_groups": lambda items: compare_groups(items["a"], np.repeat(["u", "v"], 60)),
    "icc": lambda items: icc(items["a"], np.repeat(np.arange(12), 10)),
}


@each(FACTOR_MODELS, SCALE_FIGURES, ORDINAL, OTHER_ITEMS, GROUPED)
def test_words_in_an_item_are_refused_by_the_name_of_the_column_and_not_told(run: Run, likert: pd.DataFrame) -> None:
    mixed = likert["a"].astype(object).where(likert.index > 0, "setuju")
    for column, kind in ((mixed, "text"), (likert["a"].astype(int).astype(str), "text"), (DAYS, "dates")):
        with pytest.raises(ValueError, match=f"column 'a' holds {kind} where numbers are needed") as caught:
            run(likert.astype(object).assign(a=column))
        assert "setuju" not in str(caught.value)


@each(FACTOR_MODELS, SCALE_FIGURES, ORDINAL, OTHER_ITEMS, GROUPED)
def test_numbers_kept_as_objects_are_numbers(run: Run, likert: pd.DataFrame) -> None:
    run(likert.astype(object))


@each({name: run for name, run in REGRESSIONS.items() if name != "hierarchical"}, RANKS, {"multilevel": MULTILEVEL})
@pytest.mark.parametrize("name", ["x", "y"])
def test_numbers_as_text_are_no_numbers_of_a_regression(run: Run, model: pd.DataFrame, name: str) -> None:
    name = "level" if name == "y" and run is REGRESSIONS["ordinal_logit"] else name
    with pytest.raises(ValueError, match=f"column '{name}' holds text where numbers are needed"):
        run(model.assign(**{name: model[name].round(3).astype(str)}))


LISTS: dict[str, Run] = {
    "predictors": lambda data: fit_ols(data, "y", "x"),
    "covariates": lambda data: fit_ols(data, "y", ["x"], covariates="m"),
    "predictors of ranks": lambda data: rank_regression(data, "y", "x"),
    "predictors of categories": lambda data: ordinal_logit(data, "level", "x"),
    "predictors of residuals": lambda data: diagnose(data, "y", "x"),
    "predictors in groups": lambda data: multilevel(data, "y", "x", "agency"),
    "covariates of a product": lambda data: moderate(
        data, predictor="x", moderator="m", outcome="y", covariates="level"
    ),
    "mediators": lambda data: mediate(data, predictor="x", mediators="m", outcome="y"),
    "mediators of one effect": lambda data: standardised_effect(data, predictor="x", mediators="m", outcome="y"),
    "covariates of paths": lambda data: mediate(data, predictor="x", mediators=["m"], outcome="y", covariates="level"),
    "blocks of steps": lambda data: hierarchical(data, "y", {"first": "x"}),
    "reversed_items": lambda data: careless(data[["x", "m"]], bounds=(-9, 9), reversed_items="x"),
    "scales": lambda data: careless(data[["x", "m"]], bounds=(-9, 9), scales={"A": "x"}),
    "blocks": lambda data: htmt(data, {"A": "xm", "B": ["y", "level"]}),
    "blocks of factors": lambda data: cfa(data, {"A": "xm", "B": ["y", "level"]}),
    "blocks of composites": lambda data: pls(data, {"A": "xm", "B": ["y", "level"]}, PATHS),
    "paths": lambda data: pls(data, {"A": ["x", "m"], "B": ["y", "level"]}, {"B": "A"}),
    "paths of factors": lambda data: sem(data, {"A": ["x", "m"], "B": ["y", "level"]}, {"B": "A"}),
}


@each(LISTS)
def test_one_text_is_no_sequence_of_column_names(run: Run, model: pd.DataFrame) -> None:
    with pytest.raises(TypeError, match="must be a sequence of column names"):
        run(model)


def test_one_line_says_what_is_undefined(likert: pd.DataFrame, model: pd.DataFrame) -> None:
    flat = likert.assign(b=4.0)
    assert "1 undefined" in repr(htmt(flat, BLOCKS)) and "undefined" not in repr(htmt(likert, BLOCKS))
    assert "constant b" in repr(cronbach_alpha(flat)) and "constant" not in repr(cronbach_alpha(likert))
    groups = np.repeat(["u", "v"], 60)
    assert "undefined" not in repr(compare_groups(model["y"], groups))
    assert "undefined (all tests: no_variance)" in repr(compare_groups(np.ones(120), groups))
    half = compare_groups(model["y"].where(groups == "u", 0.0), groups)
    assert "undefined (welch: constant_group)" in repr(half)


# constant item, constant dimension, equal items, few items ----------------------------------------------------------


@each(FACTOR_MODELS, ORDINAL, {"pls": SCALE_FIGURES["pls"]})
def test_a_constant_item_is_named_by_what_cannot_use_it(run: Run, likert: pd.DataFrame) -> None:
    refused(run, likert.assign(b=4.0), "constant_items", item="b")


def test_alpha_with_a_constant_item_stands_beside_alpha_without_it(likert: pd.DataFrame) -> None:
    found = cronbach_alpha(likert.assign(b=4.0))
    assert found.constant_items == ("b",)
    assert found.without_constant == pytest.approx(cronbach_alpha(likert.drop(columns="b")).estimate)
    assert found.estimate < found.without_constant
    assert found.standardised is None and found.average_r is None


def test_a_constant_item_has_no_correlation_and_no_skewness_for_a_reason(likert: pd.DataFrame) -> None:
    likert["b"] = 4.0
    assert describe_items(likert).reasons == {"b": "constant_item"}
    found = item_analysis(likert)
    assert found.reasons == {"b": "constant_item"}
    assert found.to_frame().set_index("item").drop(index="b").notna().all(axis=None)


def test_a_constant_item_leaves_htmt_without_its_pair_for_a_reason(likert: pd.DataFrame) -> None:
    row = htmt(likert.assign(b=4.0), BLOCKS).to_frame().iloc[0]
    assert np.isnan(row["estimate"]) and (row["reason"], row["reason_block"]) == ("constant_in_block", "A")


def test_a_constant_item_has_no_cross_loading_for_a_reason(likert: pd.DataFrame) -> None:
    assert_sound(cross_loadings(likert.assign(b=4.0), BLOCKS).to_frame())


def test_a_constant_dimension_has_no_reliability(likert: pd.DataFrame) -> None:
    flat = likert[["a", "b", "c"]] * 0 + 4.0
    refused(cronbach_alpha, flat, "constant_total")
    refused(item_analysis, flat, "constant_total")
    refused(mcdonald_omega, flat, "constant_items", item="a, b, c")
    refused(SCALE_FIGURES["common_method"], likert.assign(a=4.0, b=4.0, c=4.0), "constant_scores", node="A")


@each(REGRESSIONS, RANKS)
def test_a_constant_predictor_is_refused_by_name(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(m=2.0), "constant_predictor", variable="m")


@each(FACTOR_MODELS)
def test_a_duplicated_item_is_refused_with_its_twin(run: Run, likert: pd.DataFrame) -> None:
    refused(run, likert.assign(b=likert["a"]), "duplicate_items", item_a="a", item_b="b")


@each({name: REGRESSIONS[name] for name in REGRESSIONS}, RANKS)
def test_two_equal_predictors_are_refused_by_name(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(m=model["x"]), "collinear", variable="x, m")


def test_two_equal_constructs_that_explain_a_third_are_refused(likert: pd.DataFrame) -> None:
    twins = likert.assign(a2=likert["a"], b2=likert["b"])
    blocks = {"A": ["a", "b"], "C": ["a2", "b2"], "B": ["d", "e"]}
    refused(lambda items: pls(items, blocks, {"B": ["A", "C"]}), twins, "collinear", variable="A, C")


def test_a_construct_that_equals_its_outcome_has_no_f2_for_a_reason(likert: pd.DataFrame) -> None:
    twins = likert[["a", "b"]].assign(a2=likert["a"], b2=likert["b"])
    try:
        found = pls(twins, {"A": ["a", "b"], "C": ["a2", "b2"]}, {"C": ["A"]})
    except NotEstimable:
        return
    table = found.to_frame()
    f2 = table[table["kind"] == "f2"]
    assert f2["estimate"].isna().all() and f2["reason"].notna().all()


def test_one_item_has_a_score_and_nothing_that_needs_two(likert: pd.DataFrame) -> None:
    one = likert[["a"]]
    assert describe_items(one).to_frame()["mean"].notna().all()
    refused(cronbach_alpha, one, "too_few_items", needed=2, found=1)
    refused(item_analysis, one, "too_few_items", needed=2, found=1)
    refused(mcdonald_omega, one, "too_few_items", needed=3, found=1)
    refused(one_factor, one, "too_few_items", needed=3, found=1)
    blocks = {"A": ["a"], "B": ["d", "e", "f"]}
    row = htmt(likert, blocks).to_frame().iloc[0]
    assert np.isnan(row["estimate"]) and (row["reason"], row["reason_block"]) == ("single_item_block", "A")
    table = pls(likert, blocks, PATHS).to_frame()
    own = table[table["target"].eq("A") & table["kind"].isin(["rho_a", "composite_reliability", "ave"])]
    assert own["estimate"].isna().all() and own["reason"].eq("single_item_block").all() and len(own) == 3
    assert cfa(likert, blocks).left_out == ("A",)


def test_two_items_have_spearman_brown_and_no_factor(likert: pd.DataFrame) -> None:
    two = likert[["a", "b"]]
    r = float(np.corrcoef(two, rowvar=False)[0, 1])
    assert cronbach_alpha(two).spearman_brown == pytest.approx(2 * r / (1 + r))
    found = item_analysis(two)
    assert found.deleted_reason == "two_items" and found.statistics["alpha_if_deleted"].isna().all()
    for run in (mcdonald_omega, one_factor, kmo):
        refused(run, two, "too_few_items", needed=3, found=2)


# rows: none answered, many missing, too few -------------------------------------------------------------------------


@each(FACTOR_MODELS, SCALE_FIGURES, ORDINAL)
def test_an_item_never_answered_leaves_no_complete_row(run: Run, likert: pd.DataFrame) -> None:
    refused(run, likert.assign(c=np.nan), "too_few_rows", found=0, rows=120)


def test_an_item_never_answered_is_counted_and_the_draws_of_its_mean_are_undefined(likert: pd.DataFrame) -> None:
    likert["c"] = np.nan
    found = describe_items(likert, scale=(1, 5))
    row = found.to_frame().set_index("item").loc["c"]
    assert (row["n"], row["missing"]) == (0, 120) and found.reasons == {"c": "no_answers"}
    draws = make_draws(120, count=DRAWS)
    bounds = interval(weighted_means(likert[["c"]], draws), draws=draws)
    assert bounds.failed.tolist() == [DRAWS] and np.isnan(bounds.low).all() and np.isnan(bounds.high).all()


def test_seventy_percent_missing_gives_numbers_of_what_is_left(likert: pd.DataFrame) -> None:
    likert.loc[likert.index >= 36, "a"] = np.nan
    left = likert.dropna()
    for run in (cronbach_alpha, item_analysis, mcdonald_omega, kmo, polychoric):
        found = run(likert)
        assert (found.n_used, found.n_dropped) == (36, 84)
    assert cronbach_alpha(likert).estimate == cronbach_alpha(left).estimate
    likert.loc[likert.index >= 6, "a"] = np.nan
    refused(kmo, likert, "too_few_rows", found=6, needed=7)


@each(FACTOR_MODELS, SCALE_FIGURES, ORDINAL)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_scale_of_two_rows_or_fewer_is_refused(run: Run, likert: pd.DataFrame, n: int) -> None:
    refused(run, likert.iloc[:n], "too_few_rows", found=n)


@each(REGRESSIONS, RANKS)
@pytest.mark.parametrize("n", [0, 2, 4])
def test_a_model_with_fewer_rows_than_terms_and_two_is_refused(run: Run, model: pd.DataFrame, n: int) -> None:
    refused(run, model.iloc[:n], "too_few_rows", found=n)


@each(REGRESSIONS, RANKS)
def test_a_model_of_one_row_is_refused(run: Run, model: pd.DataFrame) -> None:
    with pytest.raises(NotEstimable):
        run(model.iloc[:1])


def test_a_model_with_fewer_than_five_rows_a_term_is_flagged(model: pd.DataFrame) -> None:
    assert "n_below_5p" in fit_ols(model.iloc[:14], "y", ["x", "m"]).flags
    assert "n_below_5p" not in fit_ols(model.iloc[:15], "y", ["x", "m"]).flags


def test_a_group_of_fewer_than_ten_is_described_and_not_tested(model: pd.DataFrame) -> None:
    found = compare_groups(model["y"], ["a"] * 111 + ["b"] * 9)
    assert found.to_frame()["p_value"].isna().all() and set(found.to_frame()["reason"]) == {"small_group"}
    assert found.groups["mean"].notna().all() and found.pairs.empty and found.effects.empty


# signs of trouble that are kept as they are -------------------------------------------------------------------------


def test_negative_alpha_and_item_rest_are_kept(likert: pd.DataFrame) -> None:
    turned = likert[["a", "b", "c"]].assign(b=6 - likert["b"])
    found = item_analysis(turned)
    assert found.alpha < 0 and cronbach_alpha(turned).estimate == found.alpha
    assert found.to_frame().set_index("item")["item_rest_r"]["b"] < 0
    assert found.reasons == {}


def test_a_heywood_case_is_refused_with_the_item() -> None:
    rng = np.random.default_rng(1)
    items = pd.DataFrame(rng.normal(size=(40, 2)), columns=["a", "b"])
    items["c"] = 0.9 * items["a"] + 0.9 * items["b"] + 0.05 * rng.normal(size=40)
    refused(mcdonald_omega, items, "heywood", item="c")
    refused(one_factor, items, "heywood", item="c")


def test_an_inadmissible_model_gives_its_numbers_with_a_flag() -> None:
    rng = np.random.default_rng(4)
    shared = rng.normal(size=(60, 1))
    found = None
    for _ in range(20):
        items = pd.DataFrame(shared + rng.normal(size=(60, 6)), columns=list("abcdef"))
        found = cfa(items, BLOCKS)
        if not found.admissible:
            break
    assert found is not None and not found.admissible
    assert "factors_not_positive_definite" in found.flags and found.smallest_eigenvalue <= 0
    assert np.isfinite(found.fit.cfi) and found.to_frame()["standardised"].notna().all()
    assert not fornell_larcker(items, BLOCKS).admissible


def test_a_sample_that_answers_straight_down_is_flagged_and_no_model_takes_it(likert: pd.DataFrame) -> None:
    straight = pd.DataFrame(dict.fromkeys("abcdef", likert["a"]))
    flagged = careless(straight, bounds=(1, 5), reversed_items=["b"])
    assert flagged.counts["longstring"] == 120 and flagged.counts["irv"] == 120
    found = cronbach_alpha(straight)
    assert found.estimate == pytest.approx(1) and found.conf_low == pytest.approx(1)
    for run in FACTOR_MODELS.values():
        refused(run, straight, "duplicate_items", item_a="a", item_b="b")
    refused(ordinal_alpha, straight, "pair_not_estimable", item_a="a", item_b="b")
    assert set(polychoric(straight).reasons.values()) == {"empty_corner"}
    scores = pd.DataFrame({"A": straight["a"], "B": straight["b"], "y": np.arange(120.0)})
    refused(lambda data: fit_ols(data, "y", ["A", "B"]), scores, "collinear", variable="A, B")


# regression: collinear, leverage, constant outcome, scales, clusters, separation ------------------------------------


def test_collinear_predictors_are_refused_and_nearly_collinear_ones_flagged(model: pd.DataFrame) -> None:
    exact = model.assign(s=model["x"] + model["m"])
    refused(lambda data: fit_ols(data, "y", ["x", "m", "s"]), exact, "collinear", variable="x, m, s")
    rng = np.random.default_rng(5)
    near = fit_ols(model.assign(z=model["x"] + 0.1 * rng.normal(size=120)), "y", ["x", "z"])
    assert "vif_high" in near.flags and near.coefficients["vif"].max() > 10
    assert_sound(near.to_frame(), undefined=("beta", "vif", "sr2", "f2"))


@each(REGRESSIONS, RANKS)
def test_a_constant_outcome_is_refused(run: Run, model: pd.DataFrame) -> None:
    with pytest.raises(NotEstimable) as caught:
        run(model.assign(y=3.0, level=1))
    assert caught.value.code in ("constant_outcome", "too_few_categories")


@pytest.mark.parametrize("run", [run for name, run in REGRESSIONS.items() if name != "ordinal_logit"])
def test_a_perfect_fit_is_refused(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(y=model["x"] + 2 * model["m"]), "perfect_fit", outcome="y")


def test_a_row_that_decides_a_term_alone_takes_hc3_away_and_is_named(model: pd.DataFrame) -> None:
    found = fit_ols(model.assign(x=(model.index == 7).astype(float)), "y", ["x", "m"])
    assert (found.vcov, found.vcov_asked, found.leverage_rows) == ("HC1", "HC3", (7,))
    assert "leverage" in found.flags
    by_cluster = fit_ols(model.assign(x=(model.index == 7).astype(float)), "y", ["x", "m"], cluster="agency")
    assert "cluster_leverage" in by_cluster.flags
    assert_sound(found.to_frame(), undefined=("beta", "vif", "sr2", "f2"))


@pytest.mark.parametrize("name", ["fit_ols", "by clusters", "mediate"])
def test_a_huge_offset_of_a_covariate_changes_no_slope(name: str, model: pd.DataFrame) -> None:
    run = REGRESSIONS[name]
    plain, moved = (run(data).to_frame() for data in (model, model.assign(x=model["x"] + 1e12)))
    at = plain.iloc[:, 0] != "(Intercept)"  # the intercept is at x = 0, a long way off
    columns = [column for column in ("estimate", "std_error", "conf_low", "conf_high") if column in plain]
    # Beside 1e12 a value is known to 1e-4.
    np.testing.assert_allclose(moved.loc[at, columns], plain.loc[at, columns], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", list(REGRESSIONS))
@pytest.mark.parametrize("column", ["x", "y"])
def test_a_huge_scale_changes_no_test(name: str, column: str, model: pd.DataFrame) -> None:
    if name == "by clusters" or not (name == "ordinal_logit" and column == "y"):
        run = REGRESSIONS[name]
        plain, scaled = (run(data).to_frame() for data in (model, model.assign(**{column: model[column] * 1e150})))
        assert_sound(scaled, undefined=("beta", "vif", "sr2", "f2", "p_wild", "statistic", "df1", "df2", "p_value"))
        np.testing.assert_allclose(scaled["p_value"], plain["p_value"], rtol=1e-6)


@each(REGRESSIONS)
def test_a_scale_that_overflows_is_refused(run: Run, model: pd.DataFrame) -> None:
    refused(run, model.assign(x=model["x"] * 1e200), "not_finite", variable="x")


@each(REGRESSIONS)
def test_a_scale_that_underflows_is_refused_or_scaled(run: Run, model: pd.DataFrame) -> None:
    try:
        found = run(model.assign(x=model["x"] * 1e-200)).to_frame()
    except NotEstimable:
        return
    assert "std_error" not in found or (found["std_error"] > 0).all()


def test_fewer_than_ten_clusters_are_flagged_and_rows_are_resampled(model: pd.DataFrame) -> None:
    few = model.assign(agency=np.repeat(np.arange(9), 14)[:120])
    found = fit_ols(few, "y", ["x", "m"], cluster="agency")
    assert found.vcov == "HC3" and "few_clusters" in found.flags and "p_wild" not in found.to_frame()
    through = mediate(few, predictor="x", mediators=["m"], outcome="y", cluster="agency", draws=DRAWS)
    assert through.resampled == "rows" and "few_clusters" in through.flags
    one = fit_ols(few.assign(agency=1), "y", ["x", "m"], cluster="agency")
    assert one.vcov == "HC3" and "few_clusters" in one.flags


def test_clusters_fewer_than_terms_are_refused(model: pd.DataFrame) -> None:
    rng = np.random.default_rng(2)
    many = model.assign(agency=np.arange(120) % 10, **{f"z{i}": rng.normal(size=120) for i in range(10)})
    terms = ["x", *(f"z{i}" for i in range(10))]
    refused(
        lambda data: fit_ols(data, "y", terms, cluster="agency"),
        many,
        "more_terms_than_clusters",
        terms=11,
        clusters=10,
    )


def test_separation_is_refused_by_column(model: pd.DataFrame) -> None:
    separated = model.assign(x=model["level"] + 0.1 * np.tanh(model["x"]))
    refused(lambda data: ordinal_logit(data, "level", ["x", "m"]), separated, "separation")
    with pytest.raises(NotEstimable) as caught:
        ordinal_logit(separated, "level", ["x"])
    assert caught.value.values["variable"] == "x"


def test_an_empty_category_is_counted_and_the_ordinal_model_asks_for_a_merge(
    model: pd.DataFrame, likert: pd.DataFrame
) -> None:
    likert["a"] = likert["a"].replace(3.0, 4.0)
    assert describe_items(likert, scale=(1, 5)).counts["a"][3] == 0
    empty = model.assign(level=model["level"].replace(1, 2))
    refused(
        lambda data: ordinal_logit(data, "level", ["x"], categories=[0, 1, 2, 3]), empty, "empty_category", category="1"
    )
    two = model.assign(level=(model["y"] > 0).astype(int))
    refused(lambda data: ordinal_logit(data, "level", ["x"]), two, "too_few_categories", needed=3, found=2)


# mediation and draws ------------------------------------------------------------------------------------------------


def test_a_mediator_that_is_constant_or_its_neighbour_is_refused(model: pd.DataFrame) -> None:
    run = REGRESSIONS["mediate"]
    refused(run, model.assign(m=1.0), "constant_predictor", variable="m")
    refused(run, model.assign(m=model["x"]), "collinear", variable="x, m")
    refused(run, model.assign(m=3 - 2 * model["x"]), "collinear", variable="x, m")
    refused(run, model.assign(m=model["y"]), "perfect_fit", outcome="y")


def test_failed_draws_are_counted_and_beyond_five_percent_there_is_no_interval(model: pd.DataFrame) -> None:
    draws = make_draws(120, count=500)
    without = int((draws.weights[:, 5] == 0).sum())  # draws in which the mediator is constant
    assert without > 25
    rare = model.assign(m=(model.index == 5).astype(float))
    for ci in ("percentile", "bca"):
        found = mediate(rare, predictor="x", mediators=["m"], outcome="y", draws=draws, ci=ci)
        table = found.to_frame()
        assert found.draws_failed == without and (table["draws_failed"] == without).all()
        assert table["reason"].eq("failed_draws").all() and table[["conf_low", "conf_high", "p_value"]].isna().all(
            axis=None
        )
        assert table["estimate"].notna().all()


def test_failed_draws_of_scales_are_counted_by_reason(likert: pd.DataFrame) -> None:
    draws = make_draws(120, count=500)
    without = int((draws.weights[:, 5] == 0).sum())
    rare = likert.assign(a=(likert.index == 5).astype(float))
    path_model = pls(rare, BLOCKS, PATHS, draws=draws)
    assert path_model.failures == {"constant_items": without}
    table = path_model.to_frame()
    assert table.loc[table["kind"] == "path", "reason"].item() == "too_many_failed"
    assert table.loc[table["kind"] == "path", ["conf_low", "conf_high", "p_value"]].isna().all(axis=None)
    pair = htmt(rare, BLOCKS, draws=draws).to_frame().iloc[0]
    assert pair["draws_failed"] >= without and np.isnan(pair["conf_high"])
    loading = one_factor(rare[["a", "b", "c"]], draws=draws)
    assert loading.draws_failed >= without and loading.omega_low is None and loading.loadings_low is None
    flat = pd.DataFrame({"a": rare["a"], "b": rare["a"] * 2})
    total = cronbach_alpha(flat, draws=draws)
    assert (total.draws_failed, total.boot_low, total.boot_high) == (without, None, None)


def test_a_few_failed_draws_are_counted_and_the_interval_stays(likert: pd.DataFrame) -> None:
    draws = make_draws(120, count=2000)
    rare = likert[["a", "b"]] * 0.0
    rare.iloc[:4] = [[1, 1], [1, 2], [2, 1], [2, 2]]  # all four are left out in some draws
    without = int((draws.weights[:, :4].sum(axis=1) == 0).sum())
    found = cronbach_alpha(rare, draws=draws)
    assert 0 < without == found.draws_failed <= 100
    assert found.boot_low is not None and found.boot_high is not None and found.boot_low <= found.boot_high


def test_an_impossible_bca_falls_back_to_percentiles_for_a_reason(model: pd.DataFrame) -> None:
    draws = make_draws(120, count=2)  # so few that the estimate lies beyond both of them
    found = mediate(model, predictor="x", mediators=["m"], outcome="y", draws=draws, ci="bca").to_frame()
    beyond = ~np.isfinite(found["z0"])
    assert beyond.any()
    assert (found.loc[beyond, "interval"] == "percentile").all() and (found.loc[beyond, "reason"] == "bca_bias").all()
    assert found.loc[beyond, ["conf_low", "conf_high"]].notna().all(axis=None)


# groups -------------------------------------------------------------------------------------------------------------


def test_one_person_a_group_leaves_no_icc_and_no_agreement() -> None:
    answers, groups = pd.Series([1.0, 2, 4, 5]), list("abcd")
    refused(lambda _: icc(answers, groups), pd.DataFrame(), "groups_of_one")
    found = rwg(answers, groups, points=5)
    table = found.to_frame()
    assert table[["rwg", "r_star", "a_wg"]].isna().all(axis=None) and table["reason"].eq("one_rater").all()
    assert (found.mean, found.median, found.share_high) == (None, None, None)


def test_agreement_beyond_the_null_is_undefined_and_the_verdict_is_no() -> None:
    answers, groups = pd.Series([1.0, 5, 1, 5, 5, 1] * 2), ["a"] * 6 + ["b"] * 6
    table = rwg(answers, groups, points=5).to_frame()
    assert table["rwg"].isna().all() and table["reason"].eq("beyond_null").all() and (table["r_star"] < 0).all()
    verdict = may_aggregate(icc(answers, groups), rwg(answers, groups, points=5))
    assert not verdict.justified and verdict.agreement_high is False


def test_a_group_of_one_respondent_is_left_out_counted_and_not_shown(model: pd.DataFrame) -> None:
    found = compare_groups(model["y"], ["a"] * 60 + ["b"] * 59 + ["c"])
    assert found.left_out == 1 and (found.n_used, found.n_dropped) == (119, 1)
    assert found.groups["group"].tolist() == ["a", "b"]
    assert found.to_frame()["p_value"].notna().all()


def test_a_constant_group_takes_welch_away_and_equal_values_take_everything(model: pd.DataFrame) -> None:
    groups = ["a"] * 60 + ["b"] * 60
    half = compare_groups(model["y"].where(model.index >= 60, 0.0), groups).to_frame().set_index("term")
    assert half.loc["welch", "reason"] == "constant_group" and half["p_value"].drop("welch").notna().all()
    same = compare_groups(np.ones(120), groups).to_frame()
    assert same["p_value"].isna().all() and set(same["reason"]) == {"no_variance"}
    two = compare_groups(np.repeat([1.0, 2.0], 60), groups).to_frame()
    assert_sound(two, undefined=("df2", "df1", "statistic"))


def test_ties_are_corrected(likert: pd.DataFrame) -> None:
    groups = np.repeat(["a", "b", "c"], 40)
    found = compare_groups(likert["a"], groups).to_frame().set_index("term").loc["kruskal"]
    expected = scipy_stats.kruskal(*(likert["a"][groups == name] for name in "abc"))
    assert found["statistic"] == pytest.approx(expected.statistic, rel=1e-12)
    assert found["p_value"] == pytest.approx(expected.pvalue, rel=1e-12)


# every row is accounted for, no p is zero ---------------------------------------------------------------------------


@each(
    FACTOR_MODELS,
    {name: run for name, run in SCALE_FIGURES.items() if name != "pls"},
    {"pls": lambda items: pls(items, BLOCKS, PATHS, draws=DRAWS)},
    ORDINAL,
)
def test_dropped_answers_are_counted(run: Run, likert: pd.DataFrame) -> None:
    likert.loc[[2, 9, 40], "a"] = np.nan
    likert.loc[9, "d"] = np.nan
    found = run(likert)
    assert (found.n_used, found.n_dropped) == (117, 3)
    assert not np.isinf(found.to_frame().select_dtypes("number")).any(axis=None)


@each(REGRESSIONS, RANKS)
def test_dropped_rows_are_counted(run: Run, model: pd.DataFrame) -> None:
    model.loc[[2, 9, 40], "m"] = np.nan
    model.loc[9, "x"] = np.nan
    found = run(model)
    assert (found.n_used, found.n_dropped) == (117, 3)
    assert not np.isinf(found.to_frame().select_dtypes("number")).any(axis=None)


def test_a_p_that_is_no_share_is_refused() -> None:
    for wrong in ([0.01, np.nan], [0.01, 1.2], [-0.1, 0.5]):
        with pytest.raises(ValueError, match="p value"):
            adjust(wrong)


def test_a_bootstrap_p_is_never_zero(model: pd.DataFrame) -> None:
    strong = model.assign(m=model["x"] + 0.1 * model["m"], y=model["x"] + model["m"] + 0.01 * model["y"])
    table = mediate(strong, predictor="x", mediators=["m"], outcome="y", draws=DRAWS).to_frame()
    assert table["p_value"].min() == pytest.approx(2 / (DRAWS + 1))


def test_a_p_below_the_smallest_number_prints_as_below_one_in_a_thousand() -> None:
    rng = np.random.default_rng(3)
    shared = rng.normal(size=(3000, 1))
    found = bartlett(pd.DataFrame(shared + 0.3 * rng.normal(size=(3000, 10))))
    assert p_value(found.p_value, "en") == "< .001"


def test_a_negative_weight_leaves_no_map(likert: pd.DataFrame) -> None:
    turned = likert.assign(a=6 - likert["a"])
    fit = pls(turned, BLOCKS, PATHS)
    assert "negative_weight" in fit.flags
    refused(lambda items: ipma(items, fit, target="B", scale=(1, 5)), turned, "negative_weight", item="a")
