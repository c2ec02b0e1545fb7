"""Texts made comparable: headings and answer words as people, tools and spreadsheets rewrite them; their language.

A heading may hold codes, a wording after a path, or a question with its row or option.

The language of a file is decided once, for every command and whatever instrument it is read with.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import Literal

from govassess.instrument.wording import normalised

_LEADING = re.compile(r"\(?([+-]?\d+)\)?\s*[-\u2010-\u2015.:)=]\s*(\S.*)", re.ASCII | re.DOTALL)
_LEADING_PARENTHESES = re.compile(r"[(\[]([+-]?\d+)[)\]]\s*(\S.*)", re.ASCII | re.DOTALL)
_TRAILING = re.compile(r"(.*\S)\s*[(\[=]\s*([+-]?\d+)\s*[)\]]?", re.ASCII | re.DOTALL)
_ALONE = re.compile(r"[(\[]\s*([+-]?\d+)\s*[)\]]", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NUMBERING = re.compile(r"(?:[a-z]{0,2}\d{1,3}[a-z]?|[a-z])[.)]\s+(?=\S)")


@lru_cache(maxsize=20_000)
def heading_key(text: str) -> str:
    """Return a heading for comparing with a question's wording: HTML resolved, required marks and end signs removed.

    Characters that cannot be seen make no difference.

    Examples
    --------
    >>> heading_key("What&#39;s your role?  *")
    "what's your role"
    """
    plain = re.sub(r"<[^<>]{1,200}>", " ", html.unescape(text))
    plain = _UNSEEN.sub("", _CONTROL.sub(" ", plain))
    return normalised(plain).rstrip(" .:?*").strip()


def without_numbering(key: str) -> str:
    """Return a comparable heading without a leading ``12.``, ``a)``, ``q3.`` or ``q3a.``.

    Examples
    --------
    >>> without_numbering("12. partners share data")
    'partners share data'
    """
    return _NUMBERING.sub("", key, count=1) if _NUMBERING.match(key) else key


def split_number(text: str) -> tuple[int, str] | None:
    """Return the number and the words of ``4 - Agree``, ``(4) Agree``, ``Agree (4)`` or ``(4)``; None if there is none.

    Examples
    --------
    >>> split_number("4 - Agree"), split_number("Agree (4)"), split_number("(5)"), split_number("Agree")
    ((4, 'Agree'), (4, 'Agree'), (5, ''), None)
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _ALONE.fullmatch(text):
        return _small(found[1], "")
    for pattern in (_LEADING, _LEADING_PARENTHESES):
        if found := pattern.fullmatch(text):
            return _small(found[1], found[2])
    if found := _TRAILING.fullmatch(text):
        return _small(found[2], found[1])
    return None


def _small(digits: str, words: str) -> tuple[int, str] | None:
    """Return the pair unless the number is too long to be a code."""
    return (int(digits), words) if len(digits) <= 9 else None


_NEGATIONS = frozenset(
    {
        "tidak", "tdk", "tak", "bukan", "kurang", "belum", "jangan", "nggak", "ngga", "gak", "ga", "not",
        "no", "never", "hardly", "rarely", "nor", "neither", "without", "cannot", "less", "least", "don",
        "dont", "doesnt", "isnt",
    }
)  # fmt: skip
_NEGATIVE_STARTS = ("dis", "un", "in", "im", "ir", "non", "tidak", "tak")
_ALIKE = 0.8


def same_sense(one: str, two: str) -> bool:
    """Tell whether two comparable texts do not say the opposite of each other: ``agree`` and ``disagree`` do.

    Slips are allowed for, so that a misspelt negation is one.

    Examples
    --------
    >>> same_sense("tdk setuju", "tidak setuju"), same_sense("setujuu", "setuju"), same_sense("disagre", "disagree")
    (True, True, True)
    >>> (
    ...     same_sense("satisfied", "dissatisfied"),
    ...     same_sense("kurang puas", "cukup puas"),
    ...     same_sense("puas", "tidak puas"),
    ... )
    (False, False, False)
    """
    first, second = _words(one), _words(two)
    mine = [word for word in first if word not in second]
    other = [word for word in second if word not in first]
    return _negated(mine, other) == _negated(other, mine)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.replace("'", ""))


