"""Every role's own prompt fits the role; a folder's take their place, or are refused with a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.prompts import load_prompt, load_prompts
from eigengraph.prompts.samples import sample_fields
from eigengraph.roles import SLOTS

JUDGE = '+++\nrole = "judge"\nversion = 9\ninputs = ["dialogue"]\noutput = "JudgementDraft"\n+++\n<< dialogue >>'


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_every_role_has_a_prompt_that_fits(slot):
    prompt = load_prompt(slot)
    assert prompt.about.role == slot.role
    assert set(prompt.about.inputs) == set(slot.inputs)


def test_names_are_unique():
    assert len({slot.name for slot in SLOTS}) == len(SLOTS)


def test_a_folder_takes_the_place_of_some(tmp_path):
    (tmp_path / "judge.md").write_text(JUDGE)
    (tmp_path / "notes.txt").write_text("no prompt")
    prompts = load_prompts(SLOTS, tmp_path)
    assert prompts["judge"].ref.startswith("9@")
    own = load_prompts(SLOTS)
    assert {name for name in own if own[name] != prompts[name]} == {"judge"}


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("juge.md", JUDGE, r"unknown prompt 'juge'; did you mean 'judge'\?"),
        ("judge.md", JUDGE.replace("judge", "agent"), "is for role 'agent', but 'judge' is one for 'judge'"),
        ("judge.md", JUDGE.replace("JudgementDraft", "Text"), "the output 'Text', but its role reads 'JudgementDraft'"),
        ("judge.md", JUDGE.replace("dialogue", "dialog"), r"unknown input 'dialog'; did you mean 'dialogue'\?"),
    ],
)
def test_what_does_not_fit_is_refused_when_a_graph_is_composed(tmp_path, name, text, error):
    (tmp_path / name).write_text(text)
    settings = eg.Settings(domain="airline", prompts=tmp_path)
    with pytest.raises(eg.ConfigError, match=error):
        eg.compose(eg.Host(), settings)


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_samples_have_the_form_of_what_roles_fill_in(slot):
    """The role's own prompt can be filled in with them, and they name every field that it may use."""
    fields, prompt = sample_fields(slot.name), load_prompt(slot)
    assert set(slot.inputs) <= set(fields)
    assert prompt.system(fields)
    prompt.opening(fields)


def test_what_a_field_does_not_have_is_found_before_a_role_is_asked(tmp_path):
    (tmp_path / "judge.md").write_text(JUDGE.replace("<< dialogue >>", "<< dialogue.naem >>"))
    with pytest.raises(eg.ConfigError, match=r"prompt 'judge' cannot be filled in: .*naem.*; see to '.*judge.md'"):
        eg.compose(eg.Host(), eg.Settings(domain="airline", prompts=tmp_path))


@pytest.mark.parametrize(("name", "there"), [("judge.txt", "'judge.txt'"), ("", "nothing")])
def test_a_folder_without_prompts_is_refused(tmp_path, name, there):
    if name:
        (tmp_path / name).write_text(JUDGE)
    with pytest.raises(eg.ConfigError, match=rf"has no file that ends in '.md', but {there}; give one of files"):
        load_prompts(SLOTS, tmp_path)


def test_a_folder_must_be_there():
    with pytest.raises(eg.ConfigError, match=r"prompts 'nowhere' is no folder; give one of files such as 'judge.md'"):
        load_prompts(SLOTS, Path("nowhere"))


def test_a_role_without_its_file_says_so(tmp_path):
    with pytest.raises(eg.ConfigError, match="cannot be read"):
        load_prompt(replace(SLOTS[0], folder=tmp_path))
