"""Simulated surveys: an export of an instrument answered by nobody, for trying things out and for tests.

Answers follow a common factor model: constructs lean on the ones before them (which makes the hypotheses of
the shipped instrument plausible), dimensions on their construct, items on their dimension; respondents of one
agency are alike; some answers are missing and some respondents careless. Nothing here is data about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from govassess.errors import PlanError
from govassess.instrument.model import (
    Consent,
    Construct,
    Dimension,
    Indicator,
    Instrument,
    Item,
    MultipleChoice,
    ProfileVariable,
    Scale,
    Text,
    items_under,
)
from govassess.questionnaire.compose import Form, Questionnaire, compose, constructs_of
from govassess.text.catalogue import LANGUAGES, say

Words = Literal["codes", "en", "id"]

FROM_THE_ONE_BEFORE = 0.55  # how far a construct leans on the construct before it
FROM_THE_FIRST = 0.2  # and, from the third on, on the first of all
AGENCY_SHARE = 0.12  # share of a construct's variance between agencies
DIMENSION_LOADING = 0.8
ITEM_LOADINGS = (0.6, 0.85)
CLUSTER_NAMES = (
    *("Anggrek", "Bougenvil", "Cempaka", "Dahlia", "Edelweis", "Flamboyan", "Gardenia", "Kamboja", "Kenanga"),
    *(
        "Lavender",
        "Mawar",
        "Melati",
        "Nusa Indah",
        "Rafflesia",
        "Seruni",
        "Teratai",
        "Wijaya Kusuma",
        "Zinnia",
    ),
)
FIRST_ANSWER = datetime(2026, 2, 2, 8, 0, 0)  # noqa: DTZ001 - an invented time; its zone is written beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Who answers: the respondents' clusters, numbered, and the source of all chance."""

    rng: np.random.Generator
    n: int
    clusters: int
    member_of: np.ndarray[Any, np.dtype[np.int64]]
    words: Words

    def say(self, text: Text, code: object) -> str:
        """Return a text as the file shows it: the code, or the wording in the survey's language."""
        return str(code) if self.words == "codes" else text.in_language(self.words)

    @property
    def lang(self) -> str:
        """The language of invented names; files of codes have English ones."""
        return "en" if self.words == "codes" else self.words


def simulate(  # noqa: PLR0913 - each argument is one property of the simulated survey
    instrument: Instrument | str,
    n: int = 300,
    *,
    seed: int = 1,
    clusters: int = 14,
    form: Form = "full",
    modules: Sequence[str] | None = None,
    words: Words = "codes",
    missing: float = 0.02,
    careless: float = 0.03,
) -> pd.DataFrame:
    """Invent a survey of ``n`` respondents as a survey tool would export it.

    Parameters
    ----------
    instrument : Instrument or str
        The instrument, or its name or file.
    n : int
        Rows, those who refuse to take part included.
    seed : int
        The same seed gives the same survey.
    clusters : int
        Agencies that the respondents come from, of unequal size.
    form : {"full", "short"}
        Which items are asked.
    modules : sequence of str, optional
        Which modules are asked; all by default. Checklists are not simulated.
    words : {"codes", "en", "id"}
        Headings and answers as codes, or as the wording in a language (the shape of a Google Forms export).
    missing : float
        Share of answers that are missing (half of them empty, half "don't know" where the scale has a code for
        it), and twice the share of people who refuse to take part.
    careless : float
        Share of respondents who answer without reading: half of them always the same, half at random.

    Returns
    -------
    DataFrame (n, columns)
        Text cells, "" = not answered; the first column is the time of the answer.

    Raises
    ------
    PlanError
        An argument is outside what can be simulated.

    Examples
    --------
    >>> survey = simulate("cg-dps-smartcity", 50, seed=1, modules=["core"], form="short")
    >>> survey.shape[0], survey["RM1a"].isin(["1", "2", "3", "4", "5", "99", ""]).all()
    (50, np.True_)
    """
    if isinstance(instrument, str):
        from govassess.instrument.load import load_instrument

        instrument = load_instrument(instrument)
    asked = compose(instrument, form=form, modules=modules)
    _check(n=n, clusters=clusters, words=words, shares=(missing, careless))
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    clusters = min(clusters, n)
    shares = rng.dirichlet(np.full(clusters, 4.0))
    member_of = np.concatenate([np.arange(clusters), rng.choice(clusters, n - clusters, p=shares)])
    rng.shuffle(member_of)
    sample = _Sample(rng=rng, n=n, clusters=clusters, member_of=member_of, words=words)

    columns: dict[str, list[str]] = {say("simulate.timestamp", sample.lang): _times(sample)}
    for variable in instrument.profile:
        columns[sample.say(variable.label, variable.id)] = _profile(instrument, variable, sample)
    for item, answers in _answers(asked, sample, missing=missing, careless=careless):
        columns[sample.say(item.text, item.id)] = answers
    for question in instrument.multiple_choice:
        columns[sample.say(question.text, question.id)] = _choices(question, sample, missing)
    frame = pd.DataFrame(columns, dtype=object)
    if instrument.consent is not None:
        _add_consent(frame, instrument.consent, sample, refusing=round(n * missing / 2))
    return frame


