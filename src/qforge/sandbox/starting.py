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
from qforge.sandbox.spawner import spawn
from qforge.value import Json

SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")

_START = "import sys; sys.path[:0] = sys.argv[3:]; from qforge.sandbox.child import main; main()"


@dataclass(frozen=True, slots=True)
class Confinement:
    """What to run, and within what.

    Attributes:
        entry: ``module:function``, called as function(channel, settings) once the process is confined.
        settings: what the entry is given.
        memory_megabytes: address space, beyond what is taken when the entry has been imported.
        isolation: "auto", or "unsafe" to run even where the kernel can't confine.
        packages: packages beside qforge that the entry imports, to be found and read in the process.
        hash_seed: decides the order of sets of strings.
        answer_bytes: the longest answer that is read.
    """

    entry: str
    settings: Json = None
    memory_megabytes: int = 1024
    isolation: str = "auto"
    packages: tuple[str, ...] = ()
    hash_seed: int = 0
    answer_bytes: int = 64 << 20


class Started(NamedTuple):
    """A process and the parent's ends of its pipes: requests are written without blocking, answers read."""

    process: subprocess.Popen[bytes]
    requests: int
    answers: int


def start(confinement: Confinement, complaints: int) -> Started:
    """Start the process; its standard error is the descriptor `complaints`.

    Raises:
        SandboxError: the machine refused.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    os.set_blocking(ours_out, False)
    scratch = tempfile.mkdtemp(prefix="qforge-")
    command = [sys.executable, "-P", "-s", "-S", "-c", _START, str(theirs_in), str(theirs_out)]
    try:
        process = spawn(
            lambda: subprocess.Popen(
                [*command, *_search_path(confinement.packages)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=scratch,
                env=_environment(confinement.hash_seed),
                pass_fds=(theirs_in, theirs_out),
                start_new_session=True,
            )
        )
    except OSError as error:
        os.close(ours_in)
        os.close(ours_out)
        raise SandboxError(f"a confined process could not be started: {error}") from error
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
        # The process keeps its working directory, which is empty and where nothing can be made any more.
        shutil.rmtree(scratch, ignore_errors=True)
    return Started(process, ours_out, ours_in)


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


def readable(packages: tuple[str, ...]) -> list[Json]:
    """Name what a confined process may read: libraries of the system, Python's and those of the packages."""
    paths = sysconfig.get_paths()
    libraries = [Path(paths["stdlib"]), Path(paths["platstdlib"]), Path(sys.base_prefix) / "lib"]
    own = [_location(package) for package in packages]
    # Wheels put the shared libraries that they bring beside the package.
    own += [path.with_name(f"{path.name}.libs") for path in own]
    own += [Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    return [*SYSTEM_LIBRARIES, *DEVICES, *dict.fromkeys(str(path) for path in (*libraries, *own))]
