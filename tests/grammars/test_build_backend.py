"""What installing qforge asks for: a C compiler only where there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

BACKEND = Path(__file__).parents[2] / "grammars" / "build_backend.py"


@pytest.fixture
def backend() -> ModuleType:
    pytest.importorskip("setuptools", reason="the backend runs where pip builds")
    spec = importlib.util.spec_from_file_location("build_backend", BACKEND)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_without_a_compiler_gets_one(backend: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    assert [wanted.partition(">")[0] for wanted in backend.missing_compiler()] == ["ziglang"]


def test_a_compiler_that_is_there_is_used(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", f"{compiler} -O2")
    assert backend.missing_compiler() == []
