"""The benchmarks that a dataset was held against, as its file of them lists their problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qforge.certificate.terms import BENCHMARKS
from qforge.errors import DataError
from qforge.value import Json


def read_benchmarks(folder: Path) -> list[Mapping[str, Any]]:
    """Give the benchmarks, none where there is no such file.

    Raises:
        DataError: the file can't be read.
    """
    try:
        found = json.loads((folder / BENCHMARKS).read_bytes())["benchmarks"]
        return [dict(benchmark) for benchmark in found]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{BENCHMARKS} can't be read: {error!r}") from error


def benchmark_section(folder: Path) -> list[Json]:
    """Name the benchmarks, with what pins them, and how many problems each has."""
    keys = ("name", "location", "sha256", "problems")
    return [{key: benchmark.get(key) for key in keys} for benchmark in read_benchmarks(folder)]


def printed(folder: Path, aspect: str) -> dict[str, str]:
    """Give the benchmarks' problems by their fingerprints of one aspect."""
    return {
        problem[aspect]: f"{problem['id']} of {benchmark['name']}"
        for benchmark in read_benchmarks(folder)
        for problem in benchmark["fingerprints"]
        if aspect in problem
    }
