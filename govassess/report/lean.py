"""The page without what HTML does without: end tags of cells, quotes around plain values; a table has many of both."""

from __future__ import annotations

import re

SPARED = re.compile(
    r"</t[dhr]>\s*(?=<t[dhr][\s>]|</(?:tr|thead|tbody|table)>)|</thead>\s*(?=<tbody>)|</tbody>\s*(?=</table>)"
)
"""The end of a cell, row or body that the next one or the end of the table ends as well."""

BETWEEN = re.compile(r"(<(?:table|thead|tbody|tr)\b[^<>]*>|</(?:caption|table)>)\s+(?=<)")
"""White space between the parts of a table, where no text may stand."""

MANY = re.compile(
    r"<(?:t[dhr]|table|caption|div|section|details|figure|figcaption|svg|title|desc|tspan|text|g|circle|rect|line"
    r"|path|polygon|polyline)\s[^<>]*>"
)
"""Elements that a page has many of; what stands within sentences is left as it was written."""

PLAIN = re.compile(r"(\s[A-Za-z-]+=)\"([A-Za-z0-9_.#%:,()-]+)\"(?=[\s>])")
"""A value that needs no quotes; before the slash of an element that closes itself it keeps them."""


ALONE = re.compile(r' (?:xmlns="http://www\.w3\.org/2000/svg"|text-rendering="geometricPrecision")')
"""What a drawing on its own must say, and one on the page need not: there the parser or the style sheet says it."""


def lean(html: str) -> str:
    """Return a page without the end tags, quotes and attributes that it does without.

    Parameters
    ----------
    html : str
        A whole page; every word is escaped in it, so that none looks like a tag or a quote.

    Returns
    -------
    str
        The same elements with the same attributes, for every parser of HTML (13.1.2.3 and 13.1.2.4 of the standard:
        unquoted values, optional tags).

    Examples
    --------
    >>> lean('<tr><th scope="row">a</th> <td class="k text">1</td> </tr></tbody>')
    '<tr><th scope=row>a<td class="k text">1</tbody>'
    """
    spared = BETWEEN.sub(r"\1", SPARED.sub("", ALONE.sub("", html)))
    return MANY.sub(lambda tag: PLAIN.sub(r"\1\2", tag.group()), spared)
