"""Running verl's agent loop without Ray: one rollout after another, with a server of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from eigengraph_verl.rollouts.ground import open_ground

from eigengraph.records import Task, Trajectory, decode
from tests.rl_recipes.verl.tiny import Server

YAML = Path(__file__).parents[3] / "rl_recipes" / "eigengraph_verl" / "agent_loop.yaml"
SAMPLING = {"temperature": 1.0, "top_p": 1.0, "top_k": -1, "repetition_penalty": 1.0, "logprobs": True}


def config_of(folder: Path, *overrides: str) -> Any:
    """Return verl's whole configuration, with the exported folder as training data."""
    from hydra import compose, initialize_config_module

    with initialize_config_module("verl.trainer.config", version_base=None):
        return compose(
            "ppo_trainer",
            overrides=[
                f"data.train_files=[{folder}/rl_train.parquet]",
                "data.max_prompt_length=60000",
                "data.max_response_length=40000",
                "actor_rollout_ref.rollout.name=vllm",
                *overrides,
            ],
        )


@dataclass(frozen=True)
class Played:
    """One rollout.

    Attributes:
        row: The row that was played, with what the trainer adds to it.
        outputs: What the loop returned.
        server: What it asked.
    """

    row: dict[str, Any]
    outputs: list[Any]
    server: Server

    @property
    def told(self) -> dict[str, Any]:
        """What the last output says of the rollout."""
        told: dict[str, Any] = self.outputs[-1].extra_fields["eigengraph"]
        return told

    @property
    def trajectory(self) -> Trajectory:
        """What was played."""
        return decode(Trajectory, self.told["trajectory"])


def task_rows(folder: Path, name: str = "rl_train.parquet") -> list[dict[str, Any]]:
    """Return the rows of a file as verl's dataset gives them."""
    return [{**row, "raw_prompt": row["prompt"]} for row in pq.read_table(folder / name).to_pylist()]


def play(
    config: Any,
    row: dict[str, Any],
    tokenizer: Any,
    *,
    group: str = "g",
    rollout: int = 0,
    server: Any = None,
    **kwargs: Any,
) -> Played:
    """Play one rollout of a row.

    Args:
        config: verl's.
        row: Of an exported file.
        tokenizer: The policy's.
        group: What verl calls the prompt.
        rollout: The number in its group.
        server: Answers in the policy's place; one that plays the agent where it is None.
        kwargs: Keys of ``agent_loop.yaml``.
    """
    return asyncio.run(play_async(config, row, tokenizer, group=group, rollout=rollout, server=server, **kwargs))


async def play_async(
    config: Any, row: dict[str, Any], tokenizer: Any, *, group: str, rollout: int, server: Any = None, **kwargs: Any
) -> Played:
    """Play one rollout; see ``play``."""
    import hydra
    from omegaconf import OmegaConf
    from verl.experimental.agent_loop.agent_loop import DictConfigWrap, ToolListWrap
    from verl.utils.dataset.rl_dataset import RLHFDataset

    server = server or server_of(config, row, tokenizer, seed=rollout)
    [entry] = OmegaConf.load(YAML)
    loop = hydra.utils.instantiate(
        OmegaConf.merge(entry, kwargs),
        trainer_config=DictConfigWrap(config),
        server_manager=server,
        tokenizer=tokenizer,
        processor=None,
        hf_model_type="qwen3",
        dataset_cls=RLHFDataset,
        data_config=DictConfigWrap(config.data),
        tools=ToolListWrap([]),
    )
    row = {**row, "uid": group, "session_id": rollout, "global_steps": 3}
    return Played(row, await loop.run(dict(SAMPLING), **row), server)


def server_of(config: Any, row: dict[str, Any], tokenizer: Any, **how: Any) -> Server:
    """Return a server that plays the agent of a row."""
    domain = open_ground(Path(config.data.train_files[0]).parent).domain
    return Server(tokenizer, decode(Task, row["extra_info"]["task"]), domain, **how)


def written(outputs: Sequence[Any]) -> list[int]:
    """Return the tokens that are trained on, in order."""
    return [
        token for output in outputs for token, one in zip(output.response_ids, output.response_mask, strict=True) if one
    ]
