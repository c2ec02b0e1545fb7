"""Which instrument a file was surveyed with: the one whose required module is whole in its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govassess.errors import Problem
from govassess.instrument.model import Instrument, Item
from govassess.responses.fit import Fit, block_of, fit_of
from govassess.responses.match import Matching, Proposal, propose
from govassess.responses.personal import shown
from govassess.responses.table import Table, letters
from govassess.responses.targets import Target, targets_of

LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One instrument, what it matches in the file, and how far that covers it.

    ``readable`` are the unmatched columns that hold nothing, or answers on one of its scales: only those can be meant
    for its items.
    """

    matching: Matching
    fit: Fit
    readable: frozenset[int]

    def meant(self, headings: Sequence[str], *, least: float = 0.75) -> tuple[Proposal, ...]:
        """Return the columns that are probably meant for what no column was found for."""
        wanted = unmatched_targets(self)
        items = [target for target in wanted if target.kind == "item"]
        others = [target for target in wanted if target.kind != "item"]
        readable = [at for at in self.matching.unmatched if at in self.readable]
        return (
            *propose(headings, readable, items, least=least),
            *propose(headings, self.matching.unmatched, others, least=least),
        )


def candidates_of(
    instruments: Sequence[Instrument],
    match: Callable[[Instrument], Matching],
    reads: Callable[[Instrument, int], bool],
    absent: Sequence[str],
) -> tuple[Candidate, ...]:
    """Return each instrument with its matching, the one that covers most of the file first.

    ``reads`` tells whether a column's contents can be answers to an instrument.
    """
    found = []
    for instrument in instruments:
        matching = match(instrument)
        fit = fit_of(instrument, matching.items, absent)
        asked = matching.unmatched if fit.missing else ()
        readable = frozenset(position for position in asked if reads(instrument, position))
        found.append(Candidate(matching=matching, fit=fit, readable=readable))
    return tuple(sorted(found, key=_closeness, reverse=True))


def _closeness(one: Candidate) -> tuple[bool, bool, float, int]:
    """Return how close an instrument comes: of those that fit by its items, else by the share that is there."""
    fit = one.fit
    return fit.fits, fit.near, 0.0 if fit.fits else fit.found / max(fit.needed, 1), fit.found


def choose(
    candidates: Sequence[Candidate], headings: Sequence[str], file: str
) -> tuple[Candidate | None, list[Problem]]:
    """Return the instrument of the file, or the problems that say why none could be told.

    Parameters
    ----------
    candidates : sequence of Candidate
        From ``candidates_of``; a single one was named by the user.
    headings : sequence of str
        The header row: columns that may be meant for missing items are named.
    file : str
        Base name, for messages.

    Returns
    -------
    (Candidate or None, list of Problem)
        A candidate that is only near comes back for its missing items to be named.
    """
    best = candidates[0]
    if best.fit.fits or best.fit.near:
        rivals = [
            one
            for one in candidates
            if (one.fit.fits, one.fit.found) == (best.fit.fits, best.fit.found) and one.fit.fits
        ]
        if len(rivals) > 1:
            names = ", ".join(sorted(one.fit.instrument.id for one in rivals))
            return None, [Problem(code="E107", reason="several_instruments", file=file, values={"names": names})]
        return best, []
    if len(candidates) == 1:
        return None, _no_fit(best, headings, file, "does_not_fit")
    first = Problem(code="E106", reason="no_instrument", file=file, values={"count": len(candidates)})
    return None, [first, *(problem for one in candidates for problem in _no_fit(one, headings, file, "candidate"))]


