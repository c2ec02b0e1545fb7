"""Detectors of identifiers, on made-up ones and on harmless look-alikes."""

from __future__ import annotations

import pytest

from govassess.responses.personal import personal_heading, personal_value, shown


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
