"""Teachers' answers as they come, and the program that is taken out of each; expected values are literal."""

from __future__ import annotations

import pytest

from qforge.languages.q.extraction import find_program
from qforge.signature import Parameter, Signature

SIGNATURE = Signature("drawdown", (Parameter("prices", "list[float]"),), "list[float]")
GOOD = "drawdown:{[prices] prices-maxs prices}"
LONG = "drawdown:{[prices]\n  peak:maxs prices;\n  prices-peak\n  }"

FENCED = {
    "a fence tagged q": (f"```q\n{GOOD}\n```", GOOD),
    "a fence tagged kdb": (f"```kdb\n{GOOD}\n```\n", GOOD),
    "a fence tagged kdb+": (f"```kdb+\n{GOOD}\n```\n", GOOD),
    "a fence tagged k": (f"```k\n{GOOD}\n```\n", GOOD),
    "a fence tagged Q in capitals": (f"```Q\n{GOOD}\n```\n", GOOD),
    "a tag with attributes": (f'```q title="answer.q"\n{GOOD}\n```\n', GOOD),
    "an untagged fence": (f"```\n{GOOD}\n```", GOOD),
    "a fence of tildes": (f"~~~q\n{GOOD}\n~~~", GOOD),
    "a fence of four backquotes": (f"````q\n{GOOD}\n````", GOOD),
    "a fence that never closes": (f"Here:\n```q\n{GOOD}\n", GOOD),
    "a fence on one line": (f"Use ```{GOOD}```", GOOD),
    "a tagged fence on one line": (f"Solution:\n```q {GOOD} ```\nDone.", GOOD),
    "a fence in a list item": (f"1. The code:\n   ```q\n   {GOOD}\n   ```\n", GOOD),
    "a fence in a quotation": (f"> ```q\n> {GOOD}\n> ```\n", GOOD),
    "several lines": (f"```q\n{LONG}\n```", LONG),
    "a lone closing brace": ("```q\ndrawdown:{[p]\n  p-maxs p\n}\n```", "drawdown:{[p]\n  p-maxs p\n}"),
    "lines that are not indented stay as they are": (
        "```q\ndrawdown:{[p]\nm:maxs p;\np-m\n}\n```",
        "drawdown:{[p]\nm:maxs p;\np-m\n}",
    ),
    "Windows line ends": ("```q\r\ndrawdown:{[p]\r\n  p-maxs p\r\n  }\r\n```\r\n", "drawdown:{[p]\n  p-maxs p\n  }"),
    "tabs stay": ("```q\ndrawdown:{[p]\n\tp-maxs p}\n```", "drawdown:{[p]\n\tp-maxs p}"),
    "a byte order mark": (f"\ufeff```q\n{GOOD}\n```", GOOD),
    "comments stay": (
        f"```q\n/ fall from the peak so far\n{GOOD} / vector\n```",
        f"/ fall from the peak so far\n{GOOD} / vector",
    ),
    "a block comment stays": (
        f"```q\n/\nhow it works: see below\n\\\n{GOOD}\n```",
        f"/\nhow it works: see below\n\\\n{GOOD}",
    ),
    "an empty line between helper and function stays": (
        "```q\npeak:{maxs x}\n\ndrawdown:{x-peak x}\n```",
        "peak:{maxs x}\n\ndrawdown:{x-peak x}",
    ),
    "recursion": ("```q\ndrawdown:{$[2>count x;x;drawdown -1_x]}\n```", "drawdown:{$[2>count x;x;drawdown -1_x]}"),
    "helpers on one line": ("```q\npeak:{maxs x}; drawdown:{x-peak x}\n```", "peak:{maxs x}; drawdown:{x-peak x}"),
    "a global amend": ("```q\ndrawdown::{x-maxs x}\n```", "drawdown::{x-maxs x}"),
    "a tacit definition": ("```q\ndrawdown:'[neg;{maxs[x]-x}]\n```", "drawdown:'[neg;{maxs[x]-x}]"),
    "a definition with set": ("```q\n`drawdown set {x-maxs x}\n```", "`drawdown set {x-maxs x}"),
    "a space before the colon": ("```q\ndrawdown : {x-maxs x}\n```", "drawdown : {x-maxs x}"),
    "the name in a string is no definition": (
        '```q\nlabel:"drawdown:{x}"\ndrawdown:{x}\n```',
        'label:"drawdown:{x}"\ndrawdown:{x}',
    ),
    "code that does not parse is not repaired": ("```q\ndrawdown:{[p] p-maxs p\n```", "drawdown:{[p] p-maxs p"),
    "Python in a q fence is not repaired": (
        "```q\ndef drawdown(p):\n    return p\n```",
        "def drawdown(p):\n    return p",
    ),
    "another name in a q fence is left to verification": ("```q\nfall:{x-maxs x}\n```", "fall:{x-maxs x}"),
    "an exit at load stays": (f"```q\n{GOOD}\nexit 0\n```", f"{GOOD}\nexit 0"),
    "printing at load stays": (f'```q\n{GOOD}\n-1"PASS";\n```', f'{GOOD}\n-1"PASS";'),
    "smart quotes in code stay": ("```q\ndrawdown:{show “x”; x}\n```", "drawdown:{show “x”; x}"),
}

