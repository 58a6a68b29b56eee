"""A Hugging Face folder, looked at without loading it: its shape, its tokenizer, what is in its weights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from eigengraph.errors import ConfigError
from eigengraph.models import Check
from eigengraph.records import canonical, digest

_BLOCK = 65536
_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A Hugging Face folder.

    Attributes:
        folder: Where.
    """

    folder: Path

    def config(self) -> dict[str, Any]:
        """Return ``config.json``.

        Raises:
            ConfigError: It is missing or damaged.
        """
        return _read(self.folder, "config.json")

    def tokens(self) -> dict[str, int]:
        """Return the tokenizer's ids by token, added tokens included.

        Raises:
            ConfigError: ``tokenizer.json`` is missing or damaged.
        """
        said = _read(self.folder, "tokenizer.json")
        try:
            vocabulary = said["model"]["vocab"]
            known = vocabulary if isinstance(vocabulary, dict) else {pair[0]: i for i, pair in enumerate(vocabulary)}
            return {**known, **{item["content"]: item["id"] for item in said.get("added_tokens", ())}}
        except (KeyError, TypeError, IndexError):
            raise ConfigError(f"{str(self.folder / 'tokenizer.json')!r} holds no vocabulary") from None

    def tokenizer_digest(self) -> str:
        """Return the SHA-256 of the tokenizer's ids by token, which survives its being written anew.

        Raises:
            ConfigError: ``tokenizer.json`` is missing or damaged.
        """
        return digest(canonical(sorted(self.tokens().items())))

    def digest(self) -> str:
        """Return a SHA-256 of shape and weights: sizes of the files, and 16 blocks of 64 KiB of each."""
        parts = [canonical(self.config())]
        for path in sorted(self.folder.glob("*.safetensors")):
            size = path.stat().st_size
            parts.append(f"{path.name} {size}".encode())
            with path.open("rb") as weights:
                for block in range(_BLOCKS):
                    weights.seek(max(0, size - _BLOCK) * block // (_BLOCKS - 1), os.SEEK_SET)
                    parts.append(weights.read(_BLOCK))
        return digest(*parts)

    def checks(self) -> Iterator[Check]:
        """Yield whether weights and tokenizer belong together."""
        config, tokens = self.config(), self.tokens()
        size = config.get("vocab_size", 0)
        highest = max(tokens.values(), default=-1)
        if highest >= size:
            yield Check("tokenizer", False, self._of_another(f"has id {highest}, and the weights {size} ids"))
            return
        for key in ("eos_token_id", "pad_token_id", "bos_token_id"):
            given = config.get(key)
            for token in given if isinstance(given, list) else [given]:
                if token is not None and token not in tokens.values():
                    yield Check(
                        "tokenizer", False, self._of_another(f"has no id {token}, which is the {key} of config.json")
                    )
                    return
        rows = self._embedded()
        if rows is not None and rows <= highest:
            yield Check("tokenizer", False, self._of_another(f"has id {highest}, and the embedding {rows} rows"))
            return
        yield Check("tokenizer", True, found=f"{len(tokens)} tokens, digest {self.tokenizer_digest()[:16]}")

    def _of_another(self, why: str) -> str:
        return f"{str(self.folder)!r} is a checkpoint of another tokenizer: its tokenizer.json {why}; mend that"

    def _embedded(self) -> int | None:
        """Return the rows of the embedding, from the header of the weights' file; None where it is not found."""
        for path in sorted(self.folder.glob("*.safetensors")):
            with path.open("rb") as weights:
                length = int.from_bytes(weights.read(8), "little")
                header = orjson.loads(weights.read(length)) if length < path.stat().st_size else {}
            for name, tensor in header.items():
                if name.endswith("embed_tokens.weight"):
                    return int(tensor["shape"][0])
        return None


def _read(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        said = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"--model {str(folder)!r} is no Hugging Face folder ({name}: {error.strerror})") from None
    except orjson.JSONDecodeError as error:
        raise ConfigError(f"{str(path)!r} is damaged ({error})") from None
    if not isinstance(said, dict):
        raise ConfigError(f"{str(path)!r} is damaged: it holds {said!r:.40}")
    return said
