"""Addresses: what is written can be read back, and every address of a record leads to it in the JSON of the result."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from govassess.result.address import (
    BY_PLACE,
    ROOT,
    Address,
    addresses_of,
    in_full,
    inside,
    names_of,
    place_of_all,
    shortened,
)
from govassess.result.codec import encode, plain
from tests.compared_results import a_survey
from tests.report.beside_the_tests import complete

HOSTILE = ("Don't know.", "a b", "50 %", "ya/tidak", "H1.unadjusted", "..", "é", "%2E", "x>y", "")


@pytest.mark.parametrize("key", HOSTILE)
def test_an_address_reads_back_whatever_a_key_holds(key):
    address = ROOT / "screening" / ("missing_codes", key, 3)
    assert Address(str(address)) == address
    assert " " not in str(address)
    assert str(address).count(".") == 3
    assert address.value_in({"screening": {"missing_codes": {key: [0, 1, 2, "here"]}}}) == "here"


def test_the_root_has_no_steps():
    assert Address("") == ROOT
    assert ROOT.value_in("all") == "all"


@pytest.mark.parametrize(
    ("text", "fault"),
    [("scores.B", ValueError), ("scores.9", IndexError), ("nothing", ValueError), ("scores.A.n.real", LookupError)],
)
def test_an_address_that_leads_nowhere_is_an_error(text, fault):
    with pytest.raises(fault):
        Address(text).value_in({"scores": [{"id": "A", "n": 5}]})


def test_entries_are_named_by_id_only_where_each_has_its_own():
    assert list(names_of([{"id": "A"}, {"id": "B"}])) == ["A", "B"]
    assert list(names_of([{"id": "A"}, {"id": "A"}])) == ["0", "1"]
    assert list(names_of([{"id": "A"}, {}])) == ["0", "1"]


@pytest.mark.parametrize("by_place", [frozenset(), BY_PLACE])
@pytest.mark.parametrize("made", [complete, lambda: a_survey(1)], ids=["made up", "assessed"])
def test_every_record_of_a_result_is_found_at_its_address_in_the_json(made, by_place):
    result = made()
    data, addresses = json.loads(encode(result)), addresses_of(result, by_place=by_place)
    seen = 0
    for record in records_in(result):
        address = addresses.of(record)
        assert address.value_in(result) == record
        assert Address(str(address)).value_in(data).keys() == plain(record).keys()
        seen += 1
    assert seen > 100


def records_in(value):
    if hasattr(value, "__dataclass_fields__"):
        yield value
    for _, entry in inside(value):
        yield from records_in(entry)


def test_a_record_of_another_result_has_no_address():
    one, other = complete(), complete()
    with pytest.raises(LookupError, match="NodeScore"):
        addresses_of(one).of(other.scores[0], "n")


def test_a_record_that_stands_in_two_places_has_the_first_address():
    result = complete()
    shared = replace(result, models=(result.models[0], result.models[0]))
    assert str(addresses_of(shared, by_place=BY_PLACE).of(shared.models[1], "r_squared")) == "models.0.r_squared"


@pytest.mark.parametrize(
    "paths",
    [
        ["items.A1.mean", "items.A1.sd", "items.A1.n"],
        ["changes.0.estimate", "changes.0.conf_low", "results.0.scores.A.index"],
        ["models.0.f2", "models.1.f2"],
        ["options.draws"],
        ["a.b", "c"],
    ],
)
def test_what_is_shortened_is_read_in_full(paths):
    place = place_of_all(paths, ' data-of=""')
    short = [shortened(path, place) for path in paths]
    assert [in_full(path, place) for path in short] == paths
    assert sum(map(len, short)) <= sum(map(len, paths))
