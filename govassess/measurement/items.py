"""Items: how each was answered, and how it goes with the rest of its scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from govassess.errors import NotEstimable
from govassess.measurement.model import ItemStatistics
from govassess.responses.model import Notice, Unavailable
from govassess.scoring.rules import Branch, Rules
from govassess.stats.describe import describe_items, item_analysis

if TYPE_CHECKING:
    import pandas as pd

    from govassess.responses.model import Responses
    from govassess.scoring.scores import Scores

IDENTICAL = 0.9999
LEAST_ROWS = 3
CORRELATIONS = ("item_rest_r", "item_total_r", "alpha_if_deleted")


def measurement_nodes(rules: Rules) -> tuple[Branch, ...]:
    """Return the measured nodes of the measurement level: those that get alpha, omega and HTMT."""
    return rules.of_kind(rules.instrument.measurement_level)


def item_statistics(responses: Responses, scores: Scores) -> tuple[tuple[ItemStatistics, ...], tuple[Unavailable, ...]]:
    """Return the statistics of every measured item, and a reason for every figure that is undefined.

    Mean, SD, median, skewness, kurtosis, counts, floor and ceiling describe the answers as asked; item-rest r,
    item-total r and alpha without the item use the turned keys and the complete rows of the item's scale.
    """
    rules = scores.rules
    asked = responses.items.loc[scores.kept, list(rules.items)]
    with_scale = {item.id: rules.instrument.scale_of(item) for item in rules.instrument.items()}
    scale_of_item: dict[str, str] = {}
    analysed: dict[str, dict[str, float]] = {}
    absent: list[Unavailable] = []
    for node in measurement_nodes(rules):
        names = rules.items_under(node.id)
        scale_of_item.update(dict.fromkeys(names, node.id))
        found, missing = _analysis(scores.keyed[list(names)])
        analysed.update(found)
        absent.extend(missing)
    described: dict[str, dict[str, Any]] = {}
    counts: dict[str, dict[str, int]] = {}
    for ends in sorted({(scale.min, scale.max) for scale in with_scale.values()}):
        members = [name for name in rules.items if (with_scale[name].min, with_scale[name].max) == ends]
        if not members:
            continue
        record = describe_items(asked.loc[:, members], scale=ends)
        frame = record.to_frame().set_index("item")
        for name in members:
            described[name] = {str(field): value for field, value in frame.loc[name].to_dict().items()}
            counts[name] = {str(point): int(count) for point, count in record.counts[name].items()}
        absent.extend(Unavailable(where=name, field="distribution", code=code) for name, code in record.reasons.items())
    codes = missing_codes(responses)
    results = tuple(
        ItemStatistics(
            id=name,
            node=rules.item_parent[name],
            dimension=scale_of_item.get(name, rules.item_parent[name]),
            column=responses.columns.get(name, name),
            reverse=name in rules.turned,
            n=int(described[name]["n"]),
            missing=int(described[name]["missing"]),
            missing_codes=codes.get(name, {}),
            counts=counts[name],
            mean_keyed=number(float(scores.keyed[name].mean())),
            **{
                field: number(described[name][field])
                for field in (
                    "mean",
                    "sd",
                    "median",
                    "minimum",
                    "maximum",
                    "skewness",
                    "kurtosis",
                    "floor",
                    "ceiling",
                )
            },
            **{field: number(analysed.get(name, {}).get(field)) for field in CORRELATIONS},
        )
        for name in rules.items
    )
    return results, tuple(absent)


def missing_codes(responses: Responses) -> dict[str, dict[str, int]]:
    """Return, per item, how often each declared missing code or word was met in the file."""
    found: dict[str, dict[str, int]] = {}
    for notice in responses.issues:
        if notice.code == "missing_code":
            found.setdefault(notice.where, {})[str(notice.values["code"])] = int(notice.values["count"])
    return found


def _analysis(items: pd.DataFrame) -> tuple[dict[str, dict[str, float]], list[Unavailable]]:
    """Return the correlations of the items of one scale, and the reasons for those that are undefined."""
    try:
        record = item_analysis(items)
    except NotEstimable as fault:
        return {}, [
            Unavailable(where=str(name), field="item_rest_r", code=fault.code, values=fault.values) for name in items
        ]
    frame = record.to_frame().set_index("item")
    absent = [Unavailable(where=name, field="item_rest_r", code=code) for name, code in record.reasons.items()]
    if record.deleted_reason is not None:
        absent.extend(
            Unavailable(where=str(name), field="alpha_if_deleted", code=record.deleted_reason) for name in items
        )
    return {str(name): frame.loc[name].to_dict() for name in frame.index}, absent


def number(value: float | None) -> float | None:
    """Return a plain float, or ``None`` for what is undefined."""
    return None if value is None or math.isnan(value) else float(value)


def identical_items(scores: Scores) -> tuple[Notice, ...]:
    """Return a notice for every pair of items of one scale whose turned answers correlate above .9999."""
    import numpy as np

    found = []
    for node in measurement_nodes(scores.rules):
        names = list(scores.rules.items_under(node.id))
        complete = scores.keyed[names].dropna().to_numpy(float)
        if len(complete) < LEAST_ROWS:
            continue
        spread = complete.std(axis=0)
        usable = [place for place in range(len(names)) if spread[place] > 0]
        if len(usable) < 2:
            continue
        R = np.corrcoef(complete[:, usable], rowvar=False)
        for first, second in zip(*np.nonzero(np.triu(R, 1) > IDENTICAL), strict=True):
            pair = {"item_a": names[usable[first]], "item_b": names[usable[second]]}
            found.append(Notice(code="same_items", where=f"items.{pair['item_a']}", values=pair))
    return tuple(found)
