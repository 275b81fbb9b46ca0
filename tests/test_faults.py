"""A run through a server where a fifth of all requests go wrong: nothing is lost, nothing asked twice after success."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.asking_run import CONCURRENCY
from tests.build_runs import ROOT
from tests.faulty_server import FAULTS, TOO_LONG, answer_to


class Running:
    """The faulty server, and what it wrote down."""

    def __init__(self, log: Path, latency: float) -> None:
        self.log = log
        words = [sys.executable, "-m", "tests.faulty_server", "20261127", str(log), str(latency)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def told(self) -> list[tuple[int, str]]:
        lines = (line.split() for line in self.log.read_text().splitlines())
        return [(int(number), fault) for number, fault in lines]


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    running = Running(tmp_path / "log", request.param)
    yield running
    running.process.kill()
    running.process.wait()


def command(server: Running, run: Path, questions: int) -> list[str]:
    return [sys.executable, "-m", "tests.asking_run", server.url, str(run), str(questions)]


def outcomes(server: Running, run: Path, questions: int) -> list[str]:
    done = subprocess.run(command(server, run, questions), capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(questions: int) -> list[str]:
    return [
        "request_refused" if number and number % TOO_LONG == 0 else answer_to(number) for number in range(questions)
    ]


def check_run(server: Running, run: Path, questions: int) -> None:
    assert outcomes(server, run, questions) == expected(questions)
    told = server.told()
    assert {fault for _, fault in told} == {*FAULTS, "ok", "too_long"}
    decided = Counter(number for number, fault in told if fault in ("ok", "too_long"))
    assert decided == Counter(range(questions))


@pytest.mark.parametrize("server", [0.0], indirect=True)
def test_every_request_ends_with_its_answer_or_its_true_reason(server: Running, tmp_path: Path) -> None:
    check_run(server, tmp_path / "run", 300)


@pytest.mark.slow
@pytest.mark.parametrize("server", [0.05], indirect=True)
def test_two_thousand_requests_end_with_their_answers_or_their_true_reasons(server: Running, tmp_path: Path) -> None:
    check_run(server, tmp_path / "run", 2000)


def check_kills(server: Running, tmp_path: Path, questions: int, kills: int, longest_seconds: float) -> None:
    moments = random.Random(5)
    killed = 0
    for _ in range(kills):
        process = subprocess.Popen(
            command(server, tmp_path / "run", questions), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        before = len(server.told())
        while len(server.told()) == before and process.poll() is None:  # until it asks, or has nothing left to ask
            time.sleep(0.02)
        time.sleep(moments.uniform(0.0, longest_seconds))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed >= kills / 2, "the run ended before it was killed often enough to prove anything"
    assert outcomes(server, tmp_path / "run", questions) == expected(questions)
    decided = Counter(number for number, fault in server.told() if fault in ("ok", "too_long"))
    assert sum(decided.values()) - questions <= killed * CONCURRENCY
    first = (tmp_path / "run" / "store.sqlite").read_bytes()
    assert outcomes(server, tmp_path / "run", questions) == expected(questions)
    assert (tmp_path / "run" / "store.sqlite").read_bytes() == first


@pytest.mark.parametrize("server", [0.05], indirect=True)
def test_killed_at_random_moments_only_what_was_in_flight_is_asked_again(server: Running, tmp_path: Path) -> None:
    check_kills(server, tmp_path, 300, kills=6, longest_seconds=0.3)


@pytest.mark.slow
@pytest.mark.parametrize("server", [0.05], indirect=True)
def test_killed_during_two_thousand_requests_only_what_was_in_flight_is_asked_again(
    server: Running, tmp_path: Path
) -> None:
    check_kills(server, tmp_path, 2000, kills=20, longest_seconds=0.6)
