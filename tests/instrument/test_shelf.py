"""The shipped instruments: found, sound, described by the published schema, and locked where official."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction

import jsonschema
import pytest

from govassess.errors import InstrumentError, PlanError
from govassess.files.safe_yaml import read_yaml
from govassess.instrument import shelf
from govassess.instrument.load import canonical, check, load_instrument, sha256_of
from govassess.instrument.model import Indicator, items_under
from govassess.instrument.parse import adapter, json_schema

NAMES = ("cg-dps-smartcity", "skm-permenpanrb-14-2017")


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def plain(name):
    document = read_yaml(shelf.path_of(name), error=InstrumentError, code="E301")
    return json.loads(json.dumps(document.data))


def test_the_shelf_holds_the_shipped_instruments():
    assert shelf.names() == NAMES
    assert [(each.id, each.status, each.items, each.short_items) for each in shelf.shipped()] == [
        ("cg-dps-smartcity", "proposed", 64, 38),
        ("skm-permenpanrb-14-2017", "official", 9, 0),
    ]


def test_an_installed_package_finds_the_instruments_inside_itself(tmp_path, monkeypatch):
    package = tmp_path / "govassess"
    shutil.copytree(shelf.folder(), package / "_instruments")
    monkeypatch.setattr(shelf, "files", lambda _: package)
    assert shelf.folder() == package / "_instruments"
    assert shelf.names() == NAMES


def test_an_unknown_name_lists_the_known_and_the_one_meant():
    with pytest.raises(PlanError) as caught:
        load_instrument("cg-dps-smartcty")
    assert caught.value.code == "instrument_misspelt"
    assert 'did you mean "cg-dps-smartcity"?' in caught.value.message("en")
    assert "skm-permenpanrb-14-2017" in caught.value.message("id")
    with pytest.raises(PlanError) as caught:
        load_instrument("zzz")
    assert caught.value.code == "instrument_unknown"


def test_a_path_is_read_as_a_file(tmp_path):
    copy = shutil.copy(shelf.path_of(NAMES[0]), tmp_path / "mine.yaml")
    assert load_instrument(copy) == load_instrument(str(copy)) == load_instrument(NAMES[0])
    with pytest.raises(InstrumentError, match=r"E301 nowhere\.yaml"):
        load_instrument("nowhere.yaml")


def test_an_instrument_survives_its_canonical_text(name):
    instrument = load_instrument(name)
    text = canonical(instrument)
    again = adapter().validate_json(text, strict=True)
    assert again == instrument
    assert canonical(again) == text
    assert re.fullmatch("[0-9a-f]{64}", sha256_of(instrument))


def test_the_published_schema_accepts_the_shipped_files(name):
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain(name), schema)
    jsonschema.validate(json.loads(canonical(load_instrument(name))), schema)


@pytest.mark.parametrize(
    "path", [(), ("constructs", 0), ("levels",), ("levels", "bands", 0), ("title",), ("scoring",), ("profile", 0)]
)
def test_the_published_schema_refuses_a_wrong_key(name, path):
    data = plain(name)
    place = data
    for step in path:
        place = place[step]
    place["revers"] = True
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema())


def test_every_record_of_the_published_schema_is_closed():
    schema = json_schema()
    records = [schema, *schema["$defs"].values()]
    assert len(records) > 20
    assert all(record["additionalProperties"] is False for record in records if "properties" in record)


def test_the_smart_city_instrument_is_as_promised():
    instrument = load_instrument(NAMES[0])
    items = list(instrument.items())
    dimensions = {
        construct.id: [dimension.id for dimension in construct.dimensions] for construct in instrument.constructs
    }
    assert dimensions == {"CG": ["RM", "IR", "OD"], "DPS": ["TR", "EX"], "SC": ["SG", "SB", "SE", "SL", "SS", "SN"]}
    assert (len(items), sum(item.short for item in items), sum(item.reverse for item in items)) == (64, 38, 11)
    assert not any(item.short and item.reverse for item in items)
    for construct in instrument.constructs:
        for dimension in construct.dimensions:
            assert sum(item.reverse for item in items_under(dimension)) == 1
    indicators = [node for node in instrument.nodes() if isinstance(node, Indicator)]
    assert len(indicators) == 38
    assert all(sum(item.short for item in node.items) == 1 and node.next_steps for node in indicators)
    assert [hypothesis.id for hypothesis in instrument.hypotheses] == ["H1", "H1a", "H1b", "H1c", "H2", "H3", "H4"]
    assert {hypothesis.family for hypothesis in instrument.hypotheses} == {"primary", "by_dimension", "smart_city"}
    assert (instrument.status, instrument.validated, len(instrument.limits)) == ("proposed", False, 5)
    assert [name for name, module in instrument.modules.items() if module.required] == ["core"]
    assert all(
        set(dimension.rubric) == {1, 2, 3, 4, 5}
        for construct in instrument.constructs[:2]
        for dimension in construct.dimensions
    )


@pytest.mark.shared
def test_the_smart_city_instrument_keeps_the_wording_agreed(shared):
    draft = read_yaml(shared / "instrument-draft.yaml", error=InstrumentError, code="E301").data
    ours = plain(NAMES[0])

    def wording(data):
        return [
            item
            for construct in data["constructs"]
            for dimension in construct["dimensions"]
            for indicator in dimension["indicators"]
            for item in indicator["items"]
        ]

    assert wording(ours) == wording(draft)
    assert ours["hypotheses"] == draft["hypotheses"]


def test_no_text_stands_twice_and_none_is_untranslated():
    for name in NAMES:
        items = list(load_instrument(name).items())
        for lang in ("en", "id"):
            assert len({item.text.in_language(lang) for item in items}) == len(items)
        assert all(item.text.en != item.text.id for item in items)


def test_the_satisfaction_survey_is_as_the_regulation_has_it():
    instrument = load_instrument(NAMES[1])
    [construct] = instrument.constructs
    assert [item.id for item in instrument.items()] == [f"U{n}" for n in range(1, 10)]
    assert all(len(node.items) == 1 for node in construct.indicators)
    assert {(scale.min, scale.max) for scale in instrument.scales.values()} == {(1, 4)}
    assert not any(item.reverse or item.short for item in instrument.items())
    scoring, levels = instrument.scoring, instrument.levels
    assert (scoring.weights, scoring.denominator, scoring.index) == ("equal", "respondents", "times_25")
    assert (levels.basis, levels.closed, levels.decimals, levels.nodes) == (
        "index",
        "left",
        2,
        ("construct", "indicator"),
    )
    assert [(band.level, band.min, band.max, band.name.id) for band in levels.bands] == [
        (1, 25, 65, "D (Tidak baik)"),
        (2, 65, 76.61, "C (Kurang baik)"),
        (3, 76.61, 88.31, "B (Baik)"),
        (4, 88.31, 100, "A (Sangat baik)"),
    ]
    assert instrument.status == "official"
    assert not instrument.hypotheses


def test_each_border_belongs_to_exactly_one_band(name):
    levels = load_instrument(name).levels
    bands = [(Fraction(str(band.min)), Fraction(str(band.max))) for band in levels.bands]
    step = Fraction(1, 10 ** (levels.decimals if levels.decimals is not None else 9))
    for low, high in bands:
        last = (low, high) == bands[-1]
        for value in (low, low + step, high - step) + ((high,) if last else ()):
            holding = [
                at for at, (start, end) in enumerate(bands) if start <= value < end or (value == end == bands[-1][1])
            ]
            assert holding == [bands.index((low, high))]


def test_an_official_instrument_cannot_be_changed_under_its_id(tmp_path):
    text = shelf.path_of(NAMES[1]).read_text(encoding="utf-8")
    same = tmp_path / "same.yaml"
    same.write_text("# a comment changes nothing\n" + text, encoding="utf-8")
    assert check(same) == load_instrument(NAMES[1])
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace("max: 65.0", "max: 62.5").replace("min: 65.0", "min: 62.5"), encoding="utf-8")
    with pytest.raises(InstrumentError) as caught:
        check(changed)
    assert [problem.reason for problem in caught.value.problems] == ["instrument.locked"]
    changed.write_text(changed.read_text(encoding="utf-8").replace(f"id: {NAMES[1]}", "id: skm-ours"), encoding="utf-8")
    assert check(changed).id == "skm-ours"


def test_a_proposed_instrument_may_be_changed(tmp_path):
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        shelf.path_of(NAMES[0]).read_text(encoding="utf-8").replace("version: 0.1.0", "version: 0.2.0"),
        encoding="utf-8",
    )
    assert check(changed).version == "0.2.0"
