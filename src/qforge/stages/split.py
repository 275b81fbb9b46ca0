"""Put rows that belong together into one group, and whole groups into train or eval.

Belonging together: the same problem; problems with equal or nearly equal code (the edges of `dedup`); problems
whose statements, or whose references, are nearly equal. A group's split is decided by the seed and its smallest
problem id alone, so that new data moves no old group, except one that it joins. A group with a problem that is for
evaluation only goes to eval.

This keeps what is alike in words or code on one side. A paraphrase that shares neither is not recognised.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from qforge.record import CheckedProblem, PlacedSample
from qforge.signature import Signature
from qforge.stages.dedup import Deduplicated
from qforge.stages.similarity import near_pairs, shingles
from qforge.value import canonical

STATEMENT_WORDS = 2
REFERENCE_TOKENS = 5
PERMUTATIONS = 128
TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Settings:
    """How large the eval split is, and which problems must share a split.

    The thresholds are Jaccard indices: of pairs of words for statements, of runs of five tokens for references.
    Over the 974 problems of MBPP, whose statements are short and alike, 0.6 makes 11 problems the largest
    group by statements and 6 by references; 0.5 would chain 102 and 13.

    Attributes:
        eval_share: the share of groups (not of rows) that go to eval.
        statement_threshold: problems with statements this much alike share a group.
        reference_threshold: problems with references this much alike share a group.
    """

    eval_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    statement_threshold: Annotated[float, Field(gt=0, le=1)] = 0.6
    reference_threshold: Annotated[float, Field(gt=0, le=1)] = 0.6


def place(
    deduplicated: Deduplicated, checked: Mapping[str, CheckedProblem], settings: Settings, seed: int
) -> list[PlacedSample]:
    """Give each kept sample its group (the id of the group's smallest problem) and its split, in their order."""
    problems = sorted({sample.candidate.problem_id for sample in deduplicated.kept})
    edges = [(edge.first, edge.second) for edge in deduplicated.edges]
    edges += _alike([checked[problem] for problem in problems], settings, seed)
    group_of = groups(problems, edges)
    held_out = _held_out(group_of, checked)
    placed = []
    for sample in deduplicated.kept:
        group = group_of[sample.candidate.problem_id]
        split = "eval" if group in held_out else split_of(group, settings.eval_share, seed)
        placed.append(PlacedSample(sample, group, split))
    return placed


def _held_out(group_of: Mapping[str, str], checked: Mapping[str, CheckedProblem]) -> set[str]:
    """Give the groups with a problem that is for evaluation only."""
    return {group for name, group in group_of.items() if checked[name].problem.origin.evaluation_only}


def train_by_now(checked: Mapping[str, CheckedProblem], settings: Settings, seed: int) -> frozenset[str]:
    """Give the problems whose group stands in train as far as statements and references tell.

    Programs that turn out alike may join a group to one in eval later.
    """
    problems = sorted(checked)
    group_of = groups(problems, _alike([checked[problem] for problem in problems], settings, seed))
    held_out = _held_out(group_of, checked)
    return frozenset(
        name
        for name, group in group_of.items()
        if group not in held_out and split_of(group, settings.eval_share, seed) == "train"
    )


def split_of(group: str, eval_share: float, seed: int) -> str:
    """Decide a group's split: eval where the hash of seed and group falls below the share of all hashes."""
    hashed = hashlib.blake2b(canonical([seed, group]).encode("ascii"), digest_size=8).digest()
    return "eval" if int.from_bytes(hashed, "big") < eval_share * 2**64 else "train"


def groups(members: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give each member the smallest member that it is joined with, over any number of edges.

    >>> groups(["a", "b", "c", "d"], [("c", "b"), ("d", "c")])
    {'a': 'a', 'b': 'b', 'c': 'b', 'd': 'b'}
    """
    parent = {member: member for member in members}

    def root(member: str) -> str:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for first, second in edges:
        smaller, larger = sorted((root(first), root(second)))
        parent[larger] = smaller
    return {member: root(member) for member in parent}


def _alike(checked: Sequence[CheckedProblem], settings: Settings, seed: int) -> list[tuple[str, str]]:
    """Join the problems that are alike in words or in their references."""
    statements = [_words(item.problem.statement) for item in checked]
    edges = _edges(checked, statements, STATEMENT_WORDS, settings.statement_threshold, seed)
    referenced = [item for item in checked if item.problem.reference is not None]
    sources = [_reference_tokens(item.problem.reference.code, item.signature) for item in referenced]  # type: ignore[union-attr]
    return edges + _edges(referenced, sources, REFERENCE_TOKENS, settings.reference_threshold, seed)


def _edges(
    checked: Sequence[CheckedProblem], texts: Sequence[list[str]], size: int, threshold: float, seed: int
) -> list[tuple[str, str]]:
    documents = [shingles(text, size) for text in texts]
    pairs = near_pairs(documents, threshold, PERMUTATIONS, seed)
    return [(checked[pair.first].problem.id, checked[pair.second].problem.id) for pair in pairs]


def _words(statement: str) -> list[str]:
    return re.findall(r"\w+", statement.lower())


def _reference_tokens(code: str, signature: Signature) -> list[str]:
    """Cut source text into words and signs; the function's and the parameters' names count as local names."""
    names = [signature.name, *(parameter.name for parameter in signature.parameters)]
    local = {name: f"${number}" for number, name in enumerate(names)}
    return [local.get(token, token) for token in TOKEN.findall(code)]
