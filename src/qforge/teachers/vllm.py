"""Asks a model in this process, on the user's own GPUs, through vLLM (the extra `qforge[vllm]`).

vLLM is imported, and the model loaded, when the first question is asked; what is stored needs neither.
All prompts begin with the same primer, which prefix caching reads once.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from qforge.chat.completion import split_thinking, whole
from qforge.errors import TeacherError, UserError
from qforge.record import FinishReason, Reason, Request, Usage
from qforge.teachers.base import Desk, NoReply, Reply
from qforge.value import Json, digest

NO_VLLM = "the teacher vllm needs vLLM, which is not installed: pip install 'qforge[vllm]'"
CHANGES_NO_ANSWER = ("tensor_parallel_size", "gpu_memory_utilization", "requests_at_once", "maximum_rank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which model is asked, and how.

    Attributes:
        model: a folder with the model, or its id on the Hub.
        label: the model's name in the dataset; `model` by default.
        adapter: a folder with a LoRA adapter over the model.
        maximum_rank: the largest rank of the adapter.
        temperature: of sampling; 0 takes the likeliest token.
        top_p: of sampling.
        max_tokens: length at which an answer is cut off, thinking included.
        seed: attempt k is sampled with the seed plus k.
        chat_template: a file with another template than the model's own.
        chat_template_kwargs: what the template is given beside the messages (enable_thinking).
        context_tokens: of prompt and answer together; the model's own by default.
        tensor_parallel_size: GPUs over which the model is spread.
        gpu_memory_utilization: share of a GPU's memory that is taken.
        requests_at_once: answers after which the batch is stored; a kill loses at most one batch.
        engine: further arguments of `vllm.LLM`, as it names them (dtype, quantization, enforce_eager).
    """

    model: Annotated[str, Field(min_length=1)]
    label: Annotated[str, Field(min_length=1)] | None = None
    adapter: Path | None = None
    maximum_rank: Annotated[int, Field(ge=1)] = 64
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.8
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    seed: int = 0
    chat_template: Path | None = None
    chat_template_kwargs: dict[str, Any] | None = None
    context_tokens: Annotated[int, Field(ge=1)] | None = None
    tensor_parallel_size: Annotated[int, Field(ge=1)] = 1
    gpu_memory_utilization: Annotated[float, Field(gt=0, le=1)] = 0.9
    requests_at_once: Annotated[int, Field(ge=1)] = 512
    engine: dict[str, Any] | None = None


class VLLMTeacher:
    """A model in this process."""

    def __init__(self, settings: Settings) -> None:
        self.model, self.answer_tokens = settings.label or settings.model, settings.max_tokens
        self._settings = settings
        self._engine: Any = None
        self._adapter_files = _digest_of(settings.adapter) if settings.adapter else None
        self._template = settings.chat_template.read_text("utf-8") if settings.chat_template else None

    def fingerprint(self, request: Request) -> Json:
        """Give the model, its adapter's contents, its template and its sampling."""
        settings = asdict(self._settings)
        decisive = {name: value for name, value in settings.items() if name not in CHANGES_NO_ANSWER}
        return {**decisive, "adapter": self._adapter_files, "chat_template": self._template}

    async def ask(self, desk: Desk) -> None:
        """Answer batch after batch.

        Raises:
            UserError: vLLM is not installed, finds no GPU, or can't load the model.
            TeacherError: its engine stopped.
        """
        while requests := desk.take(self._settings.requests_at_once):
            if self._engine is None:
                self._engine = await asyncio.to_thread(_load, self._settings)
            fitting = []
            for request in requests:
                told = self._too_long(request)
                if told:
                    desk.settle(request, NoReply(Reason.REQUEST_REFUSED, told))
                else:
                    fitting.append(request)
            for request, output in zip(fitting, await asyncio.to_thread(self._answers, fitting), strict=True):
                desk.settle(request, self._reply(output))

    def close(self) -> None:
        """Free the model's memory, for a training that comes next."""
        if self._engine is not None:
            engine, self._engine = self._engine, None
            engine.llm_engine.engine_core.shutdown()

    def _answers(self, requests: Sequence[Request]) -> list[Any]:
        if not requests:
            return []
        from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

        try:
            answers: list[Any] = self._engine.chat(
                [_messages(request) for request in requests],
                [self._sampling(request) for request in requests],
                use_tqdm=False,
                lora_request=_adapter(self._settings),
                chat_template=self._template,
                chat_template_kwargs=self._settings.chat_template_kwargs,
            )
        except (RuntimeError, OSError, EngineDeadError, EngineGenerateError) as error:
            raise TeacherError(f"vLLM stopped: {_first_line(error)}; what was answered is kept") from error
        return answers

    def _too_long(self, request: Request) -> str:
        """Say how much too long a prompt is for the model, or nothing."""
        prompt = self._engine.get_tokenizer().apply_chat_template(
            _messages(request),
            chat_template=self._template,
            add_generation_prompt=True,
            tokenize=True,
            return_dict=False,
            **(self._settings.chat_template_kwargs or {}),
        )
        window = self._engine.llm_engine.model_config.max_model_len
        if len(prompt) < window:
            return ""
        return f"the prompt has {len(prompt)} tokens, and the model's context {window}; none is left for an answer"

    def _sampling(self, request: Request) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        settings = self._settings
        held = StructuredOutputsParams(json=json.loads(request.schema)) if request.schema else None
        return SamplingParams(
            temperature=settings.temperature,
            top_p=settings.top_p,
            max_tokens=settings.max_tokens,
            seed=settings.seed + request.attempt,
            structured_outputs=held,
        )

    def _reply(self, output: Any) -> Reply:
        answer = output.outputs[0]
        thinking, text = split_thinking(answer.text)
        read = len(output.prompt_token_ids)
        usage = Usage(read, len(answer.token_ids), min(output.num_cached_tokens or 0, read))
        reason = FinishReason.LENGTH if answer.finish_reason == "length" else FinishReason.STOP
        return Reply(self.model, whole(text), reason, usage, whole(thinking))


