"""References that reach for what judges them: their mutants run in one process with them, which they could change.

Told from the source alone, so it is no wall: it takes away the short ways to the modules and frames of the process.
"""

from __future__ import annotations

import ast

MODULES = frozenset({"__main__", "gc", "importlib", "inspect", "qforge", "threading"})
ATTRIBUTES = frozenset(
    {
        "__code__", "__subclasses__", "_current_frames", "_getframe", "co_code", "co_consts", "f_back", "f_globals",
        "f_locals", "gi_frame", "modules", "setprofile", "settrace", "tb_frame",
    }
)  # fmt: skip


def reaches_for(code: str) -> str:
    """Name what a program uses to reach the process around it, or give ""; "" too for one that does not parse.

    >>> reaches_for("import sys\\nsys.modules['x'] = 1")
    'sys.modules'
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "sys" and (found := ATTRIBUTES & {alias.name for alias in node.names}):
                return f"sys.{min(found)}"
        for name in names:
            if name.split(".")[0] in MODULES:
                return name
        if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            owner = node.value.id if isinstance(node.value, ast.Name) else "…"
            return f"{owner}.{node.attr}"
        if isinstance(node, ast.Name) and node.id == "__import__":
            return "__import__"
    return ""
