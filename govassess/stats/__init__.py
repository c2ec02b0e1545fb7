"""Statistics on arrays, frames and names: no instrument, no file, no sentence.

Names are loaded when they are asked for, so that reading one of them does not import the rest. The function
``moments`` is reached as ``govassess.stats.moments.moments``: the module has its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govassess.stats.describe import ItemAnalysis, ItemDescriptions, describe_items, item_analysis
    from govassess.stats.draws import SEED, Draws, make_draws
    from govassess.stats.factor import OneFactor, one_factor
    from govassess.stats.intervals import Interval, bootstrap_p, interval
    from govassess.stats.mediation import Mediation, mediate
    from govassess.stats.moments import Moments, leave_one_out, weighted_means
    from govassess.stats.multiplicity import AdjustedP, adjust
    from govassess.stats.regression import OlsFit, fit_ols
    from govassess.stats.reliability import Alpha, Omega, cronbach_alpha, mcdonald_omega
    from govassess.stats.validity import Htmt, htmt

_HOME = {
    "SEED": "draws",
    "AdjustedP": "multiplicity",
    "Alpha": "reliability",
    "Draws": "draws",
    "Htmt": "validity",
    "Interval": "intervals",
    "ItemAnalysis": "describe",
    "ItemDescriptions": "describe",
    "Mediation": "mediation",
    "Moments": "moments",
    "OlsFit": "regression",
    "Omega": "reliability",
    "OneFactor": "factor",
    "adjust": "multiplicity",
    "bootstrap_p": "intervals",
    "cronbach_alpha": "reliability",
    "describe_items": "describe",
    "fit_ols": "regression",
    "htmt": "validity",
    "interval": "intervals",
    "item_analysis": "describe",
    "leave_one_out": "moments",
    "make_draws": "draws",
    "mcdonald_omega": "reliability",
    "mediate": "mediation",
    "one_factor": "factor",
    "weighted_means": "moments",
}

__all__ = [
    "SEED",
    "AdjustedP",
    "Alpha",
    "Draws",
    "Htmt",
    "Interval",
    "ItemAnalysis",
    "ItemDescriptions",
    "Mediation",
    "Moments",
    "OlsFit",
    "Omega",
    "OneFactor",
    "adjust",
    "bootstrap_p",
    "cronbach_alpha",
    "describe_items",
    "fit_ols",
    "htmt",
    "interval",
    "item_analysis",
    "leave_one_out",
    "make_draws",
    "mcdonald_omega",
    "mediate",
    "one_factor",
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
