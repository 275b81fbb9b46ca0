"""`qforge doctor` tells what is there, and why the rest can't be used."""

import json

import pytest
from click.testing import CliRunner

from qforge import doctor
from qforge.cli import cli
from qforge.sandbox import backends


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    result = CliRunner().invoke(cli, ["doctor", "--json"], standalone_mode=False)
    found: dict[str, object] = json.loads(result.output)
    assert (result.return_value == 0) == doctor.is_well(found)
    return found


def test_each_sandbox_is_told_with_its_canaries(told: dict[str, object]) -> None:
    sandboxes = {sandbox["name"]: sandbox for sandbox in told["sandboxes"]}  # type: ignore[attr-defined]
    assert list(sandboxes) == ["bubblewrap", "landlock"]
    for sandbox in sandboxes.values():
        assert sandbox["usable"] == (sandbox["reason"] == "")
        assert not sandbox["usable"] or all(sandbox["held"].values())


def test_each_runtime_is_told_with_its_version_or_why_not(told: dict[str, object]) -> None:
    runtimes = {runtime["name"]: runtime for runtime in told["runtimes"]}  # type: ignore[attr-defined]
    assert set(runtimes) >= {"embedded", "executable"}
    for runtime in runtimes.values():
        assert runtime["version"] if runtime["usable"] else runtime["reason"]


def test_for_people_it_is_text_that_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_tried", {})
    monkeypatch.setattr(backends, "_attempt", lambda name: backends.Tried(name, reason="the kernel lacks it"))
    result = CliRunner().invoke(cli, ["doctor"], standalone_mode=False)
    assert result.return_value == 1
    assert "- bubblewrap: the kernel lacks it" in result.output
    assert "auto means nothing: no sandbox holds here" in result.output
    assert "- q/embedded: nothing confines it" in result.output
