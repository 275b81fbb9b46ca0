"""Hostile programs, in each backend, as root and as an ordinary user: held, nothing left, the next one judged right."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qforge
from qforge.sandbox import backends
from tests.sandbox.conftest import PROBE
from tests.sandbox.hostile import ATTACKS

ORDINARY = 61001
SOURCES = Path(qforge.__file__).parents[1]
DRIVER = Path(__file__).with_name("hostile.py")

# How an attack may end beside an error of its own; a result counts what it reached.
ENDS = {
    "endless loop": ["cpu"],
    "endless answer": ["flood"],
    "endless complaint": ["flood"],
    "sleep with its output closed": ["idle"],
    "deaf to all signals": ["cpu"],
    "deep recursion": ["MemoryError", "crashed", "cpu"],
    "exit with 0": ["exited"],
    "exit like a kill from outside": ["crashed"],
    "frames of its own": ["garbled"],
}
REFUSALS = ["PermissionError", "FileNotFoundError", "BlockingIOError", "OSError", "MemoryError", "RuntimeError"]
HELD = [*REFUSALS, "AssertionError", "result 0", "result False"]


def python_for(user: str) -> str:
    """Find a Python that the user may execute."""
    if user == "root":
        return sys.executable
    for python in (sys.executable, "/usr/bin/python3"):
        test = "import sys; sys.exit(sys.version_info < (3, 11))"
        command = [python, "-S", "-c", test]
        try:
            if subprocess.run(command, **as_user(user), check=False, capture_output=True, cwd="/").returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("no Python here that an ordinary user may execute")


def as_user(user: str) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {} if user == "root" else {"user": ORDINARY, "group": ORDINARY, "extra_groups": []}


@pytest.fixture(scope="module")
def probe() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    (folder / "probe").mkdir()
    (folder / "probe" / "__init__.py").write_text(PROBE)
    (folder / "hostile.py").write_text(DRIVER.read_text())
    for path in (folder, folder / "probe"):
        path.chmod(0o755)
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(
    scope="module", params=[(name, user) for name in backends.CONFINING for user in ("root", "user")], ids="-".join
)
def told(request: pytest.FixtureRequest, probe: Path) -> dict[str, Any]:
    """What came of all attacks in one backend as one user."""
    backend, user = request.param
    if user == "root" and os.geteuid() != 0:
        pytest.skip("the tests do not run as root")
    if reason := backends.attempt(backend).reason:
        pytest.skip(f"{backend}: {reason}")
    environment = {"PYTHONPATH": str(SOURCES), "PATH": os.environ["PATH"], "HOME": "/", "SECRET_KEY": "sk-SECRET"}
    environment["TMPDIR"] = str(probe / "tmp")
    command = [python_for(user), str(probe / "hostile.py"), backend, str(probe)]
    done = subprocess.run(
        command, **as_user(user), capture_output=True, text=True, check=False, timeout=300, cwd="/", env=environment
    )
    if "PermissionError" in done.stderr or "No module named 'qforge'" in done.stderr:
        pytest.skip(f"an ordinary user can't read {SOURCES}")
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("attack", ATTACKS)
def test_is_held(told: dict[str, Any], attack: str) -> None:
    assert told["outcomes"][attack] in ENDS.get(attack, HELD)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_next_program_is_judged_right_after(told: dict[str, Any], attack: str) -> None:
    assert told["following"][attack] == "result 42"


def test_nothing_is_left(told: dict[str, Any]) -> None:
    assert told["children"] == []
    assert told["folders"] == []
    assert told["shared"] == []
    assert told["files"] == ["id_rsa"]
    assert told["secret"] == "key"


def test_endless_output_does_not_fill_the_memory_of_who_reads_it(told: dict[str, Any]) -> None:
    assert told["megabytes"] < 100
