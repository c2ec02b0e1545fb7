"""Blocks of questions with one scale: what belongs together, what is no answer, what a person has to settle."""

from __future__ import annotations

import pytest

from govassess.instrument.model import Words
from govassess.responses.drafts.block_scales import number_range
from govassess.responses.drafts.blocks import find_blocks
from govassess.responses.drafts.headings import code_of, group_of, wording_of
from govassess.responses.drafts.scale_families import FAMILIES, complete_scale, families_of, missing_language
from govassess.responses.table import Column, Table
from tests.responses.made_surveys import AGREE, answers, block, columns_of, worded


def table_of(columns, **more) -> Table:
    return Table(
        file="s.csv", sha256="", format="csv", headings=tuple(columns),
        columns=tuple(Column.of([str(cell) for cell in cells]) for cells in columns.values()),
        numbers=range(2, 2 + len(next(iter(columns.values())))), **more,
    )  # fmt: skip


def found(columns, **more):
    table = table_of(columns, **more)
    return find_blocks(table, range(len(columns)), [group_of(heading) for heading in columns])


def positions(columns, **more):
    return [list(each.positions) for each in found(columns, **more).blocks]


def scale_of(columns, **more):
    (only,) = found(columns, **more).blocks
    return only.scale


def asked(scale, *, besides=("direction",)):
    return {doubt.place: doubt.question for doubt in scale.doubts if doubt.place not in besides}


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_columns_of_one_scale_are_one_block_although_none_uses_every_point():
    columns = {"a": [1, 2, 2, 3] * 5, "b": [2, 3, 4, 5] * 5, "c": [3, 3, 4, 2] * 5}
    assert positions(columns) == [[0, 1, 2]]
    assert (scale_of(columns).scale.min, scale_of(columns).scale.max) == (1, 5)


def test_headings_that_share_a_code_a_path_or_a_question_part_blocks():
    for names in (
        ["RM1", "RM2", "RM3", "IR1", "IR2", "IR3"],
        ["trust/a", "trust/b", "trust/c", "data/a", "data/b", "data/c"],
        ["Q1[SQ1]", "Q1[SQ2]", "Q1[SQ3]", "Q2[SQ1]", "Q2[SQ2]", "Q2[SQ3]"],
        [
            "How far? [one]",
            "How far? [two]",
            "How far? [three]",
            "How often? [one]",
            "How often? [two]",
            "How often? [x]",
        ],
        ["x_1_1", "x_1_2", "x_1_3", "x_2_1", "x_2_2", "x_2_3"],
        ["A1. one", "A2. two", "A3. three", "B1. four", "B2. five", "B3. six"],
        ["X1.1 one", "X1.2 two", "X1.3 three", "X2.1 four", "X2.2 five", "X2.3 six"],
    ):
        assert positions(block(names)) == [[0, 1, 2], [3, 4, 5]]


def test_codes_that_are_all_different_do_not_part_a_block():
    assert positions(block(["A1", "B1", "C1", "D1"])) == [[0, 1, 2, 3]]


def test_other_columns_may_stand_between_but_not_many():
    names = [f"question {letter}" for letter in "abcdef"]
    columns = block(names)
    remark = [f"remark {at}" for at in range(40)]
    few = {names[0]: columns[names[0]], "r1": remark, "r2": remark, **{name: columns[name] for name in names[1:3]}}
    assert positions(few) == [[0, 3, 4]]
    many = {
        **{name: columns[name] for name in names[:3]},
        **{f"r{at}": remark for at in range(4)},
        **{name: columns[name] for name in names[3:]},
    }
    assert positions(many) == [[0, 1, 2], [7, 8, 9]]


def test_an_empty_column_is_no_gap():
    columns = block(["a b", "c d", "e f"])
    first, *rest = columns
    blank = {f"empty {at}": [""] * 40 for at in range(9)}
    assert positions({first: columns[first], **blank, **{name: columns[name] for name in rest}}) == [[0, 10, 11]]


