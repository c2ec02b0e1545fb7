"""Parquet files: types as text, no limit of rows, no other file, no network; damage."""

from __future__ import annotations

import builtins
import random
from pathlib import Path

import duckdb
import pytest

from govassess.errors import DataError
from govassess.files.limits import Limits
from govassess.responses.formats import parquet
from govassess.responses.options import ReadingOptions
from govassess.responses.read import read_responses
from govassess.responses.source import read_table

ANSWERS = "SELECT 1::TINYINT AS TR1, 2.0::DOUBLE AS TR2, 3.00::DECIMAL(9, 2) AS TR3, '4' AS TR4"


@pytest.fixture
def made(tmp_path):
    """Write the result of a query as a Parquet file."""

    def _made(query: str, name: str = "survey.parquet", how: str = "") -> Path:
        path = tmp_path / name
        with duckdb.connect() as engine:
            engine.execute(f"COPY ({query}) TO '{tmp_path / 'made.parquet'}' (FORMAT parquet{how})")
        (tmp_path / "made.parquet").rename(path)
        return path

    return _made


def table_of(path, limits=None):
    return read_table(path, ReadingOptions(limits=limits), count_matches=len)


def refusal_of(path, trust, **options):
    with pytest.raises(DataError) as caught:
        read_responses(path, trust, **options)
    assert caught.value.message("en") != caught.value.message("id")
    return caught.value.problems


def test_answers_of_every_type_of_number_are_read(made, trust):
    responses = read_responses(made(f"{ANSWERS} UNION ALL SELECT 5, NULL, NULL, 'Setuju'"), trust)
    assert responses.items.fillna(0).to_numpy().tolist() == [[1, 2, 3, 4], [5, 0, 0, 4]]
    assert (responses.source.format, responses.source.header_row) == ("parquet", None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("7::UBIGINT", "7"), ("-7::BIGINT", "-7"), ("3::DOUBLE", "3"), ("2.5::DOUBLE", "2.5"), ("1.1::FLOAT", "1.1"),
        ("(0.1::DOUBLE + 0.2::DOUBLE)", "0.3"), ("'-0.0'::DOUBLE", "0"), ("'nan'::DOUBLE", ""), ("NULL", ""),
        ("2.50::DECIMAL(9, 2)", "2.5"), ("100::DECIMAL(9, 0)", "100"), ("true", "TRUE"), ("'NA'", "NA"), ("''", ""),
        ("'100.00'", "100.00"), ("DATE '2026-04-03'", "2026-04-03"), ("TIME '10:20:30'", "10:20:30"),
        ("TIMESTAMP '2026-04-03 10:20:30'", "2026-04-03 10:20:30"),
        ("TIMESTAMPTZ '2026-04-03 10:20:30+07'", "2026-04-03 03:20:30"), ("'a''\"b'", "a'\"b"),
        ("'b'::ENUM ('a', 'b')", "b"), ("'teks'::BLOB", "teks"),
    ],
)  # fmt: skip
def test_values_become_the_text_that_a_csv_would_hold(made, value, text):
    column = table_of(made(f"SELECT {value} AS c")).columns[0]
    assert list(column) == [text]


