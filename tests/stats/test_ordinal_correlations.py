from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import ndtr

from govassess.errors import NotEstimable
from govassess.stats import make_draws, ordinal_alpha, polychoric
from govassess.stats.bivariate_normal import bivariate_normal_cdf, bivariate_normal_density
from govassess.stats.ordinal_correlations import pairwise_rho
from tests.stats.factor_data import FACTOR_SCALES, factor_answers, factor_values


@pytest.fixture(scope="module")
def data():
    return factor_answers()


@pytest.fixture(scope="module")
def want():
    return factor_values()["scales"]


@pytest.mark.parametrize("rho", [-0.999, -0.9, -0.3, 0, 0.5, 0.84, 0.86, 0.95, 0.999])
def test_the_bivariate_distribution_is_the_integral_of_its_density(rho):
    for h, k in np.random.default_rng(2).normal(size=(12, 2)) * 1.3:
        spread = np.sqrt(1 - rho**2)

        def inner(x, k=k, spread=spread):
            return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi) * ndtr((k - rho * x) / spread)

        near = [k / rho + step * spread for step in (-5, -1, 0, 1, 5)] if rho else []
        whole, _ = quad(
            inner, -10, h, points=[at for at in near if -10 < at < h] or None, epsabs=1e-13, epsrel=1e-12, limit=400
        )
        assert float(bivariate_normal_cdf(np.array(h), np.array(k), np.array(rho))) == pytest.approx(whole, abs=1e-12)


def test_the_bivariate_distribution_at_its_edges():
    h = np.array([np.inf, -np.inf, 0.3, np.inf, 0.0])
    k = np.array([0.3, 1.0, np.inf, np.inf, 0.0])
    found = bivariate_normal_cdf(h, k, np.array([0.5, 0.5, 0.95, -0.9, 0.5]))
    np.testing.assert_allclose(found, [ndtr(0.3), 0, ndtr(0.3), 1, 1 / 3], atol=1e-15)
    assert (bivariate_normal_density(h[:4], k[:4], np.full(4, 0.5)) == 0).all()


def test_its_slope_in_rho_is_the_density():
    h, k, rho, step = np.array(0.4), np.array(-0.7), np.array(0.6), 1e-6
    slope = (bivariate_normal_cdf(h, k, rho + step) - bivariate_normal_cdf(h, k, rho - step)) / (2 * step)
    assert slope == pytest.approx(float(bivariate_normal_density(h, k, rho)), rel=1e-8)


def test_correlations_and_thresholds_are_those_of_lavaan(data, want):
    for name, items in FACTOR_SCALES.items():
        found = polychoric(data[items])
        assert found.n_used == want[name]["n"]
        for a in items:
            cuts = [value for key, value in want[name]["thresholds"].items() if key.startswith(f"{a}|")]
            assert list(found.thresholds[a]) == pytest.approx(cuts, rel=1e-9)
            for b in items:
                # lavaan stops its search of each pair near 1e-6
                assert found.correlations.loc[a, b] == pytest.approx(want[name]["polychoric"][a][b], abs=5e-6)


def test_correlations_and_ordinal_alpha_are_those_of_psych(data, want):
    for name, items in FACTOR_SCALES.items():
        found = polychoric(data[items]).correlations
        psych = pd.DataFrame(want[name]["polychoric_psych"]).loc[items, items]
        np.testing.assert_allclose(found, psych, atol=1e-4)  # psych searches rho to a few 1e-5
        assert ordinal_alpha(data[items]).estimate == pytest.approx(want[name]["ordinal_alpha"], rel=1e-5)
        assert ordinal_alpha(data[items]).estimate == pytest.approx(want[name]["ordinal_alpha_psych"], rel=1e-4)


def test_two_halved_items_have_the_closed_form():
    # with equal halves pi_11 = 1/4 + asin(rho)/(2 pi)
    counts = {(1, 1): 40, (1, 2): 10, (2, 1): 10, (2, 2): 40}
    rows = [pair for pair, n in counts.items() for _ in range(n)]
    found = polychoric(pd.DataFrame(rows, columns=["a", "b"])).to_frame()["estimate"].item()
    assert found == pytest.approx(np.sin((0.4 - 0.25) * 2 * np.pi), rel=1e-9)


def test_each_pair_is_at_the_maximum_of_its_likelihood(data):
    items = data[["lead1", "use2"]].dropna()
    found = polychoric(items)
    table = pd.crosstab(items["lead1"], items["use2"]).to_numpy(dtype=float)
    edges = [np.array([-np.inf, *found.thresholds[name], np.inf]) for name in items]

    def likelihood(rho):
        corners = bivariate_normal_cdf(edges[0][:, None], edges[1][None], np.full((1, 1), rho))
        cells = np.diff(np.diff(corners, axis=0), axis=1)
        return (table[table > 0] * np.log(cells[table > 0])).sum()

    best = found.correlations.iloc[0, 1]
    assert likelihood(best) > max(likelihood(best - 1e-4), likelihood(best + 1e-4))


def test_pairs_fitted_together_are_those_fitted_alone(data):
    items = data[[name for members in FACTOR_SCALES.values() for name in members]].dropna()
    together = polychoric(items).to_frame().set_index(["a", "b"])["estimate"]
    for a, b in (("lead1", "lead2"), ("lead4", "data3"), ("use1", "use2")):
        alone = polychoric(items[[a, b]]).to_frame()["estimate"].item()
        assert together[a, b] == pytest.approx(alone, abs=1e-9)


