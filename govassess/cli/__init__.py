"""The command line: a table of commands, each imported when it is called, and one place where errors end.

Nothing heavy is imported here or at the top of a command's module; ``--help`` reads the table only.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from govassess.cli.faults import INTERRUPTED, OUTCOME_KEY, no_memory, refused, tell
from govassess.cli.language import spoken, told_language
from govassess.cli.streams import guarded, stoppable
from govassess.errors import GovassessError, NotEnoughMemoryError, OutputError
from govassess.text.catalogue import say
from govassess.version import VERSION

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "analyze": ("govassess.cli.analyze", "analyze", "From a survey file to a report and a result file."),
    "inspect": (
        "govassess.cli.inspect",
        "inspect",
        "Say what a survey file is, and which columns match which items.",
    ),
    "check": ("govassess.cli.check", "check", "Validate and screen a survey file, without analysing it."),
    "score": ("govassess.cli.score", "score", "Each respondent's scores as CSV, without personal columns."),
    "report": (
        "govassess.cli.report",
        "report",
        "Draw the report of a result file again.",
    ),
    "verify": (
        "govassess.cli.verify",
        "verify",
        "Check a published report against its data and the survey.",
    ),
    "compare": (
        "govassess.cli.compare",
        "compare",
        "Set results beside each other: waves or agencies.",
    ),
    "instruments": ("govassess.cli.instruments", "instruments", "List, show and check instrument files."),
    "questionnaire": (
        "govassess.cli.questionnaire",
        "questionnaire",
        "Write the questionnaire of an instrument for a survey tool.",
    ),
    "merge": (
        "govassess.cli.merge",
        "merge",
        "Join many files of one survey into one file.",
    ),
    "methods": ("govassess.cli.methods", "methods", "Write the page that defines every number."),
    "simulate": ("govassess.cli.simulate", "simulate", "Invent a survey file for an instrument."),
}
"""Name -> module, attribute, short help; a test compares the short help with the command's own first line."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Commands(click.Group):
    """A group that imports a command when called and turns errors into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list of commands from the table, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, _, short) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of govassess becomes its message on stderr and its exit code."""
        # numpy is not loaded yet: one BLAS thread, so that sums do not depend on the number of cores
        for variable in THREADS:
            os.environ.setdefault(variable, "1")
        failed: GovassessError
        try:
            return super().invoke(ctx)
        except GovassessError as error:
            failed = error
        except MemoryError:
            failed = no_memory(ctx)
        except OSError as error:
            failed = no_memory(ctx) if error.errno == errno.ENOMEM else refused(error)
        except KeyboardInterrupt:
            click.echo(say("cli.interrupted", told_language(ctx)), err=True)
            ctx.exit(INTERRUPTED)
        # here the frames of what failed are gone, and their memory with them
        tell(failed, ctx)
        return ctx.exit(ctx.meta.get(OUTCOME_KEY, failed.exit_code))

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; standard streams that fail and signals that stop it have an end of their own."""
        with guarded(), stoppable():
            try:
                return super().main(*args, **extra)
            except OutputError as error:  # printing the help or the version failed
                click.echo(error.message(spoken()), err=True)
                sys.exit(error.exit_code)
            except MemoryError:  # not even enough for the sentence that says so
                click.echo("Not enough memory.", err=True)
                sys.exit(NotEnoughMemoryError.exit_code)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\n"
    "Example:  govassess analyze survey.csv --by agency_type -o out\n"
    "Exit codes:  0 done, 1 nothing can be scored, 2 usage, or output that cannot be\n"
    "written or printed, 3 data or instrument invalid or too large for the memory,\n"
    "4 warnings under --fail-on warning, 130 interrupted, 141 nobody reads the output\n"
    "any more, 143 terminated.",
)
@click.version_option(VERSION, "-V", "--version", prog_name="govassess")
def main() -> None:
    """From a survey export to a defensible maturity assessment, in one command."""


__all__ = ["COMMANDS", "main"]
