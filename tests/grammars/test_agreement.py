"""The grammar and the interpreter's parser agree on what parses: each disagreement is a mistake in one of them."""

from __future__ import annotations

import pytest

from qforge.languages.q.grammar import has_errors
from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.parser import parse_script
from tests.grammars.corpus import read_corpus
from tests.grammars.programs import RECORDED, mutated, recorded_inputs, transcript_inputs

recorded = pytest.mark.skipif(not RECORDED.exists(), reason="needs the recorded sessions in ../shared/conformance")
MUTATIONS = 3000


def interpreted(program: str) -> bool:
    try:
        parse_script(program)
    except ParseError:
        return False
    return True


def disagreements(programs: list[str]) -> list[str]:
    return [program for program in programs if interpreted(program) == bool(has_errors(program))]


def test_they_agree_on_the_transcripts() -> None:
    assert disagreements(transcript_inputs()) == []


def test_they_agree_on_the_corpus() -> None:
    assert disagreements([case.source for case in read_corpus()]) == []


@recorded
def test_they_agree_on_recorded_sessions() -> None:
    assert disagreements(recorded_inputs()) == []


def test_they_agree_on_nearly_all_broken_programs() -> None:
    """Open: `(type::)` and `[a;b]+:1`, which the grammar takes and q's reference does not describe."""
    programs = [*transcript_inputs(), *(case.source for case in read_corpus() if case.tree)]
    assert len(disagreements(mutated(programs, MUTATIONS, seed=5))) <= 3


@recorded
def test_recorded_sessions_parse() -> None:
    programs = recorded_inputs()
    assert sum(not has_errors(program) for program in programs) / len(programs) > 0.995
