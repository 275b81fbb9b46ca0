"""Forms: what values of one place (an argument, an item of it) look like; `learning` learns them from values seen.

A form draws new values and varies old ones. It keeps to what was seen: the type, the range of numbers and their
sign, the characters, the lengths that never vary, lists that are always sorted or distinct or of lists of one length.
With `wild` it leaves that: negative numbers and zero, large ones, empty and long lists, characters beyond ASCII.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Protocol


class Form(Protocol):
    """Makes values of one place."""

    def edges(self) -> list[Any]:
        """Give the values where programs go wrong: the smallest, the largest, empty, single, repeated ones."""

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        """Make a value anew."""

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        """Change a value a little."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of few values: booleans, or numbers and texts of which there seem to be no others."""

    values: tuple[Any, ...]

    def edges(self) -> list[Any]:
        return list(self.values)

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        return rng.choice(self.values)

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        return rng.choice(self.values)


@dataclass(frozen=True, slots=True)
class Integer:
    """Whole numbers from `low` to `high`; `known` are numbers of interest in that range."""

    low: int
    high: int
    known: tuple[int, ...]

    def edges(self) -> list[int]:
        near = [self.low, self.low + 1, self.high, 0, 1, 2, *self.known]
        return [value for value in dict.fromkeys(near) if self.low <= value <= self.high]

    def draw(self, rng: random.Random, *, wild: bool) -> int:
        if wild and rng.random() < 0.5:
            bound = max(10, abs(self.high), abs(self.low))
            return rng.choice((0, -1, 1, rng.randint(-bound, bound), rng.randint(-bound, 0), 3 * bound))
        small = rng.random() < 0.5
        return rng.randint(self.low, min(self.high, self.low + 12) if small else self.high)

    def vary(self, value: int, rng: random.Random, *, wild: bool) -> int:
        near = [value + step for step in (-2, -1, 1, 2)] + [value // 2, value * 2, -value, *self.known]
        kept = [item for item in near if wild or self.low <= item <= self.high]
        return rng.choice(kept) if kept and rng.random() < 0.7 else self.draw(rng, wild=wild)


@dataclass(frozen=True, slots=True)
class Floating:
    """Floats from `low` to `high` with so many decimals."""

    low: float
    high: float
    decimals: int
    known: tuple[float, ...]

    def edges(self) -> list[float]:
        near = [self.low, self.high, 0.0, 1.0, 0.5, *self.known]
        return [value for value in dict.fromkeys(near) if self.low <= value <= self.high]

    def draw(self, rng: random.Random, *, wild: bool) -> float:
        low = min(self.low, -self.high) if wild else self.low
        return round(rng.uniform(low, self.high), self.decimals)

    def vary(self, value: float, rng: random.Random, *, wild: bool) -> float:
        step = rng.choice((1, -1, 0.5, -0.5, 10.0**-self.decimals))
        varied = round(float(value) + step, self.decimals)
        return varied if wild or self.low <= varied <= self.high else self.draw(rng, wild=wild)


@dataclass(frozen=True, slots=True)
class Text:
    """Strings of these characters; where all have one pattern, `fields` are its numbers' bounds and its other letters.

    Dates as "2020-01-31" have the fields (1999, 2024, 4), "-", (1, 12, 2), "-", (2, 31, 2).
    """

    alphabet: str
    shortest: int
    longest: int
    seen: tuple[str, ...]
    fields: tuple[str | tuple[int, int, int], ...] = ()

    def edges(self) -> list[str]:
        if self.fields:
            return []
        first, last = self.alphabet[:1], self.alphabet[-1:]
        texts = ["", first, last, first * 2, (first + last) * 2, *(word[::-1] for word in self.seen[:2])]
        texts += [word + word for word in self.seen[:2]] + [first * self.longest]
        return [text for text in dict.fromkeys(texts) if self.shortest <= len(text) <= 2 * self.longest]

    def draw(self, rng: random.Random, *, wild: bool) -> str:
        if self.fields:
            return "".join(part if isinstance(part, str) else _number(part, rng) for part in self.fields)
        if wild and rng.random() < 0.3:
            return "".join(rng.choice(self.alphabet + "éß漢 0zZ_-") for _ in range(rng.randint(0, 6)))
        few = "".join(rng.choice(self.alphabet) for _ in range(rng.choice((1, 2, 3))))
        letters = few if rng.random() < 0.4 else self.alphabet
        return "".join(rng.choice(letters) for _ in range(rng.randint(self.shortest, self.longest)))

    def vary(self, value: str, rng: random.Random, *, wild: bool) -> str:
        if self.fields or not value:
            return self.draw(rng, wild=wild)
        at, to = sorted((rng.randrange(len(value)), rng.randrange(len(value))))
        other = rng.choice(self.seen) if self.seen else value
        words = value.split(" ")
        varied = rng.choice((
            value[:at] + value[at + 1 :],
            value[:at] + value[at] + value[at:],
            value[:at] + rng.choice(self.alphabet) + value[at + 1 :],
            value[:at] + rng.choice(self.alphabet) + value[at:],
            value[:at] + value[to:] if to > at else value[::-1],
            value[: at + 1] + other[len(other) // 2 :],
            value + value[: at + 1],
            value + value[::-1],
            " ".join(rng.sample(words, len(words))),
            " ".join([*words, rng.choice(words)]) if len(words) > 1 else value[::-1],
            value[:at] + value[at:to].swapcase() + value[to:],
        ))  # fmt: skip
        fits = set(varied) <= set(self.alphabet) and self.shortest <= len(varied) <= 2 * self.longest
        return varied if wild or fits else self.draw(rng, wild=wild)


def _number(field: tuple[int, int, int], rng: random.Random) -> str:
    low, high, width = field
    return str(rng.randint(low, high)).zfill(width)


@dataclass(frozen=True, slots=True)
class Listed:
    """Lists (or sets, or tuples of no fixed length) of items of one form."""

    item: Form
    kind: type
    shortest: int
    longest: int
    ascending: bool
    descending: bool
    distinct: bool
    even: bool
    square: bool
    seen: tuple[Any, ...]

    def edges(self) -> list[Any]:
        items = self.item.edges() or [value for one in self.seen for value in one][:4]
        lists: list[list[Any]] = [[], *([value] for value in items[:4])]
        if items:
            lists += [[items[0]] * 2, [items[-1]] * 3, items[:2], items[:2][::-1], items[: self.longest]]
        lists += [list(one)[::-1] for one in self.seen[:2]] + [list(one) + list(one) for one in self.seen[:1]]
        made = [self._repaired(one) for one in lists]
        fixed = self.shortest == self.longest
        return [one for one in made if not fixed or len(one) == self.shortest]

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        length = rng.randint(0 if wild else self.shortest, self.longest)
        if rng.random() < 0.3 and length:
            pool = [self.item.draw(rng, wild=wild) for _ in range(2)]
            return self._repaired([rng.choice(pool) for _ in range(length)])
        return self._repaired([self.item.draw(rng, wild=wild) for _ in range(length)])

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)
        if not items:
            return self.draw(rng, wild=wild)
        at = rng.randrange(len(items))
        choice = rng.randrange(10)
        if choice < 4 or (self.shortest == self.longest and choice < 8):
            items[at] = self.item.vary(items[at], rng, wild=wild)
        elif choice == 4:
            del items[at]
        elif choice == 5:
            items.insert(at, items[rng.randrange(len(items))])
        elif choice == 6:
            items.insert(at, self.item.draw(rng, wild=wild))
        elif choice == 7:
            items = items[: at + 1] if rng.random() < 0.5 else items[at:]
        elif choice == 8:
            rng.shuffle(items)
        else:
            items = items[::-1] if rng.random() < 0.5 else sorted(items, key=_order)
        fits = wild or self.shortest <= len(items) <= 2 * self.longest
        return self._repaired(items) if fits else self.draw(rng, wild=wild)

    def _repaired(self, items: list[Any]) -> Any:
        if self.distinct or self.kind in (set, frozenset):
            items = list({repr(item): item for item in items}.values())
        if self.ascending or self.descending:
            items = sorted(items, key=_order, reverse=self.descending)
        if self.even and items:
            items = [item for item in items if len(item)] or items[:1]
            width = len(items) if self.square else len(items[0])
            items = [_fitted(item, width) for item in items]
        return self.kind(_hashable(item) for item in items) if self.kind in (set, frozenset) else self.kind(items)


def _fitted(item: Any, width: int) -> Any:
    if not len(item):
        return item
    return (item * (width // len(item) + 1))[:width]


def _hashable(value: Any) -> Any:
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value


def _order(value: Any) -> Any:
    return (0, value, "") if isinstance(value, (int, float)) else (1, 0, repr(value))


@dataclass(frozen=True, slots=True)
class Fixed:
    """Tuples, or dictionaries with always the same keys: a form for each place."""

    parts: tuple[Form, ...]
    keys: tuple[Any, ...] | None = None

    def edges(self) -> list[Any]:
        drawn = [part.edges() for part in self.parts]
        if not all(drawn):
            return []
        return [self._made([options[at % len(options)] for options in drawn]) for at in range(3)]

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        return self._made([part.draw(rng, wild=wild) for part in self.parts])

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        items = list(value) if self.keys is None else [value[key] for key in self.keys]
        if items:
            at = rng.randrange(len(items))
            items[at] = self.parts[at].vary(items[at], rng, wild=wild)
        return self._made(items)

    def _made(self, items: list[Any]) -> Any:
        return tuple(items) if self.keys is None else dict(zip(self.keys, items, strict=True))


@dataclass(frozen=True, slots=True)
class Mapped:
    """Dictionaries with keys of one form and values of another."""

    key: Form
    item: Form
    longest: int

    def edges(self) -> list[Any]:
        keys, items = self.key.edges(), self.item.edges()
        if not keys or not items:
            return [{}]
        return [{}, {keys[0]: items[0]}, dict.fromkeys(keys[: self.longest], items[-1])]

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        count = rng.randint(0, self.longest)
        return {self.key.draw(rng, wild=wild): self.item.draw(rng, wild=wild) for _ in range(count)}

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        varied = dict(value)
        if not varied or rng.random() < 0.2:
            return varied | self.draw(rng, wild=wild)
        key = rng.choice(list(varied))
        if rng.random() < 0.3:
            del varied[key]
        else:
            varied[key] = self.item.vary(varied[key], rng, wild=wild)
        return varied


@dataclass(frozen=True, slots=True)
class Mixed:
    """Values of several kinds, each with its form."""

    forms: tuple[tuple[str, Form], ...]

    def edges(self) -> list[Any]:
        return [value for _, form in self.forms for value in form.edges()]

    def draw(self, rng: random.Random, *, wild: bool) -> Any:
        return rng.choice(self.forms)[1].draw(rng, wild=wild)

    def vary(self, value: Any, rng: random.Random, *, wild: bool) -> Any:
        own = dict(self.forms).get(kind_of(value))
        return self.draw(rng, wild=wild) if own is None or rng.random() < 0.2 else own.vary(value, rng, wild=wild)


def kind_of(value: Any) -> str:
    """Name a value's kind: its Python type's name, or "none"."""
    return "none" if value is None else type(value).__name__
