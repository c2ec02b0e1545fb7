"""The offline questionnaire as people meet it: filled in, switched, left, saved, printed, attacked."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from statistics import mean

import pytest

from govassess.files.cells import guarded
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Missing, Scale, Text, children_of
from govassess.questionnaire.compose import compose
from govassess.questionnaire.html_form import OWN_COLUMNS
from govassess.responses.merge import merge_files
from govassess.responses.read import read_responses
from govassess.scoring.scores import score
from tests.questionnaire.conftest import rows_of
from tests.questionnaire.rewording import reworded
from tests.questionnaire.test_html_form import PAYLOADS

pytestmark = pytest.mark.browser

PROFILE = {
    "consent": 1, "agency": 'Dinas Kominfo, "Kota"', "agency_type": "gov_city", "role": "functional",
    "years_of_service": "7,5", "unit": "Aptika",
}  # fmt: skip
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('refused') }})"
OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def cg():
    return load_instrument("cg-dps-smartcity")


@pytest.fixture(scope="module")
def short(cg):
    """20 items on five pages."""
    return compose(cg, form="short", modules=["core"])


def answers_to(asked, seed, **more):
    """Somebody's answers, "don't know" among them."""
    chance = random.Random(seed)
    return PROFILE | {item.id: chance.choice((1, 2, 3, 4, 5, 99)) for item in asked.items()} | more


def expected_score(node, answers):
    """The mean of the parts by hand, keys turned, where at least half is answered."""
    if not hasattr(node, "name"):
        said = answers[node.id]
        return None if said == 99 else 6 - said if node.reverse else said
    parts = [expected_score(part, answers) for part in children_of(node)]
    known = [part for part in parts if part is not None]
    return mean(known) if 2 * len(known) >= len(parts) else None


def test_saved_forms_in_both_languages_joined_score_as_they_were_answered(respondent, cg, tmp_path):
    asked = compose(cg, order="random", seed=2, checklists=True)
    given, saved = [], []
    for seed, lang in enumerate(("en", "id")):
        given.append(answers_to(asked, seed, gender="f", collaboration_attributes=["trust", "other"], DS1=2))
        form = respondent(asked, lang)
        form.fill(given[-1])
        saved.append(form.download("#save"))
    joined = tmp_path / "all.csv"
    joined.write_text(merge_files(saved).to_csv(), encoding="utf-8", newline="")
    responses = read_responses(joined)
    assert (responses.source.tool, responses.instrument.id) == ("govassess_form", cg.id)
    assert next(step.count for step in responses.funnel) == len(responses.items) == 2
    assert {notice.code for notice in responses.issues} <= {"missing_code"}
    order = [rows_of(path)[0]["form_language"] for path in sorted(saved)]
    given = [given[("en", "id").index(lang)] for lang in order]
    scores = score(responses).to_frame()
    for place, answers in enumerate(given):
        for item in asked.items():
            said = responses.items[item.id].iloc[place]
            assert said == answers[item.id] or (answers[item.id] == 99 and said != said)
        for node in cg.nodes():
            wanted, found = expected_score(node, answers), scores[node.id].iloc[place]
            assert found == pytest.approx(wanted) if wanted is not None else found != found
    assert list(responses.profile["agency"]) == [PROFILE["agency"]] * 2
    assert list(responses.profile["years_of_service"]) == [7.5, 7.5]
    assert list(responses.profile["gender"]) == ["f", "f"]
    assert responses.choices["collaboration_attributes"].to_numpy().sum() == 4
    assert responses.checklists["DS1"].tolist() == [2, 2]


def test_the_saved_row_holds_the_columns_in_the_order_asked_and_no_time_or_device(respondent, short):
    form = respondent(short)
    answers = answers_to(short, 3)
    form.fill(answers)
    path = form.download("#save")
    row = rows_of(path)[0]
    items = [item.id for item in short.items()]
    profile = [variable.id for variable in short.instrument.profile]
    assert list(row) == [*OWN_COLUMNS, "consent", *profile, *items, "collaboration_attributes"]
    assert row["instrument"] == short.instrument.id
    assert row["instrument_version"] == short.instrument.version
    assert row["instrument_sha256"] == short.sha256
    assert re.fullmatch(r"([b-df-hjkmnp-tv]{6}-){3}[b-df-hjkmnp-tv]{6}", row["response_id"])
    assert path.name == f"{short.instrument.id}-{row['response_id']}.csv"
    assert {code: row[code] for code in items} == {code: str(answers[code]) for code in items}
    assert row["years_of_service"] == "7.5"


