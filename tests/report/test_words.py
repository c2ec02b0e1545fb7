"""Every code that a result can hold has its words in both languages."""

from __future__ import annotations

import itertools

import pytest

from govassess.report.cautions import PLACES
from govassess.report.view import seen
from govassess.report.wording import hypothesis_sentence
from govassess.text.catalogue import catalogue, has
from tests.report.a_result import a_hypothesis, a_result

VERDICTS = ("supported", "contradicted", "not_supported", "inconclusive")


@pytest.mark.parametrize("code", sorted(PLACES))
def test_a_warning_with_a_place_has_words(code):
    assert has(f"warning.{code}")


@pytest.mark.parametrize(
    ("verdict", "kind", "lang"), list(itertools.product(VERDICTS, ("direct", "mediation"), ("en", "id")))
)
def test_every_verdict_has_a_sentence_with_its_values(verdict, kind, lang):
    mediators = ("D2",) if kind == "mediation" else ()
    hypothesis = a_hypothesis("H1", verdict=verdict, kind=kind, mediators=mediators)
    view = seen(a_result(hypotheses=(hypothesis,)), lang)
    sentence = hypothesis_sentence(view, hypothesis).striptags()
    assert view.name("B") in sentence
    assert ("0.45" if lang == "en" else "0,45") in sentence


def test_an_unclear_result_names_the_values_that_the_data_allow():
    hypothesis = a_hypothesis("H4", verdict="inconclusive", conf_low=-0.02, conf_high=0.2)
    sentence = hypothesis_sentence(seen(a_result(hypotheses=(hypothesis,)), "en"), hypothesis).striptags()
    assert "no clear evidence" in sentence
    assert "from −0.02 to 0.20" in sentence


@pytest.mark.parametrize("status", ["proposed", "published", "official"])
@pytest.mark.parametrize("validated", ["validated", "not_validated"])
def test_every_status_has_words(status, validated):
    assert has(f"report.status.{status}.{validated}")


@pytest.mark.parametrize("index", ["none", "pomp", "tcr", "times_25"])
def test_every_index_has_a_name_and_a_formula(index):
    assert has(f"report.index_range.{index}")
    assert has(f"method.rule.index.{index}")


def test_the_two_languages_hold_the_same_keys():
    assert set(catalogue("en")) == set(catalogue("id"))
