"""What stands between a run and its models: journal, observers, tries, throttle and budget, around any model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eigengraph.config import Settings
from eigengraph.models.budget import Budget, Budgeted
from eigengraph.models.journal import Journal, Journaled
from eigengraph.models.observing import Observed, RequestObserver
from eigengraph.models.protocol import Endpoint, Model
from eigengraph.models.retry import Retried, RetryPolicy
from eigengraph.models.throttle import Throttle


@dataclass
class Meter:
    """The journal and the budget of one run, and a throttle for each endpoint.

    Attributes:
        journal: Where replies are kept.
        budget: What is spent.
        policy: How requests are sent again.
        most: Requests in flight at once to one endpoint.
        endpoints: The models behind connections, by spec.
        metered: The specs of all models that are metered.
        observers: Who follows requests.
    """

    journal: Journal
    budget: Budget
    policy: RetryPolicy
    most: int
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    metered: set[str] = field(default_factory=set)
    observers: Sequence[RequestObserver] = ()
    _throttles: dict[str, Throttle] = field(default_factory=dict, init=False, repr=False)

    def around(self, model: Model, name: str) -> Model:
        """Return a model whose replies are journaled and counted, and which is asked again where it fails.

        Args:
            model: Any model.
            name: Its spec.

        Raises:
            ConfigError: Money is limited, and the model's price is not known.
        """
        self.budget.check_prices(name)
        self.metered.add(name)
        where, most = name, self.most
        if isinstance(model, Endpoint):
            self.endpoints[name] = model
            where, most = model.endpoint, min(most, model.parallel or most)
        throttle = self._throttles.setdefault(where, Throttle(most))
        asked = Retried(Budgeted(model, name, self.budget), self.policy, throttle)
        return Journaled(self.followed(asked, name), name, self.journal)

    def followed(self, model: Model, name: str) -> Model:
        """Return a model whose requests are followed, where somebody follows them."""
        return Observed(model, name, self.observers) if self.observers else model

    async def close(self) -> None:
        """Close what the running event loop opened."""
        for endpoint in self.endpoints.values():
            await endpoint.close()


def open_meter(settings: Settings, out: Path, observers: Sequence[RequestObserver] = ()) -> Meter:
    """Return what a run is metered with; nothing is read or written before the first request.

    Args:
        settings: Budgets, prices, how requests are sent, and which journal is replayed.
        out: The run folder; what its journal holds counts as spent.
        observers: Who follows requests.
    """
    budget = Budget(settings.budget_tokens, settings.budget_usd, settings.budget_seconds, settings.prices)
    journal = Journal((settings.replay or out) / "journal", replay=settings.replay is not None, heard=budget.charge)
    policy = RetryPolicy(settings.request_attempts, settings.request_timeout, settings.request_deadline)
    return Meter(journal, budget, policy, settings.concurrency, observers=observers)
