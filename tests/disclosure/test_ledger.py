"""The ledger: what two reports would tell together, though neither tells it alone, is refused or warned of."""

from __future__ import annotations

import json
import random
import stat
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from govassess.assessment.group_scores import group_results
from govassess.cli import main
from govassess.disclosure.ledger import PublishedCell, PublishedReport, keyed, near_cells, parse_ledger, with_report
from govassess.disclosure.minimum import disclosure_rule
from govassess.errors import DataError, PlanError
from govassess.privacy.publication import key_file, notices_of, publication
from govassess.responses.repeats import identities
from govassess.responses.table import Column
from govassess.run.sampling import Sampling
from tests.bases import basis_of
from tests.hostile.material import an_instrument, some_rows, write_instrument, write_rows
from tests.surveys import answers, responses


def cell(people, *, by="", value="all", nodes=("A",)):
    return PublishedCell(by=by, value=value, nodes=nodes, members=frozenset(people))


def named(first, last):
    return {f"p{at}" for at in range(first, last)}


@pytest.mark.parametrize("few", range(1, 5))
@pytest.mark.parametrize("way", ["more", "fewer", "others"])
def test_a_cell_that_differs_by_few_people_is_near(few, way):
    before = named(0, 40)
    after = {"more": named(0, 40 + few), "fewer": named(few, 40), "others": named(few // 2, 40 + few - few // 2)}[way]
    (near,) = near_cells([cell(after)], [cell(before)], 5)
    assert near.earlier == (cell(before),)


@pytest.mark.parametrize("after", [named(0, 40), named(0, 45), named(5, 40), named(40, 80), named(50, 90)])
def test_the_same_cell_one_of_many_others_and_one_of_strangers_are_not(after):
    assert near_cells([cell(after)], [cell(named(0, 40))], 5) == ()


def test_cells_of_different_scores_are_not_subtracted():
    assert near_cells([cell(named(0, 39), nodes=("A",))], [cell(named(0, 40), nodes=("B",))], 5) == ()


def test_a_group_that_an_earlier_report_hid_is_not_the_difference_of_shown_ones():
    """Agencies b and c were shown; their type, which holds two more people, must not be."""
    whole, b, c, kind = named(0, 60), named(2, 15), named(15, 30), named(0, 30)
    earlier = [cell(whole), cell(b, by="agency", value="b"), cell(c, by="agency", value="c")]
    (near,) = near_cells([cell(whole), cell(kind, by="kind", value="x")], earlier, 5)
    assert near.cell.value == "x"
    assert {each.value for each in near.earlier} == {"b", "c"}


def test_a_hidden_group_of_whom_each_is_in_another_group_of_the_second_report_is_found():
    """Agency a is what its kind keeps without b and c; each of its four people has another role."""
    whole, a, b, c = named(0, 80), named(0, 4), named(4, 15), named(15, 30)
    earlier = [cell(whole), cell(b, by="agency", value="b"), cell(c, by="agency", value="c")]
    roles = [cell({f"p{at}" for at in range(80) if at % 4 == role}, by="role", value=str(role)) for role in range(4)]
    near = near_cells([cell(whole), cell(a | b | c, by="kind", value="x"), *roles], earlier, 5)
    assert [each.cell.value for each in near if each.cell.by == "kind"] == ["x"]


@pytest.mark.parametrize("few", range(1, 5))
def test_few_people_who_answered_otherwise_are_found_however_many_answers_that_are(few):
    before = {f"{name}.1" for name in named(0, 40)}
    after = {f"p{at}.{2 if at < few else 1}" for at in range(40)}
    assert len(near_cells([cell(after)], [cell(before)], 5)) == 1
    assert near_cells([cell({f"p{at}.{2 if at < 5 else 1}" for at in range(40)})], [cell(before)], 5) == ()
    assert near_cells([cell(after)], [cell(named(0, 40))], 5) == ()  # of whom it does not know the answers


def test_what_earlier_reports_told_already_is_not_laid_at_the_door_of_the_next():
    earlier = [cell(named(0, 40)), cell(named(0, 38))]
    assert near_cells([cell(named(0, 20))], earlier, 5) == ()


def test_a_ledger_is_read_as_it_was_written_and_holds_a_report_once():
    report = PublishedReport(
        survey="0" * 64,
        instrument="made-up",
        disclosure="published",
        minimum=10,
        cells=(cell(keyed([b"a", b"b"], b"k")), cell(keyed([b"b"], b"k"), by="agency", value='Dinas "A";\n')),
    )
    text = with_report("", report)
    assert parse_ledger(text, "ledger") == (report,)
    assert with_report(text, report) == text
    assert parse_ledger("", "ledger") == ()


@pytest.mark.parametrize(
    "text",
    ["x", "[]", "{}", '{"ledger": "govassess", "version": 2}', '{"ledger": "govassess", "version": 1}\n{"people": 1}'],
)
def test_what_is_no_ledger_is_refused(text):
    with pytest.raises(DataError) as refused:
        parse_ledger(text, "ledger.jsonl")
    assert refused.value.problems[0].reason == "not_a_ledger"


def test_people_are_known_by_their_id_else_by_their_answers():
    frame = answers(responses(pd.DataFrame()).instrument, 20)
    profile = pd.DataFrame({"agency": ["a", "b"] * 10})
    read = responses(frame, profile=profile)
    assert len(set(identities(read))) == 20
    assert set(identities(responses(frame.iloc[::-1], profile=profile.iloc[::-1]))) == set(identities(read))
    assert set(identities(responses(frame.iloc[:18], profile=profile.iloc[:18]))) < set(identities(read))
    assert identities(responses(frame)) == identities(read)  # whichever profile is read
    twice = responses(pd.concat([frame, frame]), profile=pd.concat([profile, profile]))
    assert len(set(identities(twice))) == 40
    changed = frame.copy()
    changed.iloc[0] = 1
    assert len(set(identities(read)) - set(identities(responses(changed, profile=profile)))) == 1


def test_with_an_id_a_corrected_answer_makes_nobody_somebody_else():
    frame = answers(responses(pd.DataFrame()).instrument, 10)
    ids = Column.of([f"R_{at}" for at in range(10)])
    corrected = frame.copy()
    corrected.iloc[3] = 1
    one, two = (replace(responses(each), ids=ids) for each in (frame, corrected))
    assert identities(one) == identities(two)


def ready(read, ledger, policy):
    """What a report by agency would give out, beside what the ledger holds."""
    rule, sampling = disclosure_rule(policy, None), Sampling(conf_level=0.95, seed=1, count=0)
    agency = read.profile["agency"].to_numpy()
    basis = basis_of(read, rule, sampling, partitions={"agency": agency})
    groups, _ = group_results(basis.scores.values, basis.partitions, basis.scores.rules, rule, sampling, None)
    return publication(ledger, basis, groups, None)


def give_out(report):
    """Write the ledger as the command does with the report."""
    for path, content in report.files().items():
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def pair_of_surveys(seed):
    """Two surveys of the same people but for 1 to 4: gone, come, or moved to another agency."""
    draw = random.Random(seed)
    instrument = responses(pd.DataFrame()).instrument
    n, few = draw.randint(40, 80), draw.randint(1, 4)
    frame = answers(instrument, n + 4, seed=seed, missing=draw.choice([0, 0.03]))
    agency = np.array([draw.choice("abc") for _ in range(n + 4)], dtype=object)
    way = draw.choice(["gone", "come", "moved"])
    moved = agency.copy()
    if way == "moved":
        moved[:few] = [chr(ord("a") + (ord(name) - ord("a") + 1) % 3) for name in agency[:few]]
    rows = {"gone": (slice(0, n), slice(few, n)), "come": (slice(0, n), slice(0, n + few)), "moved": (slice(0, n),) * 2}
    one, two = rows[way]
    return tuple(
        responses(frame.iloc[part], instrument, profile=pd.DataFrame({"agency": names[part]}))
        for part, names in ((one, agency), (two, moved))
    )


@pytest.mark.parametrize("seed", range(50))
def test_fifty_pairs_of_reports_that_differ_by_one_to_four_people_are_refused_or_flagged(seed, tmp_path):
    first, second = pair_of_surveys(seed)
    give_out(ready(first, tmp_path / "ledger", "published"))
    assert {notice.code for notice in notices_of(ready(second, tmp_path / "ledger", "internal"))} == {"ledger_near"}
    with pytest.raises(PlanError) as refused:
        notices_of(ready(second, tmp_path / "ledger", "published"))
    assert refused.value.code == "ledger_refused"


def test_the_same_report_again_is_neither_refused_nor_written_twice(tmp_path):
    first, _ = pair_of_surveys(3)
    for _ in range(2):
        report = ready(first, tmp_path / "ledger", "published")
        assert notices_of(report) == ()
        give_out(report)
    assert len((tmp_path / "ledger").read_text().splitlines()) == 2


def test_the_sample_without_the_careless_is_near_that_of_all_where_few_were_left_out(tmp_path):
    first, _ = pair_of_surveys(4)
    give_out(ready(first, tmp_path / "ledger", "internal"))
    some = replace(first, items=first.items.iloc[3:].reset_index(drop=True), profile=first.profile.iloc[3:])
    assert notices_of(ready(some, tmp_path / "ledger", "internal"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_instrument(tmp_path / "i.yaml", an_instrument())
    rows = some_rows(n=80)
    write_rows(tmp_path / "s.csv", rows)
    write_rows(tmp_path / "t.csv", rows[:-2])
    return tmp_path


def analysed(survey, *more):
    how = ["-i", "i.yaml", "--by", "agency", "--draws", "20", "-o", f"out-{survey[0]}"]
    ended = CliRunner().invoke(main, ["analyze", survey, *how, *more])
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return ended


def test_the_command_refuses_the_second_report_and_writes_nothing_of_it(folder):
    kept = ("--ledger", "ledger.jsonl", "--disclosure", "published")
    assert analysed("s.csv", *kept).exit_code == 0
    ledger = folder / "ledger.jsonl"
    for path in (ledger, key_file(ledger)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = ledger.read_bytes()
    for lang, word in (("en", "ledger"), ("id", "buku catatan")):
        ended = analysed("t.csv", *kept, "--lang", lang)
        assert ended.exit_code == 2
        assert word in ended.stderr
        assert "agency = Agency" in ended.stderr
    assert not (folder / "out-t").exists()
    assert ledger.read_bytes() == before
    flagged = analysed("t.csv", "--ledger", "ledger.jsonl")
    assert flagged.exit_code == 0
    assert "given out earlier" in flagged.stderr
    assert len(ledger.read_text().splitlines()) == 3


def test_a_ledger_holds_no_answer_no_id_and_no_name_that_is_not_printed(folder):
    assert analysed("s.csv", "--ledger", "ledger.jsonl").exit_code == 0
    lines = [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]
    assert all(len(name) == 20 and int(name, 16) >= 0 for name in lines[1]["people"])
    assert set(lines[1]) == {"survey", "instrument", "disclosure", "minimum", "people", "cells"}
    assert {entry["value"] for entry in lines[1]["cells"]} == {"all", *(f"Agency {name}" for name in "ABCD")}


def test_a_ledger_knows_the_groups_that_got_a_report_of_their_own(folder):
    how = ["-i", "i.yaml", "--split-by", "agency", "--draws", "0", "--format", "json", "-o", "out"]
    ended = CliRunner().invoke(main, ["analyze", "s.csv", *how, "--ledger", "ledger.jsonl"])
    assert ended.exit_code == 0, ended.stderr
    report = json.loads((folder / "ledger.jsonl").read_text().splitlines()[1])
    written = [json.loads(path.read_text()) for path in sorted((folder / "out").glob("s-??-result.json"))]
    assert {(each["by"], each["value"]) for each in report["cells"]} == {
        ("", "all"),
        *(("agency", each["options"]["split_value"]) for each in written),
    }


def test_a_lost_key_and_a_damaged_ledger_end_with_a_message(folder):
    assert analysed("s.csv", "--ledger", "ledger.jsonl").exit_code == 0
    ledger = folder / "ledger.jsonl"
    key = key_file(ledger)
    right = key.read_bytes()
    key.unlink()
    assert "ledger.jsonl.key" in analysed("s.csv", "--ledger", "ledger.jsonl").stderr
    key.write_bytes(b"short")
    assert analysed("s.csv", "--ledger", "ledger.jsonl").exit_code == 2
    key.write_bytes(right)
    ledger.write_bytes(b"\xff\xfe")
    assert analysed("s.csv", "--ledger", "ledger.jsonl").exit_code == 3
    assert analysed("s.csv", "--ledger", ".").exit_code == 3
    assert analysed("s.csv", "--ledger", "out-s/s-report.html").exit_code in {2, 3}


def test_nothing_is_written_into_the_ledger_when_the_report_cannot_be(folder):
    (folder / "out-s").write_text("in the way")
    assert analysed("s.csv", "--ledger", "ledger.jsonl").exit_code == 2
    assert not (folder / "ledger.jsonl").exists()