def test_the_switch_changes_every_word_and_keeps_every_answer(respondent, short):
    form = respondent(short, "en")
    item = next(short.items())
    answers = answers_to(short, 4)
    form.answer(answers)
    form.next()
    form.answer(answers)
    form.next()
    form.answer(answers)
    english = form.page.locator("body").inner_text()
    form.page.click("#languages [lang=id]")
    indonesian = form.page.locator("body").inner_text()
    assert item.text.en in english
    assert item.text.id in indonesian
    for label in short.scales["agree5"].labels.values():
        assert label.text.id in indonesian
        assert label.text.en not in indonesian
    assert form.page.evaluate("document.documentElement.lang") == "id"
    assert form.page.title() == f"{short.instrument.title.id} ({short.instrument.id})"
    assert form.page.locator("[aria-pressed=true]").inner_text() == "Bahasa Indonesia"
    form.fill(answers)
    row = rows_of(form.download("#save"))[0]
    assert row["form_language"] == "id"
    assert all(row[item.id] == str(answers[item.id]) for item in short.items())


def test_one_dimension_at_a_time_with_progress_and_instructions(respondent, short):
    form = respondent(short)
    seen = []
    answers = answers_to(short, 5)
    while form.page.locator("#next").is_visible():
        seen.append((form.part, form.page.locator("main>section:not([hidden]) h2").all_inner_texts()))
        shown = form.page.locator("#how").is_visible()
        assert shown == (form.page.locator("main>section.block:not([hidden])").count() == 1)
        form.answer(answers)
        form.next()
        assert form.page.evaluate("document.activeElement.tagName") in {"H1", "H2"}
    assert [part for part, _ in seen] == [f"Part {n} of 9" for n in range(1, 9)]
    assert [titles for _, titles in seen][2:7] == [[block.title.en] for block in short.blocks]
    assert form.page.evaluate("document.getElementById('progress').position") == 1


def test_what_is_left_out_is_named_and_led_to(respondent, short):
    form = respondent(short, "id")
    form.next()
    assert form.part == "Bagian 1 dari 9"
    errors = form.page.locator("#errors")
    assert short.instrument.consent.text.id in errors.inner_text()
    assert form.page.evaluate("document.activeElement.id") == "errors"
    form.answer(PROFILE)
    form.next()
    form.next()
    named = form.page.locator("#list li").all_inner_texts()
    assert named == [each.label.id for each in short.instrument.profile if not each.optional]
    unit = form.page.locator("#q-unit")
    assert unit.get_attribute("aria-invalid") == "true"
    described = unit.get_attribute("aria-describedby")
    assert form.page.locator(f"#{described}").inner_text() == "Mohon jawab pertanyaan ini."
    form.page.locator("#list button").nth(4).click()
    assert form.page.evaluate("document.activeElement.id") == "q-unit"
    form.page.keyboard.type("Aptika")
    assert form.page.locator("#list li").count() == 4
    assert unit.get_attribute("aria-invalid") == "false"
    form.page.click("#languages [lang=en]")
    assert "Please answer this question." in form.question("agency").inner_text()
    form.answer(PROFILE)
    assert not errors.is_visible()
    form.next()
    assert form.part == "Part 3 of 9"


@pytest.mark.parametrize("wrong", ["seven", "51", "-1", "1.000", "1e1", "7,5,5"])
def test_a_number_outside_its_limits_or_none_is_not_passed(respondent, short, wrong):
    form = respondent(short)
    form.answer(PROFILE)
    form.next()
    form.answer(PROFILE | {"years_of_service": wrong})
    form.next()
    assert "Please write a number" in form.question("years_of_service").inner_text()
    form.question("years_of_service").locator("input").fill("50")
    form.next()
    assert form.part == "Part 3 of 9"


