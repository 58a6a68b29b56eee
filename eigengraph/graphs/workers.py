"""Workers: who plays each role of a run. Plugins register more, and settings or ``make_worker`` choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from eigengraph.checks import Check, Learned, learn
from eigengraph.config import Settings, is_language_model
from eigengraph.dialogue import Participant
from eigengraph.graphs.item import Attribution, Item, Judgement
from eigengraph.graphs.observer import Observer
from eigengraph.models import Model
from eigengraph.plans import STRATEGIES, Census, EvolutionStrategy, PlanPair, Version, take_census
from eigengraph.prompts import Prompt, Slot, load_prompt
from eigengraph.records import (
    Blueprint,
    Certificate,
    Finding,
    Scenario,
    Task,
    Trajectory,
    Verdict,
    Verifier,
    digest,
)
from eigengraph.verify.mutants import MUTATORS
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.variants import Mutator
from eigengraph.world import Base, Domain


@dataclass(frozen=True)
class Workshop:
    """What the workers of one run work on.

    Attributes:
        domain: The domain, with the policy text of this run.
        base: Its tables.
        settings: The run's settings.
        model: Plays every role but the user.
        user_model: Plays the user.
        mutators: Ways to make wrong solutions, which certificates try.
        sandboxes: Where checkers run, by name: first the one whose word counts. Each is opened when first used.
        strategy: How plans evolve.
        checks: What settings and evaluation plans may name.
        registered: Every worker that evaluation plans may put in the place of another, by role and name.
        prompts: The prompts of this run, by name.
        tried: Certificates of tasks whose turn to be certified is still to come, by the digest of the task.
        observers: Who follows the run.
    """

    domain: Domain
    base: Base
    settings: Settings
    model: Model
    user_model: Model
    mutators: tuple[Mutator, ...] = MUTATORS
    sandboxes: Mapping[str, Sandbox] = field(default_factory=dict)
    strategy: EvolutionStrategy = STRATEGIES[0]
    checks: Mapping[str, Check] = field(default_factory=dict)
    registered: Mapping[tuple[str, str], Worker] = field(default_factory=dict)
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    tried: dict[str, Certificate] = field(default_factory=dict)
    observers: tuple[Observer, ...] = ()

    @cached_property
    def learned(self) -> Learned:
        """What checks and the user audit know of the domain; learned when first asked for."""
        return learn(self.domain, self.base)

    @cached_property
    def census(self) -> Census:
        """What the domain's sampler makes; empty without one. Taken when first asked for."""
        return take_census(self.domain, self.base, self.settings.seed)

    @property
    def sandbox(self) -> Sandbox | None:
        """The sandbox whose word counts; None where no plugin brings one."""
        return next(iter(self.sandboxes.values()), None)

    def seed(self, item: Item, role: str) -> int:
        """Return the seed for one role of one item: independent of every other, and of the order of work."""
        parts = (self.settings.seed, item.index, role, item.attempt)
        return int(digest(*[str(part).encode() for part in parts])[:12], 16)

    def chosen(self) -> dict[str, str]:
        """Return the name of the worker that plays each role."""
        return {**default_workers(self.settings, self.domain), **self.settings.workers}

    def prompt(self, slot: Slot) -> Prompt:
        """Return the prompt that a role is asked with in this run."""
        return self.prompts.get(slot.name) or load_prompt(slot)

    def speaks(self, role: str) -> bool:
        """Return whether a language model plays a role, where its worker asks a model at all."""
        settings = self.settings
        return is_language_model((role == "user" and settings.user_model) or settings.model)


@dataclass(frozen=True)
class Worker:
    """A way to play a role.

    Attributes:
        role: One of ``ROLES``.
        name: By which the settings choose it.
        make: ``make(shop)`` returns what the role's protocol asks for.
        summary: A line for ``eigengraph plugins``.
    """

    role: str
    name: str
    make: Callable[[Workshop], Any]
    summary: str = ""


class BlueprintMaker(Protocol):
    """Role ``blueprint``."""

    async def __call__(self, item: Item, /) -> Blueprint | None:
        """Return a blueprint whose calls were executed in a live world, or None where none was found."""
        ...


