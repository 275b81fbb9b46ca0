"""Step dictionaries: with the attribute s, a key stands for the last one that is not above it."""

from __future__ import annotations

from .errors import QError
from .values import Dict, Value, is_atom


def stepped(x: Dict, i: Value) -> Value:
    """`x[i]` for a dictionary with the attribute s."""
    from .indexing import at
    from .verbs.search import binary_search

    if isinstance(i, Dict):
        raise QError("type")
    places = binary_search(x.keys, i)
    if is_atom(i) and places == -1:
        return at(x.values, -1)
    return at(x.values, places)
