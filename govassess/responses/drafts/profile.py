"""What a file tells about its respondents: columns of few, common words or codes, proposed as profile variables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from govassess.instrument.wording import normalised
from govassess.responses.drafts.contents import Contents, contents_of
from govassess.responses.drafts.headings import code_of, group_of, plain_text, tidied
from govassess.responses.drafts.no_items import about_the_respondent
from govassess.responses.drafts.scale_families import missing_language
from govassess.responses.personal import shown
from govassess.responses.profile import NAMED_FROM
from govassess.responses.table import Table, letters
from govassess.responses.wording import heading_key, without_numbering

MOST_OPTIONS = 12
MOST_CODES = 7  # numbers without words; more are a measurement
LEAST_LISTED = 0.9  # share of the answers that the common options must hold
LEAST_ANSWERED = 0.5  # share of the records
LONGEST_OPTION = 60  # characters
LONGEST_ID = 40
TICKS = frozenset({"yes", "no", "ya", "tidak", "y", "n", "checked", "unchecked", "true", "false"})

_AGE = re.compile(r"\b(?:age|usia|umur|masa kerja|lama (?:be)?kerja|tenure|years of (?:service|experience))\b")
_CONSENT = re.compile(r"\b(?:consent|persetujuan|bersedia|agree to (?:take part|participate))\b")
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+", re.ASCII)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?.*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOption:
    """An answer that five respondents or more gave, and how many they were."""

    code: str | int
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftVariable:
    """A column of few, common answers; ``unlisted`` ones are too rare to be named.

    ``sure`` tells whether its heading asks about the respondent: other columns may be questions of any kind.
    """

    id: str
    column: str
    heading: str
    text: str
    type: Literal["single", "number"]
    options: tuple[DraftOption, ...] = field(default=())
    unlisted: int = 0
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConsent:
    """A column that seems to ask whether somebody takes part; ``answers`` are those that five people or more gave."""

    id: str
    column: str
    text: str
    answers: tuple[DraftOption, ...]


def draft_profile(
    table: Table, positions: Sequence[int], *, taken: Collection[str], texts: Sequence[str]
) -> tuple[DraftVariable, ...]:
    """Return a proposal for each column that tells something about respondents.

    Parameters
    ----------
    table : Table
        The file.
    positions : sequence of int
        Columns that may be proposed: no metadata, nothing personal, no item.
    taken : collection of str
        Ids that are in use.
    texts : sequence of str
        One a column of the file: what it asks.

    Returns
    -------
    tuple of DraftVariable
        Only options of five respondents or more are named, and only columns that these mostly fill.
    """
    headings = Counter(map(heading_key, table.headings))
    used = {name.casefold() for name in taken}
    found: list[DraftVariable] = []
    for position in positions:
        heading = table.headings[position]
        if (
            not heading
            or headings[heading_key(heading)] > 1
            or shown(heading) == "***"
            or _CONSENT.search(heading_key(heading))
        ):
            continue
        variable = _variable(table, position, _free_id(heading, used, len(found)), texts[position] or heading)
        if variable is not None:
            found.append(variable)
            used.add(variable.id.casefold())
    return tuple(found)


def draft_consent(
    table: Table, positions: Sequence[int], *, taken: Collection[str], texts: Sequence[str]
) -> DraftConsent | None:
    """Return the first column that asks for consent; which of its answers mean yes, only a person can say.

    The arguments are those of ``draft_profile``.
    """
    for position in positions:
        heading = table.headings[position]
        options = (
            _options(table.columns[position].filled(), contents) if (contents := contents_of(table, position)) else []
        )
        if options and _CONSENT.search(heading_key(heading)) and shown(heading) != "***":
            return DraftConsent(
                id=_free_id(heading, {name.casefold() for name in taken}, 0), column=letters(position),
                text=texts[position] or heading,
                answers=tuple(option for option in options if option.count >= NAMED_FROM),
            )  # fmt: skip
    return None


def asks_consent(heading: str) -> bool:
    """Tell whether a heading asks whether somebody takes part."""
    return _CONSENT.search(heading_key(heading)) is not None


def _variable(table: Table, position: int, name: str, text: str) -> DraftVariable | None:
    heading = table.headings[position]
    filled = table.columns[position].filled()
    if sum(filled.values()) < LEAST_ANSWERED * len(table) or any(_DATE.fullmatch(text.strip()) for text in filled):
        return None
    if _AGE.search(heading_key(heading).replace("_", " ")) and _ages(filled):
        return DraftVariable(id=name, column=letters(position), heading=heading, text=text, type="number")
    contents = contents_of(table, position)
    if contents is None or ticks(heading, contents):
        return None
    options = _options(filled, contents)
    common = [option for option in options if option.count >= NAMED_FROM]
    listed = sum(option.count for option in common)
    answered = sum(option.count for option in options)
    if not 2 <= len(common) <= MOST_OPTIONS or listed < LEAST_LISTED * answered:
        return None
    return DraftVariable(
        id=name, column=letters(position), heading=heading, text=text, type="single",
        options=_coded(common), unlisted=answered - listed, sure=about_the_respondent(heading),
    )  # fmt: skip


def _ages(filled: Collection[str]) -> bool:
    """Tell whether contents are years; whole numbers up to 7 may as well be codes of age groups."""
    years = all(re.fullmatch(r"\d{1,3}(?:[.,]\d{1,2})?", text.strip(), re.ASCII) for text in filled)
    return years and len(filled) > 2 and any(float(text.strip().replace(",", ".")) > MOST_CODES for text in filled)


def ticks(heading: str, contents: Contents) -> bool:
    """Tell whether a column says whether one option of a question with several answers was chosen."""
    few = set(contents.words) <= TICKS and set(contents.numbers) <= {0, 1}
    return few and ("___" in heading or (group_of(heading) is not None and not code_of(heading)) or "[" in heading)


def _options(filled: Mapping[str, int], contents: Contents) -> list[DraftOption]:
    """Return every answer of a column, words in the order they appear, numbers by size; nothing if it is no choice."""
    if sum(contents.numbers.values()) == contents.answered:
        if len(contents.numbers) > MOST_CODES and not contents.labels:
            return []
        texts = {number: plain_text(contents.labels.get(number, "")) or str(number) for number in contents.numbers}
        return [
            DraftOption(code=number, label=texts[number], count=count)
            for number, count in sorted(contents.numbers.items())
        ]
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, count in filled.items():
        if len(text) > LONGEST_OPTION or _DECIMAL.fullmatch(text.strip()):
            return []
        if not missing_language(text):
            spelled.setdefault(normalised(text), tidied(text))
            counts[normalised(text)] += count
    return [DraftOption(code=key, label=spelled[key], count=count) for key, count in counts.items()]


def _coded(options: Sequence[DraftOption]) -> tuple[DraftOption, ...]:
    """Return options of words with short codes made of them."""
    found: list[DraftOption] = []
    taken: set[str] = set()
    for at, option in enumerate(options, start=1):
        code: str | int = option.code
        if isinstance(code, str):
            slug = _slug(code, 30)
            code = slug if slug and slug not in taken else f"o{at}"
            taken.add(code)
        found.append(DraftOption(code=code, label=option.label, count=option.count))
    return tuple(found)


def _free_id(heading: str, used: Collection[str], number: int) -> str:
    """Return an id for a variable that nothing else bears: its code, the words of its heading, or a number."""
    code = code_of(heading)
    for name in (code.lower() if code else "", _slug(without_numbering(heading_key(heading)), LONGEST_ID)):
        if name and not name[0].isdigit() and name not in used:
            return name
    return next(name for at in range(number + 1, number + len(used) + 2) if (name := f"profile{at}") not in used)


def _slug(text: str, limit: int) -> str:
    """Return a text as an identifier of lower-case letters, cut at a word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    name = ""
    for word in words:
        if name and len(name) + len(word) >= limit:
            break
        name = f"{name}_{word}" if name else word[:limit]
    return name
