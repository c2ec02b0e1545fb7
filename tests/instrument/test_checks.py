"""What must hold between the parts of an instrument: every kind of wrong file, its place, its sentences."""

from __future__ import annotations

import copy
import json

import pytest
import yaml

from govassess.errors import InstrumentError
from govassess.files.safe_yaml import parse_yaml
from govassess.instrument.parse import adapter, canonical, parse_instrument


def pair(text):
    return {"en": text, "id": text}


def item(name, **more):
    return {"id": name, "text": pair(f"Item {name}"), **more}


SMALL = {
    "schema_version": 1,
    "id": "small",
    "version": "1.0.0",
    "status": "proposed",
    "validated": False,
    "title": pair("Small"),
    "citation": "None",
    "modules": {"core": {"constructs": ["A", "B"]}},
    "forms": ["full", "short"],
    "headline": ["A", "B"],
    "measurement_level": "dimension",
    "respondent": {"cluster": "agency", "group_by": ["agency", "role"]},
    "scales": {
        "agree": {
            "min": 1,
            "max": 5,
            "labels": {1: {"text": {"en": "No", "id": "Tidak"}}, 5: {"text": {"en": "Yes", "id": "Ya"}, "short": {"en": "Y", "id": "Y"}}},
            "missing": {"codes": [9, 99], "written": 99, "words": {"en": ["Do not know"]}},
        },
    },
    "scoring": {"weights": "declared", "index": "pomp"},
    "levels": {
        "basis": "index",
        "source": pair("Test"),
        "closed": "left",
        "bands": [
            {"level": 1, "min": 0, "max": 50, "name": pair("Low")},
            {"level": 2, "min": 50, "max": 80, "name": pair("Middle")},
            {"level": 3, "min": 80, "max": 100, "name": pair("High")},
        ],
    },
    "constructs": [
        {
            "id": "A",
            "name": pair("A"),
            "dimensions": [
                {"id": "A1", "name": pair("A1"), "weight": "1/3", "items": [item("a1", short=True), item("a2", reverse=True)]},
                {"id": "A2", "name": pair("A2"), "weight": "2/3", "rubric": {1: pair("x")}, "indicators": [{"id": "A2i", "name": pair("i"), "items": [item("a3", short=True)]}]},
            ],
        },
        {"id": "B", "name": pair("B"), "items": [item("b1", short=True, weight=40), item("b2", weight=60)]},
    ],
    "hypotheses": [
        {"id": "H1", "family": "one", "kind": "direct", "predictor": "A1", "outcome": "B", "controls": ["A2"], "expected": "positive", "text": pair("H1")},
        {"id": "H2", "family": "one", "kind": "mediation", "predictor": "A1", "mediators": ["A2"], "outcome": "B", "expected": "positive", "text": pair("H2")},
    ],
    "hypothesis_defaults": {"covariates": ["role"]},
    "consent": {"id": "agreed", "text": pair("Agree?"), "accepted": {"codes": [1], "words": pair(["Yes"])}, "refused": {"codes": [0], "words": pair(["No"])}},
    "profile": [
        {"id": "agency", "type": "text", "label": pair("Agency")},
        {"id": "role", "type": "single", "label": pair("Role"), "options": [{"code": "x", "label": pair("X")}, {"code": "y", "label": pair("Y")}]},
        {"id": "years", "type": "number", "min": 0, "max": 50, "label": pair("Years")},
    ],
    "multiple_choice": [{"id": "needs", "text": pair("Needs?"), "options": [{"code": "p", "label": pair("P")}]}],
    "checklists": [{"id": "ready", "answer": {0: pair("no"), 1: pair("yes")}, "items": [{"id": "r1", "text": pair("R1")}]}],
}  # fmt: skip


class Written(yaml.SafeDumper):
    """Writes everything out: the instrument file has no references."""

    def ignore_aliases(self, data):
        return True


def parse(data):
    text = yaml.dump(data, Dumper=Written, sort_keys=False, allow_unicode=True)
    return parse_instrument(parse_yaml(text, file="small.yaml", error=InstrumentError, code="E301"))


def changed(*changes):
    """Return a copy of the small instrument with values set, or removed where the value is ``...``."""
    data = copy.deepcopy(SMALL)
    for path, value in changes:
        place = data
        for step in path[:-1]:
            place = place[step]
        if value is ...:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return data


