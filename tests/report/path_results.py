"""Made-up records of what stands beside the regressions: estimators, path models, comparisons, residuals, slopes."""

from __future__ import annotations

from dataclasses import replace

from govassess.result.assessment import (
    ComparedGroup,
    Comparison,
    Estimate,
    HypothesisResult,
    Importance,
    ImportanceMap,
    Model,
    PairDifference,
    PathEstimate,
    PathModel,
    Region,
    Residuals,
    ResidualTest,
    Slope,
)

SMALLEST = 5e-324


def an_estimate(hypothesis: str, method: str, estimate: float = 0.493, **changes: object) -> Estimate:
    made = Estimate(
        hypothesis=hypothesis, method=method, sample="all", n_used=208, covariates=method in ("ols", "rank"), estimate=estimate,
        conf_low=estimate - 0.11, conf_high=estimate + 0.12, p_value=0.0021, interval="t", agrees=True,
    )  # fmt: skip
    return replace(made, **changes)


def estimators() -> tuple[Estimate, ...]:
    """H1 agrees everywhere; H4 is told otherwise by PLS over all and by ranks without flagged respondents."""
    bare = {"conf_low": None, "conf_high": None, "p_value": None, "interval": None, "agrees": None}
    return (
        an_estimate("H1", "ols", p_value=SMALLEST),
        an_estimate("H1", "ols", 0.4711, sample="unflagged", n_used=199),
        an_estimate("H1", "rank", 0.4655),
        an_estimate("H1", "rank", 0.4522, sample="unflagged", n_used=199),
        an_estimate("H1", "pls", 0.5123, n_used=187, interval="percentile"),
        an_estimate("H1", "pls", 0.5011, sample="unflagged", n_used=180, **bare),
        an_estimate("H1", "sem", 0.5789, n_used=187, interval="delta"),
        an_estimate("H4", "ols", 0.0876, p_value=0.118, conf_low=-0.0213),
        an_estimate("H4", "ols", 0.0765, sample="unflagged", n_used=199, p_value=0.2012),
        an_estimate("H4", "rank", 0.0912, p_value=0.0912),
        an_estimate("H4", "rank", 0.1444, sample="unflagged", n_used=199, p_value=0.0312, agrees=False),
        an_estimate("H4", "pls", 0.1555, n_used=187, p_value=0.0123, interval="percentile", agrees=False),
    )


def a_path(kind: str, target: str, term: str, estimate: float, *, spread: float | None = 0.1) -> PathEstimate:
    bounded = spread is not None
    return PathEstimate(
        kind=kind, target=target, term=term, estimate=estimate, conf_low=estimate - spread if bounded else None,
        conf_high=estimate + spread if bounded else None, p_value=0.0007 if bounded else None,
    )  # fmt: skip


def estimates(*, spread: float | None = 0.1) -> tuple[PathEstimate, ...]:
    """Two outcomes: A leads to B, A and B lead to E1; A is made of two dimensions."""
    return (
        a_path("path", "B", "A", 0.4321, spread=spread),
        a_path("path", "E1", "A", 0.0512, spread=spread),
        a_path("path", "E1", "B", 0.3333, spread=spread),
        a_path("total", "B", "A", 0.4321, spread=spread),
        a_path("total", "E1", "A", 0.1952, spread=spread),
        a_path("total", "E1", "B", 0.3333, spread=spread),
        a_path("indirect", "E1", "A", 0.1440, spread=spread),
        a_path("loading", "A", "D1", 0.8123, spread=spread),
        a_path("loading", "A", "D2", 0.7654, spread=spread),
        a_path("loading", "D1", "D11", 0.7012, spread=spread),
        a_path("r2", "B", "", 0.1867, spread=spread),
        a_path("r2", "E1", "", 0.2512, spread=spread),
        a_path("adj_r2", "B", "", 0.1822, spread=None),
        a_path("f2", "B", "A", 0.2295, spread=None),
        a_path("vif", "E1", "A", 1.2345, spread=None),
        a_path("rho_a", "D1", "", 0.7345, spread=None),
        a_path("composite_reliability", "D1", "", 0.8234, spread=None),
        a_path("ave", "D1", "", 0.5432, spread=None),
        a_path("composite_reliability", "D2", "", 0.8012, spread=None),
    )


def a_map() -> ImportanceMap:
    return ImportanceMap(
        target="E1",
        performance=48.76,
        rows=(
            Importance(id="A", importance=0.2112, performance=53.14),
            Importance(id="B", importance=0.3456, performance=47.91),
            Importance(id="D1", importance=0.1011, performance=61.25),
            Importance(id="D2", importance=0.1322, performance=55.38),
        ),
    )


def a_path_model(**changes: object) -> PathModel:
    made = PathModel(
        id="pls.construct", method="pls", hypotheses=("H1", "H4"), paths={"B": ("A",), "E1": ("A", "B")}, higher_order=("A",), n_used=187,
        n_dropped=24, draws=5000, draws_failed=3, flags=("negative_weight",), estimates=estimates(), map=a_map(),
    )  # fmt: skip
    return replace(made, **changes)


