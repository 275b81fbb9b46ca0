"""The first code of a confined process: take the configuration, import what serves, confine, serve.

Started by `process`; no code that is not trusted has run before `confine` returns.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from qforge.sandbox.channel import Channel
from qforge.sandbox.confine import Refused, confine


def main() -> None:
    """Serve until there are no more requests."""
    channel = Channel(int(sys.argv[1]), int(sys.argv[2]))
    trusted_path = sys.argv[3:]
    configuration: Any = channel.receive()
    try:
        module, _, function = configuration["entry"].partition(":")
        _bare_packages(module)
        serve = getattr(importlib.import_module(module), function)
        sandbox = confine(
            configuration["parent"],
            configuration["memory_megabytes"],
            configuration["readable"],
            configuration["isolation"],
        )
    except (Refused, ImportError, OSError) as error:
        channel.send({"refused": str(error) or type(error).__name__})
        return
    for path in trusted_path:
        sys.path.remove(path)
    channel.send({"sandbox": sandbox, "serving": True})
    serve(channel, configuration["settings"])


def _bare_packages(module: str) -> None:
    """Make the packages around a module known without running their files.

    A language pack's file binds what the parent needs, which takes a second to import and is no use here.
    """
    names = module.split(".")
    for count in range(1, len(names)):
        name = ".".join(names[:count])
        if name not in sys.modules:
            around = sys.modules[".".join(names[: count - 1])]
            package = sys.modules[name] = ModuleType(name)
            package.__path__ = [f"{path}/{names[count - 1]}" for path in around.__path__]
