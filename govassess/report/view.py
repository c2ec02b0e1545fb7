"""One assessment, or one comparison, seen in one language: printed numbers with the addresses of what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from govassess.notices import Notice
from govassess.report.charts import Ids
from govassess.report.formats import Kind, places_beside, printed, share
from govassess.report.labels import Labels
from govassess.report.table import Cell
from govassess.report.thresholds import looks
from govassess.result.address import BY_PLACE, ROOT, Addresses, Steps, addresses_of
from govassess.result.assessment import Assessment
from govassess.result.comparison import ResultComparison
from govassess.result.descriptive import NodeScore, Options
from govassess.text import numbers
from govassess.text.catalogue import say
from govassess.text.numbers import NumberFormat

NAMED = frozenset(
    {"node", "node_a", "node_b", "item", "item_a", "item_b", "variable", "term", "by", "outcome", "predictor", "where"}
    | {"column", "columns", "items", "first", "second"}
)
"""Values of warnings and reasons that hold an id; they are printed by name."""

TWICE = frozenset({"careless_flagged", "careless_not_excluded"})
SHOWING_SIGNS = TWICE | {"straight_lining", "mostly_straight"}
"""Warnings that count respondents who answered carelessly."""

BLANK = "……………………"
"""What a person fills in by hand."""

EQUAL = 1e-9
"""Percentiles that differ by less are the same."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers(Labels):
    """The numbers of one document, each printed with the address at which it is stored.

    Attributes
    ----------
    result : Assessment or ResultComparison
        The only source of values.
    ids : Ids
        The counter of this report's chart ids.
    date : str or None
        The date to print, if one was passed in.
    """

    result: Assessment | ResultComparison
    date: str | None = None
    ids: Ids = field(default_factory=Ids)

    @cached_property
    def addresses(self) -> Addresses:
        """Where each record of the result stands in its JSON."""
        return addresses_of(self.result, by_place=BY_PLACE)

    @property
    def options(self) -> Options | ResultComparison:
        """The record that holds confidence level, disclosure and the smallest group."""
        return self.result.options if isinstance(self.result, Assessment) else self.result

    @cached_property
    def scores(self) -> Mapping[str, NodeScore]:
        """The scores by node; of a comparison those of the last result."""
        last = self.result if isinstance(self.result, Assessment) else self.result.results[-1]
        return {score.id: score for score in last.scores}

    def confidence(self) -> str:
        """Return the confidence level, such as ``95%``."""
        return printed(self.options.conf_level, "pct", self.number_format, 0)

    def dated(self) -> str:
        """Return the date that the report bears, in words; without one a blank."""
        return self.day(self.date) if self.date else BLANK

    def value(self, record: Any, field: Steps) -> Any:
        """Return what a field of a record of the result holds, or what lies within the record at several steps."""
        return getattr(record, field) if isinstance(field, str) else (ROOT / field).value_in(record)

    def source(self, record: Any, *fields: Steps) -> str:
        """Return the addresses of fields of a record of the result, separated by spaces."""
        return " ".join(str(self.addresses.of(record, field)) for field in fields)

    def number(
        self,
        record: Any,
        field: Steps,
        kind: Kind,
        decimals: int | None = None,
        *,
        thresholds: Iterable[float] = (),
    ) -> Markup:
        """Return a stored number as an element that says where in the JSON it stands.

        Parameters
        ----------
        record
            A record of the result.
        field : str or tuple
            Its field, or the steps to a value within it.
        kind, decimals
            How the number is printed.
        thresholds : iterable of float
            It is printed with as many decimals as show on which side of these it lies.
        """
        value = self.value(record, field)
        places = places_beside(value, kind, thresholds, decimals)
        return self.element(printed(value, kind, self.number_format, places), record, field)

    def ends(
        self,
        record: Any,
        name: str = "conf",
        kind: Kind = "ci",
        decimals: int | None = None,
        *,
        thresholds: Iterable[float] = (),
    ) -> Markup:
        """Return a stored interval as an element that says where its ends ``<name>_low`` and ``<name>_high`` stand."""
        low, high = f"{name}_low", f"{name}_high"
        value = (getattr(record, low), getattr(record, high))
        places = places_beside(value, kind, thresholds, decimals)
        return self.element(printed(value, kind, self.number_format, places), record, low, high)

    def element(self, text: str, record: Any, *fields: Steps) -> Markup:
        """Return a printed text with the addresses of the stored values that it shows."""
        return Markup('<span data-id="{}">{}</span>').format(self.source(record, *fields), text)

    def code(self, record: Any, field: Steps) -> Markup:
        """Return a stored checksum or name, which may break anywhere, with its address."""
        return Markup('<code data-id="{}">{}</code>').format(self.source(record, field), self.value(record, field))

    def share(self, record: Any, field: Steps, decimals: int = 0) -> Markup:
        """Return a share of resamples, in whole per cent unless decimals are asked for; one that is not there is 0."""
        try:
            value = self.value(record, field)
        except LookupError:
            value = 0.0
        return self.element(share(value, self.lang, decimals=decimals), record, field)

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

    def value_text(self, key: str, value: str | float, code: str = "") -> str:
        """Return a value of a warning (of this code) or reason in words or as a printed number."""
        if isinstance(value, str):
            if key in NAMED:
                return ", ".join(self.name(part) for part in value.split(", "))
            return value.replace(".", ",") if key == "weight" and self.lang == "id" else value
        kind, decimals = looks(key, value, code)
        return printed(value, kind, self.number_format, decimals)

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
        record: Any,
        field: Steps,
        *,
        reasons: tuple[str, ...] = (),
        where: str = "",
        decimals: int | None = None,
        marks: tuple[int, ...] = (),
        flag: bool = False,
        strong: bool = False,
    ) -> Cell:
        """Return the table cell of a stored value; without one the short word for it: the reason stands in the list."""
        value = self.value(record, field)
        if value is None:
            known = any(is_about(entry.where, where) and entry.field in reasons for entry in self.result.unavailable)
            instead = self.say("table.not_computed" if known else "table.none")
            return Cell(instead=instead, marks=marks, flag=flag)
        source = self.source(record, field)
        return Cell(value=value, source=source, marks=marks, decimals=decimals, flag=flag, strong=strong)

    def interval(self, record: Any, name: str = "conf", decimals: int | None = None) -> Cell:
        """Return the table cell of an interval, whose ends are ``<name>_low`` and ``<name>_high``."""
        low, high = f"{name}_low", f"{name}_high"
        value = (getattr(record, low), getattr(record, high))
        if None in value:
            return self.nothing()
        return Cell(value=value, source=self.source(record, low, high), decimals=decimals)

    def words(self, text: str | None, record: Any, *fields: Steps, flag: bool = False, strong: bool = False) -> Cell:
        """Return the table cell of words that stand for stored values."""
        if text is None:
            return self.nothing()
        return Cell(value=text, source=self.source(record, *fields), flag=flag, strong=strong)

    def nothing(self, word: str = "table.none") -> Cell:
        """Return the table cell of what is not there."""
        return Cell(instead=self.say(word))

    def headline(self) -> tuple[NodeScore, ...]:
        """Return the measured headline nodes, the leading one first."""
        return tuple(self.scores[ident] for ident in self.instrument.headline if ident in self.scores)

    def is_few(self, count: int | None, *, twice: bool = False) -> bool:
        """Return whether a (rounded) count of a publication is printed only as under the minimum.

        ``twice``: that of the respondents with two signs of careless answering; that they are few may be known.
        """
        if self.options.disclosure != "published" or count is None:
            return False
        few = ("robustness", "few_flagged")  # path models say the same of those who answered all that they need
        known = twice and any((entry.where, entry.code) == few for entry in self.result.unavailable)
        return known or count < self.options.min_group

    def fewer(self) -> Markup:
        """Return what stands for a count under the minimum."""
        return self.phrase("report.fewer", minimum=self.number(self.options, "min_group", "n"))

    def rounded_notes(self) -> tuple[Markup, ...]:
        """Return that counts are rounded, where they are: in publications."""
        return (self.phrase("table.note.rounded"),) if self.options.disclosure == "published" else ()