@pytest.mark.parametrize(
    "contents",
    [
        [1, 2] * 20,  # gender, yes and no
        list(range(20, 60)),  # age
        [1.5, 2.5, 3.5, 4.5] * 10,
        [f"free {at}" for at in range(40)],
        ["Y", "N"] * 20,
        [-99, 7] * 20,
    ],
)
def test_what_is_no_answer_on_a_scale_joins_no_block(contents):
    columns = {**block(["one thing", "another thing", "a third thing"]), "Something": contents}
    assert positions(columns) == [[0, 1, 2]]


def test_two_points_join_a_block_whose_code_their_heading_bears():
    columns = {**block(["RM1", "RM2", "RM3"]), "RM4": [1, 2] * 20}
    assert positions(columns) == [[0, 1, 2, 3]]


@pytest.mark.parametrize("names", [["A1", "A2", "A3", "B1", "B2", "B3"], ["a", "b", "c", "d", "e", "f"]])
def test_numbers_that_reach_clearly_higher_are_another_scale(names):
    columns = {**block(names[:3], high=5), **block(names[3:], high=7)}
    blocks = found(columns).blocks
    assert [(list(each.positions), each.scale.scale.max) for each in blocks] == [([0, 1, 2], 5), ([3, 4, 5], 7)]


def test_one_column_that_stays_low_does_not_leave_its_block():
    columns = {**block(["a", "b"], high=7), "c": [1, 2, 3, 4] * 10, **block(["d", "e"], high=7)}
    assert [(list(each.positions), each.scale.scale.max) for each in found(columns).blocks] == [([0, 1, 2, 3, 4], 7)]


def test_a_block_one_point_below_the_others_has_a_top_to_be_confirmed():
    columns = {**block(["A1", "A2", "A3"], high=4), **block(["B1", "B2", "B3"], high=5)}
    first, second = found(columns).blocks
    assert (first.scale.scale.max, asked(first.scale)) == (4, {"codes[5]": "code_higher"})
    assert (second.scale.scale.max, asked(second.scale)) == (5, {})


def test_a_point_that_nobody_of_many_chose_is_a_doubt_about_those_above_it():
    columns = {name: [1, 2, 3, 4, 6] * 20 for name in ("L1", "L2", "L3", "L4")}
    scale = scale_of(columns)
    assert (scale.scale.max, asked(scale)) == (4, {"codes[6]": "code_gap"})
    assert scale.doubts[1].choices == ("point", "missing", "invalid", "5")
    assert scale.doubts[1].counts == {"4": 80, "6": 80}
    few = scale_of({name: cells[:10] for name, cells in columns.items()})
    assert (few.scale.max, asked(few)) == (6, {})  # too few to tell


