"""Asking again, within bounds, without a second passing."""

import asyncio

import pytest

from eigengraph.errors import BudgetExceeded, ConfigError, ContextOverflow, ModelError, RetryableError
from eigengraph.models import Retried, RetryPolicy, Throttle
from tests.models.asking import Clock, Scripted, reply, request

DOWN = RetryableError("down")


def ask(script, policy=None, clock=None, key="k"):
    """Ask once; return the reply, the tries as the model saw them, and the pauses."""
    clock, model = clock or Clock(), Scripted(script)
    retried = Retried(model, policy or RetryPolicy(), Throttle(4, clock.timing))
    answer = asyncio.run(retried.complete(request(key=key)))
    return answer, [one.tries for one in model.asked], clock.slept


def test_what_may_pass_is_asked_again_and_counted():
    answer, tries, slept = ask([DOWN, DOWN, reply()])
    assert answer == reply(tries=3)
    assert tries == [0, 1, 2]
    assert len(slept) == 2


def test_pauses_grow_and_are_drawn_from_the_key():
    policy = RetryPolicy(attempts=9, first_pause=1.0, longest_pause=8.0)
    pauses = [policy.pause("k", tries, None) for tries in range(1, 8)]
    for pause, longest in zip(pauses, [1, 2, 4, 8, 8, 8, 8], strict=True):
        assert longest / 2 <= pause <= longest
    assert pauses == [policy.pause("k", tries, None) for tries in range(1, 8)]
    assert pauses != [policy.pause("other", tries, None) for tries in range(1, 8)]


def test_what_the_endpoint_asks_for_outweighs_the_pause():
    _, _, [slept] = ask([RetryableError("busy", after=45.0), reply()])
    assert 45.0 <= slept <= 45.5


def test_attempts_are_bounded():
    with pytest.raises(ModelError, match=r"down \(tried 3 times\)") as caught:
        ask([DOWN] * 4, RetryPolicy(attempts=3))
    assert not isinstance(caught.value, RetryableError)


def test_the_deadline_bounds_the_whole_request():
    clock = Clock()
    policy = RetryPolicy(attempts=100, deadline=20.0, first_pause=4.0, longest_pause=4.0)
    with pytest.raises(ModelError, match=r"down \(tried \d+ times; no further try within 20 s\)"):
        ask([DOWN] * 100, policy, clock)
    assert 12.0 < clock.now < 20.0


def test_a_pause_beyond_the_deadline_is_not_begun():
    clock = Clock()
    with pytest.raises(ModelError, match="no further try within 60 s"):
        ask([RetryableError("busy", after=3600.0)], RetryPolicy(deadline=60.0), clock)
    assert clock.slept == []


@pytest.mark.parametrize("error", [ModelError("no"), ContextOverflow("no"), ConfigError("no"), BudgetExceeded("no")])
def test_what_never_passes_is_not_asked_again(error):
    with pytest.raises(type(error), match=r"^no$"):
        ask([error])


def test_a_try_that_hangs_is_ended():
    async def hang(_request):
        await asyncio.Event().wait()

    answer, tries, _ = ask([hang, reply()], RetryPolicy(timeout=0.01))
    assert (answer.tries, tries) == (2, [0, 1])


def test_one_who_is_told_to_wait_makes_everyone_wait():
    """The first of two models at one endpoint is refused; the second finds the gate closed until the pause is over."""
    clock = Clock()
    throttle, policy = Throttle(4, clock.timing), RetryPolicy()
    when = []

    async def noted(_request):
        when.append(clock.now)
        return reply()

    async def go():
        first = Retried(Scripted([RetryableError("429", after=10.0, busy=True), noted]), policy, throttle)
        second = Retried(Scripted([noted]), policy, throttle)
        refused = asyncio.create_task(first.complete(request()))
        await asyncio.sleep(0)
        await asyncio.gather(refused, second.complete(request()))

    asyncio.run(go())
    assert len(when) == 2
    assert min(when) >= 10.0


def test_a_failure_that_is_no_lack_of_room_holds_up_nobody():
    clock = Clock()
    throttle = Throttle(4, clock.timing)

    async def go():
        failing = Retried(Scripted([DOWN, reply()]), RetryPolicy(), throttle)
        await failing.complete(request())
        before = clock.now
        async with throttle.passage():
            return clock.now - before

    assert asyncio.run(go()) == 0.0


def test_the_throttle_lets_only_so_many_through_at_once():
    throttle, inside, most = Throttle(3), [], []

    async def enter(number):
        async with throttle.passage():
            inside.append(number)
            most.append(len(inside))
            await asyncio.sleep(0)
            inside.remove(number)

    async def go():
        await asyncio.gather(*[enter(number) for number in range(10)])

    asyncio.run(go())
    assert max(most) == 3
