"""Near-duplicates and the join of splits at scale, against datasketch's own bulk path and rensa.

Documents are generated: 200 to 1,500 characters of code, 20% of them near-duplicates of others at a Jaccard index of
0.5 to 0.95. Every engine starts from the same texts, runs in a process of its own, and is measured in CPU seconds and
in memory that it needs beyond the texts. Recall and precision are judged by the shingles themselves.

    python -m benchmarks.separation [--sizes 10000 100000 500000] [--million]

The last line sums up; the exit status is 1 where a bound is missed. --million runs a million rows through
deduplication, groups and splits instead, and tells the peak of memory.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

THRESHOLD = 0.7
SIZE = 5
PERMUTATIONS = 128
BANDS = (25, 5)
PLANTED = 0.2
FEW, REPETITIONS = 50_000, 3
TRAIN, EVAL = 100_000, 10_000
WORDS = ["total", "count", "first", "last", "index", "value", "item", "price", "size", "rows", "key"]
SIGNS = ["(", ")", "[", "]", ";", ":", ",", "+", "-", "*", "=", "<", "{", "}", ".", "%"]

Pairs: TypeAlias = "set[tuple[int, int]]"


@dataclass(frozen=True, slots=True)
class Figure:
    """What one engine did with one number of documents; memory in kB a document beyond the texts."""

    engine: str
    documents: int
    a_second: float
    kilobytes: float
    recall: float
    precision: float


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, and the pairs that were planted."""

    texts: list[str]
    planted: list[tuple[int, int]]


def generate(count: int, seed: int = 1) -> Corpus:
    """Generate so many texts."""
    chance = random.Random(seed)
    names = [f"{a}{b}" for a in WORDS for b in range(90)]
    weights = np.cumsum(1 / np.arange(1, len(names) + 1)).tolist()
    originals = round(count / (1 + PLANTED))
    texts = []
    for _ in range(originals):
        words = chance.choices(names, cum_weights=weights, k=chance.randint(20, 140))
        texts.append(
            " ".join(f"{word} {sign}" for word, sign in zip(words, chance.choices(SIGNS, k=len(words)), strict=True))
        )
    planted = []
    for number in chance.sample(range(originals), count - originals):
        planted.append((number, len(texts)))
        texts.append(_near(texts[number], chance))
    return Corpus(texts, planted)


def _near(text: str, chance: random.Random) -> str:
    """Change so many tokens that the Jaccard index falls to one of 0.5 to 0.95; each spoils `SIZE` shingles."""
    tokens = text.split(" ")
    aimed = chance.uniform(0.5, 0.95)
    for _ in range(max(1, round(len(tokens) * (1 - aimed) / (1 + aimed) / SIZE))):
        tokens[chance.randrange(len(tokens))] = f"n{chance.randrange(10**9)}"
    return " ".join(tokens)


def tokenised(texts: Sequence[str]) -> Iterator[list[str]]:
    """Give the tokens of each text; they are parted by blanks, so that no engine is measured by a tokeniser."""
    return (text.split(" ") for text in texts)


def qforge_pairs(texts: Sequence[str]) -> Pairs:
    """Run qforge's own engine."""
    from qforge.similarity.alike import find_alike
    from qforge.similarity.shingles import shingle

    found = find_alike(shingle(tokenised(texts), SIZE), THRESHOLD, PERMUTATIONS, 1)
    same = {(first, number) for number, first in enumerate(found.same) if first != number}
    return same | {(pair.first, pair.second) for pair in found.pairs}


def datasketch_pairs(texts: Sequence[str]) -> Pairs:
    """Run datasketch as its documentation says: sketches in bulk, an index, candidates held against their estimate."""
    from datasketch import MinHash, MinHashLSH

    sketches = MinHash.bulk((_byte_shingles(tokens) for tokens in tokenised(texts)), num_perm=PERMUTATIONS)
    index = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)
    with index.insertion_session() as session:
        for number, sketch in enumerate(sketches):
            session.insert(number, sketch, check_duplication=False)
    found = set()
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if other > number and sketch.jaccard(sketches[other]) >= THRESHOLD:
                found.add((number, other))
    return found


def rensa_pairs(texts: Sequence[str]) -> Pairs:
    """Run rensa in the same way."""
    from rensa import RMinHash, RMinHashLSH

    permutations = BANDS[0] * BANDS[1]  # which rensa wants to be the same
    sketches = RMinHash.from_token_sets((_byte_shingles(tokens) for tokens in tokenised(texts)), permutations, 1)
    index = RMinHashLSH(THRESHOLD, permutations, BANDS[0])
    index.insert_many(sketches)
    found = set()
    for number, others in enumerate(index.query_all(sketches)):
        for other in others:
            if other > number and sketches[number].jaccard(sketches[other]) >= THRESHOLD:
                found.add((number, other))
    return found


def _byte_shingles(tokens: Sequence[str]) -> list[bytes]:
    return [" ".join(tokens[at : at + SIZE]).encode() for at in range(max(1, len(tokens) - SIZE + 1))]


def _index(text_of: Callable[[int], str], one: int, other: int) -> float:
    a, b = (set(_byte_shingles(text_of(number).split(" "))) for number in (one, other))
    return len(a & b) / len(a | b)


ENGINES: dict[str, Callable[[Sequence[str]], Pairs]] = {
    "qforge": qforge_pairs,
    "datasketch": datasketch_pairs,
    "rensa": rensa_pairs,
}


