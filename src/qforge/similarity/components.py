"""Connected components: what is joined, over any number of links, belongs together."""

from __future__ import annotations


class Components:
    """Numbers 0, 1, ..., each by itself until it is joined; a component is named by its smallest number."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def of(self, number: int) -> int:
        """Give the smallest number of the component."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make one component of two."""
        smaller, larger = sorted((self.of(one), self.of(other)))
        self._parent[larger] = smaller
