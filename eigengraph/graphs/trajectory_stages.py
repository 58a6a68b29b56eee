"""From certified task to accepted dialogue."""

from __future__ import annotations

from dataclasses import replace

from eigengraph.dialogue import Limits, rollout
from eigengraph.errors import BudgetExceeded
from eigengraph.graphs.bench import Bench
from eigengraph.graphs.item import Item, Rejection
from eigengraph.graphs.stage import Stage, stage
from eigengraph.records import Outcome
from eigengraph.verify import score
from eigengraph.world import World


@stage("rollout", reads=["task"], writes=["trajectory"])
async def roll_out(item: Item, bench: Bench) -> Item:
    """Let agent and user play the task in a live world."""
    assert item.task is not None
    shop, task = bench.shop, item.task
    world = World(shop.domain, shop.base, task.initial, seed=task.seed)
    limits = Limits(shop.settings.max_turns, shop.settings.max_errors)
    agent, user = bench.worker("agent", item)(item, task), bench.worker("user", item)(item, task)
    trajectory = await rollout(world, agent, user, limits, task.id)
    if trajectory.outcome is Outcome.BUDGET:
        raise BudgetExceeded(trajectory.detail.partition(": ")[2])  # behind the side that wanted to speak
    return replace(item, trajectory=trajectory)


@stage("verdict", reads=["task", "trajectory"], writes=["verdict"])
async def judge_trajectory(item: Item, bench: Bench) -> Item:
    """Score the dialogue; the one scoring path, which no worker replaces."""
    assert item.task is not None
    assert item.trajectory is not None
    shop = bench.shop
    return replace(item, verdict=score(item.task, shop.domain, shop.base, item.trajectory, sandbox=shop.sandbox))


@stage("user_audit", reads=["task", "trajectory"], writes=["findings"])
async def audit_the_user(item: Item, bench: Bench) -> Item:
    """Look for what the user did that its scenario gives no ground for."""
    return replace(item, findings=await bench.worker("user_auditor", item)(item, item.task, item.trajectory))


@stage("judgement", reads=["task", "trajectory", "verdict", "findings"], writes=["judgement"])
async def judge_conduct(item: Item, bench: Bench) -> Item:
    """Hold a dialogue that passed against the evaluation plan; what failed already needs no judge."""
    return replace(item, judgement=await bench.worker("judge", item)(item, item.task, item.trajectory, item.verdict))


@stage("attribution", reads=["task", "trajectory", "verdict"], writes=["attribution"])
async def attribute_failure(item: Item, bench: Bench) -> Item:
    """Say whose fault a failure is; a dialogue without one is accepted."""
    attribution = await bench.worker("attributor", item)(item, item.task, item.trajectory, item.verdict)
    if attribution.fault:
        assert item.trajectory is not None
        crashed = item.trajectory.outcome is Outcome.ENVIRONMENT_ERROR
        reason = "environment_error" if crashed else f"{attribution.fault}: {attribution.reason}"
        raise Rejection(reason, attribution.detail)
    return replace(item, attribution=attribution)


TRAJECTORY_STAGES: tuple[Stage, ...] = (roll_out, judge_trajectory, audit_the_user, judge_conduct, attribute_failure)
