"""The mapping file that goes with a form whose tool cannot hold the instrument's own codes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from govassess.questionnaire.compose import Questionnaire
from govassess.questionnaire.identity import form_name, form_version


def mapping_text(
    questionnaire: Questionnaire,
    *,
    tool: str,
    items: Mapping[str, str] | None = None,
    options: Mapping[str, Mapping[str, str]] | None = None,
    missing: Sequence[int] = (),
) -> str:
    """Return a mapping file (YAML) for the exports of one form.

    Parameters
    ----------
    questionnaire : Questionnaire
        Named in the first line, so that the file is not used for another form.
    tool : str
        Survey tool whose exports it explains.
    items : dict, optional
        Id of an item -> heading of its column.
    options : dict, optional
        Id of a profile variable or question -> code in the export -> code of the option.
    missing : sequence of int, optional
        Further codes that mean "no answer".

    Returns
    -------
    str
        A file that ``govassess`` reads with ``--mapping``.
    """
    found = [f"# {form_name(questionnaire)} ({form_version(questionnaire)})", "mapping_version: 1", f"tool: {tool}"]
    if items:
        found += ["items:", *_pairs(items, 1)]
    if options:
        found.append("options:")
        for name, codes in options.items():
            found += [f"  {name}:", *_pairs(codes, 2)]
    if missing:
        found += ["missing:", f"  codes: [{', '.join(map(str, missing))}]"]
    return "\n".join(found) + "\n"


def _pairs(pairs: Mapping[str, str], depth: int) -> Iterator[str]:
    """Yield ``key: value`` lines; JSON's quotes are YAML's too, and keep ``1`` and ``no`` texts."""
    for key, value in pairs.items():
        yield f"{'  ' * depth}{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
