"""A run as verl's data.

| file | what |
|---|---|
| ``rl_train.parquet``, ``rl_val.parquet``, ``rl_test.parquet`` | a row for each certified task of the split |
| ``policy_sft_train.parquet``, ``policy_sft_val.parquet`` | what the agent wrote, to fine-tune a policy on |
| ``user_sft_train.parquet``, ``user_sft_val.parquet`` | what the user wrote, to fine-tune a user model on |
| ``world/`` | what rollouts open their worlds from: tables, policy, tools, prompts |
| ``manifest.json`` | the run, its domain, how many rows, and the digest of every file |
"""

from eigengraph_verl.export.manifest import Manifest, check_digests, read_manifest
from eigengraph_verl.export.run import export_run

__all__ = ["Manifest", "check_digests", "export_run", "read_manifest"]
