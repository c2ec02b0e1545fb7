"""The draft of an instrument: complete but for what only a person can say, and usable once that is said."""

from __future__ import annotations

import re

import pytest

from govassess.errors import InstrumentError
from govassess.files.safe_yaml import parse_yaml
from govassess.instrument.load import load_instrument
from govassess.instrument.parse import parse_instrument
from govassess.responses.drafts.text import instrument_text, mapping_to_draft
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from govassess.scoring.scores import score
from tests.responses.made_surveys import AGREE, block, survey_rows, worded

N = 60
RM = [f"RM{at}" for at in range(1, 5)]
STATEMENTS = [
    "Mitra kami menepati janjinya",
    "Mitra kami membagikan datanya",
    "Mitra kami hadir dalam rapat",
    "Mitra kami memberi kabar tepat waktu",
]


def profile(n: int = N) -> dict[str, list[object]]:
    """Columns about respondents, most of which must not be carried over."""
    return {
        "Nama lengkap": [f"Orang {at}" for at in range(n)],
        "Jenis kelamin": ["Perempuan", "Laki-laki"] * (n // 2),
        "Usia": [20 + at % 37 for at in range(n)],
        "Pendidikan terakhir": [*(["SMA", "S1", "S1", "S2"] * n)[: n - 2], "S3", "Pesantren"],
        "Kontak": [f"0812345678{at:02d}" for at in range(n)],
        "Saran": [f"Semoga makin baik lagi ya {at}" for at in range(n)],
    }


def drafted(path, lang="en", **options):
    """Inspect a file; return its draft and the text of it."""
    found = inspect_file(path, **options)
    return found.draft, instrument_text(found.draft, file=found.file, lang=lang)


def filled(text: str) -> str:
    """Say what only a person can say: every open text, yes to every text to be confirmed, and what is usual."""
    text = text.replace('direction: "?"', "direction: up").replace('reverse: "?"', "reverse: false")
    text = re.sub(r"(?m)^    codes: .*$", lambda line: line[0].replace('"?"', "invalid"), text)
    return text.replace('"?"', '"Kepercayaan"').replace('"? ', '"')


def parsed(text: str):
    return parse_instrument(parse_yaml(text, file="draft.yaml", error=InstrumentError, code="E301"))


def faults(text: str):
    with pytest.raises(InstrumentError) as caught:
        parsed(text)
    return caught.value.problems


def blocks_of(draft):
    return [(part.id, [item.id for item in part.items]) for part in draft.blocks]


# -- the whole way -----------------------------------------------------------------------------------------------------


@pytest.fixture
def survey(write):
    columns = {**profile(), **worded(block(STATEMENTS, n=N), AGREE), **block(RM, n=N, seed=2, reverse=(3,))}
    columns["RM1"][:3] = [99, "", 99]
    return write(survey_rows(columns))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_check_names_each_open_place_by_line_and_accepts_the_file_once_they_are_filled(survey, lang):
    _, text = drafted(survey, lang)
    lines = text.splitlines()
    problems = faults(text)
    assert {problem.path: problem.reason.removeprefix("instrument.") for problem in problems} == {
        "title": "placeholder", "citation": "placeholder", "scales.points_1_5.direction": "open_direction",
        "constructs[0].name": "placeholder", "constructs[1].name": "placeholder",
        "constructs[1].items[3].reverse": "open_reverse",
    }  # fmt: skip
    assert all('"?"' in lines[problem.line - 1] for problem in problems)
    instrument = parsed(filled(text))
    assert (instrument.status, instrument.validated, instrument.citation) == ("proposed", False, "Kepercayaan")


def test_a_filled_draft_reads_and_scores_the_file_it_was_made_from(survey, write):
    _, text = drafted(survey)
    path = write(filled(text), "mine.yaml")
    responses = read_responses(survey, path)
    assert responses.items.shape == (N, 8)
    assert responses.items["RM1"].isna().sum() == 3
    assert responses.items["Q1"].mean() == pytest.approx(
        sum(AGREE.index(word) + 1 for word in worded(block(STATEMENTS, n=N), AGREE)[STATEMENTS[0]]) / N, rel=1e-12
    )
    assert list(responses.profile) == ["jenis_kelamin", "usia", "pendidikan_terakhir"]
    scores = score(responses).to_frame()
    assert list(scores) == ["C1", "RM"]
    assert scores["RM"].tolist() == responses.items[RM].mean(axis=1).tolist()


def test_the_draft_holds_what_the_file_says(survey):
    draft, text = drafted(survey)
    assert blocks_of(draft) == [("C1", ["Q1", "Q2", "Q3", "Q4"]), ("RM", RM)]
    assert [item.text for item in draft.blocks[0].items] == STATEMENTS
    instrument = parsed(filled(text))
    assert [item.text.en for item in instrument.items()] == [*STATEMENTS, *RM]
    assert [item.text.id for item in instrument.items()] == [*STATEMENTS, *RM]
    assert {name: (scale.min, scale.max) for name, scale in instrument.scales.items()} == {
        "agreement5": (1, 5), "points_1_5": (1, 5),
    }  # fmt: skip
    assert instrument.scales["agreement5"].labels[2].text.en == "Disagree"
    assert instrument.scales["points_1_5"].missing.codes == (99,)
    assert (instrument.scoring.index, instrument.levels.basis, instrument.levels.closed) == ("pomp", "index", "left")
    assert [(band.min, band.max) for band in instrument.levels.bands] == [(at, at + 20) for at in range(0, 100, 20)]
    assert "convention" in instrument.levels.source.en
    assert "konvensi" in instrument.levels.source.id


def test_no_item_is_turned_but_one_that_runs_against_the_others_is_pointed_at(survey):
    draft, text = drafted(survey)
    assert [item.id for part in draft.blocks for item in part.items if item.negative] == ["RM4"]
    assert not any(item.reverse for item in parsed(filled(text)).items())
    lines = text.splitlines()
    (at,) = [at for at, line in enumerate(lines) if "write true" in line and "r = " in line]
    assert 'id: RM4, reverse: "?",' in lines[at + 1]
    assert [doubt.place for doubt in draft.doubts if doubt.question == "reverse"] == ["constructs[1].items[3].reverse"]
    assert parsed(filled(text.replace('{id: RM4, reverse: "?"', "{id: RM4, reverse: true"))).node("RM").items[3].reverse


def test_nothing_personal_and_nothing_rare_is_in_the_draft(survey):
    _, text = drafted(survey)
    for private in ("Nama lengkap", "Orang 1", "Kontak", "081234", "Saran", "Semoga", "S3", "Pesantren"):
        assert private not in text
    assert "2 other answers are not listed" in text


def test_few_respondents_make_no_options(write):
    columns = {"Jenis kelamin": ["L"] * 8 + ["P"] * 4, **block(RM, n=12)}
    draft, _ = drafted(write(survey_rows(columns)))
    assert draft.profile == ()
    assert blocks_of(draft) == [("RM", RM)]


def test_a_question_with_few_answers_is_a_comment_that_can_be_taken_in(write):
    columns = {"Pernah melapor": ["Ya", "Belum", "Ya"] * 20, **block(RM, n=N)}
    path = write(survey_rows(columns))
    _, text = drafted(path)
    assert parsed(filled(text)).profile == ()
    with_it = re.sub(r"(?m)^( *)#(?=profile:|- )", r"\1", text)
    instrument = parsed(filled(with_it))
    assert [(each.id, [option.label.id for option in each.options]) for each in instrument.profile] == [
        ("pernah_melapor", ["Ya", "Belum"])
    ]
    assert read_responses(path, write(filled(with_it), "i.yaml")).profile["pernah_melapor"].isna().sum() == 0


# -- scales ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas"],
        ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"],
        ["STS", "TS", "CTS", "CS", "S", "SS"],
        ["Never", "Rarely", "Sometimes", "Often", "Always"],
        ["1. Sangat tidak setuju", "2. Tidak setuju", "3. Ragu-ragu", "4. Setuju", "5. Sangat setuju"],
        ["Sangat tidak penting", "Tidak penting", "Kurang penting", "Cukup penting", "Penting", "Sangat penting"],
    ],
)
def test_known_words_are_read_back_with_their_ranks(write, words):
    numbers = block(STATEMENTS, n=N, high=len(words))
    path = write(survey_rows(worded(numbers, words)))
    _, text = drafted(path)
    items = read_responses(path, write(filled(text), "i.yaml")).items
    assert items.to_dict("list") == {f"Q{at}": numbers[name] for at, name in enumerate(STATEMENTS, start=1)}


