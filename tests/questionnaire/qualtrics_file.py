"""A strict reader of Qualtrics' advanced text format, written from its help page; it shares nothing with the writer.

https://www.qualtrics.com/support/survey-platform/survey-module/survey-tools/import-and-export-surveys/: the first tag
is ``[[AdvancedFormat]]``; a question begins with ``[[Question:type]]``, may have an ``[[ID:export tag]]``, then its
text; ``[[Choices]]`` one a line, or ``[[AdvancedChoices]]`` with ``[[Choice:recode value]]`` before each;
``[[AdvancedAnswers]]`` with ``[[Answer:recode value]]`` for the columns of a matrix.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

TAG = re.compile(r"\[\[([A-Za-z]+)(?::(.*))?\]\]")
TYPES = {
    "DB": (), "TE:SingleLine": (), "MC:SingleAnswer:Vertical": ("choices",), "MC:MultipleAnswer:Vertical": ("choices",),
    "Matrix": ("statements", "answers"),
}  # fmt: skip


@dataclass
class Asked:
    """One question; choices and answers are recode value -> text, statements the rows of a matrix."""

    type: str
    block: str
    id: str = ""
    text: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


def plain(line: str) -> str:
    """A text as Qualtrics shows it; raw markup, tags and piped texts are faults."""
    parts = line.split("<br>")
    for part in parts:
        assert not re.search(r"[<>]|\[\[|\]\]|\$\{", part), part
    return "\n".join(map(html.unescape, parts))


def read(text: str) -> tuple[dict[str, Asked], dict[str, str]]:
    """Return the questions by export tag, and the embedded data; every departure is an AssertionError."""
    lines = text.split("\n")
    assert lines[0] == "[[AdvancedFormat]]"
    asked: list[Asked] = []
    embedded: dict[str, str] = {}
    block, state, value = "", "start", ""
    for line in lines[1:]:
        tag = TAG.fullmatch(line)
        name, argument = (tag[1], tag[2]) if tag else (None, None)
        if name == "ED":
            assert not asked and re.fullmatch(r"\w+:[\w-]+", argument)
            embedded.update([argument.split(":")])
        elif name == "Block":
            assert plain(argument)
            block, state = plain(argument), "block"
        elif name == "Question":
            assert block and argument in TYPES, argument
            asked.append(Asked(argument, block))
            state = "id"
        elif name == "ID":
            assert state == "id" and re.fullmatch(r"[A-Za-z_]\w*", argument, re.ASCII)
            asked[-1].id, state = argument, "text"
        elif name == "Choices":
            assert state == "text" and argument is None and asked[-1].type == "Matrix"
            state = "statements"
        elif name in {"AdvancedChoices", "AdvancedAnswers"}:
            kind = name.removeprefix("Advanced").lower()
            assert kind in TYPES[asked[-1].type] and state in {"text", "statements"}
            state = kind
        elif name in {"Choice", "Answer"}:
            assert state == f"{name.lower()}s" and re.fullmatch(r"\d+", argument), line
            value, state = argument, f"one {state}"
        elif name is not None:
            raise AssertionError(f"unknown tag {line}")
        elif not line:
            assert state != "id" and not state.startswith("one ")
            state = "between" if state != "start" else state
        elif state == "text":
            asked[-1].text.append(plain(line))
        elif state == "statements":
            asked[-1].statements.append(plain(line))
        elif state.startswith("one "):
            state = state.removeprefix("one ")
            entries = getattr(asked[-1], state)
            assert value not in entries, f"recode value {value} twice"
            entries[value] = plain(line)
        else:
            raise AssertionError(f"a text where none may stand: {line!r} ({state})")
    for each in asked:
        assert each.id and each.text, each
        needed = TYPES[each.type]
        for kind in ("statements", "choices", "answers"):
            assert bool(getattr(each, kind)) == (kind in needed), (each.id, kind)
    found = {each.id: each for each in asked}
    assert len(found) == len(asked), "an export tag twice"
    return found, embedded