def test_times_with_a_zone_do_not_depend_on_the_computer_s(made, root, monkeypatch):
    import os
    import subprocess
    import sys

    path = made("SELECT TIMESTAMPTZ '2026-04-03 10:20:30+00' AS c")
    code = (
        "from pathlib import Path; import sys; from govassess.files.limits import Limits;"
        "from govassess.responses.options import ReadingOptions;"
        "from govassess.responses.source import read_table;"
        "print(*read_table(Path(sys.argv[1]), ReadingOptions(), count_matches=len).columns[0])"
    )
    environment = {**os.environ, "TZ": "Asia/Jakarta", "PYTHONPATH": str(root)}
    run = subprocess.run(
        [sys.executable, "-c", code, path], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "2026-04-03 10:20:30"


def test_contents_stand_in_the_order_of_their_first_appearance(made):
    path = made("SELECT CASE WHEN i < 70000 THEN 'b' WHEN i % 2 = 0 THEN 'c' ELSE 'a' END AS c FROM range(100000) t(i)")
    column = table_of(path).columns[0]
    assert column.contents == ("b", "c", "a")
    assert column.counts() == {"b": 70_000, "c": 15_000, "a": 15_000}
    assert (column[69_999], column[70_000], column[70_001]) == ("b", "c", "a")


def test_many_distinct_contents_are_read_in_their_order(made):
    path = made("SELECT 'id' || (i * 7919 % 30011) AS id, i % 5 + 1 AS TR1 FROM range(30011) t(i)")
    table = table_of(path)
    assert list(table.columns[0]) == [f"id{i * 7919 % 30011}" for i in range(30_011)]
    assert list(table.columns[1])[:6] == ["1", "2", "3", "4", "5", "1"]


def test_rows_and_bytes_are_not_limited_and_columns_and_fields_are(made, trust):
    path = made(f"{ANSWERS} FROM range(500)")
    limits = Limits(rows=10, cells=10, file_bytes=10)
    assert read_responses(path, trust, limits=limits).items.shape == (500, 4)
    for limits, reason in ((Limits(columns=3), "too_many_columns"), (Limits(field_characters=0), "field_too_long")):
        (problem,) = refusal_of(path, trust, limits=limits)
        assert (problem.code, problem.reason) == ("E109", reason)


def test_an_error_names_the_row_of_the_data(made, trust):
    (problem,) = refusal_of(made(f"{ANSWERS} UNION ALL SELECT 9, 1, 1, '7'"), trust)
    assert (problem.code, problem.row, problem.column, problem.cell, problem.value) == ("E202", 2, "TR4", None, "7")


@pytest.mark.parametrize("value", ["[1, 2]", "[1.5::DECIMAL(9, 2)]", "{'a': 1}", "MAP {'a': 1}"])
def test_columns_of_several_values_are_refused_by_name(made, trust, value):
    (problem,) = refusal_of(made(f"{ANSWERS}, {value} AS extra"), trust)
    assert (problem.code, problem.reason, problem.column) == ("E205", "nested_column", "extra")


def test_without_duckdb_the_way_to_install_it_is_told(made, trust, monkeypatch):
    path = made(ANSWERS)
    plain = builtins.__import__

    def without(name, *rest, **more):
        if name == "duckdb":
            raise ImportError(name)
        return plain(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    (problem,) = refusal_of(path, trust)
    assert (problem.code, problem.reason) == ("E110", "no_duckdb")
    assert 'pip install "govassess[scale]"' in DataError([problem]).message("en")
    assert 'pip install "govassess[scale]"' in DataError([problem]).message("id")


@pytest.mark.parametrize(
    "name", ["s*.parquet", "s[1].parquet", "s?.parquet", "it's.parquet", 'a"b.parquet', "s;--.parquet"]
)
def test_a_name_is_no_pattern_and_no_query(made, trust, name):
    made("SELECT 1 AS other", "s1.parquet")
    assert read_responses(made(ANSWERS, name), trust).items.shape == (1, 4)


def test_folders_add_no_columns(tmp_path, made):
    folder = tmp_path / "year=2026"
    folder.mkdir()
    moved = made(ANSWERS).rename(folder / "survey.parquet")
    assert table_of(moved).headings == ("TR1", "TR2", "TR3", "TR4")


def test_names_of_columns_are_no_queries(made):
    table = table_of(made('SELECT 1 AS "a"" b", 2 AS "file_row_number", 3 AS "x; DROP TABLE survey", 4 AS "v"'))
    assert table.headings == ('a" b', "file_row_number", "x; DROP TABLE survey", "v")
    assert table.row(0) == ("1", "2", "3", "4")


def test_the_database_sees_no_other_file_and_loads_no_extension(made):
    path, other = made(ANSWERS), made("SELECT 1 AS other", "other.parquet")
    with parquet._opened(path) as engine:
        for query in (
            f"SELECT * FROM '{other}'",
            f"COPY survey TO '{path.parent / 'stolen.csv'}'",
            "SELECT * FROM 'https://example.org/x.parquet'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                engine.execute(query).fetchall()
    assert sorted(each.name for each in path.parent.iterdir()) == ["other.parquet", "survey.parquet"]


def test_a_pipe_is_read_like_a_file(made, trust, tmp_path):
    import os
    import threading

    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(made(ANSWERS).read_bytes(),))
    writer.start()
    assert read_responses(pipe, trust).items.shape == (1, 4)
    writer.join()


@pytest.mark.parametrize("compression", ["snappy", "zstd", "uncompressed"])
def test_no_spoilt_bytes_raise_anything_but_a_data_error(made, write, compression):
    query = (
        "SELECT i % 5 + 1 AS TR1, (i % 3)::DOUBLE AS TR2, ['Setuju', 'Netral'][i % 2 + 1] AS TR3, i % 2 = 0 AS b,"
        " DATE '2026-01-01' + (i % 90)::INT AS d, 'id' || i AS id FROM range(500) t(i)"
    )
    content = made(query, how=f", COMPRESSION {compression}").read_bytes()
    told = []
    for seed in range(70):
        draw = random.Random(seed)
        spoilt = bytearray(content)
        if draw.random() < 0.15:
            spoilt = spoilt[: draw.randrange(8, len(spoilt))]
        for _ in range(draw.choice([1, 2, 4, 8])):
            at = (
                draw.randrange(max(len(spoilt) - 1_500, 4), len(spoilt))
                if draw.random() < 0.6
                else draw.randrange(4, len(spoilt))
            )
            spoilt[at] = draw.choice([0, 127, 128, 255, draw.randrange(256)])
        try:
            table_of(write(bytes(spoilt), "survey.parquet"))
        except DataError as error:
            told.append((error.problems[0].code, error.message("en"), error.message("id")))
    assert "E110" in {code for code, *_ in told}
    assert all(english != indonesian for _, english, indonesian in told)


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1PAR1", b"PAR1" + b"\0" * 50 + b"PAR1", b"PAR1" + b"\xff" * 50])
def test_what_is_no_parquet_beyond_its_first_bytes_is_damaged(write, trust, content):
    (problem,) = refusal_of(write(content, "survey.parquet"), trust)
    assert (problem.code, problem.reason) == ("E110", "damaged_data_file")


def test_a_file_without_rows_is_refused(made, trust):
    problems = refusal_of(made(f"SELECT * FROM ({ANSWERS}) WHERE false"), trust)
    assert ("E105", "no_cases") in [(each.code, each.reason) for each in problems]
