"""Runs hostile programs in one backend and tells what came of each; executed as root and as an ordinary user.

Usage: hostile.py BACKEND FOLDER. FOLDER holds the package `probe`, which runs what it is sent. Prints one JSON object.
Needs the standard library and `qforge.sandbox` only, so that any Python on the machine can run it.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from qforge.sandbox import syscalls
from qforge.sandbox.process import ConfinedProcess, Ended
from qforge.sandbox.starting import Confinement

CPU_SECONDS = 0.4
ANSWER_BYTES = 1 << 20
SHARED_MEMORY = 0x51464F52
DOORS = ("io_uring_setup", "bpf", "keyctl", "userfaultfd", "perf_event_open")

# Each ends in an error, in `result`, or in the end of its process. {secret} is a file that anyone may read and write,
# {folder} a folder that anyone may write to, {parent} this process, {port} one that listens.
ATTACKS = {
    "fork bomb": "import os\nwhile True: os.fork()",
    "memory bomb": "held = []\nwhile True: held.append(bytearray(1 << 24))",
    "memory over several processes": (
        "import os\nfor _ in range(6):\n    if os.fork() == 0: held = bytearray(300 << 20)"
    ),
    "endless loop": "while True: pass",
    "endless answer": "while True: channel.send('x' * 10_000, more=True)",
    "endless complaint": "import os\nwhile True: os.write(2, b'x' * 65536)",
    "sleep with its output closed": "import os, time\nos.close(1)\ntime.sleep(1000)",
    "child that holds the pipe": "import os, time\nif os.fork() == 0: time.sleep(1000)\nos._exit(0)",
    "daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(1000)\nos._exit(0)"
    ),
    "deaf to all signals": (
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\nwhile True: pass"
    ),
    "user database": "open('/etc/passwd').read()",
    "key in a home": "open({secret!r}).read()",
    "key in the environment": "import os\nresult = 'SECRET' in str(os.environ)",
    "environment of others": (
        "import glob\nfound = b''\n"
        "for path in glob.glob('/proc/[0-9]*/environ') + ['/proc/1/environ', '/proc/{parent}/environ']:\n"
        "    try: found += open(path, 'rb').read()\n    except OSError: pass\nresult = b'SECRET' in found"
    ),
    "list of processes": "import os\nresult = str({parent}) in os.listdir('/proc')",
    "file outside": "open({folder!r} + '/made', 'w').write('x')",
    "link to a secret": "import os\nos.symlink({secret!r}, 'out.txt')",
    "connection to a port": "import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)",
    "datagram": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
    "abstract socket": "import socket\nsocket.socket(socket.AF_UNIX).connect('\\0qforge-hostile')",
    "route out": "import socket\nsocket.create_connection(('192.0.2.1', 80), 0.2)",
    "other socket families": (
        "import socket\nresult = 0\nfor family in (16, 17, 38, 40):\n"
        "    try: socket.socket(family, socket.SOCK_RAW if family < 20 else socket.SOCK_STREAM)\n"
        "    except OSError: continue\n    result += 1"
    ),
    "kill of its parent": "import os\nos.kill({parent}, 9)",
    "kill of all": "import os\nos.kill(-1, 9)",
    "trace of its parent": "import ctypes\nassert ctypes.CDLL(None).ptrace(16, {parent}, 0, 0) == 0",
    "file of a gigabyte": "f = open({folder!r} + '/large', 'wb')\nf.truncate(1 << 30)",
    "thousands of files": "for n in range(10_000): open({folder!r} + f'/{{n}}', 'w')",
    "all descriptors": "import os\nwhile True: os.dup(0)",
    "deep recursion": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1) + 1\nf(0)",
    "hundreds of threads": (
        "import threading, time\nfor _ in range(300): threading.Thread(target=time.sleep, args=(1,)).start()"
    ),
    "nested namespace": "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "wide doors into the kernel": (
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "result = sum(libc.syscall(number, 0, 0, 0, 0, 0) >= 0 for number in {doors})"
    ),
    "clock": "import time\ntime.clock_settime(time.CLOCK_REALTIME, 0)",
    "shared memory": "import ctypes\nassert ctypes.CDLL(None).shmget({shared}, 4096, 0o1666) >= 0",
    "file for the next program": (
        "result = 0\nfor path in ('/tmp/left', '/dev/shm/left', 'left'):\n"
        "    try: open(path, 'w').write('x')\n    except OSError: continue\n    result += 1"
    ),
    "handler of core dumps": "open('/proc/sys/kernel/core_pattern', 'w').write('|/bin/true')",
    "inherited descriptors": (
        "import os\nresult = 0\nfor n in range(64):\n    try: os.fstat(n)\n    except OSError: continue\n"
        "    result += n > 2\nresult -= 2"
    ),
    "new privileges": "import ctypes\nresult = 1 - ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)",
    "capabilities": (
        "import ctypes, struct\nhead = ctypes.create_string_buffer(struct.pack('=Ii', 0x20080522, 0))\n"
        "held = ctypes.create_string_buffer(24)\nctypes.CDLL(None).capget(head, held)\n"
        "result = struct.unpack('=6I', held.raw)[0] & ~4"  # reading past modes, which landlock outranks
    ),
    "root": "import os\nresult = int(os.getuid() == 0 or os.geteuid() == 0)",
    "exit with 0": "import os\nos._exit(0)",
    "exit like a kill from outside": "import os\nos._exit(137)",
    "frames of its own": "channel.send_text('[' * 100_000)",
}


class Driver:
    """One process after the other, each used until it ends."""

    def __init__(self, backend: str, folder: Path, told: dict[str, Any]) -> None:
        self.backend, self.told = backend, told
        sys.path.insert(0, str(folder))
        self.process: ConfinedProcess | None = None

    def ask(self, source: str) -> str:
        """Run a program; The name of its error, its result, or how its process ended."""
        if self.process is None:
            confinement = Confinement(
                "probe:serve", packages=("probe",), memory_megabytes=192, answer_bytes=ANSWER_BYTES
            )
            self.process = ConfinedProcess(confinement, self.backend)
        outcome = self.process.ask(source, CPU_SECONDS)
        if isinstance(outcome, Ended):
            self.process.close()
            self.process = None
            return str(outcome.ending)
        message: Any = outcome.messages[0]
        return str(message["error"]) if "error" in message else f"result {message['result']}"


def shared() -> list[str]:
    """What the attacks would leave on the machine: their shared memory, their files."""
    segments = [line.split()[0] for line in Path("/proc/sysvipc/shm").read_text("ascii").splitlines()[1:]]
    left = [key for key in segments if int(key) == SHARED_MEMORY]
    return left + [path for path in ("/tmp/left", "/dev/shm/left") if os.path.exists(path)]


def children() -> list[str]:
    """The descendants of this process that live."""
    return [
        pid
        for tasks in Path("/proc/self/task").glob("*/children")
        for pid in tasks.read_text("ascii").split()
        if Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] != "Z"
    ]


def megabytes() -> int:
    """The most memory that this process has taken."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def main(backend: str, folder: Path) -> dict[str, Any]:
    """Run all attacks; give what came of each, what the next program gave, and what is left."""
    os.environ["SECRET_KEY"] = "sk-SECRET"
    with tempfile.TemporaryDirectory() as scratch, socket.create_server(("127.0.0.1", 0)) as server:
        secret = Path(scratch, "id_rsa")
        secret.write_text("key")
        os.chmod(scratch, 0o777)
        secret.chmod(0o666)
        column = syscalls.COLUMNS[os.uname().machine]
        told = {
            "secret": str(secret), "folder": scratch, "parent": os.getpid(), "port": server.getsockname()[1],
            "shared": SHARED_MEMORY, "doors": [syscalls.REFUSED[name][column] for name in DOORS],
        }  # fmt: skip
        driver = Driver(backend, folder, told)
        outcomes, following = {}, {}
        for name, source in ATTACKS.items():
            outcomes[name] = driver.ask(source.format(**told))
            following[name] = driver.ask("result = 6 * 7")
        if driver.process is not None:
            driver.process.close()
        return {
            "outcomes": outcomes,
            "following": following,
            "secret": secret.read_text(),
            "files": sorted(os.listdir(scratch)),
            "shared": shared(),
            "folders": [str(path) for path in Path(tempfile.gettempdir()).glob("qforge-*")],
            "children": children(),
            "megabytes": megabytes(),
        }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
