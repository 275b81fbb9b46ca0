"""Whatever the source, parsing ends soon, and the tree spans it."""

from __future__ import annotations

import time

import pytest

from qforge.languages.q.grammar import has_errors, parse
from tests.grammars.programs import mutated, random_tokens, transcript_inputs

MOST_SECONDS = 5.0
"""CPU seconds for one test; each takes below one."""


def check(programs: list[str]) -> None:
    started = time.process_time()
    for program in programs:
        root = parse(program).root_node
        assert root.end_byte <= len(program.encode("utf-8", "surrogatepass"))
        assert root.has_error == bool(has_errors(program)), program
    assert time.process_time() - started < MOST_SECONDS


def test_random_tokens() -> None:
    check(random_tokens(4000, seed=3))


def test_broken_programs() -> None:
    check(mutated(transcript_inputs(), 4000, seed=4))


def test_the_same_source_has_the_same_tree() -> None:
    for program in random_tokens(300, seed=6):
        assert str(parse(program).root_node) == str(parse(program).root_node)


@pytest.mark.parametrize(
    "program",
    [
        "(" * 20_000,
        "{" * 20_000,
        "(" * 20_000 + "1" + ")" * 20_000,
        "a:" * 20_000 + "1",
        "'" * 20_000,
        "-" * 50_000,
        '"' * 50_001,
        "1 2h " * 20_000,
        " ".join(map(str, range(100_000))),
        "0" * 100_000,
        "0x" + "f" * 100_000,
        "01" * 50_000 + "b",
        "`a" * 50_000,
        "f:{\n" + "/ remark\n" * 20_000 + " x}",
        "\n" * 100_000,
        "/\n" * 50_000,
        "select a from " * 5_000,
        "x\n" * 50_000,
    ],
    ids=lambda program: program[:12],
)
def test_long_and_deep_sources(program: str) -> None:
    check([program])