def test_a_long_scale_takes_a_number_or_dont_know_but_not_both(respondent, cg):
    scale = Scale(type="number", min=0, max=100, missing=Missing(codes=(999,), written=999))
    asked = compose(
        replace(cg, scales={"agree5": scale}, profile=(), multiple_choice=()), form="short", modules=["core"]
    )
    form = respondent(asked)
    form.answer(PROFILE)
    form.next()
    first, second, *_ = [item.id for item in asked.items()]
    field, escape = form.question(first).locator("input").all()
    escape.check()
    field.fill("101")
    assert not escape.is_checked()
    form.next()
    assert form.page.locator("#list li").count() == len(asked.blocks[0].items)
    escape.check()
    assert field.input_value() == ""
    form.fill({item.id: 42 for item in asked.items()} | {first: 999, second: 0})
    row = rows_of(form.download("#save"))[0]
    assert [row[code] for code in (first, second)] == ["999", "0"]
    assert row[asked.blocks[1].items[0].id] == "42"


def test_who_refuses_is_asked_nothing_more_and_only_that_is_saved(respondent, short, tmp_path):
    form = respondent(short, "id")
    form.answer(PROFILE)
    form.next()
    form.answer(PROFILE)
    form.page.click("#back")
    form.answer({"consent": 0})
    assert form.part == "Bagian 1 dari 2"
    form.next()
    assert form.page.locator(".refused").is_visible()
    assert not form.page.locator(".done").is_visible()
    path = form.download("#save")
    row = rows_of(path)[0]
    assert {name: cell for name, cell in row.items() if cell and name not in OWN_COLUMNS} == {"consent": "0"}
    agreed = respondent(short, "en")
    agreed.fill(answers_to(short, 6))
    joined = tmp_path / "all.csv"
    joined.write_text(merge_files([path, agreed.download("#save")]).to_csv(), encoding="utf-8", newline="")
    funnel = {step.code: step.count for step in read_responses(joined).funnel}
    assert (funnel["read"], funnel["no_consent"]) == (2, 1)


def test_a_draft_comes_back_and_is_gone_once_saved(respondent, short):
    form = respondent(short, "en")
    answers = answers_to(short, 7)
    for _ in range(3):
        form.answer(answers)
        form.next()
    form.answer(answers)
    form.page.click("#languages [lang=id]")
    (key,) = form.stored()
    assert short.instrument.id in key
    assert short.sha256 in key
    form.page.reload()
    assert form.part == "Bagian 4 dari 9"
    assert "dipulihkan" in form.status
    form.page.click("#languages [lang=en]")
    form.fill({item.id: answers[item.id] for block in short.blocks[2:] for item in block.items})
    row = rows_of(form.download("#save"))[0]
    answered = [item.id for block in short.blocks[:2] for item in block.items]
    assert [row[code] for code in answered] == [str(answers[code]) for code in answered]
    assert row["agency"] == PROFILE["agency"]


@pytest.mark.parametrize(
    "draft", ["{", "5", '{"given": 3, "at": "x", "response": 7, "lang": "<b>"}', '{"given": [[{}]]}']
)
def test_a_spoilt_draft_harms_nothing(respondent, short, draft):
    form = respondent(short)
    form.answer(PROFILE)
    (key,) = form.stored()
    form.page.evaluate("([key, draft]) => localStorage.setItem(key, draft)", [key, draft])
    form.page.reload()
    assert form.part == "Part 1 of 9"
    form.fill(answers_to(short, 8))
    assert rows_of(form.download("#save"))[0]["consent"] == "1"
    assert form.stored() == {}


def test_after_saving_nothing_of_the_answers_is_left_in_the_browser(respondent, short):
    form = respondent(short)
    form.fill(answers_to(short, 9))
    assert form.stored()
    first = form.download("#save")
    assert form.stored() == {}
    assert first.name in form.status
    assert not form.page.locator("#back").is_visible()
    form.page.click("#languages [lang=id]")
    content = first.read_bytes()
    assert form.download("#again").read_bytes() == content
    assert form.page.locator("#text").input_value().splitlines() == content.decode("utf-8-sig").splitlines()
    form.page.reload()
    assert form.part == "Part 1 of 9"
    assert form.page.locator("input:checked").count() == 0


