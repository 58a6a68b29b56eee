"""What the child does once it is locked in: run one checker on one input, and say how that went.

It returns the reply as bytes, a JSON object: ``{"kind": "ok", "value": ...}``, or ``{"kind", "message", "line"}``. A
checker shares this process and can make it say anything, which gains it nothing that returning True would not.
"""

from __future__ import annotations

import dis
import json
import marshal
import sys
from collections.abc import Mapping
from types import AsyncGeneratorType, CodeType, CoroutineType, GeneratorType, ModuleType
from typing import Any

from eigengraph_zygote.limits import MESSAGE_CHARACTERS, PRINTED_CHARACTERS, REPLY_BYTES

FILE = "checker.py"
"""The name of the code in tracebacks; no such file exists."""

_NO_MEMORY = b'{"kind": "limit", "message": "MemoryError: it needs more memory than it may have", "line": null}'
_NO_WORDS = b'{"kind": "error", "message": "an exception that cannot be described", "line": null}'


class PrintedTooMuch(Exception):
    """A checker printed more than it may."""


class Unfit(Exception):
    """Code that cannot be asked: it has no ``check``, or one that takes other arguments."""


class Printed:
    """Standard output and error: counts what is printed, and drops it."""

    def __init__(self) -> None:
        self._left = PRINTED_CHARACTERS

    def write(self, text: str) -> int:
        """Count a text.

        Raises:
            PrintedTooMuch: There have been too many.
        """
        self._left -= len(text)
        if self._left < 0:
            raise PrintedTooMuch(f"it prints more than {PRINTED_CHARACTERS:,} characters")
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is kept."""


def answer(program: bytes, text: str) -> bytes:
    """Run ``check`` on one input.

    Args:
        program: What compiling its code gave.
        text: Its arguments by name, a JSON object.

    Returns:
        The reply.
    """
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Printed()  # type: ignore[assignment, misc]
    code = marshal.loads(program)
    try:
        return _ran(code, json.loads(text))
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt are a checker's doing too
        return failure(error, code)


def _ran(code: CodeType, arguments: Mapping[str, Any]) -> bytes:
    module = ModuleType("checker")
    sys.modules["checker"] = module  # where dataclasses look for it
    exec(code, module.__dict__)
    value = _asked(module.__dict__.get("check"), arguments)
    try:
        answered = json.dumps({"kind": "ok", "value": value}).encode()
    except (TypeError, ValueError) as error:
        return reply("error", f"check returned what JSON cannot hold: {error}", None)
    if len(answered) > REPLY_BYTES:
        return reply("limit", f"check returned more than {REPLY_BYTES:,} bytes of JSON", None)
    return answered


def _asked(check: Any, arguments: Mapping[str, Any]) -> Any:
    """Return what ``check`` says.

    Raises:
        Unfit: It cannot be called with these arguments, or puts its answer off.
    """
    wanted = f"define check({', '.join(arguments)})"
    if check is None:
        raise Unfit(f"there is no check; {wanted}")
    if not callable(check):
        raise Unfit(f"check is no function but of type {type(check).__name__!r}; {wanted}")
    try:
        value = check(**arguments)
    except TypeError as error:
        if _line(error) is None:  # raised by the call itself: not a line of the checker ran
            raise Unfit(f"{error}; {wanted}") from None
        raise
    if isinstance(value, CoroutineType | GeneratorType | AsyncGeneratorType):
        raise Unfit("check must return its answer, not await or yield it")
    return value


def failure(error: BaseException, code: CodeType | None = None) -> bytes:
    """Return the reply for an exception, whose own methods nobody trusts.

    Args:
        error: What was raised.
        code: What raised it, if anything of it ran.
    """
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    try:
        if isinstance(error, Unfit):
            return reply("invalid_code", str(error), None)
        return reply(_kind(error, code), _message(error), _line(error))
    except BaseException:  # noqa: BLE001 - whatever its text or type raises
        return _NO_WORDS


def _kind(error: BaseException, code: CodeType | None) -> str:
    match error:
        case AssertionError():
            return "assert"
        case RecursionError() | PrintedTooMuch():
            return "limit"
        case ModuleNotFoundError() if code is not None and _line(error) in _imports(
            code
        ):  # none that the checker raises itself
            return "invalid_code"
        case _:
            return "error"


def _imports(code: CodeType) -> set[int | None]:
    """Return the lines on which code imports something."""
    lines = {
        instruction.positions.lineno
        for instruction in dis.get_instructions(code)
        if instruction.opname == "IMPORT_NAME" and instruction.positions is not None
    }
    return lines.union(*(_imports(part) for part in code.co_consts if isinstance(part, CodeType)))


def _message(error: BaseException) -> str:
    told = (
        str(error)[:MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()
    )  # halves of surrogate pairs cannot be kept
    text = " ".join(told.split())
    if isinstance(error, AssertionError | PrintedTooMuch):
        return text or "assertion failed"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _line(error: BaseException) -> int | None:
    """Return the innermost line of the checker that the exception passed through."""
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def reply(kind: str, message: str, line: int | None) -> bytes:
    """Return a reply that is no answer."""
    return json.dumps({"kind": kind, "message": message, "line": line}).encode()