def faults(*changes):
    with pytest.raises(InstrumentError) as caught:
        parse(changed(*changes))
    return caught.value


def test_the_small_instrument_is_sound():
    assert [each.id for each in parse(SMALL).items()] == ["a1", "a2", "a3", "b1", "b2"]


BANDS = ("levels", "bands")
DIMENSIONS = ("constructs", 0, "dimensions")
AGREE = ("scales", "agree")
MODERATED = ((("hypotheses", 0, "kind"), "moderation"), (("hypotheses", 0, "controls"), []))
GROUP = {"id": "H1", "family": "one", "kind": "group", "predictor": "role", "outcome": "B", "text": pair("H1")}

CASES = [
    # names
    ([((*DIMENSIONS, 0, "items", 1, "id"), "a1")], "duplicate_id", "constructs[0].dimensions[0].items[1].id"),
    ([((*DIMENSIONS, 0, "items", 1, "id"), "b1")], "duplicate_id", "constructs[1].items[0].id"),
    ([((*DIMENSIONS, 0, "items", 1, "id"), "agency")], "duplicate_id", "profile[0].id"),
    ([((*DIMENSIONS, 0, "items", 1, "id"), "A2i")], "duplicate_id", "constructs[0].dimensions[0].items[1].id"),
    ([((*DIMENSIONS, 0, "items", 1, "id"), "r1")], "duplicate_id", "checklists[0].items[0].id"),
    ([((*DIMENSIONS, 1, "indicators", 0, "id"), "agreed")], "duplicate_id", "consent.id"),
    ([((*DIMENSIONS, 1, "indicators", 0, "id"), "needs")], "duplicate_id", "multiple_choice[0].id"),
    ([((*DIMENSIONS, 0, "items", 1, "id"), "B1")], "case_only", "constructs[1].items[0].id"),
    ([(("hypotheses", 1, "id"), "H1")], "duplicate_id", "hypotheses[1].id"),
    ([(("profile", 1, "options", 1, "code"), "x")], "duplicate_id", "profile[1].options[1].code"),
    ([(("profile", 1, "options", 1, "code"), "X")], "case_only", "profile[1].options[1].code"),
    ([(("headline",), ["A", "Bb"])], "misspelt_name", "headline[1]"),
    ([(("headline",), ["A", "A"])], "named_twice", "headline[1]"),
    ([(("headline",), ["A1"])], "misspelt_name", "headline[0]"),
    ([(("modules", "core", "constructs"), ["A", "B", "Q"])], "unknown_name", "modules.core.constructs[2]"),
    ([(("modules", "core", "constructs"), ["A"])], "no_module", "constructs[1].id"),
    ([(("modules", "more"), {"constructs": ["B"]})], "two_modules", "modules.more.constructs[0]"),
    ([(("modules", "core", "required"), False)], "none_required", "modules"),
    ([(("constructs", 1, "name"), {"id": "B"})], "text_missing", "constructs[1].name"),
    ([(("languages",), ["id"]), (("title",), {"en": "Small"})], "text_missing", "title"),
    ([(("respondent", "cluster"), "agencies")], "misspelt_name", "respondent.cluster"),
    ([(("respondent", "group_by"), ["zzz"])], "unknown_name", "respondent.group_by[0]"),
    ([(("hypothesis_defaults", "covariates"), ["rol"])], "misspelt_name", "hypothesis_defaults.covariates[0]"),
    ([(("hypotheses", 0, "predictor"), "Z9")], "unknown_name", "hypotheses[0].predictor"),
    ([(("hypotheses", 0, "outcome"), "b1")], "misspelt_name", "hypotheses[0].outcome"),
    ([(("hypotheses", 0, "controls"), ["role"])], "unknown_name", "hypotheses[0].controls[0]"),
    ([(("hypotheses", 0, "covariates"), ["A"])], "unknown_name", "hypotheses[0].covariates[0]"),
    ([(("hypotheses", 1, "mediators"), ["Q"])], "unknown_name", "hypotheses[1].mediators[0]"),
    ([(("constructs", 1, "items", 0, "scale"), "agre")], "misspelt_name", "constructs[1].items[0].scale"),
    # forms
    ([(("forms",), ["full", "full", "short"])], "named_twice", "forms[1]"),
    ([(("forms",), ["short"])], "no_full_form", "forms"),
    ([(("forms",), ["full"])], "short_form_undeclared", "constructs[0].dimensions[0].items[0].short"),
    ([((*DIMENSIONS, 0, "items", 0, "short"), False), ((*DIMENSIONS, 1, "indicators", 0, "items", 0, "short"), False), (("constructs", 1, "items", 0, "short"), False)], "short_form_empty", "forms"),
    # the tree
    ([((*DIMENSIONS, 0, "indicators"), [{"id": "n", "name": pair("n"), "items": [item("c1")]}])], "mixed_children", "constructs[0].dimensions[0].items"),
    ([(("constructs", 1, "items"), [])], "no_children", "constructs[1]"),
    ([((*DIMENSIONS, 1, "indicators", 0, "items"), [])], "no_children", "constructs[0].dimensions[1].indicators[0]"),
    ([((*DIMENSIONS, 0, "items"), [item(f"x{n}") for n in range(600)])], "too_many_items", "constructs"),
    ([(("measurement_level",), "overall")], "no_such_level", "measurement_level"),
    # weights
    ([((*DIMENSIONS, 1, "weight"), "1/3")], "weight_sum", "constructs[0]"),
    ([((*DIMENSIONS, 1, "weight"), 0.6666666)], "weight_sum", "constructs[0]"),
    ([(("constructs", 1, "items", 0, "weight"), 41)], "weight_sum", "constructs[1]"),
    ([((*DIMENSIONS, 1, "weight"), ...)], "weight_missing", "constructs[0].dimensions[1]"),
    ([((*DIMENSIONS, 1, "weight"), 0)], "weight_not_positive", "constructs[0].dimensions[1]"),
    ([((*DIMENSIONS, 1, "weight"), "-1/3")], "weight_not_positive", "constructs[0].dimensions[1]"),
    ([(("constructs", 0, "weight"), 1)], "construct_weight", "constructs[0].weight"),
    ([((*DIMENSIONS, 0, "weight"), ...), ((*DIMENSIONS, 1, "weight"), ...), (("constructs", 1, "items", 0, "weight"), ...), (("constructs", 1, "items", 1, "weight"), ...)], "no_weights", "scoring.weights"),
    ([(("overall",), {"name": pair("O"), "weights": {"A": "1/2", "B": "1/3"}})], "weight_sum", "overall.weights"),
    ([(("overall",), {"name": pair("O"), "weights": {"A": 1}})], "weight_missing", "overall.weights"),
    ([(("overall",), {"name": pair("O"), "weights": {"A": 40, "B": 50, "C": 10}})], "unknown_name", "overall.weights.C"),
    ([(("scoring", "min_answered"), 0)], "min_answered", "scoring.min_answered"),
    ([(("scoring", "min_answered"), "3/2")], "min_answered", "scoring.min_answered"),
    ([((*DIMENSIONS, 0, "min_answered"), "9/8")], "min_answered", "constructs[0].dimensions[0].min_answered"),
    # scales
    ([((*AGREE, "labels"), {6: {"text": pair("x")}})], "label_outside", "scales.agree.labels[6]"),
    ([((*AGREE, "missing", "codes"), [5, 99])], "missing_inside", "scales.agree.missing.codes[0]"),
    ([((*AGREE, "missing", "codes"), [99, 99])], "named_twice", "scales.agree.missing.codes[1]"),
    ([((*AGREE, "missing", "written"), 88)], "written_undeclared", "scales.agree.missing.written"),
    ([((*AGREE, "labels", 2), {"text": {"en": " YES ", "id": "B"}})], "word_twice", "scales.agree.labels[2].text.en"),
    ([((*AGREE, "labels", 2), {"text": pair("B"), "short": pair("y")})], "word_twice", "scales.agree.labels[2].short.en"),
    ([((*AGREE, "labels", 2), {"text": pair("B"), "synonyms": {"id": ["ya"]}})], "word_twice", "scales.agree.labels[2].synonyms.id[0]"),
    ([((*AGREE, "missing", "words"), {"id": ["tidak"]})], "word_twice", "scales.agree.missing.words.id[0]"),
    ([((*AGREE, "missing", "words"), {"id": [" "]})], "empty_word", "scales.agree.missing.words.id[0]"),
    ([(("scales", "bad"), {"min": 3, "max": 3})], "scale_ends", "scales.bad.max"),
    ([(("scales", "bad"), {"min": 0, "max": 5000})], "scale_too_long", "scales.bad.max"),
    ([(("scales", "bad"), {"type": "binary", "min": 1, "max": 2})], "binary_ends", "scales.bad.type"),
    ([(("scales", "seven"), {"min": 1, "max": 7}), (("constructs", 1, "items", 1, "scale"), "seven")], "mixed_ranges", "constructs[1]"),
    ([(("scoring", "index"), "times_25")], "index_unfit", "scoring.index"),
    # levels
    ([((*BANDS, 1, "min"), 50.5)], "band_hole", "levels.bands[1].min"),
    ([((*BANDS, 1, "min"), 49)], "band_overlap", "levels.bands[1].min"),
    ([((*BANDS, 0, "min"), 1)], "band_start", "levels.bands[0].min"),
    ([((*BANDS, 2, "max"), 99)], "band_end", "levels.bands[2].max"),
    ([((*BANDS, 1, "level"), 1)], "band_order", "levels.bands[1].level"),
    ([((*BANDS, 1, "level"), 5)], "band_order", "levels.bands[2].level"),
    ([((*BANDS, 0, "max"), 0), ((*BANDS, 1, "min"), 0)], "band_ends", "levels.bands[0]"),
    ([(("levels", "decimals"), 2), ((*BANDS, 0, "max"), 49.98)], "band_hole", "levels.bands[1].min"),
    ([(("levels", "basis"), "mean")], "band_end", "levels.bands[2].max"),
    ([((*DIMENSIONS, 1, "rubric"), {4: pair("x")})], "rubric_level", "constructs[0].dimensions[1].rubric[4]"),
    # hypotheses
    ([(("hypotheses", 1, "mediators"), [])], "no_mediators", "hypotheses[1]"),
    ([(("hypotheses", 0, "mediators"), ["A2"]), (("hypotheses", 0, "controls"), [])], "mediators_unused", "hypotheses[0].mediators"),
    ([(("hypotheses", 1, "serial"), True)], "serial_alone", "hypotheses[1].serial"),
    ([(("hypotheses", 0, "kind"), "moderation")], "no_moderator", "hypotheses[0]"),
    ([(("hypotheses", 0, "moderator"), "A2"), (("hypotheses", 0, "controls"), [])], "moderator_unused", "hypotheses[0].moderator"),
    ([*MODERATED, (("hypotheses", 0, "moderator"), "A3")], "misspelt_name", "hypotheses[0].moderator"),
    ([*MODERATED, (("hypotheses", 0, "moderator"), "A")], "shared_items", "hypotheses[0].moderator"),
    ([*MODERATED, (("hypotheses", 0, "moderator"), "B")], "shared_items", "hypotheses[0].outcome"),
    ([(("hypotheses", 0, "expected"), ...)], "no_expected", "hypotheses[0]"),
    ([(("hypotheses", 0), {**GROUP, "expected": "positive"})], "expected_unused", "hypotheses[0].expected"),
    ([(("hypotheses", 0), {**GROUP, "controls": ["A1"]})], "group_unadjusted", "hypotheses[0].controls"),
    ([(("hypotheses", 0), {**GROUP, "covariates": ["years"]})], "group_unadjusted", "hypotheses[0].covariates"),
    ([(("hypotheses", 0), {**GROUP, "mediators": ["A1"]})], "mediators_unused", "hypotheses[0].mediators"),
    ([(("hypotheses", 0), {**GROUP, "moderator": "A1"})], "moderator_unused", "hypotheses[0].moderator"),
    ([(("hypotheses", 0), {**GROUP, "predictor": "years"})], "group_predictor", "hypotheses[0].predictor"),
    ([(("hypotheses", 0), {**GROUP, "predictor": "agency"}), (("respondent", "group_by"), ["role"])], "group_predictor", "hypotheses[0].predictor"),
    ([(("hypotheses", 0), {**GROUP, "predictor": "A1"})], "unknown_name", "hypotheses[0].predictor"),
    ([(("hypotheses", 0, "outcome"), "A1")], "shared_items", "hypotheses[0].outcome"),
    ([(("hypotheses", 0, "outcome"), "A")], "shared_items", "hypotheses[0].outcome"),
    ([(("hypotheses", 0, "controls"), ["B"])], "shared_items", "hypotheses[0].outcome"),
    ([(("hypotheses", 0, "smallest_effect"), 0.0)], "smallest_effect", "hypotheses[0].smallest_effect"),
    ([(("hypothesis_defaults", "alpha"), 1.0)], "alpha", "hypothesis_defaults.alpha"),
    # consent and profile
    ([(("consent", "refused", "codes"), [1])], "consent_both", "consent.refused.codes[0]"),
    ([(("consent", "refused", "words"), {"id": ["YES"]})], "consent_both", "consent.refused.words.id[0]"),
    ([(("profile", 1, "options"), ...)], "options_missing", "profile[1]"),
    ([(("profile", 0, "options"), [{"code": 1, "label": pair("X")}])], "options_unused", "profile[0].options"),
    ([(("profile", 0, "max"), 5.0)], "limits_unused", "profile[0]"),
    ([(("profile", 2, "min"), 60)], "scale_ends", "profile[2].max"),
    ([(("profile", 1, "options", 1, "label"), pair("x"))], "word_twice", "profile[1].options[1].label.en"),
    # what a draft leaves open
    ([(("citation",), "?")], "placeholder", "citation"),
    ([(("constructs", 1, "name"), pair("?"))], "placeholder", "constructs[1].name"),
    ([(("constructs", 1, "name"), {"en": "B", "id": " ? "})], "placeholder", "constructs[1].name.id"),
    ([(("scales", "agree", "labels", 5, "text"), pair("? Yes"))], "unconfirmed", "scales.agree.labels[5].text"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "reason", "path"), CASES, ids=[f"{reason} {path}" for _, reason, path in CASES])
