"""Builds qforge with setuptools. Where the machine has no C compiler, ziglang's compiles the grammars."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import sysconfig
from typing import Any

from setuptools import build_meta

build_sdist = build_meta.build_sdist
get_requires_for_build_sdist = build_meta.get_requires_for_build_sdist
prepare_metadata_for_build_wheel = build_meta.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable
_ZIG = "ziglang>=0.14"


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    return build_meta.get_requires_for_build_wheel(config_settings) + missing_compiler()


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    return build_meta.get_requires_for_build_editable(config_settings) + missing_compiler()


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    _use_compiler()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    _use_compiler()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def missing_compiler() -> list[str]:
    """What has to be installed to compile C here: nothing, where the compiler that setuptools will call is there."""
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    return [] if shutil.which(shlex.split(command)[0]) else [_ZIG]


def _use_compiler() -> None:
    if missing_compiler():
        os.environ["CC"] = f"{shlex.quote(sys.executable)} -m ziglang cc"
        # What Python itself was compiled with is for another compiler.
        os.environ["LDSHARED"] = f"{os.environ['CC']} -shared"
        os.environ["CFLAGS"] = "-O2 -fPIC"
