"""Random q programs: token streams, well-formed expressions, and mutations of programs that run."""

from __future__ import annotations

import random
from collections.abc import Iterator

from qforge.languages.q.interpreter import catalogue, library
from qforge.languages.q.interpreter.vocabulary import INFIX, PREFIX

OPERATORS = (*"+-*%&|<>=~,^#_!?@.$", "<>", "<=", ">=", "::", ":", "0:", "+:", ",:", "-:")
ADVERBS = ("'", "/", "\\", "':", "/:", "\\:")
UNARY = tuple(sorted(word for word in PREFIX if word in catalogue.ROWS and word != "exit"))
BINARY = tuple(sorted(word for word in INFIX if word in catalogue.ROWS))
LIBRARY = tuple(sorted(library.FUNCTIONS))
VALENCES = tuple(
    [(row.name, (row.low, min(row.high or row.low, 6))) for row in catalogue.ROWS.values() if row.name != "exit"]
    + [(name, (function.low, function.high)) for name, function in library.FUNCTIONS.items()]
)
ATOMS = (
    *("0", "1", "2", "3", "-1", "7", "100", "0N", "0W", "-0W", "9223372036854775806"),
    *("0b", "1b", "0x00", "0xff", "3h", "0Nh", "0Wh", "5i", "0Ni", "-0Wi", "2e", "0Ne", "1.5", "0n", "0w", "-0w"),
    *("0f", "1e300", "-2.5", '"a"', '" "', "`", "`a", "`b", "`abc", "0Ng"),
    *("2000.01.01", "0Nd", "0Wd", "2001.02m", "0Nm", "2000.01.01D12:00:00", "0Np", "2000.01.01T12", "0Nz"),
    *("-9223372036854775807", "2147483647i", "-32767h", "1e-300", "9999.12.31D00", "2292.04.11D23", "106751D23"),
    *("9999.12.31", "9999.12m", "596:31:23.647", "1012:30:15.125", "35791394:07", "9999999999:00"),
    *("1D02:03:04", "0Nn", "12:30", "0Nu", "12:30:15", "0Nv", "12:30:15.125", "0Nt", "0Wt"),
)
LISTS = (
    *("()", "(::)", '""', "`$()", "0#0", "0#`", "0x", "1 2 3", "1 0N 3", "til 5", "til 0", "0 1 0N 0W -0W"),
    *("1.5 0n 0w", "2 3e", "101b", "0x0102ff", "1 2 3h", "1 0N 3i", '"abc"', '"a,b c"', "`a`b`c", "`b`a`b"),
    *("2000.01.01 2001.12.31", "12:30 0Nu", "2000.01.01D00 0Np", "2000.01 0Nm", "0D01 0Nn", "3 1 2"),
    *("(1;`a;2.5)", "(1 2;3 4)", "(1 2 3;4 5)", '("ab";"cd")', "((1;2);`a)", "enlist 1", "(1;1 2;(3;()))"),
    *("(+)", "(neg)", "{x}", "{x+y}", "{[a;b;c]a}", "(+/)", "(+[1])", "(0|+)", "(')", "('[neg;+])", "{x,y}", "(/:)"),
    *("`a`b!1 2", "`a`b!(1 2;3 4)", "1 2 3!`a`b`c", "()!()", "(`a;1)!(2;`b)", "`a`b!(`c`d!1 2;`c`d!3 4)"),
    *("([]a:1 2 3;b:`x`y`x)", "([k:`a`b]v:1 2)", "([]a:();b:())", "([k:1 2;l:3 4]v:5 6)", "`s#1 2 3"),
    *("([]s:`a`b;t:12:30 12:31;p:1.5 0n)", '([]n:("ab";"c");m:(1 2;3))', "`u#`a`b", "`g#1 1 2"),
)
NAMES = ("a", "b", "t", "d", "f", "x", "y", "z", ".n.v")
SETUP = "a:3;b:1 2 3;t:([]a:1 2 3;b:`x`y`x;c:1.5 0n 2);d:`a`b!1 2;f:{x+y};.n.v:5;"
PROGRAMS = (
    "f:{[n] $[n<2;n;.z.s[n-1]+.z.s n-2]}; f 8",
    "select s:sum a,m:max c by b from t where a>1,b in `x`y",
    "update d:a*c from `t; exec d from t",
    "delete from t where a=2",
    "select from t where a=(max;a) fby b",
    "s:0;i:0;while[i<20;s+:i*i mod 7;i+:1];s",
    "r:();i:0;do[5;r,:i;i+:1];r",
    "@[1 2 3;1;+;10]",
    ".[(1 2;3 4);(0;1);:;9]",
    '@[{\'x};`oops;{x,"!"}]',
    ".[{x%y};(1;`a);`bad]",
    "{$[x>5;:x;x*2]} each til 10",
    "raze string 1 2 3",
    '" " vs "a b c"',
    '"," sv ("a";"b")',
    "2 sv 1 0 1",
    "0b vs 5",
    'ssr["hello";"l";"L"]',
    '"J"$"12"',
    "`long$1.5 2.5",
    "(til 3)+\\:til 3",
    "count each group `a`b`a",
    "10 {x,sum -2#x}/ 1 1",
    "{x<100}{x*2}/1",
    "(+\\)1 2 3",
    "(-':)1 4 9",
    "flip `a`b!(1 2;3 4)",
    "([]a:1 2)lj([a:1 2]b:3 4)",
    "aj[`s`t;([]s:`a`b;t:1 2);([]s:`a`b;t:0 1;v:5 6)]",
    'parse "select a by b from t where c>1"',
    'eval parse "1+2*3"',
    "?[t;enlist(>;`a;1);0b;()]",
    "![t;();0b;(enlist`z)!enlist(+;`a;1)]",
    '-8!(1;`a;"b")',
    "-9!-8!`a`b!1 2",
    "x:5;x-:2;x*:3;x",
    "b[1]:9;b",
    "d[`c]:7;d",
    "t[`a]",
    "(`a`b`c!1 2 3)`b",
    "asc 3 1 2;iasc 3 1 2;rank 3 1 2",
    "2 3#til 6",
    "5 mavg 1 2 3 4.5",
    "1 xprev 1 2 3",
    "sum 1 2 3;avg 1 2;med 3 1 2;dev 1 2 3",
    "1 2 3 in 2 3",
    "0 2 cut til 5",
    "2 cut til 5",
    "`a`b xkey t",
    "meta t",
    "cols t;keys t",
    ".Q.s1 (1;`a)",
    ".j.j `a`b!1 2",
    "show 1 2 3",
    '-1"text";',
    "{x y}[neg;3]",
    "til[5] except 2 3",
    "1_1 2 3",
    "-1_1 2 3",
    '"abc" like "a*"',
    "inv (2 0f;0 2f)",
    "(2 0f;0 2f) mmu (1 2f;3 4f)",
    "\\d .x\ny:4\n\\d .\n.x.y",
    "f:{\n  a:x;\n  b:a*2;\n  a+b}\nf 3",
    "/ comment\n1+1 / more\n",
)


