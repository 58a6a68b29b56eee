"""A run is not gone on with by other code than began it, and its manifest says what each sitting was made with."""

from __future__ import annotations

import importlib
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.engine import provenance
from eigengraph.errors import RunMismatchError
from eigengraph.graphs import stage
from eigengraph.graphs.trajectory_stages import attribute_failure

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain" / "eigengraph_shop"
ALONE = """
import eigengraph as eg

@eg.hookimpl(wrapper=True)
def make_worker(role):
    return (yield)
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on Python's path with a copy of the shop, and a plugin that is one file beside another."""
    folder = tmp_path / "site"
    shutil.copytree(SHOP, folder / "eigengraph_shop", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "alone.py").write_text(ALONE)
    (folder / "beside.py").write_text("")
    monkeypatch.syspath_prepend(folder)
    before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    yield folder
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    sys.modules.update(before)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in ("eigengraph_shop", "alone")


def fresh_host() -> eg.Host:
    """Import the plugins as a new process would."""
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]
    importlib.invalidate_caches()
    return eg.Host([importlib.import_module("eigengraph_shop"), importlib.import_module("alone")])


@pytest.fixture
def asked(tmp_path: Path) -> eg.Settings:
    return eg.Settings(domain="shop", tasks=2, out=tmp_path / "run")


def mismatch(host: eg.Host, asked: eg.Settings, **given) -> list[str]:
    before = (asked.out / "manifest.json").read_bytes()
    with pytest.raises(RunMismatchError) as caught:
        eg.synthesize(host, asked, **given)
    assert (asked.out / "manifest.json").read_bytes() == before
    head, *lines, mend = str(caught.value).splitlines()
    assert head == "the run folder was made by other code (stored -> given):"
    assert mend == "give another folder, or the code that made it"
    return lines


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


EDITS = [
    ("eigengraph_shop/__init__.py", "# a comment", "eigengraph_shop"),
    ("eigengraph_shop/policy.md", "Be kind.", "eigengraph_shop"),
    ("eigengraph_shop/new.py", "x = 1", "eigengraph_shop"),
    ("eigengraph_shop/deep/data.csv", "1,2", "eigengraph_shop"),
    ("alone.py", "# a comment", "alone"),
]


@pytest.mark.parametrize(("file", "text", "plugin"), EDITS)
def test_any_edit_of_a_plugin_is_told(site, asked, file, text, plugin):
    eg.synthesize(fresh_host(), asked)
    path = site / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + text)
    [line] = mismatch(fresh_host(), asked)
    assert line.startswith(f'  plugins.{plugin}.files: "sha256:')
    assert eg.synthesize(fresh_host(), asked.model_copy(update={"out": asked.out.parent / "other"}))


def test_what_is_no_code_of_a_plugin_does_not_count(site, asked):
    first = eg.synthesize(fresh_host(), asked)
    append(site / "beside.py", "x = 1")
    (site / "eigengraph_shop" / ".editor").write_text("open")
    (site / "eigengraph_shop" / "__pycache__").mkdir(exist_ok=True)
    (site / "eigengraph_shop" / "__pycache__" / "stale.pyc").write_bytes(b"")
    assert eg.synthesize(fresh_host(), asked).summary.digest == first.summary.digest


def test_a_plugin_that_takes_part_no_more_is_told(site, asked):
    eg.synthesize(fresh_host(), asked)
    lines = mismatch(eg.Host([importlib.import_module("eigengraph_shop")]), asked)
    assert [line.partition(":")[0] for line in lines] == ["  plugins.alone.distribution", "  plugins.alone.files"]
    assert all(line.endswith("-> (absent)") for line in lines)


def test_a_plugin_that_only_adds_commands_does_not_count(site, asked):
    class Commands:
        @eg.hookimpl
        def register_commands(self, app):
            """Add nothing."""

    host = fresh_host()
    eg.synthesize(host, asked)
    shop, alone = importlib.import_module("eigengraph_shop"), importlib.import_module("alone")
    assert eg.synthesize(eg.Host([shop, alone, Commands()]), asked).manifest["times"]["sittings"] == 2