def test_unknown_words_never_pass_the_check_in_the_order_they_were_met(write):
    words = ["Adil benar", "Cukup adil", "Agak timpang", "Berat sebelah"]  # the file happens to begin with the best
    path = write(survey_rows(worded(block(STATEMENTS, n=N, high=4), words)))
    _, text = drafted(path)
    unconfirmed = [each for each in faults(text) if each.reason == "instrument.unconfirmed"]
    assert [each.path for each in unconfirmed] == [f"scales.words4.labels[{at}].text" for at in range(1, 5)]
    assert "number them from the lowest to the highest" in text
    turned = re.sub(
        r"(?m)^      (\d): \{text: \{en: \"\? ", lambda m: f'      {5 - int(m[1])}: {{text: {{en: "? ', text
    )
    items = read_responses(path, write(filled(turned), "i.yaml")).items
    assert items["Q1"].tolist() == [5 - value for value in block(STATEMENTS, n=N, high=4)[STATEMENTS[0]]]


@pytest.mark.parametrize(
    ("answer", "high", "read"),
    [("point", 6, [1, 2, 3, 4, 6]), ("5", 5, [1, 2, 3, 4, 5]), ("missing", 4, [1, 2, 3, 4, None])],
)
def test_a_gap_between_the_codes_has_to_be_settled(write, answer, high, read):
    path = write(survey_rows({name: [1, 2, 3, 4, 6] * 20 for name in RM}))
    _, text = drafted(path)
    (problem,) = [each for each in faults(text) if each.reason == "instrument.open_code"]
    assert problem.path == "scales.points_1_4.codes[6]"
    for lang in ("en", "id"):
        assert "point, missing, invalid" in InstrumentError([problem]).message(lang)
    settled = filled(text.replace('{6: "?"}', f"{{6: {answer}}}"))
    responses = read_responses(path, write(settled, "i.yaml"))
    assert responses.instrument.scales["points_1_4"].max == high
    values = [None if value != value else value for value in responses.items["RM1"].tolist()]
    assert values == read * 20


