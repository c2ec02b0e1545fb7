"""Public data sets and real exports, and a look at what else a file is before it is analysed."""

from __future__ import annotations

import csv

import pytest

from govassess.errors import DataError
from govassess.instrument.load import load_instrument
from govassess.responses.drafts.text import draft_mapping
from govassess.responses.inspect import inspect_file
from govassess.responses.mapping import ColumnMapping
from govassess.responses.read import read_responses

pytestmark = pytest.mark.shared


def column_means(path, names, **options):
    """Return the means of columns by the standard library alone; empty cells are left out."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, **options))
    values = {name: [float(row[name]) for row in rows if row[name].strip()] for name in names}
    return {name: sum(column) / len(column) for name, column in values.items()}


@pytest.mark.parametrize(("name", "n", "k", "missing"), [("mobi", 250, 24, 0), ("bfi", 2800, 25, 508)])
def test_reference_data_read_whole(shared, root, name, n, k, missing):
    path = shared / "reference" / "data" / f"{name}.csv"
    responses = read_responses(path, root / "tests" / "instruments" / f"{name}.yaml")
    assert responses.items.shape == (n, k)
    assert int(responses.items.isna().sum().sum()) == missing
    means = column_means(path, responses.items.columns)
    assert responses.items.mean().to_dict() == pytest.approx(means, rel=1e-12)


def test_the_profile_of_bfi(shared, root):
    responses = read_responses(shared / "reference" / "data" / "bfi.csv", root / "tests" / "instruments" / "bfi.yaml")
    assert responses.profile["education"].isna().sum() == 223
    assert responses.profile["gender"].value_counts().to_dict() == {2: 1881, 1: 919}
    assert responses.profile["age"].min() == 3


def test_limesurvey_codes(shared, root):
    path = shared / "exports" / "limesurvey" / "codes_only.csv"
    responses = read_responses(path, root / "tests" / "responses" / "instruments" / "imagery.yaml")
    assert (responses.source.tool, responses.items.shape) == ("limesurvey", (50, 35))
    assert responses.columns["QMI06"] == "QMIQ03[QMI06]"
    means = column_means(path, responses.columns.values())
    assert responses.items.mean().to_list() == pytest.approx(list(means.values()), rel=1e-12)


def test_kobotoolbox_semicolons(shared, root):
    path = shared / "exports" / "kobotoolbox" / "labels_semicolon_satisfaction_15.csv"
    responses = read_responses(path, root / "tests" / "responses" / "instruments" / "customer.yaml")
    source = responses.source
    assert (source.tool, source.delimiter, source.lang) == ("kobotoolbox", ";", "en")
    assert responses.items.shape == (15, 3)
    means = column_means(path, responses.columns.values(), delimiter=";")
    assert responses.items.mean().to_list() == pytest.approx(list(means.values()), rel=1e-12)
    assert set(responses.profile["gender"]) == {"f", "m"}


def test_a_draft_mapping_of_a_real_export_reads_it_the_same(shared, root, tmp_path):
    path = shared / "exports" / "kobotoolbox" / "labels_semicolon_satisfaction_15.csv"
    instrument = load_instrument(root / "tests" / "responses" / "instruments" / "customer.yaml")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(draft_mapping(inspect_file(path, instrument)), encoding="utf-8")
    plain, mapped = read_responses(path, instrument), read_responses(path, instrument, mapping=mapping)
    assert plain.items.equals(mapped.items)
    assert plain.columns == mapped.columns


def rows_of(path, *, header_rows=1, delimiter=",", encoding="utf-8"):
    """Return the data rows by the standard library alone."""
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))[header_rows:]


def points(rows, column, scale):
    """Return the points of a column's filled cells, in the order of the file; words that are no point left out."""
    return [scale[row[column]] for row in rows if row[column] in scale]


def same_points(responses, items, rows, columns, scale):
    for name, column in zip(items, columns, strict=True):
        assert responses.items[name].dropna().tolist() == points(rows, column, scale), name


def funnel_of(responses):
    return {step.code: step.count for step in responses.funnel if step.count}


@pytest.fixture
def opened(shared, root):
    """Read one of the exports with one of the small instruments."""

    def _opened(name, instrument, **options):
        folder = root / "tests" / "responses" / "instruments"
        return read_responses(shared / "exports" / name, folder / f"{instrument}.yaml", **options)

    return _opened


