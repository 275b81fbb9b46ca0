"""How fast and how frugal the openai teacher is, against bare clients and other toolkits on one server.

    python -m benchmarks.teachers [--rounds 3] [--requests 2000] [--peers "PYTHON PYTHON ..."]

Each contender runs in a process of its own and asks the same 2,000 questions of a server with 50 ms latency, with up to
100 in flight; qforge stores every answer durably. Requests a second are counted by the server, from the first to the
last. Peers need an environment each: one is run by the first PYTHON that can import it, and named where none can.

Bounds: at least 0.9 of a bare AsyncOpenAI with the aiohttp transport, ahead of every peer, and a million planned
requests take at most a tenth more memory than 10,000.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import teacher_clients

LEAST_SHARE = 0.9
MOST_MEMORY = 1.1
BARE = "openai, aiohttp transport"
PEERS = {"distilabel": "distilabel", "data-designer": "data_designer", "curator": "curator"}
CLIENTS = Path(teacher_clients.__file__)


@dataclass(frozen=True)
class Figures:
    """One run: requests a second, processor milliseconds a request, peak megabytes, requests."""

    rate: float
    cpu_milliseconds: float
    peak_megabytes: float
    count: int


def stats(url: str) -> dict[str, float]:
    """Read what the server counted since it was last read."""
    with urllib.request.urlopen(url.removesuffix("v1") + "stats") as response:
        told: dict[str, float] = json.load(response)
    return told


def installed(pythons: Sequence[str], client: str) -> str | None:
    """Give the first interpreter that can import what a contender needs."""
    module = teacher_clients.NEEDS[client]
    for python in pythons:
        words = [python, "-c", f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"]
        if subprocess.run(words, capture_output=True, check=False).returncode == 0:
            return python
    return None


def run(python: str, client: str, url: str, requests: int) -> Figures | str:
    """Run one contender; a text says why it was not run."""
    stats(url)
    with tempfile.TemporaryDirectory() as folder:
        words = [python, str(CLIENTS), client, url, str(requests), folder]
        home = {"HOME": folder, "HF_HUB_OFFLINE": "1", "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url}
        done = subprocess.run(words, capture_output=True, text=True, env=os.environ | home, timeout=600, check=False)
    if done.returncode:
        return f"failed: {(done.stderr.strip().splitlines() or ['no words'])[-1][:150]}"
    told = json.loads(done.stdout.strip().splitlines()[-1])
    counted = stats(url)
    count = int(counted["count"])
    return Figures(count / counted["seconds"], told["cpu_seconds"] / count * 1000, told["peak_megabytes"], count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument(
        "--peers", default=sys.executable, help="Pythons with other toolkits, parted by blanks or colons"
    )
    arguments = parser.parse_args()
    words = [sys.executable, "-m", "benchmarks.chat_server"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    try:
        assert server.stdout is not None
        return measure(arguments, server.stdout.readline().strip())
    finally:
        server.kill()
        server.wait()


def measure(arguments: argparse.Namespace, url: str) -> int:
    pythons = arguments.peers.replace(":", " ").split()
    contenders = [
        ("qforge", sys.executable, "qforge"),
        (BARE, sys.executable, "openai_aiohttp"),
        ("openai, default transport", sys.executable, "openai_default"),
        ("bare aiohttp", sys.executable, "aiohttp"),
        *((name, installed(pythons, client) or "", client) for name, client in PEERS.items()),
    ]
    runs: dict[str, list[Figures]] = {name: [] for name, _, _ in contenders}
    absent = {name: "not installed" for name, python, _ in contenders if not python}
    for _ in range(arguments.rounds):
        for name, python, client in contenders:
            if name not in absent:
                figures = run(python, client, url, arguments.requests)
                if isinstance(figures, str):
                    absent[name] = figures
                else:
                    runs[name].append(figures)
    print(f"{'':28}{'requests/s':>12}{'CPU ms each':>13}{'peak MB':>9}{'asked':>8}")
    rates = {}
    for name, found in runs.items():
        if name in absent or not found:
            print(f"{name:28}{absent.get(name, '')}")
            continue
        rates[name] = [figures.rate for figures in found]
        middle = sorted(found, key=lambda figures: figures.rate)[len(found) // 2]
        print(
            f"{name:28}{middle.rate:12.0f}{middle.cpu_milliseconds:13.2f}{middle.peak_megabytes:9.0f}{middle.count:8}"
        )
    memory = planned_memory(url, arguments.requests)
    return verdict(rates, memory)


def planned_memory(url: str, requests: int) -> float | None:
    """Give the peak memory of a million planned requests to that of 10,000; a budget lets as many of both through."""
    clients = {10_000: "qforge_planned", 1_000_000: "qforge_million"}
    peaks = []
    for planned, client in clients.items():
        figures = run(sys.executable, client, url, requests)
        if isinstance(figures, str):
            print(f"{planned:,} requests planned by a build: {figures}")
            return None
        print(f"{planned:,} requests planned by a build, {figures.count:,} asked: {figures.peak_megabytes:.0f} MB")
        peaks.append(figures.peak_megabytes)
    return peaks[1] / peaks[0]


def verdict(rates: dict[str, list[float]], memory: float | None) -> int:
    missed = []
    shares = {}
    for name, found in rates.items():
        if name != "qforge" and "qforge" in rates:
            shares[name] = statistics.median(ours / theirs for ours, theirs in zip(rates["qforge"], found, strict=True))
    if shares.get(BARE, 0.0) < LEAST_SHARE:
        missed.append(f"{shares.get(BARE, 0.0):.2f} of {BARE}, at least {LEAST_SHARE} wanted")
    missed += [f"behind {name}" for name in PEERS if shares.get(name, 2.0) <= 1.0]
    if memory is None or memory > MOST_MEMORY:
        missed.append(f"a million planned requests take {memory or 0:.2f} of the memory, at most {MOST_MEMORY} wanted")
    told = ", ".join(f"{share:.2f} of {name}" for name, share in shares.items())
    told += f"; memory: {memory or 0:.2f}"
    print(f"bench-teachers: {'MISSED: ' + '; '.join(missed) if missed else 'ok'}; requests/s: {told}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
