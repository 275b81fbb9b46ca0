"""Puts namespaces around a confined process with bubblewrap: own files, processes, network, users, System V objects.

Hardened against what its usual flags leave open. The wrapper itself starts with a bare environment, since its
process 1 stands in the namespace's /proc. Root's confined processes are never the machine's user 0 behind a
mapping, which could write below /proc/sys: root's wrapper makes no user namespace, and the process becomes another
user by itself (see `confine`) before anything that is not trusted runs.

Process 1 is the wrapper's own: it dies with the wrapper, and the namespace with it. The confined process could not be
process 1, because the wrapper, without capabilities, can't have the kernel signal another user's process.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from qforge.errors import SandboxError

SCRATCH_BYTES = 1 << 20
NOBODY = "65534"


def missing() -> str:
    """Say why bubblewrap can't be used at all, or give ""."""
    return "" if shutil.which("bwrap") else "bubblewrap is not installed (no `bwrap` on the path)"


def spawn_wrapped(
    command: list[str],
    spawn: Callable[[list[str], int], subprocess.Popen[bytes]],
    *,
    paths: Iterable[str],
    folder: str,
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command in namespaces in which only `paths` lie; give the wrapper and the namespace's process 1.

    Args:
        command: the trusted start of the process.
        spawn: starts a command and passes it a descriptor.
        paths: files and directories to be read; those that are not there are left out.
        folder: the working directory: one of the paths, or /tmp, which is empty.

    Raises:
        SandboxError: bubblewrap is missing or refuses.
    """
    if reason := missing():
        raise SandboxError(reason)
    ours, theirs = os.pipe()
    try:
        wrapped = [*_wrapper(paths), "--chdir", folder, "--info-fd", str(theirs), "--", *command]
        process = spawn(wrapped, theirs)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    with open(ours, "rb") as information:
        # Closed at the other end as soon as it is written, or when the wrapper has died.
        content = information.read()
    try:
        return process, int(json.loads(content)["child-pid"])
    except (ValueError, KeyError, TypeError):
        process.kill()
        process.wait()
        raise SandboxError("bubblewrap refuses to make namespaces here") from None


def inner(first: int) -> int:
    """Give the confined process: the only child of the namespace's process 1.

    Raises:
        SandboxError: it is gone.
    """
    try:
        children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split()
    except OSError:
        children = [str(pid) for pid in _children(first)]
    if len(children) != 1:
        raise SandboxError("a confined process has gone")
    return int(children[0])


def _children(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(status.read_text("ascii", "replace").rpartition(")")[2].split()[1]) == parent:
                yield int(status.parent.name)


def _wrapper(paths: Iterable[str]) -> list[str]:
    arguments = [shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    arguments += ["--unshare-cgroup-try", "--die-with-parent", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY]
    arguments += ["--proc", "/proc", "--perms", "1777", "--size", str(SCRATCH_BYTES), "--tmpfs", "/tmp"]
    bound = _outermost(paths)
    # Made by itself, bubblewrap's directories around them could not be entered by another user.
    around = {str(parent) for path in bound for parent in PurePosixPath(path).parents}
    for directory in sorted(around - {"/", "/tmp", "/proc"}):
        arguments += ["--perms", "0755", "--dir", directory]
    for path in bound:
        arguments += ["--dev-bind-try" if path.startswith("/dev/") else "--ro-bind-try", path, path]
    return [*arguments, "--remount-ro", "/"]


def _outermost(paths: Iterable[str]) -> list[str]:
    """Leave out what is missing, and what lies in another of the paths."""
    there = {path for path in paths if os.path.exists(path)}
    return sorted(path for path in there if not any(str(parent) in there for parent in PurePosixPath(path).parents))
