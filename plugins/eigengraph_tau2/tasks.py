"""tau2-bench's tasks (``data_model/tasks.py``) as typed records.

tau2-bench ignores fields that its models do not have. Here they are ignored too, but listed, and the task is kept as it
was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from eigengraph.errors import ConfigError
from eigengraph_tau2.messages import Requestor, WireMessage

Basis = Literal["DB", "ENV_ASSERTION", "NL_ASSERTION", "ACTION", "COMMUNICATE"]

_OURS = ("source", "unknown")  # fields of Tau2Task that no file has


@dataclass(frozen=True, slots=True)
class Action:
    """A call of a gold solution.

    Attributes:
        action_id: Names it within its task.
        name: The tool.
        arguments: Passed by keyword.
        requestor: Who calls.
        info: A remark.
        compare_args: The arguments that a matching call must share; None for all that the matching call has.
    """

    action_id: str
    name: str
    arguments: dict[str, Any]
    requestor: Requestor = "assistant"
    info: str | None = None
    compare_args: list[str] | None = None


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A call of a function of one side's environment, a tool or not."""

    env_type: Requestor
    func_name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EnvAssertion:
    """A function of one side's environment that must return ``assert_value`` in the end."""

    env_type: Requestor
    func_name: str
    arguments: dict[str, Any]
    assert_value: bool = True
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a dialogue is judged by; only what ``reward_basis`` lists decides the reward."""

    actions: list[Action] | None = None
    env_assertions: list[EnvAssertion] | None = None
    communicate_info: list[str] | None = None
    nl_assertions: list[str] | None = None
    reward_basis: tuple[Basis, ...] = ("DB", "COMMUNICATE")


@dataclass(frozen=True, slots=True)
class InitializationData:
    """What is merged into each side's database before a dialogue."""

    agent_data: dict[str, Any] | None = None
    user_data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the environment of a task differs from the domain's, and what was said before."""

    initialization_data: InitializationData | None = None
    initialization_actions: list[FunctionCall] | None = None
    message_history: list[WireMessage] | None = None


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the user simulator is told, by field."""

    domain: str
    reason_for_call: str
    task_instructions: str
    known_info: str | None = None
    unknown_info: str | None = None


@dataclass(frozen=True, slots=True)
class UserScenario:
    """What the user simulator is told."""

    instructions: Instructions | str
    persona: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What a task is for."""

    purpose: str | None = None
    relevant_policies: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Tau2Task:
    """One task.

    Attributes:
        id: Unique in its set.
        user_scenario: What the user simulator is told.
        description: What the task is for.
        ticket: The task in one text, for solo mode.
        initial_state: How its dialogue begins.
        evaluation_criteria: What a dialogue is judged by.
        issues: Known problems.
        required_documents: Titles, for domains with a knowledge base.
        user_tools: The user's tools; None for all.
        source: The task as it was written.
        unknown: Paths of the fields that tau2-bench ignores, such as ``annotations``.
    """

    id: str
    user_scenario: UserScenario
    description: Description | None = None
    ticket: str | None = None
    initial_state: Beginning | None = None
    evaluation_criteria: Criteria | None = None
    issues: list[dict[str, Any]] | None = None
    required_documents: list[str] | None = None
    user_tools: list[str] | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def beginning(self) -> Beginning:
        """How its dialogue begins; empty where the task does not say."""
        return self.initial_state or Beginning()


def read_tasks(raw: Any, where: str) -> tuple[Tau2Task, ...]:
    """Read tasks; two may have the same id.

    Args:
        raw: The parsed JSON, a list of objects.
        where: The file, and the field in it, for error texts.

    Raises:
        ConfigError: They are no tasks; names the place and the field of the first problem.
    """
    if not isinstance(raw, list):
        raise ConfigError(f"{where}: must be a list of tasks, not {type(raw).__name__}")
    return tuple(_parse(item, f"{where}[{index}]") for index, item in enumerate(raw))


def parse_tasks(raw: Any, where: str) -> tuple[Tau2Task, ...]:
    """Read tasks with unique ids; see ``read_tasks``.

    Raises:
        ConfigError: They are no tasks, or two have the same id; names the place and the field of the first problem.
    """
    tasks = read_tasks(raw, where)
    seen: set[str] = set()
    for task in tasks:
        if task.id in seen:
            raise ConfigError(f"{where}: the task id {task.id!r} is used twice; make ids unique")
        seen.add(task.id)
    return tasks


def _parse(raw: Any, where: str) -> Tau2Task:
    if not isinstance(raw, dict):
        raise ConfigError(f"{where}: must be an object, not {type(raw).__name__}")
    given = {name: value for name, value in raw.items() if name not in _OURS}
    task: Tau2Task = read_record(Tau2Task, given, where)
    return replace(task, source=raw, unknown=tuple(_unknown(Tau2Task, raw, "")))


def read_record(kind: Any, raw: Any, where: str) -> Any:
    """Validate one record; unknown fields are ignored.

    Raises:
        ConfigError: It is none; names the place and the field of the first problem.
    """
    try:
        return _adapter(kind).validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field_name = ".".join(map(str, first["loc"])) or "value"
        found = "" if first["type"] == "missing" else f", found {first['input']!r:.60}"
        raise ConfigError(f"{where}.{field_name}: {first['msg']}{found}") from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _unknown(kind: Any, raw: Any, path: str) -> Iterator[str]:
    """Yield the path of every field of ``raw`` that records of this kind do not have, fields below them included."""
    if isinstance(raw, list):
        for index, item in enumerate(raw):
            yield from _unknown(kind, item, f"{path}[{index}]")
    record = _record_in(kind)
    if not isinstance(raw, dict) or record is None or record is WireMessage:
        return
    hints = _hints(record)
    for name, value in raw.items():
        place = f"{path}.{name}" if path else name
        if name not in hints or name in _OURS:
            yield place
        else:
            yield from _unknown(hints[name], value, place)


@cache
def _hints(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {item.name: hints[item.name] for item in fields(record)}


def _record_in(kind: Any) -> type | None:
    """Return the record inside an annotation such as ``list[Action] | None``."""
    if isinstance(kind, type) and is_dataclass(kind):
        return kind
    return next((record for inner in get_args(kind) if (record := _record_in(inner))), None)
