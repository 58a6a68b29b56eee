"""The file of a phrasebook: how people talk about one domain, in TOML.

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

    [agent]                                 # these stand in for the phrases of all domains, list by list
    anything_else = ["Anything else?"]      # see phrases.toml; fields are those of the list replaced

    [user]
    yes = ["Yes."]

Everything may be left out; what is missing is phrased from the names in the schemas. ``styles``, at the top, names the
disclosure styles that users of this domain have; all, if left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict

from eigengraph.world import Tool
from eigengraph_offline.phrases import PHRASES

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


class PhrasebookFile(_Section):
    """The whole file."""

    styles: Texts = ()
    agent: dict[str, Texts] = {}
    user: dict[str, Texts] = {}
    intents: dict[str, Intent] = {}
    slots: dict[str, Slot] = {}
    tools: dict[str, ToolTexts] = {}
    clauses: dict[str, Clause] = {}
    values: dict[str, str] = {}
    items: dict[str, str] = {}


def problems_of(file: PhrasebookFile, tools: Sequence[Tool]) -> list[str]:
    """Return what is wrong with a file whose form is right, a line each.

    Args:
        file: The file.
        tools: Of its domain.
    """
    return [*_phrase_problems(file), *_template_problems(file, tools), *_cue_problems(file)]


def _phrase_problems(file: PhrasebookFile) -> list[str]:
    """Phrases that stand in for the general ones need their names and fields, and users only styles that there are."""
    problems = [
        f"styles: no such style {style!r} (known: {', '.join(PHRASES.styles)})"
        for style in file.styles
        if style not in PHRASES.styles
    ]
    for section, given, general in (("agent", file.agent, PHRASES.agent), ("user", file.user, PHRASES.user)):
        for name, texts in given.items():
            replaced: Texts | None = getattr(general, name, None) if name in type(general).model_fields else None
            if replaced is None:
                problems.append(f"{section}.{name}: no such phrases (known: {', '.join(type(general).model_fields)})")
            elif not texts:
                problems.append(f"{section}.{name}: is empty; give at least one text")
            else:
                known = _fields(replaced[0])
                problems += [line for text in texts for line in _unknown_fields(f"{section}.{name}", text, known)]
    return problems


def _template_problems(file: PhrasebookFile, tools: Sequence[Tool]) -> list[str]:
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
        used = _fields(template)
    except ValueError as error:
        return [f"{place}: {template!r} is no template: {error}"]
    fields = ", ".join(sorted(known)) or "none"
    return [f"{place}: unknown field {name!r} in {template!r} (known: {fields})" for name in sorted(used - known)]


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _cue_problems(file: PhrasebookFile) -> list[str]:
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
