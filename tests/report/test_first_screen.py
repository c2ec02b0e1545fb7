"""The first page: the heaviest warnings first, room for what matters, the rest led to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import govassess
from govassess.notices import Notice
from govassess.report import notebook
from govassess.report.cautions import PLACES, numbered
from govassess.report.html import render_html
from govassess.report.sections.answers import summary_of_answers, title_of_answers
from govassess.report.sections.first import ROOM
from govassess.report.view import seen
from govassess.report.whole import build
from govassess.result.descriptive import StandingOut
from tests.report.a_result import a_hypothesis, a_result, one_respondent
from tests.report.pages import Page, written

TEXT = Path(govassess.__file__).parent / "text" / "en.json"


COMPARED = {
    "errors_differ",
    "items_reworded",
    "nearly_the_same",
    "no_standard_errors",
    "small_result",
    "studies_differ",
}
"""Warnings of pages that set results beside each other: these list them on their first screen."""


def test_every_warning_has_a_place_and_so_a_weight():
    codes = {key.removeprefix("warning.") for key in json.loads(TEXT.read_text("utf-8")) if key.startswith("warning.")}
    assert codes - COMPARED == set(PLACES)


def test_warnings_are_numbered_by_weight_wherever_they_were_found():
    made = a_result()
    for warnings in (made.warnings, made.warnings[::-1]):
        found = [notice.code for _, notice in numbered(seen(replace(made, warnings=warnings), "en"))]
        assert found[:3] == ["not_validated", "response_rate_unknown", "common_source"]
        assert found == sorted(found, key=list(PLACES).index)


def test_an_unknown_warning_comes_last_and_keeps_its_place_in_the_list():
    made = a_result()
    notices = (Notice(code="made_up", where="study"), *made.warnings)
    assert numbered(seen(replace(made, warnings=notices), "en"))[-1][1].code == "made_up"


def test_not_validated_is_the_first_warning_and_stands_beside_the_status():
    page = Page(render_html(a_result(), "en"))
    marks = [a for tag, a in page.elements if tag == "a" and a.get("class") == "mark" and a["href"] == "#w1"]
    assert len(marks) == 1
    assert "Proposed instrument; not validated [1]" in page.text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_number_of_a_warning_cannot_be_read_into_its_sentence(lang):
    counted = Notice(code="unmatched_columns", where="columns", values={"count": 1, "headings": "X"})
    text = Page(render_html(a_result(warnings=(counted,)), lang)).text
    assert ("[1] One column was not used" if lang == "en" else "[1] 1 kolom") in text
    assert "1 1 kolom" not in text


def test_the_first_page_lists_the_heaviest_cautions_only():
    codes = ("few_draws", "small_sample", "open_link", "nonresponse", "few_clusters", "reproduced_weight")
    values = {"count": 3, "n": 9, "least": 39, "invited": 20, "weight": "0.11"}
    notices = tuple(Notice(code=code, where="study", values=values) for code in codes)
    first = build(a_result(warnings=notices), "en").first
    text = Page(render_html(a_result(warnings=notices), "en")).text
    assert len(first.cautions) == 6
    limits = text.split("What to look at first")[0]
    assert "Only 9 respondents" in limits and "The weight 0.11" not in limits


def test_hypotheses_that_were_not_tested_take_one_line():
    first = build(one_respondent(), "en").first
    assert first.tested == ()
    assert [said.striptags() for said in first.beyond] == ["Not tested: H1, H2, H3 and H4."]
    assert "not tested: it needs at least 10 complete rows and has 1" in Page(render_html(one_respondent(), "en")).text


def test_more_hypotheses_than_the_page_has_room_for_are_counted():
    many = tuple(a_hypothesis(f"H{place}") for place in range(1, ROOM + 4))
    first = build(a_result(hypotheses=many), "en").first
    assert len(first.tested) == ROOM and len(first.verdicts) == ROOM + 3
    assert [said.striptags() for said in first.beyond] == ["3 more hypotheses were tested."]


def test_every_action_has_blanks_for_owner_deadline_and_evidence():
    words = {"en": ("Owner …", "Deadline …", "Evidence …"), "id": ("Penanggung jawab …", "Tenggat …", "Bukti …")}
    for lang, blanks in words.items():
        text = Page(render_html(a_result(), lang)).text
        assert all(text.count(blank) == 2 for blank in blanks)


def test_what_the_report_rests_on_stands_in_its_footer():
    html = render_html(a_result(), "en")
    footer = Page(html[html.index("<footer") :]).text
    report = build(a_result(), "en")
    for fact in ("0.1.0", report.view.result.schema_version, "b" * 64, "a" * 64, "made-up", "20231031", "date: ……", report.options_sha256, report.command):  # fmt: skip
        assert fact in footer


def test_a_command_that_holds_a_masked_name_says_so():
    source = replace(a_result().source, file="hasil ***.csv")
    for lang, words in (("en", "stands for a part of a name"), ("id", "menggantikan bagian nama")):
        assert Page(render_html(a_result(source=source), lang)).text.count(words) == 2
        assert words not in Page(render_html(a_result(), lang)).text


def test_missing_codes_are_printed_with_what_the_instrument_calls_them():
    made = a_result()
    scale = next(iter(made.instrument.scales.values()))
    words = replace(scale.missing.words, en=("Don't know.",), id=("Tidak tahu",))
    missing = replace(scale.missing, codes=(99,), words=words)
    scales = dict.fromkeys(made.instrument.scales, replace(scale, missing=missing))
    planted = replace(made, instrument=replace(made.instrument, scales=scales))
    english, indonesian = (Page(render_html(planted, lang)).text for lang in ("en", "id"))
    assert "Missing code “99” (Don't know.) 12" in english and "Missing code “Don't know.” 6" in english
    assert "“99” (Tidak tahu) 12" in indonesian and "“Don't know.” (Tidak tahu) 6" in indonesian


@pytest.mark.parametrize(
    ("ends", "en", "indonesian"),
    [
        ((0.02, 0.4), "Strongest dimension: ", "Dimensi terkuat: "),
        ((-0.001, 0.4), "No dimension stands out: ", "Tidak ada dimensi yang menonjol: "),
        ((0.0, 0.0), "No dimension stands out: ", "Tidak ada dimensi yang menonjol: "),
        ((None, None), "Whether any dimension stands out was not tested: it needs resamples", "tidak diuji"),
    ],
)
def test_a_part_is_called_the_strongest_only_where_the_interval_of_the_difference_leaves_out_zero(ends, en, indonesian):
    made = a_result()
    parts = sorted((each for each in made.scores if each.parent == "A" and each.mean), key=lambda each: each.mean)
    low, high = ends
    found = StandingOut(
        node="A",
        parts=len(parts),
        strongest=parts[-1].id,
        weakest=parts[0].id,
        difference=parts[-1].mean - parts[0].mean,
        conf_low=low,
        conf_high=high,
        method="max_t",
        code=None if low is not None else "no_draws",
    )
    for lang, words in (("en", en), ("id", indonesian)):
        said = build(replace(made, standing_out=found), lang).first.lead.striptags()
        assert words in said
        assert ("trongest" in said or "terkuat" in said) == (low is not None and low > 0)


def test_a_result_of_an_earlier_version_says_that_the_parts_were_not_compared():
    assert "run govassess analyze again" in build(a_result(), "en").first.lead


@pytest.mark.parametrize(("lang", "word"), [("en", "through"), ("id", "melalui")])
def test_a_mediated_hypothesis_names_its_mediators_wherever_it_is_named(lang, word):
    """On the first screen, in its heading, the forest and the estimators; so that no two hypotheses read the same."""
    total = a_hypothesis("H3", kind="total", predictor="A", outcome="C")
    mediated = a_hypothesis("H4", kind="mediation", predictor="A", outcome="C", mediators=("B",))
    result = a_result(hypotheses=(total, mediated))
    report, name = build(result, lang), seen(result, lang).name("B")
    lines = [line.relation for line in report.first.verdicts]
    assert len(set(lines)) == 2 and f"{word} {name}" in lines[1] and word not in lines[0]
    page = Page(render_html(result, lang))
    forest = "".join(written(notebook.chart(result, "hypotheses", lang))).replace(" ", "")
    assert f"H4: {lines[1]}" in page.text
    assert f"{word} {name}".replace(" ", "") in forest
    assert page.text.count(f"{word} {name}") >= 3


def test_two_hypotheses_on_the_same_nodes_are_told_apart_by_their_tests():
    pair = (a_hypothesis("H1", kind="direct"), a_hypothesis("H2", kind="total"))
    lines = [line.relation for line in build(a_result(hypotheses=pair), "en").first.verdicts]
    assert lines[0].endswith("(b)") and lines[1].endswith("(b (total))")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_hypotheses_that_the_cited_source_does_not_state_are_named(lang):
    result = a_result(hypotheses=(a_hypothesis("H1", origin="paper"), a_hypothesis("H2", origin="inferred")))
    report, page = build(result, lang), Page(render_html(result, lang))
    assert "inferred" in report.first.verdict_note and "H2" in report.first.verdict_note
    assert page.text.count("inferred") == 3  # first screen, note of the table, the hypothesis itself
    origin = [text for path, text in page.printed if path == "hypotheses.H2.origin"]
    assert len(origin) == 1 and origin[0].startswith("inferred")


def test_a_table_of_few_answers_is_named_by_its_items_where_other_scales_have_their_own():
    view = seen(a_result(), "id")
    items = list(view.result.items)
    assert title_of_answers(view, items) == "Jawaban tiap butir sebagaimana ditanyakan"
    assert title_of_answers(view, items[:1]) == f"Jawaban atas butir {items[0].id} sebagaimana ditanyakan"
    assert summary_of_answers(view, items[:1]).startswith(f"{items[0].id}:")
    assert summary_of_answers(view, items).startswith(f"Semua butir ({len(items)})")
