"""The answer words that surveys use again and again, in order, and the words and codes that say "no answer".

Only for proposals. A file is read through the words of its own instrument: ``kurang`` and ``cukup`` stand at other
places on four and on five points, and ``N`` is neutral in one file and no in another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from govassess.instrument.model import Text
from govassess.instrument.wording import normalised
from govassess.responses.value_labels import NO_ANSWER, wordings

MOST_WORDS = 5  # of a text that may read like "no answer"; longer ones say more
MISSING_CODES = frozenset({8, 9, 88, 98, 99, 888, 999, -1, -9, -99})

_SYMBOLS = frozenset({"-"})
_OPEN_NO_ANSWER = frozenset({"not sure", "tidak yakin", "unfamiliar", "tidak relevan"})  # points of some scales too


@dataclass(frozen=True, slots=True)
class Level:
    """One rank of a family: its words in both languages, the first of each the usual one, and its abbreviations."""

    en: tuple[str, ...]
    id: tuple[str, ...]
    short: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The usual words."""
        return Text(en=self.en[0], id=self.id[0])


@dataclass(frozen=True, slots=True)
class Family:
    """Answer words in order, the lowest first, and the complete scales that questionnaires make of them.

    ``bare`` are words that belong to the family only beside its other ones (``very`` for ``very important``).
    """

    name: str
    levels: tuple[Level, ...]
    scales: tuple[tuple[int, ...], ...]
    bare: tuple[str, ...] = ()


_BOTH_SIDES = (
    (0, 1, 5, 6), (1, 2, 5, 6), (0, 1, 3, 5, 6), (0, 1, 4, 5, 6), (0, 1, 2, 5, 6), (0, 2, 3, 5, 6), (0, 2, 3, 4, 6),
    (0, 2, 4, 5, 6), (1, 2, 4, 5, 6), (1, 2, 3, 5, 6), (0, 1, 2, 4, 5, 6), (0, 1, 2, 3, 5, 6), (0, 1, 2, 3, 4, 5, 6),
)  # fmt: skip

