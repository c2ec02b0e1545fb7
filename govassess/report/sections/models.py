"""The equations behind a hypothesis: coefficients as fitted, and the effects of a mediation."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.cautions import marks
from govassess.report.fields import BETA, CONF, P_VALUE, STATISTIC, STD_ERROR, Field, present, records_table
from govassess.report.sections.residual_charts import checks_block
from govassess.report.sections.residuals import residuals_table
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.thresholds import COMPARED
from govassess.report.view import View
from govassess.result.hypotheses import Coefficient, Effect, HypothesisResult, Model


def hypothesis_text(view: View, hypothesis: HypothesisResult) -> str:
    """Return the statement of a hypothesis as its author words it."""
    return hypothesis.text.in_language(view.lang)


def model_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return coefficients and residual tests of each equation of a hypothesis, or where the same one is printed.

    The equation without covariates is a line of text elsewhere.
    """
    blocks: list[Block] = []
    printed: dict[object, str] = {}
    for model in view.result.models:
        if model.id.endswith(".unadjusted"):
            continue
        earlier = printed.setdefault(same_fit(model), model.hypothesis)
        if model.hypothesis != hypothesis.id:
            continue
        if earlier == hypothesis.id:
            blocks.append(model_table(view, model))
            if model.residuals is not None:
                blocks.append(residuals_table(view, model, model.residuals))
                blocks.extend(checks_block(view, model, model.residuals))
        else:
            link = Markup('<a href="#hypothesis-{}">{}</a>').format(earlier, earlier)
            outcome = view.name(model.outcome)
            blocks.append(Paragraph(text=view.phrase("report.hypotheses.same_model", outcome=outcome, id=link)))
    return blocks


def same_fit(model: Model) -> object:
    """Return what two models share that are one and the same equation, whatever the order of its terms."""
    terms = frozenset((coefficient.term, f"{coefficient.estimate:.9g}") for coefficient in model.coefficients)
    return model.outcome, model.vcov, model.n_used, terms


def model_table(view: View, model: Model) -> Table:
    """Return the coefficients of one equation."""
    whole = all(coefficient.df is None or float(coefficient.df).is_integer() for coefficient in model.coefficients)
    fields = (
        Field("term", header="predictor", cell=lambda each: term_cell(view, model, each)),
        Field("estimate", "est", "b"),
        CONF,
        Field("std_error", "se", heading=view.say("table.column.se", vcov=model.vcov)),
        STATISTIC,
        Field("df", "est", decimals=0 if whole else 1),
        P_VALUE,
        *present([Field("p_wild", "p")], model.coefficients),
        BETA,
        Field("vif", "est", thresholds=(COMPARED["vif_high", "vif"],)),
    )
    hidden, none = view.nothing("table.suppressed"), view.nothing()
    constant = Row(cells=(Cell(value=view.name("(Intercept)")), hidden, hidden, *[none] * (len(fields) - 3)))
    return records_table(
        view,
        f"model.{model.id}",
        fields,
        (*([constant] if is_withheld(view, model, "intercept") else ()), *model.coefficients),
        title=view.say(
            "table.title.model", id=model.hypothesis, outcome=view.name(model.outcome), n=view.plain(model.n_used, "n")
        ),
        notes=Notes(
            general=model_note(view, model),
            specific=(
                *reference_note(view, model),
                view.phrase("table.note.unadjusted_interval"),
                *hidden_notes(view, model),
            ),
        ),
    )


def is_withheld(view: View, model: Model, field: str) -> bool:
    """Tell whether some numbers of an equation are suppressed: ``intercept``, ``dummies``, ``residual_groups``."""
    place = (f"models.{model.id}", field)
    return any((entry.where, entry.field) == place for entry in view.result.unavailable)


def hidden_notes(view: View, model: Model) -> tuple[Markup, ...]:
    """Return why the constant, the coefficients of categories and the groups of residuals are suppressed."""
    minimum = view.number(view.result.options, "min_group", "n")
    notes = {
        "intercept": "table.note.intercept_suppressed",
        "dummies": "table.note.dummies_suppressed",
        "residual_groups": "table.note.residual_groups_suppressed",
    }
    return tuple(view.phrase(note, minimum=minimum) for field, note in notes.items() if is_withheld(view, model, field))


def reference_note(view: View, model: Model) -> tuple[Markup, ...]:
    """Return with which value the categories of each variable are compared."""
    said = [
        view.phrase(
            "table.note.reference",
            variable=view.name(variable),
            value=view.element(view.profile_value(variable, value), model, ("references", variable)),
        )
        for variable, value in model.references.items()
    ]
    return (view.phrase("table.note.references", listed=Markup("; ").join(said)),) if said else ()


def term_name(view: View, term: str) -> str:
    """Return the name of a term; a product is that of its two factors."""
    one, sign, other = term.partition(":")
    if sign and one in view.names and other in view.names:
        return view.say("table.product", one=view.name(one), other=view.name(other))
    return view.name(term)


