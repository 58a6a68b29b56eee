"""The oracle: both sides of a dialogue that goes as the blueprint says."""

from __future__ import annotations

from itertools import groupby

from eigengraph.dialogue.participants import Participant, scripted_participant
from eigengraph.dialogue.rollout import STOP
from eigengraph.records import ROLE_OF, Message, Task


def oracle(task: Task) -> tuple[Participant, Participant]:
    """Return an agent and a user that together make the gold calls, each side its own.

    The agent makes its calls one a message, asks for the user's where they are due, and tells at the end what is to be
    told; the user lets it.
    """
    agent: list[Message] = []
    user = [Message("user", task.scenario.reason_for_call or "Hello.")]
    for side, calls in groupby(task.blueprint.gold(), key=lambda call: call.side):
        made = [Message(ROLE_OF[side], tool_calls=(call,)) for call in calls]
        if side == "agent":
            agent += made
        else:
            agent.append(Message("assistant", "Please do your part now."))
            user += [*made, Message("user", "Done.")]
    told = " ".join(text for goal in task.blueprint.goals for text in goal.say)
    agent.append(Message("assistant", f"Done. {told}"))
    user.append(Message("user", STOP))
    return scripted_participant(agent), scripted_participant(user)
