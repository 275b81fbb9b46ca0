"""Sentences are told from source, also where source is made of words."""

from __future__ import annotations

import doctest

import pytest

from qforge.languages.q import prose
from qforge.languages.q.prose import is_prose


def test_the_worked_example_holds() -> None:
    assert doctest.testmod(prose).failed == 0


@pytest.mark.parametrize(
    "line",
    [
        "Here is the function:",
        "This works because maxs keeps the peak.",
        "## Solution",
        "- it is fast",
        "1. define the helper",
        "**Answer**",
        "> quoted",
        "Explanation:",
        "drawdown: returns the largest fall so far",
        "Let me know if you need anything else",
        "I'm sorry, but I can't help with that.",
    ],
)
def test_a_sentence_is_prose(line: str) -> None:
    assert is_prose(line)


@pytest.mark.parametrize(
    "line",
    [
        "drawdown:{x-maxs x}",
        "/ this comment says what the function does",
        "\\d .helpers",
        "total:sum prices",
        "show sum each reverse data",
        "r:select sum price by sym from trades where size>100",
        'message:"this is only a string, nothing else."',
        "f:{[a;b]\n  a+b}",
        "exit 0",
        "f each g each h",
    ],
)
def test_source_is_not_prose(line: str) -> None:
    assert not is_prose(line)
