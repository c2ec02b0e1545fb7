"""The sources and terms at the end of the report: what was used brings its own, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govassess.report.html import render_html
from govassess.report.sections.sources import TERMS, glossary, parts_used, references, sources
from govassess.report.view import seen
from govassess.result.assessment import Assessment, Validity
from govassess.text.catalogue import catalogue
from tests.report import measurement_results as measured
from tests.report import path_results as made
from tests.report.a_result import a_hypothesis, a_result, an_old_result
from tests.report.beside_the_tests import complete
from tests.report.left_out_results import left_out
from tests.report.pages import Page

CITED = r"(?:\(|; )([A-Z]\w+)[^();]*, ((?:19|20)\d\d)(?=[);])|([A-Z]\w+) \(((?:19|20)\d\d)\)"
"""An author and a year: within brackets, alone or after others, or the year alone in brackets."""


def cited(lang: str) -> set[tuple[str, str]]:
    """First authors and years that the sentences of the catalogue name."""
    entries = [entry if isinstance(entry, str) else " ".join(entry.values()) for entry in catalogue(lang).values()]
    found = [match for text in entries for match in re.findall(CITED, text)]
    return {(name or other, year or later) for name, year, other, later in found}


def bare(**changes: object) -> Assessment:
    """A result that has nothing but scores."""
    full = a_result()
    empty = {
        "items": (), "reliability": (), "validity": Validity(n_used=0, pairs=()), "aggregation": (), "hypotheses": (), "models": (), "estimators": (),
        "path_models": (), "comparisons": (), "robustness": (), "screening": replace(full.screening, careless=None), "unavailable": (), "warnings": (),
    }  # fmt: skip
    return replace(full, **(empty | changes))


def with_signs(*names: str) -> Assessment:
    signs = tuple(sign for sign in measured.carelessness().signs if sign.sign in names)
    return bare(screening=replace(a_result().screening, careless=measured.carelessness(signs=signs)))


def scales(**changes: object) -> Assessment:
    empty = dict.fromkeys(("alpha", "ordinal_alpha"))
    return bare(reliability=tuple(replace(entry, **(empty | changes)) for entry in a_result().reliability))


def with_validity(**changes: object) -> Assessment:
    return bare(
        validity=Validity(n_used=187, pairs=(), **changes)
        if "pairs" not in changes
        else Validity(n_used=187, **changes)
    )


def compared(*fields: str) -> Assessment:
    """One comparison that holds these numbers only."""
    whole = made.a_comparison("A")
    empty = replace(made.comparisons()[2], id="A", code=None)
    return bare(comparisons=(replace(empty, **{name: getattr(whole, name) for name in fields}),))


def a_tested(**changes: object) -> Assessment:
    return bare(hypotheses=(replace(a_hypothesis("H1"), kind="total", interval="HC3", **changes),))


def equation(**changes: object) -> Assessment:
    plain = {"vcov": "classical", "residuals": None, "n_clusters": None}
    return bare(models=(replace(a_result().models[0], **(plain | changes)),))


def estimated(method: str) -> Assessment:
    return bare(estimators=(made.an_estimate("H1", method),))


def path_model(method: str, *kinds: str, **changes: object) -> Assessment:
    kept = tuple(each for each in made.estimates() if each.kind in ("path", *kinds))
    return bare(
        path_models=(
            made.a_path_model(method=method, **({"estimates": kept, "higher_order": (), "map": None} | changes)),
        )
    )


PAIR = tuple(replace(pair, htmt2=None) for pair in a_result().validity.pairs)
WILD = tuple(replace(each, p_wild=0.02) for each in a_result().models[0].coefficients)

ALONE = [
    (bare(items=a_result().items), {"items"}),
    (with_signs("longstring"), {"careless"}),
    (with_signs("longstring", "mahalanobis"), {"careless", "mahalanobis"}),
    (with_signs("longstring", "seconds_per_item"), {"careless", "seconds"}),
    (bare(aggregation=a_result().aggregation), {"aggregation"}),
    (scales(alpha=0.7), {"reliability"}),
    (scales(ordinal_alpha=0.7), {"ordinal_alpha"}),
    (with_validity(pairs=PAIR), {"htmt"}),
    (with_validity(pairs=a_result().validity.pairs), {"htmt", "htmt2"}),
    (with_validity(factorability=measured.factorability()), {"factorability"}),
    (with_validity(factor_model=measured.factor_model()), {"factor_model"}),
    (with_validity(common_method=measured.common_method()), {"common_method"}),
    (compared("welch"), {"welch"}),
    (compared("p_holm"), {"tests"}),
    (compared("kruskal_p"), {"ranks"}),
    (compared("brown_forsythe_p"), {"spreads"}),
    (compared("hedges_g"), {"hedges"}),
    (compared("pairs"), {"pairs"}),
    (bare(hypotheses=(made.grouped(a_hypothesis("H1"), groups=3),)), {"tests", "welch"}),
    (a_tested(), {"tests", "regression"}),
    (a_tested(verdict="not_tested"), set()),
    (bare(hypotheses=(replace(a_hypothesis("H1"), kind="mediation", interval="percentile"),)), {"tests", "regression", "mediation"}),
    (bare(hypotheses=(replace(a_hypothesis("H1"), kind="mediation", interval="bca"),)), {"tests", "regression", "mediation", "bca"}),
    (bare(hypotheses=(made.moderated(a_hypothesis("H1")),)), {"tests", "regression", "moderation"}),
    (equation(), set()),
    (equation(vcov="HC3"), {"hc3"}),
    (equation(n_clusters=14), {"clusters"}),
    (equation(coefficients=WILD), {"wild"}),
    (equation(residuals=made.residuals()), {"residuals"}),
    (estimated("rank"), {"rank"}),
    (estimated("ols"), {"beta_intervals"}),
    (path_model("pls"), {"pls"}),
    (path_model("sem"), {"sem"}),
    (path_model("pls", "rho_a"), {"pls", "rho_a"}),
    (path_model("pls", higher_order=("A",)), {"pls", "higher_order"}),
    (path_model("pls", map=made.a_map()), {"pls", "map"}),
]  # fmt: skip


@pytest.fixture(params=["en", "id"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize(("result", "parts"), ALONE, ids=[" ".join(sorted(parts)) or "nothing" for _, parts in ALONE])
def test_what_is_used_alone_brings_its_own_sources_and_terms(result, parts):
    view = seen(result, "en")
    index = {result.instrument.scoring.index}
    assert parts_used(view) == parts | index
    assert list(sources(view)) == [text for part, text in references() if part in parts | index]
    assert set(glossary(view)) - set(glossary(seen(bare(), "en"))) == {
        term for part in parts for term in TERMS.get(part, ())
    }


def test_every_source_and_every_term_can_be_brought():
    known = frozenset().union(*(parts for _, parts in ALONE)) | {bare().instrument.scoring.index}
    known |= {"classical", "sobel"}  # in a report for a thesis (test_thesis.py)
    known |= {"rank_intervals"}  # on a page that compares agencies (test_beside.py)
    assert {part for part, _ in references()} <= known
    assert set(TERMS) <= known


def test_sources_stand_in_the_order_of_their_authors_and_each_once():
    texts = [text for _, text in references()]
    assert texts == sorted(texts, key=str.casefold)
    assert len(texts) == len(set(texts))


def test_sources_and_terms_are_those_of_what_was_used():
    new, old = (seen(result, "en") for result in (a_result(), an_old_result()))
    for name in ("Kaiser", "Hu, L.", "Kock", "LeBreton", "Meade", "Zumbo", "Roemer", "Lohmöller", "Iman"):
        assert any(text.startswith(name) for text in sources(new)), name
        assert not any(text.startswith(name) for text in sources(old)), name
    assert {"kmo", "rmsea", "icc1", "rwg", "ordinal_alpha", "pls"} <= set(glossary(new)) - set(glossary(old))


def test_every_author_whom_a_sentence_names_has_a_source(lang):
    assert len(cited(lang)) > 15
    assert cited("en") == cited("id")
    for name, year in cited(lang):
        assert any(re.match(rf"{name}\b[^()]*\({year}\)", text) for _, text in references()), (name, year)


@pytest.mark.parametrize(
    "result", [a_result(), an_old_result(), complete(), left_out()], ids=["new", "old", "complete", "left out"]
)
def test_every_author_who_is_cited_in_a_report_is_in_its_list(result, lang):
    text = Page(render_html(result, lang)).text
    listed = sources(seen(result, lang))
    there = {(name, year) for name, year in cited(lang) if re.search(rf"\b{name}\b[^();]*[, (]{year}\b", text)}
    assert there
    for name, year in there:
        assert any(re.match(rf"{name}\b[^()]*\({year}\)", source) for source in listed), (name, year)
