"""Tables as Markdown and as LaTeX: captions and notes as APA sets them, texts that stay texts."""

from __future__ import annotations

import re

import pytest

from govassess.report import latex, markdown
from govassess.report.notebook import table as named
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.whole import build, tables
from tests.report.a_result import a_result

TABLE = Table(
    name="any.thing",
    number=3,
    title="Means & more",
    columns=(
        Column(key="id", header="Name", kind="text"),
        Column(key="mean", header="M", kind="est"),
        Column(key="ci", header="95% CI", kind="ci"),
    ),
    rows=(
        Row(cells=(Cell(value="Group_1"),), group=True),
        Row(cells=(Cell(value="a|b", marks=(4,)), Cell(value=-0.5, flag=True), Cell(value=(-1.0, 0.25))), indent=1),
        Row(cells=(Cell(value="[c]", strong=True), Cell(instead="not computed"), Cell())),
    ),
    notes=Notes(general="n = 3.", specific=("# of rows",), probability="p < .05"),
)


MARKDOWN = """\
**Table 3**

*Means & more*

| Name | M | 95% CI |
| :--- | ---: | ---: |
| **Group\\_1** |  |  |
| ___a\\|b [W4] | −0.50 † | [−1.00, 0.25] |
| **[c]** | not computed | – |

*Note.* n = 3.

\\# of rows

p < .05""".replace("___", "\N{NO-BREAK SPACE}" * 3)


def test_markdown_has_number_title_table_and_notes():
    assert TABLE.to_markdown() == MARKDOWN


def test_a_notebook_shows_the_same_markdown():
    found = named(a_result(), "hypotheses", "id")
    assert found._repr_markdown_() == found.to_markdown()
    assert found.to_markdown().startswith("**Tabel ")


def test_latex_has_rules_caption_label_and_notes():
    text = TABLE.to_latex()
    assert r"\setcounter{table}{2}" in text
    assert (
        r"\setlength{\LTcapwidth}{\linewidth}" in text
    )  # within the table: a caption flush left, where it is copied to
    assert r"\caption{Means \& more}\label{tab:any-thing}\\" in text
    assert text.count(r"\toprule Name & M & 95\% CI \\ \midrule") == 2
    assert r"\multicolumn{3}{@{}l@{}}{\textbf{Group\_1}} \\*" in text
    assert (
        r"\hspace*{1em}a\textbar{}b [W4] & \ensuremath{-}0.50 \textdagger{} & {[}\ensuremath{-}1.00, 0.25] \\" in text
    )
    assert r"\textbf{{[}c]} & not computed & \textendash{} \\" in text
    assert text.endswith(
        "{\\footnotesize \\textit{Note.} n = 3.\\par}\n{\\footnotesize \\#"
        " of rows\\par}\n{\\footnotesize p \\textless{} .05\\par}"
    )


def test_columns_of_latex_fit_the_line():
    for lang in ("en", "id"):
        for table in tables(build(a_result(), lang)).values():
            shares = [float(share) for share in re.findall(r"p\{([\d.]+)\\linewidth\}", table.to_latex())]
            assert len(shares) == len(table.columns)
            assert sum(shares) + 0.009 * (len(shares) - 1) <= 1.0005, table.name  # two gaps of 3pt in 267 mm


@pytest.mark.parametrize("lang", ["en", "id"])
def test_each_file_holds_every_table_and_every_warning_once(lang):
    report = build(a_result(), lang, date="2026-11-23")
    for made, table_sign, mark in (
        (markdown.document(report), r"^\*\*(?:Table|Tabel) \d+\*\*$", r"^- \[[WP](\d+)\] "),
        (latex.document(report), r"^\\begin\{longtable\}", r"^\\item\[\{\{\[\}[WP](\d+)\]\}\] "),
    ):
        assert len(re.findall(table_sign, made, re.MULTILINE)) == len(tables(report))
        numbers = [int(number) for number in re.findall(mark, made, re.MULTILINE)]
        assert numbers == list(range(1, len(report.warnings) + 1))
    assert "23 November 2026" in markdown.document(report)


def test_labels_of_latex_are_unique_in_a_file():
    labels = re.findall(r"\\label\{(.*?)\}", latex.document(build(a_result(), "en")))
    assert len(labels) == len(set(labels)) > 20
