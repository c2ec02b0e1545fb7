from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.stats.diagnostics import TESTS, diagnose


def test_squared_residuals_all_the_same_have_no_test_of_their_variance():
    # two answers, equally often at each x: every residual is one half in size
    data = pd.DataFrame({"x": [0, 0, 1, 1] * 10, "y": [0.0, 1, 0, 1] * 10})
    found = diagnose(data, "y", ["x"]).to_frame().set_index("term")
    assert found.index.tolist() == list(TESTS)
    assert found.loc[["breusch_pagan", "white"], "reason"].tolist() == ["no_variance"] * 2
    assert found.loc[["breusch_pagan", "white"], "statistic"].isna().all()
    assert np.isfinite(found.loc["jarque_bera", "p_value"])


def test_units_and_offsets_change_no_residual_test():
    rng = np.random.default_rng(3)
    data = pd.DataFrame(rng.normal(size=(60, 3)), columns=["x", "w", "y"])
    moved = pd.DataFrame({"x": data["x"] * 1e3 + 1e5, "w": 2 - data["w"], "y": data["y"] * 0.01 - 4})
    one, other = (diagnose(frame, "y", ["x", "w"], ordered=True) for frame in (data, moved))
    np.testing.assert_allclose(one.tests["statistic"], other.tests["statistic"], rtol=1e-7)
    assert one.cook_rows == other.cook_rows
    assert one.cook_max == pytest.approx(other.cook_max, rel=1e-8)
