"""The house: what may import what, how long a module may be, what a module may be called."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import govassess
from tests import structure

PACKAGE = Path(govassess.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("version",),
    ("text",),
    ("errors", "notices"),
    ("files",),
    ("stats",),
    ("instrument",),
    ("questionnaire", "responses"),
    ("scoring",),
    ("engines",),
    ("result",),
    ("measurement", "hypotheses", "disclosure"),
    ("run",),
    ("privacy",),
    ("assessment",),
    ("compare",),
    ("report",),
    ("verification", "notebook"),
    ("cli",),
)
RANK = {name: place for place, layer in enumerate(LAYERS) for name in layer}
ROOT_MODULES = {"__init__", "__main__"}  # the public names and `python -m` see everything

# Imports that close a circle of files; each is made inside a function. The list only gets shorter.
CLOSING = {
    ("govassess.report.table", "govassess.report.csv_tables"),
    ("govassess.report.table", "govassess.report.latex"),
    ("govassess.report.table", "govassess.report.markdown"),
    ("govassess.report.table", "govassess.report.page"),
}
NUMERICS = {"numpy", "pandas", "scipy", "statsmodels"}
HEAVY = NUMERICS | {"jinja2", "pydantic"}
WITHOUT_NUMERICS = ("report", "text", "errors.py", "notices.py", "result")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc", "shared"}


def within(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported(tree: ast.AST) -> list[tuple[str, int]]:
    """Every module that a tree imports, at the top or inside functions, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            found.append((node.module or "", node.lineno))
            if node.module == "govassess":
                found += [(f"govassess.{alias.name}", node.lineno) for alias in node.names]
    return found


def at_load(tree: ast.Module) -> list[tuple[str, int]]:
    """The modules imported when a module is loaded: not those inside functions or under TYPE_CHECKING."""
    found: list[tuple[str, int]] = []
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
            continue
        found += (
            imported(ast.Module(body=[node], type_ignores=[])) if isinstance(node, ast.Import | ast.ImportFrom) else []
        )
        for _, field in ast.iter_fields(node):
            if isinstance(field, list):
                waiting += [entry for entry in field if isinstance(entry, ast.stmt)]
    return found


def test_the_package_is_where_this_test_looks():
    assert len(MODULES) > 50


TREES = {within(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_a_module_imports_only_from_its_own_layer_and_those_before():
    upward = []
    for module, tree in TREES.items():
        layer = module.split("/")[0].removesuffix(".py")
        if layer in ROOT_MODULES:
            continue
        assert layer in RANK, f"{module} belongs to no layer"
        for name, line in imported(tree):
            first, *rest = name.split(".")
            if first != "govassess" or not rest or rest[0] == layer:
                continue
            if RANK.get(rest[0], -1) >= RANK[layer]:
                upward.append(f"{module}:{line} {name}")
    assert upward == []


def test_no_files_import_each_other_in_a_circle_not_even_inside_functions():
    edges = structure.graph(structure.trees())
    open_edges = {name: {each for each in targets if (name, each) not in CLOSING} for name, targets in edges.items()}
    assert structure.circles(open_edges) == []


@pytest.mark.parametrize(("module", "target"), sorted(CLOSING))
def test_an_import_that_closes_a_circle_is_still_there(module, target):
    edges = structure.graph(structure.trees())
    assert target in edges[module], "take it off the list"
    assert any({module, target} <= set(circle) for circle in structure.circles(edges)), "take it off the list"


def test_a_circle_through_a_function_and_one_for_type_checking_are_found():
    lazy = ast.parse("def f():\n    from govassess.two import g")
    typed = ast.parse("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from govassess.one import f")
    found = {"govassess.one": lazy, "govassess.two": typed, "govassess.three": ast.parse("import govassess.one")}
    assert structure.circles(structure.graph(found)) == [["govassess.one", "govassess.two"]]


def test_report_text_and_codec_never_touch_numerics():
    touched = [
        f"{module}:{line} {name}"
        for module, tree in TREES.items()
        if module.startswith(WITHOUT_NUMERICS)
        for name, line in imported(tree)
        if name.split(".")[0] in NUMERICS
    ]
    assert touched == []


def test_the_command_line_loads_nothing_heavy():
    heavy = [
        f"{module}:{line} {name}"
        for module, tree in TREES.items()
        if module.startswith(("cli/", "__", "errors.py", "notices.py", "text/"))
        for name, line in at_load(tree)
        if name.split(".")[0] in HEAVY
    ]
    assert heavy == []


DISTRIBUTIONS = {"docx": "python-docx", "resvg_py": "resvg-py", "yaml": "pyyaml"}
"""Distributions that are called otherwise than the package they install."""


def declared(requirements):
    return {re.split(r"[\[<>=]", each)[0].lower() for each in requirements if not each.startswith("govassess[")}


def test_what_is_imported_is_a_dependency_and_every_dependency_is_imported(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {
        name.split(".")[0] for path in MODULES for name, _ in imported(ast.parse(path.read_text(encoding="utf-8")))
    }
    others = names - sys.stdlib_module_names - {"govassess"}
    used = {DISTRIBUTIONS.get(name, name.replace("_", "-")).lower() for name in others}
    needed = declared(project["dependencies"])
    optional = set().union(*(declared(project["optional-dependencies"][extra]) for extra in ("docx", "pdf", "scale")))
    assert used - needed - optional <= {"markupsafe", "pydantic-core", "-typeshed"}  # of jinja2, pydantic, mypy
    assert needed <= used


def test_statsmodels_and_scipy_stats_are_imported_where_used_and_by_submodule():
    slow = [
        f"{module}:{line} {name}"
        for module, tree in TREES.items()
        for name, line in at_load(tree)
        if name.startswith(("statsmodels", "scipy.stats"))
    ]
    whole = [module for module, tree in TREES.items() if "statsmodels.api" in {name for name, _ in imported(tree)}]
    assert slow == whole == []


def test_a_module_stays_under_600_lines():
    lengths = {within(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {module: lines for module, lines in lengths.items() if lines > 600} == {}


def test_every_module_has_a_docstring():
    assert [module for module, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_no_module_is_a_drawer():
    assert [within(path) for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_no_star_import():
    stars = [
        f"{module}:{node.lineno}"
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert stars == []


def test_at_most_thirty_public_names_and_each_resolves():
    assert len(govassess.__all__) <= 30
    assert sorted(govassess.__all__) == govassess.__all__
    for name in govassess.__all__:
        assert getattr(govassess, name) is not None
        assert name in dir(govassess)


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        govassess.__getattr__("nonsense")


def test_every_public_name_is_typed_and_has_a_docstring():
    checked = next(
        node
        for node in TREES["__init__.py"].body
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    )
    typed = {
        alias.asname or alias.name for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert typed == set(govassess.__all__) - {"__version__"}
    for name in typed:
        assert getattr(govassess, name).__doc__, name


def test_every_public_name_stands_in_the_readme(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert [name for name in govassess.__all__ if f"`{name}`" not in readme and f"ga.{name}(" not in readme] == []


@pytest.mark.parametrize("statement", ["import govassess", "import govassess.cli", "import govassess.__main__"])
def test_importing_the_package_loads_nothing_heavy(statement):
    code = f"import sys, json; {statement}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & {name.split(".")[0] for name in json.loads(run.stdout)} == set()
