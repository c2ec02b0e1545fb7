"""Quality of the data: the funnel, who answered, what is missing, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from govassess.notices import FunnelStep
from govassess.report.blocks import Block, Facts, Figure, Folded, Heading, Paragraph, Section, drawing
from govassess.report.cautions import marks, of_section, spot_marks
from govassess.report.charts import Funnel, FunnelRow, Missingness, MissingRow, funnel_bars, missingness
from govassess.report.fields import MEAN, SD, Field, N, head, records_table
from govassess.report.sections.carelessness import careless_blocks
from govassess.report.table import Cell, Notes, Row, Table
from govassess.report.thresholds import MANY_AT_AN_END
from govassess.report.view import View
from govassess.report.ways import way
from govassess.result.descriptive import ProfileSummary
from govassess.result.measures import ItemStatistics

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
        count=view.number(funnel[-1], "remaining", "n"),
        read=view.number(funnel[0], "remaining", "n"),
    )


def study(view: View) -> list[Block]:
    """Return how the survey was carried out, as far as the plan says so."""
    known = view.result.study
    entries = [
        (view.say(f"report.study.{name}"), view.element(text, known, name))
        for name in ("name", "population", "frame", "mode")
        if (text := getattr(known, name))
    ]
    if known.kind:
        entries.append(
            (view.say("report.study.kind"), view.element(view.say(f"report.study.kind.{known.kind}"), known, "kind"))
        )
    period = " – ".join(view.day(part) for part in (known.start, known.end) if part)
    if period:
        ends = [end for end in ("start", "end") if getattr(known, end)]
        entries.append((view.say("report.study.period"), view.element(period, known, *ends)))
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
        rate=view.number(found, "rate", "pct"),
        analysed=view.number(found, "analysed", "n"),
        invited=view.number(found, "invited", "n"),
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

    def left_at(step: FunnelStep) -> Cell:
        return Cell() if left(step) is None else view.cell(step, "count")

    return records_table(
        view,
        "funnel",
        (
            Field("step", words=lambda step: view.say(f"funnel.{step.code}")),
            Field("count", "n", "taken_out", cell=left_at),
            Field("remaining", "n"),
        ),
        view.result.funnel,
        anchor=lambda step: f"funnel-{step.code}",
        notes=Notes(general=view.phrase("table.note.funnel")),
    )


def profile_table(view: View) -> Table:
    """Return who answered: counts and shares by profile variable, mean and SD of numbers."""
    return records_table(
        view,
        "profile",
        (
            Field("value", words=lambda row: row["label"], indent=lambda _: 1),
            replace(N, part="n"),
            Field("share", "pct", part="value"),
            replace(MEAN, part="numbers"),
            replace(SD, part="numbers"),
        ),
        [row for variable in view.result.profile for row in profile_rows(view, variable)],
        notes=Notes(
            general=view.phrase("table.note.profile", minimum=view.number(view.result.options, "min_group", "n")),
            specific=view.rounded_notes(),
        ),
    )


def profile_rows(view: View, variable: ProfileSummary) -> Iterator[Row | Mapping[str, Any]]:
    """Yield the rows of one variable: its name and gaps, its values, those suppressed, mean and SD of a number."""
    known, missing = (view.plain(count, "n") for count in (variable.n, variable.missing))
    said = view.say("report.quality.variable", name=view.name(variable.id), n=known, missing=missing)
    yield head(said, view.source(variable, "n", "missing"), marks(view, "quality", variable.id))
    nothing = dict.fromkeys(("n", "value", "numbers"))
    for value in variable.values:
        yield nothing | {"label": view.profile_value(variable.id, value.value), "n": value, "value": value}
    if variable.suppressed:
        few, hidden = view.say("report.quality.suppressed", count=variable.suppressed), view.nothing("table.suppressed")
        yield Row(cells=(Cell(value=few), hidden, hidden, Cell(), Cell()), indent=1)
    if variable.mean is not None:
        yield nothing | {"label": view.say("report.quality.number"), "n": variable, "numbers": variable}


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
    items = view.result.items

    def at_end(end: str) -> Field:
        return Field(
            end, "pct", thresholds=(MANY_AT_AN_END,), reasons=(end, "distribution"), flag=lambda item: many(item, end)
        )

    return records_table(
        view,
        "missing",
        (
            Field("id", header="item", cell=lambda item: Cell(value=item.id, marks=marks(view, "quality", item.id))),
            Field("column", header="heading", cell=lambda item: heading_cell(view, item)),
            N,
            Field("missing", "n", "unanswered"),
            at_end("floor"),
            at_end("ceiling"),
        ),
        items,
        anchor=lambda item: f"missing-{item.id}",
        notes=Notes(
            general=view.phrase("table.note.missing"),
            specific=view.not_computed((item.id for item in items), ("floor", "ceiling")),
        ),
    )


def many(item: ItemStatistics, end: str) -> bool:
    """Tell whether more answers than usual lie at one end of the scale."""
    share: float | None = getattr(item, end)
    return share is not None and share > MANY_AT_AN_END


def heading_cell(view: View, item: ItemStatistics) -> Cell:
    """Return the heading of an item in the file, or that it is worded as the item is."""
    same = item.column == view.items[item.id].text.in_language(view.lang)
    return Cell(value=item.column, shown=view.say("table.as_worded") if same else "")


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
        count = view.number(found, name, "n")
        if name == "straight_lining" and view.is_few(found.straight_lining):
            count = view.fewer()
        if name in settings:
            words = view.phrase("report.screening.with_setting", count=count, setting=settings[name])
        else:
            words = view.phrase("report.screening.line", count=count)
        entries.append((view.say(f"report.screening.{name}"), words))
    for code in found.missing_codes:
        count = view.number(found, ("missing_codes", code), "n")
        words = view.phrase("report.screening.line", count=count)
        entries.append((missing_words(view, code), words))
    return Facts(entries=tuple(entries))


def missing_words(view: View, code: str) -> str:
    """Return a code or word that stands for no answer, with what the instrument calls it where that says more."""
    for scale in view.instrument.scales.values():
        words = {"en": scale.missing.words.en, "id": scale.missing.words.id}
        shown = words[view.lang]
        at = next((listed.index(code) for listed in words.values() if code in listed), None)
        if at is None and not (code.isdigit() and int(code) in scale.missing.codes):
            continue
        label = shown[at or 0] if len(shown) > (at or 0) else ""
        if label and label != code:
            return view.say("report.screening.missing_code_named", code=code, label=label)
    return view.say("report.screening.missing_code", code=code)
