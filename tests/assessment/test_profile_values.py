"""Values of profile variables that are none of the options: shown as written, as other, or hidden."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.compare.split import assess_group, split_of
from govassess.instrument.model import Option, ProfileVariable
from govassess.report.html import render_html
from govassess.responses.profile import recode_profile
from govassess.responses.table import Column
from govassess.result.codec import encode
from govassess.run.plan import Plan
from govassess.text.catalogue import say
from tests.report import bare_constructs
from tests.report.bare_constructs import text
from tests.report.pages import Page
from tests.surveys import answers, responses

OPTIONS = (Option(code="lead", label=text("Leader")), Option(code="expert", label=text("Expert")))
ROLE = ProfileVariable(id="role", label=text("Role"), type="single", options=OPTIONS)
ASKED = {"Staf": 57, "staf ": 2, "Leader": 12, "Honorer": 12, "Magang": 4, "ani@example.org": 6, "rare one": 1, "": 6}


def recoded(variable: ProfileVariable = ROLE) -> tuple[object, ...]:
    cells = [word for word, count in ASKED.items() for _ in range(count)]
    return recode_profile(variable, Column.of(cells)).values


def assessed(**options: object):
    instrument = replace(bare_constructs.instrument(), profile=(ROLE,), hypotheses=())
    values = recoded()
    frame = answers(instrument, len(values))
    return responses(frame, instrument, profile=pd.DataFrame({"role": values})), options


def summary(**options: object):
    survey, given = assessed(**options)
    return assess(survey, draws=20, seed=1, by="role", **given)


def test_what_many_wrote_is_kept_as_written_and_the_rest_is_other():
    found = pd.Series(recoded()).value_counts(dropna=False)
    assert found["Staf"] == 59 and found["lead"] == 12 and found["Honorer"] == 12 and found["Magang"] == 4
    assert found["other"] == 7 and found[None] == 6  # what looks personal, and what one respondent wrote


def test_an_option_of_its_own_takes_the_rest():
    other = replace(ROLE, options=(*OPTIONS, Option(code="Other", label=text("Something else"))))
    assert pd.Series(recoded(other)).value_counts()["Other"] == 7


def test_shares_are_of_all_respondents_and_who_gave_none_is_a_row():
    result = summary()
    (found,) = result.profile
    assert {value.value: value.n for value in found.values} == {
        "Staf": 59,
        "lead": 12,
        "Honorer": 12,
        "other": 11,
        "": 6,
    }
    assert [value.share for value in found.values] == pytest.approx([value.n / 100 for value in found.values])
    assert [value.value for value in found.values] == ["lead", "Staf", "Honorer", "other", ""]
    for lang, words in (("en", say("report.not_stated", "en")), ("id", say("report.not_stated", "id"))):
        page = Page(render_html(result, lang))
        assert ("profile.role.values.4.share", "6.0%" if lang == "en" else "6,0%") in page.printed
        assert words in page.text and "Staf" in page.text
        assert "ani@example.org" not in page.text and "Magang" not in page.text and "rare one" not in page.text
    assert "Magang" not in encode(result)


def test_groups_follow_the_same_values():
    result = summary()
    shown = {group.value: group.n for group in result.groups if not group.suppressed}
    hidden = {group.value for group in result.groups if group.suppressed}
    assert set(shown) | hidden == {"Staf", "lead", "Honorer", "other", ""}
    assert shown["Staf"] == 59 and not hidden


def test_in_a_publication_fewer_than_ten_are_other_or_hidden():
    result = summary(disclosure="published")
    (found,) = result.profile
    assert all(value.n >= 10 for value in found.values if value.value)
    assert all(value.n % 5 == 0 for value in found.values)
    assert "Magang" not in encode(result)


def test_a_larger_minimum_names_fewer_values():
    result = summary(min_group=13)
    assert [value.value for value in result.profile[0].values if value.value not in ("", "other", "lead")] == ["Staf"]


def test_a_report_of_one_group_holds_those_who_wrote_it():
    survey, _ = assessed()
    plan = Plan(draws=0)
    found = split_of(survey, "role", plan)
    assert "Staf" in found.shown
    assert assess_group(survey, "role", "Staf", plan).funnel[-1].remaining == 59
    assert assess_group(survey, "role", "other", plan).funnel[-1].remaining == 11
