"""An index divided by respondents, and by the answers given: both wherever an answer is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.cli.ending import ending
from govassess.instrument.load import load_instrument
from govassess.report.html import render_html
from govassess.result.codec import decode, encode
from govassess.verification.data_check import recomputed
from tests.report.pages import Page
from tests.surveys import answers, responses

SKM = load_instrument("skm-permenpanrb-14-2017")
ITEMS = [item.id for item in SKM.items()]


def graded() -> pd.DataFrame:
    """100 questionnaires, 900 elements, of which 20 are blank: 2,332 points, 64.78 by respondents, 66.25 by answers."""
    x = np.full(900, 2.0)
    blank = np.arange(20) * 45
    x[blank] = np.nan
    filled = np.flatnonzero(~np.isnan(x))
    x[filled[:572]] = 3.0  # 880 x 2 + 572 = 2,332
    return pd.DataFrame(np.random.default_rng(1).permutation(x).reshape(100, 9), columns=ITEMS)


def test_both_indices_are_stored_with_their_grades_where_a_blank_decides():
    frame = graded()
    result = assess(responses(frame, SKM), draws=100, seed=1)
    (score,) = [each for each in result.scores if each.id == "SKM"]
    (other,) = [each for each in result.by_answers if each.id == "SKM"]
    assert score.index == pytest.approx(25 * np.nansum(frame.to_numpy()) / 900)
    assert (round(score.index, 2), score.level) == (64.78, 1)
    assert other.index == pytest.approx(25 * frame.mean().mean())
    assert (other.level, other.unanswered) == (2, 20)
    assert other.conf_low < other.index < other.conf_high
    blank = {item.node for item in result.items if item.missing}
    assert {each.id for each in result.by_answers} == {"SKM", *blank} and len(blank) > 3


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_report_and_the_terminal_lead_with_the_rule_and_state_both(lang):
    result = decode(encode(assess(responses(graded(), SKM), draws=50, seed=1)))
    page, printed = Page(render_html(result, lang)), "66.2" if lang == "en" else "66,2"
    said = [text for path, text in page.printed if path == "by_answers.SKM.index"]
    assert len(said) == 3 and all(text.startswith(printed) for text in said)  # lead, card, table
    assert page.text.index("64.78" if lang == "en" else "64,78") < page.text.index(said[0])
    assert "D (" in page.text and "C (" in page.text
    (line,) = [line for line in ending(result, lang, ()) if said[0] in line]
    assert ("64.78" if lang == "en" else "64,78") in line and "C (" in line and "D (" in line


def test_without_a_blank_or_by_another_rule_there_is_one_index():
    whole = assess(responses(answers(SKM, 40), SKM), draws=0)
    assert whole.by_answers == ()
    other = load_instrument("cg-dps-smartcity")
    assert assess(responses(answers(other, 40, missing=0.1), other), draws=0).by_answers == ()


def test_without_resamples_it_has_no_interval_and_says_so():
    result = decode(encode(assess(responses(graded(), SKM), draws=0)))
    assert {(each.conf_low, each.conf_high) for each in result.by_answers} == {(None, None)}
    assert "no interval" in Page(render_html(result, "en")).text


def test_what_follows_from_the_items_is_verified():
    result = decode(encode(assess(responses(answers(SKM, 60, missing=0.1), SKM), draws=50, seed=1)))
    checked = {each.path: each.holds for each in recomputed(result)}
    assert all(checked.values())
    assert any(path.startswith("by_answers.") for path in checked)