@pytest.mark.parametrize("on_invalid", ["error", "missing"])
def test_a_number_declared_invalid_is_blanked_and_counted_whatever_becomes_of_others(write, on_invalid):
    columns = block(RM, n=N, high=4)
    columns["RM2"][7] = 5
    path = write(survey_rows(columns))
    _, text = drafted(path)
    instrument = write(filled(text.replace('5: "?"', "5: invalid")), "i.yaml")
    assert parsed(instrument.read_text()).scales["points_1_4"].max == 4
    notices = read_responses(path, instrument, on_invalid=on_invalid).issues
    assert [(each.code, each.values["count"]) for each in notices if each.where == "RM2"] == [("invalid_declared", 1)]


def test_two_scales_of_the_same_ends_have_two_names(write):
    columns = {
        **{name: [1, 2, 3, 4, 6] * 20 for name in RM},
        **{name: [1, 2, 3, 4, 5, 6, 6, 5, 4, 3] * 10 for name in ("IR1", "IR2", "IR3")},
    }
    draft, _ = drafted(write(survey_rows(columns)))
    assert list(draft.scales) == ["points_1_4", "points_1_6"]
    two, _ = drafted(write(survey_rows({**block(RM, n=N), **block(["IR1", "IR2", "IR3"], n=N)}), "two.csv"))
    assert list(two.scales) == ["points_1_5", "points_1_5_b"]  # which way each runs is asked


# -- ids, texts, headings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "ids", "node"),
    [
        (["X1.1", "X1.2", "X1.3"], ["X1_1", "X1_2", "X1_3"], "X1"),
        (["Q2[SQ001]", "Q2[SQ002]", "Q2[SQ003]"], ["SQ001", "SQ002", "SQ003"], "Q2"),
        (["trust/T1", "trust/T2", "trust/T3"], ["T1", "T2", "T3"], "trust"),
        (["TR1. Satu", "TR2. Dua", "TR3. Tiga"], ["TR1", "TR2", "TR3"], "TR"),
        (["Satu (TR1)", "Dua (TR2)", "Tiga (TR3)"], ["TR1", "TR2", "TR3"], "TR"),
        (["Satu hal", "Dua hal", "Tiga hal"], ["Q1", "Q2", "Q3"], "C1"),
        (["1. Satu", "2. Dua", "3. Tiga"], ["Q1", "Q2", "Q3"], "C1"),
        (["X1.1 Satu hal", "X1.2 Dua hal", "X1.3 Tiga hal"], ["X1_1", "X1_2", "X1_3"], "X1"),
        (["a b", "A B", "itu Q1 apa"], ["ITEM1", "ITEM2", "ITEM3"], "C1"),
        (["No", "yes", "on"], ["No", "yes", "on"], "C1"),
    ],
)
def test_ids_are_the_codes_of_the_headings_or_numbers(write, headings, ids, node):
    path = write(survey_rows(block(headings, n=N)))
    draft, text = drafted(path)
    assert blocks_of(draft) == [(node, ids)]
    if draft.unfound:
        assert headings[0].casefold() == headings[1].casefold()
    else:
        assert list(read_responses(path, write(filled(text), "i.yaml")).items) == ids


