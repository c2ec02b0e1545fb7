"""What of an instrument a column can hold: items, profile variables, consent, choices, checklist entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from govassess.instrument.model import Indicator, Instrument, Text
from govassess.instrument.wording import limesurvey_code
from govassess.responses.wording import heading_key, without_numbering

TargetKind = Literal["item", "profile", "consent", "choice", "option", "checklist"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing a column can be matched to.

    ``part`` is the option of a multiple-choice question; ``also`` the name of the indicator whose only item it is.
    """

    kind: TargetKind
    id: str
    text: Text
    part: str | None = None
    also: Text | None = None

    @property
    def name(self) -> str:
        """Id as a mapping file writes it."""
        return self.id if self.part is None else f"{self.id}/{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """All targets of one instrument, by code and by wording.

    Attributes
    ----------
    codes : dict
        Exact code -> target. Options are reached by ``question/option`` and the spellings tools make of it; what
        LimeSurvey makes of a code (letters and digits only) stands for it where it is the code of nothing else.
    wordings : dict
        Comparable wording -> (target, language or None where both languages word it so).
    names : frozenset of str
        Those of the wordings that are no question's own: declared headings, names of indicators with one item.
    unclear : dict
        Wordings that two targets share -> their names; such a heading matches none of them.
    """

    codes: dict[str, Target]
    wordings: dict[str, tuple[Target, str | None]]
    unclear: dict[str, tuple[str, ...]]
    names: frozenset[str] = frozenset()


def targets_of(instrument: Instrument) -> Targets:
    """Return what the columns of a survey with ``instrument`` can hold."""
    codes: dict[str, Target] = {}
    wordings: dict[str, tuple[Target, str | None]] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for target in _all(instrument):
        for code in _codes(target):
            codes.setdefault(code, target)
        _learn(wordings, unclear, target, _wordings(instrument, target))
    codes = {**_limesurvey_codes(instrument, codes), **codes}
    further: dict[str, tuple[Target, str | None]] = {}  # what a question is also called never outranks its wording
    for target in _all(instrument):
        _learn(
            further, unclear, target, ((key, lang) for key, lang in _names(instrument, target) if key not in wordings)
        )
    wordings = {**further, **wordings}
    for key in unclear:
        del wordings[key]
    return Targets(codes=codes, wordings=wordings, unclear=unclear, names=frozenset(further).difference(unclear))


def _learn(
    wordings: dict[str, tuple[Target, str | None]],
    unclear: dict[str, tuple[str, ...]],
    target: Target,
    words: Iterable[tuple[str, str]],
) -> None:
    """Add the words of one target; those that another has too are unclear."""
    for key, lang in words:
        known = wordings.get(key)
        if known is None:
            wordings[key] = (target, lang)
        elif known[0] == target:
            wordings[key] = (target, known[1] if known[1] == lang else None)
        elif target.name not in unclear.get(key, ()):
            unclear[key] = (*unclear.get(key, (known[0].name,)), target.name)


def _all(instrument: Instrument) -> Iterator[Target]:
    alone = {
        node.items[0].id: node.name
        for node in instrument.nodes()
        if isinstance(node, Indicator) and len(node.items) == 1
    }
    for item in instrument.items():
        yield Target(kind="item", id=item.id, text=item.text, also=alone.get(item.id))
    for variable in instrument.profile:
        yield Target(kind="profile", id=variable.id, text=variable.label)
    if instrument.consent:
        yield Target(kind="consent", id=instrument.consent.id, text=instrument.consent.text)
    for checklist in instrument.checklists:
        for entry in checklist.items:
            yield Target(kind="checklist", id=entry.id, text=entry.text)
    for question in instrument.multiple_choice:
        yield Target(kind="choice", id=question.id, text=question.text)
        for option in question.options:
            yield Target(kind="option", id=question.id, part=str(option.code), text=option.label)


def _codes(target: Target) -> tuple[str, ...]:
    if target.part is None:
        return (target.id,)
    marked = [f"{target.id}{mark}{target.part}" for mark in ("/", "_", "___", ".")]
    if target.part.startswith("-"):
        marked.append(f"{target.id}____{target.part[1:]}")  # REDCap has no sign in names
    return (*marked, f"{target.id}[{target.part}]")


def _limesurvey_codes(instrument: Instrument, codes: Mapping[str, Target]) -> dict[str, Target]:
    """Return the codes that LimeSurvey makes of others; those that two targets would share are left out."""
    meant: dict[str, set[Target]] = {}
    for target in _all(instrument):
        own = limesurvey_code(target.id)
        names = (own,) if target.part is None else _codes(replace(target, id=own, part=limesurvey_code(target.part)))
        for name in names:
            meant.setdefault(name, set()).add(target)
    return {name: next(iter(found)) for name, found in meant.items() if name and name not in codes and len(found) == 1}


def _wordings(instrument: Instrument, target: Target) -> Iterator[tuple[str, str]]:
    """Yield the comparable wordings of a target with their language; an option is worded ``question/option``."""
    for lang in _languages(instrument, target.text):
        own = target.text.in_language(lang)
        if target.part is None:
            yield heading_key(own), lang
            yield without_numbering(heading_key(own)), lang
            continue
        question = next(q for q in instrument.multiple_choice if q.id == target.id)
        for start in (question.id, question.text.in_language(lang)):
            yield option_key(heading_key(start), heading_key(own)), lang


def _languages(instrument: Instrument, text: Text) -> Iterator[str]:
    """Yield the languages of a text: one that the instrument does not declare has a text only where that differs."""
    for lang in ("en", "id"):
        if lang in instrument.languages or text.en != text.id:
            yield lang


def _names(instrument: Instrument, target: Target) -> Iterator[tuple[str, str]]:
    """Yield what else a target is called: the declared headings of a variable, the name of an item's own indicator."""
    for lang in ("en", "id"):
        if target.kind == "profile":
            variable = next(each for each in instrument.profile if each.id == target.id)
            yield from ((heading_key(word), lang) for word in variable.synonyms.in_language(lang))
        elif target.kind == "item" and target.also is not None:
            key = heading_key(target.also.in_language(lang))
            yield key, lang
            yield re.sub(r", (and|dan)\b", r" \1", key), lang


def option_key(question: str, option: str) -> str:
    """Return the comparable wording of one option's own column."""
    return f"{question}\x1f{option}"
