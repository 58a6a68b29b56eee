"""Prompts: versioned text files beside the role that uses each, and how they are read, checked and filled in.

| module | what |
|---|---|
| ``prompt`` | one prompt: front matter and a template |
| ``loading`` | reading a role's prompt, or the one that a user's folder has in its place |
"""

from eigengraph.prompts.loading import Slot, load_prompt, load_prompts
from eigengraph.prompts.prompt import Prompt, parse_prompt

__all__ = ["Prompt", "Slot", "load_prompt", "load_prompts", "parse_prompt"]
