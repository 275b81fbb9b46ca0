"""Restriction of the files that a confined process can reach, by the kernel's Landlock.

Reading is allowed beneath the listed paths, executing of the listed files; everything else that this kernel's
Landlock knows is refused: writing, making, removing, TCP, signals and abstract sockets to processes outside.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every machine
VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, READ_FILE, READ_DIRECTORY = 1 << 0, 1 << 2, 1 << 3

# What each ABI version added: rights over files, rights over TCP, scopes (see landlock(7)).
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_SINCE, NETWORK_RIGHTS = 4, 0b11
SCOPES_SINCE, SCOPES = 6, 0b11


def abi(libc: ctypes.CDLL) -> int:
    """Give the version of the kernel's Landlock; 0 where it has none, or where it is switched off."""
    return max(
        0, int(libc.syscall(ctypes.c_long(CREATE_RULESET), None, ctypes.c_size_t(0), ctypes.c_uint(VERSION_FLAG)))
    )


def ruleset(libc: ctypes.CDLL, version: int, readable: Iterable[str], executable: Iterable[str] = ()) -> int:
    """Make a ruleset that allows reading beneath the paths that exist, and executing some; give its descriptor.

    Raises:
        OSError: the kernel refused it.
    """
    rights = (1 << FILE_RIGHTS[min(version, 5)]) - 1
    attributes = struct.pack("=Q", rights)
    if version >= NETWORK_SINCE:
        attributes += struct.pack("=Q", NETWORK_RIGHTS)
    if version >= SCOPES_SINCE:
        attributes += struct.pack("=Q", SCOPES)
    rules = int(
        libc.syscall(
            ctypes.c_long(CREATE_RULESET),
            ctypes.c_char_p(attributes),
            ctypes.c_size_t(len(attributes)),
            ctypes.c_uint(0),
        )
    )
    if rules < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path in readable:
        _allow(libc, rules, path, READ_FILE)
    for path in executable:
        _allow(libc, rules, path, READ_FILE | EXECUTE)
    return rules


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # it is not on this machine
    try:
        is_directory = stat.S_ISDIR(os.fstat(place).st_mode)
        allowed = rights | READ_DIRECTORY if is_directory else rights
        rule = struct.pack("=Qi", allowed, place)
        arguments = ctypes.c_int(rules), ctypes.c_int(PATH_BENEATH), ctypes.c_char_p(rule), ctypes.c_uint(0)
        if libc.syscall(ctypes.c_long(ADD_RULE), *arguments) < 0:
            raise OSError(ctypes.get_errno(), f"landlock_add_rule {path}")
    finally:
        os.close(place)


def restrict(libc: ctypes.CDLL, rules: int) -> None:
    """Put the ruleset upon this process, for good; the process must have set no_new_privs.

    Raises:
        OSError: the kernel refused it.
    """
    if libc.syscall(ctypes.c_long(RESTRICT_SELF), ctypes.c_int(rules), ctypes.c_uint(0)) < 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(rules)
