"""Lines of configuration as Hydra reads them."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from eigengraph_verl.recipes.overrides import Override, merged, read_override, spelled
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.errors import ConfigError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("aé './\\\"{}[],:=$ 0-", max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.skipif(find_spec("hydra") is None, reason="verl is not installed")
@given(VALUES)
def test_hydra_reads_what_is_spelled(value):
    from hydra.core.override_parser.overrides_parser import OverridesParser

    if "${" in str(value):
        return  # an interpolation, which Hydra must not read as a text
    read = OverridesParser.create().parse_override(f"a.b={spelled(value)}").value()
    assert plain(read) == value


def plain(value):
    """Return what Hydra read without its marks of quotes."""
    from hydra.core.override_parser.types import QuotedString

    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.text if isinstance(value, QuotedString) else value


@pytest.mark.parametrize("text", ["1e-5", "5.0E6", "-2e3"])
def test_numbers_that_yaml_takes_for_texts(text):
    assert spelled(text) == text


@pytest.mark.parametrize("text", ["trainer.total_epochs", "=3", "a b=3", "~trainer.logger", "--out=x"])
def test_what_is_no_override(text):
    with pytest.raises(ConfigError, match=r"is not KEY=VALUE, such as trainer\.total_epochs=2"):
        read_override(text)


def test_a_later_line_takes_the_place_of_one_of_the_same_name():
    lines = [Override("a", "1"), Override("+b.c", "2"), Override("d", "3")]
    assert [line.line for line in merged(lines, [Override("b.c", "9"), Override("++e", "4")])] == [
        "a=1",
        "+b.c=9",
        "d=3",
        "++e=4",
    ]


@pytest.mark.parametrize(
    ("folder", "line"),
    [("/plain/path", "a=/plain/path/x"), ("/with space", "a='/with space/x'"), ("/it's", "a='/it\\'s/x'")],
)
def test_folders_are_quoted_where_they_must_be(folder, line):
    assert Override("a", "{data}/x").replaced("{data}", folder).line == line


@pytest.mark.parametrize(
    ("value", "line"), [("{", "'{'"), ("{a}", "'{a}'"), ("{data}/x.parquet", "{data}/x.parquet"), ("a{", "'a{'")]
)
def test_braces_are_quoted_unless_they_stand_for_a_folder(value, line):
    assert spelled(value) == line
