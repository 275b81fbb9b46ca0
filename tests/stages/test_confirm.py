"""A second runtime must agree with the first; where it does not, both answers are the evidence."""

from dataclasses import dataclass, field

from qforge.languages import q
from qforge.languages.base import CallResult, Execution, Halt, Pack, Program
from qforge.record import Case, CheckedProblem, Comparison, Difficulty, Origin, Problem, Reason
from qforge.signature import Parameter, Signature
from qforge.stages.verify import Means, confirm

PACK: Pack = q  # type: ignore[assignment]
SIGNATURE = Signature("f", (Parameter("x", "int"),), "int")
PROBLEM = Problem(
    "p", "", Difficulty.EASY, "Add one.", SIGNATURE, None, (), "", Comparison(), Origin("example", "p", "MIT", "me")
)
CHECKED = CheckedProblem(PROBLEM, SIGNATURE, tuple(Case((n,), n + 1, known=True) for n in range(3)), "published")


@dataclass
class Answering:
    """A runtime that gives these integers, or ends so."""

    name: str
    answers: tuple[int, ...] = ()
    halt: Halt = Halt.COMPLETED
    version: str = "1.0"
    sandbox: str = "none"
    asked: list[Program] = field(default_factory=list)

    def execute(self, program: Program) -> Execution:
        self.asked.append(program)
        results = tuple(CallResult(Halt.COMPLETED, {"t": "j", "v": answer}) for answer in self.answers)
        return Execution(self.halt, "" if self.halt is Halt.COMPLETED else "'type", results, 0.1)

    def close(self) -> None:
        pass


def test_agreement_is_a_pass_and_asks_the_first_nothing_more() -> None:
    first, second = Answering("one", (1, 2, 3)), Answering("two", (1, 2, 3))
    assert confirm("f:{x+1}", CHECKED, Means(PACK, first), second).reason is None
    assert first.asked == []


def test_a_disagreement_keeps_both_answers() -> None:
    verdict = confirm("f:{x+1}", CHECKED, Means(PACK, Answering("one", (1, 2, 3))), Answering("two", (1, 2, 4)))
    assert verdict.reason is Reason.NOT_CONFIRMED
    assert verdict.evidence["answers"] == {"one (1.0)": "3", "two (1.0)": "4"}
    assert (verdict.evidence["case"], verdict.evidence["expected"]) == (2, "3")
    assert verdict.evidence["message"].startswith("two (1.0): wrong_value: ")


def test_a_second_runtime_that_can_not_load_the_program_does_not_agree() -> None:
    verdict = confirm("f:{x+1}", CHECKED, Means(PACK, Answering("one")), Answering("two", halt=Halt.UNSUPPORTED))
    assert verdict.reason is Reason.NOT_CONFIRMED
    assert verdict.evidence["answers"] == {"one (1.0)": "passed", "two (1.0)": "unsupported: 'type"}
