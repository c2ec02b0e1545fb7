"""Whatever stops a run, no half file stands under a final name and what was there before is there still."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govassess.files import writing
from tests.hostile.material import FAST, an_instrument, some_rows, write_instrument, write_rows


@pytest.fixture
def there(tmp_path, run):
    """A survey, its instrument, and the report of an earlier run."""
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", some_rows(n=30))
    arguments = ("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST)
    assert run(*arguments).exit_code == 0
    return arguments


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("which", [1, 2])
def test_a_disk_that_fails_at_either_file_leaves_the_earlier_report(there, run, contents, monkeypatch, number, which):
    before, real, calls = contents(), writing._write, []

    def fails(path, what, **how):
        calls.append(path)
        real(path, what[: len(what) // 2] if len(calls) == which else what, **how)
        if len(calls) == which:
            raise OSError(number, "failed")

    monkeypatch.setattr(writing, "_write", fails)
    ended = run(*there, "--seed", "5")
    assert ended.exit_code == 2
    assert "out" in ended.stderr
    assert contents() == before


@pytest.mark.parametrize("after", [0.3, 0.7, 0.9, 1.1])
def test_a_process_killed_at_any_moment_leaves_whole_files(tmp_path, there, contents, after):
    before = contents()
    process = subprocess.Popen(
        [sys.executable, "-m", "govassess", *there, "--seed", "5"], cwd=tmp_path, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    now = {name: content for name, content in contents().items() if ".govassess-" not in name}
    assert now.keys() == before.keys()
    json.loads(now["out/s-result.json"])
    assert now["out/s-report.html"].rstrip().endswith(b"</html>")


MANY = ("--format", "html,json,csv,md", "--charts", "charts", "--split-by", "agency")


@pytest.fixture
def many(tmp_path, run):
    """The same with folders of tables and charts, and one report a group."""
    write_instrument(tmp_path / "i.yaml", an_instrument())
    write_rows(tmp_path / "s.csv", some_rows(n=60))
    arguments = ("analyze", "s.csv", "-i", "i.yaml", "-o", "out", *FAST, *MANY)
    assert run(*arguments).exit_code == 0
    return arguments


def test_a_disk_that_fails_at_any_of_many_files_leaves_all_of_them_as_they_were(many, run, contents, monkeypatch):
    before, real = contents(), writing._write
    assert len(before) > 100
    for number, at in ((errno.ENOSPC, 5), (errno.EROFS, 90)):
        calls = []

        def fails(path, what, calls=calls, number=number, at=at, **how):
            calls.append(path)
            if len(calls) == at:
                real(path, what[: len(what) // 2], **how)
                raise OSError(number, "failed")
            real(path, what, **how)

        monkeypatch.setattr(writing, "_write", fails)
        assert run(*many, "--seed", "5").exit_code == 2
        assert contents() == before


def test_a_run_stopped_while_files_are_given_their_names_undoes_it(many, run, contents, monkeypatch):
    before, real, moved = contents(), Path.replace, []

    def stops(self, target):
        moved.append(target)
        if len(moved) == 40:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", stops)
    assert run(*many, "--seed", "5").exit_code == 130
    assert contents() == before


def test_a_folder_that_is_a_file_ends_with_2(there, run, tmp_path, contents):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    before = contents()
    assert run("analyze", "s.csv", "-i", "i.yaml", "-o", "taken", *FAST).exit_code == 2
    assert run("analyze", "s.csv", "-i", "i.yaml", "-o", "taken/below", *FAST).exit_code == 2
    assert contents() == before


def test_an_output_that_is_the_input_is_refused(there, run, contents):
    before = contents()
    for command in (
        ("score", "s.csv", "-i", "i.yaml", "-o", "s.csv"),
        ("inspect", "s.csv", "-i", "i.yaml", "-o", "s.csv"),
    ):
        assert run(*command).exit_code == 2
    assert contents() == before


def test_a_report_of_another_survey_is_kept(there, run, tmp_path, contents):
    before = contents()
    write_rows(tmp_path / "s.csv", some_rows(n=30, seed=8))
    ended = run(*there)
    assert ended.exit_code == 2
    assert "--force" in ended.stderr
    assert {name: text for name, text in contents().items() if name != "s.csv"} == {
        name: text for name, text in before.items() if name != "s.csv"
    }


EDITS = {
    "a level that is no number": ("scores.0.level", "x"),
    "a number without end": ("scores.0.index", 1e308),
    "a number as wide as the page": ("options.conf_level", 1e300),
    "a missing part": ("funnel", None),
    "markup for a number": ("scores.0.mean", "<script>"),
    "an unknown verdict": ("hypotheses.0.verdict", "proven"),
    "a newer version": ("schema_version", "9.0"),
    "an instrument with a key too many": ("instrument.extra", 1),
    "a list for a record": ("options", []),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_result_edited_by_hand_is_refused_with_its_place(there, run, tmp_path, contents, name):
    path, value = EDITS[name]
    result = json.loads((tmp_path / "out" / "s-result.json").read_text(encoding="utf-8"))
    *way, last = path.split(".")
    place = result
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    (tmp_path / "edited.json").write_text(json.dumps(result), encoding="utf-8")
    before = contents()
    ended = run("report", "edited.json", "--lang", "en", "-o", "again")
    assert ended.exit_code == 3, ended.output
    assert "edited.json" in ended.stderr
    assert contents() == before


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "[" * 100_000,
        '{"schema_version": "1.0", "a": 1e999}',
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_text_that_is_no_result_is_refused(run, tmp_path, contents, text):
    (tmp_path / "x.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    before = contents()
    assert run("report", "x.json").exit_code == 3
    assert contents() == before


STRANGE = {
    "an item that the instrument does not have": ("items.2.id", "nosuch"),
    "a kind of test that does not exist": ("hypotheses.0.kind", "nosuch"),
    "a warning that has no sentence": ("warnings.0.code", "nosuch"),
    "a scale that does not exist": ("instrument.constructs.0.dimensions.0.items.0.scale", "nosuch"),
    "a weight in words": ("scores.4.weight", "much"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_result_whose_parts_contradict_each_other_is_refused(there, run, tmp_path, name):
    path, value = STRANGE[name]
    result = json.loads((tmp_path / "out" / "s-result.json").read_text(encoding="utf-8"))
    *way, last = path.split(".")
    place = result
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    (tmp_path / "edited.json").write_text(json.dumps(result), encoding="utf-8")
    assert run("report", "edited.json", "--lang", "en", "-o", "again").exit_code == 3
