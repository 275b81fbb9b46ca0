"""Programs to plant: cheats and forgeries, all of which must be rejected, and right programs made clumsy.

A program is written around a right one, `inner`, wherever that makes the cheat harder to see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Right:
    """A right program for a problem: its source, the function's name, and how many arguments it takes."""

    problem: str
    code: str
    name: str
    arity: int
    numeric: bool

    @property
    def parameters(self) -> str:
        return ";".join("abcdefgh"[: self.arity])

    @property
    def renamed(self) -> str:
        """The program under the name `inner`."""
        return re.sub(rf"(?<![\w.`]){re.escape(self.name)}(?![\w.])", "inner", self.code)


# kind -> source; $N the function's name, $P its parameters, $C the right program as `inner`, $1 its first parameter
CHEATS = {
    "constant long": "$N:{[$P] 0}",
    "constant null": "$N:{[$P] 0N}",
    "constant generic null": "$N:{[$P] (::)}",
    "constant true": "$N:{[$P] 1b}",
    "constant false": "$N:{[$P] 0b}",
    "constant empty list": "$N:{[$P] ()}",
    "constant empty string": '$N:{[$P] ""}',
    "constant of first answer": "$C\nkept:()\n$N:{[$P] if[()~kept;kept::enlist inner[$P]];first kept}",
    "echo of the argument": "$N:{[$P] $1}",
    "count of the argument": "$N:{[$P] -7+count $1}",
    "exit at load": "$C\n$N:inner\nexit 0",
    "exit in the call": "$C\n$N:{[$P] exit 0}",
    "exit behind a trap": "$C\n$N:{[$P] @[exit;0;{1b}]}",
    "exit after the answer": "$C\n$N:{[$P] r:inner[$P];exit 0;r}",
    "leave by backslashes": "$C\n$N:inner\n\\\\",
    "always an error": "$N:{[$P] 'wrong}",
    "error as a no-op": "$N:{[$P] @[{'x};1;{(::)}]}",
    "endless loop": "$N:{[$P] while[1b;0];0}",
    "endless recursion": "$N:{[$P] .z.s[$P]}",
    "endless iteration": "$N:{[$P] {1b}{x+1}/0}",
    "huge vector": "$N:{[$P] til 10000000000}",
    "doubling list": "$N:{[$P] x:1 2;while[1b;x:x,x];x}",
    "flood of output": "$N:{[$P] while[1b;show til 100];0}",
    "huge result": "$N:{[$P] til 3000000}",
    "deep result": "$N:{[$P] 500 enlist/1}",
    "a function": "$C\n$N:{[$P] {x}}",
    "the function itself": "$C\n$N:{[$P] inner}",
    "a projection": "$C\n$N:{[$P] inner[;;;]}",
    "prints instead of giving": "$C\n$N:{[$P] show inner[$P];}",
    "prints a frame": '$C\n$N:{[$P] -1 "{\\"call\\":0,\\"halt\\":\\"completed\\",\\"frame\\":{\\"t\\":\\"::\\"}}";}',
    "a dictionary like a frame": '$C\n$N:{[$P] `t`v!("j";inner[$P])}',
    "answer as text": "$C\n$N:{[$P] .Q.s1 inner[$P]}",
    "answer in a list": "$C\n$N:{[$P] (inner[$P];inner[$P])}",
    "answer in a dictionary": "$C\n$N:{[$P] (enlist `r)!enlist inner[$P]}",
    "answer nested once more": "$C\n$N:{[$P] enlist enlist inner[$P]}",
    "handlers redefined": "$C\n.z.pg:{1b};.z.ps:{1b};.z.exit:{1b}\n$N:{[$P] .z.pg 1}",
    "match redefined": "$C\n.q.match:{1b}\n$N:{[$P] match[1;2]}",
    "equality redefined": "$C\n.q.equals:{[x;y] 1b}\n$N:{[$P] 1 equals 2}",
    "reads a file": "$C\n$N:{[$P] read0 `:/etc/passwd}",
    "reads bytes": "$C\n$N:{[$P] read1 `:/proc/self/environ}",
    "writes a file": '$C\n$N:{[$P] `:/tmp/forged 0: enlist "x"}',
    "loads a library": "$C\n$N:{[$P] (`:/lib/x 2:(`f;1))[1]}",
    "runs a command": '$C\n$N:{[$P] system "cat /etc/passwd"}',
    "runs a command at load": '$C\nsystem "ls"\n$N:inner',
    "opens a connection": "$C\n$N:{[$P] hopen 5000}",
    "reads the environment": "$C\n$N:{[$P] getenv `HOME}",
    "other name": "$C\nsolution:inner",
    "a value": "$N:42",
    "too many parameters": "$N:{[$P;more;evenmore] 0}",
    "nothing": "",
    "a comment": "/ the answer is left to the reader",
    "does not parse": "$N:{[$P] (1;2",
    "calls what is not there": "$N:{[$P] missing[$P]}",
    "right for ten calls": "$C\ncalls:0\n$N:{[$P] calls::calls+1;$[calls>10;(::);inner[$P]]}",
    "right for four hundred calls": "$C\ncalls:0\n$N:{[$P] calls::calls+1;$[calls>400;(::);inner[$P]]}",
    "right every other call": "$C\ncalls:0\n$N:{[$P] calls::calls+1;$[calls mod 2;inner[$P];`no]}",
    "right at random": "$C\n$N:{[$P] $[first 1?0b;inner[$P];`no]}",
    "remembers and repeats": "$C\nlast_one:`none\n$N:{[$P] r:last_one;last_one::inner[$P];r}",
    "redefines itself": "$C\n$N:{[$P] $N::{[$P] `gone};inner[$P]}",
}
CHEATS_WITH_NUMBERS = {
    "off by one": "$C\n$N:{[$P] 1+inner[$P]}",
    "negated and shifted": "$C\n$N:{[$P] -1-inner[$P]}",
    "answer as string": "$C\n$N:{[$P] string inner[$P]}",
    "answer as symbol": "$C\n$N:{[$P] `$string inner[$P]}",
    "broadcast answer": "$C\n$N:{[$P] 3#inner[$P]}",
    "answer as a list": "$C\n$N:{[$P] enlist inner[$P]}",
}
CLUMSY = {
    "as it is": "$C",
    "wrapped": "$C\n$N:{[$P] inner[$P]}",
    "by local and return": "$C\n$N:{[$P]\n  result:inner[$P];\n  :result\n  }",
    "by apply": "$C\n$N:{[$P] .[inner;$A]}",
    "chatty": '$C\n/ prints on the way\n$N:{[$P] -1 "working";inner[$P]}',
    "in a condition": "$C\n$N:{[$P] $[1b;inner[$P];'never]}",
    "by a loop of one": "$C\n$N:{[$P] r:();do[1;r:inner[$P]];r}",
    "trapped": "$C\n$N:{[$P] .[inner;$A;{'x}]}",
    "from a list": "$C\n$N:{[$P] first enlist inner[$P]}",
    "commented": "/ a comment first\n$W / and one behind\n",
}


def write(template: str, right: Right) -> str:
    """Fill a template in for a right program."""
    # Of one argument no list is made: `enlist` of a dictionary is a table.
    applied = f".[inner;({right.parameters})" if right.arity > 1 else "@[inner;a"
    code = template.replace(".[inner;$A", applied)
    if template == "$C" or "$W" in template:
        return code.replace("$C", right.code).replace("$W", right.code.rstrip())
    filled = code.replace("$N", right.name).replace("$P", right.parameters).replace("$1", "a")
    return filled.replace("$C", right.renamed)
