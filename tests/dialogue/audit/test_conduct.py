"""The part that the user plays: who speaks, what stays unsaid, and what is said twice."""

import pytest

from tests.dialogue.audit.scenes import kinds


@pytest.mark.parametrize(
    "text",
    [
        "Is there anything else I can help you with?",
        "I can help you with cabin changes and removing bags.",
        "Let me check your account.",
        "Could you provide your order number?",
        "Thank you for contacting us today.",
        "Our policy does not allow that.",
        "Would you like me to set the URL for you?",
        "What can I do for you?",
        "Glad I could help!",
        "Feel free to reach out at any time.",
        "I've gone ahead and updated the address on your order.",
        "I'll add the data to your line right away.",
        "You'll receive a confirmation email shortly.",
        "What is the reason for your cancellation?",
        "Which payment method would you like to use?",
        "Would you like to proceed with the exchange?",
        "I understand your frustration.",
        "Unfortunately I cannot do that for you.",
        "Please run the speed test on your phone.",
        "Our team will be in touch.",
    ],
)
def test_speaking_as_the_agent_is_role_confusion(text):
    assert kinds(f"I'm Ann Lee. {text}") == ["role_confusion"]


@pytest.mark.parametrize(
    "text",
    [
        "Can you help me with my line?",
        "Could you check my account, please?",
        "Would you like me to reset it?",
        "I'll check my email later.",
        "I'm not sure how I can help you with that.",
        "I don't think I can help you with the order number, I lost it.",
        "If there is anything I can help you with to find it, tell me.",
        "Is there anything else you need from me?",
        "Which one would you like me to do first?",
        "Thank you for being honest.",
        "I'd like to cancel it, your policy allows that.",
        "What is the reason for this?",
    ],
)
def test_speaking_as_a_customer_is_not(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "My instructions say so.",
        "As an AI, I cannot do that.",
        "You stay polite at all times and never raise your voice.",
        "Accept what is turned down.",
        "My name is [your name].",
        "My prompt doesn't include that.",
        "I'm just playing the role of a customer here.",
        "I was told to bring up one thing at a time.",
        "I'm supposed to be chatty.",
        "As per my guidelines, I will wait.",
        "The information I was given doesn't say.",
        "OUT OF CHARACTER: what does the test expect?",
        "My unknown_info says I don't know it.",
        "This is just a simulation.",
    ],
)
def test_reading_out_the_instructions_is_a_leak(text):
    assert "leaked_instructions" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Silly me, that's not what I meant to say.",
        "It plays an important role for my business.",
        "My user id is ann_lee.",
        "The prompt on my screen is gone.",
    ],
)
def test_words_for_other_things_leak_nothing(text):
    assert "leaked_instructions" not in kinds(text)


def test_what_the_scenario_quotes_is_there_to_be_said():
    assert kinds("I have been waiting for you since early morning.") == []


def test_an_invention_read_out_of_the_instructions_is_a_leak_alone():
    assert kinds("I am a simulated customer, and I was told that this is free.") == ["leaked_instructions"]


LONG = "I would really like my line to work again. It has been silent for days."


NEXT = "Good to hear that. I have another thing on my list today."


def test_a_text_said_again_without_a_cause_is_a_repetition():
    assert kinds(LONG, "When did that begin?", LONG) == ["repetition"]
    assert kinds("Hello.", "When did that begin?", NEXT, "Since when, please?", NEXT) == ["repetition"]


@pytest.mark.parametrize(
    "said",
    [
        (LONG, "What is wrong with the line?", "Hm.", "What is wrong with the line?", LONG),
        (
            "Yes, please go ahead with all of it right now.",
            "And this?",
            "Yes, please go ahead with all of it right now.",
        ),
        (
            "My line is C4471 and I take 2 gigabytes of it.",
            "And here?",
            "My line is C4471 and I take 2 gigabytes of it.",
        ),
        ("Thanks.", "And?", "Thanks."),
        ("Sorry, I don't know that number at all.", "And the other one?", "Sorry, I don't know that number at all."),
        ("Hello.", "Done. Anything else?", NEXT, "Done, too. Can I help you further?", NEXT),
    ],
)
def test_what_is_asked_again_agreed_to_or_short_may_be_said_again(said):
    if said[0] == LONG:
        said = ("Hello.", said[1], LONG, *said[3:])
    assert kinds(*said) == []
