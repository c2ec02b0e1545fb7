"""A drawing taken apart: every shape with the look it inherits, lines and rectangles out of the paths they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

Box = tuple[float, float, float, float]
LOOKS = ("class", "fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor", "font-weight")
PART = re.compile(r"M(\S+) (\S+?)(?:h(\S+?)v(\S+?)H\S+?z|([HVL])(\S+?)(?: (\S+?))?)(?=M|$)")


def tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def taken_apart(svg: str) -> list[Element]:
    """Every shape and text in its order, with what its groups say of its look; paths of parts as their parts."""
    return [part for node in looked(fromstring(svg), {}) for part in parts(node)]


def looked(node: Element, look: dict[str, str]) -> Iterator[Element]:
    for child in node:
        own = look | {key: child.attrib[key] for key in LOOKS if key in child.attrib}
        if tag(child) == "g":
            yield from looked(child, own)
        elif tag(child) not in ("title", "desc"):
            shape = Element(tag(child), {**child.attrib, **own})
            shape.text = child.text
            shape.extend(list(child))
            yield shape


def parts(node: Element) -> list[Element]:
    drawn = node.get("d", "")
    found = list(PART.finditer(drawn))
    if tag(node) != "path" or "".join(part.group() for part in found) != drawn:
        return [node]
    look = {key: value for key, value in node.attrib.items() if key != "d"}
    done = []
    for part in found:
        x, y, width, height, letter, one, other = part.groups()
        if width:
            done.append(Element("rect", {"x": x, "y": y, "width": width, "height": height, **look}))
        else:
            to = {"H": (one, y), "V": (x, one), "L": (one, other)}[letter]
            line = {key: value for key, value in look.items() if key != "fill"}
            done.append(Element("line", {"x1": x, "y1": y, "x2": str(to[0]), "y2": str(to[1]), **line}))
    return done


def box(node: Element) -> Box:
    """Where a rectangle is."""
    x, y, width, height = (float(node.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height
