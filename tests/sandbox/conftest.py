"""A package of untrusted code: what it is sent, it runs, with everything that the process may do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qforge.sandbox import backends
from qforge.sandbox.process import ConfinedProcess
from qforge.sandbox.starting import Confinement

PROBE = """
def serve(channel, settings):
    while (request := channel.receive()) is not None:
        names = {"channel": channel}
        try:
            exec(request, names)
            channel.send({"result": names.get("result")})
        except BaseException as error:
            names.clear()
            channel.send({"error": type(error).__name__})
"""

Start = Callable[..., ConfinedProcess]


@pytest.fixture(params=backends.CONFINING)
def backend(request: pytest.FixtureRequest) -> str:
    """Each backend that this machine has."""
    tried = backends.attempt(request.param)
    if tried.reason:
        pytest.skip(f"{tried.name}: {tried.reason}")
    return tried.name


@pytest.fixture
def start(backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start confined processes that run the source they are sent and answer with its `result`."""
    package = tmp_path / "library" / "probe"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(PROBE)
    monkeypatch.syspath_prepend(str(package.parent))
    started: list[ConfinedProcess] = []

    def begin(**changes: Any) -> ConfinedProcess:
        started.append(ConfinedProcess(Confinement(entry="probe:serve", packages=("probe",), **changes), backend))
        return started[-1]

    yield begin
    for process in started:
        process.close()
