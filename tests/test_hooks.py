"""Every hook, through an extension package as a third party would write it: passed in, and installed."""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph import cli
from eigengraph.errors import ConfigError, PluginError, UnknownNameError

PACKAGE = Path(__file__).parent / "fixture_plugin"
SHOP = Path(__file__).parent.parent / "examples" / "shop_domain"


def install(package: Path, site: Path) -> None:
    """Write what an installer writes beside a package, so that its entry points are found."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = [f"{name} = {target}" for name, target in project["entry-points"]["eigengraph"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[eigengraph]", *lines, ""]))


@pytest.fixture
def modules(monkeypatch):
    monkeypatch.syspath_prepend(PACKAGE)
    monkeypatch.syspath_prepend(SHOP)
    names = ("eigengraph_shop", "eigengraph_fixture", "eigengraph_fixture.careful")
    yield [importlib.import_module(name) for name in names]
    for name in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[name]


@pytest.fixture(params=["passed in", "installed"])
def host(request, modules, tmp_path, monkeypatch):
    if request.param == "passed in":
        return eg.Host(modules)
    install(PACKAGE, tmp_path / "site")
    install(SHOP, tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return eg.Host()


def synthesize(host: eg.Host, out: Path, domain: str, **settings) -> list:
    return list(eg.synthesize(host, eg.Settings(domain=domain, tasks=2, out=out, **settings)).data())


def test_hook_register_domains(host, tmp_path):
    data = synthesize(host, tmp_path / "run", "kiosk")
    assert [datum.task.domain for datum in data] == ["kiosk", "kiosk"]
    assert all(datum.verdict.passed and datum.certificate.issued for datum in data)


def test_hook_register_variants(host):
    night = host.domain("night_kiosk")
    assert (night.policy, night.tools) == ("Refund nothing at night.", host.domain("kiosk").tools)
    assert [name for name in host.domains if name.startswith("night")] == ["night_kiosk"]


def test_hook_register_tools(host):
    shop = host.domain("shop")
    assert [tool.name for tool in shop.tools] == ["get_customer", "get_order", "cancel_order", "count_orders"]
    assert [schema["function"]["name"] for schema in shop.schemas["agent"]][-1] == "count_orders"
    assert "count_orders" not in host.domain("airline").by_side["agent"]


def test_hook_register_exporters(host, tmp_path):
    run = eg.synthesize(host, eg.Settings(domain="kiosk", tasks=2, out=tmp_path / "run"))
    done = run.export("ids", tmp_path / "out")
    [file] = done.files
    ids = [datum.task.id for datum in run.data()]
    assert Path(file.path).read_text("utf-8").split() == ids
    assert (file.rows, done.problems, done.details) == (2, (), {"plugins": len(host.plugins)})


def test_hook_register_recipes(host, tmp_path):
    assert "rote" in host.recipes
    (tmp_path / "data").write_text("by heart")
    done = eg.train(host, "rote", data=tmp_path / "data", out=tmp_path / "out")
    assert (done.code, (tmp_path / "out").read_text()) == (0, "by heart")
    with pytest.raises(UnknownNameError, match=r"unknown recipe 'rot'; did you mean 'rote'\?"):
        host.recipe("rot")


def test_hook_register_models(host):
    assert host.model("parrot:?", {}).ending == "?"
    assert host.model("parrot", {"parrot": {"loud": True}, "offline": {}}).ending == "!"
    with pytest.raises(ConfigError, match="unknown option 'lout' of model 'parrot'"):
        host.model("parrot", {"parrot": {"lout": True}})


def test_hook_register_workers(host, tmp_path):
    default = synthesize(host, tmp_path / "default", "shop")
    chosen = synthesize(host, tmp_path / "chosen", "shop", workers={"feasibility": "medium"})
    assert {datum.task.difficulty for datum in chosen} == {0.5}
    assert {datum.task.difficulty for datum in default} != {0.5}
    assert chosen[0].lineage["worker.feasibility"] == "medium"


def test_hook_make_worker(host, tmp_path):
    assert {datum.task.difficulty for datum in synthesize(host, tmp_path / "run", "kiosk")} == {0.5}


def test_hook_make_worker_wraps(host, tmp_path):
    with_caution = {datum.task.scenario.task_instructions for datum in synthesize(host, tmp_path / "run", "kiosk")}
    assert all(text.endswith("Stay polite.") for text in with_caution)
    assert all(text != "Stay polite." for text in with_caution)


def test_hook_make_worker_passed_in_outranks_installed(modules, tmp_path, monkeypatch):
    install(PACKAGE, tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")

    class Hard:
        @eg.hookimpl
        def make_worker(self, role):
            async def probe(_item, _task):
                return 0.9

            return probe if role == "feasibility" else None

    data = synthesize(eg.Host([Hard()]), tmp_path / "run", "kiosk")
    assert {datum.task.difficulty for datum in data} == {0.9}


def test_hook_register_verifier_generators(host, tmp_path):
    data = synthesize(host, tmp_path / "run", "shop", workers={"verifier": "trusting"})
    assert {datum.task.verifier.checkers[0].name for datum in data} == {"few_calls"}
    assert all("code" in datum.verdict.basis and datum.verdict.passed for datum in data)
    assert data[0].lineage["worker.verifier"] == "trusting"


def test_hook_register_sandboxes(host, tmp_path):
    assert {"monty", "yes"} <= host.sandboxes.keys()
    chosen = synthesize(host, tmp_path / "run", "shop", workers={"verifier": "trusting"}, sandbox="yes")
    assert chosen[0].certificate.sandboxes[0] == "yes"
    with pytest.raises(UnknownNameError, match=r"unknown sandbox 'yess'; did you mean 'yes'\?"):
        synthesize(host, tmp_path / "other", "shop", sandbox="yess")


def test_hook_register_mutators(host, tmp_path):
    assert list(host.mutators)[-1] == "headless"
    tallies = [datum.certificate.mutants["headless"] for datum in synthesize(host, tmp_path / "run", "shop")]
    assert sum(tally.tried for tally in tallies) > 0
    assert all(tally.good == tally.tried for tally in tallies)


def test_hook_register_mutators_hides_none():
    class Again:
        @eg.hookimpl
        def register_mutators(self):
            return [eg.Mutator("dropped_write", lambda ground: [])]

    with pytest.raises(PluginError, match=r"mutator 'dropped_write' is registered by both 'host' and 'Again'"):
        eg.Host([Again()], installed=False)


def test_hook_register_evolution_strategies(host, tmp_path):
    settings = eg.Settings(domain="shop", tasks=2, rounds=2, pilot=6, evolution="stubborn", out=tmp_path / "run")
    assert list(host.strategies) == ["reflect", "none", "pareto", "stubborn"]
    versions = eg.synthesize(host, settings).manifest["plans"]["versions"]
    assert [version["accepted"] for version in versions] in ([True], [True, False])
    with pytest.raises(UnknownNameError, match=r"unknown evolution strategy 'stuborn'; did you mean 'stubborn'\?"):
        host.evolution("stuborn")


def test_hook_register_checks(host, tmp_path):
    settings = eg.Settings(domain="shop", tasks=2, checks=("long_reason",), out=tmp_path / "run")
    run = eg.synthesize(host, settings)
    assert not list(run.data())
    assert run.summary.rejected == {"long_reason": 6}
    with pytest.raises(UnknownNameError, match=r"unknown check 'long_reasons'; did you mean 'long_reason'\?"):
        eg.synthesize(host, settings.model_copy(update={"checks": ("long_reasons",), "out": tmp_path / "other"}))


def test_hook_observe(host, tmp_path):
    diary = sys.modules["eigengraph_fixture"].DIARY
    data = synthesize(host, tmp_path / "run", "kiosk")
    told = {(domain, name, index) for domain, name, index, reason in diary if reason == ""}
    assert told >= {("kiosk", "rollout", datum.index) for datum in data}
    said = [message.content for datum in data for message in datum.trajectory.messages if message.role == "user"]
    assert {("kiosk", "offline", "user", text) for text in said} <= set(diary)


def test_hook_observe_wants_observers():
    class Wrong:
        @eg.hookimpl
        def observe(self):
            return [print]

    with pytest.raises(PluginError, match=r"plugin 'Wrong', observe: returned .*, not a Observer"):
        eg.Host([Wrong()], installed=False).observers(eg.Settings(domain="shop"))


def test_hook_register_commands(modules, tmp_path, monkeypatch, capsys):
    install(PACKAGE, tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert cli.run(["greet", "Ada"]) == 0
    assert capsys.readouterr().out == "Hello, Ada!\n"
    assert cli.run(["--help"]) == 0
    assert "Greet someone." in capsys.readouterr().out


@pytest.mark.parametrize("as_group", [False, True], ids=["command", "group"])
def test_hook_register_commands_hides_nothing(as_group, tmp_path, monkeypatch, capsys):
    added = "app.add_typer(typer.Typer(), name='show')" if as_group else "app.command('show')(lambda: None)"
    code = f"import typer\nimport eigengraph as eg\n\n@eg.hookimpl\ndef register_commands(app):\n    {added}\n"
    (tmp_path / "hiding.py").write_text(code)
    (tmp_path / "pyproject.toml").write_text(
        "[project]\nname = 'hiding'\nversion = '1'\n[project.entry-points.eigengraph]\nhiding = 'hiding'\n"
    )
    install(tmp_path, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert cli.run(["domains"]) == 1
    assert capsys.readouterr().err == (
        "eigengraph: command 'show' is registered by both 'core' and 'hiding'; rename one\n"
    )


def test_installed_plugins_are_named_with_their_distribution(modules, tmp_path, monkeypatch):
    install(PACKAGE, tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    host = eg.Host(modules)  # one of them is installed as well, and takes part once
    infos = {info.name: info for info in host.plugins}
    assert infos["fixture"].distribution == "eigengraph-fixture 1.2.3"
    assert infos["fixture_careful"].hooks == ("make_worker",)
    assert infos["eigengraph_shop"].distribution == ""
    assert "eigengraph_fixture" not in infos


def test_installed_plugins_can_be_left_out(modules):
    host = eg.Host([modules[0]], installed=False)
    assert list(host.domains) == ["shop"]
    with pytest.raises(UnknownNameError, match=r"unknown model 'offline' \(known: none\)"):
        host.model("offline", {})
