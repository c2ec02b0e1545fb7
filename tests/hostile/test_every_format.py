"""Seventy hostile texts wherever people write words, in every format at once: they stay texts, and the files open."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from govassess.errors import DataError
from govassess.files.cells import without_turns
from govassess.instrument.parse import sha256_of
from govassess.report import csv_tables, latex, markdown
from govassess.report.beside import build_comparison, comparison_page
from govassess.report.html import page
from govassess.report.index import index_page
from govassess.report.methods import FILE, methods_page
from govassess.report.pdf import pdf
from govassess.report.singly import chart_files
from govassess.report.whole import Report, build
from govassess.report.word.document import draw as document
from govassess.report.xlsx import workbook
from govassess.result.assessment import Assessment
from govassess.result.codec import decode, encode, read_comparison, read_result
from govassess.result.codec import plain as plain_of
from tests.hostile.material import write_instrument, write_rows
from tests.hostile.survey_folder import command
from tests.hostile.texts import HARMLESS, TEXTS, planted
from tests.report.pages import Page
from tests.report.renderings import LATEX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRIGGERS = tuple("=+-@\t\r\x00\uff1d\uff0b\uff0d\uff20")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
ESCAPES = {"textbackslash", "textasciicircum", "textasciitilde", "textasciigrave"}
FORBIDDEN = {"iframe", "object", "embed", "link", "base", "form", "img", "input", "button", "math", "foreignobject"}
DRAWN = {"span", "svg", "g", "text", "tspan", "title", "desc", "line", "rect", "path", "circle", "polygon", "polyline"}


DRAWABLE = [text for text in TEXTS if "\ud800" not in text]
FOR_OFFICE = [
    text for text in DRAWABLE if TEXTS.index(text) % 24 == 0 or re.search(r"^[=\t\uff1d]|DDEAUTO|<w:|\x00|\u202e", text)
]
OFFICE = [
    pytest.param(text, id=str(TEXTS.index(text)), marks=[] if text in FOR_OFFICE else pytest.mark.long)
    for text in DRAWABLE
]
"""Workbooks and documents take longest to draw: those that a spreadsheet or Word may mistake, and some others."""


def spoken(value: Any, text: str) -> Any:
    """The same records with ``text`` wherever the harmless words stand, keys of mappings among them."""
    if isinstance(value, str):
        return value.replace(HARMLESS, text)
    if isinstance(value, tuple):
        return tuple(spoken(entry, text) for entry in value)
    if isinstance(value, Mapping):
        return {spoken(key, text): spoken(entry, text) for key, entry in value.items()}
    if dataclasses.is_dataclass(value):
        parts = {entry.name: spoken(getattr(value, entry.name), text) for entry in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves and a comparison of a survey that says the harmless words everywhere, and one report a group."""
    made = tmp_path_factory.mktemp("harmless")
    tree, rows = planted(HARMLESS)
    with chdir(made):
        write_instrument(Path("i.yaml"), tree)
        write_rows(Path(f"{HARMLESS}.csv"), rows)
        write_rows(Path("later.csv"), rows[:1] + rows[1:][::-1][:50] + rows[1:9])
        study = {"name": HARMLESS, "population": HARMLESS, "kind": "census", "invited": 400}
        Path("plan.yaml").write_text("study: " + json.dumps(study), encoding="utf-8")
        words = (
            "-i",
            "i.yaml",
            "--plan",
            "plan.yaml",
            "--draws",
            "20",
            "--lang",
            "en",
            "--by",
            "agency",
            "--by",
            "role",
        )
        ended = command("analyze", f"{HARMLESS}.csv", *words, "-o", "first", "--split-by", "agency")
        assert ended.exit_code == 0, ended.stderr
        earlier = next(Path("first").glob("*else-at-all-result.json"))
        ended = command("analyze", "later.csv", *words, "-o", "second", "--previous", earlier)
        assert ended.exit_code == 0, ended.stderr
        labels = f"{HARMLESS} 1,{HARMLESS} 2".replace(", ", "; ")
        results = (earlier, "second/later-result.json")
        ended = command(
            "compare", *results, "--as", "waves", "--labels", labels.replace("; nothing", " nothing"), "-o", "cmp"
        )
        assert ended.exit_code == 0, ended.stderr
    return made


@pytest.fixture(scope="module")
def harmless(folder: Path) -> Assessment:
    return dataclasses.replace(
        read_result(folder / "second" / "later-result.json"),
        source=dataclasses.replace(
            read_result(folder / "second" / "later-result.json").source, file=HARMLESS, sheet=HARMLESS
        ),
    )


@pytest.fixture(scope="module")
def plain(harmless: Assessment) -> Report:
    return build(harmless, "en")


@pytest.fixture(scope="module")
def plain_shape(plain: Report) -> dict[str, Any]:
    """Elements, commands and parts of what is drawn from the harmless words."""
    return {"html": shape(page(plain)), "tex": commands(latex.document(plain)), "docx": fields_of(document(plain))}


@pytest.fixture(scope="module")
def report(harmless: Assessment, text: str) -> Report:
    return build(spoken(harmless, text), ("en", "id")[TEXTS.index(text) % 2])


