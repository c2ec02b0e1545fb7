"""SPSS and Stata files: cells as text, labels, declared missing values, encodings, damage."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from datetime import date, datetime, time
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from govassess.errors import DataError
from govassess.files.limits import Limits
from govassess.responses.drafts.text import draft_mapping
from govassess.responses.formats import labelled
from govassess.responses.inspect import inspect_file
from govassess.responses.options import ReadingOptions
from govassess.responses.read import read_responses
from govassess.responses.source import read_table
from tests.responses.statistics_files import AGREE5, data_file

ANSWERS = {"TR1": [1.0, 5.0, 3.0], "TR2": [2.0, 2.0, 4.0], "TR3": [3.0, 3.0, 5.0], "TR4": [4.0, float("nan"), 1.0]}
WHOLE = {name: np.array([1, 5, 3], "int32") for name in ANSWERS}
SUFFIXES = [".sav", ".zsav", ".dta"]


@pytest.fixture
def table(write):
    """Write a file and read it as a table."""

    def _table(content, name, *, limits=None, **how):
        return read_table(write(content, name), ReadingOptions(**how, limits=limits), count_matches=len)

    return _table


def test_answers_are_read_from_each_kind_of_file(read):
    for suffix in SUFFIXES:
        responses = read(data_file(suffix, ANSWERS), name=f"survey{suffix}")
        assert responses.items.fillna(0).to_numpy().tolist() == [[1, 2, 3, 4], [5, 2, 3, 0], [3, 4, 5, 1]]
        assert responses.source.format == ("dta" if suffix == ".dta" else "sav")
        assert responses.source.header_row is None
        assert responses.funnel[0].count == 3


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_every_version_of_stata_that_can_be_written_is_read(read, version):
    responses = read(data_file(".dta", WHOLE, version=version), name="survey.dta")
    assert responses.items["TR2"].tolist() == [1, 5, 3]


def test_numbers_become_the_text_that_a_csv_would_hold(table):
    columns = {"whole": [1.0, -2.0, 1e6], "part": [2.5, 0.1 + 0.2, float("nan")], "words": ["a", "", "Dinas é"]}
    for suffix in SUFFIXES:
        found = table(data_file(suffix, columns), f"survey{suffix}")
        assert found.row(0) == ("1", "2.5", "a")
        assert found.row(1) == ("-2", "0.3", "")
        assert found.row(2) == ("1000000", "", "Dinas é")


def test_numbers_of_four_bytes_show_no_digits_that_they_do_not_have(table, tmp_path):
    pd.DataFrame({"years": np.array([1.1, 2.0], "float32")}).to_stata(
        tmp_path / "f.dta", write_index=False, version=118
    )
    found = table((tmp_path / "f.dta").read_bytes(), "survey.dta")
    assert list(found.columns[0]) == ["1.1", "2"]


def test_days_and_times_are_written_as_iso_8601(table):
    moment = datetime(2026, 4, 3, 10, 20, 30)  # noqa: DTZ001 - as the files hold it
    columns = {"day": [date(2026, 4, 3), None], "moment": [moment, pd.NaT]}
    for suffix in SUFFIXES:
        found = table(data_file(suffix, columns), f"survey{suffix}")
        assert [list(column) for column in found.columns] == [["2026-04-03", ""], ["2026-04-03 10:20:30", ""]]
    clock = table(data_file(".sav", {"clock": [time(10, 20, 30), time(0, 0, 0)]}), "survey.sav")
    assert list(clock.columns[0]) == ["10:20:30", "00:00:00"]


def test_a_day_beyond_the_calendar_stays_a_number(table):
    found = table(data_file(".sav", {"day": [1e15, 86_400.0]}, variable_format={"day": "DATE11"}), "survey.sav")
    assert list(found.columns[0]) == ["1e+15", "1582-10-15"]


def test_the_question_beside_a_variable_matches_it(read):
    names = ["V1", "V2", "V3", "V4"]
    questions = [
        "Mitra menepati janjinya.", "TR2. Partners share what they know.", "Mitra dapat diandalkan.",
        "Mitra menutupi kesalahannya.",
    ]  # fmt: skip
    columns = dict(zip(names, ANSWERS.values(), strict=True))
    for suffix in SUFFIXES:
        responses = read(data_file(suffix, columns, column_labels=questions), name=f"survey{suffix}")
        assert responses.columns == {"TR1": "V1", "TR2": "V2", "TR3": "V3", "TR4": "V4"}
        assert responses.source.lang == "id"


def test_a_variable_whose_label_asks_for_something_personal_is_named(read):
    content = data_file(".sav", {**ANSWERS, "V9": ["Ani", "Budi", "Citra"]}, column_labels={"V9": "Nama lengkap"})
    (told,) = [issue for issue in read(content, name="survey.sav").issues if issue.code == "personal_columns"]
    assert told.values["headings"] == '"V9"'


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_draft_mapping_of_a_data_file_reads_it_the_same(write, trust, suffix):
    path = write(data_file(suffix, {**ANSWERS, "x": ["a", "b", "c"]}), f"survey{suffix}")
    drafted = draft_mapping(inspect_file(path, trust))
    assert "header_row" not in drafted
    mapped = read_responses(path, trust, mapping=write(drafted, "mapping.yaml"))
    pd.testing.assert_frame_equal(mapped.items, read_responses(path, trust).items)


def test_a_dot_in_a_name_is_an_underscore(write, root):
    import yaml

    tree = yaml.safe_load((root / "tests" / "responses" / "instruments" / "trust.yaml").read_text(encoding="utf-8"))
    for item in tree["constructs"][0]["items"]:
        item["id"] = item["id"].replace("TR", "TR_")
    instrument = write(yaml.safe_dump(tree), "dotted.yaml")
    dotted = {name.replace("TR", "TR."): cells for name, cells in ANSWERS.items()}
    lined = {name.replace("TR", "TR_"): cells for name, cells in ANSWERS.items()}
    one = read_responses(write(data_file(".sav", dotted), "survey.sav"), instrument)
    two = read_responses(write(data_file(".dta", lined), "survey.dta"), instrument)
    assert one.columns["TR_1"] == "TR.1"
    pd.testing.assert_frame_equal(one.items, two.items)


def test_an_error_names_the_case_and_no_cell(refused):
    (problem,) = refused(data_file(".sav", {**ANSWERS, "TR3": [3.0, 7.0, 5.0]}), name="survey.sav").problems
    assert (problem.code, problem.row, problem.column, problem.cell, problem.value) == ("E202", 2, "TR3", None, "7")


def test_a_file_without_cases_is_refused_in_words_of_its_own(refused):
    content = data_file(".sav", {name: np.array([], float) for name in ANSWERS})
    (problem,) = [each for each in refused(content, name="survey.sav").problems if each.code == "E105"]
    assert (problem.reason, problem.row) == ("no_cases", None)


@pytest.mark.parametrize(
    ("ranges", "declared"),
    [
        ([9.0], {"9"}),
        ([-1.0, -3.0, 9.0], {"-1", "-3", "9"}),
        ([{"lo": 8.0, "hi": 99.0}], {"9", "99"}),
        ([{"lo": float("-inf"), "hi": 0.0}, 99.0], {"-1", "-3", "99"}),
    ],
)
def test_ranges_and_single_values_declared_missing_are_known(table, ranges, declared):
    columns = {"TR1": [1.0, 9.0, 99.0, -1.0, -3.0], "name": ["a", "b", "NA", "d", "e"]}
    content = data_file(".sav", columns, missing_ranges={"TR1": ranges, "name": ["NA"]})
    found = table(content, "survey.sav")
    assert list(found.columns[0]) == ["1", "9", "99", "-1", "-3"]  # nothing is blanked before it is counted
    assert found.declared_missing == {0: declared, 1: {"NA"}}


def test_extended_missing_values_of_stata_are_known_by_their_letters(table):
    columns = {"TR1": pd.Series([1, "a", 3, "b", None], dtype=object), "name": ["a", "b", "c", "", "e"]}
    labels = {"TR1": {1: "Sangat tidak setuju", "a": "Tidak tahu"}}
    content = data_file(".dta", columns, missing_user_values={"TR1": ["a", "b"]}, variable_value_labels=labels)
    found = table(content, "survey.dta")
    assert list(found.columns[0]) == ["1", ".a", "3", ".b", ""]
    assert found.declared_missing == {0: {".a", ".b"}}
    assert found.value_labels == {0: {"1": "Sangat tidak setuju", ".a": "Tidak tahu"}}
    assert list(found.columns[1]) == ["a", "b", "c", "", "e"]


def test_the_bytes_are_told_by_their_sha256(read):
    import hashlib

    content = data_file(".sav", ANSWERS)
    assert read(content, name="survey.sav").source.sha256 == hashlib.sha256(content).hexdigest()


def in_windows_1252(content: bytes) -> bytes:
    """Return a ``.sav`` whose ``Saran `` is ``Sar\xe9n `` in Windows-1252, while the file says UTF-8."""
    assert content.count(b"Saranx") == 1
    return content.replace(b"Saranx", b"Sar\xe9nx")


def test_bytes_that_are_not_in_the_declared_encoding_need_its_name(table, write, trust, read):
    content = in_windows_1252(data_file(".sav", {"V1": [1.0]}, column_labels=["Saranx"]))
    with pytest.raises(DataError) as caught:
        table(content, "survey.sav")
    (problem,) = caught.value.problems
    assert (problem.code, problem.reason) == ("E101", "undecodable_data_file")
    assert "--encoding" in caught.value.message("en")
    assert "--encoding" in caught.value.message("id")
    found = table(content, "survey.sav", encoding="latin-1")
    assert (found.labels, found.encoding) == ((("Sarénx",),), "latin-1")


@pytest.mark.parametrize("encoding", ["nonsense", "utf-99"])
def test_an_encoding_that_does_not_exist_is_told(refused, encoding):
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav", encoding=encoding).problems
    assert (problem.code, problem.reason, problem.value) == ("E101", "unknown_encoding", encoding)


def test_an_encoding_that_only_python_knows_is_told(refused):
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav", encoding="punycode").problems
    assert (problem.code, problem.reason, problem.value) == ("E101", "unknown_encoding", "punycode")


def test_the_encoding_of_stata_files_follows_their_version(table):
    assert table(data_file(".dta", WHOLE, version=12), "survey.dta").encoding == "windows-1252"
    assert table(data_file(".dta", WHOLE, version=15), "survey.dta").encoding == "utf-8"


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(file_bytes=10), "file_too_large"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(cells=11), "too_many_cells"),
        (Limits(field_characters=0), "field_too_long"),
    ],
)
def test_limits_of_data_files(refused, limits, reason):
    for suffix in SUFFIXES:
        (problem,) = refused(data_file(suffix, ANSWERS), name=f"survey{suffix}", limits=limits).problems
        assert (problem.code, problem.reason) == ("E109", reason)


def test_limits_hold_where_the_file_does_not_say_how_many_cases_it_has(table):
    content = bytearray(data_file(".sav", ANSWERS))
    assert content[80:84] == (3).to_bytes(4, "little")
    content[80:84] = b"\xff" * 4
    assert len(table(bytes(content), "survey.sav")) == 3
    for limits, reason in ((Limits(rows=2), "too_many_rows"), (Limits(cells=11), "too_many_cells")):
        with pytest.raises(DataError) as caught:
            table(bytes(content), "survey.sav", limits=limits)
        assert caught.value.problems[0].reason == reason


def test_a_file_is_read_chunk_by_chunk_as_it_is_read_whole(table, tmp_path):
    """A million cells are read at a time; 3,000 rows of 400 columns take two chunks."""
    draw = np.random.default_rng(1)
    columns = {f"V{at}": draw.integers(1, 6, 3_000).astype(float) for at in range(400)}
    for suffix in (".sav", ".zsav"):
        found = table(data_file(suffix, columns), f"survey{suffix}")
        for at, cells in enumerate(columns.values()):
            assert list(map(float, found.columns[at])) == cells.tolist()


def test_a_pipe_is_read_like_a_file(trust, tmp_path):
    import os
    import threading

    pipe = tmp_path / "survey.sav"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data_file(".sav", ANSWERS),))
    writer.start()
    assert read_responses(pipe, trust).items["TR2"].tolist() == [2, 2, 4]
    writer.join()


def spoilt(content: bytes, seed: int) -> bytes:
    """Return the bytes with a few of them changed, or cut; the magic at the start stays."""
    draw = random.Random(seed)
    found = bytearray(content)
    if draw.random() < 0.15:
        return bytes(found[: draw.randrange(8, len(found))])
    for _ in range(draw.choice([1, 2, 4, 8])):
        at = draw.randrange(8, min(len(found), 3_000))
        found[at : at + 1] = bytes([draw.choice([0, 127, 128, 255, draw.randrange(256)])])
    return bytes(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    "suffix", [pytest.param(each, marks=[] if each == ".sav" else pytest.mark.long) for each in SUFFIXES]
)
def test_no_spoilt_bytes_raise_anything_but_a_data_error_or_end_the_interpreter(table, suffix):
    """pyreadstat dies of some of these: what reads it in this process would take the test run with it."""
    labels = {name: {float(code): text for code, text in AGREE5.items()} for name in ANSWERS}
    how = {"missing_ranges": {"TR1": [9.0]}} if suffix != ".dta" else {}
    if suffix == ".dta":
        labels = dict.fromkeys(ANSWERS, AGREE5)
    content = data_file(suffix, WHOLE if suffix == ".dta" else ANSWERS, variable_value_labels=labels, **how)
    told = []
    for seed in range(70):
        try:
            table(spoilt(content, seed), f"survey{suffix}")
        except DataError as error:
            told.append((error.problems[0].code, error.message("en"), error.message("id")))
    assert "E110" in {code for code, *_ in told}
    assert all(english != indonesian for _, english, indonesian in told)


def test_a_process_that_dies_is_a_damaged_file(refused, monkeypatch):
    def dies(*_, **__):
        return SimpleNamespace(returncode=-signal.SIGSEGV, stdout=b"")

    monkeypatch.setattr(labelled.subprocess, "run", dies)
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav").problems
    assert (problem.code, problem.reason) == ("E110", "damaged_data_file")


@pytest.mark.parametrize(
    "answer", [b"", b"nothing\n", b"{}\n", b'{"contents": [["1"]], "sizes": ["|u1"], "records": 9}\n']
)
def test_an_answer_that_does_not_add_up_is_a_damaged_file(refused, monkeypatch, answer):
    def says(*_, **__):
        return SimpleNamespace(returncode=0, stdout=answer)

    monkeypatch.setattr(labelled.subprocess, "run", says)
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav").problems
    assert (problem.code, problem.reason) == ("E110", "damaged_data_file")


def test_reading_that_never_ends_is_given_up(refused, monkeypatch):
    def never(*_, **__):
        raise subprocess.TimeoutExpired("python", 120)

    monkeypatch.setattr(labelled.subprocess, "run", never)
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav").problems
    assert (problem.code, problem.reason) == ("E109", "reading_takes_too_long")


def test_where_no_process_can_be_started_another_format_is_proposed(refused, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    (problem,) = refused(data_file(".sav", ANSWERS), name="survey.sav").problems
    assert (problem.code, problem.reason) == ("E110", "no_process")


def test_the_process_says_nothing_beside_its_answer(capfd, read):
    read(data_file(".sav", ANSWERS), name="survey.sav")
    assert capfd.readouterr() == ("", "")


@pytest.mark.shared
def test_a_real_file_with_user_missing_values(shared, write):
    instrument = write(
        """
