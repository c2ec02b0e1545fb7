"""Leaving out who looks careless: who leaves, what the others' results are, and what stands beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.assessment.sensitivity import search
from govassess.errors import NothingToScoreError, PlanError
from govassess.instrument.load import load_instrument
from govassess.report.html import render_html
from govassess.result.codec import decode, encode, plain
from govassess.run.plan import read_plan
from govassess.scoring.scores import score
from tests.report.pages import Page
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
CAREFUL, SAME, RANDOM = 120, (1, 2, 3, 4, 4, 5), 6
N = CAREFUL + len(SAME) + RANDOM
DRAWS = 60


def planted(careful=CAREFUL, same=SAME, random=RANDOM, seed=5):
    """Answers of careful people, then of those who always tick one box, then of those who tick at random."""
    frame = answers(CG, careful, seed=seed)
    rng = np.random.default_rng(seed + 1)
    lines = pd.DataFrame(np.repeat(np.array(same, dtype=float)[:, None], frame.shape[1], axis=1), columns=list(frame))
    noise = pd.DataFrame(rng.integers(1, 6, (random, frame.shape[1])).astype(float), columns=list(frame))
    return pd.concat([frame, lines, noise], ignore_index=True)


def profile_of(n):
    rng = np.random.default_rng(9)
    return pd.DataFrame(
        {
            "agency": [f"Dinas {row % 12}" for row in range(n)],
            "agency_type": rng.choice(["gov_city", "private", "blud"], size=n),
            "years_of_service": rng.integers(1, 30, size=n).astype(float),
        }
    )


@cache
def survey():
    """The planted survey, nobody's answers missing but those of one who gave none."""
    frame = pd.concat([planted(), pd.DataFrame(np.nan, index=[0], columns=list(planted()))], ignore_index=True)
    return responses(frame, CG, profile=profile_of(len(frame)))


def of_rows(read, kept):
    """The survey as it would be if the file did not hold the other rows."""
    n = int(kept.sum())
    first = replace(read.funnel[0], count=n, remaining=n)
    return replace(
        read,
        items=read.items.loc[kept].reset_index(drop=True),
        profile=read.profile.loc[kept].reset_index(drop=True),
        checklists=pd.DataFrame(index=range(n)),
        funnel=(first,),
    )


@cache
def careless():
    """Who of the rows shows two signs or more; the last row cannot be scored."""
    scores = score(survey())
    found = np.zeros(N + 1, dtype=bool)
    found[scores.kept] = search(survey(), scores).flagged
    return found


@cache
def run(*, exclude=True, **options):
    return assess(survey(), by="agency_type", draws=DRAWS, exclude_careless=exclude, **options)


@cache
def of_the_others():
    return assess(of_rows(survey(), ~careless()), by="agency_type", draws=DRAWS)


def test_those_who_tick_one_box_or_any_box_are_who_leaves():
    assert careless()[CAREFUL:N].sum() >= len(SAME) + RANDOM - 1
    assert careless()[CAREFUL : CAREFUL + len(SAME)].all()
    assert careless()[:CAREFUL].mean() < 0.03


def test_nobody_leaves_unless_it_is_asked():
    kept = run(exclude=False)
    steps = {step.code: step.count for step in kept.funnel}
    assert (steps["careless_excluded"], steps["analysed"]) == (0, N)
    assert kept.options.exclude_careless is assess(survey(), draws=0).options.exclude_careless is False
    assert {each.sample for each in kept.robustness} == {"unflagged"}


def test_the_funnel_counts_them_last_and_adds_up():
    funnel = run().funnel
    assert [step.code for step in funnel[-3:]] == ["too_many_missing", "careless_excluded", "analysed"]
    assert [step.step for step in funnel] == list(range(funnel[0].step, funnel[0].step + len(funnel)))
    read, *left, analysed = funnel
    assert [step.count for step in left] == [1, careless().sum()]
    assert read.count - sum(step.count for step in left) == analysed.count == analysed.remaining
    assert all(one.remaining - step.count == step.remaining for one, step in zip(funnel, left, strict=False))
    assert run().scores[0].n == analysed.count


def test_the_results_are_those_of_a_survey_without_these_rows():
    found, want = run(), of_the_others()
    for part in ("scores", "groups", "comparisons", "items", "reliability", "validity", "models", "path_models",
                 "aggregation", "priorities", "profile"):  # fmt: skip
        assert plain(getattr(found, part)) == plain(getattr(want, part)), part
    tests = [
        [replace(each, fragile=False, fragile_because=()) for each in result.hypotheses] for result in (found, want)
    ]
    assert plain(tests[0]) == plain(tests[1])
    assert found.screening.straight_lining == 0
    own = [each for each in found.estimators if each.sample == "unflagged"]
    theirs = [replace(each, sample="unflagged") for each in want.estimators if each.sample == "all"]
    assert plain(own) == plain(theirs)


