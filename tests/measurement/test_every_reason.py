"""Whatever the survey is like, every number that is not there has its reason, and no record holds NaN or a zero p."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest

from govassess.instrument.load import load_instrument
from govassess.measurement.aggregation import aggregation
from govassess.measurement.items import item_statistics
from govassess.measurement.scales import reliabilities, validity
from govassess.measurement.structure import structure_notices
from govassess.scoring.scores import score
from govassess.stats.draws import make_draws
from govassess.text.catalogue import LANGUAGES, catalogue, say
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")
SKM = load_instrument("skm-permenpanrb-14-2017")
BY = "agency"


def columns(*dimensions):
    return [item.id for item in CG.items() if item.id.startswith(dimensions)]


def survey(n, **options):
    return answers(CG, n, **options)[columns("RM", "IR", "OD")]


def everyday():
    return survey(150, missing=0.002)


def one_scale():
    return answers(CG, 80)[columns("RM")]


def two_scales_of_one_item():
    return answers(CG, 80)[["RM1a", "IR1a"]]


def scales_of_one_two_and_three_items():
    return answers(CG, 80)[["RM1a", "IR1a", "IR1b", "OD1a", "OD1b", "OD2a"]]


def an_item_nobody_answered():
    frame = survey(120)
    frame["RM1a"] = np.nan
    return frame


def a_constant_item():
    frame = survey(120)
    frame["RM1a"] = 4
    return frame


def an_item_that_all_but_two_answered_alike():
    frame = survey(120)
    frame["RM1a"] = [4.0] * 118 + [5.0, 3.0]
    return frame


def a_constant_item_in_a_scale_of_two():
    frame = answers(CG, 60)[["RM1a", "RM1b", "IR1a", "IR1b", "IR2a"]]
    frame["RM1a"] = 4
    return frame


def a_constant_scale():
    frame = survey(120)
    frame[columns("RM")] = 3
    return frame


def the_same_item_twice():
    frame = survey(120)
    frame["RM1b"] = frame["RM1a"]
    return frame


def two_scales_with_the_same_answers():
    frame = survey(120)
    turned = {item.id: item.reverse for item in CG.items()}
    for first, second in zip(columns("RM"), columns("IR"), strict=True):
        frame[second] = frame[first] if turned[first] == turned[second] else 6 - frame[first]
    return frame


def fewer_respondents_than_items():
    return survey(20)


def four_respondents():
    return survey(4)


def one_respondent():
    return survey(1)


def answers_that_have_nothing_in_common():
    rng = np.random.default_rng(5)
    names = columns("RM", "IR")
    return pd.DataFrame(rng.integers(1, 6, size=(60, len(names))).astype(float), columns=names)


def everybody_answers_everything_alike():
    frame = survey(40)
    frame.loc[:, :] = 4
    return frame


SURVEYS = (
    *(everyday, one_scale, two_scales_of_one_item, scales_of_one_two_and_three_items, an_item_nobody_answered),
    *(
        a_constant_item,
        an_item_that_all_but_two_answered_alike,
        a_constant_item_in_a_scale_of_two,
        a_constant_scale,
        the_same_item_twice,
    ),
    *(two_scales_with_the_same_answers, fewer_respondents_than_items, four_respondents, one_respondent),
    *(answers_that_have_nothing_in_common, everybody_answers_everything_alike),
)


class Found:
    """All that measurement says of one survey."""

    def __init__(self, frame, instrument=CG, *, groups=None, count=200):
        read = responses(frame, instrument)
        scores = score(read)
        n = len(scores.values)
        draws = make_draws(n, seed=1, count=count) if n > 1 and count else None
        labels = np.array([f"g{row % 4}" for row in range(n)], dtype=object) if groups is None else groups
        self.drawn = draws is not None
        self.items, items_absent = item_statistics(read, scores)
        self.reliability, scales_absent = reliabilities(scores, draws, conf_level=0.95)
        self.validity, validity_absent = validity(scores, draws, seed=1)
        self.aggregation, groups_absent = aggregation(scores, labels, BY)
        self.absent = (*items_absent, *scales_absent, *validity_absent, *groups_absent)
        self.notices = structure_notices(self.validity, self.reliability)
        self.nodes = [record.id for record in self.reliability]

    def records(self):
        return (*self.items, *self.reliability, self.validity, *self.aggregation)

    def explained(self, places, *fields):
        return any(each.where in places and each.field in fields for each in self.absent)


@pytest.fixture(scope="module", params=SURVEYS, ids=lambda made: made.__name__)
def found(request):
    return Found(request.param())


def numbers(tree):
    if isinstance(tree, dict):
        for each in tree.values():
            yield from numbers(each)
    elif isinstance(tree, list | tuple):
        for each in tree:
            yield from numbers(each)
    else:
        yield tree


def test_no_record_holds_nan_infinity_a_numpy_number_or_a_zero_p(found):
    for record in (*found.records(), *found.absent, *found.notices):
        tree = dataclasses.asdict(record)
        json.dumps(tree, allow_nan=False)
        for value in numbers(tree):
            assert value is None or type(value) in (str, int, float, bool), type(value)
            assert not isinstance(value, float) or math.isfinite(value)
        for field, value in tree.items():
            assert not (field.endswith("p_value") and value == 0), record
    structure = found.validity.factorability
    assert structure.bartlett_p != 0


def test_every_item_figure_that_is_undefined_has_a_reason(found):
    kin = {"item_rest_r": ("item_rest_r",), "item_total_r": ("item_rest_r",)}
    kin["alpha_if_deleted"] = ("alpha_if_deleted", "item_rest_r")
    kin |= dict.fromkeys(("item_total_n", "item_total_df", "critical_r"), ("item_rest_r",))
    kin |= dict.fromkeys(("own_r", "other_r", "other_scale"), ("cross_loadings",))
    for item in found.items:
        for field, value in dataclasses.asdict(item).items():
            if value is None and field != "tcr_category":  # it is named where the plan names a table
                places = {item.id, item.dimension, "validity"}
                assert found.explained(places, *kin.get(field, ("distribution",))), (item.id, field)


def test_every_figure_of_reliability_that_is_undefined_has_a_reason(found):
    factor = {"omega": ("omega",), "composite_reliability": ("omega",), "ave": ("omega",)}
    ends = {f"{name}_{end}": ("omega", "omega_interval") for name in factor for end in ("low", "high")}
    ends |= {"alpha_boot_low": ("alpha", "alpha_boot"), "alpha_boot_high": ("alpha", "alpha_boot")}
    kin = {**factor, **ends, "ordinal_alpha": ("ordinal_alpha",)}
    for scale in found.reliability:
        not_asked = set() if found.drawn else set(ends)
        not_asked |= {"spearman_brown"} if scale.k != 2 else set()
        if not found.explained({scale.id}, "alpha_standardised"):
            not_asked |= {"alpha_without_constant"}
        for field, value in dataclasses.asdict(scale).items():
            if value is None and field not in not_asked:
                assert found.explained({scale.id}, *kin.get(field, ("alpha", "alpha_standardised"))), (scale.id, field)
        assert bool(scale.loadings) != found.explained({scale.id}, "omega")
        assert bool(scale.loadings_low) == bool(scale.loadings_high) == (scale.omega_low is not None)


def test_every_figure_of_a_pair_that_is_undefined_has_a_reason(found):
    for pair in found.validity.pairs:
        both = {f"validity.{pair.a}.{pair.b}", f"validity.{pair.a}", f"validity.{pair.b}", "validity"}
        for field in ("htmt", "htmt_plus"):
            assert getattr(pair, field) is not None or found.explained(both, "htmt"), (pair, field)
        assert pair.htmt2 is not None or found.explained(both, "htmt", "htmt2")
        assert pair.htmt_upper is not None or not found.drawn or found.explained(both, "htmt", "htmt_upper")
        assert pair.r is not None or found.explained(both, "r")
        assert pair.factor_r is not None or found.explained(both, "cfa", "factor_r"), pair


def test_every_part_of_the_structure_that_is_undefined_has_a_reason(found):
    structure, model, method = (
        found.validity.factorability,
        found.validity.factor_model,
        found.validity.common_method,
    )
    for field, kin in (("kmo", "kmo"), ("bartlett", "bartlett"), ("factors", "parallel_analysis")):
        assert (getattr(structure, field) is None) == found.explained({"validity"}, kin), field
    assert (structure.copies is None) == (structure.eigenvalues == ()) == (structure.factors is None)
    assert (model is None) == found.explained({"validity"}, "cfa")
    if model is not None:
        for field, value in dataclasses.asdict(model).items():
            assert value is not None or found.explained({"validity"}, "cfa_fit"), field
    assert found.validity.fornell_larcker or found.explained({"validity"}, "cfa", "fornell_larcker")
    assert (method is None) == found.explained({"validity"}, "common_method")
    if method is not None:
        assert (method.harman is None) == found.explained({"validity"}, "harman")
        assert (method.vif == {}) == found.explained({"validity"}, "collinearity")
        assert (method.smallest_r is None) == (method.changed is None) == found.explained({"validity"}, "marker")


def test_every_node_has_evidence_on_groups_or_a_reason(found):
    given = {record.id: record for record in found.aggregation}
    for node in found.nodes:
        place = {f"aggregation.{BY}.{node}"}
        assert (node not in given) == found.explained(place, "icc")
        if node in given:
            record = given[node]
            assert (record.rwg_mean is None) == found.explained(place, "rwg")
            assert (record.icc2 is None) == found.explained(place, "icc2")
            for field in ("icc1_low", "icc1_high", "f_statistic", "p_value"):
                assert (getattr(record, field) is None) == found.explained(place, "icc_interval")


def test_every_reason_and_notice_can_be_said_in_both_languages(found):
    for lang in LANGUAGES:
        for each in found.absent:
            assert f"statistic.{each.field}" in catalogue(lang), each.field
            assert "{" not in say(f"reason.{each.code}", lang, **each.values)
        for notice in found.notices:
            assert "{" not in say(f"warning.{notice.code}", lang, **{"count": 2, **notice.values})


def test_an_official_survey_of_one_scale_says_once_for_each_comparison_that_there_is_nothing_to_compare():
    found = Found(answers(SKM, 150), SKM)
    assert found.validity.pairs == ()
    assert {(each.where, each.code) for each in found.absent} == {("validity", "too_few_blocks")}
    fields = [each.field for each in found.absent]
    assert sorted(fields) == ["common_method", "cross_loadings", "fornell_larcker", "htmt"]
    model = found.validity.factor_model
    assert (model.items, model.factors, model.df) == (9, 1, 27)
    assert found.validity.factorability.declared == 1


def test_groups_of_one_respondent_have_no_evidence_but_a_reason():
    frame = survey(40)
    found = Found(frame, groups=np.array([f"g{row}" for row in range(40)], dtype=object))
    assert found.aggregation == ()
    reasons = {each.where: each.code for each in found.absent if each.field == "icc"}
    assert reasons == {f"aggregation.{BY}.{node}": "groups_of_one" for node in found.nodes}


def test_too_many_failed_draws_leave_the_estimates_and_take_the_intervals_with_the_counts():
    found = Found(an_item_that_all_but_two_answered_alike())
    reasons = {(each.where, each.field): each for each in found.absent if each.code == "failed_draws"}
    assert set(reasons) == {
        ("RM", "omega_interval"),
        ("validity.RM.IR", "htmt_upper"),
        ("validity.RM.OD", "htmt_upper"),
    }
    for (_, field), each in reasons.items():
        assert each.values["of"] == 200
        assert 0.05 * 200 < each.values["count"] < 0.4 * 200, field
    scale = found.reliability[0]
    assert scale.omega is not None
    assert scale.factor_draws_failed == reasons["RM", "omega_interval"].values["count"]
    assert found.validity.pairs[0].htmt is not None


def test_without_draws_there_are_no_intervals_and_no_reasons_for_them():
    found = Found(survey(120), count=0)
    for scale in found.reliability:
        assert (scale.omega_low, scale.ave_high, scale.alpha_boot_low) == (None, None, None)
        assert scale.loadings_low == scale.loadings_high == {}
        assert scale.omega is not None
    assert not {each.field for each in found.absent} & {"omega_interval", "alpha_boot", "htmt_upper"}
