"""How one problem of a file reads: place, value found, what was expected, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.errors import Problem


def place(problem: Problem, lang: str) -> str:
    """Return where the problem is: file, row or line, cell, column, item, key path."""
    parts = [problem.file] if problem.file else []
    for field in ("row", "line", "cell", "column", "item", "variable", "path"):
        found = getattr(problem, field)
        if found is not None:
            parts.append(say(f"problem.place.{field}", lang, **{field: found}))
    return " ".join(parts)


def problem_text(problem: Problem, lang: str) -> str:
    """Return the block of lines that a person reads about one problem."""
    values = dict(problem.values)
    expected = say(f"problem.{problem.reason}.expected", lang, **values)
    lines = [f"{problem.code} {place(problem, lang)}".rstrip()]
    if problem.value is not None:
        lines.append("     " + say("problem.found", lang, value=problem.value, expected=expected))
    else:
        lines.append("     " + expected)
    lines.append("     " + say("problem.fix", lang, fix=say(f"problem.{problem.reason}.fix", lang, **values)))
    return "\n".join(lines)
