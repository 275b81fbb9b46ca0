"""Sort keys for pairing: what a value holds, nesting left out; values that agree exactly have equal keys."""

from __future__ import annotations

import math

from qforge.languages.q.matching import Leaf
from qforge.languages.q.results import Atom, Dictionary, GenericNull, Payload, Result, Table, Vector, items

_NULL: Leaf = (0, 0)


def expected_leaves(value: object) -> list[Leaf]:
    """Give the leaves of a Python value; those of sets and dictionaries are sorted."""
    if value is None:
        return [_NULL]
    if isinstance(value, (bool, int, float)):
        return [_number(value)]
    if isinstance(value, str):
        return _text(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, dict):
        return sorted(leaf for pair in value.items() for part in pair for leaf in expected_leaves(part))
    if isinstance(value, (set, frozenset)):
        return sorted(leaf for item in value for leaf in expected_leaves(item))
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in expected_leaves(item)]
    return []


def got_leaves(result: Result) -> list[Leaf]:
    """Give the leaves of a result, as `expected_leaves` does for the value that agrees with it."""
    if isinstance(result, GenericNull):
        return [_NULL]
    if isinstance(result, Atom):
        return _payload(result.payload)
    if isinstance(result, Vector):
        return [leaf for payload in result.payloads for leaf in _payload(payload)]
    if isinstance(result, Dictionary):
        return sorted(got_leaves(result.keys) + got_leaves(result.values))
    if isinstance(result, Table):
        names = [leaf for name in result.names for leaf in _text(name)]
        return sorted(names + [leaf for column in result.columns for leaf in got_leaves(column)])
    return [leaf for item in items(result) or [] for leaf in got_leaves(item)]


def _payload(payload: Payload) -> list[Leaf]:
    if payload is None:
        return [_NULL]
    return _text(payload) if isinstance(payload, bytes) else [_number(payload)]


def _text(data: bytes) -> list[Leaf]:
    return [(2, byte) for byte in data]


def _number(value: float) -> Leaf:
    return _NULL if math.isnan(value) else (1, value)
