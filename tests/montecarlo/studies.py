"""One replication of each study: a sample is drawn, the kernel is asked, the answer is held against the truth.

A study gets a generator for the sample, a seed and a number for the resamples inside, and its parameters; it returns
figures by name. ``covered``, ``rejected`` and ``missed`` are 0 or 1, an ``error`` is estimate minus truth; NaN where a
figure is undefined in this sample.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import stdtr

from govassess.run.sampling import Sampling, resamples
from govassess.scoring.index import re_express
from govassess.stats.agreement import icc, rwg
from govassess.stats.bca import bca_interval, left_out_moments
from govassess.stats.clustered import ClusterKind, cluster_covariance
from govassess.stats.draws import make_draws
from govassess.stats.indirect import name_effects, solve_paths
from govassess.stats.intervals import bootstrap_p, interval
from govassess.stats.moments import moments, weighted_means
from govassess.stats.ordinal_correlations import polychoric
from govassess.stats.regression import fit_ols
from govassess.stats.reliability import cronbach_alpha, raw_alpha
from tests.montecarlo.populations import (
    AGREEING,
    SYMMETRIC,
    Array,
    Shares,
    agencies,
    answers,
    mean_answer,
    one_factor_answers,
    standard_chi2,
    true_alpha,
)

Figures = dict[str, float]
SHARES: dict[str, Shares] = {"symmetric": SYMMETRIC, "agreeing": AGREEING}
ITEMS = 6
SHARED = 0.4  # correlation of the latent answers of one person
LEVEL = 0.05


def index_of_rows(rng: np.random.Generator, seed: int, draws: int, *, n: int, shares: str) -> Figures:
    """Index of independent respondents: percentile interval of resampled rows."""
    score = one_factor_answers(rng, n, SHARES[shares], [np.sqrt(SHARED)] * ITEMS).mean(axis=1)
    return _index(score, None, seed, draws, SHARES[shares])


def index_of_agencies(
    rng: np.random.Generator, seed: int, draws: int, *, count: int, icc1: float, sizes: tuple[int, int]
) -> Figures:
    """Index of respondents of agencies: percentile interval of resampled agencies, widened below 40."""
    place = agencies(rng, count, *sizes)
    # Of the score, whose variance holds the specific parts of its items in equal shares.
    between = icc1 * (SHARED + (1 - SHARED) / ITEMS)
    person = rng.normal(size=count)[place] * np.sqrt(between) + rng.normal(size=len(place)) * np.sqrt(SHARED - between)
    latent = person[:, None] + rng.normal(size=(len(place), ITEMS)) * np.sqrt(1 - SHARED)
    score = answers(latent, AGREEING).mean(axis=1)
    return _index(score, place, seed, draws, AGREEING) | {"icc": icc(score, place).estimate}


def _index(score: Array, place: Array | None, seed: int, draws: int, shares: Shares) -> Figures:
    resampled = resamples(len(score), Sampling(conf_level=1 - LEVEL, seed=seed, count=draws), place)
    assert resampled is not None
    found = interval(re_express(weighted_means(score[:, None], resampled)[:, 0], "pomp", 1, 5), draws=resampled)
    truth = re_express(mean_answer(shares), "pomp", 1, 5)
    return _held("", float(found.low), float(found.high), truth) | {
        "error": float(re_express(score.mean(), "pomp", 1, 5)) - truth
    }


def _held(name: str, low: float, high: float, truth: float) -> Figures:
    """Whether an interval holds the truth, on which side it misses it, and how wide it is."""
    return {
        f"covered{name}": float(low <= truth <= high),
        f"missed_above{name}": float(high < truth),
        f"missed_below{name}": float(low > truth),
        f"width{name}": high - low,
    }


def alpha(
    rng: np.random.Generator, seed: int, draws: int, *, n: int, shares: str, loadings: tuple[float, ...]
) -> Figures:
    """Alpha of Likert items: Feldt's interval and the percentile interval; beside them what BCa would give."""
    items = pd.DataFrame(one_factor_answers(rng, n, SHARES[shares], loadings))
    resampled = make_draws(n, seed=seed, count=draws)
    found = cronbach_alpha(items, draws=resampled)
    truth = true_alpha(SHARES[shares], loadings)
    drawn, left_out = raw_alpha(moments(items, resampled).cov), raw_alpha(left_out_moments(items, resampled).cov)
    bca = bca_interval(drawn[:, None], [found.estimate], left_out[:, None], draws=resampled)
    boot = (np.nan, np.nan) if found.boot_low is None or found.boot_high is None else (found.boot_low, found.boot_high)
    return {
        "error": found.estimate - truth,
        **_held("_feldt", found.conf_low, found.conf_high, truth),
        **_held("_percentile", *boot, truth),
        **_held("_bca", float(bca.low[0]), float(bca.high[0]), truth),
    }


