"""The records that flow through a pipeline, and the reasons for which one leaves it.

    Problem → CheckedProblem → Request → Answer → Candidate → Sample → PlacedSample
    at every step instead: Rejection

Values of arguments and results stand in their JSON form (`qforge.value`) in every record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from qforge.signature import Signature
from qforge.value import Json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Record = TypeVar("Record")


class Stage(StrEnum):
    """The stages of a pipeline, in order; a rejection names the one it happened at."""

    READ = "read"
    AUTHOR = "author"
    POLICY = "policy"
    REFERENCE = "reference"
    DECONTAMINATE = "decontaminate"
    GROUP = "group"
    TRANSLATE = "translate"
    EXTRACT = "extract"
    VERIFY = "verify"
    AUDIT = "audit"
    REFINE = "refine"
    DEDUP = "dedup"
    SPLIT = "split"


class Reason(StrEnum):
    """Why a record left the pipeline; each member's comment is its definition."""

    # read
    MALFORMED = "malformed"  # the source's record lacks or garbles what its reader needs
    NO_REFERENCE = "no_reference"  # there is nothing to run and no trusted results either
    REPEATED_ID = "repeated_id"  # an earlier record of the pipeline has the same id
    # author
    ALIKE_PROBLEM = "alike_problem"  # too much like a kept problem, in the words of its statement or in its reference
    # policy
    LICENCE_NOT_ALLOWED = "licence_not_allowed"  # the policy does not allow the problem's licence or its author's terms
    # reference
    REFERENCE_FAILED = "reference_failed"  # the reference fails its own tests, or raises where it should not
    REFERENCE_LIMIT = "reference_limit"  # the reference or generator ran past a limit
    GENERATOR_FAILED = "generator_failed"  # the generator raises, or gives arguments of the wrong number
    NOT_DETERMINISTIC = "not_deterministic"  # two runs of the reference or generator differ
    NOT_REPRESENTABLE = "not_representable"  # a value has no faithful literal in the target language
    NO_CASES = "no_cases"  # its tests never call the function, or every call raises
    CHECKER_FAILED = "checker_failed"  # the problem's checker fails, or refuses the reference's own results
    TOO_FEW_INPUTS = "too_few_inputs"  # fewer distinct inputs than the least number could be made
    WEAK_INPUTS = "weak_inputs"  # its inputs kill less than the least share of the reference's mutants
    INTERFERES = "interferes"  # the reference changes what its own mutants give, by which its inputs are measured
    NOT_DISCRIMINATING = "not_discriminating"  # one answer makes up more than the allowed share of results
    # decontaminate
    BENCHMARK_EXACT = "benchmark_exact"  # its statement or reference is a benchmark problem's, layout and names aside
    BENCHMARK_NGRAM = "benchmark_ngram"  # it shares a run of words with a benchmark problem
    BENCHMARK_CONTAINMENT = "benchmark_containment"  # much of its statement or reference is in a benchmark problem's
    BENCHMARK_EMBEDDING = "benchmark_embedding"  # its text means what a benchmark problem's says
    BENCHMARK_BEHAVIOUR = "benchmark_behaviour"  # its reference passes a benchmark problem's own tests, and the reverse
    # group
    BETWEEN_SPLITS = "between_splits"  # it is like problems of train and of eval, and would join what must be apart
    # translate
    NO_ANSWER = "no_answer"  # the recording holds no answer for this problem and attempt
    REQUEST_REFUSED = "request_refused"  # the server refuses this very request: its prompt is too long, for example
    # extract
    TERMS_FORBID_TRAINING = "terms_forbid_training"  # the terms of the answer's model forbid training on it
    EMPTY = "empty"  # the teacher answered nothing but blanks
    REFUSED = "refused"  # the teacher declined, or a filter removed the answer
    TRUNCATED = "truncated"  # the answer was cut off at the token limit
    NO_CODE = "no_code"  # the answer holds text, but no program that defines the function
    # verify
    COMPILE_ERROR = "compile_error"  # the program does not parse
    UNDEFINED = "undefined"  # the program runs, but does not define the function with its parameters
    RUNTIME_ERROR = "runtime_error"  # the program raises on a case
    WRONG_VALUE = "wrong_value"  # a case's result differs from the reference's
    EARLY_EXIT = "early_exit"  # the program ends its process instead of answering
    FORBIDDEN = "forbidden"  # the program reaches for files, processes, network, clock or the harness
    INVALID_RESULT = "invalid_result"  # a result is not a value (a function), too large or too deep
    TIMEOUT = "timeout"  # the processor-time limit ended it
    MEMORY_LIMIT = "memory_limit"  # the memory limit ended it
    OUTPUT_LIMIT = "output_limit"  # it printed more than allowed
    UNSUPPORTED = "unsupported"  # the runtime lacks what the program uses, and can't judge it
    NOT_CONFIRMED = "not_confirmed"  # it passes on the runtime, but not on the second one that must agree
    # audit
    AUDIT_FAILED = "audit_failed"  # it fails an input from seeds that acceptance never used
    FLAKY = "flaky"  # its runs differ: it keeps state from call to call, or draws at random
    THINLY_TESTED = "thinly_tested"  # the problem's inputs kill too few mutants of its accepted programs
    # refine
    SUPERSEDED = "superseded"  # a rewrite or revision of the program verified too, and took its place
    NOT_BETTER = "not_better"  # a rewrite that loops as well, or a revision that is less idiomatic or changes nothing
    # dedup
    DUPLICATE = "duplicate"  # the same program after normalisation, for the same problem
    NEAR_DUPLICATE = "near_duplicate"  # at or over the Jaccard threshold with a kept sample of the problem
    # split
    LEAKED = "leaked"  # a program like it was an example in a prompt, or trained on, and the row would go to eval
    CROSSES_SPLITS = "crosses_splits"  # at or over the Jaccard threshold with a row of the other split


