"""The engine: run folders, ledger, shards, and the runner that drives a graph to its end, or on from where it was."""