SAID = pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=str(TEXTS.index(text)), marks=[] if at % 4 == 0 else pytest.mark.long)
        for at, text in enumerate(DRAWABLE)
    ],
    scope="module",
)
SAID_IN_OFFICE = pytest.mark.parametrize("text", OFFICE, scope="module")


def shape(html: str) -> tuple[Counter[tuple[str, ...]], set[tuple[str, str]]]:
    """How often each element occurs with which attributes; of drawings only which, for labels are cut into lines."""
    elements = Page(html).elements
    return (
        Counter((tag, *sorted(given)) for tag, given in elements if tag not in DRAWN),
        {(tag, name) for tag, given in elements if tag in DRAWN for name in given},
    )


def commands(tex: str) -> set[str]:
    body = tex[tex.index(r"\begin{document}") :].replace(r"\\", "")
    return set(re.findall(r"\\([A-Za-z]+)", body))


def fields_of(word: bytes) -> set[str]:
    """What a document tells Word to work out, without numbers, and where its relations lead."""
    with ZipFile(io.BytesIO(word)) as archive:
        root = fromstring(archive.read("word/document.xml"))
        found = {" ".join("".join(node.itertext()).split()[:1]) for node in root.iter(f"{W}instrText")}
        found |= {"simple " + node.get(f"{W}instr", "").split()[0] for node in root.iter(f"{W}fldSimple")}
        for name in archive.namelist():
            if name.endswith(".rels"):
                found |= {
                    name + each.get("TargetMode", "")
                    for each in fromstring(archive.read(name))
                    if "TargetMode" in each.attrib
                }
    return found


def on_one_line(text: str) -> str:
    return " ".join(without_turns(text).split())


@SAID
def test_no_element_and_no_attribute_of_a_page_comes_from_a_text(report, plain_shape, text):
    html = page(report)
    elements, drawn = shape(html)
    expected, known = plain_shape["html"]
    assert elements == expected
    assert drawn <= known
    assert html.index("Content-Security-Policy") < html.index("<title")
    for tag, given in Page(html).elements:
        assert tag not in FORBIDDEN
        assert tag != "script" or given["type"] == "application/x-xz"
        assert not [name for name in given if name.startswith("on") or name == "style"]
        assert (given.get("href") or "#").startswith(("#", FILE))
        assert "src" not in given
    assert not CONTROLS.search(html) and not TURNING.search(html)


@SAID
def test_no_chart_alone_holds_more_than_a_drawing(report):
    for name, svg in chart_files(report).items():
        assert re.fullmatch(r"[a-z0-9-]+\.svg", name)
        for node in fromstring(svg).iter():
            assert node.tag.removeprefix("{http://www.w3.org/2000/svg}") in DRAWN | {"style", "defs"}
            assert not [key for key in node.attrib if key.lower().startswith("on") or "href" in key.lower()]


@SAID_IN_OFFICE
def test_no_cell_of_a_workbook_is_a_formula_and_it_opens_with_the_text_in_it(report, text):
    content = workbook(report)
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            ET.fromstring(part)
            assert not re.search(rb"<f[ />]", part), name
            assert b'TargetMode="External"' not in part, name
            assert not CONTROLS.search(part.decode()), name
    met = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert cell.hyperlink is None or cell.hyperlink.target is None
                if isinstance(cell.value, str):  # the reader turns an escaped escape back once too often
                    read = " ".join(cell.value.split())
                    met += on_one_line(text).replace("_x005F_", "_") in read.replace("_x005F_", "_")
    assert met > 20


@SAID_IN_OFFICE
def test_a_document_opens_and_tells_word_nothing_that_a_text_said(report, plain_shape, text):
    content = document(report)
    opened = docx.Document(io.BytesIO(content))
    assert fields_of(content) == plain_shape["docx"]
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                ET.fromstring(part)
                assert not CONTROLS.search(part.decode()) and not TURNING.search(part.decode()), name
        words = "".join(ET.fromstring(archive.read("word/document.xml")).itertext())
    assert len(opened.paragraphs) > 50
    kept = re.sub("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]+", " ", text).split()
    assert max(kept, key=len) in words


@SAID
def test_no_cell_of_a_csv_file_starts_a_formula(report):
    for name, written in csv_tables.folder(report).items():
        for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), strict=True):
            for cell in row:
                if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                    assert not cell.startswith(TRIGGERS), (name, cell)
                    assert not re.search(r"[,;\t\r\n\"]\s*[=@\uff1d\uff20]", cell) or cell.startswith("'"), (name, cell)
        assert not CONTROLS.search(written.replace("\t", "")), name


@SAID
def test_markdown_and_latex_hold_no_markup_and_no_command_of_a_text(report, plain_shape):
    bare = re.sub(r"\\.", "", markdown.document(report))
    assert not re.search(r"<[A-Za-z/!?]|\]\(|`|https?://|\bwww\.|\w@\w", bare)
    assert len(re.findall(r"^#+ ", bare, re.MULTILINE)) <= 2
    tex = latex.document(report)
    assert commands(tex) <= plain_shape["tex"] | set(re.findall(r"\\([A-Za-z]+)", " ".join(LATEX))) | ESCAPES
    assert tex.count(r"\begin{document}") == tex.count(r"\end{document}") == 1
    assert "^^" not in tex
    for written in (bare, tex):
        assert not CONTROLS.search(written.replace("\t", ""))
        assert not TURNING.search(written)