class Difficulty(StrEnum):
    """How hard a problem is, as its source says."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    UNKNOWN = "unknown"


class ComparisonKind(StrEnum):
    """How a result is held against the reference's."""

    EXACT = "exact"
    TOLERANCE = "tolerance"
    UNORDERED = "unordered"
    SET = "set"
    CHECKER = "checker"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How results are compared; the tolerances apply to floats, |a-b| <= max(relative*|b|, absolute).

    With `unordered` the items of the outermost list may come in any order, with `set` repeated ones count once, too
    (tolerances apply to both). With `checker` a program of the problem's own decides: `checker` is the source, in the
    reference's language, of ``check(arguments, expected, got)``, which gives true where `got` is right as well. An
    error that is expected is no matter of the comparison: see `Case.raises`.
    """

    kind: ComparisonKind = ComparisonKind.EXACT
    relative: float = 0.0
    absolute: float = 0.0
    checker: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One call: the arguments and, where it is known, what the function gives.

    `expected` is None until the reference ran (a result that *is* null is told apart by `known`);
    `raises` says that the call must end in an error.
    """

    arguments: tuple[Any, ...]
    expected: Any = None
    known: bool = False
    raises: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A program that is right by definition: its source, and its own tests as source (or none)."""

    language: str
    code: str
    tests: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a problem comes from: source plugin, id there, licence (SPDX), whom to name.

    A problem that is `evaluation_only` never gets into train, nor does anything of its group.
    """

    source: str
    identifier: str
    licence: str
    attribution: str
    evaluation_only: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be solved, as its source gives it; nothing in it has been run yet.

    Without a reference the cases' known results are the truth (a source that publishes checked data).
    `author` is the name of the model that wrote the problem; empty where no model did. `derived_from` is the id of
    the problem that this one was made from (a paraphrase, translation or variant of it); empty where there is none.
    """

    id: str
    topic: str
    difficulty: Difficulty
    statement: str
    signature: Signature
    reference: Reference | None
    cases: tuple[Case, ...]
    generator: str
    comparison: Comparison
    origin: Origin
    author: str = ""
    derived_from: str = ""


@dataclass(frozen=True, slots=True)
class Kills:
    """What became of the mutants of a program: small changes that tests should notice.

    Attributes:
        killed: told from the program by one of the cases.
        survived: not told, though another input that was tried tells it, or no input that was tried reaches it.
        equivalent: reached, and on every input that was tried the same; whether it is so everywhere, nobody knows.
    """

    killed: int
    survived: int
    equivalent: int

    @property
    def rate(self) -> float | None:
        """The share of killed ones among those that can be told; None where there are none."""
        told = self.killed + self.survived
        return self.killed / told if told else None


class InputsFrom(StrEnum):
    """Where a problem's inputs come from: its own cases and tests alone, or also something that makes more."""

    CASES = "cases"
    GENERATOR = "generator"
    MUTATION = "mutation of the cases"


