"""A verb is found in one step: its entry, its row, its function."""

from __future__ import annotations

import pytest

from qforge.languages.q.interpreter import manual
from qforge.languages.q.interpreter.vocabulary import RESERVED


def test_an_entry_tells_valence_places_and_examples() -> None:
    head, _, text = manual.entry("reverse").partition("\n\n")
    assert head.startswith("reverse  arguments: 1  row: verbs/lists.py  function: verbs/lists.py:")
    assert text.startswith("`reverse x`")


@pytest.mark.parametrize("word", sorted(RESERVED - {"csv"}))
def test_every_word_of_the_language_has_an_entry(word: str) -> None:
    assert manual.entry(word)


def test_the_contents_name_every_verb() -> None:
    words = set(manual.contents().split())
    assert words >= set(manual.names())
    assert words >= {"select", "while", "/:"}


@pytest.mark.parametrize(
    ("name", "message"), [("slect", "there is no verb slect; similar: select set"), ("§", "there is no verb §")]
)
def test_a_verb_that_is_not_there_is_told(name: str, message: str) -> None:
    with pytest.raises(LookupError) as raised:
        manual.entry(name)
    assert str(raised.value) == message
