"""Faults of the agent: a right program with one thing gone wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from eigengraph.records import Blueprint, PlannedCall, ToolCall
from eigengraph.world import Domain
from eigengraph_offline.mistakes import NUMBER, wrong_calls
from eigengraph_offline.program import Step, is_write
from eigengraph_offline.speech import pick

Program = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Right:
    """The right program of a task and what it was made from."""

    steps: Program
    blueprint: Blueprint
    domain: Domain
    seed: int

    def writes(self) -> list[int]:
        """Return where the program writes."""
        return [
            index
            for index, step in enumerate(self.steps)
            if step.kind == "call" and is_write(self.domain, step.calls[0])
        ]

    def spans(self) -> dict[int, tuple[int, int]]:
        """Return where the steps of each goal begin and end."""
        spans: dict[int, tuple[int, int]] = {}
        for index, step in enumerate(self.steps):
            spans[step.goal] = (spans.get(step.goal, (index, 0))[0], index + 1)
        return spans

    def with_step(self, index: int, *steps: Step) -> Program:
        """Return the program with one step replaced."""
        return (*self.steps[:index], *steps, *self.steps[index + 1 :])


def faulty_program(steps: Program, kind: str, blueprint: Blueprint, domain: Domain, seed: int) -> Program:
    """Return the agent's program with one fault of a kind, or unchanged where none applies."""
    options = _OPTIONS[kind](_Right(steps, blueprint, domain, seed))
    return pick(options, seed, "agent", "place") if options else steps


def _wrong_argument(right: _Right) -> list[Program]:
    options = []
    for index in right.writes():
        step = right.steps[index]
        calls = wrong_calls(step.calls[0].call, right.blueprint, right.domain)
        if calls:
            wrong = replace(step.calls[0], call=pick(calls, right.seed, "agent", "wrong", index))
            options.append(right.with_step(index, replace(step, calls=(wrong,), label="agent:wrong_argument")))
    return options


def _skipped_step(right: _Right) -> list[Program]:
    """Only the last write of a goal is left out, so that the report is the first message that is wrong."""
    options = []
    for index in right.writes():
        after = right.steps[index + 1]
        if after.kind == "report":
            options.append(
                (*right.steps[:index], replace(after, label="agent:skipped_step"), *right.steps[index + 2 :])
            )
    return options


def _early_stop(right: _Right) -> list[Program]:
    options = []
    for start, end in right.spans().values():
        report = right.steps[end - 1]
        confirms = [index for index in range(start, end) if right.steps[index].kind == "confirm"]
        if confirms and report.kind == "report":
            pretence = replace(report, label="agent:early_stop", manner="gave_up")
            options.append((*right.steps[: confirms[0]], pretence, *right.steps[end:]))
    return options


def _invented_fact(right: _Right) -> list[Program]:
    """Prefer numbers that the user asked for."""
    options: dict[bool, list[Program]] = {True: [], False: []}
    for index, step in enumerate(right.steps):
        goal = right.blueprint.goals[step.goal]
        asked = any(NUMBER.search(text) for text in goal.say)
        if step.kind == "report" and (asked or NUMBER.search(goal.outcome)):
            wrong = replace(step, label="agent:invented_fact", manner="invented")
            options[asked].append(right.with_step(index, wrong))
    return options[True] or options[False]


def _wrongful_write(right: _Right) -> list[Program]:
    """Prefer a forbidden write that tempts; otherwise make one too many."""
    forbidden = []
    for index, (start, end) in right.spans().items():
        goal = right.blueprint.goals[index]
        if goal.tempting:
            planned = PlannedCall(goal.tempting[0], "This should make the user happy, so I do it.")
            kept = [step for step in right.steps[start:end] if not _ends_goal(step, right.domain)]
            wrong = [
                Step("confirm", index, calls=(planned,)),
                Step("call", index, calls=(planned,), label="agent:wrongful_write"),
                Step("report", index, calls=(planned,), manner="right" if goal.decision == "do" else "claimed"),
            ]
            forbidden.append((*right.steps[:start], *kept, *wrong, *right.steps[end:]))
    return forbidden or [right.with_step(index, right.steps[index], _extra(right, index)) for index in right.writes()]


def _extra(right: _Right, index: int) -> Step:
    """Return one write too many: like a right one but for an argument, since many writes twice are as good as once."""
    step = right.steps[index]
    call = step.calls[0].call
    calls = wrong_calls(call, right.blueprint, right.domain, misspelt=False) or (call,)
    call = pick(calls, right.seed, "agent", "extra", index)
    planned = PlannedCall(call, "To be on the safe side I do this as well.")
    return Step("call", step.goal, calls=(planned,), label="agent:wrongful_write")


def _needless_transfer(right: _Right) -> list[Program]:
    tool = right.domain.by_side["agent"].get(right.domain.transfer_tool)
    if tool is None:
        return []
    arguments = dict.fromkeys(tool.parameters, "The user needs help with a request.")
    call = PlannedCall(ToolCall(tool.name, arguments), "I would rather have a human look at this.")
    options = []
    for goal, (start, end) in right.spans().items():
        if right.blueprint.goals[goal].decision != "transfer":
            cut = next(index for index in range(start, end) if right.steps[index].kind in ("confirm", "report"))
            transfer = Step("call", goal, calls=(call,), label="agent:needless_transfer")
            options.append((*right.steps[:cut], transfer, Step("transfer_notice", goal)))
    return options


_OPTIONS: Mapping[str, Callable[[_Right], list[Program]]] = {
    "wrong_argument": _wrong_argument,
    "skipped_step": _skipped_step,
    "early_stop": _early_stop,
    "invented_fact": _invented_fact,
    "wrongful_write": _wrongful_write,
    "needless_transfer": _needless_transfer,
}


def _ends_goal(step: Step, domain: Domain) -> bool:
    return step.kind in ("report", "transfer_notice") or (
        step.kind == "call" and step.calls[0].call.name == domain.transfer_tool
    )
