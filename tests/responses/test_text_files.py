"""Encoding, delimiter, quoting and field counts of delimited text."""

from __future__ import annotations

import pytest

from govassess.files.limits import Limits

HEAD = "TR1,TR2,TR3,TR4\n"
GOOD = HEAD + "1,2,3,4\n5,4,3,2\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found_out(read, delimiter):
    responses = read(GOOD.replace(",", delimiter))
    assert responses.source.delimiter == delimiter
    assert responses.items.to_numpy().tolist() == [[1, 2, 3, 4], [5, 4, 3, 2]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (GOOD.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "utf-8-sig"),
        (GOOD.encode("utf-16"), "utf-16"),
        (GOOD.replace("\n", "\r\n").encode(), "utf-8"),
    ],
)
def test_unicode_files_read_the_same(read, content, encoding):
    responses = read(content)
    assert responses.source.encoding == encoding
    assert responses.items["TR1"].tolist() == [1, 5]


def test_a_file_that_is_not_utf8_is_read_as_cp1252_with_a_warning(read):
    content = "TR1,TR2,TR3,TR4,Saran\n1,2,3,4,baik\n1,2,3,4,don’t\n".encode("cp1252")
    responses = read(content)
    notice = next(issue for issue in responses.issues if issue.code == "encoding_fallback")
    assert notice.values == {"byte": "0x92", "line": 3}
    assert responses.source.encoding == "cp1252"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"TR1,TR2,TR3,TR4\n1,2,\x003,4\n", "nul"),
        (b"TR1,TR2,TR3,TR4,x\n1,2,3,4,\x81\n", "undecodable"),
    ],
)
def test_what_is_no_text_is_refused(refused, content, reason):
    (problem,) = refused(content).problems
    assert (problem.code, problem.reason, problem.line) == ("E101", reason, 2)


def test_a_named_encoding_wins(read, refused):
    assert read(GOOD.encode("utf-16-le"), encoding="utf-16-le").items.shape == (2, 4)
    assert refused(GOOD, encoding="utf-99").problems[0].reason == "unknown_encoding"


def test_a_line_that_names_the_separator_is_honoured_and_counted(read, refused):
    assert read("sep=;\nTR1;TR2;TR3;TR4\n1;2;3;4\n").source.header_row == 2
    (problem,) = refused("sep=;\nTR1;TR2;TR3;TR4\n1;2;3;4\n1;2;3;7\n").problems
    assert problem.row == 4


def test_decimal_commas_do_not_make_the_comma_the_delimiter(read):
    assert read("TR1;TR2;TR3;TR4\n1;3,0;2,0;1\n1;3,0;2,0;4\n").items["TR2"].tolist() == [3, 3]


def test_lines_wrapped_in_quotes_by_a_spreadsheet_are_unwrapped(read):
    wrapped = '"TR1;""TR2"";TR3;""TR4"""\n"1;""2"";3;4"\n"5;4;3;2"\n'
    responses = read(wrapped)
    assert responses.items.to_numpy().tolist() == [[1, 2, 3, 4], [5, 4, 3, 2]]
    assert [issue.code for issue in responses.issues] == ["whole_line_quotes"]


def test_line_breaks_in_headings_keep_row_and_line_apart(refused):
    text = '"Partners keep\ntheir promises.",TR2,TR3,TR4\n1,2,3,4\n9999,2,3,4\n'
    (problem,) = refused(text).problems
    assert (problem.row, problem.line, problem.value) == (3, 4, "9999")


def test_a_row_with_too_many_or_too_few_cells_is_never_shifted_or_filled(refused):
    rows = "1,2,3,4\n" * 15
    error = refused(HEAD + rows + "1,2,3,4,5\n" + rows + "1,2,3\n")
    assert [(p.code, p.row, p.values["found"]) for p in error.problems] == [("E104", 17, 5), ("E104", 33, 3)]


def test_short_rows_are_filled_up_where_that_was_asked_for_and_counted(read, refused):
    text = HEAD + "1,2,3,4\n1,2\n1,2,3\n\n,\n5,4,3,2\n"
    assert [(p.reason, p.row) for p in refused(text).problems] == [("row_too_short", 3), ("row_too_short", 4)]
    assert "pad_short_rows" in refused(text).message("en")
    responses = read(text, pad_short_rows=True)
    assert responses.items["TR3"].fillna(0).tolist() == [3, 0, 3, 3]
    assert [dict(i.values) for i in responses.issues if i.code == "short_rows_padded"] == [{"count": 2}]
    assert responses.source.pad_short_rows
    assert not read(GOOD).source.pad_short_rows
    assert [p.reason for p in refused(text + "1,2,3,4,5\n", pad_short_rows=True).problems] == ["row_too_long"]


def test_a_header_that_is_shorter_than_every_row_is_told_once(refused):
    (problem,) = refused(HEAD + "1,2,3,4,5\n" * 5).problems
    assert (problem.code, problem.reason) == ("E104", "header_width")


