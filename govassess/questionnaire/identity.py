"""What a form calls itself, so that answers can be traced to the questions and their order."""

from __future__ import annotations

import re

from govassess.questionnaire.compose import Questionnaire


def form_name(questionnaire: Questionnaire) -> str:
    """Return the name of a form: the instrument, and all that sets the form apart from its full one.

    It holds what is needed to compose the same form again: form, modules, seed, checklists.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> from govassess.questionnaire.compose import compose
    >>> instrument = load_instrument("cg-dps-smartcity")
    >>> form_name(compose(instrument))
    'cg-dps-smartcity'
    >>> form_name(compose(instrument, form="short", modules=["core"], order="random", seed=7))
    'cg-dps-smartcity-short-core-random7'
    """
    parts = [questionnaire.instrument.id]
    if questionnaire.form != "full":
        parts.append(questionnaire.form)
    if set(questionnaire.modules) != set(questionnaire.instrument.modules):
        parts += [re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") for name in questionnaire.modules] or ["none"]
    if questionnaire.seed is not None:
        parts.append(f"random{questionnaire.seed}")
    if questionnaire.checklists:
        parts.append("checklists")
    return "-".join(parts)


def form_version(questionnaire: Questionnaire) -> str:
    """Return the version of a form: digits and letters that say the instrument's version, the order and the texts.

    Two digits for each number of the instrument's version, ``f`` for the fixed order or ``r`` and the seed, ``x`` and
    the first eight digits of the instrument's SHA-256: a changed text gives another version even where the author
    forgot to count. No clock is read.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> from govassess.questionnaire.compose import compose
    >>> form_version(compose(load_instrument("cg-dps-smartcity"), order="random", seed=7))[:8]
    '000100r7'
    """
    parts = re.findall(r"[0-9]+|[A-Za-z]+", questionnaire.instrument.version)
    version = "".join(part.zfill(2) if part.isdigit() else part for part in parts)
    order = "f" if questionnaire.seed is None else f"r{questionnaire.seed}"
    return f"{version}{order}x{questionnaire.sha256[:8]}"
