"""Names: each stands for one thing, and each that is referred to exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govassess.files.closed_schema import did_you_mean
from govassess.files.safe_yaml import KeyPath, dotted
from govassess.instrument.checks.fault import Fault, fault, item_paths, node_paths
from govassess.instrument.model import Instrument, MultipleChoice, ProfileVariable


def duplicate_names(instrument: Instrument) -> Iterator[Fault]:
    """Find names used twice; nodes, items, variables and questions share one list of names.

    Names of columns may not differ by capital letters alone either, for headings are read without regard to them.
    """
    columns = _columns(instrument)
    nodes = [((*path, "id"), node.id) for path, node in node_paths(instrument)]
    if instrument.overall:
        nodes.append((("overall", "id"), instrument.overall.id))
    nodes += [(("checklists", at, "id"), each.id) for at, each in enumerate(instrument.checklists)]
    yield from _repeated([*nodes, *columns])
    yield from _repeated([(("hypotheses", at, "id"), entry.id) for at, entry in enumerate(instrument.hypotheses)])
    yield from _case_only(columns)
    for path, variable in _with_options(instrument):
        codes = [((*path, "options", at, "code"), str(each.code)) for at, each in enumerate(variable.options)]
        yield from _repeated(codes)
        yield from _case_only(codes)


def _columns(instrument: Instrument) -> list[tuple[KeyPath, str]]:
    found = [((*path, "id"), item.id) for path, item in item_paths(instrument)]
    if instrument.consent:
        found.append((("consent", "id"), instrument.consent.id))
    found += [(("profile", at, "id"), variable.id) for at, variable in enumerate(instrument.profile)]
    found += [(("multiple_choice", at, "id"), each.id) for at, each in enumerate(instrument.multiple_choice)]
    for at, checklist in enumerate(instrument.checklists):
        found += [(("checklists", at, "items", entry, "id"), each.id) for entry, each in enumerate(checklist.items)]
    return found


def _with_options(instrument: Instrument) -> Iterator[tuple[KeyPath, ProfileVariable | MultipleChoice]]:
    for at, variable in enumerate(instrument.profile):
        yield ("profile", at), variable
    for at, question in enumerate(instrument.multiple_choice):
        yield ("multiple_choice", at), question


def _repeated(names: Sequence[tuple[KeyPath, str]]) -> Iterator[Fault]:
    first: dict[str, KeyPath] = {}
    for path, name in names:
        before = first.setdefault(name, path)
        if before != path:
            yield fault("duplicate_id", path, name, first=dotted(before))


def _case_only(names: Sequence[tuple[KeyPath, str]]) -> Iterator[Fault]:
    first: dict[str, tuple[KeyPath, str]] = {}
    for path, name in names:
        before_path, before = first.setdefault(name.casefold(), (path, name))
        if before != name:
            yield fault("case_only", path, name, other=before, first=dotted(before_path))


def unknown_names(instrument: Instrument) -> Iterator[Fault]:
    """Find references to constructs, nodes, profile variables and scales that do not exist."""
    constructs = [construct.id for construct in instrument.constructs]
    nodes = [node.id for _, node in node_paths(instrument)]
    variables = [variable.id for variable in instrument.profile]
    for name, module in instrument.modules.items():
        yield from _unknown(("modules", name, "constructs"), module.constructs, constructs)
    yield from _unknown(("headline",), instrument.headline, constructs)
    if instrument.respondent.cluster is not None:
        yield from _unknown_one(("respondent", "cluster"), instrument.respondent.cluster, variables)
    yield from _unknown(("respondent", "group_by"), instrument.respondent.group_by, variables)
    yield from _unknown(("hypothesis_defaults", "covariates"), instrument.hypothesis_defaults.covariates, variables)
    for at, hypothesis in enumerate(instrument.hypotheses):
        here: KeyPath = ("hypotheses", at)
        known = variables if hypothesis.kind == "group" else nodes
        yield from _unknown_one((*here, "predictor"), hypothesis.predictor, known)
        yield from _unknown_one((*here, "outcome"), hypothesis.outcome, nodes)
        yield from _unknown((*here, "mediators"), hypothesis.mediators, nodes)
        if hypothesis.moderator is not None:
            yield from _unknown_one((*here, "moderator"), hypothesis.moderator, nodes)
        yield from _unknown((*here, "controls"), hypothesis.controls, nodes)
        yield from _unknown((*here, "covariates"), hypothesis.covariates or (), variables)
    for path, item in item_paths(instrument):
        if item.scale is not None:
            yield from _unknown_one((*path, "scale"), item.scale, list(instrument.scales))


def _unknown(path: KeyPath, names: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield fault("named_twice", (*path, at), name)
        yield from _unknown_one((*path, at), name, known)


def _unknown_one(path: KeyPath, name: str, known: Sequence[str]) -> Iterator[Fault]:
    if name in known:
        return
    listed = ", ".join(known) or "–"
    meant = did_you_mean(name, known)
    if meant:
        yield fault("misspelt_name", path, name, known=listed, meant=meant)
    else:
        yield fault("unknown_name", path, name, known=listed)


def modules(instrument: Instrument) -> Iterator[Fault]:
    """Find constructs in no module or in two, and an instrument no module of which is required."""
    seen: dict[str, str] = {}
    for name, module in instrument.modules.items():
        for at, construct_id in enumerate(module.constructs):
            other = seen.setdefault(construct_id, name)
            if other != name:
                yield fault("two_modules", ("modules", name, "constructs", at), construct_id, other=other)
    for at, construct in enumerate(instrument.constructs):
        if construct.id not in seen:
            yield fault("no_module", ("constructs", at, "id"), construct.id)
    if not any(module.required for module in instrument.modules.values()):
        yield fault("none_required", ("modules",))


def forms(instrument: Instrument) -> Iterator[Fault]:
    """Find forms named twice, no full form, and a short form without items or declaration."""
    for key, entries in (("forms", instrument.forms), ("languages", instrument.languages)):
        for at, entry in enumerate(entries):
            if entry in entries[:at]:
                yield fault("named_twice", (key, at), entry)
    if "full" not in instrument.forms:
        yield fault("no_full_form", ("forms",))
    short = [path for path, item in item_paths(instrument) if item.short]
    if "short" in instrument.forms and not short:
        yield fault("short_form_empty", ("forms",), "short")
    if "short" not in instrument.forms and short:
        yield fault("short_form_undeclared", (*short[0], "short"), "true", count=len(short))
