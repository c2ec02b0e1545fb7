"""Responses that stand in a file twice: by their id, as whole rows, as blocks of rows pasted again, by their answers.

A respondent is known from one run to the next by the survey tool's id of the response, else by the answers themselves.

Respondents to a short questionnaire often answer alike. Each rule therefore compares what is met with what independent
respondents would give, and holds at any number of items.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from govassess.responses.groups import group_labels
from govassess.responses.table import Column, Table
from govassess.responses.tools import TOOLS, Tool, columns_of, own_names

if TYPE_CHECKING:
    from govassess.responses.model import Responses


Hashes = NDArray[np.uint64]
How = Literal["id", "rows", "answers"]

LONG_TEXT = 8  # characters; a shorter text is often written twice
MANY = 12  # distinct contents of a column that is no list of answers
HALF = 0.5  # share of a column's contents that stand there once, from which on it tells respondents apart
VARIED = 0.6  # share of distinct contents above which a column says nothing about whole rows: a number, a time
CHANCE = 1e-3  # probability of as many repetitions among independent respondents
SHUFFLES = 3
NEAR = 50  # rows that follow each other
LEAST_BLOCK = 8  # rows
NONE = -1  # no earlier row is equal
LARGEST_COUNT = 12  # copies of one row that are looked for
MANY_ANSWERS = 10  # fewer are the same by chance, unless rows or blocks of rows tell
LEVEL, MOST_LEVELS = 20, 100  # respondents of about one mean, and groups of such respondents
DOUBT, FEW_ROWS = 3, 2_000  # times as many twins may be met as the estimate expects; more where more rows are compared
PRIOR = 0.05  # of each answer, as if it had been given that often already
RARE = 0.1  # twins that one respondent is expected to have
SURE_IDS = frozenset(
    "respondent id, respondentid, response id, responseid, respondent no, respondent number, respondent code, uuid,"
    "participant id, participantid, case id, caseid, id responden, id respon, no responden, no. responden,"
    "nomor responden, kode responden, id response, id respondent, submission id, id isian"
    .replace(", ", ",").split(",")
)  # fmt: skip
LIKELY_IDS = frozenset({"id", "no", "no.", "nomor", "nr", "number", "kode", "code", "no urut", "nomor urut"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """Pairs (first, later) of records of one response, in the order of the file, and which rule found them.

    ``answers``: that there are repetitions is beyond chance, but not which of the equal records they are.
    """

    pairs: tuple[tuple[int, int], ...] = ()
    how: How = "rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Positions of columns: that hold items; that the tool adds or are personal; all that hold no answers."""

    items: Collection[int] = ()
    own: Collection[int] = ()
    free: Collection[int] = ()


def repeats(table: Table, records: NDArray[np.intp], *, items: Collection[int], own: Collection[int]) -> Repeats:
    r"""Return the responses that repeat an earlier one, for a file whose ids do not tell.

    Parameters
    ----------
    table : Table
        The file.
    records : array of int
        The records that count as responses.
    items : collection of int
        Positions of the columns that hold answers to items.
    own : collection of int
        Positions of what the survey tool adds, and of personal columns: short texts tell respondents apart there too.

    Returns
    -------
    Repeats

    Notes
    -----
    1. Blocks of consecutive rows that come again in the same order, whatever a running number or a time says: longer
       ones than twice the longest that the same rows show in random order.
    2. Whole rows that are equal, where a column tells respondents apart (a time, a comment). Two respondents may share
       a minute; equal rows count if, of those that share one, more are equal than two respondents are by chance.
    3. If neither is met, rows that are equal in all but such columns: of independent respondents, whatever they
       answer, the numbers
       :math:`f_k` of rows that are met k times are those of a mixture of Poisson counts, of which
       :math:`f_k^2 \le \frac{k+1}{k} f_{k-1} f_{k+1}` holds. Rows pasted again break it.

    References
    ----------
    Good, I. J. (1953). The population frequencies of species and the estimation of population parameters. Biometrika,
    40, 237-264 (frequencies of frequencies as a mixture of Poisson counts).
    """
    if len(records) < 2:
        return Repeats()
    columns = [column.taken(records) for column in table.columns]
    filled = [at for at, column in enumerate(columns) if column.filled()]
    telling = [at for at in filled if at not in items and _tells(columns[at], own=at in own)]
    plain = [at for at in filled if at in items or not _varied(columns[at])]
    rows = row_hashes([columns[at] for at in plain or filled])
    earlier = _blocks(rows)
    earlier = np.where(earlier >= 0, earlier, _whole_rows(columns, filled, telling))
    if (earlier >= 0).any():
        return Repeats(pairs=_placed(earlier, records))
    if beyond_chance(np.unique(rows, return_counts=True)[1]):
        return Repeats(pairs=_placed(_earlier(rows), records), how="answers")
    return Repeats()


