"""An agent loop that keeps what the server drew beside what the trainer is given, for tests of the whole chain."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from eigengraph_verl.agent_loop import EigenGraphAgentLoop


class WitnessLoop(EigenGraphAgentLoop):
    """Plays as ours does, and appends a line for each dialogue to a file in ``witness``."""

    def __init__(self, *, witness: str, **ours: Any) -> None:
        super().__init__(**ours)
        self._file = Path(witness) / f"{os.getpid()}.jsonl"
        self._drawn: list[tuple[list[int], list[float]]] = []

    def _generator(self, sampling_params: Any) -> Any:
        generate = super()._generator(sampling_params)

        async def watched(ids: list[int], most: int) -> Any:
            made = await generate(ids, most)
            self._drawn.append((list(ids), list(made.token_ids), list(made.log_probs or [])))
            return made

        return watched

    async def run(self, sampling_params: Any, **row: Any) -> Any:
        outputs = await super().run(sampling_params, **row)
        given = [
            {
                "prompt": output.prompt_ids,
                "response": output.response_ids,
                "mask": output.response_mask,
                "log_probs": output.response_logprobs,
            }
            for output in outputs
        ]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a") as file:
            file.write(json.dumps({"drawn": self._drawn, "given": given}) + "\n")
        return outputs
