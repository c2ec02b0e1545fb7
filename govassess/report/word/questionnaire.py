"""What the template for surveys of service satisfaction adds: the questions as asked, a plan to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from govassess.instrument.model import Construct, Dimension, Item, Scale, children_of
from govassess.report.blocks import Block, Heading, Listing, Paragraph, Section
from govassess.report.table import Cell, Column, Notes, Row, Table
from govassess.report.view import View
from govassess.report.whole import Report


def follow_up(report: Report) -> Section:
    """Return the plan of what follows: the priorities with blanks for what is done, by whom and until when."""
    view, first = report.view, report.first
    blocks: list[Block] = []
    if first.steps:
        dots = Cell(value=view.say("word.skm.dots"))
        activity = Cell(value=view.say("word.skm.dots") * 2)
        rows = tuple(
            Row(
                cells=(
                    Cell(value=str(place)),
                    Cell(value=step.name),
                    Cell(value=step.action) if step.action else activity,
                    dots,
                    dots,
                )
            )
            for place, step in enumerate(first.steps, start=1)
        )
        keys = ("priority", "element", "activity", "owner", "deadline")
        blocks.append(
            Table(
                name="follow_up",
                title=view.say("word.skm.follow_up"),
                columns=tuple(Column(key=key, header=view.say(f"word.skm.column.{key}"), kind="text") for key in keys),
                rows=rows,
                notes=Notes(general=first.rule),
                number_format=view.number_format,
            )
        )
    else:
        blocks.append(Paragraph(text=first.rule))
    return Section(name="follow-up", title=view.say("word.skm.follow_up"), finding=Markup(), blocks=tuple(blocks))


def questionnaire(view: View) -> Section:
    """Return the questions that were asked, in the order of the instrument, with the answers to choose from."""
    instrument = view.instrument
    blocks: list[Block] = []
    if instrument.instructions is not None:
        blocks.append(Paragraph(text=escape(instrument.instructions.in_language(view.lang))))
    blocks.append(questions_table(view))
    if instrument.profile:
        blocks.append(Heading(text=view.say("word.skm.profile_questions")))
        blocks.append(
            Listing(
                entries=tuple(
                    choices(
                        variable.label.in_language(view.lang),
                        [each.label.in_language(view.lang) for each in variable.options],
                    )
                    for variable in instrument.profile
                )
            )
        )
    answered = {question.id for question in view.result.multiple_choice}
    asked = [question for question in instrument.multiple_choice if question.id in answered]
    if asked:
        blocks.append(Heading(text=view.say("report.section.choices")))
        blocks.append(
            Listing(
                entries=tuple(
                    choices(
                        each.text.in_language(view.lang),
                        [option.label.in_language(view.lang) for option in each.options],
                    )
                    for each in asked
                )
            )
        )
    return Section(
        name="questionnaire", title=view.say("word.skm.questionnaire"), finding=Markup(), blocks=tuple(blocks)
    )


def choices(question: str, answers: list[str]) -> Markup:
    """Return a question with what there was to choose from."""
    return Markup("{}: {}").format(question, " / ".join(answers)) if answers else escape(question)


def questions_table(view: View) -> Table:
    """Return the questions; answers that are the same for all stand once, in the note."""
    instrument = view.instrument
    measured = {item.id for item in view.result.items}
    scales = {instrument.scale_name(item) for item in instrument.items() if item.id in measured}
    same = len(scales) == 1
    rows = []
    for name, items in named_items(view, measured):
        blank = (Cell(),) * (1 if same else 2)
        rows.append(Row(cells=(Cell(value=name), *blank), group=True))
        for item in items:
            offered = () if same else (Cell(value=answers_of(view, instrument.scale_of(item))),)
            rows.append(Row(cells=(Cell(value=item.id), Cell(value=item.text.in_language(view.lang)), *offered)))
    keys = ("item", "question") if same else ("item", "question", "answers")
    offered_to_all = ""
    if same:
        offered_to_all = view.say("word.skm.answers_note", answers=answers_of(view, instrument.scales[scales.pop()]))
    return Table(
        name="questionnaire",
        title=view.say("word.skm.questions"),
        columns=tuple(Column(key=key, header=view.say(f"word.skm.column.{key}"), kind="text") for key in keys),
        rows=tuple(rows),
        notes=Notes(general=offered_to_all),
        number_format=view.number_format,
    )


def answers_of(view: View, scale: Scale) -> str:
    """Return the answers of a scale, each with the number that stands for it."""
    return "; ".join(f"{code} = {label.text.in_language(view.lang)}" for code, label in sorted(scale.labels.items()))


def named_items(view: View, measured: set[str]) -> Iterator[tuple[str, list[Item]]]:
    """Yield the name of each part of the questionnaire with the items that were asked there."""
    for construct in view.instrument.constructs:
        for part in construct.dimensions or (construct,):
            items = [item for item in items_in_order(part) if item.id in measured]
            if items:
                yield part.name.in_language(view.lang), items


def items_in_order(part: Construct | Dimension) -> Iterator[Item]:
    """Yield the items of a part in the order of the file."""
    for child in children_of(part):
        if isinstance(child, Item):
            yield child
        else:
            yield from child.items
