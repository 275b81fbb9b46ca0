"""A q as it is installed on this machine: its file, its licence, and what the sandbox must let it read."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from qforge.errors import SandboxError
from qforge.languages.q.runtimes.embedded import version as embedded_version
from qforge.sandbox.starting import Executable, python_libraries

LICENCE_FILES = ("kc.lic", "k4.lic")
# What q asks of the machine when it checks its licence.
MACHINE = ("/sys/devices/system/cpu", "/etc/hosts")


@dataclass(frozen=True, slots=True)
class Installation:
    """What starts a q.

    Attributes:
        path: its file, without links.
        interpreter: of a script, the file that runs it; else "".
        environment: all that it is told by its environment.
        readable: what it needs to read.
    """

    path: str
    interpreter: str
    environment: tuple[tuple[str, str], ...]
    readable: tuple[str, ...]

    def executable(self, megabytes: int) -> Executable:
        """Give what the sandbox starts: a q without a banner that may take so many megabytes."""
        return Executable(
            command=(self.path, "-q", "-w", str(megabytes)),
            environment=self.environment,
            executable=(self.interpreter,) if self.interpreter else (),
            readable=self.readable,
        )

    def version(self, told: str) -> str:
        """Name the q: what it says of itself, and the digest of what it is."""
        if self._is_ours():
            return f"{Path(self.path).name}, {embedded_version()}"
        digest = hashlib.blake2b(Path(self.path).read_bytes(), digest_size=4).hexdigest()
        return f"{Path(self.path).name} {told or 'of unknown version'} ({digest})"

    def _is_ours(self) -> bool:
        return bool(self.interpreter) and self.interpreter == os.path.realpath(sys.executable)


def find(path: str, home: str = "", licence: str = "", readable: tuple[str, ...] = ()) -> Installation:
    """Find a q by its name on the path, or by its file.

    Raises:
        SandboxError: it is not there, or can't be executed.
    """
    found = shutil.which(path)
    if found is None:
        raise SandboxError(f"no q to execute: {path!r} is neither on the path nor an executable file")
    file = os.path.realpath(found)
    home = home or os.environ.get("QHOME", "") or os.path.expanduser("~/q")
    home = home if os.path.isdir(home) else ""
    licence = licence or os.environ.get("QLIC", "") or home
    interpreter = _interpreter(file)
    variables = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "QHOME": home, "QLIC": licence, "PYTHONDONTWRITEBYTECODE": "1"}
    if not interpreter:
        del variables["PYTHONDONTWRITEBYTECODE"]
    licences = [str(Path(licence, name)) for name in LICENCE_FILES if licence and Path(licence, name).is_file()]
    needed = [*MACHINE, *([home] if home else []), *licences, *readable]
    if interpreter and interpreter == os.path.realpath(sys.executable):
        needed += [sys.prefix, *_links(sys.executable), *python_libraries(("qforge",)), str(Path(__file__).parents[3])]
        variables |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment = tuple((name, value) for name, value in variables.items() if value)
    return Installation(file, interpreter, environment, tuple(needed))


def _links(path: str) -> list[str]:
    """Name a path and all that its links lead over."""
    named = [path]
    while os.path.islink(named[-1]):
        named.append(os.path.join(os.path.dirname(named[-1]), os.readlink(named[-1])))
    return named


def _interpreter(file: str) -> str:
    """Give what runs a script, without links, or "" for what is no script."""
    try:
        with open(file, "rb") as script:
            first = script.readline(1024)
    except OSError as error:
        raise SandboxError(f"{file} can't be read: {error.strerror}") from error
    if not first.startswith(b"#!"):
        return ""
    words = first[2:].decode("utf-8", "surrogateescape").split()
    return os.path.realpath(words[0]) if words else ""
