"""What ``check`` tells about doubtful rows and answers: counted, judged by their signs, removed only on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govassess.text.catalogue import say

if TYPE_CHECKING:
    from govassess.report.view import View
    from govassess.result.assessment import Assessment, Carelessness

LEFT = ("previews", "duplicates_dropped", "partial_dropped")
"""Steps of the funnel that screening is about; they are told also where nobody left there."""

STAYED = ("duplicates_kept", "partial_kept", "invalid_blanked")
"""What was found and left in the data, or only blanked."""


def screening_lines(result: Assessment, lang: str) -> list[str]:
    """Return what was found: repeated, unfinished and trial responses, straight lines, signs of careless answering.

    Parameters
    ----------
    result : Assessment
        What the run found.
    lang : str
        ``en`` or ``id``.
    """
    from govassess.report.view import seen
    from govassess.report.ways import left_out

    view = seen(result, lang)
    found, steps = result.screening, {step.code: step.count for step in result.funnel}
    entries = [(f"funnel.{code}", view.plain(steps.get(code, 0), "n")) for code in LEFT]
    entries += [(f"report.screening.{name}", view.plain(getattr(found, name), "n")) for name in STAYED]
    straight = _counted(view, found.straight_lining)
    if left_out(view)[0]:
        straight = say("cli.check.who_stay", lang, count=straight)
    entries.append(("report.screening.straight_lining", straight))
    labelled = ((say(label, lang), count) for label, count in entries)
    return [
        say("cli.check.screening", lang),
        *(f"  {label[0].upper()}{label[1:]}: {count}" for label, count in labelled),
        *(_careless_absent(view) if found.careless is None else _careless_lines(view, found.careless)),
    ]


def _careless_absent(view: View) -> list[str]:
    """Return why no signs of careless answering were looked for."""
    return [view.say("cli.check.careless_absent", reason=view.reason("screening", "careless"))]


def _careless_lines(view: View, found: Carelessness) -> list[str]:
    """Return how many respondents show each sign, from where on it is one, and what becomes of them."""
    from govassess.report.ways import left_out

    items, n = view.plain(found.items, "n"), view.plain(found.n_used, "n")
    lines = [view.say("cli.check.careless", items=items, count=n)]
    for sign in found.signs:
        if sign.code is None:
            told = _counted(view, sign.flagged)
        else:
            told = view.say("cli.check.not_sought", reason=view.reason_text(sign.code, {}))
        lines.append(f"  {view.say(f'careless.{sign.sign}')}: {told}")
    twice, once = _counted(view, found.flagged_twice, twice=True), _counted(view, found.flagged)
    lines.append("  " + view.say("cli.check.careless_both", count=twice, once=once))
    gone = left_out(view)[0]
    key = "cli.check.careless_left_out" if gone else "cli.check.careless_kept"
    return [*lines, "  " + view.say(key, count=view.plain(gone, "n"))]


def _counted(view: View, count: int | None, *, twice: bool = False) -> str:
    """Return how many, or that it is fewer than the minimum of a publication."""
    return str(view.fewer().striptags()) if view.is_few(count, twice=twice) else view.plain(count, "n")
