"""Participants that remember what they saw, and a rollout in one call."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from eigengraph.dialogue import Limits, Participant, rollout
from eigengraph.records import ROLE_OF, Message, Side, ToolCall, Trajectory
from eigengraph.world import World

Line = str | ToolCall | Message | Exception | Sequence[ToolCall]


@dataclass
class Scripted:
    """Says its lines in order: a text, a call, several calls, a whole message, or an exception to raise."""

    side: Side
    lines: list[Line]
    seen: list[list[Message]] = field(default_factory=list)

    async def __call__(self, history: Sequence[Message], /) -> Message:
        self.seen.append(list(history))
        line = self.lines.pop(0)
        match line:
            case Exception():
                raise line
            case str():
                return Message(ROLE_OF[self.side], line)
            case ToolCall():
                return Message(ROLE_OF[self.side], tool_calls=(line,))
            case Message():
                return line
        return Message(ROLE_OF[self.side], tool_calls=tuple(line))


def agent(*lines: Line) -> Scripted:
    return Scripted("agent", list(lines))


def user(*lines: Line) -> Scripted:
    return Scripted("user", list(lines))


def play(world: World, agent: Participant, user: Participant | None, **limits: int) -> Trajectory:
    return asyncio.run(rollout(world, agent, user, Limits(**limits), "t1"))
