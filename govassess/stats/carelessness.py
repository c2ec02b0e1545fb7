"""Signs of careless answering, person by person: flags for whoever asks, never a row removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc, fdtrc

from govassess.stats.arguments import check_arguments, check_pair
from govassess.stats.draws import FloatArray
from govassess.stats.rounding import coarseness, constant_columns
from govassess.stats.tables import column_of, numbers_of

PAIRED = 0.60  # |r| from which two items are synonyms or antonyms
FEWEST_PAIRS = 3
FEWEST_SCALES = 3
CELLS = 2**20  # of the systems that are solved at a time
INDICES = ("longstring", "irv", "even_odd", "synonyms", "antonyms", "mahalanobis", "seconds_per_item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on an index is a flag: conventions, all of them.

    Attributes
    ----------
    longstring : float
        Share of the items in one run.
    irv_low, irv_high : float
        Tails of the sample's IRV, as shares; an IRV of zero is always flagged.
    even_odd, synonyms : float
        Correlations below.
    antonyms : float
        Correlation above.
    mahalanobis : float
        p below.
    seconds : float
        Seconds an item below.
    """

    longstring: float = 0.5
    irv_low: float = 0.01
    irv_high: float = 0.01
    even_odd: float = 0.0
    synonyms: float = 0.0
    antonyms: float = 0.0
    mahalanobis: float = 0.001
    seconds: float = 2.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Careless:
    """Indices and flags a person; the frame holds rows of persons and is for the caller alone.

    ``reasons`` says why an index is undefined for everyone; ``counts`` how many persons each index flags.
    """

    indices: pd.DataFrame
    counts: Mapping[str, int]
    undefined: Mapping[str, int]  # persons without the index
    reasons: Mapping[str, str]
    n_flagged: int  # by at least one index
    n_flagged_twice: int  # by at least two
    limits: Limits
    reversed_present: bool  # without a reversed item, equal answers throughout are a legitimate answer
    n_pairs: int
    n_used: int
    n_dropped: int = 0

    def to_frame(self) -> pd.DataFrame:
        """Return one row a person, indexed as the items: the indices, ``flag_<index>`` and ``flags``, their number."""
        return self.indices.copy()

    def __repr__(self) -> str:
        """Return one line, without any person."""
        return f"Careless({self.n_flagged} of {self.n_used} flagged, {self.n_flagged_twice} by two indices or more)"


