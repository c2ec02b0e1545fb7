"""The equations behind the hypotheses, each once, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govassess.report.sections.models import same_fit, term_name
from govassess.report.view import View
from govassess.result.hypotheses import Classical, ClassicalTerm, Coefficient, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """One fitted equation, and the hypotheses that rest on it."""

    model: Model
    hypotheses: tuple[str, ...]

    @property
    def classical(self) -> Classical:
        """Its classical fit; only equations that have one are listed."""
        assert self.model.classical is not None
        return self.model.classical

    def terms(self) -> Iterator[tuple[Coefficient, ClassicalTerm]]:
        """Yield every coefficient and the same term of the classical fit."""
        classical = {each.term: each for each in self.classical.terms}
        for coefficient in self.model.coefficients:
            if coefficient.term in classical:
                yield coefficient, classical[coefficient.term]


def equations(view: View) -> tuple[Equation, ...]:
    """Return the equations that have a classical fit, each once, in the order of the hypotheses."""
    found: dict[object, Equation] = {}
    for model in view.result.models:
        if model.classical is None:
            continue
        key = same_fit(model)
        made = found.setdefault(key, Equation(model=model, hypotheses=()))
        if model.hypothesis not in made.hypotheses:
            found[key] = Equation(model=made.model, hypotheses=(*made.hypotheses, model.hypothesis))
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
