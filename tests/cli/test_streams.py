"""Standard streams that are full, closed or left, and a process that is told to stop: no traceback, the right exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govassess.cli import COMMANDS
from govassess.text.catalogue import say
from tests.hostile.material import FAST, an_instrument, some_rows, write_instrument, write_rows

FULL = Path("/dev/full")
SHIPPED = "skm-permenpanrb-14-2017"
LEAVES = ("out", "made.csv", "mapping.yaml")

RUNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "analyze": (("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST), ("out/s-report.html", "out/s-result.json")),
    "inspect": (("inspect", "s.csv", "-i", "i.yaml", "-o", "mapping.yaml"), ("mapping.yaml",)),
    "check": (("check", "s.csv", "-i", "i.yaml"), ()),
    "score": (("score", "s.csv", "-i", "i.yaml"), ()),
    "score -o": (("score", "s.csv", "-i", "i.yaml", "-o", "made.csv"), ("made.csv",)),
    "report": (("report", "before/s-result.json", "-o", "out"), ("out/s-report.html",)),
    "verify": (("verify", "before/s-report.html"), ()),
    "compare": (
        ("compare", "before/s-result.json", "before/t-result.json", "--as", "waves", "-o", "out"),
        ("out/comparison-waves.html", "out/comparison-waves.json"),
    ),
    "instruments list": (("instruments", "list"), ()),
    "instruments show": (("instruments", "show", SHIPPED), ()),
    "instruments check": (("instruments", "check", "i.yaml"), ()),
    "instruments schema": (("instruments", "schema"), ()),
    "questionnaire": (("questionnaire", SHIPPED, "--to", "limesurvey", "-o", "out"), ("out",)),
    "merge": (("merge", "s.csv"), ()),
    "methods": (("methods", "-o", "out"), ("out/govassess-methods.html",)),
    "simulate": (("simulate", SHIPPED, "-n", "5", "-o", "made.csv"), ("made.csv",)),
    "version": (("--version",), ()),
    "help": (("--help",), ()),
    "help of a command": (("score", "--help"), ()),
}
"""Name -> arguments, and what the command writes into the folder."""

FURTHER = {"score -o", "instruments show", "instruments check", "instruments schema", "help of a command"}
EVERY = [pytest.param(name, marks=[pytest.mark.long] if name in FURTHER else []) for name in RUNS]


def command(folder: Path, *arguments: str, stdout: str = "", stderr: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with redirections as a shell makes them."""
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {stdout} {stderr}', "sh", sys.executable, "-m", "govassess", *arguments],
        cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """An instrument, two surveys of it, and their reports."""
    made = tmp_path_factory.mktemp("streams")
    write_instrument(made / "i.yaml", an_instrument())
    for name, seed in (("s", 1), ("t", 2)):
        write_rows(made / f"{name}.csv", some_rows(n=30, seed=seed))
        ended = command(made, "analyze", f"{name}.csv", "-i", "i.yaml", "-o", "before", *FAST)
        assert ended.returncode == 0, ended.stderr
    return made


@pytest.fixture
def emptied(folder) -> Path:
    """The same, without what the last command wrote."""
    for name in LEAVES:
        place = folder / name
        for path in [*place.iterdir()] if place.is_dir() else [place]:
            path.unlink(missing_ok=True)
    return folder


def test_every_command_is_tried():
    assert {name.split()[0] for name in RUNS if name not in FURTHER} >= set(COMMANDS)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", EVERY)
def test_a_full_standard_output_ends_with_2_and_a_sentence_and_the_files_are_whole(emptied, name):
    arguments, files = RUNS[name]
    ended = command(emptied, *arguments, stdout=">/dev/full")
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.rstrip().endswith(say("error.stdout_full", "en"))
    assert "Traceback" not in ended.stderr
    assert all((emptied / file).exists() for file in files)


@pytest.mark.parametrize("name", EVERY)
def test_a_closed_standard_error_changes_nothing_but_what_is_not_said(emptied, name):
    arguments, files = RUNS[name]
    ended = command(emptied, *arguments, stderr="2>&-")
    assert ended.returncode == 0
    assert ended.stdout
    assert all((emptied / file).exists() for file in files)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "nothing.csv"), 3),
        (("check", "s.csv", "--nonsense"), 2),
        (("instruments", "show", "nothing"), 2),
        (("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST, "--fail-on", "warning"), 4),
        (("verify", "false-report.html"), 3),
    ],
)
def test_an_error_that_cannot_be_said_still_has_its_exit_code(emptied, arguments, code, stderr):
    page = (emptied / "before" / "s-report.html").read_text(encoding="utf-8")
    (emptied / "false-report.html").write_text(page.replace("<h1>", "<p>Index 99</p><h1>", 1), encoding="utf-8")
    assert command(emptied, *arguments, stderr=stderr).returncode == code


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_report_that_does_not_hold_ends_with_3_also_where_that_cannot_be_printed(emptied):
    page = (emptied / "before" / "s-report.html").read_text(encoding="utf-8")
    (emptied / "false-report.html").write_text(page.replace("<h1>", "<p>Index 99</p><h1>", 1), encoding="utf-8")
    assert command(emptied, "verify", "false-report.html", stdout=">/dev/full").returncode == 3


def test_a_closed_standard_output_ends_with_2_after_the_files_are_written(emptied):
    ended = command(emptied, "methods", "-o", "out", stdout=">&-")
    assert (ended.returncode, ended.stderr.strip()) == (2, say("error.stdout_closed", "en"))
    page = (emptied / "out" / "govassess-methods.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")


def test_a_reader_that_leaves_is_met_with_silence(folder):
    left, right = os.pipe()
    os.close(left)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "govassess", "instruments", "schema"], stdout=right, stderr=subprocess.PIPE,
            env=environment(), timeout=300, check=False,
        )  # fmt: skip
    finally:
        os.close(right)
    assert (ended.returncode, ended.stderr) == (141, b"")


STOPPED = """
import sys, time
from govassess.cli import main
from govassess.files import writing
real = writing._write
def slowly(path, content, **how):
    real(path, content, **how)
    print("writing", flush=True)
    time.sleep(60)
writing._write = slowly
main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_run_that_is_told_to_stop_tidies_up(emptied, number, code):
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPED, "score", "s.csv", "-i", "i.yaml", "-o", "made.csv"], cwd=emptied,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert run.stdout.readline() == b"writing\n"
    assert list(emptied.glob(".govassess-*"))
    run.send_signal(number)
    begun = time.monotonic()
    _, said = run.communicate(timeout=30)
    assert run.returncode == code
    assert time.monotonic() - begun < 30
    assert b"Traceback" not in said
    assert not list(emptied.glob(".govassess-*"))
    assert not (emptied / "made.csv").exists()
