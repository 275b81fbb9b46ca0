"""The README says what is: every reason, command, plugin and setting, and nothing that is not there."""

import dataclasses
import pkgutil
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import qforge.exporters
import qforge.feeds
import qforge.sources
import qforge.teachers
from qforge.cli import cli
from qforge.pipeline.schema import Pipeline
from qforge.record import Reason

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("reason", list(Reason), ids=str)
def test_each_reason_is_explained(reason: Reason) -> None:
    assert f"| `{reason}` |" in README


def test_no_other_reason_is_explained() -> None:
    table = README.split("### Why a record is rejected")[1].split("\n## ")[0]
    told = re.findall(r"^\| \w+ \| `(\w+)`", table, re.MULTILINE)
    assert told == [reason.value for reason in Reason]


@pytest.mark.parametrize("name", cli.list_commands(None))  # type: ignore[arg-type]
def test_each_command_is_explained_and_has_help(name: str) -> None:
    assert f"| `qforge {name}" in README
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


PLUGINS = [
    module.name
    for package in (qforge.sources, qforge.teachers, qforge.exporters, qforge.feeds)
    for module in pkgutil.iter_modules(package.__path__)
    if module.name != "base"
]


@pytest.mark.parametrize("name", PLUGINS)
def test_each_plugin_is_named(name: str) -> None:
    assert f"`{name}`" in README or f"`use: {name}`" in README


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Pipeline)])
def test_each_key_of_the_pipeline_file_is_explained(field: str) -> None:
    table = README.split("## The pipeline file")[1].split("### Sources")[0]
    assert re.search(rf"^\| `{field}(`|\.)", table, re.MULTILINE)


TARGETS = re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("target", sorted({*TARGETS} - {"help"}))
def test_each_make_target_is_explained(target: str) -> None:
    assert f"| `make {target}` |" in README


def test_records_that_it_shows_are_in_the_demonstration() -> None:
    recorded = (ROOT / "pipelines/quickstart/completions.jsonl").read_text("utf-8")
    shown = re.findall(r"qforge show runs/quickstart '([^']+)#(\d+)'", README)
    assert shown
    for problem, attempt in shown:
        assert f'"problem": "{problem}", "attempt": {attempt},' in recorded
