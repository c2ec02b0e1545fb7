"""A draft reads the file it was made from: every kind of file, with nothing but its questions answered."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import govassess as ga
from govassess.errors import DataError
from govassess.responses.drafts.text import instrument_text
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from tests.responses.drafts.filling import hurried
from tests.responses.exports.make_exports import every_export
from tests.responses.made_surveys import AGREE, block, survey_rows, worded
from tests.responses.statistics_files import AGREE5, data_file

N = 60
EXPORTS = {export.name: export for export in every_export()}
NOTHING_TO_DRAFT = {  # real exports and why
    "qualtrics/qualtRics_package_sample.csv": "one respondent",
    "redcap/data_dictionary_simple.csv": "no survey: refused as such (E110)",
    "redcap/raw_simple.csv": "five respondents, no two questions on one scale",
    "redcap/raw_checkboxes.csv": "ticks only",
    "redcap/raw_decimal_comma.csv": "measurements only",
    "kobotoolbox/labels_selectmultiple_both.csv": "three respondents, ticks only",
    "kobotoolbox/labels_selectmultiple_both.xlsx": "three respondents, ticks only",
    "kobotoolbox/labels_whole_line_quoted_by_excel_10.csv": "ten respondents, choices without order",
    "spss/pyreadstat_user_missing_sample.sav": "seven respondents, no two questions on one scale",
}


def analysed(path: Path, folder: Path, **options):
    """Draft, answer the questions, read and analyse; return the draft and the answers."""
    found = inspect_file(path, **options)
    assert found.draft is not None
    own = folder / "own.yaml"
    own.write_text(hurried(instrument_text(found.draft, file=found.file)), encoding="utf-8")
    problems = {problem.code for problem in inspect_file(path, own, **options).problems}
    assert problems <= {"E201", "E202", "E203", "E204"}  # errors of typing in the file itself
    responses = read_responses(path, own, on_invalid="missing", **options)
    assert ga.assess(responses, draws=50, seed=1).items
    return found.draft, responses


def headings_of(draft):
    return {item.id: item.heading for part in draft.blocks for item in part.items}


# -- every kind of file that the tests make ----------------------------------------------------------------------------


def some(names, *, every: int):
    """Return names of which one in ``every`` is tried at each run, the rest with the mark ``long``."""
    return [name if at % every == 0 else pytest.param(name, marks=pytest.mark.long) for at, name in enumerate(names)]


@pytest.mark.parametrize("name", some(EXPORTS, every=5))
def test_a_draft_of_each_export_shape_reads_its_own_file(name, tmp_path):
    path = tmp_path / EXPORTS[name].file
    path.write_bytes(EXPORTS[name].content)
    draft, responses = analysed(path, tmp_path)
    assert responses.columns == headings_of(draft)


# -- real exports ------------------------------------------------------------------------------------------------------


SHARED = [
    "kobotoolbox/labels_semicolon_satisfaction_15.csv", "limesurvey/codes_only.csv",
    "limesurvey/full_text_headers_70.csv", "qualtrics/numeric_recode_partial_156.csv",
    "surveymonkey/single_row_header_1040.csv", "surveymonkey/two_row_header_1186.csv", *NOTHING_TO_DRAFT,
]  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED)
def test_a_draft_of_each_real_export_reads_its_own_file_or_says_why_there_is_none(shared, name, tmp_path):
    path = shared / "exports" / name
    if name in NOTHING_TO_DRAFT:
        if "E110" in NOTHING_TO_DRAFT[name]:
            with pytest.raises(DataError, match="E110"):
                inspect_file(path)
        else:
            assert inspect_file(path).draft.blocks == ()
        return
    draft, responses = analysed(path, tmp_path)
    assert responses.columns == headings_of(draft)


@pytest.mark.shared
def test_no_real_export_is_forgotten(shared):
    files = {path.relative_to(shared / "exports").as_posix() for path in (shared / "exports").rglob("*.*")}
    assert {name for name in files if name.endswith((".csv", ".xlsx", ".sav"))} == set(SHARED)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "items", "aside"),
    [
        ("bfi", 25, []),
        ("mobi", 23, ["CUSCO"]),
        ("cohesion", 5, []),
        ("bh1996", 0, ["GRP", "HRS"]),
        ("globalwarm", 0, ["ideology", "partyid"]),
        ("anova_sirstv", 0, ["group"]),
    ],
)
def test_a_draft_of_reference_data_reads_its_own_file(shared, name, items, aside, tmp_path):
    path = shared / "reference" / "data" / f"{name}.csv"
    draft = inspect_file(path).draft
    assert sum(len(part.items) for part in draft.blocks) == items
    assert [each.heading for each in draft.asides] == aside
    if items:
        draft, responses = analysed(path, tmp_path)
        assert responses.columns == headings_of(draft)


# -- shapes that lost a column, or could not be read back --------------------------------------------------------------


def statements(n: int) -> list[str]:
    return [f"Pernyataan tentang hal {chr(97 + at)}" for at in range(n)]


def rows_of(headings, seed=1):
    """Return rows whose headings may repeat."""
    return [list(headings), *survey_rows(block([f"c{at}" for at in range(len(headings))], n=N, seed=seed))[1:]]


REPEATED = {
    "headings that repeat": statements(3) * 2,
    "one heading three times": ["Puas sekali"] * 3 + ["Cepat sekali"],
    "rows of a grid that differ by a space": ["Nilai? [Cepat]", "Nilai? [Cepat ]", "Nilai? [Ramah]", "Nilai? [Ramah] "],
    "headings numbered by a program": ["Puas sekali", "Cepat sekali", "Puas sekali.1", "Cepat sekali.1"],
    "codes that repeat": ["Q1", "Q2", "Q3", "Q1", "Q2", "Q3"],
    "codes in two spellings": ["pv1", "PV1", "pv2", "PV2"],
    "a code, and the code with its text": ["Q1", "Q1. Puas", "Q2", "Q2. Cepat"],
    "characters that cannot be seen": ["Puas\u200b sekali", "Puas sekali", "line\x1b[31m two", "\u202ethree turned"],
}


@pytest.mark.parametrize("headings", REPEATED.values(), ids=REPEATED)
def test_columns_with_one_heading_are_read_in_their_order(write, tmp_path, headings):
    rows = rows_of(headings)
    draft, responses = analysed(write(rows), tmp_path)
    assert draft.unfound == ()
    read = [responses.items[item.id].tolist() for part in draft.blocks for item in part.items]
    given = [[row[item.position] for row in rows[1:]] for part in draft.blocks for item in part.items]
    assert len(read) == len(headings)
    assert read == given


def test_what_was_read_in_order_is_said(write, tmp_path):
    _, responses = analysed(write(rows_of(statements(3) * 2)), tmp_path)
    (notice,) = [each for each in responses.issues if each.code == "equal_headings"]
    assert notice.values["count"] == 6


def test_a_comment_below_the_heading_of_a_rating_is_no_rival(write, tmp_path):
    rows = rows_of([name for name in statements(4) for _ in (1, 2)])
    for number, row in enumerate(rows[1:]):
        row[1::2] = [f"karena {number} {at}" for at in range(4)]
    draft, responses = analysed(write(rows), tmp_path)
    assert [item.column for item in draft.blocks[0].items] == ["A", "C", "E", "G"]
    assert responses.items.shape == (N, 4)


def test_blank_headings_below_a_common_question_are_found_by_their_labels(write, tmp_path):
    rows = survey_rows(block(["Seberapa setuju Anda?", "b", "c", "d"], n=N))
    rows[0][1:] = ["", "", ""]
    rows.insert(1, statements(4))
    draft, responses = analysed(write(rows), tmp_path, header_rows=2)
    assert draft.unfound == ()
    assert responses.items.shape == (N, 4)


@pytest.mark.parametrize("suffix", [".sav", ".dta"])
def test_equal_labels_on_several_items_are_no_hindrance(write, tmp_path, suffix):
    columns = {
        name: [float(value) for value in values]
        for name, values in block([f"V{at}" for at in range(1, 41)], n=N).items()
    }
    content = data_file(
        suffix, columns, variable_value_labels=dict.fromkeys(columns, AGREE5),
        column_labels=dict.fromkeys(columns, "Puas dengan layanan"),
    )  # fmt: skip
    draft, responses = analysed(write(content, f"s{suffix}"), tmp_path)
    assert [(part.columns, len(part.items)) for part in draft.blocks] == [("A-AN", 40)]
    assert responses.items["V7"].tolist() == columns["V7"]


def test_two_items_of_one_wording_and_three_columns_are_not_guessed(write, tmp_path):
    rows = rows_of([*statements(3), *statements(3)])
    path = write(rows)
    draft, _ = analysed(path, tmp_path)
    third = [[*row, row[0]] for row in rows]
    with pytest.raises(DataError) as caught:
        read_responses(write(third, "third.csv"), tmp_path / "own.yaml")
    problems = [each for each in caught.value.problems if each.reason == "several_targets"]
    assert [(each.values["column"], each.values["first"]) for each in problems] == [
        ("A", "Q1"),
        ("D", "Q4"),
        ("G", "Q4"),
    ]
    assert draft.unfound == ()


def sliders(n: int = 80, k: int = 5, step: int = 1) -> dict[str, list[int]]:
    draw = random.Random(2)
    rows = []
    for _ in range(n):
        own = draw.uniform(0, 100)
        rows.append([step * round(min(100, max(0, own + draw.uniform(-25, 25))) / step) for _ in range(k)])
    return {f"Seberapa yakin Anda akan hal {chr(97 + at)}": [row[at] for row in rows] for at in range(k)}


@pytest.mark.parametrize("step", [1, 10])
def test_sliders_are_drafted_from_0_to_100(write, tmp_path, step):
    columns = sliders(step=step)
    draft, responses = analysed(write(survey_rows(columns)), tmp_path)
    (scale,) = draft.scales.values()
    assert (scale.kind, scale.scale.min, scale.scale.max) == ("slider", 0, 100)
    assert [responses.items[item.id].tolist() for item in draft.blocks[0].items] == list(columns.values())


def test_shares_of_a_whole_are_no_sliders(write):
    draw = random.Random(3)
    cuts = [sorted((draw.randrange(101), draw.randrange(101))) for _ in range(N)]
    columns = {
        "a b": [low for low, _ in cuts],
        "c d": [high - low for low, high in cuts],
        "e f": [100 - high for _, high in cuts],
    }
    draft = inspect_file(write(survey_rows(columns))).draft
    assert draft.blocks == ()
    assert {aside.why for aside in draft.asides} == {"sum"}


def test_a_labelled_code_of_no_answer_keeps_no_file_from_being_drafted(write, tmp_path):
    labels = {1: "Muy mal", 2: "Mal", 3: "Regular", 4: "Bien", 5: "Muy bien", 99: "NS/NR"}
    columns = {
        name: [float(value) for value in values] for name, values in block(["p1", "p2", "p3", "p4"], n=N).items()
    }
    columns["p1"][:4] = [99.0] * 4
    path = write(data_file(".dta", columns, variable_value_labels=dict.fromkeys(columns, labels)), "s.dta")
    _, responses = analysed(path, tmp_path)
    assert responses.items.shape == (N, 4)
    assert int(np.nanmax(responses.items.to_numpy())) == 5


def test_a_split_draft_is_analysed_by_its_parts(write, tmp_path):
    path = write(
        survey_rows(worded(block(statements(20) + [f"Butir {at}" for at in "abcdefghijklmnopqrstuvwxyz"], n=N), AGREE))
    )
    found = inspect_file(path)
    (part,) = found.draft.blocks
    text = hurried(instrument_text(found.draft, file=found.file))
    said = [line for line in text.splitlines() if line.startswith(("    #split:", "    #  - "))]
    assert len(part.items) == 46
    assert len(said) == 3
    taken = (
        text.replace("    #split:", "    split:")
        .replace("    #  - {", "      - {")
        .replace("Q1..Q23", "Q1..Q20")
        .replace("Q24..Q46", "Q21..Q46")
    )
    own = write(taken, "own.yaml")
    result = ga.assess(read_responses(path, own), draws=50, seed=1)
    assert result.instrument.headline == ("C1_1", "C1_2")
    assert [len(node.items) for node in result.instrument.constructs] == [20, 26]
