"""Texts on their way into a CSV, a terminal, a file name."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govassess.files.cells import csv_text, guarded, printable, slug
from govassess.files.limits import Limits


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "a,=1+1", 'a"=1', "a;@x", "a\n=cmd", " =1", "a, =1"],
)  # fmt: skip
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(formula):
    assert guarded(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["Dinas Kesehatan", "A-1", "a@b", "2 = 2", "Setuju", "1/9", "", "It's"])
def test_other_texts_stay(text):
    assert guarded(text) == text


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert csv_text([["n", "mean"], [3, -1.25], [None, 0.1]]) == "n,mean\r\n3,-1.25\r\n,0.1\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1), min_size=1))
def test_what_is_written_is_read_back_behind_the_guard(texts):
    [row] = csv.reader(io.StringIO(csv_text([texts]), newline=""), strict=True)
    assert row == [guarded(text) for text in texts]


@given(st.text())
def test_what_is_printed_holds_no_control_or_direction_character(text):
    shown = printable(text, 30)
    assert shown.isprintable()
    shown.encode("utf-8")


def test_a_long_text_is_cut():
    assert printable("x" * 41) == "x" * 39 + "…"
    assert printable("x" * 40) == "x" * 40


@pytest.mark.parametrize(
    ("text", "name"),
    [("Survei SKM 2026", "survei-skm-2026"), ("../../etc/passwd", "etc-passwd"), ("NUL", "nul-file"), ("", "file"), ("é", "e"), ("\u202e", "file")],
)  # fmt: skip
def test_a_file_name_is_plain(text, name):
    assert slug(text) == name


@given(st.text())
def test_a_file_name_is_never_more_than_letters_digits_hyphens(text):
    name = slug(text)
    assert name
    assert name.isascii()
    assert name.replace("-", "").isalnum()
    assert len(name) <= 65


def test_limits_are_those_promised():
    limits = Limits()
    assert (limits.file_bytes, limits.rows, limits.columns, limits.cells) == (50_000_000, 200_000, 2_000, 20_000_000)
    assert (limits.field_characters, limits.yaml_bytes, limits.yaml_depth) == (32_767, 1_000_000, 20)
    assert (limits.xlsx_bytes, limits.xlsx_ratio, limits.xlsx_parts, limits.items, limits.groups) == (
        200_000_000,
        100,
        1_000,
        500,
        1_000,
    )
