"""Files made to cost more than they weigh, memory that does not suffice, and files that say one thing twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner

from govassess.cli import main
from govassess.errors import InstrumentError
from govassess.instrument.load import load_instrument
from govassess.notices import Notice
from govassess.report import cautions
from govassess.report.view import seen
from tests.hostile.material import FAST, an_instrument, some_rows, write_instrument, write_rows
from tests.hostile.packages import package, sheet
from tests.report.a_result import a_result

QUADRATIC = {
    "unknown keys": lambda count: "".join(f"k{at}: 1\n" for at in range(count)),
    "keys that are numbers": lambda count: "".join(f"{at}: 1\n" for at in range(count)),
    "scales that are none": lambda count: "scales:\n" + "".join(f" k{at}: 1\n" for at in range(count)),
    "labels that are none": lambda count: (
        "scales:\n a:\n  labels:\n" + "".join(f"   k{at}: 1\n" for at in range(count))
    ),
    "a list of numbers": lambda count: "constructs:\n" + " - 1\n" * count,
}


@pytest.mark.parametrize("count", [15_000, pytest.param(60_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", QUADRATIC)
def test_faults_of_a_yaml_file_take_time_that_grows_with_their_number(tmp_path, name, count):
    text = QUADRATIC[name](count)
    assert len(text) < 1_000_000
    (tmp_path / "i.yaml").write_text(text, encoding="utf-8")
    begun = time.process_time()
    with pytest.raises(InstrumentError) as caught:
        load_instrument(tmp_path / "i.yaml")
    assert time.process_time() - begun < count / 3_000
    first, *listed = caught.value.problems
    assert first.reason == "schema.too_many_faults"
    assert first.values["count"] >= count
    assert len(listed) == first.values["most"] == 1_000


def test_the_warnings_of_a_report_are_looked_through_once():
    notices = tuple(
        Notice(code="low_alpha", where=f"reliability.n{at}", values={"node": f"n{at}"}) for at in range(5_000)
    )
    view = seen(replace(a_result(), warnings=notices), "en")
    begun = time.process_time()
    found = [cautions.marks(view, "measurement", f"n{at}", "nothing") for at in range(5_000)]
    assert found == [(at + 1,) for at in range(5_000)]
    assert cautions.of_section(view, "measurement") == tuple(range(1, 5_001))
    assert cautions.spot_marks(view, "measurement", "n7") == (8,)
    assert time.process_time() - begun < 5


# -- memory ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A survey, its instrument and its report."""
    folder = tmp_path_factory.mktemp("made")
    instrument = str(write_instrument(folder / "i.yaml", an_instrument()))
    survey = str(write_rows(folder / "s.csv", some_rows(n=30)))
    ended = CliRunner().invoke(main, ["analyze", survey, "-i", instrument, "-o", str(folder / "out"), *FAST])
    assert ended.exit_code == 0, ended.stderr
    return folder


