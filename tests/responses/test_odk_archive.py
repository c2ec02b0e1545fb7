"""The ZIP of ODK Central, and other archives of CSV files."""

from __future__ import annotations

import io
import zipfile

import pytest

from govassess.files.limits import Limits

ROOT = "SubmissionDate,trust-TR1,trust-TR2,trust-TR3,trust-TR4,KEY\r\n2026-02-02,1,2,3,4,uuid:1\r\n2026-02-02,5,4,3,2,uuid:2\r\n"
REPEAT = "TR1,PARENT_KEY,KEY\r\n5,uuid:1,uuid:1/a[1]\r\n"


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def test_the_submissions_are_read_and_the_repeats_named(read):
    parts = {
        "survey-people.csv": REPEAT,
        "survey.csv": ROOT,
        "media/photo.jpg": b"\xff\xd8",
        "survey-agencies.csv": REPEAT,
    }
    responses = read(archive(parts), name="survey.zip")
    assert responses.items.to_numpy().tolist() == [[1, 2, 3, 4], [5, 4, 3, 2]]
    source = responses.source
    assert (source.format, source.sheet, source.tool, source.delimiter) == ("zip", "survey.csv", "odk", ",")
    (told,) = [issue for issue in responses.issues if issue.code == "repeats_ignored"]
    assert dict(told.values) == {"count": 2, "files": "survey-people.csv, survey-agencies.csv"}


def test_the_whole_archive_is_told_by_its_sha256(read):
    import hashlib

    content = archive({"survey.csv": ROOT})
    responses = read(content, name="survey.zip")
    assert responses.source.sha256 == hashlib.sha256(content).hexdigest()
    assert not [issue for issue in responses.issues if issue.code == "repeats_ignored"]


def test_a_single_csv_that_any_tool_zipped_is_read(read):
    parts = {"Form responses.csv": "TR1;TR2;TR3;TR4\n1;2;3;4\n", "__MACOSX/._Form responses.csv": b"\0\1"}
    responses = read(archive(parts), name="Form responses.csv.zip")
    assert responses.items.to_numpy().tolist() == [[1, 2, 3, 4]]
    assert (responses.source.sheet, responses.source.delimiter) == ("Form responses.csv", ";")


def test_of_several_files_the_one_that_fits_is_read_or_one_is_asked_for(read, refused):
    other = archive({"codes.csv": "code,label\n1,x\n", "survey.csv": ROOT})
    assert read(other, name="survey.zip").source.sheet == "survey.csv"
    waves = archive({"wave1.csv": ROOT, "wave2.csv": "TR1,TR2,TR3,TR4\n5,5,5,5\n"})
    (problem,) = refused(waves, name="survey.zip").problems
    assert (problem.code, problem.reason, problem.values["files"]) == (
        "E108",
        "archive_several",
        '"wave1.csv", "wave2.csv"',
    )
    assert read(waves, name="survey.zip", sheet="wave2.csv").items["TR1"].tolist() == [5]
    assert refused(waves, name="survey.zip", sheet="wave3.csv").problems[0].reason == "sheet_unknown"


def test_an_error_names_the_row_of_the_submissions(refused):
    content = archive({"survey.csv": ROOT.replace("5,4,3,2", "5,7,3,2"), "survey-people.csv": REPEAT})
    (problem,) = refused(content, name="survey.zip").problems
    assert (problem.code, problem.row, problem.item) == ("E202", 3, "TR2")


@pytest.mark.parametrize(
    "name", ["../survey.csv", "/etc/survey.csv", "a/../../survey.csv", "..\\survey.csv", "C:/survey.csv"]
)
def test_names_that_lead_out_of_the_archive_are_refused(refused, name):
    (problem,) = refused(archive({name: ROOT, "survey.csv": ROOT}), name="survey.zip").problems
    assert (problem.code, problem.reason, problem.value) == ("E110", "archive_names", name)


def test_a_csv_in_a_folder_is_refused_with_what_to_do(refused):
    (problem,) = refused(archive({"export/survey.csv": ROOT}), name="survey.zip").problems
    assert (problem.code, problem.reason) == ("E110", "archive_folders")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(xlsx_parts=1), "too_many_parts"),
        (Limits(xlsx_bytes=100), "inflates"),
        (Limits(file_bytes=10), "file_too_large"),
        (Limits(columns=3), "too_many_columns"),
    ],
)
def test_limits_of_an_archive(refused, limits, reason):
    (problem,) = refused(
        archive({"survey.csv": ROOT, "survey-people.csv": REPEAT}), name="s.zip", limits=limits
    ).problems
    assert (problem.code, problem.reason) == ("E109", reason)


def test_an_archive_that_grows_out_of_all_proportion_is_refused(refused):
    (problem,) = refused(archive({"survey.csv": ROOT + " " * 30_000_000}), name="survey.zip").problems
    assert (problem.code, problem.reason) == ("E109", "inflates")


def test_a_damaged_archive_is_refused(refused):
    content = bytearray(archive({"survey.csv": ROOT * 50}))
    at = content.index(b"survey.csv") + 40
    content[at : at + 20] = b"\xff" * 20
    (problem,) = refused(bytes(content), name="survey.zip").problems
    assert (problem.code, problem.reason) == ("E110", "damaged_archive")


def test_an_encrypted_archive_is_refused(refused):
    content = bytearray(archive({"survey.csv": ROOT}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    (problem,) = refused(bytes(content), name="survey.zip").problems
    assert (problem.code, problem.reason) == ("E110", "encrypted_file")


def test_an_archive_in_which_two_files_have_one_name_is_refused(refused):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("survey.csv", ROOT)
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("survey.csv", "TR1,TR2,TR3,TR4\n5,5,5,5\n")
    assert refused(out.getvalue(), name="survey.zip").problems[0].reason == "damaged_archive"


def test_an_empty_archive_is_no_text_with_nul_characters(refused):
    assert refused(archive({}), name="survey.zip").problems[0].reason == "zip_no_workbook"


def test_what_looks_personal_in_the_names_of_files_is_masked(refused, read):
    waves = archive({"a 0812-3456-7890.csv": ROOT, "ani@example.org.csv": ROOT})
    (problem,) = refused(waves, name="Survei 3174014505900001.zip").problems
    assert (problem.file, problem.values["files"]) == ("Survei ***.zip", '"a ***.csv", "***.csv"')
    source = read(archive({"a 0812-3456-7890.csv": ROOT}), name="Survei 3174014505900001.zip").source
    assert (source.file, source.sheet) == ("Survei ***.zip", "a ***.csv")
