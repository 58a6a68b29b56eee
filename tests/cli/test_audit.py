"""``eigengraph audit``: what is found, how it ends, and what it says of bad input."""

import json
import re
import shutil

import pytest


def test_a_sound_run_has_no_findings(typed, run):
    code, out, err = typed(f"audit {run}")
    assert (code, err) == (0, "")
    assert out.endswith("3 tasks, 0 findings\n")
    code, out, _ = typed(f"audit {run} --json")
    assert code == 0
    report = json.loads(out)
    assert (report["tasks"], report["findings"], report["counts"]) == (3, [], {})
    assert set(report["not_checked"]) == {"user_uncalled_tool", "user_misreported_result", "user_fact_not_yet_known"}


def test_tasks_that_code_decides(typed, tmp_path):
    folder = tmp_path / "run"
    assert typed("synthesize shop --tasks 2 --verifier derived_code --quiet --out", folder)[0] == 0
    code, out, err = typed("audit --json", folder)
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["tasks"], report["findings"]) == (2, [])
    assert "do_nothing_passes" not in report["not_checked"]


def test_tasks_of_others(typed, tau2_data):
    code, out, _ = typed(f"audit --tau2 {tau2_data} --domain airline --json")
    report = json.loads(out)
    assert code == 1
    assert report["tasks"] == 50
    assert report["counts"]["do_nothing_passes"] == 23
    idle = {one["task"] for one in report["findings"] if one["kind"] == "do_nothing_passes"}
    noop = {one["task"] for one in report["findings"] if one["kind"] == "gold_is_noop"}
    assert len(noop) == 24
    assert idle < noop
    assert report["not_checked"]["communicate_unreachable"]["tasks"] == 5


def test_findings_are_listed_and_explained(typed, tau2_data):
    _, out, _ = typed(f"audit --tau2 {tau2_data} --domain retail")
    assert "a call of the gold solution is refused" in out
    assert re.search(r"64 +gold_raises +exchange_delivered_order_items: Error: Non-delivered order", out)
    assert re.search(r"… and \d+ more; --json lists all", out)
    assert re.search(r"^114 tasks, \d+ findings$", out, re.M)


def test_findings_may_be_allowed(typed, tau2_data):
    assert typed(f"audit --tau2 {tau2_data} --domain telecom --max 20 --json")[0] == 0
    assert typed(f"audit --tau2 {tau2_data} --domain telecom --max 19 --json")[0] == 1


def test_bad_input_is_one_line(typed, run, tmp_path):
    for command, said in (
        ("audit", "give either a run folder or --tau2 FOLDER with --domain NAME"),
        (f"audit {run} --tau2 {tmp_path}", "give either a run folder or --tau2 FOLDER with --domain NAME"),
        (f"audit --tau2 {tmp_path}", "--tau2 needs --domain NAME (known: airline, mock, retail, telecom)"),
        (f"audit --tau2 {tmp_path} --domain retial", "unknown domain of tau2-bench 'retial'; did you mean 'retail'?"),
        (f"audit --tau2 {tmp_path} --domain airline", f"--tau2 {str(tmp_path)!r}: {str(tmp_path)!r} holds no folder"),
        (f"audit {tmp_path}", "is not a run folder"),
        (f"audit {run} --domain retail", "--domain 'retail' goes with --tau2; a run is audited whole, so leave it out"),
        (f"audit {run} --split test", "--split 'test' goes with --tau2; a run is audited whole, so leave it out"),
    ):
        code, out, err = typed(command)
        assert (code, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1


def test_tasks_of_others_that_cannot_be_read_are_one_line(typed, tau2_data, tmp_path):
    shutil.copytree(tau2_data / "airline", tmp_path / "airline")
    (tmp_path / "airline" / "tasks.json").write_text("[" * 100_000)
    code, out, err = typed(f"audit --tau2 {tmp_path} --domain airline")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "tasks.json' is not JSON: it is nested too deeply" in err


@pytest.mark.parametrize("lost", ["settings", "times", "summary.certified", "settings.domain"])
def test_a_run_whose_manifest_lost_something_is_one_line(typed, run, tmp_path, lost):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    *path, name = lost.split(".")
    del (manifest[path[0]] if path else manifest)[name]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    code, out, err = typed("audit", folder)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"eigengraph: manifest {str(folder / 'manifest.json')!r} is damaged: ")


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "[]", '{"agent": 3}'])
@pytest.mark.parametrize("name", ["tools.json", "prompts.json"])
def test_a_run_with_a_damaged_context_is_one_line(typed, run, tmp_path, name, text):
    folder = tmp_path / "run"
    shutil.copytree(run, folder)
    (folder / name).write_text(text)
    code, out, err = typed("audit", folder)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert str(folder / name) in err
