"""Models behind any server that speaks OpenAI's chat-completions API: vLLM, SGLang, llama.cpp, hosted ones.

Model spec ``openai:MODEL@URL``. Options (see ``settings.OpenAISettings``) stand in the settings' ``[options.openai]``.

| module | what |
|---|---|
| ``settings`` | the spec and the options |
| ``client`` | one model of one server |
| ``sessions`` | a pool of connections for each event loop |
| ``answers`` | what a status, a header and a body mean |
| ``export`` | a run as files for chat fine-tuning |
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.exporters import Export, Exporter
from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme

if TYPE_CHECKING:
    from eigengraph.run import Run


@hookimpl
def register_models() -> list[ModelScheme]:
    """Register the scheme ``openai``."""
    return [ModelScheme("openai", _open, "openai:MODEL@URL, any server with OpenAI's chat-completions API")]


def _open(rest: str, options: Mapping[str, Any]) -> Model:
    from eigengraph_openai.client import OpenAIModel
    from eigengraph_openai.settings import read_settings

    return OpenAIModel(*read_settings(rest, options))


@hookimpl
def register_exporters() -> list[Exporter]:
    """Register files for chat fine-tuning."""
    return [Exporter("openai", _export, "JSONL for chat fine-tuning with tools, over OpenAI's API")]


def _export(run: Run, out: Path) -> Export:
    from eigengraph_openai.export import export_run

    return export_run(run, out)
