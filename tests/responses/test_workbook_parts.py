"""Workbooks as other programs write them: what the parts say is read as a spreadsheet shows it."""

from __future__ import annotations

import io

import pytest

from govassess.responses.formats.parts import DamagedError, Part, parsed
from tests.hostile.packages import DATE, DECIMALS, MAIN, STYLES, cell, package, row, sheet

HEAD = ["TR1", "TR2", "TR3", "TR4"]
GOOD = [HEAD, [1, 2, 3, 4]]


def one(cells: str, **how: object) -> bytes:
    """A workbook of the header and one row written by hand."""
    return package({"A": sheet([HEAD], f'<row r="2">{cells}</row>')}, **how)  # type: ignore[arg-type]


def answers(read, content: bytes) -> list[float]:
    return read(content, name="survey.xlsx").items.iloc[0].fillna(0).tolist()


@pytest.mark.parametrize(
    ("stored", "point"), [("4", 4), ("4.0", 4), ("4E0", 4), ("04", 4), (" 4 ", 4), ("3.9999999999999999", 4), ("-0", 0)]
)
def test_a_stored_number_is_read_as_it_is_shown(read, refused, stored, point):
    content = one(f'<c r="A2"><v>{stored}</v></c><c r="B2" s="{DECIMALS}"><v>2</v></c>')
    if point:
        assert answers(read, content)[:2] == [point, 2]
    else:
        assert refused(content, name="survey.xlsx").problems[0].value == "0"


@pytest.mark.parametrize(("stored", "value"), [("1E400", "1E400"), ("nan", "nan"), ("3.7000000000000002", "3.7")])
def test_a_stored_number_that_is_none_is_shown_as_it_is_stored(refused, stored, value):
    (problem,) = refused(one(f'<c r="A2"><v>{stored}</v></c>'), name="survey.xlsx").problems
    assert (problem.cell, problem.value) == ("A2", value)


def test_texts_are_joined_from_their_runs_without_hints_at_pronunciation(read):
    strings = f'<sst xmlns="{MAIN}"><si><r><t xml:space="preserve">Sangat </t></r><r><t>setuju</t></r><rPh><t>x</t></rPh></si></sst>'
    inline = '<c r="B2" t="inlineStr"><is><r><t>Set</t></r><r><t>uju</t></r><rPh><t>x</t></rPh></is></c>'
    assert answers(read, one(f'<c r="A2" t="s"><v>0</v></c>{inline}', strings=strings))[:2] == [5, 4]


def test_characters_that_xml_cannot_hold_are_read_as_what_they_stand_for(read, refused):
    heading = '<row r="1"><c r="A1" t="inlineStr"><is><t>Partners keep_x000D_\ntheir promises.</t></is></c>'
    others = "".join(cell(1, at, name) for at, name in enumerate(HEAD) if at)
    content = package({"A": sheet([], f"{heading}{others}</row>{row(2, [1, 2, 3, 4])}")})
    assert answers(read, content) == [1, 2, 3, 4]
    strange = '<c t="str"><v>_xD800__x0000__x005F_x0041_</v></c>'
    rows = "".join(f'<row r="{at}">{strange}</row>' for at in range(2, 7))  # five: a word of fewer is not printed
    (problem,) = refused(package({"A": sheet([HEAD], rows)}), name="survey.xlsx").problems
    assert problem.value == "_xD800__x0000__x0041_"


def test_cells_and_rows_without_references_stand_one_after_the_other(read):
    content = package({"A": sheet([HEAD], "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>5</v></c></row>")})
    responses = read(content, name="survey.xlsx")
    assert responses.items["TR1"].tolist() == [1, 5]
    assert responses.items["TR3"].tolist()[0] == 3
    assert responses.items["TR2"].isna().all()


def test_a_formula_whose_result_is_an_empty_text_is_no_answer_and_no_fault(read, refused):
    assert answers(read, one('<c r="A2" t="str"><f>IF(1,"",2)</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c>')) == [
        0,
        2,
        0,
        0,
    ]
    (problem,) = refused(one('<c r="A2"><f>1+1</f><v></v></c>'), name="survey.xlsx").problems
    assert problem.reason == "cell_formula"


def test_a_row_that_holds_only_formulas_without_results_is_no_empty_row(refused):
    content = package({"A": sheet([*GOOD, ["=1", "=1", "=1", "=1"], [5, 4, 3, 2]])})
    assert [(p.reason, p.cell) for p in refused(content, name="survey.xlsx").problems] == [
        ("cell_formula", cell) for cell in ("A3", "B3", "C3", "D3")
    ]


@pytest.mark.parametrize(
    ("styles", "workbook", "shown"),
    [
        (STYLES, "", "2026-04-03 00:00:00"),
        (STYLES.replace('numFmtId="14"', 'numFmtId="165"').replace(
            "<fonts", '<numFmts count="1"><numFmt numFmtId="165" formatCode="d\\-mmm"/></numFmts><fonts'), "", "2026-04-03 00:00:00"),
        (STYLES, '<workbookPr date1904="1"/>', "2030-04-04 00:00:00"),
    ],
)  # fmt: skip
def test_dates_are_told_by_their_format_and_count_from_the_day_of_the_workbook(refused, styles, workbook, shown):
    content = one(f'<c r="A2" s="{DATE}"><v>46115</v></c>', styles=styles)
    if workbook:
        content = content_with(content, workbook)
    (problem,) = refused(content, name="survey.xlsx").problems
    assert (problem.reason, problem.value) == ("cell_date", shown)


