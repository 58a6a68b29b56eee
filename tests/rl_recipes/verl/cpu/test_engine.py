"""The CPU rollout backend's engine against transformers, which reads each finished dialogue once, as a trainer does."""

import asyncio
from random import Random

import pytest

torch = pytest.importorskip("torch", reason="verl is not installed, and torch comes with it")
pytest.importorskip("transformers", reason="verl is not installed, and transformers comes with it")

from eigengraph_verl.cpu.engine import Engine  # noqa: E402

from eigengraph.errors import ConfigError  # noqa: E402
from tests.rl_recipes.verl.cpu.tiny import END, VOCABULARY, checkpoint_names, dense, mixture  # noqa: E402

LENGTH = 160
MODELS = {
    "dense": dense,
    "few experts": lambda: mixture(4, 2),
    "many experts": lambda: mixture(12, 3),
    "tied": lambda: mixture(4, 2, tied=True),
}


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    return MODELS[request.param]()


@pytest.fixture
def engine(model):
    return loaded(model)


def loaded(model, slots=6, seed=0):
    engine = Engine(model.config.to_dict(), slots=slots, length=LENGTH, end=[END], seed=seed)
    engine.load(model.state_dict())
    return engine


def told(model, prompt, reply, temperature=1.0):
    """Return the log-probabilities of a reply, read at once."""
    with torch.inference_mode():
        logits = model(torch.tensor([prompt + reply])).logits[0, len(prompt) - 1 : -1].float()
    return (logits / temperature).log_softmax(-1).gather(1, torch.tensor(reply)[:, None])[:, 0]


async def dialogue(engine, model, number, pauses=True):
    """Play three turns; return all tokens and the largest difference of a log-probability."""
    random, worst = Random(number), 0.0
    ids = [random.randrange(2, VOCABULARY) for _ in range(5 + number)]
    for turn in range(3):
        params = {"temperature": 0.7, "max_tokens": 3 + number % 7, "seed": 10 * number + turn}
        made = await engine.generate(f"d{number}", ids, params)
        apart = told(model, ids, made.token_ids, 0.7) - torch.tensor(made.log_probs)
        worst = max(worst, float(apart.abs().max()))
        ids = [*ids, *made.token_ids, *(random.randrange(2, VOCABULARY) for _ in range(4))]
        for _ in range(number % 3 if pauses else 0):
            await asyncio.sleep(0)
    return ids, worst


async def together(engine, model, count):
    return await asyncio.gather(*(dialogue(engine, model, number) for number in range(count)))


def test_log_probs_are_those_of_the_whole_dialogue_read_at_once(engine, model):
    played = asyncio.run(together(engine, model, 20))  # more than there are slots: they wait, join and leave
    assert max(worst for _, worst in played) < 1e-4


def test_a_seeded_reply_does_not_depend_on_who_is_beside_it(model):
    crowded = asyncio.run(together(loaded(model), model, 12))
    alone = asyncio.run(dialogue(loaded(model, slots=1), model, 7))
    assert crowded[7][0] == alone[0]


def test_a_dialogue_goes_on_where_the_cache_ends(engine, monkeypatch):
    read = []
    whole = engine._decoder.read
    monkeypatch.setattr(
        engine._decoder, "read", lambda chunks: read.extend(len(c.ids) for c in chunks) or whole(chunks)
    )

    async def turns():
        first = await engine.generate("a", [5, 6, 7, 8], {"max_tokens": 3, "temperature": 0})
        read.clear()
        return await engine.generate("a", [5, 6, 7, 8, *first.token_ids, 9, 9], {"max_tokens": 1, "temperature": 0})

    asyncio.run(turns())
    assert read == [3]  # the last token of the reply before, which nothing was drawn after, and the two new ones


def test_new_weights_are_read_with_anew(engine, model):
    other = {name: weight + 0.05 for name, weight in model.state_dict().items()}

    async def turns():
        before = await engine.generate("a", [5, 6, 7, 8], {"max_tokens": 4, "seed": 1})
        engine.load(other)
        return before, await engine.generate("a", [5, 6, 7, 8], {"max_tokens": 4, "seed": 1})

    before, after = asyncio.run(turns())
    assert before.weights == (1, 1)
    assert after.weights == (2, 2)
    assert before.log_probs != after.log_probs
    engine.load(model.state_dict())
    assert asyncio.run(engine.generate("b", [5, 6, 7, 8], {"max_tokens": 4, "seed": 1})).log_probs == pytest.approx(
        before.log_probs, abs=1e-5
    )


