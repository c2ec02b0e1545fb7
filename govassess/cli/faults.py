"""How an error ends a command: the message in the reader's language on stderr, or JSON under ``--json``."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import click

from govassess.cli.language import told_language
from govassess.errors import (
    CodedError,
    GovassessError,
    NotEnoughMemoryError,
    NotEstimable,
    OutputError,
    Problem,
    ProblemsError,
)
from govassess.text.catalogue import say

INTERRUPTED = 130
JSON_KEY = "govassess.json"
MOST_KEY = "govassess.max_messages"
FILES_KEY = "govassess.files"
MOST_FILES = 5
OUTCOME_KEY = "govassess.outcome"
"""Exit code of what a command found out, which stays where printing it fails."""

MOST = 50


def tell(error: GovassessError, ctx: click.Context) -> None:
    """Write ``error`` to stderr."""
    lang = told_language(ctx, found=error.lang if isinstance(error, ProblemsError) else None)
    if ctx.meta.get(JSON_KEY):
        click.echo(json.dumps(_as_json(error, lang), ensure_ascii=False, indent=1), err=True)
    elif isinstance(error, ProblemsError):
        click.echo(error.message(lang, at_most=ctx.meta.get(MOST_KEY, MOST)), err=True)
    else:
        click.echo(error.message(lang), err=True)


def no_memory(ctx: click.Context) -> NotEnoughMemoryError:
    """Return the error of a run that the memory does not suffice for, with the files it was given."""
    files = ctx.meta.get(FILES_KEY)
    if not files:
        return NotEnoughMemoryError("memory")
    return NotEnoughMemoryError("memory_for_file", file=", ".join(map(_named, files[:MOST_FILES])))


def refused(fault: OSError) -> OutputError:
    """Return the error of what the system refused, and no step foresaw."""
    file = _named(fault.filename) if isinstance(fault.filename, str) else "-"
    return OutputError("system", file=file, reason=errno.errorcode.get(fault.errno or 0, "?"))


def _named(file: object) -> str:
    """Return a file's name as messages print it."""
    from govassess.files.cells import printable
    from govassess.responses.personal import named

    return printable(named(Path(str(file)).name), 200)


def _as_json(error: GovassessError, lang: str) -> dict[str, Any]:
    """Return an error as JSON: its code, or all its problems, whatever ``--max-messages`` says."""
    found: dict[str, Any] = {"error": type(error).__name__, "exit_code": error.exit_code}
    if isinstance(error, ProblemsError):
        problems = [_problem(problem, lang) for problem in error.problems]
        return found | {"unfinished": error.unfinished, "problems": problems}
    if isinstance(error, CodedError | NotEstimable):
        found |= {"code": error.code, "values": dict(error.values)}
    return found | {"message": error.message(lang)}


def _problem(problem: Problem, lang: str) -> dict[str, Any]:
    """Return one problem in the fields of the error format."""
    values = dict(problem.values)
    return {
        "code": problem.code,
        "reason": problem.reason,
        "file": problem.file,
        "row": problem.row,
        "line": problem.line,
        "column": problem.column,
        "cell": problem.cell,
        "item": problem.item,
        "variable": problem.variable,
        "path": problem.path,
        "value": problem.value,
        "expected": say(f"problem.{problem.reason}.expected", lang, **values),
        "fix": say(f"problem.{problem.reason}.fix", lang, **values),
    }
