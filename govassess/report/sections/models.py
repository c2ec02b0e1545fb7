"""The equations behind a hypothesis: coefficients as fitted, and the effects of a mediation."""

from __future__ import annotations

from markupsafe import Markup

from govassess.report.blocks import Block, Paragraph
from govassess.report.cautions import marks
from govassess.report.sections.residual_charts import checks_block
from govassess.report.sections.residuals import residuals_table
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.thresholds import COMPARED
from govassess.report.view import View
from govassess.result.assessment import Coefficient, Effect, HypothesisResult, Model


def hypothesis_text(view: View, hypothesis: HypothesisResult) -> str:
    """Return the statement of a hypothesis as its author words it."""
    return hypothesis.text.in_language(view.lang)


def model_blocks(view: View, hypothesis: HypothesisResult) -> list[Block]:
    """Return coefficients and residual tests of each equation of a hypothesis, or where the same one is printed.

    The equation without covariates is a line of text elsewhere.
    """
    blocks: list[Block] = []
    printed: dict[object, str] = {}
    for place, model in enumerate(view.result.models):
        if model.id.endswith(".unadjusted"):
            continue
        earlier = printed.setdefault(same_fit(model), model.hypothesis)
        if model.hypothesis != hypothesis.id:
            continue
        if earlier == hypothesis.id:
            blocks.append(model_table(view, model, f"models.{place}"))
            if model.residuals is not None:
                blocks.append(residuals_table(view, model, model.residuals, f"models.{place}"))
                blocks.extend(checks_block(view, model, model.residuals, f"models.{place}"))
        else:
            link = Markup('<a href="#hypothesis-{}">{}</a>').format(earlier, earlier)
            outcome = view.name(model.outcome)
            blocks.append(Paragraph(text=view.phrase("report.hypotheses.same_model", outcome=outcome, id=link)))
    return blocks


def same_fit(model: Model) -> object:
    """Return what two models share that are one and the same equation, whatever the order of its terms."""
    terms = frozenset((coefficient.term, f"{coefficient.estimate:.9g}") for coefficient in model.coefficients)
    return model.outcome, model.vcov, model.n_used, terms


def model_table(view: View, model: Model, path: str) -> Table:
    """Return the coefficients of one equation."""
    confidence = view.confidence()
    wild = any(coefficient.p_wild is not None for coefficient in model.coefficients)
    whole = all(coefficient.df is None or float(coefficient.df).is_integer() for coefficient in model.coefficients)
    return Table(
        name=f"model.{model.id}",
        title=view.say(
            "table.title.model", id=model.hypothesis, outcome=view.name(model.outcome), n=view.plain(model.n_used, "n")
        ),
        columns=(
            Column(key="term", header=view.say("table.column.predictor"), kind="text"),
            Column(key="estimate", header=view.say("table.column.b"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=confidence), kind="ci"),
            Column(key="std_error", header=view.say("table.column.se", vcov=model.vcov), kind="se"),
            Column(key="statistic", header=view.say("table.column.t"), kind="est"),
            Column(key="df", header=view.say("table.column.df"), kind="est", decimals=0 if whole else 1),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
            *([Column(key="p_wild", header=view.say("table.column.p_wild"), kind="p")] if wild else []),
            Column(key="beta", header=view.say("table.column.beta"), kind="beta"),
            Column(key="vif", header=view.say("table.column.vif"), kind="est", beside=(COMPARED["vif_high", "vif"],)),
        ),
        rows=(
            *hidden_constant(view, model, wild=wild),
            *(
                coefficient_row(view, coefficient, f"{path}.coefficients.{place}", model.id, wild=wild)
                for place, coefficient in enumerate(model.coefficients)
            ),
        ),
        notes=Notes(
            general=model_note(view, model, path),
            specific=(
                *reference_note(view, model, path),
                view.phrase("table.note.unadjusted_interval"),
                *hidden_notes(view, model),
            ),
        ),
        lang=view.lang,
    )


def is_withheld(view: View, model: Model, field: str) -> bool:
    """Tell whether some numbers of an equation are suppressed: ``intercept``, ``dummies``, ``residual_groups``."""
    place = (f"models.{model.id}", field)
    return any((entry.where, entry.field) == place for entry in view.result.unavailable)


def hidden_constant(view: View, model: Model, *, wild: bool) -> tuple[Row, ...]:
    """Return the row of a constant that is suppressed."""
    if not is_withheld(view, model, "intercept"):
        return ()
    hidden = Cell(instead=view.say("table.suppressed"))
    rest = (Cell(instead=view.say("table.none")),) * (7 if wild else 6)
    return (Row(cells=(Cell(value=view.name("(Intercept)")), hidden, hidden, *rest)),)


def hidden_notes(view: View, model: Model) -> tuple[Markup, ...]:
    """Return why the constant, the coefficients of categories and the groups of residuals are suppressed."""
    minimum = view.number(view.result.options.min_group, "n", "options.min_group")
    notes = {
        "intercept": "table.note.intercept_suppressed",
        "dummies": "table.note.dummies_suppressed",
        "residual_groups": "table.note.residual_groups_suppressed",
    }
    return tuple(view.phrase(note, minimum=minimum) for field, note in notes.items() if is_withheld(view, model, field))


