"""tau2-bench's evaluator gives the dialogues of an exported run the rewards that ours gave."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from eigengraph_tau2.interpreter import tau2_python

import eigengraph as eg
from eigengraph.errors import ConfigError

SCRIPT = Path(__file__).with_name("tau2_rewards.py")


@pytest.fixture
def graded_there():
    """Return tau2-bench's rewards of a results file over a data folder, by task."""
    try:
        python = tau2_python()
    except ConfigError as error:
        pytest.skip(f"tau2-bench cannot be run: {error}")

    def grade(data: Path, results: Path) -> dict[str, float]:
        env = {**os.environ, "TAU2_DATA_DIR": str(data), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        done = subprocess.run([python, SCRIPT, results], capture_output=True, text=True, env=env, timeout=300)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return grade


def test_a_run_is_worth_the_same_there(graded_there, tmp_path):
    """One of its dialogues opens a bill: in tau2-bench that is another bill in each world."""
    run = eg.synthesize(eg.Host(), eg.Settings(domain="telecom", tasks=3, seed=2, out=tmp_path / "run"))
    run.export("tau2", tmp_path / "out")
    ours = {datum.task.id: datum.verdict.reward for datum in run.data()}
    needs = {need for datum in run.data() for need in datum.task.verifier.needs}
    assert any(table == "bills" for table, _ in needs)
    assert graded_there(tmp_path / "out", tmp_path / "out" / "simulations" / "run" / "results.json") == ours
