from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from govassess.stats.carelessness import INDICES, Limits, careless


@pytest.fixture
def answers():
    rng = np.random.default_rng(41)
    factor = rng.normal(size=(120, 3))
    raw = np.repeat(factor, 4, axis=1) * 1.2 + rng.normal(size=(120, 12)) * 0.5
    frame = pd.DataFrame(np.clip(np.round(raw + 3), 1, 5), columns=[f"i{j}" for j in range(12)])
    frame["i3"] = 6 - frame["i3"]
    return frame


SCALES = {"a": ["i0", "i1", "i2", "i3"], "b": ["i4", "i5", "i6", "i7"], "c": ["i8", "i9", "i10", "i11"]}


def test_the_printed_case():
    found = careless(pd.DataFrame([[1, 1, 1, 2, 3, 3, 3, 3]]), bounds=(1, 5)).to_frame()
    assert found["longstring"][0] == 4
    assert found["irv"][0] == pytest.approx(0.9910, abs=5e-5)


def test_a_missing_answer_ends_a_run():
    found = careless(pd.DataFrame([[2, 2, np.nan, 2, 2, 2], [np.nan] * 6]), bounds=(1, 5)).to_frame()
    assert found["longstring"].tolist() == pytest.approx([3, np.nan], nan_ok=True)
    assert found["flags"][1] == 0


def test_even_odd_and_pairs_are_those_of_a_plain_loop(answers):
    found = careless(answers, bounds=(1, 5), reversed_items=["i3"], scales=SCALES).to_frame()
    keyed = answers.assign(i3=6 - answers["i3"])
    r = np.corrcoef(answers.to_numpy().T)
    same = [(i, j) for i in range(12) for j in range(i + 1, 12) if r[i, j] >= 0.6]
    opposite = [(i, j) for i in range(12) for j in range(i + 1, 12) if r[i, j] <= -0.6]
    assert len(same) >= 3
    assert len(opposite) == 3
    with np.errstate(invalid="ignore", divide="ignore"):
        for row in range(20):
            one = [keyed.loc[row, names[0::2]].mean() for names in SCALES.values()]
            two = [keyed.loc[row, names[1::2]].mean() for names in SCALES.values()]
            plain = np.corrcoef(one, two)[0, 1]
            plain = max(2 * plain / (1 + plain), -1) if plain > -1 else plain
            assert found.loc[row, "even_odd"] == pytest.approx(plain, nan_ok=True)
            x = answers.loc[row].to_numpy()
            for name, pairs in (("synonyms", same), ("antonyms", opposite)):
                i, j = np.array(pairs).T
                want = np.corrcoef(x[i], x[j])[0, 1] if np.ptp(x[i]) and np.ptp(x[j]) else np.nan
                assert found.loc[row, name] == pytest.approx(want, nan_ok=True)


def test_flags_mark_and_remove_nobody(answers):
    answers.iloc[5] = 3
    found = careless(
        answers, bounds=(1, 5), reversed_items=["i3"], scales=SCALES, seconds=np.where(np.arange(120) == 7, 12, 90)
    )
    frame = found.to_frame()
    assert len(frame) == len(answers) == found.n_used
    assert frame.loc[5, ["flag_longstring", "flag_irv"]].all()
    assert frame.loc[7, "flag_seconds_per_item"]
    assert found.counts["seconds_per_item"] == 1
    assert (frame["flags"] == frame[[f"flag_{name}" for name in INDICES]].sum(axis=1)).all()
    assert found.n_flagged == (frame["flags"] > 0).sum()
    assert "120 flagged" in repr(found)


def test_no_row_of_a_person_is_in_the_words_of_the_record(answers):
    text = repr(careless(answers, bounds=(1, 5)))
    assert "\n" not in text
    assert "longstring" not in text


def test_distance_uses_the_items_that_were_answered(answers):
    answers.iloc[3, [2, 8]] = np.nan
    frame = careless(answers, bounds=(1, 5)).to_frame()
    complete = answers.dropna()
    kept = answers.columns[answers.iloc[3].notna()]
    S = complete[kept].cov().to_numpy()
    d = (answers.loc[3, kept] - complete[kept].mean()).to_numpy()
    assert frame.loc[3, "mahalanobis"] == pytest.approx(d @ np.linalg.inv(S) @ d, rel=1e-9)


