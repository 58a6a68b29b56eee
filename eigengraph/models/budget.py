"""Budgets: what a run may spend, and what it has spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from eigengraph.config import Price
from eigengraph.errors import BudgetExceeded, ConfigError
from eigengraph.models.protocol import Model, Reply, Request
from eigengraph.models.throttle import Timing

_A_MILLION = 1_000_000


@dataclass(slots=True)
class Spend:
    """What one model was paid for.

    Attributes:
        calls: Replies.
        prompt_tokens: Tokens read.
        completion_tokens: Tokens written.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass
class Budget:
    """Counts what all workers of a run spend, over all its sittings, and refuses requests once a limit is reached.

    What is in flight then is still paid for, so a limit can be passed by that much and no more.

    Attributes:
        tokens: Most tokens, read and written together; None for no limit.
        usd: Most money, in US dollars.
        seconds: Most wall time, from the first request of this sitting on.
        prices: By model spec, or by what stands before its ``@``.
        spent: By model spec.
        timing: Where time comes from.
    """

    tokens: int | None = None
    usd: float | None = None
    seconds: float | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    spent: dict[str, Spend] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing, repr=False)
    _began: float | None = field(default=None, init=False, repr=False)

    def check_prices(self, model: str) -> None:
        """Make sure that what a model costs is known where money is limited.

        Raises:
            ConfigError: It is not.
        """
        if self.usd is not None and self._price(model) is None:
            raise ConfigError(
                f"budget_usd needs the price of {model!r}; add [prices.{_without_address(model)!r}] with input and "
                f"output, in USD a million tokens (known: {', '.join(map(repr, self.prices)) or 'none'})"
            )

    def charge(self, model: str, reply: Reply) -> None:
        """Count a reply."""
        account = self.spent.setdefault(model, Spend())
        account.calls += 1
        account.prompt_tokens += reply.prompt_tokens
        account.completion_tokens += reply.completion_tokens

    def check(self) -> None:
        """Let a request pass.

        Raises:
            BudgetExceeded: A limit is reached; the line says which, and how to go on.
        """
        if self._began is None:
            self._began = self.timing.now()
        if self.tokens is not None and self.spent_tokens >= self.tokens:
            raise _exceeded("tokens", f"{self.tokens:,} tokens", f"{self.spent_tokens:,} are spent")
        if self.usd is not None and self.spent_usd >= self.usd:
            raise _exceeded("usd", f"{self.usd:g} USD", f"{self.spent_usd:.4f} are spent")
        if self.seconds is not None and self.timing.now() - self._began >= self.seconds:
            raise BudgetExceeded(
                f"budget_seconds is used up: {self.seconds:g} s of wall time a sitting; give the same command again to "
                "go on"
            )

    @property
    def spent_tokens(self) -> int:
        """Tokens read and written so far."""
        return sum(account.prompt_tokens + account.completion_tokens for account in self.spent.values())

    @property
    def spent_usd(self) -> float:
        """Money spent so far, in US dollars; models without a price cost nothing."""
        return sum(self.cost(model, account) for model, account in self.spent.items())

    def knows(self, model: str) -> bool:
        """Return whether the price of a model is known."""
        return self._price(model) is not None

    def cost(self, model: str, account: Spend) -> float:
        """Return what a model is paid for something, in US dollars; nothing where its price is not known."""
        price = self._price(model)
        if price is None:
            return 0.0
        return (account.prompt_tokens * price.input + account.completion_tokens * price.output) / _A_MILLION

    def to_json(self) -> dict[str, Any]:
        """Return what was spent on each model, for a manifest."""
        return {model: {**asdict(spend), "usd": self.cost(model, spend)} for model, spend in self.spent.items()}

    def _price(self, model: str) -> Price | None:
        return self.prices.get(model) or self.prices.get(_without_address(model))


def _without_address(model: str) -> str:
    return model.partition("@")[0]


def _exceeded(unit: str, limit: str, state: str) -> BudgetExceeded:
    return BudgetExceeded(
        f"budget_{unit} is used up: {state} of {limit}; give the same command with a higher --budget-{unit} to go on"
    )


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A model whose requests are refused once a budget is used up, and whose replies are counted.

    Attributes:
        model: Answers.
        name: Its spec.
        budget: Shared by all models of a run.
    """

    model: Model
    name: str
    budget: Budget

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            BudgetExceeded: A limit is reached.
        """
        self.budget.check()
        reply = await self.model.complete(request)
        self.budget.charge(self.name, reply)
        return reply
