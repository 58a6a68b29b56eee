"""Groups of rollouts: which are kept, which rows are of which rollout, and what a turn did for its end."""
