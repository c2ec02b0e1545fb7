"""One file speaks one language: inspected without an instrument, drafted, checked and analysed."""

from __future__ import annotations

from collections import Counter

import pytest

from govassess.instrument.load import load_instrument
from govassess.responses.drafts.text import instrument_text
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from govassess.responses.wording import file_language
from tests.responses.made_surveys import AGREE, block, survey_rows, worded

INDONESIAN = (
    "Pimpinan lembaga mitra hadir dalam rapat koordinasi", "Anggaran cukup untuk menjalankan program",
    "Data dibagikan antarinstansi dengan aman", "Peran setiap pihak dijelaskan",
)  # fmt: skip
ENGLISH = (
    "The leaders of partner agencies attend the meetings", "The budget is enough to run the programme",
    "Data are shared with our partners", "Everyone knows what is expected of them",
)  # fmt: skip
SHORT = ("Pimpinan hadir rapat", "Data dibagikan", "Anggaran dibahas", "Warga diundang")
LEGENDS = tuple(f"{name} (1 = selalu, 5 = tidak pernah)" for name in SHORT)
CODES = ("P1", "P2", "P3", "P4")


def numbers(names):
    return block(names, n=60)


def words(names):
    return worded(block(names, n=60), AGREE)


def numbered_words(names):
    return worded(block(names, n=60), [f"{at} - {word}" for at, word in enumerate(AGREE, 1)])


def answered(text):
    """Return a draft whose questions are answered."""
    return text.replace('direction: "?"', "direction: up").replace('"?"', '"Tata kelola"')


def often(names):
    return worded(block(names, n=60, high=4), ["Tidak pernah", "Jarang", "Sering", "Selalu"])


@pytest.mark.parametrize(
    ("names", "answers", "lang"),
    [
        (SHORT, often, "id"), (LEGENDS, numbers, "id"), (SHORT, numbers, None),
        (INDONESIAN, numbers, "id"), (INDONESIAN, words, "id"), (INDONESIAN, numbered_words, "id"),
        (CODES, words, "id"), (ENGLISH, numbers, "en"), (ENGLISH, words, "en"), (CODES, numbers, None),
    ],
)  # fmt: skip
def test_a_file_speaks_one_language_before_and_after_drafting(write, names, answers, lang):
    path = write(survey_rows(answers(names)))
    found = inspect_file(path)
    assert found.lang == lang
    text = answered(instrument_text(found.draft, file=path.name, lang=lang or "en"))
    assert f"languages: [{lang or 'en'}]" in text
    assert f'text: {{{lang or "en"}: "' in text
    draft = write(text, "draft.yaml")
    assert (inspect_file(path, draft).lang or "en") == (lang or "en")
    assert (read_responses(path, draft).source.lang or "en") == (lang or "en")


def test_a_text_of_the_draft_is_not_copied_into_another_language(write):
    path = write(survey_rows(numbers(INDONESIAN)))
    text = instrument_text(inspect_file(path).draft, file=path.name, lang="en")
    assert f'en: "{INDONESIAN[0]}"' not in text
    assert "# What is left to do" in text  # the comments are in the language that was asked for
    small = load_instrument(write(answered(text), "draft.yaml"))
    assert small.constructs[0].items[0].text.in_language("en") == INDONESIAN[0]


def test_the_shipped_instruments_are_read_in_the_language_of_the_questions(write):
    """A wording that both know decides only where the questions themselves do not."""
    assert file_language(["P1", "P2"], matched=Counter(id=2), answered=Counter(en=5)) == "id"
    assert file_language(["P1", "P2"], matched=Counter(), answered=Counter(en=5)) == "en"
    assert file_language(ENGLISH, matched=Counter(id=2), answered=Counter(id=5)) == "en"
    both = ["How do you rate the service of the office? / Bagaimana Anda menilai layanan yang diberikan di sini?"]
    assert file_language(both, matched=Counter(), answered=Counter(id=1)) == "id"
