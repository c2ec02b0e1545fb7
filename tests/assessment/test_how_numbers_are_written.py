"""The two options on how numbers are written: stored with the result, followed by every form, refused if unknown."""

from __future__ import annotations

import json

import pytest

from govassess.assessment.assess import assess
from govassess.cli.ending import ending
from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.report import csv_tables
from govassess.report.html import render_html
from govassess.report.whole import build
from govassess.result.codec import decode, encode
from govassess.run.plan import read_plan
from tests.report.pages import Page
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


def run(**options):
    return decode(encode(assess(responses(answers(CG, 60, seed=5), CG), draws=0, **options)))


@pytest.fixture(scope="module", params=["auto", "keep", "drop"])
def result(request):
    return run(leading_zero=request.param, csv_dialect="id")


def test_every_number_follows_the_choice_of_the_leading_zero(result):
    for lang, point in (("en", "."), ("id", ",")):
        page = Page(render_html(result, lang))
        bounded = [
            text for path, text in page.printed if path.endswith((".item_rest_r", ".loading", ".p_holm", ".alpha"))
        ]
        assert len(bounded) > 60
        keeps = {"auto": lang == "id", "keep": True, "drop": False}[result.options.leading_zero]
        for text in bounded:
            assert text.lstrip("−<> ").startswith(f"0{point}" if keeps else point), text
        means = [text for path, text in page.printed if path.endswith((".sd", ".skewness"))]
        assert all(text.lstrip("−")[0].isdigit() for text in means)  # only what cannot exceed 1 loses its zero
        alphas = next(
            line for line in ending(result, lang, ()) if line.startswith(("Reliab", "Cronbach")) or "lpha" in line
        )
        assert (f" {point}" not in alphas) is keeps


def test_what_was_chosen_is_told_and_what_nobody_chose_is_not(result):
    text = Page(render_html(result, "en")).text
    assert ("Zero before the decimal mark" in text) is (result.options.leading_zero != "auto")
    assert "Way of writing of CSV files" in text
    assert "Way of writing of CSV files" not in Page(render_html(run(), "en")).text


def test_csv_files_follow_the_dialect(result):
    text = csv_tables.folder(build(result, "id"))["constructs.csv"]
    head, row, *_ = text.split("\r\n")
    assert head.startswith("\ufeffid;n;mean;")
    assert f";{str(result.scores[0].mean).replace('.', ',')};" in text
    assert "." not in row.partition(";")[2].replace("...", "")


def test_a_plan_file_can_ask_for_them(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("leading_zero: keep\ncsv_dialect: id\n", encoding="utf-8")
    plan = read_plan(path)
    assert (plan.leading_zero, plan.csv_dialect) == ("keep", "id")
    path.write_text("leading_zero: sometimes\n", encoding="utf-8")
    with pytest.raises(Exception, match="leading_zero"):
        read_plan(path)


@pytest.mark.parametrize(
    ("option", "value"), [("leading_zero", "never"), ("csv_dialect", "excel"), ("leading_zero", True)]
)
def test_another_value_is_refused_with_those_there_are(option, value):
    with pytest.raises(PlanError) as caught:
        run(**{option: value})
    for lang in ("en", "id"):
        assert option in caught.value.message(lang)
        assert {"leading_zero": "auto, keep, drop", "csv_dialect": "c, id"}[option] in caught.value.message(lang)


def test_a_result_stored_before_there_were_such_options_reads_as_usual():
    stored = json.loads(encode(run()))
    del stored["options"]["leading_zero"], stored["options"]["csv_dialect"]
    options = decode(json.dumps(stored)).options
    assert (options.leading_zero, options.csv_dialect) == ("auto", "c")
