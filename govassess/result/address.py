"""Where a value stands in the JSON of a result: an address is written, read, followed and shortened here alone.

An address is the names of fields and keys from the root down, separated by dots. An entry of a list is named by its
``id`` where each entry has its own, else by its position; both lead to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

Steps = str | tuple[str | int, ...]
"""What leads on from a record: the name of one of its fields, or several steps, such as ``("level_share", "3")``."""

FIELDS = "__dataclass_fields__"
"""Where a record holds the names of its fields, in their order."""

BY_PLACE = frozenset(
    {"aggregation", "changes", "comparisons", "differences", "fornell_larcker", "map.rows", "models", "path_models"}
    | {"standings"}
)
"""Lists whose entries a report names by their position, although they have an ``id``."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one value stands, counted from the root of a result.

    Examples
    --------
    >>> address = Address("screening") / ("missing_codes", "Don't know.")
    >>> str(address)
    'screening.missing_codes.Don%27t%20know%2E'
    >>> address.steps
    ('screening', 'missing_codes', "Don't know.")
    """

    text: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The names and keys that lead to the value."""
        return tuple(map(unquote, self.text.split("."))) if self.text else ()

    def __truediv__(self, steps: Steps | int) -> Address:
        """Return the address of what lies further on."""
        more = ".".join(map(_written, steps if isinstance(steps, tuple) else (steps,)))
        return Address(f"{self.text}.{more}" if self.text else more)

    def __str__(self) -> str:
        return self.text

    def value_in(self, root: Any) -> Any:
        """Return the value at this address in a result, decoded or as JSON.

        Raises
        ------
        LookupError, ValueError
            There is none.

        Examples
        --------
        >>> Address("scores.A.index").value_in({"scores": [{"id": "A", "index": 61.2}]})
        61.2
        """
        found = root
        for step in self.steps:
            found = _inner(found, step)
        return found


def _written(key: str | int) -> str:
    """Return a step as it stands between dots: what would separate steps is percent-encoded."""
    step = str(key)
    plain = step.isascii() and step.replace("_", "").isalnum()  # nearly all are
    return step if plain else quote(step, safe=">-", errors="surrogatepass").replace(".", "%2E")


def _inner(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value[step] if step in value else value[int(step)]  # the keys of JSON are texts
    if isinstance(value, list | tuple):
        named = (entry for entry in value if ident_of(entry) == step)
        return next(named, None) or value[int(step)]
    if step in getattr(value, FIELDS, ()):
        return getattr(value, step)
    raise LookupError(step)


def ident_of(entry: Any) -> str | None:
    """Return the ``id`` of a record or JSON object, if it has one."""
    found = entry.get("id") if isinstance(entry, Mapping) else getattr(entry, "id", None)
    return found if isinstance(found, str) else None


def names_of(entries: Sequence[Any]) -> Sequence[str]:
    """Return how the entries of a list are named: by ``id`` where each has its own, else by position."""
    idents = [ident for entry in entries if (ident := ident_of(entry)) is not None]
    if len(set(idents)) == len(entries):
        return idents
    return [str(place) for place in range(len(entries))]


def inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a record, mapping or list holds, each with the step that leads to it."""
    if isinstance(value, Mapping):
        yield from ((str(key), entry) for key, entry in value.items())
    elif isinstance(value, list | tuple):
        yield from zip(names_of(value), value, strict=True)
    elif hasattr(value, FIELDS):
        yield from ((name, getattr(value, name)) for name in getattr(value, FIELDS))


ROOT = Address()
"""The address of the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Addresses:
    """The address of every record of a result, by the identity of the record: equal ones may stand in two places."""

    root: Any
    known: Mapping[int, Address]

    def of(self, record: Any, steps: Steps = ()) -> Address:
        """Return the address of a record of this result, or of what lies within it."""
        try:
            known = self.known[id(record)]
            return known / steps if steps else known
        except KeyError:
            raise LookupError(f"{type(record).__name__} is no record of this result") from None


def addresses_of(root: Any, *, by_place: frozenset[str] = frozenset()) -> Addresses:
    """Return the addresses of the records of a result; entries of lists in ``by_place`` are named by position.

    Examples
    --------
    >>> from govassess.result.descriptive import ResponseRate
    >>> rate = ResponseRate(invited=10, analysed=5, rate=0.5, fpc=None)
    >>> str(addresses_of({"response_rate": rate}).of(rate, "rate"))
    'response_rate.rate'
    """
    known: dict[int, Address] = {}
    endings = tuple(f".{name}" for name in by_place)
    waiting = [(ROOT, root)]
    while waiting:
        address, value = waiting.pop()
        if hasattr(value, FIELDS):
            known.setdefault(id(value), address)
        placed = isinstance(value, list | tuple) and f".{address}".endswith(endings)
        steps = ((str(place), entry) for place, entry in enumerate(value)) if placed else inside(value)
        waiting += reversed([(address / step, entry) for step, entry in steps if _holds_records(entry)])
    return Addresses(root, known)


def _holds_records(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_records, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_records, value[:1]))
    return hasattr(value, FIELDS)


# -- in a table, addresses are written once: their beginning in the row, what leads on from there in the column --------


def place_of_all(paths: Sequence[str], cost: str) -> str:
    """Return the place from which the paths of a row are shortest: two, separated by a space, for a row of two entries.

    ``cost`` is what is written around a place; where it saves no more, there is none.
    """
    if len(paths) < 2:
        return ""
    entries = Counter(path.rpartition(".")[0] for path in paths)
    if len(entries) == 2 and (min(entries.values()) > 1 or len(paths) == 2):
        one, other = entries
        if one and other and not f"{one}.".startswith(f"{other}.") and not f"{other}.".startswith(f"{one}."):
            return f"{one} {other}"
    places = {path[:at] for path in paths for at, sign in enumerate(path) if sign == "."}
    saved = {place: sum(len(place) for path in paths if path.startswith(f"{place}.")) for place in places}
    best = max(sorted(places), key=lambda place: saved[place] - len(place), default="")
    return best if best and saved[best] > len(best) + len(cost) else ""


def around(places: Iterable[str]) -> str:
    """Return the first name of the places of rows where it is worth writing once for them all, else ``""``."""
    names = Counter(place.partition(".")[0] for place in places if "." in place)
    name, count = names.most_common(1)[0] if names else ("", 0)
    return name if count > 2 else ""


def shortened(paths: str, places: str) -> str:
    """Return paths from the place in which they are on; two dots begin those within the second place.

    Examples
    --------
    >>> shortened("items.A1.mean items.A2.mean", "items.A1"), shortened("a.1.n b.2.n", "a.1 b.2")
    ('.mean items.A2.mean', '.n ..n')
    """
    return " ".join(_from_place(path, places.split()) for path in paths.split())


def _from_place(path: str, places: Sequence[str]) -> str:
    for dots, place in enumerate(places, start=1):
        if path.startswith(f"{place}."):
            return "." * dots + path[len(place) + 1 :]
    return path


def in_full(paths: str, places: str) -> str:
    """Return paths that were shortened as they are counted from the root.

    Examples
    --------
    >>> in_full("..n", "models.0 models.1"), in_full("scores.A.n", "")
    ('models.1.n', 'scores.A.n')
    """
    return " ".join(_followed(path, places.split()) for path in paths.split())


def _followed(path: str, places: Sequence[str]) -> str:
    name = path.lstrip(".")
    dots = len(path) - len(name)
    return f"{places[dots - 1]}.{name}" if 0 < dots <= len(places) else path
