"""Learns the form of values: which types, ranges, characters, lengths and orders those have that were seen.

What holds for all of them is kept to, as in the detection of likely invariants (Ernst et al., "Dynamically discovering
likely program invariants", 2001), where enough was seen for it to be no chance.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from qforge.signature import Type
from qforge.stages.forms import Choice, Fixed, Floating, Form, Integer, Listed, Mapped, Mixed, Text, kind_of

CLOSED_VALUES, CLOSED_SIGHTINGS = 4, 10
"""So few values, seen so often, are all there are: binary digits, brackets, DNA."""
LARGEST = 2**40
DEFAULT_TEXTS = ("", "a", "ab", "hello world", "Abc 12")


@dataclass(frozen=True, slots=True)
class Context:
    """What forms are learnt with: numbers and texts of interest, and how many times the largest seen is the limit."""

    constants: tuple[Any, ...]
    reach: int = 2


def learn(values: Sequence[Any], type_: Type, context: Context, *, item: bool = False) -> Form:
    """Learn the form of values that were seen in one place; without any, the type alone decides.

    Args:
        item: whether these are items of a list: its numbers are data, while a number by itself is often a count.
    """
    by_kind: dict[str, list[Any]] = {}
    for value in values:
        by_kind.setdefault(kind_of(value), []).append(value)
    if set(by_kind) == {"int", "float"}:
        by_kind = {"float": list(values)}
    if len(by_kind) > 1:
        return Mixed(tuple((kind, learn(some, type_, context, item=item)) for kind, some in sorted(by_kind.items())))
    if not by_kind:
        return _default(type_)
    kind, seen = next(iter(by_kind.items()))
    if kind == "none":
        return Choice((None,))
    if kind == "bool":
        return Choice((False, True))
    if kind == "int":
        return _floats(seen, Context((), context.reach)) if type_.word == "float" else _integers(seen, context, item)
    if kind == "float":
        return _floats(seen, context)
    if kind == "str":
        return _texts(seen, context)
    if kind == "dict":
        return _mapping(seen, type_, context)
    return _sequence(seen, kind, type_, context)


def _integers(seen: list[int], context: Context, item: bool) -> Form:
    distinct = sorted(set(seen))
    if len(seen) >= CLOSED_SIGHTINGS and len(distinct) <= CLOSED_VALUES and distinct[-1] - distinct[0] < CLOSED_VALUES:
        return Choice(tuple(distinct))
    largest = max(abs(value) for value in seen)
    high = max(context.reach * largest, 5 * context.reach)
    least = 0 if item or distinct[0] == 0 else 1
    low = -high if distinct[0] < 0 else least
    near = [value + step for value in context.constants if type(value) is int for step in (-1, 0, 1)]
    top = min(max([high, *(value for value in near if value <= 20 * high)]), LARGEST) if largest < LARGEST else high
    known = [value for value in [*distinct[:20], *near] if low <= value <= top]
    return Integer(low, top, tuple(dict.fromkeys(known)))


def _floats(seen: Sequence[float], context: Context) -> Form:
    finite = [float(value) for value in seen if abs(value) < 1e15]
    largest = max((abs(value) for value in finite), default=10.0)
    decimals = max((len(repr(value).partition(".")[2]) for value in finite if "e" not in repr(value)), default=1)
    low = -context.reach * largest if min(finite, default=0.0) < 0 else 0.0
    known = [*finite[:20], *(float(value) for value in context.constants if type(value) in (int, float))]
    high = max(context.reach * largest, 1.0)
    return Floating(low, high, min(decimals, 6), tuple(value for value in known if low <= value <= high))


def _texts(seen: list[str], context: Context) -> Form:
    letters = "".join(seen)
    distinct = sorted(set(letters))
    if len(set(seen)) > 1 and len({_pattern(text) for text in seen}) == 1 and _is_structured(seen[0]):
        return Text("".join(distinct), 1, max(map(len, seen)), tuple(seen), _fields(seen))
    alphabet = "".join(distinct)
    if len(distinct) > CLOSED_VALUES or len(letters) < CLOSED_SIGHTINGS:
        for group in (string.ascii_lowercase, string.ascii_uppercase, string.digits):
            if set(group) & set(distinct):
                alphabet += group
        texts = [text for text in context.constants if isinstance(text, str) and text.isascii()]
        given = "".join(text for text in texts if len(text) <= 30)
        alphabet = "".join(sorted(set(alphabet + (given if given.isprintable() else ""))))
    lengths = {len(text) for text in seen}
    longest = max(1, *lengths)
    shortest = longest if len(lengths) == 1 and len(seen) > 2 and longest < 3 else 0
    limit = longest if shortest else max(longest, 4)
    return Text(alphabet or "ab", shortest, limit, tuple(dict.fromkeys(seen))[:20])


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _fields(seen: Sequence[str]) -> tuple[str | tuple[int, int, int], ...]:
    """Take texts of one pattern apart: numbers that are padded stay in the range that was seen, as months must."""
    columns = list(zip(*(re.findall(r"\d+|\D+", text) for text in seen), strict=True))
    return tuple(_field(column) if column[0].isdigit() else column[0] for column in columns)


def _field(column: Sequence[str]) -> tuple[int, int, int]:
    numbers, widths = [int(text) for text in column], {len(text) for text in column}
    if len(widths) == 1 and (any(text.startswith("0") for text in column) or widths == {4}):
        return min(numbers), max(numbers), widths.pop()
    return 0, max(2 * max(numbers), 9), 1


def _is_structured(text: str) -> bool:
    """Numbers with something other than letters between them, such as a date or a list."""
    return bool(re.search(r"\d[^\w\s]+\s*\d", text)) and not re.search(r"[^\W\d]", text)


def _mapping(seen: list[Any], type_: Type, context: Context) -> Form:
    keys = [tuple(value) for value in seen]
    types = type_.arguments if type_.word == "dict" else (Type("any"), Type("any"))
    if type_.word == "table" or (len(set(keys)) == 1 and len(seen) > 1):
        parts = tuple(learn([value[key] for value in seen], Type("any"), context) for key in keys[0])
        return Fixed(parts, keys[0])
    key = learn([key for value in seen for key in value], types[0], context, item=True)
    item = learn([one for value in seen for one in value.values()], types[1], context, item=True)
    return Mapped(key, item, max(3, *(len(value) for value in seen)))


def _sequence(seen: list[Any], kind: str, type_: Type, context: Context) -> Form:
    lengths = [len(value) for value in seen]
    places = type_.arguments if type_.word == "tuple" else ()
    if kind == "tuple" and len(set(lengths)) == 1 and (places or len({kind_of(v) for one in seen for v in one}) > 1
                                                        or lengths[0] <= 3):  # fmt: skip
        types = places if len(places) == lengths[0] else (Type("any"),) * lengths[0]
        columns = zip(*seen, strict=True)
        return Fixed(tuple(learn(list(c), t, context, item=True) for c, t in zip(columns, types, strict=True)))
    inner = type_.arguments[0] if type_.word in ("list", "set") else Type("any")
    items = [item for value in seen for item in (sorted(value, key=repr) if kind in ("set", "frozenset") else value)]
    fixed = len(set(lengths)) == 1 and len(seen) > 2 and lengths[0] <= 3
    sized = [item for item in items if isinstance(item, (list, tuple, str))]
    even = bool(items) and len(sized) == len(items) and not isinstance(sized[0], str) and _even(seen)
    return Listed(
        learn(items, inner, context, item=True),
        {"list": list, "tuple": tuple, "set": set}.get(kind, frozenset),
        shortest=lengths[0] if fixed else 0,
        longest=lengths[0] if fixed else max(*lengths, 4, 2),
        ascending=_always(seen, kind, lambda a, b: a <= b),
        descending=_always(seen, kind, lambda a, b: a >= b),
        distinct=kind in ("list", "tuple") and _distinct(seen),
        even=even,
        square=even and all(len(value) == len(value[0]) for value in seen if value),
        seen=tuple(seen[:6]),
    )


def _even(seen: Iterable[Any]) -> bool:
    return all(len({len(item) for item in value}) <= 1 for value in seen) and any(len(value) > 1 for value in seen)


def _always(seen: Sequence[Any], kind: str, holds: Any) -> bool:
    """Whether neighbours are always so ordered, in at least two lists of three items or more."""
    if kind not in ("list", "tuple"):
        return False
    try:
        long = [value for value in seen if len(value) > 2 and len(set(map(repr, value))) > 1]
        return len(long) > 1 and all(holds(a, b) for value in seen for a, b in pairwise(value))
    except TypeError:
        return False


def _distinct(seen: Sequence[Any]) -> bool:
    long = [value for value in seen if len(value) > 3]
    return len(long) > 1 and all(len({repr(item) for item in value}) == len(value) for value in seen)


def _default(type_: Type) -> Form:
    """The form that a type alone gives."""
    word, inner = type_.word, type_.arguments
    if word == "bool":
        return Choice((False, True))
    if word == "float":
        return Floating(-100.0, 100.0, 2, ())
    if word == "char":
        return Text(string.ascii_letters, 1, 1, ("a",))
    if word in ("str", "symbol"):
        return Text(string.ascii_letters + string.digits + " ", 0, 10, DEFAULT_TEXTS)
    if word in ("list", "set"):
        kind = list if word == "list" else set
        return Listed(_default(inner[0]), kind, 0, 8, False, False, False, False, False, ())
    if word == "tuple":
        return Fixed(tuple(_default(part) for part in inner))
    if word == "dict":
        return Mapped(_default(inner[0]), _default(inner[1]), 6)
    if word == "optional":
        return Mixed((("none", Choice((None,))), (inner[0].word, _default(inner[0]))))
    return Integer(-100, 100, (0, 1, 2))
