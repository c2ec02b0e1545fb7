"""The page of the shipped example, for every reader and in both languages, stays one that e-mail and old computers take."""

from __future__ import annotations

from pathlib import Path

import pytest

from govassess.report.html import render_html
from govassess.result.assessment import Assessment
from govassess.result.codec import decode

LARGEST = 600_000
EXAMPLE = Path(__file__).parents[2] / "examples" / "simulated-survey-result.json"


@pytest.fixture(scope="module")
def example() -> Assessment:
    result = decode(EXAMPLE.read_text(encoding="utf-8"))
    assert result.options.draws == 5000 and len(result.items) == 64
    return result


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("audience", ["agency", "research", "thesis"])
def test_the_page_of_the_example_has_at_most_600_kb_with_its_data(example, audience, lang):
    html = render_html(example, lang, date="2026-11-23", audience=audience)
    assert 300_000 < len(html.encode("utf-8")) <= LARGEST
    assert "application/x-xz" in html
