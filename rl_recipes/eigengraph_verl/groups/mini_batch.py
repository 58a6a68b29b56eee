"""How large a mini-batch must be for a step to take the optimizer steps that a recipe asks for."""

from __future__ import annotations


def fitted(asked: int, tasks: int, group: int, rows: int) -> int:
    """Return the mini-batch, in verl's unit of ``group`` rows, that cuts a step as it was meant to be cut.

    A recipe counts trajectories: ``tasks // asked`` mini-batches a step. verl 0.9.1 counts rows, and a trajectory that
    the chat template cuts is several. The mini-batch grows by a whole factor, so that it stays a multiple of the ranks.

    Args:
        asked: ``ppo_mini_batch_size``, as the recipe has it.
        tasks: Groups of the step.
        group: ``rollout.n``: rows that verl takes a task for.
        rows: Rows of the step.
    """
    return asked * max(1, -(-rows // (tasks * group)))


def optimizer_steps(size: int, group: int, rows: int, epochs: int = 1) -> int:
    """Return how many optimizer steps verl takes for rows, which it fills up to whole mini-batches."""
    return epochs * -(-rows // (size * group))
