"""What a draft asks a person, where the file leaves two readings open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One open question of a draft: a ``?`` in the instrument file that only a person can replace.

    The comment in the YAML file, the entry in ``inspect --json`` and any page show the same record.

    Attributes
    ----------
    place : str
        Key path in the instrument file: ``scales.points_1_5.direction``.
    question : str
        Which question it is; its sentence is ``draft.doubt.<question>`` in the catalogue.
    choices : tuple of str
        What may be written in place of the ``?``; empty: a text or number of the person's own.
    counts : dict
        What helps to decide: answer as it stands in the file (``9``) -> how often.
    values : dict
        Further fields of the sentence: labels, neighbours, columns.
    """

    place: str
    question: str
    choices: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, str | int] = field(default_factory=dict)
