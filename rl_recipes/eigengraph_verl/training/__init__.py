"""From a recipe, an export and a model to a trained one: what is checked, run, kept and written down."""
