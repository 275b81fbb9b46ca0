"""How many programs are judged: by the embedded q, by a sandboxed q process each, by a bare process each; and at size.

    python -m benchmarks.throughput                       a minute or two
    python -m benchmarks.throughput --candidates 100000   the whole growth

Rates are per second of one core, counted as processor time of this process and all that it started, so that other work
on the machine does not count; in the sandbox landlock, since a namespace takes the times of its processes with it.
Exit status 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from qforge.languages.base import Halt, Limits, Program, Runtime
from qforge.languages.q.compare import differs
from qforge.languages.q.runtimes import embedded, executable
from qforge.record import Comparison
from qforge.signature import parse_type

LIMITS = Limits(cpu_seconds=5.0, memory_megabytes=512, output_kilobytes=1024)
Q = str(Path(sys.executable).with_name("qforge-q"))
CASES = 20

ISOLATION = "landlock"

TIMES_A_PROCESS = 20.0
"""The embedded q must judge at least so many times what a sandboxed process for each program does."""
GROWTH, GROWTH_MEGABYTES = 1.3, 64
"""The last tenth of the programs may take so many times the processor time of the first, and so much more memory."""


def program(number: int) -> Program:
    """A program of its own text with CASES calls: a sum of squares over a threshold."""
    calls = tuple((" ".join(str((number + case + item) % 97) for item in range(8)), str(case)) for case in range(CASES))
    return Program(f"limit{number}:{{x where x>y}}\nf:{{[v;t] sum {{x*x}} each limit{number}[v;t]}}", "f", calls)


def right(number: int) -> list[int]:
    """What the program gives."""
    vectors = [[(number + case + item) % 97 for item in range(8)] for case in range(CASES)]
    return [sum(value * value for value in vector if value > case) for case, vector in enumerate(vectors)]


def judge(runtime: Runtime, number: int) -> None:
    """Run a program and compare every value, as a build does."""
    execution = runtime.execute(program(number))
    assert execution.halt is Halt.COMPLETED, execution
    for expected, got in zip(right(number), execution.results, strict=True):
        assert got.frame is not None, got
        assert differs(expected, got.frame, INT, Comparison()) is None, (number, expected, got)


INT = parse_type("int")


def bare(number: int) -> None:
    """Run a program in a process without a sandbox, its calls on standard input."""
    asked = program(number)
    lines = [*asked.code.split("\n"), *(f"f[{';'.join(call)}]" for call in asked.calls)]
    done = subprocess.run([Q, "-q"], input="\n".join(lines), capture_output=True, text=True, check=True)
    assert [int(line) for line in done.stdout.split()] == right(number)


def cpu_seconds() -> float:
    """Processor time of this process and of all that it started and that has ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def rate(work: Callable[[int], object], numbers: Iterable[int], end: Callable[[], object] = lambda: None) -> float:
    """Programs a second of one core; `end` ends what was started, so that its time counts."""
    begun, count = cpu_seconds(), 0
    for number in numbers:
        work(number)
        count += 1
    end()
    return count / (cpu_seconds() - begun)


@dataclass(frozen=True, slots=True)
class Part:
    """A tenth of the growth: programs a second of one core, and megabytes that this process takes."""

    programs: int
    rate: float
    megabytes: int


def growth(candidates: int) -> list[Part]:
    """Judge so many programs in one pool's runtime; its worker is ended after each tenth, so that its time counts."""
    runtime = embedded.start(embedded.Settings(), LIMITS, ISOLATION)
    parts = []
    for tenth in range(10):
        numbers = range(tenth * candidates // 10, (tenth + 1) * candidates // 10)
        found = rate(lambda number: judge(runtime, number), numbers, runtime.close)
        parts.append(Part(numbers.stop, found, _megabytes()))
    return parts


def _megabytes() -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) >> 10
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=5000, help="programs of the growth (5000)")
    parser.add_argument("--processes", type=int, default=20, help="programs of which each has a process (20)")
    asked = parser.parse_args(arguments)

    warm = embedded.start(embedded.Settings(), LIMITS, ISOLATION)
    fast = rate(lambda number: judge(warm, number), range(1000), warm.close)
    sandboxed = executable.start(executable.Settings(path=Q), LIMITS, ISOLATION)
    slow = rate(lambda number: judge(sandboxed, number), range(asked.processes))
    bare_rate = rate(bare, range(asked.processes))
    print(f"programs of {CASES} cases judged a second of one core")
    print(f"  embedded, {warm.sandbox:40} {fast:8.0f}")
    print(f"  a process each, {sandboxed.sandbox:34} {slow:8.1f}")
    print(f"  a process each, bare {'':29} {bare_rate:8.1f}")
    parts = growth(asked.candidates)
    for part in parts:
        print(f"  after {part.programs:7} programs {part.rate:8.0f} a second, {part.megabytes:5} MB")
    slower = parts[0].rate / parts[-1].rate
    more = parts[-1].megabytes - parts[0].megabytes
    missed = []
    if fast < TIMES_A_PROCESS * slow:
        missed.append(f"embedded is {fast / slow:.0f} times a sandboxed process, under {TIMES_A_PROCESS:g}")
    if slower > GROWTH:
        missed.append(f"the last tenth takes {slower:.2f} times the first, over {GROWTH}")
    if more > GROWTH_MEGABYTES:
        missed.append(f"memory grew by {more} MB, over {GROWTH_MEGABYTES}")
    verdict = "; ".join(missed) if missed else "within bounds"
    print(
        f"throughput: embedded {fast / slow:.0f} times a sandboxed process, {fast / bare_rate:.0f} times a bare one; "
        f"at {asked.candidates} programs {slower:.2f} times the time, {more:+} MB: {verdict}"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
