"""The q pack: the functions of `qforge.languages.base.Pack`, each imported when it is first used.

A worker imports this package to reach the interpreter, so nothing heavy may be loaded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qforge.languages.q.reserved import function_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from qforge.languages.base import Difference, Example, Extraction, Frame, Latitude, Mutated, Passage, Written
    from qforge.record import CheckedProblem, Comparison, Kind, Message
    from qforge.signature import Signature, Type

__all__ = [
    "NORMALISER_VECTOR",
    "NORMALISER_VERSION",
    "convert",
    "cut",
    "differs",
    "extract",
    "follow_up",
    "function_name",
    "grader",
    "idiom",
    "literal",
    "loops",
    "mutants",
    "name",
    "normalise",
    "principles",
    "prompt",
    "show_frame",
    "syntax_error",
    "title",
    "unfaithful",
    "view",
]

name = "q"
title = "q/kdb+"
NORMALISER_VERSION = 5
NORMALISER_VECTOR = 'g:{x}; f:{[a;b] c:a+b*1.50 0n; ("x y";`s`t;g c)}  / note'


def prompt(
    checked: CheckedProblem, *, show_reference: bool, shown_cases: int, examples: Sequence[Example] = ()
) -> tuple[Message, ...]:
    """Write the question to a teacher; nothing of the reference or the cases unless asked for."""
    from qforge.languages.q.prompting import write_prompt

    return write_prompt(checked, show_reference=show_reference, shown_cases=shown_cases, examples=examples)


def follow_up(kind: Kind, checked: CheckedProblem, finding: Mapping[str, str]) -> str:
    """Ask for the program that was just written in another way."""
    from qforge.languages.q.prompting import write_follow_up

    return write_follow_up(kind, checked, finding)


def principles() -> str:
    """Give the constitution by which q programs are criticised."""
    from qforge.languages.q.prompting import principles as read

    return read()


def extract(text: str, signature: Signature) -> Extraction:
    """Find the program in a teacher's answer."""
    from qforge.languages.q.extraction import find_program

    return find_program(text, signature)


def syntax_error(code: str) -> str:
    """Say where a program does not parse, or give ""."""
    from qforge.languages.q.gate import syntax_error as find

    return find(code)


def literal(value: object, type_: Type) -> str:
    """Write a Python value as a q literal."""
    from qforge.languages.q.literals import literal as write

    return write(value, type_)


def unfaithful(value: object, type_: Type) -> str:
    """Say why q programs over this value can't be compared with the reference, or give ""."""
    from qforge.languages.q.faithful import unfaithful as find

    return find(value, type_)


def differs(expected: object, got: Frame, type_: Type, comparison: Comparison, latitude: Latitude) -> Difference | None:
    """Compare a result with the reference's value; None where they agree."""
    from qforge.languages.q.compare import differs as compare

    return compare(expected, got, type_, comparison, latitude)


def convert(got: Frame, type_: Type, latitude: Latitude) -> object:
    """Give a result as the Python value that its type says."""
    from qforge.languages.q.conversion import convert as write

    return write(got, type_, latitude)


def show_frame(got: Frame) -> str:
    """Write a result as q source, cut at some hundred characters."""
    from qforge.languages.q.display import show_frame as show

    return show(got)


def mutants(code: str, count: int, seed: str) -> tuple[Mutated, ...]:
    """Make up to `count` mutants of a program that parse."""
    from qforge.languages.q.mutation import mutants as make

    return make(code, count, seed)


def normalise(code: str) -> tuple[str, ...]:
    """Give the program's tokens without comments and layout, locals numbered."""
    from qforge.languages.q.normalisation import normalise as write

    return write(code)


def loops(code: str) -> bool:
    """Tell whether the program uses the statements `while` or `do`."""
    from qforge.languages.q.looping import loops as find

    return find(code) > 0


def keeps_state(code: str) -> bool:
    """Tell whether calls of the program may assign globals."""
    from qforge.languages.q.traits import keeps_state as find

    return find(code)


def integers(code: str) -> tuple[int, ...]:
    """Give the whole numbers that stand in the program, each once."""
    from qforge.languages.q.traits import integers as find

    return find(code)


def view(view: str, signature: Signature, fields: Mapping[str, str], wording: int) -> Written:
    """Write a training example of a view."""
    from qforge.languages.q.views import write_view

    return write_view(view, signature, fields, wording)


def cut(code: str, rng: Random) -> Passage | None:
    """Choose a passage of the program to be filled in; None where it is too short."""
    from qforge.languages.q.views import cut as choose

    return choose(code, rng)


def idiom(code: str) -> int:
    """Measure how idiomatic the program is, from 0 to 100."""
    from qforge.languages.q.idioms import idiom as measure

    return measure(code)


def grader(settings: str) -> str:
    """Write a Python file with ``grade(sample, item) -> float`` that needs only numpy."""
    from qforge.languages.q.grader_file import write_grader

    return write_grader(settings)
