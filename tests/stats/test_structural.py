from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import cfa, sem
from tests.stats.factor_data import with_correlations

HERE = Path(__file__).parent / "reference"
SCALES = {
    "trust": ["trust1", "trust2", "trust3", "trust4"],
    "rules": ["rules1", "rules2", "rules3"],
    "work": ["work1", "work2", "work3"],
    "value": ["value1", "value2"],
}
MOBI_SCALES = {
    "Image": [f"IMAG{i}" for i in range(1, 6)],
    "Expectation": [f"CUEX{i}" for i in range(1, 4)],
    "Quality": [f"PERQ{i}" for i in range(1, 8)],
    "Value": ["PERV1", "PERV2"],
    "Loyalty": [f"CUSL{i}" for i in range(1, 4)],
}
# lavaan stops at a relative change of 1e-10 of the function, near 1e-6 of the parameters
LAVAAN = 1e-5
TWO = {"one": ["a", "b"], "two": ["c", "d"]}


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(HERE / "structural.csv")


@pytest.fixture(scope="module")
def lavaan():
    """What lavaan says (structural.R)."""
    return json.loads((HERE / "structural.json").read_text())


def paths_of(want):
    paths: dict[str, list[str]] = {}
    for row in want["paths"]:
        paths.setdefault(row["target"], []).append(row["term"])
    return paths


@pytest.fixture(scope="module")
def found(data, lavaan):
    return sem(data, SCALES, paths_of(lavaan["own"]))


def compare(found, want, effects):
    """Compare every row of lavaan with ours; return how many numbers were compared."""
    frame = found.to_frame().set_index(["kind", "target", "term"])
    pairs = [(("path", row["target"], row["term"]), row) for row in want["paths"]]
    pairs += [(("loading", row["target"], row["term"]), row) for row in want["loadings"]]
    pairs += [(effects[row["name"]], row) for row in want["effects"]]
    count = 0
    for key, row in pairs:
        ours = frame.loc[key]
        names = {"estimate": "est", "std_error": "se", "conf_low": "low", "conf_high": "high"}
        if key[0] != "loading":
            names |= {"p_value": "p"}
            assert ours["statistic"] == pytest.approx(row["z"], rel=1e-4, abs=1e-4), key
        for name, theirs in names.items():
            assert ours[name] == pytest.approx(row[theirs], abs=LAVAAN), (key, name)
        count += len(names)
    for row in want["unexplained"]:
        ours = frame.loc[("r2", row["target"], row["target"])]
        assert 1 - ours["estimate"] == pytest.approx(row["est"], abs=LAVAAN)
        assert ours["std_error"] == pytest.approx(row["se"], abs=LAVAAN)
        count += 2
    assert (frame["n_used"] == want["n"]).all()
    return count


def test_a_saturated_model_is_that_of_lavaan(found, lavaan):
    effects = {
        "trust_rules_work": ("specific_indirect", "work", "trust -> rules"),
        "trust_rules_value": ("specific_indirect", "value", "trust -> rules"),
        "trust_work_value": ("specific_indirect", "value", "trust -> work"),
        "rules_work_value": ("specific_indirect", "value", "rules -> work"),
        "trust_rules_work_value": ("specific_indirect", "value", "trust -> rules -> work"),
        "indirect_trust_value": ("indirect", "value", "trust"),
        "total_trust_work": ("total", "work", "trust"),
        "total_trust_value": ("total", "value", "trust"),
        "total_rules_value": ("total", "value", "rules"),
    }
    assert found.saturated
    assert compare(found, lavaan["own"], effects) == 129
    assert (found.n_used, found.n_dropped) == (224, 16)
    assert found.measurement.fit.chi2 == pytest.approx(lavaan["own"]["chisq"], rel=1e-6)
    assert found.measurement.fit.df == lavaan["own"]["df"]


@pytest.mark.shared
def test_the_satisfaction_data_agree_with_lavaan(shared, lavaan):
    mobi = pd.read_csv(shared / "reference" / "data" / "mobi.csv")
    effects = {
        "Image_Quality_Loyalty": ("specific_indirect", "Loyalty", "Image -> Quality"),
        "Image_Value_Loyalty": ("specific_indirect", "Loyalty", "Image -> Value"),
        "Image_Quality_Value_Loyalty": ("specific_indirect", "Loyalty", "Image -> Quality -> Value"),
        "indirect_Image_Loyalty": ("indirect", "Loyalty", "Image"),
        "total_Image_Loyalty": ("total", "Loyalty", "Image"),
    }
    found = sem(mobi, MOBI_SCALES, paths_of(lavaan["mobi"]))
    assert found.saturated
    assert compare(found, lavaan["mobi"], effects) == 156


def test_an_equation_does_not_change_with_what_other_equations_leave_out(data, found, lavaan):
    restricted = sem(data, SCALES, paths_of(lavaan["own_restricted"]))
    assert not restricted.saturated
    whole, part = (each.to_frame().set_index(["kind", "target", "term"]) for each in (found, restricted))
    for key in [("path", "work", "trust"), ("path", "work", "rules"), ("path", "rules", "trust")]:
        assert part.loc[key, ["estimate", "std_error"]].tolist() == whole.loc[key, ["estimate", "std_error"]].tolist()
    # the left-out paths do differ from zero a little, which maximum likelihood of the whole model would use
    for row in lavaan["own_restricted"]["paths"]:
        assert part.loc[("path", row["target"], row["term"]), "estimate"] == pytest.approx(row["est"], abs=0.04)


