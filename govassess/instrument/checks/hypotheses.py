"""Hypotheses: each names what its kind needs, and nothing predicts a part of itself."""

from __future__ import annotations

from collections.abc import Iterator

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, fault, node_paths
from govassess.instrument.model import Hypothesis, Instrument, items_under


def hypotheses(instrument: Instrument) -> Iterator[Fault]:
    """Find what a kind lacks or has no use for, variables that overlap, and bounds without sense."""
    items = {node.id: frozenset(item.id for item in items_under(node)) for _, node in node_paths(instrument)}
    for at, hypothesis in enumerate(instrument.hypotheses):
        path: KeyPath = ("hypotheses", at)
        yield from _mediators(path, hypothesis)
        yield from _moderator(path, hypothesis)
        yield from _groups(path, hypothesis, instrument)
        yield from _overlaps(path, hypothesis, items)
        if hypothesis.smallest_effect is not None and hypothesis.smallest_effect <= 0:
            yield fault("smallest_effect", (*path, "smallest_effect"), f"{hypothesis.smallest_effect:g}")
    alpha = instrument.hypothesis_defaults.alpha
    if not 0 < alpha < 1:
        yield fault("alpha", ("hypothesis_defaults", "alpha"), f"{alpha:g}")


def _mediators(path: KeyPath, hypothesis: Hypothesis) -> Iterator[Fault]:
    if hypothesis.kind == "mediation" and not hypothesis.mediators:
        yield fault("no_mediators", path, hypothesis.id)
    if hypothesis.kind != "mediation" and hypothesis.mediators:
        yield fault("mediators_unused", (*path, "mediators"), hypothesis.kind, name=hypothesis.id)
    if hypothesis.serial and len(hypothesis.mediators) < 2:
        yield fault("serial_alone", (*path, "serial"), "true", name=hypothesis.id)


def _moderator(path: KeyPath, hypothesis: Hypothesis) -> Iterator[Fault]:
    if hypothesis.kind == "moderation" and hypothesis.moderator is None:
        yield fault("no_moderator", path, hypothesis.id)
    if hypothesis.kind != "moderation" and hypothesis.moderator is not None:
        yield fault("moderator_unused", (*path, "moderator"), hypothesis.kind, name=hypothesis.id)


def _groups(path: KeyPath, hypothesis: Hypothesis, instrument: Instrument) -> Iterator[Fault]:
    """Find groups that cannot be compared or are adjusted for, a sign where there is none, none where there is one."""
    if hypothesis.kind != "group":
        if hypothesis.expected is None:
            yield fault("no_expected", path, hypothesis.id)
        return
    if hypothesis.expected is not None:
        yield fault("expected_unused", (*path, "expected"), hypothesis.expected, name=hypothesis.id)
    for key in ("controls", "covariates"):
        if getattr(hypothesis, key):
            yield fault("group_unadjusted", (*path, key), hypothesis.kind, name=hypothesis.id)
    known = [
        variable.id
        for variable in instrument.profile
        if variable.type in {"single", "ordinal"}
        or (variable.type == "text" and variable.id in instrument.respondent.group_by)
    ]
    # a name that stands for no variable at all is found where unknown names are
    if hypothesis.predictor in {variable.id for variable in instrument.profile} - set(known):
        listed = ", ".join(known) or "–"
        yield fault("group_predictor", (*path, "predictor"), hypothesis.predictor, known=listed)


def _overlaps(path: KeyPath, hypothesis: Hypothesis, items: dict[str, frozenset[str]]) -> Iterator[Fault]:
    """Two variables of one equation that share an item are related by construction."""
    named: list[tuple[KeyPath, str]] = [((*path, "predictor"), hypothesis.predictor)]
    named += [((*path, "mediators", at), name) for at, name in enumerate(hypothesis.mediators)]
    if hypothesis.moderator is not None:
        named.append(((*path, "moderator"), hypothesis.moderator))
    named += [((*path, "controls", at), name) for at, name in enumerate(hypothesis.controls)]
    named += [((*path, "outcome"), hypothesis.outcome)]
    for at, (here, name) in enumerate(named):
        for _, other in named[:at]:
            if items.get(name, frozenset()) & items.get(other, frozenset()):
                yield fault("shared_items", here, name, other=other, name=hypothesis.id)
                break
