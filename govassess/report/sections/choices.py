"""Multiple choice and checklists: shares of respondents by option, and stages of named actions; neither is scored."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from govassess.instrument.model import Checklist, ChecklistItem, MultipleChoice
from govassess.report.blocks import Block, Figure, Heading, Paragraph, Section, drawing
from govassess.report.cautions import of_section
from govassess.report.charts import ChoiceBars, ChoiceRow, choice_bars
from govassess.report.fields import Field, records_table
from govassess.report.table import Cell, Notes, Table
from govassess.report.view import View
from govassess.result.descriptive import ChecklistResult, Choice, MultipleChoiceResult


def choices_section(view: View) -> Section:
    """Return the section of what stands beside the scores, or that the survey held none of it."""
    blocks: list[Block] = []
    questions = {question.id: question for question in view.instrument.multiple_choice}
    for answered in view.result.multiple_choice:
        blocks.extend(choice_blocks(view, questions[answered.id], answered))
    lists = {entry.id: entry for entry in view.instrument.checklists}
    for found in view.result.checklists:
        blocks.extend(checklist_blocks(view, lists[found.id], found))
    return Section(
        name="choices",
        title=view.say("report.section.choices"),
        finding=finding(view),
        blocks=tuple(blocks),
        warnings=of_section(view, "choices"),
    )


def finding(view: View) -> Markup:
    """Return the sentence on the option chosen most often, or that nothing was asked."""
    shown = [
        (result, option)
        for result in view.result.multiple_choice
        for option in result.options
        if option.share is not None
    ]
    if not shown:
        return view.phrase("report.choices.checklist_only" if view.result.checklists else "report.choices.none")
    first = shown[0][0]
    result, option = max((entry for entry in shown if entry[0] is first), key=lambda entry: entry[1].share or 0.0)
    values = {
        "option": option_label(view, result.id, option.code),
        "share": view.number(option, "share", "pct"),
        "n": view.number(result, "n", "n"),
    }
    if option.conf_low is None or option.conf_high is None:
        return view.phrase("report.choices.finding_alone", **values)
    ends = view.ends(option, kind="pct")
    return view.phrase("report.choices.finding", interval=ends, confidence=view.confidence(), **values)


def option_label(view: View, question: str, code: str) -> str:
    """Return the words of an option."""
    for declared in view.instrument.multiple_choice:
        if declared.id == question:
            for option in declared.options:
                if str(option.code) == code:
                    return option.label.in_language(view.lang)
    return code


def choice_blocks(view: View, question: MultipleChoice, result: MultipleChoiceResult) -> list[Block]:
    """Return question, chart and table of one multiple-choice question."""
    text = question.text.in_language(view.lang)
    blocks: list[Block] = [Heading(text=text, anchor=f"choice-{question.id}")]
    if question.source is not None:
        blocks.append(
            Paragraph(
                text=view.phrase("report.choices.source", source=question.source.in_language(view.lang)), kind="note"
            )
        )
    drawn = choice_bars(
        ChoiceBars(
            title=text,
            desc=str(finding(view).striptags()),
            rows=tuple(
                ChoiceRow(
                    label=option_label(view, question.id, option.code),
                    count=option.count,
                    share=option.share,
                    low=option.conf_low,
                    high=option.conf_high,
                )
                for option in result.options
            ),
            share_header=view.say("report.chart.choices.header", confidence=view.confidence()),
            count_header=view.say("table.column.n"),
        ),
        number_format=view.number_format,
        ids=view.ids,
    )
    if drawn:
        caption = view.phrase("report.chart.choices.caption", n=view.number(result, "n", "n"))
        blocks.append(
            Figure(name=f"choices.{question.id}", svg=drawing(drawn), caption=caption, table=f"choices.{question.id}")
        )
    blocks.append(choice_table(view, result, text))
    return blocks


def choice_table(view: View, result: MultipleChoiceResult, text: str) -> Table:
    """Return counts and shares by option."""

    def interval(option: Choice) -> Cell:
        return view.nothing("table.suppressed") if option.share is None else view.interval(option)

    return records_table(
        view,
        f"choices.{result.id}",
        (
            Field("option", words=lambda option: option_label(view, result.id, option.code)),
            Field("count", "n", "n", missing="table.suppressed"),
            Field("share", "pct", missing="table.suppressed"),
            Field("conf", "ci", "ci", bound="pct", decimals=1, cell=interval),
        ),
        result.options,
        title=view.say("table.title.choices", question=text),
        notes=Notes(
            general=view.phrase(
                "table.note.choices",
                n=view.number(result, "n", "n"),
                skipped=view.number(result, "skipped", "n"),
                interval=view.say(f"table.interval.{result.interval}"),
            ),
            specific=(*hidden_note(view, result), *view.rounded_notes()),
        ),
    )


def hidden_note(view: View, result: MultipleChoiceResult) -> tuple[Markup, ...]:
    """Return why options are suppressed, if any is."""
    if all(option.share is not None for option in result.options) or not result.n:
        return ()
    minimum = view.number(view.result.options, "min_group", "n")
    return (view.phrase("table.note.options_suppressed", minimum=minimum),)


def checklist_blocks(view: View, checklist: Checklist, result: ChecklistResult) -> list[Block]:
    """Return the table of one checklist."""
    heading = Heading(text=view.say("report.choices.checklist"), anchor=f"checklist-{checklist.id}")
    if result.index is None:
        said = view.phrase("report.not_computed", reason=view.reason(checklist.id, "index"))
    else:
        index, n = view.number(result, "index", "est", 1), view.number(result, "n", "n")
        said = view.phrase("report.choices.checklist_index", index=index, n=n)
    return [heading, Paragraph(text=said), checklist_table(view, checklist, result)]


def checklist_table(view: View, checklist: Checklist, result: ChecklistResult) -> Table:
    """Return how many answered each entry of a checklist, and the mean stage."""
    few = {entry.where for entry in view.result.unavailable if entry.code == "suppressed"}

    def of_entry(field: str) -> Callable[[ChecklistItem], Cell]:
        def cell(entry: ChecklistItem) -> Cell:
            if entry.id in few:
                return view.nothing("table.suppressed")
            return view.cell(result, (field, entry.id)) if entry.id in getattr(result, field) else view.nothing()

        return cell

    source = checklist.source.in_language(view.lang) if checklist.source else view.name(checklist.id)
    stages = "; ".join(f"{stage} {text.in_language(view.lang)}" for stage, text in checklist.answer.items())
    return records_table(
        view,
        f"checklist.{checklist.id}",
        (
            Field(
                "entry", words=lambda each: view.say("table.item", id=each.id, text=each.text.in_language(view.lang))
            ),
            Field("n", "n", cell=of_entry("answered")),
            Field("mean", "est", "stage", cell=of_entry("entries")),
        ),
        checklist.items,
        title=view.say("table.title.checklist", source=source),
        notes=Notes(general=view.phrase("table.note.checklist", stages=stages)),
    )
