"""Quality of the data: the funnel, who answered, what is missing, and what was done about it."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from govassess.notices import FunnelStep
from govassess.report.blocks import Block, Facts, Figure, Folded, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section, spot_marks
from govassess.report.charts import Funnel, FunnelRow, Missingness, MissingRow, funnel_bars, missingness
from govassess.report.sections.carelessness import careless_blocks
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View, segment
from govassess.report.ways import way

ENDS = 0.15
"""A share of answers at one end of the scale above this is marked (Terwee et al., 2007)."""

SHOWN = 20
"""So many items, at most, does the chart of missing answers show; the table has all."""


def quality_section(view: View) -> Section:
    """Return the section on the quality of the data."""
    blocks: list[Block] = study(view)
    blocks.append(Heading(text=view.say("report.quality.funnel"), anchor="funnel"))
    blocks.extend(funnel_figure(view))
    blocks.append(funnel_table(view))
    blocks.append(Paragraph(text=rate(view)))
    blocks.append(Heading(text=view.say("report.quality.profile"), anchor="profile"))
    blocks.append(
        profile_table(view) if view.result.profile else Paragraph(text=view.phrase("report.quality.no_profile"))
    )
    blocks.append(Heading(text=view.say("report.quality.missing"), anchor="missing"))
    blocks.extend(missing_figure(view))
    blocks.append(
        Folded(
            summary=view.phrase("report.quality.missing_table", count=len(view.result.items)),
            blocks=(missing_table(view),),
            anchor="missing-table",
        )
    )
    blocks.append(
        Heading(
            text=view.say("report.quality.screening"),
            anchor="screening",
            marks=spot_marks(view, "quality.straight_lining"),
        )
    )
    blocks.append(screening(view))
    blocks.extend(careless_blocks(view))
    blocks.append(Paragraph(text=view.phrase(f"method.quality.{way(view)}"), kind="note"))
    return Section(
        name="quality",
        title=view.say("report.section.quality"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "quality"),
    )


def finding(view: View) -> Markup:
    """Return the sentence on how many rows became respondents."""
    funnel = view.result.funnel
    return view.phrase(
        "report.quality.finding",
        count=view.number(funnel[-1].remaining, "n", f"funnel.{len(funnel) - 1}.remaining"),
        read=view.number(funnel[0].remaining, "n", "funnel.0.remaining"),
    )


def study(view: View) -> list[Block]:
    """Return how the survey was carried out, as far as the plan says so."""
    known = view.result.study
    entries = [
        (view.say(f"report.study.{name}"), view.element(text, f"study.{name}"))
        for name in ("name", "population", "frame", "mode")
        if (text := getattr(known, name))
    ]
    if known.kind:
        entries.append(
            (view.say("report.study.kind"), view.element(view.say(f"report.study.kind.{known.kind}"), "study.kind"))
        )
    period = " – ".join(view.day(part) for part in (known.start, known.end) if part)
    if period:
        source = " ".join(f"study.{end}" for end in ("start", "end") if getattr(known, end))
        entries.append((view.say("report.study.period"), view.element(period, source)))
    if not entries:
        return []
    return [Heading(text=view.say("report.quality.study"), anchor="study"), Facts(entries=tuple(entries))]


def rate(view: View) -> Markup:
    """Return the response rate, or that it is not known."""
    found = view.result.response_rate
    if found is None:
        return view.phrase("report.quality.rate_unknown")
    return view.phrase(
        "report.quality.rate",
        rate=view.number(found.rate, "pct", "response_rate.rate"),
        analysed=view.number(found.analysed, "n", "response_rate.analysed"),
        invited=view.number(found.invited, "n", "response_rate.invited"),
    )


def funnel_figure(view: View) -> list[Block]:
    """Return the chart of the funnel."""
    drawn = funnel_bars(
        Funnel(
            title=view.say("report.chart.funnel.title"),
            desc=str(finding(view).striptags()),
            rows=tuple(
                FunnelRow(label=view.say(f"funnel.{step.code}"), count=left(step), remaining=step.remaining)
                for step in view.result.funnel
            ),
            count_header=view.say("table.column.taken_out"),
            remaining_header=view.say("table.column.remaining"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    if not drawn:
        return []
    caption = view.phrase("report.chart.funnel.caption")
    return [Figure(name="funnel", svg=drawing(drawn), caption=caption, table="funnel")]


def left(step: FunnelStep) -> int | None:
    """Return how many rows left at a step; the first and the last count those who are in."""
    return None if step.code in ("read", "analysed") else step.count


def funnel_table(view: View) -> Table:
    """Return the funnel: every step, how many rows left, how many remained."""
    rows = tuple(
        Row(
            cells=(
                Cell(value=view.say(f"funnel.{step.code}")),
                Cell(value=left(step), source=f"funnel.{place}.count"),
                Cell(value=step.remaining, source=f"funnel.{place}.remaining"),
            ),
            anchor=f"funnel-{step.code}",
        )
        for place, step in enumerate(view.result.funnel)
    )
    return Table(
        name="funnel",
        title=view.say("table.title.funnel"),
        columns=(
            Column(key="step", header=view.say("table.column.step"), kind="text"),
            Column(key="count", header=view.say("table.column.taken_out"), kind="n"),
            Column(key="remaining", header=view.say("table.column.remaining"), kind="n"),
        ),
        rows=rows,
        notes=Notes(general=view.phrase("table.note.funnel")),
        number_format=view.number_format,
    )


def profile_table(view: View) -> Table:
    """Return who answered: counts and shares by profile variable, mean and SD of numbers."""
    rows: list[Row] = []
    for variable in view.result.profile:
        path = f"profile.{variable.id}"
        noted = marks(view, "quality", variable.id)
        head = view.say(
            "report.quality.variable",
            name=view.name(variable.id),
            n=view.plain(variable.n, "n"),
            missing=view.plain(variable.missing, "n"),
        )
        rows.append(Row(cells=(Cell(value=head, source=f"{path}.n {path}.missing", marks=noted),), group=True))
        for place, value in enumerate(variable.values):
            spot = f"{path}.values.{place}"
            label = Cell(value=view.profile_value(variable.id, value.value))
            counted = (Cell(value=value.n, source=f"{spot}.n"), Cell(value=value.share, source=f"{spot}.share"))
            rows.append(Row(cells=(label, *counted, Cell(), Cell()), indent=1))
        if variable.suppressed:
            few = Cell(value=view.say("report.quality.suppressed", count=variable.suppressed))
            hidden = Cell(instead=view.say("table.suppressed"))
            rows.append(Row(cells=(few, hidden, hidden, Cell(), Cell()), indent=1))
        if variable.mean is not None:
            rows.append(
                Row(
                    cells=(
                        Cell(value=view.say("report.quality.number")),
                        Cell(value=variable.n, source=f"{path}.n"),
                        Cell(),
                        view.cell(variable.mean, f"{path}.mean"),
                        view.cell(variable.sd, f"{path}.sd"),
                    ),
                    indent=1,
                )
            )
    return Table(
        name="profile",
        title=view.say("table.title.profile"),
        columns=(
            Column(key="value", header=view.say("table.column.value"), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="share", header=view.say("table.column.share"), kind="pct"),
            Column(key="mean", header=view.say("table.column.mean"), kind="est"),
            Column(key="sd", header=view.say("table.column.sd"), kind="est"),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase(
                "table.note.profile", minimum=view.number(view.result.options.min_group, "n", "options.min_group")
            ),
            specific=view.rounded_notes(),
        ),
        number_format=view.number_format,
    )


def missing_figure(view: View) -> list[Block]:
    """Return the chart of the items with most missing answers, unless nothing is missing."""
    if not any(item.missing for item in view.result.items):
        return [Paragraph(text=view.phrase("report.quality.nothing_missing"))]
    gaps = sorted((item for item in view.result.items if item.missing), key=lambda item: -item.missing)[:SHOWN]
    shown = [item for item in view.result.items if item in gaps]
    most = gaps[0]
    drawn = missingness(
        Missingness(
            title=view.say("report.chart.missing.title", count=len(shown)),
            desc=view.say(
                "report.chart.missing.desc",
                id=most.id,
                share=view.plain(most.missing / (most.n + most.missing), "pct"),
            ),
            rows=tuple(
                MissingRow(
                    label=item.id, missing=item.missing, total=item.n + item.missing, heading=view.name(item.dimension)
                )
                for item in shown
            ),
            share_header=view.say("table.column.unanswered_share"),
            count_header=view.say("table.column.unanswered"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    caption = view.phrase("report.chart.missing.caption", count=len(shown))
    return [Figure(name="missing", svg=drawing(drawn), caption=caption, table="missing")] if drawn else []


def missing_table(view: View) -> Table:
    """Return answers and gaps by item, with the shares at the ends of the scale."""
    rows, as_worded = [], view.say("table.as_worded")
    for item in view.result.items:
        path = f"items.{item.id}"
        noted = marks(view, "quality", item.id)
        worded = view.items[item.id].text.in_language(view.lang)
        rows.append(
            Row(
                cells=(
                    Cell(value=item.id, marks=noted),
                    Cell(value=item.column, shown=as_worded if item.column == worded else ""),
                    Cell(value=item.n, source=f"{path}.n"),
                    Cell(value=item.missing, source=f"{path}.missing"),
                    *(
                        replace(
                            view.cell(share, f"{path}.{end}", where=item.id, fields=(end, "distribution")),
                            flag=share is not None and share > ENDS,
                        )
                        for end, share in (("floor", item.floor), ("ceiling", item.ceiling))
                    ),
                ),
                anchor=f"missing-{item.id}",
            )
        )
    return Table(
        name="missing",
        title=view.say("table.title.missing"),
        columns=(
            Column(key="id", header=view.say("table.column.item"), kind="text"),
            Column(key="column", header=view.say("table.column.heading"), kind="text"),
            Column(key="n", header=view.say("table.column.n"), kind="n"),
            Column(key="missing", header=view.say("table.column.unanswered"), kind="n"),
            Column(key="floor", header=view.say("table.column.floor"), kind="pct", beside=(ENDS,)),
            Column(key="ceiling", header=view.say("table.column.ceiling"), kind="pct", beside=(ENDS,)),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase("table.note.missing"),
            specific=view.not_computed((item.id for item in view.result.items), ("floor", "ceiling")),
        ),
        number_format=view.number_format,
    )


def screening(view: View) -> Facts:
    """Return what was found and kept, cell by cell and row by row, and by whose setting."""
    found, source = view.result.screening, view.result.source
    settings = {
        "partial_kept": f"--partial {source.partial}",
        "duplicates_kept": f"--duplicates {source.duplicates}",
        "invalid_blanked": f"--on-invalid {source.on_invalid}",
    }
    entries = []
    for name in ("partial_kept", "duplicates_kept", "invalid_blanked", "missing_answers", "straight_lining"):
        count = view.number(getattr(found, name), "n", f"screening.{name}")
        if name == "straight_lining" and view.is_few(found.straight_lining):
            count = view.fewer()
        if name in settings:
            words = view.phrase("report.screening.with_setting", count=count, setting=settings[name])
        else:
            words = view.phrase("report.screening.line", count=count)
        entries.append((view.say(f"report.screening.{name}"), words))
    for code, met in found.missing_codes.items():
        count = view.number(met, "n", f"screening.missing_codes.{segment(code)}")
        words = view.phrase("report.screening.line", count=count)
        entries.append((missing_words(view, code), words))
    return Facts(entries=tuple(entries))


def missing_words(view: View, code: str) -> str:
    """Return a code or word that stands for no answer, with what the instrument calls it where that says more."""
    for scale in view.result.instrument.scales.values():
        words = {"en": scale.missing.words.en, "id": scale.missing.words.id}
        shown = words[view.lang]
        at = next((listed.index(code) for listed in words.values() if code in listed), None)
        if at is None and not (code.isdigit() and int(code) in scale.missing.codes):
            continue
        label = shown[at or 0] if len(shown) > (at or 0) else ""
        if label and label != code:
            return view.say("report.screening.missing_code_named", code=code, label=label)
    return view.say("report.screening.missing_code", code=code)
