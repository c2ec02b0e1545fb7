"""The tables as Markdown: captions and notes as APA sets them, every text escaped."""

from __future__ import annotations

import re

from govassess.report.about import facts
from govassess.report.lines import Line, Word, caption, is_text, lines, notes, one_line, plain
from govassess.report.table import Table
from govassess.report.whole import Report, tables
from govassess.text.catalogue import say

ALWAYS = re.compile(r"([\\`*_|~$])")
MARKUP = re.compile(r"(<)(?=[A-Za-z/!?])|(&)(?=#?\w+;)|(\])(?=[(\[:])|(:)(?=//)|(?<=\bwww)(\.)|(?<=\w)(@)(?=\w)")
OPENING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+#=>])")
INDENT = "\N{NO-BREAK SPACE}" * 3


def document(report: Report) -> str:
    """Return all tables of a report as one Markdown file: title, tables, warnings.

    Parameters
    ----------
    report : Report
        A built report.

    Returns
    -------
    str
    """
    lang = report.view.lang
    parts = [f"# {escaped(one_line(report.first.plain_title))}"]
    parts.append("\n".join(f"- {label}: {escaped(text)}" for label, text in facts(report)))
    parts += [markdown(table) for table in tables(report).values()]
    if report.warnings:
        parts.append(f"## {escaped(say('report.section.warnings', lang))}")
        parts.append(
            "\n".join(
                f"- {say('table.mark', lang, number=number)} {escaped(plain(sentence))}"
                for number, sentence, _ in report.warnings
            )
        )
    return "\n\n".join(parts) + "\n"


def markdown(table: Table) -> str:
    """Return one table: its number and title, the table itself, its notes.

    Parameters
    ----------
    table : Table
        With or without a number.

    Returns
    -------
    str
        Without a line end at the end.
    """
    head = [f"**{escaped(caption(table))}**"] if table.number else []
    columns = [escaped(one_line(column.header)) for column in table.columns]
    ruled = [":---" if place == 0 or is_text(column) else "---:" for place, column in enumerate(table.columns)]
    body = [_row(columns), _row(ruled), *(_row(_cells(line, len(columns))) for line in lines(table))]
    said = [f"*{word}* {escaped(text)}" if word else opened(escaped(text)) for word, text in notes(table)]
    return "\n\n".join([*head, f"*{escaped(one_line(table.title))}*", "\n".join(body), *said])


def escaped(text: str) -> str:
    r"""Return a text in which nothing is markup; what reads the same without a backslash has none.

    Examples
    --------
    >>> escaped("r_wg | *"), escaped("[0.07, 0.35]"), escaped("p < .001 <b>"), escaped("[a](http://b)")
    ('r\\_wg \\| \\*', '[0.07, 0.35]', 'p < .001 \\<b>', '[a\\](http\\://b)')
    """
    return MARKUP.sub(lambda found: f"\\{found[0]}", ALWAYS.sub(r"\\\1", text))


def opened(text: str) -> str:
    r"""Return a paragraph that begins no list, heading or quotation.

    Examples
    --------
    >>> opened("1. Januari"), opened("- x"), opened("† above")
    ('1\\. Januari', '\\- x', '† above')
    """
    return OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(line: Line, count: int) -> list[str]:
    """Return the cells of a row; one that goes across the table is bold and followed by empty ones."""
    if line.whole:
        return [f"**{_word(line.words[0])}**", *[""] * (count - 1)]
    cells = [f"**{_word(word)}**" if bold else _word(word) for word, bold in zip(line.words, line.strong, strict=True)]
    return [INDENT * line.indent + cells[0], *cells[1:]]


def _word(word: Word) -> str:
    return escaped(str(word))
