"""The questionnaire as LimeSurvey's survey structure: a table of tab-separated values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from govassess.instrument.wording import limesurvey_code
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version
from govassess.questionnaire.mapping import mapping_text
from govassess.questionnaire.questions import Offered, Question, consent_condition, introduction, questions
from govassess.questionnaire.texts import lines, one_line, shortened
from govassess.text.catalogue import LANGUAGES

COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "other", "default", "same_default",
    "min_num_value_n", "max_num_value_n", "num_value_int_only",
)  # fmt: skip
TYPES: Mapping[str, str] = {"battery": "F", "single": "L", "multiple": "M", "text": "S", "number": "N"}
LONGEST_TITLE = 200  # characters of the survey's title
LONGEST_GROUP = 100  # of a group's
LEGAL_ANSWER = re.compile(r"[A-Za-z0-9]{1,5}", re.ASCII)

Row = dict[str, str]


def to_limesurvey(questionnaire: Questionnaire, lang: str) -> bytes:
    """Return the questionnaire as a survey structure that LimeSurvey imports (.txt).

    Parameters
    ----------
    questionnaire : Questionnaire
    lang : {"en", "id"}
        Base language of the survey; the other one follows with the same ids and codes.

    Returns
    -------
    bytes
        UTF-8 with byte order mark. The description, which the welcome page shows, names form and version.

    Notes
    -----
    LimeSurvey takes letters and digits only, 20 for a question, 5 for an answer. Other codes are written without
    what it does not take, and recognised so when an export is read; answers of the profile that do not fit are
    numbered ``A1``, ``A2``, which ``limesurvey_mapping`` explains to the reader. A battery is an array (``F``), its
    items are the subquestions, the answers' codes the numbers used in scoring. Consent is a list of the
    instrument's own answers, for LimeSurvey's yes and no are worded by LimeSurvey.

    References
    ----------
    https://www.limesurvey.org/manual/Tab_Separated_Value_survey_structure
    """
    rows = [*_settings(questionnaire, lang)]
    for language in _languages(lang):
        rows += _survey(questionnaire, language)
    table = [COLUMNS, *(tuple(row.get(column, "") for column in COLUMNS) for row in rows)]
    return ("\ufeff" + "".join("\t".join(cells) + "\n" for cells in table)).encode("utf-8")


def limesurvey_mapping(questionnaire: Questionnaire) -> str | None:
    """Return the mapping file that explains an export of answer codes; None where every code stands for itself."""
    changed = {
        question.id: {new: answer.code for answer, new in zip(question.answers, codes, strict=True)}
        for question in questions(questionnaire)
        if question.kind == "single" and (codes := answer_codes(question)) != [a.code for a in question.answers]
    }
    return mapping_text(questionnaire, tool="limesurvey", options=changed) if changed else None


def answer_codes(question: Question) -> list[str]:
    """Return the codes of the answers: their own, or ``A1``, ``A2`` where one of a profile's is too long or odd."""
    own = [answer.code for answer in question.answers]
    scored = any(answer.point is not None for answer in question.answers)
    if scored or all(LEGAL_ANSWER.fullmatch(code) for code in own):
        return own
    return [f"A{place}" for place in range(1, len(own) + 1)]


def _languages(lang: str) -> list[str]:
    return [lang, *(other for other in LANGUAGES if other != lang)]


def _settings(questionnaire: Questionnaire, lang: str) -> Iterator[Row]:
    for name, value in (
        ("language", lang),
        ("additional_languages", " ".join(_languages(lang)[1:])),
        ("format", "G"),
        ("showwelcome", "Y"),
    ):
        yield {"class": "S", "name": name, "relevance": "1", "text": value}
    made_from = f"{form_name(questionnaire)} ({form_version(questionnaire)})"
    intro = introduction(questionnaire)
    for language in _languages(lang):
        title = questionnaire.instrument.title.in_language(language)
        texts = [("surveyls_title", _line(shortened(one_line(title), LONGEST_TITLE)))]
        texts.append(("surveyls_description", _line(made_from)))
        if intro is not None:
            texts.append(("surveyls_welcometext", _paragraphs(intro.in_language(language))))
        for name, text in texts:
            yield {"class": "SL", "name": name, "relevance": "1", "text": text, "language": language}


def _survey(questionnaire: Questionnaire, language: str) -> Iterator[Row]:
    """Yield groups, questions, subquestions and answers in one language; the ids are the same in each."""
    condition = consent_condition(questionnaire)
    used = 0  # questions and subquestions share one count of ids
    for number, (section, asked) in enumerate(groupby(questions(questionnaire), lambda each: each.section), start=1):
        together = list(asked)
        free = condition is None or together[0].id == condition[0]
        relevance = "1" if free or condition is None else f"{limesurvey_code(condition[0])}.NAOK == '{condition[1]}'"
        name = _line(shortened(one_line(section.in_language(language)), LONGEST_GROUP))
        yield {"id": str(number), "class": "G", "name": name, "relevance": relevance, "language": language}
        for question in together:
            for row in _question(question, used + 1, language):
                used += row["class"] in {"Q", "SQ"}
                yield row


def _question(question: Question, first_id: int, language: str) -> Iterator[Row]:
    row = {
        "id": str(first_id), "class": "Q", "type/scale": TYPES[question.kind], "name": limesurvey_code(question.id),
        "relevance": "1", "text": _paragraphs(question.text.in_language(language)), "language": language,
        "mandatory": "Y" if question.required else "N", "other": "N",
    }  # fmt: skip
    if question.kind == "number":
        ends = {"min_num_value_n": question.min, "max_num_value_n": question.max}
        row |= {name: f"{end:.15g}" for name, end in ends.items() if end is not None}
        row["num_value_int_only"] = "1" if question.whole else "0"
    yield row
    parts = [(part.id, part.text) for part in question.parts]
    if question.kind == "multiple":
        parts = [(answer.code, answer.label) for answer in question.answers]
    for place, (code, text) in enumerate(parts, start=first_id + 1):
        yield {
            "id": str(place), "class": "SQ", "name": limesurvey_code(code), "relevance": "1",
            "text": _line(text.in_language(language)), "language": language,
        }  # fmt: skip
    if question.kind in {"single", "battery"}:
        for answer, code in zip(question.answers, answer_codes(question), strict=True):
            yield _answer(answer, code, first_id, language)


def _answer(answer: Offered, code: str, question_id: int, language: str) -> Row:
    """Return the row of one answer; in the column of conditions an answer has its value."""
    return {
        "id": str(question_id), "class": "A", "type/scale": "0", "name": code,
        "relevance": "" if answer.point is None else str(answer.point),
        "text": _line(answer.label.in_language(language)), "language": language,
    }  # fmt: skip


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "{": "&#123;", "}": "&#125;"}
"""LimeSurvey's texts are HTML in which braces hold expressions; without quotes no cell needs quoting."""


def _line(text: str) -> str:
    """Return a text as a cell: one line of HTML, and nothing that a spreadsheet would take for a formula."""
    cell = "".join(_ENTITIES.get(sign, sign) for sign in one_line(text))
    return f"&#{ord(cell[0])};{cell[1:]}" if cell.startswith(("=", "+", "-", "@")) else cell


def _paragraphs(text: str) -> str:
    return "<br />".join(map(_line, lines(text)))
