"""Rehearsing a run: its first candidates played by the offline backend in memory, to count what they would cost."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from eigengraph.errors import EigenGraphError
from eigengraph.graphs import FINAL, Bench, Result, Workshop
from eigengraph.host import Host
from eigengraph.models import Model, Reply, Request, Spend
from eigengraph.records import encode

if TYPE_CHECKING:
    from eigengraph.graphs.batch import Graph

REHEARSED = 8
"""Accepted candidates that a rehearsal wants; the airline's take 0.1 s each."""

_BACKEND = "offline"
_BYTES_A_TOKEN = 4
_STEPS = 1000


@dataclass
class _Forgetful:
    """A store in memory that notes what had been spent whenever a candidate was settled."""

    spent: dict[str, Spend]
    costs: list[dict[str, Spend]] = field(default_factory=list)
    results: dict[tuple[int, str, int], Result] = field(default_factory=dict)

    def get(self, index: int, stage: str, attempt: int) -> Result | None:
        return self.results.get((index, stage, attempt))

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        self.results[index, stage, attempt] = result
        if stage == FINAL:
            self.costs.append({spec: replace(spend) for spec, spend in self.spent.items()})
            self.spent.clear()


@dataclass(frozen=True, slots=True)
class _Counted:
    """The offline backend in the place of a model that costs."""

    backend: Model
    spec: str
    spent: dict[str, Spend]

    async def complete(self, request: Request) -> Reply:
        spend = self.spent.setdefault(self.spec, Spend())
        spend.calls += 1
        spend.prompt_tokens += _size((request.system, request.messages, request.tools, request.schema))
        reply = await self.backend.complete(request)
        spend.completion_tokens += _size(reply.message)
        return reply


def _size(value: Any) -> int:
    return len(encode(value)) // _BYTES_A_TOKEN


async def rehearse(host: Host, shop: Workshop, graph: Graph, paid: Mapping[str, bool]) -> list[dict[str, Spend]]:
    """Return what each rehearsed candidate would cost, by model spec; nothing where none can be rehearsed.

    Tokens are estimated from bytes. Where none is accepted nothing is returned: what the offline backend cannot play to
    its end says too little.

    Args:
        host: Its plugins make the workers anew.
        shop: Of the run.
        graph: Of the run, with its stages.
        paid: Whether a model spec costs.
    """
    if _BACKEND not in host.models:
        return []
    settings = shop.settings.model_copy(
        update={"tasks": REHEARSED, "batch": 1, "streams": 1, "rounds": 0, "task_attempts": 1, "rollout_attempts": 1}
    )
    spent: dict[str, Spend] = {}
    backend = host.model(_BACKEND, shop.settings.options)
    user_spec = settings.user_model or settings.model

    def counted(spec: str) -> Model:
        return _Counted(backend, spec, spent) if paid[spec] else host.model(spec, shop.settings.options)

    stage = replace(
        shop,
        settings=settings,
        model=counted(settings.model),
        user_model=counted(user_spec),
        tried={},
        observers=(),
    )
    store = _Forgetful(spent)
    bench = Bench(
        stage, host.make_workers(stage), store, hire=lambda role, name: host.make_worker_of(stage, role, name)
    )
    with suppress(EigenGraphError):  # what stops a rehearsal is said when the run meets it
        await graph.copy({"checkpointer": None, "config": None}).ainvoke({}, {"recursion_limit": _STEPS}, context=bench)
    accepted = any(result.status == "ok" for (_, at, _), result in store.results.items() if at == FINAL)
    return [cost for cost in store.costs if cost] if accepted else []
