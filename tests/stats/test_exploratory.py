from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import efa, one_factor
from tests.stats.conftest import HERE
from tests.stats.factor_data import ALL_ITEMS, factor_answers, factor_values, with_correlations

# both programs stop at a small gradient, near 1e-5 of the loadings
OPTIMISERS = 5e-4


@pytest.fixture(scope="module")
def items():
    return factor_answers()[ALL_ITEMS]


def matched(found, wanted):
    """Put the wanted columns into the order and signs of the found ones."""
    order = [int(np.argmax(np.abs(wanted.T @ found[:, j]))) for j in range(found.shape[1])]
    assert sorted(order) == list(range(found.shape[1]))
    sign = np.sign((wanted[:, order] * found).sum(axis=0))
    return wanted[:, order] * sign, order, sign


@pytest.mark.parametrize("m", [2, 3])
def test_loadings_are_those_of_factanal_and_gparotation(items, m):
    want = factor_values()["efa"][f"m{m}"]
    oblique, straight = efa(items, n_factors=m), efa(items, n_factors=m, rotation="varimax", normalise=False)
    np.testing.assert_allclose(oblique.unique, list(want["uniquenesses"].values()), atol=OPTIMISERS)
    assert oblique.chi2 == pytest.approx(want["chisq"], rel=1e-6)
    assert oblique.df == want["df"]
    assert oblique.p_value == pytest.approx(want["p"], rel=1e-5)
    for found, key in ((oblique, "oblimin"), (straight, "varimax")):
        wanted, order, sign = matched(found.loadings.to_numpy(), np.array(want[key]).T)
        np.testing.assert_allclose(found.loadings, wanted, atol=OPTIMISERS)
        if key == "oblimin":
            phi = np.array(want["phi"])[np.ix_(order, order)] * np.outer(sign, sign)
            np.testing.assert_allclose(found.factor_r, phi, atol=OPTIMISERS)
    np.testing.assert_allclose(straight.factor_r, np.eye(m), atol=1e-12)
    assert oblique.n_used == 233


@pytest.mark.parametrize("m", [2, 3])
@pytest.mark.parametrize(
    ("key", "option", "within"),
    [
        ("varimax", {"rotation": "varimax"}, 1e-5),  # R's default: Kaiser's normalisation
        ("varimax_plain", {"rotation": "varimax", "normalise": False}, 2e-5),
        ("psych_varimax", {"rotation": "varimax"}, 2e-3),  # psych stops its search at a change of 1e-5
        ("psych_oblimin", {}, OPTIMISERS),  # psych rotates without normalisation
        ("oblimin_normalised", {"normalise": True}, 2e-5),
    ],
)
def test_rotations_are_those_of_r_and_psych(items, m, key, option, within):
    want = np.array(json.loads((HERE / "rotations.json").read_text())[f"m{m}"][key])
    found = efa(items, n_factors=m, **option)
    wanted, _, _ = matched(found.loadings.to_numpy(), want)
    np.testing.assert_allclose(found.loadings, wanted, atol=within)
    assert found.normalised == option.get("normalise", "rotation" in option)


def test_kaisers_normalisation_is_the_default_of_varimax_and_changes_its_loadings(items):
    default, plain = (efa(items, n_factors=3, rotation="varimax", **option) for option in ({}, {"normalise": False}))
    assert default.normalised and not plain.normalised
    assert np.abs(default.loadings - plain.loadings).to_numpy().max() > 0.01
    assert not efa(items, n_factors=3).normalised
    assert not efa(items, n_factors=1, rotation="varimax").normalised  # one factor is not rotated


def test_the_number_of_factors_is_that_of_parallel_analysis(items):
    found = efa(items)
    assert (found.n_factors, found.chosen_by) == (3, "parallel analysis")
    assert found.seed is not None
    assert efa(items, n_factors=3).chosen_by == "given"


def test_rotation_changes_no_communality(items):
    plain = efa(items, n_factors=3, rotation="none")
    for rotation in ("oblimin", "varimax"):
        found = efa(items, n_factors=3, rotation=rotation)
        L, phi = found.loadings.to_numpy(), found.factor_r.to_numpy()
        np.testing.assert_allclose(np.diag(L @ phi @ L.T) + found.unique, 1, atol=1e-5)
        np.testing.assert_allclose(L @ phi @ L.T, plain.loadings @ plain.loadings.T, atol=1e-9)
        assert found.variance_share.sum() == pytest.approx(1 - found.unique.mean(), abs=1e-5)


def test_factors_come_largest_first_with_positive_sums(items):
    for rotation in ("oblimin", "varimax", "none"):
        found = efa(items, n_factors=3, rotation=rotation)
        assert (np.diff(found.variance_share) <= 0).all()
        assert (found.loadings.sum() > 0).all()
        assert found.loadings.columns.tolist() == ["F1", "F2", "F3"]


def test_one_factor_is_the_one_factor_model(items):
    scale = items[["lead1", "lead2", "lead3", "lead4", "lead5"]]
    np.testing.assert_allclose(efa(scale, n_factors=1).loadings["F1"], one_factor(scale).loadings, atol=1e-5)


def test_units_and_order_of_rows_change_nothing(items):
    want = efa(items, n_factors=3)
    found = efa(items.sample(frac=1, random_state=1) * 20 - 3, n_factors=3)
    np.testing.assert_allclose(found.loadings, want.loadings, atol=1e-6)


def test_noise_keeps_no_factor_and_says_so():
    noise = pd.DataFrame(np.random.default_rng(3).integers(1, 6, size=(150, 6)).astype(float))
    found = efa(noise)
    assert "no_factors" in found.flags
    assert found.n_factors == 1


def test_a_heywood_case_is_flagged_with_its_item():
    found = efa(with_correlations([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]), n_factors=1)
    assert found.flags == ("heywood",)
    assert found.heywood == ("i1",)


def test_an_item_that_r_leaves_at_its_lower_bound_is_the_heywood_case_here(items):
    want = factor_values()["efa"]["m4"]["uniquenesses"]
    at_bound = tuple(item for item, value in want.items() if value <= 0.005)
    found = efa(items, n_factors=4)
    assert found.heywood == at_bound == ("use2",)
    assert "heywood" in found.flags


def test_the_frame_has_a_row_an_item(items):
    frame = efa(items, n_factors=2).to_frame()
    assert frame.columns.tolist() == ["term", "F1", "F2", "unique", "n_used", "n_dropped"]
    assert frame["term"].tolist() == ALL_ITEMS


def test_more_factors_than_the_items_can_tell_apart_are_refused(items):
    with pytest.raises(NotEstimable) as refused:
        efa(items[["lead1", "lead2", "lead3", "lead4"]], n_factors=2)
    assert (refused.value.what, refused.value.code) == ("efa", "too_many_factors")
    assert refused.value.values == {"count": 2, "items": 4}
    assert refused.value.message("id")


@pytest.mark.parametrize(("option", "match"), [({"rotation": "promax"}, "rotation"), ({"n_factors": 0}, "n_factors")])
def test_wrong_calls_are_refused(items, option, match):
    with pytest.raises(ValueError, match=match):
        efa(items, **option)


def test_what_cannot_be_factored_says_why(items):
    with pytest.raises(NotEstimable) as refused:
        efa(items.assign(lead1=3))
    assert (refused.value.what, refused.value.code) == ("efa", "constant_items")
