"""A number near a limit, the distance included, reads on its side of it in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.cli.ending import ending
from govassess.report.formats import ZERO, places_beside, printed
from govassess.report.html import render_html
from govassess.report.view import seen
from govassess.report.whole import build
from govassess.result.codec import decode, encode
from govassess.text.numbers import NumberFormat
from tests.report import bare_constructs
from tests.report.pages import Page, written
from tests.surveys import responses


def close(basis: str = "index", n: int = 600):
    """The first construct a little under 60 (59.986), of which one item is a little under the level too."""
    instrument = replace(bare_constructs.instrument(reverse=False, basis=basis), hypotheses=())
    columns = {}
    for ident in bare_constructs.NAMES:
        for item in (1, 2, 3):
            x = np.full(n, 3.0)
            x[: round(0.4 * n)] = 4.0
            if (ident, item) == ("TR", 2):
                x[0] = 3.0  # one answer lower by one: the mean of the item 3.39833, of the construct 3.39944
            columns[f"{ident}{item}"] = x
    return decode(encode(assess(responses(pd.DataFrame(columns), instrument), draws=60, seed=1)))


@pytest.mark.parametrize("basis", ["index", "mean"])
@pytest.mark.parametrize("lang", ["en", "id"])
def test_index_mean_and_distance_read_on_their_side(basis, lang):
    result = close(basis)
    (score,) = [each for each in result.scores if each.id == "TR"]
    assert score.level == 3 and 59.98 < score.index < 60
    page = Page(render_html(result, lang))
    for path, limit in (("scores.TR.index", 60), ("scores.TR.mean", Decimal("3.4"))):
        said = {text for where, text in page.printed if where == path}
        assert said and all(Decimal(text.replace(",", ".")) < limit for text in said), (path, said)
    for path in ("scores.TR.to_next", "priorities.0.gap", "opportunities.lacking", "opportunities.rows.TR2.gap"):
        said = {text for where, text in page.printed if where == path}
        assert said and all(Decimal(text.replace(",", ".")) > 0 for text in said), (path, said)


def test_the_charts_and_the_terminal_do_as_well():
    result = close()
    first = build(result, "en").first
    assert [text for text in written(first.dots.svg) if re.fullmatch(r"\d+\.\d+", text)] == [
        "59.99",
        "60.0",
        "60.0",
        "60.0",
    ]
    assert "59.99" in first.cards[0].ladder
    line = ending(result, "en", ())[0]
    assert "59.99" in line and "60.0 " not in line
    table = build(result, "en")
    assert seen(result, "en").headline()[0].id == "TR" and table.first.cards[0].index.striptags().startswith("59.9")


def test_a_distance_that_is_none_or_far_needs_no_more_decimals():
    assert [places_beside(value, "est", ZERO, 1) for value in (0.0, 0.3, 12.0, 0.04)] == [1, 1, 1, 2]
    assert printed(0.017, "est", NumberFormat("en"), places_beside(0.017, "est", ZERO, 1)) == "0.02"


def test_no_page_says_that_nothing_more_is_needed_to_reach_a_level():
    for lang in ("en", "id"):
        text = Page(render_html(close(), lang)).text
        assert not re.search(r"(?<![\d.,])0[.,]0+ (?:index points more|more to reach|poin lagi)", text)
