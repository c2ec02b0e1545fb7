"""Every chart with the data of a usual survey and with the extremes, in both languages."""

from __future__ import annotations

import random
from collections.abc import Callable

from govassess.report.charts import (
    Change,
    ChangeRow,
    CheckPoint,
    Checks,
    ChoiceBars,
    ChoiceRow,
    Diagram,
    DiagramEdge,
    DiagramNode,
    DimensionDots,
    DotRow,
    Forest,
    Funnel,
    FunnelRow,
    GroupDots,
    Heat,
    Ids,
    IntervalRow,
    Ladder,
    LevelBand,
    LevelShares,
    Likert,
    LikertItem,
    Loadings,
    Missingness,
    MissingRow,
    QuadrantPoint,
    Quadrants,
    Radar,
    Sensitivity,
    SensitivityRow,
    ShareRow,
    Spoke,
    change,
    choice_bars,
    dimension_dots,
    forest,
    funnel_bars,
    group_dots,
    heat,
    ladder,
    level_shares,
    likert,
    loadings,
    missingness,
    path_diagram,
    quadrants,
    radar,
    residual_checks,
    sensitivity,
)
from govassess.text.numbers import NumberFormat

LONG = "Kesepakatan bersama antarperangkat daerah tentang pembagian biaya layanan"
WORD = "pertanggungjawabankeuangandaerah"
HOSTILE = "</text><script>alert(1)</script>\x00\x1b[31m \u202ekanan\u2066 & \"'"
LEVELS = {
    "en": ("Starting", "Building", "Developing", "Embedded", "Excelling"),
    "id": ("Merintis", "Membangun", "Berkembang", "Melembaga", "Unggul"),
}
SCALE = {
    "en": ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"),
    "id": ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju"),
}
DIMENSIONS = (
    ("Tata kelola kolaborasi", "Pengelolaan sumber daya", 2.94),
    ("Tata kelola kolaborasi", "Hubungan antarorganisasi", 3.31),
    ("Tata kelola kolaborasi", "Pengembangan organisasi", 3.12),
    ("Digitalisasi pelayanan publik", "Transformasi", 3.46),
    ("Digitalisasi pelayanan publik", "Keunggulan", 3.62),
    ("Kota cerdas", "Smart governance", 3.40),
    ("Kota cerdas", "Smart branding", 3.71),
    ("Kota cerdas", "Smart economy", 3.18),
    ("Kota cerdas", "Smart living", 3.27),
    ("Kota cerdas", "Smart society", 3.05),
    ("Kota cerdas", "Smart environment", 2.71),
)
WORDS = {
    "en": {"mean": "Mean [95% CI]", "out": "Taken out", "in": "Remaining", "whole": "All respondents"},
    "id": {"mean": "Rerata [IK 95%]", "out": "Dikeluarkan", "in": "Tersisa", "whole": "Seluruh responden"},
}


def levels(lang: str, low: float, high: float, shares: tuple[float, ...] = ()) -> tuple[LevelBand, ...]:
    step = (high - low) / 5
    return tuple(
        LevelBand(
            number=at + 1,
            name=name,
            lower=low + at * step,
            upper=low + (at + 1) * step,
            share=shares[at] if shares else None,
        )
        for at, name in enumerate(LEVELS[lang])
    )