def id_column(table: Table, records: NDArray[np.intp], free: Collection[int]) -> int | None:
    """Return the column that is called an id and is one, of those that hold no answers; None if there is none.

    ``id`` or ``No`` may also number agencies or the rows of a sheet. It is the respondent's if half of its contents or
    more are met once, or if the rows that share one are mostly equal.
    """
    for at in free:
        names = own_names(TOOLS["generic"], table.headings[at])
        column = table.columns[at].taken(records)
        if names & SURE_IDS and column.filled():
            return at
        if names & LIKELY_IDS and column.filled():
            counts = np.array(list(column.filled().values()))
            if 2 * len(counts) >= counts.sum() and "id" in names:
                return at
            if _same_rows(table, records, at):
                return at
    return None


def _same_rows(table: Table, records: NDArray[np.intp], at: int) -> bool:
    """Tell whether most records that share the content of one column are equal in all that is no text or time."""
    columns = [column.taken(records) for place, column in enumerate(table.columns) if place != at]
    rows = row_hashes([column for column in columns if not _varied(column)] or columns)
    pairs = same_id(table.columns[at], records)
    place = {int(record): order for order, record in enumerate(records)}
    equal = sum(bool(rows[place[first]] == rows[place[later]]) for first, later in pairs)
    return 2 * equal > len(pairs)


def same_id(column: Column, records: NDArray[np.intp]) -> tuple[tuple[int, int], ...]:
    """Return the pairs (first, later) of records with one id; an empty one is nobody's."""
    ids = [text.strip() for text in column.contents]
    places = {text: at for at, text in enumerate(dict.fromkeys(ids))}
    codes = np.array([places[text] for text in ids], np.uint64)[column.codes[records]]
    earlier = _earlier(codes)
    if "" in places:
        earlier[codes == places[""]] = NONE
    return _placed(earlier, records)


def row_hashes(columns: Sequence[Column]) -> Hashes:
    """Return one number a record, equal where all columns hold the same; that others are equal too is out of question.

    Examples
    --------
    >>> rows = row_hashes([Column.of(["1", "1", "2"]), Column.of(["a", "a", "a"])])
    >>> bool(rows[0] == rows[1]), bool(rows[0] == rows[2])
    (True, False)
    """
    factors = np.random.default_rng(0).integers(1, 2**63, len(columns), np.uint64) * np.uint64(2) + np.uint64(1)
    found = np.zeros(len(columns[0]), np.uint64)
    for column, factor in zip(columns, factors, strict=True):
        mixed = (column.codes.astype(np.uint64) + np.uint64(1)) * factor
        found += mixed ^ (mixed >> np.uint64(29))
    return found


def _placed(earlier: NDArray[np.intp], records: NDArray[np.intp]) -> tuple[tuple[int, int], ...]:
    """Return the pairs (first, later) of records, of the place of an earlier row for each row."""
    later = np.flatnonzero(earlier >= 0)
    return tuple(zip(records[earlier[later]].tolist(), records[later].tolist(), strict=True))


def _earlier(rows: NDArray[Any]) -> NDArray[np.intp]:
    """Return for each number the place of the first equal one, ``NONE`` for that one itself."""
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    begins = first[which.ravel()]
    return np.where(begins == np.arange(len(rows)), NONE, begins)