def test_total_effects_are_direct_plus_indirect_and_chains_add_up(found):
    frame = found.to_frame().set_index(["kind", "target", "term"])["estimate"]
    total = frame["total"]["value"]
    assert total["trust"] == pytest.approx(frame["path"]["value"]["trust"] + frame["indirect"]["value"]["trust"])
    chains = frame["specific_indirect"]["value"]
    assert frame["indirect"]["value"]["trust"] == pytest.approx(chains[chains.index.str.startswith("trust")].sum())


def test_units_and_order_do_not_matter(data, found):
    other = sem(
        (data * np.linspace(0.5, 20, data.shape[1]))[data.columns[::-1]].iloc[::-1],
        {name: SCALES[name][::-1] for name in reversed(SCALES)},
        {"value": ["work", "trust", "rules"], "work": ["rules", "trust"], "rules": ["trust"]},
    )
    keys = ["kind", "target", "term"]
    both = found.to_frame().merge(other.to_frame(), on=keys, suffixes=("", "_other"))
    assert len(both) == len(found.to_frame())
    np.testing.assert_allclose(both["estimate_other"], both["estimate"], atol=1e-7)
    tested = both["std_error"].notna()
    np.testing.assert_allclose(both["std_error_other"][tested], both["std_error"][tested], atol=1e-7)


def test_the_level_moves_the_limits_only(data, found, lavaan):
    wide = sem(data, SCALES, paths_of(lavaan["own"]), conf_level=0.99).to_frame()
    narrow = found.to_frame()
    at = wide["conf_low"].notna()
    assert (wide["conf_low"][at] < narrow["conf_low"][at]).all()
    assert wide["p_value"].equals(narrow["p_value"])


def test_reliability_of_the_factors_is_that_of_the_confirmatory_model(data, found):
    frame = found.to_frame().set_index(["kind", "target"])["estimate"]
    rows = cfa(data, SCALES)
    assert frame["ave"].to_dict() == pytest.approx(dict(rows.ave))
    assert frame["composite_reliability"].to_dict() == pytest.approx(dict(rows.composite_reliability))


def correlated(ac, ab=0.5):
    """Rows whose items correlate ``ab`` within and ``ac`` between the two scales."""
    R = np.full((4, 4), ac)
    R[:2, :2] = R[2:, 2:] = ab
    np.fill_diagonal(R, 1)
    return with_correlations(R, 200, list("abcd"))


def test_factors_that_correlate_beyond_one_have_no_regression():
    with pytest.raises(NotEstimable) as refused:
        sem(correlated(0.55), TWO, {"two": ["one"]})
    assert (refused.value.what, refused.value.code) == ("sem", "factors_not_positive_definite")
    below = sem(correlated(0.45), TWO, {"two": ["one"]}).to_frame().set_index("kind")["estimate"]
    assert below["path"] == pytest.approx(0.9, abs=1e-6)


def test_a_negative_variance_is_flagged():
    R = np.array([[1, 0.6, 0.7, 0.65], [0.6, 1, 0.3, 0.3], [0.7, 0.3, 1, 0.7], [0.65, 0.3, 0.7, 1]])
    found = sem(with_correlations(R, 200, list("abcd")), TWO, {"two": ["one"]})
    assert "negative_variance" in found.flags
    assert not found.measurement.admissible
    assert "inadmissible" in repr(found)
    loadings = found.to_frame().query("kind == 'loading'").set_index("term")["estimate"]
    assert loadings["a"] > 1


def test_a_standardised_path_beyond_one_is_flagged():
    phi = np.array([[1, 0.8, 0.9], [0.8, 1, 0.5], [0.9, 0.5, 1]])
    R = np.kron(phi, np.full((2, 2), 0.6))
    np.fill_diagonal(R, 1)
    blocks = {"x": ["a", "b"], "z": ["c", "d"], "y": ["e", "f"]}
    found = sem(with_correlations(R, 200, list("abcdef")), blocks, {"y": ["x", "z"]})
    assert found.flags == ("beyond_one",)


@pytest.mark.parametrize(
    ("change", "blocks", "code"),
    [
        (lambda rows: rows, {"one": ["a"], "two": ["c", "d"]}, "single_item_block"),
        (lambda rows: rows.assign(a=1.0), TWO, "constant_items"),
        (lambda rows: rows.assign(b=rows["a"]), TWO, "duplicate_items"),
        (lambda rows: rows.iloc[:4], TWO, "too_few_rows"),
        (lambda rows: rows.assign(a=np.nan), TWO, "too_few_rows"),
    ],
)
def test_what_has_no_answer_says_why(change, blocks, code):
    with pytest.raises(NotEstimable) as refused:
        sem(change(correlated(0.3)), blocks, {"two": ["one"]})
    assert (refused.value.what, refused.value.code) == ("sem", code)


@pytest.mark.parametrize(
    ("blocks", "paths", "words"),
    [
        (TWO, {"two": ["one"], "one": ["two"]}, "circle"),
        (TWO, {"two": ["three"]}, "no block measures"),
        ({**TWO, "two": ["c", "a"]}, {"two": ["one"]}, "named twice"),
    ],
)
def test_a_model_that_contradicts_itself_is_a_mistake(blocks, paths, words):
    with pytest.raises(ValueError, match=words):
        sem(correlated(0.3), blocks, paths)


def test_the_result_prints_in_one_line(found):
    assert repr(found) == "Structural(4 factors, 6 paths, n=224, 16 dropped)"
