from __future__ import annotations

import numpy as np
import pytest

from govassess.stats.multiplicity import adjust


@pytest.mark.parametrize(
    ("method", "want"), [("holm", [0.05, 0.08, 0.09, 0.09, 0.20]), ("bh", [0.05, 0.05, 0.05, 0.05, 0.20])]
)
def test_the_printed_example(method, want):
    np.testing.assert_allclose(adjust([0.01, 0.02, 0.03, 0.04, 0.20], method).adjusted, want, rtol=1e-12)


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_adjusted_p_are_those_of_r_in_the_order_given(r_values, method):
    want = r_values["adjust"]
    np.testing.assert_allclose(adjust(want["p"], method).adjusted, want[method], rtol=1e-12)


@pytest.mark.parametrize("method", ["holm", "bh"])
def test_one_p_stays_and_none_gives_none(method):
    assert adjust([0.03], method).adjusted.tolist() == [0.03]
    assert len(adjust([], method).adjusted) == 0


def test_the_frame_holds_both(r_values):
    found = adjust(r_values["adjust"]["p"]).to_frame()
    assert found.columns.tolist() == ["p_value", "p_adjusted", "method"]
    assert (found["p_adjusted"] >= found["p_value"]).all()


@pytest.mark.parametrize("wrong", [[0.1, np.nan], [-0.1], [1.1]])
def test_what_is_no_p_is_refused(wrong):
    with pytest.raises(ValueError, match="p value"):
        adjust(wrong)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="holm, bh"):
        adjust([0.1], "bonferroni")
