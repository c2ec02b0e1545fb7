"""Two reports of one survey with a ledger: what both together tell of few, the second is refused or warned of."""

from __future__ import annotations

import pytest

from govassess.errors import PlanError
from govassess.privacy.publication import notices_of
from tests.disclosure.designs import small_instrument
from tests.disclosure.ledger_pairs import a_pair, follows, given, sums_of
from tests.disclosure.test_ledger import give_out
from tests.disclosure.test_reader import long_from


@pytest.fixture(scope="module")
def instrument(tmp_path_factory):
    return small_instrument(tmp_path_factory.mktemp("pairs"))


@pytest.mark.parametrize("seed", long_from(32, 200))
def test_what_two_reports_tell_of_few_together_is_said_by_the_ledger(instrument, seed, tmp_path):
    pair = a_pair(instrument, seed)
    reports = []
    for wanted in pair.reports:
        reports.append(given(wanted, instrument, pair.policy, tmp_path / "ledger"))
        if len(reports) == 1:
            give_out(reports[0].ready)
    known = [
        list(sums_of(report, wanted, pair.changed, second=place == 1))
        for place, (report, wanted) in enumerate(zip(reports, pair.reports, strict=True))
    ]
    minimum = reports[1].basis.rule.minimum
    alone = {each for one in known for each in follows(one, pair, minimum)}
    told = set(follows([*known[0], *known[1]], pair, minimum)) - alone
    if pair.policy == "published" and told:
        with pytest.raises(PlanError) as refused:
            notices_of(reports[1].ready)
        assert refused.value.code == "ledger_refused"
    elif told:
        assert {notice.code for notice in notices_of(reports[1].ready)} == {"ledger_near"}
