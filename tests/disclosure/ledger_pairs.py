"""Two reports of one survey with a ledger between them, and a reader who solves both as one linear system."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from govassess.assessment.group_scores import group_results
from govassess.compare.split import split_of
from govassess.disclosure.minimum import disclosure_rule
from govassess.errors import NothingToScoreError
from govassess.instrument.model import Instrument
from govassess.privacy.hidden_groups import SHOWN_BY_GROUP, counted_variables, hidden_counts
from govassess.privacy.publication import Publication, publication
from govassess.responses.model import Responses
from govassess.responses.table import Column
from govassess.result.descriptive import GroupResult
from govassess.run.basis import Basis
from govassess.run.plan import Plan
from govassess.run.sampling import Sampling
from tests.bases import basis_of
from tests.disclosure.attacks import recovered
from tests.surveys import answers, responses

SAMPLING = Sampling(conf_level=0.95, seed=1, count=0)
WAYS = ("other_by", "other_minimum", "other_filter", "split", "corrected", "skipped", "moved", "added")
VARIABLES = ("agency", "kind", "role")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """One report: who is in it with which answers, and what is asked of it."""

    people: np.ndarray  # rows of the survey, in the order of the report
    frame: pd.DataFrame
    profile: pd.DataFrame
    by: tuple[str, ...]
    minimum: int | None = None
    split_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two reports of one survey, and whose answers changed in between."""

    way: str
    policy: str
    reports: tuple[Wanted, Wanted]
    few: np.ndarray  # in what these are, or answered, the reports differ
    changed: np.ndarray  # who of all people answered otherwise in the second
    hidden: tuple[str, ...]  # agencies under the minimum


