from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats.draws import SEED
from govassess.stats.mediation import mediate
from govassess.stats.sample_size import power, required_n


def test_the_printed_powers_of_a_regression():
    assert power(92, f2=0.15, predictors=5).power == pytest.approx(0.8042, abs=5e-5)
    assert power(91, f2=0.15, predictors=5).power == pytest.approx(0.7988, abs=5e-5)
    assert required_n(f2=0.15, predictors=5).n_used == 92


def test_the_inverse_square_root_method():
    found = required_n(path=0.2)
    assert found.n_used == 155
    assert found.power == pytest.approx(0.80, abs=0.002)
    assert required_n(path=-0.2).n_used == 155


def test_clusters_multiply_the_number():
    found = required_n(f2=0.15, predictors=5, cluster_size=20, icc=0.05)
    assert found.design_effect == pytest.approx(1.95)
    assert found.n_used == int(np.ceil(92 * 1.95))
    assert found.power == pytest.approx(power(92, f2=0.15, predictors=5).power, abs=0.005)


def test_more_respondents_and_stronger_effects_have_more_power():
    assert power(50, f2=0.1).power < power(80, f2=0.1).power < power(80, f2=0.2).power
    assert power(60, indirect=(0.2, 0.2)).power < power(60, indirect=(0.5, 0.5)).power


def test_the_power_of_an_indirect_effect_is_that_of_simulated_mediations():
    a, b, n = 0.4, 0.35, 80
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(150):
        x = rng.normal(size=n)
        m = a * x + np.sqrt(1 - a**2) * rng.normal(size=n)
        y = b * m + np.sqrt(1 - b**2) * rng.normal(size=n)
        data = pd.DataFrame({"x": x, "m": m, "y": y})
        row = mediate(data, predictor="x", mediators=["m"], outcome="y", draws=999).to_frame().set_index("effect")
        hits += row.loc["indirect", "conf_low"] > 0
    found = power(n, indirect=(a, b))
    # two Monte Carlo errors, four of them wide
    assert abs(found.power - hits / 150) < 4 * np.sqrt(found.mc_error**2 + found.power * (1 - found.power) / 150)
    assert found.mc_error == pytest.approx(np.sqrt(found.power * (1 - found.power) / 1000))
    assert power(n, indirect=(a, b)) == found
    assert (found.replications, found.seed) == (1000, SEED)


def test_no_effect_is_found_rarely():
    assert power(100, indirect=(0.0, 0.3), replications=400).power < 0.06


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"f2": 0.1, "path": 0.2},
        {"f2": 0.0},
        {"f2": 0.1, "tested": 3, "predictors": 2},
        {"path": 1.0},
        {"indirect": (1.0, 0.2)},
        {"indirect": (0.9, 0.9), "direct": 0.9},
        {"f2": 0.1, "icc": 2.0},
        {"f2": 0.1, "alpha": 0.0},
    ],
)
def test_a_plan_that_is_none_is_a_mistake(options):
    with pytest.raises(ValueError):
        power(100, **options)


def test_what_cannot_be_reached_says_so():
    with pytest.raises(NotEstimable) as refused:
        required_n(f2=1e-6)
    assert refused.value.code == "too_large_n"
    with pytest.raises(NotEstimable) as few:
        power(6, f2=0.2, predictors=5)
    assert few.value.code == "too_few_rows"
    with pytest.raises(ValueError, match="wanted"):
        required_n(f2=0.1, wanted=0.04)


def test_the_n_of_an_indirect_effect_is_where_its_simulated_power_begins():
    plan = {"indirect": (0.5, 0.5), "replications": 200}
    found = required_n(**plan)
    assert found.power >= 0.80 > power(found.n_used - 1, **plan).power
    assert required_n(**plan, cluster_size=11, icc=0.1).n_used == 2 * found.n_used


def test_no_number_finds_an_effect_that_is_not_there():
    with pytest.raises(NotEstimable) as refused:
        required_n(indirect=(0.0, 0.5))
    assert refused.value.code == "too_large_n"
