"""The contenders of the teachers' benchmark, a process each: python teacher_clients.py CLIENT URL REQUESTS FOLDER.

Prints one JSON object with the processor seconds of the process and its children, and their peak megabytes. Only the
standard library is imported before a contender is chosen, since each lives in an environment of its own.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NEEDS = {"distilabel": "distilabel", "data_designer": "data_designer", "curator": "bespokelabs.curator"}
IN_FLIGHT = 100
PRIMER = "Write a function in the language that the following lines describe. " * 40
PIPELINE = Path(__file__).parents[1] / "pipelines" / "quickstart.yaml"
PLANNED_PROBLEMS = 1000
SERVED_TOKENS = 720


def question(number: int) -> str:
    return f"Problem {number}: the longest gap between neighbours of a list, less {number}."


def messages(number: int) -> list[dict[str, str]]:
    return [{"role": "system", "content": PRIMER}, {"role": "user", "content": question(number)}]


def qforge(url: str, requests: int, folder: Path) -> None:
    """Ask through the store, as a build does."""
    from qforge.ledger import Ledger
    from qforge.pipeline.asking import Asking, Plan, ask
    from qforge.pipeline.journal import Journal
    from qforge.progress import Silent
    from qforge.record import Message, Request, Stage
    from qforge.stages.spending import Settings
    from qforge.store import Store

    primer = Message("system", PRIMER)

    def write() -> Iterator[Request]:
        for number in range(requests):
            yield Request(f"bench/{number}", 0, (primer, Message("user", question(number))))

    with Store(folder / "run") as store:
        journal = Journal(store, Ledger(), Silent())
        asked = Asking(_teacher(url), Stage.TRANSLATE, Plan(requests, write), Settings())
        assert sum(1 for _ in ask(asked, journal)) == requests


def _teacher(url: str) -> Any:
    from qforge.teachers import openai

    return openai.connect(openai.Settings(base_url=url, model="served", seed=1, concurrency=IN_FLIGHT, max_tokens=120))


def qforge_planned(url: str, requests: int, folder: Path) -> None:
    """Plan ten attempts at each of 1,000 problems as a build does, and stop at a budget."""
    _planned(url, requests, folder, attempts=10)


def qforge_million(url: str, requests: int, folder: Path) -> None:
    """Plan a million attempts in the same way."""
    _planned(url, requests, folder, attempts=1000)


def _planned(url: str, requests: int, folder: Path, attempts: int) -> None:
    from qforge.errors import BudgetError
    from qforge.ledger import Ledger
    from qforge.pipeline import schema
    from qforge.pipeline.journal import Journal
    from qforge.pipeline.packs import target_pack
    from qforge.pipeline.solving import Solver
    from qforge.pipeline.verdicts import judging
    from qforge.progress import Silent
    from qforge.record import CheckedProblem, Comparison, Difficulty, Origin, Problem
    from qforge.signature import Parameter, Signature
    from qforge.store import Store

    budget = f"asking.maximum_tokens={requests * SERVED_TOKENS}"
    pipeline = schema.load(PIPELINE, (f"translate.attempts={attempts}", budget))
    pack = target_pack(pipeline.language)
    signature, origin = Signature("gap", (Parameter("x", "list[int]"),), "int"), Origin("bench", "", "MIT", "nobody")
    checked = {}
    for number in range(PLANNED_PROBLEMS):
        name = f"bench/{number}"
        problem = Problem(
            name, "bench", Difficulty.EASY, question(number), signature, None, (), "", Comparison(), origin
        )
        checked[name] = CheckedProblem(problem, signature, (), "published results")
    with Store(folder / "run") as store, judging(pipeline, pack, checked) as judge:
        solver = Solver(pipeline, pack, judge, checked, Journal(store, Ledger(), Silent()), train=())
        try:
            solver.solve(_teacher(url), list(checked))
        except BudgetError:
            return
    raise AssertionError("the budget should have ended it")


def openai_aiohttp(url: str, requests: int, folder: Path) -> None:
    """Ask with the SDK and its faster transport, and keep nothing."""
    import openai

    _openai(url, requests, openai.DefaultAioHttpClient())


def openai_default(url: str, requests: int, folder: Path) -> None:
    """Ask with the SDK as it comes, and keep nothing."""
    _openai(url, requests, None)


def _openai(url: str, requests: int, transport: Any) -> None:
    import openai

    async def run() -> None:
        gate = asyncio.Semaphore(IN_FLIGHT)

        async def one(number: int) -> str:
            async with gate:
                found = await client.chat.completions.create(
                    model="served", messages=messages(number), seed=1, max_tokens=120
                )
                return found.choices[0].message.content or ""

        async with openai.AsyncOpenAI(base_url=url, api_key="none", http_client=transport) as client:
            answers = await asyncio.gather(*(one(number) for number in range(requests)))
        assert all(answers)

    asyncio.run(run())


def bare_aiohttp(url: str, requests: int, folder: Path) -> None:
    """Ask with no SDK at all, and keep nothing."""
    import aiohttp

    async def run() -> None:
        gate = asyncio.Semaphore(IN_FLIGHT)

        async def one(number: int) -> str:
            body = {"model": "served", "messages": messages(number), "seed": 1, "max_tokens": 120}
            async with gate, session.post(f"{url}/chat/completions", json=body) as response:
                text: str = (await response.json())["choices"][0]["message"]["content"]
                return text

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            answers = await asyncio.gather(*(one(number) for number in range(requests)))
        assert all(answers)

    asyncio.run(run())


def distilabel(url: str, requests: int, folder: Path) -> None:
    """Run a pipeline of two steps: the questions, and their answers."""
    from distilabel.models import OpenAILLM
    from distilabel.pipeline import Pipeline
    from distilabel.steps import LoadDataFromDicts
    from distilabel.steps.tasks import TextGeneration

    data = [{"instruction": question(number), "system_prompt": PRIMER} for number in range(requests)]
    with Pipeline(name="bench") as pipeline:
        load = LoadDataFromDicts(data=data, batch_size=IN_FLIGHT)
        model = OpenAILLM(
            model="served", base_url=url, api_key="none", generation_kwargs={"max_new_tokens": 120, "temperature": 1.0}
        )
        load >> TextGeneration(llm=model, input_batch_size=IN_FLIGHT)
    found = pipeline.run(use_cache=False)
    assert len(found["default"]["train"]) == requests


def data_designer(url: str, requests: int, folder: Path) -> None:
    """Generate one column of answers over a seed of questions."""
    import data_designer.config as config
    import pandas as pd
    from data_designer.interface import DataDesigner

    provider = config.ModelProvider(name="local", endpoint=url, provider_type="openai", api_key="OPENAI_API_KEY")
    bounds = config.ChatCompletionInferenceParams(max_tokens=120, max_parallel_requests=IN_FLIGHT)
    model = config.ModelConfig(
        alias="served", model="served", provider="local", inference_parameters=bounds, skip_health_check=True
    )
    builder = config.DataDesignerConfigBuilder(model_configs=[model])
    seed = pd.DataFrame({"question": [question(number) for number in range(requests)]})
    builder.with_seed_dataset(config.DataFrameSeedSource(df=seed))
    column = config.LLMTextColumnConfig(
        name="answer", model_alias="served", system_prompt=PRIMER, prompt="{{ question }}"
    )
    builder.add_column(column)
    designer = DataDesigner(artifact_path=folder / "artifacts", model_providers=[provider])
    found = designer.create(builder, num_records=requests, dataset_name="bench").load_dataset()
    assert len(found) == requests


def curator(url: str, requests: int, folder: Path) -> None:
    """Ask for all questions with its openai backend, whose own limits are set out of the way."""
    # It counts tokens by a table that is fetched from the network, unless it is pointed at the copy in litellm.
    litellm = importlib.util.find_spec("litellm")
    assert litellm is not None, "curator needs it"
    assert litellm.origin is not None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(litellm.origin).parent / "litellm_core_utils" / "tokenizers")
    os.environ["TELEMETRY_ENABLED"] = "0"
    from bespokelabs import curator as curator_

    limits = {"max_requests_per_minute": 10**7, "max_tokens_per_minute": 10**10, "max_concurrent_requests": IN_FLIGHT}
    model = curator_.LLM(
        model_name="served",
        backend="openai",
        backend_params={"base_url": url, "api_key": "none", **limits},
        generation_params={"max_tokens": 120},
    )
    found = model([messages(number) for number in range(requests)])
    assert len(found.dataset if hasattr(found, "dataset") else found) == requests


CLIENTS: dict[str, Callable[[str, int, Path], None]] = {
    "qforge": qforge,
    "qforge_planned": qforge_planned,
    "qforge_million": qforge_million,
    "openai_aiohttp": openai_aiohttp,
    "openai_default": openai_default,
    "aiohttp": bare_aiohttp,
    "distilabel": distilabel,
    "data_designer": data_designer,
    "curator": curator,
}


def main() -> None:
    client, url, requests, folder = sys.argv[1:]
    CLIENTS[client](url, int(requests), Path(folder))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures = {
        "cpu_seconds": sum(usage.ru_utime + usage.ru_stime for usage in used),
        "peak_megabytes": max(usage.ru_maxrss for usage in used) / 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
