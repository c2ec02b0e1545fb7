"""Which way the survey is analysed: with those flagged as careless, or without them; the other way stands beside."""

from __future__ import annotations

from typing import Literal

from govassess.notices import FunnelStep
from govassess.report.view import View
from govassess.result.hypotheses import Sample

Way = Literal["kept", "left_out"]
"""What became of those flagged by two signs or more; keys of sentences end in it."""


def left_out(view: View) -> FunnelStep | None:
    """Return the step at which respondents were left out as careless; in results of earlier versions nobody was."""
    return next((step for step in view.result.funnel if step.code == "careless_excluded" and step.count), None)


def way(view: View) -> Way:
    """Return whether those flagged are among the respondents analysed, or were left out."""
    return "left_out" if left_out(view) else "kept"


def samples(view: View) -> tuple[Sample, Sample]:
    """Return over whom the results proper are, and over whom those beside them."""
    return ("unflagged", "all") if way(view) == "left_out" else ("all", "unflagged")
