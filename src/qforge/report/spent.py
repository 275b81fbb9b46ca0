"""What a build's answers took: tokens by model, and money where the model has a price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from qforge.record import Usage
from qforge.stages.spending import Settings
from qforge.value import Json


class Spent(NamedTuple):
    """The tokens of one model's answers, and their cost; None where no price is known."""

    model: str
    usage: Usage
    cost: float | None
    currency: str

    def to_json(self) -> dict[str, Json]:
        """Write it for machines."""
        money: dict[str, Json] = {} if self.cost is None else {"cost": round(self.cost, 6), "currency": self.currency}
        return {
            "model": self.model,
            "prompt_tokens": self.usage.prompt_tokens,
            "cached_tokens": self.usage.cached_tokens,
            "completion_tokens": self.usage.completion_tokens,
            "thinking_tokens": self.usage.thinking_tokens,
            **money,
        }

    @property
    def line(self) -> str:
        """Say it in a line.

        >>> Spent("m", Usage(1200, 34), 0.5, "USD").line
        'm: 1,200 tokens read, 34 written, 0.50 USD'
        """
        usage = self.usage
        cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
        thinking = f" ({usage.thinking_tokens:,} thinking)" if usage.thinking_tokens else ""
        money = "" if self.cost is None else f", {self.cost:,.2f} {self.currency}"
        return (
            f"{self.model}: {usage.prompt_tokens:,} tokens read{cached}, "
            f"{usage.completion_tokens:,} written{thinking}{money}"
        )


def spending(usage: Mapping[str, Usage], asking: Settings) -> list[Spent]:
    """Give what each model took, in alphabetical order; nothing of models that count no tokens."""
    prices = asking.prices or {}
    return [
        Spent(model, used, prices[model].of(used) if model in prices else None, asking.currency)
        for model, used in sorted(usage.items())
        if used.prompt_tokens or used.completion_tokens
    ]
