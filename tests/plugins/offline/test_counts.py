"""Phrasings: enough of each, no two alike, and all understood by the other side."""

import importlib
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from eigengraph_offline.hearing import consents, hear, says_goodbye, told
from eigengraph_offline.phrasebook import phrasebook_of
from eigengraph_offline.phrases import PHRASES
from eigengraph_offline.speech import plain

from eigengraph.records import Fact

ENOUGH = 12
ENOUGH_REFUSALS = 6
AGENT = PHRASES.agent
USER = PHRASES.user
DOMAINS = Path(__file__).parents[3] / "domains"
FILES = {path.parent.name: path for path in sorted(DOMAINS.glob("*/phrasebook.toml"))}


@pytest.fixture(params=FILES)
def file(request):
    return tomllib.loads(FILES[request.param].read_text("utf-8"))


@pytest.fixture(params=FILES)
def domain(request):
    registered, *_ = importlib.import_module(request.param).register_domains()
    return replace(registered, phrasebook=FILES[request.param])


def counted(file):
    """Yield the lists that a phrasebook has to fill: place, phrasings, and how many are enough."""
    for name, intent in file["intents"].items():
        yield f"intents.{name}.openings", intent["openings"], ENOUGH
    for name, slot in file["slots"].items():
        yield f"slots.{name}.answers", slot["answers"], ENOUGH
        if not slot.get("volunteered"):
            yield f"slots.{name}.questions", slot["questions"], ENOUGH
    for name, tool in file["tools"].items():
        kinds = [kind for kind in ("confirm", "done", "instruct", "reports") if kind in tool]
        yield from ((f"tools.{name}.{kind}", tool[kind], ENOUGH) for kind in kinds)
    for name, clause in file["clauses"].items():
        yield f"clauses.{name}.refusals", clause["refusals"], ENOUGH_REFUSALS


def generic():
    """Return the lists of what is said in any domain, by place."""
    sections = {"agent": AGENT, "user": USER, "fallback": PHRASES.fallback}
    return {f"{name}.{kind}": texts for name, section in sections.items() for kind, texts in section if kind != "label"}


def slots_of(domain):
    """Return the phrasings of the facts that the agents of a domain ask for."""
    book = phrasebook_of(domain)
    slots = {name: book.slot(name) for name in tomllib.loads(domain.phrasebook.read_text("utf-8"))["slots"]}
    return {name: slot for name, slot in slots.items() if not slot.volunteered}


def hearings(texts, domain):
    """Return what a user takes from texts who may be asked for every fact there is."""
    return {text: hear(text, tuple(slots_of(domain)), phrasebook_of(domain)) for text in texts}


def words(text):
    return re.findall(r"[\w'{}-]+", text.lower())


def alike(one, other):
    """Return whether two phrasings differ by at most one word put in, left out or exchanged."""
    one, other = words(one), words(other)
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return len(one) <= 1 and len(other) <= 1


def pairs_alike(texts):
    return [(one, other) for index, one in enumerate(texts) for other in texts[:index] if alike(one, other)]


def test_every_phrasebook_has_enough_of_each(file):
    few = {place: len(set(texts)) for place, texts, enough in counted(file) if len(set(texts)) < enough}
    assert few == {}


def test_there_is_enough_of_what_is_said_in_any_domain():
    lists = {**generic(), "scenario.personas": PHRASES.scenario.personas}
    assert {place: len(set(texts)) for place, texts in lists.items() if len(set(texts)) < ENOUGH} == {}


def test_phrasings_differ_by_more_than_a_word(file):
    unknown = {f"{name}.unknown": slot.get("unknown", []) for name, slot in file["slots"].items()}
    lists = {**unknown, **{place: texts for place, texts, _ in counted(file)}}
    assert {place: pairs for place, texts in lists.items() if (pairs := pairs_alike(texts))} == {}


