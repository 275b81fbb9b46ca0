"""Brings a dataset from the Hub, so that its certificate can be checked."""

from __future__ import annotations

import re
from pathlib import Path

from qforge.errors import DataError, InfrastructureError

ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def bring(name: str, revision: str | None) -> Path:
    """Give the folder of a dataset: the folder of that name, or a copy of the Hub's dataset of that id.

    Raises:
        DataError: there is no such folder, or no such dataset or revision on the Hub.
        InfrastructureError: the Hub can't be reached.
    """
    folder = Path(name)
    if folder.is_dir():
        if revision is not None:
            raise DataError(f"{name} is a folder, which has no revisions; leave --revision out")
        return folder
    if not ID.fullmatch(name):
        raise DataError(f"{name}: no such folder; expected a dataset's folder, or its id on the Hub such as org/name")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    try:
        return Path(snapshot_download(name, repo_type="dataset", revision=revision))
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        told = "no folder, and the Hub has no such dataset or revision, or it is private"
        raise DataError(f"{name}: {told}: {_line(error)}") from error
    except (HfHubHTTPError, OSError) as error:
        raise InfrastructureError(f"{name}: no folder, and it can't be fetched from the Hub: {_line(error)}") from error


def _line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
