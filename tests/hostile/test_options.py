"""Every option of the commands with a value that it cannot take: told in both languages, and nothing is written."""

from __future__ import annotations

import pytest

from tests.hostile.survey_folder import ASSESS, RESULTS, command, content, filled, refused

__all__ = ["filled", "refused"]

OF_ANALYZE = {
    "charts in a survey file": (2, "--charts", "s.csv"),
    "charts below a survey file": (2, "--charts", "s.csv/x"),
    "a split by nothing": (2, "--split-by", ""),
    "a split by what the survey lacks": (2, "--split-by", "nosuch"),
    "a split by a number": (2, "--split-by", "years"),
    "a split by an item": (2, "--split-by", "a11"),
    "a split by free words": (2, "--split-by", "comment"),
    "a split by many answers": (2, "--split-by", "needs"),
    "a split by controls": (2, "--split-by", "\x1b[31m\u202e\ud800"),
    "groups by free words": (2, "--by", "comment"),
    "clusters by what the survey lacks": (2, "--cluster", "nosuch"),
    "a format that there is not": (2, "--format", "docx,svg"),
    "no format": (2, "--format", ","),
    "a reader that there is not": (2, "--for", "everybody"),
    "an order that there is not": (2, "--template", "letter"),
    "an order without its document": (2, "--template", "skm"),
    "a ledger that is a folder": (3, "--ledger", "out"),
    "a ledger that is a survey": (3, "--ledger", "s.csv"),
    "a ledger that is a result": (3, "--ledger", RESULTS[1]),
    "a ledger that is an instrument": (3, "--ledger", "i.yaml"),
    "a ledger in no folder": (2, "--ledger", "no/ledger.jsonl"),
    "a ledger below a file": (2, "--ledger", "s.csv/ledger"),
    "a ledger that is the report": (2, "--ledger", "new/s-report.html"),
    "an earlier result that is a comparison": (3, "--previous", "cmp/comparison-waves.json"),
    "an earlier result that is a benchmark": (3, "--previous", "b.json"),
    "an earlier result of the same survey": (3, "--previous", RESULTS[0]),
    "an earlier result that is not there": (3, "--previous", "nosuch.json"),
    "a benchmark that is a result": (3, "--benchmark", RESULTS[1]),
    "a benchmark that is a survey": (3, "--benchmark", "s.csv"),
    "a benchmark that is a folder": (3, "--benchmark", "out"),
    "rules that there are not": (2, "--disclosure", "secret"),
    "a smallest group of two": (2, "--min-group", "2"),
    "no day": (2, "--date", "2026-13-01"),
    "a seed below zero": (2, "--seed", "-1"),
    "half a resample": (2, "--draws", "0.5"),
    "a language that there is not": (2, "--lang", "xx"),
    "a plan that is a report": (3, "--plan", "out/s-report.html"),
    "a mapping that is a result": (3, "--mapping", RESULTS[0]),
}


@pytest.mark.parametrize("name", OF_ANALYZE)
def test_analyze_refuses(refused, name):
    code, option, value = OF_ANALYZE[name]
    refused(code, *ASSESS, "-o", "new", option, value)


OF_COMPARE = {
    "one result": (2, RESULTS[0], "--as", "waves"),
    "the same survey twice": (3, RESULTS[0], "out/s-report.html", "--as", "agencies"),
    "a survey": (3, RESULTS[0], "t.csv", "--as", "waves"),
    "a comparison": (3, RESULTS[0], "cmp/comparison-agencies.json", "--as", "waves"),
    "a benchmark": (3, RESULTS[0], "b.json", "--as", "waves"),
    "too few labels": (2, *RESULTS[:2], "--as", "waves", "--labels", "one"),
    "too many labels": (2, *RESULTS[:2], "--as", "waves", "--labels", "one,two,three"),
    "an empty label": (2, *RESULTS[:2], "--as", "waves", "--labels", "one,"),
    "labels alike": (2, *RESULTS[:2], "--as", "waves", "--labels", "one, one"),
    "no kind of comparison": (2, *RESULTS[:2], "--as", "years"),
    "a format of other commands": (2, *RESULTS[:2], "--as", "waves", "--format", "docx"),
    "a folder that is a file": (2, *RESULTS[:2], "--as", "waves", "-o", "s.csv"),
    "a folder below a file": (2, *RESULTS[:2], "--as", "waves", "-o", "s.csv/below"),
    "a benchmark of waves": (2, *RESULTS, "--as", "waves", "--write-benchmark", "new.json"),
    "a benchmark of two": (2, *RESULTS[:2], "--as", "agencies", "--write-benchmark", "new.json"),
    "a benchmark over a folder": (2, *RESULTS, "--as", "agencies", "--write-benchmark", "out"),
    "a benchmark over another": (2, *RESULTS, "--as", "agencies", "--write-benchmark", "b.json"),
    "a benchmark over a result that is read": (2, *RESULTS, "--as", "agencies", "--write-benchmark", RESULTS[2], "--force"),
    "a benchmark that is the comparison": (2, *RESULTS, "--as", "agencies", "-o", "new", "--write-benchmark", "new/comparison-agencies.json"),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_COMPARE)
def test_compare_refuses(refused, name):
    code, *arguments = OF_COMPARE[name]
    refused(code, "compare", *arguments, *(() if "-o" in arguments else ("-o", "new")))


OF_OTHERS = {
    "charts of a result in a file": (2, "report", RESULTS[0], "--charts", "s.csv/x", "-o", "new"),
    "an earlier result of a comparison": (2, "report", "cmp/comparison-waves.json", "--previous", RESULTS[0], "-o", "new"),
    "a comparison as a document": (2, "report", "cmp/comparison-waves.json", "--format", "docx", "-o", "new"),
    "a benchmark drawn": (3, "report", "b.json", "-o", "new"),
    "a survey drawn": (3, "report", "s.csv", "-o", "new"),
    "a result verified": (3, "verify", RESULTS[0]),
    "a comparison verified": (3, "verify", "cmp/comparison-waves.html"),
    "a survey that is a folder": (3, "verify", "out/s-report.html", "out"),
    "a survey that is not there": (3, "verify", "out/s-report.html", "nosuch.csv"),
    "a plan that is a survey": (3, "verify", "out/s-report.html", "s.csv", "--plan", "t.csv"),
    "a page of definitions over a folder": (2, "methods", "-o", "s.csv/below"),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_OTHERS)
def test_other_commands_refuse(refused, name):
    code, *arguments = OF_OTHERS[name]
    refused(code, *arguments)


def test_a_folder_that_cannot_be_made_is_the_one_named(refused):
    said = refused(2, *ASSESS, "-o", "new", "--charts", "s.csv/x")
    assert said.startswith("s.csv/x cannot be a folder")


def test_a_document_of_another_kind_is_not_called_damaged(refused):
    for option, file in (("--previous", "b.json"), ("--benchmark", RESULTS[1])):
        said = refused(3, "report", RESULTS[0], "-o", "new", option, file)
        assert "was expected" in said
        assert "damaged" not in said
        assert len(said.splitlines()) == 3


def test_a_result_with_long_band_limits_is_set_beside_one_read_from_a_file(filled, monkeypatch, tmp_path):
    """A third of 200 has more digits than a number that was found; the result holds it whole."""
    monkeypatch.chdir(filled)
    before = content(filled)
    for option, file in (("--previous", RESULTS[1]), ("--benchmark", "b.json")):
        ended = command(*ASSESS, "-o", tmp_path / option[2:], option, file)
        assert ended.exit_code == 0, ended.stderr
    assert content(filled) == before
