"""Chooses what confines programs: the first backend that is there and holds every canary, or none at all.

    bubblewrap   namespaces (files, processes, network, System V objects) around what landlock gives
    landlock     landlock, a filter of system calls and limits; needs no user namespaces
    unsafe       limits, and of the rest what this machine has; for programs that are trusted, and only if asked for

A backend that was named is never replaced by another: where it does not hold, no program runs.
"""

from __future__ import annotations

import ctypes
import os
import socket
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qforge.errors import SandboxError
from qforge.sandbox import bubblewrap, landlock
from qforge.sandbox.confine import UNPRIVILEGED, UNSAFE_HINT
from qforge.sandbox.process import ConfinedProcess, Ended, Reply
from qforge.sandbox.starting import Confinement
from qforge.value import Json

CONFINING = ("bubblewrap", "landlock")
CANARY_ENTRY = "qforge.sandbox.canaries:serve"
CANARY_SECONDS = 10.0
CANARY_MEGABYTES = 128

NOT_PROMISED = (
    "hiding the machine's clock and kernel version",
    "hiding which paths exist (but with bubblewrap)",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A backend as this machine has it.

    Attributes:
        name: the backend's.
        achieved: what confines, as `ConfinedProcess.sandbox` says it; "" where it could not be started.
        held: each canary, and whether it was held.
        reason: why it can't be used; "" where it can.
    """

    name: str
    achieved: str = ""
    held: Mapping[str, bool] = field(default_factory=dict)
    reason: str = ""


_mutex = threading.Lock()
_tried: dict[tuple[int, str], Tried] = {}
"""By process (a fork may have become another user) and name."""


def choose(isolation: str) -> Tried:
    """Give the backend that the pipeline's `isolation` means here.

    Raises:
        SandboxError: none confines, and the pipeline does not say `unsafe`.
    """
    if isolation == "unsafe":
        return Tried("unsafe")
    if isolation not in ("auto", *CONFINING):
        raise SandboxError(f"isolation {isolation!r} is not known; known are auto, {', '.join(CONFINING)}, unsafe")
    reasons = []
    for name in CONFINING if isolation == "auto" else (isolation,):
        tried = attempt(name)
        if not tried.reason:
            return tried
        reasons.append(f"{name}: {tried.reason}")
    raise SandboxError(f"no sandbox holds here ({'; '.join(reasons)}); {UNSAFE_HINT}")


def described(isolation: str) -> dict[str, Json]:
    """Tell what the pipeline's `isolation` means here, for the run's `machine.json`.

    Raises:
        SandboxError: as `choose` does.
    """
    chosen = choose(isolation)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return {
        "asked": isolation,
        "backend": chosen.name,
        "achieved": chosen.achieved,
        "landlock_abi": landlock.abi(libc),
        "uid": UNPRIVILEGED if os.geteuid() == 0 else os.geteuid(),
        "held": dict(chosen.held),
        "not_promised": [*NOT_PROMISED] if chosen.held else ["anything: programs run without isolation"],
    }


def attempt(name: str) -> Tried:
    """Try a confining backend with the canaries, once in the life of this process."""
    with _mutex:
        key = os.getpid(), name
        if key not in _tried:
            _tried[key] = _attempt(name)
        return _tried[key]


def _attempt(name: str) -> Tried:
    if name == "bubblewrap" and (reason := bubblewrap.missing()):
        return Tried(name, reason=reason)
    confinement = Confinement(CANARY_ENTRY, memory_megabytes=CANARY_MEGABYTES)
    try:
        with ConfinedProcess(confinement, name) as process:
            outcome = _ask(process)
            achieved = process.sandbox
    except SandboxError as error:
        return Tried(name, reason=str(error).removesuffix(f": {UNSAFE_HINT}"))
    if isinstance(outcome, Ended):
        return Tried(name, achieved, reason=f"a canary ended it: {outcome.explanation}")
    message = outcome.messages[0]
    held = {str(canary): bool(is_held) for canary, is_held in message.items()} if isinstance(message, dict) else {}
    failed = [canary for canary, is_held in held.items() if not is_held]
    reason = f"it does not hold: {', '.join(failed)}" if failed else "" if held else "its canaries gave no answer"
    return Tried(name, achieved, held, reason)


def _ask(process: ConfinedProcess) -> Reply | Ended:
    with tempfile.TemporaryDirectory(prefix="qforge-canary-") as folder, socket.create_server(("127.0.0.1", 0)) as port:
        os.chmod(folder, 0o777)
        secret = Path(folder, "secret")
        secret.write_text("canary", "utf-8")
        secret.chmod(0o666)
        request = {
            "secret": str(secret),
            "scratch": folder,
            "parent": os.getpid(),
            "port": port.getsockname()[1],
            "memory_bytes": (CANARY_MEGABYTES + 64) << 20,
        }
        return process.ask(request, CANARY_SECONDS)