def _load(settings: Settings) -> Any:
    """Load the model.

    Raises:
        UserError: vLLM is not installed, finds no GPU, or can't load the model; the message says which.
    """
    if importlib.util.find_spec("vllm") is None:
        raise UserError(NO_VLLM)
    try:
        import vllm
        from vllm.platforms import current_platform
    except ImportError as error:
        raise UserError(f"the teacher vllm can't import vLLM: {_first_line(error)}") from error
    if current_platform.is_unspecified() or (current_platform.is_cuda() and current_platform.device_count() == 0):
        raise UserError("the teacher vllm finds no GPU here; run it where one is, or ask `vllm serve` with use: openai")
    arguments: dict[str, Any] = {
        "model": settings.model,
        "seed": settings.seed,
        "enable_prefix_caching": True,
        "tensor_parallel_size": settings.tensor_parallel_size,
        "gpu_memory_utilization": settings.gpu_memory_utilization,
        **({"enable_lora": True, "max_lora_rank": settings.maximum_rank} if settings.adapter else {}),
        **({"max_model_len": settings.context_tokens} if settings.context_tokens else {}),
        **(settings.engine or {}),
    }
    try:
        return vllm.LLM(**arguments)
    except (ValueError, TypeError, RuntimeError, OSError) as error:
        raise UserError(f"the teacher vllm can't load {settings.model!r}: {_first_line(error)}") from error


def _adapter(settings: Settings) -> Any:
    if settings.adapter is None:
        return None
    from vllm.lora.request import LoRARequest

    return LoRARequest("adapter", 1, str(settings.adapter))


def _digest_of(folder: Path) -> str:
    """Give the digest of a folder's files, so that a checkpoint trained anew is another teacher."""
    import hashlib

    found: list[Json] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                found.append([str(path.relative_to(folder)), hashlib.file_digest(stream, "blake2b").hexdigest()])
    return digest(found)


def _messages(request: Request) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in request.messages]


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:300]


def connect(settings: Settings) -> VLLMTeacher:
    """Make the teacher ready; the model is loaded when it is first asked.

    Raises:
        UserError: a file of the settings is missing.
    """
    if settings.adapter is not None and not (settings.adapter / "adapter_config.json").is_file():
        raise UserError(f"adapter: {settings.adapter} holds no adapter_config.json; expected a LoRA adapter's folder")
    if settings.chat_template is not None and not settings.chat_template.is_file():
        raise UserError(f"chat_template: {settings.chat_template}: there is no such file")
    return VLLMTeacher(settings)
