"""The XML parts of an Office archive, parsed as they stream by: no tree is built, so memory does not grow with them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

CHUNK = 1 << 16
# The namespaces of sheets and of relationships: the usual ones, and those of the strict variant of the format.
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)

Start = Callable[[dict[str, str]], None]
End = Callable[[], None]


class DamagedError(Exception):
    """A part that no program would write."""


class Part:
    """A part while it is parsed: handlers by the local names of elements, text taken only where one is wanted."""

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, End]) -> None:
        self.parser: Any = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self._starts = {f"{space} {name}": handler for name, handler in starts.items() for space in _NAMESPACES}
        self._ends = {f"{space} {name}": handler for name, handler in ends.items() for space in _NAMESPACES}
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._pieces: list[str] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        handler = self._ends.get(name)
        if handler is not None:
            handler()

    def collect(self, _: dict[str, str]) -> None:
        """Begin to take the text that follows."""
        self._pieces.clear()
        self.parser.CharacterDataHandler = self._pieces.append

    def collected(self) -> str:
        """Return the text taken, and take no more."""
        self.parser.CharacterDataHandler = None
        return "".join(self._pieces)


def _refuse_doctype(*_: object) -> None:
    raise DamagedError("a document type")


def parsed(stream: IO[bytes], part: Part) -> Iterator[None]:
    """Parse a part; yield after each piece of it.

    Raises
    ------
    DamagedError
        It is no XML, or holds what its handlers cannot read.
    """
    try:
        while chunk := stream.read(CHUNK):
            part.parser.Parse(chunk, False)
            yield
        part.parser.Parse(b"", True)
    except (ExpatError, ValueError, LookupError, OverflowError) as fault:
        raise DamagedError(str(fault)) from None
    yield


def read_part(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    """Parse a whole part."""
    with archive.open(name) as stream:
        for _ in parsed(stream, part):
            pass


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: what it is to it, and where it is."""

    kind: str
    part: str


def relations(archive: zipfile.ZipFile, name: str) -> dict[str, Relation]:
    """Return the relations of a part by their ids; those of the archive itself have the name ``""``."""
    folder, file = posixpath.split(name)
    found: dict[str, Relation] = {}

    def note(attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found[attributes["Id"]] = Relation(attributes["Type"].rpartition("/")[2], target)

    listed = posixpath.join(folder, "_rels", f"{file}.rels")
    if listed in archive.namelist():
        read_part(archive, listed, Part({"Relationship": note}, {}))
    return found
