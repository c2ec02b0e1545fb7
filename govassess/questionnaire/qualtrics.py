"""The questionnaire as text files that Qualtrics imports (advanced format), one a language."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version
from govassess.questionnaire.mapping import mapping_text
from govassess.questionnaire.questions import Offered, Question, introduction, questions
from govassess.questionnaire.texts import lines, one_line, widened

MARKS = ("[[", "]]", "${")  # tags of the format, and texts that Qualtrics pipes in


def to_qualtrics(questionnaire: Questionnaire, lang: str) -> str:
    """Return the questionnaire in one language as a text file in Qualtrics' advanced format (.txt).

    Parameters
    ----------
    questionnaire : Questionnaire
    lang : {"en", "id"}

    Returns
    -------
    str
        Name and version of the form are embedded data, which every export repeats.

    Notes
    -----
    Batteries are matrices whose heads in an export are the block and a count (``RM_1``): ``qualtrics_mapping`` says
    which item that is. Each answer carries its own number (``[[Answer:99]]``), the one used in scoring; answers whose
    codes are no numbers are counted from 1. The format knows neither required answers nor conditions: both are set in
    Qualtrics after the import.

    References
    ----------
    https://www.qualtrics.com/support/survey-platform/survey-module/survey-tools/import-and-export-surveys/
    """
    written = ["[[AdvancedFormat]]", ""]
    written += [
        f"[[ED:govassess_form:{form_name(questionnaire)}]]",
        f"[[ED:govassess_version:{form_version(questionnaire)}]]", "",
    ]  # fmt: skip
    written += [f"[[Block:{_line(questionnaire.instrument.title.in_language(lang))}]]", ""]
    intro = introduction(questionnaire)
    if intro is not None:
        written += ["[[Question:DB]]", "[[ID:instructions]]", _paragraphs(intro.in_language(lang)), ""]
    for section, asked in groupby(questions(questionnaire), lambda each: each.section):
        written += [f"[[Block:{_line(section.in_language(lang))}]]", ""]
        for question in asked:
            written += [*_question(question, lang), ""]
    return "\n".join(written)


def qualtrics_mapping(questionnaire: Questionnaire) -> str:
    """Return the mapping file that says which column of an export holds which item, and what the numbers mean.

    Besides the codes that the instrument knows for "don't know", the place of that answer is declared as missing
    where it can be nothing else: an import that counts the answers instead of reading their numbers gives it so.
    """
    items: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    places: set[int] = set()
    for question in questions(questionnaire):
        if question.kind == "battery":
            items |= {part.id: f"{question.id}_{place}" for place, part in enumerate(question.parts, start=1)}
        numbers = recode_values(question)
        if question.kind in {"single", "multiple"} and numbers != [answer.code for answer in question.answers]:
            options[question.id] = dict(zip(numbers, (answer.code for answer in question.answers), strict=True))
        points = [answer.point for answer in question.answers if answer.point is not None]
        if points and points[0] == 1 and len(points) < len(question.answers):
            places.add(len(question.answers))
    taken = {point for scale in questionnaire.instrument.scales.values() for point in scale.points}
    known = {scale.missing.written for scale in questionnaire.scales.values() if scale.missing.written is not None}
    return mapping_text(
        questionnaire, tool="qualtrics", items=items, options=options, missing=sorted((known | places) - taken)
    )


def recode_values(question: Question) -> list[str]:
    """Return the number of each answer in an export: its code, or a count from 1 where some code is no number."""
    own = [answer.code for answer in question.answers]
    return own if all(code.isascii() and code.isdigit() for code in own) else [str(n + 1) for n in range(len(own))]


def _question(question: Question, lang: str) -> Iterator[str]:
    types = {
        "battery": "Matrix", "single": "MC:SingleAnswer:Vertical", "multiple": "MC:MultipleAnswer:Vertical",
        "text": "TE:SingleLine", "number": "TE:SingleLine",
    }  # fmt: skip
    yield f"[[Question:{types[question.kind]}]]"
    yield f"[[ID:{question.id}]]"
    yield _paragraphs(question.text.in_language(lang))
    if question.kind == "battery":
        yield "[[Choices]]"
        for part in question.parts:
            yield _line(part.text.in_language(lang))
        yield from _answers(question, "Answer", lang)
    elif question.answers:
        yield from _answers(question, "Choice", lang)


def _answers(question: Question, tag: str, lang: str) -> Iterator[str]:
    """Yield the answers, each after the tag that holds its number."""
    yield f"[[Advanced{tag}s]]"
    for number, answer in zip(recode_values(question), question.answers, strict=True):
        yield f"[[{tag}:{number}]]"
        yield _label(answer, lang)


def _label(answer: Offered, lang: str) -> str:
    return _line(answer.label.in_language(lang))


def _line(text: str) -> str:
    """Return a text as one line of the file: Qualtrics reads HTML, and each line of a list is an entry of its own."""
    return widened(escape(one_line(text), quote=False), *MARKS)


def _paragraphs(text: str) -> str:
    return "<br>".join(map(_line, lines(text)))
