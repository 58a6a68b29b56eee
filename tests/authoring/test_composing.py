"""A sampler for the toy shop, made of the shared parts."""

from dataclasses import replace
from random import Random

import pytest

from eigengraph.authoring import (
    DeadEnd,
    Kind,
    Menu,
    Scene,
    asks_for_something,
    choose,
    drawn_size,
    emphasised,
    fill,
    first_sound,
    in_order,
    lead_with,
    rehearse,
    same_facts,
    without_repeats,
)
from eigengraph.records import Blueprint, Fact, Goal, PlannedCall, ToolCall
from eigengraph.verify import MOST_SOLUTIONS
from eigengraph.world import FIXED, Base, Plan, World
from tests.toys import SHOP

PLAN = Plan("one or two", goals=(1, 2))


@pytest.fixture
def world():
    return World(SHOP, Base(SHOP.tables(0), SHOP.sides()))


def scene_of(world, user_id="ann", seed=0):
    return Scene(world.fork(), Random(seed), user_id, list(world.users))


def cancel(scene):
    """Cancel a pending order of the user."""
    script = scene.script()
    orders = [key for key in scene.world.users.peek(scene.user_id)["orders"] if key not in scene.taken]
    if not orders:
        raise DeadEnd("no order is left")
    script.run("Look.", "get_order", order_id=orders[0])
    script.run("It is pending.", "cancel_order", order_id=orders[0])
    scene.taken.add(orders[0])
    return (Goal("cancel", "do", (Fact("order_id", orders[0], orders[0]),), tuple(script.steps)),)


def rename(scene):
    """Change the user's name, once."""
    if "name" in scene.touched:
        raise DeadEnd("they have a new name")
    scene.touched.add("name")
    script = scene.script()
    script.run("They want it.", "rename_user", user_id=scene.user_id, name="Cleo")
    return (Goal("rename", "do", (Fact("name", "Cleo", "Cleo"),), tuple(script.steps)),)


def hand_over(scene):
    """Ask for a human."""
    script = scene.script()
    script.run("Nothing else helps.", "transfer", reason="wants a human")
    return (Goal("human", "transfer", (), tuple(script.steps)),)


CANCEL, RENAME, HUMAN = (Kind(make, (name,), 1) for make, name in ((cancel, "c"), (rename, "r"), (hand_over, "h")))
MENU = Menu(done=(CANCEL, RENAME), refused=(), transferred=(HUMAN,), refused_share=0.0, transferred_share=0.2)


def agree(told, new):
    return same_facts(told, new, but="order_id")


def sample(world, seed, plan=PLAN):
    random = Random(seed)

    def compose():
        size, leading = drawn_size(random, plan), MENU.leading(random, plan)
        scenes = (Scene(world.fork(), random, user, list(world.users)) for user in world.users)
        scene, lead = lead_with(leading, scenes)
        goals = in_order(random, fill(scene, MENU, plan, leading, lead, size, agree))
        blueprint = Blueprint((), tuple(goals))
        rehearse(world, blueprint)
        return blueprint

    return first_sound(world, plan, compose)


def test_a_sampler_of_shared_parts_finds_what_the_plan_wants(world):
    found = [sample(world.fork(), seed) for seed in range(60)]
    assert {tuple(goal.intent for goal in blueprint.goals) for blueprint in found} == {
        *((intent,) for intent in ("cancel", "rename", "human")),
        *(("cancel", "rename"), ("rename", "cancel"), ("cancel", "human"), ("rename", "human")),
    }
    assert sample(world, 3, Plan("too many", goals=(9, 9))) is None


def test_the_gold_solution_is_left_executed(world):
    blueprint = sample(world, 1)
    again = World(SHOP, world.base)
    for call in blueprint.gold():
        again.call(call)
    assert again.digest() == world.digest()


def test_emphasis_decides_what_is_drawn():
    plan = Plan("no cancelling", emphasis={"c": 0.0, "transfer": 0.0})
    assert {MENU.leading(Random(seed), plan).make for seed in range(20)} == {rename}
    plan = Plan("humans", emphasis={"transfer": 5.0})
    assert {MENU.leading(Random(seed), plan).make for seed in range(20)} == {hand_over}


def test_who_offers_nothing_is_passed_over(world):
    empty = replace(scene_of(world), taken={"A1", "A2"})
    scene, lead = lead_with(CANCEL, [empty, scene_of(world, "bob")])
    assert (scene.user_id, lead[0].facts[0].value, scene.taken) == ("bob", "B1", {"B1"})
    with pytest.raises(DeadEnd, match="nobody can ask for this"):
        lead_with(CANCEL, [empty])


