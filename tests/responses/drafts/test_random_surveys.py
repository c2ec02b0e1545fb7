"""Random survey files, drafted, their questions answered from the truth, analysed: nothing may be wrong unasked."""

from __future__ import annotations

from collections import Counter
from math import isnan
from pathlib import Path

import numpy as np
import pytest

import govassess as ga
from govassess.errors import GovassessError
from govassess.instrument.load import load_instrument
from govassess.responses.drafts.text import mapping_to_draft
from govassess.responses.inspect import inspect_file
from govassess.responses.read import read_responses
from tests.responses.drafts.answering import completed, same
from tests.responses.drafts.random_surveys import RandomSurvey, random_survey

SHORT, ALL = 40, 300


def measured(survey: RandomSurvey, folder: Path) -> Counter[str]:
    """Return what is wrong after a file was drafted, its questions answered, and analysed; 0 everywhere is right."""
    count: Counter[str] = Counter(files=1, items=sum(len(block.answers) for block in survey.blocks))
    path = survey.write(folder)
    found = inspect_file(path, sheet=survey.sheet)
    said = set(found.unmatched_columns)
    drafted = {item.heading for block in found.draft.blocks for item in block.items} if found.draft else set()
    for block in survey.blocks:
        lost = set(block.answers) - drafted
        count.update({"left out, and said": len(lost & said), "lost unsaid": len(lost - said)})
    count.update(blocks=len(found.draft.blocks))
    if not found.draft.blocks:
        return count
    text = completed(found.draft, survey)
    count.update(questions=len(found.draft.doubts))
    own = folder / "own.yaml"
    own.write_text(text, encoding="utf-8")
    mapping = None
    if found.draft.unfound:  # the draft says of each of these that the mapping file is needed
        mapping = folder / "mapping.yaml"
        mapping.write_text(mapping_to_draft(found, found.draft), encoding="utf-8")
    try:
        responses = read_responses(
            path, load_instrument(own), sheet=survey.sheet, mapping=mapping, on_invalid="missing"
        )
        result = ga.assess(responses, draws=50, seed=1)
    except GovassessError as error:
        count.update({f"refused: {error.message().splitlines()[0][:200]}": 1, "files refused": 1})
        return count
    statistics = {item.id: item for item in result.items}
    scales = {item.id: responses.instrument.scale_of(item) for item in responses.instrument.items()}
    for name, heading in responses.columns.items():
        truth = survey.block_of(heading)
        if truth is None:
            continue
        item, scale = statistics[name], scales[name]
        given = np.array(truth.answers[heading])
        read = responses.items[name].to_numpy()
        turned = truth.down != (heading in truth.negative)
        ends = (scale.min, scale.max) == (truth.low, truth.high)
        keyed = [value for value in truth.keyed(heading) if not isnan(value)]
        mean = item.mean_keyed
        if item.n != len(keyed):  # whoever answered too little for a score is not analysed, and has answers here
            own = scale.min + scale.max - read if item.reverse else read
            mean = float(np.nanmean(own)) if np.isfinite(own).any() else None
        count.update(
            {
                "analysed": 1,
                "wrong ends": not ends,
                "wrong direction": item.reverse != turned,
                "wrong mean": not same(mean, float(np.mean(keyed)) if keyed else None),
                "no answer counted": int((~np.isnan(read) & np.isnan(given)).sum()),
                "answers not read": int((np.isnan(read) & ~np.isnan(given)).sum()),
            }
        )
    return count


def table(count: Counter[str]) -> str:
    """Return the figures as lines of text."""
    per = count["questions"] / max(1, count["blocks"])
    return "\n".join([f"{name}: {number}" for name, number in count.items()] + [f"questions a block: {per:.2f}"])


@pytest.mark.parametrize("seeds", [range(SHORT), pytest.param(range(SHORT, ALL), marks=pytest.mark.long)])
def test_no_draft_is_wrong_without_a_question(seeds, tmp_path):
    count: Counter[str] = Counter()
    for seed in seeds:
        count += measured(random_survey(seed), tmp_path)
    print(table(count))
    assert count["wrong mean"] == count["wrong direction"] == count["wrong ends"] == 0
    assert count["no answer counted"] == count["lost unsaid"] == count["files refused"] == 0
    assert count["questions"] <= 3 * count["blocks"]
