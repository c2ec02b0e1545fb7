"""A made-up assessment with planted values: what a run would hand to the report, without running anything."""

from __future__ import annotations

from dataclasses import replace

from govassess.instrument.model import (
    Band,
    Checklist,
    ChecklistItem,
    Construct,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Levels,
    Module,
    MultipleChoice,
    Option,
    ProfileVariable,
    Respondent,
    Scale,
    ScaleLabel,
    Study,
    Text,
)
from govassess.notices import FunnelStep, Notice, Unavailable
from govassess.responses.model import Source
from govassess.result.assessment import SCHEMA_VERSION, Assessment
from govassess.result.descriptive import (
    ChecklistResult,
    Choice,
    GroupResult,
    MultipleChoiceResult,
    NodeScore,
    Options,
    Priority,
    ProfileSummary,
    ProfileValue,
    ResponseRate,
    Screening,
)
from govassess.result.hypotheses import Coefficient, Effect, HypothesisResult, Model
from govassess.result.measures import ItemStatistics, Pair, Reliability, Validity
from tests.report import measurement_results as measured
from tests.report import path_results as tested

LEVEL_NAMES = (
    ("Nascent", "Merintis"),
    ("Emerging", "Membangun"),
    ("Developing", "Berkembang"),
    ("Established", "Melembaga"),
    ("Leading", "Unggul"),
)
WORDS = (
    ("Strongly disagree", "Sangat tidak setuju"),
    ("Disagree", "Tidak setuju"),
    ("Neutral", "Netral"),
    ("Agree", "Setuju"),
    ("Strongly agree", "Sangat setuju"),
)


def pair(en: str, indonesian: str | None = None) -> Text:
    return Text(en=en, id=indonesian or f"{en} ID")


def dimension(ident: str, items: int, *, steps: bool = True) -> Dimension:
    return Dimension(
        id=ident,
        name=pair(f"Trait {ident}", f"Sifat {ident}"),
        rubric={
            level: pair(f"They see stage {level} of {ident}.", f"Terlihat tahap {level} dari {ident}.")
            for level in range(1, 6)
        },
        items=tuple(
            Item(
                id=f"{ident}{place}",
                text=pair(f"Statement {place} of {ident}.", f"Pernyataan {place} dari {ident}."),
                reverse=place == 2,
            )
            for place in range(1, items + 1)
        ),
        next_steps=(pair(f"Begin with {ident}.", f"Mulailah dengan {ident}."),) if steps else (),
    )


