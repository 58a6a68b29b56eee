"""Every combination of issues of the telecom generator: broken before, whole (or still broken) after, by execution.

    python benchmarks/telecom_tasks.py [--certify EVERY]

Prints by family how many combinations there are, how many were verified, how many end with a transfer, and how many
tasks are distinct; the time of each; and with ``--certify`` how many of every so manieth got their certificate.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from random import Random

from eigengraph_telecom import TELECOM
from eigengraph_telecom.generate import generate_tables
from eigengraph_telecom.rules import RULES
from eigengraph_telecom.sampler import FAMILIES, Case, combinations, repair
from eigengraph_telecom.sampler.scene import Line, Script, lines_in_use

from eigengraph.authoring import DeadEnd
from eigengraph.records import Blueprint, Scenario, Task, digest, encode
from eigengraph.verify import certify, derive_verifier
from eigengraph.world import Base, World, check_tables

DESK = replace(TELECOM, rules=RULES)
SEED = 1


def task_of(base: Base, case: Case) -> Task:
    """Break a phone, repair it, and make that a task.

    Raises:
        DeadEnd: It is not broken before, or not whole after.
    """
    initial = case.initial()
    goal = repair(World(DESK, base, initial, seed=SEED), case, Random(SEED), lambda script: identify(script, case.line))
    blueprint = Blueprint((), (goal,), initial)
    verifier = derive_verifier(DESK, base, blueprint, initial, SEED)
    return Task(case.intent, DESK.name, blueprint, Scenario("", "", "", "", ""), verifier, initial, SEED)


def identify(script: Script, line: Line) -> None:
    """Find out who calls."""
    script.agent("The number identifies the user.", "get_customer_by_phone", phone_number=line.phone_number)


def fit_line(base: Base) -> Line:
    """Return a line that can have any issue."""
    world = World(DESK, base)
    owing = {row["customer_id"] for row in world.bills.values() if row["status"] in ("Overdue", "Awaiting Payment")}
    fit = (line for line in lines_in_use(world) if line.customer_id not in owing and line.limit_gb < 500)
    return next(line for line in fit if not line.used_up and not line.refuelled_gb)


def main() -> None:
    """Go through all families."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--certify", type=int, default=0, metavar="EVERY")
    every = parser.parse_args().certify
    base = Base(check_tables(DESK.schema, generate_tables(0, 40), DESK.check_tables), DESK.sides())
    line = fit_line(base)
    distinct: set[str] = set()
    for family in FAMILIES.values():
        begun, verified, transferred, certified, tried = time.perf_counter(), 0, 0, 0, 0
        found = list(combinations(family))
        for index, issues in enumerate(found):
            try:
                task = task_of(base, Case(family.name, issues, line))
            except DeadEnd as problem:
                print(f"{family.name}: {issues}: {problem}")
                continue
            verified += 1
            transferred += task.blueprint.goals[0].decision == "transfer"
            distinct.add(digest(encode(task.blueprint)))
            if every and index % every == 0:
                tried += 1
                certified += certify(task, DESK, base).issued
        each = (time.perf_counter() - begun) / len(found)
        print(
            f"{family.name}: {verified} of {len(found)} verified, {transferred} transfers, "
            f"{certified} of {tried} certified, {1000 * each:.1f} ms each"
        )
    print(f"{len(distinct)} distinct tasks")


if __name__ == "__main__":
    main()
