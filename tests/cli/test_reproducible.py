"""The same survey gives the same bytes: whatever the folder, time zone, locale, hash seed and number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govassess.files.limits import MEGABYTE
from tests.cli.conftest import write_survey

SURROUNDINGS = [
    {"TZ": "Asia/Jakarta", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
    {
        "TZ": "America/New_York",
        "LC_ALL": "id_ID.UTF-8",
        "LANG": "id_ID.UTF-8",
        "PYTHONHASHSEED": "4242",
        "OMP_NUM_THREADS": "8",
        "OPENBLAS_NUM_THREADS": "8",
    },
]


@pytest.mark.slow
def test_two_processes_in_different_surroundings_write_the_same_bytes(tmp_path):
    survey = write_survey(tmp_path / "survey.csv", n=150)
    written = []
    for place, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / f"run {place}"
        folder.mkdir()
        output = folder / "deep" / "er"
        environment = {
            name: value for name, value in os.environ.items() if name not in {"SOURCE_DATE_EPOCH", "GOVASSESS_LANG"}
        }
        subprocess.run(
            [
                sys.executable,
                "-m",
                "govassess",
                "analyze",
                str(survey),
                "--by",
                "agency_type",
                "--draws",
                "1000",
                "--format",
                "html,json,xlsx,docx,csv,md,tex",
                "--charts",
                str(output / "charts"),
                "-o",
                str(output),
            ],
            cwd=folder,
            env=environment
            | surroundings
            | {"PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))},
            check=True,
            capture_output=True,
        )
        files = [path for path in output.rglob("*") if path.is_file()]
        written.append({str(path.relative_to(output)): path.read_bytes() for path in files})
    first, second = written
    assert {name for name in first if "/" not in name} == {
        *(
            "survey-report.html",
            "survey-report.docx",
            "survey-result.json",
            "survey-tables.xlsx",
            "survey-tables.md",
            "survey-tables.tex",
        )
    }
    assert "survey-tables/constructs.csv" in first
    assert sum(name.startswith("charts/") for name in first) > 5
    for name in first:
        same = first[name] == second[name]
        assert same, name
        assert 0 < len(first[name]) < (2 if name.endswith(".docx") else 1) * MEGABYTE
