"""Items: how each was answered, and how it goes with the rest of its scale and with the other scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govassess.errors import NotEstimable
from govassess.instrument.model import Scale
from govassess.notices import Notice, Unavailable
from govassess.result.measures import ItemStatistics
from govassess.scoring.index import re_express
from govassess.scoring.rules import Branch, Rules
from govassess.stats.describe import describe_items, item_analysis
from govassess.stats.discrimination import CrossLoadings, cross_loadings
from govassess.stats.recorded import recorded

if TYPE_CHECKING:
    import pandas as pd

    from govassess.responses.model import Responses
    from govassess.scoring.scores import Scores


IDENTICAL = 0.9999
LEAST_ROWS = 3


def measurement_nodes(rules: Rules) -> tuple[Branch, ...]:
    """Return the measured nodes of the measurement level: those that get alpha, omega and HTMT."""
    return rules.of_kind(rules.instrument.measurement_level)


def answered_blocks(scores: Scores) -> dict[str, list[str]]:
    """Return the items of each node of the measurement level of which every item was answered by somebody.

    An item that nobody answered would leave no complete row for any other node.
    """
    blocks = {node.id: list(scores.rules.items_under(node.id)) for node in measurement_nodes(scores.rules)}
    answered = scores.keyed.notna().any()
    known = {str(item) for item, is_answered in answered.items() if is_answered}
    return {node: names for node, names in blocks.items() if known.issuperset(names)}


def item_statistics(responses: Responses, scores: Scores) -> tuple[tuple[ItemStatistics, ...], tuple[Unavailable, ...]]:
    """Return the statistics of every measured item, and a reason for every figure that is undefined.

    Mean, SD, median, skewness, kurtosis, counts, floor and ceiling describe the answers as asked; item-rest r,
    item-total r and alpha without the item use the turned keys and the complete rows of the item's scale, the
    cross-loadings the rows complete over all scales.
    """
    rules = scores.rules
    scale_of_item: dict[str, str] = {}
    analysed: dict[str, dict[str, float]] = {}
    absent: list[Unavailable] = []
    for node in measurement_nodes(rules):
        names = rules.items_under(node.id)
        scale_of_item.update(dict.fromkeys(names, node.id))
        found, missing = _analysis(scores.keyed[list(names)])
        analysed.update(found)
        absent.extend(missing)
    absent.extend(
        Unavailable(where=node, field="item_analysis", code="outside_level")
        for node in dict.fromkeys(rules.item_parent[name] for name in rules.items if name not in scale_of_item)
    )
    described, counts, missing = _described(responses, scores)
    absent.extend(missing)
    crossed, missing = _crossed(scores)
    absent.extend(missing)
    codes = missing_codes(responses)
    keyed = scores.keyed.mean().to_dict()
    scale_of = {item.id: rules.instrument.scale_of(item) for item in rules.instrument.items()}
    results = []
    for name in rules.items:
        row, own, cross = described[name], analysed.get(name, {}), crossed.get(name, NOWHERE)
        results.append(
            ItemStatistics(
                id=name,
                node=rules.item_parent[name],
                dimension=scale_of_item.get(name, rules.item_parent[name]),
                column=responses.columns.get(name, name),
                reverse=name in rules.turned,
                n=int(row["n"]),
                missing=int(row["missing"]),
                missing_codes=codes.get(name, {}),
                mean=recorded(row["mean"]),
                mean_keyed=recorded(keyed[name]),
                sd=recorded(row["sd"]),
                median=recorded(row["median"]),
                minimum=recorded(row["minimum"]),
                maximum=recorded(row["maximum"]),
                skewness=recorded(row["skewness"]),
                kurtosis=recorded(row["kurtosis"]),
                counts=counts[name],
                floor=recorded(row["floor"]),
                ceiling=recorded(row["ceiling"]),
                item_rest_r=recorded(own.get("item_rest_r")),
                item_total_r=recorded(own.get("item_total_r")),
                alpha_if_deleted=recorded(own.get("alpha_if_deleted")),
                tcr=_achievement(recorded(keyed[name]), scale_of[name]),
                **_tested(own),
                own_r=cross.own,
                other_r=cross.other,
                other_scale=cross.scale,
            )
        )
    return tuple(results), tuple(absent)


def _achievement(mean: float | None, scale: Scale) -> float | None:
    """Return the TCR of a mean on the turned key; a scale that begins below zero has none."""
    if mean is None or scale.min < 0 or scale.max <= 0:
        return None
    return re_express(mean, "tcr", scale.min, scale.max)


def _tested(own: dict[str, float]) -> dict[str, Any]:
    """Return on how many rows an item-total r rests, and beyond which r it differs from zero."""
    if recorded(own.get("item_total_r")) is None:
        return {}
    n = int(own["n_used"])
    return {"item_total_n": n, "item_total_df": n - 2, "critical_r": recorded(own["critical_r"])}


def _described(
    responses: Responses, scores: Scores
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, int]], list[Unavailable]]:
    """Return each item's answers as asked described, the count of every scale point, and what is undefined."""
    rules = scores.rules
    asked = responses.items.loc[scores.kept, list(rules.items)]
    scales = {item.id: rules.instrument.scale_of(item) for item in rules.instrument.items()}
    described: dict[str, dict[str, Any]] = {}
    counts: dict[str, dict[str, int]] = {}
    absent: list[Unavailable] = []
    for ends in sorted({(scales[name].min, scales[name].max) for name in rules.items}):
        members = [name for name in rules.items if (scales[name].min, scales[name].max) == ends]
        record = describe_items(asked.loc[:, members], scale=ends)
        for row in record.statistics.to_dict("records"):
            described[str(row["item"])] = {str(field): value for field, value in row.items()}
        for name in members:
            counts[name] = {str(point): int(count) for point, count in record.counts[name].items()}
        absent.extend(Unavailable(where=name, field="distribution", code=code) for name, code in record.reasons.items())
    return described, counts, absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """Correlation of one item with the rest of its own scale, and the largest with the score of another."""

    own: float | None
    other: float | None
    scale: str | None


