"""The offline questionnaire as a file: what is in it, in which languages, and that nothing can get out or in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from govassess.errors import PlanError
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Answers, Missing, Scale, Text
from govassess.questionnaire.compose import compose
from govassess.questionnaire.html_form import OWN_COLUMNS, render_form
from govassess.report.charts.theme import contrast
from govassess.responses.tools import TOOLS
from tests.questionnaire.rewording import reworded

PAYLOADS = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "</style><img src=x onerror=window.hit=1>",
    "\"' onclick=window.hit=1 x='",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>",
    "&lt;b&gt; \u2028 ]]> \\u003c",
)
VOID = {"meta", "input", "br"}
UNTRANSLATED = {"b", "footer", "script", "style", "noscript", "title"}


class Page(HTMLParser):
    """Elements, attributes and texts of a form, as its script finds them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.asked: list[str] = []
        self.optional: set[str] = set()
        self.texts: list[str] = []
        self.bodies: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "data-q" in given:
            self.asked.append(given["data-q"])
            if "data-o" in given or any("data-o" in attributes for _, attributes in self.open):
                self.optional.add(given["data-q"])
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, given = self.open[-1] if self.open else ("", {})
        if tag in self.bodies:
            self.bodies[tag].append(data)
        inside = {name for name, _ in self.open}
        if data.strip() and "body" in inside and not inside & UNTRANSLATED and "lang" not in given:
            self.texts.append(data)

    @property
    def data(self):
        return json.loads(self.bodies["script"][0])

    @property
    def pairs(self):
        return [(here, there or here) for here, there in zip(self.texts, self.data["other"], strict=True)]


@pytest.fixture(scope="module")
def cg():
    return load_instrument("cg-dps-smartcity")


@pytest.fixture(scope="module")
def skm():
    return load_instrument("skm-permenpanrb-14-2017")


@pytest.fixture(scope="module", params=["en", "id"])
def lang(request):
    return request.param


@pytest.mark.parametrize("name", ["cg-dps-smartcity", "skm-permenpanrb-14-2017"])
def test_a_form_of_64_items_stays_within_40_kilobytes(name, lang):
    assert len(render_form(compose(load_instrument(name)), lang).encode()) <= 40_000


def test_every_question_stands_in_the_page_once_and_in_the_order_asked(cg):
    asked = compose(cg, order="random", seed=5, checklists=True)
    expected = [
        "consent",
        *(variable.id for variable in cg.profile),
        *(item.id for item in asked.items()),
        *(question.id for question in cg.multiple_choice),
        *(entry.id for checklist in cg.checklists for entry in checklist.items),
    ]
    assert Page(render_form(asked)).asked == expected


def test_checklists_are_asked_only_if_composed_so(cg):
    assert "DS1" not in Page(render_form(compose(cg))).asked


def test_the_short_form_asks_the_short_items_only(cg):
    asked = Page(render_form(compose(cg, form="short", modules=["core"]))).asked
    assert [code for code in asked if code in {item.id for item in cg.items()}] == [
        item.id for item in compose(cg, form="short", modules=["core"]).items()
    ]


def test_both_languages_are_whole_in_the_page_whichever_it_opens_in(cg):
    asked = compose(cg, checklists=True)
    english, indonesian = (Page(render_form(asked, lang)) for lang in ("en", "id"))
    assert english.pairs == [(en, id_) for id_, en in indonesian.pairs]
    printed = [cg.title, cg.instructions, cg.consent.text, *(block.title for block in asked.blocks)]
    printed += [item.text for item in asked.items()]
    printed += [label.text for label in cg.scales["agree5"].labels.values()]
    for question in (*cg.profile, *cg.multiple_choice):
        printed += [option.label for option in question.options]
    printed += [question.text for question in cg.multiple_choice] + [variable.label for variable in cg.profile]
    printed += [text for checklist in cg.checklists for text in checklist.answer.values()]
    assert {(text.en, text.id) for text in printed} <= set(english.pairs)
    assert ("Don't know / not applicable", "Tidak tahu / tidak relevan") in english.pairs


def test_the_dont_know_of_a_scale_is_its_written_missing_code_and_comes_last(cg):
    html = render_form(compose(cg))
    key = re.search(r'<ul class="key s0">(.*?)</ul>', html)[1]
    assert re.findall(r"<b>(\d+)</b>", key) == ["1", "2", "3", "4", "5", "99"]
    assert html.count("Don&#39;t know / not applicable") == 1 + html.count(
        "choose &#34;Don&#39;t know / not applicable"
    )


def test_what_has_no_dont_know_may_be_left_out(cg):
    scale = replace(cg.scales["agree5"], missing=Missing())
    page = Page(render_form(compose(replace(cg, scales={"agree5": scale}), checklists=True)))
    assert page.optional >= {item.id for item in cg.items()} | {"DS1"}
    usual = Page(render_form(compose(cg, checklists=True)))
    assert usual.optional == {"gender", "education", "collaboration_attributes", "DS1", "DS2", "DS3", "DS4", "DS5"}


def test_a_long_scale_is_answered_by_a_number_or_dont_know(cg):
    scale = Scale(type="number", min=0, max=100, missing=Missing(codes=(999,), written=999))
    html = render_form(compose(replace(cg, scales={"agree5": scale})))
    field = re.search(r'<div data-q="RM1a".*?</div>', html)[0]
    assert 'data-number="whole" data-min="0" data-max="100"' in field
    assert "<b>999</b>" in field
    assert "A number from 0 to 100" in field


