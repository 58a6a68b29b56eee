"""Recipes, and how one is read: a few lines of verl's configuration over those of a base."""
