"""Generated documents with planted near-duplicates, and a slow, plain judge of them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

LOCAL = re.compile(r"\$\d+")


def shingle_set(tokens: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    """The shingles themselves, local names numbered within each."""
    return frozenset(_renumbered(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1)))


def _renumbered(tokens: Sequence[str]) -> tuple[str, ...]:
    numbers: dict[str, str] = {}
    return tuple(numbers.setdefault(token, f"${len(numbers)}") if LOCAL.fullmatch(token) else token for token in tokens)


def jaccard(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    return len(a & b) / len(a | b)


def planted(count: int, seed: int) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """So many documents of 20 to 120 tokens, and the pairs in them that were made alike, at 0.5 to 0.95."""
    chance = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(400)] + [f"${number}" for number in range(8)] * 20
    documents = [chance.choices(vocabulary, k=chance.randint(20, 120)) for _ in range(count)]
    pairs = []
    for number in range(count // 5):
        copy = list(documents[number])
        aimed = chance.uniform(0.5, 0.95)
        for _ in range(max(1, round(len(copy) * (1 - aimed) / (1 + aimed) / 5))):
            copy[chance.randrange(len(copy))] = f"n{chance.random()}"
        pairs.append((number, len(documents)))
        documents.append(copy)
    return documents, pairs