def test_quotes_that_are_not_closed_are_refused_with_their_line(refused):
    (problem,) = refused(HEAD + '1,2,3,4\n1,"2,3,4\n').problems
    assert (problem.code, problem.line) == ("E103", 3)


def test_two_delimiters_that_fit_equally_well_are_refused(refused):
    (problem,) = refused("a,b;c\n1,2;3\n").problems
    assert (problem.code, problem.values["found"]) == ("E102", ", ;")


@pytest.mark.parametrize("content", ["", "\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(refused, content):
    (problem,) = refused(content).problems
    assert (problem.code, problem.reason) == ("E105", "empty_file")


@pytest.mark.parametrize("content", [HEAD, HEAD + ",,,\n,,,\n"])
def test_a_header_without_answers_is_refused(refused, content):
    assert ("E105", "no_rows") in [(problem.code, problem.reason) for problem in refused(content).problems]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(columns=3), "too_many_columns"),
        (Limits(field_characters=0), "field_too_long"),
    ],
)
def test_limits_are_checked_before_the_answers(refused, limits, reason):
    (problem,) = refused(GOOD, limits=limits).problems
    assert (problem.code, problem.reason) == ("E109", reason)


@pytest.mark.parametrize("limits", [Limits(rows=1), Limits(cells=7), Limits(file_bytes=10)])
def test_a_long_text_file_is_streamed_and_not_refused(read, limits):
    assert read(GOOD, limits=limits).items.to_numpy().tolist() == [[1, 2, 3, 4], [5, 4, 3, 2]]


def test_a_file_that_is_read_from_the_disk_again_gives_what_one_held_in_memory_gives(read):
    content = GOOD + "\n" * 3 + "4,5,4,1\n" * 9_000
    held, streamed = read(content), read(content, limits=Limits(file_bytes=10))
    assert held.items.equals(streamed.items)
    assert (held.source, held.funnel) == (streamed.source, streamed.funnel)
    assert streamed.items.shape == (9_002, 4)