def path_models() -> tuple[PathModel, ...]:
    factors = tuple(each for each in estimates() if each.kind not in ("f2", "vif", "rho_a", "adj_r2"))
    return (
        a_path_model(),
        a_path_model(
            id="sem.construct", method="sem", draws=0, draws_failed=0, flags=("beyond_one",), estimates=factors, map=None,
        ),
    )  # fmt: skip


def a_comparison(ident: str, **changes: object) -> Comparison:
    made = Comparison(
        by="role", id=ident, groups=2, n_used=205, code=None, welch=6.7812, df1=1.0, df2=88.91, p_value=0.0108, p_holm=0.0216, m=2, kruskal=5.4321,
        kruskal_df=1, kruskal_p=0.0198, omega_squared=0.0271, eta_squared=0.0319, eta_squared_low=0.001, eta_squared_high=0.09,
        epsilon_squared=0.0266, hedges_g=0.3812, hedges_g_low=0.0911, hedges_g_high=0.6713, brown_forsythe_p=0.412,
        pairs=(PairDifference(first="lead", second="staff", estimate=-0.2712, conf_low=-0.4771, conf_high=-0.0653, p_value=0.0108),),
    )  # fmt: skip
    return replace(made, **changes)


def comparisons() -> tuple[Comparison, ...]:
    """A differs, B shows nothing clear, D1 was not tested."""
    untested = Comparison(by="role", id="D1", groups=2, n_used=204, code="small_group")
    return (
        a_comparison("A"),
        a_comparison("B", welch=0.4512, p_value=0.5034, p_holm=0.5034, kruskal_p=0.6123, omega_squared=-0.0024, pairs=()),
        untested,
    )  # fmt: skip


def residuals(**changes: object) -> Residuals:
    made = Residuals(
        tests=(
            ResidualTest(test="breusch_pagan", statistic=4.5612, df1=3.0, df2=None, p_value=0.2067),
            ResidualTest(test="white", statistic=None, df1=None, df2=None, p_value=None, code="too_many_terms"),
            ResidualTest(test="reset", statistic=1.2345, df1=2.0, df2=202.0, p_value=0.2931),
            ResidualTest(test="jarque_bera", statistic=88.1234, df1=2.0, df2=None, p_value=SMALLEST),
            ResidualTest(test="shapiro_wilk", statistic=0.9876, df1=None, df2=None, p_value=0.0612),
        ),
        cook_max=0.0812,
        cook_limit=4 / 208,
        cook_count=7,
        leverage_max=0.1234,
    )
    return replace(made, **changes)


def with_diagnostics(model: Model) -> Model:
    """The same equation with clusters, the p of the wild bootstrap, and its residual tests."""
    return replace(
        model,
        vcov="CR2",
        residuals=residuals(),
        n_clusters=14,
        smallest_cluster=6,
        largest_cluster=31,
        coefficients=tuple(replace(each, p_wild=0.0246) for each in model.coefficients),
    )


def moderated(hypothesis: HypothesisResult, where: str = "partly") -> HypothesisResult:
    """A hypothesis on how a slope differs with D1; ``where`` is that of its region."""
    ends = {"boundaries": (2.3456,), "shares": (0.3141,)} if where == "partly" else {"boundaries": (), "shares": ()}
    slopes = tuple(
        Slope(at=at, moderator=value, estimate=value / 10, std_error=0.0512, conf_low=value / 10 - 0.1, conf_high=value / 10 + 0.1, p_value=0.0412)
        for at, value in (("low", 2.2511), ("middle", 3.1313), ("high", 4.0207))
    )  # fmt: skip
    region = Region(where=where, low=1.1211, high=4.8922, **ends)
    return replace(hypothesis, kind="moderation", moderator="D1", slopes=slopes, region=region, effects=())


def grouped(hypothesis: HypothesisResult, groups: int = 2) -> HypothesisResult:
    """A hypothesis on groups by role; with two of them it has a difference, with more it has none."""
    values = (("lead", 40, 3.4141), ("staff", 150, 3.1212), ("", 15, 2.9595))
    compared = tuple(
        ComparedGroup(value=value, n=n, mean=mean, conf_low=mean - 0.2, conf_high=mean + 0.2)
        for value, n, mean in values[:groups]
    )
    found = {} if groups == 2 else {"estimate": None, "conf_low": None, "conf_high": None, "std_error": None}
    changes = {
        "kind": "group", "predictor": "role", "outcome": "A", "expected": None, "vcov": None, "interval": "t", "effects": (), "groups": compared,
        "statistic": 7.8912, "df1": groups - 1.0, "df": 61.23, "omega_squared": 0.0319, "groups_left_out": 1, "estimate": -0.2929, "conf_low": -0.4812,
        "conf_high": -0.1046, "beta": None, "f_squared": None, "unadjusted": None, "covariates": (), "fragile": False,
    }  # fmt: skip
    return replace(hypothesis, **(changes | found))