@pytest.mark.parametrize(
    ("name", "rows", "columns", "delimiter", "header_rows", "tool", "evidence"),
    [
        ("kobotoolbox/labels_semicolon_satisfaction_15.csv", 15, 20, ";", 1, "kobotoolbox", "_uuid"),
        ("kobotoolbox/labels_whole_line_quoted_by_excel_10.csv", 10, 42, ";", 1, "kobotoolbox", "_uuid"),
        ("kobotoolbox/labels_selectmultiple_both.csv", 3, 49, ";", 1, "kobotoolbox", "_uuid"),
        ("kobotoolbox/labels_selectmultiple_both.xlsx", 3, 49, None, 1, "kobotoolbox", "_uuid"),
        ("limesurvey/codes_only.csv", 50, 45, ",", 1, "limesurvey", "QMIQ02[QMI01]"),
        ("limesurvey/full_text_headers_70.csv", 70, 146, ",", 1, "limesurvey", "Date submitted"),
        ("qualtrics/numeric_recode_partial_156.csv", 156, 195, ",", 3, "qualtrics", "ResponseId"),
        ("qualtrics/qualtRics_package_sample.csv", 1, 20, ",", 3, "qualtrics", "ResponseId"),
        ("surveymonkey/two_row_header_1186.csv", 1186, 38, ",", 2, "surveymonkey", "RespondentID"),
        ("surveymonkey/single_row_header_1040.csv", 1040, 27, ",", 1, "surveymonkey", "RespondentID"),
        ("redcap/raw_decimal_comma.csv", 4, 6, ",", 1, "redcap", "record_id"),
        ("redcap/raw_checkboxes.csv", 4, 13, ",", 1, "redcap", "check_one___1"),
        ("redcap/raw_simple.csv", 5, 24, ",", 1, "redcap", "race___1"),
    ],
)
def test_every_export_is_recognised(shared, trust, name, rows, columns, delimiter, header_rows, tool, evidence):
    found = inspect_file(shared / "exports" / name, trust)
    assert (found.rows, found.columns, found.delimiter, found.header_rows) == (rows, columns, delimiter, header_rows)
    assert found.tool == tool
    assert evidence in found.tool_evidence
    assert [problem.reason for problem in found.problems] == ["does_not_fit"]


def test_a_codebook_is_told_from_answers(shared, trust):
    for look in (read_responses, inspect_file):
        with pytest.raises(DataError) as caught:
            look(shared / "exports" / "redcap" / "data_dictionary_simple.csv", trust)
        assert [(p.code, p.reason) for p in caught.value.problems] == [("E110", "data_dictionary")]
        assert "REDCap" in caught.value.message("id")


def test_qualtrics_numbers_with_a_gap_in_the_recode(opened, shared):
    recoded = ColumnMapping(synonyms={"legit5": {"6": 5}})  # the fifth of five points was recoded to 6
    responses = opened("qualtrics/numeric_recode_partial_156.csv", "voting", mapping=recoded)
    assert funnel_of(responses) == {"read": 156, "no_consent": 2}
    rows = rows_of(shared / "exports" / "qualtrics" / "numeric_recode_partial_156.csv", header_rows=3)
    rows = [row for row in rows if row[21] == "1"]
    assert len(rows) == len(responses.items) == 154
    legitimacy = [f"legitimacy_{wave}_{method}" for wave in (1, 2) for method in (1, 2, 3, 4)]
    same_points(
        responses, legitimacy, rows, [94, 95, 96, 97, 127, 128, 129, 130], {"1": 1, "2": 2, "3": 3, "4": 4, "6": 5}
    )
    polarization = [f"polarization_{number}" for number in range(1, 21)]
    same_points(responses, polarization, rows, range(135, 155), {str(point): point for point in range(1, 6)})
    assert responses.items["legitimacy_1_3"].isna().sum() == 19  # 20 in the file, one of them without consent
    assert responses.columns["legitimacy_1_3"] == "legitimacy_1_3"
    told = {issue.code: issue.values for issue in responses.issues}
    assert told["partial_kept"]["count"] == sum(row[6] == "0" for row in rows) == 21
    assert [int(seconds) for seconds in responses.seconds.dropna()] == [
        int(row[5]) for row in rows if int(row[5]) <= 86_400
    ]
    assert not any(word in told["unmatched_columns"]["headings"] for word in ("Click", "Submit", "Topics", "browser_"))


def test_a_gap_in_the_recode_that_nobody_declared_is_an_error(opened):
    with pytest.raises(DataError) as caught:
        opened("qualtrics/numeric_recode_partial_156.csv", "voting")
    assert {(p.code, p.value) for p in caught.value.problems} == {("E202", "6")}
    assert len(caught.value.problems) == 8
    for lang in ("en", "id"):
        assert "synonyms: legit5" in caught.value.message(lang)


def test_unfinished_responses_of_qualtrics_can_leave(opened):
    recoded = ColumnMapping(synonyms={"legit5": {"6": 5}})
    responses = opened("qualtrics/numeric_recode_partial_156.csv", "voting", mapping=recoded, partial="drop")
    assert funnel_of(responses) == {"read": 156, "no_consent": 2, "partial_dropped": 21}


