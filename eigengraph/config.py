"""Settings: what a run is asked to do. One place validates them, wherever they come from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationError, model_validator

from eigengraph.errors import ConfigError, UnknownNameError

Number = Annotated[int, Field(strict=True)]
Share = Annotated[float, Field(ge=0, le=0.5)]
Positive = Annotated[int, Field(strict=True, gt=0)]
Count = Annotated[int, Field(strict=True, ge=0)]
Limit = Annotated[float, Field(gt=0, allow_inf_nan=False)]

_NOT_IDENTITY = {
    "out", "concurrency", "request_attempts", "request_timeout", "request_deadline", "prices",
    "budget_tokens", "budget_usd", "budget_seconds", "replay",
}  # fmt: skip


class Price(BaseModel):
    """What a model costs, in US dollars a million tokens.

    Attributes:
        input: For tokens read.
        output: For tokens written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    output: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseModel):
    """Everything that decides a run.

    Attributes:
        domain: A registered domain.
        tasks: How many certified tasks with accepted dialogues are wanted.
        seed: Seeds everything that is drawn.
        model: The model spec that plays every role which nothing else is chosen for.
        user_model: The model spec that plays the user; empty for ``model``.
        tables: A JSON file of tables, in place of generated ones.
        policy: A text file, in place of the domain policy's text. The rules in code stay as they are.
        prompts: A folder of prompts, in place of the roles' own of the same names.
        out: The run folder; chosen from the settings where it is not given.
        concurrency: Items in work at once.
        batch: Candidates drawn between two looks at the yield.
        streams: Streams, each with plans of its own.
        rounds: Pilot rounds in which the plans evolve before the dataset is made; what they make is evidence only.
        pilot: Candidates of each stream in a pilot round.
        evolution: How plans evolve.
        task_attempts: Tries at making one candidate a certified task.
        rollout_attempts: Tries at an acceptable dialogue for one task; of an evaluation, at one that can be scored.
        output_attempts: Answers that a role may give to one request; what is wrong with one is told with the next.
        max_turns: Hops between participants before a dialogue is cut off.
        max_errors: Tool errors before a dialogue is cut off.
        validation: What part of the tasks is set apart to choose between models with.
        test: What part of the tasks is set apart to measure with.
        checks: What every task must pass before its verifier is written, besides what plans ask for.
        sandbox: Where checkers run. Their verdicts are this one's; certificates ask the other sandboxes too.
        workers: Which worker plays a role, by role; the default where absent.
        options: Sections for plugins, by the scheme of a model, each checked by its plugin.
        request_attempts: Times a request to a model is sent at most.
        request_timeout: Seconds for one try of a request.
        request_deadline: Seconds after which a request is not sent again.
        prices: What models cost, by model spec or what stands before its ``@``.
        budget_tokens: Most tokens that all sittings may spend, read and written together.
        budget_usd: Most money that all sittings may spend.
        budget_seconds: Most wall time of one sitting, from its first request on.
        replay: A run folder whose journal answers every request; nothing is asked of a model.

    Raises:
        ConfigError: A setting is unknown or missing, or a value is wrong; one line for each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    domain: str
    tasks: Positive = 50
    seed: Number = 0
    model: str = "offline"
    user_model: str = ""
    tables: Path | None = None
    policy: Path | None = None
    prompts: Path | None = None
    out: Path | None = None
    concurrency: Positive = 64
    batch: Positive = 64
    streams: Positive = 1
    rounds: Count = 0
    pilot: Positive = 8
    evolution: str = "reflect"
    task_attempts: Positive = 2
    rollout_attempts: Positive = 3
    output_attempts: Positive = 3
    max_turns: Positive = 200
    max_errors: Positive = 10
    validation: Share = 0.1
    test: Share = 0.1
    checks: tuple[str, ...] = (
        "already_met",
        "ungrounded_gold",
        "contradicted_gold",
        "contradicting_scenario",
        "leaked_solution",
    )
    sandbox: str = "monty"
    workers: dict[str, str] = Field(default_factory=dict)
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    request_attempts: Positive = 6
    request_timeout: Limit = 180.0
    request_deadline: Limit = 900.0
    prices: dict[str, Price] = Field(default_factory=dict)
    budget_tokens: Positive | None = None
    budget_usd: Limit | None = None
    budget_seconds: Limit | None = None
    replay: Path | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _explain(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(values)
        except ValidationError as error:
            raise _explained(error) from None

    @property
    def language_model(self) -> bool:
        """Whether a language model plays the roles; the embedded backend is none."""
        return is_language_model(self.model)

    @property
    def candidates(self) -> int:
        """The most candidates a run draws for its dataset before it gives up."""
        return 3 * self.tasks

    @property
    def piloted(self) -> int:
        """The candidates of all pilot rounds; the dataset's indices begin behind them."""
        return self.streams * self.rounds * self.pilot

    def shares(self) -> dict[Literal["train", "validation", "test"], float]:
        """Return what part of the tasks each split gets."""
        return {"train": 1 - self.validation - self.test, "validation": self.validation, "test": self.test}

    def identity(self) -> dict[str, Any]:
        """Return the settings that decide what a run makes, as JSON; how fast and where to is left out."""
        return self.model_dump(mode="json", exclude=_NOT_IDENTITY)


def is_language_model(spec: str) -> bool:
    """Return whether a model spec stands for a language model: every one does but that of the embedded backend."""
    return spec.partition(":")[0] != "offline"


def load_settings(config: Path | None, given: Mapping[str, Any]) -> Settings:
    """Make settings from a TOML file and values that outweigh it.

    Args:
        config: A TOML file whose keys are those of ``Settings``, or None.
        given: Values by key; None means not given.

    Raises:
        ConfigError: The file cannot be read, or a key or value is wrong; one line for each.
    """
    values = _read(config) if config is not None else {}
    values |= {key: value for key, value in given.items() if value is not None}
    return Settings.model_validate(values)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"config {str(path)!r} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"config {str(path)!r} is not TOML: {error}") from None
    # Paths in a file are meant from where the file lies.
    for key in ("tables", "policy", "prompts", "out", "replay"):
        if isinstance(values.get(key), str):
            values[key] = path.parent / values[key]
    return values


def _explained(error: ValidationError) -> ConfigError:
    lines = []
    for item in error.errors():
        key = ".".join(map(str, item["loc"]))
        if item["type"] == "extra_forbidden":
            lines.append(str(UnknownNameError("setting", key, Settings.model_fields)))
        elif item["type"] == "missing":
            lines.append(f"setting {key!r} is missing")
        else:
            lines.append(f"setting {key!r} cannot be {item['input']!r}: {item['msg'][0].lower()}{item['msg'][1:]}")
    return ConfigError("\n".join(lines))