def test_weights_may_come_by_the_names_of_a_checkpoint(model):
    engine = loaded(model)
    stacked = asyncio.run(engine.generate("a", [5, 6, 7], {"max_tokens": 8, "seed": 3}))
    engine.load(checkpoint_names(model))
    assert asyncio.run(engine.generate("a", [5, 6, 7], {"max_tokens": 8, "seed": 3})).token_ids == stacked.token_ids


def test_a_reply_ends_with_a_stop_token_at_the_limit_or_where_the_room_ends(engine):
    async def replies():
        cut = await engine.generate("a", [5, 6, 7], {"max_tokens": 4, "seed": 1})
        stopped = await engine.generate("b", [5, 6, 7], {"seed": 1, "stop_token_ids": cut.token_ids[1:2]})
        full = await engine.generate("c", [5] * (LENGTH - 2), {"temperature": 0})
        return cut, stopped, full

    cut, stopped, full = asyncio.run(replies())
    assert (cut.stop, len(cut.token_ids)) == ("length", 4)
    assert stopped.stop == "stop"
    assert stopped.token_ids == cut.token_ids[: cut.token_ids.index(cut.token_ids[1]) + 1]
    assert len(full.token_ids) <= 2


def test_an_abort_ends_replies_with_what_they_have(engine):
    async def aborted():
        replies = [asyncio.create_task(engine.generate(str(n), [5, 6, 7], {"seed": n})) for n in range(9)]
        for _ in range(4):
            await asyncio.sleep(0)
        engine.abort()
        return await asyncio.gather(*replies), await engine.generate("z", [5, 6], {"max_tokens": 2})

    replies, later = asyncio.run(aborted())
    assert any(reply.stop == "aborted" and reply.token_ids for reply in replies)
    assert any(reply.stop == "aborted" and not reply.token_ids for reply in replies)  # those that had to wait
    assert later.token_ids


def test_a_request_that_nobody_awaits_any_more_gives_its_slot_back(model):
    engine = loaded(model, slots=1)

    async def given_up():
        first = asyncio.create_task(engine.generate("a", [5, 6, 7], {"seed": 1, "stop_token_ids": []}))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        return await asyncio.wait_for(engine.generate("b", [5, 6], {"max_tokens": 2}), 30)

    assert asyncio.run(given_up()).token_ids


def test_a_failure_reaches_everyone_who_waits_and_the_engine_goes_on(engine, monkeypatch):
    def broken(_):
        raise RuntimeError("out of memory")

    async def fails():
        with monkeypatch.context() as patched:
            patched.setattr(engine._decoder, "read", broken)
            waiting = [engine.generate(str(n), [5, 6], {"max_tokens": 2}) for n in range(9)]
            failed = await asyncio.gather(*waiting, return_exceptions=True)
        return failed, await engine.generate("a", [5, 6], {"max_tokens": 2})

    failed, later = asyncio.run(fails())
    assert [str(error) for error in failed] == ["out of memory"] * 9
    assert later.token_ids


@pytest.mark.parametrize(
    ("prompt", "params", "told"),
    [
        ([], {}, "a prompt of 0 tokens leaves no room in 160; raise max_model_len"),
        ([5] * LENGTH, {}, "a prompt of 160 tokens leaves no room in 160"),
        ([5], {"repetition_penalty": 1.2}, "does not follow repetition_penalty=1.2; leave it at its default"),
        ([5], {"best_of": 3}, "does not follow best_of=3"),
    ],
)
def test_what_cannot_be_answered_is_refused(engine, prompt, params, told):
    with pytest.raises(ConfigError, match=r"CPU rollout backend|leaves no room") as caught:
        asyncio.run(engine.generate("a", prompt, params))
    assert told in str(caught.value)


def test_an_engine_without_weights_says_so(model):
    engine = Engine(model.config.to_dict(), slots=1, length=8)
    with pytest.raises(ConfigError, match="before it was given weights"):
        asyncio.run(engine.generate("a", [5], {}))


def test_unknown_architectures_and_missing_weights_are_named(model):
    with pytest.raises(ConfigError, match=r"of type 'llama' \(known: qwen3, qwen3_moe\)"):
        Engine({**model.config.to_dict(), "model_type": "llama"}, slots=1, length=8)
    engine = Engine(model.config.to_dict(), slots=1, length=8)
    with pytest.raises(ConfigError, match=r"no weight 'model.norm.weight'"):
        engine.load({name: weight for name, weight in model.state_dict().items() if name != "model.norm.weight"})
