"""What each number is: definition, formula and sources, from the docstring of the function that makes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import dedent

GROUPS: Mapping[str, tuple[str, ...]] = {
    "scores": (
        *("scoring/scores.py:score", "scoring/index.py:re_express", "scoring/levels.py:level_of"),
        *("scoring/levels.py:leading_levels", "stats/draws.py:make_draws", "stats/intervals.py:interval"),
        *("assessment/priorities.py:priorities", "stats/simultaneous.py:paired_differences"),
        "assessment/denominators.py:by_answers",
    ),
    "quality": ("stats/describe.py:describe_items", "stats/carelessness.py:careless"),
    "reliability": (
        *("stats/describe.py:item_analysis", "stats/reliability.py:cronbach_alpha"),
        *("stats/reliability.py:mcdonald_omega", "stats/factor.py:one_factor"),
        *("stats/ordinal_correlations.py:polychoric", "stats/ordinal_correlations.py:ordinal_alpha"),
    ),
    "validity": (
        *("stats/validity.py:htmt", "stats/confirmatory.py:fornell_larcker", "stats/discrimination.py:cross_loadings"),
        *("stats/confirmatory.py:cfa", "stats/fit_indices.py:fit_indices", "stats/factorability.py:kmo"),
        *("stats/factorability.py:bartlett", "stats/factorability.py:parallel_analysis", "stats/exploratory.py:efa"),
        "stats/method_variance.py:common_method",
    ),
    "agreement": ("stats/agreement.py:icc", "stats/agreement.py:rwg", "stats/agreement.py:may_aggregate"),
    "regression": (
        *("stats/regression.py:fit_ols", "stats/clustered.py:cluster_covariance"),
        *(
            "stats/clustered.py:wild_cluster_p",
            "stats/diagnostics.py:diagnose",
            "stats/classical.py:assumptions",
            "stats/block_regression.py:hierarchical",
        ),
        *("stats/mediation.py:mediate", "stats/intervals.py:bootstrap_p", "stats/bca.py:bca_interval"),
        *("stats/moderation.py:moderate", "stats/multiplicity.py:adjust", "stats/standardised.py:standardised_effect"),
        *("stats/ordinal.py:ordinal_logit", "stats/ordinal.py:rank_regression", "stats/random_intercept.py:multilevel"),
    ),
    "paths": (
        *("stats/path_model/fit.py:pls", "stats/structural.py:sem", "stats/path_model/predict.py:pls_predict"),
        *("stats/path_model/ipma.py:ipma", "stats/path_model/micom.py:micom"),
        "stats/path_model/groups.py:compare_paths",
    ),
    "groups": ("stats/groups.py:compare_groups",),
    "comparison": ("stats/differences.py:difference", "stats/differences.py:rank_intervals"),
    "disclosure": ("disclosure/minimum.py:suppressed_groups", "disclosure/across.py:suppressed_across"),
    "planning": ("stats/sample_size.py:required_n", "stats/sample_size.py:power"),
}
"""Part of the page -> the functions whose numbers it defines: file within the package and name."""

TOLD = ("", "Parameters", "Returns", "Notes", "References")
"""Parts of a docstring that say what a number is; errors and examples are for programmers."""

HEADING = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One function: its name, where it is imported from, its first line, and the parts of its docstring by title."""

    name: str
    module: str
    summary: str
    parts: Mapping[str, tuple[str, ...]]


def definition(place: str) -> Definition:
    """Return the definition that a docstring gives, without importing the module.

    Parameters
    ----------
    place : str
        File within the package and name of the function: ``stats/reliability.py:cronbach_alpha``.

    Returns
    -------
    Definition
        Parts as paragraphs, ``""`` for what stands between the first line and the first heading.

    Raises
    ------
    LookupError
        There is no such function in the file, or it has no docstring.

    Examples
    --------
    >>> definition("stats/reliability.py:cronbach_alpha").summary
    'Return raw alpha of a scale with its interval.'
    """
    file, _, name = place.partition(":")
    text = _docstrings(file).get(name)
    if text is None:
        raise LookupError(place)
    summary, _, rest = text.partition("\n")
    return Definition(
        name=name,
        module="govassess." + file.removesuffix(".py").replace("/", "."),
        summary=summary.strip(),
        parts={title: paragraphs for title, paragraphs in _parts(rest).items() if title in TOLD and paragraphs},
    )


@cache
def _docstrings(file: str) -> Mapping[str, str]:
    """Return the docstrings of the functions of a file of this package."""
    source = files("govassess").joinpath(*file.split("/")).read_text(encoding="utf-8")
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: text for node in functions if (text := ast.get_docstring(node))}


def _parts(text: str) -> dict[str, tuple[str, ...]]:
    """Return the paragraphs of a numpydoc docstring by the heading they stand under."""
    cut = HEADING.split(text)
    titles = ("", *cut[1::2])
    bodies = (cut[0], *cut[2::2])
    return {title: _paragraphs(title, body) for title, body in zip(titles, bodies, strict=True)}


def _paragraphs(title: str, body: str) -> tuple[str, ...]:
    """Return the paragraphs of one part; under ``Parameters`` and ``Returns`` each entry is one."""
    if title in ("Parameters", "Returns"):
        return tuple(entry.strip() for entry in re.split(r"\n(?=\S)", dedent(body).strip("\n")) if entry.strip())
    return tuple(paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip())