def _tells(column: Column, *, own: bool) -> bool:
    """Tell whether most contents of a column can be one respondent's only: times, comments, running numbers."""
    contents = column.filled()
    if own:
        return True
    texts = sum(len(text.strip()) >= LONG_TEXT for text in contents)
    return len(contents) > MANY and texts > HALF * len(contents)


def _varied(column: Column) -> bool:
    contents = column.filled()
    return len(contents) > VARIED * sum(contents.values()) and len(contents) > MANY


def _whole_rows(columns: Sequence[Column], filled: Sequence[int], telling: Sequence[int]) -> NDArray[np.intp]:
    """Return ``_earlier`` of equal rows, if what tells respondents apart is equal in them more often than by chance."""
    none = np.full(len(columns[0]), NONE)
    if not telling:
        return none
    rows = row_hashes([columns[at] for at in filled])
    named = np.flatnonzero(~np.logical_and.reduce([columns[at].blank() for at in telling]))
    told = row_hashes([columns[at] for at in telling])[named]
    _, first, which, sizes = np.unique(told, return_index=True, return_inverse=True, return_counts=True)
    differs = np.zeros(len(sizes), bool)
    np.logical_or.at(differs, which, rows[named] != rows[named[first]][which])
    several, equal = sizes > 1, (sizes > 1) & ~differs
    others = [columns[at] for at in filled if at not in telling]
    alike = _matching(row_hashes(others)[named[np.sort(first)]]) if others else 1.0
    if not equal.any() or _tail(int(equal.sum()), int(several.sum()), alike) >= CHANCE:
        return none
    counted = np.zeros(len(rows), bool)
    counted[named] = equal[which]
    return np.where(counted, _earlier(rows), NONE)


def _matching(rows: Hashes) -> float:
    """Return the share of pairs of rows that are equal: of all, or of neighbours, which may come from one place."""
    counts = np.unique(rows, return_counts=True)[1].astype(float)
    n = len(rows)
    if n < 2:
        return 0.0
    return max(float((counts * (counts - 1)).sum() / (n * (n - 1))), float((rows[1:] == rows[:-1]).mean()))


def _tail(successes: int, trials: int, p: float) -> float:
    """Return the probability of at least so many successes."""
    if p <= 0 or p >= 1:
        return float(p >= 1)
    chosen = [
        math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        + k * math.log(p) + (trials - k) * math.log1p(-p)
        for k in range(successes, trials + 1)
    ]  # fmt: skip
    return min(1.0, math.fsum(map(math.exp, chosen)))


def _blocks(rows: Hashes) -> NDArray[np.intp]:
    """Return ``_earlier`` of rows in blocks that come again, if no random order shows blocks so long.

    The rows are put in random order as a whole, and among their neighbours, who may be of one place and answer alike.
    """
    draw = np.random.default_rng(0)
    places = np.arange(len(rows)) // NEAR
    orders = [np.lexsort((draw.random(len(rows)), near)) for near in (places * 0, places) for _ in range(SHUFFLES)]
    by_chance = max(_longest(_runs(rows[order])[0]) for order in orders)
    runs, starts = _runs(rows)
    length = max(2 * by_chance + 6, LEAST_BLOCK)
    windows = _windows(runs, length)
    again = _earlier(windows)
    found = np.full(len(rows), NONE)
    for later in np.flatnonzero(again >= 0):
        begin, lag = int(starts[later]), int(starts[later] - starts[again[later]])
        if lag > 0 and found[begin] < 0:
            _follow(rows, begin, lag, found)
    return found


def _follow(rows: Hashes, begin: int, lag: int, found: NDArray[np.intp]) -> None:
    """Add the rows around ``begin`` that are equal to those ``lag`` before them."""
    down = begin
    while down < len(rows) and rows[down] == rows[down - lag] and found[down] < 0:
        found[down] = found[down - lag] if found[down - lag] >= 0 else down - lag
        down += 1
    up = begin - 1
    while up - lag >= 0 and rows[up] == rows[up - lag] and found[up] < 0:
        found[up] = found[up - lag] if found[up - lag] >= 0 else up - lag
        up -= 1