def _negated(words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether words deny something an odd number of times; a prefix counts where the rest is another's word."""
    count = sum(word in _NEGATIONS or _like(word, _LONG_NEGATIONS) for word in words)
    for word in words:
        for start in _NEGATIVE_STARTS:
            if word.startswith(start) and _like(word[len(start) :], others):
                count += 1
                break
    return count % 2 == 1


_LONG_NEGATIONS = tuple(word for word in sorted(_NEGATIONS) if len(word) >= len("tidak"))


def _like(word: str, others: Iterable[str]) -> bool:
    return len(word) > 1 and any(SequenceMatcher(None, word, other).ratio() >= _ALIKE for other in others)


LEAST_WORDS = 2  # distinct ones; a single word may stand in a name
QUESTION = 3  # words; fewer are a code, or a name that is the same in many languages
_FREQUENT: Mapping[str, frozenset[str]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "en": "the of and is are to for with my our we you your that this how does what have has be by from their "
        "which who would they can not when there been was were than more most other any all each it its if or into "
        "about during at least never always often rarely sometimes very",
        "id": "yang dan di dengan untuk dalam pada dari adalah tidak saya anda kami kita ini itu oleh kepada apakah "
        "apa bagaimana seberapa berapa sudah telah dapat akan atau antara setiap sebagai karena sangat lebih agar "
        "secara juga bahwa serta sejak saat ketika tersebut harus bisa belum ada semua bagi terhadap melalui maupun "
        "pernah selalu sering jarang kurang cukup",
    }.items()
}


def file_language(
    headings: Iterable[str], *, matched: Counter[str], answered: Counter[str], contents: Iterable[str] = ()
) -> str | None:
    """Return the language of a file, None where nothing tells.

    Parameters
    ----------
    headings : iterable of str
        What the header says of the columns.
    matched : Counter
        Languages of the wordings by which an instrument's questions were found.
    answered : Counter
        Languages of the answer words that an instrument's scales know.
    contents : iterable of str
        Answers as they stand in the file.

    Returns
    -------
    str or None
        ``en`` or ``id``.

    Notes
    -----
    The questions themselves decide, by the words that are frequent in each language; where they are codes or too
    short, the wording that an instrument knows; then the answers. So one file speaks one language, whether it is
    inspected, checked or analysed, and whichever instrument it is read with.

    Examples
    --------
    >>> file_language(
    ...     ["Data dibagikan dengan aman", "Peran pihak yang terlibat"], matched=Counter(), answered=Counter()
    ... )
    'id'
    >>> file_language(["RM1a", "RM1b"], matched=Counter(), answered=Counter()) is None
    True
    """
    questions = (heading for heading in headings if len(heading.split()) >= QUESTION)
    phrases = (answer for answer in contents if " " in answer.strip())
    return _spoken(questions) or _most(matched) or _most(answered) or _spoken(phrases)


def _spoken(texts: Iterable[str]) -> str | None:
    """Return the language of most texts, by its frequent words; a text that holds both languages is of neither."""
    votes: Counter[str] = Counter()
    met: dict[str, set[str]] = {lang: set() for lang in _FREQUENT}
    for text in dict.fromkeys(texts):
        words = frozenset(re.findall(r"[^\W\d_]+", normalised(text)))
        held = {lang: words & frequent for lang, frequent in _FREQUENT.items()}
        for lang, found in held.items():
            met[lang] |= found
        most = max(held, key=lambda lang: len(held[lang]))
        if all(len(held[most]) > 2 * len(found) for lang, found in held.items() if lang != most):
            votes[most] += 1
    ranked = votes.most_common()
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0] if len(met[ranked[0][0]]) >= LEAST_WORDS else None


def _most(spoken: Counter[str]) -> str | None:
    return max(sorted(spoken), key=lambda code: spoken[code]) if spoken else None


MOST_PLACES = 40  # of a sign in one heading that are tried; more is no heading but an attack
LONGEST_CODE = 200  # characters of a code with the names of its question and option
CodeStep = Literal["path", "subquestion", "code_in_text"]

_SUBQUESTION = re.compile(r"\s*([^\[\]]+?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)
_CODE_FIRST = re.compile(r"\s*[\[(]?([A-Za-z_][\w.\[\]]*)[\])]?\s*[.:)\]\-\u2013]+\s+\S", re.ASCII)
_CODE_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Za-z_]\w*)\s*[)\]]", re.ASCII)
_CHOICE = re.compile(r"(.*\S)\s*\(choice=(.+)\)", re.DOTALL)
_AGAIN = re.compile(r"(.*\D)\.?\d{1,3}", re.DOTALL)
_SPECIFY = re.compile(r"[\s(,:;\-]{1,5}(?:please |mohon |harap )?(?:specify|describe|sebutkan|tuliskan|jelaskan)\b.*")
_SELECTED = " - selected choice"  # Qualtrics writes it where an option lets people write their own


