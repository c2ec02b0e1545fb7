"""The page without the end tags that HTML does without: a table has thousands of cells."""

from __future__ import annotations

import re

SPARED = re.compile(r"</t[dhr]>\s*(?=<t[dhr][\s>]|</(?:tr|thead|tbody|table)>)")
"""The end of a cell or row that the next cell, the next row or the end of the table ends as well."""


def lean(html: str) -> str:
    """Return a page without the end tags of cells and rows; words are escaped, so that none of them looks like one.

    Parameters
    ----------
    html : str
        A whole page.

    Returns
    -------
    str
        The same elements, for every parser of HTML (13.1.2.4 of the standard, optional tags).

    Examples
    --------
    >>> lean("<tr><th>a</th> <td>1</td> </tr></tbody>")
    '<tr><th>a<td>1</tbody>'
    """
    return SPARED.sub("", html)
