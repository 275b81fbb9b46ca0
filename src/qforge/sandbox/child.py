"""The first code of a confined process: take the configuration, confine, then serve or become another program.

Started by `starting`; no code that is not trusted has run before `confine` returns.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from types import ModuleType
from typing import Any

from qforge.sandbox.channel import Channel
from qforge.sandbox.confine import OPEN_FILES, Refused, Terms, confine

NOT_EXECUTED = 127
"""The exit status of a process that could not become the program, as shells have it."""


def main() -> None:
    """Serve until there are no more requests, or become the program."""
    channel = Channel(int(sys.argv[1]), int(sys.argv[2]))
    trusted_path = sys.argv[3:]
    configuration: Any = channel.receive()
    if configuration is None:
        return
    try:
        serve = _serving(configuration["entry"]) if configuration["entry"] else None
        sandbox = confine(Terms(**configuration["terms"]))
    except (Refused, ImportError, OSError) as error:
        channel.send({"refused": str(error) or type(error).__name__})
        return
    os.environ.pop("PWD", None)  # a wrapper's
    for path in trusted_path:
        sys.path.remove(path)
    channel.send({"sandbox": sandbox})
    if serve is not None:
        serve(channel, configuration["settings"])
    elif channel.receive() is not None:
        _become(configuration["command"], configuration["environment"])


def _serving(entry: str) -> Any:
    module, _, function = entry.partition(":")
    _bare_packages(module)
    return getattr(importlib.import_module(module), function)


def _become(command: list[str], environment: dict[str, str]) -> None:
    """Execute the program with the channel as its standard input and output."""
    os.dup2(int(sys.argv[1]), 0)
    os.dup2(int(sys.argv[2]), 1)
    os.closerange(3, OPEN_FILES)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # this interpreter ignores them, and that would be inherited
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execve(command[0], command, environment)
    except OSError as error:
        os.write(2, f"{command[0]} can't be executed: {error.strerror}\n".encode())
        os._exit(NOT_EXECUTED)


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
