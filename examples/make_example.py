"""Make the files of this folder again: the simulated survey, its reports and result, the picture of the report.

Run ``python examples/make_example.py`` in the checkout; the same seed gives the same survey. Nobody answered it, and
no agency in it exists. The picture needs the ``test`` extra and a Chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import govassess as ga
from govassess.cli import main as govassess
from govassess.files.cells import csv_text
from govassess.report.html import render_html
from govassess.report.methods import FILE, methods_page

HERE = Path(__file__).resolve().parent
REPORTS = HERE / "reports"
SURVEY = HERE / "simulated-survey.csv"
RESPONDENTS, AGENCIES, SEED = 320, 16, 16
WIDTH, HEIGHT = 1180, 800


def survey_text() -> str:
    """Return the survey as the text of a CSV file, shaped like a Google Forms export in Indonesian."""
    survey = ga.simulate("cg-dps-smartcity", RESPONDENTS, seed=SEED, clusters=AGENCIES, words="id")
    return csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)])


def finished_reports() -> dict[str, str]:
    """Return name -> page of the reports for an agency and for a thesis in both languages, drawn from the result."""
    result = ga.read_result(HERE / "simulated-survey-result.json")
    return {
        f"{audience}-{lang}.html": render_html(result, lang, audience=audience)
        for audience in ("agency", "thesis")
        for lang in ("en", "id")
    }


def draw_picture(result: Path, picture: Path) -> None:
    """Draw the first screen of the English report."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as drivers:
        govassess(["report", str(result), "--lang", "en", "-o", folder], standalone_mode=False)
        browser = drivers.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(next(Path(folder).glob("*.html")).as_uri())
        page.screenshot(path=picture)
        browser.close()


def make() -> None:
    """Write all files of this folder that are made."""
    SURVEY.write_text(survey_text(), encoding="utf-8", newline="")
    govassess(["analyze", str(SURVEY), "--by", "agency_type", "--force", "-o", str(HERE)], standalone_mode=False)
    REPORTS.mkdir(exist_ok=True)
    for name, page in {**finished_reports(), FILE: methods_page("en")}.items():
        (REPORTS / name).write_text(page, encoding="utf-8", newline="")
    if shutil.which("chromium"):
        draw_picture(HERE / "simulated-survey-result.json", HERE / "simulated-survey-report.png")
    else:
        sys.stderr.write("no Chromium here: the picture is not drawn\n")


if __name__ == "__main__":
    make()
