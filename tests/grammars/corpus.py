"""Reads tree-sitter's corpus files: cases of source and the tree that it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

GRAMMAR = Path(__file__).parents[2] / "grammars" / "q"
CORPUS = GRAMMAR / "test" / "corpus"
_CASE = re.compile(
    r"^={3,}\n(?P<name>[^\n]+)\n(?P<attributes>(?::\w+\n)*)={3,}\n\n(?P<source>.*?)\n\n-{3,}\n\n(?P<tree>.*?)(?=^={3,}\n|\Z)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `tree` is "" where the source must not parse."""

    file: str
    name: str
    source: str
    tree: str


def read_corpus() -> list[Case]:
    """All cases, by file and in their order."""
    found = []
    for path in sorted(CORPUS.glob("*.txt")):
        for match in _CASE.finditer(path.read_bytes().decode("utf-8")):
            tree = "" if ":error" in match["attributes"] else one_line(match["tree"])
            found.append(Case(path.stem, match["name"], match["source"], tree))
    return found


def one_line(tree: str) -> str:
    """Write a tree with single blanks between its parts, as py-tree-sitter does."""
    return " ".join(tree.split())
