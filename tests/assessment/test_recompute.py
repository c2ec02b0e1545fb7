"""Every whole-sample index and level of a survey without gaps, recomputed from the stored result with nothing but the
standard library: item means from the file, the rest from the item statistics and the instrument in the JSON."""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import pytest

import govassess as ga
from govassess.result.codec import encode

CHILDREN = ("dimensions", "indicators", "items")


def without_gaps(source, target):
    """Keep the respondents who answered every question with an answer on the scale."""
    responses = ga.read_responses(source)
    headings = set(responses.columns.values())
    on_scale = {
        text.casefold()
        for label in responses.instrument.scales["agree5"].labels.values()
        for text in (label.text.id, label.text.en)
    }
    with source.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    head = rows[0]
    asked = [place for place, name in enumerate(head) if name in headings]
    assert len(asked) == len(responses.columns)
    whole = [row for row in rows[1:] if all(row[place].strip().casefold() in on_scale for place in asked)]
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *whole])
    return target


@pytest.fixture(scope="module")
def survey(root, tmp_path_factory):
    return without_gaps(root / "examples" / "simulated-survey.csv", tmp_path_factory.mktemp("gap-free") / "whole.csv")


@pytest.fixture(scope="module")
def stored(survey):
    result = ga.assess(ga.read_responses(survey), draws=50)
    return json.loads(encode(result))


def test_the_item_means_are_those_of_the_file(survey, stored):
    words = {}
    for point, label in stored["instrument"]["scales"]["agree5"]["labels"].items():
        words[label["text"]["id"].casefold()] = int(point)
        words[label["text"]["en"].casefold()] = int(point)
    with survey.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) > 50
    for item in stored["items"]:
        values = [words[row[item["column"]].strip().casefold()] for row in rows]
        assert item["n"] == len(values)
        assert item["missing"] == 0
        assert float(item["mean"]) == float(f"{sum(values) / len(values):.10g}")
        assert {int(point): count for point, count in item["counts"].items() if count} == {
            point: values.count(point) for point in set(values)
        }


def test_every_index_and_level_follows_from_the_item_statistics_and_the_instrument(stored):
    instrument = stored["instrument"]
    scale = instrument["scales"]["agree5"]
    low, high = scale["min"], scale["max"]
    sums = {
        item["id"]: (sum(int(point) * count for point, count in item["counts"].items()), item["n"])
        for item in stored["items"]
    }
    means: dict[str, Fraction] = {}

    def mean(node):
        kind = next(name for name in CHILDREN if node.get(name))
        parts = []
        for child in node[kind]:
            if kind == "items":
                if child["id"] not in sums:
                    continue
                total, n = sums[child["id"]]
                value = Fraction(total, n)
                parts.append(low + high - value if child["reverse"] else value)
            else:
                value = mean(child)
                if value is not None:
                    parts.append(value)
        if not parts:
            return None
        means[node["id"]] = sum(parts, Fraction(0)) / len(parts)
        return means[node["id"]]

    for construct in instrument["constructs"]:
        mean(construct)
    bands = instrument["levels"]["bands"]
    assert instrument["scoring"]["index"] == "pomp"
    assert len(stored["scores"]) == len(means)
    for score in stored["scores"]:
        exact = means[score["id"]]
        assert float(score["mean"]) == pytest.approx(float(exact), rel=1e-9)
        assert float(score["index"]) == pytest.approx(float(100 * (exact - low) / (high - low)), rel=1e-9)
        if score["kind"] == "indicator":
            assert score["level"] is None
            continue
        level = next(band["level"] for band in bands if exact < Fraction(str(band["max"])) or band is bands[-1])
        assert score["level"] == level