def test_a_contradiction_is_found_at_its_place(changes, reason, path):
    error = faults(*changes)
    assert (f"instrument.{reason}", path) in [(problem.reason, problem.path) for problem in error.problems]
    assert all(problem.line and problem.code == "E301" and problem.file == "small.yaml" for problem in error.problems)
    english, indonesian = error.message("en"), error.message("id")
    assert english != indonesian
    assert "{" not in english + indonesian


def test_a_pair_that_is_open_in_both_languages_is_one_fault():
    error = faults((("title",), pair("?")), (("constructs", 0, "name"), {"en": "?", "id": "A"}))
    assert [problem.path for problem in error.problems] == ["title", "constructs[0].name.en"]
    assert "in each language" in error.message("en")
    assert "dalam setiap bahasa" in error.message("id")


def test_an_instrument_may_have_its_texts_in_one_language():
    small = parse(
        changed((("languages",), ["id"]), (("title",), {"id": "Kecil"}), (("constructs", 1, "name"), {"id": "B"}))
    )
    assert (small.title.en, small.title.id, small.constructs[1].name.en) == ("Kecil", "Kecil", "B")
    assert json.loads(canonical(small))["title"] == pair("Kecil")


def test_a_text_without_a_declared_language_says_what_to_do():
    error = faults((("title",), {"id": "Kecil"}))
    assert [problem.path for problem in error.problems] == ["title"]
    assert "languages: [id]" in error.message("en")
    assert "languages: [id]" in error.message("id")


