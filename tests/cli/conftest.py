"""What the tests of the command line share: a survey file, and a way to run a command in this process."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govassess.cli import main
from govassess.files.cells import csv_text
from govassess.questionnaire.simulate import simulate

INSTRUMENT = "cg-dps-smartcity"


def write_survey(path: Path, **wishes) -> Path:
    """Write a simulated survey as a CSV file."""
    survey = simulate(INSTRUMENT, **{"n": 90, "seed": 4, "clusters": 12, "words": "id", **wishes})
    path.write_text(
        csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)]), encoding="utf-8", newline=""
    )
    return path


@pytest.fixture(scope="session")
def survey(tmp_path_factory) -> Path:
    """90 simulated respondents in Indonesian words; not to be changed."""
    return write_survey(tmp_path_factory.mktemp("survey") / "Survei Kota 2026.csv")


@pytest.fixture(scope="session")
def wrong_survey(survey, tmp_path_factory) -> Path:
    """The same with a misspelt answer in row 3 and a number off the scale in row 5 of one column."""
    with survey.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    column = next(
        place for place, heading in enumerate(rows[0]) if heading.startswith("Organisasi yang bekerja sama menugaskan")
    )
    rows[2][column], rows[4][column] = "Setujuu", "7"
    path = tmp_path_factory.mktemp("wrong") / "wrong.csv"
    path.write_text(csv_text(rows), encoding="utf-8", newline="")
    return path


@pytest.fixture
def run(tmp_path, monkeypatch) -> Callable[..., Result]:
    """Run a command in an empty folder; the result holds exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object, **environment: str) -> Result:
        return CliRunner(env=environment or None).invoke(main, [str(argument) for argument in arguments])

    return command
