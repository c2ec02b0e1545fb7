"""The sources of the methods and the glossary: of what this report makes use of, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from govassess.report.view import View

ALWAYS = ("ci", "sd", "index", "level", "share", "draw")
"""Terms of the glossary of every report."""

TERMS: Mapping[str, tuple[str, ...]] = {
    "reliability": ("alpha", "omega", "cr", "ave"),
    "ordinal_alpha": ("ordinal_alpha",),
    "factorability": ("kmo",),
    "factor_model": ("cfi", "rmsea", "srmr"),
    "htmt": ("htmt",),
    "aggregation": ("icc1", "icc2", "rwg", "design_effect"),
    "tests": ("p", "p_holm"),
    "regression": ("b", "beta", "r_squared", "f_squared", "vif"),
    "hc3": ("hc3",),
    "clusters": ("cluster_errors",),
    "mediation": ("indirect",),
    "wild": ("wild",),
    "pls": ("pls",),
    "sem": ("sem",),
}
"""Part of the methods -> the terms of the glossary that a report with it needs, in this order."""


def references() -> tuple[tuple[str, str], ...]:
    """Return the sources of the methods and conventions, each with the part of the report that rests on it."""
    lines = files("govassess.report").joinpath("references.txt").read_text(encoding="utf-8").splitlines()
    return tuple((part, text) for part, _, text in (line.partition("\t") for line in lines))


def parts_used(view: View) -> frozenset[str]:
    """Return the parts of the methods that this result made use of."""
    result, careless = view.result, view.result.screening.careless
    sought = {sign.sign for sign in (careless.signs if careless else ()) if sign.code is None}
    used = {
        "items": bool(result.items),
        "careless": careless is not None,
        "mahalanobis": "mahalanobis" in sought,
        "seconds": "seconds_per_item" in sought,
        "aggregation": bool(result.aggregation),
        result.instrument.scoring.index: True,
    }
    found = frozenset(part for part, is_used in used.items() if is_used)
    return found | _parts_of_measurement(view) | _parts_of_groups(view) | _parts_of_tests(view) | _parts_of_paths(view)


def _parts_of_measurement(view: View) -> frozenset[str]:
    """Return the parts of measuring that were made use of."""
    scales, validity = view.result.reliability, view.result.validity
    used = {
        "reliability": any(entry.alpha is not None for entry in scales),
        "ordinal_alpha": any(entry.ordinal_alpha is not None for entry in scales),
        "htmt": bool(validity.pairs),
        "htmt2": any(pair.htmt2 is not None for pair in validity.pairs),
        "factorability": validity.factorability is not None,
        "factor_model": validity.factor_model is not None,
        "common_method": validity.common_method is not None,
    }
    return frozenset(part for part, is_used in used.items() if is_used)


def _parts_of_groups(view: View) -> frozenset[str]:
    """Return the parts of comparing groups that were made use of."""
    compared = view.result.comparisons
    used = {
        "welch": any(entry.welch is not None for entry in compared)
        or any(hypothesis.groups for hypothesis in view.result.hypotheses),
        "ranks": any(entry.kruskal_p is not None for entry in compared),
        "spreads": any(entry.brown_forsythe_p is not None for entry in compared),
        "hedges": any(entry.hedges_g is not None for entry in compared),
        "pairs": any(entry.pairs for entry in compared),
    }
    return frozenset(part for part, is_used in used.items() if is_used)


def _parts_of_tests(view: View) -> frozenset[str]:
    """Return the parts of testing hypotheses that were made use of."""
    result = view.result
    tested = [hypothesis for hypothesis in result.hypotheses if hypothesis.verdict != "not_tested"]
    used = {
        "tests": bool(tested) or any(entry.p_holm is not None for entry in result.comparisons),
        "regression": any(hypothesis.kind != "group" for hypothesis in tested),
        "mediation": any(hypothesis.kind == "mediation" for hypothesis in tested),
        "moderation": any(hypothesis.kind == "moderation" for hypothesis in tested),
        "bca": any(hypothesis.interval == "bca" for hypothesis in tested),
        "hc3": any(model.vcov == "HC3" for model in result.models),
        "clusters": any(model.n_clusters is not None for model in result.models),
        "wild": any(each.p_wild is not None for model in result.models for each in model.coefficients),
        "residuals": any(model.residuals is not None for model in result.models),
        "rank": any(entry.method == "rank" for entry in result.estimators),
        "beta_intervals": any(entry.method == "ols" and entry.conf_low is not None for entry in result.estimators),
    }
    return frozenset(part for part, is_used in used.items() if is_used)


def _parts_of_paths(view: View) -> frozenset[str]:
    """Return the parts of path models that were made use of."""
    models = view.result.path_models
    used = {
        "pls": any(model.method == "pls" for model in models),
        "sem": any(model.method == "sem" for model in models),
        "factor_model": any(model.fit is not None for model in models),
        "higher_order": any(model.higher_order for model in models),
        "rho_a": any(each.kind == "rho_a" for model in models for each in model.estimates),
        "map": any(model.map is not None for model in models),
    }
    return frozenset(part for part, is_used in used.items() if is_used)


def _parts_of_a_thesis(view: View) -> frozenset[str]:
    """Return what a report for a thesis makes use of beside the others."""
    classical = any(model.classical is not None for model in view.result.models)
    used = {
        "classical": classical,
        "hc3": classical,  # the limit of the tests of an even spread cites it, whatever the errors of this run
        "sobel": any(hypothesis.effects for hypothesis in view.result.hypotheses),
    }
    return frozenset(part for part, is_used in used.items() if is_used)


def sources(view: View, audience: str = "research") -> tuple[str, ...]:
    """Return the references that this report rests on."""
    used = parts_used(view) | (_parts_of_a_thesis(view) if audience == "thesis" else frozenset())
    return tuple(text for part, text in references() if part in used)


def glossary(view: View) -> tuple[str, ...]:
    """Return the terms that this report uses, in the order of the glossary."""
    used = parts_used(view)
    return (*ALWAYS, *(term for part, terms in TERMS.items() if part in used for term in terms))
