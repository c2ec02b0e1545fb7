"""The same content gives the same responses, whatever the file's format, delimiter, words or row order."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govassess.responses.read import read_responses

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


def as_workbook(rows):
    book = openpyxl.Workbook()
    for row in [HEAD, *rows]:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
