"""Datasets through the library `datasets`: a local folder stands for the Hub, which is out of reach."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qforge.errors import DataError
from qforge.sources import exercism, humaneval, jsonl, mbpp
from tests.sources import test_humaneval, test_jsonl, test_mbpp
from tests.sources.records import problems, write


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


def folder(tmp_path: Path, **splits: Sequence[object]) -> str:
    (tmp_path / "data").mkdir()
    for name, records in splits.items():
        write(tmp_path / "data" / f"{name}.jsonl", *records)
    return str(tmp_path / "data")


def test_a_dataset_gives_the_same_problems_as_a_file(tmp_path: Path) -> None:
    for source, record in ((mbpp, test_mbpp.RECORD), (humaneval, test_humaneval.RECORD), (jsonl, test_jsonl.RECORD)):
        base = tmp_path / source.__name__
        base.mkdir()
        from_file = source.read(source.Settings(path=write(base / "file.jsonl", record)))
        assert problems(source.read(source.Settings(dataset=folder(base, train=[record])))) == problems(from_file)


def test_canonical_data_survives_a_table_as_json_text(tmp_path: Path) -> None:
    canonical = {"cases": [{"property": "a", "input": {"x": None}, "expected": {"error": "no"}}]}
    record = {"slug": "bob", "description": "Say.", "canonical": canonical}
    as_text = {**record, "canonical": json.dumps(canonical)}
    from_file = exercism.read(exercism.Settings(path=write(tmp_path / "file.jsonl", record)))
    from_dataset = exercism.read(exercism.Settings(dataset=folder(tmp_path, train=[as_text])))
    assert problems(from_dataset) == problems(from_file)


def test_all_splits_are_read_unless_one_is_named(tmp_path: Path) -> None:
    numbered = [{**test_mbpp.RECORD, "task_id": number} for number in range(4)]
    dataset = folder(tmp_path, train=numbered[:1], test=numbered[1:])

    def ids(**settings: Any) -> list[str]:
        return [problem.id for problem in problems(mbpp.read(mbpp.Settings(dataset=dataset, **settings)))]

    assert ids() == ["mbpp/0", "mbpp/1", "mbpp/2", "mbpp/3"]
    assert ids(split="test") == ["mbpp/1", "mbpp/2", "mbpp/3"]


def test_a_wrong_split_and_a_missing_dataset_are_told_in_one_line(tmp_path: Path) -> None:
    dataset = folder(tmp_path, train=[test_mbpp.RECORD])
    with pytest.raises(DataError, match=r"^dataset '.*' can't be read: Unknown split \"tset\". .*\['train'\].$"):
        list(mbpp.read(mbpp.Settings(dataset=dataset, split="tset")))
    missing = str(tmp_path / "none")
    with pytest.raises(DataError, match=r"^dataset '.*none' can't be read: "):
        list(mbpp.read(mbpp.Settings(dataset=missing)))


def test_a_hub_out_of_reach_is_told_in_one_line(tmp_path: Path) -> None:
    program = (
        "from qforge.errors import InfrastructureError\n"
        "from qforge.sources import mbpp\n"
        "try:\n    list(mbpp.read(mbpp.Settings(dataset='nobody/nothing')))\n"
        "except InfrastructureError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith("dataset 'nobody/nothing' can't be fetched: ")
    assert done.stdout.endswith("is the network up? A file can be given as path instead\n")
    assert done.stdout.count("\n") == 1
