"""Nothing that axe-core calls serious or critical: in the report and the form, wide and narrow, light and dark."""

from __future__ import annotations

from typing import Any

import pytest

from govassess.instrument.load import load_instrument
from govassess.questionnaire.compose import compose
from govassess.questionnaire.html_form import render_form
from govassess.report.html import render_html
from tests.report.a_result import a_result
from tests.report.beside_the_tests import complete

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
LOOKS = [("light", 1280, "en"), ("dark", 400, "id")]
REST = [("light", 1280, "en"), ("dark", 1280, "en"), ("light", 400, "id"), ("light", 1280, "id"), ("dark", 400, "en")]


def faults(browser: Any, html: str, scheme: str, width: int) -> list[tuple[str, str, str]]:
    """What axe-core finds, folded parts open: rule, weight, the first element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_content(html)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    found = axe.Axe().run(page).response["violations"]
    context.close()
    return [(each["id"], each["impact"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in GRAVE]


def test_the_report_has_no_serious_fault(browser):
    assert faults(browser, render_html(a_result(), "id"), "dark", 400) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "width", "lang"),
    [pytest.param(*look, marks=[] if at % 2 == 0 else pytest.mark.long) for at, look in enumerate(REST)],
)
def test_a_report_of_everything_has_no_serious_fault(browser, scheme, width, lang):
    assert faults(browser, render_html(complete(), lang), scheme, width) == []


@pytest.mark.parametrize(("scheme", "width", "lang"), LOOKS)
def test_the_form_has_no_serious_fault(browser, scheme, width, lang):
    form = render_form(compose(load_instrument("skm-permenpanrb-14-2017")), lang)
    assert faults(browser, form, scheme, width) == []


def test_a_fault_would_be_found(browser):
    found = faults(browser, "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>", "light", 400)
    assert [rule for rule, _, _ in found] == ["image-alt"]
