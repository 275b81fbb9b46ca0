"""Attacks that a sandbox must hold, tried inside of it before it is trusted: the child's side of `backends`.

Each is a function that does what it should not be able to, and raises where it can't. What it is told names
things of the parent's that it has to reach: a file, a process, a listening port.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from qforge.sandbox.channel import Channel
from qforge.value import Json

PR_GET_NO_NEW_PRIVS = 39
PTRACE_ATTACH = 16
CLONE_NEWUSER = 0x10000000
ALLOWED_ENVIRONMENT = frozenset(
    {"PYTHONHASHSEED", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH"}
    | {f"{name}_NUM_THREADS" for name in ("OPENBLAS", "OMP", "MKL")}
)


class Held(Exception):  # noqa: N818 - what a canary hopes for
    """The attack came to nothing."""


def serve(channel: Channel, settings: Json) -> None:
    """Answer one request, which names the parent's things, with whether each attack was held."""
    told: Any = channel.receive()
    channel.send({name: _is_held(attack, told) for name, attack in CANARIES.items()})


def _is_held(attack: Callable[[Any], object], told: Any) -> bool:
    try:
        attack(told)
    except (Held, OSError, MemoryError, RuntimeError, ValueError):
        return True
    return False


def _held_unless(succeeded: bool) -> None:
    if not succeeded:
        raise Held


def _read_secret(told: Any) -> None:
    with open(told["secret"], encoding="utf-8") as file:
        file.read()


def _read_environment(told: Any) -> None:
    seen = set(os.environ)
    for name in (str(told["parent"]), "1"):
        with contextlib.suppress(OSError), open(f"/proc/{name}/environ", encoding="utf-8", errors="replace") as file:
            seen |= {entry.partition("=")[0] for entry in file.read().split("\0") if entry}
    _held_unless(bool(seen - ALLOWED_ENVIRONMENT))


def _write_file(told: Any) -> None:
    with open(f"{told['scratch']}/made", "w", encoding="utf-8"):
        pass


def _fill_scratch(told: Any) -> None:
    for folder in ("/tmp", "/dev/shm", "."):
        with contextlib.suppress(OSError), open(f"{folder}/made", "w", encoding="utf-8"):
            return
    raise Held


def _start_process(told: Any) -> None:
    if os.fork() == 0:
        os._exit(0)


def _execute(told: Any) -> None:
    os.posix_spawn("/bin/true", ["true"], {})


def _start_thread(told: Any) -> None:
    threading.Thread(target=str).start()


def _signal_parent(told: Any) -> None:
    os.kill(told["parent"], 0)


def _trace_parent(told: Any) -> None:
    _held_unless(ctypes.CDLL(None).ptrace(PTRACE_ATTACH, told["parent"], 0, 0) == 0)


def _connect(told: Any) -> None:
    socket.create_connection(("127.0.0.1", told["port"]), 1).close()


def _local_socket(told: Any) -> None:
    socket.socket(socket.AF_UNIX).close()


def _new_namespace(told: Any) -> None:
    _held_unless(ctypes.CDLL(None).unshare(CLONE_NEWUSER) == 0)


def _be_root(told: Any) -> None:
    if os.getuid() == 0 or os.geteuid() == 0:
        return
    os.setuid(0)


def _gain_privileges(told: Any) -> None:
    _held_unless(ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)


def _write_kernel_settings(told: Any) -> None:
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))


def _take_memory(told: Any) -> None:
    _held_unless(len(bytearray(told["memory_bytes"])) > 0)


def _raise_limits(told: Any) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        return
    resource.setrlimit(resource.RLIMIT_AS, (hard, resource.RLIM_INFINITY))


def _outlive_parent(told: Any) -> None:
    _held_unless(ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0)


def _die_unseen(told: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


CANARIES: dict[str, Callable[[Any], object]] = {
    "reads no file of the user's": _read_secret,
    "sees no environment of others": _read_environment,
    "writes no file": _write_file,
    "has no room to write to": _fill_scratch,
    "starts no process": _start_process,
    "executes no program": _execute,
    "starts no thread": _start_thread,
    "signals no other process": _signal_parent,
    "traces no other process": _trace_parent,
    "reaches no network": _connect,
    "makes no socket": _local_socket,
    "makes no namespace": _new_namespace,
    "is not root": _be_root,
    "gains no privileges": _gain_privileges,
    "changes no settings of the kernel": _write_kernel_settings,
    "has bounded memory": _take_memory,
    "keeps its limits": _raise_limits,
    "ends with its parent": _outlive_parent,
    "can't pass for killed by others": _die_unseen,
}
