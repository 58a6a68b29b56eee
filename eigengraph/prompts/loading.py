"""Reading the prompt of a role: the one that lies beside it, or the one that a user's folder has in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.prompts.prompt import Prompt, parse_prompt
from eigengraph.prompts.samples import sample_fields

_ENDING = ".md"
_SHOWN = 5  # names of what lies in a folder without prompts


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a role wants a prompt, and what it fills it in with.

    Attributes:
        name: Of the file, without its ending.
        role: Who is asked with it.
        folder: Where the role's own prompt lies.
        inputs: The fields that the role offers; a prompt may use fewer.
        output: The name of the form that the role reads answers in; empty for plain text.
    """

    name: str
    role: str
    folder: Path
    inputs: tuple[str, ...]
    output: str = ""


@cache
def load_prompt(slot: Slot) -> Prompt:
    """Return a role's own prompt.

    Raises:
        ConfigError: The file is missing or wrong.
    """
    return _read(slot, slot.folder / f"{slot.name}{_ENDING}")


def load_prompts(slots: Sequence[Slot], folder: Path | None = None) -> dict[str, Prompt]:
    """Return the prompt of each slot, by name.

    Args:
        slots: Every place that wants a prompt.
        folder: Files here take the place of the roles' own of the same name.

    Raises:
        UnknownNameError: A file in the folder is no slot's.
        ConfigError: The folder has no prompt, a file cannot be read, or a prompt does not fit its slot or cannot be
            filled in.
    """
    known = {slot.name: slot for slot in slots}
    return {name: load_prompt(slot) for name, slot in known.items()} | _given(known, folder)


def _given(known: Mapping[str, Slot], folder: Path | None) -> dict[str, Prompt]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise ConfigError(f"prompts {str(folder)!r} is no folder; give one of files such as 'judge{_ENDING}'")
    files = sorted(folder.glob(f"*{_ENDING}"))
    if not files:
        there = ", ".join(repr(entry.name) for entry in sorted(folder.iterdir())[:_SHOWN]) or "nothing"
        raise ConfigError(
            f"prompts {str(folder)!r} has no file that ends in {_ENDING!r}, but {there}; give one of files such as "
            f"'judge{_ENDING}'"
        )
    for file in files:
        if file.stem not in known:
            raise UnknownNameError("prompt", file.stem, known, f"It lies in {str(folder)!r}")
    return {file.stem: _tried(_read(known[file.stem], file), file) for file in files}


def _tried(prompt: Prompt, file: Path) -> Prompt:
    """Fill a prompt in once with samples: a mistake is found before anything is paid for."""
    fields = sample_fields(prompt.name)
    if fields.keys() >= set(prompt.about.inputs):
        try:
            prompt.system(fields)
            prompt.opening(fields)
        except ConfigError as error:
            raise ConfigError(f"{error}; see to {str(file)!r}") from None
    return prompt


def _read(slot: Slot, file: Path) -> Prompt:
    try:
        prompt = parse_prompt(slot.name, file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"prompt {str(file)!r} cannot be read: {error}") from None
    about = prompt.about
    if about.role != slot.role:
        raise ConfigError(
            f"prompt {str(file)!r} is for role {about.role!r}, but {slot.name!r} is one for {slot.role!r}"
        )
    if about.output != slot.output:
        raise ConfigError(
            f"prompt {str(file)!r} asks for the output {about.output!r}, but its role reads {slot.output!r}"
        )
    for name in about.inputs:
        if name not in slot.inputs:
            raise ConfigError(f"prompt {str(file)!r}: {UnknownNameError('input', name, slot.inputs)}")
    return prompt
