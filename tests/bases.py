"""The basis of a run over answers that the tests make, and what is looked for and shown beside it."""

from __future__ import annotations

from govassess.assessment.group_scores import group_results
from govassess.assessment.sensitivity import search, sensitivity_sample
from govassess.run.basis import Basis
from govassess.run.plan import Plan
from govassess.run.sampling import resamples
from govassess.scoring.scores import score


def basis_of(read, rule, sampling, *, partitions=None, clusters=None) -> Basis:
    """What a run over everyone who can be scored starts from."""
    scores = score(read)
    return Basis(
        responses=read,
        plan=Plan(),
        rule=rule,
        scores=scores,
        profile=read.profile.loc[scores.kept].reset_index(drop=True),
        clusters=clusters,
        cluster=None,
        sampling=sampling,
        draws=resamples(len(scores.values), sampling, clusters),
        partitions=partitions or {},
        sample="all",
        rate=None,
        register=read.instrument.hypotheses,
        notices=(),
    )


def both_ways(basis):
    """The signs found, what may be shown beside the results of all, why else nothing, and the groups shown."""
    searched = search(basis.responses, basis.scores)
    groups, _ = group_results(
        basis.scores.values, basis.partitions, basis.scores.rules, basis.rule, basis.sampling, basis.clusters
    )
    return searched, *sensitivity_sample(basis, basis, searched, groups), groups
