"""Every exception that the library raises on purpose.

EigenGraphError
├── ConfigError            settings, command-line or plugin input that cannot be used
│   ├── UnknownNameError   a name that nothing registers; lists the known ones and the nearest
│   ├── RunMismatchError   a run folder that was made with other settings
│   └── SandboxError       a sandbox that this machine cannot run
├── PluginError            a plugin that registers something wrong or twice
├── PluginCrash            a plugin's function raised, or gave what it may not
├── TableError             tables that break their schema; carries every problem
├── ReadOnlyError          a tool that writes where it may only read
├── ToolError              raised by tool authors: becomes a tool result, never a crash
├── ToolCrash              a tool raised something it did not declare: a bug of the domain
├── ReplayError            a replayed call answered something other than what was recorded
├── CheckerError           a checker that cannot decide: it took too much, is invalid, raised, or its sandbox broke
└── ParticipantError       a side of the dialogue could not speak
├── PolicyFault        the policy's own failure (scored 0.0)
├── ContextOverflow    the policy ran out of context (scored 0.0)
├── UserFault          the user model's failure (not scored)
├── ModelError         the endpoint's failure (not scored)
│   └── RetryableError one that may pass
└── BudgetExceeded     a budget ended the dialogue (not scored)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class EigenGraphError(Exception):
    """Base of every error raised on purpose."""


class ConfigError(EigenGraphError):
    """Input that cannot be used: one line that quotes the value and says how to mend it."""


class UnknownNameError(ConfigError):
    """A name that nothing registers."""

    def __init__(self, what: str, name: str, known: Iterable[str], hint: str = "") -> None:
        names = sorted(known)
        nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        guess = f"; did you mean {nearest[0]!r}?" if nearest else ""
        listed = ", ".join(names) or "none"
        super().__init__(f"unknown {what} {name!r}{guess} (known: {listed}){f'. {hint}' if hint else ''}")
        self.name = name
        self.known = names


class RunMismatchError(ConfigError):
    """A run folder that was made with other settings than the ones given, or by other code."""


class SandboxError(ConfigError):
    """A sandbox that this machine cannot run."""


class PluginError(EigenGraphError):
    """A plugin registers something of the wrong type, or a name that is taken."""


class PluginCrash(EigenGraphError):
    """A function of a plugin raised, or gave what it may not; the line names both.

    Args:
        what: What the plugin registers, such as ``mutator``.
        name: By which name.
        function: The function.
        problem: What it did.
    """

    def __init__(self, what: str, name: str, function: object, problem: str) -> None:
        named = function if hasattr(function, "__qualname__") else type(function)
        place = f"{named.__module__}.{named.__qualname__}"
        super().__init__(" ".join(f"{what} {name!r} ({place}) {problem}".split()))


class TableError(EigenGraphError):
    """Tables that break their schema.

    Attributes:
        problems: One line each, naming table, key and field.
    """

    def __init__(self, problems: Sequence[str], shown: int = 20) -> None:
        self.problems = tuple(problems)
        more = len(problems) - shown
        lines = [f"  {problem}" for problem in problems[:shown]]
        tail = [f"  … and {more} more"] if more > 0 else []
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        super().__init__("\n".join([f"the tables have {count}:", *lines, *tail]))


class ReadOnlyError(EigenGraphError, TypeError):
    """A tool writes where it may only read."""


class ToolError(EigenGraphError):
    """Raised by a tool for what the caller should be told; it becomes a tool result with ``error=True``."""


class ToolCrash(EigenGraphError):
    """A tool raised something that its domain does not declare."""


class ReplayError(EigenGraphError):
    """A replayed call answered something other than what was recorded."""


class CheckerError(EigenGraphError):
    """A checker cannot decide; the line begins with the kind of its run, such as ``limit``."""


class ParticipantError(EigenGraphError):
    """A side of the dialogue could not speak."""


class PolicyFault(ParticipantError):
    """The policy itself failed: an empty or malformed message."""


class ContextOverflow(ParticipantError):
    """The dialogue no longer fits the policy's context."""


class UserFault(ParticipantError):
    """The user model failed; nothing can be said about the policy."""


class ModelError(ParticipantError):
    """The endpoint behind a participant failed; nothing can be said about the policy."""


class RetryableError(ModelError):
    """The endpoint failed in a way that may pass: too many requests, a broken connection, half a body.

    Attributes:
        after: Seconds that the endpoint asks to wait; None where it does not say.
        busy: Whether it has too much to do, so that every request to it should wait.
    """

    def __init__(self, message: str, *, after: float | None = None, busy: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.busy = busy


class BudgetExceeded(ParticipantError):
    """A budget of tokens, money or time ended the dialogue."""
