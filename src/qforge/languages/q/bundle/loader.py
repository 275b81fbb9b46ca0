"""Imports modules from their sources in memory; this module's own source opens every bundle.

It uses the standard library alone, and nothing here is imported by a bundle from anywhere else.
"""

from __future__ import annotations

import base64
import importlib.abc
import importlib.machinery
import json
import sys
import types
import zlib
from collections.abc import Mapping, Sequence


class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the modules of one bundle: full name -> source; a name that others begin with is a package."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        names = [name.split(".") for name in sources]
        self.packages = {".".join(parts[:depth]) for parts in names for depth in range(1, len(parts))}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Tell how a module is imported; None for one that is not of this bundle."""
        if fullname not in self.sources and fullname not in self.packages:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=self.is_package(fullname))

    def is_package(self, fullname: str) -> bool:
        """Whether a module of this bundle holds others."""
        return fullname in self.packages

    def get_source(self, fullname: str) -> str:
        """The source of a module, without its comments; tracebacks show it."""
        return self.sources.get(fullname, "")

    def get_code(self, fullname: str) -> types.CodeType:
        """Compile a module."""
        return compile(self.get_source(fullname), f"{fullname}.py", "exec", dont_inherit=True)


def install(root: str, packed: str) -> None:
    """Make the modules in `packed`, all below `root`, ready for import; once in a process.

    `packed` is base 85 of the zlib stream of a JSON object: name -> source.
    """
    if any(isinstance(finder, Loader) and root in finder.packages for finder in sys.meta_path):
        return
    sys.meta_path.append(Loader(json.loads(zlib.decompress(base64.b85decode(packed)))))
