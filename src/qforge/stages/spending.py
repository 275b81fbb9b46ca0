"""What teachers cost: tokens and money spent, and what the budget still allows to ask.

A budget is hard: before a request is handed out, the most that it can cost is set aside, and where that does not fit
it is not handed out. The prompt counts with as many tokens as it has bytes (no tokenizer of bytes makes more), until
answers show how many it really has; the answer counts with its limit. What a server does not report (a request that
broke off) is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import Field

from qforge.errors import BudgetError, UserError
from qforge.record import Request, Usage

MILLION = 1_000_000
TEMPLATE_TOKENS = 16  # what a chat template adds to one message, generously
MARGIN = 1.25  # over the most tokens a byte that were seen so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a million tokens of one model.

    Attributes:
        prompt: read.
        completion: written, thinking included.
        cached: of the prompt, read before; as `prompt` where it is missing.
    """

    prompt: Annotated[float, Field(ge=0)]
    completion: Annotated[float, Field(ge=0)]
    cached: Annotated[float, Field(ge=0)] | None = None

    def of(self, usage: Usage) -> float:
        """Give what the tokens cost.

        >>> Price(prompt=2.0, completion=10.0, cached=1.0).of(Usage(1_000_000, 100_000, cached_tokens=500_000))
        2.5
        """
        cached = self.prompt if self.cached is None else self.cached
        read = (usage.prompt_tokens - usage.cached_tokens) * self.prompt + usage.cached_tokens * cached
        return (read + usage.completion_tokens * self.completion) / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What all teachers of a run together may cost, and when asking is given up.

    Attributes:
        prices: of a million tokens, by the model's name in the dataset.
        currency: of the prices.
        maximum_tokens: read and written, in the whole run.
        maximum_cost: in the currency, in the whole run.
        maximum_fault_share: share of requests that may end without an answer before the build stops.
    """

    prices: dict[str, Price] | None = None
    currency: str = "USD"
    maximum_tokens: Annotated[int, Field(ge=1)] | None = None
    maximum_cost: Annotated[float, Field(gt=0)] | None = None
    maximum_fault_share: Annotated[float, Field(ge=0, le=1)] = 0.1


class Account:
    """What one run spent, model by model, from its first build on."""

    def __init__(self, settings: Settings, spent: dict[str, Usage]) -> None:
        self.settings = settings
        self.spent = spent

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return sum(usage.prompt_tokens + usage.completion_tokens for usage in self.spent.values())

    @property
    def cost(self) -> float | None:
        """Money spent; None where a model that was used has no price."""
        prices = self.settings.prices or {}
        if not set(self.spent) <= set(prices):
            return None
        return sum(prices[model].of(usage) for model, usage in self.spent.items())

    def add(self, model: str, usage: Usage) -> None:
        """Count one answer."""
        self.spent[model] = self.spent.get(model, Usage()) + usage


class _Most(NamedTuple):
    tokens: int
    cost: float


class Purse:
    """Sets aside, for one teacher, the most that each request can cost while it is asked."""

    def __init__(self, account: Account, model: str, answer_tokens: int | None) -> None:
        """Take the account that is drawn on, the teacher's model and its longest answer.

        Raises:
            UserError: there is a budget, and nothing bounds an answer's length or no price is known.
        """
        settings = account.settings
        self.account = account
        self.limited = settings.maximum_tokens is not None or settings.maximum_cost is not None
        self._answer_tokens = answer_tokens or 0
        self._price = (settings.prices or {}).get(model)
        self._tokens_a_byte = 1.0
        self._seen = 0.0
        self._reserved: dict[Request, _Most] = {}
        self._reserved_tokens, self._reserved_cost = 0, 0.0
        if self.limited and answer_tokens is None:
            raise UserError(
                f"asking: a budget is set, but nothing bounds an answer of {model!r}; give its teacher max_tokens"
            )
        if settings.maximum_cost is not None and self._price is None:
            raise UserError(f"asking.prices: no price for {model!r}, which asking.maximum_cost needs")

    @property
    def reserved(self) -> bool:
        """Whether anything is set aside."""
        return bool(self._reserved)

    def reserve(self, request: Request) -> bool:
        """Set aside what a request can cost at most; False where the budget does not allow it now."""
        if not self.limited:
            return True
        most, settings = self._most(request), self.account.settings
        tokens = self.account.tokens + self._reserved_tokens + most.tokens
        if settings.maximum_tokens is not None and tokens > settings.maximum_tokens:
            return False
        cost = (self.account.cost or 0.0) + self._reserved_cost + most.cost
        if settings.maximum_cost is not None and cost > settings.maximum_cost:
            return False
        self._hold(request, most, 1)
        return True

    def pay(self, request: Request, model: str, usage: Usage) -> None:
        """Count what an answer cost, and free what was set aside for it."""
        self.release(request)
        self.account.add(model, usage)
        if self.limited:
            self._seen = max(self._seen, usage.prompt_tokens / _size(request))
            self._tokens_a_byte = min(1.0, self._seen * MARGIN) or 1.0

    def release(self, request: Request) -> None:
        """Free what was set aside for a request that got no answer."""
        if request in self._reserved:
            self._hold(request, self._reserved[request], -1)

    def exhausted(self, request: Request) -> BudgetError:
        """Give the error for a request that does not fit."""
        settings, account = self.account.settings, self.account
        said = []
        if settings.maximum_tokens is not None:
            said.append(f"{account.tokens:,} of {settings.maximum_tokens:,} tokens")
        if settings.maximum_cost is not None:
            said.append(f"{account.cost or 0:.4f} of {settings.maximum_cost:g} {settings.currency}")
        return BudgetError(
            f"the budget is used up: {' and '.join(said)} are spent, and the next request can take"
            f" {self._most(request).tokens:,} tokens; what was answered is kept;"
            " raise asking.maximum_tokens or asking.maximum_cost, and the same command goes on"
        )

    def _most(self, request: Request) -> _Most:
        template = TEMPLATE_TOKENS * (len(request.messages) + 1)
        most = Usage(round(_size(request) * self._tokens_a_byte) + template, self._answer_tokens)
        cost = self._price.of(most) if self._price else 0.0
        return _Most(most.prompt_tokens + most.completion_tokens, cost)

    def _hold(self, request: Request, most: _Most, sign: int) -> None:
        if sign > 0:
            self._reserved[request] = most
        else:
            del self._reserved[request]
        self._reserved_tokens += sign * most.tokens
        self._reserved_cost = self._reserved_cost + sign * most.cost if self._reserved else 0.0


def _size(request: Request) -> int:
    return sum(len(message.content.encode("utf-8", "replace")) for message in request.messages) or 1
