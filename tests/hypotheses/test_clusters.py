"""Respondents who are alike within clusters: whose errors the tests then have, and what keeps them from a test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.linalg import fractional_matrix_power

from govassess.hypotheses.design import CLUSTER
from govassess.stats.draws import make_draws
from govassess.text.catalogue import say
from tests.hypotheses.made import hypothesis, register, result_of

NODES = ["x", "w", "m1", "m2", "y"]
DIRECT = hypothesis("direct", "x", "y", controls=("w", "m1"))
CHAIN = hypothesis("mediation", "x", "y", mediators=("m1", "m2"))


def close(want, rel=1e-8):
    return pytest.approx(want, rel=rel, abs=1e-12)


def made(n=160, clusters=20, seed=3):
    rng = np.random.default_rng(seed)
    codes = np.arange(n) % clusters
    shared = rng.normal(size=clusters)[codes]
    values = pd.DataFrame({"x": rng.normal(size=n) + shared, "m": rng.normal(size=n)})
    values["m"] += values["x"]
    values["y"] = 0.4 * values["m"] + shared + rng.normal(size=n)
    return values, np.array([f"c{code:03d}" for code in codes], dtype=object)


def bell_mccaffrey(X, y, labels):
    """Coefficients, covariance by CR2 and Satterthwaite's degrees of freedom by the definition, n x n matrices and all."""
    n = len(y)
    M = np.linalg.inv(X.T @ X)
    H = X @ M @ X.T
    e = y - H @ y
    scores, hats = [], []
    for label in np.unique(labels):
        at = labels == label
        A = fractional_matrix_power(np.eye(at.sum()) - H[np.ix_(at, at)], -0.5).real
        scores.append(X[at].T @ A @ e[at])
        hats.append((np.eye(n) - H)[:, at] @ A @ X[at] @ M)
    df = []
    for j in range(X.shape[1]):
        P = np.stack([hat[:, j] for hat in hats], axis=1)
        values = np.linalg.eigvalsh(P.T @ P)
        df.append(values.sum() ** 2 / (values**2).sum())
    return M @ X.T @ y, M @ np.transpose(scores) @ np.array(scores) @ M, np.array(df)


def test_errors_p_and_joint_test_are_those_of_the_definition_and_the_rest_is_rs(agencies, by_r):
    want = by_r["cluster"]
    found = register(
        [DIRECT],
        agencies[NODES],
        profile=agencies[["region"]],
        kinds={"region": "single"},
        defaults={"covariates": ("region",)},
        clusters=agencies["unit"].to_numpy(object),
    )
    (result,), model = found.results, found.models[0]
    assert (result.vcov, result.n_used, model.n_clusters, model.f_df2) == ("CR2", want["n"], want["G"], want["G"] - 1)
    rows = agencies.dropna(subset=["x", "w", "m1", "y"])
    dummies = [rows["region"] == name for name in ("north", "west")]
    X = np.column_stack([np.ones(len(rows)), rows[["x", "w", "m1"]], *dummies]).astype(float)
    b, V, df = bell_mccaffrey(X, rows["y"].to_numpy(), rows["unit"].to_numpy())
    terms = ["(Intercept)", "x", "w", "m1", "region=north", "region=west"]
    assert [each.term for each in model.coefficients] == terms
    assert [each.estimate for each in model.coefficients] == close(list(want["coef"].values()))
    assert [each.std_error for each in model.coefficients] == close(np.sqrt(np.diag(V)).tolist())
    assert [each.df for each in model.coefficients] == close(df.tolist())
    assert (result.std_error, result.df) == (close(V[1, 1] ** 0.5), close(df[1]))
    assert result.p_value == close(2 * stats.t.sf(abs(b[1]) / V[1, 1] ** 0.5, df[1]), 1e-6)
    assert model.f_statistic == close(b[1:] @ np.linalg.solve(V[1:, 1:], b[1:]) / 5)
    assert model.f_p_value == close(stats.f.sf(model.f_statistic, 5, want["G"] - 1), 1e-6)
    sizes = rows["unit"].value_counts()
    assert (model.smallest_cluster, model.largest_cluster) == (sizes.min(), sizes.max())
    coefficients = {each.term: each for each in model.coefficients}
    assert coefficients["x"].p_wild == result.p_wild is not None
    assert coefficients["(Intercept)"].p_wild is None


