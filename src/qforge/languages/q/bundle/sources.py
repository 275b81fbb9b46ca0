"""The modules that a bundle holds: found by what they import, shortened, and given the bundle's own root.

A module is taken with all that it imports of qforge, in functions too, but not under `if TYPE_CHECKING`; what a
function imports of another package stays as it is and fails when it is called. Package files are left out: they hold
a docstring, except those of language packs, which bind what a bundle doesn't need.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import pkgutil
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

from qforge.languages.q import interpreter

ROOT = "qforge"
_PACKAGE = "__init__.py"
_PRESENT = {"numpy", ROOT, *sys.stdlib_module_names}


class NotBundledError(ValueError):
    """A module can't be in a bundle: it needs a package that is not there; the message says which."""


def interpreter_modules() -> list[str]:
    """Name all modules of the interpreter."""
    found = pkgutil.walk_packages(interpreter.__path__, f"{interpreter.__name__}.")
    return sorted(module.name for module in found if not module.ispkg)


def collect(modules: Iterable[str]) -> dict[str, str]:
    """Read modules and what they import: name -> source, sorted by name.

    Raises:
        NotBundledError: one of them is not there, or imports at its top what is neither qforge, numpy nor the
            standard library.
    """
    sources: dict[str, str] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name] = _path(name).read_text("utf-8")
            tree = ast.parse(sources[name])
            _check(name, tree)
            waiting += imported(tree, name)
    return dict(sorted(sources.items()))


def imported(tree: ast.Module, name: str = "") -> list[str]:
    """Name the modules of qforge that a module's source imports when it runs; `name` resolves relative imports."""
    found: list[str] = []
    for node in _running(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = node.module or ""
        if node.level:
            base = ".".join([*name.split(".")[: -node.level], *filter(None, [node.module])])
        if base.split(".")[0] != ROOT:
            continue
        named = [f"{base}.{alias.name}" for alias in node.names] if _path(base).name == _PACKAGE else [base]
        found += [module for module in named if _path(module).name != _PACKAGE]
    return found


def shortened(source: str, root: str) -> str:
    """Write a source without docstrings, comments and empty lines, its imports of qforge made from `root`.

    Nothing else changes, so the text is the same under every version of Python.
    """
    lines = source.encode("utf-8").splitlines(keepends=True)
    for first, start, last, end, replacement in sorted(_edits(source, root), reverse=True):
        lines[first - 1 : last] = [lines[first - 1][:start] + replacement + lines[last - 1][end:]]
    return "".join(_code_lines(b"".join(lines).decode("utf-8")))


def _path(name: str) -> Path:
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        raise NotBundledError(f"{name} can't be bundled: there is no such module")
    return Path(spec.origin)


def _check(name: str, tree: ast.Module) -> None:
    for node in tree.body:
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module or ""]
        for module in modules:
            top = module.split(".")[0]
            if top not in _PRESENT:
                raise NotBundledError(f"{name} can't be bundled: it imports {module}, and a bundle has only numpy")
            if top == ROOT and isinstance(node, ast.Import):
                raise NotBundledError(f"{name} can't be bundled: write `from {module} import ...`")


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a tree except what stands under `if TYPE_CHECKING`."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield from _running(child)


def _edits(source: str, root: str) -> Iterator[tuple[int, int, int, int, bytes]]:
    """What is replaced: first line, byte in it, last line, byte in it, what stands there then; none overlap."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            alone = len(node.body) == 1 and not isinstance(node, ast.Module)
            yield *_place(node.body[0]), b"pass" if alone else b""
        elif isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == ROOT:
            statement = ast.get_source_segment(source, node) or ""
            yield *_place(node), statement.replace(ROOT, root, 1).encode("utf-8")


def _place(node: ast.stmt) -> tuple[int, int, int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _code_lines(source: str) -> Iterator[str]:
    """The lines of a source that hold code, without their comments."""
    in_strings: set[int] = set()
    comments: dict[int, int] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.start[1]
        elif token.end[0] > token.start[0]:
            in_strings |= set(range(token.start[0], token.end[0] + 1))
    for number, line in enumerate(source.splitlines(keepends=True), start=1):
        code = line[: comments[number]].rstrip() + "\n" if number in comments else line
        if code.strip() or number in in_strings:
            yield code