@pytest.mark.parametrize("title", ["What? And how?", "??", "?!", "? "])
def test_only_a_question_mark_alone_or_before_a_text_is_open(title):
    if title.strip() == "?":
        assert [problem.reason for problem in faults((("title",), pair(title))).problems] == ["instrument.placeholder"]
    else:
        assert parse(changed((("title",), pair(title)))).title.en == title


@pytest.mark.parametrize(
    "hypothesis",
    [
        GROUP,
        {**GROUP, "predictor": "agency"},
        {**GROUP, "kind": "moderation", "predictor": "A1", "moderator": "A2", "expected": "negative"},
    ],
)
def test_a_hypothesis_that_names_what_its_kind_needs_is_sound(hypothesis):
    assert parse(changed((("hypotheses", 0), hypothesis))).hypotheses[0].kind == hypothesis["kind"]


def test_every_check_is_met_by_a_case(root):
    found = {
        part.split('"')[1]
        for file in (root / "govassess" / "instrument" / "checks").glob("*.py")
        for part in file.read_text(encoding="utf-8")
        .replace("fault(\n", "fault(")
        .replace("fault( ", "fault(")
        .split("fault(")[1:]
        for part in [part.lstrip()]
        if part.startswith('"')
    }
    assert len(found) > 40
    assert found - {reason for _, reason, _ in CASES} == {"weight_but_equal"}