def test_what_is_said_in_any_domain_differs_by_more_than_a_word():
    assert {place: pairs for place, texts in generic().items() if (pairs := pairs_alike(texts))} == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Yes, go ahead.", "Yes, please go ahead!", True),
        ("My order is {text}.", "The order is {text}.", True),
        ("Yes.", "Sure.", True),
        ("Yes, please go ahead.", "Yes, go ahead, thanks.", False),
        ("The order: {text}.", "It's the {text} one.", False),
    ],
)
def test_one_word_is_too_little_of_a_difference(one, other, same):
    assert alike(one, other) is same


def test_every_question_is_heard_as_one_about_its_fact(domain):
    missed = [
        question
        for name, slot in slots_of(domain).items()
        for question, heard in hearings([*slot.questions, f"Could you tell me {slot.label}?"], domain).items()
        if name not in heard.asked or heard.wraps_up
    ]
    assert missed == []


def test_every_way_to_ask_for_several_facts_is_heard(domain):
    slots = dict(list(slots_of(domain).items())[:3])
    labels = ", ".join(slot.label for slot in slots.values())
    heard = hearings([question.format(labels=labels) for question in AGENT.group_questions], domain)
    assert [question for question, one in heard.items() if not slots.keys() <= one.asked] == []


def test_every_proposal_asks_for_consent_and_for_nothing_else(domain):
    book = phrasebook_of(domain)
    confirms = [text for tool in domain.tools for text in book.tool(tool.name).confirm]
    proposals = [
        *(f"{AGENT.confirm_lead[0]} {text} {AGENT.proceed[0]}" for text in confirms),
        *(f"{AGENT.confirm_lead[0]} {confirms[0]} {text}" for text in AGENT.proceed),
        *(f"{text} {confirms[0]} {AGENT.proceed[0]}" for text in AGENT.confirm_lead),
    ]
    heard = hearings(proposals, domain)
    assert [text for text, one in heard.items() if not one.confirms or one.asked or one.wraps_up] == []


def test_every_report_lets_the_user_go_on(domain):
    book = phrasebook_of(domain)
    done = [text for tool in domain.tools for text in book.tool(tool.name).done]
    reports = [
        *(f"{text} {AGENT.anything_else[0]}" for text in (*done, *AGENT.done, *AGENT.gave_up, *AGENT.say)),
        *(f"{AGENT.done[0]} {text}" for text in AGENT.anything_else),
        *AGENT.closing,
    ]
    heard = hearings(reports, domain)
    stuck = [text for text, one in heard.items() if not one.wraps_up or one.asked or one.refuses or one.transferred]
    assert stuck == []


def test_every_refusal_is_heard_as_one(domain):
    clauses = [text for clause in phrasebook_of(domain).clauses.values() for text in clause.refusals]
    heard = hearings([*clauses, *AGENT.refusals, *AGENT.failed], domain)
    assert [text for text, one in heard.items() if not one.refuses or one.done or one.asked or one.transferred] == []


def test_no_proposal_or_report_is_heard_as_a_refusal(domain):
    texts = [phrasebook_of(domain).tool(tool.name) for tool in domain.tools]
    own = [text for tool in texts for text in (*tool.confirm, *tool.done, *tool.instruct)]
    heard = hearings([*own, *AGENT.confirm, *AGENT.confirm_lead, *AGENT.proceed, *AGENT.done, *AGENT.say], domain)
    assert [text for text, one in heard.items() if one.refuses] == []


def test_every_answer_tells_even_a_short_fact(domain):
    book = phrasebook_of(domain)
    untold = [
        answer
        for name, slot in slots_of(domain).items()
        for answer in slot.answers
        if not told(Fact(name, "SFO", "SFO"), plain(answer.format(text="SFO")), book)
    ]
    assert untold == []


def test_the_user_consents_and_says_goodbye_so_that_it_is_heard():
    assert [text for text in USER.yes if not consents(text)] == []
    assert [text for text in USER.thanks if not says_goodbye(text)] == []