class ScenarioWriter(Protocol):
    """Role ``scenario``."""

    async def __call__(self, item: Item, blueprint: Blueprint, /) -> Scenario:
        """Write what the user simulator is told."""
        ...


class VerifierMaker(Protocol):
    """Role ``verifier``."""

    async def __call__(self, item: Item, blueprint: Blueprint, scenario: Scenario, /) -> Verifier:
        """Make the verifier of a task."""
        ...


class Certifier(Protocol):
    """Role ``certifier``."""

    async def __call__(self, item: Item, task: Task, /) -> Certificate:
        """Try the verifier; the certificate says whether the task may be used."""
        ...


class FeasibilityProbe(Protocol):
    """Role ``feasibility``."""

    async def __call__(self, item: Item, task: Task, /) -> float:
        """Return the task's difficulty, 0 to 1.

        Raises:
            Rejection: The task cannot be done in a dialogue.
        """
        ...


class Casting(Protocol):
    """Roles ``agent`` and ``user``."""

    def __call__(self, item: Item, task: Task, /) -> Participant:
        """Return a participant for one rollout."""
        ...


class UserAuditor(Protocol):
    """Role ``user_auditor``."""

    async def __call__(self, item: Item, task: Task, trajectory: Trajectory, /) -> tuple[Finding, ...]:
        """Return what the user of a dialogue did wrong, whatever the verdict."""
        ...


class Judge(Protocol):
    """Role ``judge``."""

    async def __call__(self, item: Item, task: Task, trajectory: Trajectory, verdict: Verdict, /) -> Judgement:
        """Hold a dialogue against the evaluation plan; the verdict stands whatever a judge says."""
        ...


class Attributor(Protocol):
    """Role ``attributor``."""

    async def __call__(self, item: Item, task: Task, trajectory: Trajectory, verdict: Verdict, /) -> Attribution:
        """Say whether a dialogue is accepted, and if not, whose fault it is.

        What the user did wrong is in ``item.findings``, and what the judge found in ``item.judgement``.
        """
        ...


class Planner(Protocol):
    """Role ``planner``."""

    async def __call__(self, stream: int, attempt: int, others: Sequence[PlanPair], /) -> PlanPair:
        """Write the first plans of a stream.

        Args:
            stream: Its number, 0 and up.
            attempt: 0 for the first; more where the last was too near to another stream's.
            others: The plans of the streams before it.
        """
        ...


class Reflector(Protocol):
    """Role ``reflector``."""

    async def __call__(self, parent: Version, history: Sequence[Version], /) -> PlanPair | None:
        """Rewrite plans by what came of them; None to leave them.

        Args:
            parent: The version to rewrite, with its evidence.
            history: Every version of every stream so far.
        """
        ...


NOBODY = "none"
"""The worker of a role that is left out; no lineage names it."""

PLANNING: Mapping[str, str] = {"planner": "derived", "reflector": "rules"}
"""The roles that plan, with the worker that plays each by default; nobody asks for them in a run of one fixed plan."""

ROLES: Mapping[str, str] = {
    "blueprint": "sampler",
    "scenario": "model",
    "verifier": "derived",
    "certifier": "standard",
    "feasibility": "oracle",
    "agent": "model",
    "user": "model",
    "user_auditor": "standard",
    "judge": NOBODY,
    "attributor": "rules",
    **PLANNING,
}
"""Every role, with the name of the worker that plays it where no language model does."""

MODEL = "model"
"""The worker of a role that asks the run's model."""

_BY_MODEL = ("planner", "reflector", "judge", "attributor")


def default_workers(settings: Settings, domain: Domain) -> Mapping[str, str]:
    """Return the worker that plays each role unless the settings choose another.

    A language model plans, reflects, judges and attributes, besides what any model does: scenario, agent and user.
    Blueprints stay with the domain's sampler, where it has one, and verifiers are derived from what the gold solution
    leads to: both are right by construction and cost nothing.
    """
    if not settings.language_model:
        return ROLES
    unsampled = () if domain.sampler is not None else ("blueprint",)
    return {**ROLES, **dict.fromkeys((*_BY_MODEL, *unsampled), MODEL)}