def test_an_object_is_known_by_the_file_of_its_class(site, asked):
    class Idle:
        @eg.hookimpl(wrapper=True)
        def make_worker(self, role):
            return (yield)

    host = eg.Host([importlib.import_module("eigengraph_shop"), Idle()])
    plugins = eg.synthesize(host, asked).manifest["inputs"]["code"]["plugins"]
    onlookers = {"register_commands", "observe"}
    installed = {info.name for info in host.plugins if info.distribution and not set(info.hooks) <= onlookers}
    assert set(plugins) == installed | {"eigengraph_shop", "Idle"}
    assert plugins["offline"]["distribution"] == f"eigengraph {version('eigengraph')}"
    assert len({plugin["files"] for plugin in plugins.values()}) == len(plugins)


def test_tools_and_rules_of_the_domain_count(site, asked):
    @eg.tool
    def wait(world: eg.World) -> str:
        """Wait."""
        return "waited"

    class Waiting:
        tools: tuple[eg.Tool, ...] = ()

        @eg.hookimpl
        def register_tools(self, domain):
            return list(self.tools)

    fresh_host()
    shop, waiting = importlib.import_module("eigengraph_shop"), Waiting()
    eg.synthesize(eg.Host([shop, waiting]), asked)
    waiting.tools = (wait,)
    [line] = mismatch(eg.Host([shop, waiting]), asked)
    assert line.startswith('  domain: "sha256:')


@stage("attribution", reads=["task", "trajectory", "verdict"], writes=["attribution"])
async def other_attribution(item, bench):
    """Do as ever, elsewhere."""
    return await attribute_failure.work(item, bench)


def test_work_of_a_stage_counts(site, asked):
    host = fresh_host()
    eg.synthesize(host, asked)
    [line] = mismatch(host, asked, graph=eg.compose(host, asked, replace={"attribution": other_attribution}))
    was, given = "eigengraph.graphs.trajectory_stages.attribute_failure", f"{__name__}.other_attribution"
    assert line == f'  stages.trajectories:attribution: "{was}" -> "{given}"'


def test_version_of_the_library_counts(site, asked, monkeypatch):
    host = fresh_host()
    eg.synthesize(host, asked)
    monkeypatch.setattr(provenance, "version", lambda name: "99.0")
    assert mismatch(host, asked) == [f'  eigengraph: "{version("eigengraph")}" -> "99.0"']


def test_every_sitting_is_kept(site, asked, monkeypatch):
    host = fresh_host()
    first = eg.synthesize(host, asked).manifest
    monkeypatch.setattr(provenance.platform, "python_version", lambda: "3.99.0")
    second = eg.synthesize(host, asked).manifest
    assert [sitting["versions"]["python"] for sitting in second["sittings"]] == [first["versions"]["python"], "3.99.0"]
    assert second["sittings"][0] == first["sittings"][0]
    assert second["versions"] == first["versions"]
    assert second["sittings"][0]["plugins"]["offline"] == f"eigengraph {version('eigengraph')}"
    assert second["sittings"][0]["began"] <= second["sittings"][1]["began"]


def test_a_sitting_that_breaks_off_is_kept(site, asked):
    def interrupt(snapshot):
        signal.raise_signal(signal.SIGINT)

    host = fresh_host()
    with pytest.raises(KeyboardInterrupt):
        eg.synthesize(host, asked, watch=interrupt)
    assert len(eg.synthesize(host, asked).manifest["sittings"]) == 2


def test_graphs_in_the_place_of_a_stage_are_entered(site, asked):
    host = fresh_host()
    graph = eg.compose(host, asked, insert_after={"verdict": replace(other_attribution, name="again")})
    work = eg.synthesize(host, asked, graph=graph).manifest["inputs"]["code"]["stages"]
    assert work["trajectories:again"] == f"{__name__}.other_attribution"
    assert work["tasks:verifier"] == "eigengraph.graphs.task_stages.make_verifier"