def test_without_a_scale_there_is_no_instrument():
    assert "schema.too_few" in [problem.reason for problem in faults((("scales",), {})).problems]


def test_equal_weights_allow_no_explicit_one():
    error = faults((("scoring", "weights"), "equal"))
    paths = [problem.path for problem in error.problems if problem.reason == "instrument.weight_but_equal"]
    assert paths == [
        "constructs[0].dimensions[0].weight", "constructs[0].dimensions[1].weight",
        "constructs[1].items[0].weight", "constructs[1].items[1].weight",
    ]  # fmt: skip


def test_the_last_band_of_a_rounded_index_may_end_as_printed():
    parse(changed((("levels", "decimals"), 2), ((*BANDS, 0, "max"), 49.99)))


def test_weights_of_a_hundred_are_weights():
    parse(changed(((*DIMENSIONS, 0, "weight"), 12.5), ((*DIMENSIONS, 1, "weight"), 87.5)))


def test_weights_of_many_digits_survive_the_canonical_text():
    data = changed(
        ((*DIMENSIONS, 0, "weight"), 1 / 3),
        ((*DIMENSIONS, 1, "weight"), "0.6666666666666667"),
        (("scoring", "min_answered"), "0." + "1" * 18),
    )
    instrument = parse(data)
    assert adapter().validate_json(canonical(instrument), strict=True) == instrument


