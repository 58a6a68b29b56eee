"""Prompts: front matter and template agree, braces mean themselves, and what is filled in is no template."""

from __future__ import annotations

import pytest

import eigengraph as eg
from eigengraph.prompts import parse_prompt

HEAD = '+++\nrole = "judge"\nversion = 3\ninputs = ["policy", "lines"]\noutput = "Judgement"\n+++\n'
BODY = 'Answer as {"fault": "{none}"}.\n<< policy >>\n+++\n<% for line in lines %>\n- << line >>\n<% endfor %>\n'


def test_it_is_filled_in():
    prompt = parse_prompt("judge", HEAD + BODY)
    fields = {"policy": "Be kind.", "lines": ["one", "two"], "unused": object()}
    assert prompt.system(fields) == 'Answer as {"fault": "{none}"}.\nBe kind.'
    assert prompt.opening(fields) == "- one\n- two"
    assert prompt.about.role == "judge"


def test_what_is_filled_in_is_never_read_as_a_template():
    prompt = parse_prompt("judge", HEAD + BODY)
    policy = "Use {braces}, {{ two }}, {% if %}, << lines >>, <% for %>, <# remarks #> and $dollars."
    assert policy in prompt.system({"policy": policy, "lines": []})


def test_a_prompt_need_not_have_a_first_message():
    prompt = parse_prompt("agent", '+++\nrole = "agent"\nversion = 1\ninputs = ["policy"]\n+++\n<< policy >>')
    assert prompt.opening({"policy": "x"}) == ""


def test_version_and_content_name_it():
    one, other = parse_prompt("judge", HEAD + BODY), parse_prompt("judge", HEAD + BODY.replace("Answer", "Reply"))
    assert one.ref.startswith("3@")
    assert len(one.ref) == 10
    assert one.ref != other.ref


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Hello.", "must begin with a line"),
        ('+++\nrole = "x"\nversion = 1\n+++\na\n+++\nb\n+++\nc', "must begin with a line"),
        ("+++\nrole = judge\n+++\nHello.", "front matter of prompt 'p' is not TOML"),
        ("+++\nversion = 1\n+++\nHello.", "prompt 'p' has no 'role' in its front matter"),
        ('+++\nrole = "x"\nversion = 0\n+++\nHello.', "prompt 'p': 'version' cannot be 0"),
        ('+++\nrole = "x"\nversion = 1\ninput = []\n+++\nHi.', "unknown key 'input'; did you mean 'inputs'?"),
        (
            '+++\nrole = "x"\nversion = 1\ninputs = ["policy"]\n+++\n<< polcy >> << policy >>',
            r"prompt 'p': unknown field 'polcy'; did you mean 'policy'\? \(known: policy\); name it in its inputs",
        ),
        ('+++\nrole = "x"\nversion = 1\ninputs = ["a"]\n+++\nHi.', "names the input 'a', but does not use it"),
        ('+++\nrole = "x"\nversion = 1\n+++\n<% if %>', "prompt 'p' has a mistake in its template"),
    ],
)
def test_what_is_wrong_is_one_line(text, error):
    with pytest.raises(eg.ConfigError, match=error):
        parse_prompt("p", text)


def test_a_missing_field_is_an_error():
    prompt = parse_prompt("judge", HEAD + BODY)
    with pytest.raises(eg.ConfigError, match="prompt 'judge' is to be filled in without its field 'lines'"):
        prompt.opening({"policy": "x"})


def test_a_field_of_a_field_that_is_not_there_is_an_error():
    prompt = parse_prompt("p", '+++\nrole = "x"\nversion = 1\ninputs = ["a"]\n+++\n<< a.b.c >>')
    with pytest.raises(eg.ConfigError, match=r"prompt 'p' cannot be filled in: .* has no attribute 'b'"):
        prompt.system({"a": {}})


def test_a_template_cannot_reach_behind_what_it_is_given():
    prompt = parse_prompt("p", '+++\nrole = "x"\nversion = 1\ninputs = ["a"]\n+++\n<< a.__class__.__mro__ >>')
    with pytest.raises(eg.ConfigError, match="prompt 'p' cannot be filled in"):
        prompt.system({"a": ""})
