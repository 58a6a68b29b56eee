"""Rollouts: the policy as a participant of our dialogues, the world it plays in, and what was played."""
