"""Mutants of q programs: small changes of the syntax tree, each of which a good test should notice.

Operators, words and adverbs become their counterparts, numbers differ by one, texts and booleans change, branches and
operands change places, one-argument words and statements of a lambda go. A change that no longer parses is none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qforge.languages.base import Mutated
from qforge.languages.q import grammar

if TYPE_CHECKING:
    from tree_sitter import Node

_OPERATORS = {
    "+": "-", "-": "+", "*": "+", "%": "*", "&": "|", "|": "&", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
    "=": "<>", "<>": "=", "#": "_", "_": "#", "+:": "-:", "-:": "+:", "*:": "+:",
}  # fmt: skip
_PAIRS = (
    ("min", "max"), ("sum", "prd"), ("first", "last"), ("asc", "desc"), ("iasc", "idesc"), ("any", "all"),
    ("sums", "prds"), ("mins", "maxs"), ("prev", "next"), ("upper", "lower"), ("avg", "med"), ("and", "or"),
    ("floor", "ceiling"), ("div", "mod"), ("ltrim", "rtrim"), ("inter", "except"), ("deltas", "sums"),
    ("mmin", "mmax"), ("msum", "mavg"), ("count", "sum"), ("fills", "reverse"),
)  # fmt: skip
_WORDS = {a: b for pair in reversed(_PAIRS) for a, b in (pair, pair[::-1])}
_ADVERBS = {"/": "\\", "\\": "/", "/:": "\\:", "\\:": "/:"}
_DROPPED = frozenset({
    "not", "neg", "abs", "reverse", "distinct", "asc", "desc", "floor", "lower", "upper", "trim", "raze", "sums",
    "deltas", "flip", "where", "string", "enlist",
})  # fmt: skip
_TURNED = frozenset({"-", "%", "div", "mod", "except", "xexp", "in", "within", "?", "_", "#", ","})
_WHOLE = re.compile(r"-?\d{1,15}")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def mutants(code: str, count: int, seed: str) -> tuple[Mutated, ...]:
    """Make up to `count` distinct mutants that parse, a seeded choice of all in the order of their places.

    Empty where the program does not parse itself, or has more characters than the grammar is given.
    """
    if len(code) > grammar.MOST_CHARACTERS or grammar.has_errors(code):
        return ()
    data = code.encode("utf-8", "surrogatepass")
    edits = list(dict.fromkeys(_edits(grammar.parse(code).root_node, data)))
    order = random.Random(seed).sample(range(len(edits)), len(edits))
    chosen: dict[int, Mutated] = {}
    for number in order:
        edit = edits[number]
        written = (data[: edit.start] + edit.text.encode() + data[edit.end :]).decode("utf-8", "surrogatepass")
        if len(chosen) < count and written != code and not grammar.has_errors(written):
            old = data[edit.start : edit.end].decode("utf-8", "replace")
            line = data[: edit.start].count(b"\n") + 1
            chosen[number] = Mutated(f"line {line}: {_short(old)} becomes {_short(edit.text)}", written)
    return tuple(chosen[number] for number in sorted(chosen))


def _short(text: str) -> str:
    text = " ".join(text.split()) or "nothing"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _edits(root: Node, data: bytes) -> Iterator[_Edit]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
        for new in _replacements(node.type, text):
            yield _Edit(node.start_byte, node.end_byte, new)
        yield from _of_parts(node, data)
        if node.type not in ("comment", "block_comment", "parameters"):
            waiting += reversed(node.children)


def _replacements(kind: str, text: str) -> Iterator[str]:
    if (kind == "operator" and text in _OPERATORS) or (kind == "assignment_operator" and text in _OPERATORS):
        yield _OPERATORS[text]
    elif kind in ("keyword", "infix_keyword") and text in _WORDS:
        yield _WORDS[text]
    elif kind == "adverb" and text in _ADVERBS:
        yield _ADVERBS[text]
    elif kind == "long" and _WHOLE.fullmatch(text):
        yield str(int(text) + 1)
        yield str(int(text) - 1)
    elif kind == "float" and re.fullmatch(r"-?\d+\.\d+", text):
        yield repr(float(text) + 1)
    elif kind == "boolean" and text in ("0b", "1b"):
        yield "10"[int(text[0])] + "b"
    elif kind == "string" and len(text) > 2 and "\\" not in text:
        yield '""'
    elif kind == "char" and text not in ('"z"', '"\\""'):
        yield '"z"'


def _of_parts(node: Node, data: bytes) -> Iterator[_Edit]:
    def part(child: Node) -> str:
        return data[child.start_byte : child.end_byte].decode("utf-8", "replace")

    parts = node.named_children
    if node.type == "application" and len(parts) == 2 and parts[0].type == "keyword" and part(parts[0]) in _DROPPED:
        yield _Edit(node.start_byte, node.end_byte, part(parts[1]))
    elif node.type == "infix" and len(parts) == 3:
        left, operator, right = parts
        if part(operator) in _TURNED:
            yield _Edit(node.start_byte, node.end_byte, f"({part(right)}){_spaced(part(operator))}{part(left)}")
        if part(operator) in ("&", "|", "and", "or", "^", "in", "within"):
            yield _Edit(node.start_byte, node.end_byte, part(left))
            yield _Edit(node.start_byte, node.end_byte, part(right))
    elif node.type == "cond" and len(parts) == 3:
        condition, yes, no = parts
        yield _Edit(node.start_byte, node.end_byte, f"$[{part(condition)};{part(no)};{part(yes)}]")
    elif node.type in ("lambda", "control", "block") and len(parts) > 2:
        for before, gone in pairwise(parts[1:]):
            if gone.type in ("assignment", "control", "call"):
                yield _Edit(before.end_byte, gone.end_byte, "")


def _spaced(operator: str) -> str:
    return f" {operator} " if operator[0].isalpha() else operator
