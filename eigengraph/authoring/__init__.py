"""For authors of domains: what samplers and generators of tables share, whatever they are about.

A sampler finds requests by executing tools in a live world. What is particular to a domain are its kinds of requests,
each a function that plays one out in a ``Scene`` and gives its goals; the rest is here.

| module | what |
|---|---|
| ``script`` | calls executed one by one, each with its reason; ``DeadEnd`` where the database offers no way on |
| ``scene`` | one user in one world, and what is settled so far |
| ``menu`` | kinds of requests, and drawing from them as a plan wants |
| ``composing`` | several requests of one user, put together into a blueprint |
| ``soundness`` | whether a blueprint can be carried out in every way it allows, and asks for something |
| ``choosing`` | a write that the user leaves partly open |
| ``calculator`` | a tool that reckons |
| ``names``, ``addresses`` | invented people, for tables that are generated |
"""

from eigengraph.authoring.addresses import draw_address
from eigengraph.authoring.calculator import calculate
from eigengraph.authoring.choosing import Choice, choose
from eigengraph.authoring.composing import (
    draw_requests,
    fill,
    first_sound,
    in_order,
    lead_with,
    same_facts,
    without_repeats,
)
from eigengraph.authoring.menu import Group, Kind, Menu, attempt, drawn_size, emphasised
from eigengraph.authoring.names import FIRST_NAMES, LAST_NAMES
from eigengraph.authoring.scene import Scene
from eigengraph.authoring.script import DeadEnd, Script, outcome
from eigengraph.authoring.soundness import asks_for_something, rehearse

__all__ = [
    "FIRST_NAMES",
    "LAST_NAMES",
    "Choice",
    "DeadEnd",
    "Group",
    "Kind",
    "Menu",
    "Scene",
    "Script",
    "asks_for_something",
    "attempt",
    "calculate",
    "choose",
    "draw_address",
    "draw_requests",
    "drawn_size",
    "emphasised",
    "fill",
    "first_sound",
    "in_order",
    "lead_with",
    "outcome",
    "rehearse",
    "same_facts",
    "without_repeats",
]
