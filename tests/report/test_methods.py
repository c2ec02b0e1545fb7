"""The page of methods: every public statistic is on it, with what it is and whom it is from."""

from __future__ import annotations

import re

import html5lib
import pytest

from govassess.files.cells import printable
from govassess.report.definitions import GROUPS, definition
from govassess.report.methods import FILE, methods_page
from govassess.stats import _HOME
from govassess.text.catalogue import has
from tests.report.pages import Page

PLACES = [place for places in GROUPS.values() for place in places]
PLAIN = {"leave_one_out", "weighted_means"}
"""Public functions that give no number of their own to a report: parts of others."""


def test_every_public_statistic_is_on_the_page() -> None:
    functions = {name for name in _HOME if name.islower() and name not in PLAIN}
    assert functions <= {place.partition(":")[2] for place in PLACES}


@pytest.mark.parametrize("place", PLACES)
def test_each_says_what_it_is_and_has_a_name_in_both_languages(place: str) -> None:
    found = definition(place)
    assert found.summary.endswith(".")
    assert found.parts.get("Notes") or found.parts.get("") or found.parts.get("References")
    assert has(f"methods.{found.name}")


def test_the_parts_of_a_docstring_are_told_apart() -> None:
    found = definition("stats/reliability.py:cronbach_alpha")
    assert found.module == "govassess.stats.reliability"
    assert set(found.parts) <= {"", "Parameters", "Returns", "Notes", "References"}
    assert found.parts["Parameters"][0].startswith("items")
    assert any("Feldt" in text for text in found.parts["References"])
    assert not any(">>>" in text for texts in found.parts.values() for text in texts)


def test_a_function_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError):
        definition("stats/reliability.py:cronbach_beta")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_page_is_valid_and_every_link_leads_somewhere(lang: str) -> None:
    html = methods_page(lang)
    html5lib.HTMLParser(strict=True).parse(html)
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert not re.search(r"https?://(?!doi\.org)[^<\s]*\"", html)


def test_what_is_english_says_so_on_the_indonesian_page() -> None:
    html = methods_page("id")
    outside = re.sub(
        r'<div lang="en">.*?</div>|<ul class="listing" lang="en">.*?</ul>|<style>.*?</style>', "", html, flags=re.DOTALL
    )
    words = set(re.findall(r"\b(?:the|of|and|with|from|which)\b", re.sub(r"<[^>]+>", " ", outside)))
    assert not words, printable(", ".join(words), 80)


def test_the_report_leads_to_the_page_and_the_command_writes_it(run_here) -> None:
    folder, run = run_here
    assert run("methods", "-o", folder, "--lang", "id") == 0
    assert (folder / FILE).read_text(encoding="utf-8") == methods_page("id")
    assert run("methods", "-o", folder) == 2  # it is not overwritten


@pytest.fixture
def run_here(tmp_path):
    from click.testing import CliRunner

    from govassess.cli import main

    return tmp_path, lambda *words: CliRunner().invoke(main, [str(word) for word in words]).exit_code
