"""In which language a command speaks: ``--lang``, the plan, GOVASSESS_LANG, the file's own, English."""

from __future__ import annotations

import os

import click

from govassess.errors import PlanError
from govassess.text.catalogue import LANGUAGES

VARIABLE = "GOVASSESS_LANG"
KEY = "govassess.lang"


def spoken(*wishes: str | None, found: str | None = None) -> str:
    """Return the first set of ``wishes``, else GOVASSESS_LANG, else the language ``found`` in the file, else en.

    Raises
    ------
    PlanError
        GOVASSESS_LANG names a language that govassess does not speak.

    Examples
    --------
    >>> spoken("id"), spoken(None, found="id"), spoken(None)
    ('id', 'id', 'en')
    """
    for wish in wishes:
        if wish:
            return wish
    wanted = os.environ.get(VARIABLE, "").strip().lower()
    if wanted and wanted not in LANGUAGES:
        raise PlanError("language", variable=VARIABLE, found=wanted[:20], allowed=", ".join(LANGUAGES))
    return wanted or found or "en"


def told_language(ctx: click.Context, *, found: str | None = None) -> str:
    """Return the language for a message: never fails, since it may be about to tell a failure."""
    told: str | None = ctx.meta.get(KEY)
    try:
        return spoken(told, found=found)
    except PlanError:
        return "en"
