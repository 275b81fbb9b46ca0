"""What every training form promises: equal bytes, whole files, and the columns of its consumer."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from openai.types.chat import ChatCompletionMessageParam
from openai.types.fine_tuning.reinforcement_method_param import ReinforcementMethodParam
from openai.types.graders import PythonGrader
from pyarrow import parquet
from pydantic import TypeAdapter

from qforge.feeds import axolotl, humaneval, inspect_ai, llama_factory, lm_eval, nemo_gym, trl, verifiers, verl
from qforge.feeds import openai as openai_form
from qforge.languages import q
from qforge.reward_settings import Settings
from tests.feeds.feed import FEED, GOOD
from tests.reward.test_scorer import TASKS, problem

FORMS = pytest.mark.parametrize(
    "form",
    [trl, openai_form, axolotl, llama_factory, verifiers, verl, nemo_gym, inspect_ai, lm_eval, humaneval],
    ids=lambda module: module.__name__.split(".")[-1],
)
TASK = TASKS.by_id["a"]
SETTINGS = json.dumps(
    {name: getattr(Settings(), name) for name in Settings.__dataclass_fields__}
)
WHOLE = replace(
    FEED,
    tasks=tuple(replace(TASK, id=name, problem=problem(name)) for name in ("a", "b", "c")),
    grader=lambda: q.grader(SETTINGS),
)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def imported(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"written_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@FORMS
def test_equal_feeds_give_equal_bytes_and_nothing_but_the_files(form: Any, tmp_path: Path) -> None:
    first = form.write(WHOLE, tmp_path / "a", form.Settings())
    second = form.write(WHOLE, tmp_path / "b", form.Settings())
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert sorted(path for path in (tmp_path / "a").rglob("*") if path.is_file()) == sorted(first)


@FORMS
def test_an_empty_feed_is_written_all_the_same(form: Any, tmp_path: Path) -> None:
    assert form.write(replace(WHOLE, examples=(), pairs=(), tasks=()), tmp_path, form.Settings())


def test_openai_takes_the_lines_and_the_grader(tmp_path: Path) -> None:
    openai_form.write(WHOLE, tmp_path, openai_form.Settings())
    assert lines(tmp_path / "sft.jsonl")[0]["messages"][-1] == {"role": "assistant", "content": GOOD}
    assert set(lines(tmp_path / "dpo.jsonl")[0]) == {"input", "preferred_output", "non_preferred_output"}
    train, validation = lines(tmp_path / "rft_train.jsonl"), lines(tmp_path / "rft_validation.jsonl")
    assert (len(train), len(validation)) == (2, 1)
    assert all(item["messages"][-1]["role"] == "user" for item in [*train, *validation])
    grader = json.loads((tmp_path / "grader.json").read_text())
    PythonGrader.model_validate(grader, strict=True)
    assert len(grader["source"].encode()) < 256_000
    TypeAdapter(ReinforcementMethodParam).validate_python({"grader": grader})


@pytest.mark.parametrize("name", ["sft.jsonl", "dpo.jsonl", "rft_train.jsonl", "rft_validation.jsonl"])
def test_messages_are_what_openais_own_types_say(tmp_path: Path, name: str) -> None:
    openai_form.write(WHOLE, tmp_path, openai_form.Settings())
    types = TypeAdapter(list[ChatCompletionMessageParam])
    for line in lines(tmp_path / name):
        chats = [line["input"]["messages"], line["preferred_output"]] if "input" in line else [line["messages"]]
        for chat in chats:
            assert [dict(message) for message in types.validate_python(chat, strict=True)] == chat


def test_the_grader_of_openai_runs_where_nothing_of_qforge_is(tmp_path: Path) -> None:
    openai_form.write(WHOLE, tmp_path, openai_form.Settings())
    (item,) = lines(tmp_path / "rft_validation.jsonl")
    answers = ["f:{[x] sum x where x>0}", "f:{[x] sum x}", "f:{[x] exit 0}", "f:{[x", ""]
    (tmp_path / "run.py").write_text(
        "import json, sys\n"
        "import importlib.abc\n"
        "class Refuse(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.split('.')[0] not in {'numpy', 'grader', *sys.stdlib_module_names}"
        " and not name.startswith('_qforge'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import grader\n"
        "item, answers = json.load(sys.stdin)\n"
        "print(json.dumps([grader.grade({'output_text': text}, item) for text in answers]))\n"
    )
    done = subprocess.run(
        [sys.executable, "run.py"],
        input=json.dumps([item, answers]),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    right, wrong, cheat, broken, empty = json.loads(done.stdout)
    assert right == 1.0
    assert 0 < wrong < 0.5
    assert (cheat, broken, empty) == (0.0, 0.0, 0.0)


def test_axolotls_configurations_name_files_and_functions_that_are_there(tmp_path: Path) -> None:
    axolotl.write(WHOLE, tmp_path, axolotl.Settings())
    for name in ("sft", "dpo", "grpo"):
        configuration = yaml.safe_load((tmp_path / f"{name}.yaml").read_text())
        assert (tmp_path / configuration["datasets"][0]["path"]).is_file()
    module = imported(tmp_path / "qforge_reward.py")
    assert module.transform({})({"prompt": [], "task": "a"}) == {"prompt": [], "task": "a"}
    assert module.reward([""], ["```q\nf:{[x] sum x where x>0}\n```"], task=["a"]) == [1.0]
    module.scorer().close()


def test_llama_factorys_register_names_files_with_its_columns(tmp_path: Path) -> None:
    llama_factory.write(WHOLE, tmp_path, llama_factory.Settings())
    for entry in json.loads((tmp_path / "dataset_info.json").read_text()).values():
        first = lines(tmp_path / entry["file_name"])[0]
        assert set(entry["columns"].values()) <= set(first)
        assert entry["ranking"] == ("chosen" in first)


def test_verls_rows_name_tasks_that_its_reward_scores(tmp_path: Path) -> None:
    verl.write(WHOLE, tmp_path, verl.Settings())
    rows = parquet.read_table(tmp_path / "train.parquet").to_pylist()
    assert len(rows) == 2
    module = imported(tmp_path / "reward.py")
    given = rows[0]["data_source"], "```q\nf:{[x] sum x where x>0}\n```", rows[0]["reward_model"]["ground_truth"]
    assert module.compute_score(*given, rows[0]["extra_info"]) == 1.0
    with pytest.raises(RuntimeError, match="no verdict"):
        module.compute_score(given[0], '```q\nf:{[x] "abc" like "a*b*c*"}\n```', given[2])
    module.scorer().close()
