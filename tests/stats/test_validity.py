from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.draws import make_draws
from govassess.stats.validity import htmt

BLOCKS = {"A": ["a1", "a2"], "B": ["b1", "b2"]}


def with_correlations(R, names, n=200):
    raw = np.random.default_rng(5).normal(size=(n, len(R)))
    white, _ = np.linalg.qr(raw - raw.mean(axis=0))
    return pd.DataFrame(white @ np.linalg.cholesky(np.asarray(R)).T, columns=names)


@pytest.fixture
def printed():
    """Correlations within .5 and .6, between .3 .2 .25 .35."""
    R = [[1, 0.5, 0.3, 0.2], [0.5, 1, 0.25, 0.35], [0.3, 0.25, 1, 0.6], [0.2, 0.35, 0.6, 1]]
    return with_correlations(R, ["a1", "a2", "b1", "b2"])


@pytest.mark.parametrize(("variant", "want"), [("htmt", 0.5021), ("htmt_plus", 0.5021), ("htmt2", 0.4914)])
def test_htmt_of_the_printed_matrix(printed, variant, want):
    row = htmt(printed, BLOCKS, variant=variant).to_frame().iloc[0]
    assert row["estimate"] == pytest.approx(want, abs=5e-5)
    assert row["reason"] is None
    assert row["n_negative_r"] == 0


def test_htmt_is_that_of_r(answers, r_values, scales):
    for variant in ("htmt", "htmt2"):
        record = htmt(answers, scales, variant=variant)
        found = record.to_frame().set_index(["a", "b"])
        for want in r_values["htmt"]:
            assert found.loc[(want["a"], want["b"]), "estimate"] == pytest.approx(want[variant], rel=1e-12)
            assert record.n_used == want["n"]
            assert record.n_dropped == 120 - want["n"]


def plain_htmt(rows, blocks, sign):
    R = sign(np.corrcoef(rows.to_numpy(), rowvar=False))
    at = {name: [rows.columns.get_loc(item) for item in items] for name, items in blocks.items()}
    out = []
    for a, b in itertools.combinations(blocks, 2):
        within = [np.mean([R[i, j] for i, j in itertools.combinations(at[name], 2)]) for name in (a, b)]
        with np.errstate(invalid="ignore"):
            out.append(np.mean([R[i, j] for i in at[a] for j in at[b]]) / np.sqrt(within[0]) / np.sqrt(within[1]))
    return out


@pytest.mark.parametrize(("variant", "sign"), [("htmt", lambda R: R), ("htmt_plus", np.abs)])
@pytest.mark.parametrize("clusters", [None, np.arange(120) % 17])
def test_the_bound_is_the_upper_end_of_a_ninety_percent_interval_of_plain_draws(
    answers, scales, variant, sign, clusters
):
    items = answers[[name for members in scales.values() for name in members]]
    mask = items.notna().all(axis=1).to_numpy()
    draws = make_draws(120, count=300, clusters=clusters)
    found = htmt(items, scales, variant=variant, draws=draws).to_frame()
    loop = []
    for weights in draws.row_weights()[:, mask]:
        rows = items[mask].iloc[np.repeat(np.arange(mask.sum()), weights.astype(int))]
        loop.append(plain_htmt(rows, scales, sign))
    level = 0.95
    if clusters is not None:
        from govassess.stats.intervals import percentile_levels

        level = percentile_levels(draws, 0.90)[1]
    want = np.quantile(np.abs(loop), level, axis=0, method="weibull")
    np.testing.assert_allclose(found["conf_high"], want, rtol=1e-9)
    assert (found["draws_failed"] == 0).all()


def test_a_scale_of_one_item_has_no_htmt_but_the_others_do(printed):
    found = htmt(printed.assign(c=printed["a1"] ** 2), {**BLOCKS, "C": ["c"]}, draws=20).to_frame()
    assert found["reason"].tolist() == [None, "single_item_block", "single_item_block"]
    assert found["reason_block"].tolist() == [None, "C", "C"]
    assert found["estimate"].notna().tolist() == [True, False, False]
    assert found["conf_high"].notna().tolist() == [True, False, False]


def test_a_constant_item_undoes_its_scale_only(printed):
    data = printed.assign(c1=1.0, c2=printed["a1"] + printed["b1"])
    found = htmt(data, {**BLOCKS, "C": ["c1", "c2"]}, draws=20).to_frame()
    assert found["reason"].tolist() == [None, "constant_in_block", "constant_in_block"]


def test_items_that_correlate_negatively_within_a_scale_are_named(printed):
    found = htmt(printed.assign(a2=-printed["a2"]), BLOCKS).to_frame().iloc[0]
    assert found["reason"] == "nonpositive_within_r"
    assert found["reason_block"] == "A"
    assert found["n_negative_r"] == 3
    assert np.isnan(found["estimate"])


