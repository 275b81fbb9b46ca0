"""Random programs, renamed and laid out anew, keep their tokens; one mention of another variable changes them."""

from __future__ import annotations

import random

import pytest

from qforge.languages.q.grammar import has_errors
from qforge.languages.q.normalisation import normalise

# A program is a list of parts: text, or a variable as (scope, number).
Part = str | tuple[int, int]
POOLS = (("alpha", "b2", "kappa", "aa", "v"), ("left", "r_", "t", "omega", "n"))
COMMENTS = ("", "", " / note: {[(", "\n\n/ a line", '\n/\nblock "\n\\\n')


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.parts: list[Part] = []
        self.scopes = 0
        self.known: list[Part] = []

    def program(self) -> list[Part]:
        for number in range(self.random.randint(1, 3)):
            self.parts += ["\n"] * bool(self.parts)
            self.parts += [(0, number), ":"]
            self.function(tops=[(0, n) for n in range(number)])
        return self.parts

    def function(self, tops: list[Part]) -> None:
        self.scopes += 1
        scope = self.scopes
        known: list[Part] = [(scope, 0), (scope, 1)]
        self.parts += ["{", "[", known[0], ";", known[1], "]"]
        for local in range(2, self.random.randint(2, 4)):
            self.parts += [(scope, local), ":"]
            self.expression([*known, *tops], tops, 2)
            known.append((scope, local))
            self.parts.append(";")
            if self.random.random() < 0.3:
                self.parts += [self.random.choice(known), self.random.choice(("+:", "-:", ",:"))]
                self.expression([*known, *tops], tops, 1)
                self.parts.append(";")
        self.expression([*known, *tops], tops, 3)
        self.parts.append("}")

    def expression(self, known: list[Part], tops: list[Part], depth: int) -> None:
        kind = self.random.randrange(9 if depth else 2)
        if kind == 0:
            self.parts.append(self.random.choice(("1", "2.5", "`s", '"text"', "0x0a", "1b", "2024.01.01")))
        elif kind in (1, 2):
            self.parts.append(self.random.choice(known))
        elif kind == 3:
            self.parts += ["sum ", "("]
            self.expression(known, tops, depth - 1)
            self.parts.append(")")
        elif kind == 4:
            self.parts.append("(")
            self.function(tops) if depth > 1 else self.expression(known, tops, 0)
            self.parts.append(")")
        elif kind == 5:
            self.parts += ["([]", "c:"]
            self.expression(known, tops, depth - 1)
            self.parts.append(";d:")
            self.expression(known, tops, depth - 1)
            self.parts.append(")")
        elif kind == 6:
            self.parts += ["(select ", "m:"]
            self.parts += [self.random.choice(known), "+", "price", " from ", self.random.choice(known), ")"]
        elif kind == 7:
            self.parts += ["(1;"]
            self.expression(known, tops, depth - 1)
            self.parts.append(")")
        else:
            self.parts.append("(")
            self.expression(known, tops, depth - 1)
            self.parts += [")", self.random.choice("+-*,")]
            self.expression(known, tops, depth - 1)


def written(parts: list[Part], pool: tuple[str, ...], layout: random.Random | None = None) -> str:
    """The program's text: each variable's name is from the pool, and what stands at the top has names of its own."""
    found = []
    for part in parts:
        found.append(part if isinstance(part, str) else pool[part[1]] + "q" * (part[0] == 0))
        if layout and part in (";", "{", "]", "+", ","):
            found.append(layout.choice(("", " ", "\n  ", " / why\n ", "\r\n\t")))
        elif layout and part == "\n":
            found.append(layout.choice(COMMENTS) + "\n")
    return "".join(found)


def numbered(parts: list[Part]) -> list[str | int]:
    """The parts with variables numbered in the order in which they appear."""
    numbers: dict[Part, int] = {}
    return [part if isinstance(part, str) else numbers.setdefault(part, len(numbers)) for part in parts]


@pytest.mark.parametrize("seed", range(150))
def test_names_and_layout_do_not_count_but_variables_do(seed: int) -> None:
    chance = random.Random(seed)
    parts = Writer(seed).program()
    code, other = written(parts, POOLS[0]), written(parts, POOLS[1], chance)
    assert not has_errors(code), code
    assert normalise(code) == normalise(other), f"{code}\n-- and --\n{other}"

    place = chance.choice([place for place, part in enumerate(parts) if isinstance(part, tuple)])
    same_scope = sorted({part for part in parts if isinstance(part, tuple) and part[0] == parts[place][0]})
    swapped = [*parts[:place], chance.choice(same_scope), *parts[place + 1 :]]
    if numbered(swapped) != numbered(parts):
        assert normalise(written(swapped, POOLS[1])) != normalise(code), code
