"""The tables as CSV files: tidy, typed, in the C locale unless the plan asks for the Indonesian way."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pandas as pd
import pytest

from govassess.report import csv_tables
from govassess.report.table import Cell, Column, Row, Table
from govassess.report.whole import build, tables
from govassess.result.codec import decode, encode
from tests.report.a_result import a_result


def report(lang="en", **options):
    made = a_result()
    return build(decode(encode(replace(made, options=replace(made.options, **options)))), lang)


def test_there_is_a_file_a_table_a_list_of_them_and_of_their_columns():
    made, found = csv_tables.folder(report()), tables(report())
    assert len(made) == len(found) + 2
    listed = pd.read_csv(io.StringIO(made["tables.csv"].removeprefix("\ufeff")))
    assert listed["table"].tolist() == list(found)
    assert listed["number"].tolist() == list(range(1, len(found) + 1))
    assert set(listed["file"]) == set(made) - {"tables.csv", "columns.csv"}
    columns = pd.read_csv(io.StringIO(made["columns.csv"].removeprefix("\ufeff")))
    for name, group in columns.groupby("file"):
        head = next(csv.reader([made[name].removeprefix("\ufeff").split("\r\n")[0]]))
        assert [key for key in head if key not in ("group", "not_available")] == group["column"].tolist()


@pytest.mark.parametrize(("dialect", "delimiter", "decimal"), [("c", ",", "."), ("id", ";", ",")])
def test_numbers_come_back_as_they_are_stored(dialect, delimiter, decimal):
    made, met = csv_tables.folder(report(csv_dialect=dialect)), 0
    for table, name in zip(
        tables(report()).values(), csv_tables.file_names(list(tables(report()).values())), strict=True
    ):
        frame = pd.read_csv(
            io.BytesIO(made[f"{name}.csv"].encode()), sep=delimiter, decimal=decimal, encoding="utf-8-sig", keep_default_na=False, na_values=[""]
        )  # fmt: skip
        for at, record in enumerate(table.records()):
            for key, value in record.items():
                if isinstance(value, float):
                    assert math.isclose(frame.loc[at, key], value, rel_tol=1e-14, abs_tol=1e-300), (name, key)
                    met += 1
                elif value is None:
                    assert pd.isna(frame.loc[at, key])
    assert met > 300


def test_group_rows_become_a_column_and_reasons_another():
    made = csv_tables.folder(report())
    frame = pd.read_csv(io.StringIO(made["hypotheses.csv"].removeprefix("\ufeff")))
    assert frame.columns[0] == "group"
    assert frame["group"].str.contains("m = ").any()
    profile = pd.read_csv(io.StringIO(made["profile.csv"].removeprefix("\ufeff")))
    assert profile.columns[-1] == "not_available"
    assert profile["not_available"].str.contains("n: suppressed").any()
    assert "not_available" not in made["levels.csv"]


def test_a_table_gives_itself_as_csv_without_exponents_or_a_minus_before_zero():
    kinds = [("tiny", 2e-21), ("huge", 1.5e22), ("zero", -0.0), ("less", -1.25e-7)]
    table = Table(
        name="any",
        title="Any",
        columns=tuple(Column(key=key, header=key, kind="est") for key, _ in kinds),
        rows=(Row(cells=tuple(Cell(value=value) for _, value in kinds)),),
    )
    head, row, end = table.to_csv().split("\r\n")
    assert (head, end) == ("\ufefftiny,huge,zero,less", "")
    assert row == "0.000000000000000000002,15000000000000000000000,0.0,-0.000000125"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_not_written(value):
    table = Table(
        name="x", title="", columns=(Column(key="a", header="", kind="est"),), rows=(Row(cells=(Cell(value=value),)),)
    )
    for write in (table.to_csv, table.to_markdown, table.to_latex, table.to_html):
        with pytest.raises(ValueError, match="not a number"):
            write()
