"""What is generated is committed as the generator makes it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.grammars.corpus import GRAMMAR

COMMAND = shutil.which("tree-sitter")
GENERATED = ["parser.c", "grammar.json", "node-types.json", "tree_sitter/parser.h"]


@pytest.mark.skipif(COMMAND is None, reason="needs the tree-sitter command line (and Node.js)")
def test_the_committed_parser_is_what_the_grammar_gives(tmp_path: Path) -> None:
    for name in ("grammar.js", "tree-sitter.json"):
        shutil.copy(GRAMMAR / name, tmp_path)
    subprocess.run([str(COMMAND), "generate"], cwd=tmp_path, check=True)
    for name in GENERATED:
        assert (tmp_path / "src" / name).read_bytes() == (GRAMMAR / "src" / name).read_bytes(), name