def _runs(rows: Hashes) -> tuple[Hashes, NDArray[np.intp]]:
    """Return rows with equal neighbours made one, which its length is part of, and where each begins.

    So that in a file that is sorted by its answers nothing comes again.
    """
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    lengths = np.diff(np.append(starts, len(rows))).astype(np.uint64)
    return rows[starts] * np.uint64(31) + lengths * np.uint64(0x9E3779B97F4A7C15), starts


def _windows(runs: Hashes, length: int) -> Hashes:
    """Return one number for each ``length`` runs that follow each other."""
    if length > len(runs):
        return runs[:0]
    found = np.zeros(len(runs) - length + 1, np.uint64)
    for at in range(length):
        found = found * np.uint64(6364136223846793005) + runs[at : at + len(found)]
        found ^= found >> np.uint64(31)
    return found


def _longest(runs: Hashes) -> int:
    """Return the length of the longest part of a sequence that comes again."""

    def again(length: int) -> bool:
        windows = np.sort(_windows(runs, length))  # np.unique hashes, ten times slower here
        return bool((windows[1:] == windows[:-1]).any())

    high = 1
    while again(high):
        high *= 2
    low = high // 2  # comes again, or is 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if again(middle) else (low, middle)
    return low


def beyond_chance(counts: NDArray[np.integer[Any]]) -> bool:
    r"""Tell whether independent respondents cannot have given rows that are met so often each.

    Parameters
    ----------
    counts : array of int
        How often each distinct row is met.

    Notes
    -----
    :math:`f_k^2 \le \frac{k+1}{k} f_{k-1} f_{k+1}` in expectation, whatever the respondents answer; each f is taken
    at the end of an interval of four standard errors that favours chance.

    Examples
    --------
    >>> beyond_chance(np.array([4] * 100)), beyond_chance(np.array([1] * 60 + [2] * 20 + [3] * 8 + [4] * 4 + [9]))
    (True, False)
    """
    met = np.bincount(np.minimum(counts, LARGEST_COUNT + 1), minlength=LARGEST_COUNT + 2).astype(float)
    least = met - 4 * np.sqrt(met)
    most = met + 4 * np.sqrt(met + 1) + 8
    ends = range(2, LARGEST_COUNT)
    return any(least[k] > 0 and least[k] ** 2 > (k + 1) / k * most[k - 1] * most[k + 1] for k in ends)


