"""A strict reader of LimeSurvey's survey structure, written from its manual; it shares nothing with the writer.

https://www.limesurvey.org/manual/Tab_Separated_Value_survey_structure: UTF-8 with byte order mark, tabs, quotes only
around cells that need them; settings, settings a language, then everything in the base language and everything again
in each further one; children follow their parent. Codes: a question's begins with a letter, letters and digits, 20 at
most; a subquestion's letters and digits; an answer's 5 at most.
"""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass, field

FIXED = (
    "id related_id class type/scale name relevance text help language validation mandatory other default same_default"
)
ATTRIBUTES = {"min_num_value_n", "max_num_value_n", "num_value_int_only"}
RESERVED = {"LANG", "SID", "SAVEDID", "TOKEN", "QID", "GID", "SGQ", "self", "that", "this"}
NEEDS = {"F": ("SQ", "A"), "L": ("A",), "M": ("SQ",), "S": (), "N": (), "T": ()}
"""Type of a question -> classes of the rows that must follow it; no others may."""


@dataclass
class Asked:
    """One question: code, type, texts by language, subquestions and answers as (code, texts by language)."""

    code: str
    type: str
    group: int
    mandatory: str
    row: dict[str, str]
    text: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Survey:
    """All that the file says; groups are (relevance, names by language)."""

    settings: dict[str, str]
    titles: dict[str, dict[str, str]]
    groups: list[tuple[str, dict[str, str]]]
    questions: dict[str, Asked]


def plain(cell: str) -> str:
    """A text as LimeSurvey shows it: line breaks, then entities; raw markup and expressions are faults."""
    parts = cell.split("<br />")
    for part in parts:
        assert not re.search(r"[<>{}]", part), part
        assert not re.search(r"&(?!#?\w+;)", part), part
    assert not cell.startswith(("=", "+", "-", "@")), cell
    return "\n".join(map(html.unescape, parts))


def read(content: bytes) -> Survey:
    """Parse the file; every departure from the grammar is an AssertionError."""
    assert content.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    text = content.decode("utf-8-sig")
    assert "\ufeff" not in text and "\x00" not in text
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    head = rows[0]
    assert head[:14] == FIXED.split()
    assert set(head[14:]) <= ATTRIBUTES and len(set(head)) == len(head)
    assert {len(row) for row in rows} == {len(head)}
    records = [dict(zip(head, row, strict=True)) for row in rows[1:]]
    assert not [cell for record in records for cell in record.values() if "\n" in cell or "\t" in cell]
    classes = "".join({"S": "s", "SL": "l"}.get(record["class"], "b") for record in records)
    assert re.fullmatch(r"s+l+b+", classes), "settings first, then the texts of the survey, then its questions"

    settings = {record["name"]: record["text"] for record in records if record["class"] == "S"}
    languages = [settings["language"], *settings["additional_languages"].split()]
    titles: dict[str, dict[str, str]] = {language: {} for language in languages}
    for record in records:
        if record["class"] == "SL":
            titles[record["language"]][record["name"]] = plain(record["text"])
    assert all(0 < len(each["surveyls_title"]) <= 200 for each in titles.values())

    body = [record for record in records if record["class"] not in {"S", "SL"}]
    blocks = {language: [record for record in body if record["language"] == language] for language in languages}
    assert body == [record for language in languages for record in blocks[language]], "one language after the other"
    survey = Survey(settings, titles, [], {})
    for language in languages:
        _block(survey, blocks[language], language, first=language == languages[0])
    base = [_skeleton(record) for record in blocks[languages[0]]]
    for language in languages[1:]:
        assert [_skeleton(record) for record in blocks[language]] == base, "same rows, ids and codes in each language"
    _check(survey, languages)
    return survey


def _skeleton(record: dict[str, str]) -> dict[str, str]:
    """All of a row that is no text."""
    texts = {"text", "help", "language"} | ({"name"} if record["class"] == "G" else set())
    return {key: value for key, value in record.items() if key not in texts}


def _block(survey: Survey, records: list[dict[str, str]], language: str, *, first: bool) -> None:
    groups: set[str] = set()
    ids: set[str] = set()
    place = -1
    asked: Asked | None = None
    for record in records:
        kind, name, text = record["class"], record["name"], plain(record["text"])
        if kind == "G":
            assert record["id"].isdigit() and record["id"] not in groups
            groups.add(record["id"])
            place += 1
            assert record["relevance"] and 0 < len(plain(name)) <= 200
            if first:
                survey.groups.append((record["relevance"], {}))
            survey.groups[place][1][language] = plain(name)
            asked = None
            continue
        assert place >= 0, "a question before the first group"
        if kind == "Q":
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", name, re.ASCII), name
            assert name not in RESERVED and record["type/scale"] in NEEDS
            assert record["mandatory"] in {"Y", "N"} and record["other"] == "N" and record["relevance"]
            if first:
                assert name not in survey.questions, f"{name} twice"
                survey.questions[name] = Asked(name, record["type/scale"], place, record["mandatory"], record)
            asked = survey.questions[name]
            asked.text[language] = text
        assert asked is not None, "a row without a question"
        if kind in {"Q", "SQ"}:
            assert record["id"].isdigit() and record["id"] not in ids, "questions and subquestions share their ids"
            ids.add(record["id"])
        if kind == "SQ":
            assert re.fullmatch(r"[A-Za-z0-9]{1,20}", name, re.ASCII) and name != "time", name
            assert not any(language in texts for texts in asked.answers.values()), "answers stand after subquestions"
            assert language not in asked.parts.get(name, {}), f"{name} twice"
            asked.parts.setdefault(name, {})[language] = text
        elif kind == "A":
            assert re.fullmatch(r"[A-Za-z0-9]{1,5}", name, re.ASCII), name
            assert record["id"] == asked.row["id"] and record["type/scale"] == "0"
            assert re.fullmatch(r"\d*", record["relevance"]), "an answer's relevance is its assessment value"
            assert language not in asked.answers.get(name, {}), f"{name} twice"
            asked.answers.setdefault(name, {})[language] = text
        else:
            assert kind == "Q", kind


def _check(survey: Survey, languages: list[str]) -> None:
    for asked in survey.questions.values():
        found = tuple(kind for kind, entries in (("SQ", asked.parts), ("A", asked.answers)) if entries)
        assert found == NEEDS[asked.type], f"{asked.code} of type {asked.type} has {found}"
        assert len({name.casefold() for name in asked.parts}) == len(asked.parts)
        for texts in (asked.text, *asked.parts.values(), *asked.answers.values()):
            assert list(texts) == languages and all(text.strip() for text in texts.values())
