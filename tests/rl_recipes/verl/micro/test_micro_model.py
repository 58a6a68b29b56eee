"""The micro model as it is shipped: tokenizer, chat template and weights belong together and fit the reduced store."""

import json

import pytest

torch = pytest.importorskip("torch", reason="verl is not installed, and torch comes with it")
transformers = pytest.importorskip("transformers", reason="verl is not installed, and transformers comes with it")

from eigengraph_retail import RETAIL_MICRO  # noqa: E402
from eigengraph_verl.micro import MODEL, begin  # noqa: E402
from eigengraph_verl.micro.optimizer import orthogonal  # noqa: E402
from eigengraph_verl.micro.tokenizer import chat_template, entity_words, rendered, train_tokenizer  # noqa: E402

import eigengraph as eg  # noqa: E402

MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def tokenizer():
    return transformers.AutoTokenizer.from_pretrained(MODEL)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("micro") / "run"
    return eg.synthesize(eg.Host(), eg.Settings(domain="retail_micro", tasks=30, seed=11, out=str(out)))


@pytest.fixture(scope="module")
def texts(run):
    return [rendered(line["messages"], line["tools"]) for line in run.chat()]


def test_it_is_small_and_complete(tokenizer):
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < MOST_BYTES
    model = transformers.AutoModelForCausalLM.from_pretrained(MODEL)
    assert 500_000 < sum(weight.numel() for weight in model.parameters()) < 2_000_000
    assert model.config.model_type == "qwen3_moe"
    assert model.config.vocab_size == len(tokenizer)
    assert (model.config.eos_token_id, model.config.pad_token_id) == (tokenizer.eos_token_id, tokenizer.pad_token_id)
    assert tokenizer.chat_template == chat_template()


def test_a_recipe_may_begin_with_it(tmp_path):
    begin(tmp_path, tmp_path / "start")
    assert {path.name for path in (tmp_path / "start").iterdir()} == {path.name for path in MODEL.iterdir()}


def test_dialogues_take_a_few_hundred_tokens_and_nothing_is_lost(tokenizer, texts):
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False)
        assert len(ids) < 600
        assert tokenizer.decode(ids, skip_special_tokens=False) == text


def test_what_has_to_be_copied_is_cut_the_same_everywhere(tokenizer):
    def pieces(text):
        return tokenizer.convert_ids_to_tokens(tokenizer.encode(text, add_special_tokens=False))

    order = ["#W", "4", "8", "2", "1"]
    for text in ("Order number #W4821.", '{"order_id": "#W4821"}', "#W4821 pending", "So: cancel #W4821, no longer"):
        cut = pieces(text)
        start = cut.index("#W")
        assert cut[start : start + 5] == order
    assert pieces("My email is mia482@mail.com.")[-6:-1] == ["mia", "4", "8", "2", "@mail.com"]


def test_a_reply_is_cut_behind_its_prompt_as_in_the_whole_dialogue(tokenizer, run):
    line = next(run.chat())
    whole = tokenizer.encode(rendered(line["messages"], line["tools"]), add_special_tokens=False)
    for position, message in enumerate(line["messages"]):
        if message["role"] == "assistant":
            prompt = tokenizer.apply_chat_template(
                line["messages"][:position], tools=line["tools"], add_generation_prompt=True, tokenize=False
            )
            ids = tokenizer.encode(prompt, add_special_tokens=False)
            assert whole[: len(ids)] == ids


def test_calls_are_written_as_hermes_writes_them_and_tools_as_signatures():
    call = {"function": {"name": "get_order_details", "arguments": {"order_id": "#W1"}}}
    tools = RETAIL_MICRO.schemas["agent"]
    text = rendered([{"role": "system", "content": "Rules."}, {"role": "assistant", "tool_calls": [call]}], tools)
    assert "cancel_pending_order(order_id, reason)\n" in text
    written = text.partition("<tool_call>")[2].partition("</tool_call>")[0]
    assert json.loads(written) == {"name": "get_order_details", "arguments": {"order_id": "#W1"}}
    as_text = {"function": {"name": "get_order_details", "arguments": '{"order_id": "#W1"}'}}
    assert rendered([{"role": "assistant", "tool_calls": [as_text]}], tools) in text


def test_the_special_tokens_of_calls_are_seen_when_a_message_is_read(tokenizer):
    ids = tokenizer.encode("<tool_call>{}</tool_call><|im_end|>", add_special_tokens=False)
    assert tokenizer.decode(ids, skip_special_tokens=True) == "<tool_call>{}</tool_call>"


def test_a_tokenizer_can_be_trained_anew(texts, run):
    words = entity_words(RETAIL_MICRO.tables(11))
    assert {"gift_card", "lamp", "mia", "pending"} <= words
    made = train_tokenizer(texts, words, 600)
    assert len(made) <= 600
    assert made.decode(made.encode(texts[0], add_special_tokens=False), skip_special_tokens=False) == texts[0]


def test_steps_of_the_optimizer_are_orthogonal():
    torch.manual_seed(0)
    for shape in ((6, 4), (3, 4, 8)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
        assert values.min() > 0.5
        assert values.max() < 1.3
