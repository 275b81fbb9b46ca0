"""Every verb has a manual entry with examples, and the examples hold.

An entry is the docstring of the verb's function; an example is written ``expression`` is ``result``, the result as
`.Q.s1` shows it. What reaches for the world outside has an entry, and is refused.
"""

import inspect
import itertools
import re

import pytest

from qforge.languages.q.interpreter.catalogue import ROWS
from qforge.languages.q.interpreter.session import Session
from qforge.languages.q.interpreter.vocabulary import INFIX, PREFIX

SPAN = re.compile(r"``\s?(?P<double>.+?)\s?``(?!`)|`(?P<single>[^`]+)`")
# Their effect is on the console or the process; the transcripts show it.
NO_VALUE = {"show", "exit", ":"}
REFUSED = {name for name, row in ROWS.items() if row.function.__name__ == "refuse"}


def entry(name: str) -> str:
    return inspect.getdoc(ROWS[name].function) or ""


def examples(name: str) -> list[tuple[str, str]]:
    text = entry(name).replace("\n", " ")
    spans = list(SPAN.finditer(text))
    pairs = [(a, b) for a, b in itertools.pairwise(spans) if text[a.end() : b.start()] == " is "]
    return [(a["double"] or a["single"], b["double"] or b["single"]) for a, b in pairs]


@pytest.mark.parametrize("name", ROWS)
def test_each_verb_has_an_entry_with_an_example(name: str) -> None:
    assert entry(name)
    assert examples(name) or name in NO_VALUE | REFUSED


@pytest.mark.parametrize("name", [name for name in ROWS if name[0].isalpha()])
def test_each_verb_with_a_word_stands_in_the_vocabulary(name: str) -> None:
    assert (name in INFIX) != (name in PREFIX), "words of q stand in vocabulary.py: infix ones or prefix ones"


@pytest.mark.parametrize("name", [name for name in ROWS if examples(name)])
def test_the_examples_hold(name: str) -> None:
    for expression, result in examples(name):
        session = Session()
        *before, last = expression.split("; ")
        for line in before:
            session.transcript(line)
        shown = session.transcript(f"-1 .Q.s1 {last};")
        assert shown == [result], expression
