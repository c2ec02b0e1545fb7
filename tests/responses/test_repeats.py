"""Pasted duplicates are counted at any number of items, and honest surveys raise no false alarm."""

from __future__ import annotations

import numpy as np
import pytest

from govassess.errors import DataError
from govassess.notices import Notice
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from govassess.responses.repeats import beyond_chance, improbable, repeats
from govassess.responses.survey import repeats_in_one
from govassess.responses.table import Column, Table

ITEMS = ["TR1", "TR2", "TR3", "TR4", "DA1", "DA2"]
N, TIMES = 100, 4


def honest(draw, n, k, points, *, skew=0.5, halo=1.0):
    """Answers of n respondents who differ in one trait, to k items of different difficulty."""
    latent = draw.normal(0, halo, n)[:, None] + draw.normal(0, 1, (n, k)) + draw.normal(0, 0.4, k)
    limits = np.sort(draw.uniform(-2.5, 1.5, points - 1)) - skew
    return 1 + (latent[:, :, None] > limits).sum(2)


def file_of(answers, heads=ITEMS, **columns):
    """Rows of a file: further columns first."""
    rows = [[*columns, *heads]]
    for at, row in enumerate(answers):
        rows.append([*(values[at] for values in columns.values()), *map(int, row)])
    return rows


def counted(notices):
    return {n.code: n.values["count"] for n in notices if n.code in {"duplicates_kept", "duplicate_answers"}}


def pasted(draw, *, copied=(), fresh=(), skew=0.5):
    """100 rows of six items pasted four times, with columns that were pasted too and columns that were not."""
    once = honest(draw, N, len(ITEMS), 5, skew=skew)
    again = np.tile(np.arange(N), TIMES)
    made = {
        "Saran": [f"Saran nomor {at} dari peserta" for at in range(N * TIMES)],
        "Timestamp": [f"{at // 1440 + 1}/3/2026 {at // 60 % 24:02d}:{at % 60:02d}:{at % 7:02d}" for at in range(N * TIMES)],
        "No": list(range(1, N * TIMES + 1)),
        "id": [f"R{at}" for at in range(N * TIMES)],
        "Instansi": [f"Dinas {at % 6}" for at in range(N * TIMES)],
    }  # fmt: skip
    columns = {name: [made[name][at] for at in again] for name in copied} | {name: made[name] for name in fresh}
    return file_of(once[again], **columns)


@pytest.mark.parametrize(
    ("copied", "fresh"),
    [
        ((), ()), (("Saran",), ()), ((), ("Saran",)), (("Timestamp",), ()), ((), ("Timestamp",)), (("No",), ()),
        ((), ("No",)), (("id",), ()), ((), ("id", "Saran", "Timestamp")), (("Instansi",), ("No",)),
        (("Instansi", "Saran"), ("Timestamp",)),
    ],
)  # fmt: skip
def test_rows_pasted_four_times_are_counted_below_ten_items(write, trust, copied, fresh):
    path = write(pasted(np.random.default_rng(4), copied=copied, fresh=fresh))
    assert counted(read_responses(path, trust).issues) == {"duplicates_kept": 300}
    assert counted(inspect_file(path, trust).notices) == {"duplicates_kept": 300}
    assert counted(inspect_file(path).notices) == {"duplicates_kept": 300}  # no instrument fits
    with pytest.raises(DataError) as caught:
        read_responses(path, trust, duplicates="error")
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["count"], problem.row) == ("W104", 300, N + 2)
    for choice in ("first", "last"):
        assert len(read_responses(path, trust, duplicates=choice).items) == N


def test_whole_rows_in_another_order_are_counted_by_what_tells_respondents_apart(write, trust):
    draw = np.random.default_rng(5)
    rows = pasted(draw, copied=("Saran",))
    head, body = rows[0], [rows[1 + at] for at in draw.permutation(len(rows) - 1)]
    assert counted(read_responses(write([head, *body]), trust).issues) == {"duplicates_kept": 300}


def test_rows_in_another_order_that_nothing_tells_apart_are_warned_of_and_stop_the_run(write, trust):
    draw = np.random.default_rng(6)
    rows = file_of(np.repeat(honest(draw, 150, 6, 5, skew=0), 4, axis=0)[draw.permutation(600)])
    path = write(rows)
    count = counted(read_responses(path, trust).issues)["duplicate_answers"]
    assert 450 <= count <= 500
    assert len(read_responses(path, trust, duplicates="first").items) == 600  # which of them nobody can tell
    with pytest.raises(DataError):
        read_responses(path, trust, duplicates="error")


