"""Phrasebooks: how people talk about one domain; ``phrasebook_file`` documents the file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eigengraph.errors import ConfigError
from eigengraph.world import Domain, Tool
from eigengraph_offline.phrasebook_file import Clause, Intent, PhrasebookFile, Slot, Texts, ToolTexts, problems_of
from eigengraph_offline.phrases import PHRASES, AgentPhrases, UserPhrases
from eigengraph_offline.speech import spoken


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """The phrasings of one domain, each with a fallback made of names. Compared by identity.

    Attributes:
        clauses: Refusals by clause id.
        values: How values are said.
        items: How objects inside list arguments are said, by argument.
        agent: What agents say whatever the request.
        user: What users say whatever the request.
        styles: Disclosure styles of the users.
    """

    clauses: Mapping[str, Clause] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    agent: AgentPhrases = PHRASES.agent
    user: UserPhrases = PHRASES.user
    styles: Texts = tuple(PHRASES.styles)
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
        file = PhrasebookFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ConfigError(f"phrasebook {str(path)!r} cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"phrasebook {str(path)!r} is not TOML: {error}") from None
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigError(f"phrasebook {str(path)!r}: {told}") from None
    problems = problems_of(file, tools)
    if problems:
        raise ConfigError(f"phrasebook {str(path)!r}: {'; '.join(problems)}")
    return Phrasebook(
        clauses=file.clauses,
        values=file.values,
        items=file.items,
        agent=PHRASES.agent.model_copy(update=file.agent),
        user=PHRASES.user.model_copy(update=file.user),
        styles=file.styles or tuple(PHRASES.styles),
        _intents=file.intents,
        _slots=file.slots,
        _tools=file.tools,
    )


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
