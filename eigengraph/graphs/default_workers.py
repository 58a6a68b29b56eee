"""The workers that play each role unless the settings or a plugin choose others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.dialogue import PROMPTS, Limits, Participant, model_participant, oracle, rollout
from eigengraph.dialogue.audit import user_auditor
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs.certification import issued
from eigengraph.graphs.drawing import difficulty_of, draw
from eigengraph.graphs.generated import derived_code
from eigengraph.graphs.generators import VerifierGenerator
from eigengraph.graphs.item import Attribution, Item, Judgement, Rejection
from eigengraph.graphs.planning import derived_planner, rule_reflector
from eigengraph.graphs.workers import (
    ROLES,
    Attributor,
    BlueprintMaker,
    Casting,
    Certifier,
    FeasibilityProbe,
    Judge,
    UserAuditor,
    VerifierMaker,
    Worker,
    Workshop,
)
from eigengraph.hookspecs import hookimpl
from eigengraph.models import Context
from eigengraph.records import (
    Blueprint,
    Certificate,
    Finding,
    Outcome,
    Scenario,
    Side,
    Task,
    Trajectory,
    Verdict,
    Verifier,
)
from eigengraph.verify import SolutionError, derive_verifier, score
from eigengraph.world import World


def sampler_worker(shop: Workshop) -> BlueprintMaker:
    """Blueprints from the domain's own sampler."""
    if shop.domain.sampler is None:
        raise ConfigError(
            f"domain {shop.domain.name!r} has no blueprint sampler; give its Domain one, or choose another worker for "
            "role 'blueprint' in the settings' [workers]"
        )

    async def find(item: Item) -> Blueprint | None:
        return draw(shop, item)

    return find


def derived_verifier(shop: Workshop) -> VerifierMaker:
    """Verifiers from the states that the blueprint's solutions lead to."""

    async def make(item: Item, blueprint: Blueprint, _scenario: Scenario) -> Verifier:
        try:
            return derive_verifier(shop.domain, shop.base, blueprint, blueprint.initial, shop.seed(item, "world"))
        except SolutionError as error:
            raise Rejection(error.reason, str(error)) from None

    return make


def standard_certifier(shop: Workshop) -> Certifier:
    """Certificates with mutants that borrow writes from blueprints drawn for nothing else."""

    async def issue(item: Item, task: Task) -> Certificate:
        return issued(shop, item, task)

    return issue


def oracle_feasibility(shop: Workshop) -> FeasibilityProbe:
    """Let an oracle play the gold solution through the dialogue loop, within the limits."""

    async def probe(_item: Item, task: Task) -> float:
        world = World(shop.domain, shop.base, task.initial, seed=task.seed)
        limits = Limits(shop.settings.max_turns, shop.settings.max_errors)
        agent, user = oracle(task)
        trajectory = await rollout(world, agent, user, limits, task.id)
        verdict = score(task, shop.domain, shop.base, trajectory, sandbox=shop.sandbox)
        if not verdict.passed:
            raise Rejection("not_solvable", verdict.reason)
        return difficulty(task)

    return probe


def difficulty(task: Task) -> float:
    """Estimate a task's difficulty; see ``difficulty_of``."""
    return difficulty_of(task.blueprint, len(task.verifier.outcomes))


def cast(side: Side) -> Any:
    """Return a worker that lets the side's model play it."""

    def make(shop: Workshop) -> Casting:
        """Let the model take the side."""
        model = shop.user_model if side == "user" else shop.model

        def play(item: Item, task: Task) -> Participant:
            context = Context(
                shop.domain, shop.seed(item, side), task=task, attempt=item.attempt, feedback=item.feedback
            )
            return model_participant(model, side, context, prompt=shop.prompt(PROMPTS[side]))

        return play

    return make


def standard_user_auditor(shop: Workshop) -> UserAuditor:
    """Deterministic checks of the user against the scenario's facts."""
    audit = user_auditor(shop.domain, shop.base, shop.learned.lexicon)

    async def look(_item: Item, task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
        return audit(task, trajectory)

    return look


def no_judge(_shop: Workshop) -> Judge:
    """Nobody judges: what the verdict passes is accepted."""

    async def judge(_item: Item, _task: Task, _trajectory: Trajectory, _verdict: Verdict) -> Judgement:
        return Judgement()

    return judge


def rule_attributor(_shop: Workshop) -> Attributor:
    """Attribution by outcome, verdict and the user audit: a failure with a user at fault is not the agent's."""

    async def attribute(item: Item, _task: Task, trajectory: Trajectory, verdict: Verdict) -> Attribution:
        if verdict.passed:
            return _judged(item.judgement)
        match trajectory.outcome:
            case Outcome.ENVIRONMENT_ERROR:
                return Attribution("environment", "tool crashed", trajectory.detail)
            case Outcome.USER_FAULT:
                return Attribution("user", "could not speak", trajectory.detail)
            case Outcome.MODEL_ERROR | Outcome.BUDGET:
                return Attribution("environment", str(trajectory.outcome), trajectory.detail)
        if verdict.reward is None:
            return Attribution("verifier", "could not decide", verdict.reason)
        if item.findings:
            return Attribution("user", item.findings[0].kind, item.findings[0].detail)
        reason = "failed the task" if trajectory.outcome is Outcome.COMPLETED else str(trajectory.outcome)
        return Attribution("agent", reason, verdict.reason)

    return attribute


def _judged(judgement: Judgement | None) -> Attribution:
    """Accept a dialogue that passed, unless a judge found something wrong with it."""
    if judgement is None or not judgement.problems:
        return Attribution("")
    return Attribution(judgement.fault or "agent", "turned down by the judge", "\n".join(judgement.problems))


class DefaultWorkers:
    """The core's own plugin."""

    @hookimpl
    def register_workers(self) -> list[Worker]:
        """Register one worker for each role."""
        made = {
            "blueprint": sampler_worker,
            "verifier": derived_verifier,
            "certifier": standard_certifier,
            "feasibility": oracle_feasibility,
            "agent": cast("agent"),
            "user": cast("user"),
            "user_auditor": standard_user_auditor,
            "judge": no_judge,
            "attributor": rule_attributor,
            "planner": derived_planner,
            "reflector": rule_reflector,
        }
        return [Worker(role, ROLES[role], make, (make.__doc__ or "").split("\n")[0]) for role, make in made.items()]

    @hookimpl
    def register_verifier_generators(self) -> list[VerifierGenerator]:
        """Register the generator that needs no model."""
        return [VerifierGenerator("derived_code", derived_code, (derived_code.__doc__ or "").split("\n")[0])]


def choose(workers: Mapping[tuple[str, str], Worker], role: str, name: str) -> Worker:
    """Return a registered worker.

    Raises:
        UnknownNameError: There is no such role, or no such worker for it.
    """
    if role not in ROLES:
        raise UnknownNameError("role", role, ROLES)
    if (role, name) not in workers:
        raise UnknownNameError(f"worker for role {role!r}", name, [known for at, known in workers if at == role])
    return workers[role, name]
