"""Results beside each other: what is refused, what a change is, where an agency stands, what a benchmark holds."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from govassess.compare.benchmark import benchmark_of, peer, with_earlier, with_peers
from govassess.compare.changes import change
from govassess.compare.comparability import nearly_the_same, scoring_sha256
from govassess.compare.results import compare_files, compare_results
from govassess.errors import DataError, PlanError
from govassess.instrument.model import Band, Study
from govassess.result.codec import decode, decode_comparison, encode
from govassess.run.node_scores import node_scores
from govassess.run.sampling import Sampling, resamples
from govassess.scoring.rules import scoring_rules
from tests.compared_results import INDEX, a_survey
from tests.report.a_result import pair


@pytest.fixture(scope="module")
def first():
    return a_survey(1, study=Study(name="Survey 2024", start="2024-03-01", end="2024-03-31", kind="sample"))


@pytest.fixture(scope="module")
def second():
    return a_survey(2, n=90, shift=0.6, study=Study(name="Survey 2025", start="2025-03-01", kind="sample"))


@pytest.fixture(scope="module")
def third():
    return a_survey(3, n=85, shift=-0.3, study=Study(name="Survey 2026", start="2026-03-01", kind="sample"))


def score(result, ident):
    return next(each for each in result.scores if each.id == ident)


def problems_of(*results, **wishes):
    with pytest.raises(DataError) as fault:
        compare_results(results, **{"compared_as": "waves", **wishes})
    return fault.value.problems


def reasons_of(*results):
    return {problem.reason for problem in problems_of(*results)}


# -- the standard errors ------------------------------------------------------------------------------------------


def test_a_score_keeps_the_standard_error_of_its_mean_and_of_its_index(first):
    for each in first.scores:
        plain = each.sd / np.sqrt(each.n)
        assert each.mean_std_error == pytest.approx(plain, rel=0.2)
        assert each.std_error == pytest.approx(25 * each.mean_std_error)
        assert each.df == each.n - 1


def test_with_clusters_the_degrees_of_freedom_are_theirs():
    n = 96
    rules = scoring_rules(INDEX, [item.id for item in INDEX.items()])
    values = pd.DataFrame(np.random.default_rng(1).normal(3, 0.5, (n, len(rules.branches))),
                          columns=[branch.id for branch in rules.branches])  # fmt: skip
    values.loc[:7, "A"] = np.nan  # the first cluster scored on everything but A
    sampling = Sampling(conf_level=0.95, seed=1, count=400)
    found = node_scores(values, rules, resamples(n, sampling, np.repeat(np.arange(12), 8)), sampling)
    assert {each.id: each.df for each in found if each.id in "AB"} == {"A": 10, "B": 11}


def test_groups_and_results_without_draws_have_no_standard_error(first):
    assert all(each.std_error is None for each in a_survey(1, draws=0).scores)
    profile = pd.DataFrame({"role": ["lead", "staff"] * 40})
    from govassess.assessment.assess import assess
    from tests.surveys import answers, responses

    found = assess(responses(answers(INDEX, 80, seed=1), INDEX, profile=profile), by=("role",), draws=100)
    assert found.groups
    assert all(each.std_error is None and each.df is None for group in found.groups for each in group.scores)


def test_a_result_stored_before_standard_errors_were_kept_is_still_read(first):
    stored = json.loads(encode(first))
    for each in stored["scores"]:
        del each["std_error"], each["mean_std_error"], each["df"]
    del stored["previous"], stored["benchmark"]
    old = decode(json.dumps(stored))
    found = compare_results([old, a_survey(9)], compared_as="waves")
    assert {each.code for each in found.changes} == {"no_standard_error"}
    assert all(each.estimate is not None and each.conf_low is None and each.p_value is None for each in found.changes)
    assert [notice.code for notice in found.warnings] == ["no_standard_errors"]


# -- what is refused ----------------------------------------------------------------------------------------------


def test_another_instrument_or_version_is_refused_by_name(first, second):
    other = replace(second, instrument=replace(second.instrument, id="another"))
    (problem,) = problems_of(first, other)
    assert (problem.reason, problem.value) == ("compare_instrument", "another 1.0.0")
    assert problem.values["known"] == "made-up 1.0.0"
    newer = replace(second, instrument=replace(second.instrument, version="2.0.0"))
    assert reasons_of(first, newer) == {"compare_instrument"}


def changed(result, **parts):
    return replace(result, instrument=replace(result.instrument, **parts))


@pytest.mark.parametrize(
    ("part", "path"),
    [
        (lambda i: {"scoring": replace(i.scoring, index="tcr")}, "scoring.index"),
        (lambda i: {"scoring": replace(i.scoring, min_answered=Fraction(1))}, "scoring.min_answered"),
        (lambda i: {"levels": replace(i.levels, closed="right")}, "levels.closed"),
        (
            lambda i: {
                "levels": replace(
                    i.levels,
                    bands=(Band(level=1, min=1, max=2, name=i.levels.bands[0].name), *i.levels.bands[1:]),
                )
            },
            "levels.bands.1.max",
        ),
        (lambda i: {"scales": {"agree": replace(i.scales["agree"], max=7)}}, "scales.agree.max"),
        (
            lambda i: {"constructs": (*i.constructs[:2], replace(i.constructs[2], weight=Fraction(1, 3)))},
            "nodes.C.weight",
        ),
    ],
)
def test_other_scoring_is_refused_with_the_place_that_differs(first, second, part, path):
    other = changed(second, **part(second.instrument))
    (problem,) = problems_of(first, other)
    assert (problem.reason, problem.path) == ("compare_scoring", path)
    assert problem.value != problem.values["known"]


def test_a_turned_key_and_an_item_more_are_each_named(first, second):
    *others, last = second.instrument.constructs
    dimension = last.dimensions[0]
    items = list(dimension.items)
    turned = [replace(items[0], reverse=not items[0].reverse), *items[1:-1]]
    other = changed(
        second,
        constructs=(*others, replace(last, dimensions=(replace(dimension, items=tuple(turned)),))),
    )
    found = {problem.path: problem.value for problem in problems_of(first, other)}
    assert found["nodes.C.parts.F1.parts.F11.reverse"] == "true"
    assert found["nodes.C.parts.F1.parts.F14.reverse"] == "–"


def test_other_labels_and_languages_alone_do_not_matter(first, second):
    relabelled = changed(second, title=pair("Another title"), limits=(), citation="Somebody else")
    assert scoring_sha256(relabelled.instrument) == scoring_sha256(first.instrument)
    other_language = replace(relabelled, source=replace(second.source, lang="id"))
    assert compare_results([first, other_language], compared_as="waves").changes


def test_reworded_items_of_one_version_are_compared_with_a_warning(first, second):
    construct = second.instrument.constructs[2]
    dimension = construct.dimensions[0]
    item = replace(dimension.items[0], text=pair("Something else is asked."))
    other = changed(
        second,
        constructs=(
            *second.instrument.constructs[:2],
            replace(construct, dimensions=(replace(dimension, items=(item, *dimension.items[1:])),)),
        ),
    )
    (notice,) = compare_results([first, other], compared_as="waves").warnings
    assert (notice.code, notice.values["items"]) == ("items_reworded", item.id)


@pytest.mark.parametrize("option", [{"conf_level": 0.9}, {"reproduce": "0.11"}, {"exclude_careless": True}])
def test_other_options_on_which_numbers_rest_are_refused(first, second, option):
    other = replace(second, options=replace(second.options, **option))
    (problem,) = problems_of(first, other)
    assert (problem.reason, problem.path) == ("compare_option", f"options.{next(iter(option))}")


def test_all_problems_come_at_once(first, second):
    other = replace(changed(second, version="3"), options=replace(second.options, conf_level=0.9))
    assert reasons_of(first, other, first) == {"compare_instrument", "compare_option", "compare_same_source"}


def test_the_same_survey_twice_is_refused(first):
    assert reasons_of(first, replace(first, study=Study(start="2030-01-01"))) == {"compare_same_source"}


def almost(result, **options):
    """The same answers and one respondent less, of whom nothing else is known."""
    items = tuple(
        replace(item, n=item.n - 1, counts={**item.counts, "3": item.counts["3"] - 1}) for item in result.items
    )
    funnel = (*result.funnel[:-1], replace(result.funnel[-1], remaining=result.funnel[-1].remaining - 1))
    return replace(
        result,
        items=items,
        funnel=funnel,
        source=replace(result.source, sha256="f" * 64),
        options=replace(result.options, **options),
    )


def test_nearly_the_same_answers_are_refused_in_a_publication_and_flagged_inside(first):
    published = replace(first, options=replace(first.options, disclosure="published", min_group=10))
    assert reasons_of(published, almost(first)) == {"compare_nearly_the_same"}
    found = compare_results([first, almost(first)], compared_as="waves")
    assert [notice.code for notice in found.warnings] == ["nearly_the_same"]


def test_surveys_of_the_same_size_with_other_answers_are_not_nearly_the_same(first):
    assert not nearly_the_same(first, a_survey(8))


def test_what_is_made_of_a_publication_is_one(first, second):
    published = replace(second, options=replace(second.options, disclosure="published", min_group=10))
    found = compare_results([first, published], compared_as="waves")
    assert (found.disclosure, found.min_group) == ("published", 10)
    assert compare_results([first, second], compared_as="waves").disclosure == "internal"


def test_what_was_measured_by_other_items_is_left_out_with_its_reason(first):
    items = [item.id for item in INDEX.items() if not item.id.startswith("F")]
    found = compare_results([first, a_survey(4, columns=tuple(items))], compared_as="waves")
    assert {each.where: each.code for each in found.unavailable} == dict.fromkeys(("C", "F1"), "not_measured_in_all")
    assert {each.id for each in found.changes} == {"A", "D1", "I1", "I2", "D2", "B", "E1"}


def test_other_items_of_a_node_are_not_the_same_node(first, second):
    shorter = replace(second, items=tuple(item for item in second.items if item.id != "E14"), form="mixed")
    found = compare_results([first, shorter], compared_as="waves")
    assert {each.where: each.code for each in found.unavailable} == dict.fromkeys(("B", "E1"), "other_items")


def test_results_that_share_no_headline_construct_are_refused(first, second):
    nothing = replace(second, items=tuple(item for item in second.items if item.id[1] != "1" or item.id == "D11"))
    shorter = replace(nothing, items=nothing.items[:1], form="short")
    (problem,) = problems_of(first, shorter)
    assert (problem.reason, problem.values["forms"]) == ("compare_nothing", "full, short")


def test_there_are_two_results_or_more_and_a_label_for_each(first, second):
    for wishes, code in (
        (([first], ()), "compare_count"),
        (([first, second], ("a",)), "compare_labels"),
        (([first, second], ("a", " a ")), "compare_label_twice"),
        (([first, second], ("a", "")), "compare_label_twice"),
    ):
        with pytest.raises(PlanError) as fault:
            compare_results(wishes[0], compared_as="waves", labels=wishes[1])
        assert fault.value.code == code


# -- waves --------------------------------------------------------------------------------------------------------


def test_waves_stand_in_the_order_of_their_studies_and_say_so(first, second, third):
    found = compare_results([third, first, second], compared_as="waves")
    assert [each.label for each in found.results] == ["Survey 2024", "Survey 2025", "Survey 2026"]
    assert found.order == "study_start"
    undated = replace(first, study=Study())
    found = compare_results([third, undated], compared_as="waves", files=["b-result.json", "a-result.json"])
    assert ([each.label for each in found.results], found.order) == (["Survey 2026", "a"], "given")


def test_labels_go_with_their_results_when_these_are_put_in_order(first, third):
    found = compare_results([third, first], compared_as="waves", labels=("new", "old"))
    assert [(each.label, each.study.name) for each in found.results] == [("old", "Survey 2024"), ("new", "Survey 2026")]


def test_adjacent_waves_are_compared_and_the_last_with_the_first(first, second, third):
    found = compare_results([first, second, third], compared_as="waves")
    assert list(dict.fromkeys((each.first, each.second) for each in found.changes)) == [(0, 1), (1, 2), (0, 2)]
    two = compare_results([first, second], compared_as="waves")
    assert {(each.first, each.second) for each in two.changes} == {(0, 1)}


def test_a_change_is_the_later_less_the_earlier_with_the_error_of_both(first, second):
    found = {each.id: each for each in compare_results([first, second], compared_as="waves").changes}
    one, two = score(first, "A"), score(second, "A")
    assert found["A"].estimate == pytest.approx(two.index - one.index)
    assert found["A"].std_error == pytest.approx(np.hypot(one.std_error, two.std_error))
    assert found["A"].mean_estimate == pytest.approx(found["A"].estimate / 25)
    assert found["A"].mean_low == pytest.approx(found["A"].conf_low / 25)
    assert found["A"].p_value < 0.05


def test_holm_goes_over_constructs_and_dimensions_and_indicators_have_no_test(first, second):
    found = compare_results([first, second], compared_as="waves").changes
    tested = [each for each in found if each.p_value is not None]
    assert {each.id for each in tested} == {"A", "D1", "D2", "B", "E1", "C", "F1"}
    assert {each.m for each in tested} == {7}
    assert all(each.p_holm >= each.p_value for each in tested)
    assert min(tested, key=lambda each: each.p_value).p_holm == pytest.approx(
        min(1, 7 * min(each.p_value for each in tested))
    )
    indicators = [each for each in found if each.kind == "indicator"]
    assert indicators
    assert all(each.conf_low < each.estimate < each.conf_high and each.p_holm is None for each in indicators)


def test_two_complete_censuses_differ_by_what_they_differ_and_have_no_test():
    surveys = [
        a_survey(seed, n=30, shift=shift, study=Study(kind="census", invited=30))
        for seed, shift in ((50, 0), (51, 0.5))
    ]
    found = {each.id: each for each in compare_results(surveys, compared_as="waves").changes}
    assert found["A"].estimate == pytest.approx(score(surveys[1], "A").index - score(surveys[0], "A").index)
    assert (found["A"].code, found["A"].p_value) == ("no_sampling_variation", None)


def intervals_hold(truth, sample, runs=200):
    """The share of intervals of a change that hold the true one, over samples drawn anew."""
    rules = scoring_rules(INDEX, ["F11", "F12", "F13", "F14"])
    rng = np.random.default_rng(5)
    held = 0
    for run in range(runs):
        waves = []
        for mean in (3.0, 3.0 + truth):
            x, clusters = sample(rng, mean)
            sampling = Sampling(conf_level=0.95, seed=run, count=200)
            values = pd.DataFrame({"C": x, "F1": x})
            waves.append(node_scores(values, rules, resamples(len(x), sampling, clusters), sampling)[0])
        found = change(*waves, (0, 1), 0.95)
        held += found.conf_low <= 25 * truth <= found.conf_high
    return held / runs


def respondents(rng, mean):
    return rng.normal(mean, rng.choice([0.5, 0.9]), 40), None


def clustered(rng, mean):
    agencies = np.repeat(rng.normal(0, 0.4, 12), 6)
    return mean + agencies + rng.normal(0, 0.6, 72), np.repeat(np.arange(12), 6)


@pytest.mark.parametrize("sample", [respondents, clustered])
def test_intervals_of_a_change_hold_the_true_one_in_nineteen_of_twenty_pairs_of_waves(sample):
    assert 0.91 <= intervals_hold(0.2, sample) <= 0.99


# -- agencies -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agencies():
    return [a_survey(10 + place, n=60, shift=shift) for place, shift in enumerate((-0.9, -0.1, 0.0, 0.1, 0.95))]


@pytest.fixture(scope="module")
def stood(agencies):
    return compare_results(agencies, compared_as="agencies", labels=tuple("abcde"))


def test_an_agency_stands_beside_the_unweighted_mean_of_all_others(agencies, stood):
    of_a = [each for each in stood.standings if each.id == "A"]
    indices = [score(result, "A").index for result in agencies]
    for place, each in enumerate(of_a):
        others = [index for at, index in enumerate(indices) if at != place]
        assert each.others == pytest.approx(np.mean(others))
        assert each.estimate == pytest.approx(indices[place] - np.mean(others))
        errors = [score(result, "A").std_error for at, result in enumerate(agencies) if at != place]
        assert each.std_error == pytest.approx(
            np.hypot(score(agencies[place], "A").std_error, np.linalg.norm(errors) / 4)
        )
        assert each.m == 5


def test_ranks_are_ranges_that_part_what_is_surely_apart(stood):
    ranges = {each.result: (each.rank_low, each.rank_high) for each in stood.standings if each.id == "A"}
    assert ranges[4] == (1, 1)
    assert ranges[0] == (5, 5)
    assert all(low <= 2 and high >= 4 for low, high in (ranges[place] for place in (1, 2, 3)))
    assert {each.ranked for each in stood.standings if each.id == "A"} == {5}


def test_indicators_are_not_ranked(stood):
    assert all(each.rank_low is None and each.p_holm is None for each in stood.standings if each.kind == "indicator")


def test_without_standard_errors_there_is_a_difference_and_no_rank(agencies):
    bare = a_survey(19, draws=0)
    found = [
        each for each in compare_results([*agencies[:2], bare], compared_as="agencies").standings if each.id == "A"
    ]
    assert {each.code for each in found} == {"no_standard_error"}
    assert all(each.estimate is not None and each.rank_low is None for each in found)


# -- the benchmark ------------------------------------------------------------------------------------------------


def test_a_benchmark_names_nobody_and_gives_no_spread_of_few(agencies, stood):
    text = encode(benchmark_of(stood, agencies))
    for result, label in zip(agencies, ("a", "b", "c", "d", "e"), strict=True):
        assert result.source.sha256 not in text
        assert f'"{label}"' not in text
    found = json.loads(text)
    assert (found["results"], found["respondents"]) == (5, 300)
    assert all(each["k"] == 5 and each["sd"] is not None and each["median"] is None for each in found["peers"])
    with pytest.raises(PlanError, match="at least 3"):
        benchmark_of(compare_results(agencies[:2], compared_as="agencies"), agencies[:2])


@pytest.mark.parametrize(
    ("k", "spread", "quartiles"), [(3, False, False), (4, False, False), (5, True, False), (10, True, True)]
)
def test_spread_and_quartiles_need_enough_results(first, k, spread, quartiles):
    scores = [replace(score(first, "A"), index=50.0 + place) for place in range(k)]
    found = peer(scores, ("D11",))
    assert found.index == pytest.approx(np.mean([each.index for each in scores]))
    assert (found.sd is not None) is spread
    assert (found.median is not None) is quartiles
    if quartiles:
        theirs = np.quantile([each.index for each in scores], [0.25, 0.5, 0.75])
        assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx(tuple(theirs))
    assert peer(scores[:2], ()) is None


@pytest.fixture
def peers_file(tmp_path, agencies, stood):
    file = tmp_path / "peers.json"
    file.write_text(encode(benchmark_of(stood, agencies)), encoding="utf-8")
    return file


def test_a_result_beside_a_benchmark_holds_all_that_the_report_needs(second, peers_file):
    found = with_peers(second, peers_file)
    assert encode(decode(encode(found))) == encode(found)
    differences = {each.id: each for each in found.benchmark.differences}
    summed = {each.id: each for each in found.benchmark.benchmark.peers}
    assert differences["A"].estimate == pytest.approx(score(second, "A").index - summed["A"].index)
    assert differences["A"].std_error == pytest.approx(np.hypot(score(second, "A").std_error, summed["A"].std_error))
    assert {each.m for each in differences.values() if each.m} == {7}


def test_a_benchmark_of_something_else_is_refused(second, peers_file, tmp_path):
    cases = (
        (changed(second, version="2"), {"compare_instrument"}),
        (changed(second, scoring=replace(second.instrument.scoring, index="tcr")), {"benchmark_scoring"}),
        (replace(second, options=replace(second.options, exclude_careless=True)), {"compare_option"}),
        (replace(second, items=second.items[:1]), {"benchmark_nothing"}),
    )
    for result, reasons in cases:
        with pytest.raises(DataError) as fault:
            with_peers(result, peers_file)
        assert {problem.reason for problem in fault.value.problems} == reasons
    with pytest.raises(DataError):
        with_peers(second, tmp_path / "absent.json")
    (tmp_path / "result.json").write_text(encode(second), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        with_peers(second, tmp_path / "result.json")
    assert {problem.reason for problem in fault.value.problems} == {"not_a_benchmark"}


# -- the earlier assessment ---------------------------------------------------------------------------------------


@pytest.fixture
def earlier_file(tmp_path, first):
    file = tmp_path / "last-year-result.json"
    file.write_text(encode(first), encoding="utf-8")
    return file


def test_the_earlier_result_leaves_the_changes_of_the_headline_constructs(first, second, earlier_file):
    found = with_earlier(second, earlier_file)
    assert [each.id for each in found.previous.changes] == ["A", "B", "C"]
    assert found.previous.changes[0].estimate == pytest.approx(score(second, "A").index - score(first, "A").index)
    assert {each.m for each in found.previous.changes} == {3}
    assert found.previous.result.label == "Survey 2024"
    assert found.previous.result.file == "last-year-result.json"
    assert encode(decode(encode(found))) == encode(found)
    assert [each.id for each in found.previous.result.scores] == ["A", "B", "C"]


def test_an_earlier_result_of_something_else_is_refused(first, second, earlier_file):
    with pytest.raises(DataError) as fault:
        with_earlier(changed(second, version="9"), earlier_file)
    assert {problem.reason for problem in fault.value.problems} == {"compare_instrument"}
    with pytest.raises(DataError) as fault:
        with_earlier(first, earlier_file)
    assert {problem.reason for problem in fault.value.problems} == {"compare_same_source"}


def test_an_earlier_result_that_is_later_or_nearly_the_same_is_warned_of_once(first, earlier_file):
    undated = replace(almost(first), study=Study(start="2020-01-01"))
    once = with_earlier(undated, earlier_file)
    twice = with_earlier(once, earlier_file)
    added = [notice.code for notice in twice.warnings if notice.where == "previous"]
    assert added == ["nearly_the_same_earlier", "earlier_is_later"]


# -- files and bytes ----------------------------------------------------------------------------------------------


def test_the_same_files_give_the_same_bytes_and_read_back_as_they_were(tmp_path, first, second):
    for name, result in (("a-result.json", first), ("b-result.json", second)):
        (tmp_path / name).write_text(encode(result), encoding="utf-8")
    files = [tmp_path / "a-result.json", tmp_path / "b-result.json"]
    one, two = (encode(compare_files(files, compared_as="waves")) for _ in range(2))
    assert one == two == encode(decode_comparison(one))
    with pytest.raises(PlanError):
        compare_files(files[:1], compared_as="waves")


def test_no_personal_value_of_a_file_name_or_study_is_kept_as_a_label(first, second):
    mailed = "ani@example.org-result.json"
    found = compare_results([replace(first, study=Study()), second], compared_as="waves", files=[mailed, "b.json"])
    assert "ani@" not in encode(found)
