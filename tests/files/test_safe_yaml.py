"""YAML is untrusted: plain data with lines, or every refusal at once."""

from __future__ import annotations

import time

import pytest

from govassess.errors import DataError, InstrumentError
from govassess.files.limits import Limits
from govassess.files.safe_yaml import dotted, parse_yaml, read_yaml


def parse(text, **limits):
    return parse_yaml(text, file="x.yaml", error=InstrumentError, code="E301", limits=Limits(**limits))


def refusals(text, **limits):
    with pytest.raises(InstrumentError) as caught:
        parse(text, **limits)
    return [(problem.reason.removeprefix("yaml."), problem.line) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("NO", "NO"), ("y", "y"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("5", 5), ("-3", -3), ("010", "010"), ("0o17", "0o17"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("٣", "٣"),
        ("0.25", 0.25), ("1e3", 1000.0), (".5", 0.5), ("1e999", "1e999"), (".inf", ".inf"), (".nan", ".nan"),
        ("1/9", "1/9"), ("2023-10-31", "2023-10-31"), ("12:30:00", "12:30:00"), ("0.1.0", "0.1.0"), ("'5'", "5"), ('"true"', "true"),
        ("9" * 30, "9" * 30),
    ],
)  # fmt: skip
def test_a_scalar_means_what_a_reader_takes_it_to_mean(written, meant):
    value = parse(f"key: {written}\n").data["key"]
    assert value == meant
    assert type(value) is type(meant)


def test_every_value_knows_its_line():
    document = parse("a:\n  - b: 1\n    c: [2,\n        3]\nd: >\n  text\n")
    assert document.data == {"a": [{"b": 1, "c": [2, 3]}], "d": "text\n"}
    lines = [document.line_of(path) for path in [(), ("a",), ("a", 0), ("a", 0, "c"), ("a", 0, "c", 1), ("d",)]]
    assert lines == [1, 1, 2, 3, 4, 5]


def test_an_unknown_path_has_the_line_of_the_record_above_it():
    assert parse("a:\n  b: 1\n").line_of(("a", "nowhere")) == 1


def test_whole_number_keys_stay_numbers():
    assert parse("labels: {1: low, 5: high}").data == {"labels": {1: "low", 5: "high"}}


def test_a_byte_order_mark_is_no_content():
    assert parse_yaml(b"\xef\xbb\xbfa: 1", file="x.yaml", error=DataError, code="E302").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1\nb: *x\n", [("anchor", 1), ("alias", 2)]),
        ("a: !!python/object/apply:os.system ['true']\n", [("tag", 1)]),
        ("a: !!str 5\n", [("tag", 1)]),
        ("a: ! 5\n", [("tag", 1)]),
        ("a:\n  <<: {b: 1}\n", [("merge", 2)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate_key", 3)]),
        ("a: {1: x, '1': y}\n", [("duplicate_key", 1)]),
        ("a: 1\n---\nb: 2\n", [("several_documents", 2)]),
        ("true: 1\n", [("key", 1)]),
        ("1.5: 1\n", [("key", 1)]),
        ("{a: 1}: 2\n", [("key", 1)]),
        ("? [a, b]\n: 2\nc: 3\n", [("key", 1)]),
        ("a: [1, 2\nb: 3\n", [("syntax", 2)]),
        ("a: 1\n\tb: 2\n", [("syntax", 2)]),
        ('a: "\\ud800"\n', None),
        ("a: 1\nb: \x07\n", [("character", 2)]),
        ("", [("empty", None)]),
        ("# only a comment\n", [("empty", None)]),
    ],
)  # fmt: skip
def test_what_is_more_than_plain_data_is_refused_with_its_line(text, found):
    reasons = refusals(text)
    assert reasons == found if found else reasons[0][0] in {"character", "syntax"}


def test_all_refusals_of_a_file_come_at_once():
    assert [reason for reason, _ in refusals("a: &x 1\nb: !t 2\nb: 3\nc: *x\n")] == [
        "anchor",
        "tag",
        "duplicate_key",
        "alias",
    ]


def test_other_bytes_than_utf8_are_refused_with_the_line():
    with pytest.raises(InstrumentError) as caught:
        parse_yaml(b"a: 1\nb: caf\xe9\n", file="x.yaml", error=InstrumentError, code="E301")
    assert [(problem.reason, problem.line) for problem in caught.value.problems] == [("yaml.not_utf8", 2)]


def test_nesting_stops_at_the_limit():
    assert parse("a: " + "[" * 19 + "]" * 19).data
    assert refusals("a: " + "[" * 20 + "]" * 20) == [("too_deep", 1)]


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x]\n" + "".join(f"k{n}: &k{n} [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n" for n in range(500)),
        "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 400)),
        "a: " + "[" * 400_000,
        "a: " + "{b: " * 200_000,
        "? " * 400_000,
        "- " * 400_000,
        "*a,\n" * 200_000,
    ],
    ids=["aliases", "merge keys", "brackets", "braces", "keys", "hyphens", "references"],
)
def test_a_bomb_is_refused_in_no_time(bomb):
    start = time.perf_counter()
    assert refusals(bomb)
    assert time.perf_counter() - start < 5


def test_two_megabytes_are_refused_unread(tmp_path):
    (tmp_path / "big.yaml").write_text("a: 1\n" * 400_000)
    with pytest.raises(InstrumentError) as caught:
        read_yaml(tmp_path / "big.yaml", error=InstrumentError, code="E301")
    assert [problem.reason for problem in caught.value.problems] == ["yaml.too_large"]
    assert "1 MB" in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError) as caught:
        read_yaml(tmp_path / "nowhere.yaml", error=DataError, code="E302")
    assert str(caught.value).startswith("E302 nowhere.yaml")


def test_refusals_read_in_both_languages():
    with pytest.raises(InstrumentError) as caught:
        parse("a: 1\na: 2\n")
    assert caught.value.message("en") == (
        'E301 x.yaml line 2 a\n     value "a"  expected each key once; it stands already on line 1\n     fix: delete or rename one of the two\n'
        "More is checked once these are mended: further problems may then be found."
    )
    assert "kunci ini sudah ada pada baris 1" in caught.value.message("id")


def test_a_key_path_reads_as_in_code():
    assert dotted(("constructs", 0, "items", 1, "reverse")) == "constructs[0].items[1].reverse"
