"""An evaluation on the terminal, and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from qforge.evaluation.estimates import Interval, paired, pass_at_k
from qforge.evaluation.results import Result, Score, by, reasons, score
from qforge.evaluation.run import Finished
from qforge.record import Reason
from qforge.value import Json


def show(done: Finished, console: Console | None = None) -> None:
    """Print the scores, the rates and the reasons of failure."""
    console = console or Console()
    console.print(_scores(done))
    console.print()
    if counted := reasons(done.found):
        table = Table(title="Why samples failed", title_justify="left")
        table.add_column("reason")
        table.add_column("samples", justify="right")
        for reason, number in counted.items():
            table.add_row(reason, str(number))
        console.print(table)
        console.print()
    for line in closing_lines(done):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def scores(done: Finished) -> list[Score]:
    """Estimate the whole benchmark's score, then each topic's and each difficulty's."""
    groups: list[tuple[str, Sequence[Result]]] = [("all problems", done.found)]
    for kind in ("topic", "difficulty"):
        groups += [(f"{kind}: {name}", found) for name, found in by(kind, done.found).items()]
    return [score(name, found, done.k, done.bootstrap, done.seed) for name, found in groups]


def _scores(done: Finished) -> Table:
    table = Table(title=f"{done.model} on {done.name}", title_justify="left")
    table.add_column("")
    table.add_column("problems", justify="right")
    last = ""
    for k in done.k:
        table.add_column(f"pass@{k}", justify="right", no_wrap=True)
    for item in scores(done):
        kind, _, name = item.name.partition(": ")
        if kind != last and last:
            table.add_section()
        last = kind
        table.add_row(name or kind, str(item.problems), *(in_words(estimate) for estimate in item.pass_at.values()))
    return table


def in_words(estimate: Interval) -> str:
    """Write an estimate with its interval in per cent.

    >>> in_words(Interval(0.3, 0.214, 0.4))
    '30.0% [21.4, 40.0]'
    """
    return f"{estimate.value:.1%} [{estimate.low * 100:.1f}, {estimate.high * 100:.1f}]"


def closing_lines(done: Finished) -> list[str]:
    """Say what the scores rest on."""
    samples = sum(item.samples for item in done.found)
    passed = sum(item.passed for item in done.found)
    rates = _rates(done)
    lines = [
        f"{samples} samples of {len(done.found)} problems; {rates['compile_rate']:.1%} parse; "
        f"{rates['idiom_share']:.1%} of the {passed} right ones do not loop",
        f"brackets: {done.bootstrap.confidence:.0%} bootstrap interval over problems",
        f"judged by {done.runtime}",
    ]
    if done.left_out:
        lines.append(f"{len(done.left_out)} problems of the benchmark can't be judged and are left out of every score")
    lacking = sum(item.reasons.get(Reason.UNSUPPORTED, 0) for item in done.found)
    if lacking:
        lines.append(f"{lacking} samples use what this runtime lacks and count as failed: true scores can be higher")
    return lines


def _rates(done: Finished) -> dict[str, float]:
    samples = sum(item.samples for item in done.found)
    passed = sum(item.passed for item in done.found)
    return {
        "compile_rate": sum(item.parsed for item in done.found) / samples,
        "idiom_share": sum(item.idiomatic for item in done.found) / passed if passed else 0.0,
    }


def summary(done: Finished) -> dict[str, Any]:
    """Give the same for machines."""
    found: Json = [
        {
            "name": item.name,
            "problems": item.problems,
            "pass": {str(k): dict(estimate._asdict()) for k, estimate in item.pass_at.items()},
        }
        for item in scores(done)
    ]
    return {
        "name": done.name,
        "model": done.model,
        "runtime": done.runtime,
        "scores": found,
        **_rates(done),
        "reasons": reasons(done.found),
        "left_out": done.left_out,
    }


def comparison(first: Finished, second: Finished) -> dict[int, Interval]:
    """Give for each k that both have how much higher the second scores, over the problems that both have."""
    chosen = {"resamples": first.bootstrap.resamples, "confidence": first.bootstrap.confidence, "seed": first.seed}

    def values(done: Finished, k: int) -> dict[str, float]:
        return {item.problem: pass_at_k(item.samples, item.passed, k) for item in done.found}

    common = [k for k in first.k if k in second.k]
    return {k: paired(values(first, k), values(second, k), **chosen) for k in common}  # type: ignore[arg-type]


def show_comparison(first: Finished, second: Finished, console: Console | None = None) -> None:
    """Print both runs side by side, over the problems that both have, and whether they differ beyond chance."""
    console = console or Console()
    common = {item.problem for item in first.found} & {item.problem for item in second.found}
    table = Table(title=f"{second.model} against {first.model}, {len(common)} problems", title_justify="left")
    for name in ("", first.name, second.name, "difference", ""):
        table.add_column(name, justify="right")
    for k, difference in comparison(first, second).items():
        sides = [_mean(done, common, k) for done in (first, second)]
        clear = "" if difference.low <= 0 <= difference.high else "beyond chance"
        table.add_row(f"pass@{k}", *(f"{side:.1%}" for side in sides), in_words(difference), clear)
    console.print(table)


def _mean(done: Finished, problems: set[str], k: int) -> float:
    values = [pass_at_k(item.samples, item.passed, k) for item in done.found if item.problem in problems]
    return sum(values) / len(values)
