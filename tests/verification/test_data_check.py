"""Stored numbers that somebody altered, the checksum mended: what follows from others is found, the survey finds all."""

from __future__ import annotations

import json
import random

import pytest

from govassess.errors import DataError
from govassess.result.address import ROOT
from govassess.result.codec import decode, plain
from govassess.verification.data_check import check_data, recomputed
from govassess.verification.recomputing.recomputed import Recomputed
from govassess.verification.survey_check import check_survey, differences, same
from tests.verification.planting import altered, places, planted, value_at
from tests.verification.reports import assessed, kinds, write_survey

SERVICES = 29
"""Of the fifty: the instrument for public services, a tenth of the answers missing."""


@pytest.fixture(scope="module")
def assessment(tmp_path_factory):
    survey = tmp_path_factory.mktemp("services") / "survey.csv"
    kind = list(kinds(50))[SERVICES] | {"n": 120}
    return assessed(kind, write_survey(kind, survey)), survey


@pytest.fixture(scope="module")
def stored(assessment):
    return plain(assessment[0])


def found(data) -> set[str]:
    """The paths of stored numbers that do not follow from the others; a result that is none has one of its own."""
    try:
        return {each.path for each in recomputed(decode(json.dumps(data))) if not each.holds}
    except DataError:
        return {"schema"}


def test_an_altered_number_that_follows_from_others_is_always_found(stored):
    rng, checked = random.Random(5), 0
    follows = {each.path for each in recomputed(decode(json.dumps(stored)))}
    paths = {keys: path for keys, path in zip(places(stored), paths_of(stored), strict=True) if path in follows}
    for keys in rng.sample(list(paths), 120):
        with planted(stored, keys, altered(value_at(stored, keys), rng)):
            assert found(stored), keys
        checked += 1
    assert checked == 120
    assert found(stored) == set()


def paths_of(stored):
    """The path of every number of the findings, in the order of ``places``."""
    for part in dict.fromkeys(keys[0] for keys in places(stored)):
        for path, value, _ in differences(stored[part], stored[part], ROOT / part):
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield path


def test_most_of_all_altered_numbers_are_found_without_the_survey(stored):
    rng = random.Random(6)
    chosen = rng.sample(list(places(stored)), 150)
    caught = 0
    for keys in chosen:
        with planted(stored, keys, altered(value_at(stored, keys), rng)):
            caught += bool(found(stored))
    assert caught / len(chosen) > 0.6  # the rest are ends of resampled intervals and other work on single answers


def test_with_the_survey_every_altered_number_is_found(assessment, stored):
    result, survey = assessment
    again = plain(assessed(list(kinds(50))[SERVICES] | {"n": 120}, survey))
    rng, everywhere = random.Random(7), list(places(stored))
    for keys in rng.sample(everywhere, 300):
        with planted(stored, keys, altered(value_at(stored, keys), rng)):
            unlike = [path for path, here, there in differences(stored, again) if not same(path, here, there)]
        assert len(unlike) == 1, keys
    assert len(everywhere) > 500
    findings, counted, _ = check_survey(result, stored, survey, plan=None, mapping=None)
    assert findings == []
    assert counted.checked > len(everywhere)


@pytest.mark.parametrize(
    ("keys", "value", "paths"),
    [
        (("scores", 0, "index"), 99.0, {"scores.SKM.index"}),
        (("funnel", 1, "count"), 5, {"funnel.1.remaining"}),
        (("items", 0, "counts", "3"), 77, {"items.U1.n"}),
        (("items", 0, "mean"), 1.5, {"items.U1.mean", "items.U1.mean_keyed"}),
    ],
)
def test_the_numbers_that_no_longer_fit_are_named(stored, keys, value, paths):
    with planted(stored, keys, value):
        named = found(stored)
    assert paths <= named


def test_an_instrument_that_was_altered_no_longer_has_its_checksum(stored):
    keys = ("instrument", "levels", "bands", 0, "max")
    with planted(stored, keys, value_at(stored, keys) - 1):
        assert "instrument_sha256" in found(stored)


def test_what_cannot_be_recomputed_is_counted_and_named(assessment):
    findings, counted, left = check_data(assessment[0])
    assert findings == []
    assert counted.checked > 200
    assert counted.open > 50
    assert {"mean_low", "mean_high"} <= set(left["scores"])
    assert "index" not in left["scores"]


@pytest.mark.parametrize(
    ("printed", "expected", "within", "holds"),
    [
        (61.23456789, 61.23456789, 0.0, True),
        (61.23456789, 61.23456780, 0.0, True),
        (61.23456789, 61.23456289, 0.0, False),
        (0.0, 1e-12, 1e-10, True),
        (3, 4, 0.0, False),
        ("supported", "inconclusive", 0.0, False),
        (True, False, 0.0, False),
    ],
)
def test_a_number_holds_to_the_digits_that_are_stored(printed, expected, within, holds):
    assert Recomputed(record=None, field="", printed=printed, expected=expected, within=within).holds is holds