def test_the_form_is_cleared_only_after_asking(respondent, short):
    form = respondent(short)
    form.answer(PROFILE)
    form.next()
    form.answer(PROFILE)
    asked = []
    form.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.page.click("#clear")
    assert form.page.locator("#q-agency").input_value() == PROFILE["agency"]
    form.page.once("dialog", lambda dialog: dialog.accept())
    form.page.click("#clear")
    assert asked == ["Erase all answers in this form?"]
    assert form.part == "Part 1 of 9"
    assert form.page.locator("#q-agency").input_value() == ""
    assert form.stored() == {}


def test_an_interviewer_collects_several_respondents_into_one_file(respondent, short):
    form = respondent(short, "id")
    given = [answers_to(short, seed) for seed in (11, 12, 13)]
    for place, answers in enumerate(given):
        form.fill(answers)
        if place == 1:  # saved as a file too: the same row, not another one
            alone = rows_of(form.download("#save"))[0]
        form.page.click("#another")
        assert form.part == "Bagian 1 dari 9"
        assert form.page.locator("#count").inner_text().endswith(str(place + 1))
    form.page.reload()
    path = form.download("#all")
    rows = rows_of(path)
    assert [[row[item.id] for item in short.items()] for row in rows] == [
        [str(answers[item.id]) for item in short.items()] for answers in given
    ]
    assert rows[1] == alone
    assert len({row["response_id"] for row in rows}) == 3
    merged = merge_files([path, *path.parent.glob(f"*{alone['response_id']}.csv")])
    assert (len(merged.rows), merged.repeated) == (3, 1)
    form.page.once("dialog", lambda dialog: dialog.dismiss())
    form.page.click("#erase")
    assert form.page.locator("#kept").is_visible()
    form.page.once("dialog", lambda dialog: dialog.accept())
    form.page.click("#erase")
    assert not form.page.locator("#kept").is_visible()
    assert form.stored() == {}
    assert form.page.locator("#text").input_value() == ""


def test_a_browser_that_keeps_nothing_says_so_and_still_saves(respondent, short):
    form = respondent(short, before=NO_STORAGE)
    assert not form.page.locator("#unkept").is_visible()
    answers = answers_to(short, 14)
    form.fill(answers)
    assert form.page.locator("#unkept").is_visible()
    form.page.click("#another")
    form.fill(answers_to(short, 15))
    form.page.click("#another")
    rows = rows_of(form.download("#all"))
    assert [row[item.id] for row in rows[:1] for item in short.items()] == [
        str(answers[item.id]) for item in short.items()
    ]
    assert len(rows) == 2


SHEET = (
    "=1+1",
    "+62 21",
    "-x",
    "@SUM(A1)",
    "\uff1dcmd",
    "Dinas; =x",
    'a "-b',
    "Dinas, Kota",
    "-5",
    "O'Neil",
    "it's -x",
)


def test_texts_that_a_spreadsheet_would_run_are_guarded_as_everywhere(respondent, cg):
    text = replace(cg.profile[0], optional=True)
    profile = tuple(replace(text, id=f"t{place}") for place in range(len(SHEET)))
    asked = compose(replace(cg, profile=profile), form="short", modules=["core"])
    form = respondent(asked)
    form.fill(answers_to(asked, 16, **{f"t{place}": said for place, said in enumerate(SHEET)}))
    row = rows_of(form.download("#save"))[0]
    assert [row[each.id] for each in profile] == [said if said == "-5" else guarded(said) for said in SHEET]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_hostile_texts_run_nothing_and_fetch_nothing(respondent, cg, lang):
    signs = iter(PAYLOADS * 100)
    hostile = reworded(cg, lambda text: Text(en=f"{next(signs)} {text.en}", id=f"{text.id} {next(signs)}"))
    form = respondent(compose(hostile, form="short", modules=["core"]), lang)
    asked = compose(cg, form="short", modules=["core"])
    form.next()
    form.page.click(f"#languages [lang={'id' if lang == 'en' else 'en'}]")
    form.fill(answers_to(asked, 17, agency=PAYLOADS[0]))
    row = rows_of(form.download("#save"))[0]
    assert row["agency"] == PAYLOADS[0]
    assert form.page.evaluate("window.hit") is None
    assert form.page.locator("img, [onclick], [onerror]").count() == 0
    assert form.page.locator("script").count() == 2


