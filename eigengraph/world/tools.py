"""Tools: plain typed functions that act on a world."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter
from types import SimpleNamespace
from typing import Any, Literal, get_type_hints, overload

import docstring_parser
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from eigengraph.errors import PluginError, ToolError
from eigengraph.records import Side

ToolKind = Literal["read", "write", "think", "generic"]


@dataclass(frozen=True)
class Tool:
    """A function that one side of a dialogue may call.

    Attributes:
        function: Called as ``function(world, **arguments)``.
        kind: ``write`` may change tables; the others may not. ``think`` and ``generic`` are tau2-bench's names
            (``environment/toolkit.py``) for tools that neither look anything up nor change anything.
        side: Whose tool it is; it sees that side's tables only.
    """

    function: Callable[..., Any]
    kind: ToolKind = "read"
    side: Side = "agent"

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.function.__name__

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Parameters by name, without the world."""
        return dict(list(inspect.signature(self.function).parameters.items())[1:])

    @cached_property
    def arguments_model(self) -> type[BaseModel]:
        """A pydantic model of the arguments: the source of the schema, and of validation where a domain wants it.

        Its fields are numbered and the names are their aliases, so that no name clashes with pydantic's own.

        Raises:
            PluginError: An annotation names something that the tool's module does not have.
        """
        parameters = self.parameters
        annotations = SimpleNamespace(__annotations__={name: item.annotation for name, item in parameters.items()})
        try:
            hints = get_type_hints(annotations, inspect.unwrap(self.function).__globals__, include_extras=True)
        except NameError as error:
            raise PluginError(f"tool {self.name!r} has an annotation that cannot be resolved: {error}") from None
        documented = {item.arg_name: item.description for item in self._docstring.params if item.description}
        fields: dict[str, Any] = {}
        for index, (name, parameter) in enumerate(parameters.items()):
            about: dict[str, Any] = {"description": documented[name]} if name in documented else {}
            if parameter.default is not Parameter.empty:
                about["default"] = parameter.default
            hint = Any if hints[name] is Parameter.empty else hints[name]
            fields[f"argument_{index}"] = (hint, Field(alias=name, **about))
        return create_model("parameters", __config__=ConfigDict(extra="forbid"), **fields)

    @cached_property
    def description(self) -> str:
        """The docstring without its sections."""
        parts = (self._docstring.short_description, self._docstring.long_description)
        return "\n\n".join(part for part in parts if part) or self.name

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The tool as models are shown it, in the OpenAI format."""
        parameters = self.arguments_model.model_json_schema()
        parameters.pop("additionalProperties", None)
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": parameters},
        }

    @cached_property
    def _docstring(self) -> docstring_parser.Docstring:
        return docstring_parser.parse(self.function.__doc__ or "")

    def bind(self, arguments: Mapping[str, Any], toolkit: str = "") -> None:
        """Check the names of arguments against the signature.

        Args:
            arguments: What a participant passed.
            toolkit: Put before the tool's name in the error text, as tau2-bench's class names are.

        Raises:
            ToolError: In Python's own words for a call that does not fit.
        """
        parameters = self.parameters
        shown = f"{toolkit}.{self.name}()" if toolkit else f"{self.name}()"
        for name in arguments:
            if name not in parameters:
                raise ToolError(f"{shown} got an unexpected keyword argument '{name}'")
        if len(arguments) == len(parameters):
            return
        for way, kind in (("positional", Parameter.POSITIONAL_OR_KEYWORD), ("keyword-only", Parameter.KEYWORD_ONLY)):
            missing = [
                repr(name)
                for name, parameter in parameters.items()
                if parameter.kind is kind and parameter.default is parameter.empty and name not in arguments
            ]
            if missing:
                plural = "s" if len(missing) > 1 else ""
                raise ToolError(f"{shown} missing {len(missing)} required {way} argument{plural}: {_listed(missing)}")

    def validate(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Check and coerce arguments by their annotations.

        Raises:
            ToolError: Names every argument that does not fit, and why.
        """
        try:
            model = self.arguments_model.model_validate(dict(arguments))
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise ToolError(f"{self.name}: {told}") from None
        return {name: getattr(model, f"argument_{index}") for index, name in enumerate(self.parameters)}


@overload
def tool(function: Callable[..., Any], /) -> Tool: ...
@overload
def tool(*, kind: ToolKind = "read", side: Side = "agent") -> Callable[[Callable[..., Any]], Tool]: ...
def tool(
    function: Callable[..., Any] | None = None, /, *, kind: ToolKind = "read", side: Side = "agent"
) -> Tool | Callable[[Callable[..., Any]], Tool]:
    """Turn a function ``(world, **arguments)`` into a tool.

    Args:
        function: The function, where the decorator is used bare.
        kind: ``write`` for a tool that changes tables.
        side: ``user`` for a tool that the user, not the policy, holds.

    Raises:
        PluginError: The function takes no world, or arguments that cannot be passed by keyword, or the kind is
            unknown.
    """
    if kind not in ("read", "write", "think", "generic"):
        raise PluginError(f"tool kind {kind!r} is not one of read, write, think, generic")

    def decorate(function: Callable[..., Any]) -> Tool:
        parameters = list(inspect.signature(function).parameters.values())
        if not parameters or parameters[0].kind not in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD):
            raise PluginError(f"tool {function.__name__!r} must take the world as its first parameter")
        for parameter in parameters[1:]:
            if parameter.kind not in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY):
                raise PluginError(
                    f"tool {function.__name__!r} has the parameter {str(parameter)!r}; models pass arguments by name, "
                    f"so each must be named and none positional-only"
                )
        return Tool(function, kind, side)

    return decorate if function is None else decorate(function)


def _listed(names: list[str]) -> str:
    """Join names as Python's own argument errors do."""
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