@pytest.fixture
def there(made, tmp_path):
    """The same, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize(
    ("place", "arguments", "file"),
    [
        ("govassess.responses.read.read_responses", ("check", "s.csv", "-i", "i.yaml"), "s.csv"),
        ("govassess.assessment.assess.run", ("analyze", "s.csv", "-i", "i.yaml", "-o", "again"), "s.csv"),
        ("govassess.responses.inspect.inspect_file", ("inspect", "s.csv"), "s.csv"),
        ("govassess.scoring.scores.score", ("score", "s.csv", "-i", "i.yaml"), "s.csv"),
        ("govassess.responses.merge.merge_files", ("merge", "s.csv"), "s.csv"),
        ("govassess.result.codec.read_result", ("report", "out/s-result.json", "-o", "again"), "s-result.json"),
        ("govassess.verification.verify.verify_report", ("verify", "out/s-report.html"), "s-report.html"),
        ("govassess.instrument.load.load_instrument", ("instruments", "check", "i.yaml"), "i.yaml"),
    ],
)
@pytest.mark.parametrize("fault", [MemoryError, OSError(12, "Cannot allocate memory")])
def test_too_little_memory_is_one_sentence_that_names_the_file(
    there, run, contents, monkeypatch, place, arguments, file, fault
):
    before = contents()

    def fails(*_, **__):
        raise fault

    monkeypatch.setattr(place, fails)
    ended = run(*arguments, "--lang", "en")
    assert ended.exit_code == 3
    assert ended.stderr.startswith(f"There is not enough memory for {file}.")
    assert len(ended.stderr.splitlines()) == 1
    assert contents() == before


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is that of Linux")
def test_a_file_that_takes_more_memory_than_there_is_ends_with_3_and_no_traceback(tmp_path):
    (tmp_path / "result.json").write_text("[" + "[]," * 15_000_000 + "[]]", encoding="ascii")
    ended = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -v 600000; exec "$@"', "sh", sys.executable, "-m", "govassess", "report", "result.json"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr.partition(".")[0]) == (3, "There is not enough memory for result")
    assert "Traceback" not in ended.stderr


def test_what_the_system_refuses_is_one_sentence_with_the_file(there, run, monkeypatch):
    def fails(*_, **__):
        raise OSError(24, "Too many open files", "/somewhere/s.csv")

    monkeypatch.setattr("govassess.responses.read.read_responses", fails)
    ended = run("check", "s.csv", "--lang", "en")
    assert ended.exit_code == 2
    assert "EMFILE" in ended.stderr and "s.csv" in ended.stderr and "/somewhere" not in ended.stderr


# -- one thing said twice ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_result_with_a_key_twice_is_refused_with_the_key(there, run, lang):
    text = (there / "out" / "s-result.json").read_text(encoding="utf-8")
    (there / "twice.json").write_text(text.replace('"seed":', '"seed": 1, "seed":', 1), encoding="utf-8")
    ended = run("report", "twice.json", "-o", "again", "--lang", lang)
    assert ended.exit_code == 3
    assert '"seed"' in ended.stderr
    assert not (there / "again").exists()


@pytest.mark.parametrize("reference", ["A9", "A1", "B03", "C99999999"])
def test_a_cell_that_names_another_row_is_refused_and_not_moved(there, run, reference):
    numbers = [[int(each) if each.isdigit() else each for each in row] for row in some_rows(n=30)]
    text = sheet(numbers)
    (there / "right.xlsx").write_bytes(package({"Answers": text}))
    assert run("check", "right.xlsx", "-i", "i.yaml").exit_code == 0
    column = reference.rstrip("0123456789")
    wrong = text.replace(f'<c r="{column}5"', f'<c r="{reference}"', 1)
    assert wrong != text
    (there / "wrong.xlsx").write_bytes(package({"Answers": wrong}))
    ended = run("check", "wrong.xlsx", "-i", "i.yaml")
    assert ended.exit_code == 3
    assert "wrong.xlsx" in ended.stderr


def test_the_result_of_another_run_beside_a_report_is_named_by_verify(there, run):
    assert run("verify", "out/s-report.html").exit_code == 0
    result = there / "out" / "s-result.json"
    mine = result.read_bytes()
    assert run("analyze", "s.csv", "-i", "i.yaml", "-o", "other", "--draws", "60", "--seed", "9").exit_code == 0
    result.write_bytes((there / "other" / "s-result.json").read_bytes())
    ended = run("verify", "out/s-report.html", "--lang", "en")
    assert ended.exit_code == 3
    assert "s-result.json: this result file is not of the run" in ended.stdout
    result.write_bytes(mine)
    assert run("report", "out/s-result.json", "-o", "out", "--previous", "other/s-result.json").exit_code in (0, 3)
    assert run("verify", "out/s-report.html").exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX knows them")
def test_a_run_killed_between_two_renames_is_noticed_by_verify_and_mended_by_the_next_run(there, run):
    killed = """
import os, signal, sys
from pathlib import Path
from govassess.cli import main
real, moved = Path.replace, []
def dies(self, target):
    if moved:
        os.kill(os.getpid(), signal.SIGKILL)
    moved.append(target)
    return real(self, target)
Path.replace = dies
main(sys.argv[1:])
"""
    arguments = ("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST)
    process = subprocess.run(
        [sys.executable, "-c", killed, *arguments, "--seed", "9"], cwd=there, capture_output=True, timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip
    assert process.returncode == -9
    assert list((there / "out").glob(".govassess-*"))
    assert run("verify", "out/s-report.html").exit_code == 3
    assert run(*arguments, "--seed", "9").exit_code == 0
    assert not list((there / "out").glob(".govassess-*"))
    assert run("verify", "out/s-report.html").exit_code == 0
    assert json.loads((there / "out" / "s-result.json").read_text(encoding="utf-8"))["options"]["seed"] == 9
