"""What is left open: texts that only a person can give, labels that somebody has to confirm, missing languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from govassess.files.safe_yaml import KeyPath
from govassess.instrument.checks.fault import Fault, fault
from govassess.instrument.model import Instrument, Text

OPEN = "?"  # stands for a text; before a text and a space, it asks for somebody to confirm the text


def placeholders(instrument: Instrument) -> Iterator[Fault]:
    """Find question marks in place of a text, and before a text."""
    for path, text in _texts((), instrument):
        if text.strip() == OPEN:
            yield fault("placeholder", path, text)
        elif text.startswith(OPEN + " "):
            yield fault("unconfirmed", path, text)


def missing_texts(instrument: Instrument) -> Iterator[Fault]:
    """Find texts that lack a language which the instrument declares."""
    declared = ", ".join(instrument.languages)
    for path, part in _parts((), instrument):
        if isinstance(part, Text):
            for lang in instrument.languages:
                if not getattr(part, lang):
                    other = "en" if lang == "id" else "id"
                    yield fault("text_missing", path, key=lang, declared=declared, other=other)


def _texts(path: KeyPath, part: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield each text below ``part`` with its key path; of a pair whose languages are both open only one."""
    for where, found in _parts(path, part):
        if not isinstance(found, Text):
            yield where, found
        elif found.en.strip()[:1] == found.id.strip()[:1] == OPEN:
            yield where, found.en
        else:
            yield from (((*where, lang), text) for lang, text in (("en", found.en), ("id", found.id)))


def _parts(path: KeyPath, part: Any) -> Iterator[tuple[KeyPath, str | Text]]:
    """Yield each string and each text in two languages below ``part`` with its key path."""
    if isinstance(part, str | Text):
        yield path, part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _parts((*path, field.name), getattr(part, field.name))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _parts((*path, key), value)
    elif isinstance(part, tuple):
        for at, value in enumerate(part):
            yield from _parts((*path, at), value)
