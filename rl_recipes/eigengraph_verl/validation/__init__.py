"""Looking a recipe through: verl's own configuration code, and what it leaves unchecked."""
