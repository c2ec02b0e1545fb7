"""Headings that speak against a question of a block (about the respondent, a name, personal), and what speaks for one.

A heading alone decides little: "Nama petugas mudah dikenali" and a row "[Whatsapp]" of a grid are questions if they
were answered on a scale. A column is one only if its contents fit a scale; contents alone decide little either, for the
codes of an age group fit one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from govassess.responses.drafts.block_scales import LEAST_POINTS, range_of
from govassess.responses.drafts.contents import Contents, contents_of
from govassess.responses.drafts.headings import plain_text, wording_of
from govassess.responses.drafts.scale_families import MISSING_CODES, families_of, missing_language
from govassess.responses.personal import personal_heading
from govassess.responses.table import Table
from govassess.responses.wording import heading_key, without_numbering

Against = Literal["respondent", "name", "personal"]

LEAST_WORDS = 4  # of a statement
LONGEST_FIELD = 3  # words; a heading of as many is the name of a field
MOST_WORDS = 8  # of a heading that asks about the respondent

_ASKING = (
    r"(?:(?:what is|what's|which|what|how (?:old|long|many)|apa|apakah|berapa(?:kah)?|your|anda|saudara|responden"
    r"|respondent's|highest|level of|total|the|kelompok|kategori|rentang|tingkat|range|group|status|jumlah|current) )*"
)
_FIELDS = (
    r"gender|sex|jenis kelamin|age|usia|umur|education|pendidikan|schooling|(?:household |monthly )?income|salary|gaji"
    r"|pendapatan|penghasilan|pengeluaran|occupation|pekerjaan|profession|profesi|job|jabatan|position|pangkat|golongan"
    r"|masa (?:kerja|jabatan)|lama (?:be)?kerja|lama (?:tinggal|menjadi)|tenure|years of|marital status"
    r"|status (?:perkawinan|pernikahan|kawin|pegawai|kepegawaian)|perkawinan|pernikahan|kepegawaian|religion|agama"
    r"|ethnicity|suku|race|nationality|country|location|lokasi|domisili|kabupaten|kecamatan|kelurahan|provinsi|instansi"
    r"|unit kerja|household size|anggota keluarga|tanggungan|pengalaman kerja|work experience"
)
_ABOUT = re.compile(rf"{_ASKING}(?:{_FIELDS})\b")
_FIELD_WORDS = frozenset(re.findall(r"[a-z]{2,}", _ASKING + _FIELDS)) | frozenset(
    {
        "terakhir",
        "saat",
        "ini",
        "sekarang",
        "per",
        "bulan",
        "bracket",
        "year",
        "month",
        "months",
        "in",
        "years",
        "tahun",
        "dalam",
        "category",
        "categories",
        "recode",
        "recoded",
        "code",
        "kode",
        "size",
        "saya",
        "bapak",
        "ibu",
        "formal",
        "tertinggi",
        "utama",
        "asal",
        "now",
        "today",
        "of",
        "respondent",
        "respondents",
        "di",
        "dan",
    }
)
_CODES = frozenset(
    {
        "age", "usia", "umur", "gender", "sex", "jk", "kelamin", "edu", "educ", "education", "pendidikan", "didik",
        "inc", "income", "salary", "gaji", "penghasilan", "pendapatan", "tenure", "ten", "occ", "occup", "occupation",
        "job", "pekerjaan", "marital", "married", "mstat", "kawin", "religion", "agama", "ethnic", "ethnicity", "race",
        "region", "province", "provinsi", "kabupaten", "kecamatan", "district", "area", "experience", "exper",
        "hhsize", "children", "jabatan", "golongan", "pangkat", "agegrp", "agegroup", "agecat", "educat", "inccat",
        "masakerja", "lamakerja",
    }
)  # fmt: skip
_PREDICATE = re.compile(
    r"\b(?:tidak|bukan|belum|mudah|sulit|jelas|dapat|bisa|harus|perlu|sudah|telah|akan|mampu|menjadi|sesuai|sangat|cukup"
    r"|lebih|baik|ramah|cepat|tepat|lengkap|penting|aman|puas|mem?buat|membantu|memudahkan|mempengaruhi|memengaruhi"
    r"|menghalangi|menghambat|menentukan|mendukung|memadai|menarik|memuaskan|menyenangkan|tersedia|tertera|terpasang"
    r"|are|is|was|were|has|have|had|can|cannot|does|do|doesn't|should|must|will|makes?|helps?|easy|clear|good|important"
    r"|not|matters?|affects?|influences?|prevents?|feels?|fits?|works?)\b"
)
_QUESTION = re.compile(r"(?:what|which|how|when|where|who|berapa|siapa|kapan|di ?mana|apa|mana)\b")
_NAME = re.compile(r"\b(?:nama|names?|siapa)\b")
_OF_A_BODY = re.compile(
    r"\b(?:instansi|organisasi|unit|lembaga|perusahaan|dinas|opd|kantor|kota|kabupaten|kecamatan|desa|layanan"
    r"|agency|organi[sz]ation|company|institution|office|city|district|service|department)\b"
)
_BAND_WORDS = frozenset(  # 18-25, < 1 tahun, 5 years or more, Rp 2.000.000
    {
        "<",
        ">",
        "\u2264",
        "\u2265",
        "rp",
        "idr",
        "usd",
        "under",
        "over",
        "below",
        "above",
        "less",
        "more",
        "than",
        "up",
        "to",
        "and",
        "or",
        "between",
        "from",
        "until",
        "of",
        "age",
        "old",
        "older",
        "per",
        "di",
        "ke",
        "bawah",
        "atas",
        "kurang",
        "lebih",
        "dari",
        "antara",
        "sampai",
        "sd",
        "s",
        "d",
        "dan",
        "atau",
        "juta",
        "ribu",
        "jt",
        "million",
        "thousand",
        "year",
        "years",
        "yrs",
        "month",
        "months",
        "tahun",
        "thn",
        "bulan",
        "usia",
        "umur",
        "kali",
        "times",
        "orang",
        "people",
        "week",
        "hari",
        "days",
    }
)
_SCHOOLS = frozenset(
    {
        "sd",
        "mi",
        "smp",
        "mts",
        "sltp",
        "sma",
        "smk",
        "ma",
        "slta",
        "d1",
        "d2",
        "d3",
        "d4",
        "s1",
        "s2",
        "s3",
        "diploma",
        "strata",
        "sarjana",
        "magister",
        "doktor",
        "akademi",
        "pascasarjana",
        "primary",
        "secondary",
        "elementary",
        "school",
        "college",
        "university",
        "bachelor",
        "bachelors",
        "master",
        "masters",
        "doctor",
        "doctoral",
        "doctorate",
        "phd",
        "graduate",
        "undergraduate",
        "postgraduate",
        "vocational",
    }
)
_SEX = frozenset({"male", "female", "laki-laki", "perempuan", "pria", "wanita", "man", "woman", "other", "lainnya"})


def about_the_respondent(heading: str) -> bool:
    """Tell whether a heading asks who answers, not what they think.

    Examples
    --------
    >>> about_the_respondent("3. Pendidikan terakhir"), about_the_respondent("Layanan pendidikan di kota ini baik")
    (True, False)
    >>> about_the_respondent("Usia tidak menghalangi saya memakai layanan"), about_the_respondent("age_cat")
    (False, True)
    """
    key = _field(heading)
    if len(key.split()) > MOST_WORDS or states(heading):
        return False
    return _ABOUT.match(key) is not None or bool(_tokens(heading) & _CODES)


def _field(heading: str) -> str:
    """Return a heading as the list of fields writes it: without number, code or underscores."""
    text = heading_key(wording_of(heading)) or heading_key(heading)
    return re.sub(r"\s*\(.*\)$", "", without_numbering(text).replace("_", " ").strip())


def _tokens(heading: str) -> set[str]:
    """Return the parts of a heading that is one code of two parts at the most: ``age_cat``, ``AgeGroup``, ``EDU2``."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", heading.strip(), re.ASCII):
        return set()
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", heading)
    return {part.casefold() for part in parts} if len(parts) <= LONGEST_FIELD else set()


