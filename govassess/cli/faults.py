"""How an error ends a command: the message in the reader's language on stderr, or JSON under ``--json``."""

from __future__ import annotations

import json
from typing import Any

import click

from govassess.cli.language import told_language
from govassess.errors import CodedError, GovassessError, NotEstimable, Problem, ProblemsError
from govassess.text.catalogue import say

INTERRUPTED = 130
JSON_KEY = "govassess.json"
MOST_KEY = "govassess.max_messages"
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