def test_codes_that_repeat_in_two_grids_are_written_with_their_question(write):
    headings = [f"Q{question}[SQ{at}]" for question in (1, 2) for at in (1, 2, 3)]
    path = write(survey_rows(block(headings, n=N)))
    draft, text = drafted(path)
    assert blocks_of(draft) == [("Q1", ["Q1_SQ1", "Q1_SQ2", "Q1_SQ3"]), ("Q2", ["Q2_SQ1", "Q2_SQ2", "Q2_SQ3"])]
    assert read_responses(path, write(filled(text), "i.yaml")).items.shape == (N, 6)


def test_rows_of_a_grid_are_worded_alone_unless_two_grids_share_them(write):
    alone = [f"How far do you agree? [{text}]" for text in STATEMENTS]
    draft, _ = drafted(write(survey_rows(block(alone, n=N))))
    assert [item.text for item in draft.blocks[0].items] == STATEMENTS
    assert draft.blocks[0].group == "How far do you agree?"
    both = [f"{question} [{text}]" for question in ("How far?", "How often?") for text in STATEMENTS]
    path = write(survey_rows(block(both, n=N)))
    draft, text = drafted(path)
    assert [item.text for part in draft.blocks for item in part.items] == both
    assert read_responses(path, write(filled(text), "i.yaml")).items.shape == (N, 8)


def test_a_label_row_words_the_items_and_a_common_question_is_told_once(write):
    rows = survey_rows(block(["v_1", "v_2", "v_3"], n=N))
    rows.insert(1, [f"How far do you agree? - {text}" for text in STATEMENTS[:3]])
    rows.insert(2, [f'{{"ImportId":"QID{at}"}}' for at in range(3)])
    path = write(rows)
    draft, text = drafted(path)
    assert [item.text for item in draft.blocks[0].items] == STATEMENTS[:3]
    assert "How far do you agree?" in text
    assert "ImportId" not in text
    assert read_responses(path, write(filled(text), "i.yaml")).items.shape == (N, 3)


def test_blank_headings_below_a_common_question_are_found_with_the_mapping_that_goes_with_the_draft(write):
    rows = survey_rows(block(["How far do you agree?", "b", "c", "d"], n=N))
    rows[0][1:] = ["", "", ""]
    rows.insert(1, list(STATEMENTS))
    path = write(rows)
    found = inspect_file(path, header_rows=2)
    assert [item.text for item in found.draft.blocks[0].items] == STATEMENTS
    text = instrument_text(found.draft, file="survey.csv")
    mapping = write(mapping_to_draft(found, found.draft), "m.yaml")
    responses = read_responses(path, write(filled(text), "i.yaml"), mapping=mapping)
    assert responses.items.shape == (N, 4)


def test_hostile_headings_and_words_leave_the_file_a_valid_instrument(write):
    headings = [
        'A "quoted": {en: x} # no comment',
        "<script>alert(1)</script> bold &amp; brave",
        "line\nbreak\tand \u202e turned \x1b[31m",
        "'single' \\ back\\slash \U0001f600",
    ]
    words = ["Adil: ya", "{timpang}", '"berat"', "# buruk"]
    path = write(survey_rows(worded(block(headings, n=N, high=4), words)), 'bad"name #1.csv')
    found = inspect_file(path)
    text = instrument_text(found.draft, file=found.file)
    assert set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)) == set()
    instrument = parsed(filled(text))
    assert next(item.text.en for item in instrument.items()) == headings[0]
    assert "<" not in "".join(item.text.en for item in instrument.items())
    assert found.draft.unfound == ()  # the sign that turns the writing is not carried over, and makes no difference
    mapping = write(mapping_to_draft(found, found.draft), "m.yaml")
    assert read_responses(path, write(filled(text), "i.yaml"), mapping=mapping).items.shape == (N, 4)
    assert read_responses(path, write(filled(text), "i.yaml")).items.shape == (N, 4)


