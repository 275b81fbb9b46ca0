"""The filter of system calls that a confined process puts upon itself.

It refuses what `syscalls` lists: processes and threads, sockets, other processes, mounts, every change to a file,
limits. What is left is computing, reading files (landlock says which) and writing to the channel. A process can
send itself no signal but SIGABRT, and not exit with a status of 128 and more, which is how a wrapper around it tells
that a signal ended it: so a SIGKILL is known to come from outside.

A process that is to become another program may in addition execute (landlock says what) and start threads.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from qforge.sandbox import syscalls

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

ALLOW = 0x7FFF0000
ERRNO = 0x00050000

LOAD = 0x20  # a word of `struct seccomp_data` into the accumulator
JUMP_EQUAL = 0x15
JUMP_GREATER = 0x25
JUMP_ANY_BIT = 0x45
RETURN = 0x06

NUMBER_OFFSET, ARCHITECTURE_OFFSET = 0, 4

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | (os.O_TMPFILE & ~os.O_DIRECTORY)
# F_SETOWN, F_SETSIG, F_SETOWN_EX: would make the kernel send signals; F_SETLEASE, F_NOTIFY: hold up other processes.
FCNTL_COMMANDS = (8, 10, 15, 1024, 1026)
# FIOSETOWN, SIOCSPGRP: as above; TIOCSTI, TIOCLINUX: type into a terminal.
IOCTL_COMMANDS = (0x8901, 0x8902, 0x5412, 0x541C)
# PR_SET_PDEATHSIG would outlive its parent, PR_SET_MM and PR_SET_PTRACER undo protections.
PRCTL_OPTIONS = (1, PR_SET_SECCOMP, 35, 0x59616D61)
SIGABRT = 6
CLONE_THREAD = 0x10000
HIGH_STATUS = 0x80
FOR_PROGRAMS = frozenset({"clone", "execve"})

Instruction = tuple[int, int, int, int]


def install(libc: ctypes.CDLL, *, executes: bool = False) -> bool:
    """Put the filter upon this process; False where the kernel or this qforge has none for the machine.

    The process must have set no_new_privs.
    """
    machine = os.uname().machine
    if machine not in syscalls.COLUMNS:
        return False
    instructions = filter_for(machine, os.getpid(), executes=executes)
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(instructions), ctypes.addressof(buffer)))
    return int(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0)) == 0


def filter_for(machine: str, pid: int, *, executes: bool = False) -> list[Instruction]:
    """Write the filter: (operation, jump if true, jump if false, operand) each, jumps relative."""
    column = syscalls.COLUMNS[machine]
    refuse, absent = _return(ERRNO | errno.EPERM), _return(ERRNO | errno.ENOSYS)
    program: list[Instruction] = [
        _load(ARCHITECTURE_OFFSET),
        (JUMP_EQUAL, 1, 0, syscalls.AUDIT_ARCHITECTURES[machine]),
        absent,
        _load(NUMBER_OFFSET),
        (JUMP_GREATER, 0, 1, syscalls.NEWEST),
        absent,
    ]
    for table, verdict in ((syscalls.REFUSED, refuse), (syscalls.ABSENT, absent)):
        for name, numbers in table.items():
            if (number := numbers[column]) is not None and not (executes and name in FOR_PROGRAMS):
                program += [(JUMP_EQUAL, 0, 1, number), verdict]
    if executes and (clone := syscalls.REFUSED["clone"][column]) is not None:
        thread = [_load(_argument(0)), (JUMP_ANY_BIT, 1, 0, CLONE_THREAD), refuse, _return(ALLOW)]
        program += [(JUMP_EQUAL, 0, len(thread), clone), *thread]
    for name, numbers in syscalls.RULED.items():
        if (number := numbers[column]) is not None:
            rule = _rule(name, pid)
            program += [(JUMP_EQUAL, 0, len(rule), number), *rule]
    return [*program, _return(ALLOW)]


def _rule(name: str, pid: int) -> list[Instruction]:
    """Decide one call by its arguments; every way through ends in a return."""
    refuse, allow = _return(ERRNO | errno.EPERM), _return(ALLOW)
    if name in ("open", "openat"):
        flags = 1 if name == "open" else 2
        return [_load(_argument(flags)), (JUMP_ANY_BIT, 0, 1, WRITING), refuse, allow]
    if name in ("exit", "exit_group"):
        return [_load(_argument(0)), (JUMP_ANY_BIT, 0, 1, HIGH_STATUS), refuse, allow]
    if name == "prlimit64":
        low, high = _argument(2), _argument(2) + 4
        return [_load(low), (JUMP_EQUAL, 0, 2, 0), _load(high), (JUMP_EQUAL, 1, 0, 0), refuse, allow]
    if name == "tgkill":
        own, abort = (JUMP_EQUAL, 0, 2, pid), (JUMP_EQUAL, 1, 0, SIGABRT)
        return [_load(_argument(0)), own, _load(_argument(2)), abort, refuse, allow]
    argument, refused = {
        "fcntl": (1, FCNTL_COMMANDS),
        "ioctl": (1, IOCTL_COMMANDS),
        "prctl": (0, PRCTL_OPTIONS),
    }[name]
    tests = [(JUMP_EQUAL, len(refused) - at, 0, value) for at, value in enumerate(refused)]
    return [_load(_argument(argument)), *tests, allow, refuse]


def _load(offset: int) -> Instruction:
    return LOAD, 0, 0, offset


def _return(verdict: int) -> Instruction:
    return RETURN, 0, 0, verdict


def _argument(number: int) -> int:
    """Give the offset of the low half of an argument (both machines are little-endian)."""
    return 16 + 8 * number
