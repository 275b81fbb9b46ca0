"""The loader: positions of errors, sources of any bytes, and what is said where the grammar is not compiled."""

from __future__ import annotations

import pytest

from qforge.errors import UserError
from qforge.languages.q import grammar
from qforge.languages.q.grammar import Position, has_errors, parse
from qforge.languages.q.interpreter import vocabulary


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


def test_source_that_is_no_text_parses_with_errors() -> None:
    assert has_errors("a:\ud800")


def test_an_error_ends_with_its_statement() -> None:
    children = parse("a:1\nb:(2\nc:3\nd:4").root_node.children
    assert [child.text for child in children if not child.has_error][-1] == b"d:4"


def test_keywords_are_the_reserved_words_of_the_interpreter() -> None:
    def kind(word: str) -> str:
        node = parse(word).root_node.child(0)
        return node.type if node else ""

    infix = {word for word in vocabulary.RESERVED if kind(word) == "infix_keyword"}
    prefix = {word for word in vocabulary.RESERVED if kind(word) == "keyword"}
    assert infix == vocabulary.INFIX
    assert prefix == vocabulary.PREFIX - vocabulary.INFIX - vocabulary.TEMPLATES
    assert all(has_errors(f"{word}:1") for word in vocabulary.RESERVED)


def test_without_the_compiled_grammar_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_LIBRARY", "qforge._no_grammar")
    grammar.language.cache_clear()
    try:
        with pytest.raises(UserError, match="install qforge with pip"):
            parse("1+1")
    finally:
        grammar.language.cache_clear()
