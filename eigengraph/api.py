"""What a user calls: compose a graph, synthesize, evaluate a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.config import Settings
from eigengraph.engine.monitor import Watch
from eigengraph.engine.runner import run_synthesis
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.prompts import load_prompts
from eigengraph.roles import SLOTS
from eigengraph.run import Run

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from eigengraph.evaluation import Evaluation, Progress, Tasks
    from eigengraph.graphs.batch import Graph, Part


def compose(
    host: Host,
    settings: Settings,
    *,
    replace: Mapping[str, Part] | None = None,
    insert_after: Mapping[str, Part] | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
) -> Graph:
    """Compose the synthesis graph.

    Args:
        host: The plugins.
        settings: Their domain and workers are checked.
        replace: Stages (``eigengraph.graphs.stage``) or compiled graphs over ``BatchState`` to put in the place of a
            stage, by its name.
        insert_after: The same, to add behind a stage.
        checkpointer: A LangGraph checkpointer for the control plane (docs/architecture.md).

    Returns:
        A compiled LangGraph graph; ``graph.get_graph(xray=True).draw_mermaid()`` draws it.

    Raises:
        UnknownNameError: The domain, a worker, a stage or a prompt is unknown.
        ConfigError: A stage reads what no stage before it writes, or a prompt is wrong.
    """
    from eigengraph.graphs.synthesis import compose_graph

    host.domain(settings.domain)
    host.check_workers(settings.workers)
    load_prompts(SLOTS, settings.prompts)
    return compose_graph(replace=replace, insert_after=insert_after, checkpointer=checkpointer)


def synthesize(
    host: Host,
    settings: Settings,
    *,
    graph: Graph | None = None,
    watch: Watch | None = None,
    callbacks: Sequence[Any] = (),
) -> Run:
    """Synthesize certified tasks with accepted dialogues.

    Interrupted or killed at any moment, the same call goes on where it stopped: nothing that is finished is done again,
    and the dataset is the one that an uninterrupted call makes.

    Args:
        host: The plugins.
        settings: What is asked for. Its ``out`` is the run folder.
        graph: A composed graph; the standard one where it is None.
        watch: Called with a ``Snapshot`` after each result.
        callbacks: LangChain callback handlers: told of graph, dialogues and requests (docs/tracing.md).

    Raises:
        ConfigError: The input cannot be used, the folder belongs to a run of other settings, or it cannot be written.
        TableError: The tables break the domain's schema.
        KeyboardInterrupt: It was interrupted; without the depths of the engine in its traceback.
    """
    try:
        return Run.open(run_synthesis(host, settings, graph or compose(host, settings), watch, callbacks), host)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("interrupted; the same call goes on where it stopped") from None


def evaluate(
    host: Host,
    settings: Settings,
    *,
    tasks: Tasks,
    agent: str = "",
    user: str = "",
    trials: int = 1,
    out: Path | str | None = None,
    data: Path | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Evaluation:
    """Evaluate a policy on tasks: pass^1 to pass^trials, with intervals over tasks; docs/evaluation.md has the rest.

    Interrupted or killed at any moment, the same call goes on where it stopped. More trials may be asked for later.

    Args:
        host: The plugins.
        settings: Domain, seed, limits, options and budgets. ``rollout_attempts`` bounds how often a dialogue that says
            nothing about the policy is played again.
        tasks: Data or tasks, such as ``run.test``, over the tables of the settings; or where they are:
            ``RUN``, ``RUN:SPLIT``, a file, or a registered source.
        agent: The model spec of the policy; the settings' ``model`` where it is empty.
        user: The model spec of the user; the settings' ``user_model``, or ``model``, where it is empty.
        trials: Dialogues for each task.
        out: The folder; chosen from the question where it is not given.
        data: The folder of a task source's files, where it does not find them itself.
        watch: Called with a ``Progress`` after each dialogue.

    Raises:
        ConfigError: The input cannot be used, the folder holds something else, or it cannot be written.
        TableError: The tables break the domain's schema.
        BudgetExceeded: A budget is used up.
        KeyboardInterrupt: It was interrupted; without the depths of the engine in its traceback.
    """
    from eigengraph.evaluation import Evaluation, default_folder, open_exam, run_evaluation

    if trials < 1:
        raise ConfigError(f"trials is {trials!r} but must be at least 1")
    players = {"model": agent or settings.model, "user_model": user or settings.user_model or settings.model}
    settings = settings.model_copy(update=players)
    exam = open_exam(host, settings, tasks, data)
    folder = Path(out) if out is not None else default_folder(settings, exam)
    try:
        return Evaluation.open(run_evaluation(host, settings, exam, trials, folder, watch), host)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("interrupted; the same call goes on where it stopped") from None
