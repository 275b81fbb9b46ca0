"""verl: prompts as Parquet, with the function that scores answers to them.

    train.parquet, validation.parquet  data_source, prompt, ability, reward_model, extra_info
    reward.py                          compute_score; it reads tasks.jsonl beside it

Name it with ``reward.custom_reward_function.path=FOLDER/reward.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from qforge.feeds.base import Division, Feed, Task, divided, messages, write_tasks, write_template
from qforge.files import write_aside

MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
SCHEMA = pa.schema(
    [
        ("data_source", pa.string()),
        ("prompt", pa.list_(MESSAGE)),
        ("ability", pa.string()),
        ("reward_model", pa.struct([("style", pa.string()), ("ground_truth", pa.string())])),
        ("extra_info", pa.struct([("split", pa.string()), ("index", pa.int64()), ("topic", pa.string())])),
    ]
)


Settings = Division


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the files; there is no validation file where there is one task only.

    Raises:
        StorageError: the disk refused.
    """
    train, validation = divided(feed.tasks, settings.validation_share)
    parts = {"train": train, "validation": validation}
    return [
        *(
            write_aside(folder / f"{name}.parquet", partial(_write, _rows(feed, part, name)))
            for name, part in parts.items()
            if part
        ),
        write_tasks(folder / "tasks.jsonl", feed),
        write_template(folder / "reward.py", "verl_reward.py.jinja", feed),
    ]


def _rows(feed: Feed, tasks: Sequence[Task], split: str) -> list[dict[str, Any]]:
    return [
        {
            "data_source": feed.name,
            "prompt": messages(task.prompt),
            "ability": "code",
            # The id, from which the reward finds the task; what is right is never written down.
            "reward_model": {"style": "rule", "ground_truth": task.id},
            "extra_info": {"split": split, "index": number, "topic": task.topic},
        }
        for number, task in enumerate(tasks)
    ]


def _write(rows: Sequence[dict[str, Any]], stream: BinaryIO) -> None:
    parquet.write_table(pa.Table.from_pylist(list(rows), schema=SCHEMA), stream)
