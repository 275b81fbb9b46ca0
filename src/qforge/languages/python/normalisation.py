"""Python source as tokens: without comments, layout and docstrings, its own names numbered in order of appearance."""

from __future__ import annotations

import ast
import io
import tokenize

NORMALISER_VERSION = 1
NORMALISER_VECTOR = 'def f(a, b):\n    """Add."""\n    c = a + b * 0x10  # sum\n    return [len(c) for a in "x y"]\n'
_DROPPED = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER, tokenize.TYPE_COMMENT}
)
_BLOCKS = {tokenize.INDENT: "{", tokenize.DEDENT: "}"}


def normalise(code: str) -> tuple[str, ...]:
    """Give the tokens, the names that the source itself binds as $0, $1, ...; builtins and attributes stay.

    Strings and numbers are written as Python writes their values. Source that does not parse is split at blanks.

    >>> normalise("def f(n):  # twice\\n    return n * 0x2")
    ('def', '$0', '(', '$1', ')', ':', '{', 'return', '$1', '*', '2', '}')
    """
    try:
        tree = ast.parse(code)
        found = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return tuple(code.split())
    own, docstrings = _bound(tree), _docstrings(tree)
    numbers: dict[str, str] = {}
    written: list[str] = []
    for token in found:
        if token.type in _DROPPED or token.start in docstrings:
            continue
        if token.type in _BLOCKS:
            written.append(_BLOCKS[token.type])
        elif token.type == tokenize.NAME and token.string in own and written[-1:] != ["."]:
            written.append(numbers.setdefault(token.string, f"${len(numbers)}"))
        elif token.type in (tokenize.STRING, tokenize.NUMBER):
            written.append(_literal(token.string))
        else:
            written.append(token.string)
    return tuple(written)


def _bound(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def _docstrings(tree: ast.AST) -> set[tuple[int, int]]:
    """The places where texts stand that are no part of an expression."""
    return {
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def _literal(text: str) -> str:
    try:
        return repr(ast.literal_eval(text))
    except (SyntaxError, ValueError, MemoryError):
        return text
