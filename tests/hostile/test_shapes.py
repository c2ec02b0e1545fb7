"""Surveys and instruments of odd shape: a report in both languages, what is undefined with its reason, no odd word."""

from __future__ import annotations

import json
import re

import pytest

from tests.hostile.material import an_instrument, bands, item, items_of, pair, some_rows, with_column
from tests.report.pages import Page

ROWS = some_rows()
HEAD, BODY = ROWS[0], ROWS[1:]
ODD = re.compile(r"(?<![\w.-])(?:nan|NaN|None|inf|Infinity|null|undefined|Traceback)(?![\w-])|\{[a-z_]+\}")


def blanked(low: int, high: int):
    return [HEAD, *([*row[:low], *[""] * (high - low), *row[high:]] for row in BODY)]


def filled(low: int, high: int):
    return [HEAD, *([*row[:low], *["3"] * (high - low), *row[high:]] for row in BODY)]


def same():
    """The second dimension answered word for word as the first (whose third item is turned)."""
    return [HEAD, *([*row[:5], str(6 - int(row[2])), *row[6:]] for row in ([*r[:3], *r[:3], *r[6:]] for r in BODY))]


def echoed():
    """Every respondent answers the second construct as the first, but for one answer in forty: p falls below any number."""
    rows = some_rows(n=1200)
    body = [
        [*r[:6], *(r[at] if (line * 6 + at) % 40 else r[6 + at] for at in range(6)), *r[12:]]
        for line, r in enumerate(rows[1:])
    ]
    return [rows[0], *body]


def flat():
    tree = an_instrument(measurement_level="construct", hypotheses=an_instrument()["hypotheses"][:1])
    tree["constructs"] = [
        {"id": "A", "name": pair("Alpha"), "items": [item("a1"), item("a2"), item("a3")]},
        {"id": "B", "name": pair("Beta"), "indicators": [{"id": "B1", "name": pair("One"), "items": [item("b1")]},
                                                         {"id": "B2", "name": pair("Two"), "items": [item("b2"), item("b3")]}]},
    ]  # fmt: skip
    return tree


def one_item():
    return an_instrument(
        constructs=[{"id": "A", "name": pair("Alpha"), "items": [item("a1")]}], modules={"all": {"constructs": ["A"]}},
        headline=["A"], hypotheses=[], measurement_level="construct", profile=[], multiple_choice=[], respondent={},
    )  # fmt: skip


def points(low: int, high: int):
    return an_instrument(scales={"only": {"min": low, "max": high}})


def weighted():
    tree = an_instrument(scoring={"weights": "declared", "index": "pomp"})
    tree["overall"] = {"name": pair("Overall", "Keseluruhan"), "weights": {"A": "1/3", "B": "2/3"}}
    for construct in tree["constructs"]:
        for dimension, share in zip(construct["dimensions"], ("1/3", "2/3"), strict=True):
            dimension["weight"] = share
            for each, part in zip(dimension["items"], ("1/2", "1/4", "1/4"), strict=True):
                each["weight"] = part
    return tree


def long_names():
    tree = an_instrument()
    label = "Dinas Komunikasi, Informatika, Statistik dan Persandian Kabupaten Kepulauan Seri"
    for construct in tree["constructs"]:
        for node in (construct, *construct["dimensions"]):
            node["name"] = pair(f"{label[:78]}{node['id']}")
    for band in tree["levels"]["bands"]:
        band["name"] = pair(f"{label[:78]} {band['level']}")
    for each in items_of(tree):
        each["text"] = pair(label * 6)
    return tree