def _check(*, n: int, clusters: int, words: str, shares: tuple[float, float]) -> None:
    """Refuse what cannot be simulated, with the allowed values."""
    if n < 1 or clusters < 1:
        raise PlanError("simulate_number", found=min(n, clusters))
    if words not in ("codes", *LANGUAGES):
        raise PlanError("choice", name="words", found=words, allowed=", ".join(("codes", *LANGUAGES)))
    for share in shares:
        if not 0 <= share <= 1:
            raise PlanError("simulate_share", found=share)


def _times(sample: _Sample) -> list[str]:
    """Return times of answering, a few minutes apart, as Google Forms writes them."""
    seconds = np.cumsum(sample.rng.integers(40, 1500, sample.n))
    times = [FIRST_ANSWER + timedelta(seconds=int(second)) for second in seconds]
    return [time.strftime("%Y/%m/%d %I:%M:%S ") + ("AM" if time.hour < 12 else "PM") + " GMT+7" for time in times]


def _profile(instrument: Instrument, variable: ProfileVariable, sample: _Sample) -> list[str]:
    """Return the values of one profile variable."""
    if variable.id == instrument.respondent.cluster:
        return [_cluster_name(number, sample.lang) for number in sample.member_of]
    if variable.type == "text":
        names = say("simulate.units", sample.lang).split("; ")
        return [names[pick] for pick in sample.rng.integers(0, len(names), sample.n)]
    if variable.type == "number":
        low, high = variable.min or 0, variable.max if variable.max is not None else 100
        drawn = low + (high - low) * sample.rng.beta(1.6, 4.0, sample.n)
        return [str(int(value)) for value in np.floor(drawn)]
    shown = [sample.say(option.label, option.code) for option in variable.options]
    if variable.id in instrument.respondent.group_by:  # a property of the cluster: half are of the first kind
        kinds = [
            0 if number % 2 == 0 else 1 + (number // 2) % (len(shown) - 1 or 1) for number in range(sample.clusters)
        ]
        return [shown[kinds[number] % len(shown)] for number in sample.member_of]
    weights = np.arange(len(shown), 0, -1, dtype=float)
    picks = sample.rng.choice(len(shown), sample.n, p=weights / weights.sum())
    silent = sample.rng.random(sample.n) < (0.04 if variable.optional else 0.0)
    return ["" if quiet else shown[pick] for pick, quiet in zip(picks, silent, strict=True)]


def _cluster_name(number: int, lang: str) -> str:
    """Return an invented name; further rounds through the list of names are numbered."""
    name = CLUSTER_NAMES[number % len(CLUSTER_NAMES)]
    around = number // len(CLUSTER_NAMES)
    return say("simulate.cluster", lang, name=f"{name} {around + 1}" if around else name)


def _answers(
    asked: Questionnaire, sample: _Sample, *, missing: float, careless: float
) -> Iterator[tuple[Item, list[str]]]:
    """Yield each asked item with its column of answers."""
    rng = sample.rng
    style = rng.permutation(np.repeat([0, 1, 2], _careless_counts(sample.n, careless)))
    same = rng.random(sample.n)
    items = set(asked.items())
    for node, latent in _latent(constructs_of(asked.instrument, asked.modules), sample):
        shift = rng.uniform(-0.3, 0.9)
        for item in items_under(node):
            if item not in items:
                continue
            scale = asked.instrument.scale_of(item)
            points = np.array(scale.points)
            loading = rng.uniform(*ITEM_LOADINGS)
            noise = rng.standard_normal(sample.n)
            response = loading * latent + np.sqrt(1 - loading**2) * noise + shift + rng.uniform(-0.25, 0.25)
            picks = np.searchsorted(np.linspace(-1.5, 1.5, len(points) - 1), response)
            if asked.instrument.turned(item):
                picks = len(points) - 1 - picks
            picks = np.where(style == 1, np.floor(same * len(points)).astype(int), picks)
            picks = np.where(style == 2, rng.integers(0, len(points), sample.n), picks)
            silent = np.where(rng.random(sample.n) < missing, rng.integers(1, 3, sample.n), 0)
            yield (
                item,
                [_answer(scale, int(points[p]), int(s), sample.words) for p, s in zip(picks, silent, strict=True)],
            )


def _careless_counts(n: int, careless: float) -> tuple[int, int, int]:
    """Return how many answer with care, always the same, and at random."""
    same = round(n * careless / 2)
    at_random = round(n * careless) - same
    return n - same - at_random, same, at_random


Latents = Iterator[tuple[Construct | Dimension | Indicator, np.ndarray[Any, np.dtype[np.float64]]]]


def _latent(constructs: Sequence[Construct], sample: _Sample) -> Latents:
    """Yield each dimension (or construct without dimensions) with its respondents' latent values."""
    rng = sample.rng
    before: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    for construct in constructs:
        paths = [FROM_THE_ONE_BEFORE] if before else []
        sources = before[-1:]
        if len(before) > 1:
            paths, sources = [*paths, FROM_THE_FIRST], [*sources, before[0]]
        own = np.sqrt(AGENCY_SHARE) * rng.standard_normal(sample.clusters)[sample.member_of]
        own = own + np.sqrt(1 - AGENCY_SHARE) * rng.standard_normal(sample.n)
        explained = sum(path**2 for path in paths) + (
            2 * FROM_THE_ONE_BEFORE**2 * FROM_THE_FIRST if len(paths) > 1 else 0.0
        )
        value = np.sqrt(1 - explained) * own
        for path, source in zip(paths, sources, strict=True):
            value = value + path * source
        before.append(value)
        for node in construct.dimensions or (construct,):
            loading = DIMENSION_LOADING if construct.dimensions else 1.0
            yield node, loading * value + np.sqrt(1 - loading**2) * rng.standard_normal(sample.n)


def _answer(scale: Scale, point: int, silent: int, words: Words) -> str:
    """Return one cell: the point or its word; ``silent`` 1 is an empty cell, 2 a "don't know" if there is one."""
    if silent == 2 and scale.missing.written is not None:
        spoken = scale.missing.words.id if words == "id" else scale.missing.words.en
        return str(scale.missing.written) if words == "codes" or not spoken else spoken[0]
    if silent:
        return ""
    if words == "codes" or point not in scale.labels:
        return str(point)
    return scale.labels[point].text.in_language(words)


def _choices(question: MultipleChoice, sample: _Sample, missing: float) -> list[str]:
    """Return the chosen options of each respondent in one cell, the first options more often."""
    shown = [sample.say(option.label, option.code) for option in question.options]
    chosen = sample.rng.random((sample.n, len(shown))) < np.linspace(0.75, 0.15, len(shown))
    silent = sample.rng.random(sample.n) < missing
    return [
        "" if quiet else ", ".join(label for label, ticked in zip(shown, row, strict=True) if ticked)
        for row, quiet in zip(chosen, silent, strict=True)
    ]


def _add_consent(frame: pd.DataFrame, consent: Consent, sample: _Sample, *, refusing: int) -> None:
    """Put the consent question after the time; who refuses sees no other question."""
    accepted, refused = (
        str(answers.codes[0])
        if sample.words == "codes"
        else (answers.words.id if sample.words == "id" else answers.words.en)[0]
        for answers in (consent.accepted, consent.refused)
    )
    rows = sample.rng.choice(sample.n, refusing, replace=False)
    frame.iloc[rows, 1:] = ""
    given = np.full(sample.n, accepted, dtype=object)
    given[rows] = refused
    frame.insert(1, sample.say(consent.text, consent.id), given)
