"""Which defects a run accepts: the weak writer makes every candidate defective in one way, and labels say which.

    python benchmarks/defects.py [--domains airline retail telecom] [--tasks 12] [--seed 3]

One run for each domain and kind of defect, with one try at each task and dialogue. A defect that does not apply to a
candidate is not made; such candidates are sound and not counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from eigengraph_stub.weak import KINDS, Kind, Label, Weakness, WeakWriter
from measuring import print_columns

import eigengraph as eg


def accepted(domain: str, kind: Kind, tasks: int, seed: int, out: Path) -> tuple[int, int]:
    """Return how many defective candidates were accepted, and how many there were."""
    labels: list[Label] = []
    host = eg.Host([WeakWriter(Weakness({kind: 1.0}), labels.append)])
    settings = eg.Settings(domain=domain, tasks=tasks, seed=seed, task_attempts=1, rollout_attempts=1, out=out)
    data = eg.synthesize(host, settings).data()
    defective = {label.index for label in labels}
    return len(defective & {datum.index for datum in data}), len(defective)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--domains", nargs="+", default=["airline", "retail", "telecom"])
    parser.add_argument("--tasks", type=int, default=12)
    parser.add_argument("--seed", type=int, default=3)
    asked = parser.parse_args()
    begun = time.process_time()
    rows = [("accepted, of those made", *asked.domains)]
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            outs = {domain: Path(folder) / f"{domain}-{kind}" for domain in asked.domains}
            found = [accepted(domain, kind, asked.tasks, asked.seed, out) for domain, out in outs.items()]
            rows.append((kind, *(f"{taken} of {made}" for taken, made in found)))
    print_columns(f"defective tasks, seed {asked.seed}, {time.process_time() - begun:.0f} s of CPU", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
