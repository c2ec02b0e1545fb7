"""In which language a survey file speaks: decided once, for every command and whatever instrument it is read with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from govassess.instrument.wording import normalised

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