CHATTER = {
    "talk before and after": (
        f"Sure! Here is the function:\n\n```q\n{GOOD}\n```\n\nIt uses “maxs”, so it doesn\u2019t loop.",
        GOOD,
    ),
    "headings and bold": (f"## Solution\n\n**Code**\n\n```q\n{GOOD}\n```\n\n### Notes\n- fast\n", GOOD),
    "a thought before": (f"<think>\nMaybe ```q\ndrawdown:{{0}}\n```\n</think>\n```q\n{GOOD}\n```", GOOD),
    "a draft, then the final version": (
        f"First try:\n```q\ndrawdown:{{x-max x}}\n```\nThat is wrong for rising prices. Final:\n```q\n{GOOD}\n```",
        GOOD,
    ),
    "a whole definition wins over a cut-off one after it": (
        f"```q\n{GOOD}\n```\nOr with a loop:\n```q\ndrawdown:{{[p] r:();\n  while[count p;",
        GOOD,
    ),
    "a usage example after it": (f"```q\n{GOOD}\n```\nUsage:\n```q\ndrawdown 1 3 2f\n```", GOOD),
    "a usage example with data": (
        f"```q\n{GOOD}\n```\nExample:\n```q\nprices:1 3 2f\ndrawdown prices\n0 0 -1f\n```",
        GOOD,
    ),
    "output in an untagged fence": (f"```q\n{GOOD}\n```\n\nOutput:\n```\n0 0 -1f\n```", GOOD),
    "the Python reference quoted before": (
        f"The reference:\n```python\ndef drawdown(prices):\n    return prices\n```\nIn q:\n```q\n{GOOD}\n```",
        GOOD,
    ),
    "the Python reference quoted after": (
        f"```q\n{GOOD}\n```\nwhich does the same as\n```python\ndef drawdown(prices):\n    return prices\n```",
        GOOD,
    ),
    "a shell example": (f"```bash\nq drawdown.q\n```\n```q\n{GOOD}\n```", GOOD),
    "a helper in a block before": (
        "Helper:\n```q\npeak:{maxs x}\n```\nThen:\n```q\ndrawdown:{x-peak x}\n```",
        "peak:{maxs x}\ndrawdown:{x-peak x}",
    ),
    "a helper in a block after": (
        "```q\ndrawdown:{x-peak x}\n```\nwhere\n```q\npeak:{maxs x}\n```",
        "peak:{maxs x}\ndrawdown:{x-peak x}",
    ),
    "a helper of a helper": (
        "```q\ntop:{maxs x}\n```\n```q\npeak:{top x}\n```\n```q\ndrawdown:{x-peak x}\n```",
        "top:{maxs x}\npeak:{top x}\ndrawdown:{x-peak x}",
    ),
    "the last helper before the function wins": (
        "```q\npeak:{max x}\n```\nfixed:\n```q\npeak:{maxs x}\n```\n```q\ndrawdown:{x-peak x}\n```",
        "peak:{maxs x}\ndrawdown:{x-peak x}",
    ),
    "the block's own helper wins": (
        "```q\npeak:{max x}\ndrawdown:{x-peak x}\n```\nFinal:\n```q\npeak:{maxs x}\ndrawdown:{x-peak x}\n```",
        "peak:{maxs x}\ndrawdown:{x-peak x}",
    ),
    "a draft's helper is used by the final version": (
        "```q\npeak:{maxs x}\ndrawdown:{peak[x]-x}\n```\nThe sign was wrong:\n```q\ndrawdown:{x-peak x}\n```",
        "peak:{maxs x}\ndrawdown:{x-peak x}",
    ),
    "example data with a parameter's name is no helper": (
        "```q\nprices:1 3 2f\n```\n```q\ndrawdown:{[prices] prices-maxs prices}\n```",
        "drawdown:{[prices] prices-maxs prices}",
    ),
    "a constant in another block": (
        "```q\nscale:100\n```\n```q\ndrawdown:{scale*x-maxs x}\n```",
        "scale:100\ndrawdown:{scale*x-maxs x}",
    ),
}

