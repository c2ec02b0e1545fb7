"""What is promised of the commands and of the report: each figure beside the most it may be."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.kernel import study
from tests.benchmarks.measuring import Row, Sizes, best


def command(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-m", "govassess", *arguments], check=True, capture_output=True)


def survey_file(folder: Path, respondents: int) -> Path:
    """A simulated survey of 64 items in Indonesian words, as a CSV file."""
    import govassess as ga
    from govassess.files.cells import csv_text

    survey = ga.simulate("cg-dps-smartcity", respondents, seed=1, words="id")
    path = folder / "survey.csv"
    path.write_text(
        csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)]), encoding="utf-8", newline=""
    )
    return path


def analyse(survey: Path, folder: Path, draws: int) -> None:
    """What ``analyze`` does once everything is imported."""
    import govassess as ga
    from govassess.assessment.codec import decode, encode
    from govassess.files.writing import write_all
    from govassess.report.html import render_html

    text = encode(ga.assess(ga.read_responses(survey), draws=draws))
    write_all({folder / "r.json": text, folder / "r.html": render_html(decode(text), "id")})


def promised(what: str, ours: float, most: float, unit: str = "s") -> Row:
    return Row(what=what, ours=ours, beside="at most", theirs=most, unit=unit)


def promises(sizes: Sizes) -> Iterator[Row]:
    """Every row with a limit."""
    from govassess.stats import cronbach_alpha, htmt, mcdonald_omega

    own = study(sizes.respondents)

    def scales() -> None:
        for columns in own.blocks.values():
            cronbach_alpha(own.items[columns])
            mcdonald_omega(own.items[columns])
        htmt(own.items, own.blocks)

    scales()  # warm
    seconds = best(scales, sizes.times)
    yield promised(f"all alphas, omegas, HTMTs, n = {sizes.respondents:,}", 1000 * seconds, 20, "ms")
    yield promised("--help, whole process", best(command("--help"), sizes.times), 0.25)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = survey_file(folder, sizes.few)
        analyse(path, folder, sizes.draws)  # warm
        own_work = best(lambda: analyse(path, folder, sizes.draws), sizes.times)
        yield promised(f"analyze, n = {sizes.few}, 64 items, {sizes.draws:,} draws: own work", own_work, 2)
        whole = command("analyze", str(path), "-o", str(folder / "out"), "--draws", str(sizes.draws))
        yield promised("the same, whole process", best(whole, min(sizes.times, 3)), 3.5)
        yield promised("HTML report with all charts", (folder / "r.html").stat().st_size / 1000, 600, "kB")
