"""Every statement of the first screen against the JSON, by rules that are written here and call nothing of the report.

A statement is a message code of the catalogue with its values. The rules know what README and the report promise: which
level may be named, what is near a limit, what comes first. A code without a rule fails, so that a new statement needs one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import govassess as ga
from govassess.report.sections.first import FirstScreen, first_screen
from govassess.report.view import View, seen
from govassess.result.codec import decode, encode
from tests.report import bare_constructs
from tests.report.pages import resolve
from tests.surveys import answers, responses

EXAMPLE = Path(__file__).parents[2] / "examples" / "simulated-survey.csv"
STATEMENTS = ("report.first.", "report.level.", "relation.", "verdict.", "warning.", "reason.")
PRINTED = re.compile(r'<span data-id="([^"]*)">(.*?)</span>')
Rule = Callable[["Screen", dict[str, str]], None]


@dataclass
class Screen:
    """One first screen: the JSON, its statements, and what was drawn."""

    data: Any
    said: list[tuple[str, dict[str, str]]]
    drawn: FirstScreen

    @property
    def leading(self) -> str:
        return next(ident for ident in self.data["instrument"]["headline"] if ident in self.scores)

    @property
    def scores(self) -> dict[str, Any]:
        return {score["id"]: score for score in self.data["scores"]}

    @property
    def bands(self) -> list[Any]:
        return self.data["instrument"]["levels"]["bands"]

    def names(self) -> dict[str, str]:
        """Id -> name of nodes; of an item its question."""
        found: dict[str, str] = {}
        waiting = [*self.data["instrument"]["constructs"]]
        while waiting:
            node = waiting.pop()
            found[node["id"]] = node["name"]["en"] if "name" in node else node["text"]["en"]
            for part in ("dimensions", "indicators", "items"):
                waiting += node.get(part) or []
        return found

    def named(self, name: str) -> str:
        return next(ident for ident, known in self.names().items() if known == name)

    def ends(self, ident: str) -> tuple[int, int]:
        """The ends of the scale of a node: that of the first item below it."""
        instrument = self.data["instrument"]
        waiting = [*instrument["constructs"]]
        items: dict[str, list[Any]] = {}

        def below(node: Any) -> list[Any]:
            found = [*(node.get("items") or [])]
            for part in ("dimensions", "indicators"):
                for child in node.get(part) or []:
                    found += below(child)
            items[node["id"]] = found
            return found

        for node in waiting:
            below(node)
        item = next((each for found in items.values() for each in found if each["id"] == ident), None)
        item = item or (items.get(ident) or next(iter(items.values())))[0]
        scale = instrument["scales"][item.get("scale") or next(iter(instrument["scales"]))]
        return scale["min"], scale["max"]

    def slope(self, ident: str) -> float:
        """Index points of one point of the scale."""
        low, high = self.ends(ident)
        return {"pomp": 100 / (high - low), "times_25": 25.0}[self.data["instrument"]["scoring"]["index"]]

    def limits(self, ident: str, of: str) -> list[float]:
        """Where levels begin, on the scale of mean or index."""
        levels = self.data["instrument"]["levels"]
        if levels["decimals"] is not None:
            return []
        low, _ = self.ends(ident)
        if levels["basis"] == of:
            return [band["min"] for band in self.bands[1:]]
        if of == "index":
            return [(band["min"] - low) * self.slope(ident) for band in self.bands[1:]]
        return [low + band["min"] / self.slope(ident) for band in self.bands[1:]]

    def level_at(self, value: float) -> int:
        """The level of a value on the basis of the levels."""
        levels = self.data["instrument"]["levels"]
        if levels["decimals"] is not None:
            value = float(round(Fraction(str(value)) * 100 + Fraction(1, 10**9)) / 100)
        reached = [
            band["level"]
            for band in self.bands
            if (value >= band["min"] - 1e-9 if levels["closed"] == "left" else value > band["min"] + 1e-9)
        ]
        return max([self.bands[0]["level"], *reached])

    def basis(self, score: Any) -> float:
        return score[self.data["instrument"]["levels"]["basis"]]

    def next_of(self, ident: str) -> Any:
        """The band that a construct has next; its own at the top."""
        level = self.level_at(self.basis(self.scores[ident]))
        return next((band for band in self.bands if band["level"] > level), self.bands[-1])

    def lowest_parts(self, ident: str) -> dict[str, float]:
        """Mean of every lowest part of a construct: nodes made of items, or its items."""
        parents = {score["parent"] for score in self.data["scores"]}
        under = {ident}
        for score in self.data["scores"]:
            if score["parent"] in under:
                under.add(score["id"])
        nodes = {
            each: self.scores[each]["mean"]
            for each in under
            if each != ident and each not in parents and self.scores[each]["mean"] is not None
        }
        return nodes or {
            item["id"]: item["mean_keyed"]
            for item in self.data["items"]
            if item["node"] == ident and item["mean_keyed"] is not None
        }

    def under(self, ident: str) -> dict[str, float]:
        """The gap, in points of the scale, of every lowest part of a construct that is under its target."""
        band, found = self.next_of(ident), {}
        low, _ = self.ends(ident)
        for part, mean in self.lowest_parts(ident).items():
            value = mean if self.data["instrument"]["levels"]["basis"] == "mean" else (mean - low) * self.slope(ident)
            if self.data["instrument"]["scoring"]["index"] == "times_25":
                value = 25 * mean
            if self.level_at(value) < band["level"]:
                gap = band["min"] - value
                found[part] = gap if self.data["instrument"]["levels"]["basis"] == "mean" else gap / self.slope(ident)
        return found

    def ordered(self) -> str:
        """The construct whose parts are listed: the first with a part under its target."""
        heads = [ident for ident in self.data["instrument"]["headline"] if ident in self.scores]
        return next((ident for ident in heads if self.scores[ident]["n"] and self.under(ident)), heads[0])


def spoken(result: Any, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Draw a first screen, writing down every message with its values."""
    said: list[tuple[str, dict[str, str]]] = []

    def recorded(made: Callable[..., Any]) -> Callable[..., Any]:
        def method(self: View, key: str, /, **values: object) -> Any:
            if key.startswith(STATEMENTS):
                said.append((key, {name: str(value) for name, value in values.items()}))
            return made(self, key, **values)

        return method

    with monkeypatch.context() as patched:
        patched.setattr(View, "phrase", recorded(View.phrase))
        patched.setattr(View, "say", recorded(View.say))
        drawn = first_screen(seen(decode(encode(result)), "en"))
    return Screen(json.loads(encode(result)), said, drawn)


