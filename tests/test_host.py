"""What a host does about plugins that are wrong, and how light it is."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import eigengraph as eg
from eigengraph.config import Settings
from eigengraph.errors import ConfigError, PluginError, UnknownNameError
from eigengraph.exporters import Exporter
from eigengraph.graphs import Worker, Workshop
from eigengraph.models import ModelScheme
from eigengraph.world import Base, TaskSource


@eg.tool(kind="read")
def look(world: eg.World) -> int:
    """Look."""
    return 1


def domain(name: str = "toy", tools: tuple = (look,)) -> eg.Domain:
    return eg.Domain(name, tools, lambda seed: {"rows": {}})


def plugin(name: str = "mine", **hooks):
    """Return a plugin whose hooks return fixed values, or do what the functions given do."""
    made = SimpleNamespace(__name__=name)
    for hook, value in hooks.items():
        function = value if callable(value) else lambda value=value: value
        setattr(made, hook, eg.hookimpl(function))
    return made


def fail(*_):
    raise RuntimeError("no luck")


def failing_generator():
    yield domain()
    raise RuntimeError("no luck")


def tools_of(*tools):
    def register_tools(domain):
        return list(tools)

    return register_tools


def variants_of(name):
    def register_variants(domain):
        return [name and replace(domain, name=name)]

    return register_variants


def commandeer(dom):
    return []


MISTAKES = {
    "unknown hook": (
        [plugin(register_domain=[])],
        r"plugin 'mine': unknown hook 'register_domain'; did you mean 'register_domains'\? \(known: make_worker, .*\)",
    ),
    "unknown argument": (
        [plugin(register_tools=commandeer)],
        r"plugin 'mine' cannot be registered: .*register_tools.*\{'dom'\}",
    ),
    "no hook": ([plugin()], r"plugin 'mine' implements no hook; put @hookimpl above its functions \(known: make_"),
    "text": (["my_plugin"], "plugin 'str' implements no hook"),
    "hook without mark": (
        [SimpleNamespace(__name__="mine", register_domains=list)],
        "plugin 'mine' has register_domains, but not marked as a hook; put @hookimpl above it",
    ),
    "class": ([SimpleNamespace], "plugin 'SimpleNamespace' is a class; register an object of it, or a module"),
    "same name": (
        [plugin(register_models=[]), plugin(register_models=[])],
        "two plugins are named 'mine'; rename or remove one",
    ),
    "wrapped registration": (
        [SimpleNamespace(__name__="mine", register_domains=eg.hookimpl(wrapper=True)(lambda: (yield)))],
        "plugin 'mine' wraps register_domains, but only make_worker can be wrapped",
    ),
    "raises": ([plugin(register_models=fail)], "plugin 'mine', register_models: RuntimeError: no luck"),
    "raises late": (
        [plugin(register_domains=failing_generator)],
        "plugin 'mine', register_domains: RuntimeError: no luck",
    ),
    "domain with a tool twice": (
        [plugin(register_domains=lambda: [domain(tools=(look, look))])],
        r"plugin 'mine', register_domains: domain 'toy' has tool \('agent', 'look'\) twice; rename or drop one",
    ),
    "no list": (
        [plugin(register_domains=domain())],
        r"plugin 'mine', register_domains: returned Domain\(.*, not a list of Domain",
    ),
    "wrong type": ([plugin(register_models=[3])], "plugin 'mine', register_models: returned 3, not a ModelScheme"),
    "bare function": (
        [plugin(register_domains=[domain()], register_tools=tools_of(commandeer))],
        "plugin 'mine', register_tools: returned <function commandeer .*, not a Tool",
    ),
    "domain name taken": (
        [plugin("one", register_domains=[domain()]), plugin("two", register_domains=[domain()])],
        "domain 'toy' is registered by both 'one' and 'two'; rename or remove one",
    ),
    "name taken by a variant": (
        [plugin("one", register_domains=[domain()]), plugin("two", register_variants=variants_of("toy"))],
        "domain 'toy' is registered by both 'one' and 'two'; rename or remove one",
    ),
    "variant of the wrong type": (
        [plugin(register_domains=[domain()], register_variants=variants_of(None))],
        "plugin 'mine', register_variants: returned None, not a Domain",
    ),
    "exporter taken": (
        [
            plugin("one", register_exporters=[Exporter("x", fail)]),
            plugin("two", register_exporters=[Exporter("x", fail)]),
        ],
        "exporter 'x' is registered by both 'one' and 'two'; rename or remove one",
    ),
    "scheme taken": (
        [
            plugin("one", register_models=[ModelScheme("x", fail)]),
            plugin("two", register_models=[ModelScheme("x", fail)]),
        ],
        "model scheme 'x' is registered by both 'one' and 'two'",
    ),
    "worker taken": (
        [plugin(register_workers=[Worker("scenario", "model", fail)])],
        r"worker \('scenario', 'model'\) is registered by both 'roles' and 'mine'",
    ),
    "unknown role": (
        [plugin(register_workers=[Worker("verifer", "x", fail)])],
        r"plugin 'mine', register_workers: unknown role 'verifer'; did you mean 'verifier'\? \(known: agent, ",
    ),
    "tool name taken": (
        [plugin("one", register_domains=[domain()]), plugin("two", register_tools=tools_of(look))],
        "plugin 'two', register_tools: domain 'toy' has a tool 'look' already, from domain 'toy' itself",
    ),
    "tool name taken by a plugin": (
        [
            plugin("one", register_domains=[domain(tools=())]),
            plugin("two", register_tools=tools_of(look)),
            plugin("three", register_tools=tools_of(look)),
        ],
        "plugin 'three', register_tools: domain 'toy' has a tool 'look' already, from plugin 'two'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_wrong_plugin(mistake):
    plugins, message = MISTAKES[mistake]
    with pytest.raises(PluginError, match=f"^{message}") as caught:
        eg.Host(plugins, installed=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import nowhere_to_be_found", "ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
        (None, "ModuleNotFoundError: No module named 'broken_plugin'"),
    ],
)
def test_plugin_that_cannot_be_imported(code, message, tmp_path, monkeypatch):
    info = tmp_path / "broken_plugin-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[eigengraph]\nbroken = broken_plugin\n")
    if code is not None:
        (tmp_path / "broken_plugin.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError) as caught:
        eg.Host()
    assert str(caught.value) == (
        f"plugin 'broken' (broken_plugin) cannot be imported; mend it or uninstall broken-plugin: {message}"
    )
    assert eg.Host(installed=False).domains == {}


def test_values_may_come_as_a_tuple_a_generator_or_none():
    def yielding():
        yield domain("a")

    host = eg.Host(
        [
            plugin("one", register_domains=yielding, register_models=(ModelScheme("x", fail),)),
            plugin("two", register_domains=lambda: None),
        ],
        installed=False,
    )
    assert (list(host.domains), list(host.models)) == (["a"], ["x"])


def test_catalogues_cannot_be_changed():
    host = eg.Host(installed=False)
    for catalogue in (host.domains, host.task_sources, host.exporters, host.models, host.workers):
        with pytest.raises(TypeError):
            catalogue["x"] = 1


def test_two_hosts_are_independent():
    one = eg.Host([plugin(register_domains=[domain("one")])], installed=False)
    two = eg.Host([plugin(register_domains=[domain("two")])], installed=False)
    assert (list(one.domains), list(two.domains)) == (["one"], ["two"])


# Names that nobody registered


def test_unknown_names():
    host = eg.Host([plugin(register_domains=[domain("kiosk")])], installed=False)
    with pytest.raises(UnknownNameError, match=r"unknown domain 'kiosl'; did you mean 'kiosk'\? \(known: kiosk\)"):
        host.domain("kiosl")
    with pytest.raises(UnknownNameError, match=r"unknown exporter 'verl' \(known: none\)"):
        host.exporter("verl")
    with pytest.raises(UnknownNameError, match=r"unknown role 'verifer'; did you mean 'verifier'\? \(known: agent, "):
        host.check_workers({"verifer": "derived"})
    with pytest.raises(
        UnknownNameError, match=r"unknown worker for role 'verifier' 'x' \(known: derived, derived_code, model\)"
    ):
        host.check_workers({"verifier": "x"})


def test_a_task_source_that_is_taken_for_a_domain_is_told():
    source = TaskSource("old:kiosk", "kiosk", fail, "last year's tasks")
    host = eg.Host([plugin(register_domains=[domain("kiosk")], register_task_sources=[source])], installed=False)
    with pytest.raises(UnknownNameError, match=r"'old:kiosk' is a source of tasks for 'kiosk' \(last year's tasks\)$"):
        host.domain("old:kiosk")


def test_variants_are_made_of_domains_as_their_plugins_made_them():
    def register_variants(domain):
        assert domain.tools == (look,)
        return [replace(domain, name=f"{domain.name} again")]

    @eg.tool(kind="read")
    def count(world: eg.World) -> int:
        """Count."""
        return 1

    registering = plugin(
        register_domains=[domain("kiosk")], register_tools=tools_of(count), register_variants=register_variants
    )
    host = eg.Host([registering], installed=False)
    assert list(host.domains) == ["kiosk", "kiosk again"]
    assert [tool.name for tool in host.domain("kiosk again").tools] == ["look", "count"]


# Models and workers that fail when they are made


def shop_of(host: eg.Host) -> Workshop:
    toy = domain()
    return Workshop(toy, Base({"rows": {}}), Settings(domain="toy"), None, None)


def refuse(*_):
    raise ConfigError("give me a key")


def test_model_that_cannot_be_opened():
    schemes = [ModelScheme("broken", fail), ModelScheme("refusing", refuse)]
    host = eg.Host([plugin(register_models=schemes)], installed=False)
    with pytest.raises(PluginError, match=r"^model scheme 'broken': RuntimeError: no luck$"):
        host.model("broken:x", {})
    with pytest.raises(ConfigError, match=r"^give me a key$"):
        host.model("refusing:x", {})


def make_worker_that(value):
    def make_worker(role):
        return value(role) if role == "verifier" else None

    return plugin(make_worker=make_worker)


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (fail, PluginError, "worker 'derived' for role 'verifier': RuntimeError: no luck"),
        (refuse, ConfigError, "give me a key"),
        (
            len,
            PluginError,
            r"make_worker gave 8 for role 'verifier', which cannot be called \(plugins .*: host, mine\)",
        ),
    ],
)
def test_worker_that_cannot_be_made(value, kind, message):
    host = eg.Host([domain_with_sampler(), make_worker_that(value)], installed=False)
    with pytest.raises(kind, match=f"^{message}"):
        host.make_workers(shop_with_sampler())


def domain_with_sampler():
    return plugin("toys", register_domains=[sampled()])


def sampled() -> eg.Domain:
    return eg.Domain("toy", [look], lambda seed: {"rows": {}}, sampler=lambda world, random, plan: None)


def shop_with_sampler() -> Workshop:
    return Workshop(sampled(), Base({"rows": {}}), Settings(domain="toy"), None, None)


def test_domain_without_a_sampler_says_what_to_do():
    host = eg.Host(installed=False)
    with pytest.raises(ConfigError, match=r"^domain 'toy' has no blueprint sampler; give its Domain one, or choose"):
        host.make_workers(shop_of(host))


# Weight

LIGHT = """
import contextlib, io, sys
import eigengraph
eigengraph.Host()
from eigengraph import cli
with contextlib.redirect_stdout(io.StringIO()):
    assert cli.run(["--help"]) == 0
    assert cli.run(["domains", "--json"]) == 0
print([name for name in ("langgraph", "langchain_core", "torch", "pyarrow", "aiohttp") if name in sys.modules])
"""


def test_host_and_help_load_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=Path(__file__).parent)
    assert done.stdout == "[]\n", done.stderr
