import json

import pytest
from eigengraph_zygote import sandbox as zygote

from eigengraph.errors import ConfigError


@pytest.fixture(scope="session")
def sandbox():
    try:
        opened = zygote.open_zygote()
    except ConfigError as error:
        pytest.skip(f"the sandbox 'zygote' cannot run on this machine: {error}")
    yield opened
    opened.close()


@pytest.fixture
def run(sandbox):
    """Run code on one input, given by name."""
    return lambda code, **arguments: sandbox.run(code, [json.dumps(arguments)])[0]