def test_the_wild_p_stands_beside_and_does_not_decide():
    values, clusters = made()
    found = result_of(hypothesis("direct", "x", "y"), values, clusters=clusters)
    assert 0 < found.p_wild != found.p_value
    assert found.p_holm == found.p_value


def test_one_cluster_a_respondent_gives_the_errors_of_rows():
    one = hypothesis("direct", "x", "y")
    # CR2 of single rows is HC2; CR1 of them HC1, for n/(n - 1) (n - 1)/(n - p) is n/(n - p)
    for n, of_clusters, of_rows in ((160, "CR2", "HC2"), (520, "CR1", "HC1")):
        values, _ = made(n)
        own = np.array([f"\0{row}" for row in range(n)], dtype=object)
        found = result_of(one, values, clusters=own)
        rows = result_of(one, values, defaults={"vcov": of_rows})
        assert found.vcov == of_clusters
        assert found.std_error == pytest.approx(rows.std_error, rel=1e-10)


def test_a_test_whose_rows_hold_few_clusters_takes_respondents_as_independent_and_says_so():
    values, clusters = made()
    values.loc[~np.isin(clusters, [f"c{code:03d}" for code in range(8)]), "y"] = np.nan
    mediation = hypothesis("mediation", "x", "y", mediators=("m",), id="P2")
    found = register([hypothesis("direct", "x", "y"), mediation], values, clusters=clusters, draws=300)
    notices = [(each.code, each.where, dict(each.values)) for each in found.notices if "cluster" in each.code]
    assert notices == [("test_few_clusters", f"hypotheses.{name}", {"count": 8}) for name in ("P1", "P2")]
    for lang in ("en", "id"):
        assert "8" in say("warning.test_few_clusters", lang, where="P1", count=8)
    without = register([hypothesis("direct", "x", "y"), mediation], values, draws=make_draws(len(values), count=300))
    assert found.results == without.results
    assert found.models == without.models
    assert {model.n_clusters for model in found.models} == {None}


def test_declared_errors_of_rows_give_way_to_clusters_and_come_back_without_them():
    values, clusters = made()
    for vcov in ("HC4", "classical", "HC1"):
        assert (
            result_of(hypothesis("direct", "x", "y"), values, defaults={"vcov": vcov}, clusters=clusters).vcov == "CR2"
        )
        assert result_of(hypothesis("direct", "x", "y"), values, defaults={"vcov": vcov}).vcov == vcov


def test_a_category_of_one_cluster_has_no_error_and_the_tested_relation_keeps_its_own():
    values, clusters = made()
    kind = np.where(clusters == "c003", "alone", np.where(np.arange(160) % 20 < 9, "left", "right"))
    options = {"kinds": {"kind": ["left", "right", "alone"]}, "profile": pd.DataFrame({"kind": kind})}
    found = register(
        [hypothesis("direct", "x", "y")], values, defaults={"covariates": ("kind",)}, clusters=clusters, **options
    )
    model = found.models[0]
    errors = {each.term: each.std_error for each in model.coefficients}
    # "alone" comes first by name: what is compared with it rests on that one cluster
    assert {term for term, error in errors.items() if error is None} == {"(Intercept)", "kind=left", "kind=right"}
    assert (model.f_statistic, model.f_p_value) == (None, None)
    assert [(each.code, each.where) for each in found.notices] == [("cluster_leverage", "kind")]
    assert errors["x"] is not None
    assert found.results[0].p_value > 0
    for lang in ("en", "id"):
        assert "kind" in say("warning.cluster_leverage", lang, variable="kind")


def test_more_terms_than_clusters_leave_a_hypothesis_not_tested():
    values, clusters = made(clusters=10)
    many = pd.DataFrame(np.random.default_rng(1).normal(size=(160, 10)), columns=[f"n{j}" for j in range(10)])
    found = result_of(
        hypothesis("direct", "x", "y"),
        values,
        kinds=dict.fromkeys(many, "number"),
        profile=many,
        defaults={"covariates": tuple(many)},
        clusters=clusters,
    )
    assert (found.verdict, found.code) == ("not_tested", "more_terms_than_clusters")
    assert found.values == {"terms": 11, "clusters": 10}