def test_one_negative_correlation_undoes_htmt2_alone():
    R = [[1, 0.5, 0.3, -0.2], [0.5, 1, 0.25, 0.35], [0.3, 0.25, 1, 0.6], [-0.2, 0.35, 0.6, 1]]
    data = with_correlations(R, ["a1", "a2", "b1", "b2"])
    found = {
        variant: htmt(data, BLOCKS, variant=variant).to_frame().iloc[0] for variant in ("htmt", "htmt_plus", "htmt2")
    }
    assert found["htmt"]["estimate"] == pytest.approx((0.3 - 0.2 + 0.25 + 0.35) / 4 / np.sqrt(0.5 * 0.6), rel=1e-9)
    assert found["htmt_plus"]["estimate"] == pytest.approx(1.1 / 4 / np.sqrt(0.5 * 0.6), rel=1e-9)
    assert found["htmt2"]["reason"] == "nonpositive_r"
    assert all(row["n_negative_r"] == 1 for row in found.values())


def test_draws_that_fail_too_often_leave_the_estimate_without_a_bound():
    rng = np.random.default_rng(4)
    data = pd.DataFrame(rng.normal(size=(25, 4)), columns=["a1", "a2", "b1", "b2"])
    data["a2"] += 0.15 * data["a1"]
    data["b2"] += data["b1"]
    data["a2"] += 0.3 * data["a1"]
    found = htmt(data, BLOCKS, draws=200).to_frame().iloc[0]
    assert found["draws_failed"] > 10
    assert found["reason"] == "failed_draws"
    assert np.isfinite(found["estimate"])
    assert np.isnan(found["conf_high"])


def test_the_order_of_items_and_their_units_change_nothing(answers, scales):
    want = htmt(answers, scales).to_frame()["estimate"]
    turned = {name: items[::-1] for name, items in scales.items()}
    items = [name for members in scales.values() for name in members]
    found = htmt(answers[items].sample(frac=1, random_state=1) * 20 - 3, turned).to_frame()["estimate"]
    np.testing.assert_allclose(found, want, rtol=1e-12)


def test_the_same_draws_serve_a_number_and_a_record(answers, scales):
    one = htmt(answers, scales, draws=100).to_frame()["conf_high"]
    other = htmt(answers, scales, draws=make_draws(120, count=100)).to_frame()["conf_high"]
    assert one.tolist() == other.tolist()


@pytest.mark.parametrize(
    ("blocks", "rows", "code"),
    [({"A": ["a1", "a2"]}, 200, "too_few_blocks"), (BLOCKS, 2, "too_few_rows"), (BLOCKS, 0, "too_few_rows")],
)
def test_htmt_that_is_undefined_says_why(printed, blocks, rows, code):
    with pytest.raises(NotEstimable) as refused:
        htmt(printed.iloc[:rows], blocks)
    assert refused.value.code == code
    assert "HTMT" in refused.value.message("en")


def test_wrong_calls_are_refused(printed):
    with pytest.raises(ValueError, match="variant"):
        htmt(printed, BLOCKS, variant="htmt3")
    with pytest.raises(ValueError, match="two scales"):
        htmt(printed, {"A": ["a1", "a2"], "B": ["a1", "b2"]})
    with pytest.raises(ValueError, match="not in the data: b9"):
        htmt(printed, {"A": ["a1", "a2"], "B": ["b1", "b9"]})


def test_the_bound_of_htmt2_is_that_of_plain_draws_and_draws_with_a_negative_r_fail(answers, scales):
    items = answers[[name for members in scales.values() for name in members]]
    mask = items.notna().all(axis=1).to_numpy()
    draws = make_draws(120, count=300)
    found = htmt(items, scales, variant="htmt2", draws=draws).to_frame()
    loop = []
    for weights in draws.row_weights()[:, mask]:
        R = np.corrcoef(items[mask].to_numpy().repeat(weights.astype(int), axis=0), rowvar=False)
        at = {name: [items.columns.get_loc(item) for item in members] for name, members in scales.items()}
        with np.errstate(invalid="ignore"):
            log = np.log(R)
        within = {n: np.mean([log[i, j] for i, j in itertools.combinations(at[n], 2)]) for n in scales}
        pairs = itertools.combinations(scales, 2)
        loop.append([np.exp(log[np.ix_(at[a], at[b])].mean() - (within[a] + within[b]) / 2) for a, b in pairs])
    loop = np.array(loop)
    assert found["draws_failed"].tolist() == np.isnan(loop).sum(axis=0).tolist()
    for pair, row in found.iterrows():
        if row["reason"] is None:
            drawn = loop[:, pair][np.isfinite(loop[:, pair])]
            assert row["conf_high"] == pytest.approx(np.quantile(drawn, 0.95, method="weibull"), rel=1e-9)
    assert found["reason"].isna().any()


def test_items_that_do_not_correlate_but_for_rounding_give_no_ratio_of_many_digits():
    """Their covariance is exactly 0: 6 times the sum of products equals the product of the sums."""
    data = pd.DataFrame(
        {"a": [4, 1, 1, 2, 2, 5], "b": [4, 4, 5, 3, 2, 4], "c": [1, 3, 5, 4, 4, 4], "d": [1, 4, 5, 4, 4, 4]}
    )
    assert 6 * (data["a"] * data["b"]).sum() == data["a"].sum() * data["b"].sum()
    found = htmt(data.astype(float), {"A": ["a", "b"], "B": ["c", "d"]}).to_frame().iloc[0]
    assert (found["reason"], found["reason_block"]) == ("nonpositive_within_r", "A")
    assert np.isnan(found["estimate"])
