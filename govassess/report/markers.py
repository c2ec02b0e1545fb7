"""The places of one page where markers of warnings stand, so that the list of warnings leads back to them."""

from __future__ import annotations

from collections import defaultdict


class Markers:
    """The names of the markers of one page, given out in the order in which they are laid out.

    Examples
    --------
    >>> markers = Markers()
    >>> markers.place(3), markers.place(3), markers.of(3), markers.of(4)
    ('m3', 'm3-2', ('m3', 'm3-2'), ())
    """

    def __init__(self) -> None:
        self._placed: defaultdict[int, int] = defaultdict(int)

    def place(self, number: int) -> str:
        """Return the name of a new marker of a warning."""
        self._placed[number] += 1
        return self._name(number, self._placed[number])

    def of(self, number: int) -> tuple[str, ...]:
        """Return the names of the markers of a warning so far."""
        return tuple(self._name(number, place + 1) for place in range(self._placed.get(number, 0)))

    @staticmethod
    def _name(number: int, place: int) -> str:
        return f"m{number}" if place == 1 else f"m{number}-{place}"