def test_beside_them_stand_the_results_of_everyone():
    found, everyone = run(), run(exclude=False)
    whole = {each.id: each for each in everyone.scores}
    proper = {each.id: each for each in found.scores}
    assert [each.id for each in found.robustness] == list(CG.headline)
    for each in found.robustness:
        score_of_all = whole[each.id]
        assert each.sample == "all"
        assert each.index == score_of_all.index
        ends = (score_of_all.conf_low, score_of_all.conf_high)  # clusters are resampled: stored as printed
        assert (each.conf_low, each.conf_high) == pytest.approx(tuple(round(end, 1) for end in ends))
        assert (each.n, each.level) == (N, score_of_all.level)
        assert each.difference == pytest.approx(score_of_all.index - proper[each.id].index)
    tests = {each.hypothesis: each for each in everyone.estimators if (each.method, each.sample) == ("ols", "all")}
    beside = [each for each in found.estimators if (each.method, each.sample) == ("ols", "all")]
    assert {each.hypothesis for each in beside} == set(tests)
    for each in beside:
        assert each.estimate == pytest.approx(tests[each.hypothesis].estimate, rel=1e-9)
        assert each.n_used == tests[each.hypothesis].n_used


def test_the_signs_are_counted_among_everyone_and_looked_for_once():
    told = run().screening.careless
    assert plain(told) == plain(run(exclude=False).screening.careless)
    assert told.n_used == N
    assert told.flagged_twice == careless().sum()
    limits = {each.sign: each.limit for each in told.signs}
    assert limits == {
        "longstring": 0.5, "irv": 0.01, "even_odd": 0.0, "synonyms": 0.0, "antonyms": 0.0, "mahalanobis": 0.001,
        "seconds_per_item": 2.0,
    }  # fmt: skip


def test_json_and_report_hold_both_ways():
    result = run()
    assert encode(decode(encode(result))) == encode(result)
    stored = json.loads(encode(result))
    assert stored["options"]["exclude_careless"] is True
    assert {each["sample"] for each in stored["robustness"]} == {"all"}
    assert {each["sample"] for each in stored["estimators"]} == {"all", "unflagged"}
    for lang, words in (
        ("en", "were left out, as this run was asked to do"),
        ("id", "sebagaimana diminta untuk analisis ini"),
    ):
        page = Page(render_html(decode(encode(result)), lang))
        assert words in page.text
        printed = dict(page.printed)
        assert printed["robustness.CG.index"] != printed["scores.CG.index"]


def test_a_result_from_before_is_read_as_one_in_which_nobody_was_left_out():
    stored = json.loads(encode(run(exclude=False)))
    del stored["options"]["exclude_careless"]
    for sign in stored["screening"]["careless"]["signs"]:
        del sign["limit"]
    assert decode(json.dumps(stored)).options.exclude_careless is False


def test_a_warning_tells_how_many_left_and_none_says_that_nobody_did():
    codes = {notice.code: notice for notice in run().warnings}
    assert dict(codes["careless_excluded"].values) == {"count": careless().sum(), "n": N}
    assert not {"careless_flagged", "careless_not_excluded", "careless_excluded_alone"} & set(codes)


def few(**options):
    """Three careless people among 90."""
    read = responses(planted(careful=90, same=(1, 2, 5), random=0), CG)
    return assess(read, draws=DRAWS, exclude_careless=True, **options)


def test_so_few_leave_that_everyone_beside_would_tell_their_answers_and_so_does_not_stand_there():
    result = few()
    gone = next(step.count for step in result.funnel if step.code == "careless_excluded")
    assert 3 <= gone < result.options.min_group
    assert result.scores[0].n == 93 - gone
    assert result.robustness == ()
    assert {each.sample for each in result.estimators} == {"unflagged"}
    reasons = [(each.field, each.code) for each in result.unavailable if each.where == "robustness"]
    assert reasons == [("all", "few_flagged")]
    assert "careless_excluded_alone" in {notice.code for notice in result.warnings}


def test_no_number_of_everyone_is_in_a_result_that_withholds_them():
    """The index of all, their means and their item means stand nowhere in the JSON."""
    everyone = assess(responses(planted(careful=90, same=(1, 2, 5), random=0), CG), draws=DRAWS)
    numbers = set(numbers_in(json.loads(encode(few()))))
    for each in (*everyone.scores, *everyone.items):
        assert float(f"{each.mean:.10g}") not in numbers
    for each in everyone.robustness:
        assert each.index not in numbers