def an_instrument(dimensions: int = 2, items: int = 3) -> Instrument:
    first = tuple(dimension(f"D{place}", items, steps=place != 2) for place in range(1, dimensions + 1))
    return Instrument(
        schema_version=1,
        id="made-up",
        version="1.0.0",
        status="proposed",
        validated=False,
        title=pair("A made-up instrument", "Instrumen buatan"),
        citation="Nobody, N. (2026). A made-up instrument.",
        modules={"core": Module(constructs=("A", "B")), "more": Module(constructs=("C",), required=False)},
        headline=("A", "B", "C"),
        measurement_level="dimension",
        respondent=Respondent(cluster="agency"),
        limits=(pair("The wording has not been tested.", "Susunan kalimat belum diuji."),),
        scales={
            "agree": Scale(
                min=1,
                max=5,
                labels={place: ScaleLabel(text=pair(*words)) for place, words in enumerate(WORDS, start=1)},
            )
        },
        levels=Levels(
            basis="mean",
            source=pair("equal intervals", "interval sama"),
            closed="left",
            bands=tuple(
                Band(level=place, min=1 + 0.8 * (place - 1), max=1 + 0.8 * place, name=pair(*names))
                for place, names in enumerate(LEVEL_NAMES, start=1)
            ),
            caution=pair("Levels of perceived practice.", "Tingkat praktik yang dipersepsikan."),
        ),
        constructs=(
            Construct(id="A", name=pair("First idea", "Gagasan pertama"), dimensions=first),
            Construct(id="B", name=pair("Second idea", "Gagasan kedua"), dimensions=(dimension("E1", items),)),
            Construct(id="C", name=pair("Third idea", "Gagasan ketiga"), dimensions=(dimension("F1", items),)),
        ),
        hypotheses=(
            Hypothesis(
                id="H1",
                family="primary",
                kind="direct",
                predictor="A",
                outcome="B",
                expected="positive",
                text=pair("The first idea affects the second.", "Gagasan pertama berpengaruh terhadap gagasan kedua."),
            ),
            Hypothesis(
                id="H2",
                family="primary",
                kind="mediation",
                predictor="D1",
                mediators=("D2",),
                outcome="B",
                expected="positive",
                text=pair("D2 mediates the impact of D1.", "D2 memediasi pengaruh D1."),
            ),
            Hypothesis(
                id="H3",
                family="more",
                kind="direct",
                predictor="A",
                outcome="C",
                expected="positive",
                text=pair("The first idea causes the third.", "Gagasan pertama menyebabkan gagasan ketiga."),
            ),
            Hypothesis(
                id="H4",
                family="primary",
                kind="direct",
                predictor="D2",
                outcome="B",
                expected="positive",
                text=pair("D2 affects the second idea.", "D2 berpengaruh terhadap gagasan kedua."),
            ),
        ),
        profile=(
            ProfileVariable(id="agency", type="text", label=pair("Agency", "Perangkat daerah")),
            ProfileVariable(
                id="role",
                type="single",
                label=pair("Role", "Jabatan"),
                options=(
                    Option(code="lead", label=pair("Leader", "Pimpinan")),
                    Option(code="staff", label=pair("Staff", "Pegawai")),
                ),
            ),
            ProfileVariable(id="years", type="number", label=pair("Years of service", "Masa kerja")),
        ),
        multiple_choice=(
            MultipleChoice(
                id="needs",
                text=pair("What is needed?", "Apa yang dibutuhkan?"),
                options=(
                    Option(code="trust", label=pair("Trust", "Kepercayaan")),
                    Option(code="money", label=pair("Money", "Dana")),
                ),
            ),
        ),
        checklists=(
            Checklist(
                id="ready",
                answer={0: pair("Not started", "Belum"), 1: pair("In place", "Terlaksana")},
                items=(ChecklistItem(id="R1", text=pair("A plan", "Rencana")),),
            ),
        ),
    )


def a_score(
    ident: str,
    kind: str,
    parent: str | None,
    mean: float,
    *,
    shares: dict[str, float] | None = None,
    leading: tuple[int, ...] = (),
    level: int = 3,
) -> NodeScore:
    shares = {"1": 0.0, "2": 0.0072, "3": 0.9928, "4": 0.0, "5": 0.0} if shares is None else shares
    index = 25 * (mean - 1)
    return NodeScore(
        id=ident, kind=kind, parent=parent, weight="1/3" if parent else None, n=211, mean=mean, mean_low=mean - 0.11, mean_high=mean + 0.12, sd=0.731,
        index_name="pomp", index=index, conf_low=index - 2.75, conf_high=index + 3.0, tcr=20 * mean, level=level, level_share=shares,
        leading=leading or (3,), to_next=25 * (3.4 - mean), to_next_mean=3.4 - mean, contribution=index / 3 if parent else None,
    )  # fmt: skip


def an_item(ident: str, dimension_id: str, place: int) -> ItemStatistics:
    return ItemStatistics(
        id=ident, node=dimension_id, dimension=dimension_id, column=f"Q {ident}", reverse=place == 2, n=209, missing=2, missing_codes={"99": 2}, mean=2.0 + place / 10, mean_keyed=4.0 - place / 10 if place == 2 else 2.0 + place / 10, sd=0.987,
        median=3.0, minimum=1.0, maximum=5.0, skewness=-0.213, kurtosis=-0.0004, counts={"1": 9, "2": 50, "3": 100, "4": 50, "5": 0}, floor=9 / 209,
        ceiling=0.0, item_rest_r=0.512, item_total_r=0.712, alpha_if_deleted=0.655,
    )  # fmt: skip


