"""Detectors of identifiers, on made-up ones and on harmless look-alikes."""

from __future__ import annotations

import random
import re
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
    "text",
    [
        "3174_0545_0590_0001", "3174/0545/0590/0001", "31/74/05/450590/0001", "3174 - 0545 - 0590 - 0001",
        "NIK:3174_054505_900001", "19850505_201001_1_003", "0812/3456/7890", "0812_3456_7890",
        "+62/812/3456/7890", "81234567890", "812-3456-7890", "WA 857 1234 5678",
        "hub 8123456789", "(021) 555-1234", "021-5551234", "021 5551234",
        "0274 512345", "0361/223344", "(0411) 456789", "0215551234",
        "02745123456", "62 21 5551234", "+62 21 5551234", "ani [at] example.org",
        "ani(at)example.org", "ani[at]example", "ani @ example.org", "ani @example.go.id",
        "ani@ example.org", "budi {AT} kantor.go.id", "telp (0341)551611",
    ],
)  # fmt: skip
def test_an_identifier_is_found_however_it_is_written(text):
    assert personal_value(text)
    assert personal_value(f"Kontak {text}, terima kasih")
    assert shown(text) == "***"
    assert not re.search(r"\d{4}|example", named(f"Kontak {text}"))


@pytest.mark.parametrize(
    "text",
    [
        "12/05/2026", "31-12-2026 10-11-2026", "31/12/2026 10/11/2026", "2026-01-05 10:30:00",
        "2026-01-05 2026-02-05", "01/02/2026 - 05/02/2026", "Rp 812.345.678", "Rp812.345.678.901",
        "Rp 812.345.678.901,00", "1.234.567.890", "1.250.000", "812.345.678.901",
        "U1", "Q12", "P1.2.3", "3.5/5",
        "4,5/5", "87,5%", "100%", "2024/2025",
        "2019, 2020, 2021", "RT 05/RW 02", "RT 005/RW 002", "Perda No. 12/2021",
        "Nomor 022/2026", "Nomor 031/123/2026", "Pasal 21 ayat (1)", "08.00-16.00",
        "Jam 08.00 - 16.30 WIB", "5 @ 2.000", "kopi @ rumah. Terima kasih", "Kode 0001234567",
        "kode pos 40123", "A-0123", "1 2 3 4 5 4 3 2 1 5 4", "1/2/3/4/5/4/3/2",
        "5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5", "0-100", "0,25", "10 - 20 tahun",
        "UU 27/2022", "1234567890", "Permenpan 14/2017", "versi 1.2.3.4.5",
        "024/SK/2026", "0500-0600", "15.000.000 - 20.000.000", "800.000.000",
        "8.1 8.2 8.3 8.4 8.5", "NIM 2021", "no 7-8-9",
    ],
)  # fmt: skip
def test_dates_money_codes_and_numbers_of_questions_are_no_identifiers(text):
    assert not personal_value(text)
    assert not personal_value(f"Lihat {text} di lampiran")


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
