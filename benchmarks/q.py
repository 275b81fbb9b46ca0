"""The embedded q against CPython, numpy and functools.reduce: ratios of CPU time, all taken in one run.

Every figure is the least of several repetitions, q and its rival in turn. The last line sums up; the exit status is 1
where a bound is missed.

    python -m benchmarks.q [--items 10000000]
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.session import Session
from qforge.languages.q.interpreter.values import Vector, longs

LOOP = "s:0;i:0;while[i<1000000;s+:i*i mod 7;i+:1];s"
SOURCE = """\
/ moving statistics of trades by symbol
window:20
clean:{[t] select from t where price>0,size>0,sym in `a`b`c}
vwap:{[t] select vwap:size wavg price,total:sum size by sym,5 xbar time.minute from clean t}
f:{[n] $[n<2;n;.z.s[n-1]+.z.s n-2]}
spread:{[bid;ask] d:ask-bid; d:d*1e4%0.5*ask+bid; (avg d;dev d;max d)}
words:{[s] {x where 0<count each x} " " vs lower s except ".,;:!?"}
primes:{[n] s:n#1b; s[0 1]:0b; i:2; while[n>i*i; if[s i; s[(i*i)+i*til 1+(n-1+i*i) div i]:0b]; i+:1]; where s}
r:{x,sum -2#x}/[10;1 1]
"""


@dataclass(frozen=True, slots=True)
class Race:
    """A comparison: both in seconds of CPU time; `bound` is the most that q may take as a multiple."""

    name: str
    q: Callable[[], Any]
    rival: Callable[[], Any]
    bound: float
    repetitions: int = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, its unit, and whether it is within its bound."""

    name: str
    value: float
    unit: str
    bound: float
    good: bool
    detail: str = ""


def main() -> int:
    """Run everything; the exit status tells whether all bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000_000, help="length of the vectors")
    parser.add_argument("--only", default="", help="run what has this in its name")
    options = parser.parse_args()
    figures = []
    for figure in _figures(options.items, options.only):
        figures.append(figure)
        sign = "ok  " if figure.good else "MISS"
        value = f"{figure.value:8.2f} {figure.unit:5} bound {figure.bound:g}"
        print(f"{sign} {figure.name:32} {value}  {figure.detail}", flush=True)
    missed = [figure.name for figure in figures if not figure.good]
    good = len(figures) - len(missed)
    print(f"bench-q: {good} of {len(figures)} within their bounds; missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


def _figures(items: int, only: str) -> Iterator[Figure]:
    for race in (*_scalar_races(), *_vector_races(items)):
        if only in race.name:
            yield _run(race)
    if only in "fresh session":
        seconds = min(_seconds(lambda: Session().evaluate("1")) for _ in range(20))
        yield Figure("fresh session", seconds * 1000, "ms", 1.0, seconds < 0.001)
    if only in "parsing":
        source = SOURCE * (200_000 // len(SOURCE))
        rate = len(source) / min(_seconds(lambda: parse_script(source)) for _ in range(3)) / 1000
        yield Figure("parsing", rate, "kB/s", 300.0, rate >= 300.0)


def _run(race: Race) -> Figure:
    pairs = [(_seconds(race.q), _seconds(race.rival)) for _ in range(race.repetitions)]
    q, rival = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    ratio = q / rival
    return Figure(race.name, ratio, "x", race.bound, ratio <= race.bound, f"q {q:.4f} s, rival {rival:.4f} s")


def _seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


# ---- loops


def _python_loop() -> int:
    s = i = 0
    while i < 1_000_000:
        s += i * (i % 7)
        i += 1
    return s


def _scalar_races() -> list[Race]:
    session = Session()
    session.run(f"f:{{[] {LOOP}}}")
    numbers = list(range(1_000_000))
    session.set("a", longs(np.arange(1_000_000)))
    return [
        Race("while loop in a function", lambda: session.evaluate("f[]"), _python_loop, 6.0),
        Race("while loop over globals", lambda: session.run(LOOP), _python_loop, 6.0),
        Race("{x+y}/ of a million longs", lambda: session.evaluate("{x+y}/[a]"), lambda: _reduced(numbers), 4.0, 5),
    ]


def _reduced(numbers: list[int]) -> int:
    return functools.reduce(lambda x, y: x + y, numbers)


# ---- vectors


def _vector_races(n: int) -> Iterator[Race]:
    generator = np.random.default_rng(1)
    values = {
        "a": Vector(7, generator.integers(-1000, 1000, n)),
        "b": Vector(7, generator.integers(1, 1000, n)),
        "x": Vector(9, generator.standard_normal(n)),
        "y": Vector(9, generator.standard_normal(n)),
        "p": Vector(1, generator.integers(0, 2, n).astype(bool)),
    }
    session = Session()
    for name, value in values.items():
        session.set(name, value)
    few = np.array([3, 17, 99, 250, 999])
    for text, rival in _rivals(*(value.a for value in values.values()), few):
        yield Race(text, partial(session.evaluate, text + ";"), rival, 3.0)


def _rivals(a: Any, b: Any, x: Any, y: Any, p: Any, few: Any) -> list[tuple[str, Callable[[], Any]]]:
    """Expressions of q, and numpy doing the same; q compares floats within a tolerance, so numpy does as well."""
    tolerance = 2.0**-43
    return [
        ("a+b", partial(np.add, a, b)),
        ("a-b", partial(np.subtract, a, b)),
        ("a*b", partial(np.multiply, a, b)),
        ("a%b", partial(np.divide, a, b)),
        ("a&b", partial(np.minimum, a, b)),
        ("a|b", partial(np.maximum, a, b)),
        ("a<b", partial(np.less, a, b)),
        ("a=b", partial(np.equal, a, b)),
        ("a+1", partial(np.add, a, 1)),
        ("a mod 7", partial(np.mod, a, 7)),
        ("x+y", partial(np.add, x, y)),
        ("x*y", partial(np.multiply, x, y)),
        ("x&y", partial(np.fmin, x, y)),
        ("x<y", lambda: np.less(x, y - tolerance * np.abs(y))),
        ("x=y", lambda: np.abs(x - y) <= tolerance * np.maximum(np.abs(x), np.abs(y))),
        ("sum a", a.sum),
        ("sum x", x.sum),
        ("max a", a.max),
        ("min a", a.min),
        ("max x", x.max),
        ("avg a", a.mean),
        ("avg x", x.mean),
        ("sums a", a.cumsum),
        ("sums x", x.cumsum),
        ("maxs a", partial(np.maximum.accumulate, a)),
        ("deltas a", partial(np.diff, a, prepend=0)),
        ("distinct b", partial(np.unique, b)),
        ("asc a", partial(np.sort, a)),
        ("desc a", lambda: np.sort(a)[::-1]),
        ("iasc a", partial(np.argsort, a, kind="stable")),
        ("asc x", partial(np.sort, x)),
        ("iasc x", partial(np.argsort, x, kind="stable")),
        ("where p", partial(np.flatnonzero, p)),
        ("where a>b", lambda: np.flatnonzero(a > b)),
        ("b in 3 17 99 250 999", partial(np.isin, b, few)),
        ("a in b", partial(np.isin, a, b)),
        ("neg a", partial(np.negative, a)),
        ("not p", partial(np.logical_not, p)),
        ("reverse a", a[::-1].copy),
        ("a b", partial(np.take, a, b)),
        ("a,b", lambda: np.concatenate((a, b))),
        ("`float$a", partial(a.astype, np.float64)),
    ]


if __name__ == "__main__":
    sys.exit(main())