FAMILIES: tuple[Family, ...] = (
    Family(
        "agreement",
        (
            Level(
                ("Strongly disagree", "Completely disagree", "Totally disagree"), ("Sangat tidak setuju",),
                ("STS", "SD"),
            ),
            Level(("Disagree",), ("Tidak setuju",), ("TS", "D")),
            Level(
                ("Somewhat disagree", "Slightly disagree"),
                ("Kurang setuju", "Cukup tidak setuju", "Agak tidak setuju"), ("KS", "CTS"),
            ),
            Level(("Neither agree nor disagree", "Neutral", "Undecided"), ("Netral", "Ragu-ragu"), ("N", "RR")),
            Level(("Somewhat agree", "Slightly agree"), ("Cukup setuju", "Agak setuju"), ("CS",)),
            Level(("Agree",), ("Setuju",), ("S", "A")),
            Level(("Strongly agree", "Completely agree", "Totally agree"), ("Sangat setuju",), ("SS", "SA")),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "satisfaction",
        (
            Level(("Very dissatisfied", "Very unsatisfied"), ("Sangat tidak puas",)),
            Level(("Dissatisfied", "Unsatisfied"), ("Tidak puas",)),
            Level(("Somewhat dissatisfied",), ("Kurang puas", "Agak tidak puas")),
            Level(("Neither satisfied nor dissatisfied", "Neutral"), ("Netral",)),
            Level(("Somewhat satisfied", "Fairly satisfied"), ("Cukup puas", "Agak puas")),
            Level(("Satisfied",), ("Puas",)),
            Level(("Very satisfied",), ("Sangat puas",)),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "quality",
        (
            Level(("Very poor", "Very bad"), ("Sangat tidak baik", "Sangat buruk")),
            Level(("Poor", "Bad", "Not good"), ("Tidak baik", "Buruk")),
            Level(("Below average", "Less good"), ("Kurang baik", "Kurang")),
            Level(("Fair", "Average"), ("Cukup baik", "Cukup")),
            Level(("Good",), ("Baik",)),
            Level(("Very good",), ("Sangat baik",)),
            Level(("Excellent",), ("Istimewa",)),
        ),
        (
            (1, 2, 4, 5), (1, 3, 4, 5), (2, 3, 4, 5), (1, 3, 4, 6), (0, 1, 4, 5), (0, 1, 3, 4, 5), (1, 2, 3, 4, 5),
            (1, 3, 4, 5, 6), (0, 1, 2, 4, 5), (0, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (0, 1, 3, 4, 5, 6),
            (0, 1, 2, 3, 4, 5, 6),
        ),
    ),
    Family(
        "frequency",
        (
            Level(("Never",), ("Tidak pernah",)),
            Level(("Rarely", "Seldom", "Almost never", "Hardly ever"), ("Jarang", "Hampir tidak pernah")),
            Level(("Sometimes", "Occasionally"), ("Kadang-kadang", "Kadang kadang", "Kadang")),
            Level(("Often", "Frequently", "Very often", "Almost always"), ("Sering", "Sangat sering", "Hampir selalu")),
            Level(("Always", "Every day", "Daily"), ("Selalu", "Setiap hari")),
        ),
        ((0, 2, 3, 4), (0, 1, 3, 4), (0, 1, 2, 4), (0, 1, 2, 3, 4)),
    ),
    Family(
        "importance",
        (
            Level(("Very unimportant",), ("Sangat tidak penting",)),
            Level(("Unimportant", "Not important"), ("Tidak penting",)),
            Level(("Somewhat unimportant",), ("Kurang penting", "Agak tidak penting")),
            Level(("Neither important nor unimportant", "Neutral"), ("Netral",)),
            Level(("Somewhat important", "Fairly important"), ("Cukup penting", "Agak penting")),
            Level(("Important",), ("Penting",)),
            Level(("Very important",), ("Sangat penting",)),
        ),
        _BOTH_SIDES,
    ),
    Family(
        "importance_degree",
        (
            Level(("Not at all important", "Not at all"), ("Tidak penting sama sekali",)),
            Level(("Slightly important", "Slightly"), ("Sedikit penting",)),
            Level(("Moderately important", "Moderately"), ("Cukup penting",)),
            Level(("Very important", "Very"), ("Sangat penting",)),
            Level(("Extremely important", "Extremely"), ("Teramat penting",)),
        ),
        ((0, 1, 2, 3, 4),),
        ("not at all", "slightly", "moderately", "very", "extremely"),
    ),
)  # fmt: skip


def _stem(name: str, en: tuple[str, ...], id_: tuple[str, ...]) -> Family:
    """Return a family of which only the ends matter: no, hardly, fairly, yes, very."""
    return Family(
        name,
        (
            Level(tuple(f"Very {word}" for word in en[:1]), tuple(f"Sangat {word}" for word in id_[:1])),
            Level(en[:1], (f"Tidak {id_[1]}", *id_[:1])),
            Level((f"Not {en[1]}", f"Less {en[1]}"), (f"Kurang {id_[1]}", f"Agak {id_[0]}")),
            Level((f"Fairly {en[1]}", f"Quite {en[1]}", f"Somewhat {en[1]}"), (f"Cukup {id_[1]}", f"Agak {id_[1]}")),
            Level(en[1:2], id_[1:2]),
            Level((f"Very {en[1]}", f"Extremely {en[1]}"), (f"Sangat {id_[1]}",)),
        ),
        (),
    )


POLES: tuple[Family, ...] = (
    *FAMILIES,
    _stem("level", ("low", "high"), ("rendah", "tinggi")),
    _stem("ease", ("difficult", "easy"), ("sulit", "mudah")),
    _stem("ease", ("hard", "easy"), ("sukar", "mudah")),
    _stem("speed", ("slow", "fast"), ("lambat", "cepat")),
    _stem("likelihood", ("unlikely", "likely"), ("mustahil", "mungkin")),
    _stem("usefulness", ("useless", "useful"), ("sia-sia", "bermanfaat")),
    _stem("fit", ("unsuitable", "suitable"), ("menyimpang", "sesuai")),
    _stem("courtesy", ("impolite", "polite"), ("kasar", "sopan")),
    _stem("courtesy", ("unfriendly", "friendly"), ("ketus", "ramah")),
    _stem("competence", ("incompetent", "competent"), ("gagap", "kompeten")),
    _stem("confidence", ("insecure", "confident"), ("ragu", "yakin")),
    _stem("trust", ("untrustworthy", "trustworthy"), ("curiga", "percaya")),
    _stem("clarity", ("unclear", "clear"), ("kabur", "jelas")),
    _stem("quality", ("bad", "good"), ("jelek", "bagus")),
    _stem("quality", ("poor", "good"), ("buruk", "baik")),
    Family(
        "ends",
        (
            Level(
                (
                    "Worst", "Lowest", "Minimum", "Least", "Not at all", "Worst possible", "Very bad", "Very low",
                    "Very poor", "Completely disagree", "Not at all satisfied", "Not at all likely", "Strongly oppose",
                ),
                (
                    "Terburuk", "Terendah", "Paling rendah", "Paling buruk", "Sama sekali tidak", "Tidak sama sekali",
                    "Sangat buruk", "Sangat rendah", "Sangat jelek", "Tidak setuju sama sekali",
                    "Tidak puas sama sekali", "Sama sekali tidak setuju", "Sama sekali tidak puas",
                ),
            ),
            Level(
                (
                    "Best", "Highest", "Maximum", "Most", "Completely", "Best possible", "Very good", "Excellent",
                    "Very high", "Completely satisfied", "Extremely satisfied", "Extremely likely", "Perfect",
                    "Completely agree", "Fully agree", "Strongly support",
                ),
                (
                    "Terbaik", "Tertinggi", "Paling tinggi", "Paling baik", "Sepenuhnya", "Sangat baik", "Istimewa",
                    "Sangat tinggi", "Sempurna", "Sepenuhnya setuju", "Sepenuhnya puas", "Sangat bagus",
                ),
            ),
        ),
        (),
    ),
)  # fmt: skip
"""Families by whose words a direction is proven; the first ones also make scales of words."""


def direction_of(labels: Mapping[int, str]) -> Literal["up", "down"] | None:
    """Return which way the words of a scale run; None where its known words do not prove it.

    Parameters
    ----------
    labels : dict
        Point -> its words, without those that say "no answer".

    Returns
    -------
    str or None
        ``up`` where one family knows the words of both ends, or at least two and half of all, and the higher point has
        always the higher rank; ``down`` where it has always the lower one.

    Examples
    --------
    >>> direction_of({1: "Sangat setuju", 5: "Sangat tidak setuju"}), direction_of({1: "often", 4: "never"})
    ('down', 'down')
    >>> direction_of({1: "Kokoh", 5: "Goyah"}) is None
    True
    """
    points = sorted(labels)
    if len(points) < 2:
        return None
    for family in POLES:
        ranks = ranks_of(family)
        known = {at: ranks[key] for at in points for key in wordings(labels[at]) if key in ranks}
        ends = {points[0], points[-1]} <= known.keys()
        if len(known) < 2 or not (ends or 2 * len(known) >= len(points)):
            continue
        places = [known[at] for at in sorted(known)]
        if all(low < high for low, high in pairwise(places)):
            return "up"
        if all(low > high for low, high in pairwise(places)):
            return "down"
    return None


def is_answer_word(label: str) -> bool:
    """Tell whether a known scale has an answer of these words."""
    return any(key in ranks_of(family) for family in POLES for key in wordings(label))


@cache
def ranks_of(family: Family) -> Mapping[str, int]:
    """Return each comparable word and abbreviation of a family with the place of its level, from 0."""
    return {
        normalised(word): place
        for place, level in enumerate(family.levels)
        for word in (*level.en, *level.id, *level.short)
    }


def families_of(words: Collection[str]) -> tuple[Family, ...]:
    """Return the families that know every one of these words, the likeliest first.

    Abbreviations count only together, and only if one of them is of two letters (``A``, ``B``, ``N`` may be grades).

    Examples
    --------
    >>> [family.name for family in families_of(["setuju", "sangat setuju", "netral"])]
    ['agreement']
    >>> families_of(["a", "n", "d"]), families_of(["ya", "tidak"])
    ((), ())
    """
    keys = {normalised(word) for word in words}
    return tuple(family for family in FAMILIES if keys and keys <= ranks_of(family).keys() and _tells(family, keys))


def _tells(family: Family, keys: Collection[str]) -> bool:
    """Tell whether the words do not belong to the family by chance."""
    short = {normalised(word) for level in family.levels for word in level.short}
    if any(key in short for key in keys):
        return all(key in short for key in keys) and any(len(key) > 1 for key in keys)
    return not all(key in family.bare for key in keys)


def complete_scale(family: Family, met: Collection[int], known: Iterable[tuple[int, ...]] = ()) -> tuple[int, ...]:
    """Return the levels of the scale that was asked, of which ``met`` were answered.

    Parameters
    ----------
    family : Family
    met : collection of int
        Places of the levels that were met.
    known : iterable of tuple of int
        Scales of this family that are whole elsewhere in the file: they are tried first.

    Returns
    -------
    tuple of int
        Exactly what was met, if that is a scale; else one that holds it, the shortest; else all levels.

    Examples
    --------
    >>> agreement = FAMILIES[0]
    >>> complete_scale(agreement, {0, 1, 5, 6}), complete_scale(agreement, {1, 3, 5, 6})
    ((0, 1, 5, 6), (0, 1, 3, 5, 6))
    """
    wanted = frozenset(met)
    if tuple(sorted(wanted)) in family.scales:
        return tuple(sorted(wanted))
    holding = [scale for scale in known if wanted <= set(scale)]
    holding += sorted((scale for scale in family.scales if wanted <= set(scale)), key=len)
    return holding[0] if holding else tuple(range(len(family.levels)))


def missing_language(text: str) -> str | None:
    """Return the language of words that say "no answer" (``en`` for a mere sign); None for anything else.

    Examples
    --------
    >>> [missing_language(text) for text in ("Unfamiliar (N/A)", "Tidak tahu / tidak relevan", "Tidak setuju")]
    ['en', 'id', None]
    """
    key = normalised(text)
    if key in _SYMBOLS:
        return "en"
    for part in (key, *_parts(key)):
        for lang, words in NO_ANSWER.items():
            if part in words:
                return lang if part == key or all(map(missing_language, _parts(key))) else None
    return None


_READING_LIKE_NO_ANSWER = (
    # English
    r"do(?: not|n'?t) (?:know|remember|use)|dk|no (?:answer|opinion|response|experience|reply)|unable to",
    r"not (?:applicable|sure|answered|asked|stated|available|relevant|known)|can(?:no|')?t (?:say|rate|tell)",
    r"unsure|undisclosed|refused?(?: to)?|declined?|prefer not|missing|skipped|unknown|does not apply",
    # Indonesian
    r"tidak (?:tahu|(?:mau )?menjawab|relevan|berlaku|mengisi|berpendapat|diisi|ditanya(?:kan)?|ingat)|lupa",
    r"tidak (?:ada (?:jawaban|pendapat|pengalaman)|(?:dapat|bisa) (?:menjawab|menilai))|tdk (?:tahu|menjawab)",
    r"belum (?:tahu|pernah menggunakan)|menolak|kosong",
    # Spanish
    r"no (?:sabe|s[eé]|contest\w+|respond\w+|aplica|procede|opina|recuerda)|ns|nr|nc|na|sin (?:respuesta|dato)",
    r"sin opini[oó]n|rehus\w+",
    # Portuguese
    r"n[aã]o (?:sabe|sei|respond\w+|se aplica|aplic\w+|opina|quis|lembra)|sem (?:resposta|opini[aã]o)|recus\w+",
    # French
    r"ne (?:sait|sais|se prononce|souhaite)|nsp|sans (?:r[eé]ponse|opinion|avis|objet)|refus(?: de)?",
    r"pas (?:de r[eé]ponse|d'avis|d'opinion)|non (?:concern\w+|r[eé]ponse|applicable|pr[eé]cis\w+)",
    # German, in comparable spelling
    r"weiss (?:es )?nicht|keine (?:angaben?|antwort|meinung|ahnung)|k\.? ?a|verweiger\w+|entf[aä]llt|ohne angabe",
    r"nicht (?:zutreffend|relevant|beantwortet)",
)
_LIKE_NO_ANSWER = re.compile(rf"^n\.? ?/ ?[adr]\b|\b(?:{'|'.join(_READING_LIKE_NO_ANSWER)})\b|^tidak yakin$")


def reads_like_no_answer(text: str) -> bool:
    """Tell whether words read like "do not know", "no answer", "not applicable" in one of six languages.

    Wider than ``missing_language``: what only reads so has to be asked about.

    Examples
    --------
    >>> [
    ...     reads_like_no_answer(text)
    ...     for text in ("NS/NR", "Weiß nicht", "9 = Não sabe", "Tidak setuju", "No estoy de acuerdo")
    ... ]
    [True, True, True, False, False]
    """
    if missing_language(text) is not None:
        return True
    keys = [key for key in wordings(text) if len(key.split()) <= MOST_WORDS]
    return any(_LIKE_NO_ANSWER.search(key) for key in keys) and not is_answer_word(text)


def is_sure_no_answer(text: str) -> bool:
    """Tell whether words say "no answer" and are on no scale: ``not sure`` may be a point of one of confidence.

    Examples
    --------
    >>> is_sure_no_answer("Tidak menjawab"), is_sure_no_answer("Tidak yakin"), is_sure_no_answer("NS/NR")
    (True, False, False)
    """
    return missing_language(text) is not None and normalised(text) not in _OPEN_NO_ANSWER


def _parts(key: str) -> list[str]:
    """Return the parts of ``a / b`` and ``a (b)``; nothing if there is only one."""
    parts = [part.strip() for part in re.split(r"\s/\s|[()]", key) if part.strip()]
    return parts if len(parts) > 1 else []
