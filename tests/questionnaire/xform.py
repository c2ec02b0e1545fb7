"""What pyxform makes of an XLSForm: the columns of its data with their group paths, and the texts by language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from pyxform.xls2xform import convert

X = "{http://www.w3.org/2002/xforms}"


@dataclass
class XForm:
    """A converted form.

    ``paths`` are the data's columns with their groups, in order; ``texts`` is language -> id of a text -> its text;
    ``binds`` path -> attributes; ``choices`` list -> (name, id of the text).
    """

    id: str
    version: str
    default: str
    paths: list[tuple[str, ...]]
    texts: dict[str, dict[str, str]]
    binds: dict[str, dict[str, str]]
    choices: dict[str, list[tuple[str, str]]]
    lists: dict[str, str]
    warnings: list[str]

    def label(self, path: tuple[str, ...], language: str) -> str:
        """The text of a column or group."""
        return self.texts[language]["/data/" + "/".join(path) + ":label"]


@lru_cache(maxsize=20)
def converted(content: bytes) -> XForm:
    """Convert a workbook; pyxform raises where it refuses one."""
    warnings: list[str] = []
    root = ET.fromstring(convert(content, warnings=warnings, file_type=".xlsx").xform)
    assert list(root.iter(f"{X}output")) == [], "a text became a reference"
    data = root.find(f".//{X}instance/{X}data")
    texts, default = {}, ""
    for translation in root.iter(f"{X}translation"):
        entries = {text.get("id"): text.find(f"{X}value").text for text in translation}
        texts[translation.get("lang")] = entries
        default = translation.get("lang") if translation.get("default") else default
    choices = {
        instance.get("id"): [
            (item.find(f"{X}name").text, item.find(f"{X}itextId").text) for item in instance.iter(f"{X}item")
        ]
        for instance in root.iter(f"{X}instance")
        if instance.get("id")
    }
    lists = {}
    for kind in ("select", "select1"):
        for select in root.iter(f"{X}{kind}"):
            itemset = select.find(f"{X}itemset")
            lists[select.get("ref").rsplit("/", 1)[-1]] = itemset.get("nodeset").split("'")[1]
    binds = {bind.get("nodeset").removeprefix("/data/"): dict(bind.attrib) for bind in root.iter(f"{X}bind")}
    return XForm(
        id=data.get("id"), version=data.get("version"), default=default, paths=list(_paths(data, ())), texts=texts,
        binds=binds, choices=choices, lists=lists, warnings=warnings,
    )  # fmt: skip


def _paths(node, before):
    for child in node:
        path = (*before, child.tag.removeprefix(X))
        if path[0] == "meta" or "}" in path[-1]:
            continue
        if len(child):
            yield from _paths(child, path)
        else:
            yield path
