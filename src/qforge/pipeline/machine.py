"""On what machine, in what sandbox and with which versions a run is made, written down as it starts."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from pathlib import Path
from typing import BinaryIO

from qforge.files import write_aside
from qforge.languages.base import Runtime
from qforge.sandbox import backends
from qforge.value import Json

FILE = "machine.json"
LIBRARIES = ("numpy", "pyarrow", "datasets", "datasketch")


def write_machine(directory: Path, isolation: str, runtimes: list[Runtime]) -> Path:
    """Write ``machine.json`` into the run's directory; it holds no hour, so that the same run writes the same file.

    Raises:
        SandboxError: nothing confines programs here.
        StorageError: the disk refused.
    """
    content: dict[str, Json] = {
        "qforge": importlib.metadata.version("qforge"),
        "python": platform.python_version(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "isolation": backends.described(isolation),
        "runtimes": [
            {"name": runtime.name, "version": runtime.version, "sandbox": runtime.sandbox} for runtime in runtimes
        ],
    }

    def into(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(content, indent=2)}\n".encode())

    return write_aside(directory / FILE, into)
