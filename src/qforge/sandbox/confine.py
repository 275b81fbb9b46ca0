"""What a process does to itself before it touches a program that is not trusted.

Limits, another user where it is root's, the death signal, no new privileges, Landlock, the filter of system
calls. None of it can be undone. Runs in the confined process, alone in it, from trusted code.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from qforge.sandbox import landlock, seccomp

UNPRIVILEGED = 60001
"""The user and group that root's confined processes become: of no one's, in the range that Debian leaves free."""

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS = 1, 8, 38
CAPABILITY_VERSION_3, CAP_DAC_READ_SEARCH = 0x20080522, 1 << 2

OPEN_FILES = 64
STACK_BYTES = 8 << 20

UNSAFE_HINT = (
    "programs can't be confined here; `isolation: unsafe` in the pipeline file runs them all the same, "
    "which is for programs that you trust only"
)


class Refused(Exception):  # noqa: N818 - the parent turns it into its SandboxError
    """The process could not be confined as asked; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a process is held to.

    Attributes:
        parent: the process whose death ends this one.
        memory_megabytes: address space that may be taken from here on; in all where it becomes another program.
        readable: files and directories that may be read.
        executable: files that may be executed: none, unless the process is to become another program.
        backend: "landlock" needs landlock and seccomp, "bubblewrap" seccomp; "unsafe" goes on without.
    """

    parent: int
    memory_megabytes: int
    readable: Sequence[str]
    executable: Sequence[str]
    backend: str


def confine(terms: Terms) -> str:
    """Confine this process; give what was achieved, in the order landlock, seccomp, rlimits, joined by ``+``.

    Raises:
        Refused: it can't be done, and nothing that is not trusted may run.
    """
    libc = _c_library()
    unsafe = terms.backend == "unsafe"
    version = landlock.abi(libc)
    rules = landlock.ruleset(libc, version, terms.readable, terms.executable) if version else None
    if rules is None and terms.backend == "landlock":
        raise Refused(f"this kernel offers no landlock: {UNSAFE_HINT}")
    if os.geteuid() == 0:
        _become_unprivileged(libc, unsafe=unsafe)
    _drop_capabilities(libc, CAP_DAC_READ_SEARCH if rules is not None or unsafe else 0)
    if not os.access(os.__file__, os.R_OK, effective_ids=True):
        library = os.path.dirname(os.__file__)
        raise Refused(f"user {os.geteuid()} can't read Python's library ({library}): {UNSAFE_HINT}")
    # In a namespace the wrapper's process 1 is the parent; it dies with the wrapper.
    _die_with(1 if terms.backend == "bubblewrap" else terms.parent, libc)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise Refused(f"the kernel refuses no_new_privs: {UNSAFE_HINT}")
    _set_limits(terms.memory_megabytes << 20, executes=bool(terms.executable))
    achieved = []
    if rules is not None:
        landlock.restrict(libc, rules)
        achieved.append("landlock")
    if seccomp.install(libc, executes=bool(terms.executable)):
        achieved.append("seccomp")
    elif not unsafe:
        raise Refused(f"this kernel offers no filter of system calls (seccomp): {UNSAFE_HINT}")
    return "+".join([*achieved, "rlimits"])


def _c_library() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    libc.syscall.restype = ctypes.c_long
    return libc


def _become_unprivileged(libc: ctypes.CDLL, *, unsafe: bool) -> None:
    """Stop being root, keeping root's capabilities until `_drop_capabilities`."""
    try:
        os.setgroups([])
        os.setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
    except OSError as error:
        if not unsafe:
            raise Refused(f"root can't become user {UNPRIVILEGED} ({error.strerror}): {UNSAFE_HINT}") from error


def _drop_capabilities(libc: ctypes.CDLL, kept: int) -> None:
    """Give up all capabilities but those in the bit set `kept`.

    The right to read past file modes is kept under Landlock, or where the user asked for no safety: a Python that
    lies in a home directory closed to others (mode 700) could not import its library otherwise.
    """
    header = ctypes.create_string_buffer(struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    held = ctypes.create_string_buffer(24)  # effective, permitted, inheritable: the low halves, then the high ones
    libc.capget(header, held)
    keep = struct.unpack("=6I", held.raw)[1] & kept
    libc.capset(header, ctypes.create_string_buffer(struct.pack("=6I", keep, keep, 0, 0, 0, 0), 24))


def _die_with(parent: int, libc: ctypes.CDLL) -> None:
    """Have the kernel end this process with its parent; changing the user has reset that, hence so late."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise Refused("the parent has died")


def _set_limits(memory_bytes: int, *, executes: bool) -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        loaded = int(file.read().split()[0]) * resource.getpagesize()
    for kind, value in (
        # Beyond what trusted code has loaded, so that the limit means the same for every interpreter.
        (resource.RLIMIT_AS, memory_bytes if executes else loaded + memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_STACK, STACK_BYTES),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        # After the change of user: the kernel does not hold root to it. Another program may need threads, which the
        # kernel counts with all processes of the user; it can't start processes all the same (see `seccomp`).
        (resource.RLIMIT_NPROC, resource.RLIM_INFINITY if executes else 0),
    ):
        _, hard = resource.getrlimit(kind)
        # Infinity is -1.
        bound = max(value, hard) if resource.RLIM_INFINITY in (value, hard) else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
