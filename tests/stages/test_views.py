"""Training examples: what each view shows and asks for, and what none of them may show."""

from __future__ import annotations

import pytest

from qforge.feeds.base import Example, View
from qforge.languages import q
from qforge.record import Reason
from qforge.stages import views
from tests.stages.test_material import failed, material

EVERY = views.Settings(views=tuple(View))
FAILURES = (failed("a", 2, Reason.WRONG_VALUE, 8), failed("a", 3, Reason.RUNTIME_ERROR, 2))


def made(settings: views.Settings = EVERY, seed: int = 1) -> list[Example]:
    return views.examples(material(*FAILURES), q, settings, seed)


def of(view: View, found: list[Example]) -> Example:
    return next(example for example in found if example.view is view)


def test_each_view_is_made_of_each_program_where_it_can_be() -> None:
    assert [example.id for example in made()] == [
        "a#0:description",
        "a#1:description",
        "a#0:translation",
        "a#1:translation",
        "a#0:reverse",
        "a#1:reverse",
        "a#0:repair<2",
        "a#0:repair<3",
        "a#0:completion",
        "a#1:completion",
        "a#0:rewrite<1",
    ]


def test_only_the_views_that_are_named_are_made() -> None:
    assert {example.view for example in made(views.Settings())} == {View.DESCRIPTION}


def test_a_translation_shows_the_reference_and_asks_for_the_program() -> None:
    example = of(View.TRANSLATION, made())
    assert "def f(x):\n    return x + 1" in example.prompt[-1].content
    assert example.completion == "```q\nf:{[x] x+1}\n```"


def test_a_reverse_shows_the_program_and_asks_for_the_reference() -> None:
    example = of(View.REVERSE, made())
    assert "f:{[x] x+1}" in example.prompt[-1].content
    assert example.completion == "```python\ndef f(x):\n    return x + 1\n```"


def test_a_repair_shows_the_failed_program_and_why_but_no_case() -> None:
    wrong, raising = (example for example in made() if example.view is View.REPAIR)
    assert "f:{[x] 2}" in wrong.prompt[-1].content
    assert "it gives wrong results." in wrong.prompt[-1].content
    assert "42" not in wrong.prompt[-1].content
    assert "it raises an error ('type)." in raising.prompt[-1].content


def test_a_completion_and_its_prompt_make_the_program_again() -> None:
    example = of(View.COMPLETION, made())
    shown = example.prompt[-1].content.split("```q\n")[1].split("\n```")[0]
    assert shown.replace("<gap>", example.completion) == "f:{[x] x+1}"


def test_a_rewrite_goes_from_a_loop_to_a_program_without_one() -> None:
    example = of(View.REWRITE, made())
    assert "while" in example.prompt[-1].content.split("```q\n")[1]
    assert example.completion == "```q\nf:{[x] x+1}\n```"


@pytest.mark.parametrize("other", [2, 3])
def test_the_seed_decides_the_wording_alone(other: int) -> None:
    again, differently = made(), made(seed=other)
    assert again == made()
    assert [e.completion for e in again if e.view is not View.COMPLETION] == [
        e.completion for e in differently if e.view is not View.COMPLETION
    ]
    assert [e.prompt for e in again] != [e.prompt for e in differently]
