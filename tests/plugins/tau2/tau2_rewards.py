# mypy: disable-error-code="import-not-found,import-untyped"
"""Prints what tau2-bench's evaluator gives each dialogue of a results file; run by an interpreter that has it.

TAU2_DATA_DIR=FOLDER PYTHON tau2_rewards.py RESULTS
"""

import json
import sys

answers, sys.stdout = sys.stdout, sys.stderr  # imports below print

from tau2.data_model.simulation import Results  # noqa: E402
from tau2.evaluator.evaluator import EvaluationType, evaluate_simulation  # noqa: E402

results = Results.load(sys.argv[1])
tasks = {task.id: task for task in results.tasks}
rewards = {
    run.task_id: evaluate_simulation(
        run, tasks[run.task_id], EvaluationType.ALL, solo_mode=False, domain=results.info.environment_info.domain_name
    ).reward
    for run in results.simulations
}
print(json.dumps(rewards), file=answers)
