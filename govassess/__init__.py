"""govassess: from a survey export to a defensible maturity assessment of collaborative governance.

The public names are resolved on first use (PEP 562), so that importing the package loads nothing heavy.

Examples
--------
>>> import govassess as ga
>>> instrument = ga.load_instrument("cg-dps-smartcity")
>>> instrument.headline
('CG', 'DPS', 'SC')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from govassess.version import VERSION

if TYPE_CHECKING:
    from govassess import stats
    from govassess.errors import (
        DataError,
        GovassessError,
        GovassessWarning,
        InstrumentError,
        NotEstimable,
        NothingToScoreError,
        OutputError,
        PlanError,
    )
    from govassess.instrument.load import load_instrument
    from govassess.instrument.model import Instrument
    from govassess.notebook import Assessment, assess, read_result
    from govassess.questionnaire.simulate import simulate
    from govassess.responses.inspect import inspect_file
    from govassess.responses.model import Responses
    from govassess.responses.read import read_responses
    from govassess.scoring.scores import Scores, score

__version__ = VERSION

__all__ = [
    "Assessment",
    "DataError",
    "GovassessError",
    "GovassessWarning",
    "Instrument",
    "InstrumentError",
    "NotEstimable",
    "NothingToScoreError",
    "OutputError",
    "PlanError",
    "Responses",
    "Scores",
    "__version__",
    "assess",
    "inspect_file",
    "load_instrument",
    "read_responses",
    "read_result",
    "score",
    "simulate",
    "stats",
]

_HOME = {
    "Assessment": "notebook",
    "DataError": "errors",
    "GovassessError": "errors",
    "GovassessWarning": "errors",
    "Instrument": "instrument.model",
    "InstrumentError": "errors",
    "NotEstimable": "errors",
    "NothingToScoreError": "errors",
    "OutputError": "errors",
    "PlanError": "errors",
    "Responses": "responses.model",
    "Scores": "scoring.scores",
    "assess": "notebook",
    "inspect_file": "responses.inspect",
    "load_instrument": "instrument.load",
    "read_responses": "responses.read",
    "read_result": "notebook",
    "score": "scoring.scores",
    "simulate": "questionnaire.simulate",
}


def __getattr__(name: str) -> object:
    """Load a public name from the module that defines it."""
    if name == "stats":
        return import_module("govassess.stats")
    if name not in _HOME:
        raise AttributeError(f"module 'govassess' has no attribute {name!r}")
    found: object = getattr(import_module(f"govassess.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
