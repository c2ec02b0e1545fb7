"""Importance-performance map: what moves a construct most, and how well each thing does already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from govassess.errors import NotEstimable
from govassess.stats.arguments import check_arguments, check_pair, check_record
from govassess.stats.draws import FloatArray
from govassess.stats.path_model.evaluate import total_effects
from govassess.stats.path_model.fit import Pls
from govassess.stats.path_model.model import path_model
from govassess.stats.tables import column_of

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ipma:
    """Importance (unstandardised total effect) and performance (0-100) of all that leads to one construct."""

    rows: pd.DataFrame
    target: str
    target_performance: float
    n_used: int
    n_dropped: int
    missing_rule: str = "complete rows over all items"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a construct or indicator.

        Columns: ``level`` (``construct`` or ``indicator``), ``construct, term, importance, performance, n_used,
        n_dropped``. An indicator's importance is its construct's times its weight.
        """
        return self.rows.assign(n_used=self.n_used, n_dropped=self.n_dropped)

    def __repr__(self) -> str:
        """Return one line."""
        count = int((self.rows["level"] == "construct").sum())
        return f"Ipma({count} constructs -> {self.target}, n={self.n_used}, {self.n_dropped} dropped)"


def ipma(items: pd.DataFrame, fit: Pls, *, target: str, scale: Bounds | Mapping[str, Bounds]) -> Ipma:
    """Return the importance-performance map of a fitted path model.

    Parameters
    ----------
    items : DataFrame (n, k)
        The answers that ``fit`` was estimated from.
    fit : Pls
        Of ``pls``, with or without higher-order constructs.
    target : str
        An outcome of the model.
    scale : (low, high), or mapping of item to (low, high)
        Ends of the items' answer scale, not of the data.

    Returns
    -------
    Ipma

    Raises
    ------
    NotEstimable
        ``negative_weight``: a construct's indicator has a negative outer weight, so its score is no average.
    ValueError
        ``target`` is no outcome; an item lies outside its scale; the rows are not those of ``fit``.

    Notes
    -----
    Items are rescaled to 100 (x - low)/(high - low). An outer weight divided by the indicator's standard
    deviation, the weights of a construct scaled to add up to 1, makes the construct's score a weighted mean of
    0-100 indicators: its mean is the performance. A path times s_outcome/s_predictor of these scores is
    unstandardised; importance is the total effect of such paths: points of the target per point of the
    predictor.

    References
    ----------
    Ringle, C. M. & Sarstedt, M. (2016). Gain more insight from your PLS-SEM results: the importance-performance
    map analysis. *Industrial Management & Data Systems*, 116, 1865-1886.

    Examples
    --------
    >>> from govassess.stats.path_model.fit import pls
    >>> rng = np.random.default_rng(1)
    >>> trust = rng.normal(size=(200, 1))
    >>> raw = np.hstack([trust, trust, trust, trust]) + rng.normal(size=(200, 4))
    >>> answers = pd.DataFrame(np.clip(np.round(3 + raw), 1, 5), columns=["t1", "t2", "v1", "v2"])
    >>> fit = pls(answers, {"trust": ["t1", "t2"], "value": ["v1", "v2"]}, {"value": ["trust"]})
    >>> ipma(answers, fit, target="value", scale=(1, 5))
    Ipma(1 constructs -> value, n=200, 0 dropped)
    """
    check_arguments(items=items)
    check_record("fit", fit, Pls)
    for name, bounds in scale.items() if isinstance(scale, Mapping) else [("scale", scale)]:
        check_pair("scale" if bounds is scale else f"scale[{name!r}]", bounds)
    if target not in fit.paths:
        raise ValueError(f"{target} is no outcome of the model; outcomes are {', '.join(fit.paths)}")
    first = fit if fit.first_stage is None else fit.first_stage
    columns = [item for members in first.blocks.values() for item in members]
    values = items[columns].dropna()
    if len(values) != fit.n_used:
        raise ValueError(f"{len(values)} complete rows, the model was fitted to {fit.n_used}")
    indicators = {name: _rescaled(values[name], scale) for name in columns}
    if fit.first_stage is not None:
        weights = _mean_weights(fit.first_stage, indicators)
        higher = [members for name, members in fit.blocks.items() if name not in first.blocks]
        indicators |= {name: _score(weights[name], indicators) for members in higher for name in members}
    weights = _mean_weights(fit, indicators)
    scores = {name: _score(of, indicators) for name, of in weights.items()}
    model = path_model(fit.blocks, fit.paths)
    spread = np.array([scores[name].std(ddof=1) for name in model.constructs])
    b = np.zeros((len(spread), len(spread)))
    coefficients = fit.estimates[fit.estimates["kind"] == "path"].set_index(["target", "term"])["estimate"]
    for x, y in model.pairs:
        b[x, y] = coefficients[(model.constructs[y], model.constructs[x])] * spread[y] / spread[x]
    effect = total_effects(b, model)[:, model.constructs.index(target)]
    leading = {name: float(size) for name, size in zip(model.constructs, effect, strict=True) if size != 0}
    return Ipma(
        rows=_map(leading, weights, scores, indicators),
        target=target,
        target_performance=float(scores[target].mean()),
        n_used=len(values),
        n_dropped=len(items) - len(values),
    )


def _rescaled(column: pd.Series, scale: Bounds | Mapping[str, Bounds]) -> FloatArray:
    """Return an item on 0-100 by the ends of its scale."""
    low, high = scale[str(column.name)] if isinstance(scale, Mapping) else scale
    values = column_of(column, str(column.name))
    if not low < high or values.min() < low or values.max() > high:
        raise ValueError(f"{column.name} does not lie on the scale from {low} to {high}")
    return np.asarray(100 * (values - low) / (high - low))


def _mean_weights(fit: Pls, indicators: Mapping[str, FloatArray]) -> dict[str, dict[str, float]]:
    """Return construct -> indicator -> weight on the 0-100 scale, weights of a construct adding up to 1."""
    table = fit.estimates[fit.estimates["kind"] == "weight"]
    if (table["estimate"] < 0).any():
        worst = table.iloc[int(table["estimate"].to_numpy().argmin())]
        raise NotEstimable("ipma", "negative_weight", item=str(worst["term"]), node=str(worst["target"]))
    found: dict[str, dict[str, float]] = {}
    for construct, members in fit.blocks.items():
        own = table[table["target"] == construct].set_index("term")["estimate"]
        raw = {name: float(own[name] / indicators[name].std(ddof=1)) for name in members}
        total = sum(raw.values())
        found[construct] = {name: weight / total for name, weight in raw.items()}
    return found


def _score(weights: Mapping[str, float], indicators: Mapping[str, FloatArray]) -> FloatArray:
    """Return the weighted mean of a construct's indicators."""
    return np.asarray(sum(weight * indicators[name] for name, weight in weights.items()))


def _map(
    leading: Mapping[str, float],
    weights: Mapping[str, Mapping[str, float]],
    scores: Mapping[str, FloatArray],
    indicators: Mapping[str, FloatArray],
) -> pd.DataFrame:
    """Return constructs, then their indicators, with importance and performance."""
    rows = [
        {"level": "construct", "construct": name, "term": name, "importance": size, "performance": scores[name].mean()}
        for name, size in leading.items()
    ]
    rows += [
        {
            "level": "indicator",
            "construct": name,
            "term": item,
            "importance": size * weight,
            "performance": indicators[item].mean(),
        }
        for name, size in leading.items()
        for item, weight in weights[name].items()
    ]
    return pd.DataFrame(rows)
