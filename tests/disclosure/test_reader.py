"""The reader who has everything stored: no error, interval, share or digit tells about a hidden group or a person."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govassess.assessment.assess import assess
from govassess.instrument.load import load_instrument
from govassess.result.codec import encode
from govassess.scoring.scores import score
from tests.disclosure.reader import assignments, found_means, grain, hidden_means, people, sizes_left
from tests.surveys import answers, responses

SMALL = load_instrument(Path(__file__).parents[1] / "instruments" / "two_constructs.yaml")
NODES = ("CA", "DA1", "DA2", "CB", "DB1", "DB2")
POLICIES = ("internal", "published")
DRAWS = 100


def a_survey(seed, policy):
    """12 to 16 agencies that may be shown, and one to three under the minimum; in half of them a kind above."""
    rng = np.random.default_rng(seed)
    least = {"internal": 5, "published": 10}[policy]
    sizes = [*rng.integers(least, 26, rng.integers(12, 17)), *rng.integers(1, 5, rng.integers(1, 4))]
    names = [f"a{place:02d}" for place in rng.permutation(len(sizes))]
    agency = np.repeat(names, sizes).astype(object)
    profile = {"agency": agency}
    if seed % 2:
        profile["kind"] = np.array([f"k{int(name[1:]) % 2}" for name in agency], dtype=object)
    order = rng.permutation(len(agency))
    frame = answers(SMALL, len(agency), seed=seed)
    shift = dict(zip(names, rng.normal(0, 0.7, len(names)), strict=True))
    frame = (frame.add([shift[name] for name in agency], axis=0)).round().clip(1, 5)
    frame = frame.iloc[order].reset_index(drop=True)
    table = pd.DataFrame({name: each[order] for name, each in profile.items()})
    return responses(frame, SMALL, profile=table), tuple(profile)


@cache
def a_run(seed, policy, cluster_only=False):
    read, by = a_survey(seed, policy)
    by = by[1:] if cluster_only else by
    result = json.loads(encode(assess(read, by=by, disclosure=policy, draws=DRAWS)))
    return read, result, score(read)


def units_of(read, result, by):
    """The units that the program draws, as a reader finds them who runs it; the clusters themselves if it says so."""
    labels = read.profile["agency"].to_numpy(object)
    if result["options"]["units"] == len(set(labels)):
        return labels
    from govassess.disclosure.minimum import disclosure_rule
    from govassess.privacy.cluster_units import cluster_units
    from govassess.privacy.hidden_groups import counted_variables, hidden_counts
    from govassess.run.plan import Plan

    rule = disclosure_rule(result["options"]["disclosure"], Plan().min_group)
    known = hidden_counts(counted_variables(SMALL.profile, read.profile, ("agency", "kind")), read.profile, rule)
    scores = score(read)
    partitions = {name: read.profile[name].to_numpy(object) for name in by}
    return cluster_units(scores.values, labels, "agency", partitions, scores.rules, rule, known).labels


def hidden_in(result, labels):
    shown = {group["value"] for group in result["groups"] if group["by"] == "agency" and not group["suppressed"]}
    return sorted(set(labels) - shown)


def long_from(first, count):
    return [pytest.param(seed, marks=[] if seed < first else pytest.mark.long) for seed in range(count)]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", long_from(20, 100))
def test_errors_and_intervals_of_the_total_do_not_give_a_hidden_mean(seed, policy):
    read, result, scores = a_run(seed, policy)
    if result["options"]["resampled"] != "clusters":
        return
    labels = read.profile["agency"].to_numpy(object)
    units = units_of(read, result, result["options"]["by"])
    found = []
    for node in NODES:
        ranges = hidden_means(result, labels, units, scores.rules, node)
        truth = scores.values[node].groupby(labels).mean().to_dict()
        found += [] if ranges is None else found_means(ranges, truth)
    assert found == []


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", long_from(8, 100))
def test_nothing_depends_on_who_is_in_which_hidden_agency(seed, policy):
    """The proof that no statistic, whichever, tells two hidden agencies apart: deal their people anew, and it is equal."""
    read, result, _ = a_run(seed, policy)
    agency = read.profile["agency"].to_numpy(object).copy()
    there = np.flatnonzero(np.isin(agency, hidden_in(result, agency)))
    if "kind" in read.profile:  # within the cells of what is shown
        kind = read.profile["kind"].to_numpy(object)
        parts = [there[kind[there] == each] for each in sorted(set(kind))]
    else:
        parts = [there]
    rng = np.random.default_rng(seed)
    for part in parts:
        agency[part] = rng.permutation(agency[part])
    dealt = responses(read.items, SMALL, profile=read.profile.assign(agency=agency))
    again = json.loads(encode(assess(dealt, by=tuple(read.profile), disclosure=policy, draws=DRAWS)))
    if [group["suppressed"] for group in again["groups"]] == [group["suppressed"] for group in result["groups"]]:
        assert again == result


@pytest.mark.parametrize("seed", long_from(10, 50))
def test_errors_of_an_equation_do_not_tell_who_is_in_which_agency(seed):
    read, result, scores = a_run(seed, "internal")
    if result["options"]["resampled"] != "clusters":
        return
    labels = read.profile["agency"].to_numpy(object)
    units = units_of(read, result, result["options"]["by"])
    unit_of = dict(zip(labels, units, strict=True))
    hidden = hidden_in(result, labels)
    left = assignments(result, scores.values, labels, unit_of, hidden) if len(hidden) > 1 else None
    assert left is None or len(left) > 1


def group_of(n, seed):
    """Three groups, of which the first has ``n`` people."""
    rng = np.random.default_rng(seed)
    group = np.repeat(["g1", "g2", "g3"], [n, 40, 50]).astype(object)
    frame = answers(SMALL, len(group), seed=seed)
    order = rng.permutation(len(group))
    return responses(frame.iloc[order], SMALL, profile=pd.DataFrame({"agency": group[order]}))


@pytest.mark.parametrize("seed", long_from(20, 100))
@pytest.mark.parametrize("node", ["DB1", "DB2"])
def test_what_is_stored_about_a_small_group_fixes_nobody(seed, node):
    n = 5 + seed % 4
    read = group_of(n, seed)
    result = json.loads(encode(assess(read, by=("agency",), cluster="none", draws=DRAWS)))
    scores = score(read)
    (group,) = [each for each in result["groups"] if each["value"] == "g1"]
    if group["suppressed"]:
        return
    (found,) = [each for each in group["scores"] if each["id"] == node]
    if found["mean"] is None:
        return
    assert found["conf_low"] is found["sd"] is None
    assert found["level_share"] == {}
    every, left = people(
        group, found["id"], n, result["options"], scores.rules, grain(scores.rules, node), in_order=True
    )
    assert len(left) == len(every)


@pytest.mark.parametrize("seed", long_from(20, 100))
def test_what_is_stored_about_a_group_of_ten_and_more_fixes_nobody(seed):
    """Dealt anew among the people of a group, its scores give the same numbers; and more than one set of them does."""
    n = 10 + seed % 3
    read = group_of(n, seed)
    result = json.loads(encode(assess(read, by=("agency",), cluster="none", draws=DRAWS)))
    scores = score(read)
    (group,) = [each for each in result["groups"] if each["value"] == "g1"]
    inside = np.flatnonzero(read.profile["agency"] == "g1")
    order = np.arange(len(read.items))
    order[inside] = np.random.default_rng(seed).permutation(inside)
    dealt = responses(read.items.iloc[order], SMALL, profile=read.profile)
    again = json.loads(encode(assess(dealt, by=("agency",), cluster="none", draws=DRAWS)))
    assert again["groups"] == result["groups"]
    (found,) = [each for each in group["scores"] if each["id"] == "DB2"]
    assert found["sd"] is None
    assert found["level_share"] == {}
    _, left = people(group, "DB2", n, result["options"], scores.rules, 0.5, in_order=False)
    assert (left == np.sort(scores.values["DB2"].to_numpy()[inside])).all(axis=1).any()  # it attacks what is stored
    assert len(left) > 1


@pytest.mark.parametrize("seed", long_from(20, 100))
def test_means_in_publications_do_not_give_the_size_of_a_group(seed):
    _, result, scores = a_run(seed, "published")
    for group in result["groups"]:
        if group["n"] is not None:
            every = list(range(max(10, group["n"] - 2), group["n"] + 3))
            assert sizes_left(group, scores.rules, NODES) == every