@pytest.mark.parametrize("serial", [False, True])
@pytest.mark.parametrize("ci", ["percentile", "bca"])
def test_mediation_has_the_paths_of_r_and_intervals_as_asked(agencies, by_r, ci, serial):
    want = by_r["serial"]
    one = hypothesis("mediation", "x", "y", mediators=("m1", "m2"), serial=serial)
    plain = result_of(one, agencies[NODES], ci=ci, draws=1000)
    clustered = result_of(one, agencies[NODES], ci=ci, draws=1000, clusters=agencies["unit"].to_numpy(object))
    assert plain.interval == clustered.interval == ci
    assert plain.estimate == clustered.estimate
    effects = {each.effect: each for each in clustered.effects}
    assert {effects[name].interval for name in effects if name.startswith("indirect")} == {ci}
    assert {effects[name].interval for name in effects if not name.startswith("indirect")} == {"CR2"}
    assert {each.interval for each in plain.effects if each.effect in ("direct", "total")} == {"HC3"}
    if serial:
        names = ("indirect_m1", "indirect_m2", "indirect_m1>m2")
        assert [effects[name].estimate for name in names] == close(want["estimate"])
        assert clustered.n_used == want["n"]
        of_rows = {each.effect: each for each in plain.effects}
        for name, (low, high), se in zip(names, want[ci], want["se"], strict=True):
            # an end of 1,000 draws against one of 10,000
            assert of_rows[name].conf_low == pytest.approx(low, abs=0.4 * se)
            assert of_rows[name].conf_high == pytest.approx(high, abs=0.4 * se)
    else:
        assert {"indirect_m1", "indirect_m2", "indirect_m1-indirect_m2"} <= set(effects)
    assert clustered.conf_low != plain.conf_low
    assert clustered.p_wild is None  # the test is the bootstrap of clusters itself


def test_every_equation_of_a_mediation_tells_its_clusters(agencies):
    found = register([CHAIN], agencies[NODES], clusters=agencies["unit"].to_numpy(object))
    assert {model.id: model.n_clusters for model in found.models} == dict.fromkeys(
        ("P1.total", "P1.outcome", "P1.m1", "P1.m2"), 47
    )


def test_where_bca_is_impossible_the_interval_is_the_percentile_one_and_the_reason_is_told():
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    values = pd.DataFrame({"x": x, "m": x + rng.normal(size=200)}).assign(y=lambda d: d["m"] + rng.normal(size=200))
    one = hypothesis("mediation", "x", "y", mediators=("m",))
    draws = make_draws(200, count=2, seed=0)  # both of them lie on one side of the estimate
    found = register([one], values, ci="bca", draws=draws)
    plain = result_of(one, values, draws=draws)
    (result,) = found.results
    assert result.interval == "percentile"
    assert (result.conf_low, result.conf_high) == (plain.conf_low, plain.conf_high)
    assert [(each.code, each.where, dict(each.values)) for each in found.notices] == [
        ("no_bca_bias", "hypotheses.P1", {"count": 1})
    ]


def test_without_draws_a_mediation_is_not_tested_whatever_its_interval():
    values, _ = made()
    one = hypothesis("mediation", "x", "y", mediators=("m",))
    for ci in ("percentile", "bca"):
        found = result_of(one, values, ci=ci, draws=0)
        assert (found.verdict, found.code) == ("not_tested", "no_draws")


def test_no_name_of_a_node_can_be_that_of_the_column_of_clusters():
    from govassess.instrument.model import Identifier

    (field,) = [each for each in Identifier.__metadata__ if hasattr(each, "metadata")]
    pattern = next(each.pattern for each in field.metadata if getattr(each, "pattern", None))
    import re

    assert re.fullmatch(pattern, "CG")
    assert not re.fullmatch(pattern, CLUSTER)


@pytest.mark.parametrize(("n", "kind", "units"), [(200, "rows", 200), (6000, "shards", 2000)])
def test_respondents_are_resampled_in_shards_only_where_there_are_very_many(n, kind, units):
    from govassess.hypotheses.register import _of_respondents

    found = _of_respondents(make_draws(n, seed=5, count=3, clusters=np.arange(n) % 12))
    assert (found.kind, found.units, found.count, found.seed, found.n_rows) == (kind, units, 3, 5, n)