def draw_ladder(lang: str, **changes: object) -> str:
    data = {
        "title": "Indeks 53,1 pada tangga tingkat",
        "desc": "Tingkat 3 pada 82% penarikan ulang.",
        "levels": levels(lang, 0, 100, (0, 0, 0.82, 0.18, 0)),
        "estimate": 58.1,
        "conf_low": 55.4,
        "conf_high": 61.0,
        "level": 3,
        "shares_label": "Resamples" if lang == "en" else "Penarikan ulang",
    }
    return ladder(Ladder(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def skm(lang: str, **changes: object) -> str:
    names = ("Tidak baik", "Kurang baik", "Baik", "Sangat baik")
    edges = ((25, 64.99), (65, 76.6), (76.61, 88.3), (88.31, 100))
    bands = tuple(
        LevelBand(number=at + 1, name=name, lower=low, upper=high, share=(0, 0.3, 0.7, 0)[at])
        for at, (name, (low, high)) in enumerate(zip(names, edges, strict=True))
    )
    return draw_ladder(lang, levels=bands, estimate=76.61, conf_low=75.0, conf_high=78.2, level=3, **changes)


def draw_dimensions(lang: str, rows: tuple[DotRow, ...] | None = None, **changes: object) -> str:
    usual = tuple(
        DotRow(label=label, estimate=mean, low=mean - 0.11, high=mean + 0.1, n=300 + at, heading=group)
        for at, (group, label, mean) in enumerate(DIMENSIONS)
    )
    data = {
        "title": "Rerata tiap dimensi",
        "desc": "Tertinggi smart branding.",
        "rows": usual if rows is None else rows,
        "axis": (1, 5),
        "value_header": WORDS[lang]["mean"],
        "levels": levels(lang, 1, 5),
    }
    return dimension_dots(DimensionDots(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


EXTREME_DOTS = (
    DotRow(label=LONG, estimate=2.6, low=-2, high=9, n=1234567, heading=LONG),
    DotRow(label=WORD, estimate=1, n=1, heading=LONG),
    DotRow(label=HOSTILE, estimate=5, low=5, high=5, n=2, heading=HOSTILE),
    DotRow(label="Tanpa jawaban", estimate=None, n=0, heading=WORD),
)


def draw_groups(lang: str, rows: tuple[DotRow, ...] | None = None, **changes: object) -> str:
    usual = tuple(
        DotRow(label=label, estimate=mean, low=mean - 6, high=mean + 5, n=n)
        for label, mean, n in (
            ("Dinas Kesehatan", 61.2, 41),
            ("Dinas Komunikasi dan Informatika", 58.0, 35),
            ("Badan Perencanaan Pembangunan Daerah", 47.4, 22),
            ("Sekretariat Daerah", 52.9, 18),
        )
    )
    data = {
        "title": "Indeks menurut perangkat daerah",
        "desc": "Tertinggi Dinas Kesehatan.",
        "rows": usual if rows is None else rows,
        "axis": (0, 100),
        "value_header": WORDS[lang]["mean"],
        "whole": 53.1,
        "whole_label": WORDS[lang]["whole"],
        "suppressed": ("Kecamatan Utara", "Kecamatan Selatan"),
        "suppressed_label": "Tidak ditampilkan (kurang dari 5 responden):",
        "levels": levels(lang, 0, 100),
    }
    return group_dots(GroupDots(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def likert_items(
    count: int, points: int, label: str = "Biaya layanan bersama direncanakan dalam satu dokumen"
) -> tuple[LikertItem, ...]:
    return tuple(
        LikertItem(
            code=f"PS{at + 1}",
            label=label,
            counts=tuple((at * 7 + point * 13) % 50 + 5 * point for point in range(points)),
            mean=1 + (points - 1) * ((at * 37) % 100) / 100,
            n=sum((at * 7 + point * 13) % 50 + 5 * point for point in range(points)),
            unanswered=at % 9,
            reverse=at % 5 == 2,
            heading=f"Dimensi {at // 5 + 1}",
        )
        for at in range(count)
    )


def draw_likert(lang: str, items: tuple[LikertItem, ...], points: int = 5, **changes: object) -> str:
    scale = SCALE[lang] if points == 5 else tuple(f"{at + 1}" for at in range(points))
    data = {
        "title": "Jawaban",
        "desc": "Jawaban tiap butir.",
        "scale": scale,
        "items": items,
        "mean_header": "Mean" if lang == "en" else "Rerata",
        "unanswered_header": "Don't know or blank" if lang == "en" else "Tidak tahu atau kosong",
        "reverse_label": "reverse-keyed, shown as asked"
        if lang == "en"
        else "butir negatif, ditampilkan seperti ditanyakan",
    }
    return likert(Likert(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


EXTREME_ITEMS = (
    LikertItem(code="A1", label=LONG, counts=(0, 0, 300, 0, 0), mean=3, n=300),
    LikertItem(code="A2", label=WORD, counts=(9, 0, 0, 0, 0), mean=1, n=9, reverse=True),
    LikertItem(code="A3", label=HOSTILE, counts=(0, 0, 0, 0, 123456), mean=5, n=123456),
    LikertItem(code="A4", label="", counts=(0, 0, 0, 0, 0), mean=None, n=0),
    LikertItem(code="A5", label=" ".join([LONG] * 4), counts=(1, 1, 1, 1, 1), mean=3, n=5, unanswered=300),
)


def draw_funnel(lang: str, rows: tuple[FunnelRow, ...]) -> str:
    words = WORDS[lang]
    data = Funnel(
        title="Corong",
        desc="318 dari 334.",
        rows=rows,
        count_header=words["out"],
        remaining_header=words["in"],
    )
    return funnel_bars(data, number_format=NumberFormat(lang), ids=Ids())


FUNNEL = (
    FunnelRow(label="Baris dibaca", count=0, remaining=1334),
    FunnelRow(label="Tidak bersedia", count=6, remaining=1328),
    FunnelRow(label="Isian ganda", count=0, remaining=1328),
    FunnelRow(label="Terlalu banyak jawaban kosong untuk dapat diskor", count=310, remaining=1018),
    FunnelRow(label="Dianalisis", count=0, remaining=1018),
)


def draw_missing(lang: str, rows: tuple[MissingRow, ...]) -> str:
    header = "Missing" if lang == "en" else "Kosong"
    return missingness(
        Missingness(title="Jawaban kosong", desc="-", rows=rows, share_header=header),
        number_format=NumberFormat(lang),
        ids=Ids(),
    )


def missing_rows(count: int) -> tuple[MissingRow, ...]:
    return tuple(
        MissingRow(
            label=f"PS{at + 1} {LONG if at % 9 == 4 else 'Biaya bersama'}",
            missing=at % 17,
            total=318,
            heading=f"Dimensi {at // 6}",
        )
        for at in range(count)
    )


def draw_choices(lang: str, rows: tuple[ChoiceRow, ...]) -> str:
    header = "Share [95% CI]" if lang == "en" else "Persentase [IK 95%]"
    return choice_bars(
        ChoiceBars(title="Kanal", desc="-", rows=rows, share_header=header), number_format=NumberFormat(lang), ids=Ids()
    )


CHOICES = (
    ChoiceRow(label="Situs web", count=120, share=0.377, low=0.325, high=0.432),
    ChoiceRow(label="Aplikasi telepon pintar", count=201, share=0.632, low=0.577, high=0.683),
    ChoiceRow(label="Loket", count=64, share=0.201, low=0.16, high=0.249),
    ChoiceRow(label="Surat", count=None, share=None),
)


def draw_loadings(lang: str, rows: tuple[IntervalRow, ...], **changes: object) -> str:
    data = {
        "title": "Muatan",
        "desc": "-",
        "rows": rows,
        "value_header": "Loading [95% CI]" if lang == "en" else "Muatan [IK 95%]",
        "threshold": 0.7,
        "threshold_label": "0.70 (Hair et al., 2019), a convention",
    }
    return loadings(Loadings(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def loading_rows(count: int) -> tuple[IntervalRow, ...]:
    return tuple(
        IntervalRow(
            label=f"PS{at + 1}", estimate=0.5 + 0.45 * ((at * 37) % 100) / 100, heading=f"Dimensi {at // 4 + 1}"
        )
        for at in range(count)
    )


EXTREME_LOADINGS = (
    IntervalRow(label=LONG, estimate=0.7, low=-0.4, high=1.2, heading=LONG),
    IntervalRow(label=WORD, estimate=-0.35, low=-0.5, high=-0.1, heading=HOSTILE),
    IntervalRow(label=HOSTILE, estimate=None),
    IntervalRow(label="Heywood", estimate=1.04, low=0.9, high=1.3),
)


def draw_heat(lang: str, size: int, labels: tuple[str, ...] | None = None, **changes: object) -> str:
    names = labels or tuple(DIMENSIONS[at % 11][1] for at in range(size))
    values = tuple(tuple(0.3 + 0.7 * ((i * 31 + j * 17) % 100) / 100 for j in range(i)) for i in range(size))
    data = {
        "title": "HTMT",
        "desc": "-",
        "labels": names,
        "values": values,
        "centre": 0.85,
        "span": 0.3,
        "above_label": "above 0.85" if lang == "en" else "di atas 0,85",
        "below_label": "at most 0.85" if lang == "en" else "paling tinggi 0,85",
    }
    return heat(Heat(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def draw_forest(lang: str, rows: tuple[IntervalRow, ...], **changes: object) -> str:
    data = {
        "title": "Koefisien",
        "desc": "-",
        "rows": rows,
        "value_header": "b [95% CI]" if lang == "en" else "b [IK 95%]",
        "clear_label": "interval leaves out 0" if lang == "en" else "interval tidak memuat 0",
        "crossing_label": "interval holds 0" if lang == "en" else "interval memuat 0",
    }
    return forest(Forest(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


FOREST = (
    IntervalRow(label="Pengelolaan sumber daya", estimate=0.09, low=-0.02, high=0.2, heading="H1a–H1c"),
    IntervalRow(label="Hubungan antarorganisasi", estimate=0.31, low=0.19, high=0.43, heading="H1a–H1c"),
    IntervalRow(label="Pengembangan organisasi", estimate=0.24, low=0.13, high=0.35, heading="H1a–H1c"),
    IntervalRow(label="Tata kelola kolaborasi", estimate=-0.58, low=-0.66, high=-0.49, heading="H1"),
)
EXTREME_FOREST = (
    IntervalRow(label=LONG, estimate=-12345.678, low=-90000, high=55555.5, heading=LONG),
    IntervalRow(label=WORD, estimate=0.0, low=0.0, high=0.0, heading=HOSTILE),
    IntervalRow(label=HOSTILE, estimate=0.001),
    IntervalRow(label="Tidak terhitung", estimate=None),
)


def draw_quadrants(lang: str, points: tuple[QuadrantPoint, ...], **changes: object) -> str:
    data = {
        "title": "Peta kepentingan dan kinerja",
        "desc": "Jauh di bawah rerata: Smart environment.",
        "points": points,
        "x_header": f"Kepentingan: {LONG}",
        "y_header": "Kinerja (0–100)",
        "rule": f"Garis: rerata kepentingan dan rerata kinerja konstruk yang ditampilkan. {LONG}. {LONG}.",
    }
    return quadrants(Quadrants(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def quadrant_points(count: int, label: str = LONG) -> tuple[QuadrantPoint, ...]:
    return tuple(
        QuadrantPoint(label=f"{label} {at}", x=0.05 + at * 0.37 % 1 * 0.6, y=42 + at * 0.61 % 1 * 30)
        for at in range(count)
    )


COINCIDING = (
    *(QuadrantPoint(label=LONG, x=0.3, y=50.0) for _ in range(9)),
    QuadrantPoint(label=WORD, x=0.3001, y=50.1),
    QuadrantPoint(label=HOSTILE, x=-0.2, y=0.0),
    QuadrantPoint(label="Smart living", x=0.9, y=100.0),
)


def draw_diagram(lang: str, nodes: tuple[DiagramNode, ...], edges: tuple[DiagramEdge, ...], **changes: object) -> str:
    data = {
        "title": "Model jalur",
        "desc": "Tata kelola menuju kota cerdas.",
        "nodes": nodes,
        "edges": edges,
        "clear_label": "interval tidak memuat 0",
        "crossing_label": "interval memuat 0",
    }
    return path_diagram(Diagram(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


USUAL_NODES = (
    DiagramNode(label="Tata kelola kolaborasi"),
    DiagramNode(label="Digitalisasi pelayanan publik", r2=0.412),
    DiagramNode(label="Kota cerdas", r2=0.533),
)
USUAL_EDGES = (
    DiagramEdge(source=0, target=1, value=0.642, low=0.55, high=0.73),
    DiagramEdge(source=0, target=2, value=-0.051, low=-0.15, high=0.05),
    DiagramEdge(source=1, target=2, value=0.512, low=0.4, high=0.6),
)


def random_edges(seed: int, nodes: int, edges: int) -> tuple[DiagramEdge, ...]:
    """Edges between distinct nodes, from a lower place to a higher one."""
    draw = random.Random(seed)
    pairs = [(one, other) for one in range(nodes) for other in range(one + 1, nodes)]
    found = []
    for source, target in sorted(draw.sample(pairs, min(edges, len(pairs)))):
        value = draw.uniform(-1.1, 1.1)
        found.append(DiagramEdge(source=source, target=target, value=value, low=value - 0.4, high=value + 0.4))
    return tuple(found)


RANDOM_EDGES = random_edges(27, 7, 9)
READABLE = (5, 10, 14)  # of the seeds of eight nodes and sixteen edges, some that need no more than five layers


def long_nodes(count: int) -> tuple[DiagramNode, ...]:
    return tuple(DiagramNode(label=(LONG, WORD, HOSTILE)[at % 3], r2=0.1 * at or None) for at in range(count))


def draw_change(lang: str, rows: tuple[ChangeRow, ...], **changes: object) -> str:
    data = {
        "title": "Perubahan indeks",
        "desc": "Naik pada tata kelola.",
        "rows": rows,
        "axis": (0, 100),
        "before_label": "2025",
        "after_label": "2026",
        "difference_header": "Difference [95% CI]" if lang == "en" else "Selisih [IK 95%]",
        "levels": levels(lang, 0, 100),
        "clear_label": "interval leaves out 0" if lang == "en" else "interval tidak memuat 0",
        "crossing_label": "interval holds 0" if lang == "en" else "interval memuat 0",
    }
    return change(Change(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def change_row(
    label: str, before: float | None, after: float | None, difference: float | None, **more: object
) -> ChangeRow:
    def ends(value: float | None, wide: float) -> tuple[float | None, float | None]:
        return (None, None) if value is None else (value - wide, value + wide)

    (one, two), (three, four), (five, six) = ends(before, 4), ends(after, 3), ends(difference, 5)
    data = {
        "before_low": one,
        "before_high": two,
        "after_low": three,
        "after_high": four,
        "diff_low": five,
        "diff_high": six,
    }
    return ChangeRow(label=label, before=before, after=after, difference=difference, **(data | more))


CHANGE = (
    change_row("Tata kelola kolaborasi", 55.2, 65.5, 10.3),
    change_row("Digitalisasi pelayanan publik", 61.0, 59.7, -1.3),
    change_row("Kota cerdas", 50.1, 50.7, 0.6),
)
EXTREME_CHANGE = (
    change_row(LONG, 0.0, 100.0, 100.0, heading=LONG, before_low=-30, after_high=150),
    change_row(WORD, 50.0, 50.0, 0.0, heading=LONG, diff_low=0.0, diff_high=0.0),
    change_row(HOSTILE, 60.0, None, None, heading=HOSTILE),
    change_row("Baru", None, 40.0, None, heading=WORD),
    change_row("Tanpa interval", 20.0, 30.0, 10.0, heading=WORD, diff_low=None, diff_high=None, before_low=None),
)


def draw_sensitivity(lang: str, rows: tuple[SensitivityRow, ...], **changes: object) -> str:
    data = {
        "title": "Kepekaan indeks",
        "desc": "Tingkat tetap sama.",
        "rows": rows,
        "axis": (0, 100),
        "value_header": "Index [95% CI]" if lang == "en" else "Indeks [IK 95%]",
        "level_header": "Level" if lang == "en" else "Tingkat",
        "chosen_label": "as reported" if lang == "en" else "yang dilaporkan",
        "other_label": "the other way" if lang == "en" else "cara lain",
        "levels": levels(lang, 0, 100),
    }
    return sensitivity(Sensitivity(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def ways(heading: str, value: float, level: str) -> tuple[SensitivityRow, ...]:
    return (
        SensitivityRow(
            label="Semua responden",
            heading=heading,
            estimate=value,
            low=value - 3,
            high=value + 3,
            level=level,
            chosen=True,
        ),
        SensitivityRow(
            label="Tanpa yang ditandai",
            heading=heading,
            estimate=value + 0.6,
            low=value - 2.5,
            high=value + 4,
            level=level,
        ),
    )


EXTREME_WAYS = (
    SensitivityRow(
        label=LONG, heading=LONG, estimate=100.0, low=-5, high=130, level="5 Sangat unggul sekali", chosen=True
    ),
    SensitivityRow(label=WORD, heading=LONG, estimate=0.0, level="1"),
    SensitivityRow(label=HOSTILE, heading=HOSTILE, estimate=None),
)


def draw_shares(lang: str, rows: tuple[ShareRow, ...], names: tuple[str, ...] = ()) -> str:
    shown = tuple(
        LevelBand(number=at, name=name, lower=at, upper=at + 1)
        for at, name in enumerate(names or LEVELS[lang], start=1)
    )
    data = LevelShares(title="Penarikan ulang menurut tingkat", desc="-", levels=shown, rows=rows)
    return level_shares(data, number_format=NumberFormat(lang), ids=Ids())


SHARES = (
    ShareRow(label="Tata kelola kolaborasi", shares=(0, 0, 0.002, 0.998, 0), heading="Konstruk"),
    ShareRow(label="Transformasi", shares=(0, 0.04, 0.58, 0.38, 0), heading="Dimensi"),
    ShareRow(label=WORD, shares=(0.2, 0.2, 0.2, 0.2, 0.2), heading="Dimensi"),
    ShareRow(label=LONG, shares=(0, 0, 1.0, 0, 0), heading="Dimensi"),
    ShareRow(label=HOSTILE, shares=(), heading="Dimensi"),
)


def draw_radar(lang: str, spokes: tuple[Spoke, ...], **changes: object) -> str:
    data = {"title": "Radar", "desc": "-", "spokes": spokes, "axis": (1, 5), "rings": (1, 1.8, 2.6, 3.4, 4.2, 5)}
    return radar(Radar(**(data | changes)), number_format=NumberFormat(lang), ids=Ids())


def draw_checks(lang: str, fitted: tuple[CheckPoint, ...], normal: tuple[CheckPoint, ...]) -> str:
    data = Checks(
        title="Residu",
        desc="-",
        fitted=fitted,
        normal=normal,
        fitted_header="Mean residual by fitted value" if lang == "en" else "Rerata residu menurut nilai dugaan",
        normal_header="Quantiles of the residuals" if lang == "en" else "Kuantil residu",
        fitted_label="Fitted value" if lang == "en" else "Nilai dugaan",
        normal_label="Quantile of the normal curve" if lang == "en" else "Kuantil kurva normal",
    )
    return residual_checks(data, number_format=NumberFormat(lang), ids=Ids())


SPECIMENS: dict[str, Callable[[str], str]] = {
    "ladder": draw_ladder,
    "ladder on a cut point with narrow bands": skm,
    "ladder without interval": lambda lang: draw_ladder(lang, conf_low=None, conf_high=None, estimate=60.0),
    "ladder with an interval wider than the axis": lambda lang: draw_ladder(
        lang, conf_low=-20, conf_high=130, estimate=0
    ),
    "ladder with shares everywhere": lambda lang: draw_ladder(
        lang, levels=levels(lang, 0, 100, (0.01, 0.02, 0.45, 0.4, 0.12))
    ),
    "ladder for a phone": lambda lang: draw_ladder(lang, narrow=True),
    "ladder for a phone on a cut point with narrow bands": lambda lang: skm(lang, narrow=True),
    "ladder for a phone with shares everywhere": lambda lang: draw_ladder(
        lang,
        levels=levels(lang, 0, 100, (0.01, 0.02, 0.45, 0.4, 0.12)),
        narrow=True,
        shares_label="Share of resamples" if lang == "en" else "Proporsi penarikan ulang",
    ),
    "ladder between two levels": lambda lang: draw_ladder(
        lang, levels=levels(lang, 0, 100, (0, 0.004, 0.58, 0.416, 0)), level=None, estimate=59.7
    ),
    "ladder with hostile names": lambda lang: draw_ladder(
        lang,
        title=HOSTILE,
        desc=HOSTILE,
        levels=tuple(
            LevelBand(number=at, name=name, lower=at, upper=at + 1, share=0.25)
            for at, name in enumerate((LONG, WORD, HOSTILE, "A"))
        ),
        estimate=2,
    ),
    "dimensions": draw_dimensions,
    "dimensions at the extremes": lambda lang: draw_dimensions(lang, EXTREME_DOTS),
    "two dimensions without levels": lambda lang: draw_dimensions(
        lang, (DotRow(label="A", estimate=2.5, low=2, high=3, n=9), DotRow(label="B", estimate=2.5, n=1)), levels=()
    ),
    "groups": draw_groups,
    "groups at the extremes": lambda lang: draw_groups(
        lang, EXTREME_DOTS, axis=(1, 5), levels=levels(lang, 1, 5), whole=5, suppressed=(LONG,) * 9
    ),
    "groups all suppressed": lambda lang: draw_groups(lang, ()),
    "answers": lambda lang: draw_likert(lang, likert_items(5, 5)),
    "answers to one item": lambda lang: draw_likert(lang, likert_items(1, 5), unanswered_header=""),
    "answers to 64 items": lambda lang: draw_likert(lang, likert_items(64, 5, LONG)),
    "answers at the extremes": lambda lang: draw_likert(lang, EXTREME_ITEMS, scale=(LONG, WORD, HOSTILE, "4", "5")),
    "answers all equal": lambda lang: draw_likert(lang, EXTREME_ITEMS[:1] * 3),
    "answers on 2 points": lambda lang: draw_likert(lang, likert_items(3, 2), 2),
    "answers on 10 points": lambda lang: draw_likert(lang, likert_items(3, 10), 10),
    "funnel": lambda lang: draw_funnel(lang, FUNNEL),
    "funnel of nobody": lambda lang: draw_funnel(
        lang, (FunnelRow(label=LONG, count=0, remaining=0), FunnelRow(label=HOSTILE, count=0, remaining=0))
    ),
    "missing answers": lambda lang: draw_missing(lang, missing_rows(12)),
    "missing answers of 64 items": lambda lang: draw_missing(lang, missing_rows(64)),
    "missing nothing": lambda lang: draw_missing(
        lang, (MissingRow(label=WORD, missing=0, total=0), MissingRow(label=HOSTILE, missing=9, total=9))
    ),
    "choices": lambda lang: draw_choices(lang, CHOICES),
    "choices at the extremes": lambda lang: draw_choices(
        lang,
        (
            ChoiceRow(label=LONG, count=0, share=0.0, low=0.0, high=0.01),
            ChoiceRow(label=HOSTILE, count=1, share=1.0, low=0.2, high=1.0),
        ),
    ),
    "loadings": lambda lang: draw_loadings(lang, loading_rows(8)),
    "loadings of 64 items": lambda lang: draw_loadings(lang, loading_rows(64)),
    "loadings at the extremes": lambda lang: draw_loadings(lang, EXTREME_LOADINGS, threshold_label=f"0.70 ({LONG})"),
    "heat of 11": lambda lang: draw_heat(lang, 11),
    "heat of 11 with frames": lambda lang: draw_heat(
        lang,
        11,
        span=0.15,
        framed=frozenset({(1, 0), (10, 9), (6, 2)}),
        framed_label="framed: upper bound at or above 0.85" if lang == "en" else "bingkai: batas atas mencapai 0,85",
    ),
    "heat of 2": lambda lang: draw_heat(lang, 2, (LONG, HOSTILE), values=((), (None,))),
    "heat of correlations": lambda lang: draw_heat(
        lang,
        6,
        values=tuple(tuple((-1) ** j * 0.9 / (j + 1) for j in range(i)) for i in range(6)),
        centre=0,
        span=1,
    ),
    "heat of 40": lambda lang: draw_heat(lang, 40),
    "coefficients": lambda lang: draw_forest(lang, FOREST),
    "coefficients at the extremes": lambda lang: draw_forest(lang, EXTREME_FOREST),
    "one coefficient of zero": lambda lang: draw_forest(lang, (IntervalRow(label="A", estimate=0.0),), clear_label=""),
    "map of one construct": lambda lang: draw_quadrants(lang, quadrant_points(1)),
    "map of two constructs": lambda lang: draw_quadrants(lang, quadrant_points(2, "Tata kelola")),
    "map of 12 constructs": lambda lang: draw_quadrants(lang, quadrant_points(12)),
    "map of coinciding constructs": lambda lang: draw_quadrants(lang, COINCIDING),
    "map of constructs that are all alike": lambda lang: draw_quadrants(
        lang, tuple(QuadrantPoint(label=WORD, x=0.0, y=100.0) for _ in range(12))
    ),
    "diagram": lambda lang: draw_diagram(lang, USUAL_NODES, USUAL_EDGES),
    "diagram of one path": lambda lang: draw_diagram(
        lang, long_nodes(2), (DiagramEdge(source=0, target=1, value=1.234),)
    ),
    "diagram of eight on one": lambda lang: draw_diagram(
        lang,
        long_nodes(8),
        tuple(DiagramEdge(source=at, target=7, value=0.1 * at - 0.3, low=-0.2, high=0.5) for at in range(7)),
    ),
    "diagram of everything on everything": lambda lang: draw_diagram(lang, long_nodes(5), random_edges(1, 5, 10)),
    "diagram in two layers": lambda lang: draw_diagram(
        lang,
        long_nodes(8),
        tuple(
            DiagramEdge(source=one, target=4 + other, value=-0.123, low=-0.3, high=0.1)
            for one in range(4)
            for other in range(4)
        ),
    ),
    "diagram at random": lambda lang: draw_diagram(lang, long_nodes(7), RANDOM_EDGES),
    **{
        f"diagram at random, {seed}": lambda lang, seed=seed: draw_diagram(
            lang, long_nodes(8), random_edges(seed, 8, 16)
        )
        for seed in READABLE
    },
    "change": lambda lang: draw_change(lang, CHANGE),
    "change at the extremes": lambda lang: draw_change(
        lang, EXTREME_CHANGE, before_label=LONG[:40], after_label=LONG[:44]
    ),
    "change of 30 without levels": lambda lang: draw_change(
        lang,
        tuple(change_row(f"{LONG[:40]} {at}", at * 3.0, 90 - at * 2.0, 90 - at * 5.0) for at in range(30)),
        levels=(),
    ),
    "sensitivity": lambda lang: draw_sensitivity(
        lang, (*ways("Tata kelola", 65.5, "4 Melembaga"), *ways("Kota cerdas", 50.7, "3"))
    ),
    "sensitivity at the extremes": lambda lang: draw_sensitivity(lang, EXTREME_WAYS),
    "shares of levels": lambda lang: draw_shares(lang, SHARES),
    "shares of two levels with long names": lambda lang: draw_shares(
        lang, (ShareRow(label=LONG, shares=(0.5, 0.5)),), (LONG, HOSTILE)
    ),
    "shares of 60 nodes": lambda lang: draw_shares(
        lang, tuple(ShareRow(label=f"{LONG} {at}", shares=(0, 0, at / 60, 1 - at / 60, 0)) for at in range(60))
    ),
    **{
        f"radar of {count}": lambda lang, count=count: draw_radar(
            lang,
            tuple(Spoke(label=(LONG, WORD, "Smart living")[at % 3], value=1 + at * 3.7 % 4) for at in range(count)),
        )
        for count in range(4, 9)
    },
    "radar of equal values and none": lambda lang: draw_radar(
        lang,
        (
            *(Spoke(label=LONG, value=5.0) for _ in range(5)),
            Spoke(label=HOSTILE, value=None),
            Spoke(label=WORD, value=1.0),
        ),
    ),
    "residual checks": lambda lang: draw_checks(
        lang,
        tuple(
            CheckPoint(x=2.8 + at * 0.2, y=(-1) ** at * 0.1, low=(-1) ** at * 0.1 - 0.3, high=(-1) ** at * 0.1 + 0.3)
            for at in range(8)
        ),
        tuple(CheckPoint(x=-1.8 + at * 0.45, y=-1.7 + at * 0.44) for at in range(9)),
    ),
    "residual checks of one group": lambda lang: draw_checks(
        lang, (CheckPoint(x=3.0, y=0.0, low=-1234.5, high=1234.5),), (CheckPoint(x=0.0, y=0.0),)
    ),
}
