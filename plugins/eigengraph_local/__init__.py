"""A GGUF file as a model, through llama.cpp in this process: for trying things out where no server is at hand.

Model spec ``local:PATH.gguf``; needs ``pip install 'eigengraph[local]'``. Options (``settings.LocalSettings``) stand
in the settings' ``[options.local]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme


@hookimpl
def register_models() -> list[ModelScheme]:
    """Register the scheme ``local``."""
    return [ModelScheme("local", _open, "local:PATH.gguf, a file through llama.cpp in this process")]


def _open(rest: str, options: Mapping[str, Any]) -> Model:
    from eigengraph_local.model import LocalModel
    from eigengraph_local.settings import read_settings

    return LocalModel(*read_settings(rest, options))
