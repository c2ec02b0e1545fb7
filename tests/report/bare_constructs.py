"""An instrument whose constructs hold items and nothing between: what a person writes for a first survey."""

from __future__ import annotations

from govassess.instrument.model import Band, Construct, Hypothesis, Instrument, Item, Levels, Module, Scale, Text

NAMES = {"TR": "Trust", "CO": "Communication", "AU": "Autonomy", "SA": "Satisfaction"}
CUTS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))


def text(en: str) -> Text:
    return Text(en=en, id=f"{en} ID")


def instrument(*, closed: str = "left", basis: str = "index", reverse: bool = True) -> Instrument:
    """Four constructs of three items on 1 to 5, one item reversed; TR goes with SA, by itself and through the others."""
    scale = (lambda cut: cut) if basis == "index" else (lambda cut: 1 + cut / 25)
    direct = {"family": "main", "predictor": "TR", "outcome": "SA", "expected": "positive"}
    return Instrument(
        schema_version=1,
        id="bare-constructs",
        version="1.0.0",
        status="proposed",
        validated=False,
        title=text("Climate"),
        citation="made up",
        modules={"core": Module(constructs=tuple(NAMES), required=True)},
        headline=tuple(NAMES),
        measurement_level="construct",
        scales={"agree": Scale(min=1, max=5)},
        levels=Levels(
            basis=basis,
            source=text("fifths"),
            closed=closed,
            bands=tuple(
                Band(level=level, min=scale(low), max=scale(high), name=text(f"Stage {level}"))
                for level, (low, high) in enumerate(CUTS, start=1)
            ),
        ),
        constructs=tuple(
            Construct(
                id=ident,
                name=text(name),
                items=tuple(
                    Item(
                        id=f"{ident}{n}", text=text(f"Statement {ident}{n}"), reverse=reverse and f"{ident}{n}" == "TR3"
                    )
                    for n in (1, 2, 3)
                ),
            )
            for ident, name in NAMES.items()
        ),
        families={"main": text("Main")},
        hypotheses=(
            Hypothesis(id="H1", kind="total", origin="paper", text=text("Trust helps."), **direct),
            Hypothesis(
                id="H2", kind="mediation", mediators=("CO", "AU"), origin="inferred", text=text("Via both."), **direct
            ),
            Hypothesis(id="H3", kind="moderation", moderator="CO", text=text("By communication."), **direct),
        ),
    )
