"""Documents as sets of shingles, each a hash of 64 bits, for any number of documents in two arrays.

A shingle is a run of tokens. Its hash is a polynomial in the tokens' hashes (BLAKE2b), mixed; two different
shingles have the same hash with a probability of about 2**-64, and nothing else is lost, so that a Jaccard index
of such sets is that of the shingles. Every constant here stands in certificates: a change of one is a new `SCHEME`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

SCHEME = "blake2b-64/polynomial/fmix64"
MULTIPLIER = 0x9E3779B97F4A7C15
LOCAL_NAME = re.compile(r"\$\d+")
TOKENS_AT_ONCE = 1 << 17
"""Tokens that are hashed in one go: their arrays take a megabyte each, and stay near the processor."""
VOCABULARY_LIMIT = 1 << 20

Hashes: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Documents:
    """n sets of shingle hashes: document i has `hashes[starts[i]:starts[i + 1]]`, ascending and distinct."""

    hashes: Hashes
    starts: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> Numbers:
        """How many shingles each document has; at least one."""
        return np.diff(self.starts)

    def take(self, numbers: Numbers) -> Documents:
        """Give the documents of these numbers, in this order."""
        sizes = self.sizes[numbers]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        return Documents(self.hashes[spread(self.starts[numbers], sizes)], starts)


def spread(starts: Numbers, sizes: Numbers) -> Numbers:
    """Give the numbers start, start + 1, ... of each of several runs, one run behind the other.

    >>> spread(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Numbers = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - sizes), sizes)
    return numbers


def shingle(texts: Iterable[Sequence[str]], size: int) -> Documents:
    """Make the documents of several texts, each given as its tokens.

    Every run of `size` tokens is a shingle; a shorter text is one shingle of its own. Local names (``$0``,
    ``$1``, ...) are numbered anew within each shingle, so that one name more at the top of a program does not
    change every shingle below it.

    >>> shingle([["$4", "+", "$2"], ["$0", "+", "$1"], ["$0", "+", "$0"]], 3).hashes.tolist()[0:2] == [
    ...     int(shingle([["$1", "+", "$0"]], 3).hashes[0])] * 2
    True
    """
    vocabulary = _Vocabulary()
    parts, sizes = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for batch in _batches(texts, size):
        part, counts = _shingle_batch(batch, size, vocabulary)
        parts.append(part)
        sizes.append(counts)
    return Documents(np.concatenate(parts), np.concatenate(([0], np.cumsum(np.concatenate(sizes)))))


def mix64(values: Hashes) -> Hashes:
    """Apply the finalizer of MurmurHash3 (Austin Appleby, public domain), a bijection, in place."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values ^= values >> np.uint64(33)
        values *= np.uint64(multiplier)
    values ^= values >> np.uint64(33)
    return values


class _Vocabulary(dict[str | None, int]):
    """Tokens by number; a token that is met first gets the next number. None fills short texts up."""

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self) -> None:
        """Begin anew, to free memory."""
        self.clear()
        self._hashes: list[int] = []
        self._local: list[bool] = []
        self.__missing__(None)

    def __missing__(self, token: str | None) -> int:
        number = self[token] = len(self._hashes)
        self._hashes.append(0 if token is None else token_hash(token))
        self._local.append(token is not None and LOCAL_NAME.fullmatch(token) is not None)
        return number

    def arrays(self) -> tuple[Hashes, Flags]:
        """Give each number's hash, and whether it is a local name."""
        return np.array(self._hashes, np.uint64), np.array(self._local, np.bool_)


def token_hash(token: str) -> int:
    """Give a token's hash: 64 bits of BLAKE2b of its UTF-8 form, read as a little-endian number."""
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _batches(texts: Iterable[Sequence[str]], size: int) -> Iterator[list[Sequence[str | None]]]:
    batch: list[Sequence[str | None]] = []
    tokens = 0
    for text in texts:
        batch.append(text if len(text) >= size else [*text, *[None] * (size - len(text))])
        tokens += len(batch[-1])
        if tokens >= TOKENS_AT_ONCE:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def _shingle_batch(batch: Sequence[Sequence[str | None]], size: int, vocabulary: _Vocabulary) -> tuple[Hashes, Numbers]:
    """Give the shingle hashes of some texts of at least `size` tokens, one text behind the other, and their counts."""
    if len(vocabulary) > VOCABULARY_LIMIT:
        vocabulary.forget()
    lengths = np.fromiter(map(len, batch), np.int64, len(batch))
    numbers = np.fromiter(map(vocabulary.__getitem__, chain.from_iterable(batch)), np.int64, int(lengths.sum()))
    windows = lengths - size + 1
    at = spread(np.cumsum(lengths) - lengths, windows)
    hashes = _window_hashes(numbers, at, size, vocabulary)
    starts = np.concatenate(([0], np.cumsum(windows)))
    for start, end in zip(starts.tolist(), starts[1:].tolist(), strict=False):
        hashes[start:end].sort()
    first = np.ones(len(hashes), np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    first[starts[:-1]] = True
    return hashes[first], np.add.reduceat(first, starts[:-1], dtype=np.int64)


def _window_hashes(numbers: Numbers, at: Numbers, size: int, vocabulary: _Vocabulary) -> Hashes:
    """Hash the window of `size` tokens that begins at each place."""
    hash_of, is_local = vocabulary.arrays()
    hashes, local = hash_of[numbers], is_local[numbers]
    windows = len(hashes) - size + 1
    combined = hashes[:windows].copy()
    for offset in range(1, size):
        combined *= np.uint64(MULTIPLIER)
        combined += hashes[offset : offset + windows]
    combined = combined[at]
    places = np.flatnonzero(local)
    if len(places):
        before = np.concatenate(([0], np.cumsum(local)))
        touched = np.flatnonzero(before[at + size] > before[at])
        combined[touched] = _renumbered(numbers, at[touched], size, (hashes, local))
    return mix64(combined)


def _renumbered(numbers: Numbers, at: Numbers, size: int, known: tuple[Hashes, Flags]) -> Hashes:
    """Combine windows with local names in them, these numbered by their first place in the window."""
    hashes, local = known
    name_of = np.array([token_hash(f"${number}") for number in range(size)], np.uint64)
    tokens = [numbers[at + offset] for offset in range(size)]
    given: list[NDArray[np.int8]] = []
    count = np.zeros(len(at), np.int8)
    combined = np.zeros(len(at), np.uint64)
    for offset in range(size):
        here = local[at + offset]
        number = np.full(len(at), -1, np.int8)
        for earlier in range(offset):
            np.copyto(number, given[earlier], where=tokens[earlier] == tokens[offset])
        fresh = here & (number < 0)
        number[fresh] = count[fresh]
        count += fresh
        number[~here] = -1
        given.append(number)
        combined *= np.uint64(MULTIPLIER)
        combined += np.where(here, name_of[number], hashes[at + offset])
    return combined


def sets(documents: Documents) -> Iterator[set[int]]:
    """Give each document as a set of numbers: for tests and for people, not for many documents."""
    bounds: Any = documents.starts.tolist()
    for start, end in zip(bounds, islice(bounds, 1, None), strict=False):
        yield set(documents.hashes[start:end].tolist())