def reliability(ident: str, items: tuple[str, ...]) -> Reliability:
    return Reliability(
        id=ident, k=len(items), n_used=205, n_dropped=6, alpha=0.6961, alpha_low=0.62, alpha_high=0.76, alpha_boot_low=0.61, alpha_boot_high=0.77,
        alpha_standardised=0.701, alpha_without_constant=None, average_r=0.44, omega=0.702, spearman_brown=None, composite_reliability=0.705, ave=0.445,
        loadings=dict.fromkeys(items, 0.667),
    )  # fmt: skip


def a_hypothesis(ident: str, **changes: object) -> HypothesisResult:
    made = HypothesisResult(
        id=ident, family="primary", kind="direct", predictor="A", mediators=(), outcome="B", controls=(), covariates=("years",), expected="positive",
        text=pair(f"Statement {ident} affects the outcome.", f"Pernyataan {ident} berpengaruh terhadap hasil."),
        verdict="supported", vcov="HC3", interval="t", estimate=0.5575, std_error=0.0545, statistic=10.24, df=205.0, conf_low=0.4504, conf_high=0.6647,
        p_value=2e-21, p_holm=6e-21, p_bh=6e-21, m=3, beta=0.493, r_squared=0.251, f_squared=0.317, n_used=208, n_dropped=3, unadjusted=0.5538,
    )  # fmt: skip
    return replace(made, **changes)


def a_coefficient(term: str, estimate: float, **changes: object) -> Coefficient:
    made = Coefficient(
        term=term,
        estimate=estimate,
        std_error=0.054,
        statistic=estimate / 0.054,
        df=205.0,
        p_value=0.0341,
        conf_low=estimate - 0.1,
        conf_high=estimate + 0.1,
        beta=0.493,
        vif=1.02,
    )
    return replace(made, **changes)


WARNINGS = (
    Notice(code="not_validated", where="instrument", values={"instrument": "made-up"}),
    Notice(code="response_rate_unknown", where="study"),
    Notice(code="common_source", where="hypotheses"),
    Notice(code="low_alpha", where="reliability.D1", values={"node": "D1", "alpha": 0.6961}),
    Notice(code="negative_item_rest", where="items.D12", values={"item": "D12", "r": -0.12}),
    Notice(code="many_missing", where="items.D11", values={"item": "D11", "share": 0.31}),
    Notice(code="vif_high", where="H1", values={"term": "A", "vif": 12.3}),
    Notice(code="groups_suppressed", where="groups.role", values={"by": "role", "count": 1}),
    Notice(code="same_nodes", where="validity.D1.D2", values={"node_a": "D1", "node_b": "D2"}),
    Notice(code="straight_lining", where="screening", values={"count": 1, "n": 211}),
    Notice(code="factors_differ", where="validity", values={"found": 2, "declared": 3}),
    Notice(code="fornell_larcker_fails", where="validity", values={"count": 2, "of": 3}),
    Notice(code="vif_collinear", where="validity.D2", values={"node": "D2", "vif": 3.4123}),
    Notice(code="careless_flagged", where="screening", values={"count": 9, "n": 211}),
)


