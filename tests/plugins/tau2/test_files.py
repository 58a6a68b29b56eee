"""Reading files: errors name the file and its format, whatever the file is called."""

import re

import pytest
from eigengraph_tau2.files import read_file

from eigengraph.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "kind"), [("results", "JSON"), ("a.b.json", "JSON"), ("results.json", "JSON"), ("db.toml", "TOML")]
)
def test_a_file_of_another_format_is_named(tmp_path, name, kind):
    path = tmp_path / name
    path.write_text("= nothing of the kind")
    with pytest.raises(ConfigError, match=rf"^{re.escape(repr(str(path)))} is not {kind}: "):
        read_file(path)
