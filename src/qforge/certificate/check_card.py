"""Checks that what a card has `datasets` load is what was checked: other rows must not pass for the dataset."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from qforge.certificate.faults import Fault
from qforge.certificate.issue import all_files
from qforge.certificate.published import DataFile
from qforge.certificate.terms import BENCHMARKS, ROWS, SKETCHES

CARD = "README.md"
REJECTED = "rejected"
DATA_SUFFIXES = frozenset(
    {".parquet", ".jsonl", ".json", ".csv", ".tsv", ".arrow", ".txt", ".gz", ".zst", ".zip", ".py"}
)
"""What `datasets` may read rows from, or run."""


def card_faults(folder: Path, forms: Sequence[Sequence[DataFile]]) -> Iterator[Fault]:
    """Tell of files that could be loaded but are not checked, and of splits on the card that are other files."""
    rows = {file.name: file.split for form in forms for file in form}
    known = {*rows, ROWS, SKETCHES, BENCHMARKS}
    for name, path in all_files(folder).items():
        if path.suffix in DATA_SUFFIXES and name not in known and not name.startswith(f"{REJECTED}/"):
            yield Fault("unchecked file", f"{name} may hold data, and no check reads it")
    for config in _configs(folder):
        rejected = config.get("config_name") == REJECTED
        for split, pattern in _data_files(config):
            for file in fnmatch.filter(all_files(folder), pattern):
                right = file.startswith(f"{REJECTED}/") if rejected else rows.get(file) == split
                if not right:
                    named = config.get("config_name")
                    yield Fault("card", f"the configuration {named} loads {file} as {split}, which it is not")


def _configs(folder: Path) -> list[dict[str, Any]]:
    """Give the configurations in the card's front matter."""
    try:
        text = (folder / CARD).read_text("utf-8")
        front = yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}
    except (OSError, ValueError, IndexError, yaml.YAMLError):
        return []
    configs = front.get("configs", []) if isinstance(front, dict) else []
    return [config for config in configs if isinstance(config, dict)]


def _data_files(config: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each split of a configuration with a path or pattern of it."""
    given = config.get("data_files", [])
    if isinstance(given, str):
        given = [{"split": "train", "path": given}]
    for entry in given:
        named = entry if isinstance(entry, dict) else {"split": "train", "path": entry}
        paths = named.get("path", [])
        for path in [paths] if isinstance(paths, str) else paths:
            yield str(named.get("split")), str(path)