def mediation_sample(rng: np.random.Generator, *, n: int, a: float, b: float, errors: str) -> Array:
    """Outcome, predictor and mediator (n, 3) of a mediation with a direct effect of .14."""

    def noise() -> Array:
        return rng.normal(size=n) if errors == "normal" else standard_chi2(rng, n)

    x = noise()
    m = a * x + noise()
    return np.column_stack([0.14 * x + b * m + noise(), x, m])


def indirect(rng: np.random.Generator, seed: int, draws: int, *, n: int, a: float, b: float, errors: str) -> Figures:
    """Indirect effect a b: percentile and BCa intervals, and the test that is their complement.

    The same kernel functions as ``mediate`` calls, without its regressions, which do not touch the draws.
    """
    columns = mediation_sample(rng, n=n, a=a, b=b, errors=errors)
    resampled = make_draws(n, seed=seed, count=draws)
    estimate = float(_indirect(moments(columns).cov))
    drawn = _indirect(moments(columns, resampled).cov)
    plain = interval(drawn, draws=resampled)
    left_out = _indirect(left_out_moments(columns, resampled).cov)
    bca = bca_interval(drawn[:, None], [estimate], left_out[:, None], draws=resampled)
    ends = {
        "_percentile": (float(plain.low), float(plain.high)),
        "_bca": (float(bca.low[0]), float(bca.high[0])),
    }
    found: Figures = {"error": estimate - a * b, "estimate": estimate}
    for name, (low, high) in ends.items():
        found |= _held(name, low, high, a * b) | {f"rejected{name}": float(low > 0 or high < 0)}
    return found | {"rejected_p": float(bootstrap_p(drawn) < LEVEL)}


def _indirect(cov: Array) -> Array:
    paths, _ = solve_paths(cov, 1, serial=False)
    return name_effects(paths, ("m",), serial=False)["indirect"]


def slope_of_rows(rng: np.random.Generator, seed: int, draws: int, *, n: int, errors: str) -> Figures:
    """t test of a slope that is zero, HC3: the predictor is skewed; errors equal in spread, or wider with it."""
    x = standard_chi2(rng, n)
    z = 0.5 * x + rng.normal(size=n)
    spread = np.ones(n) if errors == "equal" else 0.5 + np.abs(x)
    frame = pd.DataFrame({"x": x, "z": z, "y": 0.5 * z + spread * rng.normal(size=n)})
    return {
        f"rejected_{vcov.lower()}": _p_of(fit_ols(frame, "y", ["x", "z"], vcov=vcov).coefficients, "x")
        for vcov in ("HC3", "classical")
    }


def slope_of_agencies(
    rng: np.random.Generator,
    seed: int,
    draws: int,
    *,
    count: int,
    sizes: tuple[int, int],
    vcov: Literal["HC3", "CR1", "CR2"],
) -> Figures:
    """t tests of slopes that are zero, of an agency's own predictor and of a respondent's, at ICC .15."""
    place = agencies(rng, count, *sizes)
    n = len(place)
    frame = pd.DataFrame(
        {
            "agency": place,
            "between": rng.normal(size=count)[place],
            "within": rng.normal(size=count)[place] * np.sqrt(0.2) + rng.normal(size=n) * np.sqrt(0.8),
            "y": rng.normal(size=count)[place] * np.sqrt(0.15) + rng.normal(size=n) * np.sqrt(0.85),
        }
    )
    robust = fit_ols(frame, "y", ["between", "within"], cluster="agency", vcov=vcov)
    as_rows = fit_ols(frame, "y", ["between", "within"])
    found = {f"rejected_{term}": _p_of(robust.coefficients, term) for term in ("between", "within")}
    found |= {f"rejected_{term}_wild": _p_of(robust.coefficients, term, "p_wild") for term in ("between", "within")}
    return found | {"rejected_between_as_rows": _p_of(as_rows.coefficients, "between")}


