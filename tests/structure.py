"""The shape of the package in figures: lines, modules, importers, long functions, circles of files.

Run it with ``python -m tests.structure``. Figures to look at, not limits to satisfy; the limits are in test_architecture.py.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import govassess

PACKAGE = Path(govassess.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = ["govassess", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, modules: frozenset[str], *, package: str) -> set[str]:
    """Return the modules of the package that a tree imports anywhere: at the top, in functions, for type checking."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in modules}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package):
            source = node.module or ""
            inner = {f"{source}.{alias.name}" for alias in node.names}
            found |= inner & modules
            if not inner <= modules and source in modules:
                found.add(source)
    return found


def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of every module of the package."""
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def graph(found: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Return which modules each module imports."""
    modules = frozenset(found)
    return {name: imports(tree, modules, package="govassess") - {name} for name, tree in found.items()}


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle (strongly connected components; Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(edges[node]):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            place = stack.index(node)
            members = stack[place:]
            del stack[place:]
            if len(members) > 1:
                found.append(sorted(members))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def importers(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return who imports each module."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, targets in edges.items():
        for target in targets:
            found[target].add(name)
    return found


def parameters(node: Function) -> int:
    """Return how many parameters a function has, without self."""
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in named)


def functions(found: dict[str, ast.Module]) -> list[tuple[str, Function]]:
    """Return every function of the package with its dotted place."""
    return [
        (f"{name}.{node.name}", node)
        for name, tree in found.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def code_lines(node: Function) -> int:
    """Return the lines of a function without its docstring."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def main() -> None:
    """Print the table, and after it the modules and functions that the figures count."""
    found = trees()
    edges = graph(found)
    known = importers(edges)
    lengths = {module_name(path): path.read_text(encoding="utf-8").count("\n") for path in PACKAGE.rglob("*.py")}
    single = sorted(name for name in found if len(known[name]) == 1)
    long = sorted((code_lines(node), place) for place, node in functions(found) if code_lines(node) > 40)
    wide = sorted((parameters(node), place) for place, node in functions(found) if parameters(node) > 6)
    loops = circles(edges)
    rows = {
        "lines": sum(lengths.values()),
        "modules": len(found),
        "modules under 60 lines": sum(length < 60 for length in lengths.values()),
        "modules with one importer": len(single),
        "functions over 40 lines (docstring not counted)": len(long),
        "functions with more than 6 parameters": len(wide),
        "circles of files": len(loops),
        "files in circles": sum(map(len, loops)),
    }
    for label, value in rows.items():
        print(f"{label:50} {value:6}")
    print("\nmodules with one importer")
    for name in single:
        print(f"  {name} ({lengths[name]}) <- {next(iter(known[name]))}")
    print("\nfunctions over 40 lines")
    for length, place in reversed(long):
        print(f"  {length:4} {place}")
    print("\nfunctions with more than 6 parameters")
    for count, place in reversed(wide):
        print(f"  {count:4} {place}")
    print("\ncircles of files")
    for members in loops:
        print("  " + ", ".join(members))


if __name__ == "__main__":
    main()
