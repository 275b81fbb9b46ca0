"""Passages to be filled in: whole tokens, and the parts make the program again."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from qforge.languages.q.interpreter.lexer import tokens
from qforge.languages.q.views import cut

RECORDING = Path(__file__).parents[3] / "pipelines" / "quickstart" / "completions.jsonl"
ANSWERS = [json.loads(line)["completion"] for line in RECORDING.read_text("utf-8").splitlines()]
PROGRAMS = [text.split("```q\n")[1].split("\n```")[0] for text in ANSWERS if text.startswith("```q\n")][:200]


def test_the_parts_make_the_program_again_and_the_passage_is_whole_tokens() -> None:
    cuts = [(code, cut(code, Random(seed))) for code in PROGRAMS for seed in range(3)]
    found = [(code, passage) for code, passage in cuts if passage is not None]
    assert len(found) > 300
    for code, passage in found:
        assert passage.prefix + passage.passage + passage.suffix == code
        ends = {token.position for token in tokens(code)} | {t.position + len(t.text) for t in tokens(code)}
        assert {len(passage.prefix), len(passage.prefix) + len(passage.passage)} <= ends


@pytest.mark.parametrize("code", ["", "a", 'f:{"open', "1+2"])
def test_what_is_short_or_has_no_tokens_has_no_passage(code: str) -> None:
    passage = cut(code, Random(0))
    assert passage is None or len(passage.passage) <= len(code) / 2 + 1


def test_equal_seeds_cut_at_the_same_place() -> None:
    assert cut(PROGRAMS[0], Random(5)) == cut(PROGRAMS[0], Random(5))
