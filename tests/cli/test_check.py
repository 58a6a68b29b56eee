"""``eigengraph check``, and the view that ``eigengraph show`` prints for it."""

from __future__ import annotations

import gzip
import json
import math
import re

import pytest

CODE = {
    "yes": ("def check(view):\n    return bool(view['changed'])", 0, "ok", True),
    "no": ("def check(view):\n    return {'passed': False, 'score': 0.5, 'reasons': ['too late']}", 1, "ok", False),
    "assert": ("def check(view):\n    assert not view['changed'], 'changed'", 1, "assert", False),
    "raises": ("def check(view):\n    return view['nothing']", 3, "error", None),
    "returns a lambda": ("def check(view):\n    return lambda: True", 3, "error", None),
    "endless": ("def check(view):\n    while True: pass", 3, "limit", None),
    "prints": ("def check(view):\n    while True: print('x' * 1000)", 3, "limit", None),
    "no check": ("def verify(view): return True", 3, "invalid_code", None),
    "other arguments": ("def check(state): return True", 3, "invalid_code", None),
    "a long number": (f"check = 0x{'f' * 20_000}", 3, "invalid_code", None),
    "a long sum": (f"check = [{'+'.join(['1'] * 600)}]", 3, "invalid_code", None),
    "does not parse": ("def check(view:\n", 3, "invalid_code", None),
}


@pytest.fixture(scope="module")
def view(run, tmp_path_factory):
    """The view of the first task of a run, in a file."""
    from eigengraph import Run
    from eigengraph.engine.reopen import reopen
    from eigengraph.host import Host
    from eigengraph.records import encode
    from eigengraph.verify.code_view import last_view, view_fields

    datum = next(iter(Run.open(run).data()))
    path = tmp_path_factory.mktemp("view") / "view.json"
    domain, base = reopen(Host(), run)
    path.write_bytes(encode(view_fields(last_view(datum.task, domain, base, datum.trajectory))))
    return path


@pytest.mark.parametrize("name", CODE)
def test_check_says_how_it_went_and_exits_by_it(typed, view, tmp_path, name):
    code, status, kind, result = CODE[name]
    (tmp_path / "checker.py").write_text(code)
    done, out, err = typed("check --json", tmp_path / "checker.py", "--view", view)
    said = json.loads(out.splitlines()[-1])
    assert (done, said["kind"], said["result"], err) == (status, kind, result, "")
    assert set(said) == {"kind", "result", "score", "reasons", "line", "microseconds"}
    assert all("\n" not in reason and len(reason) < 300 for reason in said["reasons"])
    assert said["reasons"] or result is True
    assert (said["microseconds"] > 0) == (kind != "invalid_code")


def test_check_for_people(typed, view, tmp_path):
    (tmp_path / "checker.py").write_text("def check(view):\n    return view['nothing']['\\x1b[2J']")
    done, out, _ = typed("check", tmp_path / "checker.py", "--view", view)
    assert done == 3
    hint = r"  If 'nothing' is the key of a row: `eigengraph show RUN ID --view --for \S+/checker.py` has that row\."
    assert re.fullmatch(rf"error: cannot decide, line 2 \([\d,]+ us\)\n  KeyError: '?nothing'?\n{hint}\n", out), out


def test_check_in_the_other_form(typed, tmp_path):
    (tmp_path / "checker.py").write_text(
        "def check(initial_db, final_db, actions, messages):\n    return final_db != initial_db, [messages[0]['role']]"
    )
    given = {"initial_db": {}, "final_db": {"a": {}}, "actions": [], "messages": [{"role": "user"}]}
    (tmp_path / "view.json").write_text(json.dumps(given))
    done, out, _ = typed("check --json", tmp_path / "checker.py", "--view", tmp_path / "view.json")
    assert (done, json.loads(out)["reasons"]) == (0, ["user"])
    (tmp_path / "view.json").write_text(json.dumps({"initial_db": {}, "final_db": {}, "actions": []}))
    done, _, err = typed("check", tmp_path / "checker.py", "--view", tmp_path / "view.json")
    assert done == 2
    assert "has no field 'messages' (needed: initial_db, final_db, actions, messages)" in err


