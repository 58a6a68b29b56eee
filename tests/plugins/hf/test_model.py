"""A Hugging Face folder as a model: dialogues in flight together, calls in the text, limits, and bad folders."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace

import eigengraph_hf
import pytest

import eigengraph as eg
from eigengraph.errors import ConfigError, ContextOverflow
from eigengraph.models import Sampling
from eigengraph.records import Message, ToolCall
from tests.models.asking import request
from tests.plugins.hf.folders import make_folder
from tests.toys import SHOP


def opened(folder, **options):
    return eg.Host([eigengraph_hf], installed=False).model(f"hf:{folder}", {"hf": {"max_tokens": 12, **options}})


def ask(model, *requests):
    async def go():
        return await asyncio.gather(*[model.complete(one) for one in requests])

    return asyncio.run(go())


def test_many_requests_at_once_are_answered_as_one_by_one(folder):
    requests = [request(f"Hello {'again ' * number}.", seed=number) for number in range(12)]
    together = ask(opened(folder), *requests)
    alone = [reply for one in requests for reply in ask(opened(folder, prefix_mb=0), one)]
    assert [reply.message for reply in together] == [reply.message for reply in alone]
    assert len({reply.message.content for reply in together}) > 6
    assert all(reply.completion_tokens <= 12 and reply.prompt_tokens > 20 for reply in together)


def test_the_seed_and_the_turn_decide(folder):
    model = opened(folder, max_tokens=24)
    first, same, other = ask(model, request(seed=1), request(seed=1), request(seed=2))
    assert first.message == same.message != other.message
    greedy = opened(folder, max_tokens=24, temperature=0)
    one, two = ask(greedy, request(seed=1), request(seed=2))
    assert one.message == two.message


def test_log_probabilities_where_asked_for(folder):
    [reply] = ask(opened(folder), replace(request(), sampling=Sampling(logprobs=True)))
    assert len(reply.logprobs) == reply.completion_tokens
    assert all(value < 0 for _, value in reply.logprobs)


def test_tools_and_calls_go_through_the_template(folder):
    from eigengraph_hf.chat import prompt_ids
    from eigengraph_hf.loading import load_tokenizer

    tokenizer = load_tokenizer(folder)
    called = Message("assistant", "", (ToolCall("get_order", {"order_id": "A1"}, id="c1"),))
    asked = replace(
        request(),
        messages=(Message("user", "Where?"), called, Message("tool", "{}", call_id="c1")),
        tools=SHOP.schemas["agent"],
    )
    text = tokenizer.decode(prompt_ids(asked, tokenizer, {}))
    assert '"name": "get_order"' in text.split("<tool_call>")[0]
    assert '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n</tool_call>' in text
    assert text.endswith("<|im_start|>assistant\n")
    assert tokenizer.decode(prompt_ids(request(), tokenizer, {"mood": "gaily"})).endswith("gaily")


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n</tool_call>',
        '```json\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n```',
    ],
)
def test_calls_are_found_in_what_was_drawn(folder, text):
    from eigengraph_hf.chat import Drawn, reply_of
    from eigengraph_hf.loading import load_tokenizer

    tokenizer = load_tokenizer(folder)
    stop = frozenset([tokenizer.eos_token_id])
    tokens = [*tokenizer(f"<think>hm</think>Wait. {text}")["input_ids"], tokenizer.eos_token_id]
    drawn = Drawn(tokens, [-0.1] * len(tokens), "stop", 30, 16)
    reply = reply_of(replace(request(), tools=SHOP.schemas["agent"]), drawn, tokenizer, stop)
    assert reply.message == Message("assistant", "Wait.", (ToolCall("get_order", {"order_id": "A1"}),), "hm")
    assert (reply.prompt_tokens, reply.cached_tokens, reply.completion_tokens) == (30, 16, len(tokens))


def test_a_dialogue_that_does_not_fit(tmp_path):
    model = opened(make_folder(tmp_path / "short", context=64))
    with pytest.raises(ContextOverflow, match=r"the prompt has \d+ tokens, and the context is 64"):
        ask(model, request("long " * 20))
    [reply] = ask(opened(tmp_path / "short", context=80), request("Hi."))
    assert reply.prompt_tokens + reply.completion_tokens <= 80


def test_a_request_that_is_given_up_leaves_the_batch(folder):
    async def go():
        model = opened(folder, max_tokens=2000, temperature=0)
        late = asyncio.create_task(model.complete(request(seed=3)))
        await asyncio.sleep(0.05)
        late.cancel()
        with pytest.raises(asyncio.CancelledError):
            await late
        return await replace_tokens(model)

    async def replace_tokens(model):
        return await model.complete(replace(request(), sampling=Sampling(max_tokens=3)))

    assert asyncio.run(go()).completion_tokens <= 3


def test_looking_loads_and_says_how_long_replies_are(folder):
    facts = asyncio.run(opened(folder, max_tokens=9).inspect())
    assert (facts.model, facts.max_tokens, facts.context) == (folder.name, 9, None)


# Specs, folders and options


def test_folders_that_are_none(tmp_path, folder):
    with pytest.raises(ConfigError, match="model spec 'hf:' names no folder; write hf:FOLDER"):
        opened("")
    with pytest.raises(ConfigError, match=r"names a folder without config\.json \(it has nothing\)"):
        opened(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ConfigError, match=r"config.json' is not JSON: .*; copy the folder again"):
        opened(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="names no model_type"):
        opened(tmp_path)
    shutil.copy(folder / "config.json", tmp_path)
    with pytest.raises(ConfigError, match="names a folder without a tokenizer"):
        opened(tmp_path)
    shutil.copy(folder / "tokenizer.json", tmp_path)
    shutil.copy(folder / "tokenizer_config.json", tmp_path)
    with pytest.raises(ConfigError, match=r"has no chat template; add chat_template\.jinja"):
        ask(opened(tmp_path), request())
    shutil.copy(folder / "chat_template.jinja", tmp_path)
    with pytest.raises(ConfigError, match="cannot be loaded by transformers: OSError"):
        ask(opened(tmp_path), request())


def test_a_tokenizer_of_another_model(tmp_path):
    with pytest.raises(ConfigError, match=r"has 261 tokens and the model only 100; it belongs to another model"):
        ask(opened(make_folder(tmp_path / "odd", vocabulary=100)), request())


def test_a_template_that_takes_no_such_dialogue(folder, tmp_path):
    strict = shutil.copytree(folder, tmp_path / "strict")
    (strict / "chat_template.jinja").write_text("{{ raise_exception('roles must alternate') }}")
    with pytest.raises(ConfigError, match="does not take a dialogue of role 'agent': TemplateError: roles must"):
        ask(opened(strict), request())


def test_without_torch_the_line_says_what_to_install(folder, monkeypatch):
    monkeypatch.setattr("eigengraph_hf.settings.find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"needs torch; pip install 'eigengraph\[hf\]'"):
        opened(folder)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"batsh": 1}, r"unknown setting of hf models 'batsh'; did you mean 'batch'\?"),
        ({"batch": 0}, "hf setting 'batch' cannot be 0: "),
    ],
)
def test_options_that_cannot_be_used(folder, options, line):
    with pytest.raises(ConfigError, match=f"^{line}"):
        opened(folder, **options)


def test_a_failure_of_torch_is_one_line_and_the_next_request_is_answered(folder):
    model = opened(folder)
    ask(model, request())
    weights = model._loaded().model
    forward, weights.forward = weights.forward, lambda **_: (_ for _ in ()).throw(RuntimeError("out of\nmemory"))
    with pytest.raises(eg.ModelError, match="transformers failed: RuntimeError: out of memory"):
        ask(model, request())
    weights.forward = forward
    assert ask(model, request())[0].completion_tokens


def test_a_policy_is_evaluated(folder, tmp_path, monkeypatch):
    """From the folder to pass^1, through the command, with every dialogue of the run in flight at once."""
    from tests.evaluation.conftest import SHOP as PATH

    monkeypatch.syspath_prepend(PATH)
    import eigengraph_shop

    host = eg.Host([eigengraph_shop])
    settings = eg.Settings(domain="shop", tasks=4, batch=4, out=tmp_path / "run")
    run = eg.synthesize(host, settings)
    wide = settings.model_copy(update={"max_turns": 6, "options": {"hf": {"max_tokens": 8}}})
    found = eg.evaluate(host, wide, tasks=f"{run.path}:all", agent=f"hf:{folder}", user="offline", out=tmp_path / "e")
    assert found.metrics.passes[1].value == 0.0
    assert found.metrics.missing == 0
    assert found.metrics.outcomes.keys() <= {"completed", "max_turns", "agent_fault", "context_overflow"}
    assert found.spent_tokens > 0
    assert json.loads(json.dumps(found.to_json()))["agent"] == f"hf:{folder}"
