"""What a first run costs: ``eigengraph synthesize DOMAIN`` in a cold process, imports included.

    python benchmarks/synthesize.py [--domain airline] [--tasks 200] [--seed 7]

On tau2-bench's database where EIGENGRAPH_TAU2_DATA is set, else on a generated one. Wall and CPU time are of the whole
command, memory is the most that it held at once. Every task that is asked for must be delivered.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from measuring import Figure, ask_domain, database_name, report, run_child, tau2_tables, timing

COMMAND_LINE = "from eigengraph.cli import main; main()"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    tables = tau2_tables(asked.domain)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-c", COMMAND_LINE, "synthesize", asked.domain, "--json", "--quiet"),
            *("--tasks", str(asked.tasks), "--seed", str(asked.seed), "--out", str(Path(folder) / "run")),
            *(("--tables", str(tables)) if tables else ()),
        ]
        ended = run_child(command)
    if ended.code not in (0, 1) or not ended.output:
        raise SystemExit(f"{' '.join(command)} failed:\n{ended.errors}")
    summary = json.loads(ended.output.splitlines()[-1])
    certified, rejected = summary["certified"], sum(summary["rejected"].values())
    figures = [
        timing("wall", ended.wall, "s", 30 if asked.tasks == 200 else None),
        timing("CPU", ended.cpu, "s"),
        timing("peak memory", ended.peak, "MB", 500),
        timing("CPU a task, imports included", ended.cpu / asked.tasks * 1000, "ms"),
        Figure("certified tasks", str(certified), str(asked.tasks), certified == asked.tasks),
        Figure("candidates rejected", f"{rejected} {summary['rejected'] or ''}".strip()),
    ]
    command_line = f"synthesize {asked.domain} --tasks {asked.tasks} --seed {asked.seed}"
    return report(f"{command_line}, cold, on {database_name(tables)}", figures)


if __name__ == "__main__":
    sys.exit(main())
