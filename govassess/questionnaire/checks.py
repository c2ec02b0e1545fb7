"""What must hold before a form is written: every text in every language, every code legal where it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from govassess.errors import InstrumentError, Problem, type_of_value
from govassess.files.cells import LONGEST_CELL, printable
from govassess.instrument.model import Text
from govassess.instrument.parse import CODE
from govassess.instrument.wording import limesurvey_code
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.limesurvey import LEGAL_ANSWER, answer_codes
from govassess.questionnaire.questions import Question, introduction, questions
from govassess.questionnaire.texts import one_line
from govassess.questionnaire.xlsform import OWN_NAMES
from govassess.text.catalogue import LANGUAGES


def require_writable(questionnaire: Questionnaire, target: str) -> None:
    """Refuse a questionnaire that ``target`` cannot hold as it is.

    Parameters
    ----------
    questionnaire : Questionnaire
    target : str
        A key of ``forms.TARGETS``.

    Raises
    ------
    InstrumentError
        All problems at once: texts missing in a language, "don't know" on the scale or not declared, names and codes
        that the target does not take or cannot tell apart, texts that it would cut.
    """
    found = [*_consent(questionnaire), *_missing_codes(questionnaire), *_texts(questionnaire)]
    found += _names(questionnaire, target)
    if target in {"xlsform", "sheet"}:
        found += _long_texts(questionnaire)
    if found:
        raise InstrumentError(found)


def _problem(
    questionnaire: Questionnaire, reason: str, path: str, value: str | None = None, **values: type_of_value
) -> Problem:
    return Problem(
        code=CODE, reason=f"questionnaire.{reason}", file=questionnaire.instrument.id, path=path,
        value=None if value is None else printable(value), values=values,
    )  # fmt: skip


def _consent(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find consent whose answers have no code to write or no word to show."""
    consent = questionnaire.instrument.consent
    if consent is None:
        return
    for name, answers in (("accepted", consent.accepted), ("refused", consent.refused)):
        if not (answers.codes and answers.words.en and answers.words.id):
            yield _problem(questionnaire, "consent_answers", f"consent.{name}")


