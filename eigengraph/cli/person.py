"""A person at the terminal as one side of a dialogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from eigengraph.cli.plain_text import call_text, plain, short
from eigengraph.dialogue import OUT_OF_SCOPE, STOP, TRANSFER, scenario_text
from eigengraph.errors import PolicyFault, UnknownNameError
from eigengraph.records import ROLE_OF, Message, Side, Task, ToolCall
from eigengraph.world import Domain

_RESULT_LIMIT = 600
_ENDS = {"/stop": STOP, "/transfer": TRANSFER, "/out-of-scope": OUT_OF_SCOPE}
_NAMES: Mapping[str, tuple[str, str]] = {"assistant": ("agent", "bold cyan"), "user": ("user", "bold green")}

_HELP: Mapping[Side, str] = {
    "agent": """Write to the user, or call a tool:
  /NAME {"argument": "value"}     call the tool NAME
  /tools [NAME]                   list the tools, or explain one
  /policy                         the rules that you serve under
  /quit                           leave; the dialogue is judged as it stands""",
    "user": """Write to the agent as the scenario says, or:
  /scenario                       who you are and what you want
  /NAME {"argument": "value"}     use the tool NAME, where you have any
  /tools [NAME]                   list your tools, or explain one
  /stop                           you have what you wanted, or were refused for good
  /transfer                       you were handed to a human
  /out-of-scope                   the scenario does not say how to go on
  /quit                           hang up""",
}


class Person:
    """Takes a side by lines that a person types.

    Args:
        side: Which one.
        task: What is played.
        domain: Its domain.
        console: Where to print.
        read: Returns the next line, or an empty text at the end of the input.
    """

    def __init__(self, side: Side, task: Task, domain: Domain, console: Console, read: Callable[[], str]) -> None:
        self._side = side
        self._task = task
        self._domain = domain
        self._console = console
        self._read = read
        self._seen = 0
        self._schemas = {schema["function"]["name"]: schema["function"] for schema in domain.schemas[side]}

    def brief(self) -> None:
        """Say what the person plays, and how."""
        if self._side == "user":
            self._say(scenario_text(self._task.scenario))
        else:
            names = ", ".join(self._schemas)
            self._say(f"You are the agent of domain {self._domain.name!r}. Tools: {names}. /policy shows the rules.")
        self._say(_HELP[self._side], "dim")

    async def __call__(self, history: Sequence[Message], /) -> Message:
        """Show what is new, and return what the person writes or calls.

        Raises:
            PolicyFault: The agent left.
        """
        for heard in history[self._seen :]:
            self._show(heard)
        self._seen = len(history) + 1  # what is said now is on the screen already
        while True:
            self._console.print(Text(f"{self._side}> ", style="bold"), end="")
            line = self._read()
            if not line:
                self._console.print()
            said = line.strip()
            if not line or said == "/quit":
                return self._leave()
            message = self._answer(said) if said else None
            if message is not None:
                return message

    def _leave(self) -> Message:
        if self._side == "agent":
            raise PolicyFault("the person left")
        return self._message(STOP)

    def _answer(self, said: str) -> Message | None:
        """Return what a line says or calls; None for one that only wanted to know something."""
        if not said.startswith("/"):
            return self._message(said)
        word, _, rest = said.partition(" ")
        if self._side == "user" and word in _ENDS:
            return self._message(_ENDS[word])
        asked = {"/help": self._help, "/tools": self._tools, "/policy": self._policy, "/scenario": self._scenario}
        if word in asked and word.removeprefix("/") not in self._schemas:
            asked[word](rest.strip())
            return None
        return self._call(word.removeprefix("/"), rest)

    def _call(self, name: str, rest: str) -> Message | None:
        """Return a call; None, after a line on what is wrong, for one that cannot be made."""
        try:
            given = json.loads(rest) if rest.strip() else {}
        except ValueError as error:
            self._complain(f'{rest!r:.80} is no JSON ({error}); write /{name} {{"argument": "value"}}')
            return None
        if name == "tool" and "tool" not in self._schemas and isinstance(given, dict):
            name, given = str(given.get("name", "")), given.get("arguments", {})
        if name not in self._schemas:
            self._complain(str(UnknownNameError("tool or command", f"/{name}", self._known())))
        elif not isinstance(given, dict):
            self._complain(f"arguments are an object, not {given!r:.80}")
        else:
            return Message(ROLE_OF[self._side], "", (ToolCall(name, given, self._side),), side=self._side)
        return None

    def _known(self) -> list[str]:
        more = ["/policy"] if self._side == "agent" else ["/scenario", *_ENDS]
        return [*(f"/{tool}" for tool in self._schemas), "/help", "/tools", "/quit", *more]

    def _message(self, text: str) -> Message:
        return Message(ROLE_OF[self._side], text, side=self._side)

    def _complain(self, line: str) -> None:
        self._say(line, "yellow")

    def _help(self, _rest: str) -> None:
        self._say(_HELP[self._side], "dim")

    def _policy(self, _rest: str) -> None:
        self._say(self._domain.policy_text if self._side == "agent" else "The rules are the agent's to know.")

    def _scenario(self, _rest: str) -> None:
        self._say(scenario_text(self._task.scenario) if self._side == "user" else "The scenario is the user's to know.")

    def _tools(self, name: str) -> None:
        if not self._schemas:
            self._say("You have no tools.")
        elif name in self._schemas:
            self._say(json.dumps(self._schemas[name], indent=2, ensure_ascii=False))
        elif name:
            self._complain(str(UnknownNameError("tool", name, self._schemas)))
        else:
            for tool, schema in self._schemas.items():
                arguments = ", ".join(schema["parameters"].get("properties", {}))
                self._say(f"  {tool}({arguments})  {short(schema.get('description', ''), 80)}")

    def _show(self, message: Message) -> None:
        if message.role == "tool":
            self._say(f"  ← {short(message.content, _RESULT_LIMIT)}", "red" if message.error else "dim")
            return
        name, style = _NAMES.get(message.role, (message.role, ""))
        if message.content:
            self._console.print(Text.assemble((f"{name}: ", style), plain(message.content)))
        for call in message.tool_calls:
            self._say(f"  → {plain(call_text(call))}")

    def _say(self, text: str, style: Any = "") -> None:
        self._console.print(Text(plain(text), style=style))
