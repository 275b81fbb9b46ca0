"""The vllm teacher where there is no vLLM; what a model answers is tested in tests/real."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from qforge.errors import UserError
from qforge.record import Message, Request
from qforge.teachers import vllm
from qforge.teachers.vllm import Settings
from tests.desk import outcomes

ONE = Request("a/one", 0, (Message("user", "a/one"),))


@pytest.mark.skipif(importlib.util.find_spec("vllm") is not None, reason="vLLM is installed here")
def test_without_vllm_it_says_how_to_install_it_when_it_is_asked() -> None:
    teacher = vllm.connect(Settings(model="m"))
    told = r"^the teacher vllm needs vLLM, which is not installed: pip install 'qforge\[vllm\]'$"
    with pytest.raises(UserError, match=told):
        outcomes(teacher, ONE)
    assert outcomes(teacher) == []


def adapter(folder: Path, weights: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "adapter_config.json").write_text("{}")
    (folder / "adapter_model.safetensors").write_bytes(weights)
    return folder


def test_files_that_are_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^adapter: .* holds no adapter_config.json; expected a LoRA adapter's"):
        vllm.connect(Settings(model="m", adapter=tmp_path))
    with pytest.raises(UserError, match=r"^chat_template: .*/none.jinja: there is no such file$"):
        vllm.connect(Settings(model="m", chat_template=tmp_path / "none.jinja"))


def test_an_adapter_trained_anew_is_another_teacher_and_where_it_lies_changes_nothing(tmp_path: Path) -> None:
    def fingerprint(folder: str, weights: bytes) -> object:
        settings = Settings(model="m", adapter=adapter(tmp_path / folder, weights))
        return vllm.connect(settings).fingerprint(ONE)

    assert fingerprint("a", b"1") == fingerprint("b", b"1") != fingerprint("a", b"2")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"temperature": 0.1}, False),
        ({"seed": 7}, False),
        ({"engine": {"quantization": "fp8"}}, False),
        ({"tensor_parallel_size": 8}, True),
        ({"requests_at_once": 1}, True),
    ],
)
def test_the_fingerprint_holds_what_changes_an_answer(change: dict[str, Any], same: bool) -> None:
    changed = vllm.connect(Settings(model="m", **change)).fingerprint(ONE)
    assert (changed == vllm.connect(Settings(model="m")).fingerprint(ONE)) is same
