"""Answers that no scale reads, by what a mapping file could say of them: no answer, or another word for a point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from govassess.instrument.model import Instrument
from govassess.instrument.wording import normalised
from govassess.responses.answers import Answers
from govassess.responses.drafts.headings import tidied
from govassess.responses.drafts.scale_families import MISSING_CODES, missing_language
from govassess.responses.personal import shown
from govassess.responses.profile import NAMED_FROM
from govassess.responses.recode import DECLARED, Verdict, answer_words


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadWord:
    """A word that a scale does not know; ``point`` is what it is probably meant to be, None where nobody can tell."""

    scale: str
    word: str
    point: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadAnswers:
    """What stands in the columns of items and is on no scale.

    Attributes
    ----------
    codes, missing_words : tuple of (code or word, count)
        Codes and words that say "no answer" in many surveys, or stand far from every scale; most frequent first.
    words : tuple of UnreadWord
        Misspelt words, and unknown ones that five answers or more hold; nothing personal.
    """

    codes: tuple[tuple[int, int], ...] = ()
    missing_words: tuple[tuple[str, int], ...] = ()
    words: tuple[UnreadWord, ...] = ()


def unread_answers(answers: Answers, instrument: Instrument) -> UnreadAnswers:
    """Return the answers that no scale reads and that a mapping file could explain.

    Parameters
    ----------
    answers : Answers
        As far as they were read.
    instrument : Instrument
        Declares the scales.

    Returns
    -------
    UnreadAnswers
    """
    codes: Counter[int] = Counter()
    missing: Counter[str] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    meant: dict[tuple[str, str], int | None] = {}
    for text, count, verdict in _faults(answers):
        scale = str(verdict.values.get("scale", ""))
        if verdict.reason == "off_scale":
            codes[int(float(text.replace(",", ".")))] += count
        elif missing_language(text):
            missing[tidied(text)] += count
        elif verdict.reason in {"misspelt_answer", "not_on_scale"}:
            key = (scale, tidied(text))
            words[key] += count
            meant[key] = _point(instrument, key, verdict)
    points = {point for scale in instrument.scales.values() for point in scale.points}
    return UnreadAnswers(
        codes=tuple((code, count) for code, count in codes.most_common() if _is_code(code, count, points)),
        missing_words=tuple(missing.most_common()),
        words=tuple(
            UnreadWord(scale=scale, word=word, point=meant[scale, word], count=count)
            for (scale, word), count in words.most_common()
            if shown(word) != "***" and (count >= NAMED_FROM or meant[scale, word] is not None)
        ),
    )  # fmt: skip


def _faults(answers: Answers) -> Iterator[tuple[str, int, Verdict]]:
    for column in answers.judged.values():
        for text, verdict in column.verdicts.items():
            if verdict.code and verdict.reason != DECLARED:
                yield text.strip(), column.counts[text], verdict


def _is_code(code: int, count: int, points: set[int]) -> bool:
    """Tell whether a number may say "no answer": it usually does, or it is frequent and far from every scale."""
    if code in points:
        return False
    far = not {code - 1, code + 1} & points
    return code in MISSING_CODES or (far and count >= NAMED_FROM)


def _point(instrument: Instrument, key: tuple[str, str], verdict: Verdict) -> int | None:
    """Return the point that a misspelt word means; None if it has more or fewer parts, and so may say more."""
    scale, word = key
    meant = str(verdict.values.get("meant", ""))
    if scale not in instrument.scales or len(meant.split()) != len(word.split()):
        return None
    found = answer_words(scale, instrument.scales[scale]).points.get(normalised(meant))
    return found[0] if found else None