def content_with(content: bytes, properties: str) -> bytes:
    """The workbook with properties before its list of sheets."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheets>", properties.encode() + b"<sheets>"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("style", "stored", "reason"),
    [("21", "0.125", "cell_time"), ("46", "1.5", "cell_time"), ("14", "9e9", "cell_error")],
)
def test_times_and_dates_that_no_calendar_has_are_no_answers(refused, style, stored, reason):
    styles = STYLES.replace('numFmtId="14"', f'numFmtId="{style}"')
    (problem,) = refused(one(f'<c r="A2" s="{DATE}"><v>{stored}</v></c>', styles=styles), name="survey.xlsx").problems
    assert (problem.code, problem.reason) == ("E205", reason)


def test_equal_faults_of_a_column_are_one_problem_with_its_rows(refused):
    content = package({"A": sheet([*GOOD, *[["#N/A", 2, 3, 4]] * 3, ["#REF!", 2, 3, 4]])})
    told = [
        (p.value, p.cell, p.values["count"], p.values["rows"]) for p in refused(content, name="survey.xlsx").problems
    ]
    assert told == [("#N/A", "A3", 3, "3, 4, 5"), ("#REF!", "A6", 1, "6")]


def test_prefixed_and_strict_names_are_read_alike(read):
    prefixed = (
        sheet(GOOD).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    )
    strict = sheet(GOOD).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    for text in (prefixed, strict):
        assert answers(read, package({"A": text})) == [1, 2, 3, 4]


def test_the_sheet_is_found_whatever_the_workbook_s_part_is_called(read, refused):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package({"A": sheet(GOOD)}))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name.replace("workbook.xml", "workbook2.xml"), old.read(name).replace(b"workbook.xml", b"workbook2.xml")
            )
    assert answers(read, out.getvalue()) == [1, 2, 3, 4]
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as new:
        new.writestr(
            "_rels/.rels", zipfile.ZipFile(io.BytesIO(out.getvalue())).read("_rels/.rels").replace(b"xl/", b"word/")
        )
        new.writestr("word/workbook2.xml", "<w/>")
    assert refused(document.getvalue(), name="survey.xlsx").problems[0].reason == "zip_no_workbook"


@pytest.mark.parametrize(
    "cells",
    ['<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>', '<c r="12"><v>1</v></c>', '<c r="AAAA2"><v>1</v></c>',
     '<c r="A2" t="s"><v>7</v></c>', '<c r="A2" t="s"><v>x</v></c>'],
)  # fmt: skip
def test_cells_that_no_program_writes_are_refused(refused, cells):
    assert refused(one(cells), name="survey.xlsx").problems[0].reason == "damaged_workbook"


@pytest.mark.parametrize(("asked", "reason"), [({"header_row": 9}, "no_header"), ({"header_row": 2}, "no_header")])
def test_a_header_row_that_is_not_there_is_told_of_a_workbook_too(refused, asked, reason):
    content = package({"A": sheet([HEAD, [""] * 4, [1, 2, 3, 4]])})
    (problem,) = refused(content, name="survey.xlsx", **asked).problems
    assert (problem.code, problem.reason, problem.row) == ("E105", reason, asked["header_row"])
    assert refused(content, name="survey.xlsx", sheet="A", **asked).problems[0].reason == reason


def test_records_are_cut_into_columns_across_the_pieces_they_are_encoded_in(read):
    rows = [[1 + at % 5, 2, 3, 4] for at in range(700)]
    content = package({"A": sheet([HEAD, *rows[:300], [""], [""], *rows[300:], [1, 2, 3, 4, "x"]])})
    responses = read(content, name="survey.xlsx")
    assert responses.items["TR1"].tolist() == [each[0] for each in rows] + [1]
    assert {step.code: step.count for step in responses.funnel}["empty"] == 2
    assert [issue.code for issue in responses.issues] == ["unmatched_columns", "duplicates_kept"]


def test_a_workbook_saved_as_strict_is_read_and_its_sheet_s_name_masked_where_it_is_personal(refused, read, tmp_path):
    import io
    import zipfile

    from govassess.responses.drafts.text import draft_mapping
    from govassess.responses.inspect import inspect_file

    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package({"NIK 3174014505900001": sheet(GOOD)}))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode().replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
            new.writestr(name, text.replace(office, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    responses = read(out.getvalue(), name="survey.xlsx")
    assert (responses.items.iloc[0].tolist(), responses.source.sheet) == ([1, 2, 3, 4], "NIK ***")
    two = package({"NIK 3174014505900001": sheet(GOOD), "B": sheet(GOOD)})
    assert refused(two, name="survey.xlsx").problems[0].values["sheets"] == '"NIK ***" (1 x 4), "B" (1 x 4)'
    (tmp_path / "s.xlsx").write_bytes(out.getvalue())
    assert "3174" not in draft_mapping(inspect_file(tmp_path / "s.xlsx"))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        '<!DOCTYPE x PUBLIC "a" "http://example.org/x.dtd"><x/>',
        "<x>&a;</x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_parser_takes_no_document_type_and_no_entity(text, encoding):
    with pytest.raises(DamagedError):
        list(parsed(io.BytesIO(text.encode(encoding)), Part({}, {})))
