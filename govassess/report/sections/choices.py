"""Multiple choice and checklists: shares of respondents by option, and stages of named actions; neither is scored."""

from __future__ import annotations

from markupsafe import Markup

from govassess.instrument.model import Checklist, MultipleChoice
from govassess.report.blocks import Block, Figure, Heading, Paragraph, Section, drawing
from govassess.report.cautions import of_section
from govassess.report.charts import ChoiceBars, ChoiceRow, choice_bars
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.result.assessment import ChecklistResult, MultipleChoiceResult


def choices_section(view: View) -> Section:
    """Return the section of what stands beside the scores, or that the survey held none of it."""
    blocks: list[Block] = []
    questions = {question.id: question for question in view.result.instrument.multiple_choice}
    for answered in view.result.multiple_choice:
        blocks.extend(choice_blocks(view, questions[answered.id], answered))
    lists = {entry.id: entry for entry in view.result.instrument.checklists}
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
        (result, place, option)
        for result in view.result.multiple_choice
        for place, option in enumerate(result.options)
        if option.share is not None
    ]
    if not shown:
        return view.phrase("report.choices.checklist_only" if view.result.checklists else "report.choices.none")
    first = shown[0][0]
    result, place, option = max(
        (entry for entry in shown if entry[0] is first), key=lambda entry: entry[2].share or 0.0
    )
    path = f"multiple_choice.{result.id}.options.{place}"
    values = {
        "option": option_label(view, result.id, option.code),
        "share": view.number(option.share, "pct", f"{path}.share"),
        "n": view.number(result.n, "n", f"multiple_choice.{result.id}.n"),
    }
    if option.conf_low is None or option.conf_high is None:
        return view.phrase("report.choices.finding_alone", **values)
    ends = view.number((option.conf_low, option.conf_high), "pct", f"{path}.conf_low {path}.conf_high")
    return view.phrase("report.choices.finding", interval=ends, confidence=view.confidence(), **values)


def option_label(view: View, question: str, code: str) -> str:
    """Return the words of an option."""
    for declared in view.result.instrument.multiple_choice:
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
        lang=view.lang,
        ids=view.ids,
    )
    if drawn:
        caption = view.phrase(
            "report.chart.choices.caption", n=view.number(result.n, "n", f"multiple_choice.{result.id}.n")
        )
        blocks.append(
            Figure(name=f"choices.{question.id}", svg=drawing(drawn), caption=caption, table=f"choices.{question.id}")
        )
    blocks.append(choice_table(view, result, text))
    return blocks


def choice_table(view: View, result: MultipleChoiceResult, text: str) -> Table:
    """Return counts and shares by option."""
    path = f"multiple_choice.{result.id}"
    hidden = view.say("table.suppressed")
    rows = []
    for place, option in enumerate(result.options):
        spot = f"{path}.options.{place}"
        share = option.share is not None
        rows.append(
            Row(
                cells=(
                    Cell(value=option_label(view, result.id, option.code)),
                    Cell(
                        value=option.count, source=f"{spot}.count" if option.count is not None else "", instead=hidden
                    ),
                    Cell(value=option.share, source=f"{spot}.share" if share else "", instead=hidden),
                    view.interval(option.conf_low, option.conf_high, spot) if share else Cell(instead=hidden),
                )
            )
        )
    return Table(
        name=f"choices.{result.id}",
        title=view.say("table.title.choices", question=text),
        columns=(
            Column(key="option", header=view.say("table.column.option"), kind="text"),
            Column(key="count", header=view.say("table.column.n"), kind="n"),
            Column(key="share", header=view.say("table.column.share"), kind="pct"),
            Column(
                key="conf",
                header=view.say("table.column.ci", confidence=view.confidence()),
                kind="ci",
                bound_kind="pct",
                decimals=1,
            ),
        ),
        rows=tuple(rows),
        notes=Notes(
            general=view.phrase(
                "table.note.choices",
                n=view.number(result.n, "n", f"{path}.n"),
                skipped=view.number(result.skipped, "n", f"{path}.skipped"),
                interval=view.say(f"table.interval.{result.interval}"),
            ),
            specific=(*hidden_note(view, result), *view.rounded_notes()),
        ),
        lang=view.lang,
    )


def hidden_note(view: View, result: MultipleChoiceResult) -> tuple[Markup, ...]:
    """Return why options are suppressed, if any is."""
    if all(option.share is not None for option in result.options) or not result.n:
        return ()
    minimum = view.number(view.result.options.min_group, "n", "options.min_group")
    return (view.phrase("table.note.options_suppressed", minimum=minimum),)


def checklist_blocks(view: View, checklist: Checklist, result: ChecklistResult) -> list[Block]:
    """Return the table of one checklist."""
    path = f"checklists.{checklist.id}"
    source = checklist.source.in_language(view.lang) if checklist.source else view.name(checklist.id)
    stages = "; ".join(f"{stage} {text.in_language(view.lang)}" for stage, text in checklist.answer.items())
    rows = []
    few = {entry.where for entry in view.result.unavailable if entry.code == "suppressed"}
    for entry in checklist.items:
        mean = result.entries.get(entry.id)
        answered = result.answered.get(entry.id)
        rows.append(
            Row(
                cells=(
                    Cell(value=view.say("table.item", id=entry.id, text=entry.text.in_language(view.lang))),
                    *(
                        (Cell(instead=view.say("table.suppressed")),) * 2
                        if entry.id in few
                        else (
                            view.cell(answered, f"{path}.answered.{entry.id}"),
                            view.cell(mean, f"{path}.entries.{entry.id}"),
                        )
                    ),
                )
            )
        )
    blocks: list[Block] = [Heading(text=view.say("report.choices.checklist"), anchor=f"checklist-{checklist.id}")]
    if result.index is not None:
        index = view.number(result.index, "est", f"{path}.index", 1)
        blocks.append(
            Paragraph(
                text=view.phrase(
                    "report.choices.checklist_index", index=index, n=view.number(result.n, "n", f"{path}.n")
                )
            )
        )
    else:
        blocks.append(Paragraph(text=view.phrase("report.not_computed", reason=view.reason(checklist.id, "index"))))
    blocks.append(
        Table(
            name=f"checklist.{checklist.id}",
            title=view.say("table.title.checklist", source=source),
            columns=(
                Column(key="entry", header=view.say("table.column.entry"), kind="text"),
                Column(key="n", header=view.say("table.column.n"), kind="n"),
                Column(key="mean", header=view.say("table.column.stage"), kind="est"),
            ),
            rows=tuple(rows),
            notes=Notes(general=view.phrase("table.note.checklist", stages=stages)),
            lang=view.lang,
        )
    )
    return blocks
