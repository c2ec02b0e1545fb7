"""Every chart of a report as a file of its own."""

from __future__ import annotations

import re

from govassess.files.cells import slug
from govassess.report.whole import Report, figures

FRAME = re.compile(r'^<svg viewBox="\S+ \S+ (\S+) (\S+)"')


def chart_files(report: Report) -> dict[str, str]:
    """Return the charts of a report in their order, each as an SVG file.

    Parameters
    ----------
    report : Report
        The built report.

    Returns
    -------
    dict of str
        Name of the file, such as ``03-scores.svg``, -> its content. A file needs no style sheet; without one it is
        light.
    """
    found = figures(report)
    width = len(str(len(found)))
    return {
        f"{number:0{max(width, 2)}}-{slug(name)}.svg": standalone(str(figure.svg))
        for number, (name, figure) in enumerate(found.items(), start=1)
    }


def standalone(svg: str) -> str:
    """Return a drawing as a file: declared as XML, and as large as it is drawn.

    Examples
    --------
    >>> standalone('<svg viewBox="-3 0 646 78" xmlns="http://www.w3.org/2000/svg"/>').splitlines()[1][:31]
    '<svg width="646" height="78" vi'
    """
    sized = FRAME.sub(lambda frame: frame[0].replace("<svg", f'<svg width="{frame[1]}" height="{frame[2]}"', 1), svg)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{sized}\n'
