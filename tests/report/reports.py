"""Twenty results of different instruments, plans and shapes, and the words of their reports apart from what is quoted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Instrument, Study, Text, items_under
from govassess.report.html import render_html
from govassess.report.sections.sources import references
from govassess.result.assessment import Assessment
from govassess.result.codec import settled
from govassess.run.plan import Plan
from tests.report.a_result import a_census, a_result, an_old_result, one_respondent
from tests.report.left_out_results import left_out, withheld
from tests.surveys import answers, responses

CG, SKM = load_instrument("cg-dps-smartcity"), load_instrument("skm-permenpanrb-14-2017")
SILENT = frozenset({"code", "script", "style"})
BLOCKS = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "dd",
        "dt",
        "figcaption",
        "summary",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "desc",
        "title",
        "text",
        "small",
    ]
)


def profile(n: int, clusters: int = 12) -> pd.DataFrame:
    """An agency, its type and a role for each respondent; the smallest type has two."""
    rng = np.random.default_rng(5)
    kinds = rng.choice(["local_agency", "university"], n)
    kinds[:2] = "community"
    return pd.DataFrame(
        {"agency": [f"Dinas {row % clusters}" for row in range(n)], "agency_type": kinds, "role": rng.choice(["leader", "functional"], n)}
    )  # fmt: skip


def equal(frame: pd.DataFrame) -> pd.DataFrame:
    """Everybody answers 3, turned items too."""
    return frame.map(lambda _: 3.0)


def only(n: int, *constructs: str, missing: float = 0.0) -> pd.DataFrame:
    """Answers to some constructs alone."""
    found = [item.id for each in CG.constructs if each.id in constructs for item in items_under(each)]
    return answers(CG, n, missing=missing)[found]


def run(frame: pd.DataFrame, instrument: Instrument = CG, *, plan: Plan | None = None, **options: Any) -> Assessment:
    """The stored result of a short run."""
    frame = responses(frame, instrument, profile=options.pop("profile", None))
    return settled(assess(frame, plan=plan, **({"draws": 40} | options)))


def results() -> dict[str, Assessment]:
    """Twenty results by what sets them apart."""
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
        "60 in clusters, by type": run(answers(CG, 60), profile=profile(60), by=["agency_type"]),
        "60 for publication": run(only(60, "CG", "DPS"), profile=profile(60), by=["role"], disclosure="published"),
        "a plan with its own hypothesis": run(only(60, "CG", "DPS"), plan=Plan(hypotheses=(hypothesis,))),
        "11 respondents": run(answers(CG, 11), profile=profile(11, 4)),
        "one respondent": run(answers(CG, 1)),
        "no resamples": run(only(40, "CG"), draws=0),
        "all answers equal": run(equal(only(30, "CG", "SC"))),
        "many gaps": run(only(50, "CG", "DPS", missing=0.4)),
        "one construct": run(only(60, "SC")),
        "an official instrument": run(answers(SKM, 80), SKM),
        "an official census": run(answers(SKM, 30), SKM, study=Study(kind="census", invited=40, name="Dinas Contoh")),
        "official, all answers equal": run(equal(answers(SKM, 25)), SKM, study=Study(kind="open_link")),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One report: its result, language, and the text of each of its blocks."""

    name: str
    result: Assessment
    lang: str
    blocks: tuple[str, ...]

    def quoted(self) -> tuple[str, ...]:
        """What it quotes: hypotheses and steps of the instrument, sources, the survey's own words."""
        instrument = self.result.instrument
        found = [each.text.in_language(self.lang) for each in (*self.result.hypotheses, *instrument.hypotheses)]
        found += [text.in_language(self.lang) for node in instrument.nodes() for text in node.next_steps]
        found += [text.in_language(self.lang) for text in instrument.limits]
        found += [instrument.citation, *(text for _, text in references()), self.result.study.name or ""]
        found += [item.column for item in self.result.items]
        families = {each.family for each in self.result.hypotheses} - set(instrument.families)
        return (*found, *(f"{family} (" for family in families), self.result.source.file)


def drawn() -> tuple[Drawn, ...]:
    """All of them in both languages."""
    return tuple(draw(name, result, lang) for name, result in results().items() for lang in ("en", "id"))


def draw(name: str, result: Assessment, lang: str) -> Drawn:
    """One report, taken apart."""
    return Drawn(name=name, result=result, lang=lang, blocks=blocks(render_html(result, lang)))


class Reading(HTMLParser):
    """The text of every block of a page (paragraph, cell, heading, entry, label of a drawing), each once, without code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = []
        self._open: list[tuple[str, list[str]]] = [("", [])]
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self._open.append((tag, []))
            self.found.append(self._open[-1][1])

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in BLOCKS and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open[-1][1].append(data)


def blocks(html: str) -> tuple[str, ...]:
    """The text of every block that says something."""
    texts = (" ".join("".join(parts).split()) for parts in Reading(html).found)
    return tuple(text for text in texts if text)