def states(heading: str) -> bool:
    """Tell whether a heading is a sentence that somebody may agree with, not the name of a field.

    Examples
    --------
    >>> states("Nama petugas mudah dikenali"), states("Nama petugas yang melayani"), states("What is your age?")
    (True, False, False)
    """
    key = without_numbering(heading_key(wording_of(heading)))
    asks = _QUESTION.match(key) is not None
    return len(key.split()) >= LEAST_WORDS and not asks and _PREDICATE.search(key) is not None


def names_a_field(heading: str) -> bool:
    """Tell whether a heading is nothing but the name of a field: ``Usia Anda``, ``No. HP``.

    Examples
    --------
    >>> names_a_field("Usia Anda saat ini"), names_a_field("Usia pegawai menentukan mutu")
    (True, False)
    """
    key = _field(heading)
    words = re.findall(r"\w+", key)
    short = len(words) <= LONGEST_FIELD and (personal_heading(heading) or names_people(heading))
    return short or _FIELD_WORDS.issuperset(words) or bool(_tokens(heading) & _CODES)


def names_people(heading: str) -> bool:
    """Tell whether a column asks for names of people: of a superior, of colleagues."""
    key = heading_key(heading)
    return _NAME.search(key) is not None and _OF_A_BODY.search(key) is None