def _missing_codes(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find scales whose "don't know" is a point, is unknown to the reader, or has no word."""
    for name, scale in questionnaire.scales.items():
        written, path = scale.missing.written, f"scales.{name}.missing"
        if written is None:
            continue
        if written in scale.points or written not in scale.missing.codes:
            ends = {"min": scale.min, "max": scale.max}
            yield _problem(questionnaire, "missing_code", f"{path}.written", str(written), **ends)
        for lang in LANGUAGES:
            if not scale.missing.words.in_language(lang):
                yield _problem(questionnaire, "missing_word", f"{path}.words.{lang}")


def _all_texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    """Yield every text of the form with what it belongs to."""
    yield "title", questionnaire.instrument.title
    intro = introduction(questionnaire)
    if intro is not None:
        yield "instructions", intro
    for question in questions(questionnaire):
        yield question.id, question.text
        yield question.id, question.section
        yield from ((part.id, part.text) for part in question.parts)
        yield from ((f"{question.answers_name}.{answer.code}", answer.label) for answer in question.answers)


def _texts(questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find texts that are empty in a language; the words of consent and "don't know" have had their turn."""
    consent = questionnaire.instrument.consent
    seen = {
        f"{name}.{scale.missing.written}.{lang}" for name, scale in questionnaire.scales.items() for lang in LANGUAGES
    }
    if consent is not None:
        answers = (consent.accepted, consent.refused)
        seen |= {f"{consent.id}.{code}.{lang}" for each in answers for code in (*each.codes, "") for lang in LANGUAGES}
    for path, text in _all_texts(questionnaire):
        for lang in LANGUAGES:
            place = f"{path}.{lang}"
            if place not in seen and not one_line(text.in_language(lang)):
                seen.add(place)
                yield _problem(questionnaire, "empty_text", place)


def _long_texts(questionnaire: Questionnaire) -> Iterator[Problem]:
    seen = set()
    for path, text in _all_texts(questionnaire):
        for lang in LANGUAGES:
            place, length = f"{path}.{lang}", len(text.in_language(lang))
            if length > LONGEST_CELL and place not in seen:
                seen.add(place)
                yield _problem(questionnaire, "long_text", place, length=length, limit=LONGEST_CELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What a target takes.

    ``columns`` gives the names that a question brings into the form, as the instrument has them; ``written`` is what
    becomes of a name there; ``answers`` gives the codes of a question's answers that must be taken as they are.
    """

    columns: Callable[[Question], Iterator[str]]
    written: Callable[[str], str]
    name: re.Pattern[str]
    reserved: frozenset[str]
    answers: Callable[[Question], list[str]]
    answer: re.Pattern[str]
    reasons: tuple[str, str]  # of a name, of an answer


def _own_columns(question: Question) -> Iterator[str]:
    yield question.id
    yield from (part.id for part in question.parts)


def _counted_columns(question: Question) -> Iterator[str]:
    yield question.id
    yield from (f"{question.id}_{place}" for place in range(1, len(question.parts) + 1))


def _all_codes(question: Question) -> list[str]:
    return [answer.code for answer in question.answers]


def _scored_codes(question: Question) -> list[str]:
    return _all_codes(question) if any(answer.point is not None for answer in question.answers) else []


def _limesurvey_codes(question: Question) -> list[str]:
    return [] if question.kind == "multiple" else answer_codes(question)


_LIMESURVEY_WORDS = frozenset(
    {"lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "time", "other"}
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_RULES: Mapping[str, _Rules] = {
    "xlsform": _Rules(
        columns=_own_columns, written=str, name=_WORD, reserved=frozenset(OWN_NAMES), answers=_all_codes,
        answer=re.compile(r"[A-Za-z0-9_.-]+", re.ASCII), reasons=("xlsform_name", "xlsform_answer"),
    ),
    "limesurvey": _Rules(
        columns=_own_columns, written=limesurvey_code, name=re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII),
        reserved=_LIMESURVEY_WORDS,
        answers=_limesurvey_codes, answer=LEGAL_ANSWER, reasons=("limesurvey_name", "limesurvey_answer"),
    ),
    "qualtrics": _Rules(
        columns=_counted_columns, written=str, name=_WORD, reserved=frozenset({"instructions"}), answers=_scored_codes,
        answer=re.compile(r"[0-9]{1,9}", re.ASCII), reasons=("qualtrics_name", "qualtrics_answer"),
    ),
}  # fmt: skip


def _names(questionnaire: Questionnaire, target: str) -> Iterator[Problem]:
    """Find names and codes that a target does not take, or would take for one another."""
    rules = _RULES.get(target)
    if rules is None:
        return
    consent = questionnaire.instrument.consent.id if questionnaire.instrument.consent else None
    seen: set[str] = set()
    refused: set[str] = set()
    for question in questions(questionnaire):
        for name in rules.columns(question):
            written = rules.written(name)
            if not rules.name.fullmatch(written) or written.casefold() in seen | rules.reserved:
                yield _problem(questionnaire, rules.reasons[0], name, written)
            seen.add(written.casefold())
        options: set[str] = set()
        for answer in question.answers if question.kind == "multiple" and target == "limesurvey" else ():
            code = limesurvey_code(answer.code).casefold()
            if not code or code in options or code == "time":
                yield _problem(questionnaire, rules.reasons[0], f"{question.id}/{answer.code}", code)
            options.add(code)
        for code in rules.answers(question):
            place = f"{question.answers_name}.{code}"
            if place == f"{consent}.":
                continue  # no code at all: said before
            if not rules.answer.fullmatch(code) and place not in refused:
                refused.add(place)
                yield _problem(questionnaire, rules.reasons[1], place, code)
