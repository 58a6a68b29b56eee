"""A stand-in for the queue that verl's trainer and workers share: the calls that a replay buffer makes, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Queue:
    """Rows and prompts of one partition, with verl's keys and tags.

    Attributes:
        partition: Its name.
        tags: By key.
        fields: By key, for rows.
    """

    def __init__(self) -> None:
        self.partition = "train"
        self.tags: dict[str, dict[str, Any]] = {}
        self.fields: dict[str, dict[str, Any]] = {}

    def install(self, monkeypatch: Any) -> None:
        """Stand in for the queue, as the module that verl and we import."""
        import transfer_queue

        for name in ("kv_list", "kv_clear", "kv_batch_get", "kv_batch_put"):
            monkeypatch.setattr(transfer_queue, name, getattr(self, name))

    def prompt(self, group: str, status: str = "finished", step: int = 1) -> None:
        """Register a group."""
        self.tags[group] = {"is_prompt": True, "status": status, "global_steps": step}

    def row(self, key: str, **fields: Any) -> None:
        """Store a row of a rollout."""
        self.tags[key] = {"status": "success", "seq_len": 1}
        self.fields[key] = {"uid": key.rsplit("_", 2)[0], **fields}

    def kv_list(self, _partition: str | None = None) -> Mapping[str, Any]:
        return {self.partition: {key: dict(tag) for key, tag in self.tags.items()}}

    def kv_clear(self, *, partition_id: str, keys: Sequence[str]) -> None:
        assert partition_id == self.partition
        for key in keys:
            self.tags.pop(key, None)
            self.fields.pop(key, None)

    def kv_batch_get(
        self, *, keys: Sequence[str], partition_id: str, select_fields: Sequence[str]
    ) -> Mapping[str, Any]:
        assert partition_id == self.partition
        return {name: [self.fields[key][name] for key in keys] for name in select_fields}

    def kv_batch_put(self, *, keys: Sequence[str], partition_id: str, fields: Any) -> None:
        assert partition_id == self.partition
        for name in fields.keys():  # noqa: SIM118 - a TensorDict iterates over its rows
            for key, value in zip(keys, fields[name], strict=True):
                self.fields[key][name] = getattr(value, "data", value)
