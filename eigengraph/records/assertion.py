"""Assertions as data: the declarative half of a verifier.

Each kind is a frozen record that serialises to plain JSON; ``eigengraph.verify.assertions`` says what each means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Discriminator

from eigengraph.records.checker import Checker
from eigengraph.records.message import Side

Path = tuple[str, ...]
Place = tuple[str, str, Path]


@dataclass(frozen=True, slots=True)
class Equals:
    """The value at a path of a row equals ``value``; an empty path means the whole row."""

    table: str
    key: str
    path: Path
    value: Any
    kind: Literal["equals"] = "equals"


@dataclass(frozen=True, slots=True)
class Absent:
    """There is nothing at a path of a row; an empty path means that there is no such row."""

    table: str
    key: str
    path: Path
    kind: Literal["absent"] = "absent"


@dataclass(frozen=True, slots=True)
class OnlyChanged:
    """Nothing differs from the initial state but at these places and below them."""

    places: tuple[Place, ...]
    kind: Literal["only_changed"] = "only_changed"


@dataclass(frozen=True, slots=True)
class Called:
    """Some call without an error has this name and carries at least these arguments with these values."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    side: Side = "agent"
    kind: Literal["called"] = "called"


@dataclass(frozen=True, slots=True)
class NotCalled:
    """No call, failed or not, has this name and these arguments."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    side: Side = "agent"
    kind: Literal["not_called"] = "not_called"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Some call of the first kind comes before some call of the second."""

    first: Called
    then: Called
    kind: Literal["ordered"] = "ordered"


@dataclass(frozen=True, slots=True)
class Said:
    """Some text of the policy to the user contains this text.

    Case and thousands separators are ignored, and a number must not be part of a longer one;
    ``eigengraph.verify.speech`` says how. tau2-bench takes any substring.
    """

    text: str
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Environment:
    """A function that the domain names under ``assertions`` returns ``value`` on the final world."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    value: bool = True
    kind: Literal["environment"] = "environment"


Assertion = Annotated[
    Equals | Absent | OnlyChanged | Called | NotCalled | Ordered | Said | Environment, Discriminator("kind")
]


@dataclass(frozen=True, slots=True)
class AcceptableOutcome:
    """One way in which a task may rightly end: every assertion holds."""

    name: str
    assertions: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """Decides one task: passes when every assertion of any acceptable outcome holds, and every checker agrees.

    Attributes:
        outcomes: At least one.
        needs: Rows outside the delta that assertions or checkers read; they are fetched into the view beforehand.
        checkers: Free-form code that must agree too.
    """

    outcomes: tuple[AcceptableOutcome, ...]
    needs: tuple[tuple[str, str], ...] = ()
    checkers: tuple[Checker, ...] = ()