# -- numbers -----------------------------------------------------------------------------------------------------


def number(text: str) -> tuple[Decimal, int]:
    """A printed number and its decimals."""
    plain = text.replace("−", "-").replace(",", "").rstrip("%")
    return Decimal(plain), len(plain.partition(".")[2])


def pairs(value: str) -> list[tuple[str, str]]:
    """Path and text of every printed number within a value; an interval gives two."""
    found = []
    for paths, text in PRINTED.findall(value):
        texts = text.strip("[]").split(", ") if len(paths.split()) == 2 else [text]
        found += list(zip(paths.split(), texts, strict=False)) if len(texts) == len(paths.split()) else []
    return found


def check_number(screen: Screen, path: str, text: str) -> None:
    """A printed number is the stored one, rounded half up, and lies on its side of every limit."""
    stored = resolve(screen.data, path)
    if isinstance(stored, str) or stored is None or not re.search(r"\d", text) or re.search(r"[A-Za-z]", text):
        return
    value, places = number(text)
    times = 100 if "%" in text else 1
    exact = Decimal(str(stored)) * times
    assert abs(value - exact) <= Decimal(5).scaleb(-places - 1), (path, text, stored)
    ident, field = path.split(".")[1], path.rpartition(".")[2]
    head = path.partition(".")[0]
    edges: list[float] = []
    if head in ("scores", "by_answers") and field in ("mean", "index", "conf_low", "conf_high"):
        edges = screen.limits(ident, "mean" if field == "mean" else "index")
    if field in ("to_next", "gap") or path.startswith(("hypotheses.", "standing_out.")):
        edges = [0.0] if field not in ("p_value", "p_holm") else []
    for edge in edges:
        limit = Decimal(str(round(edge, 9)))
        assert (value > limit, value < limit) == (exact > limit, exact < limit), (path, text, edge)