schema_version: 1
id: ordinal-sample
version: 1.0.0
status: proposed
validated: false
title: {en: "Sample (test)", id: "Contoh (uji)"}
citation: "Written for the tests of govassess."
modules: {all: {constructs: [A], required: true}}
headline: [A]
measurement_level: construct
scales:
  three:
    {min: 1, max: 3, labels: {
      1: {text: {en: Low, id: Rendah}}, 2: {text: {en: Medium, id: Sedang}}, 3: {text: {en: High, id: Tinggi}}}}
scoring: {weights: equal, index: pomp}
levels:
  rule: bands
  basis: index
  source: {en: "for tests", id: "untuk pengujian"}
  closed: left
  bands: [{level: 1, min: 0, max: 50, name: {en: Low, id: Rendah}}, {level: 2, min: 50, max: 100, name: {en: High, id: Tinggi}}]
constructs: [{id: A, name: {en: A, id: A}, items: [{id: myord, text: {en: Ordinal, id: Urutan}}]}]
""",
        "sample.yaml",
    )
    path = shared / "exports" / "spss" / "pyreadstat_user_missing_sample.sav"
    table = read_table(path, ReadingOptions(), count_matches=len)
    assert list(table.columns[5]) == ["1", "2", "3", "1", "1", "-1", "-3"]
    assert list(table.columns[1])[2:] == ["-1000.3", "-1.4", "1000.3", "-1", "2500"]
    assert table.declared_missing == {1: {"-1", "2500"}, 4: {"-1"}, 5: {"-1", "-3"}}
    assert list(table.columns[2])[:3] == ["2018-05-06", "1880-05-06", "1960-01-01"]
    assert table.encoding == "windows-1252"
    responses = read_responses(path, instrument)
    assert responses.items["myord"].fillna(0).tolist() == [1, 2, 3, 1, 1, 0, 0]
    met = [dict(issue.values) for issue in responses.issues if issue.code == "missing_code"]
    assert met == [
        {"item": "myord", "code": "-1", "count": 1, "label": "missing"},
        {"item": "myord", "code": "-3", "count": 1},
    ]
