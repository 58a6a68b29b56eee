"""Datasets: how data lie in parquet files, what a run's dialogues share, and dialogues as chat messages."""

from eigengraph.dataset.chat import chat_messages
from eigengraph.dataset.context import RunContext, load_context, save_context
from eigengraph.dataset.rows import COLUMNS, arrow_schema, from_row, to_row

__all__ = [
    "COLUMNS",
    "RunContext",
    "arrow_schema",
    "chat_messages",
    "from_row",
    "load_context",
    "save_context",
    "to_row",
]
