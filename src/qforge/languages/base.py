"""What a language pack offers: the interface between qforge and a language.

A pack is the module `qforge.languages.NAME`; its binding file offers the functions of `Pack` by name,
and its package `runtimes` holds the plugins that execute the language. A reference language (what
problems bring their solutions in) offers `Examiner` instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Protocol

from qforge.record import Case, CheckedProblem, Comparison, Kind, Message, Problem, Reason
from qforge.signature import Signature, Type
from qforge.value import Json

Frame = Mapping[str, Any]
"""One result as the runtime reports it: typed JSON of the pack's own form, not trusted until compared."""


class NotRepresentableError(ValueError):
    """A value has no faithful literal in the target language; the message says which value and why."""


class MismatchError(ValueError):
    """A result is not of the type that its signature says; the message says what it is."""


class UnfitReferenceError(ValueError):
    """A reference whose mutants can't be judged: the reason for which its problem is rejected, and what happened."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Halt(StrEnum):
    """How the execution of a program ended; everything but COMPLETED is a verdict on the program."""

    COMPLETED = "completed"
    COMPILE_ERROR = "compile_error"
    UNDEFINED = "undefined"
    RUNTIME_ERROR = "runtime_error"
    EARLY_EXIT = "early_exit"
    FORBIDDEN = "forbidden"
    INVALID_RESULT = "invalid_result"
    TIMEOUT = "timeout"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Program:
    """A candidate's source, the function to call, and for each call its arguments as literals.

    With `steps` a runtime that counts them (calls and rounds of loops) ends a call that takes more, as TIMEOUT: sooner
    than a clock would, and at the same place on every machine. Such a program is not tried again.
    """

    code: str
    function: str
    calls: tuple[tuple[str, ...], ...]
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call's outcome: COMPLETED with a frame, or another halt with the runtime's message."""

    halt: Halt
    frame: Frame | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Execution:
    """What a runtime reports of a program.

    `halt` and `message` tell of loading it; where that COMPLETED, `results` has one item for each call made,
    in order. A call that ends the program (a limit, an exit) is the last item; there are fewer than calls then.
    """

    halt: Halt
    message: str
    results: tuple[CallResult, ...]
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use in all its calls together; `memory_megabytes` bounds the address space."""

    cpu_seconds: float = 5.0
    memory_megabytes: int = 1024
    output_kilobytes: int = 2048


class Runtime(Protocol):
    """One process that executes a language; used by one thread at a time."""

    name: str
    version: str
    sandbox: str

    def execute(self, program: Program) -> Execution:
        """Load the program afresh and make its calls.

        Raises:
            SandboxError: the process failed for no fault of the program; no verdict.
        """

    def close(self) -> None:
        """End the process; nothing of it survives."""


class RuntimePlugin(Protocol):
    """A module of a pack's `runtimes` package.

    It may have a function `look(settings)`, too, which raises SandboxError where what the settings name is not there.
    """

    Settings: type[Any]

    def start(self, settings: Any, limits: Limits, isolation: str) -> Runtime:
        """Start one runtime; `isolation` is "auto", or "unsafe" to run even where nothing confines it.

        Raises:
            SandboxError: it can't be started, and why.
        """


@dataclass(frozen=True, slots=True)
class Extraction:
    """The program found in an answer, or None; `note` says what was chosen or why nothing was."""

    code: str | None
    note: str


class Latitude(StrEnum):
    """How far a result's type may differ from the one that is due; each pack has a table that says what that means."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a result differs: where (a path such as ``[2]["a"]``) and what is wrong there."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Written:
    """One training example's text: the prompt, and the answer that is to be learnt."""

    prompt: tuple[Message, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A program in three parts, which joined are the program; `passage` is what is to be filled in."""

    prefix: str
    passage: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Example:
    """A verified program for another problem, to be shown in a prompt."""

    id: str
    checked: CheckedProblem
    code: str
    loops: bool


@dataclass(frozen=True, slots=True)
class Mutated:
    """A program with one small change, and in words what was changed."""

    change: str
    code: str


class Pack(Protocol):
    """A target language: what qforge must know to have programs translated into it and verified."""

    name: str
    title: str
    NORMALISER_VERSION: int
    NORMALISER_VECTOR: str

    def function_name(self, name: str) -> str:
        """Give the name under which the language can define the function (reserved words are altered)."""

    def prompt(
        self, checked: CheckedProblem, *, show_reference: bool, shown_cases: int, examples: Sequence[Example] = ()
    ) -> tuple[Message, ...]:
        """Write the question to a teacher; nothing of the reference or the cases unless asked for."""

    def follow_up(self, kind: Kind, checked: CheckedProblem, finding: Mapping[str, str]) -> str:
        """Ask for the program that was just written in another way.

        Args:
            kind: REPAIR, REWRITE or REVISION.
            finding: of a repair the `reason`, and what else may be told of the verdict: `message`, `input`, `got`,
                `expected`; of a revision the `principles`.
        """

    def principles(self) -> str:
        """Give the pack's own constitution: what good programs of the language keep to."""

    def extract(self, text: str, signature: Signature) -> Extraction:
        """Find the program in a teacher's answer."""

    def syntax_error(self, code: str) -> str:
        """Say where a program does not parse, or give ""; what it lets through, the runtime may still refuse."""

    def literal(self, value: object, type_: Type) -> str:
        """Write a Python value as a literal of the language.

        Raises:
            NotRepresentableError: it has none that reads back as the same value.
        """

    def unfaithful(self, value: object, type_: Type) -> str:
        """Say why programs over this value can't be compared with the reference, or give ""."""

    def differs(
        self, expected: object, got: Frame, type_: Type, comparison: Comparison, latitude: Latitude
    ) -> Difference | None:
        """Compare a result with the reference's value; None where they agree."""

    def convert(self, got: Frame, type_: Type, latitude: Latitude) -> object:
        """Give a result as the Python value that its type says.

        Raises:
            MismatchError: it is not of that type.
        """

    def show_frame(self, got: Frame) -> str:
        """Write a result as the language's literal, for people, cut at some hundred characters."""

    def mutants(self, code: str, count: int, seed: str) -> tuple[Mutated, ...]:
        """Make up to `count` mutants of a program that parse; none where the pack has no means to make them."""

    def normalise(self, code: str) -> tuple[str, ...]:
        """Give the program's tokens without comments and layout, its own names as $0, $1, ... as they appear.

        What it gives stands in certificates: a change of it is a new `NORMALISER_VERSION`. `NORMALISER_VECTOR` is a
        program that shows what it does; a certificate says what became of it.
        """

    def loops(self, code: str) -> bool:
        """Tell whether the program iterates by loop statements where the language has vector ways."""

    def view(self, view: str, signature: Signature, fields: Mapping[str, str], wording: int) -> Written:
        """Write a training example of a view (`qforge.feeds.base.View`).

        Args:
            fields: what the view may show: `statement`, `code`, `reference_language`, `reference`; for a repair
                `other` and `failure`, for a rewrite `other`, for a completion the parts of a `Passage`.
            wording: which of the prompt's wordings, any number from 0.
        """

    def grader(self, settings: str) -> str:
        """Write a Python file with ``grade(sample, item) -> float`` that needs nothing of qforge, only numpy.

        Args:
            settings: the reward's settings (`qforge.reward_settings`), a JSON object.
        """

    def keeps_state(self, code: str) -> bool:
        """Tell whether calls of the program may change what later calls give."""

    def integers(self, code: str) -> tuple[int, ...]:
        """Give the whole numbers that stand in the program, each once."""

    def cut(self, code: str, rng: Random) -> Passage | None:
        """Choose a passage of the program to be filled in; None where it is too short."""

    def idiom(self, code: str) -> int:
        """Measure how idiomatic the program is, from 0 to 100; the pack says how."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What running a reference gave: cases with known results, or a failure.

    Attributes:
        cases: in the order of the tests, then of the generated inputs; distinct inputs only.
        failure: None, or the reason for which the problem is rejected.
        message: what happened, in one line; with a failure only.
    """

    cases: tuple[Case, ...]
    failure: Reason | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a checker is asked about, all in JSON form: the arguments, what the reference gives, what came instead."""

    arguments: tuple[Json, ...]
    expected: Json
    got: Json


@dataclass(frozen=True, slots=True)
class Tried:
    """What the reference gives on an input that was tried, and the steps (rounds of loops, calls) that it took."""

    result: Json
    steps: int


@dataclass(frozen=True, slots=True)
class Planted:
    """A mutant of a reference.

    Attributes:
        change: what was changed, in words.
        killer: the number of the first case whose result is another one than the reference's; None where there is none.
        reached: whether the changed place is executed on one of the cases.
    """

    change: str
    killer: int | None
    reached: bool


class Examiner(Protocol):
    """A reference language: runs references, their tests and generators, all of them in a sandbox."""

    version: str

    def examine(
        self, problem: Problem, inputs: int, seed: int | str, sizes: int, *, processes: int = 2
    ) -> Examination:
        """Run the reference on its own tests, its cases and `inputs` generated ones, twice, and compare.

        Generators are called with the sizes 0, 1, ... `sizes` - 1 over and over.

        Args:
            processes: 2, or 1 for a reference that was examined before: that costs half, and does not notice results
                that hang on the order of a set.

        Raises:
            SandboxError: the process failed for no fault of the reference; no verdict.
        """

    def run(self, problem: Problem, arguments: Sequence[tuple[Json, ...]]) -> tuple[Case, ...]:
        """Call the reference on lists of arguments, all in one process; one case each, with result or `raises`.

        Where it can't be called (it does not load, or meets a limit) the cases left are marked `raises`.

        Raises:
            SandboxError: the process failed for no fault of the reference; no verdict.
        """

    def try_inputs(
        self, problem: Problem, known: Sequence[Case], inputs: Sequence[tuple[Json, ...]]
    ) -> list[Tried | None]:
        """Run the reference on inputs, twice; None where it raises, gives two results, or takes far longer than known.

        Raises:
            SandboxError: the process failed for no fault of the reference; no verdict.
        """

    def plant(self, problem: Problem, cases: Sequence[Case], mutants: int, seed: str) -> tuple[Planted, ...]:
        """Plant up to so many mutants of the reference, and find the first case that tells each from it.

        Raises:
            UnfitReferenceError: it changes what its mutants give, or can't be run beside them.
            SandboxError: the process failed for no fault of the reference; no verdict.
        """

    def check(self, checker: str, judgements: Sequence[Judgement]) -> tuple[str, ...]:
        """Have a problem's own checker judge results; for each "" where it says yes, else what it says instead.

        It runs in a process that sees nothing but the values. A checker that raises, or meets a limit, says no.

        Raises:
            SandboxError: the process failed for no fault of the checker; no verdict.
        """

    def probe(self, problem: Problem, arguments: Sequence[tuple[Json, ...]], call_seconds: float) -> tuple[Case, ...]:
        """Call the reference on lists of arguments that it was not made for; one case each, with result or `raises`.

        Args:
            call_seconds: processor time of one call; one that takes more, or ends the process, is marked `raises`.

        Raises:
            SandboxError: the process failed for no fault of the reference; no verdict.
        """


@dataclass(frozen=True, slots=True)
class Draft:
    """A problem as a model wrote it: read, and not run yet."""

    statement: str
    signature: Signature
    reference: str
    generator: str


class ExaminerPlugin(Protocol):
    """The binding module of a reference language.

    It may offer `normalise`, `NORMALISER_VERSION` and `NORMALISER_VECTOR` as a pack does: then its references are
    compared by the language's own tokens.
    """

    def examiner(self, limits: Limits, isolation: str) -> Examiner:
        """Make an examiner; its processes start when they are used. It may be used by several threads.

        Args:
            isolation: "auto", or "unsafe" to run references even where nothing confines them.
        """

    def author_prompt(self, topic: str, difficulty: str, taken: Sequence[str]) -> tuple[Message, ...]:
        """Ask a model for a new problem with a reference in this language; `taken` are statements it must be unlike."""

    def author_repair(self, message: str) -> str:
        """Ask for the problem again, with what is wrong with it."""

    def read_draft(self, text: str) -> Draft:
        """Read the problem in a model's answer; nothing of it is run.

        Raises:
            DataError: the answer has not the form that was asked for.
        """