def measure(engine: str, count: int) -> Figure:
    """Run an engine over so many documents, each time in a process of its own; give the fastest of several times."""
    figures = []
    for _ in range(REPETITIONS if count < FEW else 1):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures.append(pool.apply(_measured, (engine, count)))
    return max(figures, key=lambda figure: figure.a_second)


def _measured(engine: str, count: int) -> Figure:
    corpus = generate(count)
    run = ENGINES[engine]
    run(corpus.texts[:200])  # what is imported and compiled at first use is no part of the figure
    before, started = _peak(), time.process_time()
    found = run(corpus.texts)
    seconds, used = time.process_time() - started, _peak() - before
    texts = corpus.texts.__getitem__
    true = {pair for pair in corpus.planted if _index(texts, *pair) >= THRESHOLD}
    wrong = sum(_index(texts, *pair) < THRESHOLD for pair in found)
    recall, precision = len(true & found) / len(true), 1 - wrong / max(1, len(found))
    return Figure(engine, count, count / seconds, used / count, recall, precision)


def _peak() -> int:
    """Give the most memory that this process had, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def join_figures() -> dict[str, float]:
    """Join train and eval exactly, and hold the pairs against the ones that were planted."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_joined)


def _joined() -> dict[str, float]:
    from qforge.similarity.join import join
    from qforge.similarity.shingles import shingle

    chance = random.Random(2)
    train = generate(TRAIN, seed=3).texts
    evaluation = generate(EVAL, seed=4).texts
    planted = [(chance.randrange(TRAIN), number) for number in chance.sample(range(EVAL), EVAL // 5)]
    for source, number in planted:
        evaluation[number] = _near(train[source], chance)
    documents = shingle(tokenised([*train, *evaluation]), SIZE)
    before, started = _peak(), time.process_time()
    found = join(documents, np.arange(TRAIN), np.arange(TRAIN, TRAIN + EVAL), THRESHOLD)
    seconds, used = time.process_time() - started, _peak() - before
    pairs = {(pair.first, pair.second - TRAIN) for pair in found}
    text_of = [*train, *evaluation].__getitem__
    true = {pair for pair in planted if _index(text_of, pair[0], TRAIN + pair[1]) >= THRESHOLD}
    return {"seconds": seconds, "megabytes": used / 1024, "missed": len(true - pairs), "pairs": len(pairs)}


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that must hold: what, the value in words, and whether it does."""

    name: str
    value: str
    holds: bool


def bounds(figures: Sequence[Figure], joined: dict[str, float]) -> list[Bound]:
    """Judge the figures."""
    by = {(figure.engine, figure.documents): figure for figure in figures}
    own = [figure for figure in figures if figure.engine == "qforge"]
    judged = []
    for figure in own:
        for rival, times in (("datasketch", 5.0), ("rensa", 1.5)):
            if (rival, figure.documents) in by:
                ratio = figure.a_second / by[rival, figure.documents].a_second
                judged.append(Bound(f"{figure.documents:,} documents against {rival}", f"{ratio:.1f}x", ratio >= times))
        judged.append(Bound(f"{figure.documents:,}: memory", f"{figure.kilobytes:.1f} kB", figure.kilobytes < 6))
        judged.append(Bound(f"{figure.documents:,}: recall", f"{figure.recall:.4f}", figure.recall >= 0.99))
        judged.append(Bound(f"{figure.documents:,}: precision", f"{figure.precision:.4f}", figure.precision == 1))
    if len(own) > 1:
        few, many = own[0], own[-1]
        time_ratio = (many.documents / many.a_second) / (few.documents / few.a_second)
        exponent = math.log(time_ratio) / math.log(many.documents / few.documents)
        judged.append(Bound("growth exponent", f"{exponent:.2f}", exponent <= 1.15))
    judged.append(Bound("exact join of 100k and 10k", f"{joined['seconds']:.1f} s", joined["seconds"] < 30))
    judged.append(Bound("pairs that the join misses", f"{joined['missed']:.0f}", joined["missed"] == 0))
    return judged


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    print(f"{'engine':<12}{'documents':>10}{'a CPU second':>14}{'kB each':>9}{'recall':>8}{'precision':>11}")
    for item in figures:
        print(f"{item.engine:<12}{item.documents:>10,}{item.a_second:>14,.0f}{item.kilobytes:>9.1f}"
              f"{item.recall:>8.4f}{item.precision:>11.4f}", flush=True)  # fmt: skip


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 500_000])
    parser.add_argument("--million", action="store_true", help="a million rows through the whole path, for memory")
    arguments = parser.parse_args()
    if arguments.million:
        from benchmarks.million import run

        return run()
    engines = [name for name in ENGINES if name in ("qforge", "datasketch") or importlib.util.find_spec(name)]
    if "rensa" not in engines:
        print("rensa is not installed; its rows are left out")
    figures = [measure(engine, size) for size in arguments.sizes for engine in engines]
    show(figures)
    joined = join_figures()
    print("join", json.dumps({key: round(value, 2) for key, value in joined.items()}))
    judged = bounds(figures, joined)
    for bound in judged:
        print(f"{'ok  ' if bound.holds else 'MISS'} {bound.name}: {bound.value}")
    missed = sum(not bound.holds for bound in judged)
    print(f"separation: {len(judged) - missed} of {len(judged)} bounds held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