def a_pair(instrument: Instrument, seed: int) -> Pair:
    """One to three agencies under the minimum among larger ones; roles across them, each agency of one kind."""
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    policy, way = ("internal", "published")[seed // len(WAYS) % 2], WAYS[seed % len(WAYS)]
    least = disclosure_rule(policy, None).minimum
    small = [draw.randint(1, least - 1) for _ in range(draw.randint(1, 3))]
    sizes = [*small, *(draw.randint(least + 2, 3 * least) for _ in range(draw.randint(3, 6)))]
    names = [f"a{place}" for place in range(len(sizes))]
    agency = np.repeat(names, sizes).astype(object)
    n = len(agency)
    kind = np.array([f"k{int(name[1:]) % 2}" for name in agency], dtype=object)
    role = np.array([f"r{place}" for place in rng.integers(0, 4, n)], dtype=object)
    role[agency == "a0"] = [f"r{place % 4}" for place in range(sizes[0])]  # people of a hidden agency, each alone
    frame = answers(instrument, n, seed=seed)
    profile = pd.DataFrame({"agency": agency, "kind": kind, "role": role})
    few = rng.permutation(n)[: draw.randint(1, least - 1)]
    everybody, rest = np.arange(n), np.setdiff1d(np.arange(n), few)
    first = Wanted(people=everybody, frame=frame, profile=profile, by=("agency",))
    changed = np.zeros(n, dtype=bool)
    again = frame.copy()
    if way == "other_by":
        second = replace(first, by=draw.choice([("kind",), ("kind", "role"), ("role",)]))
    elif way == "other_minimum":
        lower = {"internal": 3, "published": 10}[policy]
        first, second = replace(first, minimum=lower + draw.randint(1, 5)), replace(first, minimum=lower)
    elif way == "other_filter":
        gone = few if draw.random() < 0.5 else np.flatnonzero(agency == draw.choice(names))
        second = replace(first, people=np.setdiff1d(everybody, gone), by=draw.choice([("agency",), ("kind",)]))
    elif way == "split":
        first = replace(first, by=(), split_by="agency")
        kind[few] = "k2"  # who are with an agency all of which gets a report
        kind[agency == names[-1]] = "k2"
        profile = profile.assign(kind=kind)
        first, second = replace(first, profile=profile), replace(first, profile=profile, by=("kind",), split_by=None)
    elif way == "corrected":
        changed[few] = True
        again.iloc[few] = answers(instrument, n, seed=5000 + seed).iloc[few]
        second = replace(first, frame=again, by=draw.choice([("agency",), ("kind",)]))
    elif way == "skipped":
        again.loc[few, [name for name in again if name.startswith("Q")]] = np.nan
        second = replace(first, frame=again)
    elif way == "moved":
        moved = agency.copy()
        moved[few] = names[-1]
        second = replace(first, profile=profile.assign(agency=moved))
    else:
        first, second = replace(first, people=rest), replace(first, by=draw.choice([("agency",), ("role",)]))
    return Pair(
        way=way,
        policy=policy,
        reports=(first, second),
        few=np.isin(everybody, few),
        changed=changed,
        hidden=tuple(names[: len(small)]),
    )


def _read(wanted: Wanted, instrument: Instrument) -> Responses:
    read = responses(
        wanted.frame.iloc[wanted.people], instrument, profile=wanted.profile.iloc[wanted.people].reset_index(drop=True)
    )
    return replace(read, ids=Column.of([f"R_{person}" for person in wanted.people]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """One report on its way out."""

    basis: Basis
    groups: tuple[GroupResult, ...]
    alone: tuple[str, Sequence[str]] | None
    ready: Publication


def given(wanted: Wanted, instrument: Instrument, policy: str, ledger: Path) -> Given:
    """A report by the same steps as a run."""
    read = _read(wanted, instrument)
    rule = disclosure_rule(policy, wanted.minimum)
    basis = basis_of(read, rule, SAMPLING, partitions={name: read.profile[name].to_numpy(object) for name in wanted.by})
    hidden = hidden_counts(counted_variables(instrument.profile, basis.profile, wanted.by), basis.profile, rule)
    groups, _ = group_results(
        basis.scores.values, basis.partitions, basis.scores.rules, rule, SAMPLING, None, known=hidden
    )
    alone = None
    if wanted.split_by is not None:
        try:
            found = split_of(read, wanted.split_by, Plan(by=wanted.by, disclosure=policy, draws=0))
            alone = found.variable, found.shown
        except NothingToScoreError:
            pass
    ready = publication(ledger, basis, groups, None, alone)
    return Given(basis=basis, groups=tuple(groups), alone=alone, ready=ready)


def sums_of(report: Given, wanted: Wanted, changed: np.ndarray, *, second: bool) -> Iterator[tuple[str, np.ndarray]]:
    """Every sum that a report shows: over whom of all people, who are others where they answered otherwise."""
    n, values = len(changed), report.basis.scores.values
    people = wanted.people[report.basis.scores.kept]
    place = np.where(changed[people] & second, people + n, people)

    def over(node: str, inside: np.ndarray) -> tuple[str, np.ndarray]:
        row = np.zeros(2 * n)
        row[place[inside & values[node].notna().to_numpy()]] = 1
        return node, row

    shown = [branch.id for branch in report.basis.scores.rules.branches if branch.kind in SHOWN_BY_GROUP]
    for node in shown:
        yield over(node, np.ones(len(values), dtype=bool))
    for group in report.groups:
        inside = report.basis.partitions[group.by] == group.value if group.by else np.zeros(len(values), dtype=bool)
        for each in group.scores:
            if each.mean is not None:
                y = values[each.id].to_numpy()[inside]
                assert abs(np.nanmean(y) - each.mean) < 1e-8
                yield over(each.id, inside)
    if report.alone is not None:
        labels = report.basis.profile[report.alone[0]].to_numpy()
        yield from (over(node, labels == value) for value in report.alone[1] for node in shown)


def follows(known: Sequence[tuple[str, np.ndarray]], pair: Pair, minimum: int) -> list[str]:
    """What the known sums tell: small cells and hidden agencies, and by how much few people changed their answers."""
    n = len(pair.changed)
    twice = [np.concatenate([label, label]) for label in _labels(pair)]
    cells = [*twice, np.repeat(["before", "after"], n)]
    found = [f"{what}: {size}" for what, size in recovered(known, cells, minimum)]
    agency = pair.reports[0].profile["agency"].to_numpy()
    small = [name for name in pair.hidden if (agency == name).sum() < minimum]
    wanted = {name: np.concatenate([agency == name, np.zeros(n, dtype=bool)]) * 1.0 for name in small}
    if pair.few.sum() < minimum:
        wanted["few"] = np.concatenate([1.0 * pair.few, np.zeros(n)])
    if 0 < pair.changed.sum() < minimum:
        wanted["change"] = np.concatenate([-1.0 * pair.changed, 1.0 * pair.changed])
    for node in dict.fromkeys(node for node, _ in known):
        rows = np.array([row for name, row in known if name == node])
        for what, row in wanted.items():
            left = row - rows.T @ np.linalg.lstsq(rows.T, row, rcond=None)[0]
            if np.abs(row).sum() > 0 and left @ left < 1e-9:
                found.append(f"{node}: {what}")
    return found


def _labels(pair: Pair) -> list[np.ndarray]:
    """What parts people: their groups in both reports, in which they are, and whether they answered otherwise."""
    n = len(pair.changed)
    found = [each.profile[name].to_numpy().astype(str) for each in pair.reports for name in VARIABLES]
    for each in pair.reports:
        inside = np.zeros(n, dtype=bool)
        inside[each.people] = True
        skipped = each.frame.isna().any(axis=1).to_numpy()
        found += [inside.astype(str), skipped.astype(str)]
    return [*found, pair.changed.astype(str)]