def term_cell(view: View, model: Model, coefficient: Coefficient) -> Cell:
    """Return the name of a term with the warnings about it in this equation."""
    of_model = marks(view, "hypotheses", model.id.partition(".")[0], model.id)
    noted = tuple(number for number in marks(view, "hypotheses", coefficient.term) if number in of_model)
    return Cell(value=term_name(view, coefficient.term), marks=noted)


def model_note(view: View, model: Model) -> Markup:
    """Return n, fit and joint test of one equation; what could not be had is left out."""
    counts = {name: view.number(model, name, "n") for name in ("n_used", "n_dropped")}
    about = {"count": counts["n_used"], "dropped": counts["n_dropped"], "vcov": model.vcov}
    if model.r_squared is None:
        parts = [view.phrase("table.note.model_bare", **about)]
    else:
        parts = [view.phrase("table.note.model", r_squared=view.number(model, "r_squared", "r"), **about)]
    if model.n_clusters is not None and model.smallest_cluster is not None and model.largest_cluster is not None:
        parts.append(
            view.phrase(
                "table.note.clusters",
                count=view.number(model, "n_clusters", "n"),
                smallest=view.number(model, "smallest_cluster", "n"),
                largest=view.number(model, "largest_cluster", "n"),
            )
        )
    if model.adj_r_squared is not None:
        value = view.number(model, "adj_r_squared", "r")
        parts.append(view.phrase("table.note.adj_r_squared", value=value))
    if (
        model.f_statistic is not None
        and model.f_df1 is not None
        and model.f_df2 is not None
        and model.f_p_value is not None
    ):
        parts.append(
            view.phrase(
                "table.note.wald",
                f=view.number(model, "f_statistic", "est"),
                df1=view.number(model, "f_df1", "n"),
                df2=view.number(model, "f_df2", "n"),
                p=p_words(view, model, "f_p_value"),
            )
        )
    if model.condition_number is not None:
        value = view.number(model, "condition_number", "est", 1)
        parts.append(view.phrase("table.note.condition", value=value))
    return Markup(" ").join(parts)


def p_words(view: View, record: Any, field: str = "p_value") -> Markup:
    """Return ``p = .034`` or ``p < .001``, the number with its source."""
    number = view.number(record, field, "p")
    return view.phrase("report.p_bound" if str(number.striptags())[0] in "<>" else "report.p_equal", p=number)


def effects_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return paths, direct, total and indirect effects of a mediation, all from the same fits."""
    return records_table(
        view,
        f"effects.{hypothesis.id}",
        (
            Field("effect", cell=lambda each: effect_cell(view, hypothesis, each)),
            Field("estimate", "est", "b"),
            CONF,
            STD_ERROR,
            P_VALUE,
            Field("standardised", "beta"),
            Field("interval", header="interval_method", words=lambda each: interval_method(view, each)),
        ),
        hypothesis.effects,
        title=view.say(
            "table.title.effects",
            id=hypothesis.id,
            predictor=view.name(hypothesis.predictor),
            mediators=str(view.listed(view.name(mediator) for mediator in hypothesis.mediators).striptags()),
            outcome=view.name(hypothesis.outcome),
        ),
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.effects",
                    count=view.number(hypothesis, "n_used", "n"),
                    draws=view.number(view.result.options, "draws", "n"),
                    units=view.resampled(),
                )
            ),
            specific=(view.phrase("table.note.unadjusted_interval"),),
            probability=view.phrase("table.note.bootstrap_p"),
        ),
    )


def effect_cell(view: View, hypothesis: HypothesisResult, effect: Effect) -> Cell:
    """Return what an effect leads through; the indirect one as a whole stands out."""
    return Cell(value=effect_label(view, hypothesis, effect.effect), strong=effect.effect == "indirect")


def interval_method(view: View, effect: Effect) -> str:
    """Return where the interval of an effect comes from: the draws, or its standard error."""
    drawn = effect.interval in ("percentile", "bca")
    return view.say(f"table.interval.{effect.interval}" if drawn else "table.interval.t", vcov=effect.interval)


def effect_label(view: View, hypothesis: HypothesisResult, effect: str) -> str:
    """Return what an effect leads through; several mediators are named one by one, a chain with arrows."""

    def through(chain: str) -> str:
        return " → ".join(view.name(mediator) for mediator in chain.split(">"))

    one, _, other = effect.partition("-indirect_")
    kind, _, chain = one.partition("_")
    if kind == "d":  # from one mediator to the next: an arrow already
        return view.say("table.effect.d", path=through(chain))
    if not chain and len(hypothesis.mediators) == 1:
        chain = hypothesis.mediators[0]
    return view.say(
        "table.effect.difference" if other else f"table.effect.{kind}",
        predictor=view.name(hypothesis.predictor),
        mediator=through(chain) if chain else view.say("table.effect.all"),
        other=through(other),
        outcome=view.name(hypothesis.outcome),
    )
