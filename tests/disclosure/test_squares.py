"""One person is missing from an equation or a score: in a publication the squares of the others do not give that one.

Left open must be more than one score of that person in each construct, an eighth of the scale apart or more.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment import steps
from govassess.assessment.assess import assess
from govassess.report.html import render_html
from govassess.result.codec import decode, encode
from govassess.scoring.scores import score
from govassess.text.catalogue import say
from govassess.verification.data_check import check_data
from tests.disclosure.designs import small_instrument
from tests.disclosure.squares import Squares, skipped_scores
from tests.surveys import answers, responses

NAMES = ("P", "Q", "R")
SIZES = (40, 100, 25, 200, 60, 600)
APART = 0.5


@pytest.fixture(scope="module")
def instrument(tmp_path_factory):
    return small_instrument(tmp_path_factory.mktemp("squares"))


def share(count, often):
    return [pytest.param(seed, marks=[] if seed < often else pytest.mark.long) for seed in range(count)]


def with_blanks(instrument, seed, n, blanks=1):
    """A survey in which some did not state their years of service: every second time first the one furthest off."""
    rng, frame = np.random.default_rng(seed), answers(instrument, n, seed=seed)
    order = rng.permutation(n)
    if seed % 2:
        order = np.argsort(-(frame - frame.mean()).abs().sum(axis=1).to_numpy())
    years = rng.integers(0, 30, n).astype(float)
    years[order[:blanks]] = np.nan
    return responses(frame, instrument, profile=pd.DataFrame({"years": years})), int(order[0])


def left_by(result, read, who):
    true = score(read).values.loc[who, list(NAMES)].to_numpy(float)
    left = Squares(json.loads(encode(result)), NAMES, 0.25).left()
    assert (np.abs(left - true) < 1e-9).all(axis=1).any()  # it attacks what is stored
    return left


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 4))
def test_no_score_of_the_one_who_is_missing_from_the_equations_follows(instrument, seed):
    read, who = with_blanks(instrument, seed, SIZES[seed // 2 % len(SIZES)])
    result = assess(read, draws=0, disclosure="published")
    assert (np.ptp(left_by(result, read, who), axis=0) >= APART).all()


def test_the_attack_wins_where_nothing_is_rounded(instrument, monkeypatch):
    monkeypatch.setattr(steps, "with_few_digits", lambda found, *_: found)
    read, who = with_blanks(instrument, 1, 60)
    assert len(left_by(assess(read, draws=0, disclosure="published"), read, who)) == 1


def test_within_an_agency_or_a_thesis_equations_keep_all_their_numbers(instrument):
    read, _ = with_blanks(instrument, 1, 60)
    result = assess(read, draws=0)
    (model,) = [each for each in result.models if each.id == "H1"]
    assert model.r_squared is not None
    assert model.r_squared != round(model.r_squared, 3)
    assert not {"few_missing", "few_digits"} & {each.code for each in result.warnings}


@pytest.mark.parametrize(("blanks", "few"), [(0, False), (1, True), (9, True), (10, False)])
def test_equations_are_rounded_and_bare_where_few_are_missing_and_this_is_said(instrument, blanks, few):
    read, _ = with_blanks(instrument, 1, 60, blanks)
    result = assess(read, draws=0, disclosure="published")
    (model,) = [each for each in result.models if each.id == "H1"]
    row = next(each for each in model.coefficients if each.term == "P")
    assert (model.r_squared is None, row.beta is None, row.vif is None, model.classical is None) == (few,) * 4
    assert (round(row.estimate * 20, 9) == round(row.estimate * 20)) == few
    assert any(each.code == "few_missing" and each.where == "hypotheses.H1" for each in result.warnings) == few
    assert result.hypotheses[0].p_value is not None


def test_from_five_hundred_respondents_on_an_equation_has_all_its_numbers_in_two_digits(instrument):
    read, _ = with_blanks(instrument, 1, 510)
    result = assess(read, draws=0, disclosure="published")
    (model,) = [each for each in result.models if each.id == "H1"]
    assert model.classical is not None
    assert model.r_squared == round(model.r_squared or 0, 2)
    assert all(each.beta == round(each.beta, 2) for each in model.coefficients if each.beta is not None)


def with_skipped(instrument, seed, n):
    """A survey in which one person skipped the dimension P1, and groups of 30 and more by kind."""
    rng, frame = np.random.default_rng(seed), answers(instrument, n, seed=seed)
    who = int(rng.integers(n))
    frame.loc[who, ["P1a", "P1b"]] = np.nan
    kind = np.array([f"k{place % 2}" for place in range(n)], dtype=object)
    return responses(frame, instrument, profile=pd.DataFrame({"kind": kind})), who


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 4))
def test_no_score_of_the_one_who_skipped_a_dimension_follows(instrument, seed):
    read, who = with_skipped(instrument, seed, (70, 120, 200)[seed % 3])
    result = assess(read, by=("kind",), draws=0, disclosure=("internal", "published")[seed % 2])
    if seed % 2:  # published
        left = skipped_scores(json.loads(encode(result)), "P", "P1", "P2")
        assert np.abs(left - score(read).values.loc[who, "P2"]).min() < 1e-9
        assert np.ptp(left) >= APART
    compared = next(each for each in result.comparisons if each.id == "P")
    assert (compared.code, compared.welch, compared.eta_squared, compared.pairs) == ("rounded_means", None, None, ())
    others = [each for each in result.comparisons if each.code is None]
    assert all(each.m == len(others) for each in others)


def test_the_deviation_of_a_dimension_that_one_skipped_would_give_that_ones_score(instrument, monkeypatch):
    monkeypatch.setattr(steps, "spread_in_steps", lambda whole, *_: whole)
    monkeypatch.setattr(steps, "measures_in_few_digits", lambda found, *_: found)
    read, who = with_skipped(instrument, 2, 70)
    left = skipped_scores(
        json.loads(encode(assess(read, by=("kind",), draws=0, disclosure="published"))), "P", "P1", "P2", rounded=False
    )
    assert left == pytest.approx([score(read).values.loc[who, "P2"]])


def test_a_hypothesis_about_groups_with_rounded_means_is_not_tested_and_not_counted(instrument):
    first = instrument.hypotheses[0]
    group = {"kind": "group", "predictor": "kind", "controls": (), "expected": None}
    added = (replace(first, id="H8", outcome="P", **group), replace(first, id="H9", outcome="Q", **group))
    read, _ = with_skipped(replace(instrument, hypotheses=(*instrument.hypotheses, *added)), 1, 70)
    result = decode(encode(assess(read, draws=0)))
    found = {each.id: each for each in result.hypotheses}
    assert (found["H8"].verdict, found["H8"].code, found["H8"].p_value) == ("not_tested", "rounded_means", None)
    assert found["H9"].p_value is not None
    assert found["H9"].m == 4
    for lang in ("en", "id"):
        assert say("reason.rounded_means", lang) in render_html(result, lang)


@pytest.mark.parametrize("n", [60, 510])
@pytest.mark.parametrize("made", [with_blanks, with_skipped])
def test_a_rounded_result_is_verified_without_a_difference_and_drawn(instrument, made, n):
    read, _ = made(instrument, 1, n)
    result = decode(encode(assess(read, by=tuple({"kind"} & set(read.profile)), draws=50, disclosure="published")))
    findings, tally, _ = check_data(result)
    assert findings == []
    assert tally.checked > 100
    for lang in ("en", "id"):
        page = render_html(result, lang)
        assert ("None" not in page) or ">None<" not in page
