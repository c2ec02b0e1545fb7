"""Statistics on arrays, frames and names: no instrument, no file, no sentence.

Names are loaded when they are asked for, so that reading one of them does not import the rest. The function
``moments`` is reached as ``govassess.stats.moments.moments``: the module has its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govassess.stats.agreement import Aggregation, Icc, Rwg, icc, may_aggregate, rwg
    from govassess.stats.block_regression import Hierarchical, hierarchical
    from govassess.stats.carelessness import Careless, careless
    from govassess.stats.classical import Assumptions, assumptions
    from govassess.stats.confirmatory import Cfa, FornellLarcker, cfa, fornell_larcker
    from govassess.stats.describe import ItemAnalysis, ItemDescriptions, describe_items, item_analysis
    from govassess.stats.diagnostics import Diagnostics, diagnose
    from govassess.stats.discrimination import CrossLoadings, cross_loadings
    from govassess.stats.draws import SEED, Draws, make_draws
    from govassess.stats.exploratory import Efa, efa
    from govassess.stats.factor import OneFactor, one_factor
    from govassess.stats.factorability import Bartlett, Kmo, ParallelAnalysis, bartlett, kmo, parallel_analysis
    from govassess.stats.fit_indices import FitIndices
    from govassess.stats.groups import GroupComparison, compare_groups
    from govassess.stats.intervals import Interval, bootstrap_p, interval
    from govassess.stats.mediation import Mediation, mediate
    from govassess.stats.method_variance import CommonMethod, common_method
    from govassess.stats.moderation import Moderation, moderate
    from govassess.stats.moments import Moments, leave_one_out, weighted_means
    from govassess.stats.multiplicity import AdjustedP, adjust
    from govassess.stats.ordinal import OrdinalFit, ordinal_logit, rank_regression
    from govassess.stats.ordinal_correlations import OrdinalAlpha, Polychoric, ordinal_alpha, polychoric
    from govassess.stats.path_model.fit import Pls, pls
    from govassess.stats.path_model.groups import GroupPaths, compare_paths
    from govassess.stats.path_model.ipma import Ipma, ipma
    from govassess.stats.path_model.micom import Micom, micom
    from govassess.stats.path_model.predict import PlsPredict, pls_predict
    from govassess.stats.random_intercept import Multilevel, multilevel
    from govassess.stats.regression import OlsFit, fit_ols
    from govassess.stats.reliability import Alpha, Omega, cronbach_alpha, mcdonald_omega
    from govassess.stats.sample_size import Power, power, required_n
    from govassess.stats.standardised import StandardisedEffect, standardised_effect
    from govassess.stats.structural import Structural, sem
    from govassess.stats.validity import Htmt, htmt

_HOME = {
    "SEED": "draws",
    "AdjustedP": "multiplicity",
    "Aggregation": "agreement",
    "Alpha": "reliability",
    "Assumptions": "classical",
    "Bartlett": "factorability",
    "Careless": "carelessness",
    "Cfa": "confirmatory",
    "CommonMethod": "method_variance",
    "CrossLoadings": "discrimination",
    "Diagnostics": "diagnostics",
    "Draws": "draws",
    "Efa": "exploratory",
    "FitIndices": "fit_indices",
    "FornellLarcker": "confirmatory",
    "GroupComparison": "groups",
    "GroupPaths": "path_model.groups",
    "Hierarchical": "block_regression",
    "Htmt": "validity",
    "Icc": "agreement",
    "Interval": "intervals",
    "Ipma": "path_model.ipma",
    "ItemAnalysis": "describe",
    "ItemDescriptions": "describe",
    "Kmo": "factorability",
    "Mediation": "mediation",
    "Micom": "path_model.micom",
    "Moderation": "moderation",
    "Moments": "moments",
    "Multilevel": "random_intercept",
    "OlsFit": "regression",
    "Omega": "reliability",
    "OneFactor": "factor",
    "OrdinalAlpha": "ordinal_correlations",
    "OrdinalFit": "ordinal",
    "ParallelAnalysis": "factorability",
    "Pls": "path_model.fit",
    "PlsPredict": "path_model.predict",
    "Polychoric": "ordinal_correlations",
    "Power": "sample_size",
    "Rwg": "agreement",
    "StandardisedEffect": "standardised",
    "Structural": "structural",
    "adjust": "multiplicity",
    "assumptions": "classical",
    "bartlett": "factorability",
    "bootstrap_p": "intervals",
    "careless": "carelessness",
    "cfa": "confirmatory",
    "common_method": "method_variance",
    "compare_groups": "groups",
    "compare_paths": "path_model.groups",
    "cronbach_alpha": "reliability",
    "cross_loadings": "discrimination",
    "describe_items": "describe",
    "diagnose": "diagnostics",
    "efa": "exploratory",
    "fit_ols": "regression",
    "fornell_larcker": "confirmatory",
    "hierarchical": "block_regression",
    "htmt": "validity",
    "icc": "agreement",
    "interval": "intervals",
    "ipma": "path_model.ipma",
    "item_analysis": "describe",
    "kmo": "factorability",
    "leave_one_out": "moments",
    "make_draws": "draws",
    "may_aggregate": "agreement",
    "mcdonald_omega": "reliability",
    "mediate": "mediation",
    "micom": "path_model.micom",
    "moderate": "moderation",
    "multilevel": "random_intercept",
    "one_factor": "factor",
    "ordinal_alpha": "ordinal_correlations",
    "ordinal_logit": "ordinal",
    "parallel_analysis": "factorability",
    "pls": "path_model.fit",
    "pls_predict": "path_model.predict",
    "polychoric": "ordinal_correlations",
    "power": "sample_size",
    "rank_regression": "ordinal",
    "required_n": "sample_size",
    "rwg": "agreement",
    "sem": "structural",
    "standardised_effect": "standardised",
    "weighted_means": "moments",
}

__all__ = [
    "SEED",
    "AdjustedP",
    "Aggregation",
    "Alpha",
    "Assumptions",
    "Bartlett",
    "Careless",
    "Cfa",
    "CommonMethod",
    "CrossLoadings",
    "Diagnostics",
    "Draws",
    "Efa",
    "FitIndices",
    "FornellLarcker",
    "GroupComparison",
    "GroupPaths",
    "Hierarchical",
    "Htmt",
    "Icc",
    "Interval",
    "Ipma",
    "ItemAnalysis",
    "ItemDescriptions",
    "Kmo",
    "Mediation",
    "Micom",
    "Moderation",
    "Moments",
    "Multilevel",
    "OlsFit",
    "Omega",
    "OneFactor",
    "OrdinalAlpha",
    "OrdinalFit",
    "ParallelAnalysis",
    "Pls",
    "PlsPredict",
    "Polychoric",
    "Power",
    "Rwg",
    "StandardisedEffect",
    "Structural",
    "adjust",
    "assumptions",
    "bartlett",
    "bootstrap_p",
    "careless",
    "cfa",
    "common_method",
    "compare_groups",
    "compare_paths",
    "cronbach_alpha",
    "cross_loadings",
    "describe_items",
    "diagnose",
    "efa",
    "fit_ols",
    "fornell_larcker",
    "hierarchical",
    "htmt",
    "icc",
    "interval",
    "ipma",
    "item_analysis",
    "kmo",
    "leave_one_out",
    "make_draws",
    "may_aggregate",
    "mcdonald_omega",
    "mediate",
    "micom",
    "moderate",
    "multilevel",
    "one_factor",
    "ordinal_alpha",
    "ordinal_logit",
    "parallel_analysis",
    "pls",
    "pls_predict",
    "polychoric",
    "power",
    "rank_regression",
    "required_n",
    "rwg",
    "sem",
    "standardised_effect",
    "weighted_means",
]


def __getattr__(name: str) -> object:
    """Import the module of a public name on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
