"""The compiled grammar gives the trees that the corpus says, and none without errors where it says so."""

from __future__ import annotations

import re

import pytest

from qforge.languages.q.grammar import has_errors, parse
from tests.grammars.corpus import CORPUS, Case, read_corpus

CASES = read_corpus()


def test_every_case_of_the_files_is_read() -> None:
    headings = sum(len(re.findall(r"(?m)^={3,}$", path.read_text("utf-8"))) for path in CORPUS.glob("*.txt"))
    assert len(CASES) == headings / 2 >= 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_source_has_the_tree_of_the_corpus(case: Case) -> None:
    if case.tree:
        assert str(parse(case.source).root_node) == case.tree
        assert has_errors(case.source) == []
    else:
        assert has_errors(case.source)
