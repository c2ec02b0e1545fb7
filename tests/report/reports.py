"""Twenty results of different instruments, plans and shapes, and the words of their reports apart from what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import numpy as np
import pandas as pd

from govassess.assessment.assess import assess
from govassess.assessment.plan import Plan
from govassess.assessment.result import Assessment
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument, Study, Text, items_under
from govassess.report.sections.sources import references
from tests.report.a_result import a_census, a_result, an_old_result, one_respondent
from tests.report.left_out_results import left_out, withheld
from tests.surveys import answers, responses

CG, SKM = load_instrument("cg-dps-smartcity"), load_instrument("skm-permenpanrb-14-2017")


def profile(n: int, clusters: int = 12) -> pd.DataFrame:
    """An agency, its type and a role for each respondent; the smallest type has two."""
    rng = np.random.default_rng(5)
    kinds = rng.choice(["local_agency", "university"], n)
    kinds[:2] = "community"
    return pd.DataFrame(
        {"agency": [f"Dinas {row % clusters}" for row in range(n)], "agency_type": kinds, "role": rng.choice(["leader", "functional"], n)}
    )  # fmt: skip


def equal(instrument: Instrument, n: int) -> pd.DataFrame:
    """Everybody answers 3, turned items too."""
    return answers(instrument, n).map(lambda _: 3.0)


def only(construct: str) -> pd.DataFrame:
    """Answers to one construct alone."""
    found = next(each for each in CG.constructs if each.id == construct)
    return answers(CG, 60)[[item.id for item in items_under(found)]]


def run(frame: pd.DataFrame, instrument: Instrument = CG, *, plan: Plan | None = None, **options: Any) -> Assessment:
    """The stored result of a short run."""
    frame = responses(frame, instrument, profile=options.pop("profile", None))
    return assess(frame, plan=plan, **({"draws": 40} | options))._stored()


def results() -> dict[str, Assessment]:
    """Twenty results by what sets them apart."""
    frame = answers(CG, 60)
    hypothesis = replace(
        CG.hypotheses[0], id="X1", text=Text(en="CG affects DPS.", id="CG berpengaruh terhadap DPS."), smallest_effect=0.9
    )  # fmt: skip
    made = a_result()
    published = replace(made.instrument, status="published", validated=True)
    return {
        "made up": made,
        "one made-up respondent": one_respondent(),
        "made-up census": a_census(),
        "stored by the first version": an_old_result(),
        "careless left out": left_out(),
        "careless withheld": withheld(),
        "five made-up dimensions": a_result(dimensions=5, items=2),
        "a published instrument": replace(made, instrument=published),
        "60 in clusters, by type": run(frame, profile=profile(60), by=["agency_type"]),
        "60 for publication": run(frame, profile=profile(60), by=["role"], disclosure="published"),
        "a plan with its own hypothesis": run(frame, plan=Plan(hypotheses=(hypothesis,))),
        "11 respondents": run(answers(CG, 11), profile=profile(11, 4)),
        "one respondent": run(answers(CG, 1)),
        "no resamples": run(answers(CG, 40), draws=0),
        "all answers equal": run(equal(CG, 30)),
        "many gaps": run(answers(CG, 50, missing=0.4)),
        "one construct": run(only("SC")),
        "an official instrument": run(answers(SKM, 80), SKM),
        "an official census": run(answers(SKM, 30), SKM, study=Study(kind="census", invited=40, name="Dinas Contoh")),
        "official, all answers equal": run(equal(SKM, 25), SKM, study=Study(kind="open_link")),
    }


def words_of(node: Any, *, outside: frozenset[str] = frozenset()) -> str:
    """The text of an element without code, style and the elements named."""
    if node.tag in {"code", "style", *outside}:
        return node.tail or ""
    return (node.text or "") + "".join(
        words_of(child, outside=outside) if child.tag not in {"code", "style", *outside} else (child.tail or "")
        for child in node
    ) + (node.tail or "")  # fmt: skip


def parsed(html: str) -> Element:
    """The page as a tree."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def blocks(tree: Element) -> Iterator[str]:
    """The text of every paragraph, cell, heading, entry or label, each once."""
    for node in tree.iter():
        if node.tag in {"p", "li", "td", "th", "dd", "dt", "figcaption", "summary", "h1", "h2", "h3", "h4", "desc", "title", "text"}:  # fmt: skip
            yield " ".join(words_of(node, outside=frozenset({"p", "li"})).split())


def quoted(result: Assessment, lang: str) -> list[str]:
    """What a report quotes, the longest first: hypotheses, sources, the survey's own words."""
    instrument = result.instrument
    found = [hypothesis.text.in_language(lang) for hypothesis in (*result.hypotheses, *instrument.hypotheses)]
    found += [instrument.citation, *(text for _, text in references())]
    found += [item.column for item in result.items]
    found += [result.study.name or "", result.source.file]
    return sorted({text for text in found if text}, key=len, reverse=True)


def without(text: str, left_out: list[str]) -> str:
    """A text without those quoted."""
    for each in left_out:
        text = text.replace(each, " ")
    return text


def hits(pattern: str, html: str, result: Assessment, lang: str) -> Mapping[str, str]:
    """Every word that a pattern finds in a report -> the block in which it stands."""
    left_out = quoted(result, lang)
    found = {}
    for block in blocks(parsed(html)):
        said = without(block, left_out)
        for match in re.finditer(pattern, said, re.IGNORECASE):
            found.setdefault(match.group(0).lower(), said)
    return found