def test_ranks_are_no_answers():
    draw = [[1, 2, 3, 4], [2, 1, 4, 3], [4, 3, 2, 1], [3, 1, 2, 4]] * 5
    columns = dict(zip(["Rank a", "Rank b", "Rank c", "Rank d"], columns_of(draw), strict=True))
    assert (found(columns).blocks, found(columns).ranked) == ((), (0, 1, 2, 3))
    tied = dict(zip(columns, columns_of([[4, 4, 5, 5], [2, 2, 1, 3], *draw]), strict=True))
    assert positions(tied) == [[0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("met", "low", "high", "codes", "doubtful"),
    [
        ([1, 2, 3, 4, 5], 1, 5, (), ()),
        ([0, 1, 2, 3], 0, 3, (), ()),
        ([2, 3, 4], 1, 4, (), (0,)),
        ([1, 2, 3, 4, 5, 9, 99], 1, 5, (9, 99), ()),
        ([1, 2, 3, 4, 8, 88, -1], 1, 4, (-1, 8, 88), ()),
        ([1, 3, 5, 7, 8, 9], 1, 7, (), (8, 9)),  # 8 and 9 follow on 7
        ([0, 3, 8, 9, 10], 0, 10, (), ()),  # inside
        ([0, 1, 2, 3, -1], 0, 3, (-1,), ()),
        ([-1, 0, 1], 0, 1, (), (-1,)),
        ([-2, -1, 0, 1, 2, 99], -2, 2, (99,), ()),
    ],
)
def test_the_range_of_a_scale_and_the_codes_outside_it(met, low, high, codes, doubtful):
    scale = number_range(dict.fromkeys(met, 5), {})
    assert (scale.low, scale.high, scale.codes, tuple(scale.doubtful)) == (low, high, codes, doubtful)


@pytest.mark.parametrize("met", [[99, 98], [1, 2], [18, 25, 40], [0, 50, 100], [-3, 1, 2], [5, 6, 7], [1, 12]])
def test_other_numbers_are_on_no_scale(met):
    assert number_range(dict.fromkeys(met, 5), {}) is None


def test_words_and_codes_of_no_answer_are_set_aside_and_declared():
    columns = block(["a", "b", "c"])
    columns["a"][:4] = [99, "Tidak tahu", "n/a", "-"]
    columns["c"][5] = 98
    missing = scale_of(columns).scale.missing
    assert missing.codes == (98, 99)
    assert missing.words == Words(en=("n/a", "-"), id=("Tidak tahu",))


def test_a_slip_does_not_keep_a_column_out_and_is_counted():
    columns = block(["a", "b", "c"], n=60)
    columns["b"][7] = "lupa"
    assert positions(columns) == [[0, 1, 2]]
    assert scale_of(columns).unlisted == 1


def test_a_number_typed_twice_is_a_slip_and_keeps_no_column_out():
    columns = block(["a", "b", "c"], n=60)
    columns["b"][7] = 44
    assert positions(columns) == [[0, 1, 2]]
    assert (scale_of(columns).scale.max, scale_of(columns).unlisted) == (5, 1)
    columns["b"][:30] = [44] * 30
    assert positions(columns) == []


@pytest.mark.parametrize(("slip", "low", "high"), [(0, 0, 5), (6, 1, 6)])
def test_an_end_that_hardly_anybody_chose_is_asked_about(slip, low, high):
    columns = block(["a", "b", "c"], n=60)
    columns["b"][7] = slip
    scale = scale_of(columns)
    assert (scale.scale.min, scale.scale.max, asked(scale)) == (1, 5, {f"codes[{slip}]": "code_rare"})
    columns["a"][10:30] = [slip] * 20
    assert asked(scale_of(columns)) == {}


def test_labels_of_the_file_name_the_points_and_the_codes():
    columns = {"v1": [1, 2, 3, 8] * 10, "v2": [2, 3, 3, 1] * 10, "v3": [3, 3, 2, 2] * 10}
    labels = {"1": "Low", "2": "Middle", "3": "High", "4": "Very high", "8": "Don't know"}
    scale = scale_of(columns, value_labels=dict.fromkeys(range(3), labels))
    assert {point: label.text.en for point, label in scale.scale.labels.items()} == {
        1: "Low", 2: "Middle", 3: "High", 4: "Very high",
    }  # fmt: skip
    assert (scale.scale.max, scale.scale.missing.codes, asked(scale)) == (4, (8,), {})


def test_columns_with_different_labels_are_on_different_scales():
    columns = block(["v1", "v2", "v3", "v4", "v5", "v6"])
    one = {str(point): f"one {point}" for point in range(1, 6)}
    two = {str(point): f"two {point}" for point in range(1, 6)}
    labels = {at: one if at < 3 else two for at in range(6)}
    assert positions(columns, value_labels=labels) == [[0, 1, 2], [3, 4, 5]]


def test_what_the_file_declares_missing_is_no_point():
    columns = {name: [1, 2, 3, 4, 5, 7] * 10 for name in ("v1", "v2", "v3")}
    scale = scale_of(columns, declared_missing=dict.fromkeys(range(3), frozenset({"7"})))
    assert (scale.scale.max, scale.scale.missing.codes) == (5, (7,))


# -- words -------------------------------------------------------------------------------------------------------------


WORDS = {
    "agreement": [
        AGREE,
        ["Sangat tidak setuju", "Tidak setuju", "Setuju", "Sangat setuju"],
        ["Sangat Tidak Setuju", "Tidak Setuju", "Kurang Setuju", "Setuju", "Sangat Setuju"],
        ["Tidak setuju", "Kurang setuju", "Cukup setuju", "Setuju", "Sangat setuju"],
        ["Sangat tidak setuju", "Tidak setuju", "Cukup tidak setuju", "Cukup setuju", "Setuju", "Sangat setuju"],
        ["STS", "TS", "N", "S", "SS"],
        ["STS", "TS", "S", "SS"],
        ["STS", "TS", "CTS", "CS", "S", "SS"],
        ["STS", "TS", "RR", "S", "SS"],
        ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
        ["SD", "D", "N", "A", "SA"],
    ],
    "satisfaction": [
        ["Tidak puas", "Kurang puas", "Puas", "Sangat puas"],
        ["Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas"],
        ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"],
    ],
    "quality": [
        ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"],
        ["Very poor", "Poor", "Fair", "Good", "Very good"],
        ["Poor", "Fair", "Good", "Very good", "Excellent"],
        ["Sangat buruk", "Buruk", "Cukup", "Baik", "Sangat baik"],
    ],
    "frequency": [
        ["Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu"],
        ["Never", "Seldom", "Sometimes", "Often", "Always"],
        ["Tidak pernah", "Kadang-kadang", "Sering", "Selalu"],
    ],
    "importance": [["Sangat tidak penting", "Tidak penting", "Cukup penting", "Penting", "Sangat penting"]],
    "importance_degree": [
        ["Not at all important", "Slightly important", "Moderately important", "Very important", "Extremely important"],
        ["Not at all important", "Slightly", "Moderately", "Very", "Extremely important"],
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, lists in WORDS.items() for words in lists])
def test_words_of_a_family_get_their_rank_for_the_number_of_points_met(kind, words):
    scale = scale_of(worded(block(["a b", "c d", "e f"], high=len(words)), words))
    assert (scale.kind, scale.scale.min, scale.scale.max, scale.doubts) == (kind, 1, len(words), ())
    for point, word in enumerate(words, start=1):
        label = scale.scale.labels[point]
        known = {label.text.en, label.text.id, *label.synonyms.en, *label.synonyms.id}
        assert word.casefold() in {each.casefold() for each in known}


def test_a_point_that_nobody_chose_is_filled_in_and_to_be_confirmed():
    words = ["Tidak setuju", "Netral", "Setuju", "Sangat setuju"]
    scale = scale_of(worded(block(["a b", "c d", "e f"], high=4), words))
    assert (scale.scale.max, asked(scale)) == (5, {"codes[1]": "word_unmet"})
    assert scale.scale.labels[1].text.id == "Sangat tidak setuju"


def test_a_point_that_is_met_in_one_block_is_known_in_the_other():
    columns = {**worded(block(["A1", "A2", "A3"]), AGREE), **worded(block(["B1", "B2", "B3"], high=4), AGREE[1:])}
    first, second = found(columns).blocks
    assert first.scale is second.scale
    assert first.scale.doubts == ()


def test_words_with_numbers_and_bare_numbers_are_read_through_the_words():
    columns = worded(block(["a b", "c d", "e f"]), [f"{at} - {word}" for at, word in enumerate(AGREE, start=1)])
    columns["a b"][:3] = [4, 5, 99]
    scale = scale_of(columns)
    assert (scale.kind, scale.scale.max, scale.scale.missing.codes) == ("agreement", 5, (99,))


def test_a_block_that_lacks_two_words_of_another_is_asked_about():
    five = ["Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu"]
    columns = {
        **worded(block(["A1", "A2", "A3"], n=60), five),
        **worded(block(["B1", "B2", "B3"], n=60, high=3), five[::2]),
    }
    whole, part = (each.scale for each in found(columns).blocks)
    assert asked(whole) == {}
    assert asked(part) == {"codes[2]": "word_unmet", "codes[4]": "word_unmet"}


def test_words_of_no_family_stand_as_they_appear_and_have_to_be_put_in_order():
    words = ["Berat sebelah", "Agak timpang", "Cukup adil", "Adil benar"]
    scale = scale_of(worded(block(["a b", "c d", "e f"], high=4), words))
    assert (scale.kind, asked(scale)) == ("words", {"labels": "order"})
    assert [label.text.id for label in scale.scale.labels.values()] == words
    assert not scale.ordered


def test_two_spellings_of_one_level_are_one_level():
    columns = worded(
        block(["a b", "c d", "e f"], high=3), ["No, not rude at all", "Yes, somewhat rude", "Yes, very rude"]
    )
    columns["c d"] = [word.replace("not rude at all", "not at all rude") for word in columns["c d"]]
    scale = scale_of(columns)
    assert [label.text.en for label in scale.scale.labels.values()] == [
        "No, not rude at all", "Yes, somewhat rude", "Yes, very rude",
    ]  # fmt: skip
    assert scale.scale.labels[1].synonyms.en == ("No, not at all rude",)


def test_rare_words_of_no_family_are_counted_and_not_named():
    columns = worded(block(["a b", "c d", "e f"], n=60, high=4), ["Timpang", "Sedang saja", "Adil", "Adil benar"])
    columns["a b"][3] = "Adil kata Budi"
    columns["c d"][9] = "Adil kata Budi"
    scale = scale_of(columns)
    assert "Budi" not in str([label.text.en for label in scale.scale.labels.values()])
    assert scale.unlisted == 2


@pytest.mark.parametrize("words", [["Ya", "Tidak"], ["A", "B"], ["L", "P"]])
def test_two_words_without_relation_are_no_scale(words):
    patterns = ([0, 1] * 20, [0, 0, 1, 1] * 10, [0, 1, 1, 0] * 10)
    columns = dict(zip(("a b", "c d", "e f"), ([words[at] for at in pattern] for pattern in patterns), strict=True))
    assert found(columns).blocks == ()


def test_columns_of_unlike_words_are_no_block():
    columns = {name: [f"{name} {at}" for at in range(4)] * 10 for name in ("a", "b", "c")}
    assert found(columns).blocks == ()


# -- families and headings ---------------------------------------------------------------------------------------------


def test_no_word_of_a_family_stands_for_two_of_its_levels():
    for family in FAMILIES:
        words = [word.casefold() for level in family.levels for word in (*level.en, *level.id, *level.short)]
        assert len(words) == len(set(words)), family.name
        for scale in family.scales:
            assert list(scale) == sorted(set(scale))
            assert scale[-1] < len(family.levels)


@pytest.mark.parametrize("words", [["N"], ["A", "D"], ["very", "moderately"], ["ya"], [], ["S", "Setuju"]])
def test_words_that_may_be_something_else_belong_to_no_family(words):
    assert families_of(words) == ()


def test_an_unknown_set_of_levels_asks_for_all_levels():
    agreement = FAMILIES[0]
    assert complete_scale(agreement, {0, 2, 4}) == (0, 2, 3, 4, 6)
    assert complete_scale(agreement, {1, 3, 4}) == (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("Don't know", "en"), ("Tidak tahu.", "id"), ("I don’t know", "en"), ("TT", "id"), ("Not applicable / refused", "en"),
     ("Tidak tahu (setuju)", None), ("Tidak setuju", None), ("tahu", None)],
)  # fmt: skip
def test_words_that_say_no_answer(text, lang):
    assert missing_language(text) == lang


@pytest.mark.parametrize(
    ("heading", "code", "group", "wording"),
    [
        ("X1.1", "X1_1", "x1", "X1.1"),
        ("Nama organisasi/perangkat daerah", None, None, "Nama organisasi/perangkat daerah"),
        ("G01Q01_SQ001", "G01Q01_SQ001", "g01q01_sq", "G01Q01_SQ001"),
        ("X1.1 Partners share", "X1_1", "x1", "X1.1 Partners share"),
        ("COVID19 vaccines help", None, None, "COVID19 vaccines help"),
        ("Ease of procedure (RM1a)", "RM1a", "rm", "Ease of procedure"),
        ("survey/trust/RM1a", "RM1a", "survey/trust", "RM1a"),
        ("Rate: [speed].1", None, "rate:.1", "Rate: [speed].1"),
        ("<b>Trust</b>&nbsp;us", None, None, "Trust us"),
        ("1. Partners share", None, None, "1. Partners share"),
        ("", None, None, ""),
    ],
)
def test_what_a_heading_tells(heading, code, group, wording):
    assert (code_of(heading), group_of(heading), wording_of(heading)) == (code, group, wording)


def test_the_made_answers_are_the_same_each_time():
    assert answers(3, 2) == answers(3, 2)
