"""What this machine has: sandboxes with the canaries they hold, runtimes, versions."""

from __future__ import annotations

import importlib.metadata
import pkgutil
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qforge import plugins
from qforge.errors import QforgeError, SandboxError
from qforge.languages.base import Limits
from qforge.sandbox import backends
from qforge.value import Json

LANGUAGES = "qforge.languages"
LIBRARIES = ("numpy", "pyarrow", "datasets", "datasketch", "tree-sitter", "openai")


def examine() -> dict[str, Json]:
    """Look at everything; nothing is changed.

    The keys: `qforge`, `python`, `kernel`, `machine`, `libraries` (versions); `isolation`: what `auto` means here, or
    why nothing can be confined; `sandboxes` and `runtimes`: each with `usable`, and `reason` where it is not.
    """
    chosen = ""
    try:
        chosen = backends.choose("auto").name
        isolation: dict[str, Json] = backends.described("auto")
    except SandboxError as error:
        isolation = {"backend": "", "reason": str(error)}
    return {
        "qforge": importlib.metadata.version("qforge"),
        "python": platform.python_version(),
        "kernel": platform.release(),
        "machine": platform.machine(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "isolation": isolation,
        "sandboxes": [_sandbox(backends.attempt(name)) for name in backends.CONFINING],
        "runtimes": list(_runtimes("auto" if chosen else "")),
    }


def is_well(found: dict[str, Json]) -> bool:
    """Tell whether programs can be run: something confines, and a runtime starts in it."""
    runtimes: Any = found["runtimes"]
    return any(runtime["usable"] for runtime in runtimes)


def text(found: Any) -> str:
    """Write what was found for people, a line for each thing."""
    lines = [f"qforge {found['qforge']}, Python {found['python']}, Linux {found['kernel']} on {found['machine']}"]
    lines += ["", "sandboxes"]
    for sandbox in found["sandboxes"]:
        held = f"holds all {len(sandbox['held'])} canaries" if sandbox["usable"] else sandbox["reason"]
        lines.append(f"  {_mark(sandbox)} {sandbox['name']}: {held}")
        lines += [f"      not held: {name}" for name, is_held in sandbox["held"].items() if not is_held]
    isolation = found["isolation"]
    if isolation["backend"]:
        abi = isolation["landlock_abi"]
        lines.append(
            f"  auto means {isolation['backend']}; landlock ABI {abi}, programs run as user {isolation['uid']}"
        )
    else:
        lines.append(f"  auto means nothing: {isolation['reason']}")
    lines += ["", "runtimes"]
    for runtime in found["runtimes"]:
        told = f"{runtime['version']} in {runtime['sandbox']}" if runtime["usable"] else runtime["reason"]
        lines.append(f"  {_mark(runtime)} {runtime['language']}/{runtime['name']}: {told}")
    lines += ["", "libraries"]
    lacking = "is missing, though qforge needs it; install qforge again"
    lines += [
        f"  {'+' if version else '-'} {name} {version or lacking}" for name, version in found["libraries"].items()
    ]
    return "\n".join(lines)


def _mark(thing: Any) -> str:
    return "+" if thing["usable"] else "-"


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _sandbox(tried: backends.Tried) -> dict[str, Json]:
    return {
        "name": tried.name,
        "usable": not tried.reason,
        "achieved": tried.achieved,
        "reason": tried.reason,
        "held": dict(tried.held),
    }


def _runtimes(isolation: str) -> Iterator[dict[str, Json]]:
    languages = Path(__file__).parent / "languages"
    for language in sorted(module.name for module in pkgutil.iter_modules([str(languages)])):
        package = f"{LANGUAGES}.{language}.runtimes"
        if (languages / language / "runtimes").is_dir():
            for name in plugins.available(package):
                yield {"language": language, "name": name, **_runtime(package, name, isolation)}


def _runtime(package: str, name: str, isolation: str) -> dict[str, Json]:
    if not isolation:
        return {"usable": False, "version": "", "sandbox": "", "reason": "nothing confines it"}
    plugin: Any = plugins.load(package, name)
    try:
        runtime = plugin.start(plugin.Settings(), Limits(), isolation)
    except QforgeError as error:
        return {"usable": False, "version": "", "sandbox": "", "reason": str(error)}
    try:
        return {"usable": True, "version": runtime.version, "sandbox": runtime.sandbox, "reason": ""}
    finally:
        runtime.close()
