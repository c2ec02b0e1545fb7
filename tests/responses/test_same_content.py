"""The same content gives the same responses, whatever the file's format, delimiter, words or row order."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govassess.assessment.assess import assess
from govassess.questionnaire.simulate import simulate
from govassess.report.html import render_html
from govassess.responses.read import read_responses
from govassess.result.codec import encode
from tests.responses.statistics_files import AGREE5, columns_of, data_file

HEAD = ["consent", "agency", "years", "TR1", "TR2", "TR3", "TR4"]
ANSWERS = ["1", "2", "3", "4", "5", "Setuju", "Strongly agree", "N", "3,0", "99", "Tidak tahu", "", "4 - Agree"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "Ya", "Tidak"]),
        st.text(alphabet="abcdé ,;\"'", max_size=8),
        st.sampled_from(["", "0", "12", "2,5"]),
        *[st.sampled_from(ANSWERS)] * 4,
    ),
    min_size=1,
    max_size=12,
)


def as_csv(rows, delimiter, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([HEAD, *rows])
    return out.getvalue().encode(encoding)


def as_workbook(rows, head=HEAD):
    book = openpyxl.Workbook()
    for row in [head, *rows]:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(columns):
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as engine:
        engine.register("made", pd.DataFrame(columns))
        engine.execute(f"COPY made TO '{folder}/made.parquet' (FORMAT parquet)")
        return (Path(folder) / "made.parquet").read_bytes()


def without_source(result) -> bytes:
    """The canonical JSON of an assessment, less the block that says which file it was."""
    tree = json.loads(encode(result))
    assert tree.pop("source")["file"]
    return json.dumps(tree, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def twins():
    """One simulated survey with every kind of column, as the bytes of each format."""
    survey = simulate("cg-dps-smartcity", 60, seed=4).fillna("").astype(str)
    head, rows = list(survey.columns), survey.to_numpy().tolist()
    columns = columns_of([head, *rows])
    numeric = {name: cells for name, cells in columns.items() if isinstance(cells[0], float)}
    items = [name for name in numeric if name[:2].isupper()]
    assert len(items) == 64
    labels = {name: {float(code): text for code, text in AGREE5.items()} for name in items}
    assert any(99.0 in columns[name] for name in items)
    spss = {"variable_value_labels": labels, "missing_ranges": dict.fromkeys(items, (99.0,))}
    spss["missing_ranges"] = {name: list(codes) for name, codes in spss["missing_ranges"].items()}
    lined = io.StringIO(newline="")
    csv.writer(lined, delimiter="\t", lineterminator="\r\n").writerows([head, *rows])
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows([head, *rows])
    return {
        "survey.csv": plain.getvalue().encode(),
        "survey.tsv": lined.getvalue().encode("utf-16"),
        "survey.xlsx": as_workbook(rows, head),
        "survey.sav": data_file(".sav", columns, **spss),
        "survey.zsav": data_file(".zsav", columns),
        "survey.dta": data_file(".dta", columns),
        "survey.parquet": as_parquet(columns),
    }


@pytest.fixture(scope="module")
def result_of(twins, tmp_path_factory):
    """Assess one of the files, once."""
    folder = tmp_path_factory.mktemp("twins")
    known = {}

    def _result_of(name):
        if name not in known:
            (folder / name).write_bytes(twins[name])
            known[name] = assess(read_responses(folder / name), by="agency_type", draws=40, seed=1)
        return known[name]

    return _result_of


@pytest.mark.parametrize(
    "name", ["survey.tsv", "survey.xlsx", "survey.sav", "survey.zsav", "survey.dta", "survey.parquet"]
)
def test_the_same_survey_in_any_format_gives_the_same_result_byte_for_byte(result_of, name):
    assert result_of(name).source.format == {"tsv": "csv", "zsav": "sav"}.get(name[7:], name[7:])
    assert without_source(result_of(name)) == without_source(result_of("survey.csv"))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_report_on_a_file_without_a_header_names_no_header_row(result_of, lang):
    page = render_html(result_of("survey.sav"), lang)
    assert "survey.sav" in page
    assert "--header-row" not in page
    assert "None" not in page


def assert_same(one, two):
    pd.testing.assert_frame_equal(one.items, two.items)
    pd.testing.assert_frame_equal(one.profile, two.profile)
    assert one.funnel == two.funnel
    assert one.issues == two.issues


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_text_and_workbook_twins_give_equal_responses(tmp_path, trust, rows):
    plain = tmp_path / "survey.csv"
    plain.write_bytes(as_csv(rows, ",", "utf-8"))
    one = read_responses(plain, trust)
    plain.write_bytes(as_csv(rows, ";", "utf-8-sig"))
    assert_same(one, read_responses(plain, trust))
    book = tmp_path / "survey.xlsx"
    book.write_bytes(as_workbook(rows))
    assert_same(one, read_responses(book, trust))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=st.permutations(range(len(HEAD))))
def test_the_order_of_columns_does_not_matter(tmp_path, trust, rows, order):
    path = tmp_path / "survey.csv"
    path.write_bytes(as_csv(rows, ",", "utf-8"))
    one = read_responses(path, trust)
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[row[at] for at in order] for row in [HEAD, *rows]])
    path.write_bytes(out.getvalue().encode())
    two = read_responses(path, trust)
    pd.testing.assert_frame_equal(one.items, two.items)
    assert one.funnel == two.funnel


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_but_a_data_error(tmp_path, trust, content):
    from govassess.errors import DataError

    for name in ("survey.csv", "survey.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        told = []
        try:
            read_responses(path, trust)
        except DataError as error:
            told = [error.message("en"), error.message("id")]
        assert all(told)
