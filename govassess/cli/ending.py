"""What a command says at its end: 6 to 10 lines about the result, and the warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govassess.cli.outputs import LONGEST, written_line
from govassess.text import numbers
from govassess.text.catalogue import say
from govassess.text.numbers import NumberFormat

if TYPE_CHECKING:
    from govassess.notices import Notice
    from govassess.report.view import View
    from govassess.result.assessment import Assessment
    from govassess.result.descriptive import NodeScore


WARNED = 4
"""Exit code where ``--fail-on warning`` is given and there are warnings."""

MOST_HEADLINES = 4
MOST_ALIKE = 3
VERDICTS = ("supported", "contradicted", "not_supported", "inconclusive", "not_tested")


def ending(result: Assessment, lang: str, files: Iterable[Path]) -> list[str]:
    """Return the last lines of ``analyze``: levels, alphas, n, verdicts, warnings, files.

    Parameters
    ----------
    result : Assessment
        What the run found.
    lang : str
        ``en`` or ``id``.
    files : iterable of Path
        The files written.

    Returns
    -------
    list of str
        6 to 10 lines for instruments with up to four headline constructs; of more, three and a count.
    """
    from govassess.files.cells import printable
    from govassess.report.view import seen

    view = seen(result, lang)
    headline = view.headline()
    shown = headline if len(headline) <= MOST_HEADLINES else headline[: MOST_HEADLINES - 1]
    lines = [_headline(view, score) for score in shown]
    if len(headline) > len(shown):
        lines.append(say("cli.more_headlines", lang, count=len(headline) - len(shown)))
    lines += [_reliability(view), _rows(view)]
    if result.hypotheses:
        lines.append(_verdicts(result, lang))
    lines.append(say("cli.warnings", lang, count=len(result.warnings)))
    return [*(printable(line, LONGEST) for line in lines), *(written_line(file, lang) for file in files)]


def warnings_of(result: Assessment, lang: str, *, at_most: int) -> list[str]:
    """Return the warnings of a result, one line each, as ``warning_lines`` shortens them."""
    from govassess.report.view import seen

    view = seen(result, lang)
    return warning_lines(result.warnings, lambda notice: view.warning(notice).striptags(), lang, at_most=at_most)


def notices_of(notices: Sequence[Notice], lang: str, *, at_most: int) -> list[str]:
    """Return the warnings met while reading, when there is no assessment yet, one line each.

    What was declared to be no answer is counted by ``missing_lines``: that is a fact, no warning.
    """
    met = [notice for notice in notices if notice.code != "missing_code"]
    return warning_lines(met, lambda notice: _notice_text(notice, lang), lang, at_most=at_most)


def missing_lines(notices: Sequence[Notice], lang: str) -> list[str]:
    """Return one line about all answers of a file that were taken as no answer, by code or word; none if none was."""
    counts: Counter[str] = Counter()
    items = set()
    for notice in notices:
        if notice.code == "missing_code":
            label = notice.values.get("label")
            counts[f'"{notice.values["code"]}"' + (f" = {label}" if label else "")] += int(notice.values["count"])
            items.add(notice.where)
    if not counts:
        return []
    listed = ", ".join(f"{code} ({numbers.integer(count, lang)})" for code, count in sorted(counts.items()))
    return [
        say("cli.missing_codes", lang, listed=listed, items=len(items), count=numbers.integer(counts.total(), lang))
    ]


def warning_lines(
    notices: Sequence[Notice], sentence: Callable[[Notice], str], lang: str, *, at_most: int
) -> list[str]:
    """Return one line a warning: the first three of a kind and how many more, the first ``at_most`` lines of all."""
    from govassess.files.cells import printable

    kinds: dict[str, list[Notice]] = {}
    for notice in notices:
        kinds.setdefault(notice.code, []).append(notice)
    lines: list[str] = []
    for alike in kinds.values():
        lines += [say("cli.warning", lang, text=printable(sentence(notice), LONGEST)) for notice in alike[:MOST_ALIKE]]
        if len(alike) > MOST_ALIKE:
            lines.append(say("cli.more_alike", lang, count=len(alike) - MOST_ALIKE))
    if len(lines) > at_most:
        return [*lines[:at_most], say("cli.more_lines", lang, count=len(lines) - at_most)]
    return lines


def _notice_text(notice: Notice, lang: str) -> str:
    """Return the sentence of a notice: ids and headings as they are, numbers as the language writes them."""
    from govassess.report.formats import printed

    values = {
        key: value
        if isinstance(value, str)
        else printed(value, "n" if float(value).is_integer() else "est", NumberFormat(lang))
        for key, value in notice.values.items()
    }
    return say(f"warning.{notice.code}", lang, **{"where": notice.where} | values)


def _headline(view: View, score: NodeScore) -> str:
    """Return one headline construct: its level with the share, its index with the interval."""
    from markupsafe import escape

    from govassess.report.sections.first import by_answers_values, index_decimals
    from govassess.report.wording import level_words

    level = level_words(view, score).striptags()
    if score.index is None:
        return say("cli.headline_level", view.lang, name=view.name(score.id), level=level)
    places = index_decimals(view, score)
    index = numbers.decimal(score.index, places, view.lang)
    if score.conf_low is not None and score.conf_high is not None:
        index += " " + numbers.interval(score.conf_low, score.conf_high, places, view.lang)
    line = say("cli.headline", view.lang, name=view.name(score.id), level=level, index=index)
    other = by_answers_values(view, score)
    if other is None:
        return line
    return line + say("cli.by_answers", view.lang, **{key: escape(value).striptags() for key, value in other.items()})


def _reliability(view: View) -> str:
    """Return the range of the alphas that could be had."""
    from govassess.report.formats import printed_beside
    from govassess.report.thresholds import LOW_ALPHA

    result, lang = view.result, view.lang
    alphas = [entry.alpha for entry in result.reliability if entry.alpha is not None]
    if not alphas:
        return say("cli.no_alpha", lang)
    low, high = (printed_beside(alpha, "r", view.number_format, (LOW_ALPHA,)) for alpha in (min(alphas), max(alphas)))
    if len(result.reliability) == 1:
        return say("cli.one_alpha", lang, alpha=low)
    return say("cli.alpha", lang, low=low, high=high, count=len(alphas), of=len(result.reliability))


def _rows(view: View) -> str:
    """Return how many of the rows read were analysed, and by which rule the others were left out."""
    read, *steps = view.result.funnel
    analysed = view.plain(view.result.funnel[-1].remaining, "n")
    left = [
        f"{view.say(f'funnel.{step.code}')} {view.plain(step.count, 'n')}"
        for step in steps
        if step.count and step.code != "analysed"
    ]
    if not left:
        return view.say("cli.rows", analysed=analysed, read=view.plain(read.count, "n"))
    return view.say("cli.rows_left_out", analysed=analysed, read=view.plain(read.count, "n"), listed="; ".join(left))


def _verdicts(result: Assessment, lang: str) -> str:
    """Return how many hypotheses got which verdict."""
    counts: Counter[str] = Counter(hypothesis.verdict for hypothesis in result.hypotheses)
    listed = ", ".join(
        f"{say(f'cli.verdict.{verdict}', lang)} {counts[verdict]}" for verdict in VERDICTS if counts[verdict]
    )
    return say("cli.verdicts", lang, listed=listed)