@dataclass(frozen=True, kw_only=True, eq=False)
class View(Numbers):
    """One assessment: what every section asks for names, sentences and printed numbers."""

    result: Assessment

    def scored(self, kind: str) -> tuple[NodeScore, ...]:
        """Return the scores of one kind of node, in the order of the instrument."""
        return tuple(score for score in self.result.scores if score.kind == kind)

    def children(self, ident: str, kind: str | None = None) -> tuple[NodeScore, ...]:
        """Return the measured parts of a node, of one kind if given."""
        return tuple(s for s in self.result.scores if s.parent == ident and kind in (None, s.kind))

    def ordered_construct(self) -> str:
        """Return the id of the construct whose parts are listed as priorities."""
        found = self.result.opportunities
        return self.headline()[0].id if found is None else found.node

    def resampled(self) -> Markup:
        """Return the units that were resampled with their number, such as ``14 clusters (agency)``."""
        options = self.result.options
        units = self.number(options, "units", "n")
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
            "low": self.number(options, "percentile_low", "pct", 2),
            "high": self.number(options, "percentile_high", "pct", 2),
            "usual_low": escape(self.plain(tail, "pct", 1)),
            "usual_high": escape(self.plain(1 - tail, "pct", 1)),
        }

    def with_widened(self, said: Markup) -> Markup:
        """Return a note on resampled intervals, and with it by which percentiles where few clusters widened them."""
        widened = self.widened()
        return said + Markup(" ") + self.phrase("table.note.widened", **widened) if widened else said


def seen(result: Assessment, lang: str, *, date: str | None = None) -> View:
    """Return the view of ``result`` in ``lang``.

    Parameters
    ----------
    result : Assessment
        Decoded from JSON or fresh from the run; both read the same.
    lang : str
        ``en`` or ``id``.
    date : str, optional
        The date printed on the report.

    Returns
    -------
    View
    """
    leading_zero = {"auto": None, "keep": True, "drop": False}[result.options.leading_zero]
    number_format = NumberFormat(lang, leading_zero)
    return View(instrument=result.instrument, number_format=number_format, result=result, date=date)


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


def is_about(place: str, ident: str) -> bool:
    """Tell whether a stored place, such as ``reliability.RM`` or ``RM``, is that of ``ident``.

    Examples
    --------
    >>> is_about("validity.RM.IR", "RM.IR"), is_about("items.RM1a", "RM1")
    (True, False)
    """
    return bool(ident) and (place == ident or place.endswith(f".{ident}"))
