"""What is no folder is looked for on the Hub; where that is out of reach, both are said."""

import pytest

from qforge.certificate.hub import bring
from qforge.errors import DataError, InfrastructureError


def test_a_name_that_is_no_folder_is_told_so_where_the_hub_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(InfrastructureError, match=r"^runs/nope: no folder, and it can't be fetched from the Hub: "):
        bring("runs/nope", None)


def test_a_name_that_can_be_neither_is_refused_at_once() -> None:
    with pytest.raises(DataError, match=r"^nope: no such folder; expected a dataset's folder, or its id on the Hub"):
        bring("nope", None)
