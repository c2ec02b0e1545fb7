"""The questionnaire as one HTML file: opens from a disk, asks in both languages, saves a CSV, talks to nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from govassess.errors import PlanError
from govassess.instrument.model import Text
from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.pages import Page, columns_of, consent_of, pages_of, words
from govassess.text.catalogue import LANGUAGES

OWN_COLUMNS = ("instrument", "instrument_version", "instrument_sha256", "form_language", "response_id")
"""What a saved file holds besides the answers; ``responses.tools`` knows it by these."""

# what the script says: catalogue keys; fields in braces are filled in by the page
SPOKEN = (
    "form.begun", "form.cleared", "form.confirm_clear", "form.confirm_erase", "form.erased", "form.kept", "form.number",
    "form.part", "form.required", "form.restored", "form.saved",
)  # fmt: skip


def render_form(questionnaire: Questionnaire, lang: str = "en") -> str:
    """Return a questionnaire as one HTML file that is filled in on a screen or on paper.

    Parameters
    ----------
    questionnaire : Questionnaire
        What is asked; the order of its columns in the saved CSV is the order asked.
    lang : {"en", "id"}
        The language it opens in; the other one is inside as well.

    Returns
    -------
    str
        The page; UTF-8 when written. The same questionnaire gives the same bytes.

    Raises
    ------
    PlanError
        A question is called like a column that the form itself writes, or consent has no answer to write.

    Notes
    -----
    Nothing is sent or fetched: the Content-Security-Policy allows one script and one style sheet, by their hashes.
    Without the script the page is a paper form in the language it opens in, every question a fieldset with its boxes;
    the script makes labelled radio buttons of the boxes and holds the texts of the other language, each once. That
    keeps 64 items within 40 kB. Answers are the codes as asked; reversed items are turned in scoring.
    Saved: ``instrument, instrument_version, instrument_sha256, form_language, response_id`` (random), consent,
    profile, items, multiple choice (codes joined by ``;``), checklists. No name, no time, no device.

    Examples
    --------
    >>> from govassess.instrument.load import load_instrument
    >>> from govassess.questionnaire.compose import compose
    >>> page = render_form(compose(load_instrument("cg-dps-smartcity")), "id")
    >>> page.count("<fieldset data-q="), len(page.encode()) <= 40_000
    (70, True)
    """
    if lang not in LANGUAGES:
        raise PlanError("choice", name="lang", found=lang, allowed=", ".join(LANGUAGES))
    instrument = questionnaire.instrument
    consent = consent_of(instrument.consent) if instrument.consent else None
    pages = pages_of(questionnaire)
    columns = columns_of(pages, consent)
    if taken := [column for column in columns if column in OWN_COLUMNS]:
        raise PlanError("form_reserved_id", names=", ".join(taken))
    sheet = _without_comments("form.css").replace("\n", "") + _on_paper(questionnaire, pages, lang)
    script = _compact(_without_comments("form.js"))
    other: list[str | int] = []
    data = {
        "columns": _digest(columns), "id": instrument.id, "version": instrument.version, "sha256": questionnaire.sha256,
        "refused": str(consent.options[-1].code) if consent else None,
        "words": {name.removeprefix("form."): _to_fill(name) for name in SPOKEN}, "other": other,
    }  # fmt: skip
    template = _environment().get_template("form.html.j2")
    return template.render(
        lang=lang, instrument=instrument, consent=consent, pages=pages, form=questionnaire.form, data=data,
        sha256=questionnaire.sha256, words=words, t=_teller(lang, other),
        sheet=Markup(sheet), script=Markup(script), policy=policy(sheet, script),  # noqa: S704 - files of this package
    )  # fmt: skip


def _teller(lang: str, other: list[str | int]) -> Callable[[Text], str]:
    """Return what writes a text into the page and, in the order of the page, its other language into ``other``.

    Each text fills an element or what an element has left, so that the script finds the same texts in the same order:
    none may be blank. A 0 stands for a text that is the same in both languages.
    """

    def tell(text: Text) -> str:
        here, there = (_line(text.in_language(each)) for each in (lang, "en" if lang == "id" else "id"))
        other.append(0 if here == there else there)
        return here

    return tell


def _line(text: str) -> str:
    """Return a text on one line, as a browser shows it; a dash where there is nothing to see."""
    return " ".join(text.replace("\ufeff", " ").replace("\x00", " ").split()) or "–"


def policy(sheet: str, script: str) -> str:
    """Return the Content-Security-Policy of a page with one style sheet and one script: nothing else loads or runs."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (sheet, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )


def _to_fill(key: str) -> list[str]:
    """Return a sentence in both languages with its fields as they are, for the script to fill in."""
    text = words(key, at="{at}", count="{count}", file="{file}")
    return [text.en, text.id]


def _digest(columns: Sequence[str]) -> str:
    return hashlib.sha256(",".join(columns).encode()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("govassess.questionnaire"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment


def _on_paper(questionnaire: Questionnaire, pages: Sequence[Page], lang: str) -> str:
    """Return the rules for paper that the instrument decides: page footer and, without script, boxes and key."""
    instrument = questionnaire.instrument
    footer = _css_text(f"{instrument.id} {instrument.version} · {questionnaire.form} · {questionnaire.sha256[:12]}")
    rules = [f"@page{{@bottom-left{{content:{footer}}}}}"]
    parts = [part for page in pages for part in page.parts if part.scale]
    boxes = {part.scale: part.boxes for part in parts}
    rules += [f"html:not(.js) .{name}~*:after{{content:{_css_text(codes)}}}" for name, codes in boxes.items()]
    repeated = {part.scale for part in parts if not part.key}
    for part in parts:
        if part.key and part.scale in repeated:
            key = " · ".join(f"{option.code} {option.label.in_language(lang)}" for option in part.key)
            rules.append(f".{part.scale}:empty:before{{content:{_css_text(key)}}}")
    return "".join(rules)


def _css_text(text: str) -> str:
    r"""Return a text as a string of CSS, all but plain letters and figures as escapes, so that it can end nothing.

    Examples
    --------
    >>> _css_text("a'</style>")
    "'a\\27 \\3c \\2f style\\3e '"
    """
    return "'" + re.sub(r"[^A-Za-z0-9 .,-]", lambda sign: f"\\{ord(sign[0]):x} ", text) + "'"


@cache
def _without_comments(name: str) -> str:
    """Return a file of ``templates/`` without indentation, blank lines and comments."""
    text = files("govassess.questionnaire").joinpath("templates", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(re.sub(r"\s+// .*$", "", line) for line in lines if line and not line.startswith(("//", "/*")))


# a text, a template or a regular expression of a script that divides nothing
_LITERAL = re.compile(r"""("(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[\n])+/)""")


def _compact(script: str) -> str:
    """Return a script, whose statements all end in a semicolon, without the spaces that only people need."""
    parts = _LITERAL.split(script)
    return "".join(
        part if place % 2 else re.sub(r"\s*([{}()\[\],;:?=<>+*&|!])\s*", r"\1", part)
        for place, part in enumerate(parts)
    )
