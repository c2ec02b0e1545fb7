"""Public data sets and real exports, and a look at what else a file is before it is analysed."""

from __future__ import annotations

import csv

import pytest

from govassess.instrument.load import load_instrument
from govassess.responses.draft_mapping import draft_mapping
from govassess.responses.inspect import inspect_file
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


@pytest.mark.parametrize(
    ("name", "columns", "delimiter", "tool"),
    [
        ("kobotoolbox/labels_whole_line_quoted_by_excel_10.csv", 42, ";", "kobotoolbox"),
        ("kobotoolbox/labels_selectmultiple_both.csv", 49, ";", "kobotoolbox"),
        ("kobotoolbox/labels_selectmultiple_both.xlsx", 49, None, "kobotoolbox"),
        ("limesurvey/full_text_headers_70.csv", 146, ",", None),
        ("qualtrics/numeric_recode_partial_156.csv", 195, ",", "qualtrics"),
        ("surveymonkey/two_row_header_1186.csv", 38, ",", None),
        ("surveymonkey/single_row_header_1040.csv", 27, ",", None),
        ("redcap/raw_decimal_comma.csv", 6, ",", None),
        ("redcap/raw_checkboxes.csv", 13, ",", None),
        ("redcap/raw_simple.csv", 24, ",", None),
    ],
)
def test_every_export_is_at_least_recognised_and_refused_in_words(shared, trust, name, columns, delimiter, tool):
    found = inspect_file(shared / "exports" / name, trust)
    assert (found.columns, found.delimiter) == (columns, delimiter)
    assert tool is None or found.tool == tool
    assert found.instrument is None
    assert [problem.reason for problem in found.problems] == ["does_not_fit"]
