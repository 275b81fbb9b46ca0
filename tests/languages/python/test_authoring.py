"""What is read out of an author's answer, and how it is told what is missing."""

from __future__ import annotations

import pytest

from qforge.errors import DataError
from qforge.languages import python
from qforge.signature import Parameter, Signature

STATEMENT = "```text\nAdd the numbers.\n```\n"
REFERENCE = """```python
def helper(x):
    return x

def total(numbers: list[int], start: float) -> float:
    return start + sum(numbers)
```
"""
GENERATOR = "```python\ndef generate(rng, size):\n    return [[size], 0.5]\n```\n"


def reference(head: str) -> str:
    return f"```python\ndef f{head}:\n    return 0\n```\n"


def test_the_three_artefacts_are_read() -> None:
    draft = python.read_draft(f"Here it is.\n{STATEMENT}\n{REFERENCE}\n{GENERATOR}")
    assert draft.statement == "Add the numbers."
    assert draft.signature == Signature(
        "total", (Parameter("numbers", "list[int]"), Parameter("start", "float")), "float"
    )
    assert draft.reference.startswith("def helper(x):")
    assert draft.generator == "def generate(rng, size):\n    return [[size], 0.5]\n"


def test_generator_and_reference_may_stand_in_either_order() -> None:
    assert python.read_draft(STATEMENT + GENERATOR + REFERENCE).signature.name == "total"


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        ('"symbol"', "symbol"),
        ('"list[symbol]"', "list[symbol]"),
        ('list["symbol"]', "list[symbol]"),
        ("Dict[str, List[int]]", "dict[str,list[int]]"),
        ('"table[sym:symbol,size:int]"', "table[sym:symbol,size:int]"),
        ("tuple[int, float]", "tuple[int,float]"),
        ("Optional[int]", "optional[int]"),
    ],
)
def test_annotations_are_types(annotation: str, type_: str) -> None:
    draft = python.read_draft(STATEMENT + reference(f"(x: {annotation}) -> int") + GENERATOR)
    assert draft.signature.parameters[0].type == type_


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REFERENCE + GENERATOR, r"expected one fenced block with the statement \(tagged text\), and found 0"),
        (STATEMENT + REFERENCE, "expected one fenced block with the generator, and found 0"),
        (STATEMENT + REFERENCE + REFERENCE + GENERATOR, "with the reference, and found 2"),
        (STATEMENT + "```python\nx = 1\n```\n" + GENERATOR, "the reference defines no function"),
        (STATEMENT + "```python\ndef f(x:\n```\n" + GENERATOR, "the reference is not Python"),
        (STATEMENT + reference("(x) -> int") + GENERATOR, "x: has no annotation"),
        (STATEMENT + reference("(x: int)") + GENERATOR, "the result: has no annotation"),
        (STATEMENT + reference("(x: number) -> int") + GENERATOR, "x: type 'number': 'number' is not a type"),
        (STATEMENT + reference("(x: int = 1) -> int") + GENERATOR, "f: expected plain parameters"),
        (STATEMENT + reference("() -> int") + GENERATOR, "f: expected at least one parameter"),
    ],
)
def test_what_is_missing_is_told(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        python.read_draft(text)


def test_the_prompt_names_what_there_is_already() -> None:
    (message,) = python.author_prompt("billing", "hard", ["Count the\nbills."])
    assert "Topic: billing\nDifficulty: hard (needs an algorithm" in message.content
    assert "- Count the bills.\n" in message.content
    assert "exist already" not in python.author_prompt("billing", "easy", [])[0].content
