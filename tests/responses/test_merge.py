"""Many files as one: what belongs together is joined, repeated responses are counted, the rest is refused by name."""

from __future__ import annotations

import csv
import io
import random

import pytest

from govassess.errors import DataError, PlanError
from govassess.instrument.load import load_instrument, sha256_of
from govassess.instrument.model import Text
from govassess.responses.match import match_columns
from govassess.responses.merge import merge_files
from govassess.responses.read import read_responses
from govassess.responses.targets import targets_of
from govassess.responses.tools import TOOLS, recognise_tool
from tests.questionnaire.rewording import reworded

CG = load_instrument("cg-dps-smartcity")
CORE = [item.id for item in CG.items() if item.short and not item.id.startswith("S")]
SHA = sha256_of(CG)


def response(name, seed=1, items=CORE, **more):
    """One row as a form saves it."""
    chance = random.Random(seed)
    own = {
        "instrument": CG.id, "instrument_version": CG.version, "instrument_sha256": SHA, "form_language": "id",
        "response_id": name, "consent": "1", "agency": "Dinas Kominfo",
    }  # fmt: skip
    return own | {item: str(chance.choice((1, 2, 3, 4, 5, 99))) for item in items} | more


def write(path, *rows, delimiter=",", encoding="utf-8-sig"):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def problems_of(*paths):
    with pytest.raises(DataError) as caught:
        merge_files(paths)
    return caught.value.problems


def reasons(*paths):
    return [(problem.reason, problem.file) for problem in problems_of(*paths)]


def test_joined_forms_are_read_as_one_survey(tmp_path):
    one = write(tmp_path / "b.csv", response("one", 1))
    two = write(tmp_path / "a.csv", response("two", 2), response("three", 3))
    merged = merge_files([one, two])
    assert (merged.files, len(merged.rows), merged.repeated, merged.notices) == (2, 3, 0, ())
    joined = tmp_path / "joined.csv"
    joined.write_text(merged.to_csv(), encoding="utf-8", newline="")
    responses = read_responses(joined)
    assert responses.source.tool == "govassess_form"
    given = [response("two", 2), response("three", 3), response("one", 1)]
    for item in CORE:
        assert [None if x != x else x for x in responses.items[item]] == [
            None if row[item] == "99" else float(row[item]) for row in given
        ]


def test_the_order_of_the_arguments_does_not_matter(tmp_path):
    (tmp_path / "x").mkdir()
    paths = [write(tmp_path / name, response(name, 4)) for name in ("c.csv", "a.csv", "x/b.csv", "x/a.csv")]
    texts = {merge_files(random.Random(seed).sample(paths, 4)).to_csv() for seed in range(6)}
    assert len(texts) == 1
    assert merge_files([tmp_path / "x", paths[0], paths[1], paths[1]]).to_csv() in texts


def test_a_response_met_again_is_kept_once_and_counted(tmp_path):
    paths = [write(tmp_path / f"{n}.csv", response("same"), response(f"own{n}", n)) for n in range(3)]
    merged = merge_files(paths)
    assert (len(merged.rows), merged.repeated) == (4, 2)


def test_one_response_with_two_contents_is_refused_and_its_id_is_not_told(tmp_path):
    first = write(tmp_path / "a.csv", response("secretid"))
    other = write(tmp_path / "b.csv", response("x", 3), response("secretid", RM1a="1", RM2a="77"))
    (problem,) = problems_of(first, other)
    assert (problem.reason, problem.file, problem.row) == ("merge_conflict", "b.csv", 3)
    assert problem.values["first"] == "a.csv"
    assert problem.values["row"] == 2
    assert '"RM2a"' in problem.values["columns"]
    for lang in ("en", "id"):
        with pytest.raises(DataError) as caught:
            merge_files([first, other])
        assert "secretid" not in caught.value.message(lang)


def test_two_forms_of_one_instrument_are_united(tmp_path):
    short = write(tmp_path / "a.csv", response("one", items=["RM1a"]))
    full = write(tmp_path / "b.csv", response("two", items=["RM1b", "RM1a"], gender="f"))
    merged = merge_files([short, full])
    assert merged.headings[-3:] == ("RM1a", "RM1b", "gender")
    assert merged.rows[0][-2:] == ("", "")
    assert "" not in merged.rows[1]


@pytest.mark.parametrize("column", ["instrument", "instrument_version", "instrument_sha256"])
def test_another_instrument_version_or_hash_is_refused_and_named(tmp_path, column):
    paths = [write(tmp_path / f"{n}.csv", response(f"own{n}", n)) for n in range(2)]
    strange = write(tmp_path / "0-strange.csv", response("good"), response("bad", **{column: "f" * 64}))
    (problem,) = problems_of(*paths, strange)
    assert (problem.reason, problem.file, problem.row, problem.column) == ("merge_other", "0-strange.csv", 3, column)
    assert str(response("x")[column]).startswith(str(problem.values["usual"]).rstrip("…"))


def test_all_problems_of_all_files_come_at_once(tmp_path):
    good = write(tmp_path / "a.csv", response("one"))
    other = write(tmp_path / "b.csv", response("two", instrument="else"))
    clash = write(tmp_path / "c.csv", response("one", RM1a="77"))
    ragged = tmp_path / "d.csv"
    ragged.write_text("instrument,RM1a\nx\n", encoding="utf-8")
    empty = tmp_path / "e.csv"
    empty.write_bytes(b"\xef\xbb\xbf \n")
    book = tmp_path / "f.csv"
    book.write_bytes(b"PK\x03\x04rest")
    found = reasons(good, other, clash, ragged, empty, book, tmp_path / "gone.csv")
    assert sorted(found) == [
        ("empty_file", "e.csv"),
        ("file_missing", "gone.csv"),
        ("merge_conflict", "c.csv"),
        ("merge_headings", "d.csv"),
        ("merge_other", "b.csv"),
        ("merge_workbook", "f.csv"),
        ("row_too_short", "d.csv"),
    ]


