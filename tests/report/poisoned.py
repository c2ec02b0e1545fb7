"""A result in which every text that people gave holds a payload: names, items, options, groups, files."""

from __future__ import annotations

import json
from typing import Any

from govassess.result.assessment import Assessment
from govassess.result.codec import decode, encode
from tests.report.a_result import a_result

FORMULAS = (
    "=1+1", '=HYPERLINK("http://x.invalid";"a")', "+1+1", "-2+3", "@SUM(A1:A9)", "=cmd|'/C calc'!A0", "\t=1+1", "\r=1+1",
    "＝1+1", "＋1", "－1", "＠x",
)  # fmt: skip
HOSTILE = (
    "a\x00b\x07c\x1b[31m\ufffe",
    "<b>|x|</b> & `code` *bold* _it_ [l](javascript:x) ![i](http://x.invalid/i.png) <http://x.invalid>",
    "\\input{/etc/passwd} $x^2$ 50% #1 {a}~b & \\\\[1cm] %",
    "\u202egnp.exe",
    "a\nb\r\n\r\n# heading\n- list",
    "_x0041_ ]]> -->",
    "www.x.invalid https://x.invalid me@x.invalid",
)
FREE = {"column", "citation", "file"}
"""Fields beside bilingual texts that hold what people wrote."""


def poisoned(payload: str) -> Assessment:
    """The made-up result with ``payload`` before every text of the instrument, the survey and the study."""
    tree = json.loads(encode(a_result()))
    _spoil(tree, payload)
    tree["study"]["name"] = f"{payload} study"
    for summary in tree["profile"]:
        for value in summary["values"]:
            value["value"] = f"{payload} {value['value']}"
    for group in tree["groups"]:
        group["value"] = f"{payload} {group['value']}"
    return decode(json.dumps(tree))


def _spoil(node: Any, payload: str) -> None:
    if isinstance(node, list):
        for entry in node:
            _spoil(entry, payload)
    elif isinstance(node, dict):
        both = set(node) == {"en", "id"}
        for key, value in node.items():
            if isinstance(value, str) and (both or key in FREE):
                node[key] = f"{payload} {value}"
            else:
                _spoil(value, payload)
