"""Each form of a table read back as rows of printed texts, by rules written down here and not taken from the package."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from govassess.report.table import Table

Rows = list[list[str]]
MARK = re.compile(r" (?:†(?: |$))?(?:\[[WP]\d+\] ?)*$")


class Cells(HTMLParser):
    """The rows of the body of a table, without marks; a cell over several columns is repeated in each."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Rows = []
        self._body = self._mark = False
        self._span = 1
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._body = self._body or tag == "tbody"
        if self._body and tag == "tr":
            self.rows.append([])
        elif self._body and tag in ("td", "th"):
            self._span = 1 if found.get("scope") == "rowgroup" else int(found.get("colspan") or 1)
            self.rows[-1] += [""] * self._span
        elif found.get("class") in ("mark", "flagmark"):
            self._mark = True

    def handle_endtag(self, tag: str) -> None:
        self._body = self._body and tag != "tbody"
        self._mark = self._mark and tag not in ("a", "span")
        if tag in ("td", "th"):
            self._span = 0

    def handle_data(self, data: str) -> None:
        if self._body and self._span and not self._mark:
            for place in range(1, self._span + 1):
                self.rows[-1][-place] += data


def from_html(table: Table) -> Rows:
    return Cells(table.to_html()).rows


def from_notebook(table: Table) -> Rows:
    return Cells(table._repr_html_()).rows


def from_markdown(table: Table) -> Rows:
    lines = [line for line in table.to_markdown().split("\n") if line.startswith("|")]
    rows = []
    for line in lines[2:]:
        cells = re.split(r"(?<!\\)\|", line[1:-1])
        texts = [re.sub(r"\\(.)", r"\1", html.unescape(re.sub(r"^\*\*|\*\*$", "", cell.strip(" ")))) for cell in cells]
        whole = cells[0].strip(" ").startswith("**") and not any(text for text in texts[1:])
        rows.append([without_marks(text) for text in (texts[:1] if whole else texts)])
    return rows


LATEX = {
    r"\textless{}": "<", r"\textgreater{}": ">", r"\ensuremath{-}": "−", r"\textendash{}": "–", r"\textemdash{}": "—", r"\dots{}": "…", r"\textperiodcentered{}": "·",
    r"\textdagger{}": "†", r"\textquotedblleft{}": "“", r"\textquotedblright{}": "”", r"\textquoteright{}": "’", r"\textquoteleft{}": "‘", r"\textsuperscript{2}": "²",
    r"\ensuremath{\geq}": "≥", r"\ensuremath{\leq}": "≤", r"\ensuremath{\rightarrow}": "→", r"\ensuremath{\times}": "×", r"\ensuremath{\alpha}": "α", r"\ensuremath{\beta}": "β",
    r"\ensuremath{\chi}": "χ", r"\ensuremath{\omega}": "ω", r"\ensuremath{\rho}": "ρ", r"\ensuremath{\Delta}": "Δ", r"\textquotesingle{}": "'", r"\textbar{}": "|",
    r"\textquotedbl{}": '"', "~": "\N{NO-BREAK SPACE}", "-{}-": "--", "{[}": "[", "{*}": "*", r"\%": "%", r"\&": "&", r"\_": "_", r"\#": "#", r"\$": "$",
}  # fmt: skip


def from_latex(table: Table) -> Rows:
    text = table.to_latex()
    body = text[text.index(r"\endlastfoot") + len(r"\endlastfoot") : text.index(r"\end{longtable}")]
    rows = []
    for row in filter(None, body.split("\n")):
        line = re.sub(r"\\hspace\*\{\d+em\}", "", re.sub(r" \\\\\*?$", "", row))
        whole = re.match(r"^\\multicolumn\{\d+\}\{@\{\}l@\{\}\}\{(.*)\}$", line)
        line = whole[1] if whole else line
        cells = re.split(r"(?<!\\) & ", line)
        rows.append([without_marks(_unescaped(re.sub(r"^\\textbf\{(.*)\}$", r"\1", cell))) for cell in cells])
    return rows


def _unescaped(text: str) -> str:
    for command, sign in LATEX.items():
        text = text.replace(command, sign)
    assert "\\" not in text, text
    return text


def without_marks(text: str) -> str:
    return MARK.sub("", text).strip(" ").lstrip("\N{NO-BREAK SPACE}")


RENDERINGS: dict[str, Callable[[Table], Rows]] = {
    "html": from_html,
    "notebook": from_notebook,
    "markdown": from_markdown,
    "latex": from_latex,
}
"""Form -> how it is read back; a new form of the tables adds its own line here."""
