"""Training a policy and a user model on a run with verl; the only place that imports it."""
