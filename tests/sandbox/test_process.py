"""A confined process answers, is judged by what it used, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import qforge
from qforge.errors import SandboxError
from qforge.sandbox.process import ConfinedProcess, Ended
from qforge.sandbox.starting import Confinement
from qforge.sandbox.watching import Ending

Start = Callable[..., ConfinedProcess]
GENEROUS = 20.0


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_answers_one_request_after_another(start: Start) -> None:
    process = start()
    assert [process.ask(f"result = {n} + 1", GENEROUS).messages for n in range(3)] == [
        ({"result": 1},),
        ({"result": 2},),
        ({"result": 3},),
    ]


def test_the_kernels_bound_never_comes_before_what_a_request_may_use(start: Start) -> None:
    process = start()
    for allowed in (5.0, 1000.0):
        process.ask("result = 1", allowed)
        bound = re.search(r"Max cpu time +(\S+)", Path(f"/proc/{process.pid}/limits").read_text())
        assert bound is not None
        assert bound[1] == "unlimited" or int(bound[1]) >= allowed


def test_carries_a_long_request_and_a_long_answer(start: Start) -> None:
    text = "x" * 3_000_000
    assert start().ask(f"result = {text!r}", GENEROUS).messages == ({"result": text},)


def test_an_answer_may_have_several_messages(start: Start) -> None:
    outcome = start().ask("channel.send(1, more=True)\nchannel.send(2, more=True)\nresult = 3", GENEROUS)
    assert outcome.messages == (1, 2, {"result": 3})


def test_messages_before_the_end_are_kept(start: Start) -> None:
    outcome = start().ask("import os\nchannel.send('before', more=True)\nos._exit(0)", GENEROUS)
    assert isinstance(outcome, Ended)
    assert outcome.messages == ("before",)


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("while True: pass", Ending.CPU),
        ("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", Ending.CPU),
        ("result = 3 ** (10 ** 9)", Ending.CPU),
        ("import time\ntime.sleep(1000)", Ending.IDLE),
        ("import time\nwhile True: time.sleep(0.001)", Ending.IDLE),
        ("import os\nos._exit(0)", Ending.EXITED),
        ("import os\nos._exit(3)", Ending.EXITED),
        ("import os\nos._exit(137)", Ending.CRASHED),  # not to be taken for SIGKILL
        ("import os\nos.abort()", Ending.CRASHED),
        ("import ctypes\nctypes.string_at(0)", Ending.CRASHED),
        ("channel.send_text('[' * 100_000)", Ending.GARBLED),
        ("channel.send_text('NaN')", Ending.GARBLED),
        ("channel.send_text('9' * 100_000)", Ending.GARBLED),
        ("channel.send_text('')", Ending.GARBLED),
        ("import os\nos.write(channel._answers, b'\\x7f' * 8)", Ending.FLOOD),
        ("while True: channel.send('x' * 10_000, more=True)", Ending.FLOOD),
    ],
)
def test_tells_how_a_process_ended_by_its_own_doing(start: Start, source: str, ending: Ending) -> None:
    process = start(answer_bytes=1 << 20)
    outcome = process.ask(source, 0.5)
    assert isinstance(outcome, Ended)
    assert outcome.ending is ending
    assert not is_alive(process.pid)


def test_a_second_answer_is_not_taken_for_the_next(start: Start) -> None:
    process = start()
    assert process.ask("import time\nchannel.send(1)\ntime.sleep(0.2)", GENEROUS).messages == (1,)
    time.sleep(1)
    outcome = process.ask("result = 1", GENEROUS)
    assert isinstance(outcome, Ended)
    assert outcome.ending is Ending.GARBLED


def test_a_closed_channel_is_not_waited_on(start: Start) -> None:
    process = start()
    begun = time.monotonic()
    outcome = process.ask("import os, time\nos.closerange(3, 60)\ntime.sleep(1000)", 1000)
    assert isinstance(outcome, Ended)
    assert outcome.ending is Ending.GARBLED
    assert time.monotonic() - begun < 60
    assert not is_alive(process.pid)


def test_a_kill_from_outside_is_no_verdict(start: Start) -> None:
    process = start()
    threading.Timer(0.3, os.kill, (process.pid, signal.SIGKILL)).start()
    with pytest.raises(SandboxError, match="killed from outside"):
        process.ask("while True: pass", GENEROUS)


def test_a_process_that_has_ended_is_not_asked_again(start: Start) -> None:
    process = start()
    process.ask("import os\nos._exit(0)", GENEROUS)
    with pytest.raises(SandboxError, match="has ended"):
        process.ask("result = 1", GENEROUS)


def test_time_spent_waiting_for_the_processor_is_not_charged(start: Start) -> None:
    process = start()
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4 * (os.cpu_count() or 1))]
    try:
        source = "import time\nwhile time.process_time() < 0.8: pass\nresult = 'done'"
        outcome = process.ask(source, 1.2)
    finally:
        for other in busy:
            other.kill()
            other.wait()
    assert outcome.messages == ({"result": "done"},)


def test_the_hash_seed_decides_the_order_of_sets(start: Start) -> None:
    source = "result = list({str(n) for n in range(50)})"
    orders = [start(hash_seed=seed).ask(source, GENEROUS).messages for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]


def test_close_leaves_nothing_behind(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    before = sorted(os.listdir("/proc/self/fd"))
    process = start()
    process.close()
    assert not is_alive(process.pid)
    assert sorted(os.listdir("/proc/self/fd")) == before
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_process_outlives_the_thread_that_started_it(start: Start) -> None:
    started: list[ConfinedProcess] = []
    thread = threading.Thread(target=lambda: started.append(start()))
    thread.start()
    thread.join()
    time.sleep(0.1)
    assert started[0].ask("result = 1", GENEROUS).messages == ({"result": 1},)


def test_the_parents_death_ends_a_sleeping_process(tmp_path: Path) -> None:
    package = tmp_path / "probe"
    package.mkdir()
    (package / "__init__.py").write_text("import time\ndef serve(channel, settings):\n    time.sleep(1000)\n")
    source = """
        import sys
        sys.path[:0] = sys.argv[1:]
        from qforge.sandbox.process import ConfinedProcess
        from qforge.sandbox.starting import Confinement
        process = ConfinedProcess(Confinement("probe:serve", packages=("probe",)))
        print(process.pid, flush=True)
        process.ask(None, 1000)
    """
    root = Path(qforge.__file__).parent.parent
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source), str(tmp_path), str(root)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_alive(pid)


def test_an_entry_that_is_not_there_is_a_sandbox_error() -> None:
    with pytest.raises(SandboxError, match=r"No module named 'qforge\.nowhere'"):
        ConfinedProcess(Confinement("qforge.nowhere:serve"))


def test_a_package_that_is_not_installed_is_a_sandbox_error() -> None:
    with pytest.raises(SandboxError, match="'no_such_package' is not installed"):
        ConfinedProcess(Confinement("no_such_package:serve", packages=("no_such_package",)))
