"""A model of a million parameters for the reduced store (``retail_micro``): what continuous integration trains.

| module | what |
|---|---|
| ``tokenizer`` | a tokenizer for one small domain, with its chat template |
| ``model``, ``optimizer`` | a tiny mixture of experts, and what makes it learn to copy |
| ``pretrain`` | how the weights beside it were made |
| ``playing`` | many dialogues at once, in one process |
"""

from __future__ import annotations

import shutil
from pathlib import Path

MODEL = Path(__file__).with_name("weights")
"""The pre-trained model, as a Hugging Face folder."""


def begin(_data: Path, folder: Path) -> None:
    """Put the pre-trained model into a folder; what the recipes begin with where no ``--model`` is given."""
    shutil.copytree(MODEL, folder, dirs_exist_ok=True)
