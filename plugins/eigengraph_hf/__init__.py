"""Models in Hugging Face folders, through transformers in this process; and runs as datasets.

Model spec ``hf:FOLDER``; needs ``pip install 'eigengraph[hf]'``. Options (``settings.HFSettings``) stand in the
settings' ``[options.hf]``.

| module | what |
|---|---|
| ``settings`` | the spec and the options |
| ``model``, ``chat`` | requests to token ids, token ids to replies |
| ``serving`` | one thread that decodes what many dialogues ask for |
| ``decoding``, ``rows``, ``prefixes``, ``drawing`` | decoding many rows at once, token by token, with a KV cache |
| ``loading`` | a folder as model and tokenizer |
| ``export``, ``card`` | a run as a folder that ``datasets.load_dataset`` reads |
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
    """Register the scheme ``hf``."""
    return [ModelScheme("hf", _open, "hf:FOLDER, a Hugging Face folder through transformers in this process")]


def _open(rest: str, options: Mapping[str, Any]) -> Model:
    from eigengraph_hf.model import HFModel
    from eigengraph_hf.settings import read_settings

    return HFModel(*read_settings(rest, options))


@hookimpl
def register_exporters() -> list[Exporter]:
    """Register folders for Hugging Face's ``datasets``."""
    return [Exporter("hf", _export, "parquet files by split with a dataset card, for datasets.load_dataset")]


def _export(run: Run, out: Path) -> Export:
    from eigengraph_hf.export import export_run

    return export_run(run, out)
