"""Detectors of identifiers, on made-up ones and on harmless look-alikes."""

from __future__ import annotations

import random
import time

import pytest

from govassess.responses.personal import named, personal_heading, personal_value, shown
from tests.responses.identifiers import AROUND, KINDS, clean_comment


@pytest.mark.parametrize(
    "text",
    [
        "3174014505900001", "3174 0545 0590 0001", "198505052010011003", "19850505 201001 1 003",
        "0812-3456-7890", "+62 812 3456 7890", "hubungi 081234567890 ya", "ani.w@example.go.id", "192.168.10.25", "-6.200000, 106.816666",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "12.345.678.9-012.345",
    ],
)  # fmt: skip
def test_an_identifier_is_found_and_masked(text):
    assert personal_value(text)
    assert shown(text) == "***"


@pytest.mark.parametrize(
    "text",
    [
        "Setujuu",
        "4 - Agree",
        "2026-11-23 10:30:00",
        "Pelayanan 24 jam",
        "RT 05 RW 03",
        "12345",
        "1.234.567",
        "10:30:15",
    ],
)
def test_a_harmless_text_is_none(text):
    assert not personal_value(text)


@pytest.mark.parametrize(
    "heading",
    [
        "Nama",
        "2. Nama lengkap:",
        "Email Address",
        "No HP",
        "Nomor WhatsApp aktif",
        "NIK",
        "No. NIK",
        "Nomor KK",
        "No. NPWP",
        "NIP/NIK Anda",
        "Tempat, tanggal lahir",
        "Titik koordinat",
        "IP Address",
        "What is your first name?",
        "_GPS_latitude",
        "place-Longitude",
        "name_first",
        "Kontak [Alamat e-mail:]",
        "Data diri/Nama lengkap",
        "about-nama",
        "Nama belakang",
        "dob",
        "Address",
        "redcap_survey_identifier",
        "ExternalDataReference",
    ],
)
def test_a_personal_heading_is_known(heading):
    assert personal_heading(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Nama instansi",
        "Nama organisasi/perangkat daerah",
        "Unit",
        "Teknik komunikasi",
        "Nikmat",
        "Emailing is easy",
        "Alamat instansi",
        "Partners/names of offices",
    ],
)
def test_another_heading_is_not(heading):
    assert not personal_heading(heading)


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_thousand_identifiers_in_text_nearly_all_are_found(kind):
    draw = random.Random(kind)
    texts = [draw.choice(AROUND).format(KINDS[kind](draw)) for _ in range(1000)]
    missed = [text for text in texts if not personal_value(text)]
    assert len(missed) <= 10, missed[:5]
    assert {shown(text) for text in texts if text not in missed} == {"***"}


@pytest.mark.parametrize("seed", range(3))
def test_of_a_thousand_clean_comments_hardly_any_is_taken_for_personal(seed):
    draw = random.Random(seed)
    texts = [clean_comment(draw) for _ in range(1000)]
    assert len(set(texts)) > 900
    alarms = [text for text in texts if personal_value(text)]
    assert len(alarms) <= 10, alarms[:5]


@pytest.mark.parametrize(
    "piece", ["0", "08", "8 ", "1.", "a:", "ab:", "a", "a@", "1 ", "62-", "1.2345 ", "abc::", "(0", "\u00a0"]
)
def test_no_text_makes_the_search_slow(piece):
    before = time.process_time()
    personal_value(piece * 50_000)
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "text",
    [
        "\uff10\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff10",
        "0812\u20133456\u20137890",
        "3174\u00a00545\u00a00590\u00a00001",
        "08\u200b1234567890",
    ],
)
def test_other_digits_spaces_and_dashes_hide_no_identifier(text):
    assert personal_value(text)
    assert "***" in named(f"hasil {text}.csv")
