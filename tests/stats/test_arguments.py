"""Wrong arguments of every public function: the message names the argument, what was found and what is expected."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest

from govassess import stats
from govassess.stats.arguments import OPTIONAL, RULES, RULES_OF_COLUMNS, TABLES

RNG = np.random.default_rng(5)
SHARED = RNG.normal(size=(120, 1))
ITEMS = pd.DataFrame(
    np.clip(np.round(3 + np.repeat(0.6 * SHARED + 0.8 * RNG.normal(size=(120, 2)), 3, axis=1) + 0.8 * RNG.normal(size=(120, 6))), 1, 5),
    columns=list("abcdef"),
)  # fmt: skip
BLOCKS = {"A": ["a", "b", "c"], "B": ["d", "e", "f"]}
PATHS = {"B": ["A"]}
DATA = pd.DataFrame(RNG.normal(size=(120, 3)), columns=["x", "m", "y"])
DATA = DATA.assign(
    y=DATA["y"] + DATA["x"] + DATA["m"], agency=np.arange(120) % 12, level=np.digitize(DATA["x"], [-0.5, 0.5])
)
PAIR = np.arange(120) % 2

OF_ITEMS: dict[str, dict[str, Any]] = {
    "bartlett": {},
    "careless": {"bounds": (1, 5), "reversed_items": ["a"], "scales": BLOCKS},
    "cfa": {"blocks": BLOCKS, "conf_level": 0.9},
    "common_method": {"blocks": BLOCKS},
    "compare_paths": {"groups": PAIR, "blocks": BLOCKS, "paths": PATHS, "permutations": 20, "seed": 1},
    "cronbach_alpha": {"draws": 20, "conf_level": 0.9},
    "cross_loadings": {"blocks": BLOCKS},
    "describe_items": {"scale": (1, 5)},
    "efa": {"n_factors": 2, "seed": 1},
    "fornell_larcker": {"blocks": BLOCKS},
    "htmt": {"blocks": BLOCKS, "draws": 20, "seed": 1},
    "ipma": {"fit": stats.pls(ITEMS, BLOCKS, PATHS), "target": "B", "scale": (1, 5)},
    "item_analysis": {},
    "kmo": {},
    "mcdonald_omega": {"draws": 20, "conf_level": 0.9},
    "micom": {"groups": PAIR, "blocks": BLOCKS, "paths": PATHS, "permutations": 20, "seed": 1},
    "one_factor": {"draws": 20, "conf_level": 0.9},
    "ordinal_alpha": {},
    "parallel_analysis": {"copies": 100, "seed": 1},
    "pls": {"blocks": BLOCKS, "paths": PATHS, "draws": 20, "seed": 1, "conf_level": 0.9},
    "pls_predict": {"blocks": BLOCKS, "paths": PATHS, "folds": 5, "repeats": 2, "seed": 1},
    "polychoric": {},
    "rwg": {"groups": PAIR, "points": 5},
    "sem": {"blocks": BLOCKS, "paths": PATHS, "conf_level": 0.9},
}
EQUATION = {"outcome": "y", "predictors": ["x"], "covariates": ["m"]}
OF_DATA: dict[str, dict[str, Any]] = {
    "assumptions": EQUATION,
    "diagnose": EQUATION,
    "fit_ols": EQUATION | {"cluster": "agency", "wild": False, "conf_level": 0.9},
    "hierarchical": {"outcome": "y", "blocks": [["x"], ["m"]], "cluster": "agency", "conf_level": 0.9},
    "mediate": {
        "predictor": "x", "mediators": ["m"], "outcome": "y", "covariates": ["level"], "draws": 20,
        "cluster": "agency", "conf_level": 0.9, "seed": 1,
    },
    "moderate": {"predictor": "x", "moderator": "m", "outcome": "y", "covariates": ["level"], "cluster": "agency", "conf_level": 0.9},
    "multilevel": {"outcome": "y", "predictors": ["x"], "groups": "agency", "conf_level": 0.9},
    "ordinal_logit": {"outcome": "level", "predictors": ["m"], "covariates": ["y"], "categories": [0, 1, 2], "conf_level": 0.9},
    "rank_regression": EQUATION | {"cluster": "agency", "conf_level": 0.9},
    "standardised_effect": {
        "predictor": "x", "mediators": ["m"], "outcome": "y", "covariates": ["level"], "draws": 20,
        "conf_level": 0.9, "seed": 1,
    },
}  # fmt: skip
OF_VALUES: dict[str, dict[str, Any]] = {
    "adjust": {"p_values": [0.01, 0.2]},
    "bootstrap_p": {"draw_values": np.arange(20.0), "draws": stats.make_draws(10, count=20)},
    "compare_groups": {"values": DATA["y"], "groups": DATA["agency"] % 3, "conf_level": 0.9},
    "icc": {"values": DATA["y"], "groups": DATA["agency"], "conf_level": 0.9},
    "interval": {"draw_values": np.arange(20.0), "draws": stats.make_draws(10, count=20), "conf_level": 0.9},
    "leave_one_out": {"frame": ITEMS},
    "make_draws": {"n_rows": 10, "seed": 1, "count": 5},
    "may_aggregate": {
        "icc": stats.icc(ITEMS["a"], DATA["agency"]), "rwg": stats.rwg(ITEMS["a"], DATA["agency"], points=5)
    },
    "power": {"n": 50, "f2": 0.1, "replications": 100, "seed": 1},
    "required_n": {"f2": 0.1, "replications": 100, "seed": 1},
    "weighted_means": {"values": ITEMS, "draws": stats.make_draws(120, count=5)},
}  # fmt: skip
CALLS = {
    **{name: {"items": ITEMS} | more for name, more in OF_ITEMS.items()},
    **{name: {"data": DATA} | more for name, more in OF_DATA.items()},
    **OF_VALUES,
}
MADE = {"interval", "bootstrap_p", "weighted_means"}  # these need draws that were made for the values


def wrong_values(function: str, name: str) -> list[object]:
    """Return values that this argument may not have."""
    if name in TABLES:
        others: list[object] = [{"a": [1, 2]}, np.ones((4, 2)), None, pd.concat([ITEMS, ITEMS[["a"]]], axis=1)]
        return others if function == "rwg" else [ITEMS["a"], *others]
    if name == "draws":
        made: list[object] = ["100", 10.5, True, -1]
        return [*made, 1000] if function in MADE else made
    if name == "groups" and function == "multilevel":
        return ["no such", ["agency"], None]
    if name == "frame" or (name, function) == ("values", "weighted_means"):
        return [ITEMS["a"], [1, 2], "a", None]
    if name == "blocks":
        lists: list[object] = [{"A": "ab"}, {"A": ["no such"]}, "a", 3]
        return lists if function == "hierarchical" else [*lists, [["a"], ["d"]], None]
    return {
        "scales": [[["a"]], {"A": "ab"}, {"A": ["no such"]}],
        "paths": [[("A", "B")], {"B": "A"}, None],
        "conf_level": [95, "0.95", None],
        "values": ["y", 3, DATA[["y"]], np.ones((4, 2))],
        "groups": ["agency", 3, DATA[["agency"]]],
        "points": ["5", (1,), None],
        "bounds": [5, "15", (1, 3, 5)],
        "scale": [5, "15", (1, 3, 5)],
        "categories": [3, "012"],
        "fit": [None, 3],
        "icc": [None, 0.3],
        "rwg": [None, 0.8],
        **{key: ["no such", ["x"]] for key in ("outcome", "predictor", "moderator", "cluster")},
        **{key: ["x", ["no such"], 3, {"x": 1}] for key in ("predictors", "mediators", "covariates", "reversed_items")},
        **{key: ["1", 1.5, -1, True] for key in ("seed", "n_rows", "count")},
        **{
            key: ["1", 20.5] for key in ("n", "n_factors", "copies", "permutations", "folds", "repeats", "replications")
        },
    }.get(name, [])


CASES = [
    (function, name, value)
    for function, given in CALLS.items()
    for name in given
    for value in wrong_values(function, name)
]


def test_every_public_function_is_here_with_every_argument_that_has_a_rule():
    functions = {name for name in stats.__all__ if inspect.isfunction(getattr(stats, name))}
    assert functions == set(CALLS)
    for name in functions:
        ruled = set(inspect.signature(getattr(stats, name)).parameters) & {*RULES, *RULES_OF_COLUMNS}
        given = set(CALLS[name]) | {"higher_order", "cluster"}
        # "predictors" of a power analysis is their number
        assert ruled - given <= ({"predictors"} if name in ("power", "required_n") else set()), name


@pytest.mark.parametrize("name", CALLS)
def test_the_right_arguments_are_taken(name):
    assert getattr(stats, name)(**CALLS[name]) is not None


@pytest.mark.parametrize(
    ("function", "name", "value"), CASES, ids=[f"{f}-{n}-{at}" for at, (f, n, _) in enumerate(CASES)]
)
def test_a_wrong_argument_is_refused_by_name(function, name, value):
    with pytest.raises((TypeError, ValueError)) as refused:
        getattr(stats, function)(**CALLS[function] | {name: value})
    message = str(refused.value)
    assert message.startswith(name) and ("must" in message), message
    assert type(refused.value) in (TypeError, ValueError)  # no KeyError or other kind that happens to be one
    shown = {"no such": "no such", "1": "'1'", 95: "95", 3: "3", -1: "-1"}
    if isinstance(value, (str, int)) and value in shown:
        assert shown[value] in message


def test_nothing_of_the_answers_is_shown():
    secret = pd.Series(["8171234567890123", "a name"])
    for call in (
        lambda: stats.cfa(secret, BLOCKS),
        lambda: stats.icc({"x": secret}, PAIR),
        lambda: stats.kmo(list(secret)),
    ):
        with pytest.raises(TypeError) as refused:
            call()
        assert "817" not in str(refused.value) and "a name" not in str(refused.value)


@pytest.mark.parametrize("name", [name for name, given in CALLS.items() if "draws" in given and name not in MADE])
def test_a_number_of_draws_is_the_same_as_draws_made_with_the_usual_seed(name):
    run = getattr(stats, name)
    given = {key: value for key, value in CALLS[name].items() if key not in ("draws", "seed")}
    if name == "mediate":
        del given["cluster"]
    one, other = (run(**given, draws=draws) for draws in (25, stats.make_draws(120, count=25)))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    if name in ("cronbach_alpha", "mcdonald_omega", "one_factor"):
        assert run(**given, draws=0).draws == run(**given, draws=None).draws == 0
        assert (one.draws, one.seed) == (25, stats.SEED)


def test_none_is_taken_where_nothing_is_meant():
    assert set(OPTIONAL) <= {*RULES, *RULES_OF_COLUMNS}
    assert stats.careless(ITEMS, bounds=(1, 5), scales=None).n_used == 120
    assert stats.fit_ols(DATA, "y", ["x"], cluster=None).n_used == 120


def test_groups_that_are_numbers_come_in_the_order_of_numbers():
    groups = np.repeat([10, 2, 1], 40)
    want = ["1", "2", "10"]
    for labels in (groups, groups.astype(str), pd.Series(groups).astype("category")):
        found = stats.compare_groups(DATA["y"], labels)
        assert found.groups["group"].tolist() == want
        assert found.pairs.query("method == 'games_howell'")[["group_1", "group_2"]].to_numpy().tolist() == [
            ["1", "2"], ["1", "10"], ["2", "10"],
        ]  # fmt: skip
        assert stats.rwg(ITEMS["a"], labels, points=5).groups["group"].tolist() == want
        two = np.asarray(labels, dtype=object)[40:]
        paths = stats.compare_paths(ITEMS[40:], np.where(two == two[-1], 10, 9), BLOCKS, PATHS, permutations=20)
        assert list(paths.groups) == ["9", "10"]
    assert stats.compare_groups(DATA["y"], np.repeat(["b", "10", "2"], 40)).groups["group"].tolist() == ["10", "2", "b"]
    graded = DATA.assign(grade=pd.Series(groups).astype("category"))
    assert stats.fit_ols(graded, "y", ["x"], covariates=["grade"]).to_frame()["term"].tolist()[2:] == [
        "grade=2",
        "grade=10",
    ]
