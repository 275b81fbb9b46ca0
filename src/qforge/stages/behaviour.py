"""Whether two problems are the same by what they compute: each one's reference passes the other's own cases.

Names are ignored and arguments may come in another order, so that no rewording hides a problem. A pair that agrees on
cases which almost any function would pass says nothing, so agreement is weighed: a result counts by how much it tells.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from qforge.record import Case, Comparison
from qforge.signature import Signature, Type, parse_type
from qforge.value import Json, canonical

VERSION = 1
CASES = 16
"""More cases of one problem than these are not tried: what passes them passes the others, and calls cost."""
PARAMETERS = 4
"""Functions of more parameters are tried in the order of their arguments only; five have 120 orders."""
ENOUGH_BITS = 5.0
"""Three cases of small different numbers are enough, one case with a truth value more than nothing is not."""
AGREEING = 0.9
"""The share of the problem's own cases that the benchmark's reference must agree on, of those it answers at all.
Not all of them: variants differ at the edges, such as the empty list."""
ANSWERED = 0.5
"""The share of the problem's own cases that the benchmark's reference must answer at all, to be for the same inputs."""

Agree = Callable[[Json, Json, Comparison], bool]
"""Whether two results are the same."""


class Order(NamedTuple):
    """How one function's arguments become another's: its argument k is argument `places[k]` of the other."""

    places: tuple[int, ...]

    def of(self, arguments: Sequence[Json]) -> tuple[Json, ...]:
        """Bring the other function's arguments into this one's order.

        >>> Order((1, 0)).of([1, 2])
        (2, 1)
        """
        return tuple(arguments[place] for place in self.places)

    def back(self, arguments: Sequence[Json]) -> tuple[Json, ...]:
        """Bring this function's arguments into the other one's order."""
        return tuple(arguments[self.places.index(place)] for place in range(len(self.places)))


@dataclass(frozen=True, slots=True)
class Trial:
    """How a reference fared on another problem's cases.

    Attributes:
        agreed: cases on which it gives what the other problem says.
        answered: cases on which it gives a value where one is expected, or raises where that is expected.
        tried: all of them.
        bits: how much the agreement tells.
    """

    agreed: int
    answered: int
    tried: int
    bits: float


def orders(of: Signature, other: Signature) -> list[Order]:
    """Give the orders in which `of` could take the arguments of `other`, by number and types."""
    mine, its = (tuple(parameter.type for parameter in signature.parameters) for signature in (of, other))
    return _orders(mine, its) if len(mine) == len(its) else []


@lru_cache(maxsize=1 << 16)
def _orders(of: tuple[str, ...], other: tuple[str, ...]) -> list[Order]:
    mine, its = ([parse_type(type_) for type_ in types] for types in (of, other))
    every: Iterator[tuple[int, ...]] = itertools.permutations(range(len(mine)))
    if len(mine) > PARAMETERS:
        every = iter([tuple(range(len(mine)))])
    return [
        Order(places)
        for places in every
        if all(compatible(its[place], type_) for place, type_ in zip(places, mine, strict=True))
    ]


_KINDS = {
    **dict.fromkeys(("int", "float", "bool"), "number"),
    **dict.fromkeys(("str", "char", "symbol"), "text"),
    **dict.fromkeys(("list", "tuple", "set"), "sequence"),
    **dict.fromkeys(("dict", "table"), "mapping"),
}


def compatible(a: Type, b: Type) -> bool:
    """Tell whether a value of one type could be meant as one of the other.

    >>> from qforge.signature import parse_type
    >>> compatible(parse_type("list[int]"), parse_type("tuple[float,float]"))
    True
    """
    if a.word == "optional" or b.word == "optional":
        return compatible(*(item.arguments[0] if item.word == "optional" else item for item in (a, b)))
    if "any" in (a.word, b.word):
        return True
    if _KINDS[a.word] != _KINDS[b.word]:
        return False
    if _KINDS[a.word] != "sequence":
        return True
    return any(compatible(x, y) for x in a.arguments for y in b.arguments)


def telling(cases: Sequence[Case]) -> list[Case]:
    """Choose at most `CASES` of a problem's cases, those of other results first."""
    seen: Counter[str] = Counter()
    ranked = []
    for number, case in enumerate(cases):
        outcome = _outcome(case)
        ranked.append((seen[outcome], number))
        seen[outcome] += 1
    return [cases[number] for _, number in sorted(sorted(ranked)[:CASES], key=lambda pair: pair[1])]


def judge(expected: Sequence[Case], got: Sequence[Case], comparison: Comparison, agree: Agree) -> Trial:
    """Hold what a reference gave on a problem's cases against what the problem says."""
    pairs = list(zip(expected, got, strict=True))
    answered = [(one, other) for one, other in pairs if one.raises == other.raises]
    agreed = [one for one, other in answered if one.raises or agree(one.expected, other.expected, comparison)]
    return Trial(len(agreed), len(answered), len(pairs), bits(agreed))


def bits(cases: Sequence[Case]) -> float:
    """Estimate how much agreement on these cases tells, in bits.

    A result that is new counts by its length; a repeated one, an error, and one that is an argument again count as one
    bit; truth values count by their entropy, as a constant function is right on all of a kind.
    """
    truths = [case.expected for case in cases if isinstance(case.expected, bool)]
    total = _entropy(truths) * len(truths)
    seen: set[str] = set()
    for case in cases:
        if isinstance(case.expected, bool):
            continue
        outcome = _outcome(case)
        plain = case.raises or outcome in seen or any(canonical(item) == outcome for item in case.arguments)
        total += 1.0 if plain else min(12.0, 2.0 * len(outcome))
        seen.add(outcome)
    return round(total, 3)


def same(forth: Trial | None, back: Trial | None) -> bool:
    """Decide whether two problems are the same.

    Args:
        forth: the problem's reference on the benchmark's cases, all of which it must pass; None where it has none.
        back: the benchmark's reference on the problem's own cases; None where one of the two is missing.
    """
    told = 0.0
    if forth is not None:
        if not forth.tried or forth.agreed < forth.tried:
            return False
        told = forth.bits
    if back is not None and back.tried:
        if back.answered < ANSWERED * back.tried or back.agreed < AGREEING * back.answered:
            return False
        told += back.bits
    return told >= ENOUGH_BITS


def _entropy(truths: Sequence[bool]) -> float:
    share = sum(truths) / len(truths) if truths else 0.0
    return -sum(part * math.log2(part) for part in (share, 1 - share) if part)


def _outcome(case: Case) -> str:
    expected: Any = case.expected
    return "raises" if case.raises else canonical(expected)
