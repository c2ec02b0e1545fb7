"""One assessment seen in one language: names for ids, texts for codes, printed numbers with their sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from markupsafe import Markup, escape

from govassess.instrument.model import Construct, Dimension, Indicator, Item, Scale, items_under
from govassess.report.charts import Ids
from govassess.report.formats import Kind, Value, printed, share
from govassess.report.table import Cell
from govassess.report.thresholds import looks
from govassess.responses.model import Notice
from govassess.result.assessment import Assessment, NodeScore
from govassess.text import numbers
from govassess.text.catalogue import form_of, has, say

NAMED = frozenset(
    {"node", "node_a", "node_b", "item", "item_a", "item_b", "variable", "term", "by", "outcome", "predictor", "where"}
    | {"column", "columns", "items", "first", "second"}
)
"""Values of warnings and reasons that hold an id; they are printed by name."""

LISTS = frozenset(
    {"aggregation", "comparisons", "estimators", "groups", "hypotheses", "items", "models", "path_models"}
    | {"reliability", "scores", "validity"}
)
"""First parts of the places that warnings and reasons name; the ids follow."""

TWICE = frozenset({"careless_flagged", "careless_not_excluded"})
SHOWING_SIGNS = TWICE | {"straight_lining", "mostly_straight"}
"""Warnings that count respondents who answered carelessly."""

BLANK = "……………………"
"""What a person fills in by hand."""

EQUAL = 1e-9
"""Percentiles that differ by less are the same."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What every section asks for names, sentences and printed numbers.

    Attributes
    ----------
    result : Assessment
        The only source of values.
    lang : str
        ``en`` or ``id``.
    ids : Ids
        The counter of this report's chart ids.
    date : str or None
        The date to print, if one was passed in.
    """

    result: Assessment
    lang: str
    ids: Ids
    date: str | None
    names: Mapping[str, str]
    scores: Mapping[str, NodeScore]
    nodes: Mapping[str, Construct | Dimension | Indicator]
    items: Mapping[str, Item]

    # -- words ---------------------------------------------------------------------------------------------------

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
        for declared in self.result.instrument.profile:
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

    # -- numbers -------------------------------------------------------------------------------------------------

    def number(self, value: Value, kind: Kind, source: str, decimals: int | None = None) -> Markup:
        """Return a printed number as an element that says where in the JSON it stands."""
        return self.element(printed(value, kind, self.lang, decimals), source)

    def element(self, text: str, source: str) -> Markup:
        """Return a printed text with the path of the value it shows."""
        return Markup('<span data-id="{}">{}</span>').format(source, text)

    def day(self, text: str) -> str:
        """Return a date of the study in words; what is no date stays as it was written."""
        try:
            return numbers.date(dt.date.fromisoformat(text), self.lang)
        except ValueError:
            return text

    def dated(self) -> str:
        """Return the date that the report bears, in words; without one a blank."""
        return self.day(self.date) if self.date else BLANK

    def share(self, value: float, source: str, decimals: int = 0) -> Markup:
        """Return a share of resamples, in whole per cent unless decimals are asked for."""
        return self.element(share(value, self.lang, decimals=decimals), source)

    def plain(self, value: Value, kind: Kind, decimals: int | None = None) -> str:
        """Return a printed number as text, for charts."""
        return printed(value, kind, self.lang, decimals)

    def confidence(self) -> str:
        """Return the confidence level, such as ``95%``."""
        return printed(self.result.options.conf_level, "pct", self.lang, 0)

    # -- what is missing, and what to beware of ------------------------------------------------------------------

    def reason(self, where: str, *fields: str) -> str:
        """Return why a number is not there: the stored reason for the first of ``fields`` that has one."""
        stored = [entry for entry in self.result.unavailable if is_about(entry.where, where)]
        for entry in sorted(stored, key=lambda entry: entry.field not in fields):
            return self.reason_text(entry.code, entry.values)
        return self.say("report.no_reason")

    def not_computed(self, wheres: Iterable[str], fields: Iterable[str]) -> tuple[Markup, ...]:
        """Return one note for each number of a table that is not there: whose, which, why."""
        wanted, named = frozenset(wheres), frozenset(fields)
        return tuple(
            self.phrase(
                "table.note.not_computed",
                where=self.name(entry.where),
                statistic=self.statistic(entry.field),
                reason=self.reason_text(entry.code, entry.values),
            )
            for entry in self.result.unavailable
            if entry.field in named and any(is_about(entry.where, ident) for ident in wanted)
        )

    def reason_text(self, code: str, values: Mapping[str, str | float]) -> str:
        """Return the sentence of a reason code."""
        return self.say(f"reason.{code}", **{key: self.value_text(key, value) for key, value in values.items()})

    def statistic(self, field: str) -> str:
        """Return the name of a statistic or field of the result."""
        return self.say(f"statistic.{field}") if has(f"statistic.{field}") else field

    def value_text(self, key: str, value: str | float, code: str = "") -> str:
        """Return a value of a warning (of this code) or reason as it is to be read."""
        if isinstance(value, str):
            if key in NAMED:
                return ", ".join(self.name(part) for part in value.split(", "))
            return value.replace(".", ",") if key == "weight" and self.lang == "id" else value
        kind, decimals = looks(key, value, code)
        return printed(value, kind, self.lang, decimals)

    def warning(self, notice: Notice) -> Markup:
        """Return the sentence of a warning."""
        values = {"where": self.name(notice.where)} | {
            key: self.value_text(key, value, notice.code) for key, value in notice.values.items()
        }
        if notice.code in SHOWING_SIGNS and self.is_few(int(notice.values["count"]), twice=notice.code in TWICE):
            values["count"] = str(self.fewer().striptags()).capitalize()  # it opens the sentence
        return self.phrase(f"warning.{notice.code}", **values)

    def cell(
        self,
        value: Value,
        source: str,
        *,
        where: str = "",
        fields: tuple[str, ...] = (),
        marks: tuple[int, ...] = (),
        decimals: int | None = None,
    ) -> Cell:
        """Return a table cell; without a value it prints the short word for it, and the reason stands in the list."""
        if value is None:
            known = any(is_about(entry.where, where) and entry.field in fields for entry in self.result.unavailable)
            return Cell(instead=self.say("table.not_computed" if known else "table.none"), marks=marks)
        return Cell(value=value, source=source, marks=marks, decimals=decimals)

    def interval(
        self,
        low: float | None,
        high: float | None,
        path: str,
        names: Sequence[str] = ("conf_low", "conf_high"),
        decimals: int | None = None,
    ) -> Cell:
        """Return a cell that holds an interval."""
        if low is None or high is None:
            return Cell(instead=self.say("table.none"))
        return Cell(value=(low, high), source=f"{path}.{names[0]} {path}.{names[1]}", decimals=decimals)

    # -- the instrument ------------------------------------------------------------------------------------------

    def scored(self, kind: str) -> tuple[NodeScore, ...]:
        """Return the scores of one kind of node, in the order of the instrument."""
        return tuple(score for score in self.result.scores if score.kind == kind)

    def headline(self) -> tuple[NodeScore, ...]:
        """Return the measured headline nodes, the leading one first."""
        return tuple(self.scores[ident] for ident in self.result.instrument.headline if ident in self.scores)

    def children(self, ident: str, kind: str | None = None) -> tuple[NodeScore, ...]:
        """Return the measured parts of a node, of one kind if given."""
        return tuple(s for s in self.result.scores if s.parent == ident and kind in (None, s.kind))

    def scale(self) -> Scale:
        """Return the first declared scale, on which the means of most instruments are."""
        return next(iter(self.result.instrument.scales.values()))

    def scale_of(self, ident: str) -> Scale:
        """Return the scale of a node or item: that of its first item; all items of one index have the same ends."""
        item, node = self.items.get(ident), self.nodes.get(ident)
        if item is None and node is not None:
            item = next(iter(items_under(node)), None)
        return self.scale() if item is None else self.result.instrument.scale_of(item)

    def ordered_construct(self) -> str:
        """Return the id of the construct whose parts are listed as priorities."""
        found = self.result.opportunities
        return self.headline()[0].id if found is None else found.node

    def part_name(self, ident: str) -> str:
        """Return the name of a part of a construct; of an item its id and question, and whether it is reversed."""
        item = self.items.get(ident)
        if item is None:
            return self.name(ident)
        key = "report.priorities.item_reversed" if item.reverse else "report.priorities.item"
        return self.say(key, id=ident, text=item.text.in_language(self.lang))

    def level_name(self, level: int) -> str:
        """Return the name of a level."""
        for band in self.result.instrument.levels.bands:
            if band.level == level:
                return band.name.in_language(self.lang)
        return str(level)

    def index_places(self) -> int:
        """Return the decimals of the index: those by which the levels are read off where the instrument names them."""
        levels = self.result.instrument.levels
        return 1 if levels.decimals is None or levels.basis != "index" else levels.decimals

    def by_rule(self) -> bool:
        """Tell whether the level of the estimate is an official grade, which is said first, and its share after it."""
        return self.result.instrument.status == "official"

    def family(self, ident: str) -> str:
        """Return the label of a family of hypotheses; without one its id."""
        label = self.result.instrument.families.get(ident)
        return label.in_language(self.lang) if label else ident

    def module(self, ident: str) -> str:
        """Return the label of a module of the instrument; without one its id."""
        module = self.result.instrument.modules.get(ident)
        return module.name.in_language(self.lang) if module and module.name else ident

    def path_model(self, ident: str) -> str:
        """Return the name of a path model from its id, such as ``pls.construct``: method and kind of predictors."""
        method, _, kind = ident.partition(".")
        return self.say(f"report.paths.name.{method}", kind=self.say(f"report.paths.over.{kind}"))

    def status(self) -> str:
        """Return what the instrument is: proposed, published or official, validated or not."""
        instrument = self.result.instrument
        return self.say(f"report.status.{instrument.status}.{'validated' if instrument.validated else 'not_validated'}")

    def resampled(self) -> Markup:
        """Return the units that were resampled with their number, such as ``14 clusters (agency)``."""
        options = self.result.options
        units = self.number(options.units, "n", "options.units")
        cluster = self.name(options.cluster) if options.cluster else ""
        if self.lang == "id" and cluster[1:2].islower():  # within the sentence; an acronym keeps its capitals
            cluster = cluster[0].lower() + cluster[1:]
        return self.phrase(f"report.units.{options.resampled}", count=units, cluster=cluster)

    def widened(self) -> dict[str, Markup] | None:
        """Return the percentiles of the intervals where few clusters made them wider than usual, else nothing."""
        options = self.result.options
        if options.percentile_low is None or options.percentile_high is None:
            return None
        tail = (1 - options.conf_level) / 2
        if abs(options.percentile_low - tail) < EQUAL:
            return None
        return {
            "low": self.number(options.percentile_low, "pct", "options.percentile_low", 2),
            "high": self.number(options.percentile_high, "pct", "options.percentile_high", 2),
            "usual_low": escape(self.plain(tail, "pct", 1)),
            "usual_high": escape(self.plain(1 - tail, "pct", 1)),
        }

    def with_widened(self, said: Markup) -> Markup:
        """Return a note on resampled intervals, and with it by which percentiles where few clusters widened them."""
        widened = self.widened()
        return said + Markup(" ") + self.phrase("table.note.widened", **widened) if widened else said

    def is_few(self, count: int | None, *, twice: bool = False) -> bool:
        """Tell whether a (rounded) count of a publication may be told only as under the minimum.

        ``twice``: that of the respondents with two signs of careless answering; that they are few may be known.
        """
        if self.result.options.disclosure != "published" or count is None:
            return False
        few = ("robustness", "few_flagged")  # path models say the same of those who answered all that they need
        known = twice and any((entry.where, entry.code) == few for entry in self.result.unavailable)
        return known or count < self.result.options.min_group

    def fewer(self) -> Markup:
        """Return what stands for a count under the minimum."""
        return self.phrase("report.fewer", minimum=self.number(self.result.options.min_group, "n", "options.min_group"))

    def rounded_notes(self) -> tuple[Markup, ...]:
        """Return that counts are rounded, where they are: in publications."""
        return (self.phrase("table.note.rounded"),) if self.result.options.disclosure == "published" else ()


def seen(result: Assessment, lang: str, *, date: str | None = None) -> View:
    """Return the view of ``result`` in ``lang``.

    Parameters
    ----------
    result : Assessment
        Decoded from JSON or fresh from the run; both read the same.
    lang : str
        ``en`` or ``id``.
    date : str, optional
        The date the report is to bear.

    Returns
    -------
    View
    """
    instrument, lang = result.instrument, numbers.language(lang, result.options.leading_zero)
    nodes = {node.id: node for node in instrument.nodes()}
    items = {item.id: item for item in instrument.items()}
    names = {variable.id: variable.label.in_language(lang) for variable in instrument.profile}
    names |= {ident: node.name.in_language(lang) for ident, node in nodes.items()}
    if instrument.overall is not None:
        names[instrument.overall.id] = instrument.overall.name.in_language(lang)
    return View(
        result=result,
        lang=lang,
        ids=Ids(),
        date=date,
        names=names,
        scores={score.id: score for score in result.scores},
        nodes=nodes,
        items=items,
    )


def fraction_text(weight: str | None, lang: str) -> str:
    """Return an exact weight as it is declared: ``1/3`` stays, hundredths and the like become decimals.

    Examples
    --------
    >>> fraction_text("1/9", "id"), fraction_text("11/100", "id")
    ('1/9', '0,11')
    """
    if weight is None:
        return say("table.none", lang)
    exact = Fraction(weight)
    places = next((places for places in range(2, 6) if 10**places % exact.denominator == 0), None)
    if places is None or exact.denominator <= 12:  # a quarter reads as one
        return str(exact)
    return numbers.decimal(float(exact), places, lang)


def segment(key: str) -> str:
    """Return a key as one segment of a source path: dots, spaces and what else parts paths are percent-encoded.

    Examples
    --------
    >>> segment("Don't know.")
    'Don%27t%20know%2E'
    """
    return quote(key, safe="").replace(".", "%2E")


def is_about(place: str, ident: str) -> bool:
    """Tell whether a stored place, such as ``reliability.RM`` or ``RM``, is that of ``ident``.

    Examples
    --------
    >>> is_about("validity.RM.IR", "RM.IR"), is_about("items.RM1a", "RM1")
    (True, False)
    """
    return bool(ident) and (place == ident or place.endswith(f".{ident}"))
