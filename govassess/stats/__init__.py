"""Statistics on arrays, frames and names: no instrument, no file, no sentence.

Names are loaded when they are asked for, so that reading one of them does not import the rest. The function
``moments`` is reached as ``govassess.stats.moments.moments``: the module has its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govassess.stats.cfa import Cfa, FornellLarcker, cfa, fornell_larcker
    from govassess.stats.common_method import CommonMethod, common_method
    from govassess.stats.cross_loadings import CrossLoadings, cross_loadings
    from govassess.stats.describe import ItemAnalysis, ItemDescriptions, describe_items, item_analysis
    from govassess.stats.draws import SEED, Draws, make_draws
    from govassess.stats.efa import Efa, efa
    from govassess.stats.factor import OneFactor, one_factor
    from govassess.stats.factorability import Bartlett, Kmo, ParallelAnalysis, bartlett, kmo, parallel_analysis
    from govassess.stats.fit_indices import FitIndices, fit_indices
    from govassess.stats.intervals import Interval, bootstrap_p, interval
    from govassess.stats.mediation import Mediation, mediate
    from govassess.stats.moments import Moments, leave_one_out, weighted_means
    from govassess.stats.multiplicity import AdjustedP, adjust
    from govassess.stats.polychoric import OrdinalAlpha, Polychoric, ordinal_alpha, polychoric
    from govassess.stats.regression import OlsFit, fit_ols
    from govassess.stats.reliability import Alpha, Omega, cronbach_alpha, mcdonald_omega
    from govassess.stats.validity import Htmt, htmt

_HOME = {
    "SEED": "draws",
    "AdjustedP": "multiplicity",
    "Alpha": "reliability",
    "Bartlett": "factorability",
    "Cfa": "cfa",
    "CommonMethod": "common_method",
    "CrossLoadings": "cross_loadings",
    "Draws": "draws",
    "Efa": "efa",
    "FitIndices": "fit_indices",
    "FornellLarcker": "cfa",
    "Htmt": "validity",
    "Interval": "intervals",
    "ItemAnalysis": "describe",
    "ItemDescriptions": "describe",
    "Kmo": "factorability",
    "Mediation": "mediation",
    "Moments": "moments",
    "OlsFit": "regression",
    "Omega": "reliability",
    "OneFactor": "factor",
    "OrdinalAlpha": "polychoric",
    "ParallelAnalysis": "factorability",
    "Polychoric": "polychoric",
    "adjust": "multiplicity",
    "bartlett": "factorability",
    "bootstrap_p": "intervals",
    "cfa": "cfa",
    "common_method": "common_method",
    "cronbach_alpha": "reliability",
    "cross_loadings": "cross_loadings",
    "describe_items": "describe",
    "efa": "efa",
    "fit_indices": "fit_indices",
    "fit_ols": "regression",
    "fornell_larcker": "cfa",
    "htmt": "validity",
    "interval": "intervals",
    "item_analysis": "describe",
    "kmo": "factorability",
    "leave_one_out": "moments",
    "make_draws": "draws",
    "mcdonald_omega": "reliability",
    "mediate": "mediation",
    "one_factor": "factor",
    "ordinal_alpha": "polychoric",
    "parallel_analysis": "factorability",
    "polychoric": "polychoric",
    "weighted_means": "moments",
}

__all__ = [
    "SEED",
    "AdjustedP",
    "Alpha",
    "Bartlett",
    "Cfa",
    "CommonMethod",
    "CrossLoadings",
    "Draws",
    "Efa",
    "FitIndices",
    "FornellLarcker",
    "Htmt",
    "Interval",
    "ItemAnalysis",
    "ItemDescriptions",
    "Kmo",
    "Mediation",
    "Moments",
    "OlsFit",
    "Omega",
    "OneFactor",
    "OrdinalAlpha",
    "ParallelAnalysis",
    "Polychoric",
    "adjust",
    "bartlett",
    "bootstrap_p",
    "cfa",
    "common_method",
    "cronbach_alpha",
    "cross_loadings",
    "describe_items",
    "efa",
    "fit_indices",
    "fit_ols",
    "fornell_larcker",
    "htmt",
    "interval",
    "item_analysis",
    "kmo",
    "leave_one_out",
    "make_draws",
    "mcdonald_omega",
    "mediate",
    "one_factor",
    "ordinal_alpha",
    "parallel_analysis",
    "polychoric",
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