def row_of_a_grid(heading: str) -> bool:
    """Tell whether a heading is a row below a question of several words, which all rows answer on one scale.

    Examples
    --------
    >>> row_of_a_grid("How satisfied are you with? [Whatsapp]"), row_of_a_grid("Q2[Whatsapp]")
    (True, False)
    """
    found = re.fullmatch(r"(.*\S)\s*\[[^\[\]]+\](?:\.\d+)?", heading.strip(), re.DOTALL)
    return found is not None and len(plain_text(found[1]).split()) > 1


def labels_about_the_respondent(labels: Mapping[int, str]) -> bool:
    """Tell whether value labels are bands of numbers, schools or sexes, as of codes about who answers.

    Examples
    --------
    >>> labels_about_the_respondent({1: "18-25 tahun", 2: "26-35 tahun", 3: "> 35"})
    True
    >>> labels_about_the_respondent({1: "SD", 2: "SMP", 3: "SMA/SMK", 4: "S1"})
    True
    >>> labels_about_the_respondent({1: "Sangat tidak setuju", 5: "Sangat setuju"})
    False
    """
    texts = [heading_key(label) for label in labels.values() if label.strip() and not missing_language(label)]
    told = [
        text
        for text in texts
        if _is_band(text) or _SCHOOLS & set(re.findall(r"\w+", text.replace("-", ""))) or text in _SEX
    ]
    numbers = all(text.isdigit() for text in texts)  # labels that only repeat the codes
    return len(texts) > 1 and not numbers and 2 * len(told) > len(texts)


def _is_band(text: str) -> bool:
    """Tell whether a label consists of numbers and the words that stand with them."""
    words = re.findall(r"[<>\u2264\u2265]|\d[\d.,]*|[^\W\d_]+", text)
    return any(word[0].isdigit() for word in words) and all(word[0].isdigit() or word in _BAND_WORDS for word in words)


def against(table: Table, position: int, *, labels: Mapping[int, str]) -> Against | None:
    """Return what the heading, its label or the value labels of a column say against a question of a block."""
    told = [table.headings[position], *(row[position] for row in table.labels if row[position])]
    if any(map(personal_heading, told)):
        return "personal"
    if any(map(names_people, told)):
        return "name"
    if any(map(about_the_respondent, told)) or labels_about_the_respondent(labels):
        return "respondent"
    return None


def answered_on_a_scale(table: Table, position: int) -> bool:
    """Tell whether a column whose heading speaks against an item holds answers all the same.

    Words of a family of answers say so alone. Numbers of a scale say so below a heading that is a row of a grid or
    states something: the codes of an age group are numbers of a scale too.
    """
    contents = contents_of(table, position)
    if contents is None or not contents.answered or contents.others:
        return False
    if contents.words:
        return families_read([contents])
    told = [table.headings[position], *(row[position] for row in table.labels if row[position])]
    return any(row_of_a_grid(text) or states(text) for text in told) and (
        range_of([contents]) is not None or 0 < len(set(contents.numbers) - MISSING_CODES) < LEAST_POINTS
    )


def families_read(columns: Iterable[Contents]) -> bool:
    """Tell whether one family of answer words knows every word of some columns."""
    return bool(families_of({word for column in columns for word in column.words}))
