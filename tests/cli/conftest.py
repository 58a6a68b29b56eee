"""The example shop, installed, and commands typed in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eigengraph import cli

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Path]:
    """Install the example shop, as an installer would, for the commands of a module."""
    folder = tmp_path_factory.mktemp("site")
    info = folder / "eigengraph_shop-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eigengraph-shop\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[eigengraph]\nshop = eigengraph_shop\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        patch.syspath_prepend(folder)
        patch.setenv("COLUMNS", "200")
        patch.delenv("EIGENGRAPH_TAU2_PYTHON", raising=False)  # which would add domains
        yield folder


@pytest.fixture(scope="module")
def run(site, tmp_path_factory) -> Path:
    """The folder of a finished run of three tasks."""
    out = tmp_path_factory.mktemp("runs") / "shop"
    assert cli.run(["synthesize", "shop", "--tasks", "3", "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture
def typed(site, capsys):
    """``typed("synthesize shop", out)`` runs a command; returns its exit code, stdout and stderr."""

    def run_command(line: str, *more: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run([*line.split(), *map(str, more)])
        out, err = capsys.readouterr()
        return code, out, err

    return run_command
