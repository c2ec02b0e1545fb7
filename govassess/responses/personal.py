"""Columns and values that identify a person: named in a warning, masked in messages, never carried over.

Names of people in free text cannot be found reliably; these detectors know formats, not meanings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from posixpath import splitext

from govassess.files.cells import printable
from govassess.responses.wording import heading_key, without_numbering

_HEADINGS = re.compile(
    r"(?:(?:your|full|first|middle|last|respondent'?s?) )*(?:nick)?name"
    r"|name (?:first|middle|last)|nama(?: lengkap| responden| anda| pegawai| panggilan| depan| belakang)*"
    r"|e-?mail(?: address)?|alamat (?:e-?mail|surel|rumah|lengkap)|surel|username|user name|login"
    r"|(?:no|nomor|nomer)(?:\.|mor)? ?(?:hp|handphone|telepon|telp|wa|whatsapp|ponsel|ktp|induk.*)(?: .*)?"
    r"|(?:no|nomor)\.? ?(?:identitas|rekening|kk|kartu keluarga|nik|nip|npwp|paspor|pegawai)(?: .*)?"
    r"|(?:nik|nip|npwp)(?: ?/ ?(?:nik|nip|nrp|ktp)| (?:anda|pegawai|responden))+"
    r"|tempat(?:,? ?dan|,|/)? ?tanggal lahir|titik koordinat|gps(?: .*)?"
    r"|(?:tele)?phone(?: number)?|mobile(?: number| phone)?|whatsapp(?: .*)?|nik|nip|npwp|kk|no ?kk|phonenumber"
    r"|ip ?addr(?:ess)?|alamat(?: ip)?|deviceid|device id|simserial|subscriberid|date of birth|dob|tanggal lahir"
    r"|(?:home |street |postal )?address|emailaddress|custom data(?: \d+)?"
    r"|(?:location|recipient) ?(?:latitude|longitude|email|first ?name|last ?name)"
    r"|external ?(?:data ?)?reference|(?:.* )?(?:latitude|longitude|altitude|precision|accuracy)|.*-(?:lat|long)itude"
    r"|geolocation|lintang|bujur|koordinat(?:\W.*)?|submitted by|submittername|(?:redcap )?survey identifier"
)
_INNER = re.compile(r"\[([^\[\]]+)\](?:\.\d+)?$|/([^/]+)$|\w-([A-Za-z]+)$")
_ASKING = re.compile(r"^(?:what is|apa|siapa|siapakah|masukkan|tuliskan|please enter|enter) ")
_GAP = r"[\s.\-_/]{0,3}"
_DATE = r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d\d(?!\d)"
_AMOUNT = r"\d{1,3}(?:[.,]\d{3})+(?!\d)"
_NO_MONEY = r"(?<![Rr]p)(?<![Rr]p[\s.])(?<![Rr]p\.\s)"
_AREA = r"(?:21|22|24|31|61|[2-79]\d\d)"  # of a fixed line, without its 0


def _spaced(digits: str) -> str:
    """Allow spaces and such signs between the digits that ``digits`` (classes split by spaces) describes."""
    return _GAP.join(digits.split())


_D = r"\d"
_VALUES = (
    # NIK or number of the family card: region, date of birth (women: day + 40), serial number; two dates look like one
    rf"(?!{_DATE})(?:1[1-9]|[2-8]\d|9[0-6]){_GAP}" + _spaced(" ".join([_D] * 4)) + _GAP
    + rf"(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01]){_GAP}(?:0[1-9]|1[0-2]){_GAP}" + _spaced(" ".join([_D] * 6)),
    # NIP: date of birth, month of appointment, sex, serial number
    rf"(?:19[4-9]\d|20[0-2]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}(?:19[6-9]\d|20\d\d)\d{{2}}{_GAP}[12]{_GAP}\d{{3}}",
    rf"0?\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{_GAP}\d{{3}}{_GAP}\d{{3}}",  # NPWP, with a zero before it since 2024
    # mobile telephone, also (0812) 34... and 0062 812 ...
    r"(?:(?:\+|00)?62\)?[\s.\-/_]{0,3}|0)8[1-9](?:[\s.\-()/_]{0,3}\d){6,10}",
    # the same without its 0: one of the prefixes in use; an amount of money may look like one
    rf"{_NO_MONEY}(?!{_AMOUNT})8(?:1[1-9]|2[1-3]|3[1-38]|5[1-9]|7[78]|8[1-9]|9[5-9])(?:[\s.\-/_]{{0,2}}\d){{7,9}}",
    r"\+\d{1,3}(?:[\s.\-/_]?\d){7,12}",
    # fixed line: the area set apart, or ten digits and more
    rf"(?:\(0{_AREA}\)[\s.\-/]{{0,3}}|(?:0|62[\s.\-]?){_AREA}[\s.\-/]{{1,3}})(?:\d[\s.\-]?){{5,7}}\d",
    rf"0{_AREA}[2-9]\d{{5,7}}",
    # IPv4; a longer row of numbers is a section or a version
    rf"{_NO_MONEY}(?<!\d\.)(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){{3}}(?!\.\d)",
    r"[+-]?\d{1,2}\.\d{4,}[,;\s]{1,3}[+-]?\d{1,3}\.\d{4,}",  # a pair of coordinates
)  # fmt: skip
_IDENTIFIER = re.compile(rf"(?<!\d)(?:{'|'.join(_VALUES)})(?!\d)", re.ASCII)
_LONG_NUMBER = re.compile(r"\d{12}", re.ASCII)  # a mistyped identifier is still somebody's
_MAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}(?:\s{0,2}@\s{0,2}[A-Za-z0-9\-]{1,63}\.[A-Za-z][A-Za-z0-9.\-]{1,62}"
    r"|@[A-Za-z0-9\-]{1,63}\.[A-Za-z0-9.\-]{2,63}"
    r"|\s{0,2}[\[({<]\s?[Aa][Tt]\s?[\])}>]\s{0,2}[A-Za-z0-9][A-Za-z0-9.\-]{1,62})",
    re.ASCII,
)  # also with spaces around the sign, or (at) in its place
_H = "[0-9A-Fa-f]{1,4}"
_IPV6 = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:{_H}:){{3,7}}{_H}|[0-9A-Fa-f]{{3,4}}:(?:{_H}:){{0,5}}(?::{_H}){{1,6}})(?![0-9A-Za-z:])",
    re.ASCII,
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")


def personal_heading(heading: str) -> bool:
    """Tell whether a column's heading says that it holds something personal.

    Examples
    --------
    >>> personal_heading("Nama lengkap"), personal_heading("Alamat e-mail"), personal_heading("Nama instansi")
    (True, True, False)
    >>> personal_heading("Contact [Email Address:]"), personal_heading("about/nama"), personal_heading("name_first")
    (True, True, True)
    """
    inner = _INNER.search(heading.strip())
    parts = [heading, *([next(filter(None, inner.groups()))] if inner else [])]
    return any(_HEADINGS.fullmatch(_plain(part)) for part in parts)


def _plain(heading: str) -> str:
    """Return a heading as the list of personal ones writes it."""
    key = without_numbering(heading_key(heading.replace("_", " ")))
    return _ASKING.sub("", key)


def personal_value(text: str) -> bool:
    """Tell whether a text holds what looks like a number, address or place that identifies somebody.

    Examples
    --------
    >>> personal_value("hubungi 0812-3456-7890"), personal_value("ani@example.org"), personal_value("Setujuu")
    (True, True, False)
    """
    if len(text) < 7:
        return False
    text = _folded(text)
    return any(pattern.search(text) for pattern in (_IDENTIFIER, _MAIL, _IPV6))


def _folded(text: str) -> str:
    """Return a text with the digits, spaces and dashes of other scripts and typesetting as plain ones."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_DASHES | _UNSEEN)


def any_personal(texts: Iterable[str]) -> bool:
    """Tell whether any of the texts identifies somebody."""
    return any(personal_value(text) for text in texts)


def named(name: str) -> str:
    """Return the name of a file, sheet or part as it may be told: what looks personal in it masked, the ending kept.

    Examples
    --------
    >>> named("Survei 2026.csv"), named("hasil 0812-3456-7890.csv"), named("ani@example.org.xlsx")
    ('Survei 2026.csv', 'hasil ***.csv', '***.xlsx')
    """
    stem, ending = splitext(name)
    told = _masked(stem) + ending
    return _masked(name) if personal_value(told) else told


def _masked(text: str) -> str:
    text = _folded(text) if personal_value(text) else text
    for pattern in (_IDENTIFIER, _MAIL, _IPV6):
        text = pattern.sub("***", text)
    return text


def shown(text: str) -> str:
    """Return a cell's text as a message may print it: cut, escaped, masked where it looks personal.

    Examples
    --------
    >>> shown("Setujuu"), shown("ani@example.org")
    ('Setujuu', '***')
    """
    return "***" if personal_value(text) or _LONG_NUMBER.search(_folded(text)) else printable(text)
