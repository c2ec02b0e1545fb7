"""Drafts as YAML files: an instrument, and the mapping of a file that was read.

The instrument is complete but for what only a person can say, with comments on what to look at. The mapping holds what
was found, and as comments what a person may accept by deleting the #. No space follows that #, so that the rest of the
line stands where YAML wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from govassess.files.cells import slug
from govassess.files.safe_yaml import flow_list, key, quoted
from govassess.instrument.checks.placeholders import OPEN
from govassess.instrument.model import Missing, ScaleLabel, Words
from govassess.responses.drafts.block_scales import FoundScale
from govassess.responses.drafts.doubts import Doubt
from govassess.responses.drafts.instrument import DraftAside, DraftBlock, DraftInstrument, DraftItem
from govassess.responses.drafts.profile import DraftConsent, DraftVariable
from govassess.responses.drafts.unread_answers import UnreadAnswers, UnreadWord
from govassess.responses.personal import personal_value, shown
from govassess.text import numbers
from govassess.text.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from govassess.responses.inspect import Inspection, MatchedColumn, ProposedColumn


QUESTION = '"?"'
BANDS = 5  # of equal width on an index from 0 to 100
SHOWN = 60  # characters of a shared heading
LONG = 8  # items; a block of as many may be several constructs
MOST_MET = 21  # points that are listed with their counts


def instrument_text(draft: DraftInstrument, *, file: str, lang: str = "en", name: str = "draft.yaml") -> str:
    """Return an instrument file (YAML) for a survey file that no instrument fits.

    Parameters
    ----------
    draft : DraftInstrument
        With at least one block.
    file : str
        Name of the survey file.
    lang : str
        Language of the comments; of the texts too, where the file's own is not known.
    name : str
        Name that the instrument file will have.

    Returns
    -------
    str
        ``govassess instruments check`` names each place that is still open, and accepts the file once all are filled.
    """
    lines = [*_comments("head", lang, file=_commented(file), name=_commented(name)), ""]
    spoken = draft.lang or lang
    lines += _general(draft, file, spoken)
    lines += ["", *_scales(draft, lang), "", *_rules(lang), ""]
    lines += [*_comments("constructs", lang), "constructs:"]
    for at, block in enumerate(draft.blocks):
        asides = [aside for aside in draft.asides if aside.block == at]
        lines += _block(block, asides, lang, spoken, scale=draft.scales[block.scale], several=len(draft.scales) > 1)
    lines += _elsewhere(draft, lang)
    if draft.ranked:
        lines += ["", *_comments("ranked", lang, columns=", ".join(draft.ranked))]
    return "\n".join([*lines, *_consent(draft.consent, lang, spoken), *_profile(draft, lang, spoken)]) + "\n"


def _comments(code: str, lang: str, /, *, indent: int = 0, **values: object) -> list[str]:
    """Return the lines of a comment from the catalogue."""
    return [f"{' ' * indent}# {line}" for line in say(f"draft.{code}", lang, **values).split("\n")]


def _commented(text: str) -> str:
    """Return a text of the survey file so that it cannot leave the comment it stands in."""
    return quoted(text)[1:-1]


def _both(name: str) -> str:
    """Return a text of the catalogue as the pair of both languages."""
    return "{" + ", ".join(f"{lang}: {quoted(say(f'draft.{name}', lang))}" for lang in LANGUAGES) + "}"


def _text(text: str, spoken: str) -> str:
    """Return a text in the only language in which it is known."""
    return f"{{{spoken}: {quoted(text)}}}"


def _general(draft: DraftInstrument, file: str, spoken: str) -> Iterator[str]:
    nodes = ", ".join(key(block.id) for block in draft.blocks)
    headline = [block for block in draft.blocks if not draft.scales[block.scale].of_two] or draft.blocks
    yield "schema_version: 1"
    yield f"id: {slug('draft ' + Path(file).stem)}"
    yield 'version: "0.1"'
    yield "status: proposed"
    yield "validated: false"
    yield f"title: {_text(OPEN, spoken)}"
    yield f"languages: [{spoken}]"
    yield 'citation: "?"'
    yield f"modules: {{core: {{constructs: [{nodes}], required: true}}}}"
    yield "forms: [full]"
    yield "entry: [responses]"
    yield f"headline: [{', '.join(key(block.id) for block in headline)}]"
    yield "overall: null"
    yield "measurement_level: construct"
    yield "limits:"
    yield f"  - {_both('limit')}"


def _rules(lang: str) -> Iterator[str]:
    """Yield scoring and levels: equal weights, index from 0 to 100, classes of equal width."""
    yield from _comments("scoring", lang)
    yield "scoring: {aggregate: mean, weights: equal, min_answered: 1/2, denominator: answers, index: pomp}"
    yield "levels:"
    yield "  rule: bands"
    yield "  basis: index"
    yield f"  source: {_both('levels')}"
    yield "  closed: left"
    yield "  decimals: null"
    yield "  bands:"
    width = 100 // BANDS
    for level in range(1, BANDS + 1):
        ends = f"min: {width * (level - 1)}, max: {width * level}"
        yield f"    - {{level: {level}, {ends}, name: {_both(f'band.{level}')}}}"


def _scales(draft: DraftInstrument, lang: str) -> Iterator[str]:
    yield "scales:"
    for name, found in draft.scales.items():
        yield from _scale_comments(found, lang)
        yield f"  {key(name)}:"
        yield "    type: likert"
        yield f"    min: {found.scale.min}"
        yield f"    max: {found.scale.max}"
        yield f"    direction: {found.scale.direction if found.directed else QUESTION}"
        codes = [doubt.place[len("codes[") : -1] for doubt in found.doubts if doubt.place.startswith("codes[")]
        if codes:
            yield f"    codes: {{{', '.join(f'{code}: {QUESTION}' for code in codes)}}}"
        if found.scale.labels:
            yield "    labels:"
            for point, label in found.scale.labels.items():
                yield f"      {point}: {_label(label, open_=not found.ordered)}"
        if found.scale.missing != Missing():
            yield f"    missing: {_missing(found)}"


def _scale_comments(found: FoundScale, lang: str) -> Iterator[str]:
    if len(found.met) <= MOST_MET:
        met = ", ".join(f"{point} ({numbers.integer(count, lang)})" for point, count in sorted(found.met.items()))
        yield from _comments("scale.met", lang, indent=2, met=met)
    if found.kind == "slider":
        yield from _comments("scale.slider", lang, indent=2, low=min(found.met), high=max(found.met))
    if found.kind == "numbers" and not set(found.scale.points) <= found.scale.labels.keys():
        yield from _comments("scale.numbers", lang, indent=2)
    for doubt in found.doubts:
        yield from (f"  # {line}" for line in question_text(doubt, lang).split("\n"))
    if found.unlisted:
        yield from _comments("scale.unlisted", lang, indent=2, count=found.unlisted)


def question_text(doubt: Doubt, lang: str) -> str:
    """Return the sentence in which a person is asked.

    Parameters
    ----------
    doubt : Doubt
        The question.
    lang : str
        ``en`` or ``id``.

    Returns
    -------
    str
        Texts of the survey file are fit for a comment.
    """
    values = {name: _commented(value) if isinstance(value, str) else value for name, value in doubt.values.items()}
    counts = ", ".join(f"{_commented(what)} ({numbers.integer(count, lang)})" for what, count in doubt.counts.items())
    return say(
        f"draft.doubt.{doubt.question}", lang, **{**values, "counts": counts, "choices": ", ".join(doubt.choices)}
    )


def _label(label: ScaleLabel, *, open_: bool) -> str:
    mark = "? " if open_ else ""
    text = f"{{en: {quoted(mark + label.text.en)}, id: {quoted(mark + label.text.id)}}}"
    synonyms = f", synonyms: {_words(label.synonyms)}" if label.synonyms != Words() else ""
    return f"{{text: {text}{synonyms}}}"


def _words(words: Words) -> str:
    return f"{{en: {flow_list(words.en)}, id: {flow_list(words.id)}}}"


def _missing(found: FoundScale) -> str:
    missing = found.scale.missing
    open_ = {word for doubt in found.doubts if doubt.question == "no_answer_word" for word in doubt.counts}
    marked = Words(
        en=tuple(f"? {word}" if word in open_ else word for word in missing.words.en),
        id=tuple(f"? {word}" if word in open_ else word for word in missing.words.id),
    )
    parts = []
    if missing.codes:
        parts.append(f"codes: [{', '.join(map(str, missing.codes))}]")
    if marked != Words():
        parts.append(f"words: {_words(marked)}")
    return "{" + ", ".join(parts) + "}"


def _block(
    block: DraftBlock, asides: Sequence[DraftAside], lang: str, spoken: str, *, scale: FoundScale, several: bool
) -> Iterator[str]:
    columns = block.columns
    if block.group:
        shared = block.group if len(block.group) <= SHOWN else block.group[: SHOWN - 1] + "…"
        yield from _comments("block.shared", lang, indent=2, columns=columns, shared=_commented(shared))
    else:
        yield from _comments("block.plain", lang, indent=2, columns=columns)
    if scale.of_two:
        yield from _comments("block.two", lang, indent=2)
    yield f"  - id: {key(block.id)}"
    yield f"    name: {_text(OPEN, spoken)}"
    if len(block.items) >= LONG:
        yield from _split(block, lang, spoken)
    yield "    items:"
    named = block.scale if several else None
    for item in block.items:
        yield from _item(item, named, lang, spoken)
    if asides:
        yield from _comments("asides", lang, indent=6)
    for aside in asides:
        why = say(f"draft.aside.{aside.why}", lang)
        remark = say("draft.aside", lang, column=aside.column, why=why)
        yield f"      #- {_item_text(aside.id, aside.text, named, spoken)}  # {remark}"


def _split(block: DraftBlock, lang: str, spoken: str) -> Iterator[str]:
    """Yield as comments how a long block is split into several constructs."""
    yield from _comments("split", lang, indent=4)
    ids = [item.id for item in block.items]
    half = len(ids) // 2
    yield "    #split:"
    for number, part in enumerate((ids[:half], ids[half:]), start=1):
        named = f"id: {key(f'{block.id}_{number}')}, name: {_text(OPEN, spoken)}"
        yield f"    #  - {{{named}, items: {part[0]}..{part[-1]}}}"


def _elsewhere(draft: DraftInstrument, lang: str) -> Iterator[str]:
    """Yield the columns that fit a scale and stand at no block, as comments."""
    by_reason: dict[str, list[str]] = {}
    for aside in draft.asides:
        if aside.block is None:
            by_reason.setdefault(aside.why, []).append(aside.column)
    for why, columns in by_reason.items():
        yield from _comments("asides.elsewhere", lang, columns=", ".join(columns), why=say(f"draft.aside.{why}", lang))


def _item(item: DraftItem, scale: str | None, lang: str, spoken: str) -> Iterator[str]:
    if item.negative is not None:
        name = "doubt.reverse" if item.doubtful else "negative"
        yield from _comments(name, lang, indent=6, r=numbers.decimal(item.negative, 2, lang))
    if not item.found:
        yield from _comments("unfound", lang, indent=6, column=item.column)
    text = _item_text(item.id, item.text, scale, spoken, reverse=QUESTION if item.doubtful else None)
    yield f"      - {text}  # {item.column}"


def _item_text(name: str, text: str, scale: str | None, spoken: str, *, reverse: str | None = None) -> str:
    named = f", scale: {key(scale)}" if scale else ""
    turned = f", reverse: {reverse}" if reverse else ""
    return f"{{id: {key(name)}{turned}, text: {_text(text, spoken)}{named}}}"


def _consent(consent: DraftConsent | None, lang: str, spoken: str) -> Iterator[str]:
    """Yield the question of consent as comments: which answers mean yes, only a person can say."""
    if consent is None:
        return
    met = ", ".join(f"{_commented(option.label)} ({option.count})" for option in consent.answers)
    yield ""
    yield from _comments("consent", lang, column=consent.column, met=met or "-")
    yield "#consent:"
    yield f"#  id: {key(consent.id)}"
    yield f"#  text: {_text(consent.text, spoken)}"
    for meaning in ("accepted", "refused"):
        yield f"#  {meaning}: {{codes: [], words: {{en: [], id: []}}}}"


def _profile(draft: DraftInstrument, lang: str, spoken: str) -> Iterator[str]:
    """Yield the variables: those that ask about the respondent as they are, the others as comments."""
    sure = [variable for variable in draft.profile if variable.sure]
    others = [variable for variable in draft.profile if not variable.sure]
    if not draft.profile:
        return
    yield ""
    yield from _comments("profile.head", lang)
    if sure:
        yield "profile:"
        for variable in sure:
            yield from _variable(variable, lang, spoken, before="  ")
    if others:
        yield from _comments("profile.others", lang, indent=2 if sure else 0)
        if not sure:
            yield "#profile:"
        for variable in others:
            yield from _variable(variable, lang, spoken, before="  #")


def _variable(variable: DraftVariable, lang: str, spoken: str, *, before: str) -> Iterator[str]:
    codes = (quoted(option.code) if isinstance(option.code, str) else option.code for option in variable.options)
    options = ", ".join(
        f"{{code: {code}, label: {_text(option.label, spoken)}}}"
        for code, option in zip(codes, variable.options, strict=True)
    )
    named = f", options: [{options}]" if options else ""
    text = f"id: {key(variable.id)}, type: {variable.type}, label: {_text(variable.text, spoken)}{named}"
    yield f"{before}- {{{text}}}{_remark(variable, lang)}"


def _remark(variable: DraftVariable, lang: str) -> str:
    """Return the comment behind a variable: codes to be named, answers too rare to be listed."""
    said: list[tuple[str, Mapping[str, object]]] = []
    if any(isinstance(option.code, int) and option.label == str(option.code) for option in variable.options):
        said.append(("profile.codes", {}))
    if variable.unlisted:
        said.append(("profile.rare", {"count": variable.unlisted}))
    return "  # " + "; ".join(say(f"draft.{name}", lang, **values) for name, values in said) if said else ""


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
    lines.append("absent: []" if not absent else f"#absent: {flow_list(absent)}{_mapping_remark('absent', lang)}")
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
        yield f'#id_column: ""{_mapping_remark("id_column", lang)}'
    if inspection.dates:
        yield f"#dayfirst: true{_mapping_remark('dayfirst', lang)}"


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
        yield "items: {}" if not held and not open_targets else "items:" + _mapping_remark("none", lang)
    yield from (*held, *open_targets)


def _open_rivals(match: MatchedColumn, lang: str) -> Iterator[str]:
    """Yield the columns that fit one target as comments: choosing one here would drop what the others hold."""
    for column in match.rivals:
        named = quoted(say("draft.mapping.column", lang, column=column))
        yield f"  #{key(match.target)}: {named}{_mapping_remark('rivals', lang, {'columns': ', '.join(match.rivals)})}"


def _answers(unread: UnreadAnswers, lang: str) -> Iterator[str]:
    """Yield further words and missing codes: those that stand in the file and are on no scale as comments."""
    by_scale: dict[str, list[UnreadWord]] = {}
    for word in unread.words:
        by_scale.setdefault(word.scale, []).append(word)
    if by_scale:
        yield f"#synonyms:{_mapping_remark('synonyms', lang)}"
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
    return _mapping_remark("proposal", lang, {"likeness": numbers.decimal(proposal.likeness, 2, lang)})


def _mapping_remark(name: str, lang: str, values: Mapping[str, object] | None = None) -> str:
    return "  # " + say(f"draft.mapping.{name}", lang, **(values or {}))


def _times(count: int, what: str, lang: str) -> str:
    return f"{numbers.integer(count, lang)} x {what}"
