"""Tables and charts by name, as a notebook asks for them."""

from __future__ import annotations

import pytest

from govassess.errors import PlanError
from govassess.report.formats import printed, share
from govassess.report.notebook import chart, fragment, table
from govassess.report.table import Cell, Column, Row, Table
from govassess.text.numbers import NumberFormat
from tests.report.a_result import a_result


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "english", "indonesian"),
    [
        (1234.565, "est", 2, "1,234.57", "1.234,57"),
        (0.214, "r", None, ".21", "0,21"),
        (1.04, "beta", None, "1.04", "1,04"),
        (0.0, "p", None, "< .001", "< 0,001"),
        (0.0341, "p", None, ".034", "0,034"),
        (-0.0004, "est", None, "0.00", "0,00"),
        (-0.12, "r", None, "−.12", "−0,12"),
        (0.6855, "pct", None, "68.6%", "68,6%"),
        ((0.07, 0.35), "est", None, "[0.07, 0.35]", "[0,07; 0,35]"),
        ((0.38, 0.52), "pct", 0, "[38%, 52%]", "[38%; 52%]"),
        (12345, "n", None, "12,345", "12.345"),
        (None, "est", None, "–", "–"),
    ],
)
def test_each_kind_of_number_reads_as_its_language_writes_it(value, kind, decimals, english, indonesian):
    assert printed(value, kind, NumberFormat("en"), decimals) == english
    assert printed(value, kind, NumberFormat("id"), decimals) == indonesian


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.0, "100%"), (0.9951, "more than 99%"), (0.9949, "99%"), (0.0, "0%"), (0.004, "less than 1%")],
)
def test_a_share_that_is_not_all_never_reads_as_all(value, words):
    assert share(value, "en") == words


def test_a_table_gives_its_values_as_stored():
    frame = table(a_result(), "hypotheses", "en").to_frame()
    assert list(frame["id"]) == ["H1", "H2", "H3", "H4"]
    assert frame.loc[0, "estimate"] == 0.5575
    assert (frame.loc[0, "conf_low"], frame.loc[0, "conf_high"]) == (0.4504, 0.6647)
    assert frame["estimate"].isna().tolist() == [False, False, True, False]


def test_a_table_shows_itself_in_a_notebook():
    html = table(a_result(), "dimensions", "id")._repr_html_()
    assert "@scope" in html
    assert "<caption" in html
    assert 'lang="id"' in html


def test_text_in_a_table_is_escaped():
    made = Table(
        name="x",
        title="<b>",
        columns=(Column(key="a", header="<i>", kind="text"),),
        rows=(Row(cells=(Cell(value="<script>"),)),),
    )
    html = made.to_html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;i&gt;" in html


def test_a_chart_is_given_by_name():
    assert chart(a_result(), "scores", "en").startswith("<svg")


@pytest.mark.parametrize("ask", [table, chart])
def test_an_unknown_name_lists_the_known_ones(ask):
    with pytest.raises(PlanError) as caught:
        ask(a_result(), "nonsense", "en")
    for lang in ("en", "id"):
        assert "hypotheses" in caught.value.message(lang)
        assert "nonsense" in caught.value.message(lang)


def test_the_fragment_is_small_and_scoped():
    html = fragment(a_result(), "en")
    assert len(html.encode()) < 100_000
    assert "@scope" in html
    assert 'href="#' not in html


def test_each_table_states_its_n_or_method_in_a_note():
    from govassess.report.whole import build, tables

    for lang in ("en", "id"):
        for name, found in tables(build(a_result(), lang)).items():
            assert found.notes.general, name


def test_the_funnel_adds_up():
    rows = table(a_result(), "funnel", "en").records()
    assert rows[0]["remaining"] - sum(row["count"] or 0 for row in rows) == rows[-1]["remaining"]


@pytest.mark.parametrize(
    ("cells", "once"),
    [
        ((Cell(instead="hidden"), Cell(instead="hidden")), True),
        ((Cell(instead="hidden"), Cell(instead="other")), False),
        ((Cell(instead="hidden"), Cell(value=1)), False),
        ((Cell(), Cell()), False),
        ((Cell(instead="hidden"),), False),
    ],
)
def test_a_word_that_fills_a_row_is_said_once_across_it(cells, once):
    columns = tuple(Column(key=str(place), header="x", kind="n") for place in range(len(cells) + 1))
    row = Row(cells=(Cell(value="a"), *cells))
    page = Table(name="t", title="t", columns=columns, rows=(row,)).to_html()
    assert row.said_once is once
    assert ("colspan" in page) is once
