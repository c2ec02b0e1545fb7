"""Scores given as they are, so that a register can be tested on columns of which another program knows the answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from govassess.hypotheses.register import HypothesisContext, Register, run_register
from govassess.instrument.load import load_instrument
from govassess.instrument.model import Construct, Hypothesis, Instrument, Item, Option, ProfileVariable, Text
from govassess.scoring.rules import scoring_rules
from govassess.scoring.scores import Scores
from govassess.stats.draws import Draws, make_draws

CG = load_instrument("cg-dps-smartcity")


def text(words: str) -> Text:
    return Text(en=words, id=words)


def hypothesis(kind: str, predictor: str, outcome: str, **more: object) -> Hypothesis:
    given = {"id": "P1", "family": "own", "expected": None if kind == "group" else "positive", "text": text("P1")}
    return Hypothesis(**(given | {"kind": kind, "predictor": predictor, "outcome": outcome} | more))


def instrument(nodes: list[str], profile: dict[str, str | list[str]], **defaults: object) -> Instrument:
    """One construct of one item for every node; a profile variable has a type or a list of options."""
    variables = [
        ProfileVariable(id=name, type=kind, label=text(name))
        if isinstance(kind, str)
        else ProfileVariable(
            id=name, type="single", label=text(name), options=tuple(Option(code=c, label=text(c)) for c in kind)
        )
        for name, kind in profile.items()
    ]
    return replace(
        CG,
        constructs=tuple(
            Construct(id=node, name=text(node), items=(Item(id=f"{node}_1", text=text(node)),)) for node in nodes
        ),
        profile=tuple(variables),
        hypotheses=(),
        hypothesis_defaults=replace(CG.hypothesis_defaults, **({"covariates": ()} | defaults)),
    )


def register(
    hypotheses: list[Hypothesis],
    values: pd.DataFrame,
    *,
    profile: pd.DataFrame | None = None,
    kinds: dict[str, str | list[str]] | None = None,
    defaults: dict[str, object] | None = None,
    draws: Draws | int = 200,
    **options: object,
) -> Register:
    """The register over the columns of ``values`` as scores."""
    values = values.reset_index(drop=True)
    made = instrument(list(values), kinds or {}, **(defaults or {}))
    scores = Scores(
        rules=scoring_rules(made, {item.id for item in made.items()}),
        values=values,
        keyed=values,
        kept=np.ones(len(values), dtype=bool),
        funnel=(),
    )
    if isinstance(draws, int):
        clusters = options.get("clusters")
        draws = make_draws(len(values), count=draws, clusters=clusters) if draws else None
    profile = pd.DataFrame(index=values.index) if profile is None else profile.reset_index(drop=True)
    options = {"minimum": 5, "conf_level": 0.95} | options
    options = {"clusters": None, "ci": "percentile"} | options
    context = HypothesisContext(instrument=made, scores=scores, profile=profile, draws=draws, **options)
    return run_register(hypotheses, context)


def result_of(one: Hypothesis, values: pd.DataFrame, **options: object):
    """The result of a register of one hypothesis."""
    (found,) = register([one], values, **options).results
    return found
