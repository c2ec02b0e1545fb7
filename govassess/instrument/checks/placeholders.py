"""What a draft leaves open: texts that only a person can give, labels that somebody has to confirm."""

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


def _texts(path: KeyPath, part: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield each text below ``part`` with its key path; of a pair whose languages are both open only one."""
    if isinstance(part, str):
        yield path, part
    elif isinstance(part, Text) and part.en.strip()[:1] == part.id.strip()[:1] == OPEN:
        yield path, part.en
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from _texts((*path, field.name), getattr(part, field.name))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _texts((*path, key), value)
    elif isinstance(part, tuple):
        for at, value in enumerate(part):
            yield from _texts((*path, at), value)
