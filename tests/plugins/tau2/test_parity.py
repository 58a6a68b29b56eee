"""Rewards are tau2-bench's own, on its tasks and on recorded runs."""

import pytest
from eigengraph_tau2.data import DomainFolder, open_data
from eigengraph_tau2.export_run import write_database
from eigengraph_tau2.exporting import databases
from eigengraph_tau2.gold import replay_gold
from eigengraph_tau2.importing import import_task
from eigengraph_tau2.regrading import regrade
from eigengraph_tau2.results import read_results

from eigengraph.verify.replay import Step
from eigengraph.verify.score import score_steps

TASKS = {"airline": 50, "retail": 114, "telecom": 114, "mock": 10}
WITHOUT_NL = {"airline": 0, "retail": 40, "telecom": 0, "mock": 0}
FAILING = {"mock": ["update_task_with_history_and_env_assertions", "update_task_with_user_tools"]}
"""Gold that misses an assertion, in tau2-bench too: the actions of these tasks do not do what they assert."""
MOCK_BREAKDOWNS = {
    "create_task_1": {"DB": 1.0, "COMMUNICATE": 1.0},
    "create_task_1_with_env_assertions": {"DB": 1.0, "ENV_ASSERTION": 1.0},
    "create_task_1_nl_eval": {"COMMUNICATE": 1.0},
    "update_task_1": {"DB": 1.0, "COMMUNICATE": 1.0},
    "update_task_with_message_history": {"DB": 1.0, "COMMUNICATE": 1.0},
    "update_task_with_initialization_data": {"DB": 1.0, "COMMUNICATE": 1.0},
    "update_task_with_initialization_actions": {"DB": 1.0, "COMMUNICATE": 1.0},
    "update_task_with_history_and_env_assertions": {"ENV_ASSERTION": 0.0},
    "update_task_with_user_tools": {"DB": 1.0, "ENV_ASSERTION": 0.0, "ACTION": 1.0},
    "impossible_task_1": {"DB": 1.0, "ACTION": 1.0},
}
"""What tau2-bench's evaluator gave the gold dialogues of its mock domain."""
RAISING = {
    "retail": [
        *("2", "3", "4", "35", "37", "38", "39"),
        *("46",) * 2,
        *("47",) * 2,
        *("54", "55", "64"),
        *("67",) * 2,
        "68",
        "105",
    ],
}
RUNS = {
    "claude-sonnet-4-5_airline_default_gpt4.1_1trials": 50,
    "e2e_airline_baseline": 1,
    "e2e_retail_baseline": 1,
    "e2e_telecom_baseline": 1,
    "ft_gpt-4.1-2025-04-14_sft_telecom_no-user_gpt-4.1_1trials": 40,
    "gpt-4.1_retail_defautl_gpt-4.1_1trials": 40,
    "telecom_llm_agent_gpt-4o_user_simulator_gpt-4o": 20,
}


@pytest.fixture(scope="module")
def ground(host, tau2_data):
    grounds = {}

    def find(name):
        if name not in grounds:
            grounds[name] = open_data(tau2_data, name).ground(host.domain(name))
        return grounds[name]

    return find


@pytest.mark.parametrize("domain", TASKS)
def test_gold_is_worth_everything(tau2_data, ground, domain):
    tasks = open_data(tau2_data, domain).tasks("base")
    replays = [replay_gold(task, ground(domain)) for task in tasks]
    assert len(replays) == TASKS[domain]
    assert [replay.task for replay in replays if not replay.passed] == FAILING.get(domain, [])
    assert sum(replay.reward.value is None for replay in replays) == WITHOUT_NL[domain]
    assert [call.task for replay in replays for call in replay.raising] == RAISING.get(domain, [])


def test_every_component_of_mock_gold_is_tau2s(tau2_data, ground):
    replays = [replay_gold(task, ground("mock")) for task in open_data(tau2_data, "mock").tasks("base")]
    assert {replay.task: replay.reward.breakdown for replay in replays} == MOCK_BREAKDOWNS


@pytest.mark.parametrize("name", RUNS)
def test_recorded_rewards_are_ours(tau2_runs, ground, name):
    results = read_results(tau2_runs / f"{name}.json.gz")
    run = regrade(results, ground(results.domain))
    assert (run.agree, run.disagree, run.skipped, run.ungraded) == (RUNS[name], (), (), ())
    assert run.replayed == ()


@pytest.mark.parametrize("domain", TASKS)
def test_imported_tasks_pass_with_gold_and_keep_their_source(tau2_data, ground, domain):
    for task in open_data(tau2_data, domain).tasks():
        ours = import_task(task, ground(domain)).task
        steps = [*map(Step, ours.blueprint.gold()), *(Step(said=text) for text in ours.blueprint.goals[0].say)]
        passed = score_steps(ours, ground(domain).domain, ground(domain).base, steps).passed
        assert passed or task.id in FAILING.get(domain, []), task.id


@pytest.mark.parametrize("domain", TASKS)
def test_a_database_comes_back_as_it_was(tau2_data, tmp_path, ground, domain):
    for name, database in databases(ground(domain)).items():
        write_database(tmp_path / name, database)
    again = DomainFolder(tmp_path, domain).ground(ground(domain).domain)
    assert again.base.digest == ground(domain).base.digest
