"""Every role of a language model, played by the stub through the real client: plans, tasks, verifiers, judgements."""

from __future__ import annotations

import eigengraph_openai
import pytest
from eigengraph_stub.filling import instance
from eigengraph_stub.log import read_log
from eigengraph_stub.plans import drawn_plan

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.roles.plan_drafts import PlanBook, PlanDraft
from eigengraph.roles.verifier_writer import VerifierDraft

FAULTS = "server_error=0.03,reset=0.03,truncated=0.03,wrong_schema=0.02,refusal=0.02,empty=0.02"


@pytest.fixture
def synthesize(shop, serving, tmp_path):
    """``synthesize(faults, **settings)`` makes a run of the shop through the stub; returns it and the stub's log."""

    def make(faults="", **settings):
        out, log = tmp_path / "run", tmp_path / "log.jsonl"
        with serving("--run", str(out), "--log", str(log), "--faults", faults, "--retry-after", "0.01") as url:
            host = eg.Host([shop, eigengraph_openai])
            asked = {"domain": "shop", "tasks": 3, "seed": 5, "model": f"openai:stub@{url}", "out": out}
            run = eg.synthesize(host, eg.Settings(**asked | settings))
        return run, read_log(log)

    return make


def test_plans_tasks_and_verifiers_are_the_models(synthesize):
    run, lines = synthesize(streams=2, rounds=2, pilot=2, workers={"blueprint": "model", "verifier": "model"})
    assert run.summary.certified == 3
    roles = {"planner", "blueprint", "scenario", "verifier", "agent", "user", "judge"}
    assert roles <= {line.role for line in lines}
    for datum in run.data():
        assert datum.certificate.issued
        named = {name for name in datum.lineage if name.startswith("prompt.")}
        assert {"prompt.planner", "prompt.task_writer", "prompt.verifier_writer", "prompt.judge"} <= named
    assert {version["why"][:10] for version in run.manifest["plans"]["versions"]} == {"drawn from"}
    known = range(2 * 2 * 2 + 9)
    assert all(line.index in known for line in lines if line.role in roles - {"planner"})


def test_faults_of_replies_are_fed_back_and_counted(synthesize):
    run, lines = synthesize(FAULTS, streams=2, rounds=2, pilot=2, tasks=4)
    assert run.summary.certified == 4
    assert all(datum.certificate.issued and datum.verdict.passed for datum in run.data())
    assert any(line.fault in ("wrong_schema", "refusal", "empty") for line in lines)
    assert run.audit(run.host).findings == ()


def test_drawn_plans_are_read_without_a_word(shop):
    host = eg.Host([shop])
    book = PlanBook(open_workshop(host, eg.Settings(domain="shop")))
    schema = book.form().schema
    pairs = {book.pair(PlanDraft.model_validate(drawn_plan(schema, seed)), 0).id for seed in range(30)}
    assert len(pairs) > 20


def test_the_least_reply_keeps_a_verifier_as_it_is():
    schema = VerifierDraft.model_json_schema()
    assert instance(schema, schema) == {"dropped": [], "added": [], "code": ""}