def _no_fit(one: Candidate, headings: Sequence[str], file: str, reason: str) -> list[Problem]:
    """Return the problem of an instrument that does not fit, and one more if columns look meant for its items."""
    missing = [item.id for item in one.fit.missing]
    listed = ", ".join(missing[:LISTED]) + (", ..." if len(missing) > LISTED else "")
    values: dict[str, str | int | float] = {
        "instrument": one.fit.instrument.id,
        "found": one.fit.found,
        "needed": one.fit.needed,
        "missing": listed,
    }
    problems = [Problem(code="E106", reason=reason, file=file, values=values)]
    asked = {item.id for item in one.fit.missing}
    meant = [proposal for proposal in one.meant(headings) if proposal.target.id in asked]
    if meant:
        pairs = [f'"{shown(each.heading)}" = {each.target.id}' for each in meant[:LISTED]]
        values = {"instrument": one.fit.instrument.id, "count": len(meant), "first": meant[0].target.id}
        values["pairs"] = "; ".join(pairs) + ("; ..." if len(meant) > LISTED else "")
        values["column"] = letters(meant[0].position)  # the heading may be too long to be shown whole
        problems.append(Problem(code="E106", reason="columns_alike", file=file, values=values))
    return problems


def missing_items(one: Candidate, headings: Sequence[str], file: str) -> list[Problem]:
    """Return a problem for each item that should have a column, with the column probably meant."""
    proposals = {proposal.target.id: proposal for proposal in one.meant(headings)}
    problems = []
    for item in one.fit.missing:
        if item.id in one.matching.rivals:
            continue
        proposal = proposals.get(item.id)
        reason = "item_missing"
        values = _item_values(one.fit.instrument, item)
        if proposal:
            reason = "item_missing_case" if proposal.case_only else "item_missing_alike"
            values["heading"] = shown(proposal.heading)
            values["column"] = letters(proposal.position)
        problems.append(Problem(code="E106", reason=reason, file=file, item=item.id, values=values))
    return problems


def _item_values(instrument: Instrument, item: Item) -> dict[str, str | int | float]:
    block = block_of(instrument, item)
    return {"id": item.id, "node": block.id, "text_en": item.text.en, "text_id": item.text.id}


def rivalry(one: Candidate, table: Table) -> list[Problem]:
    """Return a problem for each target that several columns fit, and for each column that fits several targets."""
    problems = []
    headings, file = table.headings, table.file
    targets = targets_of(one.fit.instrument).codes
    for name, positions in one.matching.rivals.items():
        values: dict[str, str | int | float] = {
            "id": name,
            "columns": ", ".join(letters(position) for position in positions),
            "headings": "; ".join(f'"{shown(text)}"' for text in dict.fromkeys(headings[at] for at in positions)),
        }
        is_item = targets[name].kind == "item"
        reason = "several_columns_in_turn" if _in_turn(table, positions) else "several_columns"
        problems.append(
            Problem(
                code="E107", reason=reason, file=file, item=name if is_item else None,
                variable=None if is_item else name, values=values,
            )
        )  # fmt: skip
    unclear = [at for at in one.matching.unmatched if headings[at] in one.matching.unclear]
    met: Counter[tuple[str, ...]] = Counter()
    for at in unclear:
        names = one.matching.unclear[headings[at]]
        own = names[min(met[names], len(names) - 1)]  # the first column of a wording is likely that of the first item
        met[names] += 1
        values = {"names": ", ".join(names), "first": own, "column": letters(at)}
        problems.append(
            Problem(code="E107", reason="several_targets", file=file, column=shown(headings[at]), values=values)
        )
    return problems


def _in_turn(table: Table, positions: Sequence[int]) -> bool:
    """Tell whether no record has answers in two of the columns, as where a form was changed in the field."""
    filled = [~table.columns[at].blank() for at in positions]
    return all(count <= 1 for count in map(sum, zip(*filled, strict=True)))


def unmatched_targets(one: Candidate) -> tuple[Target, ...]:
    """Return the items, profile variables and questions of the instrument that no column holds."""
    held = {match.target.name for match in one.matching.found}
    asked = {match.target.id for match in one.matching.found}
    kinds = {"item", "profile", "consent", "checklist", "choice"}
    seen: dict[str, Target] = {}
    for target in targets_of(one.fit.instrument).codes.values():
        if target.kind in kinds and target.name not in held and target.id not in asked:
            seen[target.name] = target
    return tuple(seen.values())
