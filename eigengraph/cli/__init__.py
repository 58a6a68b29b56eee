"""The command line: one file a command, and one place where errors become a line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from typer.main import get_command, get_group

from eigengraph import __version__
from eigengraph.config import Settings
from eigengraph.errors import ConfigError, EigenGraphError, PluginError, TableError, UnknownNameError

if TYPE_CHECKING:
    from eigengraph.host import Host

INTERRUPTED = 130
FAILED = 1
USAGE = 2

# Typer has brought its own copy of click for some versions; both have this class above BadParameter.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def build_app() -> typer.Typer:
    """Return the application with the core's commands and those that plugins add."""
    from eigengraph.cli import (
        audit,
        certify,
        check,
        compare,
        doctor,
        domains,
        evaluate,
        export,
        graph,
        plans,
        play,
        plugins,
        realism,
        recipes,
        show,
        synthesize,
        train,
    )
    from eigengraph.host import Host

    app = typer.Typer(
        name="eigengraph",
        help="Synthesize multi-turn tool-use dialogues, each with an executable, certified verifier.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands: list[Callable[..., object]] = [
        synthesize.synthesize,
        show.show,
        audit.audit,
        certify.certify,
        realism.realism,
        check.check,
        evaluate.evaluate,
        play.play,
        export.export,
        train.train,
        domains.domains,
        plugins.plugins,
        doctor.doctor,
        graph.graph,
    ]
    for command in commands:
        app.command()(command)
    app.command("compare")(compare.compare_evaluations)
    app.add_typer(plans.plans)
    app.add_typer(recipes.recipes)
    app.callback(invoke_without_command=True)(_help_unless_command)
    _add_plugin_commands(app, Host())
    return app


def _add_plugin_commands(app: typer.Typer, host: Host) -> None:
    """Add what plugins register, each in an application of its own first, so that no command hides another."""
    owners = dict.fromkeys(get_group(app).commands, "core")
    own = typer.Typer()
    for plugin, _ in host.each("register_commands", app=own):
        for name in get_group(own).commands:
            if name in owners:
                raise PluginError(f"command {name!r} is registered by both {owners[name]!r} and {plugin!r}; rename one")
            owners[name] = plugin
        for registered, added in (
            (app.registered_commands, own.registered_commands),
            (app.registered_groups, own.registered_groups),
        ):
            registered.extend(added)  # type: ignore[arg-type]
            added.clear()


def _help_unless_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        print(f"eigengraph {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run the command line; the process ends with the command's exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 1 where it failed, 2 for bad input, 130 when interrupted."""
    try:
        result = get_command(build_app()).main(arguments, prog_name="eigengraph", standalone_mode=False)
        # Typer makes an exit code of an interrupt, and says nothing.
        return _interrupted() if result == INTERRUPTED else result if isinstance(result, int) else 0
    except _UsageError as error:
        return _complain(_usage(error), USAGE)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except (ConfigError, TableError) as error:
        return _complain(str(error), USAGE)
    except EigenGraphError as error:
        return _complain(str(error), FAILED)


def _usage(error: Any) -> str:
    """Say in one line what is wrong with the arguments, and what is known."""
    message = " ".join(error.format_message().split()).removesuffix(".")
    if isinstance(error.__cause__, ValidationError):
        message = f"{message} (given: {error.__cause__.errors()[0]['input']!r})"
    if error.ctx is None:
        return message
    command = error.ctx.command
    if hasattr(error, "option_name"):
        options = [name for item in command.params for name in item.opts if name.startswith("--")]
        setting = error.option_name.removeprefix("--").replace("-", "_")
        if command.name == "synthesize" and setting in Settings.model_fields:
            return (
                f"{error.option_name!r} has no flag; put `{setting} = ...` into a TOML file and give that with --config"
            )
        return str(UnknownNameError("option", error.option_name, options))
    if hasattr(command, "commands"):
        message = f"{message} (known: {', '.join(sorted(command.commands))})"
    return f"{message}; see {error.ctx.command_path} --help"


def _interrupted() -> int:
    return _complain("interrupted; a run goes on when the same command is given again", INTERRUPTED)


def _complain(message: str, code: int) -> int:
    print(f"eigengraph: {message}", file=sys.stderr)
    return code
