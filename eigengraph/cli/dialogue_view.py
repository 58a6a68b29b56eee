"""One dialogue as a person reads it, from the header to the lineage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from eigengraph.cli.certificate_view import certificate_block
from eigengraph.cli.plain_text import call_text, plain, short
from eigengraph.cli.verdict_view import changes_block, checks_block
from eigengraph.records import Datum, Goal, Message, Scenario, Task, Trajectory, Verdict

WIDEST = 120
RESULT_LIMIT = 200
NAMES: Mapping[str, tuple[str, str]] = {
    "assistant": ("agent", "bold cyan"),
    "user": ("user", "bold green"),
    "system": ("system", "bold dim"),
}
DECISIONS: Mapping[str, str] = {"do": "green", "refuse": "yellow", "transfer": "magenta"}


def render_datum(datum: Datum, console: Console) -> None:
    """Print one dialogue with all that is known about it.

    Lines are at most 120 characters long, since longer ones are hard to read; narrower consoles are filled.

    Args:
        datum: The task, its certificate, the dialogue and the verdict.
        console: Where to print; one that is no terminal gets no colours.
    """
    certificate = "Certificate" if datum.certificate.issued else "Certificate not issued"
    more: list[tuple[str, RenderableType]] = [
        (certificate, certificate_block(datum.certificate)),
        ("Lineage", _pairs({**datum.lineage, "final state": datum.verdict.digest})),
    ]
    render_dialogue(datum.task, datum.trajectory, datum.verdict, f"candidate {datum.index}", console, more)


def render_dialogue(
    task: Task,
    trajectory: Trajectory,
    verdict: Verdict,
    label: str,
    console: Console,
    more: Sequence[tuple[str, RenderableType]] = (),
) -> None:
    """Print one dialogue: goals, scenario, messages, what changed, assertions.

    Args:
        task: What was played.
        trajectory: The dialogue.
        verdict: What it is worth.
        label: Which of the task's dialogues it is.
        console: Where to print; one that is no terminal gets no colours.
        more: Sections behind these, by title.
    """
    sections: list[tuple[str, RenderableType]] = [
        ("Goals", _goals(task.blueprint.goals)),
        ("Scenario", _scenario(task.scenario)),
        ("Dialogue", _dialogue(trajectory, marked=console.color_system is None)),
        ("What changed", changes_block(verdict.changes)),
        (_checks_title(task, verdict), checks_block(task, verdict)),
        *more,
    ]
    width = min(console.width, WIDEST)
    console.print(_header(task, trajectory, verdict, label), width=width)
    for title, body in sections:
        rule = Rule(Text(title, style="bold"), align="left", style="dim")
        console.print(Group(Text(), rule, Padding(body, (0, 0, 0, 1))), width=width)


def _header(task: Task, trajectory: Trajectory, verdict: Verdict, label: str) -> RenderableType:
    facts = {
        "verdict": _verdict(verdict),
        "ended": Text(plain(f"{trajectory.outcome} {f'({trajectory.detail})' if trajectory.detail else ''}".strip())),
        "size": Text(
            f"messages {len(trajectory.messages)}, calls {len(trajectory.calls())}, errors {trajectory.errors}"
        ),
        "difficulty": Text(f"{task.difficulty:.2f}  (0 easy, 1 hard)"),
        "clauses": Text(", ".join(task.blueprint.clauses()) or "none"),
    }
    grid = _grid()
    for name, fact in facts.items():
        grid.add_row(name, fact)
    title = Text.assemble((plain(task.id), "bold"), " · ", plain(task.domain), " · ", label)
    return Panel(grid, title=title, title_align="left", border_style=_verdict(verdict).style)


def _verdict(verdict: Verdict) -> Text:
    if verdict.reward is None:
        return Text(f"not scored: {plain(verdict.reason)}", style="yellow")
    word, style = ("passed", "green") if verdict.passed else ("failed", "red")
    basis = f"  ({', '.join(verdict.basis)})" if verdict.basis else ""
    why = f": {plain(verdict.reason)}" if verdict.reason else ""
    return Text(f"{word}, reward {verdict.reward:g}{why}{basis}", style=style)


def _goals(goals: tuple[Goal, ...]) -> RenderableType:
    grid = _grid(2)
    for number, goal in enumerate(goals, 1):
        decided = Text.assemble((goal.decision, DECISIONS[goal.decision]), "  ", plain(goal.outcome))
        ways = len(goal.alternatives) + 1
        if ways > 1:
            decided.append(f"  ({ways} ways)", style="dim")
        grid.add_row(str(number), plain(goal.intent), decided)
    return grid


def _scenario(scenario: Scenario) -> RenderableType:
    told = {
        "who": scenario.persona,
        "wants": scenario.reason_for_call,
        "knows": scenario.known_info,
        "not known": scenario.unknown_info,
        "behaves": scenario.task_instructions,
        "style": scenario.style,
    }
    return _pairs(told)


def _dialogue(trajectory: Trajectory, *, marked: bool) -> RenderableType:
    """Draw the messages; ``marked`` says in words what is thought, for want of a colour."""
    grid = _grid(2)
    names: dict[str, str] = {}
    for number, message in enumerate(trajectory.messages, 1):
        if message.role == "tool":
            grid.add_row(str(number), "", _result(message, names.get(message.call_id, "")))
            continue
        # Results of several calls at once come in a row: only then does each need its call's name.
        names = {call.id: call.name for call in message.tool_calls} if len(message.tool_calls) > 1 else {}
        if message.role == "user":
            grid.add_row()
        name, style = NAMES[message.role]
        grid.add_row(str(number), Text(name, style=style), Group(*_turn(message, marked=marked)))
    return grid


def _turn(message: Message, *, marked: bool) -> Iterator[RenderableType]:
    if message.thinking:
        thought = Text(plain(message.thinking), style="dim italic")
        yield _labelled("(thinks)", thought) if marked else thought
    if message.content:
        yield Text(plain(message.content))
    for call in message.tool_calls:
        name, _, arguments = plain(call_text(call)).partition("(")
        yield _labelled("→", Text.assemble((name, "bold"), "(", arguments))
    if message.labels:
        yield Text(f"fault put in on purpose: {plain(', '.join(message.labels))}", style="bold yellow")


def _result(message: Message, name: str) -> RenderableType:
    found = short(message.content, RESULT_LIMIT) or "(empty)"
    return _labelled("←", Text(f"{name}: {found}" if name else found, style="red" if message.error else "dim"))


def _labelled(label: str, text: Text) -> RenderableType:
    grid = _grid()
    grid.add_row(label, text)
    return grid


def _checks_title(task: Task, verdict: Verdict) -> str:
    checks = verdict.checks
    holding = sum(check.holds for check in checks)
    ways = len(task.verifier.outcomes)
    reached = f", outcome {verdict.acceptable!r} of {ways}" if ways > 1 else ""
    return f"Assertions: {holding} of {len(checks)} hold{reached}"


def _pairs(values: Mapping[str, str]) -> RenderableType:
    grid = _grid()
    for name, value in values.items():
        if value:
            grid.add_row(plain(name), Text(plain(value), overflow="fold"))
    return grid


def _grid(labels: int = 1) -> Table:
    """Return an empty grid of narrow label columns and one wide column of text."""
    grid = Table.grid(padding=(0, 1), expand=True)
    for position in range(labels):
        grid.add_column(style="dim" if position == 0 else "", no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    return grid
