"""Where a file leaves two readings open, a draft asks; where words prove one, it is right without a question."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

import govassess as ga
from govassess.cli import main
from govassess.compare.comparability import scoring_sha256
from govassess.errors import InstrumentError
from govassess.files.safe_yaml import parse_yaml
from govassess.instrument.model import Scale, ScaleLabel, Text
from govassess.instrument.parse import canonical, json_schema, parse_instrument, sha256_of
from govassess.instrument.questions import settled
from govassess.responses.drafts.contents import legend_of
from govassess.responses.drafts.number_ranges import number_range
from govassess.responses.drafts.scale_families import direction_of, reads_like_no_answer
from govassess.responses.drafts.text import instrument_text, question_text
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from tests.responses.made_surveys import block, survey_rows, worded
from tests.responses.statistics_files import data_file

N = 60
NAMES = ["T1", "T2", "T3", "T4"]


@pytest.fixture
def drafted(write):
    """Write a file, draft it; return its path, its questions by place, and its text."""

    def _drafted(columns, *, labels=None, name="survey.csv"):
        if labels is None:
            path = write(survey_rows(columns), name)
        else:
            data = {heading: [float(cell) for cell in cells] for heading, cells in columns.items()}
            named = {heading: {float(code): text for code, text in labels.items()} for heading in columns}
            path = write(data_file(".sav", data, variable_value_labels=named), "survey.sav")
        draft = inspect_file(path).draft
        return path, {doubt.place: doubt for doubt in draft.doubts}, instrument_text(draft, file=path.name)

    return _drafted


def answered(text: str, **answers: object) -> str:
    """Fill in the texts of a draft, and the answers: a direction, and of each code (``c9``) what it is."""
    text = text.replace('direction: "?"', f"direction: {answers.get('direction', 'up')}").replace(
        'reverse: "?"', "reverse: false"
    )
    for name, answer in answers.items():
        text = text.replace(f'{name[1:]}: "?"', f"{name[1:]}: {answer}") if name[0] == "c" else text
    return text.replace('"?"', '"Layanan"').replace('"? ', '"')


def index(path, text, write, **options):
    """Return the index of the only construct."""
    result = ga.assess(read_responses(path, write(text, "own.yaml"), **options), draws=50, seed=1)
    (score,) = [each for each in result.scores if each.kind == "construct"]
    return score.index


def pomp(columns, low, high, *, down=False, without=()):
    """Return the index of answers that are on a scale, from 0 to 100."""
    people = zip(*columns.values(), strict=True)
    means = []
    for person in people:
        given = [high + low - cell if down else cell for cell in person if cell not in without]
        means.append(sum(given) / len(given))
    return 100 * (sum(means) / len(means) - low) / (high - low)


# -- 1. value labels ---------------------------------------------------------------------------------------------------


FIVE = {1: "Muy malo", 2: "Malo", 3: "Regular", 4: "Bueno", 5: "Muy bueno"}


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (9, "NS/NR"),
        (9, "Otro"),
        (8, "No aplica"),
        (88, "Recusou"),
        (98, "Sans avis"),
        (99, "Keine Angabe"),
        (-1, "Sin dato"),
    ],
)
def test_a_labelled_number_beyond_the_points_is_asked_about_and_scored_as_answered(drafted, write, code, label):
    columns = block(NAMES, n=N)
    for name in NAMES:
        columns[name][20:26] = [code] * 6
    path, doubts, text = drafted(columns, labels={**FIVE, code: label})
    doubt = doubts[f"scales.points_1_5.codes[{code}]"]
    assert (doubt.question, doubt.choices[:3], doubt.counts[str(code)]) == (
        "code_label",
        ("point", "missing", "invalid"),
        24,
    )
    assert label in text
    rows = {name: [cell for at, cell in enumerate(cells) if not 20 <= at < 26] for name, cells in columns.items()}
    own = answered(text, **{f"c{code}": "missing"})
    assert index(path, own, write) == pytest.approx(pomp(rows, 1, 5), abs=1e-9)
    responses = read_responses(path, write(own, "own.yaml"))
    assert {each.values["count"] for each in responses.issues if each.code == "missing_code"} == {6}


@pytest.mark.parametrize(
    "label", ["Tidak tahu", "Don't know", "No sabe", "Não sabe", "Ne sait pas", "Weiß nicht", "Tidak berlaku"]
)
@pytest.mark.parametrize("code", [0, 5])
def test_an_end_whose_label_reads_like_no_answer_is_asked_about(drafted, label, code):
    points = {1: "Tidak baik", 2: "Kurang baik", 3: "Baik", 4: "Sangat baik"}
    columns = block(NAMES, n=N, high=4)
    for name in NAMES:
        columns[name][20:30] = [code] * 10
    _, doubts, text = drafted(columns, labels={**points, code: label})
    assert doubts[f"scales.points_1_4.codes[{code}]"].question == "code_label"
    assert "    min: 1\n    max: 4\n    direction: up\n" in text


def test_words_that_prove_no_answer_far_from_the_points_are_not_asked_about(drafted):
    columns = block(NAMES, n=N)
    columns["T1"][7] = 99
    agree = {
        1: "Sangat tidak setuju",
        2: "Tidak setuju",
        3: "Netral",
        4: "Setuju",
        5: "Sangat setuju",
        99: "Tidak tahu",
    }
    _, doubts, text = drafted(columns, labels=agree)
    assert doubts == {}
    assert "codes: [99]" in text


# -- 2. direction ------------------------------------------------------------------------------------------------------


PROVEN = [
    ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"],
    ["Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"],
    ["Often", "Sometimes", "Rarely", "Never"],
    ["Sangat setuju", "Setuju", "Netral", "Tidak setuju", "Sangat tidak setuju"],
    ["Sangat mudah", "Mudah", "Sulit", "Sangat sulit"],
    ["Terbaik", "Baik sekali", "Cukup", "Terburuk"],
]


@pytest.mark.parametrize("words", PROVEN)
@pytest.mark.parametrize("turned", [False, True])
def test_words_prove_which_way_labelled_numbers_run(drafted, write, words, turned):
    listed = words[::-1] if turned else words
    columns = block(NAMES, n=N, high=len(words))
    path, doubts, text = drafted(columns, labels=dict(enumerate(listed, start=1)))
    assert doubts == {}
    assert f"direction: {'up' if turned else 'down'}" in text
    assert index(path, answered(text), write) == pytest.approx(pomp(columns, 1, len(words), down=not turned), abs=1e-9)


@pytest.mark.parametrize("style", ["{number} - {word}", "{word} ({number})", "({number}) {word}", "{word}"])
@pytest.mark.parametrize("words", PROVEN[:2] + PROVEN[3:4])
def test_words_in_cells_are_scored_rightly_whichever_way_their_numbers_run(drafted, write, style, words):
    columns = block(NAMES, n=N)
    cells = [style.format(number=at, word=word) for at, word in enumerate(words, start=1)]
    path, doubts, text = drafted(worded(columns, cells))
    assert doubts == {}
    assert index(path, answered(text), write) == pytest.approx(pomp(columns, 1, 5, down=True), abs=1e-9)


def test_unknown_words_with_numbers_are_asked_about_once_and_work_both_ways(drafted, write):
    columns = block(NAMES, n=N, high=4)
    cells = ["Gemilang (1)", "Kokoh (2)", "Goyah (3)", "Runtuh (4)"]
    path, doubts, text = drafted(worded(columns, cells))
    (doubt,) = doubts.values()
    assert (doubt.question, doubt.choices) == ("direction_labelled", ("up", "down"))
    assert (doubt.values["low_label"], doubt.values["high_label"]) == ("Gemilang", "Runtuh")
    assert doubt.counts == {
        str(point): sum(cell == point for cells in columns.values() for cell in cells) for point in range(1, 5)
    }
    for way in ("up", "down"):
        own = answered(text, direction=way)
        assert index(path, own, write) == pytest.approx(pomp(columns, 1, 4, down=way == "down"), abs=1e-9)


def test_words_of_two_families_with_known_ends(drafted, write):
    columns = block(NAMES, n=N, high=4)
    cells = ["Setiap hari (1)", "Sering (2)", "Jarang (3)", "Tidak pernah (4)"]
    path, doubts, text = drafted(worded(columns, cells))
    assert doubts == {}
    assert index(path, answered(text), write) == pytest.approx(pomp(columns, 1, 4, down=True), abs=1e-9)


def test_bare_numbers_are_asked_about_once_a_block(drafted, write):
    columns = {**block(["A1", "A2", "A3"], n=N), **block(["B1", "B2", "B3"], n=N, seed=3)}
    _, doubts, text = drafted(columns)
    assert list(doubts) == ["scales.points_1_5.direction", "scales.points_1_5_b.direction"]
    assert text.count('direction: "?"') == 2


def test_a_negative_item_of_a_scale_that_runs_down_is_turned_once(drafted, write):
    columns = block(NAMES, n=N, reverse=(2,))
    path, doubts, text = drafted(columns)
    assert [doubt.question for doubt in doubts.values()] == ["direction", "reverse"]
    own = answered(text.replace('reverse: "?"', "reverse: true"), direction="down")
    instrument = parse_instrument(parse_yaml(own, file="x.yaml", error=InstrumentError, code="E301"))
    assert [instrument.turned(item) for item in instrument.items()] == [True, True, False, True]
    right = {name: [6 - cell for cell in cells] if name == "T3" else cells for name, cells in columns.items()}
    assert index(path, own, write) == pytest.approx(pomp(right, 1, 5, down=True), abs=1e-9)


@pytest.mark.parametrize(
    ("labels", "way"),
    [
        ({1: "Sangat setuju", 4: "Sangat tidak setuju"}, "down"),
        ({0: "worst possible", 10: "best possible"}, "up"),
        ({1: "4 - Sangat setuju", 2: "x", 3: "Netral"}, "down"),
        ({1: "Setuju", 2: "Sangat setuju", 3: "Tidak setuju"}, None),
        ({1: "Ya", 5: "Sangat setuju"}, None),
        ({1: "Setuju"}, None),
    ],
)
def test_what_words_prove(labels, way):
    assert direction_of(labels) == way


# -- 3. one error of typing, and the range in a heading ----------------------------------------------------------------


def test_one_error_of_typing_stretches_no_scale(drafted, write):
    columns = block(NAMES, n=N, high=4)
    columns["T2"][33] = 5
    path, doubts, text = drafted(columns)
    assert doubts["scales.points_1_4.codes[5]"].counts["5"] == 1
    own = answered(text, c5="invalid")
    assert index(path, own, write) == pytest.approx(pomp(columns, 1, 4, without=(5,)), abs=1e-9)


def test_a_number_that_a_person_calls_invalid_is_blanked_and_counted_and_not_asked_about_again(drafted, write):
    columns = block(NAMES, n=N, high=4)
    columns["T2"][33], columns["T3"][7] = 5, 6
    path, _, text = drafted(columns)
    own = write(answered(text, c5="invalid", c6="missing"), "own.yaml")
    responses = read_responses(path, own)
    assert [(issue.code, issue.where) for issue in responses.issues] == [
        ("invalid_declared", "T2"), ("missing_code", "T3"),
    ]  # fmt: skip
    assert ga.assess(responses, draws=0).screening.invalid_blanked == 1
    columns["T4"][2] = 77
    with pytest.raises(ga.DataError) as caught:
        read_responses(write(survey_rows(columns), "more.csv"), own)
    assert [problem.value for problem in caught.value.problems] == ["77"]


def test_each_block_is_judged_by_itself(drafted):
    columns = {**block(["A1", "A2", "A3"], n=N, high=4), **block(["B1", "B2", "B3"], n=N, high=5)}
    columns["A2"][33] = 5
    _, doubts, _ = drafted(columns)
    assert {place: doubt.question for place, doubt in doubts.items() if "codes" in place} == {
        "scales.points_1_4.codes[5]": "code_rare"
    }


@pytest.mark.parametrize(
    ("legend", "low", "high"),
    [
        ("Skala 1-5", 1, 5), ("skala likert 1 s/d 4", 1, 4), ("dari 1 sampai 7", 1, 7), ("scale of 1 to 5", 1, 5),
        ("del 1 al 5", 1, 5), ("(1-5)", 1, 5), ("(0–10)", 0, 10), ("1 = buruk, 5 = baik", 1, 5), ("de 1 à 5", 1, 5),
        ("(1: never, 4: always)", 1, 4), ("between 1 and 7", 1, 7), ("von 1 bis 5", 1, 5),
    ],
)  # fmt: skip
def test_a_range_in_a_heading_is_read(legend, low, high):
    found = legend_of([f"Seberapa puas Anda? {legend}"])
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["Butir 1-5", "Tahun 2020-2021", "Usia 17-25", "A1-A5", "2 dari 5 pegawai", "Rp 1.000 - 5.000"]
)
def test_other_numbers_in_a_heading_are_no_range(text):
    assert legend_of([text]) is None


def test_a_range_in_the_headings_settles_an_error_of_typing_without_a_question(drafted, write):
    names = [
        f"{name}. Layanan cepat {at} (1 = Sangat tidak setuju, 4 = Sangat setuju)" for at, name in enumerate(NAMES)
    ]
    columns = block(names, n=N, high=4)
    columns[names[1]][33] = 5
    path, doubts, text = drafted(columns)
    assert doubts == {}
    got = index(path, answered(text), write, on_invalid="missing")
    assert got == pytest.approx(pomp(columns, 1, 4, without=(5,)), abs=1e-9)


def test_a_point_that_follows_on_a_fading_end_is_asked_about():
    met = {1: 3, 2: 20, 3: 60, 4: 40, 5: 10, 6: 2}
    assert number_range(met, {}).doubtful == {0: "unmet", 7: "unmet"}
    assert number_range({**met, 1: 40, 6: 30}, {}).doubtful == {}


# -- the answers -------------------------------------------------------------------------------------------------------


def label(word):
    return ScaleLabel(text=Text(en=word, id=word))


def test_what_the_answers_do_to_a_scale():
    scale = Scale(
        min=1, max=4, labels={1: label("a"), 4: label("d"), 9: label("NS/NR")}, codes={5: "point", 9: "missing"}
    )
    found = settled(scale)
    assert (found.min, found.max, found.missing.codes, found.missing.words.en) == (1, 5, (9,), ("NS/NR",))
    assert set(found.labels) == {1, 4}
    stands_for = settled(Scale(min=1, max=4, codes={6: 5}))
    assert (stands_for.max, stands_for.labels[5].synonyms.en) == (5, ("6",))
    absent = settled(Scale(min=1, max=4, labels={at: label(f"w{at}") for at in range(1, 5)}, codes={2: "absent"}))
    assert (absent.max, [each.text.en for each in absent.labels.values()]) == (3, ["w1", "w3", "w4"])


def test_an_answer_that_contradicts_the_scale_is_refused(drafted):
    columns = block(NAMES, n=N, high=4)
    columns["T2"][33] = 5
    _, _, text = drafted(columns)
    with pytest.raises(InstrumentError) as caught:
        parse_instrument(
            parse_yaml(
                answered(text, c5="invalid").replace("max: 4\n", "max: 6\n"),
                file="x.yaml",
                error=InstrumentError,
                code="E301",
            )
        )
    assert [each.reason for each in caught.value.problems] == ["instrument.code_inside"]


def test_fields_that_are_not_used_leave_the_text_of_an_instrument_as_it_was():
    instrument = ga.load_instrument("cg-dps-smartcity")
    assert "direction" not in canonical(instrument)
    assert sha256_of(instrument).startswith("b5460152a6d6")
    scale = json_schema()["$defs"]["Scale"]["properties"]
    assert scale["direction"]["enum"] == ["up", "down"]
    assert "codes" in scale


def test_a_direction_counts_where_results_are_compared_and_where_answers_are_simulated(drafted):
    _, _, text = drafted(block(NAMES, n=N))
    up, down = (
        parse_instrument(parse_yaml(answered(text, direction=way), file="x.yaml", error=InstrumentError, code="E301"))
        for way in ("up", "down")
    )
    assert scoring_sha256(up) != scoring_sha256(down)
    made = [ga.simulate(each, n=200, seed=4, missing=0.0, careless=0.0)[NAMES].astype(float) for each in (up, down)]
    assert (made[0] + made[1] == 6).all().all()  # the same people, who answer 1 where 5 was the best


# -- the ways of a question --------------------------------------------------------------------------------------------


@pytest.fixture
def run_cli():
    """Run a command of the program."""
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def open_draft(write):
    columns = block(NAMES, n=N, high=4, reverse=(2,))
    columns["T2"][33] = 5
    return write(survey_rows(columns))


def test_the_check_and_the_run_refuse_each_open_question_with_its_choices(open_draft, tmp_path, run_cli):
    own = tmp_path / "own.yaml"
    assert run_cli("inspect", open_draft, "--write-instrument", own).exit_code == 0
    for command in (("instruments", "check", own), ("analyze", open_draft, "-i", own, "-o", tmp_path / "out")):
        result = run_cli(*command)
        assert result.exit_code == 3
        for said in ("up, down", "point, missing, invalid", "true, false"):
            assert said in result.stderr


def test_the_questions_are_in_the_json_of_inspect(open_draft, run_cli):
    told = json.loads(run_cli("inspect", open_draft, "--json").stdout)
    doubts = {each["place"]: each for each in told["draft"]["doubts"]}
    assert set(doubts) == {
        "scales.points_1_4.direction", "scales.points_1_4.codes[5]", "constructs[0].items[2].reverse",
    }  # fmt: skip
    assert doubts["scales.points_1_4.codes[5]"]["choices"] == ["point", "missing", "invalid"]
    assert doubts["scales.points_1_4.codes[5]"]["counts"]["5"] == 1


def test_each_question_of_a_draft_has_its_sentence_and_its_place(open_draft):
    draft = inspect_file(open_draft).draft
    text = instrument_text(draft, file="survey.csv")
    with pytest.raises(InstrumentError) as caught:
        parse_instrument(parse_yaml(text, file="x.yaml", error=InstrumentError, code="E301"))
    refused = {each.path for each in caught.value.problems}
    assert {doubt.place for doubt in draft.doubts} <= refused
    for lang in ("en", "id"):
        for doubt in draft.doubts:
            if doubt.question != "reverse":
                assert not re.search(r"[{}]", question_text(doubt, lang))


@pytest.mark.parametrize(
    "text",
    [
        "Setuju",
        "Tidak setuju",
        "Tidak puas",
        "Nada",
        "Never",
        "No",
        "Pas du tout d'accord",
        "Nunca",
        "Neutral",
        "Sangat tidak yakin",
    ],
)
def test_answers_do_not_read_like_no_answer(text):
    assert not reads_like_no_answer(text)
