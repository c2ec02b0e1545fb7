"""The list of what is simulated, and the figures each scenario must reach."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from govassess.stats.clustered import CR2_BELOW

SEED = 20231031
REPLICATIONS = 5000
FEWER = 2000
"""Where a replication is dear, or the figure is a bias that is small beside its bound."""

MANY = 20000
"""Where the truth lies close to the bound."""

DRAWS = 999
"""p (B + 1) is a whole number for the 2.5 % tails, so the interval's ends are draws, as with 4,999."""

MANY_DRAWS = 4999

COVERAGE = (0.93, 0.97)
TYPE_I = (0.0, 0.06)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One study with its parameters; ``bounds`` holds the limits of the figures that are promised.

    ``revision`` is raised when the study's code changes what is drawn or computed.
    """

    name: str
    study: str
    params: Mapping[str, Any]
    replications: int = REPLICATIONS
    draws: int = DRAWS
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    revision: int = 1

    @property
    def entropy(self) -> tuple[int, int]:
        """The first words of the seed of every replication; its number is the last."""
        return SEED, zlib.crc32(self.name.encode())

    @property
    def digest(self) -> str:
        """A hash of all that decides the figures; the bounds only judge them."""
        shown = asdict(self)
        del shown["bounds"]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _index() -> list[Scenario]:
    rows = [
        Scenario(
            name=f"index, rows, n {n}, {shares}",
            study="index_of_rows",
            params={"n": n, "shares": shares},
            bounds={"covered": COVERAGE},
        )
        for n in (60, 200)
        for shares in ("agreeing", "symmetric")
    ]
    clusters = [
        Scenario(
            name=f"index, {count} agencies, ICC {icc1}",
            study="index_of_agencies",
            params={"count": count, "icc1": icc1, "sizes": (6, 24)},
            bounds={"covered": COVERAGE},
        )
        for count in (10, 20, 40)
        for icc1 in (0.05, 0.15)
    ]
    more = [
        Scenario(
            name=f"index, 10 agencies, ICC 0.15, {MANY_DRAWS} draws",
            study="index_of_agencies",
            params={"count": 10, "icc1": 0.15, "sizes": (6, 24)},
            draws=MANY_DRAWS,
            bounds={"covered": COVERAGE},
        ),
        Scenario(
            name="index, 10 agencies of 15, ICC 0.15",
            study="index_of_agencies",
            params={"count": 10, "icc1": 0.15, "sizes": (15, 15)},
            bounds={"covered": COVERAGE},
        ),
        Scenario(
            name="index, 6 agencies (rows resampled, flagged), ICC 0.15",
            study="index_of_agencies",
            params={"count": 6, "icc1": 0.15, "sizes": (6, 24)},
        ),
    ]
    return rows + clusters + more


def _alpha() -> list[Scenario]:
    loadings = {"equal": (0.65,) * 6, "unequal": (0.45, 0.55, 0.6, 0.7, 0.75, 0.8)}
    return [
        Scenario(
            name=f"alpha, n {n}, {shares}, {kind} loadings",
            study="alpha",
            params={"n": n, "shares": shares, "loadings": loadings[kind]},
            bounds={"covered_feldt": COVERAGE, "covered_percentile": COVERAGE},
            revision=2,
        )
        for n in (60, 200)
        for shares, kind in (("symmetric", "equal"), ("agreeing", "equal"), ("agreeing", "unequal"))
    ]


def _indirect() -> list[Scenario]:
    there = [
        Scenario(
            name=f"indirect effect, n {n}, a {a}, b {b}, {errors} errors",
            study="indirect",
            params={"n": n, "a": a, "b": b, "errors": errors},
            bounds={"covered_percentile": COVERAGE, "covered_bca": COVERAGE},
        )
        for n in (60, 200)
        for a, b, errors in ((0.39, 0.39, "normal"), (0.59, 0.26, "normal"), (0.39, 0.39, "skewed"))
    ]
    absent = [
        Scenario(
            name=f"no indirect effect, n {n}, a {a}, b {b}",
            study="indirect",
            params={"n": n, "a": a, "b": b, "errors": "normal"},
            bounds={"rejected_percentile": TYPE_I, "rejected_p": TYPE_I},
        )
        for n in (60, 200)
        for a, b in ((0.0, 0.0), (0.0, 0.39), (0.39, 0.0), (0.0, 0.59), (0.59, 0.0))
    ]
    more = [
        Scenario(
            name=f"indirect effect, n 60, a 0.39, b 0.39, normal errors, {MANY_DRAWS} draws",
            study="indirect",
            params={"n": 60, "a": 0.39, "b": 0.39, "errors": "normal"},
            draws=MANY_DRAWS,
            bounds={"covered_percentile": COVERAGE, "covered_bca": COVERAGE},
        ),
        Scenario(
            name=f"no indirect effect, n 60, a 0.0, b 0.59, {MANY_DRAWS} draws",
            study="indirect",
            params={"n": 60, "a": 0.0, "b": 0.59, "errors": "normal"},
            draws=MANY_DRAWS,
            bounds={"rejected_percentile": TYPE_I, "rejected_p": TYPE_I},
        ),
    ]
    return there + absent + more


def _slopes() -> list[Scenario]:
    rows = [
        Scenario(
            name=f"slope of zero, HC3, n {n}, errors {errors} in spread",
            study="slope_of_rows",
            params={"n": n, "errors": errors},
            draws=0,
        )
        for n in (30, 60, 200)
        for errors in ("equal", "unequal")
    ]
    clusters = [
        Scenario(
            name=f"slope of zero, {count} agencies, {rule}",
            study="slope_of_agencies",
            params={"count": count, "sizes": (6, 24), "vcov": vcov},
            replications=REPLICATIONS if count < 40 else FEWER,
            draws=0,
        )
        for count, rule, vcov in ((10, "CR2", "HC3"), (20, "CR2", "HC3"), (40, "CR1", "CR1"), (40, "CR2", "CR2"))
    ]
    return rows + clusters + _cluster_rule()


def _cluster_rule() -> list[Scenario]:
    """CR1 beside CR2 by the number of agencies: each keeps 6 % where the kernel's rule takes it."""
    predictors = {False: "normal predictor", True: "every tenth marked"}
    beside = [
        Scenario(
            name=f"CR1 and CR2, {count} agencies, {predictor}",
            study="errors_of_agencies",
            params={"count": count, "sizes": (6, 24), "marked": marked},
            replications=REPLICATIONS if count < 300 else FEWER,
            draws=0,
            bounds={"rejected_between_cr2": TYPE_I, "rejected_within_cr2": TYPE_I},
        )
        for marked, predictor in predictors.items()
        for count in (20, 40, 60, 100, 150, 300)
    ]
    beyond = [
        Scenario(
            name=f"CR1, {CR2_BELOW} agencies, {predictor}",
            study="errors_of_agencies",
            params={"count": CR2_BELOW, "sizes": (6, 24), "marked": marked, "kinds": ("CR1",)},
            replications=MANY,
            draws=0,
            bounds={"rejected_between_cr1": TYPE_I, "rejected_within_cr1": TYPE_I},
        )
        for marked, predictor in predictors.items()
    ]
    return beside + beyond


