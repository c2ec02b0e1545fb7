"""A made-up result with everything that can stand beside its regressions, and how its sections read."""

from __future__ import annotations

import re
from dataclasses import replace

from govassess.report.blocks import Paragraph, Section, unfolded
from govassess.report.html import render_html
from govassess.report.whole import build
from govassess.result.assessment import Assessment
from tests.report import path_results as made
from tests.report.a_result import a_hypothesis, a_result
from tests.report.pages import Page

SECTIONS = ("hypotheses", "paths", "groups")


def complete(**changes: object) -> Assessment:
    """The made-up result with everything that can stand beside its regressions."""
    bare = a_result()
    first, second, third, fourth = bare.hypotheses[:4]
    hypotheses = (
        replace(first, vcov="CR2", p_wild=0.0246),
        second,
        third,
        replace(fourth, fragile=True, fragile_because=("classical", "unflagged")),
        made.moderated(a_hypothesis("H5", estimate=0.1212, conf_low=0.0123, conf_high=0.2301)),
        made.grouped(a_hypothesis("H6")),
        made.grouped(a_hypothesis("H7", verdict="inconclusive", p_holm=0.2), groups=3),
    )
    found = {
        "hypotheses": hypotheses,
        "models": (made.with_diagnostics(bare.models[0]),),
        "estimators": made.estimators(),
        "path_models": made.path_models(),
        "comparisons": made.comparisons(),
    }
    return replace(bare, **(found | changes))


def without() -> Assessment:
    """The same with nothing beside its regressions, and without their details."""
    return replace(a_result(), estimators=(), path_models=(), comparisons=(), models=(), hypotheses=a_result().hypotheses[:4])  # fmt: skip


def section_of(result: Assessment, lang: str, name: str) -> Section:
    return next(section for section in build(result, lang).sections if section.name == name)


def text_of(result: Assessment, lang: str, *names: str) -> str:
    """The visible text of some sections, without the hypotheses as their authors word them."""
    html = render_html(result, lang)
    parts = [re.search(rf'<section id="?{name}[" ].*?</section>', html, re.DOTALL) for name in names]
    text = Page(" ".join(part.group() for part in parts if part)).text
    for hypothesis in result.hypotheses:
        text = text.replace(hypothesis.text.in_language(lang), "")
    return text


def said_in(result: Assessment, name: str) -> str:
    """The English paragraphs of a section, folded ones too, as they read."""
    blocks = unfolded(section_of(result, "en", name).blocks)
    return " ".join(block.text.striptags() for block in blocks if isinstance(block, Paragraph))
