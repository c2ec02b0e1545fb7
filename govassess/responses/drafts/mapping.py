"""The draft of a mapping file: what was found, and as comments what a person may accept by taking away the #.

No space follows that #, so that what is left stands where YAML wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from govassess.files.yaml_text import flow_list, key, quoted
from govassess.responses.drafts.instrument import DraftInstrument
from govassess.responses.drafts.unread_answers import UnreadAnswers, UnreadWord
from govassess.responses.personal import personal_value, shown
from govassess.text import numbers
from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.responses.inspect import Inspection, MatchedColumn, ProposedColumn


class _Column(Protocol):
    """A column by its heading and its letters."""

    @property
    def heading(self) -> str: ...
    @property
    def column(self) -> str: ...


def draft_mapping(inspection: Inspection, lang: str = "en") -> str:
    """Return a mapping file (YAML) that says what was found, with proposals as comments for a person to accept.

    Parameters
    ----------
    inspection : Inspection
        From ``inspect_file``.
    lang : str
        Language of the comments.

    Returns
    -------
    str
        The text of ``mapping.yaml``; with it the same file loads without questions once the proposals are settled.
    """
    lines = [*_reading(inspection, lang), *_items(inspection, lang), *_answers(inspection.unread, lang)]
    proposed = {each.target for each in inspection.proposed}
    absent = [name for name in inspection.missing if name not in proposed]
    lines.append("absent: []" if not absent else f"#absent: {flow_list(absent)}{_remark('absent', lang)}")
    kept = {each.heading for each in inspection.proposed} | {each.heading for each in inspection.answer_columns}
    left = [heading for heading in inspection.unmatched_columns if heading not in kept]
    return "\n".join([*lines, *_rest(inspection, left)]) + "\n"


def mapping_to_draft(inspection: Inspection, draft: DraftInstrument, lang: str = "en") -> str:
    """Return a mapping file (YAML) for the same file and the instrument that was drafted from it.

    Parameters
    ----------
    inspection : Inspection
        From ``inspect_file``.
    draft : DraftInstrument
        With at least one block.
    lang : str
        Language of the comments.

    Returns
    -------
    str
        Every item and variable of the draft with its column.
    """
    items = [item for block in draft.blocks for item in block.items]
    variables = [variable for variable in draft.profile if variable.sure]
    held = [f"  {key(item.id)}: {_named(inspection, item, lang)}" for item in items]
    held += [f"  {key(variable.id)}: {_named(inspection, variable, lang)}" for variable in variables]
    used = {*(item.heading for item in items), *(variable.heading for variable in variables)}
    left = [heading for heading in inspection.unmatched_columns if heading not in used]
    lines = [*_reading(inspection, lang), "items:", *held, *_answers(UnreadAnswers(), lang), "absent: []"]
    return "\n".join([*lines, *_rest(inspection, left)]) + "\n"


def _reading(inspection: Inspection, lang: str) -> Iterator[str]:
    """Yield how the file was read, so that it is read so again."""
    yield "mapping_version: 1"
    yield f"tool: {inspection.tool}"
    for name, value in (
        ("encoding", inspection.encoding),
        ("delimiter", inspection.delimiter),
        ("sheet", None if personal_value(inspection.sheet or "") else inspection.sheet),
    ):
        if value is not None:
            yield f"{name}: {quoted(value)}"
    if inspection.header_rows:  # data files have none
        yield f"header_row: {inspection.header_row}"
        yield f"header_rows: {inspection.header_rows}"
    if inspection.id_column is not None:
        yield f"id_column: {quoted(inspection.id_column)}"
    else:
        yield f'#id_column: ""{_remark("id_column", lang)}'
    if inspection.dates:
        yield f"#dayfirst: true{_remark('dayfirst', lang)}"


def _items(inspection: Inspection, lang: str) -> Iterator[str]:
    """Yield the columns of items: found ones, likely ones as comments, and columns that no item is known for."""
    held = [f"  {key(m.target)}: {_named(inspection, m, lang)}" for m in inspection.matched if not m.rivals]
    held += [line for match in inspection.matched for line in _open_rivals(match, lang)]
    proposals = {proposal.target: proposal for proposal in inspection.proposed}
    open_targets = [
        f"  #{key(name)}: {_named(inspection, proposals[name], lang)}{_likeness(proposals[name], lang)}"
        for name in inspection.unmatched_targets
        if name in proposals
    ]
    taken = {proposal.column for proposal in inspection.proposed}
    answers = [column for column in inspection.answer_columns if column.column not in taken]
    if answers:
        open_targets.append("  # " + say("draft.mapping.answers", lang))
        open_targets += [f"  #?: {_named(inspection, column, lang)}  # {column.column}" for column in answers]
    if any(not match.rivals for match in inspection.matched):
        yield "items:"
    else:
        yield "items: {}" if not held and not open_targets else "items:" + _remark("none", lang)
    yield from (*held, *open_targets)


def _open_rivals(match: MatchedColumn, lang: str) -> Iterator[str]:
    """Yield the columns that fit one target as comments: choosing one here would drop what the others hold."""
    for column in match.rivals:
        named = quoted(say("draft.mapping.column", lang, column=column))
        yield f"  #{key(match.target)}: {named}{_remark('rivals', lang, {'columns': ', '.join(match.rivals)})}"


def _answers(unread: UnreadAnswers, lang: str) -> Iterator[str]:
    """Yield further words and missing codes: those that stand in the file and are on no scale as comments."""
    by_scale: dict[str, list[UnreadWord]] = {}
    for word in unread.words:
        by_scale.setdefault(word.scale, []).append(word)
    if by_scale:
        yield f"#synonyms:{_remark('synonyms', lang)}"
        for scale, words in by_scale.items():
            yield f"  #{key(scale)}:"
            for word in words:
                point = '"?"' if word.point is None else str(word.point)
                yield f"    #{quoted(word.word)}: {point}  # {_times(word.count, quoted(word.word), lang)}"
    else:
        yield "synonyms: {}"
    if not unread.codes and not unread.missing_words:
        yield "missing: {codes: [], words: []}"
        return
    parts = []
    if unread.codes:
        parts.append(f"codes: [{', '.join(str(code) for code, _ in unread.codes)}]")
    if unread.missing_words:
        parts.append(f"words: {flow_list(word for word, _ in unread.missing_words)}")
    counted = [_times(count, str(code), lang) for code, count in unread.codes]
    counted += [_times(count, quoted(word), lang) for word, count in unread.missing_words]
    yield f"#missing: {{{', '.join(parts)}}}  # {', '.join(counted)}: {say('draft.mapping.missing', lang)}"


def _rest(inspection: Inspection, left: Sequence[str]) -> Iterator[str]:
    """Yield what else a person may say; a heading that tells on somebody is named nowhere."""
    yield "reversed_in_file: []"
    for name, headings in (("personal", inspection.personal), ("ignore", left)):
        yield f"{name}: {flow_list(each for each in dict.fromkeys(headings) if shown(each) != '***')}"


def _named(inspection: Inspection, column: _Column, lang: str) -> str:
    """Return what names a column: its heading, or its letters where that tells on somebody or others have it too."""
    alone = column.heading and column.heading not in inspection.repeated and shown(column.heading) != "***"
    return quoted(column.heading if alone else say("draft.mapping.column", lang, column=column.column))


def _likeness(proposal: ProposedColumn, lang: str) -> str:
    return _remark("proposal", lang, {"likeness": numbers.decimal(proposal.likeness, 2, lang)})


def _remark(name: str, lang: str, values: Mapping[str, object] | None = None) -> str:
    return "  # " + say(f"draft.mapping.{name}", lang, **(values or {}))


def _times(count: int, what: str, lang: str) -> str:
    return f"{numbers.integer(count, lang)} x {what}"