class Programs:
    """Programs from one seed; the same seed gives the same programs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __iter__(self) -> Iterator[str]:
        kinds = (self.stream, self.expression_program, self.expression_program, self.mutation, self.call)
        while True:
            yield self.random.choice(kinds)()

    def token(self) -> str:
        """One token, or a literal of several."""
        pool = self.random.choice(
            (
                OPERATORS,
                OPERATORS,
                ADVERBS,
                UNARY,
                BINARY,
                LIBRARY,
                ATOMS,
                ATOMS,
                LISTS,
                NAMES,
                tuple("()[]{};"),
                ("select ",),
            )
        )
        return self.random.choice(pool)

    def stream(self) -> str:
        """A row of random tokens."""
        return "".join(self.token() + self.random.choice(("", " ")) for _ in range(self.random.randint(1, 14)))

    def expression_program(self) -> str:
        """A few well-formed expressions."""
        return ";".join(self.expression(self.random.randint(1, 4)) for _ in range(self.random.randint(1, 2)))

    def noun(self, depth: int) -> str:
        """What an expression may start with and apply to."""
        choose = self.random.random()
        if depth <= 0 or choose < 0.35:
            return self.random.choice(self.random.choice((ATOMS, LISTS, LISTS, NAMES)))
        inner = self.expression(depth - 1)
        if choose < 0.6:
            return f"({inner})"
        if choose < 0.68:
            return f"({inner};{self.expression(depth - 1)})"
        if choose < 0.75:
            return f"{{{inner}}}"
        if choose < 0.85:
            return f"{self.noun(depth - 1)}[{inner}]"
        if choose < 0.9:
            return f"{self.verb(depth - 1)}[{inner};{self.expression(depth - 1)}]"
        if choose < 0.95:
            function = self.random.choice(("@", ".", "?", "!", "$", "ssr", "aj", "wj", "within"))
            parts = ";".join(self.expression(depth - 2) for _ in range(self.random.randint(2, 5)))
            return f"{function}[{parts}]"
        return f"(select {inner} by b from {self.noun(depth - 1)})"

    def verb(self, depth: int) -> str:
        """What may stand between two nouns."""
        choose = self.random.random()
        if choose < 0.45:
            return self.random.choice(OPERATORS[:22])
        if choose < 0.7:
            return f" {self.random.choice(BINARY)} "
        base = self.random.choice(OPERATORS[:19]) if choose < 0.9 else f"{{{self.expression(depth - 1)}}}"
        return base + "".join(self.random.choice(ADVERBS) for _ in range(self.random.randint(1, 2)))

    def expression(self, depth: int) -> str:
        """An expression of at most this depth."""
        if depth <= 0:
            return self.noun(0)
        choose = self.random.random()
        if choose < 0.2:
            return self.noun(depth)
        if choose < 0.45:
            return f"{self.random.choice(UNARY if choose < 0.42 else LIBRARY)} {self.expression(depth - 1)}"
        if choose < 0.85:
            return f"{self.noun(depth - 1)}{self.verb(depth)}{self.expression(depth - 1)}"
        if choose < 0.9:
            return (
                f"{self.random.choice(NAMES)}{self.random.choice((':', '+:', ',:', '::'))}{self.expression(depth - 1)}"
            )
        if choose < 0.95:
            return f"{self.random.choice(NAMES)}[{self.noun(0)}]{self.random.choice((':', '+:', ',:'))}{self.noun(0)}"
        return f"{self.noun(depth - 1)} {self.noun(depth - 1)}"

    def call(self) -> str:
        """Any verb or function with arguments of any type, as many as it takes."""
        name, (low, high) = self.random.choice(VALENCES)
        pools = (self.random.choice((ATOMS, LISTS, LISTS, NAMES)) for _ in range(self.random.randint(low, high)))
        return f"{name}[{';'.join(self.random.choice(pool) for pool in pools)}]"

    def mutation(self) -> str:
        """A program that runs, with a few characters or tokens exchanged, removed or put in."""
        text = self.random.choice(PROGRAMS)
        for _ in range(self.random.randint(1, 4)):
            place = self.random.randint(0, len(text))
            end = min(len(text), place + self.random.randint(0, 3))
            change = self.random.random()
            if change < 0.4:
                text = text[:place] + self.token() + text[end:]
            elif change < 0.7:
                text = text[:place] + text[end:]
            elif change < 0.85:
                other = self.random.choice(PROGRAMS)
                text = text[:place] + other[self.random.randint(0, len(other)) :]
            else:
                text = text[:place] + chr(self.random.choice((0, 9, 10, 13, 32, 127, 255, 0x2603, 0xDC80))) + text[end:]
        return text
