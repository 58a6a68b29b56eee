"""What holds for the project as a whole."""

import ast
import json
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import eigengraph

ROOT = Path(__file__).parent.parent
PACKAGES = ("eigengraph", "plugins", "domains", "rl_recipes")
SOURCES = sorted(path for folder in (*PACKAGES, "benchmarks", "examples") for path in (ROOT / folder).rglob("*.py"))
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc"}
HEAVY = {"aiohttp", "langchain_core", "langgraph", "pyarrow", "pydantic", "rich", "torch", "transformers", "typer"}


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )


# The public face


@pytest.mark.parametrize("name", eigengraph.__all__)
def test_public_name_resolves(name):
    assert getattr(eigengraph, name) is not None


def test_import_is_light():
    done = run("-c", "import json, sys, eigengraph; print(json.dumps(sorted(sys.modules)))")
    loaded = {module.partition(".")[0] for module in json.loads(done.stdout)}
    assert "eigengraph" in loaded
    assert loaded & HEAVY == set()


def test_every_command_has_help():
    missing = []
    pending: list[tuple[str, ...]] = [()]
    seen = set()
    while pending:
        words = pending.pop()
        seen.add(words)
        done = run("-c", _COMMAND_LINE, *words, "--help", TYPER_USE_RICH="0")
        if done.returncode != 0 or not _help_text(done.stdout):
            missing.append((words, done.stderr))
        pending.extend((*words, name) for name in _subcommands(done.stdout))
    assert missing == []
    assert {("synthesize",), ("show",), ("export",), ("domains",), ("plugins",), ("graph",)} <= seen


_COMMAND_LINE = """
from importlib.metadata import entry_points
[script] = entry_points(group="console_scripts", name="eigengraph")
raise SystemExit(script.load()())
"""


def _subcommands(help_text: str) -> list[str]:
    _, _, listed = help_text.partition("\nCommands:\n")
    return re.findall(r"^  ([a-z][\w-]*)", listed, re.MULTILINE)


def _help_text(help_text: str) -> str:
    """Return what a command says of itself: the lines between its usage and its options."""
    said = re.match(r"\s*Usage:.*?\n\n(.*?)\n\n?(Options|Arguments|Commands):", help_text, re.DOTALL)
    return said[1].strip() if said else ""


def test_command_is_installed():
    assert [script.value for script in entry_points(group="console_scripts", name="eigengraph")] == [
        "eigengraph.cli:main"
    ]


# The source


def test_sources_are_found():
    assert len(SOURCES) > 20


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_file_is_one_concept(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 300, f"{path.name} has {lines} lines; split it"
    assert not VAGUE & {part.removesuffix(".py").strip("_") for part in path.relative_to(ROOT).parts}


def test_imports_keep_their_contracts():
    done = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


# The documents


def _python_blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_readme_code_runs(tmp_path):
    blocks = _python_blocks((ROOT / "README.md").read_text("utf-8"))
    assert blocks, "README.md shows no Python"
    script = tmp_path / "readme.py"
    script.write_text("\n".join(blocks), "utf-8")
    done = run(str(script), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_readme_opens_with_the_two_commands():
    block = re.search(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert block, "README.md has no sh block"
    assert block[1].splitlines()[:2] == [
        "pip install -e . && eigengraph synthesize airline",
        "pip install -e '.[test]' && pytest",
    ]


def _hooks() -> dict[str, str]:
    """Return each hook's signature by its name, as the specification writes it."""
    tree = ast.parse((ROOT / "eigengraph" / "hookspecs.py").read_text("utf-8"))
    return {
        node.name: f"{node.name}({ast.unparse(node.args)})"
        + (f" -> {ast.unparse(node.returns)}" if node.returns else "")
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("hookspec" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


HOOKS = _hooks()


def test_hooks_are_found():
    assert "register_domains" in HOOKS


@pytest.mark.parametrize("name", HOOKS)
def test_hook_is_tested(name):
    pattern = re.compile(rf"^\s*(async )?def test_hook_{name}\b", re.MULTILINE)
    assert any(pattern.search(path.read_text("utf-8")) for path in (ROOT / "tests").rglob("test_*.py")), (
        f"no test is named test_hook_{name}"
    )


@pytest.mark.parametrize("name", HOOKS)
def test_hook_is_documented(name):
    page = ROOT / "docs" / "plugins.md"
    documented = " ".join(page.read_text("utf-8").split()) if page.exists() else ""
    assert HOOKS[name] in documented, f"docs/plugins.md does not show {HOOKS[name]!r}"
