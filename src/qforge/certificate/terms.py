"""What a dataset was separated by: a certificate's promises, beside what can be computed from the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasketch import MinHash

from qforge.similarity import minhash, shingles
from qforge.stages import likeness
from qforge.stages.likeness import SHINGLE_TOKENS, STANDARD_THRESHOLDS, Aspect, code_tokens, statement_tokens
from qforge.value import Json

FORMAT = "qforge-certificate/1"
NAME = "certificate.json"
ROWS = "certificate/rows.parquet"
SKETCHES = "certificate/sketches.parquet"
BENCHMARKS = "decontamination.json"

TEXT_VECTOR = "Return the ﬁrst 2 of X, or NONE."


@dataclass(frozen=True, slots=True)
class Terms:
    """How the splits were made.

    Attributes:
        seed: of the hash that decides splits, and of the permutations.
        eval_share: the share of groups that was to go to eval.
        thresholds: by aspect the Jaccard index from which on two texts are alike.
        permutations: length of the signatures.
        train: problems that were pinned to train.
        eval: problems that were pinned to eval.
    """

    seed: int
    eval_share: float
    thresholds: Mapping[str, float]
    permutations: int
    train: tuple[str, ...] = ()
    eval: tuple[str, ...] = ()


def likeness_section(thresholds: Mapping[str, float], languages: Iterable[str]) -> dict[str, Json]:
    """Describe how texts are compared, with the versions of all that takes part and what they make of test vectors."""
    versions: dict[str, Json] = {"text": likeness.VERSION}
    vectors: list[Json] = [_vector("text", TEXT_VECTOR, statement_tokens(TEXT_VECTOR))]
    for language in sorted(set(languages)):
        versions[language] = likeness.normaliser_version(language)
        code = likeness.normaliser_vector(language)
        vectors.append(_vector(language, code, code_tokens(language, code)))
    return {
        "shingle_hash": shingles.SCHEME,
        "aspects": {
            aspect.value: {"shingle_tokens": SHINGLE_TOKENS[aspect], "threshold": thresholds[aspect.value]}
            for aspect in Aspect
        },
        "versions": versions,
        "vectors": vectors,
    }


def _vector(language: str, text: str, tokens: tuple[str, ...]) -> Json:
    made = shingles.shingle([tokens], SHINGLE_TOKENS[Aspect.SOLUTION])
    return {
        "language": language,
        "text": text,
        "tokens": list(tokens),
        "shingles": [f"{value:016x}" for value in made.hashes.tolist()],
    }


def sketch_section(permutations: int, seed: int) -> dict[str, Json]:
    """Describe the signatures, so that datasketch can go on with them."""
    short = minhash.short_seed(seed)
    pairs = MinHash(num_perm=permutations, seed=short, scheme=minhash.SCHEME).permutations
    return {
        "library": "datasketch",
        "scheme": minhash.SCHEME,
        "seed": short,
        "permutations": permutations,
        "permutations_sha256": hashlib.sha256(pairs.astype("<u4").tobytes()).hexdigest(),
        "hashed": "the low 32 bits of each shingle's hash",
    }


def laxer(thresholds: Mapping[str, float]) -> list[str]:
    """Say which thresholds lie above the standard, in words."""
    return [
        f"{aspect}: the threshold is {thresholds[aspect.value]}, above the standard {STANDARD_THRESHOLDS[aspect]}"
        for aspect in Aspect
        if thresholds[aspect.value] > STANDARD_THRESHOLDS[aspect]
    ]
