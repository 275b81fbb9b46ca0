"""verifiers: an environment package, whose reward executes programs with numpy alone.

    pyproject.toml     the package, to be installed or pushed
    README.md          how
    NAME/taskset.py    the tasks
    NAME/grading.py    their reward
    NAME/tasks.jsonl   id, prompt, what the grader needs, a verified answer for `vf-validate`
    NAME/grader.py     what executes the programs

The package does not need qforge, because verifiers and qforge ask for versions of `openai` that exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qforge.feeds.base import Feed, package_name, verified_answers, write_lines, write_template, write_text
from qforge.record import dump
from qforge.value import Json, canonical


@dataclass(frozen=True, slots=True)
class Settings:
    """The form has no settings."""


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the package.

    Raises:
        StorageError: the disk refused.
    """
    package = package_name(feed.name)
    words = {"package": package, "project": package.replace("_", "-")}
    return [
        write_template(folder / "pyproject.toml", "verifiers_pyproject.toml.jinja", feed, **words),
        write_template(folder / "README.md", "verifiers_readme.md.jinja", feed, tasks=len(feed.tasks), **words),
        write_template(folder / package / "__init__.py", "verifiers_init.py.jinja", feed, **words),
        write_template(folder / package / "taskset.py", "verifiers_taskset.py.jinja", feed, **words),
        write_template(folder / package / "grading.py", "grading.py.jinja", feed, grader=f"{package}.grader"),
        write_lines(folder / package / "tasks.jsonl", _tasks(feed)),
        write_text(folder / package / "grader.py", feed.grader()),
    ]


def _tasks(feed: Feed) -> Iterator[dict[str, Json]]:
    verified = verified_answers(feed)
    for task in feed.tasks:
        system = "\n\n".join(message.content for message in task.prompt if message.role == "system")
        asked = "\n\n".join(message.content for message in task.prompt if message.role != "system")
        yield {
            "id": task.id,
            "topic": task.topic,
            "difficulty": task.difficulty,
            "system_prompt": system,
            "prompt": asked,
            "task": canonical(dump(task)),
            "verified": verified.get(task.id, ""),
        }