def codes_in(heading: str) -> Iterator[tuple[CodeStep, str, str]]:
    """Yield the codes that may be hidden in a heading, most telling first: step, code, and the sign before it.

    Examples
    --------
    >>> [code for _, code, _ in codes_in("G01Q01[TR1]")]
    ['G01Q01[TR1]', 'G01Q01_TR1', 'TR1', 'TR1']
    """
    for at in range(max(len(heading) - LONGEST_CODE, 0), len(heading)):
        if heading[at] in "/-._":
            yield "path", heading[at + 1 :], heading[at]
    yield "path", heading.replace(".", "_"), "."
    if found := _SUBQUESTION.fullmatch(heading):
        yield "subquestion", f"{found[1]}_{found[2]}", "["
        yield "subquestion", found[2], "["
    if found := _CODE_FIRST.match(heading):
        yield "code_in_text", found[1], ""
        if inner := _SUBQUESTION.fullmatch(found[1]):
            yield "code_in_text", f"{inner[1]}_{inner[2]}", "["
            yield "code_in_text", inner[2], "["
    for code in _CODE_IN_BRACKETS.findall(heading):
        yield "code_in_text", code, "("


def wordings_in(heading: str) -> Iterator[str]:
    """Yield the comparable wordings that a whole heading, or what follows the groups of a path, may be.

    Examples
    --------
    >>> list(wordings_in("Trust/3. Partners meet."))
    ['trust/3. partners meet', '3. partners meet', 'partners meet']
    """
    for text in _unfolded(heading):
        for start in (0, *(at + 1 for at in _places("/", text))):
            yield from question_keys(text[start:])


def rows_in(heading: str, *, dashes: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Yield the pairs of question and row (or option) that a heading may hold, as they stand.

    Parameters
    ----------
    heading : str
        ``Question [Row]``, ``Question/Option``, ``Question (choice=Option)``.
    dashes : bool
        Whether ``Question - Row`` is one too; Qualtrics writes it in its second header row.

    Yields
    ------
    (str, str, bool)
        Question, row, and whether the row alone may be a question's wording.

    Examples
    --------
    >>> list(rows_in("Trust [Our agency [Dinas] shares]"))[0]
    ('Trust', 'Our agency [Dinas] shares', True)
    """
    for text in _unfolded(heading):
        plain = re.sub(r"\]\.\d{1,3}$", "]", text.strip())
        if plain.endswith("]"):
            for at in _places("[", plain):
                yield plain[:at].strip(), plain[at + 1 : -1].strip(), True
        if dashes:
            for found in islice(re.finditer(" [-\u2013] ", text), MOST_PLACES):
                yield text[: found.start()], text[found.end() :], True
        if found_choice := _CHOICE.fullmatch(text.strip()):
            yield found_choice[1], found_choice[2], False
        for at in _places("/", text):
            before = text[:at]
            for start in dict.fromkeys((before, before.rsplit("/", 1)[-1])):
                yield start, text[at + 1 :], False


def question_keys(question: str) -> tuple[str, ...]:
    """Return the comparable forms of a question: with and without its number."""
    key = heading_key(heading_key(question).removesuffix(_SELECTED))
    return tuple(dict.fromkeys((key, without_numbering(key))))


def row_keys(row: str) -> tuple[str, ...]:
    """Return the comparable forms of a row or option: also without its number, or without a request to say more.

    Examples
    --------
    >>> row_keys("Other (please specify)")
    ('other (please specify)', 'other')
    """
    key = heading_key(row)
    return tuple(dict.fromkeys((key, without_numbering(key), _SPECIFY.sub("", key))))


def met_before(heading: str, others: Collection[str]) -> str | None:
    """Return the heading without a number that a program added because it had met it before; None if it did not.

    Examples
    --------
    >>> met_before("Partners meet..1", {"Partners meet."}), met_before("RM12", {"RM1"})
    ('Partners meet.', None)
    """
    found = _AGAIN.fullmatch(heading)
    if found is None or " " not in found[1].strip():
        return None
    return next((text for text in (found[1], found[1].removesuffix(".")) if text in others), None)


def _places(mark: str, text: str) -> Iterator[int]:
    """Yield where a sign stands, as far as it makes sense to look."""
    return islice((at for at, sign in enumerate(text) if sign == mark), MOST_PLACES)


def _unfolded(heading: str) -> tuple[str, ...]:
    """Return a heading, and with spaces where a tool wrote underscores instead."""
    if "_" in heading and " " not in heading.strip():
        return heading, heading.replace("_", " ")
    return (heading,)