# -- rules ---------------------------------------------------------------------------------------------------------


def of(values: dict[str, str], name: str) -> str:
    """The id in the path of a printed number."""
    return PRINTED.findall(values[name])[0][0].split(".")[1]


def title(screen: Screen, values: dict[str, str]) -> None:
    score = screen.scores[screen.named(values["name"])]
    assert score["id"] in screen.data["instrument"]["headline"]
    shares = {int(level): share for level, share in score["level_share"].items()}
    texts = dict(pairs(values["level"]))
    official = screen.data["instrument"]["status"] == "official"
    assert score["level"] == screen.level_at(screen.basis(score))
    run = score["leading"]
    if shares:
        assert sum(shares[level] for level in run) >= 0.9
        shorter = [range(low, low + len(run) - 1) for low in shares]
        assert len(run) == 1 or all(sum(shares.get(level, 0) for level in one) < 0.9 for one in shorter)
        for level in [score["level"]] if official else run:
            assert f"scores.{score['id']}.level_share.{level}" in texts


def index_of_leading(screen: Screen, values: dict[str, str]) -> None:
    score = screen.scores[of(values, "index")]
    assert score["id"] == screen.leading
    low, _ = screen.ends(score["id"])
    expected = (
        25 * score["mean"] if score["index_name"] == "times_25" else (score["mean"] - low) * screen.slope(score["id"])
    )
    assert score["index"] == pytest.approx(expected)
    assert score["conf_low"] <= score["index"] <= score["conf_high"]


def children(screen: Screen) -> dict[str, float]:
    return {
        score["id"]: score["mean"]
        for score in screen.data["scores"]
        if score["parent"] == screen.leading and score["mean"] is not None
    }


def extremes(screen: Screen, values: dict[str, str]) -> None:
    found, means = screen.data["standing_out"], children(screen)
    high, low = screen.named(values["strongest"]), screen.named(values["weakest"])
    assert means[high] == max(means.values()) and means[low] == min(means.values())
    assert (int(values["low"]), int(values["high"])) == screen.ends(screen.leading)
    assert found["conf_low"] - 5e-4 <= means[high] - means[low] <= found["conf_high"] + 5e-4


def stands_out(screen: Screen, values: dict[str, str]) -> None:
    extremes(screen, values)
    assert screen.data["standing_out"]["conf_low"] > 0
    (_, high), (_, low) = pairs(values["strongest_mean"])[0], pairs(values["weakest_mean"])[0]
    assert number(high)[0] > number(low)[0]


def alike(screen: Screen, values: dict[str, str]) -> None:
    extremes(screen, values)
    assert screen.data["standing_out"]["conf_low"] <= 0


def to_next(screen: Screen, values: dict[str, str]) -> None:
    score = screen.scores[of(values, "points")]
    band = screen.next_of(score["id"])
    assert band["level"] > score["level"]
    distance = band["min"] - screen.basis(score)
    times = 1 if screen.data["instrument"]["levels"]["basis"] == "index" else screen.slope(score["id"])
    assert score["to_next"] == pytest.approx(distance * times, abs=1e-6)
    assert number(pairs(values["points"])[0][1])[0] > 0
    assert values["level"] in (f"level {band['level']}", band["name"]["en"])


def at_limit(screen: Screen, values: dict[str, str]) -> None:
    score = next(each for each in screen.data["scores"] if each["to_next"] == 0)
    assert screen.data["instrument"]["levels"]["closed"] == "right"
    assert values["level"] == f"level {screen.next_of(score['id'])['level']}"


def card_mean(screen: Screen, values: dict[str, str]) -> None:
    assert (int(values["low"]), int(values["high"])) == screen.ends(of(values, "mean"))


