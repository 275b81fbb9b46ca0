"""Any q inside the sandbox: what it is when it can't be started, and that frames can't be forged to any use.

The command line of the embedded q stands in for a q with a licence, scripts of a few lines for one that fails.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qforge.errors import SandboxError
from qforge.languages.base import Execution, Limits, Program
from qforge.languages.q.runtimes import executable
from tests.sandboxes import need_sandbox

Q = str(Path(sys.executable).with_name("qforge-q"))
LIMITS = Limits(cpu_seconds=3.0, memory_megabytes=192, output_kilobytes=64)
GOOD = Program("f:{x+1}", "f", (("1",), ("2 3",)))


@pytest.fixture(scope="module")
def runtime() -> Iterator[executable.ExecutableRuntime]:
    need_sandbox()
    started = executable.start(executable.Settings(path=Q), LIMITS, "auto")
    yield started
    started.close()


def told(execution: Execution) -> list[object]:
    """How loading ended, then each call: its value, or how it ended."""
    results = [result.frame["v"] if result.frame else result.halt.value for result in execution.results]
    return [execution.halt.value, *results]


def test_values_that_q_would_make_a_table_of_arrive_as_they_are(runtime: executable.ExecutableRuntime) -> None:
    program = Program("f:{count x}\ng:{[a;b] (type a;type b)}", "f", (("`a`b!1 2",), ("(`a`b!1 2;1)",)))
    assert told(runtime.execute(program)) == ["completed", 2, 2]
    both = Program(program.code, "g", (("`a`b!1 2", "`a`b!3 4"),))
    assert told(runtime.execute(both)) == ["completed", [99, 99]]


def test_a_function_of_no_argument_is_called(runtime: executable.ExecutableRuntime) -> None:
    assert told(runtime.execute(Program("f:{[] 5}", "f", ((),)))) == ["completed", 5]


# Programs that write frames themselves. To be of use, a frame must carry the right value under the tag of a call
# that has not been made yet; none of these has either.
FORGERIES = {
    "frames before any call": '-1 each 100#enlist (32#"a"),":ok:",.qforge.hex -8!1;\nf:{0}',
    "an end of its own and an exit": '-1 (32#"a"),":end:";\nf:{exit 0}',
    "another harness": ".qforge.emit:{[tag;kind;x]}\n.qforge.told:{[tag;r]}\nf:{0}",
    "a harness that always says 1": '.qforge.told:{[tag;r] -1 tag,":ok:",.qforge.hex -8!1;}\nf:{0}',
    "two answers": '.qforge.told:{[tag;r] do[2;-1 tag,":ok:",.qforge.hex -8!1];}\nf:{0}',
    "half an answer": '.qforge.told:{[tag;r] 1 tag,":ok:0";exit 0}\nf:{0}',
    "a value that is none": '.qforge.told:{[tag;r] -1 tag,":ok:ffff";}\nf:{0}',
    "handlers": ".z.pi:{1}\n.z.exit:{exit 0}\n.z.pg:{1}\n.z.ps:{1}\nf:{0}",
    "a verb of its own": ".q.string:{x}\n.q.get:{1}\nf:{0}",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_frame_is_of_no_use(runtime: executable.ExecutableRuntime, name: str) -> None:
    execution = runtime.execute(Program(FORGERIES[name], "f", (("1",), ("2",))))
    assert told(execution) != ["completed", 2, 3]


def test_a_status_of_137_is_no_kill_from_outside(runtime: executable.ExecutableRuntime) -> None:
    assert told(runtime.execute(Program("f:{exit 137}", "f", (("1",),)))) == ["completed", "early_exit"]


def test_errors_that_no_program_can_catch_are_told(runtime: executable.ExecutableRuntime) -> None:
    program = Program("f:{$[x=1;til 10000000000;x]}", "f", (("1",), ("2",)))
    assert told(runtime.execute(program)) == ["completed", "memory_limit"]


def fake(folder: Path, body: str) -> str:
    path = folder / "q"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_a_q_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(SandboxError, match="'no-such-q' is neither on the path nor an executable file"):
        executable.start(executable.Settings(path="no-such-q"), LIMITS, "auto")


def test_a_refused_licence_is_no_verdict_and_is_tried_again(tmp_path: Path) -> None:
    path = fake(tmp_path, 'import sys\nsys.stderr.write("\'2026.11.27T10:00:00.000 k4.lic\\n")\nsys.exit(1)')
    settings = executable.Settings(path=path, start_tries=3, wait_seconds=0.2)
    begun = time.monotonic()
    with pytest.raises(SandboxError, match=r"k4\.lic"):
        executable.start(settings, LIMITS, "auto")
    assert time.monotonic() - begun > 0.6  # 0.2 and 0.4 seconds between three tries


def test_what_answers_but_is_no_q_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qforge.languages.q.conversation.START_SECONDS", 1.0)
    path = fake(tmp_path, "while True: print(input())")
    with pytest.raises(SandboxError, match="q does not start"):
        executable.start(executable.Settings(path=path, start_tries=1), LIMITS, "auto")


def test_a_licence_that_is_refused_meanwhile_gives_no_verdict(tmp_path: Path) -> None:
    """The file beside the fake q says whether the licence is free; it stands for a daemon's answer."""
    (tmp_path / "free").write_text("")
    body = f"import os, sys\nif not os.path.exists({str(tmp_path / 'free')!r}): sys.exit('licence error: in use')\n"
    body += "from qforge.languages.q.interpreter.shell import main\nsys.exit(main())"
    settings = executable.Settings(
        path=fake(tmp_path, body), readable=(str(tmp_path / "free"),), start_tries=2, wait_seconds=0.1
    )
    runtime = executable.start(settings, LIMITS, "auto")
    assert told(runtime.execute(GOOD)) == ["completed", 2, [3, 4]]
    (tmp_path / "free").unlink()
    with pytest.raises(SandboxError, match="licence error: in use"):
        runtime.execute(GOOD)
    (tmp_path / "free").write_text("")
    assert told(runtime.execute(GOOD)) == ["completed", 2, [3, 4]]


def test_no_more_processes_run_side_by_side_than_the_licence_allows() -> None:
    runtimes = [executable.start(executable.Settings(path=Q, processes=1), LIMITS, "auto") for _ in range(2)]
    most, done = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.is_set():
            here = [child for child in children(os.getpid()) if "qforge-q" in child]
            most = max(most, len(here))
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    threads = [threading.Thread(target=runtime.execute, args=(GOOD,)) for runtime in runtimes]
    watcher.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    watcher.join()
    assert most == 1


def children(parent: int) -> list[str]:
    """The command lines of all descendants of a process."""
    found: list[str] = []
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for pid in tasks.read_text().split():
                found += [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "), *children(int(pid))]
    return found


def test_the_version_names_what_runs(runtime: executable.ExecutableRuntime) -> None:
    assert runtime.version.startswith("qforge-q, embedded q ")
