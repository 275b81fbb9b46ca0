"""Starts the process that will confine itself: its command, its environment, what it may read."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qforge.errors import SandboxError
from qforge.sandbox import bubblewrap
from qforge.sandbox.spawner import spawn
from qforge.value import Json

SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")

_START = "import sys; sys.path[:0] = sys.argv[3:]; from qforge.sandbox.child import main; main()"


@dataclass(frozen=True, slots=True)
class Executable:
    """A program that a confined process becomes; what it is sent comes on standard input, its output is read.

    Attributes:
        command: its file's whole path, and its arguments.
        environment: its whole environment.
        executable: files that must be executed to start it: itself, its interpreter.
        readable: files and directories that it may read beside the libraries of the system.
    """

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    executable: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confinement:
    """What to run, and within what.

    Attributes:
        entry: ``module:function``, called as function(channel, settings) once the process is confined.
        settings: what the entry is given.
        memory_megabytes: address space, beyond what is taken when the entry has been imported; in all for a program.
        isolation: "bubblewrap", "landlock", "auto" for the first of them that holds here, or "unsafe" to run even
            where nothing confines.
        packages: packages beside qforge that the entry imports, to be found and read in the process.
        hash_seed: decides the order of sets of strings.
        answer_bytes: the longest answer that is read.
        program: what the process becomes instead of calling an entry.
        files: name and content of what lies in the process's working directory.
    """

    entry: str = ""
    settings: Json = None
    memory_megabytes: int = 1024
    isolation: str = "auto"
    packages: tuple[str, ...] = ()
    hash_seed: int = 0
    answer_bytes: int = 64 << 20
    program: Executable | None = None
    files: tuple[tuple[str, bytes], ...] = ()


class Started(NamedTuple):
    """A process and the parent's ends of its pipes, and where its files lie.

    Attributes:
        process: what was started: the confined process itself or a wrapper around it.
        pid: what to kill: the confined process, or process 1 of its namespace.
        requests: written to without blocking.
        answers: read from.
        errors: its standard error.
        folder: its working directory.
    """

    process: subprocess.Popen[bytes]
    pid: int
    requests: int
    answers: int
    errors: int
    folder: str


class _Theirs(NamedTuple):
    """The process's ends of its pipes."""

    requests: int
    answers: int
    errors: int


def start(confinement: Confinement, backend: str) -> Started:
    """Start the process in a backend: "bubblewrap", "landlock" or "unsafe".

    Raises:
        SandboxError: the machine refused.
    """
    pipes = _pipes(3)
    theirs = _Theirs(pipes[0][0], pipes[1][1], pipes[2][1])
    requests, answers, errors = pipes[0][1], pipes[1][0], pipes[2][0]
    os.set_blocking(requests, False)
    folder = ""
    try:
        folder = _folder(confinement.files)
        process, pid = _spawn(confinement, backend, folder, theirs)
    except BaseException as error:
        for descriptor in (requests, answers, errors):
            os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise SandboxError(f"a confined process could not be started: {error}") from error
        raise
    finally:
        for descriptor in theirs:
            os.close(descriptor)
    if not confinement.files:
        # The process keeps its working directory, which is empty and where nothing can be made any more.
        shutil.rmtree(folder, ignore_errors=True)
    return Started(process, pid, requests, answers, errors, folder)


def _spawn(confinement: Confinement, backend: str, folder: str, theirs: _Theirs) -> tuple[subprocess.Popen[bytes], int]:
    command = [_interpreter(), "-P", "-s", "-S", "-c", _START, str(theirs.requests), str(theirs.answers)]
    command += _search_path(confinement.packages)

    def popen(words: list[str], *passed: int) -> subprocess.Popen[bytes]:
        return spawn(
            lambda: subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=theirs.errors,
                cwd=folder,
                env=_environment(confinement.hash_seed),
                pass_fds=(theirs.requests, theirs.answers, *passed),
                start_new_session=True,
            )
        )

    if backend != "bubblewrap":
        process = popen(command)
        return process, process.pid
    paths = [*_needed_to_start(confinement), *readable(confinement)]
    if confinement.files:
        return bubblewrap.spawn_wrapped(command, popen, paths=[*paths, folder], folder=folder)
    return bubblewrap.spawn_wrapped(command, popen, paths=paths, folder="/tmp")


def _pipes(count: int) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    try:
        made.extend(os.pipe() for _ in range(count))
    except OSError as error:
        for descriptor in (end for pipe in made for end in pipe):
            os.close(descriptor)
        raise SandboxError(f"a confined process could not be started: {error}") from error
    return made


def _folder(files: tuple[tuple[str, bytes], ...]) -> str:
    """Make the working directory; any user may read it, since the process may become another one."""
    folder = tempfile.mkdtemp(prefix="qforge-")
    try:
        os.chmod(folder, 0o755)
        for name, content in files:
            Path(folder, name).write_bytes(content)
            os.chmod(Path(folder, name), 0o644)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _interpreter() -> str:
    """Give this Python's own file: the links of a virtual environment may lead where a confined process can't look."""
    return os.path.realpath(sys.executable)


def _environment(hash_seed: int) -> dict[str, str]:
    """Give the whole environment of a confined process; nothing of this process's but where libraries lie."""
    environment = {
        "PYTHONHASHSEED": str(hash_seed),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        # numpy's threads are of no use to small arrays, and a confined process can't start any.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    if libraries := os.environ.get("LD_LIBRARY_PATH"):
        environment["LD_LIBRARY_PATH"] = libraries
    return environment


def _search_path(packages: tuple[str, ...]) -> list[str]:
    """Name the directories that hold qforge and the packages."""
    return list(dict.fromkeys(str(_location(package).parent) for package in ("qforge", *packages)))


def _location(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SandboxError(f"the package {package!r} is not installed")
    return Path(spec.origin).parent


def executables(confinement: Confinement) -> list[str]:
    """Name the files that may be executed, and the loader of the system that they need."""
    if confinement.program is None:
        return []
    loaders = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1")
    return [confinement.program.command[0], *confinement.program.executable, *loaders]


def _needed_to_start(confinement: Confinement) -> list[str]:
    """Name what the trusted start of the process is read from."""
    return [_interpreter(), str(_location("qforge")), *python_libraries(confinement.packages)]


def readable(confinement: Confinement) -> list[str]:
    """Name what the process may read: libraries of the system, and Python's with its packages or the program's."""
    program = confinement.program
    libraries = [Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    if program is not None:
        return [*SYSTEM_LIBRARIES, *DEVICES, *map(str, libraries), *program.readable, *executables(confinement)]
    return [*SYSTEM_LIBRARIES, *DEVICES, *map(str, libraries), *python_libraries(confinement.packages)]


def python_libraries(packages: tuple[str, ...]) -> list[str]:
    """Name the directories of Python's library and of packages."""
    paths = sysconfig.get_paths()
    standard = [Path(paths["stdlib"]), Path(paths["platstdlib"]), Path(sys.base_prefix) / "lib"]
    own = [_location(package) for package in packages]
    # Wheels put the shared libraries that they bring beside the package.
    own += [path.with_name(f"{path.name}.libs") for path in own]
    named = [str(path) for path in (*standard, *own)]
    return list(dict.fromkeys([*named, *map(os.path.realpath, named)]))
