"""The equations behind the hypotheses, each once: where they stand in the JSON and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govassess.report.sections.models import same_fit, term_name
from govassess.report.view import View
from govassess.result.assessment import Classical, ClassicalTerm, Coefficient, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """One fitted equation: its record, its path in the JSON, and the hypotheses that rest on it."""

    model: Model
    path: str
    hypotheses: tuple[str, ...]

    @property
    def classical(self) -> Classical:
        """Its classical fit; only equations that have one are listed."""
        assert self.model.classical is not None
        return self.model.classical

    def terms(self) -> Iterator[tuple[Coefficient, str, ClassicalTerm, str]]:
        """Yield every coefficient with its path, and the same term of the classical fit with its own."""
        places = {each.term: place for place, each in enumerate(self.classical.terms)}
        for place, coefficient in enumerate(self.model.coefficients):
            if coefficient.term in places:
                other = places[coefficient.term]
                yield (
                    coefficient,
                    f"{self.path}.coefficients.{place}",
                    self.classical.terms[other],
                    f"{self.path}.classical.terms.{other}",
                )


def equations(view: View) -> tuple[Equation, ...]:
    """Return the equations that have a classical fit, each once, in the order of the hypotheses."""
    found: dict[object, Equation] = {}
    for place, model in enumerate(view.result.models):
        if model.classical is None:
            continue
        key = same_fit(model)
        made = found.setdefault(key, Equation(model=model, path=f"models.{place}", hypotheses=()))
        if model.hypothesis not in made.hypotheses:
            found[key] = Equation(model=made.model, path=made.path, hypotheses=(*made.hypotheses, model.hypothesis))
    return tuple(found.values())


def words(view: View, equation: Equation) -> dict[str, str]:
    """Return outcome, predictors and hypotheses of an equation by name; respondents' variables are not named."""
    named = [
        term_name(view, each.term)
        for each in equation.model.coefficients
        if each.term in view.nodes or is_product(view, each.term)
    ]
    return {
        "outcome": view.name(equation.model.outcome),
        "predictors": ", ".join(named),
        "ids": ", ".join(equation.hypotheses),
    }


def is_product(view: View, term: str) -> bool:
    """Tell whether a term is the product of two nodes."""
    one, sign, other = term.partition(":")
    return bool(sign) and one in view.nodes and other in view.nodes


def label(view: View, equation: Equation) -> str:
    """Return what an equation is called: its outcome, its predictors, and the hypotheses that rest on it."""
    return view.say("table.equation", **words(view, equation))


def why_none(view: View) -> str:
    """Return the key of the sentence that says why no equation is printed."""
    if not view.result.models:
        return "report.classical.no_model"
    if any(gap.field == "fit" and gap.code == "few_missing" for gap in view.result.unavailable):
        return "report.classical.few_missing"
    return "report.classical.older"
