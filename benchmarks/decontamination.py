"""How many rewritten benchmark problems each layer finds, and how many innocents it flags, beside n-gram baselines.

    python -m benchmarks.decontamination [--innocents 974]

HumanEval was rewritten by a model, in Python and in C, so that checks of n-grams pass (lm-sys/llm-decontaminator): line
n is problem n. A text counts as found where the finding names that very problem; empty texts are left out.
MBPP stands for the innocents, although some of its problems are HumanEval's in truth.

A rewritten text becomes a problem as it would stand in a source: one for each function, its docstring as the statement,
and as cases the calls that the docstring shows, with the results that the text's own program gives.

Bounds: at least 0.85 of the Python texts are found, and at most 2% of MBPP flagged.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qforge import plugins
from qforge.config.plugin import Plugin
from qforge.languages.base import Examiner, Limits
from qforge.languages.python import examiner
from qforge.languages.python.agreement import agrees
from qforge.ledger import Ledger
from qforge.parallel import ordered_map
from qforge.pipeline.decontamination import examine_benchmarks, read_benchmark
from qforge.pipeline.journal import Journal
from qforge.progress import Silent
from qforge.record import Case, CheckedProblem, Comparison, Difficulty, Origin, Problem, Reference
from qforge.signature import Parameter, Signature
from qforge.similarity.shingles import sets, shingle
from qforge.sources.humaneval import annotated_type
from qforge.stages.decontaminate import Decontaminator, Findings, Member, Settings
from qforge.stages.likeness import Aspect, problem_tokens, statement_tokens
from qforge.stages.resemblance import Layer, text
from qforge.store import Store
from qforge.value import NotEncodableError, encode

SHARED = Path(__file__).parents[2] / "shared"
LEAST_RECALL, MOST_FLAGGED = 0.85, 0.02
WORKERS = 2
LIMITS = Limits(10.0, 1024, 1024)
ORIGIN = Origin("rewritten", "", "Apache-2.0", "lm-sys/llm-decontaminator")


class Text(NamedTuple):
    """A rewritten problem: the number of the one it was made from, and what it reads as."""

    number: int
    checked: CheckedProblem


class Row(NamedTuple):
    """One method: numbers of the texts found in Python and in C (None: can't be judged), and of innocents flagged."""

    method: str
    python: set[int]
    c: set[int] | None
    flagged: set[int]


def main() -> int:
    """Print the table; give 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--innocents", type=int, default=974, help="how many problems of MBPP are judged")
    innocents = parser.parse_args().innocents
    if not SHARED.is_dir():
        print("bench-decontamination: skipped, there is no folder ../shared beside the repository")
        return 0
    runner = examiner(LIMITS, "auto")
    humaneval = _members("humaneval", runner)
    python, c = list(_python_texts(runner)), list(_c_texts())
    mbpp = [Text(n, item.checked) for n, item in enumerate(_members("mbpp", runner, innocents))]
    rows = [*_baselines(humaneval, python, c, mbpp), *_layers(humaneval, runner, (python, c, mbpp))]
    return _judged(rows, [len({item.number for item in texts}) for texts in (python, c, mbpp)])


def _members(name: str, runner: Examiner, limit: int | None = None) -> list[Member]:
    """Read a benchmark and run its references on their own tests."""
    module = plugins.load("qforge.sources", name)
    settings = module.Settings(path=SHARED / "problems" / f"{name}.jsonl", limit=limit)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        journal = Journal(store, Ledger(), Silent())
        benchmark = read_benchmark(Plugin("sources", name, module, settings))
        return _timed(f"run {name}", lambda: examine_benchmarks([benchmark], runner, journal, WORKERS, run=True))


def _timed(what: str, make: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    made = make()
    print(f"{what}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return made


def _lines(name: str) -> Iterator[tuple[int, str]]:
    path = SHARED / "contamination" / f"humaneval_paraphrased_{name}.jsonl"
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        content = json.loads(line)["text"].strip()
        if content:
            yield number, content


def _python_texts(runner: Examiner) -> Iterator[Text]:
    for number, content in _lines("python"):
        try:
            functions = [node for node in ast.parse(content).body if isinstance(node, ast.FunctionDef)]
        except SyntaxError:
            functions = []
        if not functions:
            yield Text(number, _problem(number, content, None, Signature("none", (), "any")))
        for function in functions:
            named = tuple(Parameter(item.arg, annotated_type(item.annotation)) for item in function.args.args)
            signature = Signature(function.name, named, annotated_type(function.returns))
            docstring = ast.get_docstring(function) or ""
            made = _problem(number, docstring, Reference("python", content), signature)
            calls = [call for call in _shown_calls(docstring, function.name) if len(call) == len(named)]
            cases = runner.probe(made.problem, calls, 0.1) if calls else ()
            yield Text(number, _with(made, [case for case in cases if case.known]))


def _c_texts() -> Iterator[Text]:
    for number, content in _lines("c"):
        code = "\n".join(re.findall(r"```\w*\n(.*?)```", content, re.DOTALL)) or content
        prose = re.sub(r"```.*?```", "", content, flags=re.DOTALL)
        yield Text(number, _problem(number, prose, Reference("c", code), Signature("none", (), "any")))


def _problem(number: int, statement: str, reference: Reference | None, signature: Signature) -> CheckedProblem:
    named, hard = f"rewritten/{number}", Difficulty.UNKNOWN
    problem = Problem(named, "unsorted", hard, statement, signature, reference, (), "", Comparison(), ORIGIN)
    return CheckedProblem(problem, signature, (), "")


def _with(made: CheckedProblem, cases: Sequence[Case]) -> CheckedProblem:
    return CheckedProblem(made.problem, made.signature, tuple(cases), "reference")


def _shown_calls(docstring: str, name: str) -> list[tuple[Any, ...]]:
    """Find the calls with literal arguments that a docstring shows."""
    calls = []
    for at in [match.start() for match in re.finditer(rf"\b{re.escape(name)}\(", docstring)]:
        for end in [match.end() for match in re.finditer(r"\)", docstring[at : at + 400])]:
            try:
                call = ast.parse(docstring[at : at + end], mode="eval").body
                if isinstance(call, ast.Call):
                    calls.append(tuple(encode(ast.literal_eval(item)) for item in call.args))
                break
            except SyntaxError:
                continue
            except (ValueError, NotEncodableError):
                break
    return calls


def _baselines(
    humaneval: Sequence[Member], python: Sequence[Text], c: Sequence[Text], mbpp: Sequence[Text]
) -> Iterator[Row]:
    """What the field does: any common n-gram of words, and a Jaccard index over a threshold."""
    problems = [member.checked.problem for member in humaneval]

    def grams(size: int) -> Callable[[Problem], Sequence[str]]:
        return lambda problem: statement_tokens(text(problem))

    def tokens(problem: Problem) -> Sequence[str]:
        return problem_tokens(problem, Aspect.REFERENCE)

    for name, view, size, threshold in (
        ("any common 13-gram of words", grams(13), 13, 0.0),
        ("any common 8-gram of words", grams(8), 8, 0.0),
        ("Jaccard >= 0.7 of 5 tokens", tokens, 5, 0.7),
        ("Jaccard >= 0.5 of 5 tokens", tokens, 5, 0.5),
    ):
        known = list(sets(shingle([view(problem) for problem in problems], size)))

        def found(texts: Sequence[Text], anybody: bool) -> set[int]:
            hits = set()
            shingled = sets(shingle([view(item.checked.problem) for item in texts], size))  # noqa: B023
            for item, own in zip(texts, shingled, strict=True):
                against = known if anybody else [known[item.number]]  # noqa: B023
                if any(_alike(own, other, threshold) for other in against):  # noqa: B023
                    hits.add(item.number)
            return hits

        yield Row(name, found(python, False), found(c, False), found(mbpp, True))


def _alike(a: set[int], b: set[int], threshold: float) -> bool:
    shared = len(a & b)
    return shared > 0 and shared / (len(a) + len(b) - shared) >= threshold


def _layers(
    humaneval: Sequence[Member], runner: Examiner, texts: tuple[Sequence[Text], Sequence[Text], Sequence[Text]]
) -> Iterator[Row]:
    """Ours, layer by layer, and all together."""
    decontaminator = Decontaminator(humaneval, Settings(), runner, agrees, None)
    names = ("rewritten Python", "rewritten C", "MBPP")
    every: list[list[tuple[int, Findings]]] = [
        _timed(f"judge {name}", lambda group=group: ordered_map(_judge(decontaminator), group, WORKERS, lambda _: None))
        for name, group in zip(names, texts, strict=True)
    ]
    python, c, mbpp = every
    together: tuple[set[int], set[int], set[int]] = (set(), set(), set())
    for layer in (Layer.EXACT, Layer.NGRAM, Layer.CONTAINMENT, Layer.BEHAVIOUR):
        found = (_found(python, layer, True), _found(c, layer, True), _found(mbpp, layer, False))
        for total, one in zip(together, found, strict=True):
            total.update(one)
        yield Row(f"qforge: {layer}", found[0], None if layer is Layer.BEHAVIOUR else found[1], found[2])
    yield Row("qforge: all layers", *together)


def _judge(decontaminator: Decontaminator) -> Callable[[Text], tuple[int, Findings]]:
    return lambda item: (item.number, decontaminator.examine(item.checked))


def _found(judged: Sequence[tuple[int, Findings]], layer: Layer, own: bool) -> set[int]:
    """Give the texts that a layer found, `own`: as the problem they were made from."""
    hits = set()
    for number, findings in judged:
        named = {item.number for item in findings.resemblances if item.layer is layer}
        if layer is Layer.BEHAVIOUR:
            named = {item.number for item in findings.behaviours}
        if number in named or (named and not own):
            hits.add(number)
    return hits


def _judged(rows: Sequence[Row], counts: Sequence[int]) -> int:
    python, c, mbpp = counts
    heads = ("method", f"Python ({python})", f"C ({c})", f"MBPP flagged ({mbpp})")
    print(f"{heads[0]:32} {heads[1]:>14} {heads[2]:>14} {heads[3]:>20}")
    for row in rows:
        in_c = "-" if row.c is None else f"{len(row.c)} ({len(row.c) / c:.2f})"
        in_python = f"{len(row.python)} ({len(row.python) / python:.2f})"
        print(f"{row.method:32} {in_python:>14} {in_c:>14} {f'{len(row.flagged)} ({len(row.flagged) / mbpp:.1%})':>20}")
    recall, flagged = len(rows[-1].python) / python, len(rows[-1].flagged) / mbpp
    held = recall >= LEAST_RECALL and flagged <= MOST_FLAGGED
    print(
        f"bench-decontamination: {recall:.3f} of the rewritten Python texts found (at least {LEAST_RECALL}), "
        f"{flagged:.2%} of MBPP flagged (at most {MOST_FLAGGED:.0%}): {'ok' if held else 'MISSED'}"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
