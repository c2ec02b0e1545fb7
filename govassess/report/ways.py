"""Which way the survey is analysed: with those flagged as careless, or without them; the other way stands beside."""

from __future__ import annotations

from typing import Literal

from govassess.report.view import View
from govassess.result.assessment import Sample

Way = Literal["kept", "left_out"]
"""What became of those flagged by two signs or more; keys of sentences end in it."""


def left_out(view: View) -> tuple[int, str]:
    """Return how many respondents were left out as careless, and where that is stored.

    Results of earlier versions have no such step: nobody was.
    """
    for place, step in enumerate(view.result.funnel):
        if step.code == "careless_excluded":
            return step.count, f"funnel.{place}.count"
    return 0, ""


def way(view: View) -> Way:
    """Return whether those flagged are among the respondents analysed, or were left out."""
    return "left_out" if left_out(view)[0] else "kept"


def samples(view: View) -> tuple[Sample, Sample]:
    """Return over whom the results proper are, and over whom those beside them."""
    return ("unflagged", "all") if way(view) == "left_out" else ("all", "unflagged")
