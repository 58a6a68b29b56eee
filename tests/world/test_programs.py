"""Random programs of writes, run in a world and on plain dicts side by side."""

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eigengraph.records import ToolCall, canonical
from eigengraph.world import Base, Domain, Table, World, tool

KEYS = ("a", "b", "c", "d")
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 2**70, float("nan"), "", "x", "é"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("pqr"), inner, max_size=3),
    max_leaves=6,
)
ROWS = st.dictionaries(st.sampled_from("fgh"), VALUES, max_size=3)
TABLES = st.dictionaries(st.sampled_from(KEYS), ROWS, max_size=3)
STEPS = st.lists(
    st.tuples(st.just("set"), st.sampled_from(KEYS), st.sampled_from("fgh"), VALUES)
    | st.tuples(st.just("edit"), st.sampled_from(KEYS), st.integers(0, 5), VALUES)
    | st.tuples(st.just("drop"), st.sampled_from(KEYS), st.sampled_from("fgh"), st.none())
    | st.tuples(st.just("insert"), st.sampled_from(KEYS), st.none(), ROWS)
    | st.tuples(st.just("delete"), st.sampled_from(KEYS), st.none(), st.none()),
    min_size=1,
    max_size=4,
)


def run_step(table: Any, step: tuple[str, str, Any, Any]) -> None:
    """Run one step on a table or on a dict of dicts: the code is the same, as it is for authors."""
    what, key, where, value = step
    if what == "insert":
        table[key] = copy.deepcopy(value)
    elif key not in table:
        return
    elif what == "delete":
        del table[key]
    elif what == "set":
        table[key][where] = copy.deepcopy(value)
    elif what == "drop":
        table[key].pop(where, None)
    else:
        edit_deepest(table[key], where, copy.deepcopy(value))


def edit_deepest(node: Any, where: int, value: Any) -> None:
    """Walk down while there is something to walk into; change a list or an object there in place."""
    while True:
        inner = [item for item in (node.values() if isinstance(node, dict) else node) if isinstance(item, dict | list)]
        if not inner or where == 0:
            break
        node = inner[where % len(inner)]
        where -= 1
    if isinstance(node, dict):
        node["p"] = value
    elif node and where % 2:
        node.pop()
    else:
        node.insert(0, value)


@tool(kind="write")
def program(world: World, steps: list[Any]) -> None:
    for step in steps:
        run_step(world.rows, step)


PROGRAMS = Domain("programs", tools=[program], tables=lambda seed: {"rows": {}})


def open_over(rows: dict[str, Any]) -> World:
    return World(PROGRAMS, Base({"rows": copy.deepcopy(rows)}))


def run(world: World, steps: Any) -> None:
    assert not world.call(ToolCall("program", {"steps": steps})).error