BY = ("--by", "agency", "--by", "role")
SHAPES = {
    # name: (rows or None, instrument or None, options, codes of reasons that the result gives)
    "one respondent": (some_rows(n=1), None, (), {"too_few_rows"}),
    "two respondents": (some_rows(n=2), None, BY, set()),
    "five respondents": (some_rows(n=5), None, BY, set()),
    "fewer respondents than predictors need": (some_rows(n=4), None, (), {"too_few_respondents"}),
    "a constant item": (filled(0, 1), None, (), {"constant_item"}),
    "a constant dimension": (filled(0, 3), None, (), {"constant_item"}),
    "everything constant": (filled(0, 12), None, (), set()),
    "an item that nobody answered": (blanked(0, 1), None, (), set()),
    "a dimension that nobody answered": (blanked(0, 3), None, (), {"too_few_rows"}),
    "a construct that nobody answered": (blanked(6, 12), None, BY, {"too_few_rows"}),
    "two identical dimensions": (same(), None, (), {"collinear"}),
    "answers that echo": (echoed(), None, BY, set()),
    "an agency of one person": (some_rows(agencies=["A"] * 59 + ["Solo"]), None, (*BY, "--cluster", "agency"), set()),
    "everybody an agency": (some_rows(agencies=[f"A{at}" for at in range(60)]), None, ("--by", "role", "--cluster", "agency"), set()),
    "one agency": (some_rows(agencies=["A"]), None, (*BY, "--cluster", "agency"), set()),
    "two hundred agencies": (some_rows(n=1200, agencies=[f"Agency {at}" for at in range(200)]), None, BY, set()),
    "agencies of eighty characters": (some_rows(agencies=[c * 80 for c in "ABCD"]), None, BY, set()),
    "no agency named": (blanked(12, 13), None, BY, set()),
    "no draws": (None, None, (*BY, "--draws", "0"), set()),
    "one draw": (None, None, ("--draws", "1"), set()),
    "no construct but items": (None, flat(), ("--by", "role"), set()),
    "one item": (None, one_item(), (), {"too_few_items"}),
    "one item and one respondent": ([["a1"], ["3"]], one_item(), (), set()),
    "two points": (None, points(0, 1), BY, set()),
    "ten points": (None, points(1, 10), BY, set()),
    "points below zero": (None, points(-2, 2), BY, set()),
    "weights and an overall index": (None, weighted(), BY, set()),
    "names of eighty characters": (None, long_names(), BY, set()),
    "one level": (None, an_instrument(levels=an_instrument()["levels"] | {"bands": bands(0, 100, ["Only"])}), (), set()),
    "twenty levels": (None, an_instrument(levels=an_instrument()["levels"] | {"bands": bands(0, 100, [f"L{at}" for at in range(20)])}), (), set()),
    "no multiple choice answered": (blanked(15, 16), None, (), set()),
    "columns that mean nothing": (with_column(ROWS, "Unnamed: 0", ["x"]), None, (), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_an_odd_survey_ends_with_a_report_in_both_languages(run, analysed, tmp_path, name):
    rows, tree, options, codes = SHAPES[name]
    ended = analysed(rows, tree, *options)
    assert ended.exit_code == 0, ended.stderr
    result = json.loads((tmp_path / "out" / "s-result.json").read_text(encoding="utf-8"))
    given = {each["code"] for each in (*result["unavailable"], *result["hypotheses"]) if each["code"]}
    given |= {notice["code"] for notice in result["warnings"]}
    assert codes <= given
    assert ODD.findall(ended.stdout + ended.stderr) == []
    assert [path for path, p in p_values(result) if p <= 0] == []
    for lang in ("en", "id"):
        assert run("report", "out/s-result.json", "--lang", lang, "-o", lang).exit_code == 0
        assert ODD.findall(Page((tmp_path / lang / "s-report.html").read_text(encoding="utf-8")).text) == []


def p_values(value, path=""):
    """All p values of a result with their paths."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if re.fullmatch(r"p|p_.*|.*_p|.*_p_value", key) and isinstance(entry, int | float):
                yield f"{path}.{key}", entry
            yield from p_values(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for at, entry in enumerate(value):
            yield from p_values(entry, f"{path}.{at}")


def test_two_identical_dimensions_are_named_in_the_report_of_each_language(run, analysed, tmp_path):
    assert analysed(same()).exit_code == 0
    for lang, words in (("en", "not tested"), ("id", "tidak diuji")):
        run("report", "out/s-result.json", "--lang", lang, "-o", lang)
        page = Page((tmp_path / lang / "s-report.html").read_text(encoding="utf-8")).text
        assert words in page
        assert "First" in page
        assert "Second" in page


def test_one_respondent_has_no_interval_anywhere(analysed, tmp_path):
    ended = analysed(some_rows(n=1))
    assert "[" not in ended.stdout
    result = json.loads((tmp_path / "out" / "s-result.json").read_text(encoding="utf-8"))
    assert {score["conf_low"] for score in result["scores"]} == {None}


def test_nobody_who_answered_ends_with_1_and_writes_nothing(analysed, contents):
    assert analysed(blanked(0, 12)).exit_code == 1
    assert sorted(contents()) == ["i.yaml", "s.csv"]


@pytest.mark.parametrize("form", ["full", "short"])
def test_a_survey_of_the_core_module_runs_and_says_what_it_did_not_measure(run, tmp_path, form):
    written = run("simulate", "cg-dps-smartcity", "-n", "60", "--modules", "core", "--form", form, "-o", "core.csv")
    assert written.exit_code == 0, written.stderr
    ended = run("analyze", "core.csv", "--draws", "60", "--lang", "en", "-o", "out")
    assert ended.exit_code == 0, ended.stderr
    result = json.loads((tmp_path / "out" / "core-result.json").read_text(encoding="utf-8"))
    assert result["form"] == form
    untested = {each["code"] for each in result["hypotheses"] if each["verdict"] == "not_tested"}
    assert "not_measured" in untested
    assert "not tested: not measured" in Page((tmp_path / "out" / "core-report.html").read_text(encoding="utf-8")).text