BAD = {
    "check {code} --view {view} --sandbox mnty": r"unknown sandbox 'mnty'; did you mean 'monty'\? \(known: monty, ",
    "check /nowhere/c.py --view {view}": "checker '/nowhere/c.py' cannot be read: No such file or directory",
    "check {code} --view /nowhere/v.json": "view '/nowhere/v.json' cannot be read: No such file or directory",
    "check {code} --view {code}": "view '.*' is not JSON: Expecting value: line 1 column 1",
    "check {code} --view {list}": r"view '.*' holds \[1, 2\], no JSON object; `eigengraph show RUN ID",
    "check {code}": "Missing option '--view'; see eigengraph check --help",
    "check --view {view}": "Missing argument 'code'; see eigengraph check --help",
}


@pytest.mark.parametrize("line", BAD)
def test_check_bad_input(typed, view, tmp_path, line):
    (tmp_path / "code.py").write_text("def check(view): return True")
    (tmp_path / "list.json").write_text("[1, 2]")
    given = line.format(code=tmp_path / "code.py", view=view, list=tmp_path / "list.json")
    done, out, err = typed(given)
    assert (done, out, err.count("\n")) == (2, "", 1)
    assert re.match(f"eigengraph: {BAD[line]}", err), err


FIELDS = "before, after, changed, calls, messages, needs, said, environment"
NOT_VIEWS = {
    "{}": f"has no field 'before' (needed: {FIELDS}); `eigengraph show RUN ID --view --for CODE.py` prints one",
    "[" * 100_000: "is not JSON: it is nested too deeply",
    '{"said": "x", "before": {}}': "has no field 'after'",
    '{"view": {}}': ": unknown field 'view' (known: after, before, calls, ",
    '{"sayd": []}': ": unknown field 'sayd'; did you mean 'said'? (known: after, before, ",
    '{"before": 5}': ": 'before' is 5, no object; ",
    '{"final_db": {}, "actions": [], "messages": [], "said": []}': ": unknown field 'said' (known: actions, final_db, ",
}


@pytest.mark.parametrize("text", NOT_VIEWS)
def test_what_is_no_view_is_refused(typed, tmp_path, text):
    (tmp_path / "checker.py").write_text("def check(view): return True")
    (tmp_path / "view.json").write_text(text)
    done, out, err = typed("check", tmp_path / "checker.py", "--view", tmp_path / "view.json")
    assert (done, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"eigengraph: view {str(tmp_path / 'view.json')!r}")
    assert NOT_VIEWS[text] in err


@pytest.mark.parametrize(
    "body", ["return view['after']['reservations']", "rows = view['before']\n    return rows['reservations']"]
)
def test_a_table_that_there_is_not_is_told_from_a_row(typed, view, tmp_path, body):
    (tmp_path / "checker.py").write_text(f"def check(view):\n    {body}")
    done, out, _ = typed("check", tmp_path / "checker.py", "--view", view)
    assert done == 3
    assert out.endswith("\n  There is no table 'reservations' (known: customers, orders).\n")


def test_numbers_that_json_lacks_are_null_as_in_scoring(typed, view, tmp_path):
    (tmp_path / "checker.py").write_text("def check(view):\n    return view['calls'] == [None]")
    (tmp_path / "view.json").write_text(json.dumps({**json.loads(view.read_text()), "calls": [math.nan]}))
    assert typed("check", tmp_path / "checker.py", "--view", tmp_path / "view.json")[0] == 0


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("0 --rejected", "--rejected is about the whole run; leave out '0', or the flag"),
        ("0 --coverage", "--coverage is about the whole run; leave out '0', or the flag"),
        ("0 --view --rejected", "--rejected and --view show different things; give one of them"),
        ("--rejected --coverage", "--rejected and --coverage show different things; give one of them"),
    ],
)
def test_show_refuses_what_it_would_ignore(typed, run, flags, said):
    assert typed(f"show {run} {flags}") == (2, "", f"eigengraph: {said}\n")


