"""The command line: one file a command, and one place where errors become a line."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
import typer
from typer.main import get_command

from eigengraph.errors import ConfigError, EigenGraphError

INTERRUPTED = 130
FAILED = 1
USAGE = 2


def build_app() -> typer.Typer:
    """Return the application with the core's commands and those that plugins add."""
    from eigengraph.cli import domains, graph, plugins, show, synthesize
    from eigengraph.host import Host

    app = typer.Typer(
        name="eigengraph",
        help="Synthesize multi-turn tool-use dialogues, each with an executable, certified verifier.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands: list[Callable[..., object]] = [
        synthesize.synthesize,
        show.show,
        domains.domains,
        plugins.plugins,
        graph.graph,
    ]
    for command in commands:
        app.command()(command)
    Host().hook.register_commands(app=app)
    return app


def main() -> None:
    """Run the command line; the process ends with the command's exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 1 where it failed, 2 for bad input, 130 when interrupted."""
    try:
        result = get_command(build_app()).main(arguments, prog_name="eigengraph", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message())
        return USAGE
    except click.UsageError as error:
        return _complain(_usage(error), USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _complain("stopped; the same command goes on from here", INTERRUPTED)
    except ConfigError as error:
        return _complain(str(error), USAGE)
    except EigenGraphError as error:
        return _complain(str(error), FAILED)


def _usage(error: click.UsageError) -> str:
    """Say in one line what is wrong with the arguments, and what is known."""
    message = " ".join(error.format_message().split())
    if error.ctx is None:
        return message
    command = error.ctx.command
    if isinstance(error, click.NoSuchOption):
        known = sorted(name for parameter in command.params for name in parameter.opts if name.startswith("--"))
        message = f"{message} (known: {', '.join(known)})"
    elif isinstance(command, click.Group):
        message = f"{message} (known: {', '.join(sorted(command.commands))})"
    return f"{message}; see {error.ctx.command_path} --help"


def _complain(message: str, code: int) -> int:
    print(f"eigengraph: {message}", file=sys.stderr)
    return code