def reference_note(view: View, model: Model, path: str) -> tuple[Markup, ...]:
    """Return with which value the categories of each variable are compared."""
    said = [
        view.phrase(
            "table.note.reference",
            variable=view.name(variable),
            value=view.element(view.profile_value(variable, value), f"{path}.references.{variable}"),
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


def coefficient_row(view: View, coefficient: Coefficient, path: str, model_id: str, *, wild: bool) -> Row:
    """Return the row of one term."""
    noted = tuple(
        number
        for number in marks(view, "hypotheses", coefficient.term)
        if number in marks(view, "hypotheses", model_id.partition(".")[0], model_id)
    )
    return Row(
        cells=(
            Cell(value=term_name(view, coefficient.term), marks=noted),
            Cell(value=coefficient.estimate, source=f"{path}.estimate"),
            view.interval(coefficient.conf_low, coefficient.conf_high, path),
            view.cell(coefficient.std_error, f"{path}.std_error"),
            view.cell(coefficient.statistic, f"{path}.statistic"),
            view.cell(coefficient.df, f"{path}.df"),
            view.cell(coefficient.p_value, f"{path}.p_value"),
            *([view.cell(coefficient.p_wild, f"{path}.p_wild")] if wild else []),
            view.cell(coefficient.beta, f"{path}.beta"),
            view.cell(coefficient.vif, f"{path}.vif"),
        )
    )


def model_note(view: View, model: Model, path: str) -> Markup:
    """Return n, fit and joint test of one equation; what could not be had is left out."""
    counts = {name: view.number(getattr(model, name), "n", f"{path}.{name}") for name in ("n_used", "n_dropped")}
    about = {"count": counts["n_used"], "dropped": counts["n_dropped"], "vcov": model.vcov}
    if model.r_squared is None:
        parts = [view.phrase("table.note.model_bare", **about)]
    else:
        r_squared = view.number(model.r_squared, "r", f"{path}.r_squared")
        parts = [view.phrase("table.note.model", r_squared=r_squared, **about)]
    if model.n_clusters is not None and model.smallest_cluster is not None and model.largest_cluster is not None:
        parts.append(
            view.phrase(
                "table.note.clusters",
                count=view.number(model.n_clusters, "n", f"{path}.n_clusters"),
                smallest=view.number(model.smallest_cluster, "n", f"{path}.smallest_cluster"),
                largest=view.number(model.largest_cluster, "n", f"{path}.largest_cluster"),
            )
        )
    if model.adj_r_squared is not None:
        value = view.number(model.adj_r_squared, "r", f"{path}.adj_r_squared")
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
                f=view.number(model.f_statistic, "est", f"{path}.f_statistic"),
                df1=view.number(model.f_df1, "n", f"{path}.f_df1"),
                df2=view.number(model.f_df2, "n", f"{path}.f_df2"),
                p=p_words(view, model.f_p_value, f"{path}.f_p_value"),
            )
        )
    if model.condition_number is not None:
        value = view.number(model.condition_number, "est", f"{path}.condition_number", 1)
        parts.append(view.phrase("table.note.condition", value=value))
    return Markup(" ").join(parts)


def p_words(view: View, value: float, path: str) -> Markup:
    """Return ``p = .034`` or ``p < .001``, the number with its source."""
    number = view.number(value, "p", path)
    return view.phrase("report.p_bound" if str(number.striptags())[0] in "<>" else "report.p_equal", p=number)


def effects_table(view: View, hypothesis: HypothesisResult) -> Table:
    """Return paths, direct, total and indirect effects of a mediation, all from the same fits."""
    rows = tuple(
        effect_row(view, hypothesis, effect, f"hypotheses.{hypothesis.id}.effects.{place}")
        for place, effect in enumerate(hypothesis.effects)
    )
    return Table(
        name=f"effects.{hypothesis.id}",
        title=view.say(
            "table.title.effects",
            id=hypothesis.id,
            predictor=view.name(hypothesis.predictor),
            mediators=str(view.listed(view.name(mediator) for mediator in hypothesis.mediators).striptags()),
            outcome=view.name(hypothesis.outcome),
        ),
        columns=(
            Column(key="effect", header=view.say("table.column.effect"), kind="text"),
            Column(key="estimate", header=view.say("table.column.b"), kind="est"),
            Column(key="conf", header=view.say("table.column.ci", confidence=view.confidence()), kind="ci"),
            Column(key="std_error", header=view.say("table.column.se_plain"), kind="se"),
            Column(key="p_value", header=view.say("table.column.p"), kind="p"),
            Column(key="standardised", header=view.say("table.column.standardised"), kind="beta"),
            Column(key="interval", header=view.say("table.column.interval_method"), kind="text"),
        ),
        rows=rows,
        notes=Notes(
            general=view.with_widened(
                view.phrase(
                    "table.note.effects",
                    count=view.number(hypothesis.n_used, "n", f"hypotheses.{hypothesis.id}.n_used"),
                    draws=view.number(view.result.options.draws, "n", "options.draws"),
                    units=view.resampled(),
                )
            ),
            specific=(view.phrase("table.note.unadjusted_interval"),),
            probability=view.phrase("table.note.bootstrap_p"),
        ),
        lang=view.lang,
    )


def effect_row(view: View, hypothesis: HypothesisResult, effect: Effect, path: str) -> Row:
    """Return the row of one effect."""
    drawn = effect.interval in ("percentile", "bca")
    method = view.say(f"table.interval.{effect.interval}" if drawn else "table.interval.t", vcov=effect.interval)
    return Row(
        cells=(
            Cell(value=effect_label(view, hypothesis, effect.effect), strong=effect.effect == "indirect"),
            Cell(value=effect.estimate, source=f"{path}.estimate"),
            view.interval(effect.conf_low, effect.conf_high, path),
            view.cell(effect.std_error, f"{path}.std_error"),
            view.cell(effect.p_value, f"{path}.p_value"),
            view.cell(effect.standardised, f"{path}.standardised"),
            Cell(value=method),
        )
    )


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
