"""The page about results beside each other, and what a report says of an earlier result and of peers."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from govassess.compare.benchmark import benchmark_of, with_earlier, with_peers
from govassess.compare.results import compare_results
from govassess.instrument.model import Study
from govassess.report.beside import build_comparison, comparison_page
from govassess.report.html import render_html
from govassess.report.whole import build, tables
from govassess.result.codec import decode, decode_comparison, encode
from tests.compared_results import a_survey
from tests.report.pages import Page, as_json, resolve

LANGUAGES = ("en", "id")
CLAIMS = {
    "en": ("improved because", "because of", "thanks to", "caused", "led to", "will raise", "no change", "probability"),
    "id": ("karena", "berkat", "menyebabkan", "mengakibatkan", "akan menaikkan", "tidak ada perubahan", "peluang"),
}

OUTSIDE = """() => [...document.querySelectorAll("svg text")].filter(text => {
    const box = text.getBBox(), room = text.ownerSVGElement.viewBox.baseVal;
    return box.x < room.x - 1 || box.x + box.width > room.x + room.width + 1
        || box.y < room.y - 1 || box.y + box.height > room.y + room.height + 1;
}).map(text => text.textContent)"""
"""The texts of charts that reach beyond their drawing."""


@pytest.fixture(scope="module")
def waves():
    """Three waves; the second is far above the first, the third like the second."""
    return [
        a_survey(1, study=Study(name="Year 2024", start="2024-03-01", end="2024-04-30")),
        a_survey(2, n=90, shift=0.7, study=Study(name="Year 2025", start="2025-03-01")),
        a_survey(3, n=85, shift=0.7, study=Study(name="Year 2026", start="2026-03-01")),
    ]


def stored(comparison):
    return decode_comparison(encode(comparison))


@pytest.fixture(scope="module")
def agencies():
    return [a_survey(20 + place, n=60, shift=shift) for place, shift in enumerate((-0.9, 0.0, 0.1, 0.9, 0.05))]


@pytest.fixture(scope="module")
def comparisons(waves, agencies):
    undrawn = a_survey(40, draws=0)
    return {
        "two waves": stored(compare_results(waves[:2], compared_as="waves")),
        "three waves": stored(compare_results(waves, compared_as="waves")),
        "no intervals": stored(compare_results([waves[0], undrawn], compared_as="waves", labels=("then", "now"))),
        "agencies": stored(compare_results(agencies, compared_as="agencies", labels=tuple("abcde"))),
        "two agencies": stored(compare_results([agencies[0], undrawn], compared_as="agencies", labels=("x", "y"))),
    }


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


@pytest.fixture(params=["two waves", "three waves", "no intervals", "agencies", "two agencies"])
def comparison(request, comparisons):
    return comparisons[request.param]


def page_of(comparison, lang, **wishes) -> str:
    return comparison_page(build_comparison(comparison, lang, **wishes))


def test_every_number_of_the_page_says_where_it_stands_in_its_json(comparison, lang):
    document = json.loads(encode(comparison))
    page = Page(page_of(comparison, lang))
    assert len(page.printed) > 30
    for paths, text in page.printed:
        for path in paths.split():
            assert resolve(document, path) is not None, (path, text)


def test_every_cell_holds_the_value_that_its_path_leads_to(comparison, lang):
    document = json.loads(encode(comparison))
    compared = 0
    for section in build_comparison(comparison, lang).sections:
        for table in section.tables:
            for cell in (cell for row in table.rows for cell in row.cells if cell.source):
                found = [resolve(document, path) for path in cell.source.split()]
                if isinstance(cell.value, tuple):
                    assert list(cell.value) == found
                elif isinstance(cell.value, int | float):
                    assert [cell.value] == found
                compared += 1
    assert compared > 30


def test_the_page_is_closed_and_its_links_and_ids_hold(comparison, lang):
    html = page_of(comparison, lang)
    page = Page(html)
    assert html.index("Content-Security-Policy") < html.index("<title>")
    assert not [tag for tag, _ in page.elements if tag in ("script", "link", "img", "iframe")]
    ids = [found["id"] for _, found in page.elements if found.get("id")]
    assert len(ids) == len(set(ids))
    targets = [found["href"][1:] for tag, found in page.elements if tag == "a"]
    assert set(targets) <= set(ids)


def test_the_page_claims_no_more_than_its_tests_and_prints_no_odd_number(comparison, lang):
    text = Page(page_of(comparison, lang)).text
    lowered = text.lower()
    assert [word for word in CLAIMS[lang] if word in lowered] == []
    text = re.sub(r"[0-9a-f]{12,}", "", text)  # what a sha256 holds is no number
    assert not re.search(r"\b(nan|inf|none)\b|−0[.,]0+\b|\d[eE][+-]?\d{2}|\{|\}", text, re.IGNORECASE)


def test_no_key_and_no_sentence_of_the_other_language_is_on_the_page(comparison, lang):
    html = re.sub(
        r'<details class="fold" id="references">.*?</details>', "", page_of(comparison, lang), flags=re.DOTALL
    )
    text = Page(html).text
    assert not re.search(r"\b(compare|report|table|reason)\.[a-z_]+", text)
    foreign = {"en": ("yang", "selisih", "dengan"), "id": ("the", "between", "with")}[lang]
    assert [word for word in foreign if re.search(rf"\b{word}\b", text, re.IGNORECASE)] == []


def test_the_same_comparison_gives_the_same_bytes(comparison, lang):
    assert page_of(comparison, lang) == page_of(comparison, lang)
    assert "2026-05-01" not in page_of(comparison, lang)
    assert ("1 May 2026" if lang == "en" else "1 Mei 2026") in page_of(comparison, lang, date="2026-05-01")


def test_a_clear_change_is_said_with_its_interval_and_an_unclear_one_with_what_the_data_allow(comparisons):
    report = build_comparison(comparisons["three waves"], "en")
    assert report.title.striptags().startswith(
        "First idea: no clear evidence of a change since Year 2025; the data allow"
    )
    report = build_comparison(comparisons["two waves"], "en")
    assert re.match(r"First idea: \d+\.\d index points higher than Year 2024 \(95% CI \+\d+\.\d to \+\d+\.\d\)$",
                    report.title.striptags())  # fmt: skip
    assert len(report.others) == 2


def test_a_change_whose_interval_leaves_out_zero_but_not_after_holm_says_so(comparisons):
    old = comparisons["two waves"]
    changes = tuple(
        replace(each, p_holm=0.2, p_value=0.03) if each.p_value is not None else each for each in old.changes
    )
    said = build_comparison(replace(old, changes=changes), "en").title.striptags()
    assert "not clear once adjusted for 7 tests (p after Holm .200)" in said
    assert "higher than" not in said


@pytest.mark.parametrize(
    ("p", "words"), [(0.3, "no clear evidence of a change in the one index"), (0.01, "differs clearly: First")]
)
def test_a_single_index_is_not_counted(comparisons, p, words):
    old = comparisons["two waves"]
    changes = tuple(
        replace(each, p_value=p, p_holm=p, m=1) if each.id == "A" else replace(each, p_value=None, p_holm=None, m=None)
        for each in old.changes
    )
    section = build_comparison(replace(old, changes=changes), "en").sections[0]
    assert words in section.finding.striptags()
    assert section.tables[0].notes.probability == ""


def test_levels_before_and_now_never_stand_without_their_share(comparisons, lang):
    lead = build_comparison(comparisons["two waves"], lang).lead.striptags()
    assert lead.count("%") >= 2
    assert lead.startswith("Year 2024: ")
    assert " Year 2025: " in lead


def test_the_page_says_that_the_same_people_may_have_answered_twice_and_how_waves_are_ordered(comparisons):
    text = Page(page_of(comparisons["two waves"], "en")).text
    assert "the interval of a change is wider than it need be" in text
    assert "in the order of the days the studies began" in text
    assert "in the order given" in Page(page_of(comparisons["no intervals"], "en")).text


def test_without_standard_errors_the_reason_stands_below_the_table(comparisons):
    text = Page(page_of(comparisons["no intervals"], "en")).text
    assert "a result holds no standard error" in text
    assert "whether this is more than chance is not known" in text


def test_three_waves_have_a_table_for_each_pair(comparisons):
    report = build_comparison(comparisons["three waves"], "en")
    assert [name for name in report.numbers if name.startswith("changes")] == [
        "changes.0.1", "changes.1.2", "changes.0.2",
    ]  # fmt: skip


def test_ranks_are_printed_as_ranges_only(comparisons, lang):
    report = build_comparison(comparisons["agencies"], lang)
    for section in report.sections:
        for table in section.tables:
            places = [place for place, column in enumerate(table.columns) if column.key == "rank"]
            for row in (row for row in table.rows if not row.group):
                for place in places:
                    assert re.fullmatch(r"\d–\d", str(row.cells[place].value))
    ranks = {row.cells[0].value: row.cells[7].value for row in report.sections[0].tables[0].rows}
    assert (ranks["a"], ranks["d"]) == ("5–5", "1–1")


def test_hostile_labels_stay_text(comparisons, lang):
    old = comparisons["two waves"]
    label = '<script>alert(1)</script>" {x}'
    hostile = replace(old, results=(replace(old.results[0], label=label), *old.results[1:]))
    page = Page(page_of(hostile, lang))
    assert "script" not in {tag for tag, _ in page.elements}
    assert label in page.text


@pytest.mark.browser
def test_the_page_fits_screens_and_its_charts_hold_their_texts(comparisons, lang, browser, tmp_path):
    for name in ("three waves", "agencies"):
        file = tmp_path / "page.html"
        file.write_text(page_of(comparisons[name], lang), encoding="utf-8")
        for width in (1280, 400):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(OUTSIDE) == []
            page.close()


# -- the report beside an earlier result and beside peers ---------------------------------------------------------


@pytest.fixture(scope="module")
def beside(waves, agencies, tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside")
    (folder / "earlier.json").write_text(encode(waves[0]), encoding="utf-8")
    comparison = compare_results(agencies, compared_as="agencies", labels=tuple("abcde"))
    (folder / "peers.json").write_text(encode(benchmark_of(comparison, agencies)), encoding="utf-8")
    return decode(encode(with_peers(with_earlier(waves[1], folder / "earlier.json"), folder / "peers.json")))


def test_every_number_of_the_report_still_says_where_it_stands(beside, lang):
    document = as_json(beside)
    page = Page(render_html(beside, lang))
    for paths, text in page.printed:
        for path in paths.split():
            assert resolve(document, path) is not None, (path, text)
    sources = {path for paths, _ in page.printed for path in paths.split()}
    assert {"previous.changes.0.estimate", "benchmark.benchmark.peers.A.index"} <= sources


def test_the_first_screen_says_the_change_and_the_difference_with_their_intervals(beside):
    first = build(beside, "en").first
    assert "First idea: " in first.lead
    assert re.search(r"index points higher than Year 2024 \(95% CI \+\d", first.lead.striptags())
    since, peers = (line.striptags() for line in first.cards[0].compared)
    assert re.match(r"Year 2024: \d+\.\d; change \+\d+\.\d points \[\d+\.\d, \d+\.\d\]$", since)
    assert re.match(r"5 others on average \d+\.\d; difference \+\d+\.\d points \[", peers)


def test_the_charts_mark_the_peers_and_say_what_the_marks_are(beside, waves):
    marked, plain = (build(result, "en").first for result in (beside, waves[1]))
    assert marked.cards[0].ladder.count("<line") == plain.cards[0].ladder.count("<line") + 1
    assert "Short upright lines: the unweighted mean of 5" in marked.dots.caption.striptags()
    assert "upright" not in plain.dots.caption
    assert plain.cards[0].compared == ()


def test_the_tables_hold_what_was_found(beside, lang):
    found = tables(build(beside, lang))
    assert [row.cells[3].value for row in found["previous"].rows] == [each.estimate for each in beside.previous.changes]
    assert [column.key for column in found["peers"].columns] == [
        "id", "index", "peers", "sd", "estimate", "conf", "p_holm",
    ]  # fmt: skip


def test_the_command_names_both_files(beside):
    assert "--previous earlier.json --benchmark peers.json" in build(beside, "en").command


def test_the_report_with_both_speaks_one_language_and_claims_nothing(beside, lang):
    text = Page(render_html(beside, lang)).text.lower()
    assert [word for word in CLAIMS[lang] if word in text and word not in ("because of", "karena")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_parts_of_the_line_above_the_title_are_parted(comparisons, lang):
    page = comparison_page(build_comparison(comparisons["two waves"], lang))
    meta = re.search(r'<p class="meta">.*?</p>', page, re.DOTALL).group()
    assert meta.count("<span>") > 1
    assert meta.count('class="dot"') == meta.count("<span>") - 1


@pytest.mark.parametrize(("status", "told"), [("proposed", True), ("official", False)])
def test_a_comparison_by_a_proposed_instrument_says_what_its_levels_are(comparisons, status, told):
    made = comparisons["two waves"]
    changed = replace(made, instrument=replace(made.instrument, status=status, validated=False))
    limits = " ".join(text.striptags() for text in build_comparison(changed, "id").limits)
    assert ("belum divalidasi. Jangan jadikan perbandingan ini satu-satunya dasar" in limits) is told
