"""One list of items split into several constructs by ranges, in one place of the file."""

from __future__ import annotations

import jsonschema
import pytest

from govassess.errors import InstrumentError
from govassess.files.safe_yaml import parse_yaml
from govassess.instrument.load import canonical
from govassess.instrument.parse import json_schema, parse_instrument

HEAD = """\
schema_version: 1
id: long-block
version: "1"
status: proposed
validated: false
title: {en: Long, id: Panjang}
citation: none
modules: {core: {constructs: [A, C1, Z]}}
headline: [A, C1, Z]
measurement_level: construct
scales: {five: {min: 1, max: 5}}
levels:
  basis: index
  source: {en: x, id: x}
  closed: left
  bands: [{level: 1, min: 0, max: 100, name: {en: all, id: semua}}]
constructs:
  - id: A
    name: {en: A, id: A}
    items: [{id: a1, text: {en: a, id: a}}]
  - id: C1
    name: {en: "?", id: "?"}
"""
SPLIT = """\
    split:
      - {id: trust, name: {en: Trust, id: Kepercayaan}, items: Q1..Q12}
      - {id: risk, name: {en: Risk, id: Risiko}, items: "Q13 .. Q44, Q46"}
      - {id: rest, name: {en: Rest, id: Sisa}, items: Q45}
"""
TAIL = """\
  - id: Z
    name: {en: Z, id: Z}
    items: [{id: z1, text: {en: z, id: z}}]
"""
ITEMS = "    items:\n" + "".join(f"      - {{id: Q{at}, text: {{en: t{at}, id: t{at}}}}}\n" for at in range(1, 47))


def read(split=SPLIT, items=ITEMS, tail=TAIL):
    document = parse_yaml(HEAD + split + items + tail, file="i.yaml", error=InstrumentError, code="E301")
    return parse_instrument(document)


def problems(**parts):
    with pytest.raises(InstrumentError) as caught:
        read(**parts)
    for lang in ("en", "id"):
        caught.value.message(lang)
    return caught.value.problems


def test_a_block_of_46_items_is_split_in_one_place():
    instrument = read()
    assert [(each.id, len(each.items)) for each in instrument.constructs] == [
        ("A", 1), ("trust", 12), ("risk", 33), ("rest", 1), ("Z", 1),
    ]  # fmt: skip
    assert [item.id for item in instrument.node("risk").items][-2:] == ["Q44", "Q46"]
    assert instrument.headline == ("A", "trust", "risk", "rest", "Z")
    assert instrument.modules["core"].constructs == instrument.headline
    assert "split" not in canonical(instrument)


def test_what_is_loaded_is_the_same_as_if_it_had_been_written_out():
    lines = ITEMS.splitlines(keepends=True)
    written = (
        "  - id: trust\n    name: {en: Trust, id: Kepercayaan}\n"
        + "".join(lines[:13])
        + "  - id: rest\n    name: {en: Rest, id: Sisa}\n    items:\n"
        + "".join(lines[13:])
    )
    head = HEAD.partition("  - id: C1")[0].replace("[A, C1, Z]", "[A, trust, rest, Z]")
    by_hand = parse_instrument(parse_yaml(head + written + TAIL, file="i.yaml", error=InstrumentError, code="E301"))
    ranges = (
        "    split: [{id: trust, name: {en: Trust, id: Kepercayaan}, items: Q1..Q12},\n"
        "            {id: rest, name: {en: Rest, id: Sisa}, items: Q13..Q46}]\n"
    )
    assert canonical(read(split=ranges)) == canonical(by_hand)


@pytest.mark.parametrize(
    ("old", "new", "reason", "value", "line"),
    [
        ("Q1..Q12", "Q1..Q120", "split_unknown", "Q120", 24),
        ("Q1..Q12", "Q12..Q1", "split_backwards", "Q12..Q1", 24),
        ("Q1..Q12", "Q1..Q13", "split_twice", "Q13", 25),
        ("Q1..Q12", "Q1..Q11", "split_left", "Q12", 23),
        ("items: Q45", "items: 45", "split_entries", None, 23),
        ("{id: rest, ", "{", "split_entries", None, 23),
        ("    split:", "    note: x\n    split:", "split_beside", "note", 24),
    ],
)
def test_what_cannot_be_split_is_refused_with_its_line(old, new, reason, value, line):
    (problem,) = problems(split=SPLIT.replace(old, new))
    assert (problem.reason, problem.value, problem.line) == (f"instrument.{reason}", value, line)


def test_faults_in_a_split_construct_keep_their_lines():
    (problem,) = problems(split=SPLIT.replace("{en: Risk, id: Risiko}", '{en: "?", id: "?"}'))
    assert (problem.reason, problem.line) == ("instrument.placeholder", 25)
    (problem,) = problems(items=ITEMS.replace("{en: t14, id: t14}", '{en: "? t", id: "? t"}'))
    assert (problem.reason, problem.line) == ("instrument.unconfirmed", 27 + 14)
    (problem,) = problems(tail=TAIL.replace("{en: z, id: z}", "{en: z}"))
    assert (problem.reason, problem.line) == ("instrument.text_missing", 27 + 46 + 3)


def test_a_split_without_a_list_of_items_is_refused():
    assert [each.reason for each in problems(items="")] == ["instrument.split_items"]


def test_many_overlapping_ranges_take_no_time():
    entries = "".join(f"      - {{id: c{at}, name: {{en: x, id: x}}, items: Q1..Q46}}\n" for at in range(5000))
    assert len(problems(split="    split:\n" + entries)) == 4999


def test_the_published_schema_knows_the_key():
    from tests.instrument.test_shelf import plain

    data = plain("skm-permenpanrb-14-2017")
    schema = json_schema()
    data["constructs"][0]["split"] = [{"id": "x", "name": {"en": "x", "id": "x"}, "items": "U1..U4, U9"}]
    jsonschema.validate(data, schema)
    data["constructs"][0]["split"][0]["items"] = "U1 to U4"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