def test_the_form_can_be_filled_in_by_keyboard_alone(respondent, short):
    form = respondent(short)
    keys = form.page.keyboard

    def until(wanted):
        for _ in range(40):
            keys.press("Tab")
            if form.page.evaluate(f"document.activeElement.matches('{wanted}')"):
                return
        pytest.fail(f"{wanted} is not reached")

    until("[name=consent]")
    keys.press("Space")
    until("#next")
    keys.press("Enter")
    until("#q-agency")
    keys.type("Dinas")
    until("[name=agency_type]")
    keys.press("ArrowDown")
    assert form.question("agency_type").locator(":checked").get_attribute("value") == "gov_central"
    outline = form.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_choices_are_groups_with_a_name_and_each_has_its_words(respondent, short):
    form = respondent(short)
    form.answer(PROFILE)
    form.next()
    form.answer(PROFILE)
    form.next()
    item = short.blocks[0].items[0]
    group = form.page.get_by_role("radiogroup", name=item.text.en, exact=True)
    names = [label.text.en for label in short.scales["agree5"].labels.values()]
    for name in [*names, "Don't know / not applicable"]:
        assert group.get_by_role("radio", name=name, exact=True).count() == 1
    group.get_by_text("Agree", exact=True).click()
    assert group.locator(":checked").get_attribute("value") == "4"


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_screen_is_wider_than_the_window(respondent, cg, lang, width):
    asked = compose(cg, form="short", checklists=True)
    form = respondent(asked, lang, viewport={"width": width, "height": 740})
    answers = answers_to(asked, 18)
    while form.page.locator("#next").is_visible():
        form.next()  # with its messages
        assert form.page.evaluate("document.documentElement.scrollWidth") <= width
        assert form.page.evaluate(OUTSIDE) == []
        small = form.page.locator("main>section:not([hidden]) label:has([type])").evaluate_all(
            "found => found.filter(each => each.getBoundingClientRect().height < 44).length"
        )
        assert small == 0
        form.answer(answers)
        form.next()
    form.download("#save")
    assert form.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("script", [True, False])
def test_on_paper_everything_is_there_in_one_language_with_codes_and_nothing_is_cut(respondent, cg, lang, script):
    asked = compose(cg, checklists=True)
    form = respondent(asked, lang, java_script_enabled=script, viewport={"width": 703, "height": 1031})
    form.page.emulate_media(media="print")
    text = form.page.locator("body").inner_text()
    other = "id" if lang == "en" else "en"
    for item in asked.items():
        assert " ".join(item.text.in_language(lang).split()) in text
        assert item.text.in_language(other) not in text
    for code in ("gov_city", "trust"):
        assert code in text
    assert form.page.locator("main>section:visible").count() == 1 + 1 + len(asked.blocks) + 1 + 1
    assert form.page.locator("button:visible").count() == 0
    if script:
        assert form.page.locator(".key:visible").all_inner_texts()[1].split() == (
            form.page.locator(".key:visible").all_inner_texts()[0].split()
        )
        assert form.page.locator('[data-q="RM1a"] label b:visible').all_inner_texts() == ["1", "2", "3", "4", "5", "99"]
        assert form.page.evaluate(OUTSIDE) == []
    assert form.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_a_script_the_page_is_a_paper_form_and_says_so(respondent, short):
    form = respondent(short, "id", java_script_enabled=False)
    text = form.page.locator("body").inner_text()
    assert "Skrip dinonaktifkan" in text
    assert all(item.text.id in text for item in short.items())
    assert form.page.locator("fieldset > legend").count() == 20 + 1 + 4 + 1


def test_the_service_survey_without_consent_is_filled_in_and_read(respondent):
    skm = load_instrument("skm-permenpanrb-14-2017")
    asked = compose(skm)
    form = respondent(asked, "id")
    answers = {item.id: 3 for item in asked.items()} | {
        "service": "KTP", "gender": skm.profile[2].options[0].code, "age": 40,
        "education": skm.profile[4].options[1].code, "occupation": skm.profile[5].options[0].code,
    }  # fmt: skip
    form.fill(answers)
    path = form.download("#save")
    responses = read_responses(path)
    assert responses.instrument.id == skm.id
    assert set(responses.items.iloc[0]) == {3.0}
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert "consent" not in next(csv.reader(file))
