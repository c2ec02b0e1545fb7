"""What equations would tell of the few whom they leave out, and what is told for publication of the few who chose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.summaries import checklist_results, multiple_choice_results
from govassess.disclosure.known_sums import KnownSums
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.privacy.equations import EquationRows, safe_equations
from govassess.result.hypotheses import Coefficient, Model
from govassess.run.sampling import Sampling
from govassess.scoring.scores import score
from govassess.stats.regression import fit_ols
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
INTERNAL, PUBLISHED = disclosure_rule("internal", None), disclosure_rule("published", None)


def fitted(few):
    """Smart city on collaborative governance, where ``few`` of 60 did not answer about the latter; as the kernel fits it."""
    frame = answers(CG, 60, seed=1)
    scores = score(responses(frame, CG))
    predictor = [name for name in frame if name in scores.rules.items_under("CG")]
    frame.loc[: few - 1, predictor] = np.nan
    scores = score(responses(frame, CG))
    fit = fit_ols(scores.values, "SC", ["CG"])
    blank = dict.fromkeys(("std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "beta", "vif"))
    rows = [
        Coefficient(term=row["term"], estimate=row["estimate"], **blank) for row in fit.to_frame().to_dict("records")
    ]
    numbers = dict.fromkeys(("adj_r_squared", "f_statistic", "f_df1", "f_df2", "f_p_value", "condition_number"))
    model = Model(
        id="H", hypothesis="H", outcome="SC", vcov="HC3", n_used=fit.n_used, n_dropped=few, r_squared=fit.r2,
        references={}, coefficients=tuple(rows), **numbers,
    )  # fmt: skip
    return scores, model


def safe(model, scores, categories=None, groups=()):
    """The equation as it may be stored: beside the means of all, and of ``groups`` (masks)."""
    scored = {name: scores.values[name].notna().to_numpy(float) for name in ("CG", "SC")}
    known = KnownSums(
        rows={name: (row, *(row * inside for inside in groups)) for name, row in scored.items()}, hidden={}, minimum=5
    )
    used = scores.values[["CG", "SC"]].notna().all(axis=1).to_numpy()
    models, gaps, _ = safe_equations([model], {"H": EquationRows(used=used, categories=categories or {})}, known)
    return models, gaps


@pytest.mark.parametrize("few", [1, 2, 4])
def test_the_constant_would_tell_the_few_who_are_left_out_and_is_not_shown(few):
    scores, model = fitted(few)
    by_term = {each.term: each.estimate for each in model.coefficients}
    outcome, predictor = scores.values["SC"], scores.values["CG"]
    told = outcome.sum() - model.n_used * (by_term["(Intercept)"] + by_term["CG"] * predictor.mean())
    assert told == pytest.approx(outcome[:few].sum())  # the leak
    (shown,), why = safe(model, scores)
    assert [each.term for each in shown.coefficients] == ["CG"]
    assert shown.condition_number is None
    assert {(each.where, each.field, each.code) for each in why} == {
        ("models.H", "intercept", "suppressed"), ("models.H", "condition_number", "suppressed"),
    }  # fmt: skip


@pytest.mark.parametrize("many", [0, 5, 9])
def test_the_constant_is_shown_where_nobody_or_enough_are_left_out(many):
    scores, model = fitted(many)
    assert safe(model, scores) == ((model,), ())


def test_a_category_that_is_shown_as_a_group_gives_the_constant_back_and_is_not_shown_either():
    scores, model = fitted(2)
    kind = np.where(np.arange(60) < 30, "x", "y").astype(object)
    blank = dict.fromkeys(("std_error", "statistic", "df", "p_value", "conf_low", "conf_high", "beta", "vif"))
    dummy = Coefficient(term="kind=y", estimate=0.1, **blank)
    model = replace(model, references={"kind": "x"}, coefficients=(*model.coefficients, dummy))
    (unknown,), _ = safe(model, scores, {"kind": kind})
    assert [each.term for each in unknown.coefficients] == ["CG", "kind=y"]
    (shown,), why = safe(model, scores, {"kind": kind}, groups=(kind == "y",))
    assert [each.term for each in shown.coefficients] == ["CG"]
    assert shown.references == {}
    assert "dummies" in {each.field for each in why}


def test_two_equations_that_differ_by_one_respondent_do_not_both_keep_their_constant():
    _, model = fitted(0)
    every = np.ones(60, dtype=bool)
    but_six, but_seven = (np.arange(60) >= count for count in (6, 7))
    known = KnownSums(rows={"CG": (every * 1.0,), "SC": (every * 1.0,)}, hidden={}, minimum=5)
    other = replace(model, id="K", hypothesis="K")
    rows = {"H": EquationRows(used=but_six, categories={}), "K": EquationRows(used=but_seven, categories={})}
    (one, two), _, _ = safe_equations([model, other], rows, known)
    assert [len(each.coefficients) for each in (one, two)] == [2, 1]


def asked(*counts, n=60, single=False):
    """A question of which the options were chosen so often, each by the first respondents; or by one after the other."""
    question = CG.multiple_choice[0]
    codes = [option.code for option in question.options][: len(counts)]
    frame = pd.DataFrame(0.0, index=range(n), columns=codes)
    start = 0
    for code, count in zip(codes, counts, strict=True):
        frame.loc[start : start + count - 1, code] = 1.0
        start += count if single else 0
    read = replace(responses(answers(CG, n), CG), choices={question.id: frame})
    return lambda rule: multiple_choice_results(
        read, np.ones(n, dtype=bool), None, Sampling(conf_level=0.95, seed=1, count=0), rule
    )[0]


def test_for_publication_an_option_of_few_is_suppressed_and_counts_are_rounded():
    result = asked(3, 57, 32, 0)
    assert [option.count for option in result(INTERNAL).options] == [3, 57, 32, 0]
    assert [(option.count, option.share) for option in result(PUBLISHED).options] == [
        (None, None), (None, None), (30, 0.5), (0, 0),
    ]  # fmt: skip


def test_for_publication_an_option_that_is_hidden_is_not_what_the_others_leave():
    shown = [option.count for option in asked(4, 12, 44, single=True)(PUBLISHED).options]
    assert shown == [None, None, 45]


def test_for_publication_an_entry_of_few_answers_and_with_it_the_index_are_suppressed():
    checklist = CG.checklists[0]
    names = [item.id for item in checklist.items][:3]
    frame = pd.DataFrame(float(max(checklist.answer)), index=range(40), columns=names)
    frame.loc[6:, names[0]] = np.nan
    read = replace(responses(answers(CG, 40), CG), checklists=frame)
    (all_shown,), none = checklist_results(read, np.ones(40, dtype=bool), INTERNAL)
    assert (set(all_shown.entries), all_shown.index, none) == (set(names), 100, ())
    (some,), why = checklist_results(read, np.ones(40, dtype=bool), PUBLISHED)
    assert set(some.entries) == set(some.answered) == set(names[1:])
    assert some.index is None
    assert [(each.where, each.code) for each in why] == [(names[0], "suppressed"), (checklist.id, "suppressed")]