def naive_delta(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what differs, by comparing everything."""
    keys = before.keys() | after.keys()
    return {key: after.get(key) for key in keys if canonical(before.get(key)) != canonical(after.get(key))}


def assert_same(world: World, initial: dict[str, Any], model: dict[str, Any]) -> None:
    table: Table = world.rows
    assert list(table) == list(model)
    assert [key for key, _ in table.items()] == list(table.keys()) == list(model)
    assert len(table) == len(table.values()) == len(model)
    assert [canonical(row) for row in table.values()] == [canonical(row) for row in model.values()]
    for key in KEYS:
        assert (key in table) == (key in model)
        assert canonical(table.get(key)) == canonical(table.peek(key)) == canonical(model.get(key))
        assert canonical(table.initial(key)) == canonical(initial.get(key))
    assert canonical(world.delta().get("rows", {})) == canonical(naive_delta(initial, model))
    assert canonical(world.materialise()) == canonical({"rows": model})


class WorldAgainstDicts(RuleBasedStateMachine):
    """A world and some forks of it, each with the plain dicts it must agree with."""

    @initialize(rows=TABLES)
    def open(self, rows: dict[str, Any]) -> None:
        self.initial = copy.deepcopy(rows)
        self.worlds = [(open_over(rows), copy.deepcopy(rows))]
        self.base_digest = Base({"rows": copy.deepcopy(rows)}).digest
        self.digests: dict[bytes, str] = {}
        self.snapshots: list[tuple[Any, bytes]] = []

    @rule(steps=STEPS, which=st.integers(0, 3))
    def write(self, steps: Any, which: int) -> None:
        world, model = self.worlds[which % len(self.worlds)]
        run(world, steps)
        for step in steps:
            run_step(model, step)

    @rule(key=st.sampled_from(KEYS), which=st.integers(0, 3))
    def roll_back(self, key: str, which: int) -> None:
        world, model = self.worlds[which % len(self.worlds)]
        step = ("insert", key, None, self.initial[key]) if key in self.initial else ("delete", key, None, None)
        run(world, [step])
        run_step(model, step)

    @rule(which=st.integers(0, 3))
    def fork(self, which: int) -> None:
        world, model = self.worlds[which % len(self.worlds)]
        self.worlds = [*self.worlds[-2:], (world.fork(), copy.deepcopy(model))]

    @rule(which=st.integers(0, 3))
    def remember(self, which: int) -> None:
        world, _ = self.worlds[which % len(self.worlds)]
        for seen in (dict(world.rows), world.delta()):
            self.snapshots.append((seen, canonical(seen)))

    @invariant()
    def every_world_agrees_with_its_dicts(self) -> None:
        for world, model in self.worlds:
            assert_same(world, self.initial, model)

    @invariant()
    def digests_are_equal_exactly_if_deltas_are(self) -> None:
        for world, model in self.worlds:
            delta = canonical(naive_delta(self.initial, model))
            assert self.digests.setdefault(delta, world.digest()) == world.digest()
        assert len(set(self.digests.values())) == len(self.digests)

    @invariant()
    def what_was_read_stays_what_it_was(self) -> None:
        for seen, form in self.snapshots:
            assert canonical(seen) == form

    @invariant()
    def the_base_never_changes(self) -> None:
        base = self.worlds[0][0].base
        assert Base(base.tables).digest == base.digest == self.base_digest


TestWorldAgainstDicts = WorldAgainstDicts.TestCase
TestWorldAgainstDicts.settings = settings(
    max_examples=60, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@settings(max_examples=60, deadline=None)
@given(rows=TABLES, programs=st.lists(STEPS, max_size=4))
def test_another_way_to_the_same_state_has_the_same_digest(rows: dict[str, Any], programs: Any) -> None:
    wandering, direct = open_over(rows), open_over(rows)
    for steps in programs:
        run(wandering, steps)
    final = wandering.materialise()["rows"]
    for key in sorted(KEYS, reverse=True):
        run(direct, [("insert", key, None, final[key]) if key in final else ("delete", key, None, None)])
    assert canonical(direct.delta()) == canonical(wandering.delta())
    assert direct.digest() == wandering.digest()


@settings(max_examples=60, deadline=None)
@given(rows=TABLES, programs=st.lists(STEPS, max_size=4), split=st.integers(0, 4))
def test_a_fork_goes_on_like_the_original(rows: dict[str, Any], programs: Any, split: int) -> None:
    whole, first = open_over(rows), open_over(rows)
    for steps in programs:
        run(whole, steps)
    for steps in programs[:split]:
        run(first, steps)
    before = first.digest()
    second = first.fork()
    for steps in programs[split:]:
        run(second, steps)
    assert first.digest() == before
    assert second.digest() == whole.digest()


@settings(max_examples=100, deadline=None)
@given(left=ROWS, right=ROWS)
def test_one_row_differs_exactly_if_its_canonical_form_does(left: dict[str, Any], right: dict[str, Any]) -> None:
    world = open_over({"a": left})
    run(world, [("insert", "a", None, right)])
    assert bool(world.delta()) == (canonical(left) != canonical(right))
    assert (world.digest() == open_over({"a": left}).digest()) == (canonical(left) == canonical(right))