def test_a_heading_that_tells_on_somebody_is_no_text_of_an_item(write):
    headings = ["Mitra ani@example.org menepati janji", "Mitra hadir", "Mitra memberi kabar"]
    draft, text = drafted(write(survey_rows(block(headings, n=N))))
    assert "ani@" not in text
    assert [item.text for item in draft.blocks[0].items] == ["Q1", *headings[1:]]
    assert [item.id for item in draft.unfound] == ["Q1"]


def test_columns_of_the_survey_tool_and_of_page_times_are_left_out(write):
    times = {f"page_{name}": [1, 2, 3, 4] * 15 for name in ("First Click", "Last Click", "Page Submit", "Click Count")}
    columns = {**times, **block(["p_1", "p_2", "p_3"], n=N), "{sum(a, b)}": [0, 1, 2, 3] * 15}
    draft, _ = drafted(write(survey_rows(columns)))
    assert blocks_of(draft) == [("p", ["p_1", "p_2", "p_3"])]


def test_names_of_people_are_no_options_and_no_scale(write):
    names = ["Ani Suryani", "Budi Santoso", "Citra Lestari"] * 20
    columns = {
        **block(["satu hal", "dua hal", "tiga hal"], n=N),
        "Nama atasan langsung": names,
        "Siapa mitra terdekat Anda?": names,
        "Name of colleague": names,
        "Nama instansi": ["Dinas A", "Dinas B", "Dinas C"] * 20,
    }
    _, text = drafted(write(survey_rows(columns)))
    assert not any(name in text for name in names)
    assert "Dinas B" in text


def test_codes_about_the_respondent_are_no_items(write):
    columns = {
        **block(["satu hal", "dua hal", "tiga hal"], n=N),
        "Pendidikan": [1, 2, 3, 4] * 15,
        "Masa kerja": [1, 2, 3, 3] * 15,
        "Pangkat/golongan": [1, 2, 3, 4] * 15,
    }
    draft, text = drafted(write(survey_rows(columns)))
    assert blocks_of(draft) == [("C1", ["Q1", "Q2", "Q3"])]
    assert [each.id for each in draft.profile] == ["pendidikan", "masa_kerja", "golongan"]
    assert "say in the labels what the codes mean" in text


def test_codes_of_age_groups_are_no_years(write):
    columns = {**block(["satu hal", "dua hal", "tiga hal"], n=N), "Usia": [1, 2, 3, 4] * 15, "Umur": [17, 30, 45] * 20}
    draft, _ = drafted(write(survey_rows(columns)))
    assert [(each.id, each.type) for each in draft.profile] == [("usia", "single"), ("umur", "number")]


def test_an_item_without_relation_to_its_block_is_not_said_to_run_against_it(write):
    columns = block(["R1", "R2", "R3", "R4"], n=N)
    columns["R4"] = [3 + ((-1) ** at) * (at % 4 > 1) for at in range(N)]
    draft, text = drafted(write(survey_rows(columns)))
    (item,) = [item for part in draft.blocks for item in part.items if item.negative is not None]
    assert (item.id, item.doubtful) == ("R4", False)
    assert "hardly go with the rest of the block" in text


def test_a_file_without_blocks_has_an_empty_draft(write):
    assert inspect_file(write([["a", "b"], *[["x", at] for at in range(30)]])).draft.blocks == ()


# -- words -------------------------------------------------------------------------------------------------------------


def test_the_comments_speak_indonesian(write):
    columns = {**worded(block(STATEMENTS, n=N, high=4), ["Satu", "Dua hal", "Tiga hal", "Empat hal"]), **profile()}
    columns |= block(RM, n=N, reverse=(1,))
    _, text = drafted(write(survey_rows(columns)), "id")
    comments = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    for said in (
        "Rancangan instrumen", 'Ganti setiap "?" dengan hal yang hanya Anda ketahui', "butir negatif",
        "nomori dari yang terendah sampai yang tertinggi", "Tentang responden", "belum divalidasi",
    ):  # fmt: skip
        assert said in text
    for english in (" the ", " item", " scale", "answer", "column"):
        assert english not in comments.casefold().replace("govassess inspect", "")