def step(screen: Screen, values: dict[str, str]) -> None:
    place = int(PRINTED.findall(values["mean"])[0][0].split(".")[1])
    priority, gaps = screen.data["priorities"][place], screen.under(screen.ordered())
    assert screen.named(values["construct"]) == screen.ordered()
    assert priority["gap"] == pytest.approx(gaps[priority["node"]], abs=1e-6)
    assert priority["mean"] == pytest.approx(screen.lowest_parts(screen.ordered())[priority["node"]])
    assert priority["next_level"] == screen.next_of(screen.ordered())["level"]
    assert int(values["high"]) == screen.ends(priority["node"])[1]
    mean, gap = number(pairs(values["mean"])[0][1])[0], number(pairs(values["gap"])[0][1])[0]
    assert gap > 0 and mean < screen.ends(priority["node"])[1]


def step_at_limit(screen: Screen, values: dict[str, str]) -> None:
    place = int(PRINTED.findall(values["mean"])[0][0].split(".")[1])
    priority = screen.data["priorities"][place]
    assert priority["gap"] == 0 and priority["node"] in screen.under(screen.ordered())
    assert screen.data["instrument"]["levels"]["closed"] == "right"


def reason_given(code: str) -> Rule:
    """The reason is stored for a number or hypothesis that is not there."""

    def rule(screen: Screen, _: dict[str, str]) -> None:
        stored = {each["code"] for each in (*screen.data["unavailable"], *screen.data["hypotheses"])}
        assert code in stored

    return rule


def order(screen: Screen, values: dict[str, str]) -> None:
    listed = screen.data["priorities"]
    assert {each["node"] for each in listed} == set(screen.under(screen.ordered()))
    assert screen.named(values["construct"]) == screen.ordered()
    products = [round(each["importance"] * each["gap"], 7) for each in listed]
    assert products == sorted(products, reverse=True)
    assert len({each["importance_kind"] for each in listed}) == 1
    if listed[0]["outcome"]:
        assert values["outcome"] == screen.names()[listed[0]["outcome"]]


def nothing_listed(screen: Screen, _: dict[str, str]) -> None:
    assert screen.data["priorities"] == []
    heads = [ident for ident in screen.data["instrument"]["headline"] if ident in screen.scores]
    assert not any(screen.under(ident) for ident in heads if screen.scores[ident]["n"])


def by_answers(screen: Screen, values: dict[str, str]) -> dict[str, Any]:
    ident = of(values, "index")
    items = screen.data["items"]
    assert screen.data["instrument"]["scoring"]["denominator"] == "respondents"
    found = next(each for each in screen.data["by_answers"] if each["id"] == ident)
    assert found["unanswered"] == sum(item["missing"] for item in items) > 0
    assert found["index"] == pytest.approx(25 * sum(item["mean_keyed"] for item in items) / len(items))
    assert found["level"] == screen.level_at(found["index"])
    assert screen.scores[ident]["index"] < found["index"]
    return found


def by_answers_said(screen: Screen, values: dict[str, str]) -> None:
    by_answers(screen, values)


def same_grade(screen: Screen, values: dict[str, str]) -> None:
    assert by_answers(screen, values)["level"] == screen.scores[of(values, "index")]["level"]


def other_grade(screen: Screen, values: dict[str, str]) -> None:
    assert by_answers(screen, values)["level"] != screen.scores[of(values, "index")]["level"]


def analysed(screen: Screen, values: dict[str, str]) -> None:
    funnel = screen.data["funnel"]
    assert dict(pairs(values["count"])) == {f"funnel.{len(funnel) - 1}.remaining": f"{funnel[-1]['remaining']:,}"}
    assert [text for _, text in pairs(values["read"])] == [f"{funnel[0]['count']:,}"]


def rate_unknown(screen: Screen, _: dict[str, str]) -> None:
    assert screen.data["response_rate"] is None


def resampled(screen: Screen, values: dict[str, str]) -> None:
    assert screen.data["options"]["draws"] > 0
    assert ("options.units", f"{screen.data['options']['units']:,}") in pairs(values["units"])


def related(screen: Screen, values: dict[str, str]) -> None:
    names = screen.names()
    told = [
        each
        for each in screen.data["hypotheses"]
        if (names[each["predictor"]], names[each["outcome"]]) == (values["predictor"], values["outcome"])
        and all(names[mediator] in values["mediators"] for mediator in each["mediators"])
        and (each["moderator"] is None or names[each["moderator"]] == values["moderator"])
        and bool(each["mediators"]) == bool(values["mediators"])
    ]
    assert told


