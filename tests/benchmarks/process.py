"""What is promised of the commands and of the report: each figure beside the most it may be."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks.kernel import study
from tests.benchmarks.measuring import Row, Sizes, best

IMPORTS = "import pandas, statsmodels.regression.linear_model, scipy.stats, jinja2, pydantic"
"""What any program of this kind imports: the yardstick of a whole process, taken in the same minute."""

MOST_TIMES = 2.0  # as long as these imports take


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a whole process took, as the operating system counts it."""

    wall: float  # seconds
    cpu: float  # seconds, all threads
    megabytes: float  # at the peak


def process(*arguments: str) -> Cost:
    """Run Python with these arguments; compiled modules are kept, as an installed package has them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "govassess-benchmarks-compiled")
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"python {' '.join(arguments)} ended with {child.returncode}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime, megabytes=used.ru_maxrss / unit)


def command(*arguments: str) -> Callable[[], object]:
    return lambda: process("-m", "govassess", *arguments)


def beside_imports(arguments: Sequence[str], times: int) -> tuple[Cost, Cost]:
    """The quickest run of a command and of the imports, taken in turn: both had the machine as it was."""
    runs = [(process("-m", "govassess", *arguments), process("-c", IMPORTS)) for _ in range(times + 1)][1:]
    own, imports = zip(*runs, strict=True)
    return min(own, key=lambda cost: cost.wall), min(imports, key=lambda cost: cost.wall)


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


def large_file(folder: Path, rows: int) -> Path:
    """A survey file of 64 items in words and everything else an export holds, a thousand respondents over and over."""
    import govassess as ga

    survey = ga.simulate("cg-dps-smartcity", 1_000, seed=1, words="id")
    path = folder / "large.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(survey.columns)
        for at, row in enumerate(islice(cycle(survey.itertuples(index=False, name=None)), rows)):
            writer.writerow([f"2026/02/02 {at}", *row[1:]])
    return path


# In a process of its own, whose peak is that of reading alone.
READ = """
import json, resource, sys, time
import pandas
from govassess import read_responses
start = time.perf_counter()
responses = read_responses(sys.argv[1])
seconds = time.perf_counter() - start
unit = 1e6 if sys.platform == "darwin" else 1e3
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, len(responses.items)]))
"""


def reading(rows: int) -> tuple[float, float]:
    """Seconds and megabytes at the peak that a large file takes to be read, matched and recoded."""
    with tempfile.TemporaryDirectory() as name:
        path = large_file(Path(name), rows)
        said = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True)
    seconds, megabytes, _ = json.loads(said.stdout)
    return seconds, megabytes


def analyse(survey: Path, folder: Path, draws: int) -> None:
    """What ``analyze`` does once everything is imported."""
    import govassess as ga
    from govassess.files.writing import write_all
    from govassess.report.html import render_html
    from govassess.result.codec import decode, encode

    text = encode(ga.assess(ga.read_responses(survey), draws=draws))
    write_all({folder / "r.json": text, folder / "r.html": render_html(decode(text), "id")})


def promised(what: str, ours: float, most: float, unit: str = "s") -> Row:
    return Row(what=what, ours=ours, beside="at most", theirs=most, unit=unit)


def whole_process(survey: Path, folder: Path, sizes: Sizes) -> Iterator[Row]:
    """``analyze`` from its start to its end, beside what Python takes for the imports alone."""
    arguments = ("analyze", str(survey), "-o", str(folder / "out"), "--draws", str(sizes.draws), "--force")
    own, imports = beside_imports(arguments, min(sizes.times, 5))
    what = "the same, whole process"
    yield Row(
        what=what,
        ours=own.wall,
        beside=f"at most {MOST_TIMES:g} times the imports below",
        theirs=MOST_TIMES * imports.wall,
    )
    yield Row(what=what, ours=own.wall, beside="pandas, statsmodels, scipy.stats, jinja2: imports", theirs=imports.wall)
    yield promised("the same, memory at the peak", own.megabytes, 300, "MB")


def all_formats(survey: Path, folder: Path, sizes: Sizes) -> float:
    """Seconds that every format but PDF, and the charts as files, take beyond HTML and JSON."""
    given = ("analyze", str(survey), "--draws", str(sizes.draws), "--force")
    few = command(*given, "-o", str(folder / "few"), "--format", "html,json")
    every = (*given, "-o", str(folder / "every"), "--format", "html,json,docx,xlsx,csv,md,tex")
    return best(command(*every, "--charts", str(folder / "charts")), 1) - best(few, 1)


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
        yield promised(f"analyze, n = {sizes.few}, 64 items, {sizes.draws:,} draws: own work", own_work, 1.2)
        yield from whole_process(path, folder, sizes)
        yield promised("all formats beside HTML and JSON alone, whole process", all_formats(path, folder, sizes), 2)
        yield promised("HTML report with all charts", (folder / "r.html").stat().st_size / 1000, 600, "kB")
        many = process(
            "-m", "govassess", "analyze", str(survey_file(folder, sizes.analysed)), "-o", str(folder / "many")
        )
        yield promised(f"analyze, {sizes.analysed:,} rows: all threads", many.cpu, 20)
        yield promised("the same, memory at the peak", many.megabytes, 800, "MB")
    seconds, megabytes = reading(sizes.many)
    what = f"{sizes.many:,} rows x 64 words from CSV: read and recoded"
    yield promised(what, seconds, 15)
    yield promised("the same, memory at the peak", megabytes, 1000, "MB")
