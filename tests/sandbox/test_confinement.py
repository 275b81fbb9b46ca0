"""What a confined process can't do, and that it refuses to run unconfined."""

import ctypes
import os
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import qforge
from qforge.sandbox import backends, landlock, seccomp, syscalls
from qforge.sandbox.process import ConfinedProcess

Start = Callable[..., ConfinedProcess]
GENEROUS = 20.0


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("key")
    path.chmod(0o666)
    return path


# Each must end in an error of the process itself: {0} is a file that anyone may read and write, {1} the parent.
ATTACKS = {
    "read a file": "open({0!r}).read()",
    "read the user database": "open('/etc/passwd').read()",
    "read the parent's environment": "open('/proc/{1}/environ').read()",
    "list processes": "import os\nos.listdir('/proc')",
    "list a directory": "import os\nos.listdir('/')",
    "write a file": "open({0!r}, 'w')",
    "append to a file": "open({0!r}, 'a')",
    "make a file": "open('made', 'w')",
    "make a file in /tmp": "open('/tmp/qforge-made', 'w')",
    "make a directory": "import os\nos.mkdir('made')",
    "remove a file": "import os\nos.unlink({0!r})",
    "rename a file": "import os\nos.rename({0!r}, {0!r} + '2')",
    "truncate a file": "import os\nos.truncate({0!r}, 0)",
    "change a mode": "import os\nos.chmod({0!r}, 0)",
    "change a time": "import os\nos.utime({0!r}, (0, 0))",
    "make a link": "import os\nos.symlink('/etc/passwd', 'link')",
    "make a fifo": "import os\nos.mkfifo('fifo')",
    "fork": "import os\nos.fork()",
    "run a command": "import subprocess\nsubprocess.run(['/bin/true'])",
    "spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {{}})",
    "start a thread": "import threading\nthreading.Thread(target=print).start()",
    "kill the parent": "import os\nos.kill({1}, 9)",
    "kill everything": "import os\nos.kill(-1, 9)",
    "kill itself unseen": "import os\nos.kill(os.getpid(), 9)",
    "have the kernel kill": "import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, fcntl.F_SETOWN, {1})",
    "outlive its parent": "import ctypes\nassert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0",
    "trace the parent": "import ctypes\nassert ctypes.CDLL(None).ptrace(16, {1}, 0, 0) == 0",
    "open a TCP socket": "import socket\nsocket.socket()",
    "open a UDP socket": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "open a local socket": "import socket\nsocket.socket(socket.AF_UNIX)",
    "open a netlink socket": "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "make a pair of sockets": "import socket\nsocket.socketpair()",
    "raise its limits": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6))",
    "lower its limits": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
    "limit the parent": "import resource\nresource.prlimit({1}, resource.RLIMIT_NOFILE, (3, 3))",
    "become root": "import os\nos.setuid(0)",
    "be nicer": "import os\nos.setpriority(os.PRIO_USER, 0, 19)",
    "take too much memory": "bytearray(1 << 34)",
    "take all descriptors": "import os\nwhile True: os.dup(0)",
    "read standard input": "input()",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_confined_process_can_not(start: Start, secret: Path, attack: str) -> None:
    process = start(memory_megabytes=256)
    message = process.ask(ATTACKS[attack].format(str(secret), os.getpid()), GENEROUS).messages[0]
    assert isinstance(message, dict)
    assert "error" in message
    assert secret.read_text() == "key"
    assert secret.stat().st_mode & 0o777 == 0o666
    assert process.ask("result = 'in order'", GENEROUS).messages == ({"result": "in order"},)


RAW_CALLS = {
    "unshare": (272, 97), "mount": (165, 40), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "io_uring_setup": (425, 425), "userfaultfd": (323, 282), "process_vm_readv": (310, 270), "shmget": (29, 194),
    "memfd_create": (319, 279), "personality": (135, 92), "setns": (308, 268), "pidfd_open": (434, 434),
    "open_by_handle_at": (304, 265), "timer_create": (222, 107),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW_CALLS)
