"""Questions with two answers: a block where they belong together, and asked about; ticks and facts are none."""

from __future__ import annotations

import random

import pytest
import yaml

from govassess.instrument.load import load_instrument
from govassess.responses.drafts.text import instrument_text
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from tests.responses.drafts.filling import hurried
from tests.responses.made_surveys import block, survey_rows
from tests.responses.statistics_files import data_file

N = 80
NAMES = [f"Pernyataan tentang hal {letter}" for letter in "abcde"]
OPTIONS = ["Radio", "Surat", "Rapat", "Papan", "Poster"]


def related(values, names=NAMES, seed=1):
    draw = random.Random(seed)
    people = [draw.gauss(0, 1) for _ in range(N)]
    return {name: [values[person + draw.gauss(0, 0.6) > 0] for person in people] for name in names}


def unrelated(values, names=NAMES, seed=1):
    draw = random.Random(seed)
    return {name: [draw.choice(values) for _ in range(N)] for name in names}


@pytest.fixture
def draft_of(write):
    return lambda columns: inspect_file(write(survey_rows(columns))).draft


def asked(draft):
    return {doubt.place.split(".")[-1]: doubt.question for doubt in draft.doubts}


@pytest.mark.parametrize(
    ("values", "questions"),
    [
        (["Tidak", "Ya"], {"labels": "order_two"}),
        (["no", "yes"], {"labels": "order_two"}),
        (["false", "true"], {"labels": "order_two"}),
        (["0", "1"], {"direction": "direction_two"}),
        (["2", "1"], {"direction": "direction_two"}),
        (["1 - Timpang", "2 - Adil"], {"direction": "direction_two_labelled"}),
        (["1 - Setuju", "2 - Tidak setuju"], {}),
    ],
)
def test_questions_with_two_answers_are_a_block_and_asked_about(draft_of, values, questions):
    draft = draft_of(related(values))
    assert [part.columns for part in draft.blocks] == ["A-E"]
    found = draft.scales[draft.blocks[0].scale]
    assert found.of_two
    assert asked(draft) == questions
    assert all(sum(doubt.counts.values()) == N * len(NAMES) for doubt in draft.doubts)


def test_the_answers_are_read_as_the_person_says(write):
    path = write(survey_rows(related(["2", "1"])))
    text = hurried(instrument_text(inspect_file(path).draft, file="s.csv"))
    responses = read_responses(path, load_instrument(write(text, "i.yaml")))
    assert responses.items.shape == (N, len(NAMES))
    assert set(responses.items.to_numpy().ravel().tolist()) == {1.0, 2.0}


def test_codes_of_no_answer_and_an_error_of_typing_do_not_hide_the_two_points(draft_of):
    columns = related(["0", "1"])
    for at, name in enumerate(NAMES):
        columns[name][at] = columns[name][at + 9] = "99"
    columns[NAMES[0]][30] = "11"
    draft = draft_of(columns)
    (scale,) = draft.scales.values()
    assert (scale.scale.min, scale.scale.max, scale.scale.missing.codes) == (0, 1, (99,))


def test_labels_of_a_statistics_file_are_those_of_the_two_points(write):
    columns = {f"K{at}": [float(value) for value in answers] for at, answers in enumerate(related([1, 2]).values())}
    labels = {name: {1: "Belum", 2: "Sudah"} for name in columns}
    path = write(data_file(".sav", columns, variable_value_labels=labels), "s.sav")
    draft = inspect_file(path).draft
    (scale,) = draft.scales.values()
    assert {at: label.text.en for at, label in scale.scale.labels.items()} == {1: "Belum", 2: "Sudah"}
    assert asked(draft) == {"direction": "direction_two_labelled"}


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("Which of these did you use?", related(["0", "1"])),
        ("Apa saja yang Anda pakai?", related(["Tidak", "Ya"])),
        ("Pilih semua yang sesuai", related(["Tidak", "Ya"])),
        ("What is your current employment status?", related(["No", "Yes"])),
        ("Media", related(["unchecked", "checked"])),
    ],
)
def test_ticks_of_one_question_are_left_out_and_named(draft_of, question, columns):
    names = [f"{question} [{option}]" for option in OPTIONS]
    draft = draft_of(dict(zip(names, columns.values(), strict=True)))
    assert draft.blocks == ()
    assert [aside.why for aside in draft.asides] == ["ticks"] * len(NAMES)


def test_one_option_of_several_a_row_is_no_block(draft_of):
    draw = random.Random(3)
    chosen = [draw.choice(OPTIONS) for _ in range(N)]
    columns = {f"M{at}": [str(int(name == option)) for name in chosen] for at, option in enumerate(OPTIONS)}
    draft = draft_of(columns)
    assert draft.blocks == ()
    assert [aside.why for aside in draft.asides] == ["ticks"] * len(OPTIONS)


@pytest.mark.parametrize("values", [["Tidak", "Ya"], ["0", "1"], ["1", "2"]])
def test_facts_about_the_respondents_are_no_construct(draft_of, values):
    facts = unrelated(values, ["Punya rumah sendiri", "Pernah mengadu", "Anggota koperasi"])
    draft = draft_of({**block(["A1", "A2", "A3", "A4"], n=N), **facts})
    assert [part.columns for part in draft.blocks] == ["A-D"]
    assert not any(item.heading in facts for part in draft.blocks for item in part.items)


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_such_columns_are_no_block(draft_of, count):
    columns = related(["Tidak", "Ya"], NAMES[:count])
    assert [part.columns for part in draft_of({**block(["A1", "A2", "A3"], n=N), **columns}).blocks] == ["A-C"]


def test_two_answers_are_under_headline_only_where_there_is_nothing_else(draft_of):
    names = [f"K{at}" for at in range(5)]
    both = draft_of({**block(["A1", "A2", "A3"], n=N), **related(["0", "1"], names)})
    alone = draft_of(related(["0", "1"], names))
    ids = [part.id for part in both.blocks]
    data = yaml.safe_load(instrument_text(both, file="s.csv"))
    assert (len(ids), data["headline"], data["modules"]["core"]["constructs"]) == (2, ids[:1], ids)
    assert yaml.safe_load(instrument_text(alone, file="s.csv"))["headline"] == [alone.blocks[0].id]


def test_a_column_without_relation_is_left_out_of_a_block_without_codes(draft_of):
    columns = related(["Tidak", "Ya"])
    columns |= unrelated(["Tidak", "Ya"], [NAMES[2]], seed=5)
    draft = draft_of(columns)
    assert [part.columns for part in draft.blocks] == ["A-B, D-E"]
    assert [(aside.column, aside.why) for aside in draft.asides] == [("C", "two_unrelated")]
