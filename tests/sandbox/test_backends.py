"""What confines is chosen by trying it; what does not hold runs nothing."""

import os

import pytest

from qforge.errors import SandboxError
from qforge.sandbox import backends
from qforge.sandbox.process import ConfinedProcess
from qforge.sandbox.starting import Confinement
from tests.sandboxes import need_sandbox


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_tried", {})


def holding(**held: bool) -> dict[str, backends.Tried]:
    """Backends that hold, or that failed one canary."""
    return {
        name: backends.Tried(name, name, {"writes no file": ok}, "" if ok else "it does not hold: writes no file")
        for name, ok in held.items()
    }


@pytest.mark.parametrize(
    ("held", "isolation", "chosen"),
    [
        ({"bubblewrap": True, "landlock": True}, "auto", "bubblewrap"),
        ({"bubblewrap": False, "landlock": True}, "auto", "landlock"),
        ({"bubblewrap": True, "landlock": True}, "landlock", "landlock"),
        ({"bubblewrap": False, "landlock": False}, "unsafe", "unsafe"),
    ],
)
def test_the_first_that_holds_is_chosen(
    monkeypatch: pytest.MonkeyPatch, held: dict[str, bool], isolation: str, chosen: str
) -> None:
    monkeypatch.setattr(backends, "_attempt", holding(**held).__getitem__)
    assert backends.choose(isolation).name == chosen


@pytest.mark.parametrize("isolation", ["auto", "bubblewrap", "landlock"])
def test_what_does_not_hold_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch, isolation: str) -> None:
    monkeypatch.setattr(backends, "_attempt", holding(bubblewrap=False, landlock=False).__getitem__)
    with pytest.raises(SandboxError, match=r"it does not hold: writes no file.*`isolation: unsafe`"):
        ConfinedProcess(Confinement("qforge.languages.python.child:serve", isolation=isolation))


def test_a_backend_that_was_named_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_attempt", holding(bubblewrap=False, landlock=True).__getitem__)
    with pytest.raises(SandboxError, match="bubblewrap: it does not hold"):
        backends.choose("bubblewrap")


@pytest.mark.parametrize("name", backends.CONFINING)
def test_a_canary_that_is_not_held_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    if backends.attempt(name).reason:
        pytest.skip(backends.attempt(name).reason)
    monkeypatch.setattr(backends, "_tried", {})
    monkeypatch.setattr(backends, "CANARY_ENTRY", "tests.sandbox.gone:serve")
    assert "could not be started" in backends.attempt(name).reason


def test_unsafe_runs_and_says_so() -> None:
    with ConfinedProcess(Confinement("qforge.languages.python.child:serve", isolation="unsafe")) as process:
        assert process.sandbox.startswith("unsafe+")


def test_what_is_told_of_it_names_what_it_is_not() -> None:
    told = backends.described("unsafe")
    assert (told["backend"], told["held"]) == ("unsafe", {})
    assert told["not_promised"] == ["anything: programs run without isolation"]


def test_what_is_told_of_a_backend_is_what_it_holds() -> None:
    need_sandbox()
    told = backends.described("auto")
    assert told["backend"] in backends.CONFINING
    held = told["held"]
    assert isinstance(held, dict)
    assert held["is not root"] is True
    assert told["uid"] == (60001 if os.geteuid() == 0 else os.geteuid())
