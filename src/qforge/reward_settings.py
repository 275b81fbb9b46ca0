"""How a rollout is rewarded; every figure of it in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from qforge.errors import DataError

Share = Annotated[float, Field(ge=0, le=1)]
Penalty = Annotated[float, Field(ge=-10, le=1)]


@dataclass(frozen=True, slots=True)
class Settings:
    """The reward of a program that ran is ``(1 - bonus) * share of cases passed``, and ``bonus`` more where all passed.

    Attributes:
        inputs: fresh cases a problem, drawn anew for every seed.
        bonus: what passing every case adds; the rest of 1 is shared among the cases.
        no_program: reward of an answer that holds no program, is empty, refused or cut off.
        no_parse: reward of a program that does not parse.
        loop_penalty: taken from the reward of a program that iterates by loop statements; never below 0.
        latitude: how far the type of a result may differ, strict or lenient, as in a pipeline file.
        cpu_seconds: processor time of one program, all its cases together.
        memory_megabytes: its address space.
        output_kilobytes: what it may print.
        runtime: what executes programs, a plugin of the language's pack.
        isolation: how programs are confined, as in a pipeline file.
        workers: processes side by side; never changes a reward.
    """

    inputs: Annotated[int, Field(ge=1, le=1000)] = 20
    bonus: Share = 0.5
    no_program: Penalty = 0.0
    no_parse: Penalty = 0.0
    loop_penalty: Share = 0.0
    latitude: Literal["strict", "lenient"] = "lenient"
    cpu_seconds: Annotated[float, Field(gt=0)] = 2.0
    memory_megabytes: Annotated[int, Field(ge=64)] = 1024
    output_kilobytes: Annotated[int, Field(ge=1)] = 1024
    runtime: Literal["embedded"] = "embedded"
    isolation: str = "auto"
    workers: Annotated[int, Field(ge=1, le=256)] = 2


def changed(chosen: Settings) -> dict[str, Any]:
    """Give the settings that differ from the default, by name."""
    default = Settings()
    return {
        item.name: getattr(chosen, item.name)
        for item in fields(Settings)
        if getattr(chosen, item.name) != getattr(default, item.name)
    }


def settings(given: dict[str, Any]) -> Settings:
    """Check settings that a user wrote as keyword arguments.

    Raises:
        DataError: one is not known or out of range; the message names it.
    """
    unknown = sorted(set(given) - {item.name for item in fields(Settings)})
    if unknown:
        known = ", ".join(item.name for item in fields(Settings))
        raise DataError(f"reward settings: {unknown[0]!r} is not known; known are {known}")
    try:
        return TypeAdapter(Settings).validate_python(given, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"reward settings: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
