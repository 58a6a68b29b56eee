"""What the advantage estimator must know of a row, in the one field of it that verl passes on: ``uid``.

verl gives an estimator that it does not ship the rewards, the masks and the ``uid`` of each row: the group, but not the
trajectory. ``eigengraph_verl.sampler`` puts a row id in the place of the ``uid`` when it has chosen what is trained on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from eigengraph.errors import ConfigError

_PADDING = "pad"  # how verl's own uids of rows begin that only fill up a batch


@dataclass(frozen=True, slots=True)
class RowId:
    """Which row of which trajectory.

    Attributes:
        group: The prompt whose rollouts are compared with each other.
        rollout: The trajectory's number in the group.
        credit: Begin and end of each message of the policy in the row's response, and what it is credited with beside
            the trajectory's advantage; empty for none.
    """

    group: str
    rollout: int
    credit: tuple[tuple[int, int, float], ...] = ()

    def encode(self) -> str:
        """Return it as text."""
        return json.dumps([self.group, self.rollout, self.credit])


def fills_up(uid: str) -> bool:
    """Whether a uid is of a row that verl made up, so that its rows can be dealt out evenly."""
    return uid.startswith(_PADDING)


def decode_row_id(text: str) -> RowId | None:
    """Read a row id; None for a row that only fills up a batch.

    Raises:
        ConfigError: It is verl's own uid, which does not tell trajectories apart.
    """
    if fills_up(text):
        return None
    try:
        group, rollout, credit = json.loads(text)
        return RowId(group, rollout, tuple((begin, end, share) for begin, end, share in credit))
    except (ValueError, TypeError):
        raise ConfigError(
            f"the row {text!r} does not say which trajectory it is of; set trainer.v1.sampler.custom_sampler.path to "
            "'pkg://eigengraph_verl.sampler' and its name to 'make_sampler'"
        ) from None
