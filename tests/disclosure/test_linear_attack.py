"""Random surveys with one to three hidden agencies, and a reader who solves all that is stored as one linear system."""

from __future__ import annotations

import json
import random

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.assessment.group_scores import comparisons, group_results
from govassess.compare.split import assess_group, split_of
from govassess.disclosure.known_sums import KnownSums
from govassess.disclosure.minimum import disclosure_rule
from govassess.errors import NothingToScoreError
from govassess.report.html import render_html
from govassess.report.index import index_page
from govassess.responses.groups import part_of
from govassess.result.codec import decode, encode, plain
from govassess.run.plan import Plan
from govassess.run.sampling import Sampling
from govassess.scoring.scores import score
from govassess.text.catalogue import say
from govassess.verification.data_check import recomputed
from tests.disclosure.designs import a_design, small_instrument
from tests.disclosure.linear_attack import Known, Reader, found_by
from tests.surveys import answers, responses


@pytest.fixture(scope="module")
def instrument(tmp_path_factory):
    return small_instrument(tmp_path_factory.mktemp("attacked"))


def alike(one, other):
    """Whether two comparisons hold the same names and, to nine digits, the same numbers."""
    first, second = (json.loads(json.dumps(plain(each))) for each in (one, other))
    flat = [pd.json_normalize(each | {"pairs": dict(enumerate(each["pairs"]))}).iloc[0] for each in (first, second)]
    return all(a == b or a == pytest.approx(b, rel=1e-9, abs=1e-12) for a, b in zip(flat[0], flat[1], strict=True))


def share(count, often):
    """Seeds: ``often`` of them in every run, the rest with the marker ``long``."""
    return [pytest.param(seed, marks=[] if seed < often else pytest.mark.long) for seed in range(count)]


def stored(result):
    return json.loads(encode(result))


def few(design, *known, reader=None):
    """What the reader finds about agencies under the minimum and about single respondents."""
    reader = reader or Reader(score(design.read), design.read.profile)
    agency = design.read.profile["agency"].to_numpy()
    minimum = known[0].result["options"]["min_group"]
    found = found_by(reader, known, {name: agency == name for name in design.hidden})
    return [each for each in found if each.people < minimum]


def whole(design, **options):
    plan = {"by": design.by, "disclosure": design.policy, "draws": 0} | options
    return Known(result=stored(assess(design.read, **plan)), inside=np.ones(len(design.read.items), dtype=bool))


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 6))
def test_blank_covariates_disclose_nobody(instrument, seed):
    design = a_design(instrument, seed, blank=True, skipped=False)
    assert few(design, whole(design)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 8))
def test_skipped_dimensions_disclose_nobody(instrument, seed):
    design = a_design(instrument, seed, blank=False, skipped=True)
    assert few(design, whole(design)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 6))
