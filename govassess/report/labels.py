"""Names and sentences in one language, from the instrument and the catalogue; no number of a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from govassess.instrument.model import Construct, Dimension, Indicator, Instrument, Item, Scale, items_under
from govassess.report.formats import Kind, Value, printed
from govassess.text import numbers
from govassess.text.catalogue import form_of, has, say
from govassess.text.numbers import NumberFormat

LISTS = frozenset(
    {"aggregation", "comparisons", "estimators", "groups", "hypotheses", "items", "models", "path_models"}
    | {"reliability", "scores", "validity"}
)
"""First parts of the places that warnings and reasons name; the ids follow."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """What nodes, items, groups and levels are called, and what a sentence reads.

    Attributes
    ----------
    instrument : Instrument
        The source of names.
    number_format : NumberFormat
        The language, and how its numbers are written.
    """

    instrument: Instrument
    number_format: NumberFormat

    @property
    def lang(self) -> str:
        """The language, ``en`` or ``id``."""
        return self.number_format.lang

    @cached_property
    def nodes(self) -> Mapping[str, Construct | Dimension | Indicator]:
        """The nodes of the instrument by id."""
        return {node.id: node for node in self.instrument.nodes()}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The items of the instrument by id."""
        return {item.id: item for item in self.instrument.items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What profile variables and nodes are called, by id."""
        whole = self.instrument.overall
        found = {variable.id: variable.label for variable in self.instrument.profile}
        found |= {node.id: node.name for node in self.instrument.nodes()}
        found |= {} if whole is None else {whole.id: whole.name}
        return {ident: text.in_language(self.lang) for ident, text in found.items()}

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence as plain text, for headings, labels and charts."""
        return say(key, self.lang, **values)

    def phrase(self, key: str, /, **values: object) -> Markup:
        """Return a sentence as markup: its own text and plain values are escaped, printed numbers stay elements."""
        return escape(form_of(key, self.lang, values)).format_map(values)

    def name(self, ident: str) -> str:
        """Return the display name of a node, item, profile variable or term; an unknown id is its own name."""
        if ident in self.names:
            return self.names[ident]
        if ident.lower() == "(intercept)":
            return self.say("report.intercept")
        if "." in ident:
            model = ident.removeprefix("path_models.")
            parts = " – ".join(self.name(part) for part in ident.split(".") if part not in LISTS)
            return parts if model == ident else self.path_model(model)
        if ident in ("priorities", "robustness", "screening", "validity"):
            return self.say(f"report.place.{ident}")
        variable, sign, value = ident.partition("=")
        if sign and variable in self.names:
            return f"{self.names[variable]}: {self.profile_value(variable, value)}"
        return ident

    def profile_value(self, variable: str, value: str) -> str:
        """Return the label of one value of a profile variable; free text is its own label, no value is "not stated"."""
        if not value:
            return self.say("report.not_stated")
        if value == "other":
            return self.say("report.other_values")
        for declared in self.instrument.profile:
            if declared.id == variable:
                for option in declared.options:
                    if str(option.code) == value:
                        return option.label.in_language(self.lang)
        return value

    def listed(self, words: Iterable[str | Markup]) -> Markup:
        """Return ``a, b and c`` in the language."""
        parts = [escape(word) for word in words]
        if len(parts) < 2:
            return Markup("").join(parts)
        return self.phrase("report.list", first=Markup(", ").join(parts[:-1]), last=parts[-1])

    def day(self, text: str) -> str:
        """Return a date of the study in words; what is no date stays as it was written."""
        try:
            return numbers.date(dt.date.fromisoformat(text), self.lang)
        except ValueError:
            return text

    def plain(self, value: Value, kind: Kind, decimals: int | None = None) -> str:
        """Return a printed number as text, for charts."""
        return printed(value, kind, self.number_format, decimals)

    def statistic(self, field: str) -> str:
        """Return the name of a statistic or field of the result."""
        return self.say(f"statistic.{field}") if has(f"statistic.{field}") else field

    def scale(self) -> Scale:
        """Return the first declared scale, on which the means of most instruments are."""
        return next(iter(self.instrument.scales.values()))

    def scale_of(self, ident: str) -> Scale:
        """Return the scale of a node or item: that of its first item; all items of one index have the same ends."""
        item, node = self.items.get(ident), self.nodes.get(ident)
        if item is None and node is not None:
            item = next(iter(items_under(node)), None)
        return self.scale() if item is None else self.instrument.scale_of(item)

    def part_name(self, ident: str) -> str:
        """Return the name of a part of a construct; of an item its id and question, and whether it is reversed."""
        item = self.items.get(ident)
        if item is None:
            return self.name(ident)
        key = "report.priorities.item_reversed" if item.reverse else "report.priorities.item"
        return self.say(key, id=ident, text=item.text.in_language(self.lang))

    def level_name(self, level: int) -> str:
        """Return the name of a level."""
        for band in self.instrument.levels.bands:
            if band.level == level:
                return band.name.in_language(self.lang)
        return str(level)

    def index_places(self) -> int:
        """Return the decimals of the index: those by which the levels are read off where the instrument names them."""
        levels = self.instrument.levels
        return 1 if levels.decimals is None or levels.basis != "index" else levels.decimals

    def by_rule(self) -> bool:
        """Tell whether the level of the estimate is an official grade, which is said first, and its share after it."""
        return self.instrument.status == "official"

    def family(self, ident: str) -> str:
        """Return the label of a family of hypotheses; without one its id."""
        label = self.instrument.families.get(ident)
        return label.in_language(self.lang) if label else ident

    def module(self, ident: str) -> str:
        """Return the label of a module of the instrument; without one its id."""
        module = self.instrument.modules.get(ident)
        return module.name.in_language(self.lang) if module and module.name else ident

    def path_model(self, ident: str) -> str:
        """Return the name of a path model from its id, such as ``pls.construct``: method and kind of predictors."""
        method, _, kind = ident.partition(".")
        return self.say(f"report.paths.name.{method}", kind=self.say(f"report.paths.over.{kind}"))

    def status(self) -> str:
        """Return what the instrument is: proposed, published or official, validated or not."""
        instrument = self.instrument
        return self.say(f"report.status.{instrument.status}.{'validated' if instrument.validated else 'not_validated'}")
