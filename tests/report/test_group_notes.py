"""The notes under tables of groups: who is not compared is said once, and what an empty cell means."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.report.html import render_html
from tests.surveys import answers, responses


@pytest.mark.parametrize(
    ("lang", "said", "of_each", "certainty"),
    [
        ("en", "Not in any of these tests", "Not in the tests of", "read it as an indication only"),
        ("id", "Tidak diikutkan dalam uji-uji ini", "Tidak diikutkan dalam uji T", "sebagai petunjuk saja"),
    ],
)
def test_groups_that_no_test_holds_are_named_once(lang, said, of_each, certainty):
    instrument = load_instrument("cg-dps-smartcity")
    agency = np.repeat(["Dinas A", "Dinas B", "Dinas C"], [20, 18, 7])
    survey = responses(answers(instrument, 45, form="short"), instrument, profile=pd.DataFrame({"agency": agency}))
    page = re.sub(r"<[^>]+>", "", render_html(assess(survey, by=("agency",), draws=50), lang))
    assert page.count(said) == 1
    assert of_each not in page
    assert certainty in page
