"""Answers to scale points: every distinct text of a column is judged once, through the item's own scale only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from govassess.errors import type_of_value
from govassess.instrument.model import Instrument, Scale
from govassess.instrument.wording import normalised
from govassess.responses.table import Column, Table
from govassess.responses.value_labels import FileLabels, file_labels, says_no_answer, wordings
from govassess.responses.wording import same_sense, split_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

DECLARED = "declared_invalid"
"""Why a number is no answer where the scale itself calls it an error: nothing is left to ask."""
MOST_ANSWERS = 50  # distinct contents; a column that holds more is no scale
_WHOLE = re.compile(r"[+-]?\d{1,15}(?:[.,]0+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one text means: a scale point, no answer (and how it says so), or a fault with its sentence's values."""

    value: float | None = None
    missing: str | None = None  # the declared code or word; "" for an empty cell
    label: str = ""  # of a missing code, where the file has one
    lang: str | None = None
    code: str | None = None
    reason: str | None = None
    values: Mapping[str, type_of_value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerWords:
    """The words of one scale made comparable: word -> (point, language or None), and the words of "no answer".

    ``in_file`` is what the file says about the codes of the column that is read.
    """

    name: str
    scale: Scale
    points: Mapping[str, tuple[int, str | None]]
    missing_words: Mapping[str, str]
    missing_codes: frozenset[int]
    labels: tuple[tuple[str, ...], tuple[str, ...]]  # as a message lists them, English and Indonesian
    unknown: Verdict  # what a word is that is none of these
    in_file: FileLabels = field(default_factory=FileLabels)


def answer_words(
    name: str,
    scale: Scale,
    *,
    synonyms: Mapping[str, int] | None = None,
    codes: Iterable[int] = (),
    words: Iterable[str] = (),
    yes_no: bool = False,
) -> AnswerWords:
    """Return the words through which answers on ``scale`` are understood.

    Parameters
    ----------
    name : str
        Name of the scale, for messages.
    scale : Scale
        With its labels, short forms, synonyms and missing codes.
    synonyms, codes, words
        What the mapping file adds: further words with their points, further missing codes and words.
    yes_no : bool
        Whether the tool writes ``Y`` and ``N`` for the two points of a binary scale.

    Returns
    -------
    AnswerWords
    """
    found: dict[str, tuple[int, str | None]] = {}
    clashing: set[str] = set()

    def learn(word: str, point: int, lang: str | None) -> None:
        key = normalised(word)
        known = found.get(key)
        if known is not None and known[0] != point:
            clashing.add(key)
        found[key] = (point, lang if known is None or known[1] == lang else None)

    for point, label in scale.labels.items():
        for lang in ("en", "id"):
            learn(label.text.in_language(lang), point, lang)
            if label.short:
                learn(label.short.in_language(lang), point, lang)
            for synonym in label.synonyms.id if lang == "id" else label.synonyms.en:
                learn(synonym, point, lang)
    if yes_no and scale.type == "binary":
        learn("Y", scale.max, None)
        learn("N", scale.min, None)
    for word, point in (synonyms or {}).items():
        learn(word, point, None)
    for key in clashing:
        del found[key]
    nothing = {normalised(word): word for word in (*scale.missing.words.en, *scale.missing.words.id, *words)}
    labels = tuple(
        tuple(label.text.in_language(lang) for _, label in sorted(scale.labels.items())) for lang in ("en", "id")
    )
    return AnswerWords(
        name=name, scale=scale, points=found, missing_words=nothing,
        missing_codes=frozenset((*scale.missing.codes, *codes)), labels=(labels[0], labels[1]),
        unknown=_unknown_word(name, scale, labels if found else ()),
    )  # fmt: skip


def _unknown_word(name: str, scale: Scale, labels: Sequence[Sequence[str]]) -> Verdict:
    """Return the verdict on a word that a scale does not know; made once, for a spoilt column holds many."""
    values: dict[str, type_of_value] = {"scale": name, "min": scale.min, "max": scale.max}
    if not labels:
        return Verdict(code="E201", reason="not_a_number", values=values)
    values["labels_en"], values["labels_id"] = (", ".join(listed) for listed in labels)
    return Verdict(code="E201", reason="not_on_scale", values=values)


def judge(text: str, words: AnswerWords, *, suggest: bool = True) -> Verdict:
    """Return what one text means on a scale (rules L7, L12 to L14).

    Parameters
    ----------
    text : str
    words : AnswerWords
    suggest : bool
        Whether a word that is unknown is compared with those that are known, to say what may be meant: that takes
        most of the time where many texts are no answers.

    Examples
    --------
    >>> from govassess.instrument.model import ScaleLabel, Text
    >>> agree = ScaleLabel(text=Text(en="Agree", id="Setuju"))
    >>> words = answer_words("agree5", Scale(min=1, max=5, labels={4: agree}))
    >>> [judge(text, words).value for text in ("setuju", "4 - Agree", "3,0", "(5)")]
    [4.0, 4.0, 3.0, 5.0]
    >>> judge("Agree (5)", words).code, judge("7", words).code
    ('E203', 'E202')
    """
    text = text.strip()
    if not text:
        return Verdict(missing="")
    if text in words.in_file.declared:
        return Verdict(missing=text, label=words.in_file.label(text))
    own = _judge(text, words, suggest=suggest)
    return _labelled(text, own, words) if text in words.in_file.labels else own


def _judge(text: str, words: AnswerWords, *, suggest: bool) -> Verdict:
    """Judge a text without the file's own labels."""
    key = normalised(text)
    if key in words.missing_words:
        return Verdict(missing=words.missing_words[key])
    if key in words.points:
        point, lang = words.points[key]
        return Verdict(value=float(point), lang=lang)
    return _digits(text, words) or _worded(text, words, suggest=suggest)


def _labelled(text: str, own: Verdict, words: AnswerWords) -> Verdict:
    """Judge a content by its label in the file too (rules L12, L13); a label in unknown words changes nothing."""
    number = int(re.split(r"[.,]", text)[0]) if _WHOLE.fullmatch(text) else None
    if number is None and own.code is None:
        return own  # a word that the scale itself knows
    label = words.in_file.label(text)
    values: dict[str, type_of_value] = {"label": label, "number": text, **_scale_values(words)}
    for key in wordings(words.in_file.labels[text]):
        if key in words.points:
            return _ranked(number, words.points[key], words, values)
    if says_no_answer(words.in_file.labels[text], words.missing_words):
        clash = Verdict(code="E203", reason="missing_label_on_scale", values=values)
        return Verdict(missing=text, label=label) if own.value is None else clash
    if own.reason == "off_scale":
        return replace(own, reason="off_scale_labelled", values=values)
    return replace(own, label=label) if own.missing else own


def _ranked(
    number: int | None, meant: tuple[int, str | None], words: AnswerWords, values: Mapping[str, type_of_value]
) -> Verdict:
    """Return the answer that a code and the point of its label give, if they agree."""
    point, lang = meant
    turned = words.scale.min + words.scale.max - point if words.in_file.turned else point
    if number is None or number in {point, turned}:
        return Verdict(value=float(point if number is None else number), lang=lang)
    return Verdict(code="E203", reason="label_conflict", values={**values, "rank": point})


def _digits(text: str, words: AnswerWords) -> Verdict | None:
    """Judge a text of nothing but a number; None if it is none (rule L7)."""
    if _WHOLE.fullmatch(text):
        return _number(int(re.split(r"[.,]", text)[0]), words)
    if _THOUSANDS.fullmatch(text):
        return Verdict(code="E204", reason="thousands_on_scale", values=_scale_values(words))
    if _DECIMAL.fullmatch(text):
        return Verdict(code="E201", reason="not_whole", values=_scale_values(words))
    return None


def has_decimal_comma(text: str) -> bool:
    """Tell whether a text is a whole number written with a decimal comma: what another reader may take for two.

    Examples
    --------
    >>> has_decimal_comma("3,0"), has_decimal_comma("3.0"), has_decimal_comma("3")
    (True, False, False)
    """
    return "," in text and _WHOLE.fullmatch(text.strip()) is not None


def _number(number: int, words: AnswerWords) -> Verdict:
    number = _recoded(number, words)
    if number in words.scale.points:
        return Verdict(value=float(number))
    if number in words.missing_codes:
        return Verdict(missing=str(number))
    if words.scale.codes.get(number) == "invalid":
        return Verdict(code="E202", reason=DECLARED, values=_scale_values(words))
    return Verdict(code="E202", reason="off_scale", values=_scale_values(words))


def _recoded(number: int, words: AnswerWords) -> int:
    """Return the point for which a code with a gap before it stands, where a synonym says so: ``{"6": 5}``."""
    return words.points.get(str(number), (number, None))[0]


def _worded(text: str, words: AnswerWords, *, suggest: bool) -> Verdict:
    """Judge words with or without a number beside them: both must say the same (rule L12)."""
    pair = split_number(text)
    if pair is None:
        return _unknown(normalised(text), words, suggest=suggest)
    number, key = _recoded(pair[0], words), normalised(pair[1])
    values = {"number": number, **_scale_values(words)}
    if not key:
        return _number(number, words)
    if key in words.missing_words:
        if number in words.scale.points:
            return Verdict(code="E203", reason="missing_word_on_scale", values=values)
        return Verdict(missing=words.missing_words[key])
    if key in words.points:
        point, lang = words.points[key]
        clash = Verdict(code="E203", reason="conflict", values={**values, "rank": point})
        return Verdict(value=float(point), lang=lang) if point == number else clash
    unnamed = number in words.scale.points and number not in words.scale.labels
    return Verdict(value=float(number)) if unnamed else _unknown(key, words, suggest=suggest)


def _unknown(key: str, words: AnswerWords, *, suggest: bool) -> Verdict:
    likely = get_close_matches(key, list(words.points), n=5, cutoff=0.75) if suggest and words.points else []
    close = [word for word in likely if same_sense(key, word)]
    if not close:
        return words.unknown
    meant = next((label for labels in words.labels for label in labels if normalised(label) == close[0]), close[0])
    return Verdict(code="E201", reason="misspelt_answer", values={**words.unknown.values, "meant": meant})


def _scale_values(words: AnswerWords) -> dict[str, type_of_value]:
    return {"scale": words.name, "min": words.scale.min, "max": words.scale.max}


def column_words(words: AnswerWords, table: Table, position: int, *, turned: bool = False) -> AnswerWords:
    """Return the words of a scale with what a file says about the codes of one of its columns.

    Parameters
    ----------
    words : AnswerWords
        Of the scale.
    table : Table
        The file.
    position : int
        The column.
    turned : bool
        Whether the file has turned the item's key already.

    Returns
    -------
    AnswerWords
    """
    return replace(words, in_file=file_labels(table, position, turned=turned))


def on_a_scale(column: Column, instrument: Instrument, *, share: float) -> bool:
    """Tell whether a column holds nothing, or answers of which one of the scales reads at least ``share``."""
    if len(column.filled()) > MOST_ANSWERS:
        return False
    scales = instrument.scales.items()
    return any(reads_column(column, answer_words(name, scale), share=share) for name, scale in scales)


def reads_column(column: Column, words: AnswerWords, *, share: float) -> bool:
    """Tell whether a scale reads at least ``share`` of what a column holds."""
    cells = column.filled()
    read = sum(count for text, count in cells.items() if judge(text, words, suggest=False).code is None)
    return read >= share * sum(cells.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """One column after judging: values by record, each distinct text with its verdict and the records that hold it."""

    values: FloatArray
    counts: Mapping[str, int]
    verdicts: Mapping[str, Verdict]
    records: Mapping[str, Sequence[int]]  # of texts that are faults or declared missing


def judge_column(column: Column, words: AnswerWords) -> Judged:
    """Judge a whole column, each distinct text once.

    Parameters
    ----------
    column : Column
        Texts, one a record.
    words : AnswerWords
        Of the column's scale.

    Returns
    -------
    Judged
    """
    import numpy as np

    counts = column.counts()
    verdicts = {text: judge(text, words, suggest=len(counts) <= MOST_ANSWERS) for text in counts}
    points = np.full(len(column.contents), np.nan)
    for at, text in enumerate(column.contents):
        if text in verdicts and (point := verdicts[text].value) is not None:
            points[at] = point
    notable = [text for text, verdict in verdicts.items() if verdict.code or verdict.missing]
    return Judged(
        values=points[column.codes], counts=counts, verdicts=verdicts,
        records=column.records_of(notable),
    )  # fmt: skip
