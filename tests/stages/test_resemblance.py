"""What is found by wording and code, and what is not."""

from dataclasses import replace

from qforge.record import Problem, Reference
from qforge.stages.resemblance import Layer, Nearest, Resemblance, Resembling, fingerprints
from tests.stages.records import checked

STATEMENT = "Given the times of all readings in ascending order, return the longest gap between two neighbours, or 0."
CODE = (
    "def longest(times):\n"
    "    best = 0\n"
    "    for first, second in zip(times, times[1:]):\n"
    "        if second - first > best:\n"
    "            best = second - first\n"
    "    return best\n"
)


def problem(name: str, statement: str = "", code: str = "") -> Problem:
    made = checked(name, statement).problem
    return replace(made, reference=Reference("python", code)) if code else made


BENCHMARK = [problem("other", "Sort the words of a sentence by their last letters."), problem("b", STATEMENT, CODE)]


def found(item: Problem) -> list[Resemblance]:
    return list(Resembling(BENCHMARK, ngram_words=13, containment=0.7).found(item))


def test_equal_words_are_found_whatever_the_layout() -> None:
    copied = problem("p", STATEMENT.upper().replace(" ", "\n"))
    assert found(copied)[0] == Resemblance(Layer.EXACT, "statement", 1, 1.0)
    assert Resemblance(Layer.NGRAM, "text", 1, 1.0) in found(copied)


def test_renamed_and_commented_code_is_found() -> None:
    names = {"longest": "f", "times": "xs", "best": "most", "first": "a", "second": "b"}
    code = CODE
    for old, new in names.items():
        code = code.replace(old, new)
    renamed = problem("p", "Something else.", code.replace("most = 0", "most = 0  # so far"))
    assert Resemblance(Layer.EXACT, "reference", 1, 1.0) in found(renamed)


def test_code_with_a_line_more_is_found_by_what_it_contains() -> None:
    longer = problem("p", "Something else.", CODE.replace("    return", "    print(best)\n    return"))
    (only,) = [item for item in found(longer) if item.layer is Layer.CONTAINMENT]
    assert (only.aspect, only.number) == ("reference", 1)
    assert 0.7 <= only.score < 1


def test_a_benchmark_statement_inside_a_longer_one_is_found() -> None:
    wrapped = problem("p", f"You work at a plant with many sensors. {STATEMENT} Do not sort. Be quick about it.")
    layers = {item.layer for item in found(wrapped)}
    assert layers == {Layer.NGRAM, Layer.CONTAINMENT}


def test_what_shares_a_few_words_is_not_found() -> None:
    assert found(problem("p", "Return the longest gap in a list of times.", "def f(x):\n    return max(x)\n")) == []


def test_a_statement_of_a_few_words_is_no_evidence() -> None:
    assert fingerprints(problem("p", "Sort the list.")) == {}
    benchmark = [problem("b", "Sort the list.")]
    assert list(Resembling(benchmark, 13, 0.7).found(problem("p", "Sort the list."))) == []


def test_the_nearest_in_words_comes_first() -> None:
    near = problem("p", "Find the biggest gap between neighbouring readings.")
    assert Nearest(BENCHMARK).ranked(near) == [1, 0]
