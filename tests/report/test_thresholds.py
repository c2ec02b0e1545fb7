"""What is printed never says the contrary of the sentence, mark, verdict or level beside it."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from govassess.notices import Notice
from govassess.report.formats import places_beside, printed, share, share_places
from govassess.report.html import render_html
from govassess.report.notebook import table
from govassess.report.thresholds import COMPARED
from govassess.report.view import seen
from govassess.result.codec import decode, encode
from govassess.text.numbers import NumberFormat
from tests.report.a_result import a_hypothesis, a_result, a_score, reliability
from tests.report.pages import Page


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace("%", "").replace(",", "."))


@pytest.mark.parametrize(("code", "key"), sorted(COMPARED))
def test_a_warning_prints_its_number_on_the_right_side_of_the_threshold_it_names(code, key):
    edge = COMPARED[code, key]
    above = code in ("vif_high", "vif_collinear", "condition_high", "harman_high")
    for gap in (0.2, 0.01, 0.0004, 0.00003):
        value = edge + gap if above else edge - gap
        notice = Notice(code=code, where="D1", values={"node": "D1", "item": "D12", "term": "A", key: value})
        for lang in ("en", "id"):
            said = seen(a_result(), lang).warning(notice).striptags()
            text = seen(a_result(), lang).value_text(key, value, code)
            assert text in said
            times = 100 if "%" in text else 1
            assert (number(text) > Decimal(str(edge)) * times) is above, (lang, text)


def test_alpha_reads_below_the_convention_wherever_it_is_said_to_lie_below_it():
    made = a_result()
    low = replace(reliability("D1", ("D11", "D12", "D13")), alpha=0.69961)
    notices = tuple(
        replace(notice, values={"node": "D1", "alpha": 0.69961}) if notice.code == "low_alpha" else notice
        for notice in made.warnings
    )
    result = replace(made, reliability=(low, *made.reliability[1:]), warnings=notices)
    page = Page(render_html(result, "en"))
    assert "α = .6996 is below 0.70" in page.text
    assert {text for path, text in page.printed if path == "reliability.D1.alpha"} == {".6996"}


@pytest.mark.parametrize(("p", "text"), [(0.0496, ".0496"), (0.05, ".050"), (0.0504, ".0504"), (0.04999999, ".050"), (0.03, ".030")])  # fmt: skip
def test_an_adjusted_p_reads_on_its_side_of_the_level(p, text):
    result = replace(a_result(), hypotheses=(a_hypothesis("H1", p_holm=p),))
    page = Page(render_html(result, "en"))
    assert {said for path, said in page.printed if path == "hypotheses.H1.p_holm"} == {text}


def test_an_interval_that_leaves_zero_out_reads_so():
    clear = a_hypothesis("H1", estimate=0.0084, conf_low=0.0004, conf_high=0.0164)
    page = Page(render_html(replace(a_result(), hypotheses=(clear,)), "en"))
    source = "hypotheses.H1.conf_low hypotheses.H1.conf_high"
    assert {text for path, text in page.printed if path == source} == {"[0.0004, 0.0164]"}


def test_a_mean_below_a_cut_point_reads_below_it():
    made = a_result()
    score = a_score("A", "construct", None, 3.3996, level=3)
    result = replace(made, scores=(score, *made.scores[1:]))
    found = table(result, "constructs", "en")
    place = [column.key for column in found.columns].index("mean")
    assert found.text(found.rows[0].cells[place], found.columns[place]) == "3.3996"
    read_off = replace(result.instrument, levels=replace(result.instrument.levels, decimals=2))
    official = table(replace(result, instrument=read_off), "constructs", "en")
    assert official.text(official.rows[0].cells[place], official.columns[place]) == "3.40"  # it is what the rule reads


def test_the_larger_of_root_ave_and_correlation_shows():
    tree = json.loads(encode(a_result()))
    first = tree["validity"]["fornell_larcker"][0]
    first |= {"root_ave": 0.7012, "largest_r": 0.7049, "holds": False}
    found = table(decode(json.dumps(tree)), "fornell_larcker", "en")
    texts = [found.text(cell, column) for cell, column in zip(found.rows[0].cells, found.columns, strict=True)]
    assert texts[2:4] == [".701", ".705"]


@pytest.mark.parametrize(
    ("shares", "texts"),
    [
        ((0.58, 0.42), ["58%", "42%"]),
        ((0.155, 0.845), ["15.5%", "84.5%"]),
        ((0.3355, 0.3355, 0.329), ["33.55%", "33.55%", "32.90%"]),
        ((0.335, 0.335, 0.33), ["33.5%", "33.5%", "33.0%"]),
        ((0.8996, 0.1004), ["89.96%", "10.04%"]),
        ((0.9, 0.1), ["90%", "10%"]),
        ((0.9996, 0.0004), ["more than 99%", "less than 1%"]),
        ((1.0, 0.0), ["100%", "0%"]),
        ((), []),
    ],
)
def test_shares_that_are_printed_together_do_not_exceed_the_whole(shares, texts):
    assert [share(value, "en", decimals=share_places(shares)) for value in shares] == texts


def test_shares_of_random_levels_never_exceed_the_whole():
    draw = random.Random(3)
    for _ in range(3000):
        cuts = sorted(draw.randint(0, 5000) for _ in range(draw.randint(1, 4)))
        ends = [0, *cuts, 5000]
        shares = [(high - low) / 5000 for low, high in pairwise(ends)]
        places = share_places(shares)
        printed_shares = [share(value, "id", decimals=places) for value in shares]
        numeric = [number(text) for text in printed_shares if re.fullmatch(r"[\d,]+%", text)]
        assert sum(numeric) <= 100
        assert places <= 2


def test_a_level_with_its_shares_reads_the_same_in_sentence_card_and_table():
    shares = {"1": 0.0, "2": 0.0, "3": 0.615, "4": 0.385, "5": 0.0}
    made = a_result()
    score = a_score("B", "construct", None, 3.37, shares=shares, leading=(3, 4))
    result = replace(made, scores=(made.scores[0], score, *made.scores[2:]))
    page = Page(render_html(result, "en"))
    for level, text in (("3", "61.5%"), ("4", "38.5%")):
        assert {said for path, said in page.printed if path == f"scores.B.level_share.{level}"} == {text}
    assert "(61.5%); 4" in page.text


@pytest.mark.parametrize("kind", ["est", "r", "pct", "p"])
def test_random_values_read_on_their_side_of_a_random_threshold(kind):
    draw = random.Random(11)
    met = 0
    for _ in range(2000):
        edge = draw.randint(1, 99) / 100
        value = min(0.999, max(0.0011, edge + draw.choice((-1, 1)) * 10 ** -draw.uniform(0.5, 5)))
        text = printed(value, kind, NumberFormat("en"), places_beside(value, kind, (edge,)))
        if abs(value - edge) > 1e-5:
            met += 1
            assert (number(text) > Decimal(str(edge)) * (100 if kind == "pct" else 1)) is (value > edge), (value, edge)
    assert met > 1000


def test_what_a_verdict_on_averaging_or_agreement_rests_on_reads_on_its_side():
    tree = json.loads(encode(a_result()))
    for entry in tree["aggregation"]:
        entry |= {"icc2": 0.6997, "p_value": 0.0497, "rwg_median": 0.6951, "justified": False}
    for entry in tree["estimators"]:
        entry["p_value"] = 0.0501
    result = decode(json.dumps(tree))
    name = f"aggregation.{tree['aggregation'][0]['by']}"
    for found, texts in (
        (table(result, name, "en"), {"icc2": ".6997", "p_value": ".0497", "rwg_median": ".695"}),
        (table(result, "estimators", "en"), {"all_p_value": ".0501"}),
    ):
        keys = [column.key for column in found.columns]
        for key, text in texts.items():
            at = keys.index(key)
            rows = [row for row in found.rows if not row.group and row.cells[at].value is not None]
            assert {found.text(row.cells[at], found.columns[at]) for row in rows} == {text}