EXAMPLES = {
    "a call below the definition": (f"```q\n{GOOD}\ndrawdown 1 3 2f\n```", GOOD),
    "a call and its output": (f"```q\n{GOOD}\ndrawdown 1 3 2f\n0 0 -1f\n```", GOOD),
    "calls that are shown": (f"```q\n{GOOD}\n\nshow drawdown[1 3 2f]\n-1 .Q.s1 drawdown 2 1f;\n```", GOOD),
    "a check": (f"```q\n{GOOD}\n0 0 -1f~drawdown 1 3 2f\n```", GOOD),
    "a call with a comment": (f"```q\n{GOOD}\n\n/ example\ndrawdown 1 3 2f / 0 0 -1f\n```", f"{GOOD}\n\n/ example"),
    "console prompts": (f"```q\nq){GOOD}\nq)drawdown 1 3 2f\n0 0 -1f\n```", GOOD),
    "console prompts over several lines": (
        "```q\nq)drawdown:{[p]\n  m:maxs p;\n  p-m}\nq)drawdown 2 1f\n0 -1f\n```",
        "drawdown:{[p]\n  m:maxs p;\n  p-m}",
    ),
    "a console with an error": (
        f"```\nq)drawdown 1\n'drawdown\nq){GOOD}\nq)drawdown 1 2f\n0 0f\n```",
        f"drawdown 1\n{GOOD}",
    ),
    "a dictionary as output": (f"```q\n{GOOD}\ndrawdown each `a`b!(1 2f;2 1f)\na| 0 0\nb| 0 -1\n```", GOOD),
    "an assigned example stays": (f"```q\n{GOOD}\nr:drawdown 1 3 2f\n```", f"{GOOD}\nr:drawdown 1 3 2f"),
}

BARE = {
    "bare code": (GOOD, GOOD),
    "bare code of several lines": (f"{LONG}\n", LONG),
    "bare code with a helper": ("peak:{maxs x}\ndrawdown:{x-peak x}", "peak:{maxs x}\ndrawdown:{x-peak x}"),
    "bare code with a comment": (f"/ fall from the peak\n{GOOD}", f"/ fall from the peak\n{GOOD}"),
    "bare code between sentences": (
        f"Here is a vector solution:\n\n{GOOD}\n\nIt subtracts the running maximum from each price.",
        GOOD,
    ),
    "bare helper between sentences": (
        "The helper comes first.\n\npeak:{maxs x}\n\nNow the function itself:\n\ndrawdown:{x-peak x}\n\nThat is all.",
        "peak:{maxs x}\n\ndrawdown:{x-peak x}",
    ),
    "bare lines under a sentence": (f"This should work for you:\n{LONG}\nLet me know if not!", LONG),
    "indented as in old markdown": (f"Answer:\n\n    {GOOD}\n", GOOD),
    "indented as in old markdown, several lines": (
        "Answer:\n\n    drawdown:{[p]\n        m:maxs p;\n\n        p-m}\n\nDone.",
        "drawdown:{[p]\n    m:maxs p;\n\n    p-m}",
    ),
    "a sentence that starts with the name is no definition": (
        f"drawdown: returns the largest fall so far.\n\n{GOOD}",
        GOOD,
    ),
    "bare code with an example": (f"{GOOD}\ndrawdown 1 2f", GOOD),
    "bare code, example in a fence": (f"{GOOD}\n\nExample:\n```q\ndrawdown 1 3 2f\n```", GOOD),
    "bare code with an exit stays whole": (f"{GOOD}\nexit 0", f"{GOOD}\nexit 0"),
    "code between backquotes in a sentence": (f"You can write ``{GOOD}`` and be done with it.", GOOD),
}

