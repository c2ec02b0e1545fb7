"""Results of all and of those not flagged, beside groups: no combination of them is the sum of a few people."""

from __future__ import annotations

import random

import numpy as np
import pytest

from govassess.assessment.group_scores import comparisons, group_results
from govassess.assessment.sensitivity import robust_scores, search, sensitivity_sample
from govassess.disclosure.across import gives_away, suppressed_across
from govassess.disclosure.minimum import disclosure_rule
from govassess.instrument.load import load_instrument
from govassess.run.basis import basis_without
from govassess.run.node_scores import node_scores
from govassess.run.sampling import Sampling
from govassess.scoring.scores import score
from tests.bases import basis_of, both_ways
from tests.disclosure.test_attack import disclosed
from tests.surveys import answers, responses

CG = load_instrument("cg-dps-smartcity")


@pytest.mark.parametrize("seed", range(60))
def test_a_part_is_refused_where_an_attack_finds_a_few_people_and_only_there(seed):
    rng = random.Random(seed)
    n, kinds = rng.randrange(12, 45), rng.randrange(1, 3)
    partitions = [[f"{place}{rng.randrange(rng.randrange(1, 5) + 1)}" for _ in range(n)] for place in range(kinds)]
    near = rng.choice(partitions[0])  # half of the time those left out are nearly a group
    out = [rng.random() < (0.85 if label == near and seed % 2 else 0.15) for label in partitions[0]]
    if not 5 <= sum(out) <= n - 5:
        out = [row < 6 for row in range(n)]
    named = {str(place): partition for place, partition in enumerate(partitions)}
    hidden = suppressed_across(named, 5, {})
    refused = gives_away(named, hidden, ~np.array(out), 5)
    attacked = disclosed([*partitions, [str(each) for each in out]], (*hidden.values(), {}), 5)
    assert refused == bool(attacked)


@pytest.mark.parametrize("few", [1, 4])
def test_a_part_or_a_rest_under_the_minimum_is_refused(few):
    part = np.arange(30) < few
    assert gives_away({}, {}, part, 5)
    assert gives_away({}, {}, ~part, 5)
    assert not gives_away({}, {}, np.ones(30, dtype=bool), 5)


def test_everything_printed_together_gives_away_no_few_people():
    """Solve for sums of cells from every sum that can be made of the results: index times n of all, groups, unflagged."""
    shown = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        frame = answers(CG, 70, seed=seed, missing=0.03)
        careless = rng.choice(70, 7, replace=False)
        frame.iloc[careless] = rng.integers(1, 6, 7)[:, None].astype(float)
        agency = np.array([f"a{rng.integers(6)}" for _ in range(70)], dtype=object)
        if seed % 2:  # one agency is made of the careless and two others
            agency[agency == "a0"] = "a1"
            agency[careless] = "a0"
            agency[np.flatnonzero(agency != "a0")[:2]] = "a0"
        rule, sampling = disclosure_rule("internal", None), Sampling(conf_level=0.95, seed=1, count=20)
        basis = basis_of(responses(frame, CG), rule, sampling, partitions={"agency": agency})
        _, beside, _, groups = both_ways(basis)
        scores = basis.scores
        whole = node_scores(scores.values, scores.rules, basis.draws, sampling)
        rest = robust_scores(beside, whole)
        flagged = np.zeros(70, dtype=bool) if beside is None else beside.flagged
        cells = sorted(set(zip(agency, flagged, strict=True)))
        for node in ("CG", "DPS", "SC"):
            y = scores.values[node].to_numpy()
            scored = ~np.isnan(y)
            known, sums = [np.ones(len(cells))], [next(s.n * s.mean for s in whole if s.id == node)]
            for each in (each for each in rest if each.id == node):
                known.append(np.array([float(not cell[1]) for cell in cells]))
                sums.append(each.n * (1 + each.index / 25))
                shown += 1
            for group in groups:
                for each in (each for each in group.scores if each.id == node and each.mean is not None):
                    known.append(np.array([float(cell[0] == group.value) for cell in cells]))
                    sums.append(each.n * each.mean)
            assert_no_few(np.array(known), sums, cells, y, scored, agency, flagged)
    assert shown >= 9


