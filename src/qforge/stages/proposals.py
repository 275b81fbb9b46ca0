"""New inputs for a problem that brings no generator: its cases' arguments, varied within their types and form.

Edge cases come first: each argument at its smallest, largest, empty, single, repeated. Then arguments are varied and
drawn. An input is *inside* where it keeps all that the cases' arguments have in common (sign, characters, order,
relations between arguments, see `learning` and `relations`), else *outside*. Whether an input is valid is for the
reference to say; nothing here runs one.
"""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qforge.signature import Types
from qforge.stages.forms import Form
from qforge.stages.learning import Context, learn
from qforge.stages.relations import learn_relations, repaired
from qforge.value import Json, canonical, encode

PATIENCE = 400
"""So many tries in a row that give nothing new, and there is nothing new."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """Distinct inputs in JSON form, edge cases first; `exhausted`: there seem to be no others of their kind."""

    inputs: tuple[tuple[Json, ...], ...]
    exhausted: bool


class Proposer:
    """Makes inputs like those that were seen."""

    def __init__(self, seen: Sequence[tuple[Any, ...]], types: Types, source: str, reach: int = 2) -> None:
        """Learn what the inputs have in common.

        Args:
            seen: the arguments of each case, as Python values; at least one.
            source: the reference's, whose constants are numbers and texts of interest.
            reach: numbers go up to so many times the largest one seen.
        """
        context = Context(tuple(constants(source)), reach)
        columns = zip(*seen, strict=True)
        self._forms: list[Form] = [
            learn(list(column), type_, context) for column, type_ in zip(columns, types.parameters, strict=True)
        ]
        self._relations = learn_relations(seen)
        self._seen = list(seen)

    def propose(self, count: int, seed: str, known: Sequence[tuple[Json, ...]], *, wild: bool = False) -> Proposals:
        """Make up to `count` inputs that are not among the known ones; `wild` ones may be outside."""
        rng = random.Random(seed)
        taken = {canonical(list(arguments)) for arguments in known}
        made: list[tuple[Json, ...]] = []
        idle = 0
        for arguments in self._stream(rng, wild=wild):
            if len(made) == count or idle > PATIENCE:
                break
            kept = arguments if wild else repaired(arguments, self._relations)
            written = None if kept is None else tuple(encode(argument) for argument in kept)
            text = "" if written is None else canonical(list(written))
            if written is None or text in taken or len(text) > 4000:
                idle += 1
                continue
            idle = 0
            taken.add(text)
            made.append(written)
            if kept is not None and len(self._seen) < 200:
                self._seen.append(kept)
        return Proposals(tuple(made), exhausted=len(made) < count)

    def _stream(self, rng: random.Random, *, wild: bool) -> Iterator[tuple[Any, ...]]:
        base = list(self._seen)
        if not wild:
            yield from self._edges(base)
        while True:
            arguments = list(rng.choice(self._seen if rng.random() < 0.5 else base))
            if rng.random() < 0.25:
                yield tuple(form.draw(rng, wild=wild) for form in self._forms)
                continue
            for _ in range(rng.choice((1, 1, 2, 3))):
                at = rng.randrange(len(arguments))
                arguments[at] = self._forms[at].vary(arguments[at], rng, wild=wild)
            yield tuple(arguments)

    def _edges(self, base: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        edges = [form.edges() for form in self._forms]
        for at, values in enumerate(edges):
            for number, value in enumerate(values):
                arguments = base[number % len(base)]
                yield (*arguments[:at], value, *arguments[at + 1 :])
        if len(edges) > 1 and all(edges):
            for number in range(max(len(values) for values in edges)):
                yield tuple(values[number % len(values)] for values in edges)


def constants(source: str) -> list[Any]:
    """List the numbers and texts in a source, in their order, docstrings left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return []
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in statements]
    return [value for value in dict.fromkeys(found) if type(value) in (int, float, str)][:40]