def _recovered() -> list[Scenario]:
    iccs = [
        Scenario(
            name=f"ICC {icc1}, {count} agencies",
            study="icc_known",
            params={"count": count, "icc1": icc1, "sizes": (6, 24)},
            draws=0,
            bounds={"error": (-0.01, 0.01)},
        )
        for count in (20, 50)
        for icc1 in (0.05, 0.15, 0.30)
    ]
    agreed = {"high": (0.0, 0.05, 0.2, 0.5, 0.25), "moderate": (0.1, 0.2, 0.4, 0.2, 0.1)}
    rwgs = [
        Scenario(
            name=f"r_wg, {items} items, 30 raters, {kind} agreement",
            study="rwg_known",
            params={"raters": 30, "items": items, "shares": shares},
            replications=FEWER,
            draws=0,
            bounds={"error": (-0.02, 0.02), "error_r_star": (-0.01, 0.01)},
        )
        for items in (1, 4)
        for kind, shares in agreed.items()
    ]
    random = Scenario(
        name="r*, 4 items, 30 raters who answer at random",
        study="rwg_known",
        params={"raters": 30, "items": 4, "shares": (0.2,) * 5},
        replications=FEWER,
        draws=0,
        bounds={"error_r_star": (-0.01, 0.01)},
    )
    latent = [
        Scenario(
            name=f"latent correlation {rho}, n 300, {' and '.join(shares)}",
            study="latent_correlation",
            params={"n": 300, "rho": rho, "shares": shares},
            replications=FEWER,
            draws=0,
            bounds={"error_polychoric": (-0.01, 0.01), "error_pearson": (-1.0, -0.02)},
        )
        for rho in (0.3, 0.5, 0.7)
        for shares in (("symmetric", "symmetric"), ("agreeing", "agreeing"))
    ]
    return [*iccs, *rwgs, random, *latent]


SCENARIOS: tuple[Scenario, ...] = (*_index(), *_alpha(), *_indirect(), *_slopes(), *_recovered())


def digest_of_list() -> str:
    """A hash of the whole list."""
    return hashlib.sha256("\n".join(scenario.digest for scenario in SCENARIOS).encode()).hexdigest()