def test_a_comparison_rests_on_the_groups_shown_alone():
    rng = np.random.default_rng(4)
    frame = answers(CG, 90, seed=4)
    agency = np.array(["a"] * 40 + ["b"] * 30 + ["c"] * 13 + ["d"] * 4 + [""] * 3, dtype=object)
    rule, sampling = disclosure_rule("internal", None), Sampling(conf_level=0.95, seed=1, count=20)

    def compared(answered):
        scores = score(responses(answered, CG))
        parts = {"agency": agency}
        groups, _ = group_results(scores.values, parts, scores.rules, rule, sampling, None)
        hidden = {group.value for group in groups if group.suppressed}
        return comparisons(scores.values, parts, groups, scores.rules, rule, conf_level=0.95)[0], hidden

    before, hidden = compared(frame)
    assert {"c", "d"} <= hidden
    frame.loc[np.isin(agency, ["", *hidden])] = rng.integers(1, 6, (20, frame.shape[1])).astype(float)
    assert compared(frame)[0] == before
    assert before[0].p_value is not None


def test_where_the_flagged_are_left_out_everyone_beside_gives_away_no_few_people():
    """As above, but groups are of the others: what is known of everyone adds the sum over all flagged, no more."""
    shown = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        frame = answers(CG, 70, seed=seed, missing=0.03)
        careless = rng.choice(70, 7, replace=False)
        frame.iloc[careless] = rng.integers(1, 6, 7)[:, None].astype(float)
        agency = np.array([f"a{rng.integers(6)}" for _ in range(70)], dtype=object)
        rule, sampling = disclosure_rule("internal", None), Sampling(conf_level=0.95, seed=1, count=20)
        everyone = basis_of(responses(frame, CG), rule, sampling, partitions={"agency": agency})
        flagged = search(everyone.responses, everyone.scores).flagged
        basis = basis_without(everyone, flagged)
        parts = (basis.scores.values, basis.partitions, basis.scores.rules, rule, sampling, None)
        groups, _ = group_results(*parts)
        beside, _ = sensitivity_sample(basis, everyone, search(everyone.responses, everyone.scores), groups)
        whole = node_scores(basis.scores.values, basis.scores.rules, basis.draws, sampling)
        rest = robust_scores(beside, whole)
        cells = sorted(set(zip(agency, flagged, strict=True)))
        for node in ("CG", "DPS", "SC"):
            y = everyone.scores.values[node].to_numpy()
            scored = ~np.isnan(y)
            known = [np.array([float(not cell[1]) for cell in cells])]
            sums = [next(s.n * s.mean for s in whole if s.id == node)]
            for each in (each for each in rest if each.id == node):
                assert each.sample == "all"
                known.append(np.ones(len(cells)))
                sums.append(each.n * (1 + each.index / 25))
                shown += 1
            for group in groups:
                for each in (each for each in group.scores if each.id == node and each.mean is not None):
                    known.append(np.array([float(cell == (group.value, False)) for cell in cells]))
                    sums.append(each.n * each.mean)
            assert_no_few(np.array(known), sums, cells, y, scored, agency, flagged)
    assert shown >= 9


def assert_no_few(A, sums, cells, y, scored, agency, flagged):
    """Check that these are the sums that a reader has, and that no combination is the sum over one or two few cells."""
    truth = [y[scored & (agency == a) & (flagged == f)].sum() for a, f in cells]
    counts = np.array([(scored & (agency == a) & (flagged == f)).sum() for a, f in cells])
    assert A @ truth == pytest.approx(sums)
    for first in range(len(cells)):
        for second in range(first, len(cells)):
            wanted = np.zeros(len(cells))
            wanted[[first, second]] = 1
            if 0 < counts @ wanted < 5:
                solved = np.linalg.lstsq(A.T, wanted, rcond=None)[0]
                assert np.abs(A.T @ solved - wanted).max() > 1e-6