def test_half_a_pair_is_no_text_of_a_result(harmless):
    text = json.dumps(plain_of(spoken(harmless, "half \ud800 a pair")))
    with pytest.raises(DataError):
        decode(text)


# -- a real browser --------------------------------------------------------------------------------------------------

RUNS_NOTHING = """() => [document.querySelectorAll('iframe,img,object,embed,foreignObject,base,link').length,
  [...document.querySelectorAll('script')].filter(each => each.type !== 'application/x-xz').length,
  [...document.querySelectorAll('*')].filter(each => [...each.attributes].some(a => /^on/i.test(a.name))).length].join()"""


@pytest.fixture
def watched(browser: Any) -> Any:
    """A tab, and everything that happens in it that should not."""
    happened: list[str] = []
    tab = browser.new_page()
    tab.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("console", lambda message: happened.append(f"console {message.text}"))
    tab.on("pageerror", lambda error: happened.append(f"error {error}"))
    tab.on("popup", lambda _: happened.append("popup"))
    tab.on("request", lambda request: happened.append(request.url) if "file:" not in request.url else None)
    yield tab, happened
    tab.close()


def opened(tab: Any, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8", newline="")
    tab.goto(file.as_uri())
    assert tab.url == file.as_uri()
    assert tab.evaluate(RUNS_NOTHING) == "0,0,0"


@pytest.mark.browser
@pytest.mark.parametrize("texts", [DRAWABLE[::7], pytest.param(DRAWABLE, marks=pytest.mark.long)], ids=["some", "all"])
def test_in_a_browser_no_page_of_a_report_runs_or_asks_for_anything(watched, harmless, tmp_path, texts):
    tab, happened = watched
    for at, text in enumerate(texts):
        opened(tab, tmp_path / f"{at}.html", page(build(spoken(harmless, text), "en")))
        assert happened == [], text


@pytest.mark.browser
def test_in_a_browser_no_other_page_and_no_chart_alone_does(watched, folder, harmless, tmp_path):
    tab, happened = watched
    comparison = read_comparison(folder / "cmp" / "comparison-waves.json")
    parts = [read_result(file) for file in sorted((folder / "first").glob("*-0?-result.json"))]
    assert len(parts) == 4
    opened(tab, tmp_path / "methods.html", methods_page("en"))
    for at, text in enumerate([*DRAWABLE[:5], *DRAWABLE[22:30:3]]):
        said = comparison_page(build_comparison(spoken(comparison, text), "en"))
        assert shape(said)[0] == shape(comparison_page(build_comparison(comparison, "en")))[0]
        opened(tab, tmp_path / f"c{at}.html", said)
        groups = [spoken(part, text) for part in parts]
        links = {part.options.split_value: f"{number}.html" for number, part in enumerate(groups)}
        opened(
            tab,
            tmp_path / f"i{at}.html",
            index_page(spoken(harmless, text), groups, {text: "minimum"}, "en", links=links, least=10),
        )
        if at % 4 == 0:
            for name, svg in chart_files(build(spoken(harmless, text), "en")).items():
                opened(tab, tmp_path / f"{at}-{name}", svg)
        assert happened == [], text


@pytest.mark.browser
def test_a_printed_report_holds_no_script_and_leads_nowhere(browser, harmless):
    text = " ".join(text for text in TEXTS[:10] + TEXTS[22:34])
    printed = pdf(build(spoken(harmless, text), "en"))
    for word in (
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/SubmitForm",
    ):
        assert word not in printed
    assert {found for found in re.findall(rb"/URI\s*\((.*?)\)", printed) if FILE.encode() not in found} == set()


# -- files that say them, given back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DRAWABLE[::8])
def test_other_commands_read_such_files_and_print_no_control(harmless, tmp_path, text):
    said = spoken(harmless, text)
    said = dataclasses.replace(said, instrument_sha256=sha256_of(said.instrument))
    (tmp_path / "said-result.json").write_text(encode(said), encoding="utf-8")
    (tmp_path / "said.html").write_text(page(build(said, "id")), encoding="utf-8", newline="")
    again = dataclasses.replace(said, source=dataclasses.replace(said.source, sha256="c" * 64))
    (tmp_path / "other-result.json").write_text(encode(again), encoding="utf-8")
    with chdir(tmp_path):
        assert command("verify", "said.html").exit_code == 0
        assert command("report", "said-result.json", "--format", "html,csv,md", "-o", "again").exit_code == 0
        ended = command(
            "compare", "said-result.json", "other-result.json", "--as", "waves", "--labels", "a,b", "-o", "cmp"
        )
        assert ended.exit_code == 0, ended.stderr
    assert all(unicodedata.category(sign) != "Cf" for sign in ended.stdout)