def test_a_fork_shares_nothing_but_chance(world):
    scene = scene_of(world)
    twin = scene.fork()
    cancel(twin)
    assert scene.taken == set()
    assert scene.world.orders.peek("A1")["status"] == "pending"
    assert twin.random is scene.random


def test_what_was_looked_up_is_not_looked_up_again(world):
    look = PlannedCall(ToolCall("get_order", {"order_id": "A1"}), "Look.")
    who = PlannedCall(ToolCall("list_orders", {"user_id": "ann"}), "Who?")
    other = PlannedCall(ToolCall("get_order", {"order_id": "A2"}), "Pass by.")
    first = Goal("one", "do", (), (who, look))
    then = Goal("two", "do", (), (who, look, other), alternatives=((who, replace(look, essential=True), other),))
    kept = without_repeats([first, then], remembered={"list_orders"}, subject="get_order")
    assert kept[0] == first
    assert kept[1].calls == (other,)
    assert kept[1].alternatives == ((replace(look, essential=True), other),)
    assert without_repeats([first, first], remembered=(), subject="get_order")[1] == first


@pytest.mark.parametrize(("value", "fits"), [("Cleo", True), ("Dora", False)])
def test_goals_stand_beside_each_other_only_if_their_facts_have_one_value(value, fits):
    def goal(name, order):
        return Goal("rename", "do", (Fact("name", name, name), Fact("order_id", order, order)))

    assert same_facts([goal("Cleo", "A1")], (goal(value, "A2"),), but="order_id") is fits


def test_a_rehearsal_returns_what_the_gold_solution_answers(world):
    goal = cancel(scene_of(world))[0]
    before = world.digest()
    looked, cancelled = rehearse(world, Blueprint((), (goal,)))
    assert '"pending"' in looked
    assert '"cancelled"' in cancelled
    assert world.digest() == before


def test_a_rehearsal_ends_where_a_task_would_not_be_sound(world):
    (goal,) = cancel(scene_of(world))
    sent, same = ToolCall("cancel_order", {"order_id": "A2"}), ToolCall("get_order", {"order_id": "A1"})
    unsound = {
        "too many": replace(goal, alternatives=(goal.calls,) * MOST_SOLUTIONS),
        "acceptable solution": replace(goal, alternatives=((PlannedCall(sent, "Wrong."),),)),
        "forbidden write": replace(goal, tempting=(same,)),
    }
    for reason, wrong in unsound.items():
        with pytest.raises(DeadEnd, match=reason):
            rehearse(world, Blueprint((), (wrong,)))


def test_only_a_goal_that_takes_action_asks_for_something(world):
    look = PlannedCall(ToolCall("get_order", {"order_id": "A1"}), "Look.")
    idle = Goal("ask", "refuse", (), (look,))
    assert not asks_for_something(world, [idle])
    assert asks_for_something(world, [replace(idle, calls=(replace(look, essential=True),))])
    assert asks_for_something(world, [replace(idle, say=("7",))])
    assert asks_for_something(world, [idle, *hand_over(scene_of(world))])


def test_what_is_left_open_gets_an_alternative_for_each_value_that_works(world):
    def fact(keys):
        return Fact("order", list(keys), " or ".join(keys))

    def writes(order_id):
        return [ToolCall("cancel_order", {"order_id": order_id})]

    for share, told in ((1.0, ("A1", "B1")), (0.0, ("A1",))):
        scene = scene_of(world)
        choice = choose(scene, scene.script(), "Any.", writes, ["A2", "A1", "B1"], fact, open_share=share)
        assert (choice.value, choice.told, choice.fact) == ("A1", told, fact(told))
        assert [way[-1].call for way in choice.alternatives] == [writes(key)[0] for key in told[1:]]
    with pytest.raises(DeadEnd, match="none of the values works"):
        choose(scene, scene.script(), "Any.", writes, ["A2"], fact, open_share=1.0)


def test_sizes_lie_within_the_plan():
    assert {drawn_size(Random(seed), FIXED) for seed in range(60)} == {1, 2, 3, 4, 5}
    assert {drawn_size(Random(seed), Plan("long", goals=(6, 7))) for seed in range(20)} == {6, 7}


def test_a_domain_may_weigh_sizes_itself():
    assert {drawn_size(Random(seed), FIXED, {2: 1, 4: 1}, beyond=0) for seed in range(20)} == {2, 4}
    assert {drawn_size(Random(seed), FIXED, {2: 0, 4: 0}, beyond=1) for seed in range(60)} == {1, 3, 5}


def test_emphasis_multiplies_for_every_name():
    plan = Plan("refusals", emphasis={"refuse": 4.0, "cancel": 0.5})
    assert emphasised(plan, 3.0, "refuse", "cancel", "rename") == 6.0
    assert emphasised(plan, 3.0) == emphasised(FIXED, 3.0, "refuse") == 3.0