def test_equal_answers_found_by_two_rules_are_one_notice():
    found = [Notice(code="partial_kept", values={"count": 2}), Notice(code="duplicate_answers", values={"count": 5})]
    assert counted(repeats_in_one(found, 3)) == {"duplicate_answers": 8}
    assert [notice.code for notice in repeats_in_one(found, 3)] == ["partial_kept", "duplicate_answers"]
    assert [notice.code for notice in repeats_in_one(found[:1], 0)] == ["partial_kept"]


@pytest.mark.parametrize(
    "name", ["id", "ID", "Id", "Respondent ID", "No. Responden", "respondent_id", "Nomor Responden"]
)
def test_a_column_called_an_id_tells_repeated_responses(write, trust, name):
    answers = honest(np.random.default_rng(7), 20, 6, 5)
    ids = [*range(1, 18), 3, 4, 5]
    path = write(file_of(answers, **{name: ids}))
    assert counted(read_responses(path, trust).issues) == {"duplicates_kept": 3}
    assert inspect_file(path, trust).id_column == name
    with pytest.raises(DataError) as caught:
        read_responses(path, trust, duplicates="error")
    assert caught.value.problems[0].values["rows"] == "19, 20, 21"


@pytest.mark.parametrize("name", ["id", "No", "kode"])
def test_the_number_of_an_agency_is_no_respondent(write, trust, name):
    answers = honest(np.random.default_rng(8), 120, 6, 5)
    path = write(file_of(answers, **{name: [at % 6 for at in range(120)]}))
    assert counted(read_responses(path, trust).issues) == {}
    assert inspect_file(path, trust).id_column is None


def survey(draw, at):
    """One honest survey as a table: n, items, points, skew and further columns as they come."""
    n = int(np.exp(draw.uniform(np.log(30), np.log(2000))))
    k = int(np.exp(draw.uniform(np.log(3), np.log(64.9))))
    halo, skew = draw.uniform(0, 2.5), draw.uniform(-0.5, 2.5)
    items = honest(draw, n, k, int(draw.integers(2, 8)), skew=skew, halo=halo)
    columns = {f"i{place}": items[:, place] for place in range(k)}
    if at % 3:
        columns["agency"] = np.sort(draw.integers(0, max(2, n // 20), n))
    if at % 4 == 1:
        minutes = np.sort(draw.integers(0, 60 * 24 * 3, n))
        columns["time"] = np.array([f"2026-01-0{1 + m // 1440} {m // 60 % 24:02d}:{m % 60:02d}" for m in minutes])
    elif at % 4 == 2:
        order = np.lexsort(items.T)  # a sorted file
        items, columns = items[order], {name: values[order] for name, values in columns.items()}
    elif at % 4 == 3:
        said = ["", "", "Tidak ada", "Terima kasih", "Perlu perbaikan layanan", "Sudah baik"]
        columns["comment"] = np.array([draw.choice(said) for _ in range(n)])
    texts = tuple(Column.of(map(str, values)) for values in columns.values())
    table = Table(file="f", sha256="", format="csv", headings=tuple(columns), columns=texts, numbers=range(2, n + 2))
    return table, items, [list(columns).index("time")] if "time" in columns else []


def false_alarms(surveys):
    draw, found = np.random.default_rng(20261130), 0
    for at in range(surveys):
        table, items, own = survey(draw, at)
        again = repeats(table, np.arange(len(table)), items=range(items.shape[1]), own=own).pairs
        found += bool(again) or bool(len(improbable(items.astype(np.int32), np.ones(items.shape, bool))))
    return found


def test_honest_surveys_raise_no_alarm():
    assert false_alarms(40) <= 1


@pytest.mark.long
def test_of_two_hundred_honest_surveys_fewer_than_two_in_a_hundred_raise_an_alarm():
    found = false_alarms(200)
    print(f"false alarms: {found} of 200")
    assert found < 4


def test_respondents_who_share_a_minute_and_all_answers_are_two(write, trust):
    """Three items on two answers: equal rows within a minute are what chance gives."""
    draw = np.random.default_rng(9)
    answers = np.repeat(1 + 4 * (draw.random((600, 1)) < 0.8), 6, axis=1)
    minutes = np.sort(draw.integers(0, 600, 600))
    times = [f"1/3/2026 {8 + m // 60:02d}:{m % 60:02d}" for m in minutes]
    assert counted(read_responses(write(file_of(answers, Timestamp=times)), trust).issues) == {}


def test_the_frequencies_of_pasted_rows_are_those_of_no_independent_respondents():
    draw = np.random.default_rng(10)
    once = np.unique(honest(draw, 400, 5, 5), axis=0, return_counts=True)[1]
    assert not beyond_chance(once)
    assert beyond_chance(once * 3)
