"""References that reach for the process around them are refused; honest ones are not."""

from __future__ import annotations

import pytest

from qforge.languages.python.reaching import reaches_for


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("import sys\n_m = sys.modules.get('qforge')", "sys.modules"),
        ("from sys import modules", "sys.modules"),
        ("import gc", "gc"),
        ("def f(x):\n    return x\nsame = len(f.__code__.co_code) == 7", "….co_code"),
        ("import qforge.languages", "qforge.languages"),
        ("from importlib import import_module", "importlib"),
        ("def f():\n    return (lambda: 0).__class__.__subclasses__()", "….__subclasses__"),
        ("f = __import__('sys')", "__import__"),
    ],
)
def test_ways_to_the_process_are_named(code: str, reached: str) -> None:
    assert reaches_for(code) == reached


@pytest.mark.parametrize(
    "code",
    ["import sys\ndef f(x):\n    return sys.maxsize", "from math import gcd\nf = gcd", "import itertools", "def ("],
)
def test_what_references_need_is_left_alone(code: str) -> None:
    assert reaches_for(code) == ""
