"""Words that a report must not hold: those that claim more than a test, and those of the other language."""

from __future__ import annotations

import re
from collections.abc import Iterable

FORBIDDEN = {
    "en": r"\b(?:causes?|caused|causal effect|affects?|affected|impacts?|influences?|influenced|mediates?|mediated|proves?|proven|proof|no effect|will (?:raise|improve|increase|rise)|probabilit\w+|likely to|chances?|odds of|projections?|target reached|bias excluded|(?:valid|reliable) instrument|official level)\b",
    "id": r"\b(?:(?:me)?nyebabkan|disebabkan|(?:mem|di|mempe)ngaruhi|berpengaruh|berdampak|(?:me|di)ningkatkan|terbukti|membuktikan|memediasi|dimediasi|tidak ada pengaruh|akan (?:menaikkan|naik|meningkat\w*)|(?:ber)?peluang\w*|probabilitas|kemungkinan besar|proyeksi|sasaran tercapai|instrumen (?:yang )?(?:valid|andal|sahih)|tingkat resmi)\b",
}  # fmt: skip
"""What the report's own sentences never say, whatever a hypothesis claims."""

_FUNCTION = {
    "en": "the of and with from which this these those that is are was were be been has have had not if by for on at as or but than then there their they its it into over under between each every all both only more most less least same other others such any some where when what who how in to so would should could may might can does did because while until after before about against within without during through yes none",
    "id": "yang dan dari dengan untuk tidak pada adalah ini itu atau karena sehingga oleh dalam ke di akan telah sudah belum juga agar bila jika antara setiap semua lebih kurang paling sama lain serta tanpa hanya dapat harus masih maka namun tetapi ketika sampai sejak tentang bagi para suatu sebagai secara seperti yaitu sedangkan bukan ada masing-masing terhadap berdasarkan melalui ya",
}  # fmt: skip
_TERMS = {
    "en": "answer answers answered respondent respondents mean means share shares level levels warning warnings item items score scores sample samples resample resamples weight weights missing value values cluster clusters group groups table figure question questions survey surveys loading loadings reliability validity regression correlation correlations hypothesis hypotheses predictor predictors outcome outcomes estimate estimates estimated confidence significance significant effect effects freedom scale scales factor factors variance variances covariate covariates percentile percentiles draw draws seed file files row rows column columns sheet year years number numbers count percent skewness ceiling index performance importance supported inconclusive tested standard error errors strongest weakest dimension dimensions construct constructs indicator indicators higher lower first second owner deadline evidence distance priorities",
    "id": "responden butir tingkat rerata peringatan jawaban skor sampel bobot nilai klaster kelompok tabel gambar pertanyaan survei muatan keandalan kesahihan regresi korelasi hipotesis prediktor keluaran taksiran kepercayaan efek derajat kebebasan skala faktor varians kovariat persentil benih berkas baris kolom lembar tahun jumlah persen indeks kinerja kepentingan didukung diuji galat baku dimensi konstruk indikator tinggi rendah pertama kedua penarikan ulang penanggung jawab tenggat bukti jarak prioritas",
}  # fmt: skip

NAMES = (
    "partial least squares",  # methods and statistics by the names they go by
    "muatan faktor (loading)",
    "kemencengan (skewness)",
    "--on-invalid error",  # options as they are typed
    "--on-invalid missing",
    "--duplicates first",
    "study: invited",
)
"""Words of another language that stand for a method or are typed as they are."""


def foreign(lang: str) -> str:
    """The pattern of words that a report in ``lang`` holds only where it quotes: those of the other language."""
    other = "en" if lang == "id" else "id"
    words = {*_FUNCTION[other].split(), *_TERMS[other].split()} - {*_FUNCTION[lang].split(), *_TERMS[lang].split()}
    return rf"(?<![\w-])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![\w-])"


def found(pattern: str, texts: Iterable[str], quoted: Iterable[str] = ()) -> dict[str, str]:
    """Every word that a pattern finds in texts -> the first text that holds it; what is quoted is left out."""
    compiled = re.compile(pattern, re.IGNORECASE)
    names = re.compile("|".join(map(re.escape, NAMES)), re.IGNORECASE)
    left_out = sorted({each for each in quoted if each}, key=len, reverse=True)
    hits: dict[str, str] = {}
    for text in texts:
        if not compiled.search(text):
            continue
        said = text
        for each in left_out:
            said = said.replace(each, " ")
        for match in compiled.finditer(names.sub(" ", said)):
            hits.setdefault(match.group(0).lower(), text)
    return hits
