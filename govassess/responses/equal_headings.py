"""Columns whose headings fit the same items: told apart by what they hold, and by the order of the file.

Several items may have one wording (the same statement before and after a training), and a comment may stand below the
heading of the rating it explains. Columns that no item could have been answered in are no rivals; as many columns as
items with one wording are taken in their order, with a notice that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from govassess.responses.headings import met_before, row_keys, rows_in, wordings_in
from govassess.responses.match import Match, Matching
from govassess.responses.targets import Target, Targets

Reads = Callable[[Target, int], bool]


def told_apart(
    matching: Matching,
    targets: Targets,
    reads: Reads,
    *,
    headings: Sequence[str],
    labels: Sequence[Sequence[str]] = (),
) -> Matching:
    """Return a matching in which items and columns of one wording are matched where that can be told.

    Parameters
    ----------
    matching : Matching
        From ``match_columns``.
    targets : Targets
        What the columns can hold.
    reads : callable
        Whether the answers in a column (position) can be those to an item.
    headings, labels : sequences
        The header, as ``match_columns`` had it.

    Returns
    -------
    Matching
        What was settled is in ``found`` (by the step ``order``) and no longer among ``rivals`` or ``unclear``.
    """
    return _in_order(_answered_only(matching, reads, headings), targets, reads, headings, labels)


def _answered_only(matching: Matching, reads: Reads, headings: Sequence[str]) -> Matching:
    """Drop rivals of an item in which it cannot have been answered, if one column is left."""
    found = {match.target.name: match for match in matching.found}
    rivals = dict(matching.rivals)
    unmatched = set(matching.unmatched)
    for name, positions in matching.rivals.items():
        target = found[name].target
        answered = [at for at in positions if target.kind == "item" and reads(target, at)]
        if len(answered) == 1:
            found[name] = replace(found[name], position=answered[0], heading=headings[answered[0]])
            unmatched |= {at for at in positions if at != answered[0]}
            del rivals[name]
    return replace(
        matching, found=_sorted(found.values()), rivals=rivals, unmatched=tuple(sorted(unmatched))
    )  # fmt: skip


def _in_order(
    matching: Matching, targets: Targets, reads: Reads, headings: Sequence[str], labels: Sequence[Sequence[str]]
) -> Matching:
    """Match the items of one wording with as many columns of that wording, the first with the first."""
    held = {match.target.name for match in matching.found}
    columns: dict[tuple[str, ...], list[int]] = {}
    for position in matching.unmatched:
        names = _unclear_names(position, targets, headings, labels)
        if names:
            columns.setdefault(names, []).append(position)
    found = list(matching.found)
    unclear = dict(matching.unclear)
    for names, positions in columns.items():
        wanted = [targets.codes[name] for name in names if name in targets.codes and name not in held]
        if not wanted or any(target.kind != "item" for target in wanted):
            continue
        answered = [at for at in positions if reads(wanted[0], at)]
        if len(answered) != len(wanted):
            continue
        found += [
            Match(position=at, heading=headings[at], target=target, step="order")
            for at, target in zip(answered, wanted, strict=True)
        ]
        unclear = {heading: each for heading, each in unclear.items() if each != names}
    taken = {match.position for match in found}
    unmatched = tuple(at for at in matching.unmatched if at not in taken)
    return replace(matching, found=_sorted(found), unclear=unclear, unmatched=unmatched)


def _unclear_names(
    position: int, targets: Targets, headings: Sequence[str], labels: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """Return the names of the targets that share the wording of a column; nothing if it has no such wording."""
    if not targets.unclear:
        return ()
    heading = headings[position]
    again = met_before(heading, headings)
    below = [row[position] for row in labels if row[position]]
    texts = [heading, *([again] if again else []), *below]
    keys = (key for text in texts for key in _keys(text, dashes=text in below))
    return next((targets.unclear[key] for key in keys if key in targets.unclear), ())


def _keys(text: str, *, dashes: bool) -> Iterator[str]:
    """Yield the wordings that a heading may be, whole or as the row of a question."""
    yield from wordings_in(text)
    yield from (key for _, row, alone in rows_in(text, dashes=dashes) if alone for key in row_keys(row))


def _sorted(found: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(found, key=lambda match: match.position))
