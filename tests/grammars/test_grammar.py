"""The loader: positions of errors, sources of any bytes, and what is said where the grammar is not compiled."""

from __future__ import annotations

import importlib
import sys

import pytest

from qforge.errors import UserError
from qforge.languages.q import grammar
from qforge.languages.q.grammar import Position, available, has_errors, parse
from qforge.languages.q.interpreter import vocabulary

compiled = pytest.mark.skipif(not available(), reason="the q grammar is not compiled: no C compiler at installation")


@compiled
@pytest.mark.parametrize(
    ("code", "positions"),
    [
        ("", []),
        ("1+", []),
        ("f:{x+1", [Position(6, 1, 6)]),
        ("a:1\nb:2)\nc:3", [Position(7, 2, 3)]),
        ('a:"ü"\nb:"é";)', [Position(12, 2, 6)]),
    ],
)
def test_errors_are_found_where_they_are(code: str, positions: list[Position]) -> None:
    assert has_errors(code) == positions


@compiled
def test_source_that_is_no_text_parses_with_errors() -> None:
    assert has_errors("a:\ud800")


@compiled
def test_an_error_ends_with_its_statement() -> None:
    children = parse("a:1\nb:(2\nc:3\nd:4").root_node.children
    assert [child.text for child in children if not child.has_error][-1] == b"d:4"


@compiled
def test_keywords_are_the_reserved_words_of_the_interpreter() -> None:
    def kind(word: str) -> str:
        node = parse(word).root_node.child(0)
        return node.type if node else ""

    infix = {word for word in vocabulary.RESERVED if kind(word) == "infix_keyword"}
    prefix = {word for word in vocabulary.RESERVED if kind(word) == "keyword"}
    assert infix == vocabulary.INFIX
    assert prefix == vocabulary.PREFIX - vocabulary.INFIX - vocabulary.TEMPLATES
    assert all(has_errors(f"{word}:1") for word in vocabulary.RESERVED)


def test_without_the_compiled_grammar_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "qforge._q_grammar", None)
    fresh = importlib.reload(grammar)
    assert not fresh.available()
    with pytest.raises(UserError, match="install a C compiler and Python's headers"):
        fresh.parse("1+1")
