"""Skips what needs a sandbox where this machine has none, and nothing else."""

import pytest

from qforge.errors import SandboxError
from qforge.sandbox import backends


def need_sandbox() -> None:
    """Skip where no backend confines here; whatever fails after that is a failure."""
    try:
        backends.choose("auto")
    except SandboxError as error:
        pytest.skip(str(error))
