"""NeMo Gym: a resources server, whose reward executes programs with numpy alone, and the prompts that go with it.

    app.py                                     the server: /verify rewards an answer
    configs/NAME.yaml                          the server, an agent, the files of prompts
    data/train.jsonl, validation.jsonl         responses_create_params, verifier_metadata
    data/example.jsonl                         up to five of them
    tasks.jsonl, grading.py, grader.py         what the server judges by
    requirements.txt                           what its environment needs

Copy the folder to ``resources_servers/NAME`` of NeMo Gym, NAME as the file in configs has it. The server does not need
qforge, because NeMo Gym and qforge ask for versions of `openai` that exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from qforge.feeds.base import (
    Division,
    Feed,
    Task,
    divided,
    messages,
    package_name,
    write_lines,
    write_template,
    write_text,
)
from qforge.record import dump
from qforge.value import Json, canonical

EXAMPLES = 5
LICENCES = {
    "Apache-2.0": "Apache 2.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0 International",
    "MIT": "MIT",
}
"""SPDX identifier -> what NeMo Gym calls it; it takes no others."""
OTHER_LICENCE = "TBD"


Settings = Division


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the server and its prompts; there is no validation file where there is one task only.

    Raises:
        StorageError: the disk refused.
    """
    server = package_name(feed.name)
    train, validation = divided(feed.tasks, settings.validation_share)
    parts = {"train": train, "validation": validation, "example": feed.tasks[:EXAMPLES]}
    written = {name: part for name, part in parts.items() if part}
    whole = yaml.safe_dump(_configuration(server, feed.name, written), sort_keys=False)
    return [
        write_template(folder / "app.py", "nemo_gym_app.py.jinja", feed),
        write_template(folder / "grading.py", "grading.py.jinja", feed, grader="grader"),
        write_text(folder / "grader.py", feed.grader()),
        write_text(folder / "configs" / f"{server}.yaml", whole),
        write_text(folder / "requirements.txt", "-e nemo-gym[dev] @ ../../\nnumpy>=2.2\n"),
        write_lines(folder / "tasks.jsonl", ({"id": one.id, "task": canonical(dump(one))} for one in feed.tasks)),
        *(write_lines(folder / "data" / f"{name}.jsonl", _prompts(part)) for name, part in written.items()),
    ]


def _prompts(tasks: Sequence[Task]) -> Iterator[dict[str, Json]]:
    for task in tasks:
        about: dict[str, Json] = {"task": task.id, "topic": task.topic, "difficulty": task.difficulty}
        yield {"responses_create_params": {"input": messages(task.prompt)}, "verifier_metadata": about}


def _configuration(server: str, name: str, parts: Mapping[str, Sequence[Task]]) -> dict[str, Json]:
    about: dict[str, Json] = {"domain": "coding", "verified": False, "description": f"Programs of {name}"}
    datasets: list[Json] = [_dataset(server, kind, part) for kind, part in parts.items()]
    agent: dict[str, Json] = {
        "entrypoint": "app.py",
        "resources_server": {"type": "resources_servers", "name": server},
        "model_server": {"type": "responses_api_models", "name": "policy_model"},
        "datasets": datasets,
    }
    return {
        server: {"resources_servers": {server: {"entrypoint": "app.py", **about}}},
        f"{server}_simple_agent": {"responses_api_agents": {"simple_agent": agent}},
    }


def _dataset(server: str, kind: str, tasks: Sequence[Task]) -> dict[str, Json]:
    path = f"resources_servers/{server}/data/{kind}.jsonl"
    licences = {task.problem.origin.licence for task in tasks}
    licence = LICENCES.get(licences.pop(), OTHER_LICENCE) if len(licences) == 1 else OTHER_LICENCE
    about: dict[str, Json] = {"name": kind, "type": kind, "jsonl_fpath": path}
    return about if kind == "example" else {**about, "license": licence}