def test_the_smallest_qualtrics_file(opened):
    responses = opened(
        "qualtrics/qualtRics_package_sample.csv", "one_choice", mapping=ColumnMapping(items={"Q1a": "Q1"})
    )
    assert (responses.items["Q1a"].tolist(), responses.seconds.tolist()) == ([2], [38])
    matched = opened("qualtrics/qualtRics_package_sample.csv", "one_choice")  # by the text in the second row
    assert (matched.items["Q1a"].tolist(), matched.source.lang) == ([2], "en")
    assert "unmatched_columns" not in {i.code for i in matched.issues if "Topics" in str(i.values)}


def test_limesurvey_full_texts(opened, shared):
    rated = "Rate the overall quality of this unit test: [I rate the overall quality of this unit test as ...]"
    columns = {f"OVR{number}": rated + (f".{number - 1}" if number > 1 else "") for number in range(1, 11)}
    responses = opened("limesurvey/full_text_headers_70.csv", "unit_tests", mapping=ColumnMapping(items=columns))
    assert funnel_of(responses) == {"read": 70}
    assert (responses.items.shape, responses.source.lang) == ((70, 21), "en")
    rows = rows_of(shared / "exports" / "limesurvey" / "full_text_headers_70.csv")
    importance = {
        "not at all important": 1,
        "slightly": 2,
        "slightly important": 2,
        "moderately": 3,
        "very": 4,
        "extremely important": 5,
    }
    quality = {"very poor": 1, "poor": 2, "fair": 3, "good": 4, "very good": 5}
    same_points(responses, [f"IMP{number}" for number in range(1, 12)], rows, range(121, 132), importance)
    same_points(responses, list(columns), rows, range(32, 114, 9), quality)
    missing = {(i.where, i.values["code"]): i.values["count"] for i in responses.issues if i.code == "missing_code"}
    assert missing["IMP3", "I do not know"] == 4
    assert missing["OVR6", "not applicable"] == 2
    assert responses.choices["employment"].sum().to_dict() == {
        "student": 15, "researcher": 6, "paid": 55, "voluntary": 1, "other": 1,
    }  # fmt: skip
    assert responses.profile["degree"].value_counts().to_dict() == {
        "school": 12,
        "bachelor": 28,
        "master": 17,
        "doctor": 8,
        "other": 4,
    }
    assert responses.seconds is None  # the survey was anonymised: no times


def test_ten_columns_of_one_question_ask_which_is_meant(opened):
    wanted = {
        "OVR1": "Rate the overall quality of this unit test: [I rate the overall quality of this unit test as ...]"
    }
    with pytest.raises(DataError) as caught:
        opened("limesurvey/full_text_headers_70.csv", "unit_tests", mapping=ColumnMapping(items=wanted))
    assert {(p.code, p.item) for p in caught.value.problems} == {("E106", f"OVR{number}") for number in range(2, 11)}


def test_kobotoolbox_lines_quoted_whole_and_two_form_versions(opened):
    responses = opened("kobotoolbox/labels_whole_line_quoted_by_excel_10.csv", "market")
    assert (funnel_of(responses), responses.source.lang) == ({"read": 10}, "en")
    assert responses.items["SAT1"].value_counts().to_dict() == {3: 6, 1: 3, 2: 1}
    assert responses.items["SRV1"].value_counts().to_dict() == {2: 3, 4: 3, 1: 2, 3: 2}
    assert responses.columns["SAT1"].startswith("Q9.")
    assert responses.profile["branch"].value_counts().to_dict()["Branch B"] == 4
    lacking = responses.choices["lacking"]
    assert lacking.sum().to_dict() == {"groceries": 1, "household": 4, "care": 0, "drinks": 1, "other": 0}
    assert lacking["care"].isna().sum() == 4
    told = {issue.code: issue.values for issue in responses.issues}
    assert {"whole_line_quotes", "empty_columns_dropped", "personal_columns"} <= set(told)
    for heading in ("Q2. What is your first name?", "Q3. What is your last name?", "Q5. Date of birth"):
        assert heading in told["personal_columns"]["headings"]
    assert responses.seconds.between(60, 600).all()


def test_kobotoolbox_joined_choices_and_columns_in_text_and_workbook(opened):
    read = [opened(f"kobotoolbox/labels_selectmultiple_both.{kind}", "ecosystem") for kind in ("csv", "xlsx")]
    for responses in read:
        assert funnel_of(responses) == {"read": 3}
        assert responses.items.to_numpy().tolist() == [[3, 2, 4], [1, 2, 4], [2, 2, 2]]
        knowledge = responses.choices["knowledge"]
        chosen = [{code for code in knowledge if row[code] == 1} for _, row in knowledge.iterrows()]
        assert chosen == [{"oral"}, {"rituals"}, {"oral", "apprentice", "rituals"}]
        threats = responses.choices["threats"]
        assert [threats.columns[row.argmax()] for row in threats.to_numpy()] == ["mining", "land", "logging"]
        left = next(i.values["headings"] for i in responses.issues if i.code == "unmatched_columns")
        assert not any(word in left for word in ("_URL", "_latitude", "_id", "_uuid"))
        assert [round(seconds) for seconds in responses.seconds] == [174, 71, 68]
    one, two = read
    assert one.items.equals(two.items)
    assert all(one.choices[name].equals(two.choices[name]) for name in one.choices)


