"""The stand-in that q keeps for a table on disk: names of columns, and a symbol for where they are."""

from __future__ import annotations

from .errors import QError, Unsupported
from .values import Atom, Opaque, Value, Vector


class Mapped(Opaque):
    """``x!`place`` for a list of symbols x, and its flip: shown and flipped here, never read."""

    __slots__ = ("flipped", "names", "place")

    def __init__(self, names: Vector, place: Atom, flipped: bool) -> None:
        self.names = names
        self.place = place
        self.flipped = flipped
        self.low = self.high = 1
        self.code = self.read

    def flip(self) -> Mapped:
        """The same table seen the other way round."""
        return Mapped(self.names, self.place, not self.flipped)

    def read(self, *_: Value) -> Value:
        """What reading any part gives here.

        Raises QError with the name of the table, which is nowhere, or Unsupported for one in a file.
        """
        if self.place.v.startswith(":"):
            raise Unsupported(f"`{self.place.v}")
        raise QError(self.place.v)