@dataclass(frozen=True, slots=True)
class CheckedProblem:
    """A problem whose reference was run: `cases` all have known results, the signature's types are settled.

    Attributes:
        kills: what became of the mutants of the reference; None where there is no reference.
        exhausted: whether no other inputs could be made, so that there may be fewer than are asked for.
        given: how many of the cases, the first ones, the problem brought itself, in its tests or as cases.
    """

    problem: Problem
    signature: Signature
    cases: tuple[Case, ...]
    oracle: str
    kills: Kills | None = None
    inputs_from: InputsFrom = InputsFrom.CASES
    exhausted: bool = False
    given: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt, as chat endpoints take it."""

    role: str
    content: str


class Kind(StrEnum):
    """What an answer was asked for."""

    ATTEMPT = "attempt"
    REPAIR = "repair"
    REWRITE = "rewrite"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where an answer stands in the chain that an attempt begins.

    Attributes:
        turn: 0 for the attempt itself, then one more for each further question about its program.
        kind: what was asked for.
        parent: the turn whose program the question was about; None for the attempt itself.
        examples: the ids of the verified programs that the prompt showed.
        shown_cases: the numbers of the cases whose results the prompt showed.
    """

    turn: int = 0
    kind: Kind = Kind.ATTEMPT
    parent: int | None = None
    examples: tuple[str, ...] = ()
    shown_cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a teacher: the prompt, which attempt (0, 1, ...) at the problem this is, and its lineage.

    `schema` is the JSON schema to which a teacher with structured output holds its answer, as canonical JSON, or "".
    """

    problem_id: str
    attempt: int
    messages: tuple[Message, ...]
    lineage: Lineage = Lineage()
    schema: str = ""

    @property
    def id(self) -> str:
        """The id that no other request of the build has."""
        return record_id(self.problem_id, self.attempt, self.lineage.turn)


class FinishReason(StrEnum):
    """Why the teacher stopped writing."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the teacher counts them.

    `cached_tokens` are those of the prompt that the teacher had read before, `thinking_tokens` those of the completion
    that are not part of the answer.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    thinking_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Give the tokens of both."""
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            self.thinking_tokens + other.thinking_tokens,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a teacher wrote, word for word; `model` is the name that stands in the dataset.

    `thinking` is what a reasoning model wrote before its answer, where it is told apart; it is no part of `text`.
    """

    problem_id: str
    attempt: int
    model: str
    prompt_key: str
    text: str
    finish_reason: FinishReason
    usage: Usage
    lineage: Lineage = Lineage()
    thinking: str = ""

    @property
    def id(self) -> str:
        """The request's id."""
        return record_id(self.problem_id, self.attempt, self.lineage.turn)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program of a teacher, taken out of its answer."""

    problem_id: str
    attempt: int
    model: str
    prompt_key: str
    code: str
    lineage: Lineage = Lineage()

    @property
    def id(self) -> str:
        """The answer's id."""
        return record_id(self.problem_id, self.attempt, self.lineage.turn)

    @property
    def parent_id(self) -> str:
        """The id of the program that this one was made from; empty for an attempt's."""
        parent = self.lineage.parent
        return "" if parent is None else record_id(self.problem_id, self.attempt, parent)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a sample: all `cases` passed, on this runtime, under this comparison and type latitude.

    `confirmed_by` names a second runtime, with its version and sandbox, that agreed; "" where there is none.
    `fresh_inputs` is how many inputs of the audit it passed, and `kills` what became of the mutants of all programs
    for the problem that held; None before the audit.
    """

    cases: int
    runtime: str
    runtime_version: str
    latitude: str
    sandbox: str
    confirmed_by: str = ""
    fresh_inputs: int = 0
    kills: Kills | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A candidate that passed every case."""

    candidate: Candidate
    loops: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PlacedSample:
    """A sample with its group (rows that must share a split) and its split, "train" or "eval"."""

    sample: Sample
    group: str
    split: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """What left the pipeline: `attempt` is None where a problem left it; `evidence` is plain JSON.

    Evidence always has `message`; a failed case adds `case` (its number), `input`, `expected` and `got`, and how many
    of the `cases` the program `passed`.
    """

    problem_id: str
    attempt: int | None
    stage: Stage
    reason: Reason
    evidence: dict[str, Any] = field(default_factory=dict)
    lineage: Lineage = Lineage()

    @property
    def id(self) -> str:
        """The id of what left."""
        return record_id(self.problem_id, self.attempt, self.lineage.turn)


_adapters: dict[object, TypeAdapter[Any]] = {}


def _adapter(form: Any) -> TypeAdapter[Any]:
    if form not in _adapters:
        from pydantic import TypeAdapter

        _adapters[form] = TypeAdapter(form)
    return _adapters[form]


def dump(record: object) -> dict[str, Json]:
    """Write a record as plain JSON."""
    written = _adapter(type(record)).dump_python(record, mode="json")
    assert isinstance(written, dict)
    return written


def load(cls: type[Record], data: object) -> Record:
    """Read a record back; the inverse of `dump`.

    Raises:
        pydantic.ValidationError: the data has not the record's form.
    """
    read: Record = _adapter(cls).validate_python(data)
    return read


def record_id(problem_id: str, attempt: int | None, turn: int = 0) -> str:
    """Give the id that `show` takes: the problem's, with ``#attempt`` or ``#attempt.turn`` for an answer to it.

    >>> record_id("mbpp/11", 2, 1)
    'mbpp/11#2.1'
    """
    if attempt is None:
        return problem_id
    return f"{problem_id}#{attempt}.{turn}" if turn else f"{problem_id}#{attempt}"