def test_the_kernels_wide_doors_are_shut(start: Start, name: str) -> None:
    if os.uname().machine not in syscalls.COLUMNS:
        pytest.skip(f"no filter for {os.uname().machine}")
    number = RAW_CALLS[name][syscalls.COLUMNS[os.uname().machine]]
    source = f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        result = [libc.syscall({number}, 0, 0, 0, 0, 0), ctypes.get_errno()]
    """
    assert start().ask(textwrap.dedent(source), GENEROUS).messages == ({"result": [-1, 1]},)


def test_calls_newer_than_the_table_are_not_there(start: Start) -> None:
    source = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.syscall(462, 0)\nresult = ctypes.get_errno()"
    )
    assert start().ask(source, GENEROUS).messages == ({"result": 38},)


def test_the_environment_holds_nothing_of_the_parents(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    message = start().ask("import os\nresult = sorted(os.environ)", GENEROUS).messages[0]
    names = ["LC_ALL", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONHASHSEED", "TZ"]
    assert message == {"result": names}


def test_no_descriptor_of_the_parents_is_inherited(start: Start) -> None:
    source = """
        import os
        result = []
        for number in range(64):
            try:
                os.fstat(number)
                result.append(number)
            except OSError:
                pass
    """
    message = start().ask(textwrap.dedent(source), GENEROUS).messages[0]
    assert isinstance(message, dict)
    assert isinstance(message["result"], list)
    assert len(message["result"]) == 5  # standard input, output and error, two pipes


def test_it_is_not_root_and_can_gain_nothing(start: Start) -> None:
    source = "import os, ctypes\nresult = [os.getuid() == 0, ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)]"
    assert start().ask(source, GENEROUS).messages == ({"result": [False, 1]},)


def test_the_standard_library_can_be_imported(start: Start) -> None:
    source = """
        import array, bisect, calendar, cmath, collections, copy, csv, dataclasses, datetime, decimal, enum, fractions
        import functools, hashlib, heapq, itertools, json, math, operator, random, re, statistics, string, sys, typing
        import bz2, lzma, sqlite3, zlib, zoneinfo
        result = str(zoneinfo.ZoneInfo("Europe/Paris"))
    """
    message = start().ask(textwrap.dedent(source), GENEROUS).messages[0]
    assert message in ({"result": "Europe/Paris"}, {"error": "ZoneInfoNotFoundError"})


def test_says_what_it_achieved(start: Start, backend: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    parts = [*(["bubblewrap"] if backend == "bubblewrap" else []), *(["landlock"] if landlock.abi(libc) else [])]
    assert start().sandbox == "+".join([*parts, "seccomp", "rlimits"])


LANDLOCK = (444, 445, 446)
NAMESPACES = (165, 272) if os.uname().machine == "x86_64" else (40, 97)
"""mount and unshare, without which there is no wrapper."""


def filter_out(*numbers: int) -> str:
    """Write a program that starts a confined process on a kernel without these calls; 0 stands for seccomp."""
    allow, gone = (6, 0, 0, 0x7FFF0000), (6, 0, 0, 0x00050000 | 22)
    program = [(0x20, 0, 0, 0)]
    for number in filter(None, numbers):
        program += [(0x15, 0, 1, number), gone]
    prctl = syscalls.RULED["prctl"][syscalls.COLUMNS[os.uname().machine]]
    assert prctl is not None
    if 0 in numbers:
        program += [(0x15, 0, 3, prctl), (0x20, 0, 0, 16), (0x15, 0, 1, seccomp.PR_SET_SECCOMP), gone]
    program += [allow]
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    return textwrap.dedent(f"""
        import ctypes, struct, sys
        sys.path.insert(0, {str(Path(qforge.__file__).parent.parent)!r})
        from qforge.errors import SandboxError
        from qforge.sandbox.process import ConfinedProcess
        from qforge.sandbox.starting import Confinement
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
        code = ctypes.create_string_buffer({code!r})
        filter = ctypes.create_string_buffer(struct.pack("@HP", {len(program)}, ctypes.addressof(code)))
        assert libc.prctl(38, 1, 0, 0, 0) == 0
        assert libc.prctl(22, 2, ctypes.addressof(filter), 0, 0) == 0
        try:
            with ConfinedProcess(Confinement("qforge.languages.python.child:serve", isolation=sys.argv[1])) as process:
                print(process.sandbox)
        except SandboxError as error:
            print("refused:", error)
    """)


@pytest.mark.skipif(os.uname().machine not in syscalls.COLUMNS, reason="no filter for this machine")
@pytest.mark.parametrize(
    ("gone", "isolation", "expected"),
    [
        ((*LANDLOCK, 0, *NAMESPACES), "auto", "refused: no sandbox holds here (bubblewrap: "),
        ((*LANDLOCK, 0), "landlock", "refused: no sandbox holds here (landlock: "),
        (LANDLOCK, "landlock", "refused: no sandbox holds here (landlock: "),
        ((0,), "landlock", "refused: no sandbox holds here (landlock: "),
        (NAMESPACES, "bubblewrap", "refused: no sandbox holds here (bubblewrap: "),
        ((*LANDLOCK, 0), "unsafe", "unsafe+rlimits"),
    ],
)
def test_fails_closed_where_the_kernel_offers_nothing(gone: tuple[int, ...], isolation: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", filter_out(*gone), isolation], capture_output=True, text=True, check=True
    )
    if expected.startswith("refused"):
        assert done.stdout.startswith(expected)
        assert "`isolation: unsafe`" in done.stdout
    else:
        assert done.stdout.strip() == expected


@pytest.mark.skipif(os.uname().machine not in syscalls.COLUMNS, reason="no filter for this machine")
def test_auto_goes_on_with_the_next_backend() -> None:
    done = subprocess.run(
        [sys.executable, "-c", filter_out(*NAMESPACES), "auto"], capture_output=True, text=True, check=True
    )
    if backends.attempt("landlock").reason:
        pytest.skip("this kernel has no landlock")
    assert done.stdout.strip() == "landlock+seccomp+rlimits"


@pytest.mark.parametrize("executes", [False, True])
@pytest.mark.parametrize("machine", syscalls.COLUMNS)
def test_every_jump_of_the_filter_lands_inside_of_it(machine: str, executes: bool) -> None:
    program = seccomp.filter_for(machine, 1, executes=executes)
    for at, (operation, if_true, if_false, _) in enumerate(program):
        if operation != seccomp.RETURN:
            assert at + 1 + max(if_true, if_false) < len(program)
    assert program[-1] == (seccomp.RETURN, 0, 0, seccomp.ALLOW)


def test_no_call_is_listed_twice() -> None:
    for column in syscalls.COLUMNS.values():
        tables = (syscalls.REFUSED, syscalls.ABSENT, syscalls.RULED)
        numbers = [row[column] for table in tables for row in table.values() if row[column] is not None]
        assert len(numbers) == len(set(numbers))
        assert max(number for number in numbers if number is not None) <= syscalls.NEWEST
