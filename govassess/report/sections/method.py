"""Method and provenance: how every number came about, and all that is needed to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from markupsafe import Markup

from govassess.report.blocks import Block, Facts, Heading, Listing, Paragraph, Section
from govassess.report.cautions import numbered, section_of
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View, fraction_text, segment

GLOSSARY = (
    "ci", "sd", "index", "level", "share", "draw", "alpha", "omega", "cr", "ave", "htmt", "b", "beta", "p", "p_holm", "r_squared",
    "f_squared", "hc3", "vif", "indirect",
)  # fmt: skip
"""Terms of the glossary, in its order."""

REFERENCES = (
    "Belsley, D. A., Kuh, E., & Welsch, R. E. (1980). Regression diagnostics. Wiley.",
    "Cohen, P., Cohen, J., Aiken, L. S., & West, S. G. (1999). The problem of units and the circumstance for POMP. Multivariate Behavioral Research, 34(3), 315–346.",
    "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16, 297–334.",
    "Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied Psychological Measurement, 11(1), 93–103.",
    "Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and measurement error. Journal of Marketing Research, 18(1), 39–50.",
    "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity. Journal of the Academy of Marketing Science, 43, 115–135.",
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2), 65–70.",
    "Long, J. S., & Ervin, L. H. (2000). Using heteroscedasticity consistent standard errors in the linear regression model. The American Statistician, 54(3), 217–224.",
    "MacKinnon, D. P. (2008). Introduction to statistical mediation analysis. Erlbaum.",
    "McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum.",
    "Nunnally, J. C. (1978). Psychometric theory (2nd ed.). McGraw-Hill.",
    "Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric theory (3rd ed.). McGraw-Hill.",
    "Terwee, C. B., et al. (2007). Quality criteria were proposed for measurement properties of health status questionnaires. Journal of Clinical Epidemiology, 60(1), 34–42.",
)
"""Sources of the methods and of the conventions that the report names."""


def method_section(view: View) -> Section:
    """Return the section on method and provenance."""
    blocks: list[Block] = [
        Paragraph(text=Markup(status(view)), kind="large"),
        Heading(text=view.say("report.method.instrument"), anchor="instrument"),
        instrument_facts(view),
        Heading(text=view.say("report.method.scoring"), anchor="scoring"),
        Listing(entries=scoring(view)),
        levels_table(view),
        Heading(text=view.say("report.method.intervals"), anchor="intervals"),
        Listing(entries=intervals(view)),
        Heading(text=view.say("report.method.unavailable"), anchor="unavailable"),
        unavailable(view),
        Heading(text=view.say("report.method.not_measured"), anchor="not-measured"),
        not_measured(view),
        Heading(text=view.say("report.method.references"), anchor="references"),
        Listing(entries=tuple(Markup("{}").format(text) for text in (view.result.instrument.citation, *REFERENCES))),
        Heading(text=view.say("report.method.glossary"), anchor="glossary"),
        Facts(entries=tuple((view.say(f"glossary.{term}.term"), view.phrase(f"glossary.{term}.text")) for term in GLOSSARY)),
        Heading(text=view.say("report.method.provenance"), anchor="provenance"),
        provenance(view),
    ]
    return Section(
        name="method",
        title=view.say("report.section.method"),
        finding=view.phrase(
            "report.method.finding",
            draws=view.number(view.result.options.draws, "n", "options.draws"),
            units=view.resampled(),
            seed=Markup('<span class="v" data-id="options.seed">{}</span>').format(view.result.options.seed),
        ),
        blocks=tuple(blocks),
    )


def status(view: View) -> str:
    """Return what the instrument is: proposed, published or official, validated or not."""
    instrument = view.result.instrument
    return view.say(f"report.status.{instrument.status}.{'validated' if instrument.validated else 'not_validated'}")


def instrument_facts(view: View) -> Facts:
    """Return which instrument, which parts of it, and what its authors ask to be cited."""
    result, instrument = view.result, view.result.instrument
    entries = [
        ("report.fact.title", Markup("{}").format(instrument.title.in_language(view.lang))),
        ("report.fact.id", view.element(f"{instrument.id} {instrument.version}", "instrument.id instrument.version")),
        ("report.fact.sha256", code(view, result.instrument_sha256, "instrument_sha256")),
        ("report.fact.modules", Markup(", ").join(Markup("{}").format(module.replace("_", " ")) for module in result.modules)),
        ("report.fact.form", Markup("{}").format(view.say(f"report.form.{result.form}"))),
        ("report.fact.citation", Markup("{}").format(instrument.citation)),
    ]
    if instrument.reference_period is not None:
        entries.append(("report.fact.period", Markup("{}").format(instrument.reference_period.in_language(view.lang))))
    return Facts(entries=tuple((view.say(key), text) for key, text in entries))


def code(view: View, text: str, source: str) -> Markup:
    """Return a code such as a checksum, which may break anywhere."""
    return Markup('<code class="v" data-id="{}">{}</code>').format(source, text)


def scoring(view: View) -> tuple[Markup, ...]:
    """Return the rules of scoring in words and as formulas."""
    instrument = view.result.instrument
    scale = view.scale()
    rules = instrument.scoring
    return (
        view.phrase("method.rule.reverse", low=scale.min, high=scale.max),
        view.phrase(f"method.rule.weights.{rules.weights}"),
        view.phrase("method.rule.min_answered", share=fraction_text(str(rules.min_answered), view.lang)),
        view.phrase(f"method.rule.denominator.{rules.denominator}"),
        view.phrase(f"method.rule.index.{rules.index}", low=scale.min, high=scale.max),
        view.phrase("method.rule.rounding"),
    )


def levels_table(view: View) -> Table:
    """Return the cut points of the levels with their source and caution."""
    levels = view.result.instrument.levels
    rows = []
    for place, band in enumerate(levels.bands):
        path = f"instrument.levels.bands.{place}"
        rows.append(
            Row(
                cells=(
                    Cell(value=str(band.level), source=f"{path}.level"),
                    Cell(value=band.name.in_language(view.lang)),
                    Cell(value=band.min, source=f"{path}.min"),
                    Cell(value=band.max, source=f"{path}.max"),
                )
            )
        )
    specific = [view.phrase(f"method.rule.closed.{levels.closed}")]
    if levels.decimals is not None:
        specific.append(view.phrase("method.rule.decimals", decimals=levels.decimals))
    if levels.caution is not None:
        specific.append(Markup("{}").format(levels.caution.in_language(view.lang)))
    return Table(
        name="levels",
        title=view.say("table.title.levels"),
        columns=(
            Column(key="level", header=view.say("table.column.level_plain"), kind="text"),
            Column(key="name", header=view.say("table.column.name"), kind="text"),
            Column(key="min", header=view.say(f"table.column.from.{levels.basis}"), kind="est", decimals=2),
            Column(key="max", header=view.say("table.column.to"), kind="est", decimals=2),
        ),
        rows=tuple(rows),
        notes=Notes(general=view.phrase("table.note.levels", source=levels.source.in_language(view.lang)), specific=tuple(specific)),
        lang=view.lang,
    )


def intervals(view: View) -> tuple[Markup, ...]:
    """Return what the intervals and shares mean, and what they leave out."""
    said = [
        view.phrase(
            "method.intervals.draws",
            draws=view.number(view.result.options.draws, "n", "options.draws"),
            units=view.resampled(),
            confidence=view.confidence(),
        ),
        view.phrase("method.intervals.share"),
        view.phrase("method.intervals.sampling"),
        view.phrase("method.rule.priorities"),
    ]
    if view.result.study.kind == "open_link":
        said.append(view.phrase("method.intervals.open_link"))
    if view.result.response_rate is not None and view.result.response_rate.fpc is not None:
        factor = view.number(view.result.response_rate.fpc, "est", "response_rate.fpc", 3)
        said.append(view.phrase("method.intervals.census", factor=factor))
    return tuple(said)


def unavailable(view: View) -> Block:
    """Return everything that was not computed, with its reason."""
    if not view.result.unavailable:
        return Paragraph(text=view.phrase("report.method.all_computed"))
    return Listing(
        entries=tuple(
            view.phrase(
                "table.note.not_computed",
                where=view.name(entry.where),
                statistic=view.statistic(entry.field),
                reason=view.reason_text(entry.code, entry.values),
            )
            for entry in view.result.unavailable
        )
    )


def not_measured(view: View) -> Block:
    """Return what the instrument holds and this survey did not ask."""
    instrument = view.result.instrument
    measured = {item.id for item in view.result.items}
    constructs = [node.id for node in instrument.constructs if node.id not in view.scores]
    items = [item.id for item in instrument.items() if item.id not in measured]
    if not items:
        return Paragraph(text=view.phrase("report.method.whole"))
    parts = [view.phrase("report.method.items_absent", count=len(items), listed=", ".join(items))]
    if constructs:
        parts.insert(0, view.phrase("report.method.constructs_absent", listed=view.listed(view.name(node) for node in constructs)))
    return Paragraph(text=Markup(" ").join(parts))


def provenance(view: View) -> Facts:
    """Return file, options, versions and the command that makes this result again."""
    result = view.result
    entries: list[tuple[str, Markup]] = [
        (view.say("report.fact.file"), code(view, result.source.file, "source.file")),
        (view.say("report.fact.data_sha256"), code(view, result.source.sha256, "source.sha256")),
        (view.say("report.fact.read_as"), Markup(" · ").join(read_as(view))),
        (view.say("report.fact.command"), Markup("<code>{}</code>").format(command(view))),
    ]
    for name in ("seed", "draws", "resampled", "units", "conf_level", "by", "cluster", "disclosure", "min_group", "reproduce"):
        entries.append((view.say(f"report.option.{name}"), option_text(view, name)))
    for package, version in sorted(result.versions.items()):
        entries.append((package, code(view, version, f"versions.{segment(package)}")))
    entries.append((view.say("report.fact.schema"), code(view, result.schema_version, "schema_version")))
    return Facts(entries=tuple(entries))


def option_text(view: View, name: str) -> Markup:
    """Return one option of the run as it was set."""
    value = getattr(view.result.options, name)
    if value is None or value == ():
        return Markup(view.say("table.none"))
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return code(view, text, f"options.{name}")


def read_as(view: View) -> Iterable[Markup]:
    """Return how the file was read."""
    source = view.result.source
    for name in ("tool", "format", "encoding", "delimiter", "sheet"):
        value = getattr(source, name)
        if value is not None:
            shown = view.say("report.tab") if value == "\t" else str(value)
            yield view.phrase(f"report.source.{name}", value=view.element(shown, f"source.{name}"))


def command(view: View) -> str:
    """Return the command line that makes this result again; files by their base names only."""
    options, result = view.result.options, view.result
    words = ["govassess", "analyze", base_name(result.source.file), "-i", result.instrument.id]
    for by in options.by:
        words += ["--by", by]
    if options.cluster and options.cluster != result.instrument.respondent.cluster:
        words += ["--cluster", options.cluster]
    words += ["--draws", str(options.draws), "--seed", str(options.seed)]
    words += ["--disclosure", options.disclosure, "--min-group", str(options.min_group)]
    words += ["--on-invalid", result.source.on_invalid, "--duplicates", result.source.duplicates, "--partial", result.source.partial]
    return shlex.join([*words, "--lang", view.lang])


def base_name(file: str) -> str:
    """Return the last part of a path of any system."""
    return file.replace("\\", "/").rpartition("/")[2]


def all_warnings(view: View) -> tuple[tuple[int, Markup, str], ...]:
    """Return every warning: its number, its sentence, and the section it stands in."""
    return tuple((number, view.warning(notice), section_of(notice)) for number, notice in numbered(view))
