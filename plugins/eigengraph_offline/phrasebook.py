"""Phrasebooks: how people talk about one domain, as a TOML file.

    [intents.cancel_order]                  # one per Goal.intent
    want = "cancel an order"                # follows "You want to"
    cues = ["cancel"]                       # lower case; every opening contains one
    openings = ["I'd like to cancel an order.", ...]

    [slots.order_id]                        # one per Fact.name
    label = "your order number"             # stands before "is ..." and after "give me"
    cues = ["order number", "order id"]     # lower case; the label and every question and answer contain one
    questions = ["What is your order number?", ...]
    answers = ["My order number is {text}.", ...]
    unknown = ["I don't know the order number.", ...]
    scenario = "You ordered under {text}."   # how a scenario says it; otherwise "Your order number is ..."
    volunteered = false                     # true: the agent never asks for it, the user tells it unasked
    before = ["cancel_order"]               # asked for right before the first call of one of these tools, if any
    wrong = [["express", "express delivery"], ...]   # values, and how they are said, that one may give by mistake

    [tools.cancel_order]                    # one per write tool, or tool of the user's side
    confirm = ["Cancel order {order_id}.", ...]      # fields: the tool's arguments; a yes/no question is added
    done = ["The order {order_id} is cancelled.", ...]
    cues = ["order screen"]                 # tools of the user's side: what the agent calls them
    instruct = ["Please open the order screen.", ...]
    reports = ["The order screen says: {content}", ...]   # how the user tells what it showed
    usual = { order_id = "A1" }             # arguments of a call that the task does not plan

    [clauses."shop.cancel.window"]          # one per Rule.id
    refusals = ["Orders can only be cancelled on the same day.", ...]

    [values]                                # how values of arguments are said
    one_way = "one way"

    [items]                                 # how an object inside a list argument is said, by the argument's name
    passengers = "{first_name} {last_name}"

Everything may be left out; what is missing is phrased from the names in the schemas.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eigengraph.errors import ConfigError
from eigengraph.world import Domain, Tool
from eigengraph_offline.phrases import PHRASES
from eigengraph_offline.speech import spoken

Texts = tuple[str, ...]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Intent(_Section):
    """How people ask for one kind of request."""

    want: str
    cues: Texts = ()
    openings: Texts = ()


class Slot(_Section):
    """How people ask for and tell one kind of fact."""

    label: str
    cues: Texts = ()
    questions: Texts = ()
    answers: Texts = ()
    unknown: Texts = ()
    scenario: str = ""
    volunteered: bool = False
    before: Texts = ()
    wrong: tuple[tuple[Any, str], ...] = ()


class ToolTexts(_Section):
    """How the agent speaks of one tool."""

    confirm: Texts = ()
    done: Texts = ()
    cues: Texts = ()
    instruct: Texts = ()
    reports: Texts = ()
    usual: dict[str, Any] = {}


class Clause(_Section):
    """How the agent refuses because of one clause."""

    refusals: Texts = ()


class _File(_Section):
    intents: dict[str, Intent] = {}
    slots: dict[str, Slot] = {}
    tools: dict[str, ToolTexts] = {}
    clauses: dict[str, Clause] = {}
    values: dict[str, str] = {}
    items: dict[str, str] = {}


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """The phrasings of one domain, each with a fallback made of names. Compared by identity.

    Attributes:
        clauses: Refusals by clause id.
        values: How values are said.
        items: How objects inside list arguments are said, by argument.
    """

    clauses: Mapping[str, Clause] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    _intents: Mapping[str, Intent] = field(default_factory=dict)
    _slots: Mapping[str, Slot] = field(default_factory=dict)
    _tools: Mapping[str, ToolTexts] = field(default_factory=dict)

    def intent(self, name: str) -> Intent:
        """Return the phrasings of an intent."""
        return self._intents.get(name) or _plain_intent(name)

    def slot(self, name: str) -> Slot:
        """Return the phrasings of a fact."""
        return self._slots.get(name) or _plain_slot(name)

    def tool(self, name: str) -> ToolTexts:
        """Return the phrasings of a tool."""
        return self._tools.get(name) or _plain_tool(name)

    def details(self, arguments: Mapping[str, Any]) -> dict[str, str]:
        """Return arguments in words, by name."""
        return {name: self._say(name, value) for name, value in arguments.items()}

    def _say(self, name: str, value: Any) -> str:
        template = self.items.get(name)
        if template is None or not isinstance(value, list | tuple):
            return spoken(value, self.values)
        items = [
            template.format_map(self.details(item)) if isinstance(item, Mapping) else spoken(item, self.values)
            for item in value
        ]
        return spoken(items, {})


def phrasebook_of(domain: Domain) -> Phrasebook:
    """Return a domain's phrasebook, or one made of names; each file is read once.

    Raises:
        ConfigError: The file cannot be read, or has problems; names each.
    """
    return EMPTY if domain.phrasebook is None else _load(domain.phrasebook, tuple(domain.tools))


EMPTY = Phrasebook()
"""Phrases everything from names."""


@cache
def _load(path: Path, tools: tuple[Tool, ...]) -> Phrasebook:
    try:
        file = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ConfigError(f"phrasebook {str(path)!r} cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"phrasebook {str(path)!r} is not TOML: {error}") from None
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigError(f"phrasebook {str(path)!r}: {told}") from None
    problems = [*_template_problems(file, tools), *_cue_problems(file)]
    if problems:
        raise ConfigError(f"phrasebook {str(path)!r}: {'; '.join(problems)}")
    return Phrasebook(file.clauses, file.values, file.items, file.intents, file.slots, file.tools)


def _template_problems(file: _File, tools: Sequence[Tool]) -> list[str]:
    parameters: dict[str, set[str]] = {}
    for tool in tools:
        parameters.setdefault(tool.name, set()).update(tool.parameters)
    problems = [
        f"tools.{name}: no such tool (known: {', '.join(sorted(parameters))})"
        for name in file.tools
        if name not in parameters
    ]
    problems += [
        f"slots.{slot}.before: no such tool {name!r} (known: {', '.join(sorted(parameters))})"
        for slot, said in file.slots.items()
        for name in said.before
        if name not in parameters
    ]
    problems += [
        f"tools.{name}.usual: no such argument {argument!r} (known: {', '.join(sorted(parameters[name])) or 'none'})"
        for name, texts in file.tools.items()
        for argument in texts.usual
        if argument not in parameters.get(name, texts.usual)
    ]
    groups: list[tuple[str, Texts, set[str]]] = [
        *((f"intents.{name}.openings", intent.openings, set[str]()) for name, intent in file.intents.items()),
        *((f"slots.{name}.questions", slot.questions, set[str]()) for name, slot in file.slots.items()),
        *((f"slots.{name}.answers", slot.answers, {"text"}) for name, slot in file.slots.items()),
        *((f"slots.{name}.scenario", (slot.scenario,), {"text"}) for name, slot in file.slots.items()),
        *((f"slots.{name}.unknown", slot.unknown, set[str]()) for name, slot in file.slots.items()),
        *((f"clauses.{name}.refusals", clause.refusals, set[str]()) for name, clause in file.clauses.items()),
    ]
    for name, texts in file.tools.items():
        known = parameters.get(name, set())
        groups += [(f"tools.{name}.{kind}", getattr(texts, kind), known) for kind in ("confirm", "done", "instruct")]
        groups.append((f"tools.{name}.reports", texts.reports, {"content"}))
    for place, templates, known in groups:
        for template in templates:
            problems.extend(_unknown_fields(place, template, known))
    return problems


def _unknown_fields(place: str, template: str, known: set[str]) -> list[str]:
    try:
        used = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        return [f"{place}: {template!r} is no template: {error}"]
    fields = ", ".join(sorted(known)) or "none"
    return [f"{place}: unknown field {name!r} in {template!r} (known: {fields})" for name in sorted(used - known)]


def _cue_problems(file: _File) -> list[str]:
    """Both sides of a dialogue know what the other talks about by cues, so each text must contain one of its own."""
    groups: list[tuple[str, Texts, Texts]] = [
        *((f"intents.{name}.openings", intent.openings, intent.cues) for name, intent in file.intents.items()),
        *(
            (f"slots.{name}", (slot.label, *slot.questions, *slot.answers), slot.cues)
            for name, slot in file.slots.items()
            if not slot.volunteered
        ),
    ]
    return [
        f"{place}: {text!r} contains none of the cues {', '.join(map(repr, cues)) or '(there are none)'}"
        for place, texts, cues in groups
        for text in texts
        if not any(cue in text.lower() for cue in cues)
    ]


@cache
def _plain_intent(name: str) -> Intent:
    want = name.replace("_", " ")
    openings = tuple(opening.format(want=want) for opening in PHRASES.user.openings)
    return Intent(want=want, cues=(want,), openings=openings)


@cache
def _plain_slot(name: str) -> Slot:
    words = name.replace("_", " ")
    fallback = PHRASES.fallback
    return Slot(
        label=fallback.label.format(words=words),
        cues=(words,),
        questions=tuple(question.format(words=words) for question in fallback.questions),
        answers=tuple(answer.format(words=words, text="{text}") for answer in fallback.answers),
    )


@cache
def _plain_tool(name: str) -> ToolTexts:
    return ToolTexts(cues=(name, name.replace("_", " ")))
