"""One feed for the tests of all forms: an example, a pair and a task."""

from __future__ import annotations

from qforge.feeds.base import Example, Feed, Pair, Task, View
from qforge.record import Message
from tests.stages.records import checked

PROMPT = (Message("system", "You write q."), Message("user", "Add 1."))
GOOD, BAD = "```q\nf:{x+1}\n```", "```q\nf:{x-1}\n```"

FEED = Feed(
    name="example",
    language="q",
    examples=(
        Example("a#0:description", View.DESCRIPTION, "a", "strings", "easy", 0.5, PROMPT, GOOD, "MIT", "example"),
    ),
    pairs=(Pair("a#1:0", "a", "strings", "easy", 0.5, PROMPT, GOOD, BAD, "wrong_value", 8, 10),),
    tasks=(Task("a", "strings", "easy", 0.5, PROMPT, "f", checked("a", code="def f(x):\n    return x + 1\n").problem),),
    grader=lambda: "def grade(sample, item):\n    return 1.0\n",
)