def test_both_together_disclose_nobody(instrument, seed):
    design = a_design(instrument, 100 + seed, blank=True, skipped=True)
    assert few(design, whole(design)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", share(100, 6))
def test_the_reports_of_groups_and_the_groups_of_the_whole_report_are_one_system(instrument, seed):
    design = a_design(instrument, 200 + seed, blank=seed % 3 == 0, skipped=False)
    variable = random.Random(seed).choice(("agency", "kind", "role"))
    plan = Plan(by=design.by, disclosure=design.policy, draws=0)
    try:
        split = split_of(design.read, variable, plan)
    except NothingToScoreError:
        return
    labels = design.read.profile[variable].to_numpy()
    parts = [
        Known(result=stored(assess_group(design.read, variable, value, plan)), inside=labels == value)
        for value in split.shown
    ]
    assert few(design, whole(design), *parts) == []


def test_the_attack_wins_where_nothing_is_withheld(instrument):
    """One respondent left out of the equations: the means of fitted values, and all less them, are that one's score."""
    design = a_design(instrument, 4, blank=True, skipped=False)
    reader = Reader(score(design.read), design.read.profile)
    known = whole(design)
    used = design.read.profile["years"].notna().to_numpy()
    for model in known.result["models"]:
        assert not (model["residuals"] or {}).get("by_fitted")
        mean = float(reader.scores.values.loc[used, model["outcome"]].mean())
        if model["residuals"] is not None:
            model["residuals"]["by_fitted"] = [{"n": model["n_used"], "at": mean}]
    assert {each.node for each in few(design, known, reader=reader)} >= {"Q", "R"}


def test_an_agency_shown_as_a_group_is_not_written_as_a_report_that_leaves_one_of_a_kind(instrument):
    """Kind k5 is eleven people, ten of them of one agency: the group less the report would be one person."""
    agency = np.repeat(["a1", "a2", "a3", "a4"], [10, 15, 14, 12]).astype(object)
    kind = np.array(["k5"] * 11 + ["k1"] * 40, dtype=object)
    profile = pd.DataFrame({"agency": agency, "kind": kind})
    read = responses(answers(instrument, 51, seed=1), instrument, profile=profile)
    alone = split_of(read, "agency", Plan(draws=0))
    assert alone.shown == ("a1", "a2", "a3", "a4")
    split = split_of(read, "agency", Plan(by=("kind",), draws=0))
    assert split.suppressed["a1"] == "secondary"
    plan = Plan(by=("kind",), draws=0)
    known = [Known(result=stored(assess(read, plan=plan)), inside=np.ones(51, dtype=bool))]
    known += [
        Known(result=stored(assess_group(read, "agency", value, plan)), inside=agency == value) for value in split.shown
    ]
    reader = Reader(score(read), profile)
    assert [each for each in found_by(reader, known, {}) if each.people == 1] == []
    known.append(Known(result=stored(assess_group(read, "agency", "a1", plan)), inside=agency == "a1"))
    assert {each.what for each in found_by(reader, known, {}) if each.people == 1} == {"person 10"}


def test_an_agency_that_a_table_hides_for_anothers_sake_gets_no_report(instrument):
    agency = np.repeat(["a", "b", "c", "d"], [3, 12, 15, 30]).astype(object)
    read = responses(answers(instrument, 60, seed=2), instrument, profile=pd.DataFrame({"agency": agency}))
    split = split_of(read, "agency", Plan(by=("agency",), draws=0))
    assert split.shown == ("c", "d")


def test_the_report_of_a_group_holds_no_category_and_no_constant_that_is_the_level_of_one(instrument):
    rng = np.random.default_rng(3)
    profile = pd.DataFrame(
        {
            "agency": np.repeat(["a", "b"], [40, 45]).astype(object),
            "kind": rng.choice(["k1", "k2"], 85).astype(object),
            "years": rng.integers(0, 30, 85).astype(float),
        }
    )
    read = responses(answers(instrument, 85, seed=3), instrument, profile=profile)
    part = assess_group(read, "agency", "a", Plan(draws=0))
    assert "kind=k2" in {
        row.term for model in assess(part_of(read, "agency", "a"), draws=0).models for row in model.coefficients
    }
    for model in part.models:
        terms = {row.term for row in model.coefficients}
        assert not any(term.startswith("kind=") for term in terms)
        assert ("(Intercept)" in terms) == model.id.endswith(".unadjusted")
    gaps = {(gap.where, gap.field) for gap in part.unavailable if gap.code == "suppressed"}
    assert {("models.H1", "intercept"), ("models.H1", "dummies")} <= gaps


@pytest.mark.parametrize("seed", share(200, 40))
def test_group_tests_with_one_hidden_group_say_nothing_of_it(instrument, seed):
    """Whatever the hidden and the small answer, no test changes; who is left out and how many is said."""
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    rule = disclosure_rule(("internal", "published")[seed % 2], None)
    sizes = [draw.randint(1, rule.minimum - 1), *(draw.randint(rule.minimum, 40) for _ in range(draw.randint(3, 7)))]
    agency = np.repeat([f"a{place}" for place in range(len(sizes))], sizes).astype(object)
    frame = answers(instrument, len(agency), seed=seed, missing=draw.choice([0, 0.05]))

    def compared(answered):
        values = score(responses(answered, instrument)).values
        partitions = {"agency": agency}
        sampling = Sampling(conf_level=0.95, seed=1, count=0)
        rules = score(responses(answered, instrument)).rules
        groups, _ = group_results(values, partitions, rules, rule, sampling, None)
        found, _ = comparisons(values, partitions, groups, rules, rule, conf_level=0.95)
        return found, values

    before, values = compared(frame)
    told = {name for each in before for name in each.left_out}
    assert "a0" in told
    for each in before:
        inside = np.isin(agency, each.left_out) & values[each.id].notna().to_numpy()
        assert each.n_left_out == rule.shown_count(int(inside.sum()))
    out = set.intersection(*(set(each.left_out) for each in before))
    changed = frame.copy()
    rows = np.isin(agency, sorted(out))
    changed.loc[rows] = changed.loc[rows].where(changed.loc[rows].isna(), rng.integers(1, 6, changed.loc[rows].shape))
    after = compared(changed)[0]
    assert all(alike(one, other) for one, other in zip(before, after, strict=True))
    tested = len(sizes) - len(out)
    assert (before[0].p_value is not None) == (tested >= 2)


def test_what_is_withheld_of_an_equation_is_said_in_both_languages(instrument):
    """Kinds are shown as groups and are a covariate; one respondent stated no years."""
    rng = np.random.default_rng(5)
    years = rng.integers(0, 30, 60).astype(float)
    years[7] = np.nan
    profile = pd.DataFrame({"kind": np.repeat(["k1", "k2"], 30).astype(object), "years": years})
    read = responses(answers(instrument, 60, seed=5), instrument, profile=profile)
    result = decode(encode(assess(read, by=("kind",), draws=0)))
    gone = {(gap.where, gap.field) for gap in result.unavailable if gap.code == "suppressed"}
    assert {("models.H1", field) for field in ("intercept", "dummies", "residual_groups", "condition_number")} <= gone
    assert [each for each in recomputed(result) if not each.holds] == []
    for lang in ("en", "id"):
        page = render_html(result, lang)
        for note in ("intercept", "dummies", "residual_groups"):
            assert say(f"table.note.{note}_suppressed", lang, minimum="5").partition("5")[0] in page


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_page_of_reports_says_why_a_group_has_none(instrument, lang):
    agency = np.repeat(["a1", "a2", "a3", "a4"], [10, 15, 14, 12]).astype(object)
    profile = pd.DataFrame({"agency": agency, "kind": np.array(["k5"] * 11 + ["k1"] * 40, dtype=object)})
    read = responses(answers(instrument, 51, seed=1), instrument, profile=profile)
    plan = Plan(by=("kind",), draws=0)
    split = split_of(read, "agency", plan)
    part = assess_group(read, "agency", split.shown[0], plan)
    page = index_page(assess(read, plan=plan), [part], split.suppressed, lang, links={}, least=split.least)
    assert say("index.withheld.secondary", lang, name="a1", minimum=10) in page


def test_the_sensitivity_sample_is_part_of_the_system():
    everyone, careful = np.ones(40), (np.arange(40) >= 8) * 1.0
    most = (np.arange(40) >= 6) * 1.0  # an equation over the careful and two of the others
    known = KnownSums(rows={"P": (everyone,)}, hidden={}, minimum=5)
    assert not known.discloses({"P": (most,)})
    assert known.more({"P": (careful,)}).discloses({"P": (most,)})