LAMBDAS = {
    "a lone lambda": ("{[prices] prices-maxs prices}", GOOD),
    "a lone lambda in a fence": ("```q\n{[prices] prices-maxs prices}\n```", GOOD),
    "a lone lambda of several lines": (
        "```q\n{[p]\n  m:maxs p;\n  p-m\n  }\n```",
        "drawdown:{[p]\n  m:maxs p;\n  p-m\n  }",
    ),
    "a lambda below a comment": ("```q\n/ vector way\n{x-maxs x}\n```", "/ vector way\ndrawdown:{x-maxs x}"),
    "a lambda below its helper": ("```q\npeak:{maxs x}\n{x-peak x}\n```", "peak:{maxs x}\ndrawdown:{x-peak x}"),
    "a lambda between sentences": (
        "The answer is this lambda:\n\n{x-maxs x}\n\nIt is short and fast.",
        "drawdown:{x-maxs x}",
    ),
    "a lambda that is applied is no lone one": ("```q\n{x-maxs x}[1 3 2f]\n```", "{x-maxs x}[1 3 2f]"),
}

NOTHING = {
    "nothing": "",
    "blanks": " \n\t\n",
    "a refusal": "I'm sorry, but I can't help with that.",
    "sentences": "To solve this, subtract the running maximum from the prices. That is all there is to it.",
    "Python only": "```python\ndef drawdown(prices):\n    return prices\n```",
    "Python without a fence": "def drawdown(prices):\n    peak = max(prices)\n    return [p - peak for p in prices]",
    "another function without a tag": "```\nfall:{x-maxs x}\n```",
    "a thought that never ends in an answer": "<think>\nlet me think\n</think>\n",
}

ANSWERS = FENCED | CHATTER | EXAMPLES | BARE | LAMBDAS


@pytest.mark.parametrize("case", ANSWERS, ids=list(ANSWERS))
def test_the_program_is_found_as_it_was_written(case: str) -> None:
    answer, expected = ANSWERS[case]
    extraction = find_program(answer, SIGNATURE)
    assert extraction.code == expected, extraction.note


@pytest.mark.parametrize("case", NOTHING, ids=list(NOTHING))
def test_an_answer_without_a_program_gives_none_and_says_so(case: str) -> None:
    extraction = find_program(NOTHING[case], SIGNATURE)
    assert extraction.code is None
    assert extraction.note


def test_a_reserved_name_is_looked_for_under_its_other_name() -> None:
    signature = Signature("max", (Parameter("x", "list[int]"),), "int")
    assert find_program("```q\nmax:{x}\nsolve_max:{first desc x}\n```", signature).code == (
        "max:{x}\nsolve_max:{first desc x}"
    )


def test_the_note_names_the_helpers_that_were_added() -> None:
    note = find_program("```q\npeak:{maxs x}\n```\n```q\ndrawdown:{x-peak x}\n```", SIGNATURE).note
    assert note == "part 2 of 2 defines drawdown; with peak from other parts"


def test_a_long_answer_of_brackets_is_read_in_reasonable_time() -> None:
    assert find_program("([{" * 20_000, SIGNATURE).code is None
