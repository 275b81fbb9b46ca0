"""Relations between a call's arguments that hold in every case that was seen, and that new inputs must keep.

A length that is passed beside its list, lists of one length, an index within its list, a pair in order, an item that
is a member: problems carry such constraints, and a program may rely on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

LEAST_CASES = 2
"""A relation that fewer cases show may be chance."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A relation of two arguments: whether it applies to them, whether it holds, and a way to make it hold."""

    applies: Callable[[Any, Any], bool]
    holds: Callable[[Any, Any], bool]
    repair: Callable[[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation and the places of the two arguments that it ties."""

    first: int
    second: int
    kind: _Kind


def _sized(value: Any) -> bool:
    return isinstance(value, (list, tuple, str))


def _whole(value: Any) -> bool:
    return type(value) is int


def _of_one_kind(a: Any, b: Any) -> bool:
    return type(a) is type(b) and type(a) in (int, float)


def _is_length(number: Any, sized: Any) -> bool:
    return _whole(number) and _sized(sized)


def _same_length(a: Any, b: Any) -> tuple[Any, Any]:
    length = min(len(a), len(b))
    return a[:length], b[:length]


_KINDS = (
    _Kind(_is_length, lambda n, s: n == len(s), lambda n, s: (len(s), s)),
    _Kind(_is_length, lambda n, s: n == len(s) - 1, lambda n, s: (len(s) - 1, s)),
    _Kind(_is_length, lambda n, s: 0 <= n < len(s), lambda n, s: (n % len(s) if len(s) else n, s)),
    _Kind(_is_length, lambda n, s: 1 <= n <= len(s), lambda n, s: (n % len(s) + 1 if len(s) else n, s)),
    _Kind(lambda a, b: _sized(a) and _sized(b), lambda a, b: len(a) == len(b), _same_length),
    _Kind(_of_one_kind, lambda a, b: a < b, lambda a, b: (min(a, b), max(a, b))),
    _Kind(_of_one_kind, lambda a, b: a <= b, lambda a, b: (min(a, b), max(a, b))),
    _Kind(
        lambda a, b: isinstance(b, (list, tuple)) and not _sized(a),
        lambda a, b: a in b,
        lambda a, b: (b[len(b) // 2] if len(b) else a, b),
    ),
)


def learn_relations(seen: Sequence[tuple[Any, ...]]) -> tuple[Relation, ...]:
    """Find the relations that apply to all lists of arguments and hold in all of them.

    >>> [(found.first, found.second) for found in learn_relations([([5, 6], 2), ([7], 1), ([], 0)])]
    [(1, 0)]
    """
    if len(seen) < LEAST_CASES:
        return ()
    pairs = permutations(range(len(seen[0])), 2)
    return tuple(Relation(a, b, kind) for a, b in pairs for kind in _KINDS if _holds_in_all(kind, a, b, seen))


def _holds_in_all(kind: _Kind, a: int, b: int, seen: Sequence[tuple[Any, ...]]) -> bool:
    try:
        return all(kind.applies(given[a], given[b]) and kind.holds(given[a], given[b]) for given in seen)
    except TypeError:
        return False


def repaired(arguments: tuple[Any, ...], relations: Sequence[Relation]) -> tuple[Any, ...] | None:
    """Change arguments so that all relations hold; None where that can't be done."""
    items = list(arguments)
    for relation in relations:
        a, b = relation.first, relation.second
        if _breaks(relation, items):
            try:
                items[a], items[b] = relation.kind.repair(items[a], items[b])
            except (TypeError, ZeroDivisionError):
                return None
    return None if any(_breaks(relation, items) for relation in relations) else tuple(items)


def _breaks(relation: Relation, items: Sequence[Any]) -> bool:
    a, b = items[relation.first], items[relation.second]
    try:
        return not (relation.kind.applies(a, b) and relation.kind.holds(a, b))
    except TypeError:
        return True
