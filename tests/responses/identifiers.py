"""Identifiers and comments that nobody wrote: numbers by the rules of those who issue them, sentences from parts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

PROVINCES = (11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65, 71, 72, 73,
             74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96)  # fmt: skip
AROUND = (
    "Hubungi saya di {} ya", "NIK saya {}.", "{}", "Mohon kirim ke {}, terima kasih", "(kontak: {})", "wa {} / kantor",
    "Nomor:{}", "Data lama {} sudah tidak berlaku", "\u201c{}\u201d", "lihat {}; lampiran 2",
)  # fmt: skip


def parted(draw: random.Random, digits: str, *ways: Sequence[int]) -> str:
    """The digits as they stand, or in groups with one separator between them."""
    sizes = draw.choice([(len(digits),), *ways])
    ends = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    return draw.choice((" ", ".", "-", "\u2013", "\u00a0")).join(digits[a:b] for a, b in itertools.pairwise(ends))


def nik(draw: random.Random) -> str:
    day = draw.randint(1, 31) + draw.choice([0, 40])
    born = f"{day:02d}{draw.randint(1, 12):02d}{draw.randint(0, 99):02d}"
    region = f"{draw.choice(PROVINCES)}{draw.randint(1, 79):02d}{draw.randint(1, 40):02d}"
    return parted(draw, f"{region}{born}{draw.randint(1, 9999):04d}", (6, 6, 4), (4, 4, 4, 4), (2, 2, 2, 6, 4))


def nip(draw: random.Random) -> str:
    born = draw.randint(1960, 2003)
    digits = f"{born}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{draw.randint(born + 18, 2026)}"
    digits += f"{draw.randint(1, 12):02d}{draw.choice('12')}{draw.randint(1, 999):03d}"
    return parted(draw, digits, (8, 6, 1, 3))


def npwp(draw: random.Random) -> str:
    d = "".join(draw.choice("0123456789") for _ in range(15))
    return draw.choice([f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}", parted(draw, d, (2, 3, 3, 1, 3, 3))])


def telephone(draw: random.Random) -> str:
    first, rest = f"8{draw.randint(11, 99)}", f"{draw.randrange(10**8):08d}"[: draw.randint(6, 8)]
    start, between = draw.choice(["0", "+62", "62", "+62 ", "(+62) ", "0062", "+62-"]), draw.choice(["", "-", " ", "."])
    return draw.choice(
        [
            f"{start}{first}{between}{rest[:4]}{between}{rest[4:]}",
            f"(0{first}) {rest[:4]} {rest[4:]}",
            f"0{first}{rest}",
        ]
    )


def mail(draw: random.Random) -> str:
    name = draw.choice(["ani", "budi.s", "siti_r", "a+b", "x1", "kepala-dinas"])
    return f"{name}{draw.randint(1, 99)}@{draw.choice(['example.org', 'mail.example.go.id', 'kantor.example.id'])}"


def address(draw: random.Random) -> str:
    parts = [f"{draw.randrange(65536):x}" for _ in range(8)]
    if draw.random() < 0.6:
        return ".".join(str(draw.randint(1, 254)) for _ in range(4))
    return draw.choice([":".join(parts), f"fe80::{':'.join(parts[:4])}", f"2001:db8::{parts[0]}"])


def place(draw: random.Random) -> str:
    latitude, longitude = draw.uniform(-10, 5), draw.uniform(95, 141)
    return f"{latitude:.{draw.randint(4, 7)}f}{draw.choice([', ', ',', ' ', '; '])}{longitude:.{draw.randint(4, 7)}f}"


KINDS: dict[str, Callable[[random.Random], str]] = {
    "nik": nik, "nip": nip, "npwp": npwp, "telephone": telephone, "mail": mail, "address": address, "place": place,
}  # fmt: skip

WHO = (
    "Petugas loket",
    "Kepala bidang",
    "Tim SPBE",
    "Mitra swasta",
    "Forum warga",
    "Dinas Kominfo",
    "Kelurahan",
    "Operator",
)
DOES = ("sudah menanggapi", "perlu mempercepat", "belum menyampaikan", "sebaiknya membagikan", "telah memperbaiki")
WHAT = ("data bersama", "jadwal rapat", "anggaran", "aplikasi layanan", "laporan bulanan", "standar pelayanan")
WHEN = (
    "pada {day} {month} {year}", "sejak {year}", "pukul {hour}.{minute}", "setiap {few} bulan", "pada {day}/{m}/{year}",
    "pada {year}-{m:02d}-{day:02d} {hour}:{minute}:15", "dalam {many} hari kerja", "antara {year} dan {next}",
)  # fmt: skip
HOW_MUCH = (
    "Biayanya Rp{money}.", "Nilainya Rp {money},00.", "Skor {few},{minute} dari 5.", "Lihat Perpres No. 95 Tahun 2018.",
    "Sesuai SE/{many}/M.PAN-RB/{m:02d}/{year}.", "Ada {money} berkas.", "RT {few:02d} RW {day:02d}, lantai {few}.",
    "Versi {few}.{m}.{day} sudah dipakai.", "Bagian {few}.{m}.{few} perlu dijelaskan.", "Capaian {many}% dari target.",
    "Antrean {many}-{more} orang.", "Nomor antrean A-{many}.", "Kode layanan {year}{m:02d}.", "{few}:{minute} WIB.", "",
    "Jaringan 4G dan 5G.", "Hubungi call center {many}.", "Pasal {few} ayat ({m}) huruf b.",
)  # fmt: skip
MONTHS = ("Januari", "Maret", "Agustus", "November")


def clean_comment(draw: random.Random) -> str:
    """A comment with dates, amounts, numbers of laws and the like, but nothing of a person."""
    values = {
        "day": draw.randint(1, 31), "m": draw.randint(1, 12), "month": draw.choice(MONTHS), "hour": draw.randint(7, 17),
        "year": draw.randint(1990, 2026), "next": draw.randint(2027, 2045), "minute": draw.randint(10, 59),
        "few": draw.randint(2, 9), "many": draw.randint(10, 500), "more": draw.randint(501, 999),
        "money": f"{draw.randint(10**5, 10 ** draw.randint(6, 13)):,}".replace(",", "."),
    }  # fmt: skip
    text = f"{draw.choice(WHO)} {draw.choice(DOES)} {draw.choice(WHAT)} {draw.choice(WHEN)}. {draw.choice(HOW_MUCH)}"
    return text.format(**values).strip()