def test_show_prints_the_view_of_a_dialogue(typed, run, view):
    done, out, _ = typed(f"show {run} 0 --view")
    assert done == 0
    assert json.loads(out) == json.loads(view.read_text())
    done, _, err = typed(f"show {run} --view")
    assert (done, err) == (2, "eigengraph: --view needs a task: eigengraph show RUN ID --view\n")
    done, _, err = typed(f"show {run} shop-nothing --view")
    assert done == 2
    assert "unknown task 'shop-nothing'" in err


@pytest.fixture(scope="module")
def stranger(run, view) -> tuple[str, str]:
    """Table and key of a row that the first task has nothing to do with."""
    shown = json.loads(view.read_text())
    tables = json.loads(gzip.decompress((run / "tables.json.gz").read_bytes()))
    return next(
        (name, key)
        for name, rows in tables.items()
        for key in rows
        if key not in shown["needs"][name] and key not in shown["before"][name]
    )


@pytest.mark.parametrize(
    ("parameters", "rows"), [("view", "view['needs']"), ("initial_db, final_db, actions, messages", "initial_db")]
)
def test_a_view_for_code_has_the_rows_that_the_code_names(typed, run, stranger, tmp_path, parameters, rows):
    table, key = stranger
    code, view = tmp_path / "checker.py", tmp_path / "view.json"
    code.write_text(f"def check({parameters}):\n    return {rows}[{table!r}][{key!r}] is not None")
    done, out, err = typed(f"show {run} 0 --view --for", code)
    assert (done, err) == (0, "")
    view.write_text(out)
    done, out, _ = typed("check", code, "--view", view)
    assert done == 0, out


def test_a_view_that_lacks_a_row_which_the_code_names_says_where_to_get_it(typed, view, stranger, tmp_path):
    table, key = stranger
    (tmp_path / "checker.py").write_text(f"def check(view):\n    return view['needs'][{table!r}][{key!r}] is not None")
    done, out, _ = typed("check", tmp_path / "checker.py", "--view", view)
    assert done == 3
    assert f"`eigengraph show RUN ID --view --for {tmp_path / 'checker.py'}` has that row" in out


def test_for_is_about_views_only(typed, run, tmp_path):
    done, _, err = typed(f"show {run} 0 --for", tmp_path / "c.py")
    assert done == 2
    assert err.endswith("c.py' needs --view: eigengraph show RUN ID --view --for CODE.py\n")
    done, _, err = typed(f"show {run} 0 --view --for", tmp_path / "c.py")
    assert done == 2
    assert err.endswith("c.py' cannot be read: No such file or directory\n")


def test_a_byte_order_mark_before_the_code_does_not_matter(typed, view, tmp_path):
    (tmp_path / "checker.py").write_text("def check(view):\n    return True", encoding="utf-8-sig")
    done, out, _ = typed("check", tmp_path / "checker.py", "--view", view)
    assert (done, out[:10]) == (0, "ok: passed")


def test_synthesize_with_code_that_a_generator_wrote(typed, tmp_path):
    done, out, _ = typed("synthesize shop --tasks 2 --verifier derived_code --quiet --json --out", tmp_path / "run")
    assert done == 0
    assert json.loads(out.splitlines()[-1])["certified"] == 2
    done, out, _ = typed("show --json", tmp_path / "run", "0")
    datum = json.loads(out)
    [checker] = datum["task"]["verifier"]["checkers"]
    assert checker["code"].startswith("import json")
    assert datum["verdict"]["basis"] == ["code"]
    assert "monty" in datum["certificate"]["sandboxes"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            "--verifier derivd",
            r"unknown worker for role 'verifier' 'derivd'; did you mean 'derived'\? \(known: derived, ",
        ),
        ("--sandbox zigote", r"unknown sandbox 'zigote'; did you mean 'zygote'\? \(known: "),
    ],
)
def test_synthesize_with_unknown_names(typed, tmp_path, flags, said):
    done, _, err = typed(f"synthesize shop --tasks 2 {flags} --out", tmp_path / "run")
    assert done == 2
    assert re.match(f"eigengraph: {said}", err), err


def test_plugins_lists_sandboxes_and_generators(typed):
    _, out, _ = typed("plugins")
    assert re.search(r"monty \(default\) +an interpreter", out)
    assert re.search(r"verifier +derived_code +Checkers in Python", out)
