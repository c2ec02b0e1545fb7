"""The tables as LaTeX: booktabs rules, captions above, notes beneath, every text escaped."""

from __future__ import annotations

import re

from govassess.report.lines import Line, Word, is_text, lines, notes, one_line, plain
from govassess.report.table import Column, Table
from govassess.report.whole import Report, tables
from govassess.text.catalogue import say

COMMANDS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "'": r"\textquotesingle{}", "`": r"\textasciigrave{}",
    "\N{NO-BREAK SPACE}": "~", "\N{NARROW NO-BREAK SPACE}": r"\,", "\N{SOFT HYPHEN}": r"\-",
    "\N{NON-BREAKING HYPHEN}": r"\mbox{-}",
    "−": r"\ensuremath{-}", "–": r"\textendash{}", "—": r"\textemdash{}", "…": r"\dots{}",
    "·": r"\textperiodcentered{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "†": r"\textdagger{}", "‡": r"\textdaggerdbl{}", "°": r"\textdegree{}", "²": r"\textsuperscript{2}",
    "³": r"\textsuperscript{3}", "×": r"\ensuremath{\times}", "±": r"\ensuremath{\pm}", "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}", "≠": r"\ensuremath{\neq}", "≈": r"\ensuremath{\approx}",
    "→": r"\ensuremath{\rightarrow}",
    "√": r"\ensuremath{\surd}", "Δ": r"\ensuremath{\Delta}", "α": r"\ensuremath{\alpha}", "β": r"\ensuremath{\beta}",
    "γ": r"\ensuremath{\gamma}", "ε": r"\ensuremath{\varepsilon}", "η": r"\ensuremath{\eta}",
    "κ": r"\ensuremath{\kappa}", "λ": r"\ensuremath{\lambda}", "μ": r"\ensuremath{\mu}", "ρ": r"\ensuremath{\rho}",
    "σ": r"\ensuremath{\sigma}", "τ": r"\ensuremath{\tau}", "φ": r"\ensuremath{\varphi}", "χ": r"\ensuremath{\chi}",
    "ω": r"\ensuremath{\omega}",
}  # fmt: skip
"""What a character is in LaTeX where it is not itself."""

DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
OPENING = re.compile(r"^([\[*])")  # after the end of a line they would be its option
LABEL = re.compile(r"[^a-z0-9]+")
WIDTH = 150  # characters of a line: landscape A4 at footnotesize
GAP = 1.6  # characters: the space between two columns
STUB, WORDS, NARROWEST = 44, 36, 4.5

PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\usepackage[landscape,margin=15mm]{geometry}
\usepackage{iftex}
\ifPDFTeX\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{textcomp}\else\usepackage{fontspec}\fi
\usepackage{array,booktabs,longtable,caption}
\captionsetup{labelfont=bf,textfont=it,labelsep=newline,singlelinecheck=false,justification=raggedright}
\setlength{\LTleft}{0pt}\setlength{\LTright}{\fill}\setlength{\parindent}{0pt}
"""


def document(report: Report) -> str:
    """Return all tables of a report as one LaTeX file that compiles on its own.

    Parameters
    ----------
    report : Report
        A built report.

    Returns
    -------
    str
        Its first lines say what to load where single tables are copied into another document.
    """
    lang = report.view.lang
    parts = [
        *(f"% {line}" for line in say("latex.head", lang).split("\n")),
        PREAMBLE.rstrip(),
        rf"\renewcommand{{\tablename}}{{{escaped(say('latex.table', lang))}}}",
        r"\begin{document}",
        rf"{{\large\bfseries {escaped(one_line(report.first.plain_title))}\par}}",
    ]
    for table in tables(report).values():
        parts += ["", latex(table)]
    if report.warnings:
        parts += ["", rf"\section*{{{escaped(say('report.section.warnings', lang))}}}", r"\begin{description}"]
        parts += [
            rf"\item[{{{escaped(say('table.mark', lang, number=number))}}}] {escaped(plain(sentence))}"
            for number, sentence, _ in report.warnings
        ]
        parts.append(r"\end{description}")
    return "\n".join([*parts, r"\end{document}", ""])


def latex(table: Table) -> str:
    """Return one table: a ``longtable`` with its caption and label, the notes as a paragraph each.

    Parameters
    ----------
    table : Table
        With or without a number; LaTeX counts it by that number.

    Returns
    -------
    str
        Needs the packages array, booktabs and longtable.
    """
    count = len(table.columns)
    heads = " & ".join(escaped(one_line(column.header)) for column in table.columns) + r" \\"
    label = LABEL.sub("-", table.name.lower()).strip("-") or "table"
    number = [rf"\setcounter{{table}}{{{table.number - 1}}}"] if table.number else []
    body = [_row(line, count) for line in lines(table)]
    said = [_note(word, text) for word, text in notes(table)]
    return "\n".join(
        [
            *number,
            r"\begingroup\footnotesize\setlength{\tabcolsep}{3pt}\setlength{\LTcapwidth}{\linewidth}",
            rf"\begin{{longtable}}{{@{{}}{''.join(_columns(table))}@{{}}}}",
            rf"\caption{{{escaped(one_line(table.title))}}}\label{{tab:{label}}}\\",
            rf"\toprule {heads} \midrule \endfirsthead",
            rf"\toprule {heads} \midrule \endhead",
            r"\bottomrule \endlastfoot",
            *body,
            r"\end{longtable}",
            r"\endgroup",
            *said,
        ]
    )


def escaped(text: str) -> str:
    r"""Return a text in which nothing is a command, and every sign the fonts may lack is one.

    Examples
    --------
    >>> escaped("50% of A&B_C"), escaped("\\input{x}"), escaped("−.21")
    ('50\\% of A\\&B\\_C', '\\textbackslash{}input\\{x\\}', '\\ensuremath{-}.21')
    """
    made = "".join(COMMANDS.get(character, character) for character in DIRECTIONS.sub("", text))
    return OPENING.sub(r"{\1}", made.replace("--", "-{}-"))


def _note(word: str, text: str) -> str:
    """Return one note beneath the table as a paragraph."""
    head = rf"\textit{{{escaped(word)}}} " if word else ""
    return rf"{{\footnotesize {head}{escaped(text)}\par}}"


def _columns(table: Table) -> list[str]:
    """Return the columns with their widths as shares of the line, words flush left, numbers flush right."""
    wanted = _wanted(table)
    total = sum(wanted) + GAP * (len(wanted) - 1)
    unit = 1 / max(total, WIDTH)
    flush = ["right" if place == 0 or is_text(column) else "left" for place, column in enumerate(table.columns)]
    return [
        rf">{{\ragged{side}\arraybackslash}}p{{{width * unit:.4f}\linewidth}}"
        for side, width in zip(flush, wanted, strict=True)
    ]


def _wanted(table: Table) -> list[float]:
    """Return how many characters each column would like to have in a line."""
    found = [list(line.words) for line in lines(table) if not line.whole]
    return [_width(place, column, [row[place] for row in found]) for place, column in enumerate(table.columns)]


def _width(place: int, column: Column, words: list[Word]) -> float:
    longest = max((len(str(word)) for word in words), default=0)
    if is_text(column):
        longest = min(longest, STUB if place == 0 else WORDS)
    return max(NARROWEST, longest + 0.5, max((len(part) for part in column.header.split()), default=0) + 0.5)


def _row(line: Line, count: int) -> str:
    """Return a row; one that heads others goes across the whole table and stays on their page."""
    words = [escaped(str(word)) for word in line.words]
    if line.whole:
        return rf"\multicolumn{{{count}}}{{@{{}}l@{{}}}}{{\textbf{{{words[0]}}}}} \\*"
    cells = [rf"\textbf{{{word}}}" if bold else word for word, bold in zip(words, line.strong, strict=True)]
    indent = rf"\hspace*{{{line.indent}em}}" if line.indent else ""
    return " & ".join([indent + cells[0], *cells[1:]]) + r" \\"
