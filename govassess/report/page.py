"""The templates: one environment, escaping on, undefined names an error."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from govassess.files.cells import without_turns
from govassess.report.charts import CSS
from govassess.report.html_table import is_short, rows_of
from govassess.text.catalogue import say

RUNNING = 110
"""Signs of a title that the head of a page of paper holds."""


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    made = Environment(
        loader=PackageLoader("govassess.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"rows_of": rows_of, "is_short": is_short}
    return made


def render(template: str, lang: str, **values: Any) -> str:
    """Return one template filled in; ``say`` speaks the language of the page.

    Parameters
    ----------
    template : str
        A file of ``templates/``.
    lang : str
        ``en`` or ``id``.
    **values
        What the template names.

    Returns
    -------
    str
    """

    def say_here(key: str, /, **fields: object) -> str:
        return say(key, lang, **fields)

    return without_turns(  # nothing of a text may turn the page around it, and no reader of HTML takes controls
        environment()
        .get_template(template)
        .render(say=say_here, lang=lang, numbers=values.pop("numbers", {}), **values)
    )


def whole_page(template: str, lang: str, *, more_style: str = "", **values: Any) -> str:
    """Return a page that extends ``frame.html.j2``: with the style sheet, closed by the policy that allows no other.

    Parameters
    ----------
    template : str
        A file of ``templates/``.
    lang : str
        ``en`` or ``id``.
    more_style : str
        Rules that follow those of the style sheet.
    **values
        What the template names.

    Returns
    -------
    str
    """
    sheet = style() + more_style
    trusted = Markup(sheet)  # noqa: S704 - a file of this package, and rules that it made
    return render(template, lang, sheet=trusted, policy=policy(sheet), **values)


def style() -> str:
    """Return the style sheet of the report, the charts' rules included."""
    return files("govassess.report").joinpath("style.css").read_text(encoding="utf-8") + CSS


def running_title(title: str) -> str:
    r"""Return the rule that prints ``title``, of any signs, at the head of every page of paper but the first.

    Examples
    --------
    >>> print(running_title('A "b"</style>').split("content:")[1].partition(";")[0])
    "A \22 b\22 \3c \2f style\3e "
    """
    safe = "".join(sign if sign == " " or sign.isalnum() else f"\\{ord(sign):x} " for sign in title[:RUNNING])
    look = "font:8pt Arial,'Liberation Sans','DejaVu Sans',sans-serif;color:#5b6472;white-space:nowrap"
    return f'@media print{{@page{{@top-left{{content:"{safe}";{look}}}}}@page:first{{@top-left{{content:none}}}}}}'


def policy(sheet: str) -> str:
    """Return the Content-Security-Policy of a page whose only style is ``sheet``: nothing else may load or run."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    rules: Mapping[str, str] = {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "script-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def scoped(markup: str, lang: str) -> str:
    """Return markup within an element that the report's style sheet alone applies to."""
    return render("fragment.html.j2", lang, sheet=Markup(style()), body=Markup(markup))  # noqa: S704 - both are ours
