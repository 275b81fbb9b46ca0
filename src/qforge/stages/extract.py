"""Take the program out of a teacher's answer; what holds none is empty, refused, cut off or without code."""

from __future__ import annotations

import json
import re

from qforge.languages.base import Pack
from qforge.record import Answer, Candidate, CheckedProblem, FinishReason, Reason, Rejection, Stage

REFUSAL = re.compile(
    r"\b(?:i(?:'m| am) (?:sorry|unable|not able)"
    r"|i (?:can(?:no|')t|won't|will not|must decline)"
    r"|as an ai)\b",
    re.IGNORECASE,
)
CURLY_APOSTROPHE = "\u2019"


def extract(answer: Answer, checked: CheckedProblem, pack: Pack) -> Candidate | Rejection:
    """Give the candidate in an answer, or the reason why there is none.

    An answer that was cut off at the token limit is never judged, even where what is left of it parses.
    """
    extraction = pack.extract(unwrapped(answer.text), checked.signature)
    if answer.finish_reason is FinishReason.REFUSAL:
        return _rejection(answer, Reason.REFUSED, "the teacher declined or a filter removed the answer")
    if answer.finish_reason is FinishReason.LENGTH:
        return _rejection(answer, Reason.TRUNCATED, "the answer was cut off at the token limit")
    if not unwrapped(answer.text).strip():
        return _rejection(answer, Reason.EMPTY, "the answer is blank")
    if extraction.code is None:
        refused = REFUSAL.search(answer.text.replace(CURLY_APOSTROPHE, "'"))
        reason = Reason.REFUSED if refused else Reason.NO_CODE
        return _rejection(answer, reason, extraction.note)
    return Candidate(
        answer.problem_id, answer.attempt, answer.model, answer.prompt_key, extraction.code, answer.lineage
    )


def unwrapped(text: str) -> str:
    """Give the program of a structured answer as a fenced block; any other answer as it is.

    >>> unwrapped('{"code": "f:{x+1}"}')
    '```\\nf:{x+1}\\n```'
    """
    if not text.lstrip().startswith("{"):
        return text
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(answer, dict) or set(answer) != {"code"} or not isinstance(answer["code"], str):
        return text
    code = answer["code"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
    return f"{fence}\n{code}\n{fence}" if code.strip() else ""


def _rejection(answer: Answer, reason: Reason, message: str) -> Rejection:
    evidence = {"message": message, "answer": answer.text[:2000]}
    return Rejection(answer.problem_id, answer.attempt, Stage.EXTRACT, reason, evidence, answer.lineage)
