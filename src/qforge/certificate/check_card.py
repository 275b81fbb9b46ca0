"""Checks that what a card has `datasets` load is what was checked: other rows must not pass for the dataset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from qforge.certificate.faults import Fault
from qforge.certificate.issue import all_files
from qforge.certificate.published import DataFile
from qforge.certificate.terms import BENCHMARKS, ROWS, SKETCHES

CARD = "README.md"
REJECTED = "rejected"
DEFAULT = "default"
DATA_SUFFIXES = frozenset(
    {
        *(".parquet", ".geoparquet", ".gpq", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".arrow", ".feather"),
        *(".orc", ".avro", ".txt", ".xml", ".lance", ".h5", ".hdf5", ".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip"),
        *(".tar", ".tgz", ".7z", ".rar", ".py", ".pkl"),
    }
)
"""What `datasets` may read rows from, or run."""
FRONT_MATTER = re.compile(r"^\s*---[\r\n]+([\S\s]*?)[\r\n]+---(\r\n|\n|$)")
"""As the Hub's client finds it."""
CONFIG_KEYS = frozenset({"config_name", "data_files", "default"})


def card_faults(folder: Path, forms: Sequence[Sequence[DataFile]]) -> Iterator[Fault]:
    """Tell of files that could be loaded but are not checked, and of configurations that load others than they say."""
    rows = {file.name: file.split for form in forms for file in form}
    known = {*rows, ROWS, SKETCHES, BENCHMARKS}
    files = all_files(folder)
    for name, path in files.items():
        if path.suffix.lower() in DATA_SUFFIXES and name not in known and not name.startswith(f"{REJECTED}/"):
            yield Fault("unchecked file", f"{name} may hold data, and no check reads it")
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and path.is_dir():
            yield Fault("unchecked file", f"{path.relative_to(folder)} is a link to a folder, which no check follows")
    try:
        configs = _configs(folder)
    except ValueError as error:
        yield Fault("card", str(error))
        return
    for number, config in enumerate(configs):
        rejected = config.get("config_name") == REJECTED
        allowed = {name: "" for name in files if name.startswith(f"{REJECTED}/")} if rejected else rows
        yield from _config_faults(config, allowed, first=number == 0)
    if forms and configs:
        loaded = {path for _, path in _data_files(configs[0])}
        if not any(loaded == {file.name for file in form} for form in forms):
            yield Fault("card", "the default configuration does not load every file of the splits, or loads others")


def _config_faults(config: dict[str, Any], allowed: Mapping[str, str], *, first: bool) -> Iterator[Fault]:
    named = config.get("config_name")
    if unknown := sorted(set(map(str, config)) - CONFIG_KEYS):
        yield Fault("card", f"the configuration {named} has the key {unknown[0]}, which no check follows")
    if (named == DEFAULT) != first or (config.get("default") and not first):
        yield Fault("card", f"the configuration {named} stands where it would be loaded in place of {DEFAULT}")
    for split, path in _data_files(config):
        if path not in allowed or (allowed[path] and allowed[path] != split):
            yield Fault("card", f"the configuration {named} loads {path} as {split}, which it is not")


def _configs(folder: Path) -> list[dict[str, Any]]:
    """Give the configurations in the card's front matter.

    Raises:
        ValueError: there is front matter that can't be read.
    """
    try:
        text = (folder / CARD).read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise ValueError(f"{CARD} can't be read: {error}") from error
    found = FRONT_MATTER.match(text)
    if found is None:
        if text.lstrip("\ufeff \t\r\n").startswith("---"):
            raise ValueError(f"{CARD} has front matter that does not end")
        return []
    try:
        front = yaml.safe_load(found[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(f"{CARD} has front matter that can't be read: {str(error).splitlines()[0]}") from error
    configs = front.get("configs", []) if isinstance(front, dict) else []
    if not isinstance(configs, list) or not all(isinstance(config, dict) for config in configs):
        raise ValueError(f"{CARD} has configurations that are no list of sections")
    return configs


def _data_files(config: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each split of a configuration with a path of it."""
    given = config.get("data_files", [])
    if isinstance(given, dict):
        given = [{"split": split, "path": path} for split, path in given.items()]
    for entry in [given] if isinstance(given, str) else given:
        named = entry if isinstance(entry, dict) else {"split": "train", "path": entry}
        paths = named.get("path", [])
        for path in [paths] if isinstance(paths, str) else paths:
            yield str(named.get("split")), str(path)
