"""What a file itself says about the codes in a column: value labels and declared missing values (SPSS, Stata)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from govassess.errors import type_of_value
from govassess.instrument.wording import normalised
from govassess.responses.personal import shown
from govassess.responses.table import Column, Table
from govassess.responses.wording import split_number

NO_ANSWER: Mapping[str, frozenset[str]] = {
    lang: frozenset(map(normalised, words))
    for lang, words in {
        "en": (
            "don't know", "do not know", "i don't know", "i do not know", "not sure", "prefer not to say",
            "prefer not to answer", "not applicable", "n/a", "na", "refused", "no answer", "unfamiliar",
        ),
        "id": ("tidak tahu", "tidak menjawab", "tidak yakin", "tidak relevan", "tidak ada jawaban", "tt", "tj"),
    }.items()
}  # fmt: skip
"""Words that say of a code off the scale that it is no answer; a cell's own words count only where declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLabels:
    """The labels of one column by content, and the contents that the file declares to be no answers.

    ``turned`` tells that the file has turned the item's key already, with or without its labels.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    turned: bool = False

    def label(self, text: str) -> str:
        """Return the label of a content as a message may print it; empty where it has none."""
        return shown(self.labels[text]) if text in self.labels else ""

    def __bool__(self) -> bool:
        return bool(self.labels or self.declared)


def file_labels(table: Table, position: int, *, turned: bool = False) -> FileLabels:
    """Return what a file says about the codes of one of its columns."""
    return FileLabels(
        labels=table.value_labels.get(position, {}),
        declared=table.declared_missing.get(position, frozenset()),
        turned=turned,
    )


def wordings(label: str) -> tuple[str, ...]:
    """Return a label for comparing: whole, and without a number beside it.

    Examples
    --------
    >>> wordings("4 - Setuju"), wordings("Setuju")
    (('4 - setuju', 'setuju'), ('setuju',))
    """
    pair = split_number(label)
    return (normalised(label), *([normalised(pair[1])] if pair and pair[1] else []))


def says_no_answer(label: str, declared: Collection[str] = ()) -> bool:
    """Tell whether a label means that no answer was given, in the usual words or in ``declared`` ones (comparable).

    Examples
    --------
    >>> says_no_answer("Tidak tahu"), says_no_answer("99 = Refused"), says_no_answer("Netral")
    (True, True, False)
    """
    return any(key in words for key in wordings(label) for words in (*NO_ANSWER.values(), declared))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relabelled:
    """A column in which codes that only their labels explain were replaced by these.

    ``missing`` are the contents that were taken as no answer, with their numbers of records; ``clashing`` those whose
    label means another answer than the code, with the fields of the message. Both are empty cells in ``column``.
    """

    column: Column
    missing: Mapping[str, int] = field(default_factory=dict)
    clashing: Mapping[str, Mapping[str, type_of_value]] = field(default_factory=dict)


def relabelled(
    column: Column,
    known: FileLabels,
    meaning: Callable[[str], Hashable | None],
    *,
    words: Collection[str] = (),
    labels_first: bool = False,
) -> Relabelled:
    """Return a column of codes with labels as the instrument understands it.

    Parameters
    ----------
    column : Column
        One content a record.
    known : FileLabels
        What the file says about its codes.
    meaning : callable
        What a content or label means to the instrument; None: nothing it knows.
    words : collection of str
        Comparable words that say "no answer", beside the usual ones.
    labels_first : bool
        Whether a label stands for its code even where the instrument knows neither: free texts.

    Returns
    -------
    Relabelled
        A code that means something stays, unless its label means something else; any other gives way to its label if
        that is understood. A code that is not, with a label that says so, is no answer.
    """
    if not known:
        return Relabelled(column=column)
    counts = column.counts()
    missing: dict[str, int] = {}
    clashing: dict[str, Mapping[str, type_of_value]] = {}
    contents = list(column.contents)
    for at, text in enumerate(column.contents):
        label = known.labels.get(text, "")
        if not label and text not in known.declared:
            continue
        own = meaning(text)
        named = meaning(label) if label else None
        if text in known.declared or (own is None and named is None and says_no_answer(label, words)):
            contents[at] = ""
            if text in counts:
                missing[text] = counts[text]
        elif own is not None and named is not None and own != named:
            contents[at] = ""
            rank = f"{named:g}" if isinstance(named, float) else str(named)
            clashing[text] = {"label": known.label(text), "number": text, "rank": rank}
        elif own is None and label and (named is not None or labels_first):
            contents[at] = label
    return Relabelled(column=_merged(contents, column), missing=missing, clashing=clashing)


def _merged(contents: list[str], column: Column) -> Column:
    """Return a column with other contents, equal ones listed once."""
    places: dict[str, int] = {}
    moved = np.array([places.setdefault(text, len(places)) for text in contents], column.codes.dtype)
    return Column(tuple(places), moved[column.codes] if len(moved) else column.codes)
