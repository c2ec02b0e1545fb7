"""What the template for surveys of service satisfaction adds: the questions as asked, a plan to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from markupsafe import Markup, escape

from govassess.instrument.model import Construct, Dimension, Item, Scale, children_of
from govassess.report.blocks import Block, Heading, Listing, Paragraph, Section
from govassess.report.fields import Field, head, records_table
from govassess.report.table import Notes, Table
from govassess.report.view import View
from govassess.report.whole import Report


def follow_up(report: Report) -> Section:
    """Return the plan of what follows: the priorities with blanks for what is done, by whom and until when."""
    view, first = report.view, report.first
    dots = view.say("word.skm.dots")
    fields = (
        worded(view, "priority", lambda row: str(row[0])),
        worded(view, "element", lambda row: row[1].name),
        worded(view, "activity", lambda row: row[1].action or dots * 2),
        worded(view, "owner", lambda _: dots),
        worded(view, "deadline", lambda _: dots),
    )
    title = view.say("word.skm.follow_up")
    steps = enumerate(first.steps, start=1)
    table = records_table(view, "follow_up", fields, steps, title=title, notes=Notes(general=first.rule))
    blocks = (table if first.steps else Paragraph(text=first.rule),)
    return Section(name="follow-up", title=title, finding=Markup(), blocks=blocks)


def worded(view: View, key: str, words: Callable[[Any], str]) -> Field:
    """Return a column of words."""
    return Field(key, heading=view.say(f"word.skm.column.{key}"), words=words)


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
    fields = [
        worded(view, "item", lambda item: item.id),
        worded(view, "question", lambda item: item.text.in_language(view.lang)),
    ]
    offered_to_all = ""
    if len(scales) == 1:
        offered_to_all = view.say("word.skm.answers_note", answers=answers_of(view, instrument.scales[scales.pop()]))
    else:
        fields.append(worded(view, "answers", lambda item: answers_of(view, instrument.scale_of(item))))
    return records_table(
        view,
        "questionnaire",
        fields,
        [row for name, items in named_items(view, measured) for row in (head(name), *items)],
        title=view.say("word.skm.questions"),
        notes=Notes(general=offered_to_all),
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