def test_no_name_is_asked_and_nothing_is_submitted(cg):
    page = Page(render_form(compose(cg, checklists=True)))
    assert "form" not in page.tags
    assert page.data.keys() == {"columns", "id", "version", "sha256", "refused", "words", "other"}


def test_the_policy_allows_the_one_script_and_the_one_style_and_nothing_else(cg, lang):
    html = render_form(compose(cg), lang)
    page = Page(html)
    head = html[html.index("<head>") + 6 :].lstrip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy"')
    policy = next(value for tag, name, value in page.attributes if tag == "meta" and name == "content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert [len(page.bodies[kind]) for kind in ("script", "style")] == [2, 1]
    for directive, body in (("script-src", page.bodies["script"][1]), ("style-src", page.bodies["style"][0])):
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert rules.pop(directive) == f"'sha256-{digest}'"
    assert rules == dict.fromkeys(("default-src", "connect-src", "base-uri", "form-action"), "'none'")


def test_nothing_is_fetched_from_anywhere(cg, lang):
    html = render_form(compose(cg, checklists=True), lang)
    page = Page(html)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|fetch|XMLHttp|sendBeacon|WebSocket|eval\(|innerHTML", html)
    assert {name for _, name, _ in page.attributes} & {"src", "href", "action", "style", "srcset"} == set()
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert set(page.tags) & {"img", "link", "iframe", "object", "embed", "base", "video", "audio"} == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_stays_text(cg, payload, lang):
    plain, hostile = (
        reworded(cg, lambda text, sign=sign: Text(en=f"{sign} {text.en}", id=f"{text.id} {sign}"))
        for sign in ("plain", payload)
    )
    hostile = replace(hostile, version=payload)
    pages = [Page(render_form(compose(each, checklists=True), lang)) for each in (plain, hostile)]
    assert pages[0].tags == pages[1].tags
    assert [name for _, name, _ in pages[0].attributes] == [name for _, name, _ in pages[1].attributes]
    assert pages[0].bodies["script"][1] == pages[1].bodies["script"][1]
    assert all("</" not in body for body in pages[1].bodies["script"] + pages[1].bodies["style"])
    assert len(pages[1].pairs) == len(pages[0].pairs)
    shown = " ".join(payload.split())
    assert any(shown in here and shown in there for here, there in pages[1].pairs)
    assert pages[1].data["version"] == payload


def test_a_text_of_spaces_does_not_shift_the_other_language(cg):
    blank = reworded(cg, lambda text: Text(en="\ufeff \n", id=text.id) if text == cg.title else text)
    page = Page(render_form(compose(blank)))
    assert ("–", cg.title.id) in page.pairs
    assert (cg.consent.text.en, cg.consent.text.id) in page.pairs


def test_the_same_questionnaire_gives_the_same_bytes_and_another_one_its_own_draft(cg):
    asked = compose(cg, order="random", seed=9)
    assert render_form(asked) == render_form(compose(cg, order="random", seed=9))
    drafts = {Page(render_form(each)).data["columns"] for each in (asked, compose(cg), compose(cg, form="short"))}
    assert len(drafts) == 3


def test_an_instrument_without_consent_profile_or_instructions_still_gives_a_form(skm):
    bare = replace(skm, consent=None, profile=(), instructions=None)
    page = Page(render_form(compose(bare)))
    assert page.asked == [item.id for item in skm.items()]
    assert page.data["refused"] is None


def test_each_scale_has_its_key_where_it_is_first_used(skm):
    html = render_form(compose(skm))
    assert len(re.findall(r'<ul class="key s\d+"><li>', html)) == len(skm.scales)


def test_a_question_named_like_a_column_of_the_form_is_refused(cg):
    profile = (replace(cg.profile[0], id="instrument"), *cg.profile[1:])
    with pytest.raises(PlanError) as caught:
        render_form(compose(replace(cg, profile=profile)))
    assert caught.value.code == "form_reserved_id"
    assert "instrument" in caught.value.message("id")


def test_consent_without_anything_to_write_is_refused(cg):
    consent = replace(cg.consent, refused=Answers())
    with pytest.raises(PlanError) as caught:
        render_form(compose(replace(cg, consent=consent)))
    assert caught.value.code == "form_consent"


def test_consent_is_written_by_code_and_else_by_word(cg):
    consent = replace(cg.consent, refused=replace(cg.consent.refused, codes=()))
    assert Page(render_form(compose(cg))).data["refused"] == "0"
    assert Page(render_form(compose(replace(cg, consent=consent)))).data["refused"] == "No"


def test_an_unknown_language_is_refused(cg):
    with pytest.raises(PlanError, match="fr"):
        render_form(compose(cg), "fr")


def test_the_reader_knows_the_columns_that_the_form_writes():
    assert TOOLS["govassess_form"].metadata == set(OWN_COLUMNS)


def test_words_and_edges_stand_out_in_light_and_in_dark(cg):
    sheet = Page(render_form(compose(cg))).bodies["style"][0]
    for rule in re.findall(r":root\{([^}]*--ink[^}]*)\}", sheet)[:2]:
        colours = {
            name: f"#{code * 2 if len(code) == 3 else code}" for name, code in re.findall(r"--(\w+):#(\w+)", rule)
        }
        for ground in ("bg", "soft"):
            for words in ("ink", "mut", "acc", "warn"):
                assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
        assert contrast(colours["edge"], colours["bg"]) >= 3