def test_weighted_tables_are_those_of_repeated_rows(data):
    items = data[["staff1", "staff2"]].dropna()
    draws = make_draws(len(items), count=6)
    codes = [np.unique(items[name], return_inverse=True)[1] for name in items]
    tables, cuts = [], ([], [])
    loop = []
    for weights in draws.row_weights():
        table = np.zeros((5, 5))
        np.add.at(table, tuple(codes), weights)
        tables.append(table)
        for side, sums in enumerate((table.sum(axis=1), table.sum(axis=0))):
            from scipy.special import ndtri

            cuts[side].append(ndtri(np.concatenate([[0], np.cumsum(sums) / sums.sum()])))
        loop.append(
            polychoric(items.iloc[np.repeat(np.arange(len(items)), weights.astype(int))]).correlations.iloc[0, 1]
        )
    rho, reasons = pairwise_rho(np.array(tables), np.array(cuts[0]), np.array(cuts[1]))
    assert set(reasons) == {""}
    np.testing.assert_allclose(rho, loop, atol=1e-10)


def test_a_known_latent_correlation_is_recovered_where_pearson_falls_short():
    rng = np.random.default_rng(10)
    latent = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=20000)
    answers = pd.DataFrame(1.0 + (latent[:, :, None] > np.array([0.3, 1.0, 1.8])).sum(axis=2), columns=["a", "b"])
    assert polychoric(answers).correlations.iloc[0, 1] == pytest.approx(0.6, abs=0.02)
    assert np.corrcoef(answers, rowvar=False)[0, 1] < 0.55


def test_other_codes_in_the_same_order_change_nothing_and_reversal_turns_the_sign(data):
    items = data[FACTOR_SCALES["data"]]
    want = polychoric(items).correlations.to_numpy()
    stretched = items.assign(data1=items["data1"] ** 2, data2=items["data2"] * 10)
    np.testing.assert_allclose(polychoric(stretched).correlations, want, atol=1e-9)
    turned = polychoric(items.assign(data1=6 - items["data1"])).correlations.to_numpy()
    np.testing.assert_allclose(turned[0, 1:], -want[0, 1:], atol=1e-8)


def test_items_may_have_different_numbers_of_categories():
    rng = np.random.default_rng(4)
    latent = rng.multivariate_normal(np.zeros(3), np.full((3, 3), 0.5) + 0.5 * np.eye(3), size=4000)
    answers = pd.DataFrame(
        {
            "two": latent[:, 0] > 0,
            "five": np.digitize(latent[:, 1], [-1, 0, 1, 2]),
            "three": np.digitize(latent[:, 2], [-1, 1]),
        }
    ).astype(float)
    found = polychoric(answers)
    np.testing.assert_allclose(found.correlations.to_numpy()[np.triu_indices(3, 1)], 0.5, atol=0.05)
    assert [len(found.thresholds[name]) for name in answers] == [1, 4, 2]
    assert found.smallest_eigenvalue == pytest.approx(np.linalg.eigvalsh(found.correlations)[0], abs=1e-12)


def test_an_empty_corner_leaves_the_pair_without_a_value_and_alpha_without_one():
    rng = np.random.default_rng(4)
    answers = pd.DataFrame(
        {"a": [1, 1, 1, 2, 2, 2, 2] * 6, "b": [1, 1, 1, 1, 2, 2, 2] * 6, "c": rng.integers(1, 3, 42)}
    )
    found = polychoric(answers)
    assert found.reasons == {("a", "b"): "empty_corner"}
    assert found.smallest_eigenvalue is None
    frame = found.to_frame()
    assert frame["reason"].tolist() == ["empty_corner", None, None]
    assert frame["estimate"].isna().tolist() == [True, False, False]
    opposite = polychoric(answers.assign(b=3 - answers["b"]))
    assert opposite.reasons == {("a", "b"): "empty_corner"}
    with pytest.raises(NotEstimable) as refused:
        ordinal_alpha(answers)
    assert (refused.value.what, refused.value.code) == ("ordinal_alpha", "pair_not_estimable")
    assert "a and b" in refused.value.message("en")


def test_identical_items_have_no_polychoric_correlation():
    rng = np.random.default_rng(4)
    same = rng.integers(1, 6, 60).astype(float)
    assert polychoric(pd.DataFrame({"a": same, "b": same})).reasons == {("a", "b"): "empty_corner"}


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ({"a": [1.0, 2, 3]}, "too_few_items"),
        ({"a": [1, 2, np.nan], "b": [1, 2.0, 2]}, "too_few_rows"),
        ({"a": [1.0, 2, 3], "b": [2.0, 2, 2]}, "constant_items"),
        ({"a": np.arange(30.0), "b": np.arange(30.0) % 4}, "too_many_categories"),
    ],
)
@pytest.mark.parametrize("statistic", [polychoric, ordinal_alpha])
def test_what_has_no_polychoric_correlation_says_why(statistic, items, code):
    with pytest.raises(NotEstimable) as refused:
        statistic(pd.DataFrame(items))
    assert (refused.value.what, refused.value.code) == (statistic.__name__, code)
    assert refused.value.message("en")
    assert refused.value.message("id")


def test_answers_that_differ_for_one_person_an_item_have_no_correlation_and_say_so():
    """The likelihood is flat where it ends: its slope is zero there, and the correlation is not estimable all the same."""
    items = pd.DataFrame({name: [4] * 60 for name in "abcd"})
    for row, name in enumerate(items):
        items.loc[row, name] = 3
    found = polychoric(items)
    assert set(found.reasons.values()) == {"empty_corner"}
    with pytest.raises(NotEstimable) as refused:
        ordinal_alpha(items)
    assert refused.value.code == "pair_not_estimable"
