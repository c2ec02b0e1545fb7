"""Factor-analytic figures of the public reference data, at the tolerances of its README."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

import pandas as pd
import pytest

from govassess.errors import NotEstimable
from govassess.stats import bartlett, cfa, fornell_larcker, kmo, ordinal_alpha, parallel_analysis, polychoric

pytestmark = pytest.mark.shared

CLOSED = 1e-9
ML = 1e-5  # asked: 1e-4
POLYCHORIC = 2e-4  # asked: 2e-3; psych searches rho to a few 1e-5
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


class Value(NamedTuple):
    """One figure: what it is, ours, the reference's, and how far apart they may be."""

    name: str
    found: float
    want: float
    rel: float = CLOSED
    absolute: float = 1e-12


def check(values: list[Value], at_least: int) -> None:
    far = [v for v in values if not math.isclose(v.found, v.want, rel_tol=v.rel, abs_tol=v.absolute)]
    assert not far, far[:10]
    print(f"{len(values)} values compared")
    assert len(values) >= at_least


def load(shared, name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    data = pd.read_csv(shared / f"reference/data/{name}.csv")
    if name == "bfi":
        data[REVERSED] = 7 - data[REVERSED]
    return data, json.loads((shared / f"reference/values/{name}.json").read_text())


def as_list(names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def adequacy_values(name, items, want) -> list[Value]:
    found, tested = kmo(items), bartlett(items)
    values = [
        Value(f"{name}.n", found.n_used, want.get("n_complete", found.n_used)),
        Value(f"{name}.kmo", found.estimate, want["kmo"]["overall"]),
        Value(f"{name}.chi2", tested.statistic, want["bartlett"]["chisq"]),
        Value(f"{name}.df", tested.df, want["bartlett"]["df"]),
        Value(f"{name}.p", tested.p_value, want["bartlett"]["p"], 1e-6),
    ]
    pairs = zip(found.items, found.by_item, strict=True)
    values += [Value(f"{name}.kmo.{item}", value, want["kmo"]["items"][item]) for item, value in pairs]
    eigenvalues = parallel_analysis(items, copies=100).eigenvalues
    values += [
        Value(f"{name}.eigenvalue", *pair) for pair in zip(eigenvalues, as_numbers(want["eigenvalues"]), strict=True)
    ]
    return values


def as_numbers(values) -> list[float]:
    return values if isinstance(values, list) else list(values.values())


@pytest.mark.parametrize(("name", "at_least"), [("mobi", 120), ("bfi", 130)])
def test_kmo_bartlett_and_eigenvalues(shared, name, at_least):
    data, reference = load(shared, name)
    values = []
    for scale, block in reference["scales"].items():
        if "kmo" in block and len(as_list(block["items"])) > 2:
            values += adequacy_values(scale, data[block["items"]], block)
    everything = [item for block in reference["scales"].values() for item in as_list(block["items"])]
    values += adequacy_values("joint", data[everything], reference["joint"])
    check(values, at_least)


@pytest.mark.parametrize(("name", "at_least"), [("mobi", 47), ("bfi", 55)])
def test_polychoric_correlations_and_ordinal_alpha(shared, name, at_least):
    data, reference = load(shared, name)
    values = []
    for scale, block in reference["scales"].items():
        if "polychoric" not in block:
            continue
        want = block["polychoric"]
        found = polychoric(data[block["items"]])
        assert found.n_used == block["n_complete"]
        pairs = found.to_frame()[["a", "b", "estimate"]].itertuples(index=False)
        values += [Value(f"{a}-{b}", rho, want["rho"][a][b], POLYCHORIC) for a, b, rho in pairs]
        alpha = ordinal_alpha(data[block["items"]]).estimate
        values.append(Value(f"{scale}.alpha", alpha, want["ordinal_alpha"], POLYCHORIC))
    check(values, at_least)


@pytest.mark.parametrize(
    ("name", "part", "at_least"),
    [("mobi", "joint", 113), ("bfi", "joint", 103), ("bfi", "joint_ordinal_agree_consc_first500", 43)],
)
def test_confirmatory_factor_analysis(shared, name, part, at_least):
    data, reference = load(shared, name)
    if part != "joint":
        data = data.head(500)
    want = reference[part]["cfa_ml"]
    blocks = {factor: list(items) for factor, items in want["loadings_std"].items()}
    found = cfa(data, blocks)
    fit = {
        "chisq": (found.fit.chi2, ML),
        "df": (found.fit.df, 0),
        "cfi": (found.fit.cfi, ML),
        "tli": (found.fit.tli, ML),
        "rmsea": (found.fit.rmsea, ML),
        "rmsea.ci.lower": (found.fit.rmsea_low, ML),
        "rmsea.ci.upper": (found.fit.rmsea_high, ML),
        "srmr": (found.fit.srmr, ML),
        "logl": (found.fit.log_likelihood, 1e-9),
        "aic": (found.fit.aic, 1e-9),
        "bic": (found.fit.bic, 1e-9),
        "baseline.chisq": (found.fit.baseline_chi2, CLOSED),
        "baseline.df": (found.fit.baseline_df, 0),
    }
    values = [Value(key, value, want["fit"][key], rel) for key, (value, rel) in fit.items()]
    assert found.n_used == reference[part]["n_complete"]
    assert found.admissible == want["admissible"]
    for row in found.to_frame().to_dict("records"):
        item, factor = row["term"], row["factor"]
        values.append(Value(f"{item}.std", row["standardised"], want["loadings_std"][factor][item], 2e-5))
        values.append(Value(f"{item}.est", row["estimate"], want["loadings_unstd_stdlv"][item], 2e-5))
    criterion = fornell_larcker(data, blocks).to_frame().set_index("term")
    for factor in blocks:
        values.append(Value(f"{factor}.CR", found.composite_reliability[factor], want["CR"][factor], ML))
        values.append(Value(f"{factor}.AVE", found.ave[factor], want["AVE"][factor], ML))
        values.append(Value(f"{factor}.root", criterion.loc[factor, "sqrt_ave"], want["sqrt_AVE"][factor], ML))
        assert criterion.loc[factor, "passed"] == want["fornell_larcker_ok"][factor]
        values += [
            Value(f"{factor}-{other}", found.factor_r.loc[factor, other], r, 2e-5)
            for other, r in want["factor_correlations"][factor].items()
        ]
    check(values, at_least)


def test_the_printed_figures_of_the_inadmissible_model(shared):
    data, reference = load(shared, "mobi")
    blocks = {scale: as_list(block["items"]) for scale, block in reference["scales"].items()}
    found = cfa(data, blocks)
    assert found.left_out == ("Complaints",)
    assert found.flags == ("factors_not_positive_definite",)
    assert found.smallest_eigenvalue == pytest.approx(-0.0107, abs=5e-5)
    assert found.fit.n_parameters == 61
    assert found.fit.aic == pytest.approx(20983.033, abs=5e-4)
    assert found.fit.log_likelihood == pytest.approx(-10430.5166, abs=5e-5)
    assert (round(found.fit.rmsea_low, 6), round(found.fit.rmsea_high, 6)) == (0.067309, 0.083803)
    criterion = fornell_larcker(data, blocks).to_frame().set_index("term")
    assert criterion.index[criterion["passed"]].tolist() == ["Value"]


def test_a_scale_of_one_item_alone_has_no_model(shared):
    data, _ = load(shared, "mobi")
    with pytest.raises(NotEstimable) as refused:
        cfa(data, {"Complaints": ["CUSCO"]})
    assert refused.value.code == "too_few_blocks"
