"""One prompt: a text file with front matter, and a template that takes exactly what the front matter names.

    +++
    role = "judge"
    version = 2
    inputs = ["policy", "dialogue"]
    output = "Judgement"
    temperature = 0.0
    +++
    What never changes in a run: the system prompt.
    +++
    What does: the first message.

The marks of the template are ``<< field >>``, ``<% if field %>`` and ``<# remark #>``, so that JSON and braces in a
prompt mean themselves. What is filled in is never read as a template.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import digest

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_FENCE = "+++"
_DIGITS = 8  # of the content's digest in ``ref``

Part = Callable[[Mapping[str, Any]], str]


class FrontMatter(BaseModel):
    """What a prompt says of itself.

    Attributes:
        role: Who is asked with it.
        version: Counted up by whoever changes the text.
        inputs: The fields that its template uses.
        output: The name of the form that the answer must have; empty for plain text.
        temperature: How tokens are drawn; by default as the role asks.
        max_tokens: Most tokens of an answer; by default as the role asks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    version: Annotated[int, Field(strict=True, gt=0)]
    inputs: tuple[str, ...] = ()
    output: str = ""
    temperature: Annotated[float, Field(ge=0)] | None = None
    max_tokens: Annotated[int, Field(gt=0)] | None = None


@dataclass(frozen=True)
class Prompt:
    """A prompt that is ready to be filled in.

    Attributes:
        name: Of its file, without the ending.
        about: Its front matter.
        digest: Of the file's content.
    """

    name: str
    about: FrontMatter
    digest: str
    _system: Part = field(repr=False, compare=False)
    _opening: Part | None = field(repr=False, compare=False)

    @property
    def ref(self) -> str:
        """Version and digest, as lineages and manifests name the prompt: ``3@ab12cd34``."""
        return f"{self.about.version}@{self.digest[:_DIGITS]}"

    def system(self, fields: Mapping[str, Any]) -> str:
        """Return the system prompt.

        Args:
            fields: By name; those that the prompt does not use are left out.

        Raises:
            ConfigError: One that it uses is missing, or the template cannot be filled in with it.
        """
        return self._filled(self._system, fields)

    def opening(self, fields: Mapping[str, Any]) -> str:
        """Return the first message; empty for a prompt that has none. See ``system``."""
        return self._filled(self._opening, fields) if self._opening is not None else ""

    def _filled(self, part: Part, fields: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError

        try:
            return part({name: fields[name] for name in self.about.inputs}).strip()
        except KeyError as error:
            raise ConfigError(f"prompt {self.name!r} is to be filled in without its field {error.args[0]!r}") from None
        except (TemplateError, TypeError) as error:
            raise ConfigError(f"prompt {self.name!r} cannot be filled in: {error}") from error


def parse_prompt(name: str, text: str) -> Prompt:
    """Read a prompt.

    Args:
        name: What to call it.
        text: The file's content.

    Raises:
        ConfigError: The front matter or the template is wrong, or they do not name the same fields.
    """
    blocks = [block.strip("\n") for block in f"\n{text}".split(f"\n{_FENCE}\n")]
    if len(blocks) not in (3, 4) or blocks[0].strip():
        raise ConfigError(
            f"prompt {name!r} must begin with a line {_FENCE!r}, settings as TOML, and a line {_FENCE!r}; a third one "
            "may part the system prompt from the first message"
        )
    about = _front_matter(name, blocks[1])
    parts = [_template(name, block) for block in blocks[2:]]
    used = set().union(*[fields for _, fields in parts])
    for missing in sorted(used - set(about.inputs)):
        raise ConfigError(f"prompt {name!r}: {UnknownNameError('field', missing, about.inputs)}; name it in its inputs")
    for unused in sorted(set(about.inputs) - used):
        raise ConfigError(f"prompt {name!r} names the input {unused!r}, but does not use it; drop it from its inputs")
    opening = parts[1][0] if len(parts) > 1 else None
    return Prompt(name, about, digest(text.encode()), parts[0][0], opening)


def _front_matter(name: str, text: str) -> FrontMatter:
    try:
        return FrontMatter.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the front matter of prompt {name!r} is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise ConfigError(f"prompt {name!r}: {UnknownNameError('key', key, FrontMatter.model_fields)}") from None
        if first["type"] == "missing":
            raise ConfigError(f"prompt {name!r} has no {key!r} in its front matter; add it") from None
        raise ConfigError(f"prompt {name!r}: {key!r} cannot be {first['input']!r}: {first['msg']}") from None


def _template(name: str, text: str) -> tuple[Part, set[str]]:
    """Compile a template; return it with the fields that it uses."""
    from jinja2 import TemplateSyntaxError, meta

    environment = _environment()
    try:
        fields = meta.find_undeclared_variables(environment.parse(text))
        return environment.from_string(text).render, fields
    except TemplateSyntaxError as error:
        raise ConfigError(f"prompt {name!r} has a mistake in its template: {error}") from None


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,  # prompts are no web pages
    )
