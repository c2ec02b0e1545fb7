"""Over twenty reports in both languages: no claim beyond the tests, no word of the other language, no bare key."""

from __future__ import annotations

import re

import pytest

from govassess.text.catalogue import catalogue
from tests.report.guarded_words import FORBIDDEN, foreign, found
from tests.report.reports import Drawn, drawn

KEY = r"\b(?:report|table|warning|reason|statistic|method|glossary|decision|verdict|funnel|error|problem|words|month|cli)(?:\.[a-z_0-9]+)+\b"
PLURAL = r"(?<![\d.,–−-])(?<!of )\b1 (?!was|is|has|gives|goes|lies|means)[a-z]{2,}(?:[^uis]|es)s\b"
SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=[A-Z(“])")
AIMED = re.compile(r"\breach\b|\blacks?\b|\bstood at\b|\bnext\b|mencapai|kurang|berikutnya")
SHARED = re.compile(r"%|\bresampl|penarikan ulang|\bsampel ulang")


@pytest.fixture(scope="module")
def reports() -> tuple[Drawn, ...]:
    made = drawn()
    assert len({report.name for report in made}) == 20
    return made


def over(reports: tuple[Drawn, ...], pattern: dict[str, str] | str, *, lang: str = "") -> dict[tuple[str, str], object]:
    """The words found, by report."""
    hits = {}
    for report in reports:
        if lang in ("", report.lang):
            wanted = pattern if isinstance(pattern, str) else pattern[report.lang]
            if words := found(wanted, report.blocks, report.quoted()):
                hits[report.name, report.lang] = words
    return hits


def test_no_report_claims_more_than_its_tests(reports):
    assert over(reports, FORBIDDEN) == {}


def test_the_guard_finds_what_a_report_must_not_say(reports):
    for lang, claim in (("en", "Collaboration affects the index."), ("id", "Kolaborasi berpengaruh terhadap indeks.")):
        assert found(FORBIDDEN[lang], [claim])
        quoting = next(report for report in reports if report.lang == lang and claim_of(report))
        assert any(claim_of(quoting) in block for block in quoting.blocks)  # quoted as a hypothesis, and allowed


def claim_of(report: Drawn) -> str:
    texts = [hypothesis.text.in_language(report.lang) for hypothesis in report.result.hypotheses]
    return next((text for text in texts if found(FORBIDDEN[report.lang], [text])), "")


def test_an_indonesian_report_holds_no_english_and_an_english_one_no_indonesian(reports):
    assert over(reports, {lang: foreign(lang) for lang in ("en", "id")}) == {}


def test_a_sentence_of_the_other_language_would_be_found():
    assert found(foreign("id"), ["Rerata the answers"]) and found(foreign("en"), ["The mean yang tinggi"])


def test_no_catalogue_key_is_visible(reports):
    keys = set(catalogue("en"))
    for report in reports:
        text = " ".join(report.blocks)
        assert [key for key in re.findall(KEY, text) if key in keys or key.startswith(("report.", "warning."))] == []


def test_one_of_anything_is_not_many(reports):
    assert over(reports, PLURAL, lang="en") == {}


def test_no_level_is_named_in_a_sentence_without_a_share(reports):
    """Names are those of levels that a node was given; what defines a level, or aims at it, gives none."""
    for report in reports:
        levels = report.result.instrument.levels
        names = [band.name.in_language(report.lang) for band in levels.bands]
        named = re.compile(
            r"(?<![\w-])(?:level \d, |tingkat \d, |\d )?(" + "|".join(map(re.escape, names)) + r")(?![\w-])"
        )
        asked = re.compile(r"^(?:[1-5] )?(?:" + "|".join(map(re.escape, names)) + r")$")
        told = re.compile(f"{SHARED.pattern}|{AIMED.pattern}")
        for block in report.blocks:
            for sentence in SENTENCE.split(block):
                if named.search(sentence) and not asked.match(sentence) and not told.search(sentence):
                    assert given_without(report, sentence) == "", (report.name, report.lang, sentence)


def given_without(report: Drawn, sentence: str) -> str:
    """The sentence, unless it is quoted from the instrument or there was nothing to resample."""
    instrument = report.result.instrument
    quotes = [instrument.levels.source.in_language(report.lang)]
    quotes += [text.in_language(report.lang) for text in instrument.limits]
    quotes += [item.text.in_language(report.lang) for item in instrument.items()]
    quotes += [node.name.in_language(report.lang) for node in instrument.nodes()]
    return "" if any(sentence in quote or quote in sentence for quote in quotes) else sentence