def a_result(dimensions: int = 2, items: int = 3, **changes: object) -> Assessment:
    """An assessment of ``made-up``; every argument beyond the sizes replaces a field."""
    instrument = an_instrument(dimensions, items)
    parents = {f"D{place}": "A" for place in range(1, dimensions + 1)} | {"E1": "B"}
    all_items = measured.crossed(
        an_item(f"{ident}{place}", ident, place) for ident in parents for place in range(1, items + 1)
    )
    scores = (
        a_score("A", "construct", None, 3.1234),
        a_score(
            "B", "construct", None, 3.37, shares={"1": 0.0, "2": 0.0, "3": 0.62, "4": 0.38, "5": 0.0}, leading=(3, 4)
        ),
        *(
            a_score(ident, "dimension", parent, 2.9 + place / 10)
            for place, (ident, parent) in enumerate(parents.items())
        ),
    )
    hypotheses = (
        a_hypothesis("H1"),
        a_hypothesis("H2", kind="mediation", predictor="D1", mediators=("D2",), estimate=0.171, conf_low=0.11, conf_high=0.24, interval="percentile", f_squared=None, effects=(
            Effect(effect="a", estimate=0.4, std_error=0.05, conf_low=0.3, conf_high=0.5, p_value=0.0004, standardised=0.41, interval="HC3"),
            Effect(effect="indirect", estimate=0.171, std_error=0.03, conf_low=0.11, conf_high=0.24, p_value=0.0004, standardised=0.16, interval="percentile"),
        )),
        a_hypothesis("H3", family="more", outcome="C", verdict="not_tested", code="not_measured", vcov=None, interval=None, estimate=None, std_error=None, statistic=None, df=None, conf_low=None, conf_high=None, p_value=None, p_holm=None, p_bh=None, m=None, beta=None, r_squared=None, f_squared=None, n_used=None, n_dropped=None, unadjusted=None),
        a_hypothesis("H4", predictor="D2", verdict="inconclusive", estimate=0.09, conf_low=-0.02, conf_high=0.2, p_value=0.118, p_holm=0.118, fragile=True, fragile_because=("classical", "unflagged")),
    )  # fmt: skip
    models = (
        Model(
            id="H1",
            hypothesis="H1",
            outcome="B",
            vcov="HC3",
            n_used=208,
            n_dropped=3,
            r_squared=0.251,
            adj_r_squared=0.24,
            f_statistic=21.4,
            f_df1=2.0,
            f_df2=205.0,
            f_p_value=1.9e-18,
            condition_number=16.2,
            references={"role": "staff"},
            coefficients=(
                a_coefficient("(Intercept)", 1.5, beta=None, vif=None),
                a_coefficient("A", 0.5575),
                a_coefficient("role=lead", -0.002),
                a_coefficient("years", -1e-6),
            ),
        ),
        Model(
            id="H1.unadjusted",
            hypothesis="H1",
            outcome="B",
            vcov="HC3",
            n_used=208,
            n_dropped=3,
            r_squared=0.25,
            adj_r_squared=0.24,
            f_statistic=None,
            f_df1=None,
            f_df2=None,
            f_p_value=None,
            condition_number=None,
            references={},
            coefficients=(a_coefficient("A", 0.5538),),
        ),
    )
    shown = tuple(a_score(ident, "construct", None, 3.0) for ident in ("A", "B"))
    made = Assessment(
        schema_version=SCHEMA_VERSION, govassess="0.1.0", instrument=instrument, instrument_sha256="a" * 64, modules=("core",), form="full", study=Study(name="City survey"),
        response_rate=None, source=Source(file="survey.csv", sha256="b" * 64, tool="generic", format="csv", encoding="utf-8", delimiter=",", lang="en"),
        options=Options(seed=20231031, draws=5000, conf_level=0.95, resampled="clusters", units=14, by=("role",), cluster="agency", disclosure="internal", min_group=5, percentile_low=0.0188, percentile_high=0.9812, plan="plan.yaml", mapping=None, reproduce=None),
        versions={"numpy": "2.0.0"},
        funnel=(FunnelStep(step=0, code="read", count=220, remaining=220), FunnelStep(step=1, code="no_consent", count=9, remaining=211), FunnelStep(step=2, code="analysed", count=211, remaining=211)),
        screening=Screening(partial_kept=4, duplicates_kept=0, invalid_blanked=0, missing_answers=18, answers=1881, straight_lining=1, missing_codes={"99": 12, "Don't know.": 6}, careless=measured.carelessness()),
        profile=(ProfileSummary(id="role", n=210, missing=1, values=(ProfileValue(value="lead", n=200, share=0.952),), suppressed=1), ProfileSummary(id="years", n=205, missing=6, values=(), suppressed=0, mean=11.2, sd=6.3)),
        items=all_items, scores=scores,
        groups=(GroupResult(by="role", value="lead", n=200, suppressed=None, resampled="respondents", scores=shown), GroupResult(by="role", value="staff", n=None, suppressed="minimum", resampled=None, scores=())),
        reliability=tuple(measured.bounded(reliability(ident, tuple(item.id for item in all_items if item.dimension == ident))) for ident in parents),
        validity=measured.with_structure(Validity(n_used=201, pairs=(Pair(a="D1", b="D2", n_used=201, htmt=0.71, htmt_upper=0.83, htmt_plus=0.71, negative_r=0, r=0.55, r_n=211), Pair(a="D1", b="E1", n_used=201, htmt=None, htmt_upper=None, htmt_plus=None, negative_r=2, r=0.35, r_n=211), Pair(a="D2", b="E1", n_used=201, htmt=0.91, htmt_upper=0.99, htmt_plus=0.91, negative_r=0, r=0.35, r_n=211)))),
        hypotheses=hypotheses, models=models,
        priorities=(Priority(rank=1, node="D1", importance=0.33, importance_kind="correlation", outcome="B", mean=2.9, gap=0.5, gap_index=12.5, next_level=4, priority=0.165, step=0), Priority(rank=2, node="D2", importance=0.3, importance_kind="correlation", outcome="B", mean=3.0, gap=0.4, gap_index=10.0, next_level=4, priority=0.12, step=None)),
        multiple_choice=(MultipleChoiceResult(id="needs", n=200, skipped=11, interval="percentile", options=(Choice(code="trust", count=90, share=0.45, conf_low=0.38, conf_high=0.52), Choice(code="money", count=None, share=None, conf_low=None, conf_high=None))),),
        checklists=(ChecklistResult(id="ready", n=12, index=41.7, entries={"R1": 0.42}, answered={"R1": 12}),),
        unavailable=(Unavailable(where="validity.D1.E1", field="htmt", code="nonpositive_within_r", values={"node": "E1"}), Unavailable(where="C", field="score", code="not_measured"), Unavailable(where="groups.role.staff.A", field="index", code="suppressed")),
        warnings=WARNINGS, comparisons=tested.comparisons(), aggregation=measured.aggregation(), estimators=tested.estimators(),
        path_models=tested.path_models(), robustness=measured.robustness(),
    )  # fmt: skip
    return replace(made, **changes)


