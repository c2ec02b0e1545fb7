"""No form of any table prints NaN, infinity, a minus zero, an exponent, or a p of zero or one, whatever the values."""

from __future__ import annotations

import io
import json
import random
import re

import openpyxl
import pytest

from govassess.report import csv_tables, latex, markdown
from govassess.report.formats import DECIMALS, printed
from govassess.report.html import page
from govassess.report.whole import build, tables
from govassess.report.xlsx import workbook
from govassess.result.assessment import Assessment
from govassess.result.codec import decode, encode
from govassess.text.numbers import NumberFormat
from tests.report.a_result import a_result
from tests.report.pages import Page

EXTREME = (0.0, -0.0, 1e-300, -1e-300, 4.9e-10, -0.00049, 0.9999999, -0.9999999, 1.0, 9e14, -9e14, 123456789.5, 2e-21)
SHARES = (0.0, 1e-12, 0.0049999, 0.5, 0.99999999, 1.0)
COUNTS = (0, 1, 10**12)
BAD = re.compile(r"\b(?:NaN|nan|inf|None|Infinity)\b|[−-]0?[.,]0+(?![\d])|[−-]0(?![\d.,])|\d[eE][+-]?\d{2}")


def extreme(seed: int) -> Assessment:
    """The made-up result with every number of its statistics replaced by an extreme one."""
    draw = random.Random(seed)
    tree = json.loads(encode(a_result()))
    for part in ("scores", "items", "reliability", "hypotheses", "models", "estimators", "path_models", "comparisons"):
        _replace(tree[part], draw, "")
    _replace(tree["validity"], draw, "")
    return decode(json.dumps(tree))


def _replace(node, draw, name):
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        label = key if isinstance(node, dict) else name
        if isinstance(value, dict | list):
            _replace(value, draw, label)
        elif isinstance(value, float) and not isinstance(value, bool) and label != "level_share":
            bounded = re.search(r"share|_p$|^p_|floor|ceiling|rate|residual", str(label)) or name == "level_share"
            node[key] = draw.choice(SHARES if bounded else EXTREME)


@pytest.fixture(scope="module", params=[("en", 1), ("id", 2)], ids=lambda param: param[0])
def report(request):
    lang, seed = request.param
    return build(extreme(seed), lang)


def p_texts(report) -> list[str]:
    return [
        table.text(cell, column)
        for table in tables(report).values()
        for row in table.rows
        if not row.group
        for cell, column in zip(row.cells, table.columns, strict=True)
        if column.kind == "p" and cell.value is not None
    ]


def test_no_text_of_any_form_holds_such_a_number(report):
    forms = {
        "html": re.sub(r"\b[0-9a-f]{64}\b", "", Page(page(report)).text),
        "md": re.sub(r"\\(.)", r"\1", markdown.document(report)),
        "tex": latex.document(report).replace(r"\ensuremath{-}", "−"),
        **csv_tables.folder(report),
    }
    for name, text in forms.items():
        found = re.search(BAD, re.sub(r"\b[ab]{64}\b|\d{4}-\d\d-\d\d|p\{0\.\d+", "", text))
        assert not found, (name, text[max(0, found.start() - 60) : found.end() + 20])


def test_p_is_never_zero_and_never_one(report):
    texts = p_texts(report)
    assert len(texts) > 10
    for text in texts:
        assert not re.fullmatch(r"0?[.,]0+|1[.,]0+", text)


def test_a_workbook_holds_the_values_and_formats_that_show_no_minus_zero(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    cells = [cell for sheet in book.worksheets[1:-1] for row in sheet.iter_rows() for cell in row]
    numeric = [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert len(numeric) > 400
    for cell in numeric:
        assert cell.value == cell.value
        decimals = re.search(r"\.(0+)", cell.number_format)
        places = (len(decimals[1]) if decimals else 0) + 2 * ("%" in cell.number_format)
        if cell.value < 0 and round(abs(cell.value), places) == 0 and abs(cell.value) < 0.49 * 10**-places:
            assert "−" not in cell.number_format, (cell.value, cell.number_format)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_ten_thousand_random_numbers_of_every_kind_are_clean(lang):
    draw = random.Random(7)
    for _ in range(10_000):
        kind = draw.choice(sorted(DECIMALS))
        value = draw.choice(
            (draw.uniform(-2, 2), draw.uniform(-1, 1) * 10 ** draw.randint(-12, 12), draw.choice(EXTREME))
        )
        if kind == "p":
            value = min(abs(value), 1.0)
        text = printed((value, value) if kind == "ci" else value, kind, NumberFormat(lang))
        assert not BAD.search(text), (value, kind, text)
        assert "-" not in text
        if kind == "p":
            assert text not in (".000", "0,000", "1.000", "1,000")
