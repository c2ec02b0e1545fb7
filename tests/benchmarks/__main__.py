"""The figures that the design promises: ``python -m tests.benchmarks`` prints one table. Not a test: nothing fails here."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from govassess.cli import THREADS

RESPONDENTS, DRAWS = 300, 5000


def best(run: Callable[[], object], times: int) -> float:
    """The shortest of several runs, in seconds: the others waited for something else."""
    return min(timed(run) for _ in range(times))


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def command(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-m", "govassess", *arguments], check=True, capture_output=True)


def survey_file(folder: Path) -> Path:
    """A simulated survey of 64 items in Indonesian words, as a CSV file."""
    import govassess as ga
    from govassess.files.cells import csv_text

    survey = ga.simulate("cg-dps-smartcity", RESPONDENTS, seed=1, words="id")
    path = folder / "survey.csv"
    path.write_text(
        csv_text([list(survey.columns), *survey.itertuples(index=False, name=None)]), encoding="utf-8", newline=""
    )
    return path


def analyse(survey: Path, folder: Path) -> None:
    """What ``analyze`` does once everything is imported."""
    import govassess as ga
    from govassess.assessment.codec import decode, encode
    from govassess.files.writing import write_all
    from govassess.report.html import render_html

    text = encode(ga.assess(ga.read_responses(survey), draws=DRAWS))
    write_all({folder / "r.json": text, folder / "r.html": render_html(decode(text), "id")})


def reliability(items: object, blocks: dict[str, list[str]]) -> None:
    """All alphas, omegas and HTMTs, without draws."""
    from govassess.stats import cronbach_alpha, htmt, mcdonald_omega

    for columns in blocks.values():
        cronbach_alpha(items[columns])
        mcdonald_omega(items[columns])
    htmt(items, blocks)


def rows() -> list[tuple[str, float, float, str]]:
    """Each figure: what, ours, at most, unit."""
    import govassess as ga
    from govassess.instrument.model import items_under

    instrument = ga.load_instrument("cg-dps-smartcity")
    survey = ga.simulate(instrument, 1000, seed=1, missing=0, careless=0)
    items = survey[[item.id for item in instrument.items()]].astype(float)
    blocks = {d.id: [item.id for item in items_under(d)] for c in instrument.constructs for d in c.dimensions}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = survey_file(folder)
        analyse(path, folder)  # warm
        reliability(items, blocks)
        out = str(folder / "out")
        return [
            ("--help, whole process", best(command("--help"), 5), 0.25, "s"),
            (
                f"analyze, n = {RESPONDENTS}, 64 items, {DRAWS} draws: own work",
                best(lambda: analyse(path, folder), 5),
                0.7,
                "s",
            ),
            (
                "the same, whole process",
                best(command("analyze", str(path), "-o", out, "--draws", str(DRAWS)), 3),
                3.5,
                "s",
            ),
            ("all alphas, omegas, HTMTs at n = 1,000", 1000 * best(lambda: reliability(items, blocks), 5), 20, "ms"),
            ("HTML report with all charts", (folder / "r.html").stat().st_size / 1000, 600, "kB"),
        ]


def main() -> None:
    for variable in THREADS:  # as the command does, before numpy is loaded
        os.environ.setdefault(variable, "1")
    print(f"{'what':58} {'ours':>9} {'at most':>9}    share")
    for what, ours, most, unit in rows():
        print(f"{what:58} {ours:9.3g} {most:9g} {unit:3}{ours / most:6.0%}")


if __name__ == "__main__":
    main()