def test_surveymonkey_two_rows_of_headings(opened, shared):
    responses = opened("surveymonkey/two_row_header_1186.csv", "star_wars")
    assert (funnel_of(responses), responses.source.encoding) == ({"read": 1186}, "cp1252")
    assert responses.columns["FAV1"].endswith("unfamiliar with him/her. [Han Solo]")
    rows = rows_of(shared / "exports" / "surveymonkey" / "two_row_header_1186.csv", header_rows=2, encoding="cp1252")
    favour = {
        "Very unfavorably": 1, "Somewhat unfavorably": 2, "Neither favorably nor unfavorably (neutral)": 3,
        "Somewhat favorably": 4, "Very favorably": 5,
    }  # fmt: skip
    same_points(responses, [f"FAV{number}" for number in range(1, 15)], rows, range(15, 29), favour)
    missing = {i.where: i.values["count"] for i in responses.issues if i.code == "missing_code"}
    assert (missing["FAV1"], missing["FAV13"]) == (15, 164)
    assert int(responses.items.isna().all(axis=1).sum()) == sum(
        not any(cell in favour for cell in row[15:29]) for row in rows
    )
    assert responses.choices["seen"].sum().tolist() == [673, 571, 550, 607, 758, 738]
    assert responses.profile["gender"].value_counts().to_dict() == {"f": 549, "m": 497}


def test_the_same_surveymonkey_file_as_a_workbook(shared, root, tmp_path):
    import openpyxl

    path = shared / "exports" / "surveymonkey" / "two_row_header_1186.csv"
    book = openpyxl.Workbook()
    for row in rows_of(path, header_rows=0, encoding="cp1252")[:60]:
        book.active.append([cell or None for cell in row])
    book.save(tmp_path / "monkey.xlsx")
    responses = read_responses(
        tmp_path / "monkey.xlsx", root / "tests" / "responses" / "instruments" / "star_wars.yaml"
    )
    assert (responses.source.tool, len(responses.items)) == ("surveymonkey", 58)


def test_surveymonkey_of_one_row_with_a_level_spelled_two_ways(opened, shared):
    responses = opened("surveymonkey/single_row_header_1040.csv", "flying")
    assert (funnel_of(responses), responses.source.tool) == ({"read": 1040}, "surveymonkey")
    rows = rows_of(shared / "exports" / "surveymonkey" / "single_row_header_1040.csv")
    rude = {"No, not rude at all": 1, "No, not at all rude": 1, "Yes, somewhat rude": 2, "Yes, very rude": 3}
    same_points(responses, [f"RUDE{number}" for number in range(1, 10)], rows, [8, 9, 12, 14, 15, 16, 17, 18, 19], rude)


def test_redcap_raw_records(opened, shared):
    responses = opened("redcap/raw_simple.csv", "records")
    assert funnel_of(responses) == {"read": 5}
    assert responses.items["ethnicity"].tolist() == [1, 1, 0, 1, 2]
    ticks = [[float(cell) for cell in row[16:22]] for row in rows_of(shared / "exports" / "redcap" / "raw_simple.csv")]
    assert responses.choices["race"].to_numpy().tolist() == ticks
    assert responses.profile["bmi"].tolist() == [204.1, 277.8, 24.7, 19.8, 27.9]
    told = {issue.code: issue.values for issue in responses.issues}
    assert told["partial_kept"]["count"] == 1  # of the one form that holds what was asked
    for heading in ("name_first", "name_last", "address", "telephone", "email", "dob"):
        assert f'"{heading}"' in told["personal_columns"]["headings"]
    assert "complete" not in told["unmatched_columns"]["headings"]


def test_redcap_checkboxes_with_letters(opened):
    responses = opened("redcap/raw_checkboxes.csv", "checkboxes")
    assert funnel_of(responses) == {"read": 4}
    assert responses.choices["check_one"].to_numpy().tolist()[2] == [1, 1, 1, 1]
    assert responses.choices["check_two"].to_numpy().tolist()[1] == [0, 1, 0, 1, 0]


def test_redcap_with_both_decimal_signs(opened):
    profile = opened("redcap/raw_decimal_comma.csv", "measures").profile
    assert profile["height"].tolist() == [1.54, 1.84, 1.95, 1.61]
    assert profile["bmi"].tolist() == [22.1, 27.3, 32.5, 17.7]
