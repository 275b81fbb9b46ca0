"""The suppliers and parts of the relational literature (C. J. Date), which q's distribution brings as `sp.q`.

The tables are data that the language's tutorials take for granted; nothing is read from outside.
"""

from __future__ import annotations

from collections.abc import Callable

from .format import one_line
from .machine import Machine

SCRIPTS = {
    "sp.q": (
        """
s:1!flip`s`name`status`city!(
  `s1`s2`s3`s4`s5;`smith`jones`blake`clark`adams;20 10 30 20 30;`london`paris`paris`london`athens)
p:1!flip`p`name`color`weight`city!(
  `p1`p2`p3`p4`p5`p6;`nut`bolt`screw`screw`cam`cog;`red`green`blue`red`blue`red;12 17 17 14 12 19;
  `london`paris`rome`london`paris`london)
sp:flip`s`p`qty!(
  `s$`s1`s1`s1`s1`s4`s1`s2`s2`s3`s4`s4`s1;`p$`p1`p2`p3`p4`p5`p6`p1`p2`p2`p2`p4`p5;
  300 200 400 200 100 100 300 400 200 200 300 400)
""",
        (
            "select distinct p,s.city from sp",
            "select sum qty by p.color from sp",
            "select from sp where s.city=p.city",
        ),
    ),
}
"""By name: the definitions of a script, and the queries whose results it prints in one line each."""


def load(machine: Machine, name: str, evaluate: Callable[[str], object]) -> None:
    """Define what the script of this name defines, in the root namespace, and print what it prints."""
    definitions, queries = SCRIPTS[name]
    context, machine.context = machine.context, ""
    try:
        evaluate(definitions)
        for query in queries:
            line = one_line(evaluate(query), machine.precision)
            width = machine.columns - 1
            machine.write((line if len(line) <= width else line[: width - 2] + "..") + "\n")
    finally:
        machine.context = context