NOWHERE = Cross(own=None, other=None, scale=None)


def _crossed(scores: Scores) -> tuple[dict[str, Cross], list[Unavailable]]:
    """Return the cross-loadings of the items of all scales, and the reasons for those that are undefined."""
    blocks = answered_blocks(scores)
    absent = [
        Unavailable(where=node.id, field="cross_loadings", code="no_answers")
        for node in measurement_nodes(scores.rules)
        if node.id not in blocks
    ]
    try:
        record = cross_loadings(scores.keyed, blocks)
    except NotEstimable as fault:
        absent.append(Unavailable(where="validity", field="cross_loadings", code=fault.code, values=fault.values))
        return {}, absent
    found = {}
    nodes, values = list(blocks), record.loadings.to_numpy(float)
    for row, (name, own) in zip(values, record.own.items(), strict=True):
        at = nodes.index(own)
        sizes = np.where(np.isnan(row), -1.0, np.abs(row))
        sizes[at] = -1.0
        nearest = int(sizes.argmax())
        known = sizes[nearest] >= 0
        found[str(name)] = Cross(
            own=recorded(row[at]),
            other=float(row[nearest]) if known else None,
            scale=nodes[nearest] if known else None,
        )
    return found, absent + _not_crossed(record, found)


def _not_crossed(record: CrossLoadings, found: dict[str, Cross]) -> list[Unavailable]:
    """Return one reason for each scale and cause, naming the items whose cross-loadings are undefined."""
    named: dict[tuple[str, str], list[str]] = {}
    for name, cross in found.items():
        if cross.own is None or cross.other is None:
            code = record.reasons[name]
            if code == "constant_item":
                code = "constant_items"  # the sentence that names them
            elif code == "constant_score" and cross.own is None:
                code = "constant_rest"
            named.setdefault((str(record.own[name]), code), []).append(name)
    return [
        Unavailable(where=node, field="cross_loadings", code=code, values={"node": node, "item": ", ".join(names)})
        for (node, code), names in named.items()
    ]


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
    frame = record.to_frame().set_index("item").assign(critical_r=record.critical_r)
    absent = [Unavailable(where=name, field="item_rest_r", code=code) for name, code in record.reasons.items()]
    if record.deleted_reason is not None:
        absent.extend(
            Unavailable(where=str(name), field="alpha_if_deleted", code=record.deleted_reason) for name in items
        )
    rows = frame.to_dict("index").items()
    return {str(name): {str(field): value for field, value in row.items()} for name, row in rows}, absent


def identical_items(scores: Scores) -> tuple[Notice, ...]:
    """Return a notice for every pair of items of one scale whose turned answers correlate above .9999."""
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