@pytest.mark.parametrize("k", [8, 60])
def test_careful_people_are_as_far_away_as_a_test_of_their_number_expects(k):
    rng = np.random.default_rng(5)
    raw = rng.normal(size=(600, k)) + 0.7 * rng.normal(size=(600, 1))
    frame = pd.DataFrame(np.clip(np.round(3 + raw), 1, 5))
    frame = frame.mask(rng.random(frame.shape) < 1 - 0.2 ** (1 / k))  # one row in five is complete
    complete = frame.notna().all(axis=1)
    assert 90 < complete.sum() < 150
    found = careless(frame, bounds=(1, 5)).to_frame()
    for rows in (complete, ~complete):
        assert found.loc[rows, "flag_mahalanobis"].mean() < 0.02
        assert 0.3 < (found.loc[rows, "mahalanobis_p"] < 0.5).mean() < 0.7


def test_the_p_of_a_distance_is_that_of_hotelling(answers):
    answers.iloc[3, [2, 8]] = np.nan
    frame = careless(answers, bounds=(1, 5)).to_frame()
    complete = answers.dropna()
    for row in (0, 3):  # of a complete row, the row without itself against the others
        others = complete.drop(index=row, errors="ignore")
        kept = answers.columns[answers.loc[row].notna()]
        n, m = len(others), len(kept)
        d = (answers.loc[row, kept] - others[kept].mean()).to_numpy()
        squared = d @ np.linalg.inv(others[kept].cov().to_numpy()) @ d
        want = stats.f.sf(squared * n * (n - m) / (m * (n**2 - 1)), m, n - m)
        assert frame.loc[row, "mahalanobis_p"] == pytest.approx(want, rel=1e-9)


def test_speed_is_over_the_items_answered_or_those_that_the_time_was_spent_on(answers):
    answers.iloc[0, :6] = np.nan
    time = np.full(120, 24.0)
    plain = careless(answers, bounds=(1, 5), seconds=time).to_frame()["seconds_per_item"]
    assert plain.tolist()[:2] == [4, 2]
    longer = careless(answers, bounds=(1, 5), seconds=time, timed=np.full(120, 16)).to_frame()
    assert longer["seconds_per_item"].tolist()[:2] == [1.5, 1.5]
    assert longer["flag_seconds_per_item"].all()
    nobody = careless(answers, bounds=(1, 5), seconds=np.full(120, np.nan))
    assert nobody.reasons["seconds_per_item"] == "no_times"
    assert nobody.undefined["seconds_per_item"] == 120


def test_what_is_undefined_for_all_says_why(answers):
    found = careless(answers.assign(i1=answers["i0"]), bounds=(1, 5))
    assert found.reasons["mahalanobis"] == "singular"
    assert found.reasons["even_odd"] == "too_few_scales"
    assert found.reasons["seconds_per_item"] == "no_times"
    assert careless(answers.iloc[:8], bounds=(1, 5)).reasons["mahalanobis"] == "too_few_answers"
    noise = pd.DataFrame(np.random.default_rng(0).integers(1, 6, (60, 6)).astype(float))
    assert careless(noise, bounds=(1, 5)).reasons["synonyms"] == "too_few_pairs"


def test_limits_are_the_callers(answers):
    strict = careless(answers, bounds=(1, 5), limits=Limits(longstring=0.1))
    assert strict.counts["longstring"] > careless(answers, bounds=(1, 5)).counts["longstring"]


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"bounds": (1, 4)}, "outside"),
        ({"bounds": (1, 5), "reversed_items": ["no"]}, "no"),
        ({"bounds": (1, 5), "seconds": [1]}, "rows"),
        ({"bounds": (1, 5), "seconds": [9.0] * 120, "timed": [1.0]}, "numbers of items"),
    ],
)
def test_mistakes_are_told(answers, options, match):
    with pytest.raises(ValueError, match=match):
        careless(answers, **options)


def test_distances_of_incomplete_rows_are_those_on_what_they_answered():
    rng = np.random.default_rng(11)
    x = rng.normal(size=(200, 1)) + rng.normal(size=(200, 12))
    x[100:][rng.random((100, 12)) < 0.3] = np.nan
    x[150, 1:] = np.nan
    complete = x[~np.isnan(x).any(axis=1)]
    mean, S = complete.mean(axis=0), np.cov(complete, rowvar=False)
    table = pd.DataFrame(x, columns=list("abcdefghijkl"))
    found = careless(table, bounds=(-20, 20)).to_frame()["mahalanobis"].to_numpy()
    for row, distance in zip(x, found, strict=True):
        own = ~np.isnan(row)
        d = row[own] - mean[own]
        assert distance == pytest.approx(d @ np.linalg.solve(S[np.ix_(own, own)], d), rel=1e-9)