def numbers_in(value):
    if isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(entry)
    elif isinstance(value, float):
        yield value


def test_those_left_out_who_all_ticked_the_same_box_would_be_known_by_their_mean():
    read = responses(planted(careful=60, same=(4,) * 6, random=0, seed=3), CG)
    result = assess(read, draws=DRAWS, exclude_careless=True)
    assert [each.code for each in result.unavailable if each.where == "robustness"] == ["flagged_recognisable"]
    assert result.robustness == ()


def test_few_who_are_left_are_shown_beside_everyone_and_warned_of():
    read = responses(planted(careful=25, same=(1, 2, 3, 4, 5, 1, 2, 4), random=0), CG)
    result = assess(read, draws=DRAWS, exclude_careless=True)
    assert 20 <= result.scores[0].n < 30
    assert {each.sample for each in result.robustness} == {"all"}
    assert {"small_sample", "careless_excluded"} <= {notice.code for notice in result.warnings}


def test_where_everybody_looks_careless_nobody_is_left():
    read = responses(planted(careful=0, same=(1, 2, 3, 4, 5), random=0), CG)
    assert assess(read, draws=0).scores[0].n == 5
    with pytest.raises(NothingToScoreError) as fault:
        assess(read, draws=0, exclude_careless=True)
    assert (fault.value.code, fault.value.values, fault.value.exit_code) == ("all_careless", {"n": 5}, 1)


def test_a_publication_is_refused_where_too_few_are_left():
    read = responses(planted(careful=9, same=(1, 2, 3, 4, 5, 1, 2, 4), random=0), CG)
    assert assess(read, draws=0, disclosure="published").scores[0].n == 17
    with pytest.raises(NothingToScoreError, match="Only"):
        assess(read, draws=0, disclosure="published", exclude_careless=True)


def test_where_signs_cannot_be_looked_for_nobody_leaves_and_it_is_said():
    skm = load_instrument("skm-permenpanrb-14-2017")
    result = assess(responses(answers(skm, 60), skm), draws=DRAWS, exclude_careless=True)
    assert result.options.exclude_careless
    assert result.funnel[-2].code == "careless_excluded"
    assert result.funnel[-2].count == 0
    assert "careless_not_searched" in {notice.code for notice in result.warnings}
    assert {(each.where, each.field, each.code) for each in result.unavailable} >= {
        ("screening", "careless", "few_alike_items"),
        ("robustness", "unflagged", "few_alike_items"),
    }


def test_where_nobody_is_flagged_asking_changes_nothing_but_the_option():
    read = responses(answers(CG, 60, seed=3), CG)
    one, other = (json.loads(encode(assess(read, draws=DRAWS, exclude_careless=each))) for each in (True, False))
    assert one.pop("options")["exclude_careless"]
    del other["options"]
    assert one == other


def test_clusters_are_those_of_the_others():
    result = assess(survey(), draws=DRAWS, cluster="agency", exclude_careless=True)
    want = assess(of_rows(survey(), ~careless()), draws=DRAWS, cluster="agency")
    assert (result.options.resampled, result.options.units) == ("clusters", 12)
    assert plain(result.scores) == plain(want.scores)


def test_the_response_rate_and_the_census_are_of_those_analysed():
    study = {"invited": 200, "kind": "census"}
    result = assess(survey(), draws=DRAWS, exclude_careless=True, study=study)
    everyone = assess(survey(), draws=DRAWS, study=study)
    left = N - careless().sum()
    assert (result.response_rate.analysed, everyone.response_rate.analysed) == (left, N)
    of_all = next(each.conf_low for each in everyone.scores if each.id == "CG")
    assert result.robustness[0].conf_low == pytest.approx(round(of_all, 1))


@pytest.mark.parametrize("value", ["false", "yes", 1, 0])
def test_only_true_and_false_are_answers_to_whether_to_leave_them_out(value):
    with pytest.raises(PlanError, match="exclude_careless"):
        assess(survey(), draws=0, exclude_careless=value)


def test_a_plan_file_can_ask_for_it(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("exclude_careless: true\n", encoding="utf-8")
    assert read_plan(path).exclude_careless is True
    path.write_text("draws: 10\n", encoding="utf-8")
    assert read_plan(path).exclude_careless is False
    path.write_text("exclude_careless: sometimes\n", encoding="utf-8")
    with pytest.raises(Exception, match="exclude_careless"):
        read_plan(path)