def test_a_cell_beyond_the_parser_s_limit_is_refused(refused):
    (problem,) = refused(HEAD + '1,2,3,"' + "x" * 140_000 + '"\n').problems
    assert (problem.code, problem.reason) == ("E109", "field_too_long")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.7 ...", "survey.csv", "other_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ...", "survey.xls", "ole"),
        (b"PK\x03\x04 ...", "survey.csv", "zip_named_text"),
        (GOOD.encode(), "survey.xlsx", "text_named_workbook"),
        (GOOD.encode(), "survey.sav", "not_as_named"),
        (GOOD.encode(), "survey.dta", "not_as_named"),
        (GOOD.encode(), "survey.parquet", "not_as_named"),
        (b"$FL2@(#) SPSS", "survey.csv", "data_named_otherwise"),
        (b"$FL2@(#) SPSS", "survey.dta", "data_named_otherwise"),
        (b"PAR1....PAR1", "survey.xlsx", "data_named_otherwise"),
        (b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15\0\0\0", "survey.sav", "encrypted_file"),
        (b"PARE....PARE", "survey.parquet", "encrypted_file"),
        (b"ASCII SPSS PORT FILE", "survey.por", "other_format"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(refused, content, name, reason):
    (problem,) = refused(content, name=name).problems
    assert (problem.code, problem.reason) == ("E110", reason)


def test_a_file_that_is_not_there_is_a_data_error(trust, tmp_path):
    from govassess.errors import DataError
    from govassess.responses.read import read_responses

    with pytest.raises(DataError) as caught:
        read_responses(tmp_path / "nowhere.csv", trust)
    assert caught.value.problems[0].reason == "file_missing"


def test_title_rows_above_the_header_are_told_with_the_option_that_helps(read, refused):
    text = "Survei,,,\n,,,\n" + GOOD
    (problem,) = refused(text).problems
    assert (problem.reason, problem.row) == ("header_elsewhere", 3)
    responses = read(text, header_row=3)
    assert responses.items.shape == (2, 4)
    assert responses.source.header_row == 3


def test_further_header_rows_match_where_the_first_does_not(read):
    text = "Q1,Q2,Q3,Q4\nPartners keep their promises.,TR2,TR3,TR4\n1,2,3,4\n"
    assert read(text, header_rows=2).items.to_numpy().tolist() == [[1, 2, 3, 4]]


def test_a_one_column_file_is_one_column(refused):
    assert refused("comment\nfine\n").problems[0].reason == "no_survey"


@pytest.mark.parametrize(("text", "options"), [(",\n", {}), (GOOD, {"header_row": 9})])
def test_a_header_row_that_is_not_there_is_told(refused, text, options):
    (problem,) = refused(text, **options).problems
    assert (problem.code, problem.reason) == ("E105", "no_header")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("spoil", "options"), [("\x00", {}), ("\x81", {"encoding": "cp1252"}), ("\udc9d", {"encoding": "utf-8"})]
)
def test_the_line_of_a_byte_that_is_no_text_is_counted_over_any_line_ends(refused, monkeypatch, end, spoil, options):
    from govassess.responses.formats import encoding

    monkeypatch.setattr(encoding, "CHUNK", 7)  # line ends fall on the borders of what is read at once
    text = end.join([HEAD.strip(), "1,2,3,4", "", "5,4,3,2", "1,2,é,4" if "encoding" not in options else "1,2,3,4"])
    content = (text + end + spoil).encode(
        "utf-8" if spoil == "\x00" else "latin-1" if spoil == "\x81" else "utf-8", "surrogateescape"
    )
    (problem,) = refused(content, **options).problems
    assert (problem.code, problem.line) == ("E101", 6)


def test_the_line_of_a_broken_utf16_is_counted_in_its_own_characters(refused):
    text = "TR1,TR2,TR3,TR4\n" + "1,2,3,\u0a0a\n" * 3  # a letter whose bytes are both line feeds
    (problem,) = refused(text.encode("utf-16") + b"\x00\xd8\x41\x00").problems
    assert (problem.reason, problem.line) == ("undecodable", 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_the_first_heading_whatever_encoding_is_named(read, encoding):
    content = ("" if encoding == "utf-8-sig" else "\ufeff") + GOOD
    assert read(content.encode(encoding), encoding=encoding).items.shape == (2, 4)


def test_whole_line_quotes_lose_nothing_that_a_spreadsheet_divided_meanwhile(read, refused):
    text = '"TR1;""TR2"";TR3;TR4"\n1;2,0;3;4\n"1;""2"";3;4"\n'
    assert read(text).items["TR2"].tolist() == [2, 2]
    (problem,) = refused(text + '"1;2;3;4",5\n').problems
    assert (problem.row, problem.item, problem.value) == (4, "TR4", "4,5")


def test_rows_below_a_quoted_line_break_in_a_wrapped_line_keep_their_line(refused):
    text = '"TR1;TR2;TR3;TR4;""a"""\n"1;2;3;4;""b\nc"""\n"1;2;3;9999;""d"""\n'
    (problem,) = refused(text).problems
    assert (problem.row, problem.line) == (3, 4)


def test_a_quote_that_never_closes_is_told_where_it_opens_not_where_the_parser_gave_up(refused):
    text = HEAD + "1,2,3,4\n" * 5 + '1,"2,3,4\n' + "1,2,3,4\n" * 30_000
    (problem,) = refused(text).problems
    assert (problem.code, problem.reason, problem.line) == ("E103", "quote_unclosed", 7)
    (problem,) = refused("sep=,\n" + HEAD + '1,2,3,"4\n' + "1,2,3,4\n" * 9).problems
    assert (problem.code, problem.reason, problem.line) == ("E103", "quoting", 3)


def test_a_header_named_in_a_blank_row_or_in_the_line_that_names_the_separator_is_refused(refused, read):
    assert refused("\n" + GOOD, header_row=1).problems[0].reason == "no_header"
    assert refused("sep=,\n" + GOOD, header_row=1).problems[0].reason == "no_header"
    assert read("sep=,\n\n" + GOOD, header_row=3).source.header_row == 3
    assert read("\n\n" + GOOD).source.header_row == 3


def test_a_title_on_a_line_of_its_own_is_told_with_the_row_of_the_header(refused):
    (problem,) = refused("Survei 2026\n\n" + GOOD).problems
    assert (problem.reason, problem.row) == ("header_elsewhere", 3)


def test_blank_lines_may_not_outnumber_the_answers_by_more_than_the_limit(read, refused):
    limits = Limits(rows=20)
    assert read(GOOD + "\n" * 20 + "1,2,3,4\n", limits=limits).funnel[1].count == 20
    for blank in ("\n", ",,,\n"):
        (problem,) = refused(GOOD + blank * 300 + "1,2,3,4\n", limits=limits).problems
        assert (problem.code, problem.reason) == ("E109", "too_many_blank_rows")
    doubled = HEAD + "1,2,3,4\n\n" * 300 + "1,2,3,4\n"  # as a program leaves it that ends its lines twice
    assert read(doubled, limits=limits).items.shape == (301, 4)


def test_a_line_longer_than_any_table_s_is_refused_before_it_is_cut(refused):
    (problem,) = refused(GOOD + "1," * 60_000, limits=Limits(columns=20)).problems
    assert (problem.code, problem.reason, problem.line) == ("E109", "line_too_long", 4)


def test_a_long_heading_is_refused_too(refused):
    (problem,) = refused("T" * 40_000 + "," + GOOD).problems
    assert (problem.code, problem.reason, problem.row) == ("E109", "field_too_long", 1)
