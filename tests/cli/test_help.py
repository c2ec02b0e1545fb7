"""Help: light, fast, complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module

import click
import pytest

from govassess.cli import COMMANDS, main

HEAVY = {"numpy", "pandas", "scipy", "statsmodels", "jinja2", "pydantic"}
ALL = [[], *([name] for name in COMMANDS), *(["instruments", name] for name in ("list", "show", "check", "schema"))]
MODULES = (
    "import sys, json, contextlib, io\n"
    "from govassess.cli import main\n"
    "with contextlib.redirect_stdout(io.StringIO()):\n"
    "    main({arguments!r}, standalone_mode=False)\n"
    "print(json.dumps(sorted(sys.modules)))"
)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["analyze", "--help"], ["instruments", "--help"]], ids=" ".join
)
def test_help_and_version_import_nothing_heavy(arguments):
    code = MODULES.format(arguments=arguments)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & {name.split(".")[0] for name in json.loads(ran.stdout)} == set()


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="no CPU time of a child process here")
def test_help_takes_at_most_a_quarter_of_a_second_of_processor_time():
    def seconds() -> float:
        before = os.times()
        subprocess.run([sys.executable, "-m", "govassess", "--help"], check=True, capture_output=True)
        after = os.times()
        return after.children_user - before.children_user + after.children_system - before.children_system

    assert min(seconds() for _ in range(4)) <= 0.25


def test_help_lists_every_command_with_its_short_help(run):
    shown = run("--help").stdout
    for name, (_, _, short) in COMMANDS.items():
        assert f"  {name} " in shown
        assert short in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_in_the_table_is_the_first_line_of_the_command(name):
    module, attribute, short = COMMANDS[name]
    command = getattr(import_module(module), attribute)
    assert command.name == name
    assert command.help.splitlines()[0] == command.short_help == short


@pytest.mark.parametrize("arguments", ALL, ids=lambda arguments: " ".join(arguments) or "govassess")
def test_every_command_has_help_and_every_option_a_text(run, arguments):
    shown = run(*arguments, "--help")
    assert shown.exit_code == 0
    context = click.Context(main)
    command = main
    for argument in arguments:
        command = command.get_command(context, argument)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} has no help"
            assert parameter.opts[0] in shown.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(run, name):
    assert "Example:  govassess " in run(name, "--help").stdout


def test_the_module_is_the_command_line():
    ran = subprocess.run([sys.executable, "-m", "govassess", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("govassess, version 0.")


def test_an_unknown_command_is_a_usage_error(run):
    assert run("analyse", "x.csv").exit_code == 2
