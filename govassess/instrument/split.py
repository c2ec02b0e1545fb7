"""The key ``split`` of a construct: one list of items cut into several constructs, all in one place of the file.

A long block of a drafted instrument is split without moving a line: ``split`` gives each new construct its id, its
name and its items as ranges (``Q1..Q12, Q20``), in the order of the list. The construct itself gives way to them, in
``modules`` and ``headline`` too. What is loaded, hashed and stored is the instrument after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from govassess.errors import InstrumentError, Problem
from govassess.files.cells import printable
from govassess.files.safe_yaml import KeyPath, YamlDocument, dotted

KEY = "split"
LISTED = 12  # ids in a message
BESIDE = frozenset({"id", "name", "items", KEY})  # what a construct that is split may say


def without_splits(document: YamlDocument, *, code: str) -> YamlDocument:
    """Return the document with every ``split`` carried out; each value keeps its line.

    Parameters
    ----------
    document : YamlDocument
        Of an instrument file.
    code : str
        Of the problems.

    Returns
    -------
    YamlDocument

    Raises
    ------
    InstrumentError
        A split that cannot be carried out: it names unknown items, leaves one out, or gives one to two constructs.
    """
    data = document.data
    constructs = data.get("constructs") if isinstance(data, dict) else None
    if not isinstance(constructs, list) or not any(isinstance(each, dict) and KEY in each for each in constructs):
        return document
    carried = _Carried(document, code)
    for at, construct in enumerate(constructs):
        carried.take(at, construct)
    if carried.problems:
        raise InstrumentError(carried.problems, unfinished=True)
    return carried.document()


class _Carried:
    """The constructs after splitting, with where each of their values stood."""

    def __init__(self, document: YamlDocument, code: str) -> None:
        self.old, self.code = document, code
        self.problems: list[Problem] = []
        self.constructs: list[Any] = []
        self.moved: list[tuple[KeyPath, KeyPath]] = []  # from, to
        self.parts: dict[str, list[Any]] = {}

    def take(self, at: int, construct: Any) -> None:
        """Add a construct, or those that it is split into."""
        here: KeyPath = ("constructs", at)
        if not isinstance(construct, dict) or KEY not in construct:
            self.moved.append((here, ("constructs", len(self.constructs))))
            self.constructs.append(construct)
            return
        items, entries = construct.get("items"), construct[KEY]
        beside = sorted(str(key) for key in construct if key not in BESIDE)
        if beside:
            self._refuse("split_beside", (*here, KEY), value=", ".join(beside))
        elif not isinstance(items, list) or not all(isinstance(item, dict) and "id" in item for item in items):
            self._refuse("split_items", (*here, KEY))
        elif not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries) or not entries:
            self._refuse("split_entries", (*here, KEY))
        else:
            self._split(here, construct, entries, [str(item["id"]) for item in items])

    def _split(self, here: KeyPath, construct: Mapping[Any, Any], entries: Sequence[Any], ids: Sequence[str]) -> None:
        place = {name: position for position, name in enumerate(ids)}
        held: set[int] = set()
        for number, entry in enumerate(entries):
            path = (*here, KEY, number)
            wanted = list(self._positions(entry["items"], place, held, (*path, "items")))
            to: KeyPath = ("constructs", len(self.constructs))
            self.moved.append((path, to))
            self.moved += [((*here, "items", position), (*to, "items", new)) for new, position in enumerate(wanted)]
            self.constructs.append({**entry, "items": [construct["items"][position] for position in wanted]})
        left = [name for position, name in enumerate(ids) if position not in held]
        if left and not self.problems:
            self._refuse("split_left", (*here, KEY), value=", ".join(left[:LISTED]) + ("..." if left[LISTED:] else ""))
        self.parts[str(construct.get("id"))] = [entry["id"] for entry in entries]

    def _positions(self, said: str, place: Mapping[str, int], held: set[int], path: KeyPath) -> Iterator[int]:
        """Yield the places of the items that ranges name (``Q1..Q4, Q9``) and nothing named before."""
        for part in said.split(","):
            first, dots, last = (text.strip() for text in part.partition(".."))
            ends = [first, last] if dots else [first, first]
            unknown = next((name for name in ends if name not in place), None)
            if unknown is not None:
                self._refuse("split_unknown", path, value=unknown)
                return
            low, high = (place[name] for name in ends)
            if low > high:
                self._refuse("split_backwards", path, value=part.strip())
                return
            for position in range(low, high + 1):
                if position in held:
                    self._refuse("split_twice", path, value=next(name for name, at in place.items() if at == position))
                    return
                held.add(position)
                yield position

    def _refuse(self, reason: str, path: KeyPath, value: str | None = None) -> None:
        self.problems.append(
            Problem(
                code=self.code, reason=f"instrument.{reason}", file=self.old.file, line=self.old.line_of(path),
                path=dotted(path), value=None if value is None else printable(value, 200),
            )
        )  # fmt: skip

    def document(self) -> YamlDocument:
        """Return the document with the new constructs, and these wherever the old one was named."""
        data = {**self.old.data, "constructs": self.constructs}
        if isinstance(data.get("headline"), list):
            data["headline"] = self._named(data["headline"])
        if isinstance(data.get("modules"), dict):
            data["modules"] = {
                name: {**module, "constructs": self._named(module["constructs"])}
                if isinstance(module, dict) and isinstance(module.get("constructs"), list)
                else module
                for name, module in data["modules"].items()
            }
        return replace(self.old, data=data, lines=self._lines())

    def _named(self, names: Sequence[Any]) -> list[Any]:
        return [part for name in names for part in self.parts.get(str(name), [name])]

    def _lines(self) -> dict[KeyPath, int]:
        """Return the line of each key path after splitting."""
        lines = {path: line for path, line in self.old.lines.items() if path[:1] != ("constructs",) or len(path) == 1}
        below: dict[KeyPath, list[KeyPath]] = {}
        for path in self.old.lines:
            for end in range(2, min(len(path), 4) + 1):
                below.setdefault(path[:end], []).append(path)
        for old, new in self.moved:
            for path in below.get(old, ()):
                if KEY not in path[len(old) :] and not (len(old) == 4 and path[4:5] == ("items",)):
                    lines[new + path[len(old) :]] = self.old.lines[path]
        return lines


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("items"), str) and "id" in entry
