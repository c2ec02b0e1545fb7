from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.stats.bca import _levels, bca_interval, left_out_moments
from govassess.stats.draws import make_draws
from govassess.stats.mediation import mediate
from govassess.stats.moments import moments


def test_the_levels_of_the_printed_case():
    low, high = _levels(0.1, 0.02, (0.025, 0.975))[0]
    assert (low, high) == (pytest.approx(0.045203, abs=5e-7), pytest.approx(0.987727, abs=5e-7))


@pytest.mark.parametrize("clusters", [None, np.arange(40) % 12], ids=["rows", "clusters"])
def test_leaving_out_by_subtraction_is_deleting_rows(clusters):
    rng = np.random.default_rng(6)
    x = rng.normal(size=(40, 3)) + 1e6
    units = np.arange(40) if clusters is None else clusters
    found = left_out_moments(x, make_draws(40, count=1, clusters=clusters))
    for code, unit in enumerate(sorted(np.unique(units), key=str if clusters is not None else int)):
        plain = moments(x[units != unit])
        np.testing.assert_allclose(found.mean[code], plain.mean, rtol=1e-12)
        np.testing.assert_allclose(found.cov[code], plain.cov, rtol=1e-9, atol=1e-12)


def test_the_acceleration_of_a_serial_mediation_is_that_of_refits_without_each_cluster():
    rng = np.random.default_rng(9)
    data = pd.DataFrame(rng.normal(size=(60, 4)), columns=["x", "m", "l", "y"]).assign(g=np.arange(60) % 12)
    data["y"] += data["m"] + data["x"]
    names = {"predictor": "x", "mediators": ["m", "l"], "outcome": "y", "serial": True}
    found = mediate(data, **names, cluster="g", ci="bca", draws=300).to_frame().set_index("effect")
    left = [
        mediate(data[data["g"] != g], **names, draws=0).to_frame().set_index("effect")["estimate"] for g in range(12)
    ]
    d = pd.concat(left, axis=1).T
    d = d.mean() - d
    want = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    for effect in found.index:
        assert found.loc[effect, "acceleration"] == pytest.approx(want[effect], rel=1e-6)


def test_where_bca_is_undefined_the_percentile_stands_with_its_reason():
    draws = make_draws(20, count=199)
    values = np.linspace(0, 1, 199)
    columns = np.column_stack([values, values, values, np.where(np.arange(199) < 30, np.nan, values)])
    left = np.column_stack([np.arange(20.0), np.ones(20), np.arange(20.0) ** 3, np.arange(20.0)])
    found = bca_interval(columns, [2.0, 0.5, 0.5, 0.5], left, draws=draws)
    assert found.reasons == ("bca_bias", "bca_acceleration", None, "failed_draws")
    assert found.methods == ("percentile", "percentile", "bca", "percentile")
    plain = np.quantile(values, [0.025, 0.975], method="weibull")
    assert (found.low[0], found.high[0]) == pytest.approx(plain)
    assert np.isnan(found.low[3])
    assert found.failed.tolist() == [0, 0, 0, 30]


@pytest.mark.parametrize("clusters", [None, np.arange(60) % 12], ids=["rows", "clusters"])
def test_serial_draws_equal_a_plain_loop_with_the_same_counts(clusters):
    rng = np.random.default_rng(10)
    data = pd.DataFrame(rng.normal(size=(60, 4)), columns=["x", "m", "l", "y"]).assign(c=rng.choice(["u", "v"], 60))
    draws = make_draws(60, count=40, clusters=clusters)
    names = {"predictor": "x", "mediators": ["m", "l"], "outcome": "y", "serial": True, "covariates": ["c"]}
    from govassess.stats.design import make_design
    from govassess.stats.mediation import _Model

    model = _Model(make_design(data, "y", ("x", "m", "l"), ["c"]), ("m", "l"), serial=True)
    own, _ = model.effects(moments(model.columns, draws).cov)
    for b, weights in enumerate(draws.row_weights()):
        rows = data.iloc[np.repeat(np.arange(60), weights.astype(int))]
        plain = mediate(rows.reset_index(drop=True), **names, draws=0).to_frame()
        assert tuple(plain["effect"]) == model.names
        np.testing.assert_allclose(own[b], plain["estimate"], rtol=1e-9, atol=1e-10)
        np.testing.assert_allclose(
            model.effects(moments(model.columns, draws).cov)[1][b], plain["standardised"], atol=1e-10
        )


def test_serial_parts_add_up_and_refuse_one_mediator():
    rng = np.random.default_rng(11)
    data = pd.DataFrame(rng.normal(size=(80, 5)), columns=["x", "m", "l", "k", "y"])
    found = mediate(data, predictor="x", mediators=["m", "l", "k"], outcome="y", serial=True, draws=0).to_frame()
    table = found.set_index("effect")["estimate"]
    specific = [
        name for name in table.index if name.startswith("indirect_") and "-" not in name and "stand" not in name
    ]
    assert len(specific) == 7
    assert table[specific].sum() == pytest.approx(table["indirect"], abs=1e-12)
    assert table["direct"] + table["indirect"] == pytest.approx(table["total"], abs=1e-10)
    assert table["indirect_m-indirect_l"] == pytest.approx(table["indirect_m"] - table["indirect_l"], abs=1e-14)
    with pytest.raises(ValueError, match="two mediators"):
        mediate(data, predictor="x", mediators=["m"], outcome="y", serial=True)
    with pytest.raises(ValueError, match="ci"):
        mediate(data, predictor="x", mediators=["m"], outcome="y", ci="bc")
