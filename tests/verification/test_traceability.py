"""From the page alone each headline index is followed down to the counts of single answers, and made again from them,
with nothing but the standard library: the page, the block of data in it, its anchors and the paths of its numbers."""

from __future__ import annotations

import base64
import json
import lzma
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

import govassess as ga
from tests.assessment.test_recompute import without_gaps
from tests.report.pages import Page


@pytest.fixture(scope="module")
def html(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("traced")
    survey = without_gaps(root / "examples" / "simulated-survey.csv", folder / "whole.csv")
    result = ga.assess(ga.read_responses(survey), draws=50)
    return result.to_html(folder / "report.html", lang="en").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


@pytest.fixture(scope="module")
def data(html):
    body = re.search(r'<script type="application/x-xz"[^>]*>([A-Za-z0-9+/=]+)</script>', html)[1]
    return json.loads(lzma.decompress(base64.b64decode(body)))


@pytest.fixture(scope="module")
def printed(page):
    """Path -> what stands on the page for it, whichever of the places that print it."""
    found: dict[str, str] = {}
    for source, text in page.printed:
        found.setdefault(source, text)
    return found


@pytest.fixture(scope="module")
def anchors(page):
    return {given["id"]: given for _, given in page.elements if "id" in given}


def half_up(value: Fraction, places: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def item_mean(item, data, printed) -> Fraction:
    """The mean on the turned key, from the counts printed in the item's row."""
    scale = data["instrument"]["scales"]["agree5"]
    points = range(scale["min"], scale["max"] + 1)
    counts = {point: int(printed[f"items.{item['id']}.counts.{point}"].replace(",", "")) for point in points}
    assert sum(counts.values()) == int(printed[f"items.{item['id']}.n"].replace(",", ""))
    mean = Fraction(sum(point * count for point, count in counts.items()), sum(counts.values()))
    return scale["min"] + scale["max"] - mean if item["reverse"] else mean


def node_mean(ident, data, printed, anchors, seen) -> Fraction:
    """The mean of a node: of its parts by the weights printed beside them, of its items alike; each has its anchor."""
    seen.append(ident)
    assert anchors[f"score-{ident}"]["data-of"] == f".{ident}"  # of a table whose place is "scores"
    parts = [score for score in data["scores"] if score["parent"] == ident]
    if parts:
        weights = [Fraction(printed[f"scores.{part['id']}.weight"]) for part in parts]
        assert sum(weights) == 1
        means = [node_mean(part["id"], data, printed, anchors, seen) for part in parts]
        found = sum((weight * mean for weight, mean in zip(weights, means, strict=True)), Fraction(0))
    else:
        items = [item for item in data["items"] if item["node"] == ident]
        assert items
        for item in items:
            assert anchors[f"answers-{item['id']}"]["data-of"] == f".{item['id']}"
            seen.append(item["id"])
        found = sum((item_mean(item, data, printed) for item in items), Fraction(0)) / len(items)
    shown = printed[f"scores.{ident}.mean"]
    assert shown == half_up(found, len(shown.partition(".")[2]))  # beside a cut point it has more decimals than two
    return found


def test_each_headline_index_is_made_again_from_the_counts_printed_on_the_page(data, printed, anchors, page):
    scale = data["instrument"]["scales"]["agree5"]
    headline = [ident for ident in data["instrument"]["headline"] if f"scores.{ident}.index" in printed]
    assert headline == ["CG", "DPS", "SC"]
    seen: list[str] = []
    for ident in headline:
        mean = node_mean(ident, data, printed, anchors, seen)
        index = 100 * (mean - scale["min"]) / (scale["max"] - scale["min"])
        assert {text for source, text in page.printed if source == f"scores.{ident}.index"} == {half_up(index, 1)}
        (score,) = [score for score in data["scores"] if score["id"] == ident]
        assert score["index"] == pytest.approx(float(index), rel=1e-9)
    assert set(seen) >= {item["id"] for item in data["items"]}
    assert len(seen) == len(set(seen)) > 100


def test_every_item_names_its_column_of_the_file_on_the_page(data, page):
    for item in data["items"]:
        assert " ".join(item["column"].split()) in page.text
