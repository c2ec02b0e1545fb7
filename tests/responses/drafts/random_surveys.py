"""Random survey files with the truth beside them: what a draft must read rightly, or ask about.

The recipe, written down before the drafting code was changed. A file is made from one seed:

- 40 to 160 respondents, 3 to 40 items in one to four blocks of 3 items or more.
- A block has a scale of 2 to 11 points from 0 or from 1 on (11 points: 0 to 10), coded upwards or downwards: downwards,
  the lowest number is the best answer. A block is shown in one of these ways:

  ``bare``
      numbers;
  ``legend``
      numbers, and in each heading the range (``Skala 1-5``, ``dari 1 sampai 5``, ``1 = ..., 5 = ...``), with words or
      without;
  ``labelled``
      numbers with value labels in a ``.sav`` or ``.dta`` file: on every point, or on the two ends of long scales;
  ``worded``
      words alone: then there is no code, and the order of the words is the scale;
  ``numbered``
      ``1 - word`` or ``word (1)``.

  Words are those of common scales, in English or Indonesian, or words that no list knows.
- The respondents have an attitude for each block; an item shifts it and adds noise. In blocks of four items or more,
  one item in twelve is worded negatively (at most a quarter of the block).
- Half of the blocks hold codes for no answer: one or two of 8, 9, 88, 99 and -1 that are no points of the scale, in
  1 to 6 % of the cells. In labelled blocks three in four of them have a label, in one of six languages; in blocks of
  words they stand as words (``Tidak tahu``), as numbered words (``9 - Tidak tahu``), or as bare codes.
- 2 % of the cells are empty. One cell in 500 is a typing error: one above the top, one below the bottom, a digit typed
  twice, 7 or 0; of words a letter left out or put twice. It is never a point of the scale and never a code.
- Headings are codes (``B3``, always in SPSS and Stata files), codes with a statement (``B3. ...``), rows of a grid
  (``... [row]``), or, for one block of a file at most, plain statements. Two columns about the respondents stand first.
- The file is CSV, a workbook with one or with two sheets, SPSS or Stata.

The truth of a column: the answers as numbers of its scale (NaN where a cell is empty, a code or an error), both ends,
whether low numbers are good, whether the item is worded negatively, the codes.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Literal

import openpyxl

from tests.responses.statistics_files import data_file

Shown = Literal["bare", "legend", "labelled", "worded", "numbered"]

KNOWN: dict[str, dict[int, list[list[str]]]] = {
    "en": {
        3: [["Never", "Sometimes", "Always"], ["Poor", "Fair", "Good"]],
        4: [
            ["Strongly disagree", "Disagree", "Agree", "Strongly agree"],
            ["Never", "Rarely", "Often", "Always"],
            ["Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied"],
        ],
        5: [
            ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
            ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"],
            ["Never", "Rarely", "Sometimes", "Often", "Always"],
            ["Very poor", "Poor", "Fair", "Good", "Very good"],
        ],
        7: [
            [
                "Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree",
                "Agree", "Strongly agree",
            ]
        ],
    },
    "id": {
        3: [["Tidak pernah", "Kadang-kadang", "Selalu"], ["Tidak puas", "Cukup puas", "Puas"]],
        4: [
            ["Sangat tidak setuju", "Tidak setuju", "Setuju", "Sangat setuju"],
            ["Tidak baik", "Kurang baik", "Baik", "Sangat baik"],
            ["Tidak pernah", "Kadang-kadang", "Sering", "Selalu"],
        ],
        5: [
            ["Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"],
            ["Sangat tidak puas", "Tidak puas", "Cukup puas", "Puas", "Sangat puas"],
            ["Tidak pernah", "Jarang", "Kadang-kadang", "Sering", "Selalu"],
            ["Sangat tidak penting", "Tidak penting", "Netral", "Penting", "Sangat penting"],
        ],
        7: [
            [
                "Sangat tidak setuju", "Tidak setuju", "Agak tidak setuju", "Netral", "Agak setuju", "Setuju",
                "Sangat setuju",
            ]
        ],
    },
}  # fmt: skip
UNKNOWN = {
    "en": ["Lopsided", "Shaky", "Patchy", "Workable", "Solid", "Generous", "Splendid"],
    "id": ["Berat sebelah", "Goyah", "Bolong", "Lumayan jalan", "Kokoh", "Lapang", "Gemilang"],
}
TWO = {"en": ["Unfair", "Fair enough"], "id": ["Timpang", "Adil"]}
NO_ANSWER = {
    "en": ["Don't know", "No answer", "Not applicable", "Refused", "Can't say"],
    "id": ["Tidak tahu", "Tidak menjawab", "Tidak relevan", "Menolak menjawab", "Tidak berlaku"],
    "es": ["NS/NR", "No sabe", "No contesta", "No aplica"],
    "pt": ["Não sabe", "Não respondeu", "Não se aplica"],
    "fr": ["Ne sait pas", "Sans réponse", "Non concerné"],
    "de": ["Weiß nicht", "Keine Angabe", "Keine Antwort"],
}
SUBJECTS = {
    "en": ["The office", "Our partner", "The desk", "The portal", "The team", "The form", "The law", "The hotline"],
    "id": ["Dinas ini", "Mitra kami", "Loket itu", "Portal ini", "Tim kami", "Formulir ini", "Aturan ini", "Petugas"],
}
DOINGS = {
    "en": ["keeps its word", "shares its data", "answers in time", "explains the rules", "listens", "works together"],
    "id": ["menepati janji", "berbagi data", "menjawab tepat waktu", "menjelaskan aturan", "mendengar", "bekerja sama"],
}
RANGES = ("Skala {low}-{high}", "dari {low} sampai {high}", "scale of {low} to {high}", "{low} al {high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One block as it was asked: ends, direction, codes, words; the answers of each column by heading."""

    low: int
    high: int
    down: bool
    shown: Shown
    codes: tuple[int, ...]
    words: tuple[str, ...]  # from the lowest number to the highest; none where the file has none
    no_answer: tuple[str, ...]  # words that say so
    answers: dict[str, list[float]] = field(default_factory=dict)
    negative: frozenset[str] = frozenset()

    def keyed(self, heading: str) -> list[float]:
        """Return the answers of a column so that more is better."""
        turned = self.down != (heading in self.negative)
        return [self.low + self.high - value if turned else value for value in self.answers[heading]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomSurvey:
    """A file, how it is named, its sheet where it has several, and the truth."""

    name: str
    content: bytes
    sheet: str | None
    blocks: tuple[Truth, ...]
    lang: str

    def write(self, folder: Path) -> Path:
        """Write the file and return its path."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path

    def block_of(self, heading: str) -> Truth | None:
        """Return the block that a column belongs to."""
        return next((block for block in self.blocks if heading in block.answers), None)


def random_survey(seed: int) -> RandomSurvey:
    """Return the file that the recipe makes of a seed."""
    draw = random.Random(f"survey {seed}")
    lang = draw.choice(["en", "id"])
    kind = draw.choice(["csv", "csv", "xlsx", "xlsx", "sav", "sav", "dta"])
    n = draw.randint(40, 160)
    items = draw.randint(3, 40)
    sizes = _sizes(draw, items)
    plain = draw.randrange(len(sizes)) if draw.random() < 0.3 else None
    columns: dict[str, list[object]] = {
        ("Gender" if lang == "en" else "Jenis kelamin"): [draw.choice(["L", "P"]) for _ in range(n)],
        ("Office" if lang == "en" else "Unit kerja"): [draw.choice(["Utara", "Selatan", "Pusat"]) for _ in range(n)],
    }
    labels: dict[str, dict[int, str]] = {}
    blocks = []
    for at, size in enumerate(sizes):
        truth, cells, named = _block(draw, lang, kind, n, size, at, plain=at == plain)
        columns |= cells
        labels |= dict.fromkeys(cells, named) if named else {}
        blocks.append(truth)
    suffix, sheet = {"csv": ".csv", "xlsx": ".xlsx", "sav": ".sav", "dta": ".dta"}[kind], None
    if kind == "csv":
        content = _csv(columns)
    elif kind == "xlsx":
        sheet = draw.choice([None, "Data"])
        content = _workbook(columns, sheet)
    else:
        content = _statistics(suffix, columns, labels)
    return RandomSurvey(name=f"survey{seed}{suffix}", content=content, sheet=sheet, blocks=tuple(blocks), lang=lang)


def _sizes(draw: random.Random, items: int) -> list[int]:
    blocks = draw.randint(1, max(1, min(4, items // 3)))
    sizes = [3] * blocks
    for _ in range(items - 3 * blocks):
        sizes[draw.randrange(blocks)] += 1
    return sizes


def _block(
    draw: random.Random, lang: str, kind: str, n: int, size: int, at: int, *, plain: bool
) -> tuple[Truth, dict[str, list[object]], dict[int, str]]:
    statistics = kind in {"sav", "dta"}
    shown: Shown = draw.choice(
        ["labelled", "labelled", "labelled", "bare"] if statistics else ["bare", "bare", "legend", "worded", "numbered"]
    )
    points = draw.choice([2, 3, 4, 4, 5, 5, 5, 6, 7, 7, 8, 9, 10, 11])
    words, ends = _words(draw, lang, points, shown)
    if shown in {"worded", "numbered"} and not words:
        shown = "bare"
    low = 0 if points == 11 or (shown != "worded" and draw.random() < 0.2) else 1
    high = low + points - 1
    down = shown != "worded" and draw.random() < 0.4
    listed = tuple(reversed(words)) if down else tuple(words)
    ends = ends[::-1] if down else ends
    codes = [code for code in (8, 9, 88, 99, -1) if not low <= code <= high] if draw.random() < 0.5 else []
    codes = sorted(draw.sample(codes, draw.randint(1, min(2, len(codes))))) if codes else []
    said = draw.choice(NO_ANSWER[draw.choice([lang, lang, *NO_ANSWER])])
    legend = _legend(draw, shown, low, high, ends)
    headings = _headings(
        draw, lang, size, at, style="coded" if statistics else "plain" if plain else None, legend=legend
    )
    negative = set(draw.sample(headings, min(size // 4, sum(draw.random() < 1 / 12 for _ in headings))))
    truth = Truth(
        low=low, high=high, down=down, shown=shown, codes=tuple(codes), words=listed,
        no_answer=(said,) if shown in {"worded", "numbered"} else (), negative=frozenset(negative),
    )  # fmt: skip
    style = draw.choice(["{number} - {word}", "{word} ({number})"])
    answers = _answers(draw, truth, n, headings)
    share = draw.uniform(0.01, 0.06)
    way = draw.choice(["word", "numbered", "code"])
    cells: dict[str, list[object]] = {}
    for heading in headings:
        cells[heading] = []
        for place, value in enumerate(answers[heading]):
            chance = draw.random()
            written: object
            if chance < 0.02:
                written = ""
            elif chance < 0.022:
                written = _slip(draw, truth, int(value), style)
            elif codes and chance < 0.022 + share:
                written = _code(draw, truth, said, way, style)
            else:
                written = _cell(truth, int(value), style)
            if chance < 0.022 or (codes and chance < 0.022 + share):
                answers[heading][place] = nan
            cells[heading].append(written)
    truth.answers.update(answers)
    named = _labels(draw, lang, truth, ends) if shown == "labelled" else {}
    return truth, cells, named


def _words(draw: random.Random, lang: str, points: int, shown: Shown) -> tuple[list[str], list[str]]:
    """Return a word for each point, worst first, where there are as many; and the words of the two ends."""
    known = draw.choice(KNOWN[lang].get(points, [[]]))
    ends = draw.choice([words for lists in KNOWN[lang].values() for words in lists])
    unknown = TWO[lang] if points == 2 else UNKNOWN[lang][:points] if points <= len(UNKNOWN[lang]) else []
    words = known if known and draw.random() < 0.7 else unknown
    return (words if shown in {"labelled", "worded", "numbered"} else []), [ends[0], ends[-1]]


def _legend(draw: random.Random, shown: Shown, low: int, high: int, ends: Sequence[str]) -> str:
    if shown != "legend":
        return ""
    if draw.random() < 0.5:
        return f" ({low} = {ends[0]}, {high} = {ends[1]})"
    return f" ({draw.choice(RANGES).format(low=low, high=high)})"


def _headings(draw: random.Random, lang: str, size: int, at: int, *, style: str | None, legend: str) -> list[str]:
    letter = "ABCD"[at]
    texts = [f"{subject} {doing}" for subject in SUBJECTS[lang] for doing in DOINGS[lang]]
    texts = draw.sample(texts, size)
    style = style or draw.choice(["coded", "statement", "grid"])
    if legend and style == "coded":
        style = "statement"
    if style == "coded":
        return [f"{letter}{number}" for number in range(1, size + 1)]
    if style == "statement":
        return [f"{letter}{number}. {text}{legend}" for number, text in enumerate(texts, start=1)]
    if style == "grid":
        question = f"How far, part {letter}?" if lang == "en" else f"Sejauh mana, bagian {letter}?"
        return [f"{question}{legend} [{text}]" for text in texts]
    return [f"{text}{legend}" for text in texts]


def _answers(draw: random.Random, truth: Truth, n: int, headings: Sequence[str]) -> dict[str, list[float]]:
    middle, span = draw.uniform(0.35, 0.75), truth.high - truth.low
    people = [draw.gauss(middle, 0.22) for _ in range(n)]
    found: dict[str, list[float]] = {}
    for heading in headings:
        shift = draw.uniform(-0.1, 0.1)
        good = [min(1.0, max(0.0, person + shift + draw.gauss(0, 0.14))) for person in people]
        turned = truth.down != (heading in truth.negative)
        found[heading] = [
            float(truth.low + min(span, int((1 - share if turned else share) * (span + 1)))) for share in good
        ]
    return found


def _cell(truth: Truth, value: int, style: str) -> object:
    if not truth.words or truth.shown == "labelled":
        return value
    word = truth.words[value - truth.low]
    return word if truth.shown == "worded" else style.format(number=value, word=word)


def _code(draw: random.Random, truth: Truth, said: str, way: str, style: str) -> object:
    code = draw.choice(truth.codes)
    if truth.shown not in {"worded", "numbered"} or way == "code":
        return code
    return said if way == "word" or truth.shown == "worded" else style.format(number=max(truth.codes), word=said)


def _slip(draw: random.Random, truth: Truth, value: int, style: str) -> object:
    if truth.words and truth.shown != "labelled":
        word = truth.words[value - truth.low]
        at = draw.choice([at for at in range(1, len(word) - 1) if word[at].isalpha()])
        word = word[:at] + draw.choice(["", word[at] * 2]) + word[at + 1 :]
        return word if truth.shown == "worded" else style.format(number=value, word=word)
    wrong = [truth.high + 1, truth.low - 1, 11 * max(value, 1), 7, 0]
    return draw.choice(
        [number for number in wrong if not truth.low <= number <= truth.high and number not in truth.codes]
    )


def _labels(draw: random.Random, lang: str, truth: Truth, ends: Sequence[str]) -> dict[int, str]:
    named = dict(enumerate(truth.words, start=truth.low)) or {truth.low: ends[0], truth.high: ends[1]}
    said = draw.choice([lang, *NO_ANSWER])
    for code, word in zip(truth.codes, draw.sample(NO_ANSWER[said], 2), strict=False):
        if draw.random() < 0.75:
            named[code] = word
    return named


def _csv(columns: dict[str, list[object]]) -> bytes:
    import csv

    out = io.StringIO(newline="")
    csv.writer(out).writerows([list(columns), *zip(*columns.values(), strict=True)])
    return out.getvalue().encode("utf-8")


def _workbook(columns: dict[str, list[object]], sheet: str | None) -> bytes:
    book = openpyxl.Workbook()
    data = book.active
    data.title = sheet or "Sheet1"
    for row in [list(columns), *zip(*columns.values(), strict=True)]:
        data.append([None if cell == "" else cell for cell in row])
    if sheet:
        notes = book.create_sheet("Kode")
        for row in (["Kode", "Arti"], [1, "satu"], [2, "dua"]):
            notes.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _statistics(suffix: str, columns: dict[str, list[object]], labels: dict[str, dict[int, str]]) -> bytes:
    """Return an SPSS or Stata file: its variables have the headings as names."""
    texts = {heading for heading, cells in columns.items() if all(isinstance(cell, str) for cell in cells)}
    data = {
        heading.replace(" ", "_"): cells
        if heading in texts
        else [nan if cell == "" else float(str(cell)) for cell in cells]
        for heading, cells in columns.items()
    }
    return data_file(suffix, data, column_labels=list(columns), variable_value_labels=labels)
