"""The last lines: by what, from what and when the report was made."""

from __future__ import annotations

from govassess.report.about import provenance
from govassess.report.word.manuscript import Manuscript


def add_provenance(manuscript: Manuscript) -> None:
    """Add by what, from what and when the report was made."""
    for line in provenance(manuscript.report):
        manuscript.say(line, "Note")