def an_old_result() -> Assessment:
    """The same as the first version stored it: without anything that came later."""
    made = a_result()
    return replace(
        made,
        screening=replace(made.screening, careless=None),
        items=tuple(replace(item, own_r=None, other_r=None, other_scale=None) for item in made.items),
        reliability=tuple(reliability(entry.id, tuple(entry.loadings)) for entry in made.reliability),
        validity=Validity(
            n_used=201, pairs=tuple(replace(pair, htmt2=None, factor_r=None) for pair in made.validity.pairs)
        ),
        hypotheses=tuple(replace(hypothesis, fragile_because=()) for hypothesis in made.hypotheses),
        warnings=(
            *WARNINGS[:10],
            Notice(code="errors_not_clustered", where="agency", values={"variable": "agency", "units": 14}),
        ),
        comparisons=(),
        aggregation=(),
        estimators=(),
        path_models=(),
        robustness=(),
    )


def one_respondent() -> Assessment:
    """The same, from one respondent: no interval, no share, nothing tested."""
    made = a_result()
    bare = {
        "mean_low": None,
        "mean_high": None,
        "conf_low": None,
        "conf_high": None,
        "sd": None,
        "level_share": {},
        "leading": (),
        "n": 1,
    }
    untested = {
        "verdict": "not_tested",
        "code": "too_few_rows",
        "values": {"found": 1, "needed": 10},
        "estimate": None,
        "conf_low": None,
        "conf_high": None,
        "effects": (),
    }
    return replace(
        made,
        scores=tuple(replace(score, **bare) for score in made.scores),
        hypotheses=tuple(replace(hypothesis, **untested) for hypothesis in made.hypotheses),
        models=(),
        groups=(),
        reliability=(),
        validity=Validity(n_used=0, pairs=()),
        priorities=(),
        warnings=(
            Notice(code="no_interval", where="scores", values={"n": 1}),
            Notice(code="small_sample", where="scores", values={"n": 1}),
        ),
        unavailable=(
            Unavailable(where="A", field="conf_low", code="no_draws"),
            Unavailable(where="validity", field="htmt", code="too_few_rows", values={"found": 1, "needed": 3}),
        ),
    )


def a_census() -> Assessment:
    """The same, as a census of known size."""
    return a_result(
        response_rate=ResponseRate(invited=300, analysed=211, rate=0.7033, fpc=0.5447),
        study=Study(name="City survey", kind="census", invited=300),
    )