def mediated(screen: Screen, values: dict[str, str]) -> None:
    related(screen, values)
    assert values["mediators"]


def inferred(screen: Screen, values: dict[str, str]) -> None:
    declared = [each["id"] for each in screen.data["instrument"]["hypotheses"] if each["origin"] == "inferred"]
    assert re.findall(r"H\d+[a-z]?", values["listed"]) == declared


def untested(screen: Screen, values: dict[str, str]) -> None:
    absent = [each["id"] for each in screen.data["hypotheses"] if each["verdict"] == "not_tested"]
    assert re.findall(r"H\d+[a-z]?", values["listed"]) == absent


def warned(screen: Screen, _: dict[str, str]) -> None:
    assert screen.data["warnings"]


def parts_untested(screen: Screen, _: dict[str, str]) -> None:
    assert screen.data["standing_out"] is None or screen.data["standing_out"]["conf_low"] is None


def no_more(_: Screen, __: dict[str, str]) -> None:
    """Its numbers are checked as all are; it claims nothing beyond them, or is a part of another statement."""


RULES: dict[str, Rule] = {
    "report.first.title": title,
    "report.first.title_none": title,
    "report.first.lead.index": index_of_leading,
    "report.first.lead.perceived": no_more,
    **{f"report.first.lead.range.{kind}": stands_out for kind in ("construct", "dimension", "indicator")},
    **{f"report.first.lead.alike.{kind}": alike for kind in ("construct", "dimension", "indicator")},
    **{f"report.first.lead.untested.{kind}": parts_untested for kind in ("construct", "dimension", "indicator")},
    "report.first.card.mean": card_mean,
    "report.first.card.to_next": to_next,
    "report.first.card.at_limit": at_limit,
    "report.first.card.by_answers": by_answers_said,
    "report.first.lead.divided.same": same_grade,
    "report.first.lead.divided.other": other_grade,
    "report.first.step.figures": step,
    "report.first.step.at_limit": step_at_limit,
    "report.first.step.rule.correlation": order,
    "report.first.step.rule.weight": order,
    "report.first.step.none": nothing_listed,
    "report.first.meta.instrument": no_more,
    "report.first.meta.n": analysed,
    "report.first.meta.rate_unknown": rate_unknown,
    "report.first.meta.units": resampled,
    "report.first.verdicts.note": resampled,
    "report.first.verdicts.inferred": inferred,
    "report.first.verdicts.untested": untested,
    "relation.plain": related,
    "relation.mediated": mediated,
    "relation.moderated": related,
    **dict.fromkeys(("report.first.step.level", "report.first.dots.title", "report.first.card.no_interval"), no_more),
    **{f"report.first.verdicts.{tail}": no_more for tail in ("estimate", "indirect", "difference")},
    **{
        f"report.level.{part}": no_more
        for part in (
            *("sure", "between", "among", "part", "card", "card_between", "card_part", "card_share", "card_shares"),
            *("official", "official_share", "official_shares", "official_near", "official_other"),
        )
    },
    **{
        f"verdict.{word}": no_more
        for word in ("supported", "contradicted", "not_supported", "inconclusive", "not_tested")
    },
}
"""Message code -> what must hold in the JSON where it is said; verdicts are checked line by line."""


def check(screen: Screen) -> int:
    """Check every statement of a first screen; return how many there were."""
    for key, values in screen.said:
        rule = warned if key.startswith("warning.") else RULES.get(key)
        if key.startswith("reason."):
            rule = reason_given(key.removeprefix("reason."))
        assert rule is not None, f"the statement {key} has no rule"
        for value in values.values():
            for path, text in pairs(value):
                check_number(screen, path, text)
        rule(screen, values)
    codes = {key for key, _ in screen.said}
    heads = [ident for ident in screen.data["instrument"]["headline"] if ident in screen.scores]
    named = [values["name"] for key, values in screen.said if key in ("report.first.title", "report.first.title_none")]
    assert [screen.named(name) for name in named] == heads
    listed = screen.data["priorities"]
    assert bool(listed) == any(screen.under(ident) for ident in heads if screen.scores[ident]["n"])
    assert ("report.first.step.none" in codes) == (not listed)
    assert len(screen.drawn.steps) == min(3, len(listed))
    if any(item["missing"] for item in screen.data["items"]) and heads:
        divides = screen.data["instrument"]["scoring"]["denominator"] == "respondents"
        assert divides == any(code.startswith("report.first.lead.divided") for code in codes)
    check_verdicts(screen)
    return len(screen.said)