def careless(
    items: pd.DataFrame,
    *,
    bounds: tuple[float, float],
    reversed_items: Sequence[str] = (),
    scales: Mapping[str, Sequence[str]] | None = None,
    seconds: npt.ArrayLike | None = None,
    timed: npt.ArrayLike | None = None,
    limits: Limits | None = None,
) -> Careless:
    """Compute indices of careless answering for every person.

    Parameters
    ----------
    items : DataFrame (n, k)
        Answers as given (not reverse-keyed), columns in the order of the page, NaN = not answered.
    bounds : (float, float)
        Lowest and highest scale point.
    reversed_items : sequence of str
        Items whose keys are reversed; only even-odd turns them.
    scales : mapping of name to columns, optional
        For even-odd; at least three scales of two items or more.
    seconds : array (n,), optional
        Time on the questionnaire; NaN = not logged.
    timed : array (n,), optional
        How many items each person answered in that time, where the questionnaire holds more than ``items``.
    limits : Limits, optional
        Where flags begin.

    Returns
    -------
    Careless
        An index is NaN for a person for whom it is undefined, and then no flag. Reasons for all: ``too_few_scales``,
        ``too_few_pairs``, ``singular``, ``no_times``, ``too_few_answers``.

    Raises
    ------
    ValueError
        An answer lies outside the bounds; a column is unknown; the times do not fit the rows.

    Notes
    -----
    Longstring: longest run of equal answers; a missing one ends it. IRV: SD (n - 1) within the person. Even-odd:
    correlation within the person of the means of odd and even items of each scale, Spearman-Brown, at least -1.
    Synonyms, antonyms: correlation within the person over pairs of items with r of at least .60, or at most -.60,
    over the complete rows; it takes three pairs, in the sample and of the person. Mahalanobis: D2 on the m items the
    person answered, with mean and covariances of the N complete rows. Its p is that of normal answers at this N: for
    a complete row, N D2/(N - 1)^2 is beta(m/2, (N - m - 1)/2); for another, N (N - m) D2/(m (N^2 - 1)) is F(m, N - m).
    Chi-square with m df is the limit for N far above m only; with N = 1.5 m it would flag most incomplete rows and no
    complete one. Seconds per answered item: who left after half of the questionnaire is no speeder for it.

    References
    ----------
    Meade, A. W. & Craig, S. B. (2012). Identifying careless responses in survey data. *Psychological Methods*, 17,
    437-455. Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. *J. of
    Experimental Social Psychology*, 66, 4-19. Dunn, A. M., Heggestad, E. D., Shanock, L. R. & Theilgard, N. (2018).
    Intra-individual response variability. *J. of Business and Psychology*, 33(1), 105-121. Huang, J. L. et al. (2012).
    Detecting and deterring insufficient effort responding to surveys. *J. of Business and Psychology*, 27, 99-114.
    Penny, K. I. (1996). Appropriate critical values when testing for a single multivariate outlier by using the
    Mahalanobis distance. *Applied Statistics*, 45, 73-81.

    Examples
    --------
    >>> answers = pd.DataFrame([[1, 1, 1, 2, 3, 3, 3, 3]], columns=list("abcdefgh"))
    >>> careless(answers, bounds=(1, 5)).to_frame()[["longstring", "irv"]].round(4).iloc[0].tolist()
    [4.0, 0.991]
    """
    check_arguments(items=items, reversed_items=reversed_items, scales=scales)
    check_pair("bounds", bounds)
    limits = limits or Limits()
    x = numbers_of(items)
    n = len(x)
    answered = ~np.isnan(x)
    _check(items, x, bounds, reversed_items, scales)
    reasons: dict[str, str] = {}
    turned = items.columns.isin(list(reversed_items))
    keyed = np.where(turned, bounds[0] + bounds[1] - x, x)
    column: dict[str, FloatArray] = {"longstring": _longest_run(x), "irv": _row_sd(x)}
    column["even_odd"] = _even_odd(items, keyed, scales, reasons)
    r = _correlations(x)
    pairs = {"synonyms": np.argwhere(np.triu(r, 1) >= PAIRED), "antonyms": np.argwhere(np.triu(r, 1) <= -PAIRED)}
    for name, listed in pairs.items():
        if len(listed) < FEWEST_PAIRS:
            reasons[name] = "too_few_pairs"
        column[name] = _within(x[:, listed[:, 0]], x[:, listed[:, 1]])
    column["mahalanobis"], p = _mahalanobis(x, reasons)
    column["seconds_per_item"] = _times(seconds, answered, timed, reasons)
    frame = pd.DataFrame(column, index=items.index)
    flags = _flags(column, p, answered, limits)
    for name in INDICES:
        frame[f"flag_{name}"] = flags[name]
    frame["mahalanobis_p"] = p
    total = np.sum(list(flags.values()), axis=0)
    frame["flags"] = total
    return Careless(
        indices=frame,
        counts={name: int(flags[name].sum()) for name in INDICES},
        undefined={name: int(np.isnan(column[name]).sum()) for name in INDICES},
        reasons=reasons,
        n_flagged=int((total >= 1).sum()),
        n_flagged_twice=int((total >= 2).sum()),
        limits=limits,
        reversed_present=bool(turned.any()),
        n_pairs=sum(len(listed) for listed in pairs.values()),
        n_used=n,
    )


def _check(
    items: pd.DataFrame,
    x: FloatArray,
    bounds: tuple[float, float],
    reversed_items: Sequence[str],
    scales: Mapping[str, Sequence[str]] | None,
) -> None:
    """Refuse answers outside the scale and names that are no columns."""
    if np.any(x < bounds[0]) or np.any(x > bounds[1]):
        raise ValueError(f"an answer lies outside {bounds[0]:g} to {bounds[1]:g}")
    named = [*reversed_items, *(name for columns in (scales or {}).values() for name in columns)]
    unknown = [name for name in named if name not in items.columns]
    if unknown:
        raise ValueError(f"not among the items: {', '.join(unknown)}")


