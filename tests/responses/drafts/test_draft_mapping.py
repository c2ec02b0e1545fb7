"""The draft of a mapping file: read again without questions, proposals as comments, nothing personal in it."""

from __future__ import annotations

import re

import pytest

from govassess.errors import DataError
from govassess.responses.drafts.text import draft_mapping, mapping_to_draft
from govassess.responses.inspect import inspect_file
from govassess.responses.mapping import load_mapping
from govassess.responses.read import read_responses
from tests.responses.made_surveys import block, survey_rows

HEAD = ["TR1", "TR2", "TR3", "TR4"]


@pytest.fixture
def drafted(write, trust, tmp_path):
    """Write a survey, inspect it, write the draft mapping; return survey, mapping file and its text."""

    def _drafted(rows, lang="en", **options):
        path = write(rows, **options)
        text = draft_mapping(inspect_file(path, trust), lang)
        (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
        return path, tmp_path / "mapping.yaml", text

    return _drafted


def accepted(text: str, *names: str) -> str:
    """Remove the # before the lines of some keys, as a person does."""
    for name in names:
        text, count = re.subn(rf"(?m)^(\s*)#({re.escape(name)}:)", r"\1\2", text)
        assert count == 1, name
    return text


def test_the_file_reads_the_same_with_its_own_draft(drafted, trust):
    rows = [["_uuid", "_index", "Nama", *HEAD, "Saran"]]
    rows += [[f"u{at}", at, "Ani", 1, 2, 3, 4, "baik"] for at in range(8)]
    path, mapping, text = drafted(rows, delimiter=";")
    plain, mapped = read_responses(path, trust), read_responses(path, trust, mapping=mapping)
    assert plain.items.equals(mapped.items)
    assert plain.columns == mapped.columns
    assert plain.funnel == mapped.funnel
    assert 'id_column: "_uuid"' in text
    assert 'personal: ["Nama"]' in text
    assert 'ignore: ["Saran"]' in text


def test_the_id_column_of_the_draft_is_the_one_that_is_used(drafted, trust):
    rows = [["_uuid", "_index", *HEAD], ["u", 1, 1, 2, 3, 4], ["u", 2, 1, 2, 3, 5]]
    path, mapping, _ = drafted(rows)
    funnel = read_responses(path, trust, mapping=mapping, duplicates="first").funnel
    assert {step.code: step.count for step in funnel}["duplicates_dropped"] == 1


def test_of_columns_that_fit_one_item_the_draft_chooses_none(drafted, trust):
    heads = ["Pertama/TR1", "Kedua/TR1", *HEAD[1:]]
    rows = [[*heads, "_uuid", "_submission_time", "_index"]]
    rows += [[at % 5 + 1, "", 2, 3, 4, f"u{at}", "2026-02-02T08:00:00", at] for at in range(4)]
    rows += [["", at % 5 + 1, 2, 3, 4, f"v{at}", "2026-02-02T08:00:00", at + 4] for at in range(4)]
    path, mapping, text = drafted(rows)
    with pytest.raises(DataError) as refused:
        read_responses(path, trust, mapping=mapping)
    assert [(each.code, each.item) for each in refused.value.problems] == [("E107", "TR1")]
    assert '  #TR1: "column A"  # columns A, B all fit' in text
    mapping.write_text(text.replace('#TR1: "column B"', 'TR1: "column B"'), encoding="utf-8")
    assert read_responses(path, trust, mapping=mapping).items["TR1"].count() == 4


def test_a_proposal_is_a_comment_until_somebody_accepts_it(drafted, trust):
    path, mapping, text = drafted([["Partners keep their promise", *HEAD[1:]], *[[1, 2, 3, 4]] * 3])
    assert re.search(r'  #TR1: "Partners keep their promise"  # proposal, 0\.9\d: remove the # to accept it', text)
    assert "TR1" not in load_mapping(mapping).items
    with pytest.raises(DataError):
        read_responses(path, trust, mapping=mapping)
    mapping.write_text(accepted(text, "TR1"), encoding="utf-8")
    assert read_responses(path, trust, mapping=mapping).items["TR1"].tolist() == [1, 1, 1]


def test_an_item_without_any_column_can_be_declared_absent(drafted, trust):
    path, mapping, text = drafted([["TR1", "TR3", "TR4"], *[[1, 2, 3]] * 3])
    assert '#absent: ["TR2"]' in text
    mapping.write_text(accepted(text, "absent"), encoding="utf-8")
    assert list(read_responses(path, trust, mapping=mapping).items) == ["TR1", "TR3", "TR4"]


def test_codes_off_the_scale_are_proposed_as_missing_with_their_counts(drafted, trust):
    rows = [HEAD, *[[98, 2, 3, 4]] * 19, *[[1, 88, 3, 4]] * 2, *[[1, 2, 55, 4]] * 5, [1, 2, 77, 4], [6, 2, 3, 4]]
    path, mapping, text = drafted(rows)
    (line,) = [line for line in text.splitlines() if "missing:" in line]
    assert line.startswith("#missing: {codes: [98, 55, 88]}  # 19 x 98, 5 x 55, 2 x 88: ")
    with pytest.raises(DataError) as caught:
        read_responses(path, trust, mapping=mapping)
    assert len(caught.value.problems) == 5
    mapping.write_text(accepted(text, "missing"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_responses(path, trust, mapping=mapping)
    assert sorted(problem.value or "" for problem in caught.value.problems) == ["6", "77"]  # once, or beside the scale


def test_words_that_say_no_answer_are_proposed_as_missing(drafted, trust):
    rows = [HEAD, *[["setuju", "Prefer not to say", "setuju", "setuju"]] * 2, ["setuju"] * 4]
    path, mapping, text = drafted(rows)
    assert '#missing: {words: ["Prefer not to say"]}  # 2 x "Prefer not to say": ' in text
    mapping.write_text(accepted(text, "missing"), encoding="utf-8")
    assert read_responses(path, trust, mapping=mapping).items["TR2"].isna().sum() == 2


def test_unknown_words_are_proposed_as_synonyms_misspelt_ones_with_their_point(drafted, trust):
    rows = [HEAD, *[["setujuu", "Mantap sekali", 3, 4]] * 6, ["setuju", 2, 3, 4]]
    path, mapping, text = drafted(rows)
    assert '    #"setujuu": 4  # 6 x "setujuu"' in text
    assert '    #"Mantap sekali": "?"  # 6 x "Mantap sekali"' in text
    assert load_mapping(mapping).synonyms == {}
    done = re.sub(r"(?m)^( *)#(?=synonyms:|agree5:|\")", r"\1", text)
    mapping.write_text(done, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_mapping(mapping)  # the ? is still there
    assert [problem.code for problem in caught.value.problems] == ["E302"]
    mapping.write_text(done.replace('"?"', "5"), encoding="utf-8")
    assert read_responses(path, trust, mapping=mapping).items.iloc[0].tolist() == [4, 5, 3, 4]


def test_taking_away_nothing_but_the_signs_leaves_a_mapping_that_reads(drafted, trust):
    rows = [["Partners keep their promise", "TR2", "TR3"], *[[4, "setujuu", 98]] * 6]
    path, mapping, text = drafted(rows)
    settled = re.sub(r"(?m)^(\s*)#(?! )(?!id_column)", r"\1", text)
    assert settled.count("\n") == text.count("\n")
    mapping.write_text(settled, encoding="utf-8")
    found = read_responses(path, trust, mapping=mapping).items
    assert list(found) == ["TR1", "TR2", "TR3"]
    assert (found["TR2"].unique().tolist(), int(found["TR3"].isna().sum())) == ([4], 6)


@pytest.mark.parametrize("word", ["Budi bilang baik", "setuju kata Budi", "ani@example.org"])
def test_rare_or_personal_words_are_no_proposal(drafted, word):
    times = 9 if "@" in word else 4
    _, _, text = drafted([HEAD, *[[word, 2, 3, 4]] * times, [1, 2, 3, 4]])
    assert word not in text


def test_a_heading_that_tells_on_somebody_is_named_by_its_letters_or_nowhere(write, trust):
    rows = [["TR1 (0812 3456 7890)", *HEAD[1:], "Catatan ani@example.org"], [1, 2, 3, 4, "x"]]
    text = draft_mapping(
        inspect_file(write([["Partners keep their promises 0812 3456 7890", *rows[0][1:]], rows[1]]), trust)
    )
    assert "0812" not in text
    assert "ani@" not in text


def test_strange_headings_are_read_back_as_they_are(drafted, trust):
    strange = 'Mitra "menepati": janji\u00a0# \\n \U0001f600 \u202e{x}'
    path, mapping, text = drafted([["TR1", *HEAD[1:], strange], [1, 2, 3, 4, "x"]])
    assert load_mapping(mapping).ignore == (strange,)
    assert "\u202e" not in text
    assert read_responses(path, trust, mapping=mapping).items.shape == (1, 4)


def test_dates_whose_order_is_unclear_ask_for_it(write, trust):
    rows = [["Timestamp", *HEAD], ["04/05/2026", 1, 2, 3, 4]]
    assert "#dayfirst: true  # true if the day" in draft_mapping(inspect_file(write(rows), trust))
    assert "dayfirst" not in draft_mapping(inspect_file(write([HEAD, [1, 2, 3, 4]]), trust))


def test_the_comments_speak_indonesian(drafted, trust):
    rows = [["Partners keep their promise", "TR2", "TR3"], *[[4, "setujuu", 98]] * 6]
    _, mapping, text = drafted(rows, "id")
    assert "usulan, 0,9" in text
    assert "hapus tanda # untuk menyetujuinya" in text
    assert "hapus tanda # jika memang sengaja tidak ditanyakan" in text
    assert "beri nilainya masing-masing" in text
    assert load_mapping(mapping).items == {"TR2": "TR2", "TR3": "TR3"}


def test_columns_that_headings_do_not_lead_to_are_mapped_to_the_draft_by_letters(write, tmp_path):
    columns = block(["a", "b", "other"], n=30)
    rows = [["", "", "other"], *survey_rows(columns)[1:]]
    found = inspect_file(write(rows))
    assert [item.id for item in found.draft.unfound] == ["Q1", "Q2"]
    mapping = tmp_path / "m.yaml"
    mapping.write_text(mapping_to_draft(found, found.draft, "id"), encoding="utf-8")
    assert load_mapping(mapping).items == {"Q1": "kolom A", "Q2": "kolom B", "other": "other"}