def improbable(items: NDArray[np.int32], given: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the respondents with the answers of somebody before them that chance does not explain.

    Parameters
    ----------
    items : array (n, k) of int
        Answers; a number of its own for none.
    given : array (n, k) of bool
        Which of them are answers. Those who gave fewer than ten, or one answer throughout, are not compared.

    Returns
    -------
    array of int
        Rows; none where chance explains as many.

    Notes
    -----
    The probability of a row of answers is estimated from all respondents as if items were independent among those of
    about the same mean, and from those with other answers as if each answer depended on the one before it; the larger
    one counts. Rows are looked at that one respondent in ten, or fewer, would find a second time; they are improbable
    together if three times as many as are expected (more in long files) would not explain them.
    """
    lowest = np.where(given, items, items.max(initial=0)).min(axis=1, initial=2**31 - 1)
    highest = np.where(given, items, items.min(initial=0)).max(axis=1, initial=-(2**31))
    compared = np.flatnonzero((given.sum(axis=1) >= MANY_ANSWERS) & (lowest < highest))
    codes = [np.unique(items[:, at], return_inverse=True)[1].ravel() for at in range(items.shape[1])]
    rows = row_hashes([Column((), code) for code in codes]) if codes else np.zeros(len(items), np.uint64)
    later = compared[_earlier(rows[compared]) >= 0]
    if not len(later):
        return later
    total = np.where(given, items, 0).sum(axis=1) / np.maximum(given.sum(axis=1), 1)
    expected = _expected_twins(codes, total, rows)
    later = later[expected[later] <= RARE]
    doubt = DOUBT * max(1.0, math.sqrt(len(items) / FEW_ROWS))
    chance = doubt * float(expected[compared][expected[compared] <= RARE].sum()) / 2
    return later if len(later) and _poisson_tail(len(later), chance) < 10 * CHANCE else later[:0]


def _expected_twins(codes: Sequence[NDArray[np.intp]], mean: NDArray[np.float64], rows: Hashes) -> NDArray[np.float64]:
    """Return how many others are expected to give each respondent's answers, by those of others."""
    n = len(rows)
    _, which, times = np.unique(rows, return_inverse=True, return_counts=True)
    copies = times[which].astype(float)
    points = max(int(code.max()) for code in codes) + 1

    def log_share(
        part: NDArray[np.intp], whole: NDArray[np.intp], left_out: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        inside = np.bincount(part)[part] - left_out
        of = np.bincount(whole)[whole] - left_out
        found: NDArray[np.float64] = np.log((inside + PRIOR) / (of + PRIOR * points))
        return found

    everyone, nobody = np.zeros(n, np.intp), np.zeros(n)
    levels = np.arange(1, np.clip(n // LEVEL, 1, MOST_LEVELS)) / np.clip(n // LEVEL, 1, MOST_LEVELS)
    level = np.searchsorted(np.quantile(mean, levels), mean)
    by_level = log_share(level, everyone, nobody)
    in_turn = log_share(codes[0], everyone, copies)
    for code in codes:
        by_level += log_share(level * points + code, level, nobody)
    for before, code in pairwise(codes):
        in_turn += log_share(before * points + code, before, copies)
    expected: NDArray[np.float64] = n * np.exp(np.maximum(by_level, in_turn))
    return expected


def _poisson_tail(count: int, mean: float) -> float:
    """Return the probability of at least ``count`` events where ``mean`` are expected."""
    if mean <= 0:
        return 0.0
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))
    return max(0.0, 1.0 - below)


NOT_ANSWERED = -32768


def response_ids(table: Table, tool: Tool, kept: Sequence[int]) -> Column | None:
    """Return the id of each kept record; None where the file has no column of ids that is filled throughout."""
    for position in columns_of(tool, table.headings, tool.ids):
        found = table.columns[position].taken(kept)
        if sum(found.filled().values()) == len(found):
            return found
    return None


def identities(responses: Responses) -> tuple[bytes, ...]:
    """Return what tells each respondent from the others, the same whenever the same answers are read.

    Parameters
    ----------
    responses : Responses
        n respondents.

    Returns
    -------
    tuple of bytes
        The id of the response where the survey tool gives one; else the answers to the items, as asked. Respondents
        who share that are numbered, in the order of their profiles: so that a profile variable which is read in one
        run and not in the other makes nobody somebody else.

    Notes
    -----
    Raw: they are hashed with a key before they leave the program (``govassess.disclosure.ledger``).
    """
    n = len(responses.items)
    if responses.ids is not None:
        own = [b"id:" + each.strip().encode() for each in responses.ids]
    else:
        own = list(answered(responses, list(map(str, responses.items))))
    profile = [group_labels(responses.profile[name]) for name in sorted(map(str, responses.profile))]
    described = list(zip(*profile, strict=True)) or [()] * n
    seen: Counter[bytes] = Counter()
    found = [b""] * n
    for row in sorted(range(n), key=lambda at: described[at]):
        found[row] = own[row] + b"#%d" % seen[own[row]]
        seen[own[row]] += 1
    return tuple(found)


def answered(responses: Responses, items: Sequence[str]) -> tuple[bytes, ...]:
    """Return what each respondent answered to some items, as asked.

    Raw, as ``identities`` are.
    """
    names = sorted(items)
    coded = np.nan_to_num(responses.items[names].to_numpy(float), nan=NOT_ANSWERED).astype("<i2")
    start = b"answers:" + ",".join(names).encode() + b":"
    return tuple(start + row.tobytes() for row in coded)
