"""The report as a page: closed, traceable, complete, and silent about what it cannot claim."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from govassess.instrument.model import Text
from govassess.report.cautions import numbered
from govassess.report.html import render_html
from govassess.report.methods import FILE
from govassess.report.notebook import table as notebook_table
from govassess.report.table import Cell, Column, Row, Table
from govassess.report.view import seen
from govassess.report.whole import build, tables
from govassess.result.assessment import Assessment
from tests.report.a_result import a_census, a_result, a_score, an_old_result, one_respondent
from tests.report.left_out_results import left_out, withheld
from tests.report.pages import Page, as_json, resolve

LANGUAGES = ("en", "id")
RESULTS = {
    "full": a_result,
    "one respondent": one_respondent,
    "census": a_census,
    "old": an_old_result,
    "careless left out": left_out,
    "everyone withheld": withheld,
}


@pytest.fixture(params=sorted(RESULTS))
def result(request: pytest.FixtureRequest) -> Assessment:
    return RESULTS[request.param]()


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_printed_number_says_where_it_stands_in_the_json(result, lang):
    document = as_json(result)
    page = Page(render_html(result, lang))
    assert len(page.printed) > 100
    for paths, text in page.printed:
        for path in paths.split():
            assert resolve(document, path) is not None, (path, text)


def test_every_table_cell_holds_the_value_that_its_path_leads_to(lang):
    result = a_result()
    document = as_json(result)
    compared = 0
    for table in tables(build(result, lang)).values():
        for row in table.rows:
            for cell in row.cells:
                paths = cell.source.split()
                if isinstance(cell.value, int | float) and paths:
                    assert resolve(document, paths[0]) == pytest.approx(cell.value, rel=1e-9)
                    compared += 1
                elif isinstance(cell.value, tuple):
                    assert [resolve(document, path) for path in paths] == pytest.approx(list(cell.value), rel=1e-9)
                    compared += 1
    assert compared > 150


def test_row_and_column_lead_to_every_number_of_a_table(result, lang):
    printed = Counter(Page(render_html(result, lang)).printed)
    expected: Counter[tuple[str, str]] = Counter()
    for table in tables(build(result, lang)).values():
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=not row.group):
                if cell.value is not None and cell.source:
                    expected[cell.source, cell.value if row.group else table.text(cell, column)] += 1
    assert expected.total() > 50
    assert expected - printed == Counter()


def test_a_cell_without_a_value_has_no_path_and_one_unlike_its_column_its_own():
    fields = [("mean", "sd", "median", "n"), ("mean", "", "median", "n"), ("mean", "sd", "skewness", "n")]
    rows = tuple(
        Row(cells=tuple(Cell(value=1.0, source=f"items.A{place}.{name}") if name else Cell() for name in names))
        for place, names in enumerate(fields)
    )
    column = Column(key="value", header="Value", kind="est")
    html = Table(name="any", title="Any", columns=(column,) * 4, rows=rows).to_html()
    assert [source for source, _ in Page(html).printed] == [
        f"items.A{place}.{name}" for place, names in enumerate(fields) for name in names if name
    ]
    assert re.findall(r'data-\w+="[^"]*"', html) == [
        'data-of="items"',
        'data-way=".mean"',
        'data-way=".sd"',
        'data-way=".median"',
        'data-way=".n"',
        'data-of=".A0"',
        'data-of=".A1"',
        'data-of=".A2"',
        'data-id=".skewness"',
    ]


@pytest.mark.parametrize(
    ("path", "english", "indonesian"),
    [
        ("scores.A.index", "53.1", "53,1"),
        ("scores.A.conf_low scores.A.conf_high", "[50.3, 56.1]", "[50,3; 56,1]"),
        ("reliability.D1.alpha", ".696", "0,696"),  # a warning says that it is below .70
        ("reliability.D1.composite_reliability", ".71", "0,71"),
        ("reliability.D1.omega_low reliability.D1.omega_high", "[.61, .78]", "[0,61; 0,78]"),
        ("reliability.D1.ave_low reliability.D1.ave_high", "[.36, .54]", "[0,36; 0,54]"),
        ("items.D12.other_r", ".35", "0,35"),
        ("validity.pairs.0.htmt2", ".70", "0,70"),
        ("validity.factorability.bartlett_p", "< .001", "< 0,001"),
        ("validity.factorability.eigenvalues.1", "1.57", "1,57"),
        ("validity.factor_model.cfi", ".961", "0,961"),
        ("validity.factor_model.rmsea_low validity.factor_model.rmsea_high", "[.027, .093]", "[0,027; 0,093]"),
        ("validity.fornell_larcker.1.root_ave", ".66", "0,66"),
        ("validity.common_method.harman", "38%", "38%"),
        ("aggregation.2.icc2", "−.23", "−0,23"),
        ("aggregation.0.rwg_share", "64%", "64%"),
        ("screening.careless.flagged_twice", "9", "9"),
        ("robustness.B.difference", "1.2", "1,2"),
        ("hypotheses.H1.p_holm", "< .001", "< 0,001"),
        ("models.0.coefficients.0.p_value", ".034", "0,034"),
        ("items.D11.kurtosis", "0.00", "0,00"),
        ("options.draws", "5,000", "5.000"),
    ],
)
def test_a_stored_value_reads_as_the_language_writes_it(path, english, indonesian):
    for lang, expected in (("en", english), ("id", indonesian)):
        printed = {text for source, text in Page(render_html(a_result(), lang)).printed if source == path}
        assert printed == {expected}


def test_the_page_is_closed_and_its_policy_comes_first(result, lang):
    html = render_html(result, lang)
    page = Page(html)
    tags = [tag for tag, _ in page.elements]
    assert tags[:3] == ["html", "head", "meta"]
    policy = page.elements[2][1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    sheet = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; script-src 'none'; base-uri 'none'; form-action 'none'"
    )
    assert not {"iframe", "object", "link", "form", "foreignobject"} & set(tags)
    assert [given["type"] for tag, given in page.elements if tag == "script"] == ["application/x-xz"]  # data, never run
    assert tags.count("style") == 1
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("href", "src", "xlink:href"):
            assert (attributes.get(name) or "#").startswith(("#", FILE)), (tag, attributes)
    assert ("meta", {"name": "referrer", "content": "no-referrer"}) in page.elements
    assert page.elements[0][1]["lang"] == lang


def test_ids_are_unique_and_every_link_leads_somewhere(result, lang):
    page = Page(render_html(result, lang))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert links - {f"#{name}" for name in ids} == {FILE}


def test_tables_have_captions_and_scoped_headers(lang):
    page = Page(render_html(a_result(), lang))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") > 10
    assert all(attributes.get("scope") for tag, attributes in page.elements if tag == "th")
    assert tags.count("h1") == 1


def test_every_warning_stands_in_the_list_and_beside_a_number_and_each_leads_to_the_other(result, lang):
    page = Page(render_html(result, lang))
    ids = {attributes.get("id") for _, attributes in page.elements}
    links = [attributes for tag, attributes in page.elements if tag == "a"]
    leads = [attributes["href"] for attributes in links]
    for number in range(1, len(result.warnings) + 1):
        assert f"w{number}" in ids
        marks = [a["id"] for a in links if a.get("class") == "mark" and a["href"] == f"#w{number}"]
        assert marks, numbered(seen(result, lang))[number - 1]
        assert [name for name in marks if f"#{name}" not in leads] == []


def test_one_number_has_one_marker_of_a_warning(result, lang):
    for name, table in tables(build(result, lang)).items():
        for row in table.rows:
            marks = [mark for cell in row.cells for mark in cell.marks]
            assert len(marks) == len(set(marks)), (name, row.anchor)
    for block in re.findall(r"<(?:p|h2|h3|h4|span|b)[^>]*>(?:(?!</(?:p|h2|h3|h4|b)>).)*", render_html(result, lang)):
        marks = re.findall(r'class="mark" id="m(\d+)', block)
        assert len(marks) == len(set(marks)), block


def test_a_warning_of_one_item_marks_that_item_and_no_other():
    found = tables(build(a_result(), "en"))["items"]
    marked = {row.cells[0].value: row.cells[0].marks for row in found.rows if row.cells[0].marks}
    assert list(marked) == ["D12 (reversed)"]


def test_no_number_prints_as_nan_infinity_minus_zero_or_an_exponent(result, lang):
    text = re.sub(r"\b[0-9a-f]{64}\b", "", Page(render_html(result, lang)).text)  # a hash may look like an exponent
    assert not re.search(r"\b(NaN|nan|inf|None|Infinity)\b|[−-]0[.,]0+(?!\d)|\de[+-]?\d{2}", text)
    assert not re.search(r"p (?:=|&lt;) [0]?[.,]000", text)


@pytest.mark.parametrize(
    ("shares", "leading", "english", "indonesian"),
    [
        ({"3": 0.9928, "4": 0.0072}, (3,), "stands at level 3, Developing, in 99% of resamples", "berada pada tingkat 3, Berkembang, pada 99% penarikan ulang"),
        ({"3": 0.62, "4": 0.38}, (3, 4), "stands between level 3, Developing (62% of resamples) and level 4, Established (38% of resamples)", "berada di antara tingkat 3, Berkembang (62% penarikan ulang) dan tingkat 4, Melembaga (38% penarikan ulang)"),
        ({"2": 0.3, "3": 0.4, "4": 0.3}, (2, 3, 4), "on one of these levels: level 2, Emerging (30% of resamples), level 3, Developing (40% of resamples) and level 4", "pada salah satu tingkat berikut: tingkat 2, Membangun (30% penarikan ulang), tingkat 3, Berkembang (40% penarikan ulang) dan tingkat 4"),
        ({"3": 0.9996, "4": 0.0004}, (3,), "in more than 99% of resamples", "pada lebih dari 99% penarikan ulang"),
    ],
)  # fmt: skip
def test_a_level_is_never_named_without_its_share(shares, leading, english, indonesian):
    made = a_result()
    every = {str(level): shares.get(str(level), 0.0) for level in range(1, 6)}
    planted = replace(
        made, scores=(a_score("A", "construct", None, 3.2, shares=every, leading=leading), *made.scores[1:])
    )
    for lang, words in (("en", english), ("id", indonesian)):
        title = build(planted, lang).first.title
        assert words in title.striptags()
        assert f"<h1>{title}</h1>" in render_html(planted, lang)


def test_one_respondent_gives_a_report_that_says_why_there_is_no_interval():
    english, indonesian = (Page(render_html(one_respondent(), lang)).text for lang in LANGUAGES)
    assert "no resamples, so how sure this is remains unknown" in english
    assert "without an interval" in english
    assert "tanpa penarikan ulang, sehingga kepastiannya tidak diketahui" in indonesian


def test_what_was_not_measured_reads_as_not_tested():
    assert "not tested: not measured" in Page(render_html(a_result(), "en")).text
    assert "tidak diuji: tidak diukur" in Page(render_html(a_result(), "id")).text


def test_every_section_stays_even_without_data(lang):
    bare = replace(
        one_respondent(), hypotheses=(), multiple_choice=(), checklists=(), profile=(), unavailable=(), warnings=()
    )
    ids = [attributes.get("id") for tag, attributes in Page(render_html(bare, lang)).elements if tag == "section"]
    for name in (
        "first",
        "scores",
        "answers",
        "quality",
        "measurement",
        "hypotheses",
        "groups",
        "choices",
        "method",
        "warnings",
    ):
        assert name in ids


def test_a_suppressed_group_is_named_as_suppressed():
    table = tables(build(a_result(), "en"))["groups.role"]
    hidden = table.rows[1]
    assert hidden.cells[0].value == "Staff"
    assert {table.text(cell, column) for cell, column in list(zip(hidden.cells, table.columns, strict=True))[1:]} == {
        "suppressed"
    }


def test_a_priority_without_a_step_leaves_a_blank_and_invents_nothing():
    first = build(a_result(), "en").first
    assert [step.action for step in first.steps] == ["Begin with D1.", ""]
    page = Page(render_html(a_result(), "en"))
    assert "Arithmetic, not a forecast" in page.text
    assert "Step: …" in page.text


def test_the_status_of_the_instrument_is_printed(lang):
    expected = {"en": "Proposed instrument; not validated", "id": "Instrumen usulan; belum divalidasi"}
    assert Page(render_html(a_result(), lang)).text.count(expected[lang]) >= 2


def test_the_command_names_files_by_their_base_name_only():
    source = replace(a_result().source, file="C:\\Users\\someone\\secret folder\\my survey.csv")
    command = build(a_result(source=source), "en").command
    assert command.startswith("govassess analyze 'my survey.csv' -i made-up --plan plan.yaml --encoding utf-8")
    assert "--by role --draws 5000 --seed 20231031" in command
    assert "someone" not in command


def test_the_command_leaves_out_who_looks_careless_where_the_run_did():
    assert "--exclude-careless" in build(left_out(), "en").command
    assert "--exclude-careless" not in build(a_result(), "en").command


def test_the_same_result_gives_the_same_bytes(lang):
    assert render_html(a_result(), lang) == render_html(a_result(), lang)


def test_a_date_is_printed_only_when_it_is_passed_in():
    assert "date: ……" in Page(render_html(a_result(), "en")).text
    assert "tanggal: 3 Agustus 2026" in Page(render_html(a_result(), "id", date="2026-08-03")).text


def test_a_long_report_stays_under_600_kilobytes():
    big = a_result(dimensions=10, items=6)
    assert len(big.items) == 66
    for lang in LANGUAGES:
        assert len(render_html(big, lang).encode()) < 600_000


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "</style><script>x</script>",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "{count} {0.__class__}",
    "a\u202eb\u0000c",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text, lang):
    made = a_result()
    group = replace(made.groups[0], value=text)
    instrument = replace(made.instrument, title=Text(en=text, id=text), limits=(Text(en=text, id=text),))
    value = replace(made.profile[0].values[0], value=text)
    item = replace(made.items[0], column=text)
    hostile = replace(
        made,
        instrument=instrument,
        groups=(group, *made.groups[1:]),
        profile=(replace(made.profile[0], values=(value,)),),
        items=(item, *made.items[1:]),
        source=replace(made.source, file=text),
        screening=replace(made.screening, missing_codes={text: 3}),
        study=replace(made.study, name=text),
    )
    html = render_html(hostile, lang)
    page = Page(html)
    assert sorted({tag for tag, _ in page.elements}) == sorted(
        {tag for tag, _ in Page(render_html(made, lang)).elements}
    )
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert "49" not in page.text.partition(text)[0][-20:]


def test_the_report_loads_no_numerics():
    code = "import sys; import govassess.report.html, govassess.report.notebook; print(sorted({'numpy','pandas','scipy','statsmodels'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("lang", "marked", "contrary"), [("en", "(reverse-keyed)", "(reversed)"), ("id", "(butir negatif)", "dibalik)")]
)
def test_the_table_of_answers_says_one_thing_of_a_reversed_item(lang, marked, contrary):
    """Its row names what the item is, its note what was done: neither says that the answers shown are reversed."""
    result = a_result()
    names = [f"answers.{name}" for name in result.instrument.scales]
    found = [table for name in names if (table := notebook_table(result, name, lang))]
    rows = [str(row.cells[0].value) for table in found for row in table.rows if not row.group]
    items = [item.id for item in result.items if item.reverse]
    assert items and [row.split()[0] for row in rows if marked in row] == items
    assert not any(contrary in row for row in rows)
    notes = [str(table.notes.general) for table in found]
    assert any(marked.strip("()") in note for note in notes)
    straight = replace(result, items=tuple(replace(item, reverse=False) for item in result.items))
    assert not any(marked.strip("()") in str(notebook_table(straight, name, lang).notes.general) for name in names)
