"""One number is one text in every form of the tables that people read."""

from __future__ import annotations

import random
import re

import pytest

from govassess.report.whole import build, tables
from tests.report.a_result import a_result, an_old_result
from tests.report.left_out_results import left_out
from tests.report.renderings import RENDERINGS, Rows

RESULTS = {"full": a_result, "old": an_old_result, "careless left out": left_out}


def squeezed(rows: Rows) -> Rows:
    return [[re.sub(r"[ \n\t]+", " ", text).strip() for text in row] for row in rows]


@pytest.fixture(scope="module", params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("form", sorted(RENDERINGS))
def test_two_hundred_numbers_read_the_same_as_the_table_prints_them(form, lang):
    found = []
    for table in tables(build(a_result(), lang)).values():
        rows = squeezed(RENDERINGS[form](table))
        assert len(rows) == len(table.rows), table.name
        for row, texts in zip(table.rows, rows, strict=True):
            assert len(texts) == (1 if row.group else len(table.columns)), (table.name, texts)
            for cell, column, text in zip(row.cells, table.columns, texts, strict=False):
                if cell.source and cell.value is not None:
                    found.append((cell.source, " ".join(table.text(cell, column).split(" ")), text))
    sample = random.Random(20261123).sample(found, 200)
    assert [(source, text) for source, expected, text in sample if text != expected] == []


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_every_cell_of_every_form_reads_as_on_the_page(name, lang):
    for table in tables(build(RESULTS[name](), lang)).values():
        page = squeezed(RENDERINGS["html"](table))
        for form, read in RENDERINGS.items():
            assert squeezed(read(table)) == page, (table.name, form)
