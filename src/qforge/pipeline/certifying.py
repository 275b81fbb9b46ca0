"""The end of a build: its dataset gets a certificate, after everything else in the folder is written."""

from __future__ import annotations

from pathlib import Path

from qforge.certificate.issue import issue
from qforge.certificate.terms import Terms
from qforge.pipeline.schema import Pipeline
from qforge.stages.likeness import Aspect


def certify(pipeline: Pipeline, dataset: Path) -> list[Path]:
    """Write the certificate of a pipeline's dataset; give its files.

    Raises:
        CertificateError: rows of the two splits are alike, which is a defect of the build.
        StorageError: the disk refused.
    """
    terms = Terms(
        seed=pipeline.seed,
        eval_share=pipeline.split.eval_share,
        thresholds={aspect.value: pipeline.split.threshold(aspect) for aspect in Aspect},
        permutations=pipeline.dedup.permutations,
        train=pipeline.split.train,
        eval=pipeline.split.eval,
    )
    return issue(dataset, terms)