def _longest_run(x: FloatArray) -> FloatArray:
    """Return the longest run of equal answers in each row; NaN where nothing was answered."""
    n, k = x.shape
    longest, run = np.zeros(n), np.zeros(n)
    for j in range(k):
        here = ~np.isnan(x[:, j])
        same = here & (x[:, j] == x[:, j - 1]) if j else np.zeros(n, dtype=bool)
        run = np.where(same, run + 1, here.astype(float))
        longest = np.maximum(longest, run)
    return np.where(longest > 0, longest, np.nan)


def _row_sd(x: FloatArray) -> FloatArray:
    """Return the SD of the answers in each row; NaN with fewer than two."""
    count, mean = _row_mean(x)
    squares = np.where(np.isnan(x), 0, (x - mean[:, None]) ** 2).sum(axis=1)
    return np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan)


def _row_mean(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the number and the mean of the values in each row."""
    count = (~np.isnan(x)).sum(axis=1).astype(float)
    return count, np.where(count > 0, np.nansum(x, axis=1) / np.maximum(count, 1), np.nan)


def _within(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the correlation within each row over the pairs of which both are there, at least three of them."""
    both = ~np.isnan(one) & ~np.isnan(other)
    u, v = np.where(both, one, np.nan), np.where(both, other, np.nan)
    count, mean_u = _row_mean(u)
    mean_v = _row_mean(v)[1]
    du, dv = np.where(both, u - mean_u[:, None], 0), np.where(both, v - mean_v[:, None], 0)
    length_u, length_v = np.sqrt((du**2).sum(axis=1)), np.sqrt((dv**2).sum(axis=1))
    defined = (count >= FEWEST_PAIRS) & (length_u > coarseness(u[both])) & (length_v > coarseness(v[both]))
    spread = length_u * length_v
    return np.where(defined, (du * dv).sum(axis=1) / np.where(defined, spread, 1), np.nan)


def _even_odd(
    items: pd.DataFrame, keyed: FloatArray, scales: Mapping[str, Sequence[str]] | None, reasons: dict[str, str]
) -> FloatArray:
    """Return the even-odd consistency of each row."""
    places = [items.columns.get_indexer(pd.Index(list(names))) for names in (scales or {}).values() if len(names) > 1]
    if len(places) < FEWEST_SCALES:
        reasons["even_odd"] = "too_few_scales"
        return np.full(len(items), np.nan)
    odd = np.column_stack([_row_mean(keyed[:, at[0::2]])[1] for at in places])
    even = np.column_stack([_row_mean(keyed[:, at[1::2]])[1] for at in places])
    r = _within(odd, even)
    with np.errstate(divide="ignore"):
        return np.where(r > -1, np.maximum(2 * r / (1 + r), -1), r)


def _correlations(x: FloatArray) -> FloatArray:
    """Return the correlations of the items over complete rows; 0 where one is constant or too few rows are complete."""
    complete = x[~np.isnan(x).any(axis=1)]
    k = x.shape[1]
    if len(complete) < 3:
        return np.zeros((k, k))
    centred = complete - complete.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    scaled = np.divide(centred, length, out=np.zeros_like(centred), where=~constant_columns(complete))
    return np.asarray(scaled.T @ scaled)


def _mahalanobis(x: FloatArray, reasons: dict[str, str]) -> tuple[FloatArray, FloatArray]:
    """Return D2 and its p for each row, on the items it answered."""
    n, k = x.shape
    distance, p = np.full(n, np.nan), np.full(n, np.nan)
    answered = ~np.isnan(x)
    complete = x[answered.all(axis=1)]
    if len(complete) <= k + 1:
        reasons["mahalanobis"] = "too_few_answers"
        return distance, p
    mean = complete.mean(axis=0)
    S = np.atleast_2d(np.cov(complete, rowvar=False))
    sd = np.sqrt(np.diag(S))
    if not (sd > 0).all() or np.linalg.eigvalsh(S / np.outer(sd, sd))[0] < 1e-8:
        reasons["mahalanobis"] = "singular"
        return distance, p
    count, N = answered.sum(axis=1), len(complete)
    distance = _distances(np.where(answered, x - mean, 0) / sd, np.linalg.inv(S / np.outer(sd, sd)), answered)
    for m in np.unique(count[count > 0]):
        rows = count == m
        p[rows] = _distance_p(distance[rows], int(m), N, inside=bool(m == k))
    return distance, p


def _distances(z: FloatArray, inverse: FloatArray, answered: npt.NDArray[np.bool_]) -> FloatArray:
    """Return D2 of each row on the items it answered; NaN where there are none.

    Parameters
    ----------
    z : array (n, k)
        Standardised answers, 0 where there is none.
    inverse : array (k, k)
        Of the items' correlations.
    answered : array (n, k) of bool

    Notes
    -----
    With P the inverse and y = P z, z being 0 on the missing items m, D2 = z'y - y_m' (P_mm)^-1 y_m: one product serves
    all rows, and each needs a system of the size of what it left out.
    """
    y = z @ inverse
    distance = np.asarray(np.einsum("ij,ij->i", z, y))
    left_out = (~answered).sum(axis=1)
    distance[left_out == z.shape[1]] = np.nan
    for m in np.unique(left_out[(left_out > 0) & (left_out < z.shape[1])]):
        rows = np.flatnonzero(left_out == m)
        for some in np.array_split(rows, -(-len(rows) * m**2 // CELLS)):
            items = np.nonzero(~answered[some])[1].reshape(len(some), m)
            own = y[some[:, None], items]
            solved = np.linalg.solve(inverse[items[:, :, None], items[:, None, :]], own[:, :, None])
            distance[some] -= np.einsum("ij,ij->i", own, solved[:, :, 0])
    return distance


def _distance_p(distance: FloatArray, m: int, N: int, *, inside: bool) -> FloatArray:
    """Return the p of D2 on m items, its mean and covariances from N rows, this one ``inside`` them or not."""
    if inside:
        share = np.clip(distance * N / (N - 1) ** 2, 0, 1)
        return np.asarray(betainc((N - m - 1) / 2, m / 2, 1 - share))
    return np.asarray(fdtrc(m, N - m, distance * N * (N - m) / (m * (N**2 - 1))))


def _times(
    seconds: npt.ArrayLike | None,
    answered: npt.NDArray[np.bool_],
    timed: npt.ArrayLike | None,
    reasons: dict[str, str],
) -> FloatArray:
    """Return the seconds per answered item."""
    n = len(answered)
    time = np.full(n, np.nan) if seconds is None else column_of(seconds, "seconds")
    count = answered.sum(axis=1).astype(float) if timed is None else column_of(timed, "timed")
    for name, column in (("times", time), ("numbers of items", count)):
        if column.shape != (n,):
            raise ValueError(f"{name} of shape {column.shape} for {n} rows")
    if np.isnan(time).all():
        reasons["seconds_per_item"] = "no_times"
    return np.where(count > 0, time / np.maximum(count, 1), np.nan)


def _flags(
    column: Mapping[str, FloatArray], p: FloatArray, answered: npt.NDArray[np.bool_], limits: Limits
) -> dict[str, npt.NDArray[np.bool_]]:
    """Return for each index whom it flags; a comparison with NaN is no flag."""
    irv = column["irv"]
    known = irv[~np.isnan(irv)]
    low, high = np.quantile(known, [limits.irv_low, 1 - limits.irv_high]) if len(known) else (np.nan, np.nan)
    return {
        # One item alone is no run.
        "longstring": (column["longstring"] >= limits.longstring * answered.shape[1]) & (column["longstring"] > 1),
        "irv": (irv == 0) | (irv < low) | (irv > high),
        "even_odd": column["even_odd"] < limits.even_odd,
        "synonyms": column["synonyms"] < limits.synonyms,
        "antonyms": column["antonyms"] > limits.antonyms,
        "mahalanobis": p < limits.mahalanobis,
        "seconds_per_item": column["seconds_per_item"] < limits.seconds,
    }