# -- real exports ------------------------------------------------------------------------------------------------------


def letters_of(draft):
    return [f"{part.items[0].column}-{part.items[-1].column}:{len(part.items)}" for part in draft.blocks]


def qmi(first: int) -> list[str]:
    return [f"QMI{at:02d}" for at in range(first, first + 5)]


@pytest.mark.shared
def test_limesurvey_codes_are_seven_blocks_of_five(shared, write):
    path = shared / "exports" / "limesurvey" / "codes_only.csv"
    draft, text = drafted(path)
    assert blocks_of(draft) == [(f"QMIQ0{2 + at}", qmi(1 + 5 * at)) for at in range(7)]
    assert [(scale.scale.min, scale.scale.max) for scale in draft.scales.values()] == [(1, 7)] * 7
    responses = read_responses(path, write(filled(text), "i.yaml"))
    assert responses.items.shape == (50, 35)
    assert responses.columns["QMI06"] == "QMIQ03[QMI06]"


@pytest.mark.shared
def test_limesurvey_full_texts_are_importance_and_quality(shared, write):
    path = shared / "exports" / "limesurvey" / "full_text_headers_70.csv"
    draft, text = drafted(path)
    assert letters_of(draft) == [
        "M-R:6", "S-AA:5", "AG-AM:7", "AP-AV:7", "AY-BE:7", "BH-BN:7", "BQ-BW:7", "BZ-CF:7", "CI-CO:7", "CR-CX:7", "DA-DG:7",
        "DJ-DP:7", "DR-EB:11",
    ]  # fmt: skip
    assert [part.scale for part in draft.blocks] == [
        "importance_degree5", "words2", *["quality5"] * 10, "importance_degree5",
    ]  # fmt: skip
    assert {name: [doubt.question for doubt in scale.doubts] for name, scale in draft.scales.items()} == {
        "importance_degree5": [],
        "words2": ["order_two"],
        "quality5": [],
    }
    ticks = [aside.column for aside in draft.asides if aside.why == "ticks"]
    assert ticks == ["EF", "EG", "EH"]  # "What is your current employment status?" with yes and no
    assert draft.scales["quality5"].scale.missing.words.en == ("not applicable",)
    responses = read_responses(path, write(filled(text), "i.yaml"))
    assert responses.items.shape == (70, 92)
    assert int((responses.items["Q82"] == 5).sum()) == 37  # "extremely important"


@pytest.mark.shared
def test_qualtrics_numbers_are_parted_and_their_gap_and_ranks_are_seen(shared, write):
    path = shared / "exports" / "qualtrics" / "numeric_recode_partial_156.csv"
    draft, text = drafted(path)
    assert [(part.id, len(part.items), part.scale) for part in draft.blocks] == [
        ("practice_m2", 5, "points_1_3"), ("practice_m3", 5, "points_1_6"), ("legitimacy_1", 4, "points_1_4"),
        ("legitimacy_2", 4, "points_1_4_b"), ("polarization", 20, "points_1_5"),
    ]  # fmt: skip
    assert draft.ranked == ("CH", "CI", "CJ", "CK", "CL")
    assert [(doubt.place, doubt.question) for doubt in draft.scales["points_1_4"].doubts] == [
        ("direction", "direction"), ("codes[6]", "code_gap"),
    ]  # fmt: skip
    assert [item.text for item in draft.blocks[2].items][:2] == [
        "choose one option",
        "approve, stay neutral, disapprove",
    ]
    assert {each.id for each in draft.profile if each.sure} >= {"gender", "age", "education"}
    responses = read_responses(path, write(filled(text.replace('6: "?"', "6: 5")), "i.yaml"))
    assert responses.items.shape == (156, 38)