def test_exports_with_the_same_headings_in_any_order_are_joined_whole(tmp_path):
    one = write(tmp_path / "a.csv", {"Cap waktu": "1", "RM1a": "-99", "Saran": "baik"})
    two = write(tmp_path / "b.csv", {"Saran": "baik", "RM1a": "-99", "Cap waktu": "1"}, delimiter=";")
    merged = merge_files([one, two])
    assert merged.headings == ("Cap waktu", "RM1a", "Saran")
    assert merged.rows == (("1", "-99", "baik"),) * 2
    assert merged.repeated == 0


def test_exports_with_other_headings_are_refused_with_what_differs(tmp_path):
    one = write(tmp_path / "a.csv", {"RM1a": "1", "RM1b": "2"})
    two = write(tmp_path / "b.csv", {"RM1a": "1", "Extra": "2"})
    (problem,) = problems_of(one, two)
    assert problem.reason == "merge_headings"
    assert (problem.values["first"], problem.values["missing"], problem.values["more"]) == (
        "a.csv",
        '"RM1b"',
        '"Extra"',
    )


def test_a_form_and_an_export_do_not_mix(tmp_path):
    form = write(tmp_path / "b.csv", response("one"))
    export = write(tmp_path / "a.csv", {"RM1a": "1", "RM1b": "2"})
    assert reasons(form, export) == [("merge_headings", "a.csv")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("RM1a,RM1a\n1,2\n", "merge_twice"),
        ("RM1a,RM1b\n", "no_rows"),
        ('RM1a,RM1b\n"1,2\n', "quoting"),
        ("RM1a,RM1b\n1\x00,2\n", "nul"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, reason):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert reasons(path) == [(reason, "x.csv")]


def test_a_form_with_a_column_that_no_form_writes_is_refused(tmp_path):
    path = write(tmp_path / "x.csv", response("one", **{'=HYPERLINK("x")': "1"}))
    assert reasons(path) == [("merge_foreign", "x.csv")]


def test_what_excel_made_of_a_file_is_still_read(tmp_path):
    usual = write(tmp_path / "a.csv", response("one"))
    excel = tmp_path / "b.csv"
    row = response("two", 2)
    excel.write_bytes(f"sep=;\r\n{';'.join(row)}\r\n{';'.join(row.values())}\r\n;;\r\n".encode("utf-16"))
    merged = merge_files([usual, excel])
    assert [row[merged.headings.index("response_id")] for row in merged.rows] == ["one", "two"]


def test_a_file_that_is_not_utf8_is_read_and_told_of(tmp_path):
    path = write(tmp_path / "a.csv", response("one", agency="Dinas Éné"), encoding="cp1252")
    merged = merge_files([path])
    assert "Dinas Éné" in merged.rows[0]
    assert [(notice.code, notice.where) for notice in merged.notices] == [("encoding_fallback", "a.csv")]


def test_unnamed_empty_columns_at_the_end_are_left_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("RM1a,RM1b,,\n1,2,,\n\n3,4,,\n", encoding="utf-8")
    assert merge_files([path]).rows == (("1", "2"), ("3", "4"))


def test_numbers_and_signs_stay_and_formulas_are_guarded(tmp_path):
    cells = {"a": "-99", "b": "-", "c": "=1+1", "d": "+62 811", "e": "3,5", "f": "Dinas, Kota"}
    merged = merge_files([write(tmp_path / "a.csv", cells)])
    (row,) = csv.DictReader(io.StringIO(merged.to_csv(), newline=""))
    assert row == cells | {"c": "'=1+1", "d": "'+62 811"}


def test_files_of_the_same_name_are_told_apart_by_their_folders(tmp_path):
    for folder, instrument in (("x", CG.id), ("y", "else")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "a.csv", response(folder, instrument=instrument))
    ((_, file),) = reasons(tmp_path / "x", tmp_path / "y")
    assert file == str(tmp_path / "y" / "a.csv")


def test_a_folder_gives_its_csv_files_but_not_the_one_being_written(tmp_path):
    write(tmp_path / "a.csv", response("one"))
    write(tmp_path / "B.CSV", response("two", 2))
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    out = write(tmp_path / "all.csv", response("three", 3))
    assert merge_files([tmp_path], leave_out=out).files == 2
    assert merge_files([tmp_path]).files == 3


def test_a_folder_without_csv_files_is_a_usage_error(tmp_path):
    with pytest.raises(PlanError) as caught:
        merge_files([tmp_path])
    assert caught.value.code == "merge_no_files"


def test_the_columns_of_the_form_are_known_and_never_taken_for_questions():
    headings = list(response("one"))
    assert recognise_tool(headings)[0] == "govassess_form"
    own = TOOLS["govassess_form"].metadata
    named = {item.text: name for item, name in zip(CG.items(), sorted(own), strict=False)}
    worded = reworded(CG, lambda text: Text(en=named[text], id=named[text]) if text in named else text)
    assert len(match_columns(sorted(own), targets_of(worded)).found) == len(own)
    assert match_columns(sorted(own), targets_of(worded), tool=TOOLS["govassess_form"]).found == ()


def test_a_link_that_leads_round_in_a_circle_is_refused_by_name(tmp_path):
    circle = tmp_path / "circle.csv"
    circle.symlink_to(circle)
    good = write(tmp_path / "a.csv", response("one"))
    assert reasons(circle, good) == [("file_unreadable", "circle.csv")]
    assert merge_files([good], leave_out=circle).files == 1
