"""Method and provenance: how every number came about, and all that is needed to make it again."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup, escape

from govassess.instrument.model import Band
from govassess.report.blocks import Block, Facts, Folded, Heading, Listing, Paragraph, Section
from govassess.report.cautions import numbered, section_of
from govassess.report.fields import Field, records_table
from govassess.report.methods import FILE
from govassess.report.sections.sources import glossary, sources
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View, fraction_text
from govassess.result.codec import options_hash

OPTIONS = (
    *("seed", "draws", "resampled", "units", "conf_level", "ci", "by", "cluster", "disclosure", "min_group"),
    *("reproduce", "exclude_careless", "limits", "leading_zero", "csv_dialect"),
)
"""Options of the run that are printed, in this order."""

MASK = "***"
"""What stands for a part of a name of a file or sheet that looks personal."""


def method_section(view: View, *, audience: str = "research") -> Section:
    """Return the section on method and provenance."""
    blocks: list[Block] = [
        Paragraph(text=escape(view.status()), kind="large official" if view.by_rule() else "large"),
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
        references(view, audience),
        definitions(view),
        Heading(text=view.say("report.method.glossary"), anchor="glossary"),
        Facts(
            entries=tuple(
                (view.say(f"glossary.{term}.term"), view.phrase(f"glossary.{term}.text")) for term in glossary(view)
            )
        ),
        Heading(text=view.say("report.method.provenance"), anchor="provenance"),
        provenance(view, audience),
    ]
    return Section(
        name="method",
        title=view.say("report.section.method"),
        finding=view.phrase(
            "report.method.finding",
            draws=view.number(view.result.options, "draws", "n"),
            units=view.resampled(),
            seed=view.element(str(view.result.options.seed), view.result.options, "seed"),
        ),
        blocks=tuple(blocks),
    )


def references(view: View, audience: str) -> Folded:
    """Return what the report rests on, the source of the instrument first."""
    listed = tuple(escape(text) for text in (view.instrument.citation, *sources(view, audience)))
    summary = view.phrase("report.method.references", count=len(listed))
    return Folded(summary=summary, blocks=(Listing(entries=listed),), anchor="references")


def definitions(view: View) -> Paragraph:
    """Return where the definition of every number is."""
    page = Markup('<a href="{0}">{0}</a>').format(FILE)
    command = Markup("<code>{}</code>").format("govassess methods")
    return Paragraph(text=view.phrase("report.method.definitions", page=page, command=command))


def instrument_facts(view: View) -> Facts:
    """Return which instrument, which parts of it, and what its authors ask to be cited."""
    result, instrument = view.result, view.instrument
    entries = [
        ("report.fact.title", Markup("{}").format(instrument.title.in_language(view.lang))),
        ("report.fact.id", view.element(f"{instrument.id} {instrument.version}", instrument, "id", "version")),
        ("report.fact.sha256", view.code(result, "instrument_sha256")),
        ("report.fact.modules", view.listed(view.module(module) for module in result.modules)),
        ("report.fact.form", Markup("{}").format(view.say(f"report.form.{result.form}"))),
        ("report.fact.citation", Markup("{}").format(instrument.citation)),
    ]
    if instrument.reference_period is not None:
        entries.append(("report.fact.period", Markup("{}").format(instrument.reference_period.in_language(view.lang))))
    return Facts(entries=tuple((view.say(key), text) for key, text in entries))


def scoring(view: View) -> tuple[Markup, ...]:
    """Return the rules of scoring in words and as formulas."""
    instrument = view.instrument
    scale = view.scale()
    rules = instrument.scoring
    reverse = any(item.reverse for item in view.result.items)
    reproduced = view.result.options.reproduce
    return (
        *((view.phrase("method.rule.reverse", low=scale.min, high=scale.max),) if reverse else ()),
        view.phrase("method.rule.weights_reproduced", weight=view.value_text("weight", reproduced))
        if reproduced
        else view.phrase(f"method.rule.weights.{rules.weights}"),
        view.phrase("method.rule.min_answered", share=fraction_text(str(rules.min_answered), view.lang)),
        view.phrase(f"method.rule.denominator.{rules.denominator}"),
        view.phrase(f"method.rule.index.{rules.index}", low=scale.min, high=scale.max),
        view.phrase("method.rule.rounding"),
    )


def levels_table(view: View) -> Table:
    """Return the cut points of the levels with their source and caution."""
    levels = view.instrument.levels
    specific = [view.phrase(f"method.rule.closed.{levels.closed}")]
    if levels.decimals is not None:
        specific.append(view.phrase("method.rule.decimals", decimals=levels.decimals))
    if levels.caution is not None:
        specific.append(Markup("{}").format(levels.caution.in_language(view.lang)))
    return records_table(
        view,
        "levels",
        (
            Field("level", header="level_plain", of="level", words=lambda band: str(band.level)),
            Field("name", words=lambda band: band.name.in_language(view.lang)),
            Field("min", "est", f"from.{levels.basis}"),
            Field("max", "est", "to", cell=lambda band: upper_end(view, band)),
        ),
        levels.bands,
        notes=Notes(
            general=view.phrase("table.note.levels", source=levels.source.in_language(view.lang)),
            specific=tuple(specific),
        ),
    )


def upper_end(view: View, band: Band) -> Cell:
    """Return where a level ends: of rounded values the last one below the next level."""
    levels = view.instrument.levels
    if levels.decimals is None or levels.closed != "left" or band is levels.bands[-1]:
        return view.cell(band, "max")
    return Cell(value=round(band.max - 10**-levels.decimals, levels.decimals))


def intervals(view: View) -> tuple[Markup, ...]:
    """Return what the intervals and shares mean, and what they leave out."""
    widened = view.widened()
    said = [
        view.phrase(
            "method.intervals.draws",
            draws=view.number(view.result.options, "draws", "n"),
            units=view.resampled(),
            confidence=view.confidence(),
        ),
        *([view.phrase("method.intervals.widened", units=view.resampled(), **widened)] if widened else []),
        *([view.phrase("method.intervals.bca")] if view.result.options.ci == "bca" else []),
        view.phrase("method.intervals.share"),
        view.phrase("method.intervals.sampling"),
        view.phrase("method.rule.priorities"),
    ]
    if view.result.study.kind == "open_link":
        said.append(view.phrase("method.intervals.open_link"))
    if view.result.response_rate is not None and view.result.response_rate.fpc is not None:
        factor = view.number(view.result.response_rate, "fpc", "est", 3)
        said.append(view.phrase("method.intervals.census", factor=factor))
    return tuple(said)


def unavailable(view: View) -> Block:
    """Return everything that was not computed, with its reason."""
    if not view.result.unavailable:
        return Paragraph(text=view.phrase("report.method.all_computed"))
    entries = [entry for entry in view.result.unavailable if not entry.where.startswith("groups.")]
    hidden = Counter(
        (entry.where.split(".")[1], entry.code)
        for entry in view.result.unavailable
        if entry.where.startswith("groups.")
    )
    of_groups = (
        view.phrase(
            "table.note.groups_not_computed", where=view.name(by), count=count, reason=view.reason_text(code, {})
        )
        for (by, code), count in hidden.items()
    )
    return Listing(
        entries=(
            *(
                view.phrase(
                    "table.note.not_computed",
                    where=view.name(entry.where),
                    statistic=view.statistic(entry.field),
                    reason=view.reason_text(entry.code, entry.values),
                )
                for entry in entries
            ),
            *of_groups,
        )
    )


def not_measured(view: View) -> Block:
    """Return what the instrument holds and this survey did not ask."""
    instrument = view.instrument
    measured = {item.id for item in view.result.items}
    constructs = [node.id for node in instrument.constructs if node.id not in view.scores]
    items = [item.id for item in instrument.items() if item.id not in measured]
    if not items:
        return Paragraph(text=view.phrase("report.method.whole"))
    parts = [view.phrase("report.method.items_absent", count=len(items), listed=", ".join(items))]
    if constructs:
        parts.insert(
            0,
            view.phrase("report.method.constructs_absent", listed=view.listed(view.name(node) for node in constructs)),
        )
    return Paragraph(text=Markup(" ").join(parts))


def provenance(view: View, audience: str) -> Facts:
    """Return file, options, versions and the command that makes this result again."""
    result = view.result
    entries: list[tuple[str, Markup]] = [
        (view.say("report.fact.file"), view.code(result.source, "file")),
        (view.say("report.fact.data_sha256"), view.code(result.source, "sha256")),
        (view.say("report.fact.read_as"), Markup(" · ").join(read_as(view))),
        (view.say("report.fact.command"), told_command(view, audience)),
    ]
    entries += [
        (view.say(f"report.option.{name}"), option_text(view, name))
        for name in OPTIONS
        if getattr(result.options, name) not in (None, (), {}, "auto", "c")  # what nobody chose is not told
    ]
    entries += [(package, view.code(result, ("versions", package))) for package in sorted(result.versions)]
    entries.append((view.say("report.fact.options_sha256"), Markup("<code>{}</code>").format(options_hash(result))))
    entries.append((view.say("report.fact.schema"), view.code(result, "schema_version")))
    return Facts(entries=tuple(entries))


def told_command(view: View, audience: str) -> Markup:
    """Return the command line, and that a part of a name is masked in it where one is."""
    line = command(view, audience)
    said = Markup("<code>{}</code>").format(unbroken(line))
    return said + Markup(" ") + view.phrase("report.method.masked") if MASK in line else said


def unbroken(line: str) -> Markup:
    """Return a command line that breaks between words only, never after the dashes of an option."""
    return Markup(" ").join(Markup('<span class="nw">{}</span>').format(word) for word in line.split(" "))


def option_text(view: View, name: str) -> Markup:
    """Return one option of the run as it was set."""
    options = view.result.options
    value = getattr(options, name)
    if name in ("resampled", "disclosure", "ci"):
        return view.element(view.say(f"report.{name}.{value}"), options, name)
    if name in ("by", "cluster"):
        listed = value if isinstance(value, tuple) else (value,)
        return view.element(", ".join(view.name(variable) for variable in listed), options, name)
    if isinstance(value, bool):
        return view.element(view.say("table.yes" if value else "table.no"), options, name)
    if name == "limits":
        sizes = [(limit, view.number(options, ("limits", limit), "n", 0)) for limit in value]
        return Markup(", ").join(Markup("{}: {}").format(*size) for size in sizes)
    if isinstance(value, int | float) and name != "seed":
        return view.number(options, name, "pct" if name == "conf_level" else "n", 0)
    text = view.value_text("weight", str(value)) if name == "reproduce" else str(value)
    return Markup('<code data-id="{}">{}</code>').format(view.source(options, name), text)


def read_as(view: View) -> Iterable[Markup]:
    """Return how the file was read."""
    source = view.result.source
    for name in ("tool", "format", "encoding", "delimiter", "sheet", "header_row"):
        value = getattr(source, name)
        if value not in (None, "generic"):  # no tool in particular
            shown = view.say("report.tab") if value == "\t" else str(value)
            yield view.phrase(f"report.source.{name}", value=view.element(shown, source, name))
    if source.pad_short_rows:
        yield view.element(view.say("report.source.pad_short_rows"), source, "pad_short_rows")


def command(view: View, audience: str = "research") -> str:
    """Return the command line that makes this result again; files by their base names only."""
    options, result = view.result.options, view.result
    words = ["govassess", "analyze", base_name(result.source.file), "-i", result.instrument.id]
    words += reading(view)
    for by in options.by:
        words += ["--by", by]
    if options.cluster and options.cluster != result.instrument.respondent.cluster:
        words += ["--cluster", options.cluster]
    words += ["--draws", str(options.draws), "--seed", str(options.seed)]
    words += ["--disclosure", options.disclosure, "--min-group", str(options.min_group)]
    words += [
        "--on-invalid",
        result.source.on_invalid,
        "--duplicates",
        result.source.duplicates,
        "--partial",
        result.source.partial,
        *(["--exclude-careless"] if options.exclude_careless else []),
        *([] if result.previous is None else ["--previous", result.previous.result.file]),
        *([] if options.split_by is None else ["--split-by", options.split_by]),
        *([] if result.benchmark is None or options.split_by else ["--benchmark", result.benchmark.file]),
    ]
    return shlex.join([*words, "--for", audience, "--lang", view.lang])


def reading(view: View) -> list[str]:
    """Return the options that say which files were given beside the survey, and how the survey was read."""
    options, source = view.result.options, view.result.source
    delimiter = "tab" if source.delimiter == "\t" else source.delimiter
    header_row = str(source.header_row) if source.header_row not in {None, 1} else None
    given = {
        "plan": base_name(options.plan or ""),
        "mapping": base_name(options.mapping or ""),
        "sheet": source.sheet,
        "encoding": source.encoding,
        "delimiter": delimiter,
        "header-row": header_row,
    }
    return [word for name, value in given.items() if value for word in (f"--{name}", value)]


def base_name(file: str) -> str:
    """Return the last part of a path of any system."""
    return file.replace("\\", "/").rpartition("/")[2]


def all_warnings(view: View) -> tuple[tuple[int, Markup, str], ...]:
    """Return every warning: its number, its sentence, and the section it stands in."""
    return tuple((number, view.warning(notice), section_of(notice)) for number, notice in numbered(view))