@pytest.mark.shared
def test_surveymonkey_words_have_to_be_put_in_order(shared, write):
    path = shared / "exports" / "surveymonkey" / "single_row_header_1040.csv"
    draft, text = drafted(path)
    assert [item.column for item in draft.blocks[0].items] == ["I", "J", "M", "O", "P", "Q", "R", "S", "T"]
    assert len(draft.blocks) == 1
    labels = draft.scales["words3"].scale.labels
    assert [label.text.en for label in labels.values()] == [
        "No, not rude at all",
        "Yes, somewhat rude",
        "Yes, very rude",
    ]
    assert labels[1].synonyms.en == ("No, not at all rude",)
    responses = read_responses(path, write(filled(text), "i.yaml"))
    assert responses.items.shape == (1040, 9)
    assert responses.items["Q1"].value_counts().to_dict() == {1: 690, 2: 128, 3: 37}


@pytest.mark.shared
def test_surveymonkey_two_header_rows_word_the_items_and_ranks_are_left_out(shared, write):
    path = shared / "exports" / "surveymonkey" / "two_row_header_1186.csv"
    found = inspect_file(path)
    draft = found.draft
    assert letters_of(draft) == ["P-AC:14"]
    assert [item.text for item in draft.blocks[0].items][:2] == ["Han Solo", "Luke Skywalker"]
    assert draft.ranked == ("J", "K", "L", "M", "N", "O")
    scale = draft.scales["words5"]
    assert scale.scale.missing.words.en == ("Unfamiliar (N/A)",)
    mapping = write(mapping_to_draft(found, draft), "m.yaml")
    path_of = write(filled(instrument_text(draft, file=found.file)), "i.yaml")
    responses = read_responses(path, path_of, mapping=mapping)
    assert responses.items.shape == (1186, 14)
    assert int(responses.items["Q1"].notna().sum()) == 1186 - 357 - 15


@pytest.mark.shared
def test_kobotoolbox_satisfaction_is_one_block(shared, write):
    path = shared / "exports" / "kobotoolbox" / "labels_semicolon_satisfaction_15.csv"
    draft, text = drafted(path)
    assert letters_of(draft) == ["G-I:3"]
    assert draft.profile == ()  # of fifteen respondents no two options hold five
    assert "Akure" not in text
    instrument = load_instrument(write(filled(text), "i.yaml"))
    assert [item.text.en for item in instrument.items()][2] == "What is your overall satisfaction?"
    assert read_responses(path, instrument).items.shape == (15, 3)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "redcap/raw_simple.csv",
        "redcap/raw_checkboxes.csv",
        "kobotoolbox/labels_selectmultiple_both.csv",
        "kobotoolbox/labels_selectmultiple_both.xlsx",
    ],
)
def test_files_without_scales_give_no_block(shared, name):
    assert inspect_file(shared / "exports" / name).draft.blocks == ()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["mobi", "bfi"])
def test_reference_data_are_found_as_blocks(shared, name):
    draft = inspect_file(shared / "reference" / "data" / f"{name}.csv").draft
    found = sorted(len(part.items) for part in draft.blocks)
    assert sum(found) == {"mobi": 23, "bfi": 25}[name]
    assert [aside.heading for aside in draft.asides] == {"mobi": ["CUSCO"], "bfi": []}[name]


def test_a_question_of_consent_is_drafted_as_comments_and_works_once_it_is_completed(write):
    columns = {"consent": ["1"] * (N - 7) + ["2"] * 7, **block(STATEMENTS, n=N)}
    path = write(survey_rows(columns))
    draft, text = drafted(path)
    assert (draft.consent.column, [(each.code, each.count) for each in draft.consent.answers]) == (
        "A",
        [(1, N - 7), (2, 7)],
    )
    assert read_responses(path, write(filled(text), "i.yaml")).items.shape[0] == N
    before, own = text.split("#consent:")
    said = f"{before}consent:{own}".replace("\n#  id", "\n  id").replace("\n#  text", "\n  text")
    said = said.replace("\n#  accepted", "\n  accepted").replace("\n#  refused", "\n  refused")
    said = said.replace("accepted: {codes: []", "accepted: {codes: [1]").replace(
        "refused: {codes: []", "refused: {codes: [2]"
    )
    responses = read_responses(path, write(filled(said), "i.yaml"))
    assert responses.items.shape[0] == N - 7
    assert {step.code: step.count for step in responses.funnel}["no_consent"] == 7


def test_a_refusal_that_few_gave_is_not_told_in_the_draft(write):
    draft, text = drafted(write(survey_rows({"consent": ["yes"] * (N - 2) + ["not me"] * 2, **block(STATEMENTS, n=N)})))
    assert [each.label for each in draft.consent.answers] == ["yes"]
    assert "not me" not in text
