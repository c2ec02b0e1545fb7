"""What is written is true: doctests, README commands and claims, the example files, the notebook."""

from __future__ import annotations

import doctest
import json
import re
import runpy
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import govassess
from govassess.cli import COMMANDS, main

PACKAGE = Path(govassess.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
EXAMPLES = ROOT / "examples"
WITH_EXAMPLES = [path for path in sorted(PACKAGE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]


def module_name(path: Path) -> str:
    return ".".join(("govassess", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def first_commands() -> list[str]:
    """The two lines of the README's first block of commands."""
    return re.search(r"^```sh\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[
        1
    ].splitlines()


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=module_name)
def test_the_examples_in_the_docstrings_run(path, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(import_module(module_name(path)), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_readme_begins_with_two_commands_that_make_a_virtual_environment():
    analyze, tests = first_commands()
    assert analyze.startswith("python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/govassess analyze ")
    assert tests.startswith('python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && .venv/bin/pytest')


@pytest.mark.slow
def test_the_readme_command_finds_what_the_shipped_result_holds(tmp_path, monkeypatch):
    """Apart from the versions of other packages, and from the last digits that these may change."""
    arguments = shlex.split(first_commands()[0].split(".venv/bin/govassess ")[1])
    monkeypatch.chdir(ROOT)
    arguments[arguments.index("-o") + 1] = str(tmp_path)
    ended = CliRunner().invoke(main, arguments)
    assert ended.exit_code == 0, ended.output
    again = "make it again (examples/README.md)"
    assert {path.name for path in tmp_path.iterdir()} == {
        f"simulated-survey-{kind}" for kind in ("report.html", "result.json")
    }
    made, shipped = (
        json.loads((folder / "simulated-survey-result.json").read_text(encoding="utf-8"))
        for folder in (tmp_path, EXAMPLES)
    )
    del made["versions"], shipped["versions"]
    leaves, wanted = list(flat(made)), list(flat(shipped))
    assert [path for path, _ in leaves] == [path for path, _ in wanted], again
    for (path, found), (_, value) in zip(leaves, wanted, strict=True):
        assert found == (pytest.approx(value, rel=1e-6, abs=1e-9) if isinstance(value, float) else value), (
            f"{path}: {again}"
        )


@pytest.mark.slow
def test_the_readme_s_commands_for_a_google_forms_export_end_in_a_report(tmp_path, monkeypatch):
    blocks = re.findall(r"^```sh\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    install, *commands = blocks[1].splitlines()
    assert install.startswith("python3 -m venv") and len(commands) == 2
    (tmp_path / "survei.csv").write_bytes((EXAMPLES / "simulated-survey.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    for command in commands:
        ended = CliRunner().invoke(main, shlex.split(command)[1:])
        assert ended.exit_code == 0, ended.output
    assert (tmp_path / "hasil" / "survei-report.html").stat().st_size > 100_000


def flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf of a JSON value with its path."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from flat(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from flat(entry, f"{path}[{place}]")
    else:
        yield path, value


def test_the_shipped_report_is_drawn_from_the_shipped_result(tmp_path):
    ended = CliRunner().invoke(main, ["report", str(EXAMPLES / "simulated-survey-result.json"), "-o", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    name = "simulated-survey-report.html"
    same = (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()
    assert same, "make it again (examples/README.md)"


def test_the_finished_reports_are_drawn_from_the_shipped_result():
    made = runpy.run_path(str(EXAMPLES / "make_example.py"))
    pages = {**made["finished_reports"](), made["FILE"]: made["methods_page"]("en")}
    kept = {path.name: path.read_text(encoding="utf-8") for path in made["REPORTS"].iterdir()}
    assert kept == pages, "make them again (examples/README.md)"


def test_the_example_survey_is_the_one_its_script_makes():
    made = runpy.run_path(str(EXAMPLES / "make_example.py"))["survey_text"]()
    same = (EXAMPLES / "simulated-survey.csv").read_bytes() == made.encode()
    assert same, "make it again (examples/README.md)"
    assert len(made.splitlines()) == 321


def test_the_plan_of_the_example_is_taken(tmp_path):
    survey, plan = EXAMPLES / "simulated-survey.csv", EXAMPLES / "plan.yaml"
    ended = CliRunner().invoke(
        main, ["analyze", str(survey), "--plan", str(plan), "--draws", "100", "-o", str(tmp_path)]
    )
    assert ended.exit_code == 0, ended.output
    result = json.loads((tmp_path / "simulated-survey-result.json").read_text(encoding="utf-8"))
    assert result["options"]["disclosure"] == "published"
    assert result["response_rate"]["invited"] == 450


@pytest.mark.slow
def test_the_code_of_the_notebook_runs(tmp_path, monkeypatch):
    (tmp_path / "simulated-survey.csv").write_bytes((EXAMPLES / "simulated-survey.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((EXAMPLES / "notebook.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    for place, cell in enumerate(cells):
        exec(compile(cell, f"cell {place}", "exec"), names)
    assert "Organisasi Contoh" not in names["result"]._repr_html_()
    assert "<svg" in names["result"]._repr_html_()
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["options"]["by"] == ["agency_type"]


def test_the_python_lines_of_the_readme_are_in_the_notebook():
    lines = re.search(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[
        1
    ].splitlines()
    notebook = (EXAMPLES / "notebook.ipynb").read_text(encoding="utf-8")
    code = {line for cell in json.loads(notebook)["cells"] for line in "".join(cell["source"]).splitlines()}
    changed = [re.sub(r"\s*#.*", "", line).replace("examples/", "") for line in lines if line]
    assert [line for line in changed if line not in code] == []


def test_the_readme_names_every_command_and_only_options_that_exist():
    text = README.read_text(encoding="utf-8")
    context = click.Context(main)
    options = {"--help", "--version"}
    for name in COMMANDS:
        assert f"govassess {name}" in text, name
        command = main.get_command(context, name)
        group = command.commands.values() if isinstance(command, click.Group) else [command]
        options |= {option for each in group for parameter in each.params for option in parameter.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    assert named <= options, named - options
    analyze = {
        opt
        for p in main.get_command(context, "analyze").params
        if isinstance(p, click.Option)
        for opt in p.opts
        if opt[:2] == "--"
    }
    assert analyze <= named, f"options of analyze that the README does not name: {analyze - named}"


def test_every_local_link_in_the_documents_leads_somewhere():
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "examples/README.md"):
        page = ROOT / name
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{name}: {target}"


def test_the_picture_of_the_report_is_small():
    assert 10_000 < (EXAMPLES / "simulated-survey-report.png").stat().st_size < 200_000


def test_every_shipped_instrument_and_the_example_say_what_they_are():
    text = README.read_text(encoding="utf-8")
    for path in (ROOT / "instruments").glob("*.yaml"):
        assert f"`{path.stem}`" in text
    assert "simulated" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