def errors_of_agencies(
    rng: np.random.Generator,
    seed: int,
    draws: int,
    *,
    count: int,
    sizes: tuple[int, int],
    marked: bool,
    kinds: tuple[ClusterKind, ...] = ("CR1", "CR2"),
) -> Figures:
    """The same tests by CR1 and by CR2, of one sample: ``marked`` is a predictor that marks every tenth agency."""
    place = agencies(rng, count, *sizes)
    n = len(place)
    of_agency = (rng.permutation(count) < count / 10).astype(float) if marked else rng.normal(size=count)
    within = rng.normal(size=count)[place] * np.sqrt(0.2) + rng.normal(size=n) * np.sqrt(0.8)
    design = np.column_stack([np.ones(n), of_agency[place], within])
    outcome = rng.normal(size=count)[place] * np.sqrt(0.15) + rng.normal(size=n) * np.sqrt(0.85)
    estimate = np.linalg.lstsq(design, outcome)[0]
    found: Figures = {}
    for kind in kinds:
        robust = cluster_covariance(design, outcome - design @ estimate, place, np.eye(3)[1:], kind)
        p = 2 * stdtr(robust.df, -np.abs(estimate[1:]) / np.sqrt(np.diag(robust.cov)[1:]))
        found |= {
            f"rejected_{term}_{kind.lower()}": float(p[i] < LEVEL) for i, term in enumerate(("between", "within"))
        }
    return found


def _p_of(coefficients: pd.DataFrame, term: str, column: str = "p_value") -> float:
    """1 where the test of a term rejects at 5 %."""
    return float(coefficients.loc[coefficients["term"] == term, column].iloc[0] < LEVEL)


def icc_known(
    rng: np.random.Generator, seed: int, draws: int, *, count: int, icc1: float, sizes: tuple[int, int]
) -> Figures:
    """ICC(1) and its F interval, normal scores."""
    place = agencies(rng, count, *sizes)
    score = rng.normal(size=count)[place] * np.sqrt(icc1) + rng.normal(size=len(place)) * np.sqrt(1 - icc1)
    found = icc(score, place)
    assert found.conf_low is not None and found.conf_high is not None and found.icc2 is not None
    reliability = found.size_used * icc1 / (1 + (found.size_used - 1) * icc1)
    return {
        "error": found.estimate - icc1,
        "error_icc2": found.icc2 - reliability,
        **_held("", found.conf_low, found.conf_high, icc1),
    }


def rwg_known(rng: np.random.Generator, seed: int, draws: int, *, raters: int, items: int, shares: Shares) -> Figures:
    """r_wg and r* of one group whose raters answer independently with these shares."""
    given = rng.choice(np.arange(1, 6), p=shares, size=(raters, items)).astype(float)
    row = rwg(pd.DataFrame(given), np.zeros(raters, dtype=int), points=5).to_frame().iloc[0]
    points = np.arange(1, 6)
    q = float(np.dot(points**2, shares) - np.dot(points, shares) ** 2) / 2
    undefined = row["reason"] == "beyond_null"
    found = {"error_r_star": float(row["r_star"]) - (1 - q), "beyond_null": float(undefined)}
    if q < 1:
        found["error"] = float(row["rwg"]) - items * (1 - q) / (items * (1 - q) + q)
    return found


def latent_correlation(
    rng: np.random.Generator, seed: int, draws: int, *, n: int, rho: float, shares: tuple[str, str]
) -> Figures:
    """Correlation of two normal variables that are seen only in five categories: polychoric beside Pearson's."""
    one = rng.normal(size=n)
    other = rho * one + np.sqrt(1 - rho**2) * rng.normal(size=n)
    first, second = (SHARES[name] for name in shares)
    # The second item leans the other way where its shares are not symmetric.
    items = pd.DataFrame({"a": answers(one, first), "b": answers(other, tuple(reversed(second)))})
    found = polychoric(items).to_frame()["estimate"].item()
    return {"error_polychoric": found - rho, "error_pearson": float(items.corr().iloc[0, 1]) - rho}


STUDIES: dict[str, Any] = {
    study.__name__: study
    for study in (
        index_of_rows,
        index_of_agencies,
        alpha,
        indirect,
        slope_of_rows,
        slope_of_agencies,
        errors_of_agencies,
        icc_known,
        rwg_known,
        latent_correlation,
    )
}