def check_verdicts(screen: Screen) -> None:
    """Each line's verdict follows from p and sign, and no two lines of different hypotheses read the same."""
    hypotheses = {each["id"]: each for each in screen.data["hypotheses"]}
    alpha = screen.data["instrument"]["hypothesis_defaults"]["alpha"]
    lines = screen.drawn.tested
    assert [line.ident for line in lines] == [i for i, each in hypotheses.items() if each["verdict"] != "not_tested"][
        :8
    ]
    assert len({line.relation for line in lines}) == len(lines)
    for line in lines:
        each = hypotheses[line.ident]
        if each["p_holm"] < alpha:
            wanted = {"positive": 1, "negative": -1, None: 1}[each["expected"]]
            sign = each["estimate"] * wanted > 0 or each["expected"] is None
            assert line.verdict == ("supported" if sign else "contradicted")
        else:
            assert line.verdict in ("inconclusive", "not_supported")
        assert {path.split(".")[1] for path, _ in pairs(str(line.rest))} <= {line.ident}


# -- surveys -------------------------------------------------------------------------------------------------------


def planted(means: dict[str, float], n: int = 60) -> pd.DataFrame:
    """Answers to the bare constructs with exact means of the three items together, varied enough to correlate."""
    rng, columns = np.random.default_rng(4), {}
    for ident, mean in means.items():
        for item in (1, 2, 3):
            low = int(mean)
            count = round((mean - low) * n)
            x = np.array([low + 1] * count + [low] * (n - count), dtype=float)
            columns[f"{ident}{item}"] = rng.permutation(x)
    return pd.DataFrame(columns)


def bare(means: dict[str, float] | None, n: int = 60, **kind: Any) -> Any:
    instrument = bare_constructs.instrument(reverse=means is None, **kind)
    frame = answers(instrument, n) if means is None else planted(means, n)
    return ga.assess(responses(frame, instrument), draws=80, seed=1)


def skm(missing: float, seed: int = 1) -> Any:
    return ga.assess(responses(answers(ga.load_instrument("skm-permenpanrb-14-2017"), 90, missing=missing, seed=seed), "skm-permenpanrb-14-2017"), draws=80, seed=1)  # fmt: skip


def surveys() -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "example", lambda: ga.assess(ga.read_responses(EXAMPLE), draws=80, seed=1, by="agency_type")
    yield "bare", lambda: bare(None)
    yield "bare, three of four under the target", lambda: bare({"TR": 5.0, "CO": 3.2, "AU": 2.5, "SA": 3.9})
    yield "bare, all at the top", lambda: bare({"TR": 5.0, "CO": 5.0, "AU": 5.0, "SA": 5.0})
    yield "bare, a little below the limit", lambda: bare({"TR": 3.4 - 1 / 1500, "CO": 3.2, "AU": 2.5, "SA": 3.9}, 1500)
    yield "bare, on a limit that belongs to the level below", lambda: bare({"TR": 3.4, "CO": 3.2, "AU": 2.5, "SA": 3.9}, closed="right")  # fmt: skip
    yield "bare, levels on the mean", lambda: bare({"TR": 3.4 - 1 / 1500, "CO": 3.2, "AU": 2.5, "SA": 3.9}, 1500, basis="mean")  # fmt: skip
    yield "services, every element answered", lambda: skm(0.0)
    yield "services, elements unanswered", lambda: skm(0.08)
    yield "services, many elements unanswered", lambda: skm(0.2, seed=3)


SURVEYS = dict(surveys())


@pytest.mark.parametrize("name", SURVEYS)
def test_every_statement_of_the_first_screen_follows_from_the_json(name, monkeypatch):
    screen = spoken(SURVEYS[name](), monkeypatch)
    assert check(screen) > 15
