"""A weak writer: makes defects at known rates, to measure whether the engine finds them and learns to avoid them.

| module | what |
|---|---|
| ``blueprints``, ``scenarios``, ``verifiers`` | the defects: from a sound part of a task to a defective one |
| ``weakness`` | how often each occurs, and which wording of a plan cures which, drawn from a seed |
| ``writer`` | a plugin that works defects into what a run's own workers make, and tells its owner which |
"""

from eigengraph_stub.weak.scene import Scene
from eigengraph_stub.weak.weakness import KINDS, WORDINGS, Kind, Weakness
from eigengraph_stub.weak.writer import Label, WeakWriter, plan_text

__all__ = ["KINDS", "WORDINGS", "Kind", "Label", "Scene", "WeakWriter", "Weakness", "plan_text"]
