"""The schemas of stages."""

import pytest

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs import Stage, stage
from eigengraph.graphs.stage import RESERVED, check_stages


async def work(item, bench):
    return item


def named(name, reads=(), writes=()):
    return Stage(name, work, reads, writes)


def test_decorator_makes_a_stage():
    assert stage("polish", reads=["scenario"], writes=["scenario"])(work) == named(
        "polish", ("scenario",), ("scenario",)
    )


def test_fields_known_after_the_last():
    stages = [named("a", writes=("blueprint",)), named("b", ("blueprint",), ("scenario",))]
    assert check_stages(stages) == ("blueprint", "scenario")
    assert check_stages([named("c", ("task",))], known=("task",)) == ("task",)


def test_input_that_nobody_wrote():
    stages = [named("a", writes=("blueprint",)), named("b", ("scenario",))]
    message = r"stage 'b' reads 'scenario', which no stage before it writes \(known there: blueprint\)"
    with pytest.raises(ConfigError, match=message):
        check_stages(stages)
    with pytest.raises(ConfigError, match=r"stage 'b' reads 'scenario', .* \(known there: nothing\)"):
        check_stages(stages[1:])


def test_field_that_items_do_not_have():
    with pytest.raises(UnknownNameError, match=r"unknown item field of stage 'a' 'verdickt'; did you mean 'verdict'\?"):
        check_stages([named("a", writes=("verdickt",))])


def test_two_of_one_name():
    with pytest.raises(ConfigError, match="two stages are named 'a'; rename one"):
        check_stages([named("a"), named("a")])


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_name(name):
    with pytest.raises(ConfigError, match=f"a stage cannot be named '{name}'; rename it .reserved: alive, begin"):
        check_stages([named(name)])
