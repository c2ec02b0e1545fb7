"""Make the simulated survey of this folder: nobody answered it, and no agency in it exists.

Run ``python examples/make_example.py`` from the checkout; the same seed gives the same file.
"""

from __future__ import annotations

from pathlib import Path

import govassess as ga
from govassess.files.cells import csv_text

HERE = Path(__file__).resolve().parent
RESPONDENTS, AGENCIES, SEED = 320, 16, 7


def survey_text() -> str:
    """Return the survey as the text of a CSV file, shaped like a Google Forms export in Indonesian."""
    survey = ga.simulate("cg-dps-smartcity", RESPONDENTS, seed=SEED, clusters=AGENCIES, words="id")
    return csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)])


if __name__ == "__main__":
    (HERE / "simulated-survey.csv").write_text(survey_text(), encoding="utf-8", newline="")
