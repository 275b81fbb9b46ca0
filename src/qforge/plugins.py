"""The one plugin rule: `use: NAME` is the module NAME in the kind's package; a dotted name is imported as written.

A plugin is a module with a `Settings` dataclass and the one function of its kind.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from types import ModuleType

from qforge.errors import PluginError


def load(package: str, name: str) -> ModuleType:
    """Import the plugin `name` of a package such as ``qforge.sources``.

    Raises:
        PluginError: there is no such module; the message lists those there are and the nearest spelling.
    """
    target = name if "." in name else f"{package}.{name}"
    if name == "base":
        raise PluginError(_unknown(package, name))
    try:
        return importlib.import_module(target)
    except ModuleNotFoundError as error:
        if error.name is None or not (target == error.name or target.startswith(f"{error.name}.")):
            raise PluginError(f"{name!r} needs the module {error.name!r}, which is not installed") from error
        raise PluginError(_unknown(package, name)) from error


def available(package: str) -> list[str]:
    """List the names of the plugins in a package, sorted."""
    try:
        parent = importlib.import_module(package)
    except ModuleNotFoundError:
        return []
    return sorted(module.name for module in pkgutil.iter_modules(parent.__path__) if module.name != "base")


def _unknown(package: str, name: str) -> str:
    known = available(package)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{name!r} is not known in {package}; known are {', '.join(known) or 'none'}{hint}"
