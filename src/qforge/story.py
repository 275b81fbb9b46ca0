"""One record's whole story: what it was, what each stage made of it, and why it left or stayed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qforge.errors import RunError
from qforge.store import records, story
from qforge.value import Json

SHOWN_CASES = 5


def tell(directory: Path, record: str) -> list[dict[str, Json]]:
    """Give the record's steps in order, each with its stage and what was stored there.

    Its problem's steps come first, then those of the program that it was made from, if it was.

    Raises:
        RunError: the directory holds no run, or the run no such record (the message names the nearest ones).
    """
    steps = story(directory, record) if record.isprintable() else []
    if not steps:
        raise RunError(_unknown(directory, record))
    parent = _parent(steps)
    while parent:
        before = story(directory, parent)
        steps, parent = before + steps, _parent(before)
    problem = record.rpartition("#")[0]
    if problem:
        steps = story(directory, problem) + steps
    return [{"stage": stage, "content": content} for stage, content in steps]


def _parent(steps: list[tuple[str, Json]]) -> str:
    """Give the id of the program that a record was made from, or ""."""
    named = (
        content["parent"]
        for _, content in steps
        if isinstance(content, dict) and "messages" in content and "parent" in content
    )
    return str(next(named, ""))


def _unknown(directory: Path, record: str) -> str:
    known = records(directory)
    if not known:
        return f"{directory}: no stage has finished there yet; build it first"
    near = difflib.get_close_matches(record, known, n=3, cutoff=0.5) or known[:3]
    return f"{directory}: no record {record!r}; there are {len(known)}, among them {', '.join(near)}"


def text(steps: list[dict[str, Json]]) -> str:
    """Write the story for people, a paragraph a step."""
    return "\n\n".join(_paragraph(str(step["stage"]), step["content"]) for step in steps)


def _paragraph(stage: str, content: Any) -> str:
    if "rejection" in content:
        return _rejected(stage, content["rejection"])
    if content.get("reason") is not None:
        return _rejected(stage, content)
    lines = [f"── {stage}"]
    for key, value in _flat(content):
        if value in (None, "", [], {}):
            continue
        if key == "cases" and isinstance(value, list):
            lines += _cases(value)
        elif key == "messages":
            lines += [line for message in value for line in _block(f"prompt, {message['role']}", message["content"])]
        elif key == "signature":
            parameters = ", ".join(f"{parameter['name']}: {parameter['type']}" for parameter in value["parameters"])
            lines.append(f"signature: {value['name']}({parameters}) -> {value['result']}")
        elif isinstance(value, str):
            lines += _block(key, value)
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines)


def _flat(content: Any) -> Iterator[tuple[str, Any]]:
    """Give an object's entries, those of objects in it under dotted names; a signature stays whole."""
    for key, value in content.items():
        if isinstance(value, dict) and key != "signature":
            yield from ((f"{key}.{inner}", entry) for inner, entry in value.items())
        else:
            yield key, value


def _rejected(stage: str, rejection: Any) -> str:
    lines = [f"── {stage}: rejected, {rejection['reason']}"]
    for key, value in rejection["evidence"].items():
        lines += _block(key, value) if isinstance(value, str) else [f"{key}: {json.dumps(value, ensure_ascii=False)}"]
    return "\n".join(lines)


def _cases(cases: list[Any]) -> list[str]:
    lines = [f"cases: {len(cases)}"]
    for case in cases[:SHOWN_CASES]:
        outcome = "raises" if case["raises"] else json.dumps(case["expected"], ensure_ascii=False)
        lines.append(f"    {json.dumps(case['arguments'], ensure_ascii=False)} gives {outcome}")
    if len(cases) > SHOWN_CASES:
        lines.append(f"    ... and {len(cases) - SHOWN_CASES} more")
    return lines


def _block(name: str, value: str) -> list[str]:
    if "\n" not in value.strip() and len(value) < 100:
        return [f"{name}: {value.strip()}"]
    return [f"{name}:", *(f"    {line}" for line in value.strip("\n").splitlines())]