def test_an_instrument_may_lack_everything_optional():
    keys = ("hypotheses", "hypothesis_defaults", "consent", "profile", "multiple_choice", "checklists", "respondent")
    parse(changed(*(((key,), ...) for key in keys)))


def test_all_contradictions_come_at_once_in_the_order_of_the_file():
    error = faults((("headline",), ["Q"]), ((*BANDS, 1, "min"), 60), ((*DIMENSIONS, 0, "items", 1, "id"), "a1"))
    found = [problem.reason.removeprefix("instrument.") for problem in error.problems]
    assert found == ["unknown_name", "band_hole", "duplicate_id"]
    lines = [problem.line for problem in error.problems]
    assert lines == sorted(lines)


def test_the_sentences_name_the_hole_and_the_remedy():
    error = faults(((*BANDS, 1, "min"), 60))
    assert "what lies between 50 and 60 belongs neither to level 1 nor to level 2" in error.message("en")
    assert "fix: let level 2 begin where level 1 ends" in error.message("en")
    assert "nilai antara 50 dan 60 tidak termasuk tingkat 1 maupun tingkat 2" in error.message("id")


def test_the_sentences_name_weights_and_their_sum():
    error = faults(((*DIMENSIONS, 1, "weight"), "1/3"))
    assert '"2/3 = 0.666667"' in error.message("en")
    assert "1/3 + 1/3" in error.message("id")


def test_schema_departures_come_with_line_and_path():
    error = faults((("constructs", 1, "items", 0, "revers"), True), ((*DIMENSIONS, 0, "items", 0, "reverse"), "yes"))
    message = error.message("en")
    assert 'constructs[0].dimensions[0].items[0].reverse\n     value "yes"  expected true or false' in message
    assert 'fix: did you mean "reverse"?' in message


@pytest.mark.parametrize("weight", ["1/0", "1e999999999", "١/٣", "1 / 3", "a third", True, [1], "inf", float("nan")])
def test_a_weight_that_is_no_fraction_is_refused(weight):
    [problem] = faults(((*DIMENSIONS, 0, "weight"), weight)).problems
    assert problem.reason == "schema.fraction"
