"""The gate says where a program does not parse, and lets through what does."""

from __future__ import annotations

import pytest

from qforge.languages.q import gate


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("f:{x+1", "line 1, column 7"),
        ("a:1\nf:{x+1)\n", "line 2, column 2"),
        ("def f(x): return x", "line 1, column 9"),
        ('f:{"é",12x}', "line 1, column 8"),
    ],
)
def test_what_does_not_parse_is_told_with_its_place(code: str, place: str) -> None:
    assert gate.syntax_error(code) == f"it does not parse at {place}"


@pytest.mark.parametrize("code", ["f:{[x;y]\n  x+y\n  }", "", "/ only a comment", "f:{select sum v by k from x}"])
def test_what_parses_passes(code: str) -> None:
    assert gate.syntax_error(code) == ""


def test_a_huge_program_is_left_to_the_runtime() -> None:
    assert gate.syntax_error("f'" * 100_000 + ")") == ""
