"""Phrasebooks: what is wrong with one is said at once, and the airline's is complete."""

import tomllib
from dataclasses import replace

import pytest
from eigengraph_airline.domain import AIRLINE
from eigengraph_offline.phrasebook import phrasebook_of

from eigengraph.errors import ConfigError


@pytest.fixture
def load(shop, tmp_path):
    def loading(text):
        path = tmp_path / "phrases.toml"
        path.write_text(text)
        return phrasebook_of(replace(shop.plain, phrasebook=path))

    return loading


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[tools.cancel_order]\nconfirm = ["Cancel {order}."]', "unknown field 'order' in 'Cancel {order}.'"),
        ('[tools.cancel_order]\ndone = ["{order_id} {reason} {when}"]', r"known: order_id, reason"),
        ('[slots.street]\nlabel = "street"\ncues = ["street"]\nanswers = ["street {value}"]', "known: text"),
        ('[intents.x]\nwant = "x"\ncues = ["x"]\nopenings = ["{x}"]', "known: none"),
        ('[tools.sell]\ndone = ["Sold."]', "tools.sell: no such tool"),
        ('[tools.cancel_order]\ndone = ["{"]', "is no template"),
        ('[intents.x]\nwant = "x"\ncues = ["cancel"]\nopenings = ["Stop it."]', "'Stop it.' contains none of the cues"),
        ('[slots.street]\nlabel = "the street"\nquestions = ["Where?"]', "there are none"),
        ("[intents.x]\nopenings = []\n", "intents.x.want: Field required"),
        ("[tool]\n", "tool: Extra inputs"),
        ('styles = ["rude"]', "styles: no such style 'rude' (known: all_at_once"),
        ('[agent]\nfarewell = ["Bye."]', "agent.farewell: no such phrases (known: group_questions"),
        ("[user]\nyes = []", "user.yes: is empty"),
        ('[agent]\nterms = ["It costs {price}."]', "unknown field 'price' in 'It costs {price}.' (known: terms)"),
        ("not toml", "is not TOML"),
    ],
)
def test_problems_are_named(load, text, told):
    with pytest.raises(ConfigError, match="phrasebook") as caught:
        load(text)
    assert told in str(caught.value)


def test_a_missing_file_is_named(shop, tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere.toml' cannot be read: No such file"):
        phrasebook_of(replace(shop.plain, phrasebook=tmp_path / "nowhere.toml"))


def test_what_is_missing_is_phrased_from_names(shop):
    book = phrasebook_of(shop.plain)
    assert book.intent("cancel_order").want == "cancel order"
    assert "shoe size" in book.slot("shoe_size").label
    assert book.slot("shoe_size").answers


def test_a_domain_may_have_phrases_and_styles_of_its_own(load):
    book = load('styles = ["asides"]\n[agent]\nproceed = ["Yes or no?"]\n[user]\nyes = ["Yes."]')
    assert book.agent.proceed == ("Yes or no?",)
    assert book.user.yes == ("Yes.",)
    assert len(book.agent.done) > 1
    assert book.styles == ("asides",)


def test_values_are_said_in_words(load):
    book = load('[values]\none_way = "one way"\n[items]\nlegs = "{number} on {day}"\n')
    legs = [{"number": "X1", "day": "May 2"}, {"number": "X2", "day": "May 3"}]
    said = book.details({"kind": "one_way", "legs": legs})
    assert said == {"kind": "one way", "legs": "X1 on May 2 and X2 on May 3"}


def test_the_airlines_phrasebook_covers_the_airline():
    book = phrasebook_of(AIRLINE)
    file = tomllib.loads(AIRLINE.phrasebook.read_text("utf-8"))
    writes = [tool.name for tool in AIRLINE.tools if tool.kind == "write"]
    thin = [
        *(f"intent {name}" for name, intent in file["intents"].items() if len(set(intent["openings"])) < 4),
        *(f"slot {name}" for name, slot in file["slots"].items() if len(set(slot["answers"])) < 4),
        *(
            f"slot {name}"
            for name, slot in file["slots"].items()
            if not slot.get("volunteered") and len(set(slot["questions"])) < 4
        ),
        *(f"tool {name}" for name in writes if min(len(book.tool(name).confirm), len(book.tool(name).done)) < 4),
        *(f"rule {rule.id}" for rule in AIRLINE.rules if rule.id not in book.clauses),
        *(f"clause {name}" for name, clause in book.clauses.items() if len(set(clause.refusals)) < 2),
    ]
    assert thin == []
    assert set(book.clauses) == AIRLINE.rule_ids
