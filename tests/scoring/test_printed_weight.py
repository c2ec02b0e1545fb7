"""The printed weight of an old report with answers missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govassess.instrument.load import load_instrument
from govassess.scoring.scores import score
from tests.surveys import answers, responses


def test_an_unanswered_element_is_no_zero_where_answers_are_the_denominator():
    skm = load_instrument("skm-permenpanrb-14-2017")
    by_answers = replace(skm, scoring=replace(skm.scoring, denominator="answers"))
    frame = answers(by_answers, 12) * 0 + 3
    frame.iloc[0, 0] = float("nan")
    found = score(responses(frame, by_answers), reproduce="0.11").values["overall" if skm.overall else "SKM"]
    assert found.tolist() == pytest.approx([3 * 0.99] * 12)
